//! Findings of `ctx check`: places of a backlog that stand in the way of parallel work.

use std::collections::BTreeMap;

use super::{Contested, Ended, RepoPath, SetAside, Severity, SharedFile, TaskId};

/// Declares the rules: variant, stable id, severity, description.
macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $rule:ident = $id:literal, $severity:ident;)+) => {
        /// Rule of `ctx check`, with an id that never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule,)+
        }

        impl Rule {
            /// All rules, in the order in which they are listed.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// Returns the stable id.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$rule => $id,)+
                }
            }

            /// Returns the severity that findings have unless the settings give another.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$rule => Severity::$severity,)+
                }
            }
        }
    };
}

rules! {
    /// Tasks that are declared as parallel probably change the same file.
    Overlap = "overlap", Warning;
    /// A task that declares its files probably changes another one.
    Undeclared = "undeclared", Warning;
    /// A branch changes a file that other open work is about.
    Escape = "escape", Warning;
    /// A task that is declared as parallel needs the result of another one.
    Order = "order", Warning;
    /// Tasks wait for each other.
    Cycle = "cycle", Error;
    /// A dependency names no task, or cannot be used as it is written.
    MissingDependency = "missing-dependency", Warning;
    /// A task or a backlog is not read.
    Unread = "unread", Warning;
    /// No file can be predicted for a task.
    Unknown = "unknown", Note;
    /// Two open tasks say the same.
    Duplicate = "duplicate", Note;
    /// An open task says that it is done or dropped, asks for a file that exists, or is only a placeholder.
    LooksDone = "looks-done", Note;
    /// A finished task is open again.
    Reopened = "reopened", Error;
    /// The tasks are less independent than in the baseline.
    Regression = "regression", Warning;
    /// A comment that suppresses findings suppresses none.
    UnusedSuppression = "unused-suppression", Note;
}

impl Rule {
    /// Finds a rule by its id.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}

/// Source of a declaration that tasks may run at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParallelKind {
    /// A group of the backlog: spec-kit's `[P]`, a wave, a lane.
    Group,
    /// Labels `#track:name`.
    Label,
    /// The kept plan of `ctx analyze`.
    Plan,
    /// Worktrees that exist now.
    Worktree,
}

impl ParallelKind {
    /// Returns the name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Label => "label",
            Self::Plan => "plan",
            Self::Worktree => "worktree",
        }
    }
}

/// Tasks of which one is worked on after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Name of the track; empty for a task by itself.
    pub name: String,
    /// Its tasks.
    pub tasks: Vec<TaskId>,
}

/// Declaration that lanes may be worked on at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parallel {
    /// Source of the declaration.
    pub kind: ParallelKind,
    /// Name of the group; empty where the kind says it all.
    pub name: String,
    /// Lanes that run at the same time.
    pub lanes: Vec<Lane>,
}

/// Declaration that two tasks may run at the same time, as seen from one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Source of the declaration.
    pub kind: ParallelKind,
    /// Name of the group; empty where the kind says it all.
    pub group: String,
    /// Name of the task's own lane; may be empty.
    pub own: String,
    /// Name of the other task's lane; may be empty.
    pub other: String,
}

/// Reason why a task must wait for one that runs at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeedReason {
    /// The backlog says so.
    Stated,
    /// The other task declares that it creates a file, which this one names.
    Creates(String),
}

/// Work that is about a file, too.
#[derive(Clone, Debug, PartialEq)]
pub enum Owner {
    /// The task declares the file.
    Declared,
    /// The text of the task names the file as what it changes.
    Named,
    /// A track is predicted to change it.
    Track {
        /// Name of the track.
        name: String,
        /// Probability that its likeliest task changes the file, in [0, 1].
        probability: f64,
    },
    /// The branch of a worktree has changed it already.
    Branch(String),
}

/// Files that a branch really changed, and what it began with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Range of commits, such as `main...HEAD`.
    pub range: String,
    /// Current branch, if there is one.
    pub branch: Option<String>,
    /// Changed files, relative to the analysed folder.
    pub files: Vec<String>,
    /// Branches of other worktrees, and other branches that are not merged, with the files that each has
    /// changed.
    pub others: Vec<(String, Vec<String>)>,
    /// Backlogs as they were where the range begins.
    pub before: BTreeMap<String, Vec<u8>>,
}

/// Use of a rule in a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleUse {
    /// It was applied.
    Applied,
    /// It was selected, and there is no range of commits or no baseline to apply it to.
    Lacking,
    /// It was not selected.
    LeftOut,
}

/// Comparison with a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Share of the pairs that were independent in the baseline.
    pub independent: Option<f64>,
    /// Number of findings of the baseline that are gone.
    pub gone: usize,
}

