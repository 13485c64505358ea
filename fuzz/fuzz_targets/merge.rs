//! Any three byte strings as versions of a backlog, set apart by `0xFF 0x00`: no panic, and the sides
//! are equal.
#![no_main]

use ctx_analyze::merge::{Options, merge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut versions = [&bytes[..0]; 3];
    let mut rest = bytes;
    for version in &mut versions {
        let end = rest.windows(2).position(|two| two == [0xFF, 0]).unwrap_or(rest.len());
        *version = &rest[..end];
        rest = rest.get(end + 2..).unwrap_or_default();
    }
    let [base, ours, theirs] = versions;
    let options = Options::default();
    let one = merge(base, ours, theirs, &options);
    let other = merge(base, theirs, ours, &options);
    assert_eq!(one.conflicts.is_empty(), other.conflicts.is_empty());
    assert_eq!(merge(base, ours, ours, &options).bytes, ours);
});
