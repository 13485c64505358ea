//! `ctx worktree create`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;

use super::{Place, driver, launch, recover};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::refusal::Refusal;
use crate::worktree::{self, CreateRefusal, Created, Home, Interrupts, Lock, Record, Request};
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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
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

    /// Allow more than 4 worktrees, where merging costs more than working in parallel gains
    #[arg(long)]
    allow_more: bool,

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
    let home = match recover(home, None)? {
        ControlFlow::Continue(home) => home,
        ControlFlow::Break(exit) => return Ok(exit),
    };
    let request = Request {
        names: &arguments.names,
        plan: arguments.plan.as_deref(),
        no_plan: arguments.no_plan,
        force_plan: arguments.force_plan,
    };
    let choice = worktree::choose(&home, request)?;
    choice.remarks.iter().for_each(|remark| output::narrate(&remark.line()));
    for track in choice.tracks.iter().filter(|track| worktree::is_number(&track.name)) {
        output::narrate(&report::render_numbered(&track.name));
    }
    let program = driver::program()?;
    worktree::driver::check(&home, &program)?;
    if arguments.tmux {
        launch::check_tmux()?;
    }
    let created = worktree::create(
        &home,
        &choice.tracks,
        &choice.backlogs,
        arguments.allow_more,
        &program,
        &signal,
    )?;
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

/// Interrupts by the user. While worktrees are made, the first one rolls them back; before and after
/// that, it ends the program at once. So does a second one, which leaves the rest to the next command.
struct Signal {
    state: Arc<AtomicU8>,
    /// Time of the last message about the rollback.
    told: Arc<Mutex<Instant>>,
}

/// Nothing is changed yet.
const CHECKING: u8 = 0;
const MAKING: u8 = 1;
/// Git is being stopped.
const STOPPING: u8 = 2;
const INTERRUPTED: u8 = 3;
const DONE: u8 = 4;

/// Time without a message after which progress is shown.
const MAX_SILENCE: Duration = Duration::from_secs(1);

impl Signal {
    fn listen() -> Result<Self> {
        let state = Arc::new(AtomicU8::new(CHECKING));
        let told = Arc::new(Mutex::new(Instant::now()));
        let (shared, last) = (Arc::clone(&state), Arc::clone(&told));
        ctrlc::set_handler(move || {
            let order = Ordering::SeqCst;
            if shared.compare_exchange(CHECKING, DONE, order, order).is_ok() {
                output::narrate(&CreateRefusal::Interrupted.to_string());
                shutdown::exit(Exit::NoAnswer as u8);
            }
            if shared.compare_exchange(MAKING, STOPPING, order, order).is_err() {
                shutdown::exit(130);
            }
            output::narrate(report::ROLLING_BACK);
            *last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
            shutdown::interrupt_started();
            shared.store(INTERRUPTED, order);
        })
        .context("cannot listen for an interrupt")?;
        Ok(Self { state, told })
    }

    /// Ends listening, since nothing is rolled back from here on; returns true if the user interrupted
    /// before.
    fn is_done(&self) -> bool {
        matches!(self.state.swap(DONE, Ordering::SeqCst), STOPPING | INTERRUPTED)
    }
}

impl Interrupts for Signal {
    fn begin(&self) {
        let order = Ordering::SeqCst;
        if self.state.compare_exchange(CHECKING, MAKING, order, order).is_err() {
            // The program is ending.
            loop {
                thread::park();
            }
        }
    }

    fn is_there(&self) -> bool {
        // Whatever git is started after this must not be stopped.
        while self.state.load(Ordering::SeqCst) == STOPPING {
            thread::yield_now();
        }
        self.state.load(Ordering::SeqCst) == INTERRUPTED
    }

    fn roll_back(&self) {
        let order = Ordering::SeqCst;
        if self.state.compare_exchange(MAKING, INTERRUPTED, order, order).is_ok() {
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }

    fn rolled_back(&self, done: usize, all: usize) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.elapsed() >= MAX_SILENCE {
            output::narrate(&report::render_rolled_back(done, all));
            *told = Instant::now();
        }
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
