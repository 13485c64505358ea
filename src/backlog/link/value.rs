//! Values of statements: ids, ranges, phases, titles, or other text.

use std::ops::Range;

use super::names::{Meant, Names, Target};
use super::relative;
use super::side::Side;
use crate::backlog::draft::{Draft, Group};
use crate::backlog::text::dashes::fold_dashes;
use crate::backlog::text::date;
use crate::backlog::text::depends::list::{self, Member};
use crate::backlog::text::depends::{self, Form, Need, Relation};
use crate::backlog::text::ids::may_be_id;

/// Maximum length of a range of ids, as in `T001–T009`.
const MAX_SPAN: u32 = 1000;
/// Maximum number of parts of a value.
const MAX_PARTS: usize = 50;

/// Tasks and other things that a value names.
#[derive(Default)]
pub struct Named {
    pub sides: Vec<Side>,
    /// Parts that name no task, in order.
    pub missing: Vec<Missing>,
}

/// Part of a value that names no task.
pub enum Missing {
    /// Unknown name, with the problem.
    Name(String),
    /// Text that is no name.
    Prose(String),
}

impl Named {
    fn add(&mut self, meant: Meant) {
        match meant {
            Meant::Group(group) => self.sides.push(Side::Group(group)),
            Meant::Target(Target::Tasks(tasks)) => {
                self.sides.extend(tasks.iter().copied().map(Side::Task));
            }
            Meant::Target(Target::Finished) => {}
        }
    }
}

/// Lookup of names from a place in a backlog.
pub struct Lookup<'a> {
    pub names: &'a Names<'a>,
    pub drafts: &'a [Draft],
    pub groups: &'a [Group],
    /// Task or phase that makes the statement.
    pub owner: Side,
    pub backlog: usize,
    /// First task at that place.
    pub place: usize,
}

