//! Any three byte strings as versions of a file of records, set apart by `0xFF 0x00`; the first byte
//! chooses the tool. No panic, and a side that changed nothing yields the other.
#![no_main]

mod versions;

use ctx_analyze::merge::{Merger, Options};
use libfuzzer_sys::fuzz_target;
use versions::versions;

/// A file of each shape of record.
const NAMES: [&str; 4] =
    [".beads/issues.jsonl", ".taskmaster/tasks/tasks.json", "backlog/tasks/task-1.md", ".beans/a.md"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&chosen, bytes)) = bytes.split_first() else { return };
    let versions = versions(bytes);
    let [base, ours, theirs] = versions;
    let merger = Merger::of(NAMES[usize::from(chosen) % NAMES.len()], ours, &[]);
    let options = Options::default();
    let merged = merger.merge(versions, &options);
    merger.gone(versions, &merged.bytes);
    merger.ticked_again(versions, &merged.bytes);
    merger.kept(base, &merged.bytes);
    assert_eq!(merger.merge([base, base, theirs], &options).bytes, theirs);
    assert_eq!(merger.merge([base, ours, base], &options).bytes, ours);
});
