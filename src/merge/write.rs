//! Writing of the result: blank lines between pieces, line ends, byte order mark and final newline.
//! Each follows the side that changed it, if one did.

use std::ops::Range;

use super::Options;
use super::classes::{BASE, OURS, THEIRS};
use super::render::{Marker, Out, Pieces, Role};
use super::text::{End, Text, pick};

/// Result, with the line at which each piece starts, from 0.
#[derive(Debug)]
pub(super) struct Written {
    pub bytes: Vec<u8>,
    pub lines: Vec<usize>,
}

/// Writes `pieces`. Without `gap`, the pieces contain the blank lines. With `gap`, it marks the
/// lines of each version that are blank and between pieces.
pub(super) fn write(
    texts: [&Text; 3],
    gaps: Option<[&[bool]; 3]>,
    pieces: &Pieces,
    options: &Options,
) -> Written {
    let writer = Writer { texts, gaps, end: file_end(texts), options };
    let mut lines: Vec<(Vec<u8>, End)> = Vec::new();
    let mut begins = Vec::new();
    let mut side = None;
    let start = match pieces.out.first() {
        Some(Out::Lines { first, .. }) => first.map(|line| line.map(Some)),
        Some(Out::Marker(_)) => [None; 3],
        None => [Some(None); 3],
    };
    lines.extend(writer.gap([Some(None); 3], start, side, [true, false]));
    for (index, piece) in pieces.out.iter().enumerate() {
        begins.push(lines.len());
        match piece {
            Out::Marker(marker) => {
                lines.push((writer.marker(*marker), writer.marker_end()));
                side = (*marker != Marker::Theirs).then_some(*marker);
            }
            Out::Lines { lines: own, first, .. } => {
                lines.extend(
                    own.iter()
                        .enumerate()
                        .map(|(step, content)| (content.clone(), writer.line_end(*first, step))),
                );
            }
        }
        if let Out::Lines { last, .. } = piece {
            let from = last.map(|line| line.map(Some));
            let next = pieces.out.get(index + 1);
            let to = match next {
                Some(Out::Lines { first, .. }) => first.map(|line| line.map(Some)),
                Some(Out::Marker(_)) => [None; 3],
                None => [Some(None); 3],
            };
            let keeps = [is_apart(Some(piece)), is_apart(next)];
            let gap = writer.gap(from, to, side, keeps);
            let is_text = matches!(next, Some(Out::Lines { role: Role::Text { .. }, .. }));
            if gap.is_empty() && is_text && side.is_none() && !writer.met(from, to) {
                // Without an end, a marker would continue the paragraph before it.
                lines.push((Vec::new(), writer.marker_end()));
            }
            lines.extend(gap);
        }
    }
    let ends_in_marker = matches!(pieces.out.last(), Some(Out::Marker(_)));
    writer.finish(lines, begins, ends_in_marker)
}

/// Returns true if a piece keeps its own blank lines at any place: a heading, a line outside of
/// items, or an end of the file.
fn is_apart(piece: Option<&Out>) -> bool {
    match piece {
        None | Some(Out::Lines { role: Role::Head { is_heading: true, .. }, .. }) => true,
        Some(Out::Lines { role: Role::Text { .. }, lines, .. }) => {
            lines.first().is_some_and(|line| !line.starts_with(b" ") && !line.starts_with(b"\t"))
        }
        Some(_) => false,
    }
}

/// Place in a version: `None` if it is not there, else the line, or an inner `None` for the start
/// or end of the file.
type Place = Option<Option<usize>>;