impl Lookup<'_> {
    /// Returns other tasks that a statement is about: `T003` of `T003 depends on T001`.
    pub fn subjects(&self, need: &Need) -> Vec<Side> {
        let subject = need.subject.trim_matches(|c: char| " \t*_`:-–—([".contains(c));
        if subject.is_empty() {
            return Vec::new();
        }
        let (members, all) = list::members(subject);
        let mut named = Named::default();
        let read = self.members(&members, Form::Prose, need.relation, &mut named) && all;
        // In `T001 must be merged before this`, the rest is no list.
        let begins = is_self(&need.value) && !named.sides.is_empty();
        if (read || begins) && named.missing.is_empty() { named.sides } else { Vec::new() }
    }

    /// Returns the tasks with these ids, from a field that lists only ids.
    pub fn with_ids(&self, ids: &[String]) -> Named {
        let mut named = Named::default();
        for text in ids {
            let member =
                Member { text, kind: None, through: false, counts: false, is_marked: true };
            if !self.members(&[member], Form::Field, Relation::DependsOn, &mut named) {
                named.missing.push(unknown(text, None));
            }
        }
        named
    }

    /// Returns the tasks and other things that the value of `need` names.
    pub fn named(&self, need: &Need) -> Named {
        let mut named = Named::default();
        if is_self(&need.value) {
            named.sides.push(self.owner);
            return named;
        }
        if relative::announces(need) {
            return named;
        }
        let is_time = date::leading(&need.value) == Some(need.value.len());
        let is_bound = need.relation == Relation::BlockedBy && need.form > Form::Prose;
        if is_bound && is_time && self.names.find(self.backlog, &need.value).is_none() {
            named.missing.push(Missing::Prose(need.value.clone()));
            return named;
        }
        if let Some(place) = relative::place(need) {
            match place.sides(self.owner, self.drafts, self.groups) {
                // A part of a task speaks of the parts beside it.
                _ if need.of_part => {}
                Some(sides) => named.sides = sides,
                None => named.missing.push(Missing::Name(format!(
                    "\"{}\", and there is none",
                    place.written(&need.value)
                ))),
            }
            return named;
        }
        let (members, all) = list::members(&need.value);
        let read = self.members(&members, need.form, need.relation, &mut named);
        // In prose and in `(needs git)`, tasks are named by ids only.
        let by_ids = need.form == Form::Prose
            || (need.relation == Relation::Requires && need.form < Form::Field);
        if by_ids || (read && all && !members.is_empty()) {
            return named;
        }
        let mut named = Named::default();
        self.by_titles(need, &mut named);
        named
    }

    /// Adds the things that `members` name, up to the first one that is no name. Returns false if
    /// there is one.
    fn members(
        &self,
        members: &[Member],
        form: Form,
        relation: Relation,
        found: &mut Named,
    ) -> bool {
        let mut last: Option<&str> = None;
        for member in members {
            let text = member.text;
            let is_prose = form == Form::Prose;
            if is_prose && (counts(member, relation) || qualifies(member, relation)) {
                return false;
            }
            if form == Form::SetOff && member.counts && counts(member, relation) {
                return false;
            }
            if let Some(end) = last.and_then(|first| self.end_of_range(first, member, form)) {
                self.span(last.unwrap_or_default(), &end, member.kind, found);
                match self.meant(&Member { text: &end, ..member.clone() }) {
                    Some(meant) => found.add(meant),
                    None => found.missing.push(unknown(&end, member.kind)),
                }
                last = None;
                continue;
            }
            if let Some(meant) = self.meant(member) {
                if let (true, Some(first)) = (member.through, last) {
                    self.span(first, text, member.kind, found);
                }
                found.add(meant);
                last = Some(text);
                continue;
            }
            let span = list::ends(text).find(|(first, last)| {
                let is_known =
                    |text: &str| self.meant(&Member { text, ..member.clone() }).is_some();
                is_known(first) || is_known(last) || (form > Form::Prose && may_be_id(first))
            });
            if let Some((first, end)) = span {
                for text in [first, &end] {
                    match self.meant(&Member { text, ..member.clone() }) {
                        Some(meant) => found.add(meant),
                        None => found.missing.push(unknown(text, member.kind)),
                    }
                    if text == first {
                        self.span(first, &end, member.kind, found);
                    }
                }
                last = None;
                continue;
            }
            if !self.is_meant_as_name(member, form, relation) {
                return false;
            }
            if let (true, Some(first)) = (member.through, last) {
                self.span(first, text, member.kind, found);
            }
            // An issue of a tracker blocks the task even if no task here has its number.
            let is_blocker = relation == Relation::BlockedBy;
            if !(is_blocker && text.starts_with('#')) {
                found.missing.push(unknown(text, member.kind));
            }
            if is_blocker {
                found.missing.push(Missing::Prose(fold_dashes(text)));
            }
            last = None;
        }
        true
    }

    /// Returns the whole id of `member`, if that is only the number at the end of a range from `first`.
    fn end_of_range(&self, first: &str, member: &Member, form: Form) -> Option<String> {
        let end = list::whole(first, member.text).filter(|_| member.through)?;
        let is_known = self.meant(&Member { text: &end, ..member.clone() }).is_some();
        let is_meant = || form > Form::Prose && may_be_id(&end) && self.meant(member).is_none();
        (is_known || is_meant()).then_some(end)
    }

    /// Returns the task or phase with the name `member`.
    fn meant(&self, member: &Member) -> Option<Meant<'_>> {
        let heading =
            |name: &str| self.names.heading(self.backlog, self.place, name).map(Meant::Group);
        let text = fold_dashes(member.text).to_lowercase();
        let of_kind = member.kind.and_then(|kind| heading(&format!("{kind} {text}")));
        of_kind
            .or_else(|| self.names.find(self.backlog, member.text).map(Meant::Target))
            .or_else(|| heading(&text).filter(|_| may_be_heading(&text)))
    }

    /// Adds the tasks between `first` and `last`.
    fn span(&self, first: &str, last: &str, kind: Option<&'static str>, found: &mut Named) {
        let spans = [list::between(first, last), list::between(last, first)];
        let Some((head, numbers, digits)) = spans.into_iter().flatten().next() else { return };
        if numbers.len() > MAX_SPAN as usize {
            let span = format!("{} to {}", fold_dashes(first), fold_dashes(last));
            let message = format!("{span}, a span of more than {MAX_SPAN} ids");
            found.missing.push(Missing::Name(message));
            return;
        }
        for number in numbers {
            let text = format!("{head}{number:0digits$}");
            let member =
                Member { text: &text, kind, through: false, counts: false, is_marked: false };
            if let Some(meant) = self.meant(&member) {
                found.add(meant);
            }
        }
    }

    /// Returns true if `member`, which names nothing, was meant as a name.
    fn is_meant_as_name(&self, member: &Member, form: Form, relation: Relation) -> bool {
        let text = member.text;
        if member.kind.is_some() && list::is_label(text) {
            return true;
        }
        let is_firm = matches!(relation, Relation::DependsOn | Relation::BlockedBy);
        if text.starts_with('#') {
            return is_firm || form > Form::Prose;
        }
        if !may_be_id(text) {
            return form > Form::Prose && is_firm && member.is_marked && is_number(text);
        }
        let is_dotted_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        self.names.is_alike(text)
            || (form > Form::Prose && is_firm && !is_dotted_number)
            || (form == Form::Field && is_firm)
    }

    /// Adds the tasks that `need` names by id or title. Titles may contain commas, so each title
    /// takes as many parts of the list as possible.
    fn by_titles(&self, need: &Need, found: &mut Named) {
        let titled = |text: &str| self.names.titled(self.backlog, self.place, &title(text));
        let value = need.value.as_str();
        if is_none(value) && titled(value).is_none() {
            return;
        }
        let is_strict = match need.relation {
            Relation::DependsOn | Relation::BlockedBy | Relation::After => true,
            Relation::Precedes => need.form == Form::Field,
            Relation::Requires => false,
        };
        let parts = parts(value);
        // An explanation after an id, as in `T1: because of this, and that`, may continue in
        // further parts.
        let mut explained = false;
        let mut position = 0;
        while position < parts.len() {
            let text = |to: usize| &value[parts[position].start..parts[to - 1].end];
            let meant = (position + 1..=parts.len()).rev().find_map(|to| {
                let text = text(to);
                // The text in brackets may be a remark on the title.
                let remark = text.trim_end_matches(['.', ' ']).ends_with(')');
                let bare = text.rfind(" (").filter(|_| remark).map(|bracket| &text[..bracket]);
                let mut forms = std::iter::once(text).chain(bare);
                Some((to, forms.find_map(titled)?))
            });
            if let Some((to, meant)) = meant {
                found.add(meant);
                position = to;
                continue;
            }
            let part = text(position + 1);
            let (members, all) = list::members(part);
            let known = found.sides.len() + found.missing.len();
            let read = self.members(&members, need.form, need.relation, found) && all;
            let any =
                !members.is_empty() && (read || found.sides.len() + found.missing.len() > known);
            explained |= any && !read;
            if is_strict && !any && !explained && !is_none(part) {
                // In a sentence without known names so far, the rest belongs to this part.
                let is_event = matches!(need.relation, Relation::BlockedBy | Relation::After);
                let is_whole =
                    is_event && known == 0 && !self.names_later(&parts[position + 1..], need);
                let part = if is_whole { &value[parts[position].start..] } else { part };
                let is_place = need.relation == Relation::After
                    && need.form < Form::Field
                    && !depends::names_event(part);
                if !is_place {
                    found.missing.push(Missing::Prose(title(part)));
                }
                explained |= is_whole || need.form < Form::Field;
            }
            position += 1;
        }
    }

    /// Returns true if one of `parts` of the value of `need` names a task.
    fn names_later(&self, parts: &[Range<usize>], need: &Need) -> bool {
        parts.iter().any(|part| {
            let mut named = Named::default();
            let (members, _) = list::members(&need.value[part.clone()]);
            self.members(&members, need.form, need.relation, &mut named);
            !named.sides.is_empty()
        })
    }
}

