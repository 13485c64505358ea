//! Plans of the other ctx, `specs/plans/*.md`: tables with a column of boxes.

use super::unread;
use crate::backlog::Source;
use crate::backlog::record::{Dependency, Files, Record};
use crate::backlog::text::inline::plain;
use crate::backlog::text::{declared, lines};
use crate::model::{Action, Problem, TaskState};

/// Names of a column of files that a row shares with the one above.
const NOTHING: [&str; 4] = ["", "-", "–", "—"];

/// Names of the columns of states. Only the first one tells a plan of ctx from another file.
const STATES: [&str; 9] =
    ["st", "state", "status", "done?", "done", "✓", "✅", "progress", "finished"];
/// Names of the columns of titles, of ids and of dependencies.
const TITLES: [&str; 4] = ["task", "title", "tasks", "item"];
const IDS: [&str; 3] = ["id", "#", "no"];
const NEEDS: [&str; 5] = ["deps", "depends on", "dependencies", "after", "blocked by"];

/// Columns of a table, as positions.
struct Columns {
    id: Option<usize>,
    state: usize,
    /// True if the column of states says only what is done: `Done?`.
    asks_done: bool,
    title: usize,
    needs: Option<usize>,
    files: Option<usize>,
    parallel: Option<usize>,
}

/// Returns true if a file has a table of tasks.
pub fn sniff(source: &Source) -> bool {
    const MAX_EXAMINED_BYTES: usize = 1 << 20;
    let bytes = &source.bytes[..source.bytes.len().min(MAX_EXAMINED_BYTES)];
    let text = String::from_utf8_lossy(bytes);
    lines::each(&text)
        .any(|line| cells(line).is_some_and(|cells| Columns::of(&cells, false).is_some()))
}

/// Reads the rows of all tables that have a column of states.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        let lines = lines::split(&text, &file.name, problems);
        let before = records.len();
        let mut plan = Plan { source, file, reads_words: false, ..Plan::new(file) };
        plan.read(&lines, &mut records);
        if records.len() == before && !plan.has_states {
            // No table has the column `st`, so that others are tables of tasks, too.
            plan = Plan { source, reads_words: true, ..Plan::new(file) };
            plan.read(&lines, &mut records);
        }
        let is_read = records.len() > before;
        problems.extend(plan.problem(is_read));
    }
    records
}

/// Reading of one plan.
struct Plan<'a> {
    source: usize,
    file: &'a Source,
    /// True if other columns than `st` state the progress.
    reads_words: bool,
    /// True if a table has a column of states.
    has_states: bool,
    /// Lines of rows with an unknown state.
    unknown: Vec<u32>,
    /// Lines of rows of tasks in tables without a column of states.
    stateless: Vec<u32>,
}

impl<'a> Plan<'a> {
    fn new(file: &'a Source) -> Self {
        Self {
            source: 0,
            file,
            reads_words: false,
            has_states: false,
            unknown: Vec::new(),
            stateless: Vec::new(),
        }
    }

    fn read(&mut self, lines: &[&str], records: &mut Vec<Record>) {
        let (mut table, mut section, mut in_fence) = (None, Vec::new(), false);
        for (index, line) in lines.iter().enumerate() {
            if line.trim_start().starts_with("```") {
                in_fence = !in_fence;
            }
            if let Some(title) = line.strip_prefix('#').filter(|_| !in_fence) {
                section = vec![title.trim_start_matches('#').trim().to_owned()];
            }
            let Some(cells) = cells(line).filter(|_| !in_fence) else {
                table = None;
                continue;
            };
            let Some(kind) = &table else {
                table = Some(self.head(&cells));
                continue;
            };
            let is_rule = cells.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c)));
            let number = lines::number(index);
            match kind {
                _ if is_rule => {}
                Table::Tasks(columns) => match self.record(columns, &cells, number) {
                    Ok(record) => records.extend(record.map(|mut record| {
                        record.section.clone_from(&section);
                        record
                    })),
                    Err(Unknown) => self.unknown.push(number),
                },
                Table::Stateless => self.stateless.push(number),
                Table::Other => {}
            }
        }
    }

    /// Returns the kind of the table with this head.
    fn head(&mut self, cells: &[String]) -> Table {
        if let Some(columns) = Columns::of(cells, self.reads_words) {
            self.has_states = true;
            return Table::Tasks(columns);
        }
        let has = |names: &[&str]| position(cells, names).is_some();
        let is_plan = has(&TITLES) && (has(&IDS) || has(&NEEDS)) && !has(&STATES);
        if is_plan { Table::Stateless } else { Table::Other }
    }

    /// Makes a record of a row, or none if it has no state.
    fn record(
        &self,
        columns: &Columns,
        cells: &[String],
        line: u32,
    ) -> Result<Option<Record>, Unknown> {
        let state = cells.get(columns.state).map_or("", String::as_str);
        let known = if columns.asks_done { answer(state) } else { state_of(state) };
        let title = cells.get(columns.title).map_or("", String::as_str);
        match known {
            _ if !title.contains(char::is_alphanumeric) => Ok(None),
            Some(state) => Ok(Some(record(columns, cells, (self.source, line), self.file, state))),
            None if NOTHING.contains(&state) => Ok(None),
            None => Err(Unknown),
        }
    }

    /// Returns the problem of what looks like tasks. Of a plan that `is_read`, only unknown states count.
    fn problem(&self, is_read: bool) -> Option<Problem> {
        let form = "write `[ ]` or `[x]` in a column `st`";
        let rows = |lines: &[u32], why: &str| {
            let what = unread::counted(lines.len(), "row", "rows");
            let first = lines.first()?;
            Some(unread::problem(self.file, *first, &what, why, form))
        };
        let unknown = rows(&self.unknown, "with an unknown state");
        if unknown.is_some() || is_read || self.has_states {
            return unknown;
        }
        let stateless = || rows(&self.stateless, "of tasks without a state");
        let form = "write them as rows of a table with the columns `st` and `task`, or read the file \
                    with --tasks-format markdown";
        stateless().or_else(|| unread::boxes([self.file], "outside of a table of tasks", form))
    }
}

