//! Files that tasks of a pair name for reading, while they name others to change.

use super::*;

/// Returns the number of findings about two tasks of a wave that both probably change `shared`, and one of which
/// changes `own` as well.
fn findings(texts: [&str; 2]) -> usize {
    let text = format!("- [ ] T1: {} #track:x\n- [ ] T2: {} #track:y\n", texts[0], texts[1]);
    let shared = ("plans/RESEARCH.md", 0.8);
    let files: Files = &[&[shared, ("src/own.rs", 0.7)], &[shared]];
    let options = Options { rules: BTreeSet::from([Rule::Overlap]), ..Options::default() };
    check(&text, files, &[], &options).findings.len()
}

#[test]
fn a_probable_file_counts_for_tasks_that_name_it_or_no_file() {
    for (texts, expected) in [
        (["Find out more", "Find out less"], 2),
        (["Update plans/RESEARCH.md", "Find out less"], 2),
        (["Find out more", "Extend plans/RESEARCH.md"], 2),
        (["Update plans/RESEARCH.md", "Extend plans/RESEARCH.md"], 2),
        (["Write src/own.rs", "Find out less"], 0),
        (["Write src/own.rs per plans/RESEARCH.md", "Find out less"], 0),
        (["Write src/own.rs", "Extend plans/RESEARCH.md"], 0),
        (["Find out more", "Verify that `make -f build/all.mk` works"], 0),
        (["Find out more", "Add the page (pages/[id]/index.vue)"], 0),
        (["Find out more", "Add pages in pages/"], 2),
        (["Find out more\n  - **Files:** src/own.rs", "Find out less"], 0),
    ] {
        assert_eq!(findings(texts), expected, "{texts:?}");
    }
}
