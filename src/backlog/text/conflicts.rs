//! Statements of conflicts between tasks: `(conflicts with T3)`, `Conflicts with: T3, T4`,
//! `conflicts_with: [3, 4]`, `(same file as T3)`.

use super::dashes::fold_dashes;
use super::depends::clause::{self, Clause};
use super::depends::except::Role;
use super::depends::list::{self, Member};
use super::depends::span;
use super::ids::{canonical, may_be_id};
use super::labels::Label;
use super::lines::prefix;
use super::quoted;

/// Phrases that state a conflict, in lower case with plain blanks.
const PHRASES: [&str; 5] =
    ["conflicts with", "conflict with", "conflicting with", "same file as", "same files as"];
/// Beginnings of the phrases.
const STEMS: [&str; 2] = ["conflict", "same file"];
/// Name of a field that states a conflict and of no phrase in a sentence.
const FIELD: &str = "conflicts";
/// Maximum length of what is read after a phrase, in bytes.
const MAX_BYTES: usize = 1000;
/// Maximum number of ids that one text names.
const MAX_IDS: usize = 50;

/// Reads the ids of the tasks that `text` declares as conflicting with its own task.
pub fn in_text(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase().replace(['-', '_'], " ");
    let mut quoted_spans = None;
    let mut ids = Vec::new();
    let mut starts: Vec<usize> =
        STEMS.iter().flat_map(|stem| lower.match_indices(stem)).map(|(start, _)| start).collect();
    starts.sort_unstable();
    for start in starts {
        let before = lower[..start].chars().next_back();
        if ids.len() >= MAX_IDS || before.is_some_and(|c| c.is_alphanumeric() || c == '#') {
            continue;
        }
        let spans = quoted_spans.get_or_insert_with(|| quoted::spans(text));
        let next = spans.partition_point(|span| span.end <= start);
        if spans.get(next).is_none_or(|span| span.start > start) {
            ids.extend(stated(text, &lower, start));
        }
    }
    ids.truncate(MAX_IDS);
    ids
}

/// Reads the ids that `labels` declare as conflicting: `#conflicts-with:T3`.
pub fn in_labels(labels: &[Label]) -> Vec<String> {
    let is_conflict = |label: &&Label| {
        let name = label.name.to_ascii_lowercase().replace(['-', '_'], " ");
        name == PHRASES[0] || name == FIELD
    };
    labels.iter().filter(is_conflict).flat_map(|label| ids(&label.value, true)).collect()
}

/// Reads the ids behind the phrase at `start` of `text`, if it states a conflict of the text's task.
fn stated(text: &str, lower: &str, start: usize) -> Vec<String> {
    let marks = ['*', '_', '`', '"', '”', ' '];
    let length = |phrase: &&str| lower[start..].starts_with(*phrase).then_some(phrase.len());
    let phrase = PHRASES.iter().find_map(length);
    let field = || lower[start..].starts_with(FIELD).then_some(FIELD.len());
    let Some(length) = phrase.or_else(field) else { return Vec::new() };
    let Some(rest) = text.get(start + length..).map(|rest| rest.trim_start_matches(marks)) else {
        return Vec::new();
    };
    let value = rest.strip_prefix(':');
    let clause = Clause::before(text, lower, start);
    let is_field = value.is_some() && clause.is_empty();
    let is_statement = is_field || (phrase.is_some() && !names_other(&clause, text));
    if clause.is_denied() || !is_statement {
        return Vec::new();
    }
    let value = prefix(value.unwrap_or(rest), MAX_BYTES);
    let value = match clause.bracket {
        Some(bracket) => &value[..clause::closing(value, bracket.close)],
        None => clause::field_value(value),
    };
    if clause::is_asked(value) { Vec::new() } else { ids(value, is_field) }
}

/// Returns true if the text before a phrase names another task, which then is the one that conflicts.
fn names_other(clause: &Clause, text: &str) -> bool {
    let names = |word: &str| word.contains(|c: char| c.is_ascii_digit()) && may_be_id(word);
    let subject = clause.subject(text);
    subject.split(|c: char| c.is_whitespace() || "()[]*_`,:;".contains(c)).any(names)
}