struct Writer<'w, 'a> {
    texts: [&'w Text<'a>; 3],
    gaps: Option<[&'w [bool]; 3]>,
    /// End of all lines, if the file has one.
    end: Option<End>,
    options: &'w Options,
}

impl Writer<'_, '_> {
    /// Returns the blank lines between two pieces; `keeps` says which of them keeps its own.
    fn gap(
        &self,
        from: [Place; 3],
        to: [Place; 3],
        side: Option<Marker>,
        keeps: [bool; 2],
    ) -> Vec<(Vec<u8>, End)> {
        let Some(gaps) = self.gaps else { return Vec::new() };
        let gap_of = |version: usize| Self::between(gaps[version], from[version]?, to[version]?);
        // Blank lines before or after a line, whatever its neighbour is.
        let behind = |version: usize| {
            let start = from[version]?.map_or(0, |line| line + 1);
            let length = gaps[version][start..].iter().take_while(|&&gap| gap).count();
            Some(start..start + length)
        };
        let before = |version: usize| {
            let end = to[version]?.unwrap_or(gaps[version].len());
            let length = gaps[version][..end].iter().rev().take_while(|&&gap| gap).count();
            Some(end - length..end)
        };
        let versions = [BASE, OURS, THEIRS];
        // Between the markers of a conflict, only that side counts.
        if side.is_some() {
            let side_version = versions.into_iter().find(|&version| from[version].is_some());
            let lines = side_version.and_then(|version| {
                let alone = || if to == [None; 3] { behind(version) } else { before(version) };
                Some((version, gap_of(version).or_else(alone)?))
            });
            return lines.map_or_else(Vec::new, |(version, lines)| self.blank(version, lines));
        }
        let met = versions.map(gap_of);
        if met.iter().any(Option::is_some) {
            return self.picked(&met);
        }
        if to == [None; 3] {
            return self.picked(&versions.map(behind));
        }
        // Pieces that are adjacent in no version get the smallest distance that either has.
        if keeps == [false, false] {
            let is_heading = |v: usize, line: Option<usize>| {
                let line = line.and_then(|line| self.texts[v].lines.get(line));
                line.is_none_or(|line| line.content.starts_with(b"#"))
            };
            // A heading decides on the gap around it.
            let behind = versions.map(|v| behind(v).filter(|gap| !is_heading(v, Some(gap.end))));
            let before =
                versions.map(|v| before(v).filter(|gap| !is_heading(v, gap.start.checked_sub(1))));
            let told = [behind, before].into_iter().filter(|it| it.iter().any(Option::is_some));
            return told.map(|it| self.picked(&it)).min_by_key(Vec::len).unwrap_or_default();
        }
        let [behind, before] = [self.inner(versions.map(behind)), self.inner(versions.map(before))]
            .map(|found| self.picked(&found));
        match keeps {
            [true, false] => behind,
            [false, true] => before,
            _ if behind.len() < before.len() => before,
            _ => behind,
        }
    }

    /// Merges the blank lines of the versions. If both sides differ, the longer gap is taken.
    fn picked(&self, found: &[Option<Range<usize>>; 3]) -> Vec<(Vec<u8>, End)> {
        let [base, ours, theirs] =
            [BASE, OURS, THEIRS].map(|v| found[v].clone().map(|lines| self.blank(v, lines)));
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => {
                let longer = ours.len().cmp(&theirs.len()).then_with(|| ours.cmp(&theirs));
                let longest = if longer.is_ge() { &ours } else { &theirs };
                pick(base.as_ref(), &ours, &theirs).unwrap_or(longest).clone()
            }
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => base.unwrap_or_default(),
        }
    }

    /// Returns the gaps inside the file, or those at its ends if there are no others.
    fn inner(&self, found: [Option<Range<usize>>; 3]) -> [Option<Range<usize>>; 3] {
        let is_inner = |version: usize, gap: &Range<usize>| {
            gap.start > 0 && gap.end < self.texts[version].lines.len()
        };
        let all = [BASE, OURS, THEIRS];
        let inner = all.map(|v| found[v].clone().filter(|gap| is_inner(v, gap)));
        if inner.iter().any(Option::is_some) { inner } else { found }
    }

