//! The shared nouns. Plain data: no argument parser, no tree-sitter, no I/O.

mod accuracy;
mod analysis;
mod evidence;
mod facts;
mod invisible;
mod next;
mod path;
mod plan;
mod problem;
mod radius;
mod source;
mod standing;
mod task;

pub use accuracy::{
    Ablation, Accuracy, Baseline, Calls, Expected, Fit, LeftOut, Miss, Mistaken, PairScores,
    Reliability, ReliabilityBin, RepositoryAccuracy, Scores, SetScores, SplitScores, Weakness,
};
pub use analysis::{Analysis, BUILT_IN_WEIGHTS, Consulted, Hint, RecentWork};
pub use evidence::{Evidence, Signal};
pub use facts::{
    CodeSpan, Command, Definition, DefinitionKind, Fence, FileFacts, Flag, GoFacts, Heading,
    Import, LanguageFacts, Link, MarkdownFacts, ModuleFacts, TermId,
};
pub use invisible::is_invisible;
pub use next::{Elsewhere, Next, OfTrack, Reason, Suggestion, Waiting};
pub use path::RepoPath;
pub use plan::{Deferral, DeferralReason, Overlap, Plan, Track, Verdict};
pub use problem::Problem;
pub use radius::{BlastRadius, Confidence, FolderProbability, PredictedFile};
pub use source::{FileId, Language, Origin, SourceFile};
pub use standing::{
    Dirt, Distance, Forecast, IgnoredFiles, MainCheckout, Meeting, Operation, Outcome, Pending,
    PendingState, Presence, Reopened, Standing, Standings, Step, TaskStanding, Touched,
};
pub use task::{Action, DeclaredFile, Priority, Task, TaskId, TaskLine, TaskLineKind, TaskState};
