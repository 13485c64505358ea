//! The memory of tree-sitter, which the C library gives it.

use libc::c_void;

use super::end::end;

/// Has tree-sitter end the program where there is no memory left.
pub fn guard() {
    let allocator = tree_sitter::Allocator { malloc, calloc, realloc, free: libc::free };
    // SAFETY: these are the functions that it has used so far, but for the end, so that whatever was
    // allocated before can be freed.
    unsafe { tree_sitter::set_allocator(Some(allocator)) }
}

unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the caller keeps the contract, which is that of the C library.
    found(unsafe { libc::malloc(size) }, size)
}

unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: as in `malloc`.
    found(unsafe { libc::calloc(count, size) }, count.saturating_mul(size))
}

unsafe extern "C" fn realloc(block: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: as in `malloc`.
    found(unsafe { libc::realloc(block, size) }, size)
}

fn found(block: *mut c_void, size: usize) -> *mut c_void {
    if block.is_null() && size > 0 {
        end();
    }
    block
}
