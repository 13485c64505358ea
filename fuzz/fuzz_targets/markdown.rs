//! Any bytes as a Markdown file: no panic, and no line beyond the end of the file.

#![no_main]

use ctx_analyze::model::{Language, Origin, RepoPath, SourceFile};
use ctx_analyze::syntax::read_facts;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Some(path) = RepoPath::new("a.md") else { return };
    let size = content.len() as u64;
    let file = SourceFile { stamp: None, path, size, language: Language::Markdown, origin: Origin::Written };
    let (facts, problems) = read_facts(&file, content);
    assert!(problems.iter().filter_map(|p| p.line).all(|line| line <= facts.lines.max(1)));
});
