//! An interrupt while a file is written: what is half written goes with the program.

use std::sync::{Once, PoisonError};
use std::{fs, thread};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::UNFINISHED;

/// Has the signals that end the program remove the unfinished files first, from the first call on.
/// Signals that are ignored (`nohup`), or that a command waits for itself, are left alone.
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
                // Kept to the end, so that no other file is begun.
                let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
                for path in unfinished.iter() {
                    let _ = fs::remove_file(path);
                }
                let _ = emulate_default_handler(signal);
            }
        };
        let _ = thread::Builder::new().name("interrupt".to_owned()).spawn(wait);
    });
}

/// Returns the signals that are ignored or handled, one bit each; none where the system does not
/// tell.
fn taken() -> u64 {
    let status = crate::regular::read("/proc/self/status".as_ref(), 1 << 16).unwrap_or_default();
    let status = String::from_utf8_lossy(&status);
    let mask = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        u64::from_str_radix(line.trim(), 16).ok()
    };
    mask("SigIgn:").unwrap_or_default() | mask("SigCgt:").unwrap_or_default()
}
