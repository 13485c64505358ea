//! Any bytes as the output of `git log`: no panic, and an end.
#![no_main]

use ctx_analyze::git::Commits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut commits) = Commits::read(bytes) else { return };
    let mut count = 0;
    while let Ok(Some(commit)) = commits.next_commit() {
        assert!(commit.id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        count += 1;
        assert!(count <= bytes.len());
    }
});
