//! `ctx worktree prune`.

mod backups;
mod worktrees;
