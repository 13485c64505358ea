//! Resolution of the dependencies of all backlogs.

use super::cycles;
use super::names::{Names, Target};
use super::side::Side;
use super::value::{Lookup, Missing, Named};
use super::words::is_self;
use crate::backlog::draft::{Draft, Finished, Group, Need};
use crate::backlog::text::depends::arrows::{Chain, Meaning};
use crate::backlog::text::depends::{DependencyStatement, Relation, list};
use crate::backlog::text::ids::canonical;
use crate::model::{Problem, ProblemKind, TaskId};

/// Maximum number of dependencies from statements about several tasks, in total. A phase of a
/// thousand tasks that waits for another one would make a million.
const MAX_PAIRS: usize = 100_000;
/// Maximum number of statements about two tasks or phases, 160 MB of them: ten thousand tasks that wait
/// for all of the tasks above them would make more.
const MAX_LINKS: usize = 4_000_000;
/// Maximum number of reasons that block one task.
const MAX_REASONS: usize = 50;
/// Maximum number of cycles that are reported one by one.
const MAX_CIRCLES: usize = 20;

/// Dependencies of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// Tasks that it waits for, in the order of the text, without finished tasks, itself, and
    /// dependencies that would close a cycle.
    pub on: Vec<TaskId>,
    /// Other reasons that block it.
    pub blocked_by: Vec<String>,
    /// Tasks that it is declared to conflict with, in reading order, without finished tasks and itself.
    pub conflicts: Vec<TaskId>,
}

/// Returns the dependencies and conflicts of each of `drafts`.
pub fn resolve(
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
        is_full: false,
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
    let conflicts = resolver.conflicts();
    let edges = resolver.edges();
    let ids = |tasks: Vec<usize>| -> Vec<TaskId> {
        tasks.into_iter().map(|task| TaskId(u32::try_from(task).unwrap_or(u32::MAX))).collect()
    };
    let waits =
        edges.into_iter().zip(blockers).zip(conflicts).map(|((on, blocked_by), conflicts)| Waits {
            on: ids(on.into_iter().collect()),
            blocked_by,
            conflicts: ids(conflicts),
        });
    waits.collect()
}

/// Dependency: `first` has to be done before `then`.
#[derive(Clone, Copy, Debug)]
struct Link {
    then: Side,
    first: Side,
    line: u32,
}

struct Resolver<'a> {
    drafts: &'a [Draft],
    groups: &'a [Group],
    names: Names<'a>,
    links: Vec<Link>,
    blockers: Vec<Vec<String>>,
    pairs_left: usize,
    /// True if there were more than [`MAX_LINKS`].
    is_full: bool,
    problems: &'a mut Vec<Problem>,
}

