//! CSV with a head, with the lines of each row.

use std::ops::RangeInclusive;

use csv::{ReaderBuilder, StringRecord};

use crate::backlog::Source;
use crate::backlog::text::lines;
use crate::model::{Problem, ProblemKind};

/// Maximum number of faulty rows that are reported one by one.
const MAX_REPORTED: usize = 20;

/// Rows of a file.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Names of the columns, which may repeat.
    head: Vec<String>,
    rows: Vec<(RangeInclusive<u32>, StringRecord)>,
}

impl Sheet {
    /// Reads a file. What cannot be read is reported.
    pub fn read(source: &Source, problems: &mut Vec<Problem>) -> Self {
        let text = lines::with_line_feeds(lines::decode(source, problems));
        let mut reader =
            ReaderBuilder::new().flexible(true).has_headers(true).from_reader(text.as_bytes());
        let mut sheet = Self::default();
        if let Ok(head) = reader.headers() {
            sheet.head = head.iter().map(|name| name.trim().to_owned()).collect();
        }
        let mut faults = 0;
        let mut place = Place { text: &text, offset: 0, line: 1 };
        for row in reader.into_records() {
            match row {
                Ok(row) => {
                    let start = place.line_at(row.position().map_or(0, csv::Position::byte));
                    let ends: usize = row.iter().map(|cell| cell.matches('\n').count()).sum();
                    let end = start.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
                    if row.len() < sheet.head.len() && faults < MAX_REPORTED {
                        faults += 1;
                        let message =
                            format!("a row of {} columns, not {}", row.len(), sheet.head.len());
                        let problem =
                            Problem::at(ProblemKind::Record, &source.name, start, message);
                        problems.push(problem);
                    }
                    sheet.rows.push((start..=end, row));
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let line = u32::try_from(line).unwrap_or(u32::MAX);
                    let message = format!("no row: {error}");
                    problems.push(Problem::at(ProblemKind::Record, &source.name, line, message));
                    break;
                }
            }
        }
        sheet
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns true if there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.head.iter().any(|column| column.eq_ignore_ascii_case(name))
    }

    /// Returns the 1-based lines of a row.
    pub fn lines(&self, row: usize) -> RangeInclusive<u32> {
        self.rows[row].0.clone()
    }

    /// Returns the cells of a row in all columns of this name, without empty ones.
    pub fn all(&self, row: usize, name: &str) -> Vec<&str> {
        let columns = self.head.iter().enumerate();
        let columns = columns.filter(|(_, column)| column.eq_ignore_ascii_case(name));
        let cells = columns.filter_map(|(at, _)| self.rows[row].1.get(at));
        cells.map(str::trim).filter(|cell| !cell.is_empty()).collect()
    }
}

/// Place in a text that is read from its start. The lines that the parser counts lag behind where lines
/// end in `\r\n`.
struct Place<'a> {
    text: &'a str,
    offset: usize,
    /// Line of the offset, from 1.
    line: u32,
}

impl Place<'_> {
    /// Returns the line of the first text at or behind `offset`, which must not go back.
    fn line_at(&mut self, offset: u64) -> u32 {
        let bytes = self.text.as_bytes();
        let start = usize::try_from(offset).unwrap_or(bytes.len()).clamp(self.offset, bytes.len());
        let ends = bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let end = start + ends.count();
        let ended = lines::ended(&bytes[self.offset..end]);
        self.line = self.line.saturating_add(u32::try_from(ended).unwrap_or(u32::MAX));
        self.offset = end;
        self.line
    }
}

/// Returns true if the first line of a file has these columns.
pub fn has_columns(source: &Source, names: &[&str]) -> bool {
    const MAX_EXAMINED_BYTES: usize = 64 * 1024;
    let bytes = &source.bytes[..source.bytes.len().min(MAX_EXAMINED_BYTES)];
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let Ok(head) = reader.headers() else { return false };
    names.iter().all(|name| head.iter().any(|column| column.trim() == *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_their_lines_and_columns_may_repeat() {
        let text = "ID,Labels,Labels,Text\nA-1,x,y,\"two\nlines\"\nA-2,,z,\n";
        for end in ["\n", "\r\n", "\r", "\n\n"] {
            let bytes = text.replace('\n', end).into_bytes();
            let source = Source { name: "a.csv".into(), bytes };
            let mut problems = Vec::new();
            let sheet = Sheet::read(&source, &mut problems);
            assert_eq!((sheet.len(), problems.len()), (2, 0), "{end:?}");
            let lines = if end == "\n\n" { [3..=5, 7..=7] } else { [2..=3, 4..=4] };
            assert_eq!([sheet.lines(0), sheet.lines(1)], lines, "{end:?}");
            assert_eq!(sheet.all(0, "labels"), ["x", "y"]);
            assert_eq!(sheet.all(1, "Labels"), ["z"]);
            assert!(has_columns(&source, &["ID", "Text"]) && !has_columns(&source, &["Title"]));
        }
    }

    #[test]
    fn a_short_row_is_reported_and_read() {
        let source = Source { name: "a.csv".into(), bytes: b"ID,Title\nA-1\nA-2,b\n".to_vec() };
        let mut problems = Vec::new();
        assert_eq!(Sheet::read(&source, &mut problems).len(), 2);
        assert_eq!((problems[0].line, problems.len()), (Some(2), 1));
    }
}
