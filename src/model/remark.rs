//! Remarks on a repository and its worktrees, beside their status.

/// Remark that the user should know when reading a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Error of a file or of git, in its own words.
    Error(String),
    /// Remark about the main checkout.
    OfMain(Box<Self>),
    /// Settings of the repository that cannot be used, in the words of the error.
    Settings(String),
    /// Conflicting backlogs that git would merge by line, relative to the repository root.
    MergedByLine(Vec<String>),
    /// Files that count as changed, since no filter is run to compare them.
    Unfiltered(Vec<String>),
    /// Checkout that git cannot read.
    Unreadable {
        /// As printed.
        path: String,
        /// Reason of git.
        reason: String,
    },
    /// Folder, as printed, that is no longer the working tree of the repository.
    NotAWorkingTree(String),
    /// Error that leaves it unknown which changes are uncommitted.
    UnknownChanges(String),
    /// Unfinished teardown.
    UnfinishedTeardown {
        /// Branch that the worktree is merged into.
        into: String,
        /// Set if it is merged already.
        is_merged: bool,
    },
    /// Recorded base branch that no longer exists.
    BaseGone(String),
    /// The branch and its base have no commit in common.
    UnrelatedBase,
    /// Error that leaves it unknown which files the worktree touched.
    UnknownFiles(String),
    /// Error that leaves it unknown which ignored files a teardown would meet.
    UnknownIgnored(String),
    /// Uncommitted work is left out, since conflicts are unresolved.
    Unresolved,
    /// Error because of which uncommitted work is left out.
    LeftOut(String),
    /// Reason of git, which cannot read uncommitted work, so that it is left out.
    LeftOutByGit(String),
    /// Reason of git, which cannot read some uncommitted files, so that these are left out.
    PartlyLeftOut(String),
    /// The worktree has no files yet (`git worktree add --no-checkout`).
    NotCheckedOut,
}

impl Remark {
    /// All ids, sorted.
    #[cfg(test)]
    pub(crate) const IDS: [&str; 17] = [
        "base-gone",
        "error",
        "left-out",
        "left-out-by-git",
        "merged-by-line",
        "not-a-working-tree",
        "not-checked-out",
        "partly-left-out",
        "settings",
        "unfiltered",
        "unfinished-teardown",
        "unknown-changes",
        "unknown-files",
        "unknown-ignored",
        "unreadable",
        "unrelated-base",
        "unresolved",
    ];

    /// Returns the id, which never changes: for a remark about the main checkout, that of the remark.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Error(_) => "error",
            Self::OfMain(remark) => remark.id(),
            Self::Settings(_) => "settings",
            Self::MergedByLine(_) => "merged-by-line",
            Self::Unfiltered(_) => "unfiltered",
            Self::Unreadable { .. } => "unreadable",
            Self::NotAWorkingTree(_) => "not-a-working-tree",
            Self::UnknownChanges(_) => "unknown-changes",
            Self::UnfinishedTeardown { .. } => "unfinished-teardown",
            Self::BaseGone(_) => "base-gone",
            Self::UnrelatedBase => "unrelated-base",
            Self::UnknownFiles(_) => "unknown-files",
            Self::UnknownIgnored(_) => "unknown-ignored",
            Self::Unresolved => "unresolved",
            Self::LeftOut(_) => "left-out",
            Self::LeftOutByGit(_) => "left-out-by-git",
            Self::PartlyLeftOut(_) => "partly-left-out",
            Self::NotCheckedOut => "not-checked-out",
        }
    }
}
