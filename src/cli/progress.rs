//! A bar on standard error for runs that take longer than a moment.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::analyze::{Progress, Silent, Stage};

/// Runs shorter than this are not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar where a person watches, silence elsewhere.
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
        if self.begun.elapsed() >= PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
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
