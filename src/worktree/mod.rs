//! The executor: tracks become worktrees, and their work comes back.
//!
//! Every command first looks at what there is ([`Home`], [`Record`]), then says what it will do or
//! why it will not, then does it step by step.

mod error;
mod forecast;
mod home;
mod order;
mod presence;
mod record;
mod snapshot;
mod status;
mod survey;
mod tasks;

pub use error::Error;
pub use home::{Home, MOST_WORKTREES};
pub use presence::{Found, look, operation};
pub use record::{Assigned, Predicted, Record};
pub use snapshot::{Snapshot, Workshop};
pub use status::{list, status};
