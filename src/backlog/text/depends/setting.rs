//! How the value of a field follows its name: `Depends on: T001`, `deps=T001`, `@after(T001)`.

use super::Form;
use super::clause::{self, Clause};
use super::phrases::Use;
use crate::backlog::text::{blocked, ids};

/// As far as a remark between the name and the colon is read, in characters.
const MAX_REMARK: usize = 40;

/// A phrase in its text, as far as the value behind it depends on that.
pub struct Place<'a> {
    /// The text before the phrase.
    pub before: &'a str,
    /// The phrase as written.
    pub phrase: &'a str,
    /// The text behind the phrase.
    pub after: &'a str,
    /// The clause that the phrase stands in.
    pub clause: &'a Clause<'a>,
    pub role: Use,
}

/// A value that is set off from the name before it.
pub struct Setting<'a> {
    pub value: &'a str,
    pub form: Form,
}

impl<'a> Place<'a> {
    /// The value that the phrase, as the name of a field, is followed by.
    pub fn setting(&self) -> Option<Setting<'a>> {
        let field = |value| Setting { value, form: Form::Field };
        if let Some(value) = self.assigned().or_else(|| self.called()) {
            return Some(field(value));
        }
        let value = self.set()?;
        let is_remark = self.role == Use::Remark;
        if self.clause.is_empty() || (is_remark && self.clause.begins_line) {
            return Some(field(value));
        }
        if self.is_emphasised() {
            return Some(field(clause::field_value(value)));
        }
        match self.role {
            // In the middle of a sentence it may be what that is about, but for the name of a task.
            Use::Field => Some(Setting { value: clause::field_value(value), form: Form::Prose }),
            Use::Remark => self.is_loud().then(|| field(clause::field_value(value))),
            _ => Some(Setting { value, form: Form::Prose }),
        }
    }

    /// The value behind a colon, or at the start of a line behind a dash or an equals sign, perhaps
    /// with a remark before: ` (hard): …`.
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
        if rest.starts_with(':') {
            return Some(rest.trim_start_matches(':'));
        }
        let dash =
            [" - ", " – ", " — ", " = "].into_iter().find_map(|dash| rest.strip_prefix(dash));
        dash.filter(|_| self.clause.begins_line)
    }

    /// The value of `deps=T001` and `depends_on=[T001, T002]`.
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

    /// The value of `@after(T001)` and `deps(T001)`.
    fn called(&self) -> Option<&'a str> {
        let inner = self.after.strip_prefix('(')?;
        let is_name = self.before.ends_with('@') || self.role == Use::Field;
        let end = clause::closing(inner, ')');
        let is_remark = inner[end..].trim_start_matches([')', '*', '_']).starts_with(':');
        (is_name && !is_remark).then_some(&inner[..end])
    }

    /// Tells whether emphasis begins with the phrase: `**Blocked:** legal`.
    fn is_emphasised(&self) -> bool {
        let outside = self.before.trim_end_matches(['*', '_']);
        outside.len() < self.before.len()
            && (outside.is_empty() || outside.ends_with([' ', '\n', '(', '[']))
    }

    /// Tells whether the word stands out in a sentence without emphasis: `BLOCKED: legal`, `Blocked:
    /// waiting for legal`.
    fn is_loud(&self) -> bool {
        let is_capital = |c: char| !c.is_alphabetic() || c.is_uppercase();
        let rest = self.after.trim_start_matches([':', ' ', '*', '_']);
        self.phrase.chars().all(is_capital)
            || (self.phrase.starts_with(char::is_uppercase) && blocked::says_why(rest))
    }
}
