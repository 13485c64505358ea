//! `ctx analyze`: its arguments to settings, and the answer to where it belongs.

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use super::cache;
use super::output::{self, Color};
use super::{progress, root};
use crate::analyze::{self, BacklogArgument, Request, Settings};
use crate::backlog::{self, Granularity, Selection};
use crate::history;
use crate::model::{Analysis, Priority, one_line};
use crate::report::{self, Format, View};
use crate::tracks;
use crate::worktree::{Home, Plan};

/// Beyond so many tracks, merging costs more than working side by side gains.
const MOST_TRACKS: usize = 4;
/// More threads than any machine that this runs on has processors.
const MOST_THREADS: i64 = 256;
/// The most that is read from standard input, in bytes.
const MOST_INPUT: u64 = 64 << 20;

const EXAMPLES: &str = "\
Examples:
  ctx analyze                                      the backlog of this repository
  ctx analyze --tasks ../plan.md --root services/orders
  ctx analyze --section 'Phase 2' --priority high  a part of it
  ctx analyze --explain 'retry declined'           why these files for this task
  ctx analyze --hint 'T012=internal/payment/'      you know better where a task belongs
  ctx analyze --output-format json --output-file plan.json

Without --tasks, the first of these is read: .context/TASKS.md (or the context folder that .ctxrc
names), TASKS.md, TODO.md, docs/TASKS.md, docs/TODO.md, specs/*/tasks.md, .kiro/specs/*/tasks.md,
openspec/changes/*/tasks.md.";

/// Predict which files each open task will touch, and propose tracks that do not collide
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Read tasks from FILE, `-` for standard input; may be given several times and may lie outside
    /// the root
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    tasks: Vec<PathBuf>,

    /// Analyze DIR [default: the top of the git work tree one stands in, else the current folder]
    #[arg(long, short = 'C', value_name = "DIR", help_heading = "Input")]
    root: Option<PathBuf>,

    /// Make a task of each outermost open item with all that is nested in it, or of each innermost
    #[arg(long, value_name = "WHICH", default_value = "outermost", help_heading = "Input")]
    granularity: Unit,

    /// Scan with N threads; the answer is the same [default: one for each processor]
    #[arg(long, value_name = "N", help_heading = "Input", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,

    /// Keep tasks below a heading that contains TEXT; may be given several times
    #[arg(long, value_name = "TEXT", help_heading = "Selection")]
    section: Vec<String>,

    /// Consult the last N commits before HEAD, merges left out; 0 for none
    #[arg(long, value_name = "N", default_value_t = history::DEPTH, help_heading = "Input")]
    history_depth: usize,

    /// Read the log again, and keep nothing of it for the next run
    #[arg(long, help_heading = "Input")]
    no_cache: bool,

    /// Say that a task touches a file, folder or glob: TASK as --task has it, PATH relative to the
    /// root; may be given several times
    #[arg(long, value_name = "TASK=PATH", help_heading = "Input")]
    hint: Vec<String>,

    /// Keep tasks with a label, `name` or `name:value`; may be given several times
    #[arg(long, value_name = "LABEL", help_heading = "Selection")]
    label: Vec<String>,

    /// Keep tasks of a priority; may be given several times
    #[arg(long, value_name = "LEVEL", help_heading = "Selection")]
    priority: Vec<Level>,

    /// Keep one task, by id, line number or a part of its title; may be given several times
    #[arg(long, value_name = "TASK", help_heading = "Selection")]
    task: Vec<String>,

    /// Keep at most N tasks: the first by priority, then phase, then reading order
    #[arg(long, value_name = "N", help_heading = "Selection")]
    limit: Option<NonZeroUsize>,

    /// Propose at most N tracks; more than 4 only with --allow-more
    #[arg(long, value_name = "N", default_value = "4", help_heading = "Tracks")]
    max_tracks: NonZeroUsize,

    /// Allow more than 4 tracks, although merging them costs more than they gain
    #[arg(long, help_heading = "Tracks")]
    allow_more: bool,

    /// Plan only the next N tasks of each track and leave the others for a later round
    #[arg(long, value_name = "N", help_heading = "Tracks")]
    per_track: Option<NonZeroUsize>,

    /// Show the evidence for each predicted file of one task, by id, line number or a part of its
    /// title
    #[arg(long, value_name = "TASK", help_heading = "Output")]
    explain: Option<String>,

    /// Show everything, however long: all tasks, all files, all problems
    #[arg(long, short, help_heading = "Output")]
    verbose: bool,

    /// Write text for people or JSON for programs (docs/schema/analysis-v1.schema.json)
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    output_format: OutputFormat,

    /// Write to FILE, whole or not at all, instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,

    /// Do not keep the plan for `ctx worktree create`; it is also not kept outside of the main
    /// checkout, with --explain and with `--tasks -`
    #[arg(long, help_heading = "Output")]
    no_keep: bool,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

/// What a task is made of.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Unit {
    Outermost,
    Leaf,
}

/// How much a task matters.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    #[value(aliases = ["urgent", "p0"])]
    Critical,
    #[value(alias = "p1")]
    High,
    #[value(alias = "p2")]
    Medium,
    #[value(alias = "p3")]
    Low,
    #[value(aliases = ["someday", "later", "icebox"])]
    Deferred,
}

/// How to write the answer.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum OutputFormat {
    Text,
    Json,
}

impl From<OutputFormat> for Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::Text,
            OutputFormat::Json => Self::Json,
        }
    }
}

/// Analyzes and writes the answer.
pub fn run(arguments: Arguments) -> Result<()> {
    let (color, output_file) = (arguments.color, arguments.output_file.clone());
    let (verbose, explain) = (arguments.verbose, arguments.explain.clone());
    let format = Format::from(arguments.output_format);
    let keeps = keeps(&arguments);
    color.set();

    let (settings, request, options) = settings(arguments)?;
    let progress = progress::watch();
    let analysis = analyze::run(&settings, &request, options, progress.as_ref())?;
    // Takes the bar off the screen before anything is written.
    drop(progress);

    let explain = match explain {
        // An empty backlog answers for itself.
        Some(wanted) if !analysis.prediction.tasks.is_empty() => {
            Some(backlog::find(&analysis.prediction.tasks, &wanted)?)
        }
        _ => None,
    };
    let width = if output_file.is_none() { output::columns() } else { None };
    let text = report::render(&analysis, format, View { verbose, explain, width });
    match output_file {
        Some(file) => {
            refuse_backlog(&analysis, &file)?;
            output::save(&text, &file, color)?;
        }
        None => output::print(&text)?,
    }
    if keeps {
        keep(&analysis);
    }
    if format == Format::Text && !(verbose && explain.is_none()) {
        mention_problems(&analysis);
    }
    Ok(())
}

/// Whether the answer is a plan to work by later.
fn keeps(arguments: &Arguments) -> bool {
    let from_stdin = arguments.tasks.iter().any(|file| file.as_os_str() == "-");
    !arguments.no_keep && !from_stdin && arguments.explain.is_none()
}

/// Keeps the plan where worktrees are made from it: in the main checkout of a repository. An answer
/// is an answer without it.
fn keep(analysis: &Analysis) {
    let Ok(home) = Home::find(&analysis.prediction.root) else { return };
    if home.is_main()
        && let Err(error) = Plan::keep(&home, &report::render_plan(analysis))
    {
        output::narrate(&format!("the plan is not kept for `ctx worktree create`: {error}"));
    }
}

/// An answer never overwrites the backlog that it was made from.
fn refuse_backlog(analysis: &Analysis, file: &Path) -> Result<()> {
    let Ok(file) = file.canonicalize() else { return Ok(()) };
    for backlog in &analysis.prediction.backlogs {
        // Named relative to the root, or as given where it lies outside.
        let places = [analysis.prediction.root.join(backlog), PathBuf::from(backlog)];
        if places.iter().any(|place| place.canonicalize().is_ok_and(|place| place == file)) {
            bail!("--output-file {} is the backlog itself; name another file", one_line(backlog));
        }
    }
    Ok(())
}

fn mention_problems(analysis: &Analysis) {
    let mut paths: Vec<&str> =
        analysis.prediction.problems.iter().map(|p| p.path.as_str()).collect();
    paths.dedup();
    match paths.len() {
        0 => {}
        1 => output::narrate("1 file had problems; --verbose lists them"),
        more => output::narrate(&format!("{more} files had problems; --verbose lists them")),
    }
}

fn settings(arguments: Arguments) -> Result<(Settings, Request, tracks::Options)> {
    let max_tracks = arguments.max_tracks.get();
    if max_tracks > MOST_TRACKS && !arguments.allow_more {
        bail!(
            "--max-tracks {max_tracks} is more than {MOST_TRACKS}, beyond which merging costs more \
             than it gains; add --allow-more to have it anyway"
        );
    }
    if arguments.tasks.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        bail!("--tasks - is given twice, but standard input can be read only once");
    }
    let root = root::find(arguments.root)?;
    // Before standard input is waited for.
    if !root.is_dir() {
        return Err(analyze::Error::of_root(root).into());
    }
    let threads = arguments.threads.map(usize::from);
    let threads = threads.or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get));
    let settings = Settings {
        root,
        backlogs: arguments.tasks.into_iter().map(backlog_argument).collect::<Result<_>>()?,
        granularity: match arguments.granularity {
            Unit::Outermost => Granularity::Outermost,
            Unit::Leaf => Granularity::Leaf,
        },
        history_depth: arguments.history_depth.min(history::MAX_DEPTH),
        kept_histories: cache::histories().filter(|_| !arguments.no_cache),
        threads: threads.unwrap_or(1),
    };
    let selection = Selection {
        sections: arguments.section,
        labels: arguments.label,
        priorities: arguments.priority.into_iter().map(priority).collect(),
        tasks: arguments.task,
        limit: arguments.limit.map(NonZeroUsize::get),
    };
    let per_track = arguments.per_track.map(NonZeroUsize::get);
    Ok((
        settings,
        Request { selection, hints: arguments.hint },
        tracks::Options { max_tracks, per_track },
    ))
}

fn priority(level: Level) -> Priority {
    match level {
        Level::Critical => Priority::Critical,
        Level::High => Priority::High,
        Level::Medium => Priority::Medium,
        Level::Low => Priority::Low,
        Level::Deferred => Priority::Deferred,
    }
}

pub(super) fn backlog_argument(file: PathBuf) -> Result<BacklogArgument> {
    if file.as_os_str() != "-" {
        return Ok(BacklogArgument::File(file));
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MOST_INPUT + 1)
        .read_to_end(&mut bytes)
        .context("cannot read the tasks from standard input")?;
    if bytes.len() as u64 > MOST_INPUT {
        bail!("standard input holds more than {} MiB; a backlog is smaller", MOST_INPUT >> 20);
    }
    Ok(BacklogArgument::Text(bytes))
}
