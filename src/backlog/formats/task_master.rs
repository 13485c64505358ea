//! Task Master's `.taskmaster/tasks/tasks.json`.
//!
//! Tasks are kept by tag, and those of the current tag are read, which `.taskmaster/state.json` names.
//! Files of before tags hold one list. Ids are strings or numbers. What is inside a finished task is
//! finished.

use crate::backlog::Source;
use crate::backlog::data::json::{self, Document, Fields};
use crate::backlog::record::{self, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::priority;
use crate::model::{Action, DeclaredFile, Priority, Problem, ProblemKind, TaskState};

/// Tag that Task Master starts with.
const DEFAULT_TAG: &str = "master";
/// File that names the current tag.
const STATE: &str = ".taskmaster/state.json";
/// Fields with text about a task.
const TEXTS: [&str; 3] = ["description", "details", "testStrategy"];

/// Fields that merges treat by rules of their own. Task Master counts only `done` as completed.
pub const FIELDS: RecordFields = RecordFields {
    state: |status, _| state(status),
    stamps: &["updatedAt", "lastModified", "updated"],
    counts: Some(["taskCount", "completedCount"]),
    ..PLAIN
};

/// Returns true if a file is an object with tasks, by tag or in one list.
pub fn sniff(source: &Source) -> bool {
    let Ok(text) = std::str::from_utf8(&source.bytes) else { return false };
    if !text.trim_start().starts_with('{') {
        return false;
    }
    let Some(fields) = json::first(text) else { return is_cut_off(text) };
    let has_tasks = |fields: &Fields| fields.raw("tasks").is_some_and(|raw| raw.starts_with('['));
    has_tasks(&fields)
        || fields.iter().any(|(_, raw)| Fields::parse(raw).is_some_and(|tag| has_tasks(&tag)))
}

/// Returns true if a text that is no JSON as a whole has a list of tasks.
fn is_cut_off(text: &str) -> bool {
    let tasks = text.split_once("\"tasks\"").map(|(_, rest)| rest.trim_start());
    let list = tasks.and_then(|rest| rest.strip_prefix(':')).map(str::trim_start);
    list.is_some_and(|rest| rest.starts_with('['))
}

/// Reads the tasks of the current tag.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let current = current_tag(files.beside);
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let document = Document::of_object(file, problems);
        let Some(fields) = document.fields(problems) else { continue };
        let mut inside = Vec::new();
        let mut reader =
            Reader { source, document: &document, records: &mut records, inside: &mut inside };
        if fields.raw("tasks").is_some() {
            reader.read_list(&fields, problems);
            problems.extend(below_finished(&file.name, &inside));
            continue;
        }
        let tags: Vec<(&str, Fields)> = fields
            .iter()
            .filter_map(|(name, raw)| Some((name, Fields::parse(raw)?)))
            .filter(|(_, tag)| tag.raw("tasks").is_some())
            .collect();
        if tags.is_empty() && fields.iter().next().is_some() {
            let message = "no `tasks` of this tool in it, not read";
            problems.push(Problem::at(ProblemKind::Record, &file.name, 1, message));
        }
        let wanted = current.as_deref().unwrap_or(DEFAULT_TAG);
        let has_wanted = tags.iter().any(|&(name, _)| name == wanted);
        let mut others = Vec::new();
        // The first tag with open tasks that is not read.
        let mut open = None;
        for (name, tag) in &tags {
            if !has_wanted || *name == wanted {
                reader.read_list(tag, problems);
            } else if !tag.items("tasks").is_empty() {
                open = open.or(Some(*name).filter(|_| has_open(tag)));
                others.push(format!("{name} ({})", tag.items("tasks").len()));
            }
        }
        problems.extend(below_finished(&file.name, &inside));
        let is_empty = |name: &str| {
            tags.iter().all(|(other, tag)| *other != name || tag.items("tasks").is_empty())
        };
        if let Some(open) = open.filter(|_| is_empty(wanted)) {
            let message = format!(
                "the current tag {wanted} has no tasks, those of {} are not read; type \
                 `task-master use-tag {open}`",
                others.join(", ")
            );
            problems.push(Problem::at(ProblemKind::LooksLikeTask, &file.name, 1, message));
        } else if !others.is_empty() {
            let message =
                format!("read is the tag {wanted}; not read are those of {}", others.join(", "));
            problems.push(Problem::new(ProblemKind::NotSelected, &file.name, message));
        }
    }
    records
}

