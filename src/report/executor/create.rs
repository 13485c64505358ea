//! Messages of `ctx worktree create`.

use std::fmt::Write;

use crate::model::{Creation, NotCopied, NotCopiedReason, SpecKit, quoted, shown};
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
            let _ = writeln!(
                text,
                "    and {more} more: ctx worktree status {}",
                quoted(&worktree.name)
            );
        }
    }
    for file in &creation.not_copied {
        let _ = writeln!(text, "  not copied: {}", not_copied(file));
    }
    for setting in &creation.spec_kit {
        let _ = writeln!(text, "  {}", spec_kit(setting));
    }
    let _ = writeln!(text, "\nNext, each in its own terminal:\n");
    for worktree in &creation.worktrees {
        let _ = writeln!(text, "  cd {} && claude", worktree.place);
    }
    let _ = writeln!(text, "\nThere, `ctx next` picks the track's next task.");
    if creation.has_context {
        let _ = writeln!(
            text,
            "Do not run `ctx init` there: the context folder is tracked in git and already there, and\n\
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

fn not_copied(NotCopied { name, reason }: &NotCopied) -> String {
    let name = clean(name);
    match reason {
        NotCopiedReason::UnreadableList(error) => {
            format!("the files of {name}, which cannot be read: {error}")
        }
        NotCopiedReason::NotUtf8 => format!("{name}, since its name is not UTF-8"),
        NotCopiedReason::Gone => format!("{name}, since it no longer exists"),
        NotCopiedReason::NoFile => format!("{name}, since it is neither a file nor a link"),
        NotCopiedReason::NoFolder(place) => {
            format!("{name}, since {} is not a folder there", shown(place))
        }
        NotCopiedReason::Exists => format!("{name}, since it already exists there"),
    }
}

fn spec_kit(setting: &SpecKit) -> String {
    match setting {
        SpecKit::Set { place, feature } => format!("spec-kit's feature in {place} is {feature}"),
        SpecKit::NoFeature { place } => format!(
            "spec-kit knows no feature in {place}; type `export \
             SPECIFY_FEATURE_DIRECTORY=specs/NAME` there"
        ),
        SpecKit::Several { place, features } => format!(
            "spec-kit knows one feature at a time, and the track in {place} has several; type `export \
             SPECIFY_FEATURE_DIRECTORY={}` there, or {}",
            features.first().map_or("", String::as_str),
            features.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Message where the merge driver could not be installed.
pub const NO_DRIVER: &str =
    "git will merge their backlogs by line; `ctx worktree install-merge-driver` tries again";

/// Message at the first interrupt while worktrees are made.
pub const ROLLING_BACK: &str = "interrupted; rolling back (interrupt again to leave that to the next \
                                `ctx worktree` command)";

/// Says how many worktrees are rolled back.
pub fn render_rolled_back(done: usize, all: usize) -> String {
    format!("rolled back {done} of {all}")
}

/// Says which step failed after the worktrees were made.
pub fn render_incomplete(error: &str) -> String {
    format!("the worktrees are made, but {error}")
}

/// Says how a command of `--exec` ended in a track, since it failed.
pub fn render_exec_failure(track: &str, status: &str) -> String {
    format!("{track}: {status}")
}

/// Says how to show the windows of the tmux session `session`.
pub fn render_tmux_session(session: &str) -> String {
    let target = quoted(&format!("={session}"));
    format!("The windows are in their own session: tmux attach -t {target}\n")
}
