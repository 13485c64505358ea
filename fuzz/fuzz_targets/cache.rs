//! Any bytes as the content of an entry of the cache, and as an entry: no panic, whatever is read is used
//! without one, and no entry is believed that the key did not make.
#![no_main]

use ctx_analyze::cache::Key;
use ctx_analyze::history::{History, Past};
use ctx_analyze::model::{BlastRadius, Overlap, Plan, RepoPath};
use ctx_analyze::scan::{is_catalogue, is_segment};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    is_segment(bytes);
    is_catalogue(bytes);
    if let Ok(history) = postcard::from_bytes::<History>(bytes) {
        let paths: Vec<RepoPath> = ["a.go", "b/c.md"].into_iter().filter_map(RepoPath::new).collect();
        Past::build(&history, paths.iter());
    }
    let _ = postcard::from_bytes::<Vec<BlastRadius>>(bytes);
    let _ = postcard::from_bytes::<(Vec<Overlap>, Plan)>(bytes);
    let key = Key::new("fuzz", b"key".to_vec());
    assert_eq!(key.content(key.entry(bytes)).as_deref(), Some(bytes));
    assert_eq!(key.content(bytes.to_vec()), None);
});
