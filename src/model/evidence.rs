//! Evidence for predicted files.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Kind of clue; each kind has a file in `predict/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Signal {
    /// The task declares the file (`Files:`, `touches:`).
    Declared,
    /// The caller names the file (`--hint`).
    Hint,
    /// The text names a path, a part of one, a folder or a glob.
    Path,
    /// The text names a package.
    Package,
    /// The text names something that the file defines.
    Symbol,
    /// The text names a command or flag that the file defines.
    Command,
    /// The text names a heading, title or document, or a document it names names the file.
    Document,
    /// The text and the file share words.
    Words,
    /// The headings and ancestors of the task share words with the file.
    Context,
    /// Past commits whose messages speak of the same things changed the file.
    PastWork,
    /// The file changed recently, or often.
    Recency,
    /// The file changed together with likely ones.
    Together,
    /// The file changed around the commit that added the task to the backlog.
    Introduced,
    /// The file's neighbours are predicted: its test, what it tests, its folder.
    Companion,
    /// More of the task speaks for the file than for others.
    Standing,
    /// The kind of file matches the kind of work that the task asks for.
    Kind,
    /// The task asks for a file that does not exist yet.
    New,
}

impl Signal {
    /// All signals.
    pub const ALL: [Self; 17] = [
        Self::Declared,
        Self::Hint,
        Self::Path,
        Self::Package,
        Self::Symbol,
        Self::Command,
        Self::Document,
        Self::Words,
        Self::Context,
        Self::PastWork,
        Self::Recency,
        Self::Together,
        Self::Introduced,
        Self::Companion,
        Self::Standing,
        Self::Kind,
        Self::New,
    ];

    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Hint => "hint",
            Self::Path => "path",
            Self::Package => "package",
            Self::Symbol => "symbol",
            Self::Command => "command",
            Self::Document => "document",
            Self::Words => "words",
            Self::Context => "context",
            Self::PastWork => "past_work",
            Self::Recency => "recency",
            Self::Together => "together",
            Self::Introduced => "introduced",
            Self::Companion => "companion",
            Self::Standing => "standing",
            Self::Kind => "kind",
            Self::New => "new",
        }
    }
}

/// One clue: a piece of the task's text, its counterpart in the repository, and its weight. The files
/// of a task share their texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Kind of clue.
    pub signal: Signal,
    /// Quote from the task. Empty where the clue is not in the text.
    pub quote: Arc<str>,
    /// 1-based line of the quote in the backlog.
    pub line: Option<u32>,
    /// Counterpart in the repository: `func Validate, internal/index/validate.go:42`.
    pub met: Arc<str>,
    /// Share of the file's log-odds (natural logarithm). Negative where the clue speaks against the
    /// file.
    pub weight: f64,
}

impl Evidence {
    /// Counterpart of the part of the log-odds that every file of its kind and size starts from.
    pub const BASELINE: &str = "what any file of its kind and size has";

    /// Returns whether it tells this file from others, rather than being the start of every score.
    pub fn is_clue(&self) -> bool {
        *self.met != *Self::BASELINE
    }
}
