//! `ctx worktree install-skills`.

use std::fmt::Write;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Place;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::skills::{self, Agent, Written};

const EXAMPLES: &str = "\
Examples:
  ctx worktree install-skills              for Claude, in .claude/skills
  ctx worktree install-skills --for all    also for Codex, Cursor and Copilot, in .agents/skills";

const EXIT_CODES: &str = "\
Exit codes:
  0  All skills are in place
  1  Some files differ from those of ctx, and were left unchanged
  2  Refused or failed";

/// Write the skills ctx-worktree and ctx-next for coding agents into the repository
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = EXIT_CODES)]
pub struct Arguments {
    /// Coding agent to write skills for
    #[arg(long, value_name = "AGENT", default_value = "claude")]
    r#for: For,

    /// Replace files that differ from those of ctx
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    place: Place,
}

/// Coding agents.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum For {
    Claude,
    Codex,
    Cursor,
    Copilot,
    All,
}

/// Installs the skills.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let home = arguments.place.home()?;
    let agents: &[Agent] = match arguments.r#for {
        For::Claude => &[Agent::Claude],
        For::Codex | For::Cursor | For::Copilot => &[Agent::Other],
        For::All => &[Agent::Claude, Agent::Other],
    };
    let mut text = String::new();
    let mut all_written = true;
    for &agent in agents {
        for (file, outcome) in skills::install(&home.here, agent, arguments.force)? {
            let what = match outcome {
                Written::New => "written",
                Written::Replaced => "replaced",
                Written::Same => "there already",
                Written::Changed => {
                    "left as it is: it is another, or was changed; --force replaces it"
                }
            };
            all_written &= outcome != Written::Changed;
            let _ = writeln!(text, "{file}: {what}");
        }
    }
    output::print(&text)?;
    Ok(if all_written { Exit::Answered } else { Exit::Wanting })
}
