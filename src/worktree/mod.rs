//! The executor: makes worktrees for tracks, and merges their work back.
//!
//! Each command first looks at the repository ([`Home`], [`Record`]), then does its checks, then
//! makes its changes step by step. A running command keeps a `journal`. After an interruption, the
//! next command removes what git left (`leftovers`), then finishes the interrupted command
//! (`teardown`) or rolls it back (`undo`, `rewind`).

mod abort;
mod archived;
mod as_read;
mod assignment;
mod attributes;
mod backup;
mod backups;
mod branch_use;
mod carry;
mod changed;
mod choose;
mod contained;
mod create;
pub mod driver;
mod dropped;
mod error;
mod footprint;
mod forecast;
mod home;
mod ignored;
mod include;
mod inspect;
mod intake;
mod journal;
mod leftovers;
mod lists;
mod lock;
mod markers;
mod measured;
mod merge;
mod mergeable;
mod modify_delete;
mod moved;
mod name;
mod options;
mod order;
mod parallel;
mod plan;
mod prepare;
mod presence;
mod prune;
mod receipt;
mod record;
mod refusal;
mod relocated;
mod remove;
mod repeated;
mod resume;
mod rewind;
mod runtime_files;
mod snapshot;
mod spec_kit;
mod status;
mod submodules;
mod survey;
mod taken_along;
mod tasks;
mod teardown;
mod undo;
mod verify;
mod workload;

pub use abort::abort;
pub use assignment::{is_linked, under_way};
pub use backups::{backups, check_names, drop_backup};
pub use choose::{Choice, Request, choose, located as backlogs};
pub use create::{Created, Interrupts, NewTrack, create};
pub use error::{Error, typed};
pub use footprint::footprint;
pub use forecast::foresee;
pub use home::{Home, MAX_WORKTREES};
pub use lock::Lock;
pub use measured::{keep_backtest, kept_backtest};
pub use name::{is_number, of_track};
pub use options::{Allowed, TeardownOptions};
pub use parallel::parallel;
pub use plan::{Plan, PlannedTask, PlannedTrack};
pub use prepare::{Prepared, prepare};
pub use presence::{Found, look, operation};
pub use prune::{Verdict as PruneVerdict, prune, survey};
pub use receipt::Ended;
pub use record::{Assigned, Predicted, Record};
pub use refusal::{
    CreateRefusal, MergeRefusal, NotYet, PlanRemark, Refusal, RepositoryRefusal, SubmoduleLoss,
    TaskFate, TeardownRefusal, WorktreeAction,
};
#[cfg(test)]
pub(crate) use refusal::{samples, unforeseen};
pub use resume::{check_not_waiting, pending, recover};
pub use snapshot::{ScratchObjects, Snapshot};
pub use status::{list, settings_remark, status};
pub use teardown::{go_on, tear_down};
pub use workload::Workload;
