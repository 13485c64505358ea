//! Every stage after the walk, and all of them together, beside the bare tree-sitter parse of the
//! same files.
//!
//! `CTX_BENCH_ROOT=/path/to/repository cargo bench --bench pipeline`; the repository needs a backlog
//! where `ctx analyze` looks for one.

// A bench that cannot start has nothing to go on with.
#![allow(clippy::expect_used)]

// The module is shared by all benches; each uses its part.
#[allow(dead_code)]
mod yardstick;

use ctx_analyze::analyze::{BacklogArgument, Engine, Request, Settings, Silent};
use ctx_analyze::backlog::{self, Granularity, Source};
use ctx_analyze::history::{self, Past, Place};
use ctx_analyze::index::Index;
use ctx_analyze::model::{BlastRadius, FileFacts, SourceFile, Task};
use ctx_analyze::predict::{self, Corpus, Detail, Forest};
use ctx_analyze::words::{Lexer, Lexers};
use ctx_analyze::{syntax, tracks};
use divan::Bencher;
use rayon::prelude::*;

const THREADS: usize = 2;

const SPLIT: tracks::Options =
    tracks::Options { max_tracks: 4, per_track: tracks::PerTrack::All, all_pairs: true };

fn main() {
    divan::main();
}

/// The backlog of the repository, or of the one fixture.
fn backlog_path() -> std::path::PathBuf {
    let root = yardstick::root();
    let found = backlog::locate(&root).or_else(|_| backlog::locate(&root.join("orders-service")));
    found.expect("a backlog").files.swap_remove(0)
}

fn tasks() -> Vec<Task> {
    let bytes = std::fs::read(backlog_path()).expect("the backlog can be read");
    backlog::read(&[Source { name: "TASKS.md".into(), bytes }], Granularity::Outermost).0
}

fn with_facts() -> Vec<(SourceFile, FileFacts)> {
    let mut lexer = Lexer::default();
    let mut corpus = yardstick::corpus();
    corpus.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    let facts = |(file, content): (SourceFile, Vec<u8>)| {
        let mut facts = syntax::read_facts(&file, &content).0;
        facts.terms = lexer.count(&content);
        (file, facts)
    };
    corpus.into_iter().map(facts).collect()
}

fn past(index: &Index) -> Past {
    let history = history::read(
        &yardstick::root(),
        &Place::of(&yardstick::root()),
        history::DEPTH,
        &[],
        None,
    );
    Past::build(&history, index.files.iter().map(|file| &file.path))
}

fn radii(index: &Index, past: &Past, tasks: &[Task]) -> Vec<BlastRadius> {
    let corpus = Corpus { index, past };
    let lexers = Lexers::default();
    let radius = |task: &Task| {
        let measured = lexers.lend(|lexer| predict::measure(corpus, task, None, &[], lexer));
        measured.radius(Forest::shipped(), Detail::All)
    };
    tasks.par_iter().map(radius).collect()
}

#[divan::bench]
fn bare_parse(bencher: Bencher) {
    let (corpus, pool) = (yardstick::corpus(), yardstick::pool(THREADS));
    bencher.bench_local(|| pool.install(|| yardstick::bare_parse(&corpus)));
}

#[divan::bench]
fn words(bencher: Bencher) {
    let (corpus, pool) = (yardstick::corpus(), yardstick::pool(THREADS));
    bencher.bench_local(|| {
        let lexers = Lexers::default();
        pool.install(|| {
            corpus
                .par_iter()
                .with_max_len(1)
                .map(|(_, content)| lexers.lend(|lexer| lexer.count(content).len()))
                .sum::<usize>()
        })
    });
}

#[divan::bench]
fn index(bencher: Bencher) {
    let pool = yardstick::pool(THREADS);
    bencher
        .with_inputs(with_facts)
        .bench_local_values(|files| pool.install(|| Index::build(files).files.len()));
}

#[divan::bench]
fn predictions(bencher: Bencher) {
    let (pool, tasks) = (yardstick::pool(THREADS), tasks());
    let index = Index::build(with_facts());
    let past = past(&index);
    bencher.bench_local(|| pool.install(|| radii(&index, &past, &tasks).len()));
}

/// The log, the messages split into words, and what they say of each file.
#[divan::bench]
fn history(bencher: Bencher) {
    let (pool, index) = (yardstick::pool(THREADS), Index::build(with_facts()));
    bencher.bench_local(|| pool.install(|| past(&index).commits().len()));
}

#[divan::bench]
fn split(bencher: Bencher) {
    let tasks = tasks();
    let index = Index::build(with_facts());
    let radii = radii(&index, &past(&index), &tasks);
    bencher.bench_local(|| tracks::split(&tasks, &radii, tracks::Beside::default(), SPLIT).0.len());
}

#[divan::bench(args = [0, history::DEPTH])]
fn end_to_end(bencher: Bencher, history_depth: usize) {
    let settings = Settings {
        root: yardstick::root(),
        backlogs: vec![BacklogArgument::File(backlog_path())],
        format: None,
        granularity: Granularity::Outermost,
        keeps_unread: false,
        history_depth,
        store: None,
        threads: THREADS,
    };
    bencher.bench_local(|| {
        let engine = Engine::open(&settings, &Silent).expect("a repository");
        let answer = engine.analyze(&Request::default(), SPLIT);
        answer.expect("an answer").prediction.scanned
    });
}
