//! The executor: tracks become worktrees, and their work comes back.
//!
//! Every command first looks at what there is ([`Home`], [`Record`]), then says what it will do or
//! why it will not, then does it step by step.

mod assignment;
mod error;
mod home;
mod plan;
mod record;

pub use assignment::{assigned, is_linked};
pub use error::Error;
pub use home::{Home, MOST_WORKTREES};
pub use plan::{Plan, PlannedTask, PlannedTrack};
pub use record::{Assigned, Predicted, Record};
