//! `ctx analyze`: its arguments to settings, and the answer to where it belongs.

use std::io::Write;
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::backlogs::{argument, format_names, list_formats};
use super::cache;
use super::in_flight::{self, Around, Found};
use super::output::{self, Color};
use super::refusal::Refusal;
use super::{number, progress, root, timeout};
use crate::analyze::{self, Engine, Request, Settings};
use crate::backlog::{BacklogFormat, CONTEXT_DIR, FORMATS, Granularity, Selection};
use crate::history;
use crate::model::{Analysis, LastBacktest, Prediction, Priority, Task, TaskId};
use crate::predict::{self, Detail};
use crate::report::{self, Format, View};
use crate::tracks::{Options, PerTrack};
use crate::worktree::{self, Home, MAX_WORKTREES, Plan};

/// Maximum number of tracks: beyond it, merging costs more than working side by side gains.
const MAX_TRACKS: usize = MAX_WORKTREES;
/// Number of tasks of a track where none is asked for: as many as can be reviewed in one merge.
const PER_TRACK: usize = 6;
/// Maximum number of threads: more than the processors of any machine that this runs on.
const MAX_THREADS: i64 = 256;

const EXAMPLES: &str = "\
Examples:
  ctx analyze                                        split the current repository's backlog
  ctx analyze --section 'Phase 2' --priority high    split a part of it
  ctx analyze --explain T012                         show why T012 will touch these files
  ctx analyze --hint 'T012=internal/payment/'        say what T012 touches
  ctx analyze --tasks plan.md -C services/orders     use another backlog and directory
  ctx analyze --output-format html --output-file report.html
  ctx analyze --output-format json --output-file plan.json";

/// Notes of the help.
fn notes() -> String {
    let tools: Vec<&str> = FORMATS.iter().skip(1).map(|format| format.title).collect();
    format!(
        "\
Without --tasks, ctx reads the first of these that exists:
  {CONTEXT_DIR}/TASKS.md (or TASKS.md in the directory that .ctxrc names)
  {}
and the backlogs of other tools in their usual places (see --list-formats):
  {}.

Tasks whose text says that they are done or dropped, and tasks that repeat another one, are listed
apart and not planned (--include-doubtful plans them).

TASK is an id, a line number or a part of a title. PATH is relative to the root.

In the main checkout of a repository, ctx keeps the plan for `ctx worktree create` and `ctx next`.
It does not keep a plan made with --explain, --why, --later or `--tasks -`.

The HTML page is one file that loads nothing from the network. It shows all tasks, and the accuracy
that the last `ctx backtest` measured.

The JSON follows docs/schema/analysis-v1.schema.json.

Exit codes:
  0  Success, including when there are no open tasks
  2  No answer, and nothing written: wrong usage, no backlog, no match, or a write error",
        FORMATS[0].places.join(", "),
        tools.join(", "),
    )
}

