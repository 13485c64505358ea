//! Values of statements: ids, ranges, phases, titles, or other text.

use std::ops::Range;

use super::names::{Meant, Names, Target};
use super::relative;
use super::side::Side;
use super::words::{counts, is_none, is_number, is_self, may_be_heading, parts, qualifies, title};
use crate::backlog::draft::{Draft, Group};
use crate::backlog::text::dashes::fold_dashes;
use crate::backlog::text::date;
use crate::backlog::text::depends::arrows::{Chain, Meaning};
use crate::backlog::text::depends::except::Role;
use crate::backlog::text::depends::list::{self, Member};
use crate::backlog::text::depends::span;
use crate::backlog::text::depends::{self, DependencyStatement, Form, Relation};
use crate::backlog::text::ids::may_be_id;

/// Maximum length of a range of ids, as in `T001–T009`.
const MAX_SPAN: u32 = 1000;

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
    ///
    /// `None` if it is about no others. Empty if those are finished.
    pub fn subjects(&self, need: &DependencyStatement) -> Option<Vec<Side>> {
        let subject = need.subject.trim_matches(|c: char| " \t*_`:-–—([".contains(c));
        if subject.is_empty() {
            return None;
        }
        let (members, all) = list::members(subject);
        let mut named = Named::default();
        let read = self.members(&members, Form::Prose, need.relation, &mut named) && all;
        // In `T001 must be merged before this`, the rest is no list.
        let begins = is_self(&need.value) && !named.sides.is_empty();
        let is_list = read && !members.is_empty();
        ((is_list || begins) && named.missing.is_empty()).then_some(named.sides)
    }

    /// Returns the tasks with these ids, from a field that lists only ids.
    pub fn with_ids(&self, ids: &[String]) -> Named {
        let mut named = Named::default();
        for text in ids {
            let member = Member { text, is_marked: true, ..Member::default() };
            if !self.members(&[member], Form::Field, Relation::DependsOn, &mut named) {
                named.missing.push(unknown(text, None));
            }
        }
        named
    }

    /// Returns the unfinished tasks and phases of each step of `chain`. `None` if it has other words.
    pub fn steps(&self, chain: &Chain) -> Option<Vec<Vec<Side>>> {
        let mut steps = Vec::new();
        for (at, text) in chain.steps.iter().enumerate() {
            if is_self(text) {
                steps.push(vec![self.owner]);
                continue;
            }
            let text = span::written_out(text);
            let (members, all) = list::members(&text);
            let mut named = Named::default();
            let read = self.members(&members, Form::Prose, Relation::DependsOn, &mut named) && all;
            // Behind the last ids, the sentence may go on.
            let may_go_on = at + 1 == chain.steps.len() && chain.meaning >= Meaning::Dependency;
            let is_read = read || (may_go_on && !named.sides.is_empty());
            let has_phase = named.sides.iter().any(|side| matches!(side, Side::Group(_)));
            let is_number = |member: &Member| member.kind.is_none() && is_number(member.text);
            // `returns 0 → 1` names no tasks.
            let is_in_task = matches!(self.owner, Side::Task(_));
            let is_plain = (is_in_task || chain.meaning < Meaning::Dependency)
                && members.iter().all(is_number);
            if !is_read || is_plain || (has_phase && chain.meaning != Meaning::Dependency) {
                return None;
            }
            steps.push(named.sides);
        }
        // What is finished holds nothing up.
        steps.retain(|sides| !sides.is_empty());
        (steps.len() > 1).then_some(steps)
    }

    /// Returns the tasks and other things that the value of `need` names.
    pub fn named(&self, need: &DependencyStatement) -> Named {
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
                Some(sides) => {
                    named.sides = sides;
                    let left_out = list::left_out(&need.value[place.end()..]);
                    self.leave_out(&left_out, Form::Prose, &mut named);
                }
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

    /// Adds the things that `members` name but for those that are left out, up to the first one that is
    /// no name. Returns false if there is one.
    fn members(
        &self,
        members: &[Member],
        form: Form,
        relation: Relation,
        found: &mut Named,
    ) -> bool {
        if members.iter().all(|member| member.role == Role::Named) {
            return self.named_members(members, form, relation, found);
        }
        let (named, left_out): (Vec<Member>, Vec<Member>) =
            members.iter().cloned().partition(|member| member.role == Role::Named);
        let read = self.named_members(&named, form, relation, found);
        self.leave_out(&left_out, form, found);
        read
    }

    /// Removes the tasks that `members` name from those found, and reports the ones that are not among them.
    fn leave_out(&self, members: &[Member], form: Form, found: &mut Named) {
        for role in [Role::Except, Role::Denied] {
            let members: Vec<Member> =
                members.iter().filter(|member| member.role == role).cloned().collect();
            let mut left_out = Named::default();
            let read = self.named_members(&members, form, Relation::DependsOn, &mut left_out);
            let mut unclear = Vec::new();
            for side in left_out.sides {
                if !self.remove(side, found) {
                    unclear.push(self.called(side));
                }
            }
            unclear.extend(left_out.missing.into_iter().map(|missing| match missing {
                Missing::Name(text) => text.split(',').next().unwrap_or_default().to_owned(),
                Missing::Prose(text) => text,
            }));
            let is_told = role == Role::Except && form > Form::Prose;
            if !read && unclear.is_empty() {
                unclear.extend(members.first().map(|member| fold_dashes(member.text)));
            }
            let told = unclear.into_iter().filter(|_| is_told);
            found.missing.extend(
                told.map(|name| {
                    Missing::Name(format!("all but \"{name}\", which is not among them"))
                }),
            );
        }
    }

    /// Removes the tasks of `out` from those found. Returns false if there are none of them.
    fn remove(&self, out: Side, found: &mut Named) -> bool {
        let out = out.range(self.groups);
        let mut has_any = out.is_empty();
        let mut sides = Vec::with_capacity(found.sides.len());
        for side in std::mem::take(&mut found.sides) {
            let all = side.range(self.groups);
            if all.start >= out.end || out.start >= all.end {
                sides.push(side);
                continue;
            }
            has_any = true;
            if all.len() > MAX_SPAN as usize {
                let message = format!("more than {MAX_SPAN} tasks but for some, left out");
                found.missing.push(Missing::Name(message));
                continue;
            }
            sides.extend(all.filter(|task| !out.contains(task)).map(Side::Task));
        }
        found.sides = sides;
        has_any
    }

    fn called(&self, side: Side) -> String {
        match side {
            Side::Task(task) => self.drafts[task].task.key.clone(),
            Side::Group(group) => self.groups[group].title.clone(),
        }
    }

    /// Adds the things that `members` name, up to the first one that is no name. Returns false if
    /// there is one.
    fn named_members(
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
            if let Some(end) = last.and_then(|first| self.end_of_id(first, member, form)) {
                match self.meant(&Member { text: &end, ..member.clone() }) {
                    Some(meant) => found.add(meant),
                    None => found.missing.push(unknown(&end, member.kind)),
                }
                continue;
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
            let span = span::ends(text).find(|(first, last)| {
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
        let end = span::whole(first, member.text).filter(|_| member.through)?;
        let is_known = self.meant(&Member { text: &end, ..member.clone() }).is_some();
        let is_meant = || form > Form::Prose && may_be_id(&end) && self.meant(member).is_none();
        (is_known || is_meant()).then_some(end)
    }

    /// Returns the whole id of `member`, if that is only a number right behind the id `first`: `T002/3`.
    fn end_of_id(&self, first: &str, member: &Member, form: Form) -> Option<String> {
        let mark = member.tail?;
        let end = span::whole(first, member.text)?;
        let is_known = |text: &str| self.meant(&Member { text, ..member.clone() }).is_some();
        let bare = is_known(member.text);
        let is_meant = || form > Form::Prose && may_be_id(&end) && !bare;
        ((is_known(&end) && (mark == '/' || !bare)) || is_meant()).then_some(end)
    }

    /// Returns the task or phase with the name `member`.
    fn meant(&self, member: &Member) -> Option<Meant<'_>> {
        let heading =
            |name: &str| self.names.heading(self.backlog, self.place, name).map(Meant::Group);
        let text = fold_dashes(member.text).to_lowercase();
        let of_kind = member.kind.and_then(|kind| heading(&format!("{kind} {text}")));
        of_kind
            .or_else(|| self.names.find(self.backlog, member.text).map(Meant::Target))
            .or_else(|| heading(&text).filter(|_| member.kind.is_some() || may_be_heading(&text)))
    }

    /// Adds the tasks between `first` and `last`.
    fn span(&self, first: &str, last: &str, kind: Option<&'static str>, found: &mut Named) {
        let spans = [span::between(first, last), span::between(last, first)];
        let Some((head, numbers, digits)) = spans.into_iter().flatten().next() else { return };
        if numbers.len() > MAX_SPAN as usize {
            let span = format!("{} to {}", fold_dashes(first), fold_dashes(last));
            let message = format!("{span}, a span of more than {MAX_SPAN} ids");
            found.missing.push(Missing::Name(message));
            return;
        }
        for number in numbers {
            let text = format!("{head}{number:0digits$}");
            let member = Member { text: &text, kind, ..Member::default() };
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
    fn by_titles(&self, need: &DependencyStatement, found: &mut Named) {
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
    fn names_later(&self, parts: &[Range<usize>], need: &DependencyStatement) -> bool {
        parts.iter().any(|part| {
            let mut named = Named::default();
            let (members, _) = list::members(&need.value[part.clone()]);
            self.members(&members, need.form, need.relation, &mut named);
            !named.sides.is_empty()
        })
    }
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
