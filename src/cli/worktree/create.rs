//! `ctx worktree create`.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::{Context, Result};
use clap::Args;

use super::{Place, driver, launch, recover};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::refusal::Refusal;
use crate::worktree::{self, CreateRefusal, Created, Home, Lock, Record, Request};
use crate::{report, shutdown};

const EXAMPLES: &str = "\
Examples:
  ctx analyze && ctx worktree create          make a worktree for each planned track
  ctx worktree create docs crypto             make only these two
  ctx worktree create --plan plan.json        use a plan saved with `--output-format json`
  ctx worktree create spike --no-plan         make an empty track
  ctx worktree create --tmux --exec claude    open each in a tmux window that runs claude";

const NOTES: &str = "\
The track NAME gets the worktree ../<project>-NAME on the branch work/NAME.

Commit the backlog first. If it changed since the plan, `create` lists the differences and stops.

`create` makes all worktrees or none. It copies ignored files that .worktreeinclude lists (in the
syntax of .gitignore) and an ignored .ctxrc, sets spec-kit's current feature, and installs the merge
driver for backlogs.

Exit codes:
  0  All worktrees are made
  1  All worktrees are made, but a later step failed (--exec, --tmux or the merge driver)
  2  Refused or failed, and nothing is left behind";

/// Make a worktree for each planned track
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_help = NOTES)]
pub struct Arguments {
    /// Tracks to make [default: all planned tracks without a worktree]
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// Read the plan from FILE [default: the plan of the last `ctx analyze`]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,

    /// Ignore the plan, and make empty tracks
    #[arg(long, requires = "names", conflicts_with = "plan")]
    no_plan: bool,

    /// Continue even if the plan is inconsistent or the backlog has changed
    #[arg(long)]
    force_plan: bool,

    /// Run CMD in all new worktrees in parallel, and wait
    #[arg(long, value_name = "CMD")]
    exec: Option<String>,

    /// Open a tmux window for each new worktree (running CMD of --exec)
    #[arg(long)]
    tmux: bool,

    #[command(flatten)]
    place: Place,
}

/// Makes worktrees.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let signal = Signal::listen()?;
    let home = arguments.place.home_for(false)?;
    let lock = Lock::take(&home, "create")?;
    let Some(home) = recover(home, None)? else { return Ok(Exit::Answered) };
    let request = Request {
        names: &arguments.names,
        plan: arguments.plan.as_deref(),
        no_plan: arguments.no_plan,
        force_plan: arguments.force_plan,
    };
    let choice = worktree::choose(&home, request);
    if signal.is_interrupted() {
        return Err(CreateRefusal::Interrupted.into());
    }
    let choice = choice?;
    choice.remarks.iter().for_each(|remark| output::narrate(remark));
    for track in choice.tracks.iter().filter(|track| worktree::is_number(&track.name)) {
        output::narrate(&report::render_numbered(&track.name));
    }
    let program = driver::program()?;
    worktree::driver::check(&home, &program)?;
    if arguments.tmux {
        launch::check_tmux()?;
    }
    let is_interrupted = || signal.is_interrupted();
    let created =
        worktree::create(&home, &choice.tracks, &choice.backlogs, &program, &is_interrupted)?;
    // What is started may run for hours, and may be a command like this one.
    drop(lock);
    // They are made by now: whatever fails of the rest is said, and the rest done.
    let printed = output::print(&report::render_creation(&created.summary(&home)));
    let Created { records, driver, .. } = created;
    let installed = driver.context(report::NO_DRIVER);
    let launched = if signal.is_done() {
        Err(Refusal::InterruptedAfterCreate.into())
    } else {
        launch(arguments, &home, &records)
    };
    let mut exit = Exit::Answered;
    for error in [printed, installed, launched].into_iter().filter_map(Result::err) {
        output::narrate(&report::render_incomplete(&format!("{error:#}")));
        exit = Exit::Wanting;
    }
    Ok(exit)
}

/// An interrupt rolls back all worktrees while they are made, and ends the program before and
/// after that. A second one ends it at once, and leaves the rest to the next command.
struct Signal(Arc<AtomicU8>);

const LISTENING: u8 = 0;
const INTERRUPTED: u8 = 1;
const DONE: u8 = 2;

impl Signal {
    fn listen() -> Result<Self> {
        let state = Arc::new(AtomicU8::new(LISTENING));
        let shared = Arc::clone(&state);
        ctrlc::set_handler(move || {
            let relaxed = Ordering::Relaxed;
            if shared.compare_exchange(LISTENING, INTERRUPTED, relaxed, relaxed).is_err() {
                shutdown::exit(130);
            }
        })
        .context("cannot listen for an interrupt")?;
        Ok(Self(state))
    }

    fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed) == INTERRUPTED
    }

    /// Ends listening, since nothing is rolled back from here on; returns true if the user interrupted
    /// before.
    fn is_done(&self) -> bool {
        self.0.swap(DONE, Ordering::Relaxed) == INTERRUPTED
    }
}

/// Starts what is to be started in the worktrees.
fn launch(arguments: &Arguments, home: &Home, records: &[Record]) -> Result<()> {
    let command_line = arguments.exec.as_deref();
    if arguments.tmux {
        let project = home.main()?.path.file_name().unwrap_or_default().to_string_lossy();
        launch::in_tmux(records, &project, command_line)?;
    } else if let Some(command_line) = command_line
        && !launch::all(records, command_line)?
    {
        return Err(Refusal::ExecFailed.into());
    }
    Ok(())
}
