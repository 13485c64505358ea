//! What is kept between runs: it changes no answer, whatever happens to it or to the tree.

mod edits;
mod folder;
mod trouble;

use std::path::Path;

use assert_cmd::Command;

use crate::harness::{analyze, answer};

/// Returns `ctx analyze` of a folder as JSON, with a cache.
fn cached(root: &Path, cache: &Path) -> Command {
    let mut command = analyze(root);
    command.args(["--output-format", "json", "--no-keep", "--cache-dir"]).arg(cache);
    command
}

/// Returns the answer of a run without a cache.
fn uncached(root: &Path) -> String {
    answer(analyze(root).args(["--output-format", "json", "--no-keep", "--no-cache"]))
}