    /// Returns the gap between two places of a version, if nothing else is between them.
    fn between(gaps: &[bool], from: Option<usize>, to: Option<usize>) -> Option<Range<usize>> {
        let start = from.map_or(0, |line| line + 1);
        let next = start + gaps[start..].iter().take_while(|&&gap| gap).count();
        (next == to.unwrap_or(gaps.len())).then_some(start..next)
    }

    /// Returns true if two places are adjacent in any version.
    fn met(&self, from: [Place; 3], to: [Place; 3]) -> bool {
        self.gaps.is_none_or(|gaps| {
            (BASE..=THEIRS).any(|version| match (from[version], to[version]) {
                (Some(from), Some(to)) => Self::between(gaps[version], from, to).is_some(),
                _ => false,
            })
        })
    }

    fn blank(&self, version: usize, lines: Range<usize>) -> Vec<(Vec<u8>, End)> {
        let text = self.texts[version];
        let line =
            |line: usize| (text.lines[line].content.to_vec(), self.ended(text.lines[line].end));
        lines.map(line).collect()
    }

    fn ended(&self, end: End) -> End {
        self.end.unwrap_or(if end == End::Nothing { End::Lf } else { end })
    }

    fn line_end(&self, first: [Option<usize>; 3], step: usize) -> End {
        let of = |version: usize| {
            let line = self.texts[version].lines.get(first[version]? + step)?;
            Some(self.ended(line.end))
        };
        match (of(OURS), of(THEIRS)) {
            (Some(ours), Some(theirs)) => pick(of(BASE), ours, theirs).unwrap_or(ours.min(theirs)),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => of(BASE).unwrap_or_else(|| self.marker_end()),
        }
    }

    fn marker_end(&self) -> End {
        let first = self.texts[OURS].lines.first().or(self.texts[THEIRS].lines.first());
        self.ended(first.map_or(End::Lf, |line| line.end))
    }

    fn marker(&self, marker: Marker) -> Vec<u8> {
        let (sign, label) = match marker {
            Marker::Ours => (b'<', self.options.ours.as_str()),
            Marker::Base => (b'|', self.options.base.as_deref().unwrap_or_default()),
            Marker::Between => (b'=', ""),
            Marker::Theirs => (b'>', self.options.theirs.as_str()),
        };
        let mut line = vec![sign; self.options.marker_size.max(1)];
        if !label.is_empty() {
            line.push(b' ');
            line.extend(label.bytes());
        }
        line
    }

    fn finish(&self, lines: Vec<(Vec<u8>, End)>, begins: Vec<usize>, ended: bool) -> Written {
        let [base, ours, theirs] = self.texts;
        let bom = pick(Some(base.bom), ours.bom, theirs.bom).unwrap_or(ours.bom);
        let mut bytes = if bom { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        let is_ended = match (ours.is_ended(), theirs.is_ended()) {
            (Some(ours), Some(theirs)) => pick(base.is_ended(), ours, theirs).unwrap_or(true),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => true,
        };
        let last = lines.len().saturating_sub(1);
        for (index, (content, end)) in lines.into_iter().enumerate() {
            bytes.extend(content);
            if index < last || is_ended || ended {
                bytes.extend(end.bytes());
            }
        }
        Written { bytes, lines: begins }
    }
}

/// Returns the line end of the result: that of the file, or the one that a side converted it to.
fn file_end(texts: [&Text; 3]) -> Option<End> {
    let [base, ours, theirs] =
        texts.map(|text| if text.lines.is_empty() { None } else { text.end() });
    let empty = texts.map(|text| text.lines.iter().all(|line| line.end == End::Nothing));
    if empty[OURS] || empty[THEIRS] {
        return ours.or(theirs);
    }
    match (ours, theirs) {
        (Some(one), Some(other)) => {
            Some(pick(base.filter(|_| !empty[BASE]), one, other).unwrap_or(one.min(other)))
        }
        // A side with mixed ends converted nothing; a side with one end in a file of mixed ends
        // did.
        (Some(one), None) | (None, Some(one)) if base != Some(one) => Some(one),
        _ => None,
    }
}