/// Reads the ids that `value` begins with. Plain numbers are ids in a field only.
fn ids(value: &str, is_field: bool) -> Vec<String> {
    let (members, _) = list::members(value);
    let is_id = |member: &&Member| {
        let is_number = member.text.trim_start_matches('#').bytes().all(|b| b.is_ascii_digit());
        let is_named = is_field || member.is_marked;
        member.kind.is_none()
            && (may_name(member.text, is_field) || (is_number && (is_named || member.through)))
    };
    let mut ids: Vec<String> = Vec::new();
    let named = members.iter().filter(|member| member.role == Role::Named);
    for member in named.take_while(is_id) {
        // `T001-T003`, but not `PROJ1-12`, which is one id.
        let whole = span::ends(member.text).find(|(_, last)| member.text.ends_with(last.as_str()));
        if let Some((first, last)) = whole.filter(|(first, _)| may_name(first, is_field)) {
            ids.push(fold_dashes(first));
            ids.extend(between(first, &last));
            ids.push(last);
            continue;
        }
        let first = ids.last().filter(|_| member.through);
        let end = first.and_then(|first| span::whole(first, member.text));
        let end = end.unwrap_or_else(|| member.text.to_owned());
        let inner = first.map_or_else(Vec::new, |first| between(first, &end));
        ids.extend(inner);
        ids.push(fold_dashes(&end));
    }
    let left_out: Vec<String> = members
        .iter()
        .filter(|member| member.role != Role::Named)
        .map(|member| canonical(member.text))
        .collect();
    ids.retain(|id| !left_out.contains(&canonical(id)));
    ids
}

/// Returns true if `word` may be an id. In a field or label, which has nothing but ids, it may be in lower case.
fn may_name(word: &str, is_field: bool) -> bool {
    may_be_id(word) || is_field && may_be_id(&word.to_ascii_uppercase())
}

/// Returns the ids between `first` and `last`.
fn between(first: &str, last: &str) -> Vec<String> {
    span::between(first, last).map_or_else(Vec::new, |(head, numbers, digits)| {
        numbers.take(MAX_IDS).map(|number| format!("{head}{number:0digits$}")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::text::labels;

    #[test]
    fn conflicts_are_read_in_all_spellings() {
        for (text, expected) in [
            ("Write it (conflicts with T3)", &["T3"][..]),
            ("Write it. Conflicts with T3 and T4.", &["T3", "T4"]),
            ("Write it\nConflicts with: T3, T4", &["T3", "T4"]),
            ("**Conflicts-with:** [T3, T4]", &["T3", "T4"]),
            ("conflicts_with: [3, 4]", &["3", "4"]),
            ("Conflicts: #3", &["#3"]),
            ("Write it, which conflicts with task 7", &["7"]),
            ("(conflicts with T3 to T5)", &["T3", "T4", "T5"]),
            ("This will conflict with T003 (same file)", &["T003"]),
            ("Add the flag (same file as T037)", &["T037"]),
            ("Add the flag (same file as T037-T039)", &["T037", "T038", "T039"]),
            ("Add the flag (same file as PROJ1-12)", &["PROJ1-12"]),
            ("Add the flag (same file as T037–39)", &["T037", "T038", "T039"]),
            ("Add the flag (same file as T037 to 039)", &["T037", "T038", "T039"]),
            ("Add the flag, in the same file as T037 and T038", &["T037", "T038"]),
        ] {
            assert_eq!(in_text(text), expected, "{text}");
        }
    }

    #[test]
    fn other_sentences_state_no_conflict() {
        for text in [
            "It no longer conflicts with T3",
            "Does not conflict with T3",
            "T1 conflicts with T3",
            "Resolve the merge conflict with main",
            "Say `conflicts with T3`",
            "Conflicts with T3?",
            "Read conflicts: 3 of them",
            "It conflicts with 2 libraries",
            "Conflicts",
            "Conflicts with: none",
            "Not the same file as T3",
            "T1 edits the same file as T3",
            "Write to the same file as before",
            "Same files: T3",
        ] {
            assert_eq!(in_text(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn labels_state_conflicts() {
        for (text, ids) in [
            ("Write it #conflicts-with:T3 #priority:high", &["T3"][..]),
            ("Write it #conflicts-with:t3", &["t3"]),
            ("Write it #conflicts:t003", &["t003"]),
            ("Write it #conflicts_with:proj-12", &["proj-12"]),
            ("Write it #Conflicts-With:us1.2", &["us1.2"]),
            ("Write it #conflicts-with:3", &["3"]),
            ("Write it #conflicts-with:none", &[]),
            ("Write it #conflicts-with:later", &[]),
        ] {
            assert_eq!(in_labels(&labels::find(text)), ids, "{text}");
        }
    }

    #[test]
    fn fields_name_ids_in_any_case_and_sentences_do_not() {
        for (text, ids) in [
            ("Conflicts with: t3", &["t3"][..]),
            ("conflicts_with: [t3, t4]", &["t3", "t4"]),
            ("Conflicts: t3 and T4", &["t3", "T4"]),
            ("Write it, which conflicts with t3", &[]),
            ("It conflicts with utf8 names", &[]),
        ] {
            assert_eq!(in_text(text), ids, "{text}");
        }
    }
}
