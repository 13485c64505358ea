//! Data types shared by all rooms. Plain data: no argument parser, no tree-sitter, no I/O.

mod accuracy;
mod analysis;
mod cached;
mod doubt;
mod ended;
mod evidence;
mod executor;
mod facts;
mod finding;
mod invisible;
mod language;
mod lost;
mod merge;
mod next;
mod path;
mod plan;
mod printed;
mod problem;
mod radius;
mod refusal;
mod remark;
#[cfg(test)]
pub mod sample;
mod source;
mod status;
mod task;
mod tie;

pub use accuracy::{
    Ablation, Accuracy, Baseline, Calls, Expected, Fit, LastBacktest, LeftOut, Miss, Mistaken,
    NewScores, PairScores, Reliability, ReliabilityBin, RepositoryAccuracy, RoundScores, Scores,
    SetScores, SplitScores, Weakness,
};
pub use analysis::{
    Analysis, BUILT_IN_MODEL, CROSS_LEARNED_MODEL, Consulted, Hint, Prediction, RecentWork,
};
pub use cached::{CacheTrouble, CacheUsage};
pub use doubt::Doubt;
pub use ended::{DoubtKind, Ended};
pub use evidence::{Evidence, Signal};
pub use executor::{
    Aborted, BackedUp, Backup, CreatedWorktree, Creation, Deleted, DriverCheck, DriverFault,
    DriverFinding, DroppedTask, Foreseen, Ignored, Kept, MergePlace, Method, NotCopied,
    NotCopiedReason, PlannedTeardown, Pruned, Receipt, Recovered, SkillOutcome, SpecKit, Stop,
    Uncommitted,
};
pub use facts::{
    CodeFacts, CodeSpan, Command, Definition, DefinitionKind, FileFacts, Flag, Heading, Import,
    LanguageFacts, Link, ManifestFacts, MarkdownFacts, TermId,
};
pub use finding::{
    Changes, Checked, Comparison, Detail, Finding, Independence, Lane, NeedReason, Owner, Parallel,
    ParallelKind, Rule, RuleUse, Together,
};
pub use invisible::is_invisible;
pub use language::Language;
pub use lost::{LostTask, RepeatedId, TickFate};
pub use merge::{Conflict, ConflictKind, LossKind, Lost, MergeCheck, MergeSide, MergeVerification};
pub use next::{
    Colliding, Elsewhere, Next, OfTrack, Reason, Scope, Suggestion, TrackTasks, Waiting,
};
pub use path::RepoPath;
pub use plan::{
    Alternative, Contested, Deferral, DeferralReason, Hopeless, InFlight, LaterGroup, OrderReason,
    Overlap, Plan, Precedence, SharedHub, Track, Verdict, WaitReason,
};
pub use printed::{one_line, quoted, shown};
pub use problem::{Problem, ProblemKind, Severity};
pub use radius::{BlastRadius, Confidence, FolderProbability, PredictedFile, SetAside};
pub(crate) use refusal::refusals;
pub use remark::Remark;
pub use source::{
    CHECK_NAME, COMMENT_START, FileId, JSON_STARTS, Origin, PAGE_START, RULE_PREFIX, SourceFile,
    Stamp,
};
pub use status::{
    Dirt, Distance, Forecast, IgnoredFiles, LostTasks, MainCheckout, Meeting, Operation, Outcome,
    Pending, PendingState, Presence, RemovedTasks, Reopened, RepositoryStatus, Step, TaskStatus,
    Touched, WorktreeStatus,
};
pub use task::{
    Action, DeclaredFile, Priority, Task, TaskId, TaskLine, TaskLineKind, TaskState, folded_id,
};
pub use tie::{SharedFile, Tie};
