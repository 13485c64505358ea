//! A limit on the time that reading one file may take.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Reason for which a file is not read as its grammar says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CutOff {
    /// It would take too much work, on any machine.
    Tangled,
    /// It takes too long on this machine.
    Slow,
}

impl CutOff {
    /// Describes the problem; `known_by` is what of the file counts.
    pub(super) fn message(self, known_by: &str) -> String {
        let why = match self {
            Self::Tangled => "too large or tangled to parse within bounds",
            Self::Slow => "takes too long to parse on this machine",
        };
        format!("{why}: known by {known_by}")
    }
}

/// Limit on the time that one file may take, for what the counted bounds do not catch.
#[derive(Debug)]
pub(super) struct Watch {
    start: Instant,
    cpu_start: Duration,
    limit: Duration,
}

/// Time for any file.
const MIN_TIME: Duration = Duration::from_millis(500);

/// Time for each byte, in nanoseconds: four times what real files take. It keeps large files apart from
/// those that are stopped, on slow machines, too.
const NANOSECONDS_PER_BYTE: u64 = 250;

impl Watch {
    pub(super) fn new(bytes: usize) -> Self {
        let for_size = Duration::from_nanos(NANOSECONDS_PER_BYTE.saturating_mul(bytes as u64));
        Self { start: Instant::now(), cpu_start: cpu_time(), limit: MIN_TIME + for_size }
    }

    /// Returns a limit that is reached already.
    #[cfg(test)]
    pub(super) fn over() -> Self {
        Self { limit: Duration::ZERO, ..Self::new(0) }
    }

    /// Tells a parser or a query to go on or to stop.
    pub(super) fn check_limit(&self) -> ControlFlow<()> {
        if self.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Returns whether the time is over. A thread that only waits for the processor is not stopped.
    pub(super) fn is_over(&self) -> bool {
        self.start.elapsed() > self.limit && cpu_time().saturating_sub(self.cpu_start) > self.limit
    }
}

/// Returns the processor time that this thread has used.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Returns the time since the first call, where the system does not tell that of a thread.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
