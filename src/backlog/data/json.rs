//! JSON and JSON Lines, with the line of each value.
//!
//! A document is split into its records, and each record is parsed on its own, so that one that
//! cannot be read does not take the others along.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::mend::{self, Remaining};
use crate::backlog::Source;
use crate::backlog::text::lines;
use crate::model::{Problem, ProblemKind};

/// Maximum number of records of a file that are reported one by one.
const MAX_REPORTED: usize = 20;

/// Text of a file with the places of its lines.
pub struct Document<'a> {
    /// Name of the file, as printed.
    name: &'a str,
    text: Cow<'a, str>,
    /// Offsets of the line ends.
    ends: Vec<usize>,
}

/// Fields of an object.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Document<'a> {
    /// Decodes a file of records: an array, JSON Lines, or one object. What cannot be read of an array is
    /// reported and left out.
    pub fn new(source: &'a Source, problems: &mut Vec<Problem>) -> Self {
        let document = Self::decode(source, problems);
        if document.text.trim_start().starts_with('[') {
            document.mended(problems)
        } else {
            document
        }
    }

    /// Decodes a file that is one object. What cannot be read of the lists in it is reported and left out.
    pub fn of_object(source: &'a Source, problems: &mut Vec<Problem>) -> Self {
        Self::decode(source, problems).mended(problems)
    }

    fn decode(source: &'a Source, problems: &mut Vec<Problem>) -> Self {
        let text = lines::with_line_feeds(lines::decode(source, problems));
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        Self { name: &source.name, text, ends }
    }

    fn mended(mut self, problems: &mut Vec<Problem>) -> Self {
        let Some((text, faults)) = mend::mend(&self.text) else { return self };
        for fault in faults {
            let message = match fault.left {
                Remaining::Others => format!("no record: {}", fault.why),
                Remaining::Elements(read) => {
                    format!("{}; the {read} records before are read", fault.why)
                }
                Remaining::Before => format!("{}; what stands before is read", fault.why),
            };
            self.tell(fault.line, message, problems);
        }
        self.text = Cow::Owned(text);
        self
    }

    /// Returns the name of the file, as printed.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Returns the 1-based lines of the first and last byte of `part`, which is a part of the text.
    pub fn lines(&self, part: &str) -> std::ops::RangeInclusive<u32> {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let end = start + part.len().saturating_sub(1);
        self.line(start)..=self.line(end)
    }

    fn line(&self, offset: usize) -> u32 {
        lines::number(self.ends.partition_point(|&end| end < offset))
    }

    /// Returns the records of a JSON array or of JSON Lines. A single object is one record. What
    /// cannot be read is reported.
    pub fn records(&self, problems: &mut Vec<Problem>) -> Vec<&str> {
        match self.text.trim_start().as_bytes().first() {
            Some(b'[') => self.elements(problems),
            Some(_) => self.values(problems),
            None => Vec::new(),
        }
    }

    /// Returns the elements of an array.
    fn elements(&self, problems: &mut Vec<Problem>) -> Vec<&str> {
        match serde_json::from_str::<Vec<&RawValue>>(&self.text) {
            Ok(records) => records.into_iter().map(RawValue::get).collect(),
            Err(error) => {
                let (line, why) = self.fault(&error, 0);
                self.tell(line, why, problems);
                Vec::new()
            }
        }
    }

    /// Returns the values of JSON Lines, or the one value of a file.
    fn values(&self, problems: &mut Vec<Problem>) -> Vec<&str> {
        if let Ok(whole) = serde_json::from_str::<&RawValue>(&self.text) {
            return vec![whole.get()];
        }
        let mut records = Vec::new();
        let mut faults = 0;
        let mut start = 0;
        for line in self.text.split('\n') {
            let at = start;
            start += line.len() + 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<&RawValue>(line) {
                Ok(record) => records.push(record.get()),
                Err(error) => {
                    faults += 1;
                    if faults <= MAX_REPORTED {
                        let (_, why) = self.fault(&error, at);
                        self.tell(self.line(at), format!("no record: {why}"), problems);
                    }
                }
            }
        }
        if faults > MAX_REPORTED {
            let more = faults - MAX_REPORTED;
            let last = self.line(self.text.len());
            self.tell(last, format!("{more} more lines are no records"), problems);
        }
        records
    }

    /// Returns the fields of the object that the whole file is, or reports why there are none.
    pub fn fields(&self, problems: &mut Vec<Problem>) -> Option<Fields<'_>> {
        match serde_json::from_str(&self.text) {
            Ok(fields) => Some(Fields(fields)),
            Err(error) => {
                let (line, why) = self.fault(&error, 0);
                self.tell(line, why, problems);
                None
            }
        }
    }

    /// Returns the fields of a record, or reports that it is no object.
    pub fn record<'b>(&self, record: &'b str, problems: &mut Vec<Problem>) -> Option<Fields<'b>> {
        let fields = Fields::parse(record);
        if fields.is_none() {
            let line = *self.lines(record).start();
            self.tell(line, "no record: expected an object".to_owned(), problems);
        }
        fields
    }

    /// Returns the line and the words of an error in the text from `offset` on.
    fn fault(&self, error: &serde_json::Error, offset: usize) -> (u32, String) {
        let text = error.to_string();
        let why = text.rsplit_once(" at line ").map_or(text.as_str(), |(why, _)| why);
        let line = self.line(offset) + u32::try_from(error.line()).unwrap_or(u32::MAX).max(1) - 1;
        (line, why.to_owned())
    }

    fn tell(&self, line: u32, message: String, problems: &mut Vec<Problem>) {
        problems.push(Problem::at(ProblemKind::Record, self.name, line, message));
    }
}

