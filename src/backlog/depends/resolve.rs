//! What the statements of all backlogs come to: which task waits for which, and what blocks it.

use std::ops::Range;

use super::list::{self, Member};
use super::names::{Meant, Names, Target};
use super::{Form, Need, Relation, cycles};
use crate::backlog::draft::{Draft, Finished, Group};
use crate::backlog::ids::{fold_dashes, may_be_id};
use crate::model::{Problem, TaskId};

/// The most dependencies that statements on several tasks may make, in all: a phase of a thousand
/// tasks that waits for another one makes a million.
const MAX_PAIRS: usize = 100_000;
/// The widest span of ids, as in `T001–T009`.
const WIDEST: u32 = 1000;
/// The most parts of one value.
const MAX_PARTS: usize = 50;
/// The most circles that are named one by one.
const MAX_CIRCLES: usize = 20;

/// What a task waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::backlog) struct Waits {
    /// Tasks, in the order they are named, without those that are finished, itself and those that
    /// would close a circle.
    pub on: Vec<TaskId>,
    /// Anything else that blocks it.
    pub blocked_by: Vec<String>,
}

/// What each of `drafts` waits for.
pub(in crate::backlog) fn resolve(
    drafts: &[Draft],
    groups: &[Group],
    finished: &Finished,
    problems: &mut Vec<Problem>,
) -> Vec<Waits> {
    let names = Names::new(drafts, groups, finished);
    let mut resolver = Resolver {
        drafts,
        groups,
        names,
        links: Vec::new(),
        blockers: vec![Vec::new(); drafts.len()],
        pairs_left: MAX_PAIRS,
        problems,
    };
    for (index, draft) in drafts.iter().enumerate() {
        for need in &draft.needs {
            resolver.add(need, Side::Task(index));
        }
    }
    for (index, group) in groups.iter().enumerate() {
        for need in &group.needs {
            resolver.add(need, Side::Group(index));
        }
    }
    let blockers = std::mem::take(&mut resolver.blockers);
    let edges = resolver.edges();
    let id = |task| TaskId(u32::try_from(task).unwrap_or(u32::MAX));
    let waits = edges
        .into_iter()
        .zip(blockers)
        .map(|(on, blocked_by)| Waits { on: on.into_iter().map(id).collect(), blocked_by });
    waits.collect()
}

/// One side of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Task(usize),
    /// All tasks of a group.
    Group(usize),
}

/// `first` is done before `then`.
#[derive(Clone, Copy, Debug)]
struct Link {
    then: Side,
    first: Side,
    line: u32,
}

/// What a value names.
#[derive(Default)]
struct Named {
    sides: Vec<Side>,
    /// What there is not, with what is wrong with it.
    unknown: Vec<String>,
    /// What is no task.
    prose: Vec<String>,
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

struct Resolver<'a> {
    drafts: &'a [Draft],
    groups: &'a [Group],
    names: Names<'a>,
    links: Vec<Link>,
    blockers: Vec<Vec<String>>,
    pairs_left: usize,
    problems: &'a mut Vec<Problem>,
}

