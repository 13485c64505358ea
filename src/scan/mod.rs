//! One file, or one blob of a commit, to its facts: syntax and terms.
//!
//! The analysis of a folder and the replay of old commits enter here, by the same door.

use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::model::{FileFacts, Problem, SourceFile};
use crate::words::Lexer;
use crate::{discover, syntax};

/// Files with their facts, in the order in which the files were listed.
pub type Scanned = Vec<(SourceFile, Arc<FileFacts>)>;

/// Reads the files below `root` in parallel, with the problems met. `advance` is called after each
/// file.
pub fn files(
    root: &Path,
    files: Vec<SourceFile>,
    advance: &(dyn Fn() + Sync),
) -> (Scanned, Vec<Problem>) {
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&at| (Reverse(files[at].size), at));
    let mut read: Vec<(usize, (FileFacts, Vec<Problem>))> = order
        .into_par_iter()
        .with_max_len(1)
        .map_init(Lexer::default, |lexer, at| {
            let facts = file(root, &files[at], lexer);
            advance();
            (at, facts)
        })
        .collect();
    read.sort_unstable_by_key(|&(at, _)| at);
    let mut scanned = Vec::with_capacity(files.len());
    let mut problems = Vec::new();
    for (file, (_, (facts, found))) in files.into_iter().zip(read) {
        problems.extend(found);
        scanned.push((file, Arc::new(facts)));
    }
    (scanned, problems)
}

/// Reads one file below `root`.
fn file(root: &Path, file: &SourceFile, lexer: &mut Lexer) -> (FileFacts, Vec<Problem>) {
    let (content, unread) = discover::read(root, file);
    let (facts, mut problems) = blob(file, content.as_deref(), lexer);
    problems.extend(unread);
    (facts, problems)
}

/// Reads content that stands at the path of `file`; `None` where only the path counts.
pub fn blob(
    file: &SourceFile,
    content: Option<&[u8]>,
    lexer: &mut Lexer,
) -> (FileFacts, Vec<Problem>) {
    let Some(content) = content else { return (FileFacts::default(), Vec::new()) };
    let (mut facts, problems) = syntax::read_facts(file, content);
    facts.terms = lexer.count(content);
    (facts, problems)
}
