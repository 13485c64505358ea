//! Division of an outline into tasks.

use std::collections::BTreeMap;

use super::context::{Context, ended, optional, own_ids, own_title, title_lines};
use super::outline::{Kind, Node, Outline};
use super::roles::Roles;
use super::{Reading, groups};
use crate::backlog::draft::{Draft, Group, MarkdownFile, Need};
use crate::backlog::text::depends::arrows;
use crate::backlog::text::fields::{self, Field};
use crate::backlog::text::labels::{self, Label};
use crate::backlog::text::title::title;
use crate::backlog::text::{
    blocked, closed, conflicts, declared, depends, id_marks, ids, inline, placeholder, priority,
};
use crate::backlog::{Granularity, Source};
use crate::model::{Ended, Priority, Task, TaskId, TaskLine, TaskLineKind, TaskState};

/// Title of a task without text.
pub const NO_TEXT: &str = "(no text)";

/// Divides `outline` into tasks.
pub fn cut(outline: &Outline, roles: &Roles, file: MarkdownFile) -> Reading {
    let MarkdownFile { source, backlog, granularity } = file;
    let mut reading = Reading::default();
    // Open contexts, each with the node at which it ends.
    let mut contexts = vec![(usize::MAX, Context::default())];
    // Nodes of each draft.
    let mut units: Vec<(usize, usize)> = Vec::new();
    let mut phases = BTreeMap::new();
    let mut group_ends = Vec::new();
    let mut follows_finished = false;
    let mut index = 0;
    while let Some(node) = outline.nodes.get(index) {
        contexts.retain(|&(end, _)| index < end);
        let Some((_, context)) = contexts.last() else { break };
        let is_unit = roles.is_unfinished(index)
            && (granularity == Granularity::Outermost || !roles.has_tasks[index]);
        if is_unit {
            let next = u32::try_from(phases.len()).unwrap_or(u32::MAX);
            let phase = *phases.entry(context.heading).or_insert(next);
            let mut draft = Cut { outline, roles, source }.draft(index, context);
            draft.task.phase = phase;
            draft.backlog = backlog;
            draft.follows_finished = std::mem::take(&mut follows_finished);
            reading.drafts.push(draft);
            units.push((index, node.end));
            index = node.end;
            continue;
        }
        if groups::is_group(outline, roles, index) {
            let mut inner = context.inside(outline, roles, index);
            let group = groups::group(outline, roles, source, backlog, index);
            // `### Dependencies` is no phase, but a list for the phase around it.
            let is_list = matches!(fields::named(&group.title), Some(Field::Dependency(_)));
            let around =
                context.group.filter(|&it| depends::heading::is_phase(&reading.groups[it].title));
            inner.lists_needs = is_list && around.is_some();
            if !inner.lists_needs {
                inner.group = Some(reading.groups.len());
            }
            let drafts = reading.drafts.len()..reading.drafts.len();
            reading.groups.push(Group { parent: context.group, drafts, ..group });
            group_ends.push(node.end);
            contexts.push((node.end, inner));
        } else if roles.state[index].is_some() {
            // The dependencies of finished tasks do not matter.
            follows_finished = true;
            index = node.end;
            continue;
        } else if let Some(group) = context.group
            && (context.lists_needs || reading.groups[group].drafts.start == reading.drafts.len())
        {
            let needs = groups::needs_below(outline, roles, index);
            let heading = context.section.last().map_or("", String::as_str);
            let chains = groups::chains_below(outline, roles, index, heading);
            reading.groups[group].needs.extend(needs.into_iter().map(Need::from));
            reading.groups[group].needs.extend(chains.into_iter().map(Need::Chain));
        }
        index += 1;
    }
    for node in 0..outline.nodes.len() {
        if roles.state[node].is_some_and(|state| !state.is_unfinished()) {
            reading.finished.extend(own_ids(outline.first_line(node)));
            reading.finished_titles.push(own_title(outline, node));
        }
    }
    add_outlying_criteria(outline, roles, &units, &mut reading.drafts);
    groups::close(&mut reading.groups, &group_ends, &units);
    reading
}

/// Adds criteria that follow a task, outside of it, to its lines.
fn add_outlying_criteria(
    outline: &Outline,
    roles: &Roles,
    units: &[(usize, usize)],
    drafts: &mut [Draft],
) {
    let unit_of = |node: usize| {
        let unit = units.partition_point(|&(start, _)| start <= node).checked_sub(1)?;
        (node < units[unit].1).then_some(unit)
    };
    for node in 0..outline.nodes.len() {
        if !roles.criterion[node] || unit_of(node).is_some() {
            continue;
        }
        if let Some(unit) = roles.owner[node].and_then(unit_of) {
            drafts[unit].task.lines.extend(outline.lines(node).iter().map(|&(number, text)| {
                let text = inline::without_comments(text).into_owned();
                TaskLine { number, text, kind: TaskLineKind::Criterion }
            }));
        }
    }
}

