//! The phrases that speak of dependencies, and where a text states one with them.

use std::ops::Range;

use super::clause::{self, Clause};
use super::{Form, Need, Relation};
use crate::backlog::text::blocked;
use crate::backlog::text::dashes::fold_dashes;
use crate::backlog::text::labels::Label;
use crate::backlog::text::lines::prefix;
use crate::backlog::text::quoted;

/// As much as is read after a phrase, in bytes.
const MAX_BYTES: usize = 1000;
/// The most dependencies that one paragraph states.
const MOST: usize = 50;

/// Where a phrase states a dependency.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// In a sentence and as the name of a field.
    Anywhere,
    /// As the name of a field only: `Dependencies: …`.
    Field,
    /// In a sentence that denies it: `cannot start until …`.
    Denied,
    /// In brackets or as the name of a field of text, never of a heading: `Blocked: legal`.
    Remark,
}

/// Words in lower case, the relation they state and where. Longer phrases come before those that
/// they begin with.
const PHRASES: [(&str, Relation, Use); 57] = {
    use Relation::{After, BlockedBy, DependsOn, Precedes};
    use Use::{Anywhere, Denied, Field, Remark};
    [
        ("depends upon", DependsOn, Anywhere),
        ("depends on", DependsOn, Anywhere),
        ("depend upon", DependsOn, Anywhere),
        ("depend on", DependsOn, Anywhere),
        ("dependent on", DependsOn, Anywhere),
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
        ("gated on", DependsOn, Anywhere),
        ("gated by", DependsOn, Anywhere),
        ("waiting for", BlockedBy, Anywhere),
        ("waiting on", BlockedBy, Anywhere),
        ("blocked by", BlockedBy, Anywhere),
        ("blocked on", BlockedBy, Anywhere),
        ("blocked until", BlockedBy, Anywhere),
        ("blockedby", BlockedBy, Anywhere),
        ("blocked", BlockedBy, Remark),
        ("on hold", BlockedBy, Remark),
        ("blockers", BlockedBy, Field),
        ("blocker", BlockedBy, Field),
        ("prerequisite for", Precedes, Anywhere),
        ("prerequisite of", Precedes, Anywhere),
        ("prerequisites for", Precedes, Anywhere),
        ("prerequisites of", Precedes, Anywhere),
        ("prerequisites", After, Field),
        ("prerequisite", After, Field),
        ("prereqs", After, Field),
        ("prereq", After, Field),
        ("requires", After, Anywhere),
        ("needs", After, Anywhere),
        ("builds on", After, Anywhere),
        ("follows", After, Anywhere),
        ("after", After, Anywhere),
        ("once", After, Anywhere),
        ("until", After, Denied),
        ("not before", After, Anywhere),
        ("required by", Precedes, Anywhere),
        ("required for", Precedes, Anywhere),
        ("needed by", Precedes, Anywhere),
        ("needed for", Precedes, Anywhere),
        ("unblocks", Precedes, Anywhere),
        ("blocks", Precedes, Anywhere),
        ("blocking", Precedes, Anywhere),
        ("must precede", Precedes, Anywhere),
        ("precedes", Precedes, Anywhere),
        ("before", Precedes, Anywhere),
    ]
};

/// The relation that a field called `name` states, its name in lower case with plain blanks.
pub fn of_field(name: &str) -> Option<Relation> {
    let (_, relation, _) = PHRASES
        .iter()
        .find(|&&(words, _, place)| words == name && matches!(place, Use::Anywhere | Use::Field))?;
    Some(*relation)
}

/// The dependencies that `labels` state: `#depends-on:T001`, `#blocked-by:legal`.
pub fn in_labels(labels: &[Label], line: u32) -> Vec<Need> {
    let needs = labels.iter().filter(|label| !label.value.is_empty()).filter_map(|label| {
        let relation = of_field(&field_name(&label.name))?;
        Some(Need::field(relation, &label.value, line))
    });
    needs.take(MOST).collect()
}

/// The dependency that an item of a list below a field of `relation` states: `T001`,
/// `**Task:** T001 (why)`. Items that explain another one name tasks only by the way.
pub fn in_item(text: &str, relation: Relation, explains: bool, line: u32) -> Option<Need> {
    let value = prefix(text, MAX_BYTES);
    let inner = value.trim_start_matches(['*', '_', '`', ' ']);
    let name = inner.find(':').map_or("", |colon| &inner[..colon]);
    let name = field_name(name);
    if of_field(&name).is_some() {
        // It speaks for itself.
        return None;
    }
    let named = matches!(name.as_str(), "task" | "tasks" | "id" | "ids" | "issue" | "ticket");
    let value = if named { inner.split_once(':').map_or("", |(_, rest)| rest) } else { value };
    let mut need = Need::field(relation, value.trim_start_matches(['*', '_', '`', ' ']), line);
    if explains {
        need.form = Form::Prose;
    }
    Some(need)
}

