//! Any three byte strings as versions of a backlog, set apart by `0xFF 0x00`: no panic, and the sides
//! are equal.
#![no_main]

mod versions;

use ctx_analyze::merge::{Options, merge};
use libfuzzer_sys::fuzz_target;
use versions::versions;

fuzz_target!(|bytes: &[u8]| {
    let [base, ours, theirs] = versions(bytes);
    let options = Options::default();
    let one = merge(base, ours, theirs, &options);
    let other = merge(base, theirs, ours, &options);
    assert_eq!(one.conflicts.is_empty(), other.conflicts.is_empty());
    assert_eq!(merge(base, ours, ours, &options).bytes, ours);
});
