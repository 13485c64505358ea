//! Any bytes as a backlog of each format, which the first byte chooses: no panic, and tasks have names.
#![no_main]

use ctx_analyze::backlog::{FORMATS, Granularity, Source, read_as};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((&chosen, bytes)) = bytes.split_first() else { return };
    let format = &FORMATS[usize::from(chosen) % FORMATS.len()];
    let source = Source { name: "tasks/T1.md".into(), bytes: bytes.to_vec() };
    for granularity in [Granularity::Outermost, Granularity::Leaf] {
        let (tasks, _) = read_as(std::slice::from_ref(&source), &[], Some(format), granularity);
        for task in tasks {
            assert!(!task.key.is_empty() && !task.title.is_empty());
        }
    }
});
