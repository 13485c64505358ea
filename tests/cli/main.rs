//! Runs the real program the way people do. The tests lie in folders by subject; what they share is
//! the harness.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod analyze;
mod backlog;
mod cache;
mod check;
mod command_line;
mod docs;
#[cfg(unix)]
mod ending;
mod harness;
mod history;
mod hostile;
mod merge;
mod next;
mod worktree;
