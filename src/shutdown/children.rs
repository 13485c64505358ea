//! Programs that go with this one.
//!
//! They are known by a descriptor and not by their number, which another program may have by the time
//! that a signal is sent.

use std::io;
use std::mem;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

static CHILDREN: Mutex<Vec<OwnedFd>> = Mutex::new(Vec::new());

/// Entry of a program; gone when it is dropped.
#[derive(Debug)]
pub(super) struct Entry(RawFd);

/// Starts a program and lists it.
pub(super) fn start(command: &mut Command) -> io::Result<(Child, Option<Entry>)> {
    let mut listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn()?;
    // Systems before Linux 5.3 give no descriptor: there, it ends when it next writes.
    let descriptor = pidfd_open(Pid::from_child(&child), PidfdFlags::empty()).ok();
    let entry = descriptor.map(|descriptor| {
        let entry = Entry(descriptor.as_raw_fd());
        listed.push(descriptor);
        entry
    });
    Ok((child, entry))
}

/// Stops all programs that are listed. None can be started afterwards.
pub(super) fn stop() {
    let listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
    kill(&listed);
    mem::forget(listed);
}

/// Stops all programs that are listed, unless another thread, or this one, just starts one.
pub(super) fn stop_at_once() {
    if let Ok(listed) = CHILDREN.try_lock() {
        kill(&listed);
        mem::forget(listed);
    }
}

fn kill(listed: &[OwnedFd]) {
    for child in listed {
        // It may have ended.
        let _ = pidfd_send_signal(child, Signal::KILL);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut listed = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
        listed.retain(|child| child.as_raw_fd() != self.0);
    }
}
