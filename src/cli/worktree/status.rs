//! `ctx worktree status`: how far the worktrees are, and what would happen on merging.

use std::io::{self, IsTerminal, Write};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use super::Place;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Color};
use crate::cli::refusal::Refusal;
use crate::cli::timeout;
use crate::model::{PendingState, Presence, RepositoryStatus, WorktreeStatus};
use crate::report::{self, StatusFormat};
use crate::{shutdown, worktree};

const EXAMPLES: &str = "\
Examples:
  ctx worktree status            show progress and possible conflicts of all worktrees
  ctx worktree status docs       show the tasks, files and conflicts of one
  ctx worktree status --watch    show changes until Ctrl-C
  ctx worktree status --check    fail in CI if a merge would stop";

const NOTES: &str = "\
Uncommitted work counts: the trial merges take the worktrees as they are now. Nothing is changed.
Hooks and file system monitors are not run; your filters and merge drivers run for the trial merges
only, as they would for the real ones.

The JSON follows docs/schema/status-v1.schema.json.

Exit codes:
  0  Success, with or without conflicts
  1  With --check: a worktree is missing, a merge would stop or is unknown, a track reopened
     finished tasks, or a teardown waits for you
  2  No answer: wrong usage, no repository or no such worktree";

/// Show the progress, touched files and possible conflicts of each worktree
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Track, branch or path of one worktree to show in detail
    #[arg(value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    place: Place,

    /// Check again every SECONDS (2 if omitted) until Ctrl-C
    #[arg(
        long,
        value_name = "SECONDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "2",
        value_parser = clap::value_parser!(u64).range(1..=86_400),
    )]
    watch: Option<u64>,

    /// Exit with 1 if a merge or a teardown would stop
    #[arg(long, conflicts_with = "watch")]
    check: bool,

    #[command(flatten)]
    timeout: timeout::TimeLimit,

    /// Write text, an HTML page for a browser, or JSON for programs
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
    Html,
}

impl Arguments {
    /// Returns true if the answer is asked for as JSON.
    pub fn is_json(&self) -> bool {
        self.output_format == OutputFormat::Json
    }
}

/// Shows how the worktrees stand.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    arguments.color.set();
    if arguments.watch.is_some() && arguments.output_format == OutputFormat::Html {
        return Err(Refusal::WatchedPage.into());
    }
    timeout::start(&arguments.timeout, arguments.is_json())?;
    if let Some(seconds) = arguments.watch {
        // An interrupt is how watching ends.
        ctrlc::set_handler(|| shutdown::exit(Exit::Answered as u8))
            .context("cannot listen for an interrupt")?;
        watch(arguments, Duration::from_secs(seconds))?;
        return Ok(Exit::Answered);
    }
    let status = status(arguments)?;
    output::print(&written(arguments, &status))?;
    let is_absent = |worktree: &WorktreeStatus| worktree.presence != Presence::Present;
    let is_waiting = status.pending.as_ref().is_some_and(|it| it.state == PendingState::Waiting);
    let wanting = is_waiting
        || status.worktrees.iter().any(is_absent)
        || status.forecast.is_some_and(|forecast| forecast.is_wanting());
    Ok(if arguments.check && wanting { Exit::Wanting } else { Exit::Answered })
}

fn status(arguments: &Arguments) -> Result<RepositoryStatus> {
    Ok(worktree::status(&arguments.place.home()?, arguments.name.as_deref())?)
}

fn written(arguments: &Arguments, status: &RepositoryStatus) -> String {
    let format = match (arguments.output_format, arguments.name.is_some()) {
        (OutputFormat::Json, _) if arguments.watch.is_some() => StatusFormat::JsonLine,
        (OutputFormat::Json, _) => StatusFormat::Json,
        (OutputFormat::Html, _) => StatusFormat::Html,
        (OutputFormat::Text, true) => StatusFormat::Detail,
        (OutputFormat::Text, false) => StatusFormat::Text,
    };
    report::render_status(status, format, output::columns())
}

/// Shows how they stand whenever that has changed: on a terminal in place of what was there, else
/// below it.
fn watch(arguments: &Arguments, pause: Duration) -> Result<()> {
    let on_screen = io::stdout().is_terminal() && arguments.output_format == OutputFormat::Text;
    let mut shown = String::new();
    loop {
        let answer = status(arguments).map(|status| written(arguments, &status));
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
            if !output::try_print(&text)? {
                return Ok(());
            }
            shown = text;
        }
        thread::sleep(pause);
    }
}
