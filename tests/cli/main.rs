//! Runs the real program the way people do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod analyze;
mod backtest;
mod common;
mod configured;
mod fixture;
mod git;
mod handover;
mod help;
mod history;
mod hostile;
mod hostile_files;
mod hostile_history;
mod kept;
mod merge_driver;
mod merge_tasks;
mod next;
mod output;
mod pages;
mod reading;
mod readme;
mod seen_by_git;
mod usage;
mod worktree_archived;
mod worktree_asking;
mod worktree_backups;
mod worktree_conflicts;
mod worktree_crash;
mod worktree_create;
mod worktree_day;
mod worktree_environment;
mod worktree_errors;
mod worktree_failures;
mod worktree_moved;
mod worktree_plan;
mod worktree_reopened;
mod worktree_rewind;
mod worktree_status;
mod worktree_submodules;
mod worktree_teardown;
mod worktree_tools;
mod worktree_waiting;
mod worktrees;