/// Kind of a table.
enum Table {
    Tasks(Columns),
    /// Tasks without a column of states.
    Stateless,
    Other,
}

/// Error of a row with an unknown state.
struct Unknown;

/// Returns the position of the column with one of these names.
fn position(cells: &[String], names: &[&str]) -> Option<usize> {
    let bare = |cell: &String| cell.trim_matches(['*', '_', '`', ' ']).to_lowercase();
    let cells: Vec<String> = cells.iter().map(bare).collect();
    names.iter().find_map(|name| cells.iter().position(|cell| cell == name))
}

/// Returns the state that a cell gives as a box or in words.
fn state_of(cell: &str) -> Option<TaskState> {
    let cell = cell.trim_matches(['`', '*', '_']).trim();
    let by_box = match cell {
        "[ ]" | "[]" | "☐" | "⬜" => Some(TaskState::Open),
        "[x]" | "[X]" | "☑" | "✅" | "✔" | "✓" => Some(TaskState::Done),
        "[o]" | "[~]" | "[>]" | "🔄" | "🚧" | "⏳" => Some(TaskState::InProgress),
        "[-]" | "❌" => Some(TaskState::Skipped),
        _ => None,
    };
    if by_box.is_some() {
        return by_box;
    }
    let word = cell.trim_matches(|c: char| !(c.is_alphanumeric() || c == '%')).to_lowercase();
    if let Some(percent) = word.strip_suffix('%') {
        return match percent.trim().parse::<f32>().ok()? {
            percent if percent <= 0.0 => Some(TaskState::Open),
            percent if percent < 100.0 => Some(TaskState::InProgress),
            _ => Some(TaskState::Done),
        };
    }
    match word.replace(['-', '_'], " ").as_str() {
        "open" | "todo" | "to do" | "pending" | "not started" | "planned" | "ready" | "new"
        | "backlog" | "next" | "draft" => Some(TaskState::Open),
        "done" | "complete" | "completed" | "finished" | "closed" | "merged" | "shipped"
        | "resolved" => Some(TaskState::Done),
        "in progress" | "wip" | "doing" | "started" | "ongoing" | "active" | "in review"
        | "review" => Some(TaskState::InProgress),
        "blocked" | "on hold" | "waiting" => Some(TaskState::Blocked),
        "dropped" | "cut" | "cancelled" | "canceled" | "skipped" | "won't do" | "wontfix" => {
            Some(TaskState::Skipped)
        }
        _ => None,
    }
}

/// Returns the state that a cell of a column `Done?` gives.
fn answer(cell: &str) -> Option<TaskState> {
    match cell.trim_matches(['`', '*', '_']).trim().to_lowercase().as_str() {
        "" | "-" | "–" | "—" | "no" | "n" | "false" | "❌" | "✗" | "not yet" => {
            Some(TaskState::Open)
        }
        "yes" | "y" | "true" | "x" => Some(TaskState::Done),
        _ => state_of(cell),
    }
}

impl Columns {
    /// Reads the head of a table. `None` if it has no column of states or of tasks. In `words`, the column may
    /// have another name than `st`.
    fn of(cells: &[String], words: bool) -> Option<Self> {
        let find = |names: &[&str]| position(cells, names);
        let state = find(&STATES[..1]).or_else(|| find(&STATES).filter(|_| words))?;
        let name = cells.get(state).map_or("", String::as_str).to_lowercase();
        Some(Self {
            state,
            asks_done: name.contains("done") || name.contains(['✓', '✅']),
            title: find(&TITLES)?,
            id: find(&IDS),
            needs: find(&NEEDS),
            files: find(&["files", "file"]),
            parallel: find(&["[p]", "p"]),
        })
    }
}

/// Splits a row of a table. A `\|` is no border.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?;
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in inner.chars() {
        match c {
            '|' if !is_escaped => cells.push(String::new()),
            _ => cells.last_mut()?.push(c),
        }
        is_escaped = c == '\\';
    }
    let cells = cells.into_iter().map(|cell| cell.trim().replace("\\|", "|"));
    Some(cells.collect())
}

/// Makes a record of a row.
fn record(
    columns: &Columns,
    cells: &[String],
    (source, line): (usize, u32),
    file: &Source,
    state: TaskState,
) -> Record {
    let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", String::as_str);
    let mut record = Record::new(source, line, cell(Some(columns.title)), state);
    record.id = Some(plain(cell(columns.id))).filter(|id| !id.is_empty());
    let needs = cell(columns.needs);
    if !NOTHING.contains(&needs) {
        let ids = needs.split([',', ';', ' ']).map(str::trim).filter(|id| !id.is_empty());
        let ids: Vec<String> =
            ids.filter(|id| id.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect();
        record.needs.push(Dependency { ids, line });
    }
    record.declared = declared::in_item(cell(columns.files), Action::Modify, line);
    let is_parallel = !NOTHING.contains(&cell(columns.parallel)) && columns.parallel.is_some();
    record.parallel = is_parallel.then(|| file.name.clone());
    let known = [
        columns.id,
        Some(columns.state),
        Some(columns.title),
        columns.needs,
        columns.parallel,
        columns.files,
    ];
    let others = cells.iter().enumerate().filter(|(at, _)| !known.contains(&Some(*at)));
    for (_, text) in others.filter(|(_, text)| !text.is_empty()) {
        record.text.push((line, text.clone()));
    }
    record
}
