//! superpowers' `docs/superpowers/plans/*.md`: `### Task N: …` with lists of files.
//!
//! The steps below a task are no tasks. They are hardly ever ticked, so such plans are read only if
//! they are named. A task that consumes what `Task 2` produces waits for it.

use super::markdown;
use crate::backlog::Granularity;
use crate::backlog::draft::{MarkdownFile, Need, Reading};
use crate::model::Problem;

/// Reads the tasks of a file, always the outermost ones.
pub fn read(file: MarkdownFile, problems: &mut Vec<Problem>) -> Reading {
    let file = MarkdownFile { granularity: Granularity::Outermost, ..file };
    let mut reading = markdown::read(file, problems);
    for draft in &mut reading.drafts {
        let mut needs = Vec::new();
        for line in &draft.task.lines {
            let text = line.text.trim_start_matches(['*', '-', ' ']);
            let Some(consumed) = text.strip_prefix("Consumes") else { continue };
            let consumed = consumed.split("Produces").next().unwrap_or_default();
            let numbers = consumed.match_indices("Task ").filter_map(|(at, word)| {
                let rest = &consumed[at + word.len()..];
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                (digits > 0).then(|| rest[..digits].to_owned())
            });
            let ids: Vec<String> = numbers.filter(|id| !draft.ids.contains(id)).collect();
            if !ids.is_empty() {
                needs.push(Need::Exact { ids, line: line.number });
            }
        }
        draft.needs.extend(needs);
    }
    reading
}
