//! todo.txt: a task in each line.
//!
//! `x ` at the start means done, `(A)` is a priority, `+project` and `@context` are labels. A line has
//! no id.

use crate::backlog::Source;
use crate::backlog::record::{Dependency, Files, Record};
use crate::backlog::text::{date, lines};
use crate::model::{Priority, Problem, TaskState};

/// Returns true if the name of a file ends in `todo.txt`.
pub fn sniff(source: &Source) -> bool {
    source.name.to_lowercase().ends_with("todo.txt")
}

/// Reads the tasks.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        for (index, line) in lines::split(&text, &file.name, problems).iter().enumerate() {
            let line = line.trim();
            if !line.is_empty() {
                records.push(record(source, lines::number(index), line));
            }
        }
    }
    records
}

fn record(source: usize, number: u32, line: &str) -> Record {
    let (state, rest) = match line.strip_prefix("x ") {
        Some(rest) => (TaskState::Done, rest),
        None => (TaskState::Open, line),
    };
    let (level, rest) = level(rest);
    let mut rest = rest;
    // The date of completion, then that of creation.
    for _ in 0..2 {
        if let Some(length) = date::leading(rest).filter(|&length| length == 10) {
            rest = rest[length..].trim_start();
        }
    }
    let mut record = Record::new(source, number, "", state);
    let mut words = Vec::new();
    let mut level = level;
    for word in rest.split_whitespace() {
        if let Some(name) = word.strip_prefix('+').filter(|name| !name.is_empty()) {
            record.label(name, "");
            record.section.push(name.to_owned());
        } else if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
            record.label(name, "");
        } else if let Some((name, value)) = setting(word) {
            match name {
                "pri" => level = level.or(value.chars().next()),
                "id" => record.id = Some(value.to_owned()),
                // Extensions that add-ons use: the tasks that must be done first.
                "p" | "dep" => {
                    let ids = value.split(',').map(str::to_owned).collect();
                    record.needs.push(Dependency { ids, line: number });
                }
                _ => record.label(name, value),
            }
        } else {
            words.push(word);
        }
    }
    record.section.truncate(1);
    record.title = if words.is_empty() { rest.to_owned() } else { words.join(" ") };
    record.priority = level.map(priority);
    record
}

/// Removes `(A) ` from the start of a line.
fn level(line: &str) -> (Option<char>, &str) {
    let mut chars = line.chars();
    let found = match (chars.next(), chars.next(), chars.next(), chars.next()) {
        (Some('('), Some(level), Some(')'), Some(' ')) if level.is_ascii_uppercase() => level,
        _ => return (None, line),
    };
    (Some(found), line[3..].trim_start())
}

/// Splits `key:value`. A time, a link and a bare colon are none.
fn setting(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once(':')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (is_name && !value.is_empty() && !value.starts_with("//")).then_some((name, value))
}

/// Returns the priority of a letter: A, B, C, then all others.
fn priority(level: char) -> Priority {
    match level.to_ascii_uppercase() {
        'A' => Priority::Critical,
        'B' => Priority::High,
        'C' => Priority::Medium,
        _ => Priority::Low,
    }
}
