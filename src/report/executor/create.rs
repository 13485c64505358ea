//! Messages of `ctx worktree create`.

use std::fmt::Write;

use crate::model::{Creation, Left};
use crate::report::{clean, clean_lines};

/// Maximum number of tasks that are listed of a track.
const MAX_TASKS: usize = 5;

/// Warns of a track whose name is a number.
pub fn render_numbered(name: &str) -> String {
    format!("{name:?} says nothing about the work; name tracks by concern, not by number")
}

/// Says which worktrees were made, and what to type next.
pub fn render_creation(creation: &Creation) -> String {
    let mut text = String::new();
    let from = creation.base.get(..10).unwrap_or_default();
    let _ = writeln!(text, "Created from {} at {from}:\n", creation.base_branch);
    let width = creation.worktrees.iter().map(|it| it.branch.chars().count()).max().unwrap_or(0);
    for worktree in &creation.worktrees {
        let tasks = match worktree.tasks.len() {
            0 => String::new(),
            1 => "  1 task".to_owned(),
            more => format!("  {more} tasks"),
        };
        let copied = match worktree.copied {
            0 => String::new(),
            1 => "  1 ignored file copied".to_owned(),
            more => format!("  {more} ignored files copied"),
        };
        let _ = writeln!(text, "  {:<width$}  {}{tasks}{copied}", worktree.branch, worktree.place);
        for (key, title) in worktree.tasks.iter().take(MAX_TASKS) {
            let _ = writeln!(text, "    {}  {}", clean(key), clean(title));
        }
        let more = worktree.tasks.len().saturating_sub(MAX_TASKS);
        if more > 0 {
            let _ = writeln!(text, "    and {more} more: ctx worktree status {}", worktree.name);
        }
    }
    for Left { name, why } in &creation.left {
        let _ = writeln!(text, "  not copied: {}, since {why}", clean(name));
    }
    for line in &creation.spec_kit {
        let _ = writeln!(text, "  {line}");
    }
    let _ = writeln!(text, "\nNext, in a terminal each:\n");
    for worktree in &creation.worktrees {
        let _ = writeln!(text, "  cd {} && claude", worktree.place);
    }
    let _ = writeln!(text, "\nThere, `ctx next` picks the track's next task.");
    if creation.has_context {
        let _ = writeln!(
            text,
            "Do not run `ctx init` there: the context folder is tracked in git and there already, and\n\
             init would overwrite shared files."
        );
    }
    let _ = writeln!(text, "Later, here: ctx worktree status, ctx worktree teardown NAME");
    if creation.has_submodules {
        let _ =
            writeln!(text, "Submodules are empty there; `git submodule update --init` fills them.");
    }
    clean_lines(&text)
}
