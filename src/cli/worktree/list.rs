//! `ctx worktree list`: a line for each worktree.

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Place;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Color};
use crate::report::{self, StatusFormat};
use crate::worktree;

const EXAMPLES: &str = "\
Examples:
  ctx worktree list                         list all worktrees
  ctx worktree list --output-format json    list them for a program";

const NOTES: &str = "\
The list includes worktrees that ctx did not make. `*` marks the current one. `list` runs no filter,
hook or file system monitor.

The JSON follows docs/schema/status-v1.schema.json.

Exit codes:
  0  Success
  2  No answer: wrong usage or no repository";

/// List all worktrees with their branch, base, commits, uncommitted work and finished tasks
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,

    /// Write text for people or JSON for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    output_format: OutputFormat,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// Format of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        self.output_format == OutputFormat::Json
    }
}

/// Lists the worktrees.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    arguments.color.set();
    let status = worktree::list(&arguments.place.home()?)?;
    let format = match arguments.output_format {
        OutputFormat::Text => StatusFormat::Table,
        OutputFormat::Json => StatusFormat::Json,
    };
    output::print(&report::render_status(&status, format, output::columns()))?;
    Ok(Exit::Answered)
}
