//! Why a file is predicted.

/// What kind of clue a piece of evidence is: one for each file of `predict/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// The task declares the file (`Files:`, `touches:`).
    Declared,
    /// The caller says so (`--hint`).
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
    /// The file changed lately, or often.
    Recency,
    /// The file changed together with likely ones.
    Together,
    /// The file changed around the commit that wrote the task down.
    Introduced,
    /// The file's neighbours are predicted: its test, what it tests, its folder.
    Companion,
    /// What kind of file it is, against what kind of work the task asks for.
    Kind,
    /// The task asks for a file that does not exist yet.
    New,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 16] = [
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
        Self::Kind,
        Self::New,
    ];

    /// The name in machine formats.
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
            Self::Kind => "kind",
            Self::New => "new",
        }
    }
}

/// One clue: what in the task's text met what in the repository, and how much it counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What kind of clue.
    pub signal: Signal,
    /// What in the task, quoted from its text. Empty where the clue is not in the text.
    pub quote: String,
    /// 1-based line of the quote in the backlog.
    pub line: Option<u32>,
    /// What in the repository: `func Validate, internal/index/validate.go:42`.
    pub met: String,
    /// Its share of the file's log-odds (natural logarithm). Negative where it counts against.
    pub weight: f64,
}