/// Predict which files each open task will touch, and propose tracks that do not collide
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = notes())]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// Read tasks from FILE, or `-` for standard input (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    tasks: Vec<PathBuf>,

    /// Read the tasks as FORMAT, not by place and content (see --list-formats)
    #[arg(long, value_name = "FORMAT", help_heading = "Input", hide_possible_values = true, value_parser = format_names())]
    tasks_format: Option<String>,

    /// List the formats of backlogs and the places where ctx looks for them
    #[arg(long, help_heading = "Input", exclusive = true)]
    list_formats: bool,

    /// Analyze DIR [default: the repository root, or the current directory]
    #[arg(long, short = 'C', value_name = "DIR", help_heading = "Input")]
    root: Option<PathBuf>,

    /// Make a task of each outermost open item, or of each leaf
    #[arg(long, value_name = "UNIT", default_value = "outermost", help_heading = "Input")]
    granularity: Unit,

    /// Scan with N threads [default: one per processor]
    #[arg(long, value_name = "N", help_heading = "Input", value_parser = clap::value_parser!(u16).range(1..=MAX_THREADS))]
    threads: Option<u16>,

    /// Keep tasks under headings that contain TEXT (repeatable)
    #[arg(long, value_name = "TEXT", help_heading = "Selection")]
    section: Vec<String>,

    /// Read the last N commits, without merges (0 for none)
    #[arg(long, value_name = "N", value_parser = number::whole, default_value_t = history::DEPTH, help_heading = "Input")]
    history_depth: usize,

    #[command(flatten, next_help_heading = "Input")]
    cache: cache::Options,

    #[command(flatten, next_help_heading = "Input")]
    timeout: timeout::TimeLimit,

    /// Add a file, directory or glob that TASK touches (repeatable)
    #[arg(long, value_name = "TASK=PATH", help_heading = "Input")]
    hint: Vec<String>,

    /// Keep tasks with LABEL, a `name` or `name:value` (repeatable)
    #[arg(long, value_name = "LABEL", help_heading = "Selection")]
    label: Vec<String>,

    /// Keep tasks with this priority (repeatable)
    #[arg(long, value_name = "LEVEL", help_heading = "Selection", value_parser = level_parser())]
    priority: Vec<(Priority, String)>,

    /// Keep only this task (repeatable)
    #[arg(long, value_name = "TASK", help_heading = "Selection")]
    task: Vec<String>,

    /// Keep at most N tasks, by priority, then phase, then order
    #[arg(long, value_name = "N", value_parser = number::positive, help_heading = "Selection")]
    limit: Option<NonZeroUsize>,

    /// Propose at most N tracks
    #[arg(long, value_name = "N", value_parser = number::positive, default_value = "4", help_heading = "Tracks")]
    max_tracks: NonZeroUsize,

    /// Allow --max-tracks above 4, where merging costs more than working in parallel gains
    #[arg(long, help_heading = "Tracks")]
    allow_more: bool,

    /// Plan at most N tasks of each track, 0 for all [default: 6, or all of a small backlog]
    #[arg(long, value_name = "N", value_parser = number::whole, help_heading = "Tracks")]
    per_track: Option<usize>,

    /// Plan around unmerged branches and other worktrees [default: if tracks have worktrees]
    #[arg(long, help_heading = "Tracks", overrides_with = "no_in_flight")]
    in_flight: bool,

    /// Plan as if nothing were under way
    #[arg(long, help_heading = "Tracks", overrides_with = "in_flight")]
    no_in_flight: bool,

    /// Plan tasks that look done, dropped, duplicate or like placeholders as well
    #[arg(long, help_heading = "Tracks")]
    include_doubtful: bool,

    /// Show the evidence for each file predicted for TASK
    #[arg(long, value_name = "TASK", help_heading = "Output", conflicts_with = "later")]
    explain: Option<String>,

    /// Show why two tasks are kept together, and what would untie them
    #[arg(long, value_names = ["TASK", "TASK"], num_args = 2, help_heading = "Output", conflicts_with_all = ["explain", "later", "output_format"])]
    why: Vec<String>,

    /// List the groups of tasks that wait for a later round, and why
    #[arg(long, help_heading = "Output")]
    later: bool,

    /// Show all tasks, all files and all problems
    #[arg(long, short, help_heading = "Output")]
    verbose: bool,

    /// Write text, an HTML page for a browser, or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    output_format: OutputFormat,

    /// Write atomically to FILE instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,

    /// List the overlaps of all pairs of tasks in JSON, not only of those in the round
    #[arg(long, help_heading = "Output")]
    all_pairs: bool,

    /// Do not keep the plan for `ctx worktree create`
    #[arg(long, help_heading = "Output")]
    no_keep: bool,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        matches!(self.output_format, OutputFormat::Json)
    }
}

/// Granularity of tasks.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Unit {
    Outermost,
    Leaf,
}

/// Priority of a task.
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

/// Format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
    Html,
    Dot,
    Mermaid,
}

impl From<OutputFormat> for Format {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Text => Self::Text,
            OutputFormat::Json => Self::Json,
            OutputFormat::Html => Self::Html,
            OutputFormat::Dot => Self::Dot,
            OutputFormat::Mermaid => Self::Mermaid,
        }
    }
}

/// Returns the option that asks for a part of the answer, if one does.
fn one_part(arguments: &Arguments) -> Option<&'static str> {
    if arguments.explain.is_some() {
        Some("--explain")
    } else if arguments.later {
        Some("--later")
    } else {
        None
    }
}

/// Finds the two tasks that `--why` names. An empty backlog answers for itself.
fn pair(engine: &Engine, tasks: &[Task], why: &[String]) -> Result<Option<[TaskId; 2]>> {
    let [one, other] = why else { return Ok(None) };
    if tasks.is_empty() {
        return Ok(None);
    }
    let (one, other) = (engine.find(tasks, one)?, engine.find(tasks, other)?);
    if one == other {
        return Err(Refusal::OneTask { task: tasks[one.index()].key.clone() }.into());
    }
    Ok(Some([one, other]))
}

