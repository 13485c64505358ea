//! Markdown pages with front matter: one task each.

use std::borrow::Cow;

use super::yaml::{self, Node};
use crate::backlog::Source;
use crate::backlog::text::lines;
use crate::model::{Problem, ProblemKind};

/// Maximum size of a front matter, in bytes.
const MAX_FRONT_BYTES: usize = 256 * 1024;

/// Page of a task.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Fields of the front matter. Empty if there is none.
    pub fields: Node,
    /// Set if there is front matter.
    pub has_fields: bool,
    /// Lines below it, with their 1-based numbers.
    pub body: Vec<(u32, String)>,
    /// Number of lines of the file.
    pub last: u32,
}

impl Page {
    /// Reads a file. `None` if its front matter is no YAML, which is reported.
    pub fn read(source: &Source, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = lines::decode(source, problems);
        let lines = lines::split(&text, &source.name, problems);
        let last = lines::number(lines.len().saturating_sub(1));
        let numbered = |from: usize| {
            let lines = lines.iter().enumerate().skip(from);
            lines.map(|(at, line)| (lines::number(at), (*line).to_owned())).collect()
        };
        let Some(end) = end_of_front(&lines) else {
            return Some(Self { body: numbered(0), last, ..Self::default() });
        };
        let mut tell = |line: u32, why: &str| {
            let message = format!("front matter that is no YAML, so the file is not read: {why}");
            problems.push(Problem::at(ProblemKind::Record, &source.name, line, message));
        };
        let front = lines[1..end].join("\n");
        if front.len() > MAX_FRONT_BYTES {
            tell(1, "too long");
            return None;
        }
        match yaml::parse(&front, 2) {
            Ok(fields) => Some(Self { fields, has_fields: true, body: numbered(end + 1), last }),
            Err((line, why)) => {
                tell(line.min(last), &why);
                None
            }
        }
    }

    /// Reads the page of a task. One that is known to be done is never missed, so that its faults are not
    /// reported, and it is empty where it cannot be read.
    pub fn read_in_state(
        source: &Source,
        is_done: bool,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        if !is_done {
            return Self::read(source, problems);
        }
        Self::read(source, &mut Vec::new()).or_else(|| Some(Self { last: 1, ..Self::default() }))
    }

    /// Returns the first heading of level 1, without its mark.
    pub fn heading(&self) -> Option<&str> {
        let found = self.body.iter().find_map(|(_, line)| line.strip_prefix("# "))?;
        Some(found.trim()).filter(|title| !title.is_empty())
    }
}

/// Returns true if a text starts with front matter that has a line of each of these fields.
pub fn has_fields(source: &Source, names: &[&str]) -> bool {
    const MAX_EXAMINED_BYTES: usize = 64 * 1024;
    let bytes = &source.bytes[..source.bytes.len().min(MAX_EXAMINED_BYTES)];
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = lines::each(text.trim_start_matches('\u{feff}')).collect();
    let Some(end) = end_of_front(&lines) else { return false };
    let has = |name: &&str| {
        lines[1..end]
            .iter()
            .any(|line| line.strip_prefix(name).is_some_and(|it| it.starts_with(':')))
    };
    names.iter().all(has)
}

/// Returns the index of the line that ends the front matter, if the first line starts one.
fn end_of_front(lines: &[&str]) -> Option<usize> {
    if lines.first()?.trim_end() != "---" {
        return None;
    }
    let ends = |line: &&str| matches!(line.trim_end(), "---" | "...");
    lines[1..].iter().position(ends).map(|at| at + 1)
}
