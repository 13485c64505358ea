//! org-mode: headings with a keyword of `#+TODO:` are tasks.
//!
//! A task with other open tasks below it is their container. Below a heading with `:ORDERED: t`, each
//! task waits for the one before it. Boxes below headings without a keyword are tasks.

use crate::backlog::Source;
use crate::backlog::record::{Boxes, Dependency, Files, Record};
use crate::backlog::text::title::readable;
use crate::backlog::text::{depends, ids, lines};
use crate::model::{Priority, Problem, TaskState};

/// Keywords where a file names none.
const OPEN: [&str; 5] = ["TODO", "NEXT", "STARTED", "WAITING", "HOLD"];
const CLOSED: [&str; 3] = ["DONE", "CANCELLED", "CANCELED"];
/// Keywords of a task that was started, that waits, and that was given up.
const STARTED: [&str; 6] = ["STARTED", "DOING", "INPROGRESS", "IN-PROGRESS", "STRT", "PROG"];
const WAITS: [&str; 4] = ["WAITING", "WAIT", "HOLD", "BLOCKED"];
const GIVEN_UP: [&str; 6] = ["CANCELLED", "CANCELED", "KILL", "DROPPED", "ABANDONED", "NO"];

/// Returns true for a file that is called so, or that has a heading with a keyword.
pub fn sniff(source: &Source) -> bool {
    const MAX_EXAMINED_BYTES: usize = 64 * 1024;
    let bytes = &source.bytes[..source.bytes.len().min(MAX_EXAMINED_BYTES)];
    let text = String::from_utf8_lossy(bytes);
    let is_task = |line: &str| {
        let rest = line.trim_start_matches('*');
        rest.len() < line.len() && (rest.starts_with(" TODO ") || rest.starts_with(" DONE "))
    };
    let extension = source.name.rsplit_once('.').map(|(_, extension)| extension);
    if extension == Some("md") {
        return false;
    }
    extension == Some("org") || text.starts_with("#+") || lines::each(&text).any(is_task)
}

/// Keywords of a file.
struct Keywords {
    open: Vec<String>,
    closed: Vec<String>,
}

/// Heading around a line.
struct Around {
    level: usize,
    title: String,
    record: Option<usize>,
    is_ordered: bool,
    /// Last task right below it.
    last: Option<String>,
}

/// Reads the tasks.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        let lines = lines::split(&text, &file.name, problems);
        read(source, &lines, &mut records);
    }
    records
}

fn read(source: usize, lines: &[&str], records: &mut Vec<Record>) {
    let keywords = Keywords::of(lines);
    let mut around: Vec<Around> = Vec::new();
    let mut in_drawer = false;
    // Item with a box below a heading without a keyword: its indentation and record.
    let mut item: Option<(usize, usize)> = None;
    for (index, line) in lines.iter().enumerate() {
        let number = lines::number(index);
        let level = line.bytes().take_while(|&byte| byte == b'*').count();
        if level > 0 && line[level..].starts_with(' ') {
            in_drawer = false;
            item = None;
            around.retain(|heading| heading.level < level);
            let (title, record) = heading(line[level..].trim(), &keywords);
            let place = record.map(|mut record| {
                record.source = source;
                record.lines = number..=number;
                record.section = around.iter().map(|it| it.title.clone()).collect();
                record.parent = around.iter().rev().find_map(|it| it.record);
                record.statements = depends::in_text(&record.title, true, number);
                records.push(record);
                records.len() - 1
            });
            around.push(Around { level, title, record: place, is_ordered: false, last: None });
            if let Some(at) = place {
                order(&mut around, at, number, records);
            }
            continue;
        }
        let trimmed = line.trim();
        if trimmed.starts_with(':') && trimmed.ends_with(':') && trimmed.len() > 1 {
            in_drawer = !trimmed.eq_ignore_ascii_case(":END:");
        } else if in_drawer {
            property(trimmed, number, &mut around, records);
        } else if let Some(at) = around.last().and_then(|it| it.record)
            && !trimmed.is_empty()
        {
            let record = &mut records[at];
            record.lines = *record.lines.start()..=number;
            for name in ["DEADLINE", "SCHEDULED"] {
                let date = trimmed.split_once(name).and_then(|(_, rest)| rest.split_once('<'));
                if let Some((date, _)) = date.and_then(|(_, rest)| rest.split_once('>')) {
                    record.label(&name.to_lowercase(), date);
                }
            }
            record.text.push((number, trimmed.to_owned()));
        } else if around.iter().all(|it| it.record.is_none()) && !trimmed.is_empty() {
            let indent = line.len() - line.trim_start().len();
            match item.filter(|&(outer, _)| outer < indent) {
                Some((_, at)) => {
                    let record = &mut records[at];
                    record.lines = *record.lines.start()..=number;
                    record.text.push((number, trimmed.to_owned()));
                }
                None => {
                    item = boxed(trimmed).map(|(state, text)| {
                        let lead = ids::lead(text);
                        let mut record = Record::new(source, number, lead.rest, state);
                        record.id = lead.id;
                        record.aliases = lead.aliases;
                        record.section = around.iter().map(|it| it.title.clone()).collect();
                        record.boxes = Boxes::Steps;
                        record.stands_alone = true;
                        record.statements = depends::in_text(text, true, number);
                        records.push(record);
                        (indent, records.len() - 1)
                    });
                }
            }
        }
    }
}

