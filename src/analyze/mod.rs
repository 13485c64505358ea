//! Composes the stages: from settings to the whole answer.
//!
//! `engine` reads as the diagram of ARCHITECTURE.md. `repository` has its left side: the files to an
//! index, and the log to the history. `answers` keeps what was computed between runs.

mod answers;
mod candidates;
mod doubtful;
mod engine;
mod error;
mod hint;
mod introduced;
mod made;
mod packed;
mod planned;
mod progress;
mod radii;
mod repository;
mod settings;
mod sources;

pub use engine::Engine;
pub use error::Error;
#[cfg(test)]
pub(crate) use error::samples;
pub use progress::{Progress, Silent, Stage};
pub use settings::{BacklogArgument, Request, Settings};
