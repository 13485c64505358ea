//! `ctx next`: what to do next, here.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Result;
use clap::Args;

use super::analyze::{OutputFormat, backlog_argument};
use super::output::{self, Color};
use super::refusal::Refusal;
use super::{cache, progress, root};
use crate::analyze::{self, Engine, Request, Settings};
use crate::backlog::{Granularity, Selection};
use crate::history;
use crate::model::{Elsewhere, Prediction};
use crate::next::{self, Scope};
use crate::report::{self, Format, View};
use crate::worktree::{Assigned, Home, Plan, Record, assigned, followed, settings_remark};

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

Tasks that are blocked, wait for unfinished tasks, have another worktree, or look done, dropped or
duplicate are counted, but not suggested.

The JSON follows docs/schema/next-v1.schema.json.

Exit codes:
  0  Success, including when there is nothing to suggest
  2  No answer: wrong usage, no backlog, or no such track";

/// Suggest which open tasks to do next, with reasons and predicted files
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Suggest at most N tasks
    #[arg(long, short = 'n', value_name = "N", default_value = "3")]
    number: NonZeroUsize,

    /// Suggest tasks of this track [default: the current worktree's, or the whole backlog]
    #[arg(long, value_name = "NAME")]
    track: Option<String>,

    /// Read tasks from FILE, or `-` for standard input (repeatable)
    #[arg(long, value_name = "FILE")]
    tasks: Vec<PathBuf>,

    /// Analyze DIR [default: the repository root, or the current directory]
    #[arg(long, short = 'C', value_name = "DIR")]
    root: Option<PathBuf>,

    /// Suggest tasks that look done, dropped or duplicate as well
    #[arg(long)]
    include_doubtful: bool,

    /// Read the whole git log again, without the cache
    #[arg(long)]
    no_cache: bool,

    /// Write text for people or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    output_format: OutputFormat,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// Suggests, and writes it.
pub fn run(arguments: &Arguments) -> Result<()> {
    arguments.color.set();
    let here = root::find(arguments.root.clone())?;
    if !here.is_dir() {
        return Err(analyze::Error::of_root(here).into());
    }
    let work = Work::find(&here, arguments.track.as_deref())?;
    // What is done in a track's own worktree is ticked there first.
    let root = match &work.root {
        Some(root) if arguments.tasks.is_empty() => root.clone(),
        _ => here,
    };
    if arguments.tasks.is_empty() {
        work.refuse_lost_backlog()?;
    }
    let progress = progress::watch();
    let settings = settings(arguments, root, &work.backlogs)?;
    let include_doubtful = arguments.include_doubtful;
    let selection = Selection { include_doubtful, ..Selection::default() };
    let request = Request { selection, ..Request::default() };
    let prediction = Engine::open(&settings, progress.as_ref())?.predict(&request)?;
    drop(progress);

    let next = next::suggest(&prediction, work.scope(&prediction, arguments.number.get()));
    let format = Format::from(arguments.output_format);
    let view = View { width: output::columns(), ..View::default() };
    output::print(&report::render_next(&prediction, &next, format, view))
}

fn settings(arguments: &Arguments, root: PathBuf, of_track: &[PathBuf]) -> Result<Settings> {
    let named = if arguments.tasks.is_empty() { of_track } else { &arguments.tasks };
    let backlogs = named.iter().cloned().map(backlog_argument).collect::<Result<_>>()?;
    Ok(Settings {
        root,
        backlogs,
        granularity: Granularity::Outermost,
        history_depth: history::DEPTH,
        kept_histories: cache::histories().filter(|_| !arguments.no_cache),
        threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
    })
}

/// Whose tasks are asked for, and which are taken.
#[derive(Default)]
struct Work {
    /// The track, with the tasks that it was given.
    track: Option<(String, Vec<Assigned>)>,
    /// Where to look, if not where one stands.
    root: Option<PathBuf>,
    /// The backlogs that the track's tasks are in. Empty for those that lie where backlogs do.
    backlogs: Vec<PathBuf>,
    /// Branches of other worktrees with their tasks.
    elsewhere: Vec<(String, Vec<Assigned>)>,
}

