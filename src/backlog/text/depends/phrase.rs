//! Dependencies in sentences, labels and lists.

use std::ops::Range;

use super::clause::{self, Bracket, Clause, MARKS};
use super::phrases::{self, Use, of_field};
use super::setting::{Place, Setting};
use super::{DependencyStatement, Form, Relation, event, list, signs};
use crate::backlog::text::dashes::fold_dashes;
use crate::backlog::text::date;
use crate::backlog::text::ids;
use crate::backlog::text::labels::Label;
use crate::backlog::text::lines::prefix;
use crate::backlog::text::quoted;

/// Maximum length of the value after a phrase, in bytes.
const MAX_BYTES: usize = 1000;
/// Maximum number of dependencies of one paragraph.
const MAX_STATEMENTS: usize = 50;

/// Returns the dependencies that `labels` state: `#depends-on:T001`, `#blocked-by:legal`.
pub fn in_labels(labels: &[Label], line: u32) -> Vec<DependencyStatement> {
    let needs = labels.iter().filter(|label| !label.value.is_empty()).filter_map(|label| {
        let relation = of_field(&field_name(&label.name))?;
        Some(DependencyStatement::field(relation, &label.value, line))
    });
    needs.take(MAX_STATEMENTS).collect()
}

/// Returns the dependency in an item of a list below a field of `relation`: `T001`, `**Task:** T001
/// (why)`. An item that `explains` another one is read as prose.
pub fn in_item(
    text: &str,
    relation: Relation,
    explains: bool,
    line: u32,
) -> Option<DependencyStatement> {
    let value = prefix(text, MAX_BYTES);
    let inner = value.trim_start_matches(['*', '_', '`', ' ']);
    let name = inner.find(':').map_or("", |colon| &inner[..colon]);
    let name = field_name(name);
    if of_field(&name).is_some() {
        // `in_text` reads it.
        return None;
    }
    let named = matches!(name.as_str(), "task" | "tasks" | "id" | "ids" | "issue" | "ticket");
    let value = if named { inner.split_once(':').map_or("", |(_, rest)| rest) } else { value };
    let mut need =
        DependencyStatement::field(relation, value.trim_start_matches(['*', '_', '`', ' ']), line);
    if explains {
        need.form = Form::Prose;
    }
    Some(need)
}

/// Normalizes the name of a field: `**Depends‑on` becomes `depends on`.
fn field_name(name: &str) -> String {
    let name = fold_dashes(prefix(name, 40)).to_ascii_lowercase().replace(['-', '_'], " ");
    name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Returns the dependencies that `text` states. `is_title` is true for the text of a task's own item.
pub fn in_text(text: &str, is_title: bool, line: u32) -> Vec<DependencyStatement> {
    let lower = text.to_ascii_lowercase();
    let words = phrases::words(&lower);
    let mut quoted_spans: Option<Vec<Range<usize>>> = None;
    let mut needs = Vec::new();
    let mut from = 0;
    for at in 0..words.len() {
        if needs.len() >= MAX_STATEMENTS {
            break;
        }
        let start = words[at].start;
        if start < from {
            continue;
        }
        let meanings = phrases::at(&lower, &words[at..]);
        let Some(&(end, ..)) = meanings.first() else { continue };
        from = end;
        let spans = quoted_spans.get_or_insert_with(|| quoted::spans(text));
        let need = meanings.into_iter().find_map(|(end, relation, place)| {
            let found = Found { text, lower: &lower, start, end, relation, place };
            found.need(spans, is_title, line)
        });
        let Some(mut need) = need else { continue };
        if let Some((length, relation)) = phrases::leading(&need.value)
            && need.form == Form::Field
            && let Some(next) = words.iter().find(|word| word.start >= from)
        {
            // `Dependencies: depends on T001`
            from = next.start + length;
            let value = need.value[length..].trim_start_matches(MARKS);
            let value = value.trim_start_matches([':', ' ']).trim_start_matches(MARKS).to_owned();
            need.value = value;
            if relation != Relation::Requires {
                need.relation = relation;
            }
        }
        needs.push(need);
    }
    needs.extend(signs::in_text(text, line));
    needs
}

/// Phrase in its text.
struct Found<'a> {
    text: &'a str,
    lower: &'a str,
    start: usize,
    end: usize,
    relation: Relation,
    place: Use,
}

