//! Files that might be the backlog where none lies in its place.

use std::cmp::Reverse;
use std::path::Path;

use crate::backlog::{self, Checklist, Source};
use crate::discover;
use crate::model::{Language, Origin, SourceFile};

/// Markdown files looked into, in order of their paths.
const MAX_FILES: usize = 2000;
/// Bytes of them read.
const MAX_BYTES: u64 = 32 << 20;
/// Names of folders for finished plans.
const DONE_FOLDERS: [&str; 7] =
    ["done", "archive", "archived", "archives", "completed", "finished", "closed"];
/// Words in the names of files and folders that are copied to begin a text, such as GitHub's
/// `PULL_REQUEST_TEMPLATE.md`.
const TEMPLATE_WORDS: [&str; 2] = ["template", "templates"];
/// Names of files whose boxes tell how to work, not which work there is.
const INSTRUCTIONS: [&str; 9] = [
    "agents.md",
    "claude.md",
    "code_of_conduct.md",
    "constitution.md",
    "contributing.md",
    "copilot-instructions.md",
    "gemini.md",
    "security.md",
    "skill.md",
];
/// Names of folders with such files, below a folder of a tool: `.claude/agents/`, `_bmad/bmm/workflows/`.
const INSTRUCTION_FOLDERS: [&str; 7] =
    ["agents", "commands", "macros", "prompts", "rules", "skills", "workflows"];

/// Finds the Markdown files below `root` that git sees, with the number of their open boxes, the
/// most first. Finished plans, templates and instructions are left out: their boxes are no work to do.
pub(super) fn find(root: &Path, threads: usize) -> Vec<(String, usize)> {
    let mut left = MAX_BYTES;
    let mut fits = |file: &SourceFile| {
        let fits = file.size <= left;
        left -= if fits { file.size } else { 0 };
        fits
    };
    let files = discover::walk(root, threads).files.into_iter();
    let files = files
        .filter(|file| file.language == Language::Markdown && file.origin == Origin::Written)
        .filter(|file| !is_put_away(file.path.as_str()))
        .take(MAX_FILES);
    let mut found = Vec::new();
    for file in files.filter(|file| fits(file)) {
        let Some(bytes) = discover::read(root, &file).0 else { continue };
        if !backlog::may_have_boxes(&bytes) {
            continue;
        }
        let name = file.path.as_str().to_owned();
        let count = Checklist::read(&Source { name: name.clone(), bytes }).open_boxes();
        if count > 0 {
            found.push((name, count));
        }
    }
    found.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    found
}

/// Returns true if the names in a path say that the file is a finished plan, a template or an instruction.
fn is_put_away(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let is_of_tool = path.starts_with(['.', '_']);
    let mut names = path.split('/').rev();
    let file = names.next().unwrap_or_default();
    let mut folders = names;
    let is_template = |name: &str| {
        name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| TEMPLATE_WORDS.contains(&word))
    };
    let is_instruction = |folder: &str| is_of_tool && INSTRUCTION_FOLDERS.contains(&folder);
    is_template(file)
        || INSTRUCTIONS.contains(&file)
        || folders.any(|folder| {
            DONE_FOLDERS.contains(&folder) || is_template(folder) || is_instruction(folder)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finished_plans_and_templates_are_put_away() {
        for path in [
            "docs/plans/done/login.md",
            "specs/DONE/0001.md",
            "docs/archive/2024/plan.md",
            "completed/a.md",
            ".github/PULL_REQUEST_TEMPLATE.md",
            ".github/PULL_REQUEST_TEMPLATE/feature.md",
            ".github/ISSUE_TEMPLATE/bug.md",
            "docs/pull_request_template.md",
            "templates/plan.md",
            ".specify/templates/tasks-template.md",
            "CONTRIBUTING.md",
            ".context/CONSTITUTION.md",
            "services/a/CLAUDE.md",
            ".claude/agents/specialists/tester.md",
            "_bmad/bmm/workflows/document-project/checklist.md",
        ] {
            assert!(is_put_away(path), "{path}");
        }
        for path in [
            "plan.md",
            "docs/plans/login.md",
            "docs/done.md",
            "docs/undone/plan.md",
            "docs/archiver/plan.md",
            "docs/templating.md",
            "internal/closedloop/todo.md",
            "internal/agents/todo.md",
            ".claude/tasks/todo.md",
        ] {
            assert!(!is_put_away(path), "{path}");
        }
    }
}