/// Reports the subtasks of finished tasks that Task Master itself lists as open.
fn below_finished(file: &str, inside: &[(u32, String)]) -> Option<Problem> {
    let &(line, _) = inside.first()?;
    let message = format!(
        "open subtasks of finished tasks, so no work is left; Task Master lists them as they are: {}",
        record::named(inside.iter().map(|(_, id)| id.as_str()))
    );
    Some(Problem::at(ProblemKind::OtherCount, file, line, message))
}

/// Returns the current tag, from the state file.
fn current_tag(beside: &[Source]) -> Option<String> {
    let state = beside.iter().find(|it| it.name.ends_with(STATE))?;
    let text = std::str::from_utf8(&state.bytes).ok()?;
    Fields::parse(text.trim())?.text("currentTag")
}

struct Reader<'a> {
    source: usize,
    document: &'a Document<'a>,
    records: &'a mut Vec<Record>,
    /// Lines and ids of open subtasks below finished tasks.
    inside: &'a mut Vec<(u32, String)>,
}

impl Reader<'_> {
    /// Reads the tasks of one list.
    fn read_list(&mut self, list: &Fields, problems: &mut Vec<Problem>) {
        for raw in list.items("tasks") {
            let Some(task) = self.document.record(raw, problems) else { continue };
            let Some(id) = task.text("id") else {
                self.tell(raw, "a task without an id, not read", problems);
                continue;
            };
            let parent = self.records.len();
            let record = self.record(raw, &task, id.clone(), str::to_owned);
            let is_finished = !record.state.is_unfinished();
            self.records.push(record);
            for raw in task.items("subtasks") {
                let Some(step) = self.document.record(raw, problems) else { continue };
                let Some(own) = step.text("id") else {
                    self.tell(raw, "a subtask without an id, not read", problems);
                    continue;
                };
                let whole = |own: &str| {
                    if own.contains('.') { own.to_owned() } else { format!("{id}.{own}") }
                };
                let mut record = self.record(raw, &step, whole(&own), whole);
                record.parent = Some(parent);
                if is_finished {
                    if record.state.is_unfinished() {
                        self.inside.push((*record.lines.start(), whole(&own)));
                    }
                    record.state = TaskState::Done;
                }
                self.records.push(record);
            }
        }
    }

    /// Makes a record of a task or subtask. `whole` makes the id of a dependency complete.
    fn record(
        &self,
        raw: &str,
        task: &Fields,
        id: String,
        whole: impl Fn(&str) -> String,
    ) -> Record {
        let lines = self.document.lines(raw);
        let status = task.text("status").unwrap_or_default();
        let title = task.text("title").unwrap_or_default();
        let mut record = Record::new(self.source, *lines.start(), title, state(&status));
        record.lines = lines;
        record.id = Some(id);
        record.priority = task.text("priority").and_then(|word| priority::parse(&word));
        if status == "deferred" {
            record.priority = Some(Priority::Deferred);
        }
        let line = |name: &str| task.raw(name).map_or(1, |raw| *self.document.lines(raw).start());
        for name in TEXTS {
            if let Some(text) = task.text(name) {
                record.add_text(&text, line(name), true);
            }
        }
        let ids: Vec<String> =
            task.texts("dependencies").iter().map(|dependency| whole(dependency)).collect();
        if !ids.is_empty() {
            record.needs.push(Dependency { ids, line: line("dependencies") });
        }
        for raw in task.items("relevantFiles") {
            let Some(file) = Fields::parse(raw) else { continue };
            let action = file.text("action").unwrap_or_default();
            let action = match action.as_str() {
                "create" => Action::Create,
                "reference" => continue,
                _ => Action::Modify,
            };
            if let Some(pattern) = file.text("path") {
                let line = *self.document.lines(raw).start();
                record.declared.push(DeclaredFile { pattern, action, line });
            }
        }
        record
    }

    fn tell(&self, raw: &str, message: &str, problems: &mut Vec<Problem>) {
        let line = *self.document.lines(raw).start();
        problems.push(Problem::at(ProblemKind::Record, self.document.name(), line, message));
    }
}

/// Returns true if a list has a task that is not finished.
fn has_open(list: &Fields) -> bool {
    list.items("tasks").into_iter().filter_map(Fields::parse).any(|task| {
        let status = task.text("status").unwrap_or_default();
        state(&status).is_unfinished()
    })
}

/// Returns the state of a status. One that Task Master does not have is open.
fn state(status: &str) -> TaskState {
    match status {
        "in-progress" | "review" => TaskState::InProgress,
        "done" | "completed" => TaskState::Done,
        "cancelled" => TaskState::Skipped,
        "blocked" => TaskState::Blocked,
        _ => TaskState::Open,
    }
}
