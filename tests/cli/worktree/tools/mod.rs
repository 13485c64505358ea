//! Files that tools write into worktrees: those that a new one needs, and those that are left when it
//! goes.

mod leaving;
mod rules;
mod spec_kit;

use std::fs;
use std::path::Path;

use crate::harness::Project;

/// Patterns of files that `ctx init` of `ActiveMemory`'s ctx has git ignore.
const IGNORED: &str = "*.log\n.context/journal/\n.context/logs/\n.context/state/\n\
    .context/handovers/*\n!.context/handovers/.gitkeep\n.context/reminders.json\n\
    .claude/settings.local.json\n.ctxrc\n/secret.env\n";

/// Makes a project that ignores those files.
fn project() -> Project {
    let project = Project::named("m");
    project.write(".gitignore", IGNORED);
    project.write(".context/handovers/.gitkeep", "");
    project.commit("Ignore what tools write");
    project
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the line of an answer that begins with a word.
fn line<'a>(text: &'a str, word: &str) -> &'a str {
    let found = text.lines().find(|line| line.starts_with(word));
    found.unwrap_or_else(|| panic!("{word}: {text}"))
}
