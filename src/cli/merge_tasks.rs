//! `ctx merge-tasks`: the three-way merge of a backlog by task, as git calls it and by hand.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::Exit;
use super::output;
use super::refusal::Refusal;
use crate::merge::{
    Conflict, ConflictKind, How, Lost, Merged, Options, Side, gone, lost, merge, merge_by_line,
    ticked_again,
};
use crate::model::shown;
use crate::regular;
use crate::report::clean;
use crate::worktree::driver;

/// Maximum number of conflicts that are listed.
const MAX_LISTED: usize = 20;

/// Limit for a version of a backlog, in bytes.
const MAX_BYTES: u64 = 64 << 20;

const EXAMPLES: &str = "\
Examples:
  ctx worktree merge-tasks -p base.md ours.md theirs.md
                                     print the merge of three files
  ctx worktree merge-tasks --check base.md ours.md theirs.md
                                     predict a merge, for hosting services that run no merge driver
  ctx worktree merge-tasks --verify base.md ours.md theirs.md merged.md
                                     list the finished tasks that a merge lost";

const NOTES: &str = "\
Git runs this as its merge driver once `ctx worktree install-merge-driver` is done. By hand:
  git config merge.ctx-tasks.name 'backlogs by task'
  git config merge.ctx-tasks.driver \\
    'ctx worktree merge-tasks --marker-size %L --path %P %O %A %B'
  echo 'TASKS.md merge=ctx-tasks' >> .git/info/attributes

A task that either side finished is finished. Added tasks stay, labels are united, and
contradictions become conflict markers. A finished task that one side opens again is open.

Exit codes:
  0    Clean (--check: a merge by line is clean too)
  1    Conflicts, with markers in the result
       --check: a conflict, or a merge by line would lose finished tasks
       --verify: finished tasks were lost, a side reopened them, or the merge finished a task that
       a side had reopened
  2    --check or --verify: a file is not text or cannot be read
  129  Wrong usage, or a file is not text or cannot be read or written; nothing was written, and
       git stops its merge";

/// Merge three versions of a backlog by task
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Common ancestor (%O), an empty file if there is none
    #[arg(value_name = "BASE")]
    base: PathBuf,

    /// Our version (%A), overwritten with the result
    #[arg(value_name = "OURS")]
    ours: PathBuf,

    /// Their version (%B)
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,

    /// Path for messages (%P), or the merged file with --verify
    #[arg(value_name = "PATH", allow_hyphen_values = true)]
    path: Vec<OsString>,

    /// Print the result instead of writing it to OURS
    #[arg(short = 'p', long)]
    stdout: bool,

    /// Write BASE to OURS and exit with 0 on conflicts (for `merge.NAME.recursive`)
    #[arg(long, conflicts_with_all = ["stdout", "check", "verify"])]
    or_base: bool,

    /// Report conflicts and losses of a merge by task and by line, without writing
    #[arg(long, conflicts_with_all = ["stdout", "verify"])]
    check: bool,

    /// Report finished tasks that a merge lost, a side reopened or the merge finished again
    #[arg(long, conflicts_with = "stdout", requires = "path")]
    verify: bool,

    /// Length of conflict markers (%L)
    #[arg(long, value_name = "N", default_value = "7", value_parser = marker_size)]
    marker_size: usize,

    /// Path for messages (%P)
    #[arg(long = "path", value_name = "PATH", allow_hyphen_values = true)]
    named: Option<OsString>,

    /// Label of our side in conflict markers (%X)
    #[arg(long, value_name = "LABEL", default_value = "ours", allow_hyphen_values = true)]
    ours_label: String,

    /// Label of their side in conflict markers (%Y)
    #[arg(long, value_name = "LABEL", default_value = "theirs", allow_hyphen_values = true)]
    theirs_label: String,

    /// Label of the base in conflict markers (%S)
    #[arg(long, value_name = "LABEL", default_value = "base", allow_hyphen_values = true)]
    base_label: String,

    /// Style of conflicts, without or with the base [default: git's merge.conflictStyle]
    #[arg(long, value_name = "STYLE", value_enum)]
    conflict_style: Option<ConflictStyle>,
}

/// Style of conflicts: both sides, with `diff3` also the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ConflictStyle {
    Merge,
    Diff3,
}

/// Parses a marker size; `%L` from a git that does not know it is as if it were not given.
fn marker_size(value: &str) -> Result<usize, String> {
    if value == "%L" {
        return Ok(7);
    }
    let size = value.parse().ok().filter(|size| (1..=1000).contains(size));
    size.ok_or_else(|| "not a number from 1 to 1000".to_owned())
}

