//! The end: a line, the cleaning up, an exit code.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::END;

/// Line on standard error.
const LINE: &[u8] =
    b"ctx: out of memory: the system gives no more; end other programs, raise the limit of this \
    one (ulimit -v), or analyze less\n";

/// Exit code where the program has not said another one yet.
const DEFAULT_CODE: i32 = 2;

/// Thread that ends the program; 0 for none yet.
static ENDING: AtomicUsize = AtomicUsize::new(0);

/// Ends the program.
#[cold]
pub fn end() -> ! {
    // SAFETY: this only asks for the id of the thread. It is 0 on no system.
    let this = unsafe { libc::pthread_self() } as usize;
    let first = ENDING.compare_exchange(0, this, Ordering::SeqCst, Ordering::SeqCst);
    match first {
        Ok(_) => {
            // SAFETY: the pointer and the length are those of `LINE`.
            unsafe { libc::write(libc::STDERR_FILENO, LINE.as_ptr().cast(), LINE.len()) };
            if let Some((clean, _)) = END.get() {
                clean();
            }
            exit()
        }
        // Cleaning up found no memory, either.
        Err(ending) if ending == this => exit(),
        // Another thread ends the program just now.
        Err(_) => loop {
            // SAFETY: this only waits.
            unsafe { libc::pause() };
        },
    }
}

fn exit() -> ! {
    // SAFETY: nothing runs afterwards: neither handlers nor destructors, which might need memory.
    unsafe { libc::_exit(END.get().map_or(DEFAULT_CODE, |&(_, code)| code.into())) }
}
