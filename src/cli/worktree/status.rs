//! `ctx worktree status`: how far the worktrees are, and what would happen on merging.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use super::Place;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Color};
use crate::model::{Presence, Standing, Standings};
use crate::report::{self, StandingsFormat};
use crate::worktree;

const EXAMPLES: &str = "\
Examples:
  ctx worktree status                      how far all are, and which would collide
  ctx worktree status docs                 one of them: its tasks, its files, its conflicts
  ctx worktree status --watch              again whenever something changes, until Ctrl-C
  ctx worktree status --check              for CI: exit with 1 if any merge would stop

Uncommitted work counts: conflicts are those of merging the worktrees as they are now. Nothing is
changed, neither in the repository nor in a worktree. No filter, hook or monitor that git is set up
with is run to tell what is uncommitted (`list` runs none at all); the trial merges and what is
uncommitted in them pass your filters and merge drivers, as the real ones would.

Exit codes:
  0  an answer was given, conflicts or not
  1  with --check: a merge would stop or nobody can tell, or a track opened finished tasks again
  2  no answer: no repository, no such worktree";

/// Show how far the worktrees are, what they touched, and which would conflict on merging
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Show all of one worktree: its track's name, its branch or its path
    #[arg(value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    place: Place,

    /// Look again every SECONDS and show what changed, until Ctrl-C
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "2",
        value_parser = clap::value_parser!(u64).range(1..=86_400),
    )]
    watch: Option<u64>,

    /// Exit with 1 if any merge would stop, or its teardown at a task that was opened again
    #[arg(long, conflicts_with = "watch")]
    check: bool,

    /// Write text for people or JSON for programs (docs/schema/status-v1.schema.json)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    output_format: OutputFormat,

    /// Use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// How to write the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    Text,
    Json,
}

/// Shows how the worktrees stand.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    arguments.color.set();
    // What lies in the folder for temporary files goes before the program does.
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .context("cannot listen for an interrupt")?;
    if let Some(seconds) = arguments.watch {
        watch(arguments, Duration::from_secs(seconds), &interrupted)?;
        return Ok(Exit::Answered);
    }
    let standings = standings(arguments)?;
    if interrupted.load(Ordering::Relaxed) {
        anyhow::bail!("interrupted");
    }
    output::print(&written(arguments, &standings))?;
    let is_absent = |standing: &Standing| standing.presence != Presence::Present;
    let wanting = standings.worktrees.iter().any(is_absent)
        || standings.forecast.is_some_and(|forecast| forecast.is_wanting());
    Ok(if arguments.check && wanting { Exit::Wanting } else { Exit::Answered })
}

fn standings(arguments: &Arguments) -> Result<Standings> {
    Ok(worktree::status(&arguments.place.home()?, arguments.name.as_deref())?)
}

fn written(arguments: &Arguments, standings: &Standings) -> String {
    let format = match (arguments.output_format, arguments.name.is_some()) {
        (OutputFormat::Json, _) if arguments.watch.is_some() => StandingsFormat::JsonLine,
        (OutputFormat::Json, _) => StandingsFormat::Json,
        (OutputFormat::Text, true) => StandingsFormat::Detail,
        (OutputFormat::Text, false) => StandingsFormat::Text,
    };
    report::render_standings(standings, format, output::columns())
}

/// Shows how they stand whenever that has changed: on a terminal in place of what was there, else
/// below it.
fn watch(arguments: &Arguments, pause: Duration, interrupted: &AtomicBool) -> Result<()> {
    let on_screen = io::stdout().is_terminal() && arguments.output_format == OutputFormat::Text;
    let mut shown = String::new();
    while !interrupted.load(Ordering::Relaxed) {
        let answer = standings(arguments).map(|standings| written(arguments, &standings));
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        // The first answer tells whether there is anything to watch; later, a worktree may be on
        // its way in or out.
        let text = match answer {
            Err(error) if shown.is_empty() => return Err(error),
            Err(_) => shown.clone(),
            Ok(text) => text,
        };
        if text != shown {
            if on_screen {
                // Whoever has left will not see it.
                let _ = io::stdout().write_all(b"\x1b[H\x1b[2J\x1b[3J");
            } else if !shown.is_empty() && arguments.output_format == OutputFormat::Text {
                output::print("\n")?;
            }
            if !output::offer(&text)? {
                break;
            }
            shown = text;
        }
        let begun = Instant::now();
        while begun.elapsed() < pause && !interrupted.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50).min(pause));
        }
    }
    Ok(())
}