/// Merges, checks or verifies.
pub fn run(arguments: &Arguments) -> Exit {
    answer(arguments).unwrap_or_else(|error| {
        output::narrate(&format!("{error:#}"));
        if arguments.check || arguments.verify { Exit::NoAnswer } else { Exit::Aborted }
    })
}

fn answer(arguments: &Arguments) -> Result<Exit> {
    let [base, ours, theirs] =
        [&arguments.base, &arguments.ours, &arguments.theirs].map(|file| read(file));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    if arguments.verify {
        return verify(arguments, [&base, &ours, &theirs]);
    }
    let merged = merge(&base, &ours, &theirs, &arguments.options(false));
    if arguments.check {
        return check([&base, &ours, &theirs], &merged);
    }
    if arguments.or_base {
        let result = if merged.conflicts.is_empty() { &merged.bytes } else { &base };
        output::save_bytes(result, &arguments.ours)?;
        return Ok(Exit::Answered);
    }
    let merged = if !merged.conflicts.is_empty() && arguments.shows_base() {
        merge(&base, &ours, &theirs, &arguments.options(true))
    } else {
        merged
    };
    if arguments.stdout {
        output::print_bytes(&merged.bytes)?;
    } else {
        output::save_bytes(&merged.bytes, &arguments.ours)?;
    }
    for conflict in merged.conflicts.iter().take(MAX_LISTED) {
        output::narrate(&format!("{}:{}", arguments.name(), described(conflict)));
    }
    if let Some(more @ 1..) = merged.conflicts.len().checked_sub(MAX_LISTED) {
        output::narrate(&format!("{}: and {more} more conflicts", arguments.name()));
    }
    Ok(if merged.conflicts.is_empty() { Exit::Answered } else { Exit::Wanting })
}

impl Arguments {
    /// Returns true if conflicts show the base. Git runs a merge driver at the repository root.
    fn shows_base(&self) -> bool {
        match self.conflict_style {
            Some(style) => style == ConflictStyle::Diff3,
            None => driver::shows_base(Path::new(".")),
        }
    }

    fn options(&self, shows_base: bool) -> Options {
        let label = |given: &str, placeholder: &str, default: &str| {
            if given == placeholder { default.to_owned() } else { given.replace(['\n', '\r'], " ") }
        };
        let base = label(&self.base_label, "%S", "base");
        Options {
            marker_size: self.marker_size,
            ours: label(&self.ours_label, "%X", "ours"),
            theirs: label(&self.theirs_label, "%Y", "theirs"),
            base: shows_base.then_some(base),
        }
    }