impl Work {
    fn find(here: &Path, track: Option<&str>) -> Result<Self> {
        let home = match (Home::find(here), track) {
            (Ok(home), _) => home,
            // Without git there are no tracks.
            (Err(_), None) => return Ok(Self::default()),
            (Err(error), Some(_)) => return Err(error.into()),
        };
        if let Some(remark) = settings_remark(&home) {
            output::narrate(&remark);
        }
        match track {
            Some(name) => Self::of_track(&home, here, name.trim_start_matches("work/")),
            None => Ok(Self::of_place(&home).unwrap_or_else(|error| {
                output::narrate(&format!("{error}; which tasks have a worktree is not known"));
                Self::default()
            })),
        }
    }

    fn of_track(home: &Home, here: &Path, name: &str) -> Result<Self> {
        let records = Record::all(home)?;
        if let Some(record) = records.iter().find(|record| record.name == name) {
            // Where the same folder lies in the track's worktree.
            let below = here.canonicalize().ok().and_then(|here| {
                Some(here.strip_prefix(home.here.canonicalize().ok()?).ok()?.to_owned())
            });
            let root = below.map(|below| record.path.join(below)).filter(|root| root.is_dir());
            let tasks = followed(&record.path, &record.tasks);
            let backlogs = backlogs(&record.path, &tasks);
            let track = Some((record.name.clone(), tasks));
            return Ok(Self { track, root, backlogs, ..Self::default() });
        }
        let plan = Plan::kept(home)?.unwrap_or_default();
        if let Some(track) = plan.track(name) {
            let planned = track.tasks.iter().filter_map(|key| plan.task(key));
            let tasks = planned.map(|task| Assigned {
                key: task.key.clone(),
                backlog: plan.from_top(&task.backlog),
                title: task.title.clone(),
            });
            let tasks = followed(&home.here, &tasks.collect::<Vec<_>>());
            let backlogs = backlogs(&home.here, &tasks);
            return Ok(Self { track: Some((name.to_owned(), tasks)), backlogs, ..Self::default() });
        }
        let mut known: Vec<&str> = records.iter().map(|record| record.name.as_str()).collect();
        known.extend(plan.tracks.iter().map(|track| track.name.as_str()));
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return Err(Refusal::NoTracks { name: name.to_owned() }.into());
        }
        let known = known.into_iter().map(str::to_owned).collect();
        Err(Refusal::NoTrack { name: name.to_owned(), known }.into())
    }

    fn of_place(home: &Home) -> Result<Self> {
        let own = Record::here(home)?;
        // A track made without a plan was given nothing in particular.
        if let Some(own) = own.as_ref().filter(|own| !own.tasks.is_empty()) {
            let tasks = followed(&home.here, &own.tasks);
            let backlogs = backlogs(&home.here, &tasks);
            let track = Some((own.name.clone(), tasks));
            return Ok(Self { track, backlogs, ..Self::default() });
        }
        let own = own.map(|own| own.name);
        let others = Record::all(home)?
            .into_iter()
            .filter(|record| Some(&record.name) != own.as_ref() && record.is_live(home));
        let here = |record: Record| (record.branch, followed(&home.here, &record.tasks));
        let elsewhere = others.map(here).collect();
        Ok(Self { elsewhere, ..Self::default() })
    }

    /// Refuses a track whose backlogs are all gone: the backlogs in their usual places are of other
    /// work, and would make it look finished.
    fn refuse_lost_backlog(&self) -> Result<()> {
        let Some((name, tasks)) = &self.track else { return Ok(()) };
        if let Some(task) = tasks.first().filter(|_| self.backlogs.is_empty()) {
            return Err(Refusal::LostBacklog {
                backlog: task.backlog.clone(),
                track: name.clone(),
            }
            .into());
        }
        Ok(())
    }

    fn scope(self, prediction: &Prediction, limit: usize) -> Scope {
        let tasks = &prediction.tasks;
        let elsewhere = self.elsewhere.into_iter();
        let elsewhere = elsewhere
            .map(|(branch, given)| Elsewhere { branch, tasks: assigned(&given, tasks) })
            .filter(|other| !other.tasks.is_empty());
        Scope {
            track: self.track.map(|(name, given)| {
                let open = assigned(&given, tasks);
                (name, given.len(), open)
            }),
            elsewhere: elsewhere.collect(),
            limit,
        }
    }
}

/// Returns the backlogs of tasks that are there, in a working tree with the top `top`.
fn backlogs(top: &Path, tasks: &[Assigned]) -> Vec<PathBuf> {
    let names: BTreeSet<&str> = tasks.iter().map(|task| task.backlog.as_str()).collect();
    names.into_iter().map(|name| top.join(name)).filter(|file| file.is_file()).collect()
}
