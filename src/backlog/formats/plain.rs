//! Plain text: a task in each line that is not empty.
//!
//! List markers are left out. Lines that are indented belong to the task above, and lines that start with
//! `#` are headings.

use crate::backlog::record::{Files, Record};
use crate::backlog::text::{depends, ids, labels, lines, priority};
use crate::model::{Problem, TaskState};

/// Reads the tasks.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let text = lines::decode(file, problems);
        let mut section = Vec::new();
        for (index, line) in lines::split(&text, &file.name, problems).iter().enumerate() {
            let number = lines::number(index);
            let trimmed = line.trim();
            if trimmed.is_empty() {
                continue;
            }
            if trimmed.starts_with('#') {
                section = vec![trimmed.trim_start_matches('#').trim().to_owned()];
                continue;
            }
            if line.starts_with([' ', '\t'])
                && let Some(above) = records.last_mut().filter(|above| above.source == source)
            {
                above.lines = *above.lines.start()..=number;
                above.text.push((number, trimmed.to_owned()));
                continue;
            }
            records.push(record(source, number, trimmed, &section));
        }
    }
    records
}

fn record(source: usize, number: u32, line: &str, section: &[String]) -> Record {
    let text = line.strip_prefix(['-', '*', '+']).unwrap_or(line).trim();
    let labels = labels::find(text);
    let lead = ids::lead(&labels::strip(text, &labels));
    let mut record = Record::new(source, number, lead.rest.clone(), TaskState::Open);
    record.id = lead.id;
    record.aliases = lead.aliases;
    record.section = section.to_vec();
    record.priority = lead.priority.or_else(|| priority::of_title(&lead.rest));
    for label in &labels {
        record.priority = priority::of_label(label).or(record.priority);
        record.label(&label.name, &label.value);
    }
    record.statements = depends::in_text(&lead.rest, true, number);
    record
}