impl<'a> Found<'a> {
    /// Returns the dependency that the phrase states, if it states one.
    fn need(
        &self,
        quoted: &[Range<usize>],
        is_title: bool,
        line: u32,
    ) -> Option<DependencyStatement> {
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
            (Use::Bracketed, bracket) => {
                // `(pending, completed)` lists states.
                let begins = |c: char| c.is_alphanumeric() || matches!(c, ':' | '#' | '@' | '[');
                let rest = after.trim_start_matches(MARKS).trim_start();
                rest.trim_start_matches(MARKS).starts_with(begins)
                    && bracket.is_some_and(|it| it.begins_with_phrase && self.is_last(it))
            }
            (Use::Last, bracket) => {
                bracket.is_some_and(|it| after.starts_with(it.close))
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
        let is_strict = denied || lower[start..end] == *"not before";
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
        let is_set_off = clause.bracket.is_some() && clause.is_empty();
        let mut bounds_start = relation == Relation::BlockedBy;
        if relation == Relation::After {
            let is_event = self.is_event(&clause, value, is_title) || is_field;
            bounds_start = is_strict || is_set_off || is_event;
            relation = match (is_event && !event::is_usual(value), is_strict) {
                (true, true) => Relation::BlockedBy,
                (true, false) => Relation::After,
                (false, _) => Relation::Requires,
            };
        }
        let withdrawn = relation == Relation::BlockedBy && clause::is_withdrawn(value);
        if withdrawn
            || clause::is_asked(value)
            || (place == Use::WhenDone && !event::says_done(value))
        {
            return None;
        }
        // `Blocked by legal.` is about the task, `Users blocked by a firewall …` is not.
        let is_said = match relation {
            Relation::BlockedBy => is_strict || self.is_said(&clause, value, is_title),
            Relation::After => true,
            _ => false,
        };
        let mut form = if is_field {
            Form::Field
        } else if is_set_off || is_said {
            Form::SetOff
        } else {
            Form::Prose
        };
        let mut value = value.trim();
        if let Some(end) = date::leading(value).filter(|_| bounds_start) {
            // A time is no task, but blocks the task until then.
            (relation, form, value) = (Relation::BlockedBy, form.max(Form::SetOff), &value[..end]);
        }
        let subject = clause.subject(text).to_owned();
        let value = value.to_owned();
        Some(DependencyStatement {
            subject,
            form,
            value,
            ..DependencyStatement::field(relation, "", line)
        })
    }

    /// Returns true if no word follows `bracket` in its line.
    fn is_last(&self, bracket: Bracket) -> bool {
        let line = self.text[self.end..].split('\n').next().unwrap_or_default();
        !line[clause::closing(line, bracket.close)..].contains(char::is_alphanumeric)
    }

    /// Returns true if the phrase is quoted, and is not the quoted name of a field.
    fn is_quoted(&self, quoted: &[Range<usize>]) -> bool {
        let at = quoted.partition_point(|span| span.end <= self.start);
        let Some(span) = quoted.get(at).filter(|span| span.start < self.start) else {
            return false;
        };
        let after = self.text[self.end..].trim_start_matches(MARKS);
        let named = self.text.len() - after.trim_start_matches(':').len();
        !after.starts_with(':') || span.end > named + 1
    }

    /// Returns the value after the phrase, up to its end.
    fn value(&self, clause: &Clause, setting: Option<Setting<'a>>, is_title: bool) -> &'a str {
        if matches!(self.place, Use::Subject | Use::Last) {
            return DependencyStatement::SELF;
        }
        let after = self.text[self.end..].trim_start_matches(MARKS);
        let is_field = setting.as_ref().is_some_and(|setting| setting.form == Form::Field);
        let rest = setting.map_or(after, |setting| setting.value).trim_start_matches(MARKS);
        let value = prefix(rest, MAX_BYTES);
        let line = &self.text[..self.start];
        let line = line[line.rfind('\n').map_or(0, |at| at + 1)..].trim_start();
        let value =
            if line.starts_with('|') { value.split('|').next().unwrap_or_default() } else { value };
        match clause.bracket {
            Some(bracket) => &value[..clause::closing(value, bracket.close)],
            None if is_field => clause::field_value(value).trim_end_matches(['*', '_']),
            // `Blocked by legal: fix it`
            None if clause.begins_title(is_title) && self.relation == Relation::BlockedBy => {
                &value[..clause::first_part(value)]
            }
            None if self.relation != Relation::BlockedBy && clause.speaks_of_start() => {
                event::sentence(value)
            }
            None => value,
        }
    }

    /// Returns true if the task itself is blocked by `value`.
    fn is_said(&self, clause: &Clause, value: &str, is_title: bool) -> bool {
        let is_usual = value.trim_start().starts_with("default");
        let is_until = self.lower[self.start..self.end].ends_with("until") && clause.is_apart();
        let is_statement = clause.is_empty() && clause.is_statement(is_title);
        (is_statement || is_until || clause.begins_title(is_title)) && !is_usual
    }

    /// Returns true if the phrase says that the task comes after `value`: `(after the audit)` at either end
    /// of a line, or `Start after the audit.`
    fn is_event(&self, clause: &Clause, value: &str, is_title: bool) -> bool {
        let speaks_of_start = clause.speaks_of_start();
        let Some(bracket) = clause.bracket else {
            return speaks_of_start && clause.is_statement(is_title);
        };
        (bracket.begins_line || self.is_last(bracket))
            && (clause.is_empty() || speaks_of_start)
            && !value.trim().is_empty()
    }
}

/// Returns true if `subject` is a list of ids.
fn names_tasks(subject: &str) -> bool {
    let (members, all) = list::members(subject);
    let is_id = |text: &str| ids::may_be_id(text) || text.contains(|c: char| c.is_ascii_digit());
    all && !members.is_empty() && members.iter().all(|member| is_id(member.text))
}
