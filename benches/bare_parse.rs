//! One bare tree-sitter parse of a repository, as a process of its own, for `benches/ratios.py`.
//!
//! `CTX_BENCH_ROOT=/path/to/repository cargo bench --bench bare_parse`

// The module is shared by all benches; each uses its part.
#[allow(dead_code)]
mod yardstick;

fn main() {
    let corpus = yardstick::corpus();
    let nodes = yardstick::pool(2).install(|| yardstick::bare_parse(&corpus));
    std::hint::black_box(nodes);
}