/// Finds the field of `text` that says that its task ended.
fn field_that_ends(text: &str) -> Option<closed::Stated> {
    let mut start = 0;
    text.split('\n').find_map(|line| {
        let own = start;
        start += line.len() + 1;
        let found = closed::of_field(line)?;
        Some(closed::Stated { said: own + found.said.start..own + found.said.end, ..found })
    })
}

/// Makes drafts from the nodes of an outline.
struct Cut<'a> {
    outline: &'a Outline<'a>,
    roles: &'a Roles,
    source: &'a Source,
}

impl Cut<'_> {
    /// Makes a draft of the task at `root`, with everything inside it.
    fn draft(&self, root: usize, context: &Context) -> Draft {
        let node = &self.outline.nodes[root];
        let mut draft = Draft {
            task: Task {
                id: TaskId(0),
                key: String::new(),
                backlog: self.source.name.clone(),
                line: node.line,
                title: String::new(),
                state: self.roles.state[root].unwrap_or(TaskState::Open),
                section: context.section.clone(),
                ancestors: context.ancestors.clone(),
                labels: BTreeMap::new(),
                priority: None,
                phase: 0,
                depends_on: Vec::new(),
                blocked_by: Vec::new(),
                ended: None,
                parallel: None,
                lane: None,
                conflicts: Vec::new(),
                effort: self.roles.open_boxes[root].max(1),
                declared: Vec::new(),
                lines: Vec::new(),
            },
            backlog: 0,
            ids: Vec::new(),
            above: context.ids.clone(),
            titles: Vec::new(),
            titles_above: context.titles.clone(),
            needs: Vec::new(),
            conflicts: Vec::new(),
            follows_finished: false,
        };
        let mut own = Own::default();
        let mut kinds: Vec<TaskLineKind> = Vec::new();
        for index in root..node.end {
            let kind = match self.outline.nodes[index].parent.and_then(|p| p.checked_sub(root)) {
                None => TaskLineKind::Title,
                Some(parent) => self.kind(index, kinds[parent]),
            };
            kinds.push(kind);
            self.add(&mut draft, &mut own, index, kind);
        }
        own.finish(&mut draft.task, context);
        let mut seen = Vec::new();
        draft.conflicts.sort();
        draft.conflicts.dedup();
        draft.task.declared.retain(|file| {
            let new = seen.len() > 1000 || !seen.contains(&(file.pattern.clone(), file.action));
            seen.push((file.pattern.clone(), file.action));
            new
        });
        draft
    }

    /// Returns the role of a node in its task, if the node around it has the role `around`.
    fn kind(&self, index: usize, around: TaskLineKind) -> TaskLineKind {
        let Node { kind, ref checkbox, .. } = self.outline.nodes[index];
        if kind == Kind::Code {
            TaskLineKind::Code
        } else if self.roles.criterion[index] {
            TaskLineKind::Criterion
        } else if around == TaskLineKind::DoneChild {
            around
        } else if self.roles.is_unfinished(index) {
            TaskLineKind::OpenChild
        } else if checkbox.is_some() {
            TaskLineKind::DoneChild
        } else if around == TaskLineKind::OpenChild {
            around
        } else {
            TaskLineKind::Body
        }
    }

    /// Adds the node at `index` to the task.
    fn add(&self, draft: &mut Draft, own: &mut Own, index: usize, kind: TaskLineKind) {
        let node = &self.outline.nodes[index];
        if kind == TaskLineKind::Code {
            draft.task.lines.extend(
                self.outline.lines(index).iter().map(|&(number, text)| TaskLine {
                    number,
                    text: text.to_owned(),
                    kind,
                }),
            );
            return;
        }
        let original = self.outline.text(index);
        let id_beside = id_marks::id(&original).map(str::to_owned);
        let original = inline::without_comments(&original).into_owned();
        let (text, labels) = if let Kind::Heading(_) = node.kind {
            labels::of_heading(&original)
        } else {
            let labels = labels::find(&original);
            (labels::strip(&original, &labels), labels)
        };
        let is_task = self.roles.state[index].is_some();
        let lead =
            if is_task { ids::lead(&text) } else { ids::Lead { rest: text, ..Default::default() } };
        if is_task && (kind != TaskLineKind::DoneChild) {
            draft.ids.extend(lead.aliases.iter().cloned());
            draft.ids.extend(id_beside);
            draft.ids.extend(ids::issue(&lead.rest).map(str::to_owned));
            draft.titles.push(title(title_lines(&lead.rest, &original)));
        }
        own.propose(&draft.task, kind, &lead.rest);
        let is_own = node.parent == own.root && kind == TaskLineKind::Body;
        if is_own && own.ended.is_none() {
            own.ended = ended(&lead.rest, self.outline, index, field_that_ends);
        }
        match kind {
            TaskLineKind::Title => {
                own.root = Some(index);
                own.ended = ended(&lead.rest, self.outline, index, closed::stated)
                    .or_else(|| ended(&lead.rest, self.outline, index, field_that_ends));
                own.labels.extend(optional(node));
                own.title(&mut draft.task, &lead, &labels, &original);
            }
            TaskLineKind::Body | TaskLineKind::Criterion => {
                own.body(&lead.rest, &labels);
            }
            _ => {}
        }
        if !matches!(kind, TaskLineKind::DoneChild | TaskLineKind::Criterion) {
            self.add_statements(draft, index, kind, &lead.rest, &labels);
        }
        let texts = lead.rest.split('\n').map(str::trim);
        let numbers = self.outline.lines(index).iter().map(|&(number, _)| number);
        let lines = numbers.zip(texts).filter(|(_, text)| !text.is_empty());
        draft.task.lines.extend(lines.map(|(number, text)| TaskLine {
            number,
            text: text.to_owned(),
            kind,
        }));
    }

    /// Returns the ids of the innermost open task around the node at `index`.
    fn part_ids(&self, index: usize) -> Vec<String> {
        let around = |&node: &usize| self.outline.nodes[node].parent;
        let mut nodes = std::iter::successors(Some(index), around);
        let part = nodes.find(|&node| self.roles.state[node].is_some());
        part.map_or_else(Vec::new, |part| own_ids(self.outline.first_line(part)))
    }

    /// Adds statements in the node at `index` about files, dependencies and conflicts, from its
    /// `text` and `labels`.
    fn add_statements(
        &self,
        draft: &mut Draft,
        index: usize,
        kind: TaskLineKind,
        text: &str,
        labels: &[Label],
    ) {
        let line = self.outline.nodes[index].line;
        draft.task.declared.extend(match self.roles.listed[index] {
            Some(Field::Files(action)) => declared::in_item(text, action, line),
            _ => declared::in_text(text, line),
        });
        draft.conflicts.extend(conflicts::in_text(text));
        draft.conflicts.extend(conflicts::in_labels(labels));
        let mut needs = depends::in_text(text, kind == TaskLineKind::Title, line);
        needs.extend(depends::in_labels(labels, line));
        needs.extend(groups::listed_need(self.outline, self.roles, index, text));
        for need in &mut needs {
            need.of_part = kind == TaskLineKind::OpenChild;
            if need.of_part {
                need.part_ids = self.part_ids(index);
            }
        }
        draft.needs.extend(needs.into_iter().map(Need::from));
        if kind != TaskLineKind::OpenChild {
            draft.needs.extend(arrows::in_text(text, None, line).into_iter().map(Need::Chain));
        }
    }
}

