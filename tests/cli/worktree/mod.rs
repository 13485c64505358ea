//! `ctx worktree`.

mod asking;
mod crash;
mod create;
mod environment;
mod errors;
#[cfg(unix)]
mod interrupts;
mod prune;
mod random_kills;
mod status;
mod teardown;
mod tools;
mod unforeseen;
mod workflow;
