//! Tells whether standard output was closed when the program started (`program >&-`).
//!
//! Before `main`, the standard library opens `/dev/null` in place of a closed standard stream, so that
//! whatever is written there is lost without an error. This crate looks before that. It is a crate of
//! its own since nothing safe runs so early.

use std::sync::atomic::{AtomicBool, Ordering};

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the program started; `false` where the system does not
/// tell.
pub fn was_closed() -> bool {
    WAS_CLOSED.load(Ordering::Relaxed)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod before_main {
    use super::{Ordering, WAS_CLOSED};

    // SAFETY: the loader calls each function in this section once, before `main`, as `extern "C"`.
    // Further arguments that it passes are ignored.
    #[used]
    #[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
    #[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        // SAFETY: `F_GETFD` takes no pointer, and fails for a descriptor that is not open.
        let is_open = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) } != -1;
        WAS_CLOSED.store(!is_open, Ordering::Relaxed);
    }
}
