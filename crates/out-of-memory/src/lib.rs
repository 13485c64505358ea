//! Ends the program in one line, with an exit code of its own, where there is no memory left.
//!
//! The standard library aborts there, and so does tree-sitter, and neither can be told otherwise on
//! stable Rust. This crate stands between them and the allocator of the system. It is a crate of its own
//! since an allocator is `unsafe`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;

#[cfg(unix)]
mod end;
#[cfg(unix)]
mod parsers;

/// Function that cleans up before the end, and the exit code.
static END: OnceLock<(fn(), u8)> = OnceLock::new();

/// Has `clean` called before the end, the program end with `code`, and tree-sitter end it as well. `clean`
/// must need little memory and wait for no other thread: if it fails to get memory, the program ends at
/// once.
pub fn prepare(clean: fn(), code: u8) {
    // The first one stays.
    let _ = END.set((clean, code));
    #[cfg(unix)]
    parsers::guard();
}

/// Allocator of the system that ends the program where that has no memory left.
#[derive(Debug)]
pub struct Allocator;

// SAFETY: all blocks are those of `System`; a null pointer is never returned on Unix.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract, which is that of `System`.
        found(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        found(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `alloc`.
        found(unsafe { System.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(unix)]
fn found(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        end::end();
    }
    block
}

#[cfg(not(unix))]
fn found(block: *mut u8) -> *mut u8 {
    block
}
