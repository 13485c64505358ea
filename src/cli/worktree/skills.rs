//! `ctx worktree install-skills`.

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{Place, tell_done};
use crate::cli::exit::Exit;
use crate::model::SkillOutcome;
use crate::report;
use crate::skills::{self, Agent};

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
    let mut files = Vec::new();
    for &agent in agents {
        files.extend(skills::install(&home.here, agent, arguments.force)?);
    }
    let told = tell_done(report::SKILLS_WRITTEN, &report::render_skills(&files));
    let is_left = files.iter().any(|(_, outcome)| *outcome == SkillOutcome::Changed);
    Ok(if is_left { Exit::Wanting } else { told })
}
