//! `ctx worktree list`: a line for each worktree.

use anyhow::Result;
use clap::Args;

use super::Place;
use super::status::OutputFormat;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Color};
use crate::report::{self, StandingsFormat};
use crate::worktree;

const EXAMPLES: &str = "\
Examples:
  ctx worktree list                        branch, base, commits, what is uncommitted, tasks done
  ctx worktree list --output-format json   the same for programs

Worktrees that were made by hand or by another program are listed too. `*` is where one stands.";

/// List the worktrees, a line each: branch, base, ahead and behind, uncommitted work, tasks done
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,

    /// Write text for people or JSON for programs (docs/schema/status-v1.schema.json)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    output_format: OutputFormat,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// Lists the worktrees.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    arguments.color.set();
    let standings = worktree::list(&arguments.place.home()?)?;
    let format = match arguments.output_format {
        OutputFormat::Text => StandingsFormat::Table,
        OutputFormat::Json => StandingsFormat::Json,
    };
    output::print(&report::render_standings(&standings, format, output::columns()))?;
    Ok(Exit::Answered)
}
