//! What the stages are measured against: the files of a repository, and the bare tree-sitter parse
//! of them.

// A bench that cannot start has nothing to go on with.
#![allow(clippy::expect_used)]

use std::cell::RefCell;
use std::path::PathBuf;

use ctx_analyze::discover;
use ctx_analyze::model::{Language, SourceFile};
use rayon::prelude::*;
use tree_sitter::Parser;
use tree_sitter_md::MarkdownParser;

/// `CTX_BENCH_ROOT`, else the fixtures of the tests, else this crate.
pub fn root() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let fixtures = own.join("tests/fixtures");
    match std::env::var_os("CTX_BENCH_ROOT") {
        Some(root) => PathBuf::from(root),
        None if fixtures.is_dir() => fixtures,
        None => own,
    }
}

/// A pool of so many threads.
pub fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start")
}

/// The text files below the root with their bytes, largest first, so that no thread is left with a
/// large one at the end.
pub fn corpus() -> Vec<(SourceFile, Vec<u8>)> {
    let root = root();
    let mut corpus: Vec<_> = discover::walk(&root, 2)
        .files
        .into_iter()
        .filter_map(|file| {
            let content = discover::read(&root, &file).0?;
            Some((file, content))
        })
        .collect();
    corpus.sort_by_key(|(file, _)| std::cmp::Reverse(file.size));
    corpus
}

/// Parses every Go file by the Go grammar and every Markdown file by both of its grammars, and does
/// nothing else. Gives the number of nodes, so that nothing is optimised away.
pub fn bare_parse(corpus: &[(SourceFile, Vec<u8>)]) -> usize {
    thread_local! {
        // A parser is made once for each thread: a yardstick should not pay for more.
        static PARSERS: RefCell<(Parser, MarkdownParser)> = RefCell::new({
            let mut go = Parser::new();
            go.set_language(&tree_sitter_go::LANGUAGE.into()).expect("the grammar fits");
            (go, MarkdownParser::default())
        });
    }
    let parse = |(file, content): &(SourceFile, Vec<u8>)| {
        PARSERS.with_borrow_mut(|(go, markdown)| match file.language {
            Language::Go => {
                go.parse(content, None).map_or(0, |tree| tree.root_node().descendant_count())
            }
            Language::Markdown => markdown
                .parse(content, None)
                .map_or(0, |tree| tree.block_tree().root_node().descendant_count()),
            Language::GoModule | Language::Text => 0,
        })
    };
    corpus.par_iter().with_max_len(1).map(parse).sum()
}
