//! Programs that go with this one.
//!
//! They are known by a descriptor and not by their number, which another program may have by the time
//! that a signal is sent.

use std::io;
use std::mem;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open, pidfd_send_signal};

static CHILDREN: Mutex<Vec<Started>> = Mutex::new(Vec::new());

/// Program that was started.
#[derive(Debug)]
struct Started {
    descriptor: OwnedFd,
    /// Process group of the program and of those that it starts, if it has its own.
    group: Option<Pid>,
}

/// Entry of a program; gone when it is dropped.
#[derive(Debug)]
pub(super) struct Entry(RawFd);

/// Starts a program and lists it; `has_group` if it gets a process group of its own.
pub(super) fn start(command: &mut Command, has_group: bool) -> io::Result<(Child, Option<Entry>)> {
    let mut listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn()?;
    // Systems before Linux 5.3 give no descriptor: there, it ends when it next writes.
    let id = Pid::from_child(&child);
    let descriptor = pidfd_open(id, PidfdFlags::empty()).ok();
    let entry = descriptor.map(|descriptor| {
        let entry = Entry(descriptor.as_raw_fd());
        listed.push(Started { descriptor, group: has_group.then_some(id) });
        entry
    });
    Ok((child, entry))
}

/// Stops all programs that are listed. None can be started afterwards.
pub(super) fn stop() {
    let listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
    send(&listed, Signal::KILL);
    mem::forget(listed);
}

/// Asks all programs that are listed to end. Others can be started afterwards.
pub(super) fn interrupt() {
    send(&CHILDREN.lock().unwrap_or_else(PoisonError::into_inner), Signal::TERM);
}

/// Stops all programs that are listed, unless another thread, or this one, just starts one.
pub(super) fn stop_at_once() {
    if let Ok(listed) = CHILDREN.try_lock() {
        send(&listed, Signal::KILL);
        mem::forget(listed);
    }
}

fn send(listed: &[Started], signal: Signal) {
    for Started { descriptor, group } in listed {
        // It may have ended, and another process may have its number.
        if pidfd_send_signal(descriptor, signal).is_ok()
            && let Some(group) = *group
        {
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
        listed.retain(|child| child.descriptor.as_raw_fd() != self.0);
    }
}
