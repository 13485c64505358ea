//! A bar on standard error for runs that take longer than a moment.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::analyze::{Progress, Silent, Stage};
use crate::backtest::Watch;

/// Time after which a bar is shown.
const DELAY: Duration = Duration::from_secs(1);

/// Returns a bar where a person watches, silence elsewhere.
pub fn watch() -> Box<dyn Progress> {
    if io::stderr().is_terminal() { Box::new(Bar::new()) } else { Box::new(Silent) }
}

struct Bar {
    drawn: ProgressBar,
    begun: Instant,
    shown: AtomicBool,
}

impl Bar {
    fn new() -> Self {
        let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { drawn, begun: Instant::now(), shown: AtomicBool::new(false) }
    }

    /// Comes into sight once the run has lasted long enough.
    fn appear(&self) {
        if self.begun.elapsed() >= DELAY && !self.shown.swap(true, Ordering::Relaxed) {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage) {
        let (doing, length) = match stage {
            Stage::Walk => ("listing files", None),
            Stage::Scan(files) => ("reading files", Some(files)),
            Stage::Predict(tasks) => ("predicting tasks", Some(tasks)),
        };
        self.appear();
        self.drawn.reset();
        if let Some(length) = length {
            self.drawn.set_length(length as u64);
            // The template is a constant; were it wrong, the default style would do.
            if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
                self.drawn.set_style(style);
            }
        }
        self.drawn.set_message(doing);
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

/// A bar over the tasks of a replay, with the time it will still take; silent where nobody watches.
pub struct Tasks {
    drawn: ProgressBar,
    interrupted: Arc<AtomicBool>,
}

/// Watches a replay until `interrupted` is set.
pub fn tasks(interrupted: Arc<AtomicBool>) -> Tasks {
    // Drawn only where standard error is a terminal.
    let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    Tasks { drawn, interrupted }
}

impl Tasks {
    /// Shows how many commits have been searched for finished tasks, of how many.
    pub fn search(&self, done: usize, of: usize) {
        self.show("searching commits", "{msg} {wide_bar} {pos}/{len}", of);
        self.drawn.set_position(done as u64);
    }

    /// Clears the bar.
    pub fn finish(&self) {
        self.drawn.finish_and_clear();
    }

    fn show(&self, doing: &'static str, template: &str, length: usize) {
        self.drawn.set_length(length as u64);
        if self.drawn.message() != doing {
            self.drawn.reset();
            self.drawn.set_message(doing);
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.drawn.set_style(style);
            }
        }
    }
}

impl Watch for Tasks {
    fn begin(&self, tasks: usize) {
        self.show("replaying tasks", "{msg} {wide_bar} {pos}/{len}, {eta} left", tasks);
    }

    fn advance(&self) {
        self.drawn.inc(1);
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
