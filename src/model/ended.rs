//! Words by which an open task says that it ended, or that it is no task.

/// Kind of doubt about an open task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoubtKind {
    /// Its text says that it is finished.
    Done,
    /// Its text says that it is given up.
    Dropped,
    /// Another open task says the same.
    Duplicate,
    /// Its text is only that of a template.
    Placeholder,
    /// It asks for a file to be created that exists.
    Made,
    /// The plan that it names is finished.
    Planned,
}

impl DoubtKind {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Duplicate => "duplicate",
            Self::Placeholder => "placeholder",
            Self::Made => "made",
            Self::Planned => "planned",
        }
    }
}

/// Words by which the text of an open task says that there is nothing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The doubt that they raise.
    pub kind: DoubtKind,
    /// The words as written; empty where the text is struck through. Of a placeholder, the title; of
    /// a file that exists or a plan that is finished, its path.
    pub said: String,
    /// 1-based line of the backlog that has them.
    pub line: u32,
}
