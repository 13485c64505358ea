//! `ctx worktree`.

mod asking;
mod crash;
mod create;
mod environment;
mod errors;
mod prune;
mod random_kills;
mod status;
mod teardown;
mod tools;
mod unforeseen;
mod workflow;
