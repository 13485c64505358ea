//! A limit on the time that one parse may take.

use std::time::{Duration, Instant};

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
