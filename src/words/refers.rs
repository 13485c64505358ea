//! Words by which a text refers to a file that it does not mean to change.

/// Words right before a file that is only referred to. Of 112 documents that finished tasks named in
/// this way, the work changed 1; of those they named otherwise, every second. Sorted.
const REFERRING: &[&str] = &[
    "cf",
    "context",
    "copied",
    "copying",
    "example",
    "examples",
    "follow",
    "following",
    "follows",
    "imitate",
    "inspired",
    "like",
    "mirror",
    "mirroring",
    "mirrors",
    "per",
    "ref",
    "reference",
    "references",
    "refs",
    "resembles",
    "see",
    "spec",
    "specs",
    "unlike",
    "watch",
    "watches",
    "watching",
];

/// Words of two parts that do the same.
const REFERRING_PAIRS: &[(&str, &str)] = &[
    ("analogous", "to"),
    ("as", "in"),
    ("based", "on"),
    ("generated", "by"),
    ("generated", "from"),
    ("modelled", "on"),
    ("same", "as"),
    ("similar", "to"),
    ("without", "changing"),
    ("without", "touching"),
    ("not", "change"),
    ("not", "touch"),
];

/// Endings of the names of documents.
const DOCUMENTS: [&str; 5] = [".adoc", ".markdown", ".md", ".rst", ".txt"];

/// Returns whether a text ends in words that refer to what follows: `see`, `similar to the`.
pub fn refers(before: &str) -> bool {
    let mut words = before.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut last = words.next().unwrap_or_default();
    if last.eq_ignore_ascii_case("the") {
        last = words.next().unwrap_or_default();
    }
    let first = words.next().unwrap_or_default();
    let (first, last) = (first.to_lowercase(), last.to_lowercase());
    REFERRING.binary_search(&last.as_str()).is_ok()
        || REFERRING_PAIRS.contains(&(first.as_str(), last.as_str()))
}

/// Returns whether a document stands in parentheses of its own, between the text `before` it and the one
/// `after` it: it says where to read more. The address of a link is none.
pub fn is_aside(before: &str, name: &str, after: &str) -> bool {
    let before = before.trim_end_matches('`');
    DOCUMENTS.iter().any(|ending| name.ends_with(ending))
        && before.ends_with('(')
        && after.trim_start_matches('`').starts_with(')')
        && !before.trim_end_matches(['`', '(']).ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_by_the_words_before() {
        for before in ["see ", "Similar to the `", "It must not touch ", "**Spec**: "] {
            assert!(refers(before), "{before}");
        }
        for before in ["Update ", "the ", "", "seen "] {
            assert!(!refers(before), "{before}");
        }
        assert!(is_aside("as decided (`", "a.md", "`)") && !is_aside("[a](", "a.md", ")"));
        assert!(!is_aside("(", "a.go", ")") && !is_aside("(see ", "a.md", ")"));
        assert!(REFERRING.is_sorted());
    }
}