/// Statements of a task about itself, outside of its children.
#[derive(Default)]
struct Own {
    /// Node of the task.
    root: Option<usize>,
    ended: Option<Ended>,
    labels: BTreeMap<String, String>,
    priority: Option<Priority>,
    /// True if the text says that it is blocked, without a reason.
    blocked: bool,
    /// Title for an item without its own text.
    fallback: Option<String>,
}

impl Own {
    fn title(&mut self, task: &mut Task, lead: &ids::Lead, labels: &[Label], original: &str) {
        task.key = lead.id.clone().unwrap_or_default();
        task.title = title(title_lines(&lead.rest, original));
        for tag in &lead.tags {
            self.labels.insert(tag.clone(), String::new());
        }
        task.parallel = lead.is_parallel.then(|| {
            let section = task.section.iter().map(String::as_str);
            std::iter::once(task.backlog.as_str()).chain(section).collect::<Vec<_>>().join(" / ")
        });
        self.priority = lead.priority.or_else(|| priority::of_title(&lead.rest));
        self.blocked |= blocked::is_stated(&lead.rest);
        self.add_labels(labels);
    }

    fn body(&mut self, text: &str, labels: &[Label]) {
        self.add_labels(labels);
        self.priority = self.priority.or_else(|| text.lines().find_map(priority::of_field));
        self.blocked |= blocked::is_field(text);
    }

    /// Keeps the text of a node as the title, in case the task has no text of its own.
    fn propose(&mut self, task: &Task, kind: TaskLineKind, text: &str) {
        if kind != TaskLineKind::Title && task.title.is_empty() && self.fallback.is_none() {
            self.fallback = Some(title(text)).filter(|title| !title.is_empty());
        }
    }

    fn add_labels(&mut self, labels: &[Label]) {
        for label in labels {
            self.priority = priority::of_label(label).or(self.priority);
            self.labels.insert(label.name.clone(), label.value.clone());
        }
    }

    /// Sets state, title, priority and labels, which depend on the whole text and on the context.
    fn finish(self, task: &mut Task, context: &Context) {
        let has = |name: &str| self.labels.keys().any(|label| label.eq_ignore_ascii_case(name));
        if self.blocked || has(blocked::LABEL) || context.blocked {
            task.state = TaskState::Blocked;
        } else if task.state != TaskState::Blocked && has("in-progress") {
            task.state = TaskState::InProgress;
        }
        if task.title.is_empty() {
            let key = Some(&task.key).filter(|key| !key.is_empty());
            let name = key.map_or_else(|| NO_TEXT.to_owned(), Clone::clone);
            task.title = self.fallback.unwrap_or(name);
        }
        task.ended = self
            .ended
            .or_else(|| context.ended.clone())
            .or_else(|| placeholder::of_task(&task.title, task.line, &task.lines));
        task.priority = self.priority.or(context.priority);
        task.labels.clone_from(&context.labels);
        task.labels.extend(self.labels);
    }
}
