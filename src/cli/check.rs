//! `ctx check`: findings for people, CI and other programs.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::analyze as analyze_command;
use super::backlogs::{argument, format_names};
use super::exit::Exit;
use super::output::{self, Answer, Color};
use super::refusal::Refusal;
use super::{cache, number, progress, root, timeout};
use crate::analyze::{self, Engine, Request, Settings};
use crate::backlog::{BacklogFormat, Granularity};
use crate::check::{self, Baseline, Options, Subject};
use crate::config::{self, Config};
use crate::history;
use crate::model::{Analysis, Changes, Checked, Parallel, Prediction, Rule, Severity};
use crate::regular;
use crate::report::{self, FindingsFormat, View};
use crate::worktree::{self, Home};

/// Columns of an explanation where the destination has no width of its own.
const EXPLAINED_COLUMNS: usize = 80;

/// Variables that coding agents set for the commands that they run.
const AGENTS: [&str; 6] =
    ["AI_AGENT", "CLAUDECODE", "CODEX_SANDBOX", "CURSOR_AGENT", "GEMINI_CLI", "OPENCODE"];

/// Maximum size of a baseline, in bytes.
const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// Variable that names the file for the summary of a step in `GitHub` Actions.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

const EXAMPLES: &str = "\
Examples:
  ctx check                                        list what stands in the way of parallel work
  ctx check --select overlap,order                 apply two rules
  ctx check --explain overlap                      say what a rule is about
  ctx check --diff origin/main...HEAD              compare a pull request with other open work
  ctx check --output-format sarif=out.sarif --output-format markdown=-";

const NOTES: &str = "\
[check] in .ctx-analyze.toml selects rules and sets their severities and thresholds.

A comment in a task, or right above it, suppresses its findings:
  <!-- ctx: ignore overlap -->
  <!-- ctx: ignore-file unknown -->    those of the whole backlog

FORMAT is text, compact, json, sarif, github, gitlab, junit, rdjson, checkstyle, markdown or html.
With =FILE it goes to a file (html=report.html). All files are written, or none. In GitHub Actions,
the default is github, which also writes the job summary. Under a coding agent, it is compact.

The JSON follows docs/schema/findings-v1.schema.json.

Exit codes:
  0  No findings, or none as severe as --fail-on
  1  Findings
  2  No answer, and nothing written: wrong usage, no backlog, wrong settings, or a write error";

/// Check a backlog for what stands in the way of parallel work
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Read tasks from FILE, or `-` for standard input (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    tasks: Vec<PathBuf>,

    /// Read the tasks as FORMAT, not by place and content (see `ctx analyze --list-formats`)
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, value_parser = format_names(), help_heading = "Input")]
    tasks_format: Option<String>,

    /// Check DIR [default: the repository root, or the current directory]
    #[arg(long, short = 'C', value_name = "DIR", help_heading = "Input")]
    root: Option<PathBuf>,

    /// Read the last N commits, without merges (0 for none)
    #[arg(long, value_name = "N", value_parser = number::whole, default_value_t = history::DEPTH, help_heading = "Input")]
    history_depth: usize,

    #[command(flatten, next_help_heading = "Input")]
    cache: cache::Options,

    #[command(flatten, next_help_heading = "Input")]
    timeout: timeout::TimeLimit,

    /// Compare the files that RANGE changes, such as main...HEAD, with other open work
    #[arg(long, value_name = "RANGE", help_heading = "Input")]
    diff: Option<String>,

    /// Report only findings that FILE, the JSON of an earlier run, does not have
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    baseline: Option<PathBuf>,

    /// Apply only RULE (repeatable, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_parser(), help_heading = "Rules")]
    select: Vec<Rule>,

    /// Do not apply RULE (repeatable, or separated by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_parser(), help_heading = "Rules")]
    ignore: Vec<Rule>,

    /// List the rules
    #[arg(long, help_heading = "Rules", exclusive = true)]
    list_rules: bool,

    /// Say what RULE is about
    #[arg(long, value_name = "RULE", value_parser = rule_parser(), help_heading = "Rules", exclusive = true)]
    explain: Option<Rule>,

    /// Write FORMAT to standard output, or to a file (repeatable) [default: text]
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = output, help_heading = "Output")]
    output_format: Vec<Output>,

    /// Exit with 1 only for findings of at least this severity [default: note]
    #[arg(long, value_name = "SEVERITY", help_heading = "Output")]
    fail_on: Option<Level>,

    /// Exit with 0 also where there are findings
    #[arg(long, help_heading = "Output")]
    exit_zero: bool,

    /// Show all findings
    #[arg(long, short, help_heading = "Output")]
    verbose: bool,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

impl Arguments {
    /// Returns true if standard output is asked for as JSON.
    pub fn is_json(&self) -> bool {
        let is_json = |it: &Output| it.file.is_none() && it.format == FindingsFormat::Json;
        self.output_format.iter().any(is_json)
    }
}

