//! Statements about dependencies: `(depends on T010, T011)`, `**Depends-on:** [T032A]`,
//! `Blocked by: legal`, `Phase 3 (after Phase 2)`.
//!
//! [`phrase`] finds the statements in a text (the table is in [`phrases`], the forms of a field in
//! [`setting`], signs in [`signs`]) and leaves out those that [`clause`] shows to be denied, past or
//! quoted. A statement names tasks in a [`list`], or by their titles;
//! `backlog::link` looks them up when all backlogs are read.

pub mod clause;
pub mod heading;
pub mod list;
mod phrase;
mod phrases;
mod setting;
mod signs;

pub use phrase::{in_item, in_labels, in_text};
pub use phrases::of_field;

/// How a task stands to what a phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It waits for it.
    DependsOn,
    /// It waits for it, be it a task or something else.
    BlockedBy,
    /// It waits for it if that is a task; else the words say something else (`requires Go 1.22`).
    After,
    /// The other waits for it.
    Precedes,
}

impl Relation {
    /// The relation as a verb, for messages.
    pub fn verb(self) -> &'static str {
        match self {
            Self::DependsOn => "depends on",
            Self::BlockedBy => "is blocked by",
            Self::After => "comes after",
            Self::Precedes => "comes before",
        }
    }
}

/// How clearly a dependency is set off from prose. The clearer, the more is a mistake that names no
/// task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// In a sentence: what is like an id of the backlog is meant as one.
    Prose,
    /// In brackets or a sentence of its own.
    SetOff,
    /// A field.
    Field,
}

/// A dependency as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Text before the phrase in its line. Where that is a list of other tasks, they are the
    /// ones that wait.
    pub subject: String,
    /// Meaning of the phrase.
    pub relation: Relation,
    /// How it is set off.
    pub form: Form,
    /// The text after the phrase.
    pub value: String,
    /// 1-based.
    pub line: u32,
    /// True if an unfinished part of the task says so, rather than the task.
    pub of_part: bool,
    /// True if it stands below the heading that it is about, rather than in it.
    pub below: bool,
}

/// Tells whether `text` ends with what a dependency names.
pub fn ends_with_need(text: &str) -> bool {
    in_text(text, true, 0).iter().any(|need| {
        let is_firm = matches!(need.relation, Relation::DependsOn | Relation::BlockedBy);
        let is_whole = !need.subject.contains(char::is_alphanumeric);
        let reaches_end = text.ends_with(&need.value) && !need.value.contains(". ");
        reaches_end && (is_firm || is_whole)
    })
}

impl Need {
    /// The value by which a statement means the task that it stands in: `T001 blocks this`.
    pub const SELF: &str = "this";

    /// A need that is the value of a field or label.
    fn field(relation: Relation, value: &str, line: u32) -> Self {
        Self {
            subject: String::new(),
            relation,
            form: Form::Field,
            value: value.to_owned(),
            line,
            of_part: false,
            below: false,
        }
    }
}
