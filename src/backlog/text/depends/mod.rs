//! Statements about dependencies: `(depends on T010, T011)`, `**Depends-on:** [T032A]`,
//! `Blocked by: legal`, `Phase 3 (after Phase 2)`, `T001 → T002`.
//!
//! [`phrase`] finds the statements in a text. [`phrases`] has the table, [`setting`] the forms of a
//! field, [`signs`] the emoji, [`arrows`] the order between arrows, [`event`] things that are no tasks.
//! [`clause`] rejects negated, past and
//! quoted statements. The value of a statement is a [`list`] of ids, or titles. `backlog::link` looks
//! them up when all backlogs are read.

pub mod arrows;
pub mod clause;
mod event;
pub mod except;
pub mod heading;
pub mod list;
mod phrase;
mod phrases;
mod setting;
mod signs;
pub mod span;

pub use event::is_named as names_event;
pub use phrase::{in_item, in_labels, in_text};
pub use phrases::of_field;

/// Relation of a task to the things that a phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The task waits for another task.
    DependsOn,
    /// The task waits for another task or for something else.
    BlockedBy,
    /// The task comes after another task. Text that names no task is a problem.
    After,
    /// The task needs another task. Other text is a tool or a condition: `requires Go 1.22`.
    Requires,
    /// The other task waits for this one.
    Precedes,
}

impl Relation {
    /// Returns the relation as a verb, for messages.
    pub fn verb(self) -> &'static str {
        match self {
            Self::DependsOn => "depends on",
            Self::BlockedBy => "is blocked by",
            Self::After | Self::Requires => "comes after",
            Self::Precedes => "comes before",
        }
    }
}

/// Form of a dependency, from the least to the most explicit. In a more explicit form, more unknown names
/// are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// In a sentence. Only words that look like ids of the backlog count.
    Prose,
    /// In brackets or in a sentence of its own.
    SetOff,
    /// In a field.
    Field,
}

/// Dependency as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyStatement {
    /// Text before the phrase in its line. Where that is a list of other tasks, they are the
    /// ones that wait.
    pub subject: String,
    /// Meaning of the phrase.
    pub relation: Relation,
    /// Form in which it is written.
    pub form: Form,
    /// Text after the phrase.
    pub value: String,
    /// Line of the backlog, from 1.
    pub line: u32,
    /// True if it is in an open subtask.
    pub of_part: bool,
    /// Ids of this subtask.
    pub part_ids: Vec<String>,
    /// True if it is below the heading that it is about, not in it.
    pub below: bool,
}

/// Returns true if `text` ends with the names of a dependency.
pub fn ends_with_need(text: &str) -> bool {
    in_text(text, true, 0).iter().any(|need| {
        let is_firm = matches!(need.relation, Relation::DependsOn | Relation::BlockedBy);
        let is_whole = !need.subject.contains(char::is_alphanumeric);
        let reaches_end = text.ends_with(&need.value) && !need.value.contains(". ");
        reaches_end && (is_firm || is_whole)
    })
}

impl DependencyStatement {
    /// Value that means the task itself: `T001 blocks this`.
    pub const SELF: &str = "this";

    /// Returns a need from the value of a field or label.
    fn field(relation: Relation, value: &str, line: u32) -> Self {
        Self {
            subject: String::new(),
            relation,
            form: Form::Field,
            value: value.to_owned(),
            line,
            of_part: false,
            part_ids: Vec::new(),
            below: false,
        }
    }
}