impl Resolver<'_> {
    /// Adds what `need` says of `owner`, or of the tasks that it names itself.
    fn add(&mut self, need: &Need, owner: Side) {
        let subjects = self.subjects(need, owner);
        let waiting = if subjects.is_empty() { vec![owner] } else { subjects };
        let speaks_of_all = waiting == [owner];
        if speaks_of_all && (self.is_empty(owner) || (need.below && self.is_overview(owner))) {
            return;
        }
        let named = self.named(need, owner);
        for &side in &waiting {
            for &other in &named.sides {
                let (then, first) = match need.relation {
                    Relation::Precedes => (other, side),
                    _ => (side, other),
                };
                self.link(Link { then, first, line: need.line });
            }
        }
        for wanted in named.unknown {
            let who = self.called(waiting[0]);
            self.tell(owner, need.line, format!("{who} {} {wanted}", need.relation.verb()));
        }
        for prose in named.prose {
            if need.relation == Relation::BlockedBy && !need.of_part {
                for &side in &waiting {
                    self.block(side, owner, &prose, need.line);
                }
                continue;
            }
            let who = if need.of_part { "a part of " } else { "" };
            let who = format!("{who}{}", self.called(waiting[0]));
            let verb = need.relation.verb();
            let message = format!("{who} {verb} \"{prose}\", which is no task of the backlog");
            self.tell(owner, need.line, message);
        }
    }

    /// The other tasks that a statement is about: `T003` of `T003 depends on T001`.
    fn subjects(&self, need: &Need, owner: Side) -> Vec<Side> {
        let subject = need.subject.trim_matches(|c: char| " \t*_`:-–—([".contains(c));
        if subject.is_empty() {
            return Vec::new();
        }
        let (members, all) = list::members(subject);
        let mut named = Named::default();
        let read = all && self.members(&members, Form::Prose, need, owner, &mut named);
        if read && named.unknown.is_empty() { named.sides } else { Vec::new() }
    }

    /// What the value of `need` names.
    fn named(&self, need: &Need, owner: Side) -> Named {
        let mut found = Named::default();
        let (members, all) = list::members(&need.value);
        let read = self.members(&members, need.form, need, owner, &mut found);
        // Prose names tasks by their ids only.
        if need.form == Form::Prose || (read && all && !members.is_empty()) {
            return found;
        }
        let mut found = Named::default();
        self.by_titles(need, owner, &mut found);
        found
    }

    /// Adds what `members` name, up to the first that is no name; false where there is such a one.
    fn members(
        &self,
        members: &[Member],
        form: Form,
        need: &Need,
        owner: Side,
        found: &mut Named,
    ) -> bool {
        let mut last: Option<&str> = None;
        for member in members {
            let text = member.text;
            if form == Form::Prose && counts(member, need.relation) {
                return false;
            }
            if let Some(meant) = self.meant(member, owner) {
                if let (true, Some(first)) = (member.through, last) {
                    self.span(first, text, member.kind, owner, found);
                }
                found.add(meant);
                last = Some(text);
                continue;
            }
            let span = list::ends(text).find(|(first, last)| {
                let is_known =
                    |text: &str| self.meant(&Member { text, ..member.clone() }, owner).is_some();
                is_known(first) || is_known(last) || (form > Form::Prose && may_be_id(first))
            });
            if let Some((first, end)) = span {
                for text in [first, &end] {
                    match self.meant(&Member { text, ..member.clone() }, owner) {
                        Some(meant) => found.add(meant),
                        None => found.unknown.push(unknown(text, member.kind)),
                    }
                    if text == first {
                        self.span(first, &end, member.kind, owner, found);
                    }
                }
                last = None;
                continue;
            }
            if !self.is_meant_as_name(member, form, need.relation) {
                return false;
            }
            if let (true, Some(first)) = (member.through, last) {
                self.span(first, text, member.kind, owner, found);
            }
            // An issue of the tracker blocks without being a task here.
            let is_issue = text.starts_with('#') && need.relation == Relation::BlockedBy;
            if is_issue && form > Form::Prose {
                found.prose.push(text.to_owned());
            } else {
                found.unknown.push(unknown(text, member.kind));
                if need.relation == Relation::BlockedBy && form > Form::Prose {
                    found.prose.push(fold_dashes(text));
                }
            }
            last = None;
        }
        true
    }

    /// The task or phase that `member` is the name of.
    fn meant(&self, member: &Member, owner: Side) -> Option<Meant<'_>> {
        let (backlog, place) = (self.backlog(owner), self.place(owner));
        let heading = |name: &str| self.names.heading(backlog, place, name).map(Meant::Group);
        let text = fold_dashes(member.text).to_lowercase();
        let of_kind = member.kind.and_then(|kind| heading(&format!("{kind} {text}")));
        of_kind
            .or_else(|| self.names.find(backlog, member.text).map(Meant::Target))
            .or_else(|| heading(&text).filter(|_| may_be_heading(&text)))
    }

    /// Adds the tasks between `first` and `last`.
    fn span(
        &self,
        first: &str,
        last: &str,
        kind: Option<&'static str>,
        owner: Side,
        found: &mut Named,
    ) {
        let spans = [list::between(first, last), list::between(last, first)];
        let Some((head, numbers, digits)) = spans.into_iter().flatten().next() else { return };
        if numbers.len() > WIDEST as usize {
            let span = format!("{} to {}", fold_dashes(first), fold_dashes(last));
            found.unknown.push(format!("{span}, a span of more than {WIDEST} ids"));
            return;
        }
        for number in numbers {
            let text = format!("{head}{number:0digits$}");
            let member =
                Member { text: &text, kind, through: false, counts: false, is_marked: false };
            if let Some(meant) = self.meant(&member, owner) {
                found.add(meant);
            }
        }
    }

    /// Whether `member`, which names nothing, was meant as a name.
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

    /// Adds the tasks that `need` names by id or by title, in a list whose titles may have commas
    /// of their own: of the parts, as many as make one title are taken at once.
    fn by_titles(&self, need: &Need, owner: Side, found: &mut Named) {
        let (backlog, place) = (self.backlog(owner), self.place(owner));
        let titled = |text: &str| self.names.titled(backlog, place, &title(text));
        let value = need.value.as_str();
        if is_none(value) && titled(value).is_none() {
            return;
        }
        let is_strict = match need.relation {
            Relation::DependsOn | Relation::BlockedBy => true,
            Relation::Precedes => need.form == Form::Field,
            Relation::After => false,
        };
        let parts = parts(value);
        // What comes after an id with an explanation, as in `T1: because of this, and that`, may be
        // more of the explanation.
        let mut explained = false;
        let mut prose = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            let text = |to: usize| &value[parts[at].start..parts[to - 1].end];
            let meant = (at + 1..=parts.len()).rev().find_map(|to| {
                let text = text(to);
                // What stands in brackets may be a remark on the title.
                let remark = text.trim_end_matches(['.', ' ']).ends_with(')');
                let bare = text.rfind(" (").filter(|_| remark).map(|bracket| &text[..bracket]);
                let mut forms = std::iter::once(text).chain(bare);
                Some((to, forms.find_map(titled)?))
            });
            if let Some((to, meant)) = meant {
                found.add(meant);
                at = to;
                continue;
            }
            let part = text(at + 1);
            let (members, all) = list::members(part);
            let known = found.sides.len() + found.unknown.len() + found.prose.len();
            let read = self.members(&members, need.form, need, owner, found) && all;
            let any = !members.is_empty()
                && (read || found.sides.len() + found.unknown.len() + found.prose.len() > known);
            explained |= any && !read;
            if is_strict && !any && !explained && !is_none(part) {
                prose.push(title(part));
                // In brackets, the rest explains.
                explained |= need.form < Form::Field;
            }
            at += 1;
        }
        let whole = need.relation == Relation::BlockedBy && prose.len() == parts.len();
        let is_plain = found.sides.is_empty() && found.unknown.is_empty() && !prose.is_empty();
        if need.relation == Relation::BlockedBy && is_plain && (whole || need.form < Form::Field) {
            prose = vec![title(value)];
        }
        found.prose.extend(prose);
    }

    /// Notes a link, unless a task or phase would wait for itself.
    fn link(&mut self, link: Link) {
        let Link { then, first, line } = link;
        let (late, early) = (self.range(then), self.range(first));
        let overlaps = late.start < early.end && early.start < late.end;
        let groups = matches!(then, Side::Group(_)) && matches!(first, Side::Group(_));
        let is_inside = matches!(first, Side::Group(_)) && matches!(then, Side::Task(_));
        if then == first {
            return;
        }
        if overlaps && (groups || is_inside) {
            let (who, what) = (self.called(then), self.called(first));
            let message = format!("{who} waits for {what}, which it is part of; left out");
            self.tell(then, line, message);
            return;
        }
        self.links.push(link);
    }

    /// The tasks that each task waits for.
    fn edges(mut self) -> Vec<Vec<usize>> {
        self.cut_group_circles();
        let mut edges = vec![Vec::new(); self.drafts.len()];
        for link in std::mem::take(&mut self.links) {
            let (then, first) = (self.range(link.then), self.range(link.first));
            let (count, all) = (then.len(), first.len());
            if count == 0 || all == 0 {
                continue;
            }
            let mut kept = all;
            if count * all > 1 {
                kept = all.min(self.pairs_left / count);
                self.pairs_left -= kept * count;
            }
            if kept < all {
                let (who, what) = (self.called(link.then), self.called(link.first));
                let message = format!(
                    "{who} waits for {what}: too many dependencies; of its {all} tasks {kept} are \
                     waited for"
                );
                self.tell(link.then, link.line, message);
            }
            for task in then {
                let others = first.clone().take(kept).filter(|&other| other != task);
                edges[task].extend(others);
            }
        }
        let mut met = vec![usize::MAX; edges.len()];
        for (task, own) in edges.iter_mut().enumerate() {
            own.retain(|&other| std::mem::replace(&mut met[other], task) != task);
        }
        self.cut_circles(&mut edges);
        edges
    }

    /// Leaves out what would make phases wait for each other.
    fn cut_group_circles(&mut self) {
        let mut edges = vec![Vec::new(); self.groups.len()];
        for link in &self.links {
            if let (Side::Group(then), Side::Group(first)) = (link.then, link.first)
                && !edges[then].contains(&first)
            {
                edges[then].push(first);
            }
        }
        let mut cut = Vec::new();
        let mut told = Vec::new();
        cycles::cut(&mut edges, |circle| {
            let Some((&last, &first)) = circle.last().zip(circle.first()) else { return };
            cut.push((last, first));
            told.push((last, cycles::written(circle, |group| self.groups[group].title.as_str())));
        });
        for (group, circle) in told.into_iter().take(MAX_CIRCLES) {
            let who = self.called(Side::Group(group));
            let line = self.groups[group].line;
            let message = format!("dependency cycle {circle}; the dependency of {who} is left out");
            self.tell(Side::Group(group), line, message);
        }
        self.links.retain(|link| match (link.then, link.first) {
            (Side::Group(then), Side::Group(first)) => !cut.contains(&(then, first)),
            _ => true,
        });
    }

    /// Leaves out what would make tasks wait for each other.
    fn cut_circles(&mut self, edges: &mut [Vec<usize>]) {
        let (drafts, problems) = (self.drafts, &mut *self.problems);
        let mut count = 0;
        cycles::cut(edges, |circle| {
            count += 1;
            let Some(&last) = circle.last().filter(|_| count <= MAX_CIRCLES) else { return };
            let circle = cycles::written(circle, |task| drafts[task].task.key.as_str());
            let task = &drafts[last].task;
            let key = &task.key;
            let message = format!("dependency cycle {circle}; the dependency of {key} is left out");
            problems.push(Problem::at(&task.backlog, task.line, message));
        });
        if let Some(more) = count.checked_sub(MAX_CIRCLES).filter(|&more| more > 0)
            && let Some(draft) = drafts.first()
        {
            let message = format!("{more} more dependency cycles; their dependencies are left out");
            problems.push(Problem::new(&draft.task.backlog, message));
        }
    }

    fn block(&mut self, side: Side, owner: Side, reason: &str, line: u32) {
        let tasks = self.range(side);
        if tasks.len() > self.pairs_left {
            self.tell(owner, line, "too many tasks are blocked by this; left out".to_owned());
            return;
        }
        self.pairs_left -= tasks.len();
        for task in tasks {
            let reasons = &mut self.blockers[task];
            if reasons.len() < MAX_PARTS && reasons.iter().all(|other| other != reason) {
                reasons.push(reason.to_owned());
            }
        }
    }

    fn tell(&mut self, side: Side, line: u32, message: String) {
        let path = match side {
            Side::Task(task) => &self.drafts[task].task.backlog,
            Side::Group(group) => &self.groups[group].path,
        };
        self.problems.push(Problem::at(path, line, message));
    }

    fn called(&self, side: Side) -> String {
        match side {
            Side::Task(task) => self.drafts[task].task.key.clone(),
            Side::Group(group) => format!("\"{}\"", self.groups[group].title),
        }
    }

    fn backlog(&self, side: Side) -> usize {
        match side {
            Side::Task(task) => self.drafts[task].backlog,
            Side::Group(group) => self.groups[group].backlog,
        }
    }

    fn place(&self, side: Side) -> usize {
        self.range(side).start
    }

    fn range(&self, side: Side) -> Range<usize> {
        match side {
            Side::Task(task) => task..task + 1,
            Side::Group(group) => self.groups[group].drafts.clone(),
        }
    }

    fn is_overview(&self, side: Side) -> bool {
        matches!(side, Side::Group(group) if self.groups[group].is_overview)
    }

    fn is_empty(&self, side: Side) -> bool {
        self.range(side).is_empty()
    }
}

