//! `ctx merge-tasks`: the three-way merge of a backlog by task, as git calls it and by hand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use super::Exit;
use super::output;
use super::refusal::Refusal;
use crate::backlog::{self, Source};
use crate::merge::{Merged, Merger, Options, add_missing, merge_by_line};
use crate::model::{LossKind, MergeCheck, MergeSide, MergeVerification, shown};
use crate::worktree::driver;
use crate::{regular, report};

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
    let name = arguments.name();
    let beside = settings(&name);
    let sample = if ours.is_empty() { &theirs } else { &ours };
    let way = Merger::of(&name, sample, &beside);
    let versions = [&base[..], &ours, &theirs];
    if arguments.verify {
        return verify(arguments, way, versions);
    }
    let merged = way.merge(versions, &arguments.options(false));
    if arguments.check {
        return check(way, versions, &merged);
    }
    if arguments.or_base {
        let result = if merged.conflicts.is_empty() { &merged.bytes } else { &base };
        output::save_bytes(result, &arguments.ours)?;
        return Ok(Exit::Answered);
    }
    let merged = if !merged.conflicts.is_empty() && arguments.shows_base() {
        way.merge(versions, &arguments.options(true))
    } else {
        merged
    };
    if arguments.stdout {
        output::print_bytes(&merged.bytes)?;
    } else {
        output::save_bytes(&merged.bytes, &arguments.ours)?;
    }
    for line in report::render_conflicts(&name, &merged.conflicts) {
        output::narrate(&line);
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

/// Reads the settings that the tool keeps beside a backlog, below the current folder, which is the root
/// where git runs a merge driver.
fn settings(name: &str) -> Vec<Source> {
    let read = |name: String| {
        let bytes = regular::read_inside(Path::new("."), Path::new(&name), MAX_BYTES).ok()?;
        Some(Source { name, bytes })
    };
    backlog::settings(name).into_iter().filter_map(read).collect()
}

/// Forecasts the merge by task, and the one by line that git makes without a driver, as on a hosting
/// service.
fn check(way: Merger, versions: [&[u8]; 3], merged: &Merged) -> Result<Exit> {
    let [base, ours, theirs] = versions;
    let by_line = driver::by_line([base, ours, theirs])?.unwrap_or_else(|| {
        let merged = merge_by_line(base, ours, theirs, &Options::default());
        (merged.bytes, merged.conflicts.len())
    });
    let mut reopened = Vec::new();
    for (side, result) in [(MergeSide::Ours, ours), (MergeSide::Theirs, theirs)] {
        let gone = way.gone(versions, result).into_iter();
        reopened.extend(gone.filter(|task| task.kind == LossKind::Reopened(side)));
    }
    let check = MergeCheck {
        conflicts: merged.conflicts.clone(),
        conflicts_by_line: by_line.1,
        reopened,
        lost_by_line: way.lost(versions, &by_line.0),
        lost_with_ours: way.lost(versions, ours).len(),
        lost_with_theirs: way.lost(versions, theirs).len(),
    };
    output::print(&report::render_check(&check))?;
    Ok(if check.is_clean() { Exit::Answered } else { Exit::Wanting })
}

/// Compares the finished tasks of the versions with those of their merge.
fn verify(arguments: &Arguments, way: Merger, versions: [&[u8]; 3]) -> Result<Exit> {
    let result = read(&arguments.path.first().map(PathBuf::from).unwrap_or_default())?;
    let mut gone = way.gone(versions, &result);
    add_missing(&mut gone, way.in_both_states(versions, &result));
    let verification =
        MergeVerification { gone, ticked_again: way.ticked_again(versions, &result) };
    output::print(&report::render_verification(&verification))?;
    Ok(if verification.is_kept() { Exit::Answered } else { Exit::Wanting })
}
