//! Finished tasks, and the file format that keeps them: one JSON object a line.

use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::backlog::{BacklogFormat, Granularity, Source};
use crate::model::Task;
use crate::{backlog, regular};

/// Limit for a file of cases, in bytes.
const MAX_CASES_BYTES: u64 = 1 << 30;

/// Finished task: its text, when it was finished, and the files that its work changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Id, which does not depend on the other cases.
    pub id: String,
    /// `owner/name`, or the name of the folder.
    pub repo: String,
    /// The commit before the work.
    pub parent: String,
    /// The commit that finished it.
    pub commit: String,
    /// Committer's time at the end of the work, in seconds since 1970.
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
    /// Committer's time when it was introduced, in seconds since 1970.
    #[serde(default)]
    pub introduced: Option<i64>,
    /// Text before the work, with its own indented lines; may start with a bullet and a box.
    pub text: String,
    /// The files that existed before and that the work changed, sorted.
    pub truth: Vec<String>,
    /// The files that the work added, sorted.
    #[serde(default)]
    pub truth_new: Vec<String>,
    /// Number of other tasks that the same commit finished.
    #[serde(default)]
    pub others: usize,
    /// How much it counts when a model is learned, in [0, 1]: 1 for a task whose files are surely
    /// those of its work. A file of cases may say `strict: false` in its place.
    #[serde(default = "whole")]
    pub weight: f64,
}

/// Returns the weight of a case that states none.
fn whole() -> f64 {
    1.0
}

/// How much a commit counts when a model is learned, if nothing else is stated. It describes work that
/// is done, and says less than a task.
pub(super) const COMMIT: f64 = 0.5;

/// How much a task counts whose files may be wider than its work, if nothing else is stated: one in
/// four such pairs of task and commit is wrong, of the others one in fourteen.
const UNSURE: f64 = 0.6;

/// How sure a line is that the files of its case are those of its work.
#[derive(Deserialize)]
struct Sureness {
    weight: Option<f64>,
    strict: Option<bool>,
}

/// Reason why a file of cases cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// The file cannot be read.
    #[error("cannot read the cases")]
    Read(#[from] std::io::Error),
    /// A line holds no case.
    #[error("line {line} is no case (one JSON object a line, as `ctx backtest --help` shows)")]
    Line {
        /// 1-based.
        line: usize,
        /// Problem with the line.
        source: serde_json::Error,
    },
}

impl Case {
    /// Reads a file of cases; empty lines are skipped.
    pub fn read_all(path: &Path) -> Result<Vec<Self>, CasesError> {
        let text = regular::read_named(path, MAX_CASES_BYTES)?;
        let text = String::from_utf8(text).map_err(std::io::Error::other)?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let parse = |text: &str| {
            let mut case: Self = serde_json::from_str(text)?;
            let Sureness { weight, strict } = serde_json::from_str(text)?;
            case.weight = weight.unwrap_or(match strict {
                _ if case.is_commit() => COMMIT,
                Some(false) => UNSURE,
                Some(true) | None => whole(),
            });
            Ok(case)
        };
        let parse = |(line, text)| parse(text).map_err(|source| CasesError::Line { line, source });
        lines.map(parse).collect()
    }

    /// Returns whether it is a commit whose subject stands in for a task.
    pub fn is_commit(&self) -> bool {
        self.backlog.is_empty()
    }

    /// Returns the owner of the repository: weights are judged on authors that they never saw.
    pub fn author(&self) -> &str {
        self.repo.split('/').next().unwrap_or_default()
    }

    /// Reads the task, or returns `None` if the text holds none. The text is read as that of a Markdown
    /// checklist, whatever the format of the backlog that held it.
    pub fn task(&self) -> Option<Task> {
        let source = Source { name: self.backlog.clone(), bytes: self.as_backlog().into_bytes() };
        let markdown = BacklogFormat::named("markdown");
        let (tasks, _) = backlog::read_as(&[source], &[], markdown, Granularity::Outermost);
        tasks.into_iter().next()
    }

    /// Writes the task as the only box of a checklist under its headings and ancestors.
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

/// Turns a further line into body text: its box and heading marks are dropped.
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

    fn case(backlog: &str, text: &str) -> Case {
        Case {
            id: "a".into(),
            repo: "o/r".into(),
            parent: "p".into(),
            commit: "c".into(),
            date: 0,
            backlog: backlog.into(),
            headings: vec!["Phase 1".into()],
            ancestors: vec!["above".into()],
            first_commit: None,
            introduced: None,
            text: text.into(),
            truth: Vec::new(),
            truth_new: Vec::new(),
            others: 0,
            weight: 1.0,
        }
    }

    #[test]
    fn a_case_is_a_task_whatever_backlog_held_it() {
        for backlog in [
            "TASKS.md",
            ".beads/issues.jsonl",
            ".taskmaster/tasks/tasks.json",
            "backlog/tasks/task-1 - a.md",
            "openspec/changes/a/tasks.md",
            "todo.txt",
            "",
        ] {
            let task = case(backlog, "Add a flag").task().unwrap();
            assert_eq!((task.title.as_str(), task.section), ("Add a flag", vec!["Phase 1".into()]));
        }
    }

    #[test]
    fn a_line_that_states_no_weight_has_that_of_its_kind() {
        let line = |backlog: &str, more: &str| {
            format!(
                "{{\"id\":\"1\",\"repo\":\"a/b\",\"parent\":\"p\",\"commit\":\"c\",\"date\":1,\
                 \"backlog\":\"{backlog}\",\"headings\":[],\"text\":\"it\",\"truth\":[]{more}}}\n"
            )
        };
        let lines = [
            line("TASKS.md", ""),
            line("TASKS.md", ",\"strict\":true"),
            line("TASKS.md", ",\"strict\":false"),
            line("", ",\"strict\":true"),
            line("", ",\"weight\":0.25"),
        ];
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), lines.concat()).unwrap();
        let weights: Vec<f64> =
            Case::read_all(file.path()).unwrap().iter().map(|case| case.weight).collect();
        assert_eq!(weights, [1.0, 1.0, UNSURE, COMMIT, 0.25]);
    }

    #[test]
    fn a_case_is_one_open_box() {
        for (text, expected) in [
            ("- [x] a", "- [ ] a\n"),
            ("1. `[🏗\u{fe0f}]` a\n   1. [👍🏽] b\n\n   c", "- [ ] a\n       1. b\n\n       c\n"),
            ("- [x]* 1.2 a\n  - [ ]* b", "- [ ] 1.2 a\n      - b\n"),
            ("## [x] a\n### b\n- [-] c", "- [ ] a\n    b\n    - c\n"),
            ("[✅] a\n-[x] b", "- [ ] a\n    -b\n"),
            ("plain #5\n#6 too", "- [ ] plain #5\n    #6 too\n"),
        ] {
            let expected = format!("# Phase 1\n\n- above\n  {expected}");
            assert_eq!(case("TASKS.md", text).as_backlog(), expected, "{text}");
        }
    }
}
