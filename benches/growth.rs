//! How the cost of reading a backlog grows with its lines.
//!
//! `cargo bench --bench growth`. Each row has four times as much as the one above it, so a row should
//! take about four times as long. `benches/ratios.py` measures how a whole run grows, and the tests
//! hold the same by counted work (`src/tracks/growth.rs`).

use ctx_analyze::backlog::{self, Granularity, Source};
use divan::Bencher;

fn main() {
    divan::main();
}

/// Makes a line of a shape by its number.
type Line = fn(usize) -> String;

/// Shapes of a backlog.
const SHAPES: [(&str, Line); 6] = [
    ("headings", |line| format!("## Heading {line} of a part")),
    ("underlines", |line| ["Heading", "---", ""][line % 3].to_owned()),
    (
        "indented code",
        |line| if line % 2 == 0 { String::new() } else { format!("    - [ ] {line}") },
    ),
    ("repeated ids", |line| format!("- [ ] T001 Do the thing with number {line}")),
    ("duplicates", |line| format!("- [ ] T{line} Do it (duplicate of T{})", line / 2)),
    (
        "items of one task",
        |line| if line == 0 { "- [ ] one".into() } else { "  - [ ] part".into() },
    ),
];

/// The reading of a backlog of one shape, with this number of lines.
#[divan::bench(args = [5_000, 20_000, 80_000], consts = [0, 1, 2, 3, 4, 5], sample_count = 3, sample_size = 1)]
fn of_lines<const SHAPE: usize>(bencher: Bencher, lines: usize) {
    let (name, line) = SHAPES[SHAPE];
    let bytes = (0..lines).map(|at| line(at) + "\n").collect::<String>().into_bytes();
    let source = [Source { name: format!("{name}.md"), bytes }];
    bencher.bench_local(|| {
        let tasks = backlog::read(&source, Granularity::Outermost).0;
        backlog::doubtful(&tasks).len()
    });
}