impl<'a> Fields<'a> {
    /// Parses an object.
    pub fn parse(object: &'a str) -> Option<Self> {
        serde_json::from_str(object).ok().map(Self)
    }

    /// Returns a field as written.
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).map(|value| value.get()).filter(|value| *value != "null")
    }

    /// Returns the names and values of the fields, as written, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// Returns a field that is a string, a number or a truth value, as text without blanks around
    /// it; `None` if it is empty.
    pub fn text(&self, name: &str) -> Option<String> {
        scalar(self.raw(name)?)
    }

    /// Returns the elements of a field that is an array, as written.
    pub fn items(&self, name: &str) -> Vec<&'a str> {
        self.raw(name).map(items).unwrap_or_default()
    }

    /// Returns the texts of a field that is an array of strings or numbers, or one of these.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let Some(raw) = self.raw(name) else { return Vec::new() };
        match scalar(raw) {
            Some(text) => vec![text],
            None => items(raw).into_iter().filter_map(scalar).collect(),
        }
    }
}

/// Returns a string, a number or a truth value as text without blanks around it.
pub fn scalar(raw: &str) -> Option<String> {
    let text = match raw.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(raw).ok()?,
        b'{' | b'[' | b'n' => return None,
        _ => raw.to_owned(),
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the elements of an array, as written.
pub fn items(raw: &str) -> Vec<&str> {
    let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
    items.into_iter().map(RawValue::get).collect()
}

/// Returns the first record of a text that starts like JSON, to tell its format by.
pub fn first(text: &str) -> Option<Fields<'_>> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let text = text.strip_prefix('[').unwrap_or(text).trim_start();
    if !text.starts_with('{') {
        return None;
    }
    let found = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>().next()?.ok()?;
    Fields::parse(found.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the records of a text with their lines. Also returns the problems.
    fn read(text: &str) -> (Vec<(u32, u32)>, Vec<String>) {
        let source = Source { name: "a.json".into(), bytes: text.as_bytes().to_vec() };
        let mut problems = Vec::new();
        let document = Document::new(&source, &mut problems);
        let records = document.records(&mut problems);
        let lines = records.iter().map(|record| {
            let lines = document.lines(record);
            (*lines.start(), *lines.end())
        });
        let told = |it: &Problem| format!("{}: {}", it.line.unwrap_or(0), it.message);
        (lines.collect(), problems.iter().map(told).collect())
    }

    #[test]
    fn records_have_their_lines() {
        assert_eq!(read("[\n{\"a\": 1},\n\n {\n}]").0, [(2, 2), (4, 5)]);
        assert_eq!(read("{\"a\":1}\r\n\r\n{\"b\":2}\r\n").0, [(1, 1), (3, 3)]);
        assert_eq!(read("{\n\"a\": 1\n}\n").0, [(1, 3)]);
        assert_eq!(read("{\"a\":1}\r{\"b\":2}\r").0, [(1, 1), (2, 2)]);
        assert_eq!(read("[\r{\"a\": 1},\r\r {\r}]").0, [(2, 2), (4, 5)]);
        for empty in ["", " \n", "[]", " [ ]"] {
            assert_eq!(read(empty), (vec![], vec![]), "{empty:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_read() {
        let (records, problems) = read("{\"a\":1}\n{\"a\":\n{\"b\":2}\n");
        assert_eq!(records, [(1, 1), (3, 3)]);
        assert_eq!(problems, ["2: no record: EOF while parsing a value"]);
        let (records, problems) = read("[{\"a\":1},\n{\"b\":2},\n{\"c\"");
        assert_eq!(records, [(1, 1), (2, 2)]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].starts_with("3: ")
                && problems[0].ends_with("the 2 records before are read")
        );
        let (records, problems) = read("[{\"a\":1}\n");
        assert_eq!((records.len(), problems.len()), (1, 1));
        let (records, problems) = read(&"x\n".repeat(30));
        assert_eq!((records.len(), problems.len()), (0, MAX_REPORTED + 1));
    }

    #[test]
    fn fields_are_read_leniently() {
        let fields = Fields::parse(
            r#"{"a": " x ", "b": 3, "c": null, "d": ["1", 2, null, {}], "e": "", "f": "one"}"#,
        )
        .unwrap();
        assert_eq!(fields.text("a").as_deref(), Some("x"));
        assert_eq!(fields.text("b").as_deref(), Some("3"));
        assert_eq!((fields.text("c"), fields.text("e"), fields.text("none")), (None, None, None));
        assert_eq!(fields.texts("d"), ["1", "2"]);
        assert_eq!(fields.texts("f"), ["one"]);
    }
}
