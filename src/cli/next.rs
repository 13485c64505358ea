//! `ctx next`: what to do next, here.

use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::analyze as analyze_command;
use super::backlogs::{argument, format_names};
use super::in_flight::{self, Around};
use super::output::{self, Color};
use super::{cache, number, progress, root, timeout};
use crate::analyze::{self, Engine, Request, Settings};
use crate::backlog::{BacklogFormat, Granularity, Selection};
use crate::history;
use crate::predict::Detail;
use crate::report::{self, NextFormat, View};
use crate::worktree::{Home, Workload, settings_remark};

const EXAMPLES: &str = "\
Examples:
  ctx next                              suggest tasks (in a worktree, those of its track)
  ctx next --track docs                 suggest tasks of a track, from anywhere
  ctx next -n 1 --output-format json    suggest one task, for a program";

const NOTES: &str = "\
Tasks are ranked by these criteria, the first one first:
  1. Tasks in progress
  2. Priority (tasks without one come last)
  3. Required tasks before optional ones
  4. Momentum: the last 10 commits touched most of the predicted files, or else their directories
  5. Phase
  6. Quick wins: few predicted files, then few open boxes
  7. Order in the backlog

Tasks that are blocked, wait for unfinished tasks, have or would collide with another worktree, or
look done, dropped, duplicate or like placeholders are counted, but not suggested.

The JSON follows docs/schema/next-v1.schema.json.

Exit codes:
  0  Success, including when there is nothing to suggest
  2  No answer: wrong usage, no backlog, or no such track";

/// Suggest which open tasks to do next, with reasons and predicted files
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Suggest at most N tasks
    #[arg(long, short = 'n', value_name = "N", value_parser = number::positive, default_value = "3")]
    number: NonZeroUsize,

    /// Suggest tasks of this track [default: the current worktree's, or the whole backlog]
    #[arg(long, value_name = "NAME")]
    track: Option<String>,

    /// Read tasks from FILE, or `-` for standard input (repeatable)
    #[arg(long, value_name = "FILE")]
    tasks: Vec<PathBuf>,

    /// Read the tasks as FORMAT, not by place and content (see `ctx analyze --list-formats`)
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, value_parser = format_names())]
    tasks_format: Option<String>,

    /// Analyze DIR [default: the repository root, or the current directory]
    #[arg(long, short = 'C', value_name = "DIR")]
    root: Option<PathBuf>,

    /// Suggest tasks that look done, dropped, duplicate or like placeholders as well
    #[arg(long)]
    include_doubtful: bool,

    #[command(flatten)]
    cache: cache::Options,

    #[command(flatten)]
    timeout: timeout::TimeLimit,

    /// Write text for people or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    output_format: OutputFormat,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// Format of the answer.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        matches!(self.output_format, OutputFormat::Json)
    }
}

/// Prints the suggestions.
pub fn run(arguments: &Arguments) -> Result<()> {
    arguments.color.set();
    timeout::start(&arguments.timeout, arguments.is_json())?;
    let here = root::find(arguments.root.clone())?;
    if !here.is_dir() {
        return Err(analyze::Error::of_root(here).into());
    }
    let workload = workload(&here, arguments.track.as_deref())?;
    if arguments.tasks.is_empty() {
        workload.check_backlogs()?;
    }
    let settings = settings(arguments, here, &workload)?;
    let progress = progress::watch();
    let include_doubtful = arguments.include_doubtful;
    let selection = Selection { include_doubtful, ..Selection::default() };
    let (analysis, next) = {
        let engine = Engine::open(&settings, progress.as_ref())?;
        let scope = workload.scope(engine.tasks());
        let around = Around::of(false, scope.track.is_some());
        let found = in_flight::find(around, &settings.root, engine.tasks());
        let options = analyze_command::round(&found);
        let detail = Detail::Quotes;
        let request = Request { selection, in_flight: found.works, detail, ..Request::default() };
        let (analysis, next) = engine.next(&request, options, scope, arguments.number.get())?;
        engine.leave();
        (ManuallyDrop::new(analysis), next)
    };
    drop(progress);
    cache::mention_trouble(settings.store.as_deref());
    let format = match arguments.output_format {
        OutputFormat::Text => NextFormat::Text,
        OutputFormat::Json => NextFormat::Json,
    };
    let view = View { width: output::columns(), ..View::default() };
    output::print(&report::render_next(&analysis.prediction, &next, format, view))
}

/// Finds the tasks to choose from.
fn workload(here: &Path, track: Option<&str>) -> Result<Workload> {
    let home = match (Home::find(here), track) {
        (Ok(home), _) => home,
        // Without git there are no tracks.
        (Err(_), None) => return Ok(Workload::default()),
        (Err(error), Some(_)) => return Err(error.into()),
    };
    if let Some(remark) = settings_remark(&home) {
        output::narrate(&report::render_remark(&remark));
    }
    match track {
        Some(name) => Ok(Workload::of_track(&home, here, name.trim_start_matches("work/"))?),
        None => Ok(Workload::here(&home, here).unwrap_or_else(|error| {
            output::narrate(&report::render_unknown_worktrees(&error.to_string()));
            Workload::default()
        })),
    }
}

fn settings(arguments: &Arguments, here: PathBuf, workload: &Workload) -> Result<Settings> {
    // The backlog of a track's own worktree is ahead of the others.
    let (root, named) = if arguments.tasks.is_empty() {
        (workload.root.clone().unwrap_or(here), &workload.backlogs)
    } else {
        (here, &arguments.tasks)
    };
    let backlogs = named.iter().cloned().map(argument).collect::<Result<_>>()?;
    Ok(Settings {
        root,
        backlogs,
        format: arguments.tasks_format.as_deref().and_then(BacklogFormat::named),
        granularity: Granularity::Outermost,
        keeps_unread: false,
        history_depth: history::DEPTH,
        store: cache::store(&arguments.cache),
        threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
    })
}
