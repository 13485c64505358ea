//! `ctx check`.

mod declared;
mod findings;
mod pull_request;
mod usage;

use assert_cmd::Command;

use crate::harness::{Tree, ctx};

/// Returns `ctx check`, run in a tree.
fn check(tree: &Tree, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(tree.path()).arg("check").args(arguments);
    command
}

/// Makes a backlog with findings of several rules, and the files that it is about.
fn sample() -> Tree {
    Tree::with(&[
        (
            "TASKS.md",
            "# Tasks\n\n\
             - [ ] T1: Make `Parse` in parse/parse.go faster #track:speed\n\
             - [ ] T2: Have `Parse` in parse/parse.go report lines #track:errors\n\
             - [ ] T3: Describe the format in docs/format.md (depends on T9)\n\
             - [ ] T5: Count frobs in count/count.go (DONE 2026-08-17)\n\n\
             ## Apart\n\n\
             - [ ] T4: Zzz qqq\n",
        ),
        ("go.mod", "module example.com/small\n"),
        ("parse/parse.go", "package parse\n\n// Parse reads.\nfunc Parse() {}\n"),
        ("count/count.go", "package count\n\n// Count counts frobs.\nfunc Count() {}\n"),
        ("docs/format.md", "# The format\n\nLines of text.\n"),
        ("docs/other.md", "# Something else\n\nWords.\n"),
        ("cmd/main.go", "package main\n\nfunc main() {}\n"),
    ])
}