/// Parses an item with a box: `- [ ] text`, `1) [X] text`. Returns its state and text.
fn boxed(line: &str) -> Option<(TaskState, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if digits > 0 {
        line[digits..].strip_prefix(['.', ')'])?
    } else {
        line.strip_prefix(['-', '+', '*'])?
    };
    let (mark, text) = rest.trim_start().strip_prefix('[')?.split_once(']')?;
    let state = match mark {
        " " => TaskState::Open,
        "-" => TaskState::InProgress,
        "X" | "x" => TaskState::Done,
        _ => return None,
    };
    (rest.starts_with(' ') && text.starts_with(' ')).then_some((state, text.trim()))
}

/// Makes the task at `at` wait for the one before it, if the heading around it says so.
fn order(around: &mut [Around], at: usize, line: u32, records: &mut [Record]) {
    let key = format!("org:{at}");
    records[at].aliases.push(key.clone());
    let count = around.len();
    let Some(parent) = count.checked_sub(2).and_then(|parent| around.get_mut(parent)) else {
        return;
    };
    if let Some(before) = parent.last.replace(key).filter(|_| parent.is_ordered) {
        records[at].needs.push(Dependency { ids: vec![before], line });
    }
}

/// Reads `:NAME: value` of the innermost heading.
fn property(line: &str, number: u32, around: &mut [Around], records: &mut [Record]) {
    let Some((name, value)) = line.strip_prefix(':').and_then(|rest| rest.split_once(':')) else {
        return;
    };
    let (name, value) = (name.to_ascii_uppercase(), value.trim());
    let Some(heading) = around.last_mut() else { return };
    if name == "ORDERED" && value != "nil" {
        heading.is_ordered = true;
    }
    let Some(record) = heading.record.and_then(|at| records.get_mut(at)) else { return };
    match name.as_str() {
        "ID" | "CUSTOM_ID" => {
            if name == "CUSTOM_ID" || record.id.is_none() {
                record.id = Some(value.to_owned());
            }
            record.aliases.push(value.to_owned());
        }
        "BLOCKER" => {
            let inner = value.split_once("ids(").and_then(|(_, rest)| rest.split_once(')'));
            let ids = inner.map_or(value, |(ids, _)| ids).split_whitespace();
            let ids: Vec<String> =
                ids.map(|id| id.trim_matches('"').trim_start_matches("id:").to_owned()).collect();
            if !ids.is_empty() {
                record.needs.push(Dependency { ids, line: number });
            }
        }
        "EFFORT" => record.label("effort", value),
        _ => {}
    }
}

impl Keywords {
    /// Reads the `#+TODO:` lines of a file.
    fn of(lines: &[&str]) -> Self {
        let mut keywords = Self { open: Vec::new(), closed: Vec::new() };
        for line in lines.iter().take(1000) {
            let lower = line.trim().to_ascii_lowercase();
            let names = ["#+todo:", "#+seq_todo:", "#+typ_todo:"];
            let Some(name) = names.iter().find(|name| lower.starts_with(**name)) else { continue };
            let words: Vec<&str> = line.trim()[name.len()..].split_whitespace().collect();
            let bar = words.iter().position(|word| *word == "|");
            let end = bar.unwrap_or(words.len().saturating_sub(1));
            let word = |word: &&str| word.split('(').next().unwrap_or_default().to_owned();
            keywords.open.extend(words[..end].iter().map(word));
            let closed = words[end..].iter().filter(|word| **word != "|");
            keywords.closed.extend(closed.map(word));
        }
        if keywords.open.is_empty() && keywords.closed.is_empty() {
            keywords.open = OPEN.map(str::to_owned).to_vec();
            keywords.closed = CLOSED.map(str::to_owned).to_vec();
        }
        keywords
    }

    /// Returns the state of a keyword.
    fn state(&self, word: &str) -> Option<TaskState> {
        if self.closed.iter().any(|it| it == word) {
            let is_given_up = GIVEN_UP.contains(&word);
            return Some(if is_given_up { TaskState::Skipped } else { TaskState::Done });
        }
        if !self.open.iter().any(|it| it == word) {
            return None;
        }
        Some(if STARTED.contains(&word) {
            TaskState::InProgress
        } else if WAITS.contains(&word) {
            TaskState::Blocked
        } else {
            TaskState::Open
        })
    }
}

/// Parses the text of a heading: its title and, with a keyword, its record.
fn heading(text: &str, keywords: &Keywords) -> (String, Option<Record>) {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let state = keywords.state(word);
    let mut rest = if state.is_some() { rest.trim() } else { text };
    let mut priority = None;
    if let Some((level, after)) = rest.strip_prefix("[#").and_then(|it| it.split_once(']')) {
        priority = match level {
            "A" | "1" => Some(Priority::High),
            "B" | "2" => Some(Priority::Medium),
            "C" | "3" => Some(Priority::Low),
            _ => None,
        };
        rest = after.trim();
    }
    let mut tags = Vec::new();
    if let Some((before, last)) = rest.rsplit_once(' ')
        && last.len() > 2
        && last.starts_with(':')
        && last.ends_with(':')
    {
        tags = last.split(':').filter(|tag| !tag.is_empty()).collect();
        rest = before.trim();
    }
    let title = without_cookies(rest);
    let record = state.map(|state| {
        let mut record = Record::new(0, 1, title.clone(), state);
        record.priority = priority;
        record.boxes = Boxes::Steps;
        record.stands_alone = true;
        for tag in tags {
            record.label(tag, "");
        }
        record
    });
    (readable(&title), record)
}

/// Removes the counts of done boxes: `[2/3]`, `[50%]`.
fn without_cookies(title: &str) -> String {
    let is_cookie = |word: &str| {
        let inner = word.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        inner.is_some_and(|inner| {
            !inner.is_empty()
                && inner.contains(['/', '%'])
                && inner.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '%'))
        })
    };
    title.split_whitespace().filter(|word| !is_cookie(word)).collect::<Vec<_>>().join(" ")
}
