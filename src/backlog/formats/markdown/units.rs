//! Division of an outline into tasks.

use std::collections::BTreeMap;

use super::outline::{Kind, Node, Outline};
use super::roles::Roles;
use super::{Reading, groups, looks};
use crate::backlog::draft::{Draft, Group, Need};
use crate::backlog::text::fields::{self, Field};
use crate::backlog::text::inline::fold;
use crate::backlog::text::labels::{self, Label};
use crate::backlog::text::title::{readable, title};
use crate::backlog::text::{
    blocked, closed, conflicts, declared, depends, id_marks, ids, priority,
};
use crate::backlog::{Granularity, Source};
use crate::model::{DoubtKind, Ended, Priority, Task, TaskId, TaskLine, TaskLineKind, TaskState};

/// Title of a task without text.
pub const NO_TEXT: &str = "(no text)";

/// Context of all tasks inside a heading or item.
#[derive(Clone, Debug, Default)]
struct Context {
    section: Vec<String>,
    ancestors: Vec<String>,
    labels: BTreeMap<String, String>,
    priority: Option<Priority>,
    blocked: bool,
    /// Words of a heading or item around that drop everything inside it.
    ended: Option<Ended>,
    /// Ids of unfinished items around.
    ids: Vec<String>,
    /// Titles of unfinished items around.
    titles: Vec<String>,
    /// Node of the innermost heading.
    heading: Option<usize>,
    /// Innermost group.
    group: Option<usize>,
    /// True if the nodes here are a list of that group's dependencies.
    lists_needs: bool,
}

/// Divides `outline` into tasks.
pub fn cut(
    outline: &Outline,
    roles: &Roles,
    source: &Source,
    backlog: usize,
    granularity: Granularity,
) -> Reading {
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
            reading.groups[group].needs.extend(needs.into_iter().map(Need::from));
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
                TaskLine { number, text: text.to_owned(), kind: TaskLineKind::Criterion }
            }));
        }
    }
}

/// Returns the title of the item or heading at `node`, as if it were a task.
fn own_title(outline: &Outline, node: usize) -> String {
    let original = outline.text(node);
    let text = match outline.nodes[node].kind {
        Kind::Heading(_) => labels::of_heading(&original).0,
        _ => labels::strip(&original, &labels::find(&original)),
    };
    title(title_lines(&ids::lead(&text).rest, &original))
}

/// Returns all ids of the item or heading that starts with `text`.
fn own_ids(text: &str) -> Vec<String> {
    let mut ids = ids::lead(text).aliases;
    ids.extend(id_marks::id(text).map(str::to_owned));
    ids.extend(ids::issue(&ids::lead(text).rest).map(str::to_owned));
    ids
}

impl Context {
    /// Returns the context inside `node`, which is no task.
    fn inside(&self, outline: &Outline, roles: &Roles, node: usize) -> Self {
        let mut inner = self.clone();
        let text = outline.text(node);
        let lead = ids::lead(&text);
        if let Kind::Heading(_) = outline.nodes[node].kind {
            let (text, labels) = labels::of_heading(&text);
            inner.section.push(readable(&text));
            inner.heading = Some(node);
            inner.blocked |= speaks_of_blocked(&text);
            inner.ended = ended(&text, outline, node, closed::of_heading).or(inner.ended);
            let stated = lead.priority.or_else(|| priority::of_heading(&text));
            inner.priority = stated.or(inner.priority);
            inner.add_labels(&labels);
        } else {
            let labels = labels::find(&text);
            let lead = ids::lead(&labels::strip(&text, &labels));
            let stated = lead.priority.or_else(|| priority::of_title(&lead.rest));
            let is_blocked = is_blocked(&lead)
                || roles.state[node] == Some(TaskState::Blocked)
                || blocked::is_stated(&lead.rest);
            let text = readable(&lead.rest);
            if !text.is_empty() {
                inner.ancestors.push(text);
            }
            // The labels of a finished item apply only to itself.
            if roles.state[node].is_none_or(TaskState::is_unfinished) {
                inner.priority = stated.or(inner.priority);
                inner.blocked |= is_blocked;
                let dropped = ended(&lead.rest, outline, node, closed::stated);
                inner.ended = dropped.filter(|it| it.kind == DoubtKind::Dropped).or(inner.ended);
                inner.labels.extend(optional(&outline.nodes[node]));
                inner.add_labels(&labels);
            }
        }
        if roles.is_unfinished(node) {
            inner.ids.extend(own_ids(outline.first_line(node)));
            inner.titles.push(own_title(outline, node));
        }
        inner
    }

