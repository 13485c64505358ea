//! Runs the real program the way people do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod analyze;
mod backtest;
mod common;
mod configured;
mod fixture;
mod git;
mod history;
mod hostile;
mod hostile_history;
mod output;
mod readme;
mod usage;
mod worktree_status;
