//! Result of a merge in pieces, and its text with conflict markers.

use super::super::{Merged, Options};
use crate::model::{Conflict, ConflictKind};

/// Position of a version among base, ours and theirs.
pub(super) const BASE: usize = 0;
pub(super) const OURS: usize = 1;
pub(super) const THEIRS: usize = 2;

/// Contradiction of the sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clash {
    /// Text of base, ours and theirs.
    pub sides: [String; 3],
    /// Task that it is about.
    pub title: String,
    pub kind: ConflictKind,
}

/// Part of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Clash(Clash),
}

/// Result of a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    pub fn text(text: &str) -> Self {
        let mut pieces = Self::default();
        pieces.push(text);
        pieces
    }

    pub fn clash(clash: Clash) -> Self {
        Self(vec![Piece::Clash(clash)])
    }

    pub fn push(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    pub fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Text(text) => self.push(&text),
                Piece::Clash(_) => self.0.push(piece),
            }
        }
    }

    /// Returns the text of a result without conflicts.
    pub fn as_text(&self) -> Option<String> {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) => Some(text.clone()),
            Piece::Clash(_) => None,
        };
        self.0.iter().map(text).collect()
    }

    /// Writes the result. A line with a conflict is written once for each side, between markers.
    pub fn write(&self, options: &Options, line_end: &str) -> Merged {
        let mut writer =
            Writer { options, line_end, out: String::new(), ends: 0, conflicts: Vec::new() };
        let mut line = Line::default();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => {
                    for part in text.split_inclusive('\n') {
                        line.push(part);
                        if part.ends_with('\n') {
                            writer.write(std::mem::take(&mut line));
                        }
                    }
                }
                Piece::Clash(clash) => {
                    line.clash(clash);
                    if line.is_ended() {
                        writer.write(std::mem::take(&mut line));
                    }
                }
            }
        }
        writer.write(line);
        Merged { bytes: writer.out.into_bytes(), conflicts: writer.conflicts }
    }
}

/// Line that is written, as long as it has no end outside of a conflict.
#[derive(Default)]
struct Line<'p> {
    text: String,
    /// Text of each version, from the first conflict on.
    sides: Option<[String; 3]>,
    clashes: Vec<&'p Clash>,
}

impl<'p> Line<'p> {
    fn push(&mut self, text: &str) {
        match &mut self.sides {
            Some(sides) => sides.iter_mut().for_each(|side| side.push_str(text)),
            None => self.text.push_str(text),
        }
    }

    fn clash(&mut self, clash: &'p Clash) {
        let start = || [self.text.clone(), self.text.clone(), self.text.clone()];
        let mut sides = self.sides.take().unwrap_or_else(start);
        for (side, text) in sides.iter_mut().zip(&clash.sides) {
            side.push_str(text);
        }
        self.sides = Some(sides);
        self.clashes.push(clash);
    }

    /// Returns true if the line ends with the conflict, in each version that has it.
    fn is_ended(&self) -> bool {
        let ends = |side: &String| side.is_empty() || side.ends_with('\n');
        let sides = self.sides.as_ref();
        sides.is_some_and(|sides| sides.iter().all(ends) && sides.iter().any(|it| !it.is_empty()))
    }
}

struct Writer<'o> {
    options: &'o Options,
    line_end: &'o str,
    out: String,
    /// Number of line ends in `out`.
    ends: usize,
    conflicts: Vec<Conflict>,
}

impl Writer<'_> {
    fn write(&mut self, line: Line) {
        let Some([base, ours, theirs]) = line.sides else {
            self.put(&line.text);
            return;
        };
        let number = self.ends + 1;
        let conflict = |clash: &&Clash| Conflict {
            line: number,
            title: clash.title.clone(),
            kind: clash.kind,
        };
        self.conflicts.extend(line.clashes.iter().map(conflict));
        let options = self.options;
        self.marker('<', &options.ours);
        self.side(&ours);
        if let Some(label) = &options.base {
            self.marker('|', label);
            self.side(&base);
        }
        self.marker('=', "");
        self.side(&theirs);
        self.marker('>', &options.theirs);
    }

    fn side(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.put(text);
            if !text.ends_with('\n') {
                self.put(self.line_end);
            }
        }
    }

    fn marker(&mut self, sign: char, label: &str) {
        self.out.extend(std::iter::repeat_n(sign, self.options.marker_size));
        if !label.is_empty() {
            self.out.push(' ');
            self.out.push_str(label);
        }
        self.put(self.line_end);
    }

    fn put(&mut self, text: &str) {
        self.ends += text.matches('\n').count();
        self.out.push_str(text);
    }
}

/// Returns the line end of a text: that of its first line.
pub(super) fn line_end(text: &str) -> &'static str {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_conflict_is_written_for_each_side() {
        let mut pieces = Pieces::text("{\n  \"a\": ");
        pieces.append(Pieces::clash(Clash {
            sides: ["1", "2", "3"].map(str::to_owned),
            title: "T".to_owned(),
            kind: ConflictKind::Changed,
        }));
        pieces.push(",\n  \"b\": 1\n}");
        let merged = pieces.write(&Options::default(), "\n");
        let expected =
            "{\n<<<<<<< ours\n  \"a\": 2,\n=======\n  \"a\": 3,\n>>>>>>> theirs\n  \"b\": 1\n}";
        assert_eq!(String::from_utf8(merged.bytes).unwrap(), expected);
        assert_eq!((merged.conflicts.len(), merged.conflicts[0].line), (1, 2));
    }
}
