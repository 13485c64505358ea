//! Merge by line, for versions that cannot be merged by task.

use super::Options;
use super::classes::{BASE, OURS, THEIRS};
use super::diff3::hunks;
use super::render::{Marker, Out, Pieces, Role, Spot};
use super::text::Text;
use super::tree::Numbers;
use crate::model::ConflictKind;

/// Merges lines as git would.
pub(super) fn merge(texts: [&Text; 3], options: &Options) -> Pieces {
    let mut numbers = Numbers::default();
    let mut number = |text: &Text| -> Vec<u32> {
        text.lines.iter().map(|line| numbers.of(0, line.content)).collect()
    };
    let lists = texts.map(&mut number);
    let mut pieces = Pieces::default();
    for hunk in hunks(&lists[BASE], &lists[OURS], &lists[THEIRS]) {
        let of = |version: usize| &lists[version][hunk.at[version].clone()];
        let line = |version: usize, step: usize| Some(hunk.at[version].start + step);
        if hunk.stable {
            for step in 0..hunk.at[BASE].len() {
                let indexes = [BASE, OURS, THEIRS].map(|version| line(version, step));
                push(texts, indexes, &mut pieces);
            }
        } else if of(OURS) == of(THEIRS) {
            for step in 0..hunk.at[OURS].len() {
                push(texts, [None, line(OURS, step), line(THEIRS, step)], &mut pieces);
            }
        } else if of(BASE) == of(THEIRS) {
            side(texts, hunk.at[OURS].clone(), OURS, &mut pieces);
        } else if of(BASE) == of(OURS) {
            side(texts, hunk.at[THEIRS].clone(), THEIRS, &mut pieces);
        } else {
            conflict(texts, hunk.at, options, &mut pieces);
        }
    }
    pieces
}

/// Returns one conflict of everything between the common start and end of the sides.
pub(super) fn whole(texts: [&Text; 3], options: &Options) -> Pieces {
    let content = |version: usize, line: usize| texts[version].lines[line].content;
    let (ours, theirs) = (texts[OURS].lines.len(), texts[THEIRS].lines.len());
    let least = ours.min(theirs);
    let head = (0..least).take_while(|&l| content(OURS, l) == content(THEIRS, l)).count();
    let tail = (0..least - head)
        .take_while(|&l| content(OURS, ours - 1 - l) == content(THEIRS, theirs - 1 - l))
        .count();
    let mut pieces = Pieces::default();
    for line in 0..head {
        push(texts, [None, Some(line), Some(line)], &mut pieces);
    }
    let ranges = [0..texts[BASE].lines.len(), head..ours - tail, head..theirs - tail];
    conflict(texts, ranges, options, &mut pieces);
    for line in (0..tail).rev() {
        push(texts, [None, Some(ours - 1 - line), Some(theirs - 1 - line)], &mut pieces);
    }
    pieces
}

fn push(texts: [&Text; 3], at: [Option<usize>; 3], pieces: &mut Pieces) {
    let found = [OURS, THEIRS, BASE].into_iter().find_map(|version| Some((version, at[version]?)));
    if let Some((version, line)) = found {
        let lines = vec![texts[version].lines[line].content.to_vec()];
        pieces.out.push(Out::Lines { lines, first: at, last: at, role: Role::Loose });
    }
}

fn side(texts: [&Text; 3], lines: std::ops::Range<usize>, version: usize, pieces: &mut Pieces) {
    for line in lines {
        let mut indexes = [None; 3];
        indexes[version] = Some(line);
        push(texts, indexes, pieces);
    }
}

fn conflict(
    texts: [&Text; 3],
    at: [std::ops::Range<usize>; 3],
    options: &Options,
    pieces: &mut Pieces,
) {
    let first = [OURS, THEIRS].into_iter().find(|&side| !at[side].is_empty());
    let title = first.map_or_else(String::new, |side| {
        String::from_utf8_lossy(texts[side].lines[at[side].start].content).trim().to_owned()
    });
    pieces.spots.push(Spot { piece: pieces.out.len(), title, kind: ConflictKind::Lines });
    let [base, ours, theirs] = at;
    pieces.out.push(Out::Marker(Marker::Ours));
    side(texts, ours, OURS, pieces);
    if options.base.is_some() {
        pieces.out.push(Out::Marker(Marker::Base));
        side(texts, base, BASE, pieces);
    }
    pieces.out.push(Out::Marker(Marker::Between));
    side(texts, theirs, THEIRS, pieces);
    pieces.out.push(Out::Marker(Marker::Theirs));
}
