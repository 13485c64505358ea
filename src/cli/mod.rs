//! Arguments to settings, and exit codes.
//!
//! One file for each command. Nothing below this room knows of clap: raw arguments become validated
//! settings here, once.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser, Subcommand};

use crate::model::one_line;
use crate::report;

mod analyze;
mod backtest;
mod cache;
mod exit;
mod handover;
mod merge_tasks;
mod next;
mod output;
mod progress;
mod root;
mod setup;
mod worktree;

pub use exit::Exit;

/// What stands below the help of the program.
const EXAMPLES: &str = "\
Examples:
  ctx analyze                              split the backlog of this repository into tracks
  ctx analyze --explain T012               why these files for this task
  ctx analyze --output-format json         the same for programs
  ctx worktree create                      a worktree for each track
  ctx next                                 what to do next, and why
  ctx worktree status                      how far they are, and what would collide
  ctx worktree teardown docs               merge a track back, and clean up after it
  ctx backtest                             how far to trust it here

Exit codes:
  0  an answer was given (that there are no open tasks is one), or it is done
  1  something waits for you, or was checked and found wanting (where a command says so)
  2  no answer, and nothing was done: bad usage, no backlog, nothing that matches

Licence: MIT OR Apache-2.0";

/// What asks for the help of the program, by itself.
const HELP: [&str; 3] = ["-h", "--help", "help"];

/// Works out what each task of a backlog will touch, and what can be done side by side.
#[derive(Debug, Parser)]
#[command(name = "ctx", version, about, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Analyze(Box<analyze::Arguments>),
    Backtest(Box<backtest::Arguments>),
    Next(next::Arguments),
    Worktree(worktree::Arguments),
    MergeTasks(Box<merge_tasks::Arguments>),
    Completions(setup::Completions),
    Man(setup::Man),
}

/// The declaration of the command line, which help, man page, completions and README derive from.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some(code) = handover::attempt(&arguments) {
        return code;
    }
    let is_help = |argument: &OsString| HELP.iter().any(|help| argument == help);
    let is_asked_for_help = !arguments.is_empty() && arguments.iter().all(is_help);
    // The parser knows no help of the help.
    let count = if is_asked_for_help { 2 } else { usize::MAX };
    let cli = match Cli::try_parse_from(env::args_os().take(count)) {
        Ok(cli) => cli,
        Err(mut error) => {
            clean(&mut error);
            suggest_format(&mut error, &arguments);
            return usage(&error, is_asked_for_help).into();
        }
    };
    let done = match cli.command {
        Command::Analyze(arguments) => analyze::run(*arguments).map(|()| Exit::Answered),
        Command::Backtest(arguments) => backtest::run(&arguments).map(|()| Exit::Answered),
        Command::Next(arguments) => next::run(&arguments).map(|()| Exit::Answered),
        Command::Worktree(arguments) => worktree::run(&arguments),
        Command::MergeTasks(arguments) => return merge_tasks::run(&arguments).into(),
        Command::Completions(arguments) => setup::completions(&arguments).map(|()| Exit::Answered),
        Command::Man(arguments) => setup::man(&arguments).map(|()| Exit::Answered),
    };
    match done {
        Ok(exit) => exit,
        Err(error) => {
            output::narrate(&format!("{error:#}"));
            Exit::NoAnswer
        }
    }
    .into()
}

/// Prints what clap has to say: help and version are answers, all else is not. The help of the program
/// lists the commands of other programs as well.
fn usage(error: &clap::Error, is_help_of_program: bool) -> Exit {
    if error.use_stderr() {
        // Nothing is left to tell anyone where not even this can be written.
        let _ = error.print();
        return if is_driver() { Exit::Aborted } else { Exit::NoAnswer };
    }
    let mut answer = error.render().ansi().to_string();
    if is_help_of_program {
        answer.push_str(&handover::others());
    }
    match output::print(&answer) {
        Ok(()) => Exit::Answered,
        Err(error) => {
            output::narrate(&format!("{error:#}"));
            Exit::NoAnswer
        }
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

/// Names the option that people mean by `--format` and `--json`, where the command has it.
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
    if called.get_arguments().any(|argument| argument.get_long() == Some("output-format")) {
        error.remove(ContextKind::SuggestedArg);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

/// Whether the process was called for the command that git calls, which must not be told that bad
/// usage is a conflict.
fn is_driver() -> bool {
    std::env::args_os().nth(1).is_some_and(|command| command == "merge-tasks")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_declaration_is_sound() {
        super::command().debug_assert();
    }
}
