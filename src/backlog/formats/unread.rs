//! Work in the files of a format that it does not read.

use super::markdown;
use crate::backlog::Source;
use crate::backlog::text::lines;
use crate::model::{Problem, ProblemKind, TaskState};

/// Returns one problem for the open boxes of `files`. It says `why` they are not read, and the `form` in which
/// they are.
pub fn boxes<'a>(
    files: impl IntoIterator<Item = &'a Source>,
    why: &str,
    form: &str,
) -> Option<Problem> {
    let mut first = None;
    let mut count = 0;
    for file in files {
        let text = lines::decode(file, &mut Vec::new());
        for entry in markdown::entries(&text) {
            if entry.has_box && entry.state.is_some_and(TaskState::is_unfinished) {
                first.get_or_insert((file, lines::number(entry.lines.start)));
                count += 1;
            }
        }
    }
    let (file, line) = first?;
    Some(problem(file, line, &counted(count, "open box", "open boxes"), why, form))
}

/// Returns one problem for `files`, each of which looks like a task.
pub fn pages<'a>(
    files: impl IntoIterator<Item = &'a Source>,
    why: &str,
    form: &str,
) -> Option<Problem> {
    let mut files = files.into_iter();
    let first = files.next()?;
    let count = counted(1 + files.count(), "file", "files");
    Some(problem(first, 1, &count, why, form))
}

/// Returns the problem of what is not read, the first of it in `line` of `file`.
pub fn problem(file: &Source, line: u32, what: &str, why: &str, form: &str) -> Problem {
    let message = format!("{what} {why}, not read; {form}");
    Problem::at(ProblemKind::LooksLikeTask, &file.name, line, message)
}

/// Writes a number of things: `1 row`, `2 rows`.
pub fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
