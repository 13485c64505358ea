//! What the tests of the program share: places to run it in, runs of it and of git, and the reading
//! of its answers.
//!
//! - `program` runs `ctx`, and holds its exit code.
//! - `git` runs git without the settings of whoever runs the tests, and makes changes to commit.
//! - `tree` is a folder of files without a past.
//! - `repository` is a git repository with a past, which `ctx analyze` learns from.
//! - `project` is a main checkout with worktrees for tracks beside it.
//! - `meddler` is a git that fails, kills or interferes at a chosen call.
//! - `answer` reads documents and texts.

mod answer;
mod git;
mod meddler;
mod program;
mod project;
mod repository;
mod tree;

pub use answer::{History, document, evidence, files, history, parsed, valid, words};
pub use git::{commit, git, git_in, init, introduce, tick, write};
pub use meddler::Meddler;
pub use program::{
    analyze, answer, ctx, ctx_in, install, json, on_fixture, orders_service, refusal, script,
    stopped,
};
pub use project::{BACKLOG, Project, THREE_CONCERNS, WAYS};
pub use repository::GitRepository;
pub use tree::Tree;
