//! Plans of the other ctx, `specs/plans/*.md`: tables with a column of boxes.

use crate::backlog::Source;
use crate::backlog::record::{Dependency, Files, Record};
use crate::backlog::text::inline::plain;
use crate::backlog::text::{declared, lines};
use crate::model::{Action, Problem, TaskState};

/// Names of a column of files that a row shares with the one above.
const NOTHING: [&str; 4] = ["", "-", "–", "—"];

/// Columns of a table, as positions.
struct Columns {
    id: Option<usize>,
    state: usize,
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
    lines::each(&text).any(|line| cells(line).is_some_and(|cells| Columns::of(&cells).is_some()))
}

/// Reads the rows of all tables that have a column of states.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        let (mut columns, mut section, mut in_fence) = (None, Vec::new(), false);
        for (index, line) in lines::split(&text, &file.name, problems).iter().enumerate() {
            if line.trim_start().starts_with("```") {
                in_fence = !in_fence;
            }
            if let Some(title) = line.strip_prefix('#').filter(|_| !in_fence) {
                section = vec![title.trim_start_matches('#').trim().to_owned()];
            }
            let Some(cells) = cells(line).filter(|_| !in_fence) else {
                columns = None;
                continue;
            };
            match &columns {
                None => columns = Columns::of(&cells),
                Some(columns) => {
                    let place = (source, lines::number(index));
                    let record = record(columns, &cells, place, file);
                    records.extend(record.map(|mut record| {
                        record.section.clone_from(&section);
                        record
                    }));
                }
            }
        }
    }
    records
}

impl Columns {
    /// Reads the head of a table. `None` if it has no column of states or of tasks.
    fn of(cells: &[String]) -> Option<Self> {
        let find = |names: &[&str]| {
            cells.iter().position(|cell| names.contains(&cell.to_lowercase().as_str()))
        };
        Some(Self {
            state: find(&["st"])?,
            title: find(&["task", "title"])?,
            id: find(&["id", "#"]),
            needs: find(&["deps", "depends on"]),
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

/// Makes a record of a row, unless it has no box.
fn record(
    columns: &Columns,
    cells: &[String],
    (source, line): (usize, u32),
    file: &Source,
) -> Option<Record> {
    let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", String::as_str);
    let state = match cell(Some(columns.state)).trim_matches('`') {
        "[ ]" | "[]" => TaskState::Open,
        "[x]" | "[X]" => TaskState::Done,
        "[o]" | "[~]" | "[>]" => TaskState::InProgress,
        "[-]" => TaskState::Skipped,
        _ => return None,
    };
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
    Some(record)
}
