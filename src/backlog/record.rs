//! Records: tasks as a format states them as data, and their conversion to drafts.
//!
//! A reader of a format that is no Markdown outline makes one [`Record`] of each task, finished
//! ones included. The rest is the same for all: nesting, keys, text, and what a record declares.

mod links;
mod tree;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::draft::{Draft, Group, Need, Reading};
use super::text::depends;
use super::text::lines::prefix;
use super::text::title::title;
use super::text::{closed, declared, inline, placeholder};
use super::{Entry, Granularity, Source};
use crate::model::{
    DeclaredFile, Ended, Priority, Problem, ProblemKind, Task, TaskId, TaskLine, TaskLineKind,
    TaskState,
};
pub use links::{block, nest};
use tree::Tree;

/// Title of a record without text.
pub const NO_TEXT: &str = "(no text)";
/// Maximum number of lines of a record's text.
const MAX_TEXT_LINES: usize = 2000;
/// Maximum number of ids that a problem names.
const MAX_NAMED: usize = 5;

/// Files of one reading.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// Backlogs: one, or all files of a format that has a file for each task.
    pub sources: &'a [Source],
    /// Position of the first among all backlogs.
    pub first: usize,
    /// Files that the tool keeps beside its backlogs, such as its settings.
    pub beside: &'a [Source],
}

/// Role of the boxes in the text of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Boxes {
    /// Part of the text.
    #[default]
    Text,
    /// Acceptance criteria, which are no work of their own.
    Criteria,
    /// Steps of the task.
    Steps,
}

/// Dependency on tasks by their ids.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// As written.
    pub ids: Vec<String>,
    /// 1-based line.
    pub line: u32,
}

/// One task as its format states it.
#[derive(Clone, Debug)]
pub struct Record {
    /// Position of its file among those of the reading.
    pub source: usize,
    /// Id that the tool shows.
    pub id: Option<String>,
    /// Further ids that dependencies may name.
    pub aliases: Vec<String>,
    /// Title as written.
    pub title: String,
    /// State by the rules of the tool.
    pub state: TaskState,
    /// 1-based lines of the record in its file.
    pub lines: RangeInclusive<u32>,
    /// Text besides the title, with 1-based lines.
    pub text: Vec<(u32, String)>,
    /// Headings or other groups above it, outermost first.
    pub section: Vec<String>,
    /// Role of the boxes in its text.
    pub boxes: Boxes,
    /// Labels; one without a value has an empty one.
    pub labels: BTreeMap<String, String>,
    /// Priority, if stated.
    pub priority: Option<Priority>,
    /// Place in an order of phases or waves, from 0.
    pub phase: u32,
    /// Record that it is a part of, as a position in the list of records.
    pub parent: Option<usize>,
    /// True if it is a task of its own and its parent is only a container. False if it is a step of
    /// its parent.
    pub stands_alone: bool,
    /// Tasks to be done first.
    pub needs: Vec<Dependency>,
    /// Reasons that block it, besides tasks.
    pub blocked_by: Vec<String>,
    /// Dependencies of the text in words.
    pub statements: Vec<depends::DependencyStatement>,
    /// Files that it declares.
    pub declared: Vec<DeclaredFile>,
    /// Group of tasks that the tool runs at the same time.
    pub parallel: Option<String>,
    /// Lane of this group whose tasks are done one after the other.
    pub lane: Option<String>,
    /// Ids of tasks that it conflicts with.
    pub conflicts: Vec<String>,
}

impl Record {
    /// Creates a record with a title and nothing else.
    pub fn new(source: usize, line: u32, title: impl Into<String>, state: TaskState) -> Self {
        Self {
            source,
            id: None,
            aliases: Vec::new(),
            title: title.into(),
            state,
            lines: line..=line,
            text: Vec::new(),
            section: Vec::new(),
            boxes: Boxes::default(),
            labels: BTreeMap::new(),
            priority: None,
            phase: 0,
            parent: None,
            stands_alone: false,
            needs: Vec::new(),
            blocked_by: Vec::new(),
            statements: Vec::new(),
            declared: Vec::new(),
            parallel: None,
            lane: None,
            conflicts: Vec::new(),
        }
    }

    /// Adds `text`, whose first line is `line` of the file. If it is written in one line of the file,
    /// as in JSON, all of its lines get that number.
    pub fn add_text(&mut self, text: &str, line: u32, is_one_line: bool) {
        for (index, own) in text.lines().enumerate().take(MAX_TEXT_LINES) {
            let offset = if is_one_line { 0 } else { u32::try_from(index).unwrap_or(u32::MAX) };
            let number = line.saturating_add(offset).min(*self.lines.end());
            self.text.push((number, prefix(own, 64 * 1024).to_owned()));
        }
    }