/// Data of a finding, by which `report` words it.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Another task that runs at the same time names the same file, or probably changes it.
    Overlap {
        /// The other task.
        with: TaskId,
        /// Declaration that both run at the same time.
        together: Together,
        /// Probability that both change a common file, in [0, 1].
        probability: f64,
        /// Files that count most, the heaviest first. `a` is this task, `b` the other one.
        files: Vec<SharedFile>,
        /// Set if both tasks name these files as what they change.
        is_named: bool,
    },
    /// The backlog declares that two tasks conflict, and that they run at the same time.
    Contradiction {
        /// The other task.
        with: TaskId,
        /// Declaration that both run at the same time.
        together: Together,
    },
    /// A file that the task probably changes and does not declare.
    Undeclared {
        /// The file.
        file: RepoPath,
        /// Probability that the task changes it, in [0, 1].
        probability: f64,
        /// Line of the task that says to change the file.
        said: String,
    },
    /// Two tasks that run at the same time, of which one needs the other.
    Order {
        /// The other task.
        with: TaskId,
        /// Set if this task needs the other one; else the other one needs this.
        is_later: bool,
        /// Reason for the order.
        because: NeedReason,
        /// Declaration that both run at the same time.
        together: Together,
    },
    /// A problem that reading the backlog found, in its own words.
    Problem(String),
    /// No file can be predicted, for this reason if some are likely.
    Unknown(Option<SetAside>),
    /// Another open task, which comes first, says the same.
    Duplicate {
        /// The other task.
        with: TaskId,
    },
    /// Words by which the task says that it ended.
    Ended(Ended),
    /// A changed file that other work is about.
    Escape {
        /// The file.
        file: String,
        /// Range of commits that changes it, as the user wrote it.
        range: String,
        /// Whoever else is about to change it.
        owner: Owner,
    },
    /// A task that was finished where the branch began.
    Reopened {
        /// Its title when it was finished.
        title: String,
        /// Range of commits that opens it again.
        range: String,
    },
    /// Shares of independent pairs, in [0, 1].
    Regression {
        /// That of the baseline.
        before: f64,
        /// That of now.
        after: f64,
        /// Number of tasks that the task of the finding may collide with.
        others: usize,
    },
    /// A suppression without effect.
    UnusedSuppression {
        /// Rule as written; empty if the comment names none.
        rule: String,
        /// Set if there is such a rule.
        is_known: bool,
    },
}

impl Detail {
    /// Returns the other task of a pair.
    pub fn with(&self) -> Option<TaskId> {
        match self {
            Self::Overlap { with, .. }
            | Self::Contradiction { with, .. }
            | Self::Order { with, .. }
            | Self::Duplicate { with } => Some(*with),
            _ => None,
        }
    }
}

/// Place of a backlog that stands in the way of parallel work.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// Severity by the settings.
    pub severity: Severity,
    /// Backlog, as printed.
    pub path: String,
    /// 1-based line in the backlog; 1 for a finding about the whole file.
    pub line: u32,
    /// The task, if it is about one.
    pub task: Option<TaskId>,
    /// Data of the finding.
    pub detail: Detail,
    /// Digest that stays when lines move and probabilities change; unique in one answer.
    pub fingerprint: String,
    /// Set if the baseline has it.
    pub is_known: bool,
}

impl Finding {
    /// Creates a finding with the severity of its rule and without a fingerprint.
    pub fn new(rule: Rule, place: (&str, u32), task: Option<TaskId>, detail: Detail) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            path: place.0.to_owned(),
            line: place.1.max(1),
            task,
            detail,
            fingerprint: String::new(),
            is_known: false,
        }
    }
}

/// Measures of how well a backlog can be worked on in parallel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Independence {
    /// Number of open tasks.
    pub open: usize,
    /// Number of them in the tracks of the next round.
    pub placed: usize,
    /// Number of these tracks.
    pub tracks: usize,
    /// Pairs of tasks in different tracks that are expected to change a common file.
    pub expected_collisions: f64,
    /// Number of such pairs if as many tasks were drawn at random.
    pub chance_collisions: f64,
    /// Effort of all tracks divided by that of the longest; `None` without tracks.
    pub speed_up: Option<f64>,
    /// Share of the pairs of open tasks whose verdict is independent and that do not name a common file,
    /// in [0, 1]; `None` for fewer than two tasks. Tasks that look done, dropped, duplicate or like placeholders do not count.
    pub independent: Option<f64>,
    /// Files that hold tasks back, those that hold back most first.
    pub contested: Vec<Contested>,
}

/// Answer of `ctx check`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Findings that no comment suppresses, by backlog in reading order, then line, rule and data.
    pub findings: Vec<Finding>,
    /// Findings that a comment suppresses, in the same order and without fingerprints.
    pub suppressed: Vec<Finding>,
    /// Number of findings beyond those that are listed of one rule.
    pub left_out: usize,
    /// Measures of the backlog as a whole.
    pub independence: Independence,
    /// Comparison with the baseline, if there is one.
    pub comparison: Option<Comparison>,
    /// Use of each rule.
    pub rules: BTreeMap<Rule, RuleUse>,
    /// Range of commits that was compared with other open work, if there is one.
    pub range: Option<String>,
}

impl Checked {
    /// Returns the findings that the baseline does not have.
    pub fn news(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.is_known)
    }

    /// Counts those of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.news().filter(|finding| finding.severity == severity).count()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Rule;

    #[test]
    fn ids_are_unique_and_lead_back() {
        let ids: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        assert_eq!(ids.len(), Rule::ALL.len());
        for &rule in Rule::ALL {
            assert_eq!(Rule::find(rule.id()), Some(rule));
            assert!(rule.id().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        }
        assert_eq!(Rule::find("overlaps"), None);
    }
}
