//! Arguments to settings, and exit codes.
//!
//! One file for each command. Nothing below this room knows of clap: raw arguments become validated
//! settings here, once.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::model::one_line;
use crate::report;

mod analyze;
mod backlogs;
mod backtest;
mod cache;
mod check;
mod date;
mod ending;
mod exit;
mod handover;
mod help;
mod in_flight;
mod merge_tasks;
mod next;
mod number;
mod output;
mod progress;
pub mod refusal;
mod root;
mod setup;
mod timeout;
mod worktree;

pub use exit::Exit;

const EXAMPLES: &str = "\
Examples:
  ctx analyze                   split the current repository's backlog into tracks
  ctx analyze --explain T012    show why T012 will touch these files
  ctx check                     list what stands in the way of parallel work
  ctx worktree create           make a worktree for each track
  ctx next                      suggest what to do next
  ctx worktree status           show progress and possible conflicts
  ctx worktree teardown docs    merge a finished track and clean up
  ctx backtest                  measure how accurate the predictions are here";

const EXIT_CODES: &str = "\
Exit codes:
  0  Success, including when there are no open tasks
  1  Action needed, or a check failed (each command's help says when)
  2  No answer, and nothing was done: wrong usage, no backlog, or no match";

/// Arguments that, alone, ask for the help of the program.
const HELP: [&str; 3] = ["-h", "--help", "help"];

/// Command line of the program.
#[derive(Debug, Parser)]
#[command(
    name = "ctx",
    version,
    about,
    before_help = EXAMPLES,
    after_help = EXIT_CODES,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Analyze(Box<analyze::Arguments>),
    Check(Box<check::Arguments>),
    Worktree(worktree::Arguments),
    Next(next::Arguments),
    Backtest(Box<backtest::Arguments>),
    Cache(cache::Arguments),
    // The spelling in the git settings of repositories; listed under `worktree`.
    #[command(hide = true)]
    MergeTasks(Box<merge_tasks::Arguments>),
    Completions(setup::Completions),
    Man(setup::Man),
}

impl Command {
    /// Returns true if the answer is asked for as JSON.
    fn is_json(&self) -> bool {
        match self {
            Self::Analyze(arguments) => arguments.is_json(),
            Self::Check(arguments) => arguments.is_json(),
            Self::Worktree(arguments) => arguments.is_json(),
            Self::Next(arguments) => arguments.is_json(),
            Self::Backtest(arguments) => arguments.is_json(),
            Self::Cache(_) | Self::MergeTasks(_) | Self::Completions(_) | Self::Man(_) => false,
        }
    }
}

/// Returns the declaration of the command line, from which help, manual pages, completions and
/// docs/reference.md derive.
pub fn command() -> clap::Command {
    help::laid_out(Cli::command())
}

/// Parses arguments by the declaration that [`command`] returns.
fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = help::flowing(command());
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    ending::prepare();
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some(code) = handover::attempt(&arguments) {
        return code;
    }
    let is_help = |argument: &OsString| HELP.iter().any(|help| argument == help);
    let is_asked_for_help = !arguments.is_empty() && arguments.iter().all(is_help);
    // The parser knows no help of the help.
    let count = if is_asked_for_help { 2 } else { usize::MAX };
    let cli = match parse(env::args_os().take(count)) {
        Ok(cli) => cli,
        Err(mut error) => {
            clean(&mut error);
            suggest_format(&mut error, &arguments);
            return usage(&error, is_asked_for_help).into();
        }
    };
    let is_json = cli.command.is_json();
    let done = match cli.command {
        Command::Analyze(arguments) => analyze::run(*arguments).map(|()| Exit::Answered),
        Command::Check(arguments) => check::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments).map(|()| Exit::Answered),
        Command::Cache(arguments) => cache::run(&arguments).map(|()| Exit::Answered),
        Command::Next(arguments) => next::run(&arguments).map(|()| Exit::Answered),
        Command::Worktree(arguments) => worktree::run(&arguments),
        Command::MergeTasks(arguments) => return merge_tasks::run(&arguments).into(),
        Command::Completions(arguments) => setup::completions(&arguments).map(|()| Exit::Answered),
        Command::Man(arguments) => setup::man(&arguments).map(|()| Exit::Answered),
    };
    done.unwrap_or_else(|error| {
        timeout::settle();
        fail(&error, is_json)
    })
    .into()
}

/// Says why there is no answer; with `is_json` also on standard output, for programs.
fn fail(error: &anyhow::Error, is_json: bool) -> Exit {
    let message = told(error);
    output::narrate(&message);
    if is_json {
        // Where standard output is closed, standard error has said it.
        let _ = output::try_print_at_once(&report::render_error(refusal::id(error), &message));
    }
    Exit::NoAnswer
}

/// Returns the message of an error, with the next step if its kind knows one.
fn told(error: &anyhow::Error) -> String {
    let next =
        error.downcast_ref::<crate::worktree::Error>().and_then(crate::worktree::Error::next_step);
    next.map_or_else(|| format!("{error:#}"), |next| format!("{error:#}; {next}"))
}

/// Prints a message of the parser: help and version are answers, errors are not. The help of the
/// program also lists the commands of the next `ctx` on the PATH.
fn usage(error: &clap::Error, is_help_of_program: bool) -> Exit {
    if error.use_stderr() {
        // Nothing is left to tell anyone where not even this can be written.
        let _ = error.print();
        return if is_driver() { Exit::Aborted } else { Exit::NoAnswer };
    }
    let mut answer = error.render().ansi().to_string();
    if is_help_of_program {
        // Exit codes come last in every help text.
        let end = answer.rfind("Exit codes:").unwrap_or(answer.len());
        answer.insert_str(end, &handover::others());
    }
    match output::print(&answer) {
        Ok(()) => Exit::Answered,
        Err(error) => fail(&error, false),
    }
}

/// Puts each argument that a message repeats on one line.
fn clean(error: &mut clap::Error) {
    let told: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(told) => Some((kind, ContextValue::String(one_line(told)))),
            ContextValue::Strings(told) => {
                let told = told.iter().map(|told| one_line(told)).collect();
                Some((kind, ContextValue::Strings(told)))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in told {
        error.insert(kind, value);
    }
}

/// Suggests `--output-format` for `--format` and `--json` if the command has that option, and otherwise nothing:
/// the nearest options are about something else.
fn suggest_format(error: &mut clap::Error, arguments: &[OsString]) {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return };
    if given != "--format" && given != "--json" {
        return;
    }
    let named = arguments.iter().find_map(|it| it.to_str()?.strip_prefix("--format="));
    let tip = format!("use '--output-format {}'", report::clean(named.unwrap_or("json")));
    let program = command();
    let mut called = &program;
    while let Some(below) = arguments.iter().find_map(|name| called.find_subcommand(name)) {
        called = below;
    }
    error.remove(ContextKind::SuggestedArg);
    error.remove(ContextKind::Suggested);
    if called.get_arguments().any(|argument| argument.get_long() == Some("output-format")) {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

/// Returns true if the process runs as git's merge driver, where git would take the exit code of wrong
/// usage for a conflict.
fn is_driver() -> bool {
    let mut words = env::args_os().skip(1).skip_while(|word| word == "worktree");
    words.next().is_some_and(|command| command == "merge-tasks")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_declaration_is_sound() {
        super::command().debug_assert();
    }
}