/// Format of an answer and its destination.
#[derive(Clone, Debug)]
struct Output {
    format: FindingsFormat,
    /// `None` for standard output.
    file: Option<PathBuf>,
}

/// Severity of a finding.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Note,
    Warning,
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Note => Self::Note,
            Level::Warning => Self::Warning,
            Level::Error => Self::Error,
        }
    }
}

fn rule_parser() -> impl TypedValueParser<Value = Rule> {
    let ids = Rule::ALL.iter().map(|rule| rule.id());
    PossibleValuesParser::new(ids)
        .try_map(|id| Rule::find(&id).ok_or_else(|| format!("no rule is called {id:?}")))
}

/// Parses `FORMAT` or `FORMAT=FILE`; `FORMAT=-` is standard output.
fn output(value: &str) -> Result<Output, String> {
    let (name, file) = match value.split_once('=') {
        Some((_, "")) => {
            return Err("name a file behind `=`, or `-` for standard output".to_owned());
        }
        Some((name, "-")) => (name, None),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (value, None),
    };
    let format = FindingsFormat::ALL.iter().find(|format| format.name() == name);
    match format {
        Some(&format) => Ok(Output { format, file }),
        None => Err(report::render_unknown_format(name)),
    }
}

/// Checks and writes the findings.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    arguments.color.set();
    if arguments.list_rules {
        output::print(&report::render_rules())?;
        return Ok(Exit::Answered);
    }
    if let Some(rule) = arguments.explain {
        let width = output::columns().unwrap_or(EXPLAINED_COLUMNS);
        output::print(&report::render_rule(rule, width.min(EXPLAINED_COLUMNS)))?;
        return Ok(Exit::Answered);
    }
    timeout::start(&arguments.timeout, arguments.is_json())?;
    let outputs = outputs(arguments)?;
    let here = root::find(arguments.root.clone())?;
    if !here.is_dir() {
        return Err(analyze::Error::of_root(here).into());
    }
    let settings = Config::read(root::top(&here).unwrap_or(&here))?.check;
    let options = options(arguments, &settings);
    if options.rules.is_empty() {
        return Err(Refusal::NoRules.into());
    }
    let fail_on = arguments.fail_on.map(Severity::from).or(settings.fail_on);

    let baseline = baseline(arguments)?;
    let engine_settings = engine_settings(arguments, here, &options.rules)?;
    let progress = progress::watch();
    let (analysis, backlogs, beside) = {
        let engine = Engine::open(&engine_settings, progress.as_ref())?;
        let analysis = engine.analyze(&Request::default(), analyze_command::all_pairs())?;
        let (backlogs, beside) = (engine.backlogs().to_vec(), engine.beside().to_vec());
        engine.leave();
        (ManuallyDrop::new(analysis), backlogs, beside)
    };
    drop(progress);
    cache::mention_trouble(engine_settings.store.as_deref());
    let parallel = parallel(&analysis);
    let changes = changes(arguments, &analysis, &options)?;
    let subject = Subject {
        analysis: &analysis,
        backlogs: &backlogs,
        beside: &beside,
        parallel: &parallel,
        changes: changes.as_ref(),
        baseline: baseline.as_ref(),
    };
    let checked = check::run(subject, &options);

    let is_for_github = outputs.iter().any(|it| it.format == FindingsFormat::Github);
    let width = output::columns();
    let view = View { verbose: arguments.verbose, width, ..View::default() };
    let answers: Vec<Answer> = outputs
        .into_iter()
        .map(|Output { format, file }| {
            let view = View { width: view.width.filter(|_| file.is_none()), ..view };
            Answer {
                text: report::render_findings(&analysis.prediction, &checked, format, view),
                file,
            }
        })
        .collect();
    for file in answers.iter().filter_map(|answer| answer.file.as_deref()) {
        analyze_command::refuse_backlog(&analysis, file)?;
    }
    output::write_all(&answers, arguments.color)?;
    if is_for_github {
        summarise(&analysis, &checked)?;
    }
    if answers.iter().all(|answer| answer.file.is_some()) {
        output::narrate(&report::render_total(&checked));
    }
    let is_failed = fails(&checked, fail_on.unwrap_or(Severity::Note));
    Ok(if is_failed && !arguments.exit_zero { Exit::Wanting } else { Exit::Answered })
}

/// Finds the tasks that run at the same time by the kept plan and by worktrees. Outside of git there
/// are none; what cannot be read is a remark.
fn parallel(analysis: &Analysis) -> Vec<Parallel> {
    let Ok(home) = Home::find(&analysis.prediction.root) else { return Vec::new() };
    worktree::parallel(&home, &analysis.prediction.tasks).unwrap_or_else(|error| {
        output::narrate(&report::render_unknown_worktrees(&error.to_string()));
        Vec::new()
    })
}

