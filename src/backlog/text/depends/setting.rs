//! Forms of a field with its value: `Depends on: T001`, `deps=T001`, `@after(T001)`.

use super::Form;
use super::clause::{self, Clause};
use super::phrases::Use;
use crate::backlog::text::{blocked, ids};

/// Maximum length of a remark between the name and the colon, in characters.
const MAX_REMARK: usize = 40;

/// Phrase with the text around it, which decides on the form of its value.
pub struct Place<'a> {
    /// Text before the phrase.
    pub before: &'a str,
    /// Phrase as written.
    pub phrase: &'a str,
    /// Text after the phrase.
    pub after: &'a str,
    /// Clause before the phrase.
    pub clause: &'a Clause<'a>,
    pub role: Use,
}

/// Value that a mark separates from the name before it.
pub struct Setting<'a> {
    pub value: &'a str,
    pub form: Form,
}

impl<'a> Place<'a> {
    /// Returns the value of the field that has the phrase as its name.
    pub fn setting(&self) -> Option<Setting<'a>> {
        let field = |value| Setting { value, form: Form::Field };
        if let Some(value) = self.assigned().or_else(|| self.called()) {
            return Some(field(value));
        }
        let value = self.set()?;
        if self.is_bare() && self.clause.bracket.is_none() {
            return Some(Setting { value, form: Form::Prose });
        }
        let is_remark = self.role == Use::Remark;
        if self.clause.is_empty() || (is_remark && self.clause.begins_line) {
            return Some(field(value));
        }
        if self.is_emphasised() {
            return Some(field(clause::field_value(value)));
        }
        match self.role {
            // In a sentence, the words may describe something else, so only ids count.
            Use::Field => Some(Setting { value: clause::field_value(value), form: Form::Prose }),
            Use::Remark => self.is_set_off().then(|| field(clause::field_value(value))),
            _ => Some(Setting { value, form: Form::Prose }),
        }
    }

    /// Returns the value after a colon, or after a dash or equals sign at the start of a line. A remark
    /// may come before the mark: ` (hard): …`.
    fn set(&self) -> Option<&'a str> {
        let rest = self.after.trim_start_matches(clause::MARKS);
        if self.role == Use::Remark {
            let in_bracket = self.clause.bracket.is_some();
            let reason = blocked::reason(rest, in_bracket, self.clause.begins_line);
            // `(blocked T001)`
            let blank = rest.trim_start_matches(' ');
            let word = blank.split([',', ' ', ')', ']']).next().unwrap_or_default();
            let names_task = in_bracket && ids::may_be_id(word.trim_start_matches('#'));
            return reason.or(names_task.then_some(blank));
        }
        let remark = rest.trim_start_matches(' ').strip_prefix('(').and_then(|inner| {
            let (close, _) = inner.char_indices().take(MAX_REMARK).find(|&(_, c)| c == ')')?;
            let after = inner[close + 1..].trim_start_matches(['*', '_']);
            after.starts_with(':').then_some(after)
        });
        let rest = remark.unwrap_or(rest);
        let in_bracket = self.clause.bracket.is_some();
        if rest.starts_with(':') {
            return Some(rest.trim_start_matches(':'));
        }
        if self.role == Use::Field && ((in_bracket && self.clause.is_empty()) || self.names_deps())
        {
            // `(deps T001)`, `; deps T001`
            let blank = rest.trim_start_matches(' ');
            let word = blank.split([',', ' ', ')', ']', '.', '–', '—']).next().unwrap_or_default();
            return ids::may_be_id(word.trim_start_matches('#')).then_some(blank);
        }
        let dash =
            [" - ", " – ", " — ", " = "].into_iter().find_map(|dash| rest.strip_prefix(dash));
        dash.filter(|_| self.clause.begins_line)
    }

    /// Returns true for the abbreviations of "dependencies", which people write without a mark: `deps T001`.
    fn names_deps(&self) -> bool {
        let is = |word: &str| self.phrase.eq_ignore_ascii_case(word);
        let is_short = is("deps") || is("dep") || is("depends");
        (is_short || self.clause.is_apart()) && !self.clause.is_of_upkeep()
    }

    /// Returns true if a blank separates such a name from its value.
    fn is_bare(&self) -> bool {
        self.names_deps()
            && self.after.starts_with(' ')
            && !self.after.trim_start().starts_with(['-', '–', '—', '='])
    }

    /// Returns the value of `deps=T001` or `depends_on=[T001, T002]`.
    fn assigned(&self) -> Option<&'a str> {
        let value = self.after.strip_prefix('=').filter(|value| !value.starts_with(['=', '>']))?;
        let begins = |c: char| c.is_whitespace() || "([{,;|@*_".contains(c);
        let begins_word = self.before.is_empty() || self.before.ends_with(begins);
        if !begins_word {
            return None;
        }
        let close = match value.chars().next()? {
            '[' => ']',
            '(' => ')',
            '{' => '}',
            '"' => '"',
            _ => {
                let mut end = 0;
                for word in value.split_inclusive(' ') {
                    end += word.len();
                    if !word.trim_end().ends_with(',') {
                        break;
                    }
                }
                let line = value[..end].split('\n').next().unwrap_or_default();
                return Some(line.trim_end());
            }
        };
        let inner = &value[1..];
        let end = if close == '"' { inner.find('"')? } else { clause::closing(inner, close) };
        Some(&inner[..end])
    }

    /// Returns the value of `@after(T001)` or `deps(T001)`.
    fn called(&self) -> Option<&'a str> {
        let inner = self.after.strip_prefix('(')?;
        let is_name = self.before.ends_with('@') || self.role == Use::Field;
        let end = clause::closing(inner, ')');
        let is_remark = inner[end..].trim_start_matches([')', '*', '_']).starts_with(':');
        (is_name && !is_remark).then_some(&inner[..end])
    }

    /// Returns true if the phrase is at the start of emphasis: `**Blocked:** legal`.
    fn is_emphasised(&self) -> bool {
        let outside = self.before.trim_end_matches(['*', '_']);
        outside.len() < self.before.len()
            && (outside.is_empty() || outside.ends_with([' ', '\n', '(', '[']))
    }

    /// Returns true if the phrase stands out without emphasis: `BLOCKED: legal`, or `Blocked: waiting for
    /// legal`, where a capital and a reason follow each other.
    fn is_set_off(&self) -> bool {
        let is_capital = |c: char| !c.is_alphabetic() || c.is_uppercase();
        let rest = self.after.trim_start_matches([':', ' ', '*', '_']);
        self.phrase.chars().all(is_capital)
            || (self.phrase.starts_with(char::is_uppercase) && blocked::says_why(rest))
    }
}
