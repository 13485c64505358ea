//! The end of the program before its answer: at a signal, at a time limit, or out of memory.
//!
//! Temporary files and folders go with the program, and so does git where it is only asked. Git that
//! changes a repository is left to finish: the journal of the executor knows what it was about.

#[cfg(target_os = "linux")]
mod children;
#[cfg(unix)]
mod signals;
mod temporary;

use std::io;
use std::process::{self, Child, Command};

pub use temporary::{RANDOM, TemporaryFile, TemporaryFolder};

/// Makes writes beyond the limit on the size of files an error, where the system would end the program.
pub fn ignore_file_size_signal() {
    #[cfg(unix)]
    signals::ignore_file_size_signal();
}

/// Time in which a signal to this program is handled.
#[cfg(unix)]
const SIGNAL_TIME: std::time::Duration = std::time::Duration::from_millis(300);

/// Waits a moment where an interrupt ended a program that was started: a terminal sends it to this one as
/// well, which then ends, and the error of the other is not the reason.
pub fn await_interrupt(status: process::ExitStatus) {
    #[cfg(unix)]
    if std::os::unix::process::ExitStatusExt::signal(&status) == Some(libc::SIGINT) {
        std::thread::sleep(SIGNAL_TIME);
    }
    #[cfg(not(unix))]
    let _ = status;
}

/// Ends the program with an exit code, and leaves nothing temporary behind.
pub fn exit(code: u8) -> ! {
    clean();
    process::exit(code.into())
}

fn clean() {
    #[cfg(target_os = "linux")]
    children::stop();
    temporary::remove_all();
}

/// Removes what is temporary as far as that is possible without memory and without waiting for another
/// thread.
pub fn clean_out_of_memory() {
    #[cfg(target_os = "linux")]
    children::stop_at_once();
    temporary::remove_all_at_once();
}

/// Entry of a program that was started; gone when it is dropped.
#[derive(Debug)]
pub struct Listed {
    #[cfg(target_os = "linux")]
    _entry: Option<children::Entry>,
}

/// Starts a program that is stopped where this one ends early, as long as it is listed. On systems other
/// than Linux, it ends when it next writes to its output.
pub fn start(command: &mut Command) -> io::Result<(Child, Listed)> {
    start_listed(command, false)
}

/// Starts a program as [`start`] does, in a process group of its own: what it starts is stopped with it.
pub fn start_group(command: &mut Command) -> io::Result<(Child, Listed)> {
    #[cfg(target_os = "linux")]
    std::os::unix::process::CommandExt::process_group(command, 0);
    start_listed(command, true)
}

#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "only Linux lists programs")
)]
fn start_listed(command: &mut Command, has_group: bool) -> io::Result<(Child, Listed)> {
    #[cfg(unix)]
    signals::listen();
    #[cfg(target_os = "linux")]
    return children::start(command, has_group)
        .map(|(child, entry)| (child, Listed { _entry: entry }));
    #[cfg(not(target_os = "linux"))]
    return command.spawn().map(|child| (child, Listed {}));
}

/// Asks the programs that run and are listed to end, and goes on. On systems other than Linux, they end by
/// themselves.
pub fn interrupt_started() {
    #[cfg(target_os = "linux")]
    children::interrupt();
}
