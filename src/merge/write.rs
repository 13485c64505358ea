//! The pieces of the result to bytes: blank lines between them, line ends, byte order mark, final
//! newline. Each is what one side made of it, if one did.

use std::ops::Range;

use super::Options;
use super::classes::{BASE, OURS, THEIRS};
use super::render::{Marker, Out, Pieces, Role};
use super::text::{End, Text, pick};

/// The result, and the line (counted from 0) that each piece begins at.
#[derive(Debug)]
pub(super) struct Written {
    pub bytes: Vec<u8>,
    pub lines: Vec<usize>,
}

/// Writes `pieces`. Without `gap`, the pieces have the blank lines themselves; with it, it says of
/// each line of each version whether it is one to be put between pieces.
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
                // Or it would go on with a paragraph that it has nothing to do with.
                lines.push((Vec::new(), writer.marker_end()));
            }
            lines.extend(gap);
        }
    }
    let ends_in_marker = matches!(pieces.out.last(), Some(Out::Marker(_)));
    writer.finish(lines, begins, ends_in_marker)
}

/// Returns whether a piece has its blank lines wherever it is: a heading, what is in no item, and
/// the ends of the file.
fn is_apart(piece: Option<&Out>) -> bool {
    match piece {
        None | Some(Out::Lines { role: Role::Head { is_heading: true, .. }, .. }) => true,
        Some(Out::Lines { role: Role::Text { .. }, lines, .. }) => {
            lines.first().is_some_and(|line| !line.starts_with(b" ") && !line.starts_with(b"\t"))
        }
        Some(_) => false,
    }
}

/// A place in a version: not there, or the line, or (as the inner `None`) the file's start or end.
type Place = Option<Option<usize>>;

struct Writer<'w, 'a> {
    texts: [&'w Text<'a>; 3],
    gaps: Option<[&'w [bool]; 3]>,
    /// The end of all lines, where the file has one.
    end: Option<End>,
    options: &'w Options,
}

impl Writer<'_, '_> {
    /// The blank lines between two pieces; `keeps` says which of them has its own in any case.
    fn gap(
        &self,
        from: [Place; 3],
        to: [Place; 3],
        side: Option<Marker>,
        keeps: [bool; 2],
    ) -> Vec<(Vec<u8>, End)> {
        let Some(gaps) = self.gaps else { return Vec::new() };
        let at = |version: usize| Self::between(gaps[version], from[version]?, to[version]?);
        // Behind a line, or before it, whatever its neighbour is.
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
        // Within a side of a conflict there is but that side.
        if side.is_some() {
            let own = versions.into_iter().find(|&version| from[version].is_some());
            let lines = own.and_then(|version| {
                let alone = || if to == [None; 3] { behind(version) } else { before(version) };
                Some((version, at(version).or_else(alone)?))
            });
            return lines.map_or_else(Vec::new, |(version, lines)| self.blank(version, lines));
        }
        let met = versions.map(at);
        if met.iter().any(Option::is_some) {
            return self.picked(&met);
        }
        if to == [None; 3] {
            return self.picked(&versions.map(behind));
        }
        // What meets in no version is as close as either may be to another.
        if keeps == [false, false] {
            let is_heading = |v: usize, line: Option<usize>| {
                let line = line.and_then(|line| self.texts[v].lines.get(line));
                line.is_none_or(|line| line.content.starts_with(b"#"))
            };
            // The gap around a heading is that of the heading.
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

    /// The blank lines of all versions, merged; the more, where both sides have others.
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

    /// The gaps that tell how far things are apart: not those at an end of the file, if there are
    /// others.
    fn inner(&self, found: [Option<Range<usize>>; 3]) -> [Option<Range<usize>>; 3] {
        let is_inner = |version: usize, gap: &Range<usize>| {
            gap.start > 0 && gap.end < self.texts[version].lines.len()
        };
        let all = [BASE, OURS, THEIRS];
        let inner = all.map(|v| found[v].clone().filter(|gap| is_inner(v, gap)));
        if inner.iter().any(Option::is_some) { inner } else { found }
    }

    /// The gap from one place of a version to another, if nothing else is between them.
    fn between(gaps: &[bool], from: Option<usize>, to: Option<usize>) -> Option<Range<usize>> {
        let start = from.map_or(0, |line| line + 1);
        let next = start + gaps[start..].iter().take_while(|&&gap| gap).count();
        (next == to.unwrap_or(gaps.len())).then_some(start..next)
    }

    /// Returns whether two places follow one another in any version, as they do where lines are
    /// lines.
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

/// The end that all lines have in the result: that of a file which has one, or which a side gave
/// one.
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
        // A side that mixes ends converted nothing; one that does not, in a file that did, has.
        (Some(one), None) | (None, Some(one)) if base != Some(one) => Some(one),
        _ => None,
    }
}
