//! Fields in a task's text: `**Files:** …`, `- Depends-on: …`, `### Acceptance criteria`.

use super::dashes::fold_dashes;
use super::depends::{self, Relation};
use crate::model::Action;

/// Statement of a field about its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Conditions for the task to be done.
    Criteria,
    /// Files that it will touch.
    Files(Action),
    /// Tasks that must be done before it or after it.
    Dependency(Relation),
    /// Anything else with a name and a colon.
    Other,
}

/// Maximum length of the name of a field, in bytes.
const MAX_NAME_BYTES: usize = 40;

/// Finds the field that `text` begins with, and its value, which is empty if a list below has it.
///
/// A colon ends the name. A heading, or a line that is bold as a whole, needs none.
pub fn parse(text: &str, heading: bool) -> Option<(Field, &str)> {
    let text = text.trim();
    let inner = text.trim_start_matches(['*', '_', '`']);
    if let Some(colon) = inner.find([':', '\n', '.']).filter(|&at| at <= MAX_NAME_BYTES)
        && let Some(value) = inner[colon..].strip_prefix(':')
    {
        let bold = text.len() > inner.len();
        if value.is_empty() || value.starts_with([' ', '\t', '\n', '*', '_', '`']) {
            let name = &inner[..colon];
            let value = if bold || name.ends_with(['*', '_', '`']) {
                value.trim_start_matches(['*', '_'])
            } else {
                value
            };
            return Some((named(name).unwrap_or(Field::Other), value.trim()));
        }
    }
    let bold = inner.len() < text.len() && text.ends_with(['*', '_']);
    if (heading || bold) && text.len() <= MAX_NAME_BYTES {
        return named(text).map(|field| (field, ""));
    }
    None
}

/// Returns true if `line` is a field and no part of a title above it: `Files: …`, `Priority: high`,
/// `Blocked: legal`.
pub fn ends_title(line: &str) -> bool {
    const FACTS: [&str; 12] = [
        "priority", "prio", "blocked", "on hold", "status", "state", "effort", "estimate", "owner",
        "assignee", "due", "labels",
    ];
    let Some((field, _)) = parse(line, false) else { return false };
    let name = line.split(':').next().unwrap_or_default();
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    field != Field::Other || FACTS.contains(&name.replace('-', " ").as_str())
}

/// Returns the field with the name `name`.
pub fn named(name: &str) -> Option<Field> {
    let name = fold_dashes(name).to_lowercase().replace(['-', '_'], " ");
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    Some(match name {
        "acceptance criteria"
        | "acceptance"
        | "ac"
        | "acs"
        | "success criteria"
        | "exit criteria"
        | "completion criteria"
        | "done criteria"
        | "definition of done"
        | "dod"
        | "done when" => Field::Criteria,
        "files" | "file" | "file(s" | "touches" | "files touched" | "files modified"
        | "modified files" | "files affected" | "affected files" | "owns" | "modify"
        | "modifies" | "files to modify" | "files to change" | "update" | "updates" | "delete"
        | "deletes" | "remove" | "removes" | "rename" | "renames" | "move" | "moves"
        | "rewrite" | "rewrites" | "edit" | "edits" | "extend" | "extends" | "refactor"
        | "refactors" | "replace" | "replaces" => Field::Files(Action::Modify),
        "create" | "creates" | "files to create" | "new files" => Field::Files(Action::Create),
        "test" | "tests" | "test files" => Field::Files(Action::Test),
        name => return depends::of_field(name).map(Field::Dependency),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_their_values() {
        for (text, field, value) in [
            ("Files: a.go", Field::Files(Action::Modify), "a.go"),
            ("**Files:** `a.go`", Field::Files(Action::Modify), "`a.go`"),
            ("**Files**: `a.go`", Field::Files(Action::Modify), "`a.go`"),
            ("files_modified: [a.go]", Field::Files(Action::Modify), "[a.go]"),
            ("Create: `a`", Field::Files(Action::Create), "`a`"),
            ("Test: `a`", Field::Files(Action::Test), "`a`"),
            ("**Depends\u{2011}on:** [T1]", Field::Dependency(Relation::DependsOn), "[T1]"),
            ("Blocked-by: x", Field::Dependency(Relation::BlockedBy), "x"),
            ("**Done\u{2011}when:**", Field::Criteria, ""),
            ("AC: it works", Field::Criteria, "it works"),
            ("**Acceptance Criteria**", Field::Criteria, ""),
            ("**Action:** do it", Field::Other, "do it"),
        ] {
            assert_eq!(parse(text, false), Some((field, value)), "{text}");
        }
    }

    #[test]
    fn fields_end_a_title() {
        for line in
            ["Files: a.go", "Priority: high", "**Blocked:** legal", "On-hold: x", "Effort: 2h"]
        {
            assert!(ends_title(line), "{line}");
        }
        for line in ["Note: a", "Blocked users", "Priority queue: a", "a. Status: b"] {
            assert!(!ends_title(line), "{line}");
        }
    }

    #[test]
    fn text_that_is_no_field() {
        for text in [
            "Acceptance criteria are unclear",
            "a.go:12 fails",
            "https://x.y",
            "Files",
            "A sentence. Files: a.go",
        ] {
            assert_eq!(parse(text, false), None, "{text}");
        }
        assert_eq!(parse("Definition of Done", true), Some((Field::Criteria, "")));
    }
}
