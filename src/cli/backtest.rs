//! `ctx backtest`: how far the predictions can be trusted, and a model of one's own.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use rayon::ThreadPool;
use serde::Serialize;

use super::output::{self, Color};
use super::progress::{self, Interrupt, Tasks};
use super::refusal::Refusal;
use super::{cache, date, number, root, timeout};
use crate::analyze;
use crate::backtest::{self, Case, Clones, Limits, PastOptions, Replayed, Settings, Start};
use crate::history;
use crate::model::{Accuracy, BUILT_IN_MODEL, CROSS_LEARNED_MODEL, LeftOut, shown};
use crate::predict::{Forest, OWN_MODEL};
use crate::report::{self, AccuracyFormat};
use crate::shutdown;
use crate::worktree::{self, Home};

const EXAMPLES: &str = "\
Examples:
  ctx backtest                 replay the finished tasks of the current repository
  ctx backtest --limit 100     replay the newest 100
  ctx backtest --from commits  replay commits, by their subjects
  ctx backtest --fit           learn this repository's own model
  ctx backtest --output-format html --output-file trust.html
  ctx backtest --cases cases.jsonl --clones ../clones";

const NOTES: &str = "\
A finished task is a box that a commit ticked in any Markdown file, or a task whose id is in a
commit's subject. ctx predicts its files from the text, the tree and the history before the work,
and compares them with the files that the work changed.

A commit can stand in for a task if its subject names work and it changed at most 15 files. Its
subject is then the text. Without --from, commits are replayed too if there are fewer than 30
tasks, or with --fit.

With fewer than 30 tasks and commits, no accuracy is given. --fit learns from both. It saves the
model only if it is measurably better on tasks that it did not learn from.

A case is one JSON object per line: {\"id\", \"repo\", \"parent\", \"commit\", \"date\", \"backlog\",
\"headings\": [], \"ancestors\": [], \"text\", \"truth\": [files changed], \"truth_new\": [files added]}.
A commit has the backlog \"\". \"strict\": false says that the files may be wider than the task.
A clone is DIR/owner+name/repo, DIR/owner+name or DIR/owner/name.

In the main checkout of a repository, ctx keeps the result for the HTML page of `ctx analyze`. An
interrupted run keeps none.

The JSON follows docs/schema/backtest-v1.schema.json.

Exit codes:
  0  Success, including when interrupted (the answer then covers the tasks replayed so far)
  2  No answer: wrong usage, no repository, no finished task, or unreadable cases";

/// Measure how accurate the predictions are, on tasks that are finished
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Replay the repository at DIR [default: the current repository]
    #[arg(long, short = 'C', value_name = "DIR", help_heading = "Input", conflicts_with = "cases")]
    root: Option<PathBuf>,

    /// Replay the cases in FILE instead of a repository's tasks
    #[arg(long, value_name = "FILE", help_heading = "Input", requires = "clones")]
    cases: Option<PathBuf>,

    /// Find the clones of the cases in DIR
    #[arg(long, value_name = "DIR", help_heading = "Input", requires = "cases")]
    clones: Option<PathBuf>,

    /// Read the last N commits before the work, without merges (0 for none)
    #[arg(long, value_name = "N", value_parser = number::whole, default_value_t = history::DEPTH, help_heading = "Input")]
    history_depth: usize,

    #[command(flatten, next_help_heading = "Input")]
    cache: cache::Options,

    #[command(flatten, next_help_heading = "Input")]
    timeout: timeout::TimeLimit,

    /// Replay with N threads [default: one per processor]
    #[arg(long, value_name = "N", help_heading = "Input", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// Replay finished tasks, commits, or both [default: tasks, if there are 30]
    #[arg(long, value_name = "WHAT", help_heading = "Selection", conflicts_with = "cases")]
    from: Option<From>,

    /// Replay the newest N tasks [default: all tasks, 200 commits]
    #[arg(long, value_name = "N", value_parser = number::positive, help_heading = "Selection")]
    limit: Option<NonZeroUsize>,

    /// Replay tasks finished since DATE, in any format of git (`2 months ago`)
    #[arg(long, value_name = "DATE", value_parser = date::understood, help_heading = "Selection", conflicts_with = "cases")]
    since: Option<String>,

    /// Replay at most N tasks of each repository, always the same ones
    #[arg(long, value_name = "N", value_parser = number::whole, help_heading = "Selection", requires = "cases")]
    tasks_per_repository: Option<usize>,

    /// Replay at most N commits of each repository, always the same ones
    #[arg(long, value_name = "N", value_parser = number::whole, help_heading = "Selection", requires = "cases")]
    commits_per_repository: Option<usize>,

    /// Learn a model from these tasks, and save it only if measurably better
    #[arg(long, help_heading = "Model")]
    fit: bool,

    /// Save the learned model to FILE [default: .ctx-model.json in the root]
    #[arg(
        long,
        alias = "weights-file",
        value_name = "FILE",
        help_heading = "Model",
        requires = "fit"
    )]
    model_file: Option<PathBuf>,

    /// Learn from at most N repositories, always the same ones
    #[arg(long, value_name = "N", value_parser = number::positive, help_heading = "Model", requires = "fit", requires = "cases")]
    learn_from: Option<NonZeroUsize>,

    /// Learn the weights that pick the candidates too, into FILE
    #[arg(long, value_name = "FILE", help_heading = "Model", requires = "fit", requires = "cases")]
    standing_file: Option<PathBuf>,

    /// Show what each signal is worth
    #[arg(long, help_heading = "Model")]
    ablation: bool,

    /// Write text or a page for people, or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    output_format: OutputFormat,

    /// Write atomically to FILE instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,

    /// Write each prediction to FILE, one JSON object per line
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    predictions: Option<PathBuf>,

    /// Do not keep the result for the HTML page of `ctx analyze`
    #[arg(long, help_heading = "Output")]
    no_keep: bool,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

