//! The merge of a backlog by task, beside that of the same versions by line.
//!
//! `cargo bench --bench merge`

// Writing to a string does not fail.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use ctx_analyze::merge::{Merged, Options, merge, merge_by_line};
use divan::Bencher;

fn main() {
    divan::main();
}

/// A backlog of `tasks` tasks, as base and both sides have it: one ticks every third task, the other
/// one labels every fifth, and both add and reword some.
fn versions(tasks: usize) -> [String; 3] {
    let mut versions = [const { String::new() }; 3];
    for number in 0..tasks {
        for (side, text) in versions.iter_mut().enumerate() {
            if number % 20 == 0 {
                writeln!(text, "\n## Phase {}\n", number / 20).unwrap();
            }
            let mark = if side == 1 && number % 3 == 0 { 'x' } else { ' ' };
            let label = if side == 2 && number % 5 == 0 { " #priority:high" } else { "" };
            let more = if side == 1 && number % 11 == 0 { ", with tests" } else { "" };
            writeln!(text, "- [{mark}] T{number}: do the work of number {number}{more}{label}")
                .unwrap();
            writeln!(text, "  and say what was done in docs/{number}.md").unwrap();
            if side > 0 && number % 17 == 0 {
                writeln!(text, "- [ ] found on side {side} while doing {number}").unwrap();
            }
        }
    }
    versions
}

type How = fn(&[u8], &[u8], &[u8], &Options) -> Merged;

#[divan::bench(args = [200, 2000, 20000])]
fn by_task(bencher: Bencher, tasks: usize) {
    run(bencher, tasks, merge);
}

#[divan::bench(args = [200, 2000, 20000])]
fn by_line(bencher: Bencher, tasks: usize) {
    run(bencher, tasks, merge_by_line);
}

fn run(bencher: Bencher, tasks: usize, how: How) {
    let [base, ours, theirs] = versions(tasks);
    let options = Options::default();
    bencher.bench_local(|| how(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &options));
}
