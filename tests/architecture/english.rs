//! English: documentation begins with a verb or a noun, not with a question word.

use std::collections::BTreeMap;
use std::fs;

use crate::source::{components, sources};

/// Beginnings of lines that leave a reader asking of what is spoken.
const VAGUE: [&str; 11] = [
    "What", "Whether", "So", "The same", "Who", "Nobody", "Begins", "Does it", "How", "Which",
    "Why",
];

/// Vague lines among a thousand lines of documentation that a room may have.
const MAX_PER_THOUSAND: usize = 15;

fn is_vague(line: &str) -> bool {
    VAGUE.iter().any(|start| {
        line.strip_prefix(start)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Returns the text of a line of documentation.
fn documentation(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?.trim();
    (!text.is_empty()).then_some(text)
}

#[test]
fn documentation_begins_with_a_verb_or_a_noun() {
    let mut rooms: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
    for file in sources() {
        let components = components(&file);
        let (lines, vague) = rooms.entry(components[0].clone()).or_default();
        for (number, line) in (1..).zip(fs::read_to_string(&file).unwrap().lines()) {
            let Some(text) = documentation(line) else { continue };
            *lines += 1;
            if is_vague(text) {
                vague.push(format!("{}:{number}: {text}", components.join("/")));
            }
        }
    }
    for (room, (lines, vague)) in &rooms {
        let holds = vague.len() * 1_000 <= lines * MAX_PER_THOUSAND;
        assert!(holds, "{room}: {} of {lines} lines: {vague:#?}", vague.len());
    }
}

#[test]
fn vague_lines_are_told_by_whole_words() {
    for vague in ["What it is.", "So many", "Whether: yes", "The same of it", "Does it."] {
        assert!(is_vague(vague), "{vague}");
    }
    for plain in ["Whole words", "Some", "Sorted", "The sameness", "Does its part", "Returns what"]
    {
        assert!(!is_vague(plain), "{plain}");
    }
    assert_eq!(documentation("    /// text"), Some("text"));
    assert_eq!(documentation("//! text"), Some("text"));
    assert_eq!((documentation("// text"), documentation("///")), (None, None));
}