/// Part of the past that is replayed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum From {
    Tasks,
    Commits,
    Both,
}

/// Format of the answer.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
    Html,
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        matches!(self.output_format, OutputFormat::Json)
    }
}

/// Replays, measures and writes the answer.
pub fn run(arguments: &Arguments) -> Result<()> {
    arguments.color.set();
    timeout::start(&arguments.timeout, arguments.is_json())?;
    let interrupt = Arc::new(Interrupt::default());
    let listener = Arc::clone(&interrupt);
    ctrlc::set_handler(move || {
        if !listener.stop() {
            shutdown::exit(130);
        }
    })
    .context("cannot listen for an interrupt")?;
    let watch = progress::tasks(interrupt);

    let threads = arguments.jobs.map(usize::from);
    let threads = threads
        .or_else(|| thread::available_parallelism().ok().map(NonZeroUsize::get))
        .unwrap_or(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool =
        pool.map_err(|why| analyze::Error::Threads { count: threads, option: "--jobs", why })?;
    let accuracy = answer(arguments, &watch, &Arc::new(pool))?;

    let format = match arguments.output_format {
        OutputFormat::Text => AccuracyFormat::Text,
        OutputFormat::Json => AccuracyFormat::Json,
        OutputFormat::Html => AccuracyFormat::Html,
    };
    let width = if arguments.output_file.is_none() { output::columns() } else { None };
    let text = report::render_accuracy(&accuracy, format, width);
    match &arguments.output_file {
        Some(file) => output::save(&text, file, arguments.color)?,
        None => output::print(&text)?,
    }
    keep(arguments, &accuracy);
    Ok(())
}

/// Keeps a whole result of a repository's own past, where the pages of `ctx analyze` find it: in the
/// main checkout. A result is a result without it.
fn keep(arguments: &Arguments, accuracy: &Accuracy) {
    if arguments.no_keep || accuracy.interrupted || accuracy.too_few.is_some() {
        return;
    }
    if arguments.cases.is_some() {
        return;
    }
    let Ok(folder) = root::find(arguments.root.clone()) else { return };
    let Ok(home) = Home::find(&folder) else { return };
    let document = report::render_accuracy(accuracy, AccuracyFormat::Json, None);
    if home.is_main()
        && let Err(error) = worktree::keep_backtest(&home, &document)
    {
        output::narrate(&report::render_unkept_backtest(&error.to_string()));
    }
}

fn answer(arguments: &Arguments, watch: &Tasks, pool: &Arc<ThreadPool>) -> Result<Accuracy> {
    let Input { cases, clones, left_out, folder } = pool.install(|| input(arguments, watch))?;
    refuse_overwriting(arguments, &cases, folder.as_deref())?;
    let learns = arguments.fit || arguments.ablation;
    let history_depth = arguments.history_depth.min(history::MAX_DEPTH);
    let own = match &folder {
        // A learned model is judged against the built-in one.
        Some(folder) if !learns && history_depth > 0 => Forest::own(folder)?.usable(),
        _ => None,
    };
    let store = cache::store(&arguments.cache);
    let settings =
        Settings { clones, history_depth, forest: own, keep: learns, store: store.clone() };
    let mut replayed = backtest::replay(cases, &settings, watch, pool)?;
    watch.finish();
    cache::mention_trouble(store.as_deref());
    if replayed.replays.is_empty() && !replayed.interrupted {
        return Err(Refusal::NoCases.into());
    }
    let start = if folder.is_some() { Start::Shipped } else { Start::Nothing };
    let needs_many = arguments.ablation || arguments.standing_file.is_some();
    if needs_many && replayed.replays.len() < backtest::MIN_TASKS {
        return Err(Refusal::TooFewTasks {
            found: replayed.replays.len(),
            needed: backtest::MIN_TASKS,
        }
        .into());
    }
    let learn_from = arguments.learn_from.map(NonZeroUsize::get);
    let (ablation, fitted) = pool.install(|| {
        let ablation = if arguments.ablation { backtest::ablation(&replayed) } else { Vec::new() };
        let fit = || backtest::fit(&mut replayed, start, history_depth, learn_from);
        (ablation, arguments.fit.then(fit))
    });
    let mut accuracy = backtest::measure(&replayed.replays);
    accuracy.left_out = left_out;
    if replayed.without_task > 0 {
        let reason = backtest::WITHOUT_TASK.to_owned();
        accuracy.left_out.push(LeftOut { reason, tasks: replayed.without_task });
    }
    accuracy.commits = replayed.replays.iter().filter(|it| it.case.is_commit()).count();
    let is_own = matches!(settings.clones, Clones::One(_));
    accuracy.too_few =
        (is_own && accuracy.replayed < backtest::MIN_TASKS).then_some(backtest::MIN_TASKS);
    accuracy.interrupted = replayed.interrupted;
    accuracy.ablation = ablation;
    let weights = match (&fitted, &settings.forest) {
        (Some(fitted), _) if fitted.is_better => CROSS_LEARNED_MODEL,
        (_, Some(_)) => OWN_MODEL,
        (_, None) => BUILT_IN_MODEL,
    };
    weights.clone_into(&mut accuracy.weights);
    if let Some(mut fitted) = fitted {
        let file = arguments.model_file.clone();
        let file = file.or_else(|| folder.map(|folder| folder.join(OWN_MODEL)));
        if let Some(file) = file.filter(|_| fitted.is_better && !replayed.interrupted) {
            let text = match start {
                Start::Shipped => fitted.forest.render_own(&fitted.provenance),
                Start::Nothing => fitted.forest.render(&fitted.provenance),
            };
            output::save(&text, &file, Color::Never)?;
            fitted.fit.saved = Some(file.display().to_string());
        }
        accuracy.fit = Some(fitted.fit);
    }
    if let Some(file) = arguments.standing_file.as_ref().filter(|_| !replayed.interrupted) {
        let text = pool.install(|| backtest::standings(&replayed, history_depth));
        output::save(&text, file, Color::Never)?;
    }
    if let Some(file) = &arguments.predictions {
        output::save(&predictions(&replayed)?, file, Color::Never)?;
    }
    Ok(accuracy)
}

/// Refuses to overwrite a file that is replayed, or another answer.
fn refuse_overwriting(arguments: &Arguments, cases: &[Case], folder: Option<&Path>) -> Result<()> {
    let named = [
        ("--output-file", &arguments.output_file),
        ("--predictions", &arguments.predictions),
        ("--model-file", &arguments.model_file),
        ("--standing-file", &arguments.standing_file),
    ];
    let mut taken: Vec<(&str, PathBuf)> = Vec::new();
    for (option, file) in named {
        let Some(file) = file else { continue };
        let place = file.canonicalize().unwrap_or_else(|_| file.clone());
        if let Some((other, _)) = taken.iter().find(|(_, other)| *other == place) {
            let (option, other) = (option.to_owned(), (*other).to_owned());
            return Err(Refusal::SameOutput { option, other, file: Some(file.clone()) }.into());
        }
        let is_backlog = |case: &Case| {
            let backlog = folder.map(|folder| folder.join(&case.backlog).canonicalize());
            matches!(backlog, Some(Ok(backlog)) if backlog == place)
        };
        if arguments
            .cases
            .as_ref()
            .is_some_and(|cases| cases.canonicalize().ok() == Some(place.clone()))
            || cases.iter().any(is_backlog)
        {
            return Err(Refusal::OutputIsInput { option, file: file.clone() }.into());
        }
        taken.push((option, place));
    }
    Ok(())
}

/// Cases to replay, with their repositories.
struct Input {
    cases: Vec<Case>,
    clones: Clones,
    left_out: Vec<LeftOut>,
    /// The repository whose own past it is.
    folder: Option<PathBuf>,
}

fn input(arguments: &Arguments, watch: &Tasks) -> Result<Input> {
    let limit = arguments.limit.map(NonZeroUsize::get);
    if let (Some(file), Some(clones)) = (&arguments.cases, &arguments.clones) {
        let limits = Limits {
            tasks: arguments.tasks_per_repository,
            commits: arguments.commits_per_repository,
        };
        let cases = Case::read_all(file).with_context(|| shown(file))?;
        let mut cases = backtest::select(cases, limits);
        cases.sort_by_key(|case| case.date);
        cases.drain(..cases.len().saturating_sub(limit.unwrap_or(usize::MAX)));
        let clones = Clones::Below(clones.clone());
        return Ok(Input { cases, clones, left_out: Vec::new(), folder: None });
    }
    let folder = root::find(arguments.root.clone())?;
    if !folder.is_dir() {
        return Err(analyze::Error::of_root(folder).into());
    }
    if let Some(reason) = history::Place::of(&folder).trouble() {
        let reason = reason.to_owned();
        return Err(Refusal::NoPast { folder, reason }.into());
    }
    let from = match arguments.from {
        Some(From::Tasks) => backtest::From::Tasks,
        Some(From::Commits) => backtest::From::Commits,
        Some(From::Both) => backtest::From::Both,
        None if arguments.fit => backtest::From::Both,
        None => backtest::From::TasksFirst,
    };
    let options = PastOptions { since: arguments.since.clone(), limit, from };
    let past = backtest::finished(&folder, &options, &mut |done, of| watch.search(done, of))
        .with_context(|| format!("cannot read the history of {}", shown(&folder)))?;
    let left_out = past.left_out.in_words();
    if past.cases.is_empty() {
        let left_out = left_out.into_iter().map(|it| (it.reason, it.tasks)).collect();
        return Err(Refusal::NothingToReplay { left_out, since: arguments.since.clone() }.into());
    }
    Ok(Input {
        cases: past.cases,
        clones: Clones::One(folder.clone()),
        left_out,
        folder: Some(folder),
    })
}

/// Prediction for one task, for programs.
#[derive(Serialize)]
struct Prediction<'a> {
    id: &'a str,
    ranked: Vec<&'a str>,
    files: Vec<(&'a str, f64)>,
    set: Vec<&'a str>,
}

fn predictions(replayed: &Replayed) -> Result<String> {
    let mut lines = String::new();
    for replay in &replayed.replays {
        let files = &replay.radius.files;
        let prediction = Prediction {
            id: &replay.case.id,
            ranked: files.iter().map(|file| file.path.as_str()).collect(),
            files: files.iter().map(|file| (file.path.as_str(), file.probability)).collect(),
            set: replay.radius.predicted().map(|file| file.path.as_str()).collect(),
        };
        lines.push_str(&serde_json::to_string(&prediction)?);
        lines.push('\n');
    }
    Ok(lines)
}