impl Resolver<'_> {
    /// Finds the tasks that each draft is declared to conflict with, at most [`MAX_PAIRS`] in total. Ids
    /// that no open task has are left out.
    fn conflicts(&self) -> Vec<Vec<usize>> {
        let mut left = MAX_PAIRS;
        let of = |(index, draft): (usize, &Draft)| {
            let targets =
                draft.conflicts.iter().filter_map(|id| self.names.find(draft.backlog, id));
            let tasks = targets.filter_map(|target| match target {
                Target::Tasks(tasks) => Some(tasks),
                Target::Finished => None,
            });
            let mut others: Vec<usize> =
                tasks.flatten().copied().filter(|&other| other != index).take(left).collect();
            left -= others.len();
            others.sort_unstable();
            others.dedup();
            others
        };
        self.drafts.iter().enumerate().map(of).collect()
    }

    /// Adds the dependency `need` of `owner`.
    fn add(&mut self, need: &Need, owner: Side) {
        match need {
            Need::Ids { ids, line } => self.add_ids(ids, *line, owner),
            Need::Exact { ids, line } => self.add_exact(ids, *line, owner),
            Need::Groups { groups, line } => {
                for &group in groups.iter().filter(|&&group| group < self.groups.len()) {
                    let first = Side::Group(group);
                    if !self.is_empty(owner) && !self.is_empty(first) {
                        self.link(Link { then: owner, first, line: *line });
                    }
                }
            }
            Need::Drafts { drafts, line } => {
                for &draft in drafts {
                    self.link(Link { then: owner, first: Side::Task(draft), line: *line });
                }
            }
            Need::Chain(chain) => self.add_chain(chain, owner),
            Need::Prose(statement) => self.add_statement(statement, owner),
        }
    }

    /// Adds the tasks with these ids as dependencies of `owner`.
    fn add_ids(&mut self, ids: &[String], line: u32, owner: Side) {
        if self.is_empty(owner) {
            return;
        }
        let Named { sides, missing } = self.lookup(owner).with_ids(ids);
        self.report_self_dependency(ids, line, owner);
        for first in sides {
            self.link(Link { then: owner, first, line });
        }
        for missing in missing {
            let (Missing::Name(wanted) | Missing::Prose(wanted)) = missing;
            let message = format!("{} {} {wanted}", self.called(owner), Relation::DependsOn.verb());
            self.tell(ProblemKind::Dependency, owner, line, message);
        }
    }

    /// Adds the tasks whose ids are exactly these as dependencies of `owner`.
    fn add_exact(&mut self, ids: &[String], line: u32, owner: Side) {
        self.report_self_dependency(ids, line, owner);
        for id in ids {
            match self.names.find(self.backlog(owner), id) {
                Some(Target::Finished) => {}
                Some(Target::Tasks(tasks)) => {
                    let links: Vec<Link> = tasks
                        .iter()
                        .map(|&task| Link { then: owner, first: Side::Task(task), line })
                        .collect();
                    for link in links {
                        self.link(link);
                    }
                }
                None => {
                    let who = self.called(owner);
                    let verb = Relation::DependsOn.verb();
                    let message = format!("{who} {verb} {id}, which no backlog names");
                    self.tell(ProblemKind::Dependency, owner, line, message);
                }
            }
        }
    }

    /// Reports a task whose own id is among those of its dependencies. Steps of a task may wait for each
    /// other, and their ids lead to it as well.
    fn report_self_dependency(&mut self, ids: &[String], line: u32, owner: Side) {
        let Side::Task(task) = owner else { return };
        let key = &self.drafts[task].task.key;
        if ids.iter().any(|id| id.eq_ignore_ascii_case(key)) {
            self.report_cycle(owner, line);
        }
    }

    fn report_cycle(&mut self, owner: Side, line: u32) {
        let who = self.called(owner);
        let message = format!("{who} waits for itself; left out");
        self.tell(ProblemKind::Cycle, owner, line, message);
    }

    /// Reports a subtask that waits for itself or for its own task.
    fn tell_of_part(&mut self, need: &DependencyStatement, owner: Side) {
        let (members, _) = list::members(&need.value);
        let may_name = |member: &&list::Member| {
            member.kind.is_some() || member.text.contains(|c: char| c.is_ascii_digit())
        };
        let names = |id: &str| {
            members.iter().take_while(may_name).any(|member| {
                let is_step = member.kind.is_none_or(|kind| kind == "step");
                is_step && canonical(id) == canonical(member.text)
            })
        };
        let who = self.called(owner);
        let message = if need.part_ids.iter().any(|id| names(id)) {
            format!("a part of {who} waits for itself; left out")
        } else if matches!(owner, Side::Task(_)) && names(&who) {
            format!("a part of {who} waits for {who}; left out")
        } else {
            return;
        };
        self.tell(ProblemKind::Cycle, owner, need.line, message);
    }

    /// Returns a lookup of names as seen from `owner`.
    fn lookup(&self, owner: Side) -> Lookup<'_> {
        Lookup {
            names: &self.names,
            drafts: self.drafts,
            groups: self.groups,
            owner,
            backlog: self.backlog(owner),
            place: owner.range(self.groups).start,
        }
    }

    /// Adds the order of a chain, or reports that it is unclear.
    fn add_chain(&mut self, chain: &Chain, owner: Side) {
        let Some(steps) = self.lookup(owner).steps(chain) else { return };
        let is_unclear = match chain.meaning {
            Meaning::Order => false,
            Meaning::Unclear => true,
            Meaning::SetOff if !steps.contains(&vec![owner]) => true,
            // The arrow may as well lead to what a task depends on.
            Meaning::SetOff | Meaning::Dependency => {
                let first =
                    |sides: &[Side]| sides.iter().map(|&side| side.range(self.groups).start).min();
                let starts: Vec<usize> = steps.iter().filter_map(|step| first(step)).collect();
                starts.windows(2).all(|pair| pair[0] > pair[1])
            }
        };
        if is_unclear {
            let message = format!(
                "\"{}\" does not say which of them waits; write `depends on` and the id",
                chain.text
            );
            self.tell(ProblemKind::Dependency, owner, chain.line, message);
            return;
        }
        for pair in steps.windows(2) {
            for &then in &pair[1] {
                for &first in &pair[0] {
                    self.link(Link { then, first, line: chain.line });
                }
            }
        }
    }

    /// Adds a statement of `owner`, which may name other tasks that wait.
    fn add_statement(&mut self, need: &DependencyStatement, owner: Side) {
        let lookup = self.lookup(owner);
        let subjects = lookup.subjects(need);
        let waiting = subjects.unwrap_or_else(|| vec![owner]);
        if waiting.is_empty() {
            // Others, all of them finished.
            return;
        }
        let speaks_of_all = waiting == [owner];
        if speaks_of_all && (self.is_empty(owner) || (need.below && self.is_overview(owner))) {
            return;
        }
        let named = lookup.named(need);
        let is_group = matches!(owner, Side::Group(_));
        if is_group && need.relation == Relation::BlockedBy && named.sides == [owner] {
            // The heading `## Blocked: legal` is also called `legal`.
            self.block(owner, owner, &need.value, need.line);
            return;
        }
        // In `T005 is required`, a finished T005 is no subject any more.
        let is_over = speaks_of_all && is_self(&need.value);
        if !need.of_part
            && !is_over
            && let Some(&side) = waiting.iter().find(|side| named.sides.contains(side))
        {
            self.report_cycle(side, need.line);
        }
        if need.of_part && speaks_of_all {
            self.tell_of_part(need, owner);
        }
        for &side in &waiting {
            for &other in &named.sides {
                let (then, first) = match need.relation {
                    Relation::Precedes => (other, side),
                    _ => (side, other),
                };
                self.link(Link { then, first, line: need.line });
            }
        }
        for missing in named.missing {
            self.report(need, owner, waiting[0], missing);
        }
    }

    /// Blocks `who` by a text that names no task, or reports that it names none.
    fn report(&mut self, need: &DependencyStatement, owner: Side, who: Side, missing: Missing) {
        let wanted = match missing {
            Missing::Prose(reason) if need.relation == Relation::BlockedBy && !need.of_part => {
                self.block(who, owner, &reason, need.line);
                return;
            }
            Missing::Prose(text) => format!("\"{text}\", which is no task of the backlog"),
            Missing::Name(wanted) => wanted,
        };
        let part = if need.of_part { "a part of " } else { "" };
        let (who, verb) = (self.called(who), need.relation.verb());
        self.tell(
            ProblemKind::Dependency,
            owner,
            need.line,
            format!("{part}{who} {verb} {wanted}"),
        );
    }

    /// Adds a link, unless a task or phase would wait for itself.
    fn link(&mut self, link: Link) {
        let Link { then, first, line } = link;
        let (late, early) = (then.range(self.groups), first.range(self.groups));
        let overlaps = late.start < early.end && early.start < late.end;
        let groups = matches!(then, Side::Group(_)) && matches!(first, Side::Group(_));
        let is_inside = matches!(first, Side::Group(_)) && matches!(then, Side::Task(_));
        if then == first {
            return;
        }
        if overlaps && (groups || is_inside) {
            let (who, what) = (self.called(then), self.called(first));
            let message = format!("{who} waits for {what}, which it is part of; left out");
            self.tell(ProblemKind::Dependency, then, line, message);
            return;
        }
        if self.links.len() < MAX_LINKS {
            self.links.push(link);
        } else if !std::mem::replace(&mut self.is_full, true) {
            let who = self.called(then);
            let message =
                format!("too many dependencies, those of {who} and after it are left out");
            self.tell(ProblemKind::Dependency, then, line, message);
        }
    }

    /// Returns the tasks that each task waits for.
    fn edges(mut self) -> Vec<Vec<usize>> {
        self.cut_group_circles();
        let mut edges = vec![Vec::new(); self.drafts.len()];
        for link in std::mem::take(&mut self.links) {
            let (then, first) = (link.then.range(self.groups), link.first.range(self.groups));
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
                self.tell(ProblemKind::Dependency, link.then, link.line, message);
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

    /// Removes links that make phases wait for each other.
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
            self.tell(ProblemKind::Cycle, Side::Group(group), line, message);
        }
        self.links.retain(|link| match (link.then, link.first) {
            (Side::Group(then), Side::Group(first)) => !cut.contains(&(then, first)),
            _ => true,
        });
    }

    /// Removes edges that make tasks wait for each other.
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
            problems.push(Problem::at(ProblemKind::Cycle, &task.backlog, task.line, message));
        });
        if let Some(more) = count.checked_sub(MAX_CIRCLES).filter(|&more| more > 0)
            && let Some(draft) = drafts.first()
        {
            let message = format!("{more} more dependency cycles; their dependencies are left out");
            problems.push(Problem::new(ProblemKind::Cycle, &draft.task.backlog, message));
        }
    }

    fn block(&mut self, side: Side, owner: Side, reason: &str, line: u32) {
        let tasks = side.range(self.groups);
        if tasks.len() > self.pairs_left {
            self.tell(
                ProblemKind::Dependency,
                owner,
                line,
                "too many tasks are blocked by this; left out".to_owned(),
            );
            return;
        }
        self.pairs_left -= tasks.len();
        for task in tasks {
            let reasons = &mut self.blockers[task];
            if reasons.len() < MAX_REASONS && reasons.iter().all(|other| other != reason) {
                reasons.push(reason.to_owned());
            }
        }
    }

    fn tell(&mut self, kind: ProblemKind, side: Side, line: u32, message: String) {
        let path = match side {
            Side::Task(task) => &self.drafts[task].task.backlog,
            Side::Group(group) => &self.groups[group].path,
        };
        self.problems.push(Problem::at(kind, path, line, message));
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

    fn is_overview(&self, side: Side) -> bool {
        matches!(side, Side::Group(group) if self.groups[group].is_overview)
    }

    fn is_empty(&self, side: Side) -> bool {
        side.range(self.groups).is_empty()
    }
}
