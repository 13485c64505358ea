//! `ctx worktree`: one file for each of its commands.

use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::exit::Exit;
use super::{merge_tasks, output};
use crate::model::Recovered;
use crate::report;
use crate::worktree::{self, Home};

mod create;
mod driver;
mod launch;
mod list;
mod prune;
mod skills;
mod status;
mod teardown;

const EXAMPLES: &str = "\
Examples:
  ctx analyze                   plan tracks that do not collide
  ctx worktree create           make a worktree for each planned track
  ctx worktree status           show progress and possible conflicts
  ctx worktree teardown docs    merge a finished track and clean up";

const EXIT_CODES: &str = "\
Exit codes:
  0  Success
  1  Action needed, a check failed (each command's help says when), or a change was made and its
     answer could not be written
  2  Refused or failed, and nothing was changed";

/// Work on tracks in parallel, each in its own git worktree
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Repository to work in.
#[derive(Debug, Args)]
pub struct Place {
    /// Work in the repository at DIR [default: the current repository]
    #[arg(long, short = 'C', value_name = "DIR")]
    root: Option<PathBuf>,
}

impl Place {
    /// Finds the repository.
    pub fn home(&self) -> Result<Home> {
        Ok(Home::find(&self.folder())?)
    }

    /// Finds the repository, to change something in it unless that is only tried.
    pub fn home_for(&self, dry_run: bool) -> Result<Home> {
        if dry_run { self.home() } else { Ok(Home::mended(&self.folder())?) }
    }

    fn folder(&self) -> PathBuf {
        self.root.clone().unwrap_or_else(|| PathBuf::from("."))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(create::Arguments),
    List(list::Arguments),
    Status(status::Arguments),
    Teardown(teardown::Arguments),
    Prune(prune::Arguments),
    MergeTasks(Box<merge_tasks::Arguments>),
    InstallMergeDriver(driver::Install),
    #[command(alias = "uninstall")]
    UninstallMergeDriver(driver::Uninstall),
    Doctor(driver::Doctor),
    InstallSkills(skills::Arguments),
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        match &self.command {
            Command::List(arguments) => arguments.is_json(),
            Command::Status(arguments) => arguments.is_json(),
            _ => false,
        }
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Status(arguments) => status::run(arguments),
        Command::Create(arguments) => create::run(arguments),
        Command::Teardown(arguments) => teardown::run(arguments),
        Command::Prune(arguments) => prune::run(arguments),
        Command::MergeTasks(arguments) => Ok(merge_tasks::run(arguments)),
        Command::InstallMergeDriver(arguments) => driver::install(arguments),
        Command::UninstallMergeDriver(arguments) => driver::uninstall(arguments),
        Command::Doctor(arguments) => driver::doctor(arguments),
        Command::InstallSkills(arguments) => skills::run(arguments),
    }
}

/// Says which command is not over, where nothing may be changed.
fn tell_pending(home: &Home) -> Result<()> {
    if let Some(pending) = worktree::pending(home)? {
        output::narrate(&report::render_pending(&pending));
    }
    Ok(())
}

/// Prints the answer of a command that has changed something. If standard output takes nothing, standard
/// error gets the answer, since the change is made; returns the exit code for that.
fn tell_done(done: &str, answer: &str) -> Exit {
    match output::deliver(answer) {
        Ok(()) => Exit::Answered,
        Err(error) => {
            output::narrate(&report::render_untold(done, &format!("{error:#}"), answer));
            Exit::Wanting
        }
    }
}

/// Finishes or undoes what an interrupted command left, and says so; returns the repository as it is then.
/// If that was the teardown of `wanted`, nothing is left to do, and the exit code is returned.
fn recover(home: Home, wanted: Option<&str>) -> Result<ControlFlow<Exit, Home>> {
    let recovered = worktree::recover(&home, wanted)?;
    if recovered == Recovered::Nothing {
        return Ok(ControlFlow::Continue(home));
    }
    for line in report::render_recovered(&recovered) {
        output::narrate(&line);
    }
    if let Recovered::Finished(receipt) = recovered {
        let exit = teardown::tell(&receipt);
        if wanted == Some(receipt.name.as_str()) {
            return Ok(ControlFlow::Break(exit));
        }
    }
    Ok(ControlFlow::Continue(Home::find(&home.here)?))
}
