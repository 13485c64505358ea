//! A finished task, and the file format that keeps them: one JSON object a line.

use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{backlog, regular};

/// Limit for a file of cases, in bytes.
const MAX_CASES_BYTES: u64 = 1 << 30;

/// A finished task: what it said, when, and what its work changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Names it, whatever else is replayed.
    pub id: String,
    /// `owner/name`, or the name of the folder.
    pub repo: String,
    /// The commit before the work.
    pub parent: String,
    /// The commit that finished it.
    pub commit: String,
    /// The committer's clock at the end of the work, in seconds since 1970.
    pub date: i64,
    /// The backlog that held it, which is left out of the tree.
    pub backlog: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// The items above it, outermost first.
    #[serde(default)]
    pub ancestors: Vec<String>,
    /// The commit that introduced it.
    #[serde(default)]
    pub first_commit: Option<String>,
    /// The committer's clock when it was introduced, in seconds since 1970.
    #[serde(default)]
    pub introduced: Option<i64>,
    /// Its text before the work, with its own indented lines; may begin with a bullet and a box.
    pub text: String,
    /// The files that existed before and that the work changed, sorted.
    pub truth: Vec<String>,
    /// The files that the work added, sorted.
    #[serde(default)]
    pub truth_new: Vec<String>,
    /// How many other tasks the same commit finished.
    #[serde(default)]
    pub others: usize,
}

/// Why a file of cases cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The system says why.
    #[error("cannot read the cases")]
    Read(#[from] std::io::Error),
    /// A line is no case.
    #[error("line {line} is no case (one JSON object a line, as `ctx backtest --help` shows)")]
    Line {
        /// 1-based.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl Case {
    /// Reads a file of cases; empty lines are skipped.
    pub fn read_all(path: &Path) -> Result<Vec<Self>, CasesError> {
        let text = regular::read_named(path, MAX_CASES_BYTES)?;
        let text = String::from_utf8(text).map_err(std::io::Error::other)?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let parse = |(line, text): (usize, &str)| {
            serde_json::from_str(text).map_err(|source| CasesError::Line { line, source })
        };
        lines.map(parse).collect()
    }

    /// Who owns the repository: weights are judged on authors that they never saw.
    pub fn author(&self) -> &str {
        self.repo.split('/').next().unwrap_or_default()
    }

    /// The task as the one box of a checklist under its headings and ancestors.
    pub fn as_backlog(&self) -> String {
        let mut out = String::new();
        for (depth, heading) in self.headings.iter().enumerate() {
            let _ = writeln!(out, "{} {heading}\n", "#".repeat((depth + 1).min(6)));
        }
        let mut indent = String::new();
        for ancestor in &self.ancestors {
            let _ = writeln!(out, "{indent}- {ancestor}");
            indent.push_str("  ");
        }
        let mut lines = self.text.split('\n');
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(out, "{indent}- [ ] {}", backlog::marker_and_text(first).1);
        for line in lines {
            if line.trim().is_empty() {
                out.push('\n');
            } else {
                let _ = writeln!(out, "{indent}  {}", as_body(line));
            }
        }
        out
    }
}

/// A further line: children are body here, so their boxes and heading marks go.
fn as_body(line: &str) -> String {
    let (marker, text) = backlog::marker_and_text(line);
    match marker.find('#') {
        Some(hashes) => format!("{}{text}", &marker[..hashes]),
        None => format!("{marker}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_one_open_box() {
        let case = |text: &str| Case {
            id: "a".into(),
            repo: "o/r".into(),
            parent: "p".into(),
            commit: "c".into(),
            date: 0,
            backlog: "TASKS.md".into(),
            headings: vec!["Phase 1".into()],
            ancestors: vec!["above".into()],
            first_commit: None,
            introduced: None,
            text: text.into(),
            truth: Vec::new(),
            truth_new: Vec::new(),
            others: 0,
        };
        for (text, expected) in [
            ("- [x] a", "- [ ] a\n"),
            ("1. `[🏗\u{fe0f}]` a\n   1. [👍🏽] b\n\n   c", "- [ ] a\n       1. b\n\n       c\n"),
            ("- [x]* 1.2 a\n  - [ ]* b", "- [ ] 1.2 a\n      - b\n"),
            ("## [x] a\n### b\n- [-] c", "- [ ] a\n    b\n    - c\n"),
            ("[✅] a\n-[x] b", "- [ ] a\n    -b\n"),
            ("plain #5\n#6 too", "- [ ] plain #5\n    #6 too\n"),
        ] {
            let expected = format!("# Phase 1\n\n- above\n  {expected}");
            assert_eq!(case(text).as_backlog(), expected, "{text}");
        }
    }
}