/// Finds the files that the branch changed, for the rules that need them. Outside of git, that is a
/// remark.
fn changes(
    arguments: &Arguments,
    analysis: &Analysis,
    options: &Options,
) -> Result<Option<Changes>> {
    let rules = [Rule::Escape, Rule::Reopened].into_iter();
    let rules: Vec<Rule> = rules.filter(|rule| options.rules.contains(rule)).collect();
    if rules.is_empty() {
        return Ok(None);
    }
    let Prediction { root, prefix, backlogs, .. } = &analysis.prediction;
    let Ok(home) = Home::find(root) else {
        output::narrate(&report::render_skipped(&rules));
        return Ok(None);
    };
    Ok(worktree::footprint(&home, arguments.diff.as_deref(), prefix, backlogs)?)
}

/// Reads the findings to compare with.
fn baseline(arguments: &Arguments) -> Result<Option<Baseline>> {
    let Some(file) = &arguments.baseline else { return Ok(None) };
    let unusable = |reason: String| Refusal::Baseline { file: file.clone(), reason };
    let bytes = regular::read_named(file, MAX_BASELINE_BYTES);
    let bytes = bytes.map_err(|error| unusable(error.to_string()))?;
    Ok(Some(Baseline::parse(&bytes).map_err(|error| unusable(error.to_string()))?))
}

/// Adds the findings to the summary of a step, where `GitHub` Actions names a file for it.
fn summarise(analysis: &Analysis, checked: &Checked) -> Result<()> {
    let Some(file) = env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let file = PathBuf::from(file);
    let taken = file.metadata().map_or(0, |known| known.len());
    let text = report::render_step_summary(&analysis.prediction, checked, taken);
    output::append(&text, &file)
}

fn fails(checked: &Checked, fail_on: Severity) -> bool {
    checked.news().any(|finding| finding.severity >= fail_on)
}

/// Returns the requested outputs, else the default one. Refuses two that would overwrite each other.
fn outputs(arguments: &Arguments) -> Result<Vec<Output>> {
    if arguments.output_format.is_empty() {
        return Ok(vec![Output { format: default_format(), file: None }]);
    }
    let outputs = arguments.output_format.clone();
    let place = |file: &Path| file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let mut taken: BTreeMap<Option<PathBuf>, FindingsFormat> = BTreeMap::new();
    for Output { format, file } in &outputs {
        if let Some(other) = taken.insert(file.as_deref().map(place), *format) {
            let option = |format: FindingsFormat| format!("--output-format {}", format.name());
            let (option, other) = (option(other), option(*format));
            return Err(Refusal::SameOutput { option, other, file: file.clone() }.into());
        }
    }
    Ok(outputs)
}

/// Returns the format for whoever runs the command.
fn default_format() -> FindingsFormat {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        FindingsFormat::Github
    } else if AGENTS.iter().any(is_set) {
        FindingsFormat::Compact
    } else {
        FindingsFormat::Text
    }
}

fn options(arguments: &Arguments, settings: &config::Check) -> Options {
    let selected = match (&arguments.select[..], &settings.select) {
        ([], Some(rules)) => rules.clone(),
        ([], None) => Rule::ALL.to_vec(),
        (rules, _) => rules.to_vec(),
    };
    let mut rules: BTreeSet<Rule> = selected.into_iter().collect();
    let named = &arguments.select;
    // A rule that the command line names is applied, whatever the settings say.
    rules.retain(|rule| !settings.ignore.contains(rule) || named.contains(rule));
    rules.retain(|rule| !arguments.ignore.contains(rule));
    let defaults = Options::default();
    let threshold = |rule, default| settings.thresholds.get(&rule).copied().unwrap_or(default);
    Options {
        rules,
        severities: settings.severities.clone(),
        overlap: threshold(Rule::Overlap, defaults.overlap),
        undeclared: threshold(Rule::Undeclared, defaults.undeclared),
        escape: threshold(Rule::Escape, defaults.escape),
        regression: threshold(Rule::Regression, defaults.regression),
    }
}

fn engine_settings(
    arguments: &Arguments,
    root: PathBuf,
    rules: &BTreeSet<Rule>,
) -> Result<Settings> {
    let backlogs = arguments.tasks.iter().cloned().map(argument).collect::<Result<_>>()?;
    Ok(Settings {
        root,
        backlogs,
        format: arguments.tasks_format.as_deref().and_then(BacklogFormat::named),
        granularity: Granularity::Outermost,
        // Without the rule, nothing would tell that tasks are missing.
        keeps_unread: rules.contains(&Rule::Unread),
        history_depth: arguments.history_depth.min(history::MAX_DEPTH),
        store: cache::store(&arguments.cache),
        threads: thread::available_parallelism().map_or(1, NonZeroUsize::get),
    })
}
