//! `OpenSpec`: `openspec/changes/*/tasks.md`, by the rules of `openspec list` and `archive`.
//!
//! Each line that starts with a list marker and a box is a task, also in code fences, comments and
//! indented blocks. A task is done if its box holds an `x`, and open with any other sign.

use super::markdown;
use crate::backlog::record::{Files, Record};
use crate::backlog::shape::{Block, Structure};
use crate::backlog::text::title::readable;
use crate::backlog::text::{depends, ids, labels, lines, priority};
use crate::model::{Problem, TaskState};

/// Width of a tab, in columns.
const TAB_COLUMNS: usize = 4;
/// Maximum number of digits of a list marker, as in Markdown.
const MAX_MARKER_DIGITS: usize = 9;

/// Line with a box.
struct Boxed<'a> {
    column: usize,
    is_done: bool,
    text: &'a str,
}

impl Boxed<'_> {
    fn state(&self) -> TaskState {
        if self.is_done { TaskState::Done } else { TaskState::Open }
    }
}

/// Reads the tasks of each change.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        let lines = lines::split(&text, &file.name, problems);
        Reader { source, change: change(&file.name), ..Reader::default() }
            .read(&lines, &mut records);
    }
    records
}

/// Divides a file for the merge: as Markdown, with the boxes that fences and comments hide there.
pub fn structure(text: &str) -> Structure {
    let Structure { blocks, lines: owners } = markdown::structure(text);
    let lines = lines::split(text, "", &mut Vec::new());
    let mut all = Structure::default();
    // Place of each block of Markdown among all blocks.
    let mut places: Vec<usize> = Vec::with_capacity(blocks.len());
    let mut visible = blocks.into_iter().peekable();
    let mut line = 0;
    while line < lines.len().min(owners.len()) {
        if let Some(block) = visible.next_if(|block| block.line == line) {
            line += block.own;
            places.push(all.blocks.len());
            let parent = block.parent.map(|parent| places[parent]);
            let state = block
                .state
                .map(|state| if state == TaskState::Done { state } else { TaskState::Open });
            all.blocks.push(Block { parent, state, ..block });
            continue;
        }
        let (owner, is_hidden) = owners[line];
        if is_hidden
            && let Some(boxed) = boxed(lines[line])
            && markdown::parts(lines[line], false).1.is_some()
        {
            all.blocks.push(Block {
                line,
                own: 1,
                parent: owner.map(|owner| places[owner]),
                level: None,
                state: Some(boxed.state()),
                text: boxed.text.to_owned(),
            });
        }
        line += 1;
    }
    all.lines = owners
        .into_iter()
        .map(|(owner, is_hidden)| (owner.map(|at| places[at]), is_hidden))
        .collect();
    all
}

/// Returns the id of the change whose tasks stand at `path`: the name of its folder.
fn change(path: &str) -> Option<String> {
    let mut parts = path.rsplit('/').skip(1);
    parts.next().filter(|_| parts.next().is_some()).map(str::to_owned)
}

#[derive(Default)]
struct Reader {
    source: usize,
    change: Option<String>,
    /// Headings above the line, with their levels.
    headings: Vec<(usize, String)>,
    /// Records around the line, with their columns.
    around: Vec<(usize, usize)>,
    in_fence: bool,
    after_blank: bool,
}

impl Reader {
    fn read(mut self, lines: &[&str], records: &mut Vec<Record>) {
        for (index, line) in lines.iter().enumerate() {
            let number = lines::number(index);
            if let Some(boxed) = boxed(line) {
                self.add(&boxed, number, records);
                continue;
            }
            let trimmed = line.trim_start();
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                self.in_fence = !self.in_fence;
            }
            if let Some((level, title)) = heading(line).filter(|_| !self.in_fence) {
                self.headings.retain(|&(other, _)| other < level);
                self.headings.push((level, title));
                self.around.clear();
            } else if !trimmed.is_empty() {
                self.add_text(line, number, records);
            }
            self.after_blank = trimmed.is_empty();
        }
    }

    /// Adds the task of a line with a box.
    fn add(&mut self, boxed: &Boxed, number: u32, records: &mut Vec<Record>) {
        let labels = labels::find(boxed.text);
        let lead = ids::lead(&labels::strip(boxed.text, &labels));
        let mut record = Record::new(self.source, number, lead.rest.clone(), boxed.state());
        record.id.clone_from(&lead.id);
        record.aliases.clone_from(&lead.aliases);
        record.priority = lead.priority.or_else(|| priority::of_title(&lead.rest));
        for label in &labels {
            record.priority = priority::of_label(label).or(record.priority);
            record.label(&label.name, &label.value);
        }
        let headings = self.headings.iter().map(|(_, title)| title.clone());
        record.section = self.change.iter().cloned().chain(headings).collect();
        record.parallel = lead.is_parallel.then(|| record.section.join(" / "));
        record.statements = depends::in_text(&lead.rest, true, number);
        record.statements.extend(depends::in_labels(&labels, number));
        self.around.retain(|&(column, _)| column < boxed.column);
        // An open box counts, whatever stands above it.
        let is_open = |&&(_, at): &&(usize, usize)| records[at].state.is_unfinished();
        record.parent = self.around.iter().rev().find(is_open).map(|&(_, at)| at);
        self.around.push((boxed.column, records.len()));
        self.after_blank = false;
        records.push(record);
    }

    /// Adds a line to the task that it belongs to: one to its right, or right below it.
    fn add_text(&mut self, line: &str, number: u32, records: &mut [Record]) {
        let column = column(line);
        let holds = |&&(own, _): &&(usize, usize)| own < column || !self.after_blank;
        let Some(&(_, at)) = self.around.iter().rev().find(holds) else { return };
        let record = &mut records[at];
        record.lines = *record.lines.start()..=number;
        record.statements.extend(depends::in_text(line.trim(), false, number));
        record.add_text(line, number, false);
    }
}

/// Parses a line with a list marker and a box: `- [ ] a`, `12) [x]a`, `* [~] b`.
fn boxed(line: &str) -> Option<Boxed<'_>> {
    let rest = line.trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = match digits {
        0 => rest.strip_prefix(['-', '*', '+'])?,
        1..=MAX_MARKER_DIGITS => rest[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let inner = after.trim_start().strip_prefix('[')?;
    let close = inner.find(']')?;
    let (sign, text) = (inner[..close].trim(), &inner[close + 1..]);
    if sign.chars().nth(1).is_some() {
        return None;
    }
    // `- [A](link)` and `- [1][reference]` are no boxes, but for a blank one.
    let is_blank = close > 0 && sign.is_empty();
    if text.starts_with(['(', '[']) && !is_blank {
        return None;
    }
    let is_done = sign.eq_ignore_ascii_case("x");
    Some(Boxed { column: column(line), is_done, text: text.trim() })
}

/// Returns the indentation of a line in columns.
fn column(line: &str) -> usize {
    let mut column = 0;
    for c in line.chars() {
        match c {
            ' ' => column += 1,
            '\t' => column += TAB_COLUMNS - column % TAB_COLUMNS,
            _ => break,
        }
    }
    column
}

/// Parses a heading of number signs: its level and its text without marks.
fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    let text = line.get(level..)?;
    let is_heading = (1..=6).contains(&level) && (text.is_empty() || text.starts_with([' ', '\t']));
    is_heading.then(|| (level, readable(text.trim().trim_end_matches('#'))))
}