/// `**Depends‑on` as `depends on`.
fn field_name(name: &str) -> String {
    let name = fold_dashes(prefix(name, 40)).to_ascii_lowercase().replace(['-', '_'], " ");
    name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The dependencies that `text` states. `is_title` where it is the text of a task's own item.
pub fn in_text(text: &str, is_title: bool, line: u32) -> Vec<Need> {
    let lower = text.to_ascii_lowercase();
    let words = words(&lower);
    let mut quoted_spans: Option<Vec<Range<usize>>> = None;
    let mut needs = Vec::new();
    let mut from = 0;
    for at in 0..words.len() {
        if needs.len() >= MOST {
            break;
        }
        let start = words[at].start;
        if start < from {
            continue;
        }
        let Some((end, relation, place)) = phrase(&lower, &words[at..]) else { continue };
        from = end;
        let spans = quoted_spans.get_or_insert_with(|| quoted::spans(text));
        let found = Found { text, lower: &lower, start, end, relation, place };
        needs.extend(found.need(spans, is_title, line));
    }
    needs
}

/// The words of `lower`, which are letters, digits and apostrophes.
fn words(lower: &str) -> Vec<Range<usize>> {
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

/// The phrase that `words` of `lower` begin with: its end, its relation and its use.
fn phrase(lower: &str, words: &[Range<usize>]) -> Option<(usize, Relation, Use)> {
    let start = words.first()?.start;
    if lower[..start].ends_with('#') {
        return None;
    }
    let joins = |c: char| {
        matches!(c, ' ' | '\t' | '\n' | '-' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2012}')
    };
    PHRASES.iter().find_map(|&(phrase, relation, place)| {
        let mut end = start;
        for (at, part) in phrase.split(' ').enumerate() {
            let word = words.get(at)?;
            let gap = &lower[end..word.start];
            if &lower[word.clone()] != part || gap.len() > 200 || !gap.chars().all(joins) {
                return None;
            }
            end = word.end;
        }
        Some((end, relation, place))
    })
}

/// A phrase where it stands.
struct Found<'a> {
    text: &'a str,
    lower: &'a str,
    start: usize,
    end: usize,
    relation: Relation,
    place: Use,
}

impl Found<'_> {
    /// The dependency that the phrase states, if it states one.
    fn need(&self, quoted: &[Range<usize>], is_title: bool, line: u32) -> Option<Need> {
        let Self { text, lower, start, end, mut relation, place } = *self;
        let marks = ['*', '_', '`', '"', '”'];
        let rest = text[end..].trim_start_matches(marks);
        let at = quoted.partition_point(|span| span.end <= start);
        if let Some(span) = quoted.get(at).filter(|span| span.start < start) {
            // `Depends on:` may be the name of a field in quotes.
            let after = text[end..].trim_start_matches(marks);
            let named = text.len() - after.trim_start_matches(':').len();
            if !after.starts_with(':') || span.end > named + 1 {
                return None;
            }
        }
        let clause = Clause::before(text, lower, start);
        let sets_value = match place {
            Use::Remark => blocked::reason(rest, clause.bracket.is_some(), clause.begins_line),
            _ => set_value(rest, &clause),
        };
        let is_set_off = clause.is_empty() || (place == Use::Remark && clause.begins_line);
        let is_field = sets_value.is_some() && is_set_off;
        if matches!(place, Use::Field | Use::Remark) && !is_field {
            return None;
        }
        if is_title && clause.describes() {
            return None;
        }
        let denied = clause.is_denied();
        if place == Use::Denied {
            if !denied {
                return None;
            }
        } else if denied {
            if !(lower[start..end] == *"before" && clause.is_forbidding()) {
                return None;
            }
            relation = Relation::After;
        }
        let rest = sets_value.unwrap_or(rest).trim_start_matches(marks);
        let value = prefix(rest, MAX_BYTES);
        let value = match clause.bracket {
            Some(close) => &value[..clause::closing(value, close)],
            None if is_field => clause::field_value(value),
            None => value,
        };
        let withdrawn = relation == Relation::BlockedBy && clause::is_withdrawn(value);
        if withdrawn || clause::is_asked(value) {
            return None;
        }
        // `Blocked by legal.` is said of the task, `Users blocked by a firewall …` is not.
        let is_said =
            relation == Relation::BlockedBy && clause.is_statement(is_title) && clause.is_empty();
        let form = if is_field {
            Form::Field
        } else if clause.is_empty() && clause.bracket.is_some() || is_said {
            Form::SetOff
        } else {
            Form::Prose
        };
        let value = value.trim().to_owned();
        let subject = clause.subject(text).to_owned();
        Some(Need { subject, relation, form, value, line, of_part: false, below: false })
    }
}

/// The value of a field after its name: behind a colon, or at the start of a line behind a dash or
/// an equals sign, perhaps with a remark before: ` (hard): …`.
fn set_value<'a>(rest: &'a str, clause: &Clause) -> Option<&'a str> {
    let remark = rest.trim_start_matches(' ').strip_prefix('(').and_then(|inner| {
        let (close, _) = inner.char_indices().take(40).find(|&(_, c)| c == ')')?;
        let after = inner[close + 1..].trim_start_matches(['*', '_']);
        after.starts_with(':').then_some(after)
    });
    let rest = remark.unwrap_or(rest);
    if rest.starts_with(':') {
        return Some(rest.trim_start_matches(':'));
    }
    let dash = [" - ", " – ", " — ", " = "].into_iter().find_map(|dash| rest.strip_prefix(dash));
    dash.filter(|_| clause.begins_line)
}