/// Analyzes and writes the answer.
pub fn run(arguments: Arguments) -> Result<()> {
    if arguments.list_formats {
        return list_formats();
    }
    let (color, output_file) = (arguments.color, arguments.output_file.clone());
    let (verbose, later) = (arguments.verbose, arguments.later);
    let (explain, why) = (arguments.explain.clone(), arguments.why.clone());
    let format = Format::from(arguments.output_format);
    let is_graph = matches!(format, Format::Dot | Format::Mermaid);
    if let Some(option) = one_part(&arguments).filter(|_| is_graph) {
        return Err(Refusal::PartOfGraph { option }.into());
    }
    let keeps = keeps(&arguments);
    let tells = format == Format::Text;
    color.set();
    timeout::start(&arguments.timeout, arguments.is_json())?;

    let around = Around::of(arguments.in_flight, arguments.no_in_flight);
    let (settings, mut request, mut options) = settings(arguments)?;
    let progress = progress::watch();
    let (analysis, tie, explain) = {
        let engine = Engine::open(&settings, progress.as_ref())?;
        let found = in_flight::find(around, &settings.root, engine.tasks());
        if found.at_work >= MAX_TRACKS {
            output::narrate(&report::render_full(found.at_work));
        }
        options.max_tracks = found.room(options.max_tracks);
        request.in_flight = found.works;
        let analysis = engine.analyze(&request, options)?;
        let tasks = &analysis.prediction.tasks;
        let tie = pair(&engine, tasks, &why)?.map(|pair| engine.tie(&analysis, pair));
        // An empty backlog answers for itself.
        let explain = explain.filter(|_| !tasks.is_empty());
        let explain = explain.map(|wanted| engine.find(tasks, &wanted)).transpose()?;
        engine.leave();
        // The system takes the memory back faster than it can be freed piece by piece.
        (ManuallyDrop::new(analysis), tie, explain)
    };
    // Takes the bar off the screen before anything is written.
    drop(progress);
    cache::mention_trouble(settings.store.as_deref());

    let width = if output_file.is_none() { output::columns() } else { None };
    let backtest = if format == Format::Html { last_backtest(&analysis) } else { None };
    let view = View { verbose, later, explain, width, backtest: backtest.as_ref() };
    if let Some(file) = &output_file {
        refuse_backlog(&analysis, file)?;
    }
    if format == Format::Json {
        let write = |out: &mut dyn Write| report::write_json(&analysis, view, out);
        match output_file {
            Some(file) => output::save_streamed(&file, write)?,
            None => output::stream(write)?,
        }
    } else {
        let text = match &tie {
            Some(tie) => report::render_tie(&analysis, tie, view),
            None => report::render(&analysis, format, view),
        };
        match output_file {
            Some(file) => output::save(&text, &file, color)?,
            None => output::print(&text)?,
        }
    }
    if keeps {
        keep(&analysis, tells);
    }
    mention_new_files(&analysis.prediction);
    if format == Format::Text && !(verbose && explain.is_none()) {
        mention_problems(&analysis);
    }
    Ok(())
}

/// Returns the options of a plan without wishes of the user, with the overlaps of all pairs.
pub(super) fn all_pairs() -> Options {
    Options { max_tracks: MAX_TRACKS, per_track: PerTrack::About(PER_TRACK), all_pairs: true }
}

/// Returns the options of a plan without wishes of the user, beside work in flight.
pub(super) fn round(found: &Found) -> Options {
    Options { max_tracks: found.room(MAX_TRACKS), all_pairs: false, ..all_pairs() }
}

/// Returns true if the answer is a plan to work by later.
fn keeps(arguments: &Arguments) -> bool {
    let from_stdin = arguments.tasks.iter().any(|file| file.as_os_str() == "-");
    let is_look = arguments.explain.is_some() || !arguments.why.is_empty() || arguments.later;
    !arguments.no_keep && !from_stdin && !is_look
}

/// Keeps the plan where worktrees are made from it: in the main checkout of a repository. An answer
/// is an answer without it. Says the next step if it `tells`.
fn keep(analysis: &Analysis, tells: bool) {
    let Ok(home) = Home::find(&analysis.prediction.root) else { return };
    if !home.is_main() {
        return;
    }
    match Plan::keep(&home, &report::render_plan(analysis)) {
        Ok(()) if tells => {
            if let Some(next) = report::render_kept_plan(analysis) {
                output::narrate(&next);
            }
        }
        Ok(()) => {}
        Err(error) => output::narrate(&report::render_unkept_plan(&error.to_string())),
    }
}