/// Returns true if `value` means the task that it is written in: `this`, `this task`, `it`.
pub fn is_self(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut words = value.split(|c: char| !c.is_alphanumeric());
    match words.next() {
        Some(Need::SELF) => words.next().is_none_or(|word| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            ["task", "item", "one", "step", "ticket", "issue", "story", "first"].contains(&singular)
        }),
        Some("it") => words.next().is_none(),
        _ => false,
    }
}

/// Returns true if `member`, in a sentence, counts things: `depends on 2 libraries`, `needs 3`.
fn counts(member: &Member, relation: Relation) -> bool {
    let is_firm = matches!(relation, Relation::DependsOn | Relation::BlockedBy);
    let is_number = member.text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_whole = !member.text.contains('.');
    is_number
        && !member.is_marked
        && member.kind.is_none()
        && (!is_firm || (is_whole && member.counts))
}

/// Returns true if the id of `member`, in a sentence, qualifies a thing: `blocked by T002 lock`.
fn qualifies(member: &Member, relation: Relation) -> bool {
    relation == Relation::BlockedBy && member.counts && !member.text.starts_with('#')
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Returns true if `text` alone, in lower case, may name a heading: `2`, `us1`.
fn may_be_heading(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn unknown(text: &str, kind: Option<&str>) -> Missing {
    let text = fold_dashes(text);
    match kind {
        Some(kind) if list::is_label(&text) => {
            let (first, rest) = kind.split_at(1);
            let kind = first.to_uppercase() + rest;
            Missing::Name(format!("{kind} {text}, which no heading names"))
        }
        _ => Missing::Name(format!("{text}, which no backlog names")),
    }
}

/// Returns the title in a part of a list.
fn title(part: &str) -> String {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '“' | '”' | '.');
    crate::backlog::text::title::title(part.trim_matches(marks)).trim_matches(marks).to_owned()
}

/// Splits a list at commas, semicolons and `and`, outside of brackets.
fn parts(value: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (at, c) in value.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let length = match c {
            ',' | ';' => 1,
            ' ' if value.as_bytes()[at..]
                .get(..5)
                .is_some_and(|b| b.eq_ignore_ascii_case(b" and ")) =>
            {
                5
            }
            _ => 0,
        };
        if length > 0 && depth == 0 && at >= start && parts.len() < MAX_PARTS {
            parts.push(start..at);
            start = at + length;
        }
    }
    parts.push(start..value.len());
    parts.retain(|part| value[part.clone()].contains(char::is_alphanumeric));
    parts
}

/// Returns true for an empty value, `none`, `n/a`, `-`, `None (comes first)` and the like.
fn is_none(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = value.split_whitespace().next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let nothing = ["no dependencies", "no dependency", "no blockers", "no other", "no one"];
    matches!(word, "" | "none" | "nothing" | "n/a" | "na" | "nobody" | "nil" | "null")
        || matches!(value.as_str(), "no" | "false")
        || nothing.iter().any(|nothing| value.starts_with(nothing))
}
