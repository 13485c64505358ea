//! `ctx worktree create`.

mod all_or_nothing;
mod plan;
