//! Where a text states a dependency.

use std::ops::Range;

use super::clause::{self, Clause, MARKS};
use super::phrases::{self, Use, of_field};
use super::setting::{Place, Setting};
use super::{Form, Need, Relation, list, signs};
use crate::backlog::text::dashes::fold_dashes;
use crate::backlog::text::date;
use crate::backlog::text::ids;
use crate::backlog::text::labels::Label;
use crate::backlog::text::lines::prefix;
use crate::backlog::text::quoted;

/// As much as is read after a phrase, in bytes.
const MAX_BYTES: usize = 1000;
/// The most dependencies that one paragraph states.
const MOST: usize = 50;

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
    let words = phrases::words(&lower);
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
        let Some((end, relation, place)) = phrases::at(&lower, &words[at..]) else { continue };
        from = end;
        let spans = quoted_spans.get_or_insert_with(|| quoted::spans(text));
        let found = Found { text, lower: &lower, start, end, relation, place };
        needs.extend(found.need(spans, is_title, line));
    }
    needs.extend(signs::in_text(text, line));
    needs
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

impl<'a> Found<'a> {
    /// The dependency that the phrase states, if it states one.
    fn need(&self, quoted: &[Range<usize>], is_title: bool, line: u32) -> Option<Need> {
        let Self { text, lower, start, end, mut relation, place } = *self;
        if self.is_quoted(quoted) {
            return None;
        }
        let clause = Clause::before(text, lower, start);
        let (before, phrase, after) = (&text[..start], &text[start..end], &text[end..]);
        let setting = Place { before, phrase, after, clause: &clause, role: place }.setting();
        if matches!(place, Use::Field | Use::Remark) && setting.is_none() {
            return None;
        }
        let is_placed = match (place, clause.bracket) {
            (Use::Bracketed, _) => clause.begins_bracket && self.ends_line(clause.bracket),
            (Use::Last, bracket) => {
                bracket.is_some_and(|close| after.starts_with(close))
                    && names_tasks(clause.subject(text))
            }
            (Use::Subject, _) => names_tasks(clause.subject(text)),
            _ => true,
        };
        if !is_placed {
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
        let is_field = setting.as_ref().is_some_and(|setting| setting.form == Form::Field);
        let value = self.value(&clause, setting, is_title);
        let withdrawn = relation == Relation::BlockedBy && clause::is_withdrawn(value);
        if withdrawn || clause::is_asked(value) || (place == Use::WhenDone && !says_done(value)) {
            return None;
        }
        // `Blocked by legal.` is said of the task, `Users blocked by a firewall …` is not.
        let is_said = relation == Relation::BlockedBy && self.is_said(&clause, value, is_title);
        let mut form = if is_field {
            Form::Field
        } else if clause.is_empty() && clause.bracket.is_some() || is_said {
            Form::SetOff
        } else {
            Form::Prose
        };
        let mut value = value.trim();
        let is_bound = relation == Relation::BlockedBy || self.sets_time(&clause, denied);
        if let Some(end) = date::leading(value).filter(|_| is_bound) {
            // No task, but nothing to be started before either.
            (relation, form, value) = (Relation::BlockedBy, form.max(Form::SetOff), &value[..end]);
        }
        let subject = clause.subject(text).to_owned();
        let value = value.to_owned();
        Some(Need { subject, relation, form, value, line, of_part: false, below: false })
    }

    /// Returns whether the bracket that `close` closes is the last of its line.
    fn ends_line(&self, close: Option<char>) -> bool {
        let line = self.text[self.end..].split('\n').next().unwrap_or_default();
        let end = close.map_or(0, |close| clause::closing(line, close));
        !line[end..].contains(char::is_alphanumeric)
    }

    /// Returns whether the phrase stands in quotes, and is not the quoted name of a field.
    fn is_quoted(&self, quoted: &[Range<usize>]) -> bool {
        let at = quoted.partition_point(|span| span.end <= self.start);
        let Some(span) = quoted.get(at).filter(|span| span.start < self.start) else {
            return false;
        };
        let after = self.text[self.end..].trim_start_matches(MARKS);
        let named = self.text.len() - after.trim_start_matches(':').len();
        !after.starts_with(':') || span.end > named + 1
    }

    /// The value behind the phrase, as far as it goes.
    fn value(&self, clause: &Clause, setting: Option<Setting<'a>>, is_title: bool) -> &'a str {
        if matches!(self.place, Use::Subject | Use::Last) {
            return Need::SELF;
        }
        let after = self.text[self.end..].trim_start_matches(MARKS);
        let is_field = setting.as_ref().is_some_and(|setting| setting.form == Form::Field);
        let rest = setting.map_or(after, |setting| setting.value).trim_start_matches(MARKS);
        let value = prefix(rest, MAX_BYTES);
        match clause.bracket {
            Some(close) => &value[..clause::closing(value, close)],
            None if is_field => clause::field_value(value).trim_end_matches(['*', '_']),
            // `Blocked by legal: fix it`
            None if clause.begins_title(is_title) && self.relation == Relation::BlockedBy => {
                &value[..clause::first_part(value)]
            }
            None => value,
        }
    }

    /// Tells whether a block by `value` is said of the task.
    fn is_said(&self, clause: &Clause, value: &str, is_title: bool) -> bool {
        let is_usual = value.trim_start().starts_with("default");
        let is_until = self.lower[self.start..self.end].ends_with("until") && clause.is_apart();
        let is_statement = clause.is_empty() && clause.is_statement(is_title);
        (is_statement || is_until || clause.begins_title(is_title)) && !is_usual
    }

    /// Tells whether a time behind the phrase is one before which the task must not be begun:
    /// `cannot start before Monday`, `(after Monday)`.
    fn sets_time(&self, clause: &Clause, denied: bool) -> bool {
        let is_set_off = clause.bracket.is_some() && clause.is_empty();
        let is_strict = denied || self.lower[self.start..self.end] == *"not before";
        let is_after = self.relation == Relation::After && is_set_off;
        is_strict || is_after
    }
}

/// Tells whether `subject` is a list of ids.
fn names_tasks(subject: &str) -> bool {
    let (members, all) = list::members(subject);
    let is_id = |text: &str| ids::may_be_id(text) || text.contains(|c: char| c.is_ascii_digit());
    all && !members.is_empty() && members.iter().all(|member| is_id(member.text))
}

/// Tells whether `value` goes on to say that what it names is done: `T001 is merged`.
fn says_done(value: &str) -> bool {
    const DONE: [&str; 16] = [
        "done",
        "merged",
        "finished",
        "complete",
        "completed",
        "lands",
        "landed",
        "ships",
        "shipped",
        "ready",
        "in",
        "through",
        "closed",
        "released",
        "resolved",
        "deployed",
    ];
    let sentence = value.split(['.', ',', ';', '\n']).next().unwrap_or_default();
    sentence.split_whitespace().skip(1).take(6).any(|word| DONE.contains(&word))
}