    fn add_labels(&mut self, labels: &[Label]) {
        // A heading with more labels is not labelled.
        const MAX_LABELS: usize = 32;
        for label in labels.iter().take(MAX_LABELS) {
            self.labels.insert(label.name.clone(), label.value.clone());
            self.blocked |= label.name.eq_ignore_ascii_case("blocked");
            self.priority = priority::of_label(label).or(self.priority);
        }
    }
}

/// Finds words in `text`, the text of `node`, that say that its task ended. Prefers its first line.
fn ended(
    text: &str,
    outline: &Outline,
    node: usize,
    find: impl Fn(&str) -> Option<closed::Stated>,
) -> Option<Ended> {
    let first = text.lines().next()?;
    let found = find(first).or_else(|| find(text))?;
    let before = text[..found.said.start].matches('\n').count();
    let line = outline.lines(node).get(before).map_or(outline.nodes[node].line, |line| line.0);
    let said = fold(&text[found.said].replace("**", "").replace("__", ""));
    Some(Ended { kind: found.kind, said, line })
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

/// Returns the label for a star after the box of `node`.
fn optional(node: &Node) -> Option<(String, String)> {
    let has_star = node.checkbox.as_ref().is_some_and(|found| found.optional);
    has_star.then(|| (Task::OPTIONAL.to_owned(), String::new()))
}

fn is_blocked(lead: &ids::Lead) -> bool {
    lead.tags.iter().any(|tag| tag == blocked::LABEL)
}

/// Returns true for a heading such as `Blocked` or `⛔ Blocked tasks`, and false for `Blocked users
/// can log in`.
fn speaks_of_blocked(heading: &str) -> bool {
    let mut words =
        heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(3);
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("blocked")) && words.count() < 2
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
        draft.task.conflicts.sort();
        draft.task.conflicts.dedup();
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
            draft.ids.extend(id_marks::id(&lead.rest).map(str::to_owned));
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
        draft.task.declared.extend(declared::in_text(text, line));
        draft.task.conflicts.extend(conflicts::in_text(text));
        draft.task.conflicts.extend(conflicts::in_labels(labels));
        let mut needs = depends::in_text(text, kind == TaskLineKind::Title, line);
        needs.extend(depends::in_labels(labels, line));
        needs.extend(groups::listed_need(self.outline, self.roles, index, text));
        for need in &mut needs {
            need.of_part = kind == TaskLineKind::OpenChild;
        }
        draft.needs.extend(needs.into_iter().map(Need::from));
        if let Some(Field::Files(action)) = self.roles.listed[index] {
            draft.task.declared.extend(declared::in_item(text, action, line));
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
        task.ended = self.ended.or_else(|| context.ended.clone());
        task.priority = self.priority.or(context.priority);
        task.labels.clone_from(&context.labels);
        task.labels.extend(self.labels);
    }
}

/// Returns the lines of a task's first paragraph that its title can come from: up to a line that
/// ends in labels, which usually end the text, up to a field such as `Files:`, or up to a line that
/// looks like another task. `text` is `original` without id and labels, line by line.
fn title_lines<'a>(text: &'a str, original: &str) -> &'a str {
    let mut end = 0;
    for (at, (line, written)) in text.split('\n').zip(original.split('\n')).enumerate() {
        if at > 0 && (fields::ends_title(line) || looks::is_box(line)) {
            break;
        }
        end += line.len() + 1;
        let last = written.split_whitespace().next_back().unwrap_or_default();
        if last.starts_with('#') && !line.trim_end().ends_with(last) {
            break;
        }
    }
    &text[..end.min(text.len())]
}
