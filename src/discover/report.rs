//! Reports that ctx itself wrote. They name all tasks and their files, and are no sources.

use std::io::Read;
use std::path::Path;

use crate::model::{
    CHECK_NAME, COMMENT_START, JSON_STARTS, PAGE_START, RULE_PREFIX, Rule, SourceFile,
};
use crate::regular;

/// Number of bytes at the start of a file that tell.
const MAX_START_BYTES: u64 = 1 << 10;

/// Returns true if a file begins like the reports that ctx writes.
pub(super) fn is_report(root: &Path, file: &SourceFile) -> bool {
    let name = file.path.name();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_of_ctx = match extension {
        Some("html" | "htm") => |text: &str| text.starts_with(PAGE_START),
        Some("json" | "sarif") => is_json,
        Some("xml") => is_xml,
        Some("md") => |text: &str| text.starts_with(COMMENT_START),
        _ => return false,
    };
    let mut start = Vec::new();
    let read = regular::open(&root.join(file.path.as_str()))
        .and_then(|file| file.take(MAX_START_BYTES).read_to_end(&mut start));
    read.is_ok() && is_of_ctx(&String::from_utf8_lossy(&start))
}

/// Returns true for the JSON of ctx, and for SARIF and the reports for reviewdog and `GitLab`.
fn is_json(text: &str) -> bool {
    let is_named = || {
        let is_of_tool = text.starts_with("{\n  \"$schema\": ") && text.contains("sarif")
            || text.starts_with("{\n  \"source\": ");
        is_of_tool && text.contains(&format!("\"name\": \"{CHECK_NAME}\""))
    };
    let begins_with_rule = || {
        let issue = text.strip_prefix("[\n  {\n    \"description\": \"");
        let rule = issue.and_then(|issue| issue.split_once(": ")).map(|(rule, _)| rule);
        let rule = rule.filter(|rule| Rule::find(rule).is_some());
        rule.is_some_and(|rule| text.contains(&format!("\"check_name\": \"{rule}\"")))
    };
    JSON_STARTS.iter().any(|start| text.starts_with(start)) || is_named() || begins_with_rule()
}

/// Returns true for `JUnit` and Checkstyle.
fn is_xml(text: &str) -> bool {
    text.contains(&format!("<testsuites name=\"{CHECK_NAME}\""))
        || text.contains("<checkstyle ") && text.contains(&format!(" source=\"{RULE_PREFIX}"))
}
