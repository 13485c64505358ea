//! A merge is not believed, it is looked at: what was written is read again.

use std::collections::BTreeMap;

use super::render::{Out, Pieces};
use super::text::{self, Text};
use super::write::Written;
use crate::backlog::markdown::{parts, structure};
use crate::backlog::{inline, labels};

/// Whether a result holds all that it has to.
pub(super) fn holds(texts: [&Text; 3], pieces: &Pieces, written: &Written) -> bool {
    no_line_lost(texts, &written.bytes) && (!pieces.spots.is_empty() || reads_back(pieces, written))
}

/// Whether every head that was written is read as one, with its box.
fn reads_back(pieces: &Pieces, written: &Written) -> bool {
    let decoded = text::decode(&written.bytes);
    let found: BTreeMap<usize, bool> =
        structure(&decoded).blocks.iter().map(|b| (b.line, b.is_heading)).collect();
    let result = Text::new(&written.bytes);
    pieces.out.iter().zip(&written.lines).all(|(piece, line)| {
        let Out::Lines { mark: Some(mark), .. } = piece else { return true };
        let Some(&is_heading) = found.get(line) else { return false };
        let content = text::readable(result.lines[*line].content);
        let read = parts(&content, is_heading).1.map(|span| content[span].to_owned());
        read == mark.as_ref().map(|mark| text::readable(mark).into_owned())
    })
}

/// Whether each line is there as often as the sides have left it, boxes, labels and indentation
/// aside.
pub(super) fn no_line_lost(texts: [&Text; 3], result: &[u8]) -> bool {
    let [base, ours, theirs] = texts.map(counts);
    let result = counts(&Text::new(result));
    let of = |counts: &BTreeMap<String, usize>, line: &str| counts.get(line).copied().unwrap_or(0);
    ours.keys().chain(theirs.keys()).all(|line| {
        let (before, one, other) = (of(&base, line), of(&ours, line), of(&theirs, line));
        let least = if one >= before && other >= before {
            one.max(other)
        } else {
            (one + other).saturating_sub(before)
        };
        of(&result, line) >= least
    })
}

/// How often each line is there.
fn counts(text: &Text) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in &text.lines {
        let essence = essence(&text::readable(line.content));
        if !essence.is_empty() {
            *counts.entry(essence).or_default() += 1;
        }
    }
    counts
}

/// A line without what is merged by rules of its own.
fn essence(line: &str) -> String {
    let is_heading = line.trim_start().starts_with('#');
    let (marker, mark) = parts(line, is_heading);
    let text = match mark {
        Some(mark) => format!("{}{}", &line[marker.min(mark.start)..mark.start], &line[mark.end..]),
        None => line[marker..].to_owned(),
    };
    inline::fold(&labels::strip(&text, &labels::find(&text)))
}
