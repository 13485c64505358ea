//! Limits: whatever reads a file or git's output to its end names a limit, and docs/limits.md lists it.

use std::collections::BTreeSet;
use std::fs;

use crate::source::{code, is_test, root, sources};

/// Calls that read something whole, and which of their arguments is the limit.
const READS: [(&str, usize); 6] = [
    ("regular::read(", 1),
    ("regular::read_named(", 1),
    ("regular::read_inside(", 2),
    ("regular::read_all(", 1),
    (".blob(", 1),
    ("output::collect(", 2),
];

/// Files whose reads get their limit from whoever calls.
const HANDED_ON: [&str; 3] = ["regular.rs", "git/batch.rs", "git/output.rs"];

/// Returns the arguments of a call, whose text begins behind its bracket.
fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                found.push(text[start..at].trim());
                return found;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// Returns what limits each read of a file's code.
fn limits(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (call, place) in READS {
        for (at, _) in text.match_indices(call) {
            let given = arguments(&text[at + call.len()..]);
            // Without that argument, it is another function of the name.
            found.extend(given.get(place).map(|limit| (*limit).to_owned()));
        }
    }
    for reading in [".read_to_end(", ".read_to_string("] {
        for (at, _) in text.match_indices(reading) {
            let before = text[..at].trim_end();
            let from = before.rfind(".take(").map_or(before.len(), |at| at + ".take(".len());
            found.push(arguments(&text[from..]).concat());
        }
    }
    found
}

#[test]
fn every_read_has_a_limit_that_the_page_lists() {
    let page = fs::read_to_string(root().join("docs/limits.md")).unwrap();
    let listed: BTreeSet<&str> = page.split('`').filter(|part| part.starts_with("MAX_")).collect();
    let (mut used, mut wrong) = (BTreeSet::new(), Vec::new());
    for file in sources() {
        if is_test(&file) || HANDED_ON.iter().any(|name| file.ends_with(name)) {
            continue;
        }
        for limit in limits(&code(&fs::read_to_string(&file).unwrap())) {
            let parts = limit.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let name = parts.into_iter().find(|part| part.starts_with("MAX_")).unwrap_or_default();
            // A limit of nothing asks only for the kind of an object.
            if !listed.contains(name) && limit != "0" {
                wrong.push(format!("{}: {limit:?}", file.display()));
            }
            used.insert(name.to_owned());
        }
    }
    assert!(used.len() > 10, "{used:?}");
    assert!(wrong.is_empty(), "not in docs/limits.md: {wrong:#?}");
}
