//! The executor: tracks become worktrees, and their work comes back.
//!
//! Every command first looks at what there is ([`Home`], [`Record`]), then says what it will do or
//! why it will not, then does it step by step.

mod error;
mod home;
mod record;

pub use error::Error;
pub use home::{Home, MOST_WORKTREES};
pub use record::{Assigned, Predicted, Record};