/// Returns the kept accuracy of the predictions in this repository, if there is one.
fn last_backtest(analysis: &Analysis) -> Option<LastBacktest> {
    worktree::kept_backtest(&Home::find(&analysis.prediction.root).ok()?)
}

/// Refuses to overwrite the backlog that the answer was made from.
pub(super) fn refuse_backlog(analysis: &Analysis, file: &Path) -> Result<()> {
    let Ok(file) = file.canonicalize() else { return Ok(()) };
    for backlog in &analysis.prediction.backlogs {
        // Named relative to the root, or as given where it lies outside.
        let places = [analysis.prediction.root.join(backlog), PathBuf::from(backlog)];
        if places.iter().any(|place| place.canonicalize().is_ok_and(|place| place == file)) {
            return Err(Refusal::OutputIsBacklog { backlog: backlog.clone() }.into());
        }
    }
    Ok(())
}

/// Names the hints whose file does not exist: it may be a new one, or misspelled.
fn mention_new_files(prediction: &Prediction) {
    for hint in &prediction.hints {
        let is_file = !hint.path.ends_with('/') && !predict::is_glob(&hint.path);
        if is_file && prediction.root.join(&hint.path).symlink_metadata().is_err() {
            output::narrate(&report::render_new_file(hint));
        }
    }
}

fn mention_problems(analysis: &Analysis) {
    let mut paths: Vec<&str> =
        analysis.prediction.problems.iter().map(|p| p.path.as_str()).collect();
    paths.dedup();
    if !paths.is_empty() {
        output::narrate(&report::render_problem_count(paths.len()));
    }
}

fn settings(arguments: Arguments) -> Result<(Settings, Request, Options)> {
    let max_tracks = arguments.max_tracks.get();
    if max_tracks > MAX_TRACKS && !arguments.allow_more {
        return Err(Refusal::TooManyTracks { asked: max_tracks, max: MAX_TRACKS }.into());
    }
    if arguments.tasks.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        return Err(Refusal::InputTwice.into());
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
        format: arguments.tasks_format.as_deref().and_then(BacklogFormat::named),
        backlogs: arguments.tasks.into_iter().map(argument).collect::<Result<_>>()?,
        granularity: match arguments.granularity {
            Unit::Outermost => Granularity::Outermost,
            Unit::Leaf => Granularity::Leaf,
        },
        keeps_unread: false,
        history_depth: arguments.history_depth.min(history::MAX_DEPTH),
        store: cache::store(&arguments.cache),
        threads: threads.unwrap_or(1),
    };
    let selection = Selection {
        sections: arguments.section,
        labels: arguments.label,
        priorities: arguments.priority,
        tasks: arguments.task,
        limit: arguments.limit.map(NonZeroUsize::get),
        include_doubtful: arguments.include_doubtful,
    };
    // The evidence of a task names all that it gets in the way of, and a page shows all pairs.
    let (shows_all_pairs, detail) = match arguments.output_format {
        OutputFormat::Text if arguments.explain.is_none() => (false, Detail::Quotes),
        OutputFormat::Json => (false, Detail::All),
        OutputFormat::Text | OutputFormat::Html => (true, Detail::All),
        OutputFormat::Dot | OutputFormat::Mermaid => (true, Detail::Quotes),
    };
    let all_pairs = arguments.all_pairs || shows_all_pairs;
    let per_track = match arguments.per_track {
        Some(0) => PerTrack::All,
        Some(most) => PerTrack::AtMost(most),
        None => PerTrack::About(PER_TRACK),
    };
    Ok((
        settings,
        Request { selection, hints: arguments.hint, in_flight: Vec::new(), detail },
        Options { max_tracks, per_track, all_pairs },
    ))
}

/// Parses a priority, and keeps the word: an error quotes what the user typed.
fn level_parser() -> impl TypedValueParser<Value = (Priority, String)> {
    let words = Level::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(words).try_map(|word| {
        let priority = match Level::from_str(&word, false)? {
            Level::Critical => Priority::Critical,
            Level::High => Priority::High,
            Level::Medium => Priority::Medium,
            Level::Low => Priority::Low,
            Level::Deferred => Priority::Deferred,
        };
        Ok::<_, String>((priority, word))
    })
}
