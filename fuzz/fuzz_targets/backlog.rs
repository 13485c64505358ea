//! Any bytes as a backlog: no panic, and every line named lies in the file.
#![no_main]

use ctx_analyze::backlog::{Granularity, Source, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let ends = bytes.iter().filter(|&byte| matches!(byte, b'\n' | b'\r')).count();
    let lines = ends + 1;
    let source = Source { name: "TASKS.md".into(), bytes: bytes.to_vec() };
    for granularity in [Granularity::Outermost, Granularity::Leaf] {
        let (tasks, _) = read(std::slice::from_ref(&source), granularity);
        for task in tasks {
            assert!(!task.key.is_empty() && !task.title.is_empty());
            assert!(task.lines.iter().all(|line| (1..=lines).contains(&(line.number as usize))));
        }
    }
});
