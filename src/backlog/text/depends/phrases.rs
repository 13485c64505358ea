//! Phrases that state dependencies.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::Relation;

/// Position in which a phrase states a dependency.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// In a sentence or as the name of a field.
    Anywhere,
    /// Only as the name of a field: `Dependencies: …`.
    Field,
    /// Only after a negation: `cannot start until …`.
    Denied,
    /// In brackets or as the name of a field, but not as a heading: `Blocked: legal`.
    Remark,
    /// Only at the start of brackets that end a line: `(pending legal review)`.
    Bracketed,
    /// After the id of another task, which comes first: `T001 must land first`.
    Subject,
    /// After the id of another task, as the last word in brackets: `(T001 first)`, `(T001 required)`.
    Last,
    /// Before words that say that something is done: `when T001 is merged`.
    WhenDone,
}

/// Words, the relation they state and their position.
type Phrase = (&'static str, Relation, Use);

/// Phrases in lower case, with the relation they state and their position. A phrase comes before its own
/// prefixes.
const PHRASES: [Phrase; 127] = {
    use Relation::{After, BlockedBy, DependsOn, Precedes, Requires};
    use Use::{Anywhere, Bracketed, Denied, Field, Last, Remark, Subject, WhenDone};
    [
        ("depends upon", DependsOn, Anywhere),
        ("depends on", DependsOn, Anywhere),
        ("depend upon", DependsOn, Anywhere),
        ("depend on", DependsOn, Anywhere),
        ("dependent on", DependsOn, Anywhere),
        ("dependent upon", DependsOn, Anywhere),
        ("dependant on", DependsOn, Anywhere),
        ("dependant upon", DependsOn, Anywhere),
        ("depending on", DependsOn, Anywhere),
        ("depended on by", Precedes, Anywhere),
        ("dependency on", DependsOn, Anywhere),
        ("dependencies on", DependsOn, Anywhere),
        ("task dependencies", DependsOn, Field),
        ("dependencies", DependsOn, Field),
        ("dependency", DependsOn, Field),
        ("dependson", DependsOn, Anywhere),
        ("depends", DependsOn, Field),
        ("deps", DependsOn, Field),
        ("dep", DependsOn, Field),
        ("waits for", DependsOn, Anywhere),
        ("wait for", DependsOn, Anywhere),
        ("waits on", DependsOn, Anywhere),
        ("waits until", DependsOn, Anywhere),
        ("wait until", DependsOn, Anywhere),
        ("subject to", DependsOn, Anywhere),
        ("gated on", DependsOn, Anywhere),
        ("gated by", DependsOn, Anywhere),
        ("gated behind", DependsOn, Anywhere),
        ("contingent on", DependsOn, Anywhere),
        ("contingent upon", DependsOn, Anywhere),
        ("hinges on", DependsOn, Anywhere),
        ("preceded by", DependsOn, Anywhere),
        ("predecessors", DependsOn, Field),
        ("predecessor", DependsOn, Field),
        ("waiting for", BlockedBy, Anywhere),
        ("waiting on", BlockedBy, Anywhere),
        ("blocked by", BlockedBy, Anywhere),
        ("blocked on", BlockedBy, Anywhere),
        ("blocked until", BlockedBy, Anywhere),
        ("blockedby", BlockedBy, Anywhere),
        ("held up by", BlockedBy, Anywhere),
        ("awaiting", BlockedBy, Anywhere),
        ("waiting until", BlockedBy, Anywhere),
        ("stuck on", BlockedBy, Anywhere),
        ("stuck behind", BlockedBy, Anywhere),
        ("on hold until", BlockedBy, Anywhere),
        ("on hold for", BlockedBy, Anywhere),
        ("on hold pending", BlockedBy, Anywhere),
        ("paused until", BlockedBy, Anywhere),
        ("deferred until", BlockedBy, Anywhere),
        ("postponed until", BlockedBy, Anywhere),
        ("pending", BlockedBy, Bracketed),
        ("blocked", BlockedBy, Remark),
        ("on hold", BlockedBy, Remark),
        ("blockers", BlockedBy, Field),
        ("blocker", BlockedBy, Field),
        ("prerequisite for", Precedes, Anywhere),
        ("prerequisite of", Precedes, Anywhere),
        ("prerequisites for", Precedes, Anywhere),
        ("prerequisites of", Precedes, Anywhere),
        ("prerequisites", Requires, Field),
        ("prerequisite", Requires, Field),
        ("pre requisites", Requires, Field),
        ("pre requisite", Requires, Field),
        ("pre reqs", Requires, Field),
        ("pre req", Requires, Field),
        ("prereqs", Requires, Field),
        ("prereq", Requires, Field),
        ("requires", Requires, Anywhere),
        ("needs", Requires, Anywhere),
        ("builds on", Requires, Anywhere),
        ("relies on", Requires, Anywhere),
        ("follows", Requires, Anywhere),
        ("must follow", Requires, Anywhere),
        ("subsequent to", After, Anywhere),
        ("downstream of", After, Anywhere),
        ("as soon as", After, Anywhere),
        ("when", After, WhenDone),
        ("after", After, Anywhere),
        ("once", After, Anywhere),
        ("until", After, Denied),
        ("not before", After, Anywhere),
        ("required by", Precedes, Anywhere),
        ("required for", Precedes, Anywhere),
        ("needed by", Precedes, Anywhere),
        ("needed for", Precedes, Anywhere),
        ("required tasks", Requires, Field),
        ("required first", Precedes, Last),
        ("required", Requires, Field),
        ("required", Precedes, Last),
        ("needed first", Precedes, Last),
        ("needed", Precedes, Last),
        ("necessary", Precedes, Last),
        ("has to land first", Precedes, Subject),
        ("has to come first", Precedes, Subject),
        ("unblocks", Precedes, Anywhere),
        ("blocks", Precedes, Anywhere),
        ("blocking", Precedes, Anywhere),
        ("must precede", Precedes, Anywhere),
        ("precedes", Precedes, Anywhere),
        ("prior to", Precedes, Anywhere),
        ("upstream of", Precedes, Anywhere),
        ("upstream tasks", Requires, Field),
        ("upstream", Requires, Field),
        ("downstream tasks", Precedes, Field),
        ("downstream", Precedes, Field),
        ("enables", Precedes, Anywhere),
        ("successors", Precedes, Field),
        ("successor", Precedes, Field),
        ("before", Precedes, Anywhere),
        ("must be done first", Precedes, Subject),
        ("must be finished first", Precedes, Subject),
        ("must be merged first", Precedes, Subject),
        ("must come first", Precedes, Subject),
        ("must go first", Precedes, Subject),
        ("must land first", Precedes, Subject),
        ("needs to land first", Precedes, Subject),
        ("comes first", Precedes, Subject),
        ("goes first", Precedes, Subject),
        ("is required first", Precedes, Subject),
        ("is required", Precedes, Subject),
        ("are required", Precedes, Subject),
        ("is needed", Precedes, Subject),
        ("are needed", Precedes, Subject),
        ("is a prerequisite", Precedes, Subject),
        ("is a blocker", Precedes, Subject),
        ("first", Precedes, Last),
    ]
};

/// Phrases by their first word, in their order.
static BY_FIRST_WORD: LazyLock<HashMap<&str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<&str, Vec<Phrase>> = HashMap::new();
    for phrase in PHRASES {
        let first = phrase.0.split(' ').next().unwrap_or_default();
        phrases.entry(first).or_default().push(phrase);
    }
    phrases
});

