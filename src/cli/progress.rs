//! A bar on standard error for runs that take longer than a moment, and what the command is at.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::analyze::{Progress, Stage};
use crate::backtest::Watch;
use crate::report::Activity;

/// Time after which a bar is shown.
const MIN_BAR_DELAY: Duration = Duration::from_secs(1);

/// Part of the work that the command is at.
static DOING: Mutex<Activity> = Mutex::new(Activity::Backlog);

/// Bar on the screen.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names the part of the work that the command is at: "predicting 12 tasks".
pub fn doing() -> String {
    lock(&DOING).render().into_owned()
}

/// Notes the part of the work that the command is at.
fn note(doing: Activity) {
    *lock(&DOING) = doing;
}

/// Takes the bar off the screen, for a run that ends early.
pub fn clear() {
    if let Some(drawn) = lock(&SHOWN).as_ref() {
        drawn.finish_and_clear();
    }
}

/// Returns a bar, which is drawn where a person watches.
pub fn watch() -> Box<dyn Progress> {
    Box::new(Bar::new())
}

struct Bar {
    drawn: ProgressBar,
    begun: Instant,
    /// Set once it is drawn, and where it never is.
    shown: AtomicBool,
}

impl Bar {
    fn new() -> Self {
        let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let shown = AtomicBool::new(!io::stderr().is_terminal());
        Self { drawn, begun: Instant::now(), shown }
    }

    /// Comes into sight once the run has lasted long enough.
    fn appear(&self) {
        if !self.shown.load(Ordering::Relaxed)
            && self.begun.elapsed() >= MIN_BAR_DELAY
            && !self.shown.swap(true, Ordering::Relaxed)
        {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
            *lock(&SHOWN) = Some(self.drawn.clone());
        }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage) {
        let (doing, length) = match stage {
            Stage::Walk => (Activity::Walk, None),
            Stage::Scan(files) => (Activity::Scan(files), Some(files)),
            Stage::Predict(tasks) => (Activity::Predict(tasks), Some(tasks)),
            Stage::Split(tasks) => (Activity::Split(tasks), Some(tasks)),
        };
        note(doing);
        self.appear();
        self.drawn.reset();
        if let Some(length) = length {
            self.drawn.set_length(length as u64);
            // The template is a constant; were it wrong, the default style would do.
            if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
                self.drawn.set_style(style);
            }
        }
        self.drawn.set_message(doing.name());
    }

    fn advance(&self) {
        self.appear();
        self.drawn.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
    }
}

/// Interrupt of a replay. It stops the replay once there is an answer: after the first task, and as
/// long as tasks are replayed.
#[derive(Debug, Default)]
pub struct Interrupt {
    is_stoppable: AtomicBool,
    is_stopped: AtomicBool,
}

impl Interrupt {
    /// Stops the replay. Returns false if there is no answer to stop with, or if it is stopped already.
    pub fn stop(&self) -> bool {
        self.is_stoppable.load(Ordering::SeqCst) && !self.is_stopped.swap(true, Ordering::SeqCst)
    }
}

/// A bar over the tasks of a replay, with the time it will still take; silent without a terminal.
pub struct Tasks {
    drawn: ProgressBar,
    interrupt: Arc<Interrupt>,
}

/// Watches a replay until it is interrupted.
pub fn tasks(interrupt: Arc<Interrupt>) -> Tasks {
    note(Activity::Finished);
    // Drawn only where standard error is a terminal.
    let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    Tasks { drawn, interrupt }
}

impl Tasks {
    /// Shows how many commits have been searched for finished tasks, of how many.
    pub fn search(&self, done: usize, of: usize) {
        self.show(Activity::Search, "{msg} {wide_bar} {pos}/{len}", of);
        self.drawn.set_position(done as u64);
    }

    /// Clears the bar: the tasks are replayed.
    pub fn finish(&self) {
        self.interrupt.is_stoppable.store(false, Ordering::SeqCst);
        note(Activity::Measure);
        self.drawn.finish_and_clear();
    }

    fn show(&self, doing: Activity, template: &str, length: usize) {
        self.drawn.set_length(length as u64);
        if self.drawn.message() != doing.name() {
            note(doing);
            *lock(&SHOWN) = Some(self.drawn.clone());
            self.drawn.reset();
            self.drawn.set_message(doing.name());
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.drawn.set_style(style);
            }
        }
    }
}

impl Watch for Tasks {
    fn begin(&self, tasks: usize) {
        self.show(Activity::Replay, "{msg} {wide_bar} {pos}/{len}, {eta} left", tasks);
    }

    fn advance(&self) {
        // Called at each task, so one is replayed at the second call.
        if self.drawn.position() > 0 {
            self.interrupt.is_stoppable.store(true, Ordering::SeqCst);
        }
        self.drawn.inc(1);
    }

    fn is_interrupted(&self) -> bool {
        self.interrupt.is_stopped.load(Ordering::SeqCst)
    }
}
