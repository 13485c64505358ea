//! Ends without an answer that no command foresees: no memory, no thread, a fault of this program. Each is
//! one line, and an exit code.

use std::panic::{self, PanicHookInfo};

use super::exit::Exit;
use super::{is_driver, output};
use crate::{report, shutdown};

/// Starts of the panics of threads that cannot be started, in the standard library.
const NO_THREAD: [&str; 4] = [
    "failed to spawn thread",
    "failed to allocate an alternative stack",
    "failed to set up alternative stack guard page",
    "failed to allocate a guard page",
];

/// Prepares the process for them.
pub fn prepare() {
    out_of_memory::prepare(shutdown::clean_out_of_memory, code());
    shutdown::ignore_file_size_signal();
    panic::set_hook(Box::new(end));
}

/// Returns the exit code of such an end.
fn code() -> u8 {
    if is_driver() { Exit::Aborted as u8 } else { Exit::NoAnswer as u8 }
}

/// Says what happened in one line and ends the program.
fn end(info: &PanicHookInfo) {
    let payload = info.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let what = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    output::narrate(&if NO_THREAD.iter().any(|start| what.starts_with(start)) {
        report::render_no_thread(what)
    } else {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        report::render_fault(what, &place)
    });
    shutdown::exit(code());
}