    /// Adds a label, with dashes for the blanks in its name.
    pub fn label(&mut self, name: &str, value: &str) {
        let name = name.trim().replace(char::is_whitespace, "-");
        if !name.is_empty() {
            self.labels.insert(name, value.trim().to_owned());
        }
    }
}

/// Returns the entries of the records of each file, for the progress of its tasks.
pub fn entries(records: &[Record], files: usize) -> Vec<Vec<Entry>> {
    let mut entries: Vec<Vec<Entry>> = vec![Vec::new(); files];
    // Position of each record among the entries of its file.
    let mut places: Vec<usize> = Vec::with_capacity(records.len());
    for record in records {
        let Some(of_file) = entries.get_mut(record.source) else {
            places.push(usize::MAX);
            continue;
        };
        places.push(of_file.len());
        let is_here =
            |&parent: &usize| parent < places.len() - 1 && records[parent].source == record.source;
        let parent = record.parent.filter(|_| !record.stands_alone).filter(is_here);
        of_file.push(Entry {
            state: Some(record.state),
            has_box: true,
            is_heading: false,
            parent: parent.map(|parent| places[parent]),
            lines: (*record.lines.start() as usize).saturating_sub(1)..*record.lines.end() as usize,
            own: record.title.clone(),
            id: record.id.clone(),
        });
    }
    entries
}

/// Converts records to drafts. If the format's `tool` counts each step as a task, steps are reported.
pub fn read(
    records: &[Record],
    files: Files,
    granularity: Granularity,
    tool: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Reading {
    let tree = Tree::new(records);
    let mut reading = Reading::default();
    for record in records.iter().filter(|record| !record.state.is_unfinished()) {
        reading.finished.extend(record.id.iter().chain(&record.aliases).cloned());
        reading.finished_titles.push(title(&record.title));
    }
    // Phases by file and section, where the format states none.
    let mut sections: BTreeMap<(usize, &[String]), u32> = BTreeMap::new();
    let states_phases = records.iter().any(|record| record.phase > 0);
    let (mut containers, mut inside) = (Vec::new(), Vec::new());
    for (index, record) in records.iter().enumerate() {
        if !record.state.is_unfinished() {
            continue;
        }
        if tree.is_within_task(records, index, granularity) {
            inside.push(index);
            continue;
        }
        if tree.holds_tasks(index, granularity) {
            containers.push(index);
            continue;
        }
        let mut draft = draft(records, &tree, index, files, granularity);
        // A file for each task has no phases.
        if !states_phases && files.sources.len() < 2 {
            let next = u32::try_from(sections.len()).unwrap_or(u32::MAX);
            draft.task.phase = *sections.entry((record.source, &record.section)).or_insert(next);
        }
        reading.drafts.push(draft);
    }
    problems.extend(contained(records, &containers, files));
    problems.extend(tool.map(|tool| steps(records, &inside, tool, files)).unwrap_or_default());
    problems.extend(repeated(records, files));
    add_groups(&mut reading, files);
    reading
}

/// Reports the records that are only containers of open tasks.
fn contained(records: &[Record], containers: &[usize], files: Files) -> Option<Problem> {
    let first = &records[*containers.first()?];
    let names = named(containers.iter().map(|&at| name(&records[at])));
    let verb = if containers.len() == 1 { "is the parent" } else { "are parents" };
    let message = format!("{names} {verb} of open tasks, and planned with these");
    let path = &files.sources.get(first.source)?.name;
    Some(Problem::at(ProblemKind::Parent, path, *first.lines.start(), message))
}

/// Lists names, the first few of many.
pub fn named<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let names: Vec<&str> = names.take(MAX_NAMED).collect();
    format!("{}{more}", names.join(", "))
}

/// Reports the open records that are steps of other tasks, in each file of a tool that counts every one.
fn steps(records: &[Record], steps: &[usize], tool: &str, files: Files) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let lines: Vec<u32> = steps
            .iter()
            .map(|&at| &records[at])
            .filter(|it| it.source == source)
            .map(|it| *it.lines.start())
            .collect();
        let Some(&first) = lines.first() else { continue };
        let written: Vec<String> = lines.iter().map(u32::to_string).collect();
        let written = named(written.iter().map(String::as_str));
        let (plural, verb) = if lines.len() == 1 { ("", "is a step") } else { ("es", "are steps") };
        let message = format!(
            "{} open box{plural} {verb} of the tasks above; {tool} counts each (line {written}), as does \
             --granularity leaf",
            lines.len()
        );
        problems.push(Problem::at(ProblemKind::OtherCount, &file.name, first, message));
    }
    problems
}

