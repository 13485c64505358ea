//! Signals that end the program.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Once};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::regular::{self, MAX_STATE_BYTES};

/// Has the signals that end the program clean up first, from the first call on. Signals that are ignored
/// (`nohup`), or that a command waits for itself, are left alone.
pub(super) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let taken = taken();
        let free =
            [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| taken >> (signal - 1) & 1 == 0);
        // Without it, a file may be left.
        let Ok(mut signals) = Signals::new(free) else { return };
        let wait = move || {
            for signal in signals.forever() {
                super::clean();
                let _ = emulate_default_handler(signal);
            }
        };
        let _ = thread::Builder::new().name("signals".to_owned()).spawn(wait);
    });
}

/// Handles the signal that the system sends at a limit on the size of files: the write fails then.
pub(super) fn ignore_file_size_signal() {
    // Where it cannot be handled, the signal ends the program.
    let _ = flag::register(libc::SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// Returns the signals that are ignored or handled, one bit each; none where the system does not
/// tell.
fn taken() -> u64 {
    let status = regular::read("/proc/self/status".as_ref(), MAX_STATE_BYTES).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        u64::from_str_radix(line.trim(), 16).ok()
    };
    mask("SigIgn:").unwrap_or_default() | mask("SigCgt:").unwrap_or_default()
}
