//! How the cost grows: the whole analysis with the tasks, and the reading of a backlog with its lines.
//!
//! `cargo bench --bench growth`. Each row has four times as much as the one above it, so a row should
//! take about four times as long. The tests hold the same by counted work (`src/tracks/growth.rs`).

// A bench that cannot start has nothing to go on with.
#![allow(clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ctx_analyze::analyze::{self, BacklogArgument, Request, Settings, Silent};
use ctx_analyze::backlog::{self, Granularity, Source};
use ctx_analyze::tracks::{Options, PerTrack};
use divan::Bencher;
use tempfile::TempDir;

/// Number of files of the repository, whatever the number of tasks.
const FILES: usize = 1_000;

const NOUNS: [&str; 12] = [
    "order", "payment", "invoice", "customer", "stock", "cart", "coupon", "ledger", "refund",
    "parcel", "courier", "depot",
];
const VERBS: [&str; 8] = ["load", "save", "merge", "split", "check", "route", "cancel", "retry"];

fn main() {
    divan::main();
}

fn noun(at: usize) -> &'static str {
    NOUNS[at * 7 % NOUNS.len()]
}

fn verb(at: usize) -> &'static str {
    VERBS[at * 5 % VERBS.len()]
}

fn path(file: usize) -> String {
    let package = file % 40;
    format!("internal/{}{package}/{}_{}{file}.go", noun(package), verb(file), noun(file / 3))
}

fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in 0..FILES {
        let path = folder.path().join(path(file));
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        let mut text = format!("package {}{}\n", noun(file % 40), file % 40);
        for step in 0..6 {
            let (verb, noun) = (verb(file + step), noun(file / 5 + step));
            let _ = write!(
                text,
                "\n// Step{file}x{step} will {verb} the {noun}.\nfunc Step{file}x{step}() {{}}\n"
            );
        }
        fs::write(path, text).expect("a file");
    }
    folder
}

fn tasks(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for task in 0..count {
        if task % 20 == 0 {
            let _ = write!(text, "\n## Part {}: {}\n\n", task / 20, noun(task / 20));
        }
        let file = task * 31 % FILES;
        let (verb, first, second) = (verb(task), noun(task), noun(task / 7));
        let _ = match task % 4 {
            0 => writeln!(text, "- [ ] {verb} the {first} of a {second} in `{}`", path(file)),
            1 => writeln!(text, "- [ ] {verb} {first} when `Step{file}x2` meets a {second}"),
            2 => writeln!(text, "- [ ] {verb} {first} and {second} before number {task}"),
            _ => writeln!(text, "- [ ] {verb} {first} {task} times"),
        };
    }
    text.into_bytes()
}

/// The analysis of a repository of a thousand files, with this number of tasks.
#[divan::bench(args = [625, 2_500, 10_000], sample_count = 3, sample_size = 1)]
fn of_tasks(bencher: Bencher, count: usize) {
    let repository = repository();
    let settings = Settings {
        root: repository.path().to_owned(),
        backlogs: vec![BacklogArgument::Text(tasks(count))],
        granularity: Granularity::Outermost,
        format: None,
        history_depth: 0,
        store: None,
        threads: 1,
    };
    let split = Options { max_tracks: 4, per_track: PerTrack::About(6), all_pairs: false };
    bencher.bench_local(|| {
        let answer = analyze::run(&settings, &Request::default(), split, &Silent);
        answer.expect("an answer").plan.tracks.len()
    });
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