/// Returns the relation that the field `name` states. The name is in lower case, with single spaces:
/// `depends on`, `depends on the following`.
pub fn of_field(name: &str) -> Option<Relation> {
    let name = ["the following tasks", "the following", "following"]
        .into_iter()
        .find_map(|list| name.strip_suffix(list))
        .map_or(name, str::trim_end);
    let (_, relation, _) = PHRASES
        .iter()
        .find(|&&(words, _, place)| words == name && matches!(place, Use::Anywhere | Use::Field))?;
    Some(*relation)
}

/// Returns the words of `lower`: runs of letters, digits and apostrophes.
pub fn words(lower: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, c) in lower.char_indices() {
        if c.is_alphanumeric() || matches!(c, '\'' | '’') {
            match words.last_mut() {
                Some(word) if word.end == at => word.end = at + c.len_utf8(),
                _ => words.push(at..at + c.len_utf8()),
            }
        }
    }
    words
}

/// Finds the phrase at the start of `words`, which are words of `lower`. Returns its end, relation and
/// position; several if the same words have several meanings.
pub fn at(lower: &str, words: &[Range<usize>]) -> Vec<(usize, Relation, Use)> {
    let Some(start) = words.first().map(|word| word.start) else { return Vec::new() };
    if lower[..start].ends_with('#') {
        return Vec::new();
    }
    let joins = |c: char| {
        matches!(c, ' ' | '\t' | '\n' | '-' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2012}')
    };
    let Some(known) = BY_FIRST_WORD.get(&lower[words[0].clone()]) else { return Vec::new() };
    let end_of = |phrase: &str| {
        let mut end = start;
        for (at, part) in phrase.split(' ').enumerate() {
            let word = words.get(at)?;
            let gap = &lower[end..word.start];
            if &lower[word.clone()] != part || gap.len() > 200 || !gap.chars().all(joins) {
                return None;
            }
            end = word.end;
        }
        Some(end)
    };
    let found = known.iter().find_map(|&(phrase, ..)| Some((phrase, end_of(phrase)?)));
    let Some((phrase, end)) = found else { return Vec::new() };
    let same = known.iter().filter(|&&(other, ..)| other == phrase);
    same.map(|&(_, relation, place)| (end, relation, place)).collect()
}

/// Returns the length and relation of the phrase at the start of `text` that states a dependency in a
/// sentence.
pub fn leading(text: &str) -> Option<(usize, Relation)> {
    let lower = text.to_ascii_lowercase();
    let words = words(&lower);
    let found = at(&lower, &words).into_iter().find(|(_, _, place)| *place == Use::Anywhere);
    found.filter(|_| words[0].start == 0).map(|(end, relation, _)| (end, relation))
}