/// Whether `member`, in a sentence, is a number of things: `depends on 2 libraries`, `needs 3`.
fn counts(member: &Member, relation: Relation) -> bool {
    let is_firm = matches!(relation, Relation::DependsOn | Relation::BlockedBy);
    let is_number = member.text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_whole = !member.text.contains('.');
    is_number
        && !member.is_marked
        && member.kind.is_none()
        && (!is_firm || (is_whole && member.counts))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a heading may be called by `text` alone, in small letters: `2`, `us1`.
fn may_be_heading(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn unknown(text: &str, kind: Option<&str>) -> String {
    let text = fold_dashes(text);
    match kind {
        Some(kind) if list::is_label(&text) => {
            let (first, rest) = kind.split_at(1);
            let kind = first.to_uppercase() + rest;
            format!("{kind} {text}, which no heading names")
        }
        _ => format!("{text}, which no backlog names"),
    }
}

/// The title in a part of a list.
fn title(part: &str) -> String {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '“' | '”' | '.');
    crate::backlog::title::title(part.trim_matches(marks)).trim_matches(marks).to_owned()
}

/// The parts of a list, split at commas, semicolons and `and` outside of brackets.
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

/// `none`, `n/a`, `-`, `None (comes first)`, `no one` and nothing.
fn is_none(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = value.split_whitespace().next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let nothing = ["no dependencies", "no dependency", "no blockers", "no other", "no one"];
    matches!(word, "" | "none" | "nothing" | "n/a" | "na" | "nobody" | "nil" | "null")
        || matches!(value.as_str(), "no" | "false")
        || nothing.iter().any(|nothing| value.starts_with(nothing))
}
