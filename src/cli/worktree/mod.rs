//! `ctx worktree`: one file for each of its commands.

mod list;
mod status;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

use super::exit::Exit;
use crate::worktree::Home;

const EXAMPLES: &str = "\
Examples:
  ctx analyze                       plan: split the backlog into tracks that do not collide
  ctx worktree create               a worktree for each track of the plan
  ctx worktree status               how far they are, and which would collide
  ctx worktree teardown docs        merge a finished track, and clean up after it";

/// Work on tracks side by side, each in a git worktree of its own
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Which repository.
#[derive(Debug, Args)]
pub struct Place {
    /// Work in the repository that DIR lies in [default: that which one stands in]
    #[arg(long, short = 'C', value_name = "DIR")]
    root: Option<PathBuf>,
}

impl Place {
    /// The repository.
    pub fn home(&self) -> Result<Home> {
        let folder = self.root.clone().unwrap_or_else(|| PathBuf::from("."));
        Home::find(&folder).with_context(|| format!("cannot work in {}", folder.display()))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Arguments),
    Status(status::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Status(arguments) => status::run(arguments),
    }
}