    /// Returns the name of the file in messages.
    fn name(&self) -> String {
        let given = self.named.as_ref().or(self.path.first()).filter(|name| *name != "%P");
        given.map_or_else(
            || self.ours.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        )
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let bytes = regular::read_named(file, MAX_BYTES)
        .with_context(|| format!("cannot read {}", shown(file)))?;
    // As git tells text from all else.
    if bytes.iter().take(8000).any(|&byte| byte == 0) {
        return Err(Refusal::NotText { file: file.to_owned() }.into());
    }
    Ok(bytes)
}

/// Describes a conflict, as `12: "title": why`.
fn described(conflict: &Conflict) -> String {
    let why = match conflict.kind {
        ConflictKind::Changed => "both sides changed it",
        ConflictKind::State => "both sides changed its state, each to another one",
        ConflictKind::Reworded => {
            "one side finished it, the other one put it in words that may mean another task"
        }
        ConflictKind::Removed => "one side removed it, the other one changed it",
        ConflictKind::Moved => "the sides moved it to different places",
        ConflictKind::Lines => "not merged by task: the lines conflict",
    };
    let title = if conflict.title.is_empty() { "the text" } else { &conflict.title };
    format!("{}: {}: {why}", conflict.line, shortened(title))
}

/// Tells what the merge will do, and what git's own by line would, as a hosting service makes it.
fn check([base, ours, theirs]: [&[u8]; 3], merged: &Merged) -> Result<Exit> {
    let (by_line, conflicts_by_line) = if let Some(found) = driver::by_line([base, ours, theirs])? {
        found
    } else {
        let merged = merge_by_line(base, ours, theirs, &Options::default());
        (merged.bytes, merged.conflicts.len())
    };
    let mut text = String::new();
    for (how, conflicts) in [("task", merged.conflicts.len()), ("line", conflicts_by_line)] {
        match conflicts {
            0 => writeln!(text, "By {how}: clean.")?,
            1 => writeln!(text, "By {how}: 1 conflict.")?,
            count => writeln!(text, "By {how}: {count} conflicts.")?,
        }
        if how == "task" {
            for conflict in &merged.conflicts {
                writeln!(text, "  {}", described(conflict))?;
            }
        }
    }
    for (side, task) in opened(base, ours, theirs) {
        writeln!(text, "{side} opens a finished task again: {}", shortened(&task.title))?;
    }
    let lost_by_line = lost(base, ours, theirs, &by_line);
    if !lost_by_line.is_empty() {
        writeln!(text, "  It takes back:\n{}", listed(&lost_by_line)?)?;
    }
    for (side, result) in [("ours", ours), ("theirs", theirs)] {
        match lost(base, ours, theirs, result).len() {
            0 => {}
            1 => writeln!(text, "Taking only {side} takes back 1 finished task.")?,
            count => writeln!(text, "Taking only {side} takes back {count} finished tasks.")?,
        }
    }
    let is_clean = merged.conflicts.is_empty() && conflicts_by_line == 0;
    let exit = if is_clean && lost_by_line.is_empty() {
        text.push_str("It can be merged anywhere.\n");
        Exit::Answered
    } else {
        text.push_str("Merge it where this program is git's merge driver.\n");
        Exit::Wanting
    };
    output::print(&text)?;
    Ok(exit)
}

/// Lists the finished tasks that one side alone opened again, with that side.
fn opened(base: &[u8], ours: &[u8], theirs: &[u8]) -> Vec<(&'static str, Lost)> {
    let mut opened = Vec::new();
    for (name, side, result) in [("Ours", Side::Ours, ours), ("Theirs", Side::Theirs, theirs)] {
        let gone = gone(base, ours, theirs, result).into_iter();
        let by_it = gone.filter(|task| task.how == How::Reopened(side));
        opened.extend(by_it.map(|task| (name, task)));
    }
    opened
}

fn verify(arguments: &Arguments, [base, ours, theirs]: [&[u8]; 3]) -> Result<Exit> {
    let result = arguments.path.first().map(PathBuf::from).unwrap_or_default();
    let result = read(&result)?;
    let gone = gone(base, ours, theirs, &result);
    let mut text = String::new();
    let mut is_kept = true;
    for (what, is_of_it) in [
        ("Taken back", (|how| matches!(how, How::TakenBack | How::Missing)) as fn(How) -> bool),
        ("Opened again by ours", |how| how == How::Reopened(Side::Ours)),
        ("Opened again by theirs", |how| how == How::Reopened(Side::Theirs)),
        ("Finished before, and removed by a side", |how| how == How::Removed),
    ] {
        let tasks: Vec<Lost> = gone.iter().filter(|task| is_of_it(task.how)).cloned().collect();
        if !tasks.is_empty() {
            is_kept &= tasks[0].how == How::Removed;
            writeln!(text, "{what}:\n{}", listed(&tasks)?)?;
        }
    }
    for (side, name) in [(Side::Ours, "ours"), (Side::Theirs, "theirs")] {
        let again = ticked_again(base, ours, theirs, &result).into_iter();
        let again: Vec<Lost> = again.filter(|task| task.how == How::Reopened(side)).collect();
        if !again.is_empty() {
            is_kept = false;
            writeln!(text, "Finished again, though {name} opened it:")?;
            for Lost { line, title, .. } in again {
                writeln!(text, "  {}: finished in line {line}", shortened(&title))?;
            }
        }
    }
    if is_kept {
        text.insert_str(0, "Every finished task that no side removed is still finished.\n");
    }
    output::print(&text)?;
    Ok(if is_kept { Exit::Answered } else { Exit::Wanting })
}

fn listed(lost: &[Lost]) -> Result<String> {
    let mut text = String::new();
    for Lost { line, title, how } in lost {
        let how = match how {
            How::TakenBack | How::Reopened(_) => "not finished",
            How::Missing => "missing, was",
            How::Removed => "was",
        };
        writeln!(text, "  {}: {how} in line {line}", shortened(title))?;
    }
    text.pop();
    Ok(text)
}

/// Shortens a title to fit on a line.
fn shortened(title: &str) -> String {
    const MAX_TITLE_CHARS: usize = 72;
    let title = clean(title);
    match title.char_indices().nth(MAX_TITLE_CHARS) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title,
    }
}
