//! The walk and the facts of each file, beside the bare tree-sitter parse of the same files.
//!
//! `CTX_BENCH_ROOT=/path/to/repository cargo bench --bench scan`

// The module is shared by all benches; each uses its part.
#[allow(dead_code)]
mod yardstick;

use ctx_analyze::{discover, syntax};
use divan::Bencher;
use rayon::prelude::*;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 2])]
fn bare_parse(bencher: Bencher, threads: usize) {
    let (corpus, pool) = (yardstick::corpus(), yardstick::pool(threads));
    bencher.bench_local(|| pool.install(|| yardstick::bare_parse(&corpus)));
}

#[divan::bench(args = [1, 2])]
fn facts(bencher: Bencher, threads: usize) {
    let (corpus, pool) = (yardstick::corpus(), yardstick::pool(threads));
    bencher.bench_local(|| {
        pool.install(|| {
            corpus
                .par_iter()
                .with_max_len(1)
                .map(|(file, content)| syntax::read_facts(file, content).1.len())
                .sum::<usize>()
        })
    });
}

#[divan::bench(args = [1, 2])]
fn walk(bencher: Bencher, threads: usize) {
    let root = yardstick::root();
    bencher.bench_local(|| discover::walk(&root, threads).files.len());
}

#[divan::bench]
fn read(bencher: Bencher) {
    let root = yardstick::root();
    let files = discover::walk(&root, 2).files;
    bencher.bench_local(|| {
        files
            .iter()
            .filter_map(|file| discover::read(&root, file).0)
            .map(|content| content.len())
            .sum::<usize>()
    });
}