/// Reports ids that two records of the same backlog share.
fn repeated(records: &[Record], files: Files) -> Vec<Problem> {
    let mut seen: BTreeMap<String, (usize, u32)> = BTreeMap::new();
    let mut problems = Vec::new();
    for record in records {
        let Some(id) = &record.id else { continue };
        let Some(path) = files.sources.get(record.source).map(|source| &source.name) else {
            continue;
        };
        let place = (record.source, *record.lines.start());
        let &mut (source, line) = seen.entry(id.to_lowercase()).or_insert(place);
        if (source, line) != place && problems.len() < MAX_NAMED {
            let other = files.sources.get(source).map_or("", |source| source.name.as_str());
            let message = format!("{id} is also the id of {other}:{line}");
            problems.push(Problem::at(ProblemKind::RepeatedId, path, place.1, message));
        }
    }
    problems
}

fn name(record: &Record) -> &str {
    record.id.as_deref().unwrap_or(&record.title)
}

/// Makes a draft of the record at `index` with what is nested in it.
fn draft(
    records: &[Record],
    tree: &Tree,
    index: usize,
    files: Files,
    granularity: Granularity,
) -> Draft {
    let record = &records[index];
    let mut above = tree.above(index);
    above.reverse();
    let mut steps = Vec::new();
    if granularity == Granularity::Outermost || !tree.holds_open[index] {
        collect(records, tree, index, &mut steps);
    }
    let around: Vec<&Record> = above.iter().map(|&at| &records[at]).collect();
    // One that is a task of its own does not stand for the tasks inside it.
    let containers = above.iter().filter(|&&at| !tree.comes_first[at]).map(|&at| &records[at]);
    let containers: Vec<&Record> = containers.collect();
    let own_title = title(&record.title);
    let mut needs: Vec<Need> = Vec::new();
    for holder in
        around.iter().copied().chain([record]).chain(steps.iter().map(|&(at, _)| &records[at]))
    {
        needs.extend(
            holder.needs.iter().map(|need| Need::Exact { ids: need.ids.clone(), line: need.line }),
        );
        needs.extend(holder.statements.iter().cloned().map(Need::from));
    }
    let mut lines = vec![TaskLine {
        number: *record.lines.start(),
        text: record.title.clone(),
        kind: TaskLineKind::Title,
    }];
    lines.extend(body(record, TaskLineKind::Body));
    let mut ids: Vec<String> = record.id.iter().chain(&record.aliases).cloned().collect();
    let mut declared = record.declared.clone();
    for (number, text) in &record.text {
        declared.extend(declared::in_text(text, *number));
    }
    let mut titles = vec![own_title.clone()];
    let mut effort = 0;
    for &(at, is_done) in &steps {
        let step = &records[at];
        let kind = if is_done { TaskLineKind::DoneChild } else { TaskLineKind::OpenChild };
        let number = *step.lines.start();
        lines.push(TaskLine { number, text: step.title.clone(), kind });
        lines.extend(body(step, kind));
        if !is_done {
            effort += 1;
            ids.extend(step.id.iter().chain(&step.aliases).cloned());
            titles.push(title(&step.title));
            declared.extend(step.declared.iter().cloned());
        }
    }
    drop_comments(&mut lines);
    let is_open = |line: &&TaskLine| line.kind == TaskLineKind::OpenChild;
    if steps.is_empty() && record.boxes == Boxes::Steps {
        effort = u32::try_from(lines.iter().filter(is_open).count()).unwrap_or(u32::MAX);
    }
    let mut seen = Vec::new();
    declared.retain(|file| {
        let is_new = seen.len() > 1000 || !seen.contains(&(file.pattern.clone(), file.action));
        seen.push((file.pattern.clone(), file.action));
        is_new
    });
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for holder in around.iter().copied().chain([record]) {
        labels.extend(holder.labels.clone());
    }
    let priority = record.priority.or_else(|| around.iter().rev().find_map(|it| it.priority));
    let task = Task {
        id: TaskId(0),
        key: record.id.clone().unwrap_or_default(),
        backlog: files.sources.get(record.source).map(|it| it.name.clone()).unwrap_or_default(),
        line: *record.lines.start(),
        title: if own_title.is_empty() { NO_TEXT.to_owned() } else { own_title },
        state: record.state,
        section: record.section.clone(),
        ancestors: around.iter().map(|it| title(&it.title)).collect(),
        labels,
        priority,
        phase: record.phase,
        depends_on: Vec::new(),
        blocked_by: record.blocked_by.clone(),
        ended: ended(record)
            .or_else(|| placeholder::of_task(&record.title, *record.lines.start(), &lines)),
        parallel: record.parallel.clone(),
        lane: record.lane.clone(),
        conflicts: Vec::new(),
        effort: effort.max(1),
        declared,
        lines,
    };
    Draft {
        task,
        backlog: files.first,
        ids,
        above: containers.iter().flat_map(|it| it.id.iter().chain(&it.aliases).cloned()).collect(),
        titles,
        titles_above: containers.iter().map(|it| title(&it.title)).collect(),
        needs,
        conflicts: record.conflicts.clone(),
        follows_finished: false,
    }
}

