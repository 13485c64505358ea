//! English: documentation begins with a verb or a noun, not with a question word.

use std::collections::BTreeMap;
use std::fs;

use crate::source::{components, is_test, sources};

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

/// Returns the first lines of the documentation of functions, with their numbers.
fn functions(text: &str) -> Vec<(usize, &str)> {
    let (mut found, mut first) = (Vec::new(), None);
    for (number, line) in (1..).zip(text.lines().map(str::trim_start)) {
        if let Some(about) = documentation(line) {
            first.get_or_insert((number, about));
        } else if !line.starts_with("#[") && !line.starts_with("///") {
            let words = line.split_whitespace();
            let mut words = words.skip_while(|word| {
                word.starts_with("pub")
                    || word.ends_with(')')
                    || ["const", "unsafe", "async"].contains(word)
            });
            if words.next() == Some("fn") {
                found.extend(first);
            }
            first = None;
        }
    }
    found
}

/// Returns true if a sentence begins with a verb: `Returns`, or `Sets, for each file, …`.
fn begins_with_a_verb(sentence: &str) -> bool {
    let first = sentence.split_whitespace().next().unwrap_or_default();
    let verb = first.trim_end_matches(',').strip_suffix('s').unwrap_or_default();
    verb.starts_with(|c: char| c.is_ascii_uppercase())
        && verb.chars().skip(1).all(|c| c.is_ascii_lowercase())
}

#[test]
fn documentation_of_functions_begins_with_a_verb() {
    let (mut count, mut wrong) = (0, Vec::new());
    for file in sources().into_iter().filter(|file| !is_test(file)) {
        let text = fs::read_to_string(&file).unwrap();
        for (number, about) in functions(&text) {
            count += 1;
            if !begins_with_a_verb(about) {
                wrong.push(format!("{}:{number}: {about}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty() && count > 1_000, "{wrong:#?} of {count}");
}

#[test]
fn verbs_and_functions_are_found() {
    for verb in ["Returns the text.", "Sets, for each file, a share", "Merges, checks or verifies."]
    {
        assert!(begins_with_a_verb(verb), "{verb}");
    }
    for noun in ["The text", "`text` in `style`.", "A remark", "Text of lines", "returns it", ""] {
        assert!(!begins_with_a_verb(noun), "{noun}");
    }
    let text = "/// A type.\nstruct A;\n/// Reads it.\n/// Slowly.\n#[must_use]\npub(in crate::a) fn a() {}\nfn b() {}";
    assert_eq!(functions(text), [(3, "Reads it.")]);
}
