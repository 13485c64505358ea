//! Problems with single files, which do not end the run.

use serde::{Deserialize, Serialize};

/// File that could not be used in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// Path relative to the root with `/`, or as the user named it where it lies outside.
    pub path: String,
    /// 1-based, where there is one.
    pub line: Option<u32>,
    /// Problem and its effect, in one line without a full stop.
    pub message: String,
    /// Kind of problem.
    pub kind: ProblemKind,
}

impl Problem {
    /// Creates a problem of a file as a whole.
    pub fn new(kind: ProblemKind, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, message: message.into(), kind }
    }

    /// Creates a problem at a 1-based line.
    pub fn at(
        kind: ProblemKind,
        path: impl Into<String>,
        line: u32,
        message: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), line: Some(line), message: message.into(), kind }
    }
}

/// Weight of a problem or finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was read with less detail.
    Note,
    /// Tasks, dependencies or files may be missing from the answer; of a finding: work may collide.
    Warning,
    /// The backlog contradicts itself, or finished work was reopened. No problem has it.
    Error,
}

impl Severity {
    /// All severities, the lightest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares the kinds of problems: variant, stable id, severity, description.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $id:literal, $severity:ident;)+) => {
        /// Kind of problem, with an id that never changes.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum ProblemKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl ProblemKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// Returns the stable id in machine formats.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$kind => $id,)+
                }
            }

            /// Returns the severity of problems of this kind.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$kind => Severity::$severity,)+
                }
            }
        }
    };
}

kinds! {
    /// A file or folder that cannot be listed.
    Unlisted = "unlisted", Warning;
    /// A file whose content cannot be read, or is too large to be read.
    Unread = "unread", Note;
    /// A place of a backlog that holds no regular file.
    UnusableBacklog = "unusable-backlog", Warning;
    /// An ignore file, or a line of one, that cannot be used.
    IgnoreRule = "ignore-rule", Warning;
    /// A line of `.gitattributes` that cannot be used.
    AttributeRule = "attribute-rule", Note;
    /// Source code that does not parse in full.
    Syntax = "syntax", Note;
    /// A document that takes too long to parse.
    CutOff = "cut-off", Note;
    /// A backlog that is no UTF-8 text.
    Encoding = "encoding", Warning;
    /// A line of a backlog that is too long.
    LongLine = "long-line", Warning;
    /// A block of a backlog that is not closed.
    Unclosed = "unclosed", Warning;
    /// Lines that look like tasks and are not read as such.
    LooksLikeTask = "looks-like-task", Warning;
    /// A sign in a box whose meaning is not known.
    UnknownSign = "unknown-sign", Note;
    /// A box without text.
    EmptyTask = "empty-task", Note;
    /// A task that says that it is finished while boxes in it are open.
    LooksDone = "looks-done", Note;
    /// Criteria that belong to no single task.
    StrayCriteria = "stray-criteria", Note;
    /// A path in the text of a task that declares other files.
    Undeclared = "undeclared", Note;
    /// A dependency that cannot be used as it is written.
    Dependency = "dependency", Warning;
    /// Dependencies that form a cycle.
    Cycle = "cycle", Warning;
    /// A record of a backlog that cannot be read.
    Record = "record", Warning;
    /// Two tasks with the same id.
    RepeatedId = "repeated-id", Warning;
    /// A task that only holds other open tasks, and is planned with these.
    Parent = "parent", Note;
    /// Tasks of a part of a backlog that its tool does not have selected.
    NotSelected = "not-selected", Note;
    /// Items that the tool of a backlog counts otherwise.
    OtherCount = "other-count", Note;
    /// An export that is older than the data of its tool.
    StaleExport = "stale-export", Warning;
    /// A model of the repository's own that fits another version of the program.
    StaleModel = "stale-model", Note;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ProblemKind;

    #[test]
    fn ids_are_unique_and_plain() {
        let ids: BTreeSet<&str> = ProblemKind::ALL.iter().map(|kind| kind.id()).collect();
        assert_eq!(ids.len(), ProblemKind::ALL.len());
        for id in ids {
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
        }
    }
}