/// Lists what is nested in a record, each with whether it is done or inside something done. Open
/// tasks of their own are left out.
fn collect(records: &[Record], tree: &Tree, at: usize, steps: &mut Vec<(usize, bool)>) {
    // Each with whether something around it is done.
    let mut open: Vec<(usize, bool)> =
        tree.children[at].iter().rev().map(|&child| (child, false)).collect();
    while let Some((child, is_done)) = open.pop() {
        let is_done = is_done || !records[child].state.is_unfinished();
        if records[child].stands_alone && !is_done {
            continue;
        }
        steps.push((child, is_done));
        open.extend(tree.children[child].iter().rev().map(|&inner| (inner, is_done)));
    }
}

/// Returns the text of a record as lines of a task. The inside of code fences is code.
fn body(record: &Record, kind: TaskLineKind) -> Vec<TaskLine> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for (number, text) in &record.text {
        let trimmed = text.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            is_code = !is_code;
            continue;
        }
        if !trimmed.is_empty() {
            let (kind, text) = match boxed(trimmed).filter(|_| record.boxes != Boxes::Text) {
                _ if is_code => (TaskLineKind::Code, trimmed),
                Some((_, text)) if record.boxes == Boxes::Criteria => {
                    (TaskLineKind::Criterion, text)
                }
                Some((true, text)) => (TaskLineKind::DoneChild, text),
                Some((false, text)) if kind == TaskLineKind::Body => {
                    (TaskLineKind::OpenChild, text)
                }
                _ => (kind, trimmed),
            };
            lines.push(TaskLine { number: *number, text: text.to_owned(), kind });
        }
    }
    lines
}

/// Drops comments from lines that are not code, also those of several lines.
fn drop_comments(lines: &mut Vec<TaskLine>) {
    let is_text = |line: &&TaskLine| line.kind != TaskLineKind::Code;
    let text = lines.iter().filter(is_text).map(|line| line.text.as_str());
    let text = text.collect::<Vec<_>>().join("\n");
    let Cow::Owned(text) = inline::without_comments(&text) else { return };
    let mut kept = text.split('\n');
    for line in lines.iter_mut().filter(|line| line.kind != TaskLineKind::Code) {
        kept.next().unwrap_or_default().trim().clone_into(&mut line.text);
    }
    lines.retain(|line| line.kind == TaskLineKind::Title || !line.text.is_empty());
}

/// Splits a line with a box into whether it is ticked, and its text.
fn boxed(line: &str) -> Option<(bool, &str)> {
    let rest = line.strip_prefix(['-', '*', '+'])?.trim_start().strip_prefix('[')?;
    let (sign, text) = rest.split_once(']')?;
    matches!(sign, " " | "x" | "X" | "-").then(|| (sign != " ", text.trim_start()))
}

/// Finds the words in a record's title that say that it ended.
fn ended(record: &Record) -> Option<Ended> {
    let found = closed::stated(&record.title)?;
    let said = record.title.get(found.said).unwrap_or_default().to_owned();
    Some(Ended { kind: found.kind, said, line: *record.lines.start() })
}

/// Makes groups of the sections of drafts, which other tasks may name.
fn add_groups(reading: &mut Reading, files: Files) {
    let path = files.sources.first().map(|source| source.name.clone()).unwrap_or_default();
    let mut start = 0;
    while let Some(draft) = reading.drafts.get(start) {
        let section = draft.task.section.clone();
        let line = draft.task.line;
        let same = |draft: &&Draft| draft.task.section == section;
        let end = start + reading.drafts[start..].iter().take_while(same).count();
        if let Some(title) = section.last() {
            reading.groups.push(Group {
                title: title.clone(),
                is_heading: true,
                backlog: files.first,
                path: path.clone(),
                line,
                drafts: start..end,
                is_overview: false,
                parent: None,
                needs: Vec::new(),
            });
        }
        start = end;
    }
}
