//! First paragraph of a heading or item: marker, box, text and labels, each merged by its own rule.

use std::collections::BTreeSet;

use super::diff3::hunks;
use super::labelled::{said, unite};
use super::state::{self, Ticked};
use super::text::pick;
use super::tree::{Kind, Tree};
use crate::backlog::formats::markdown;
use crate::backlog::text::labels::{self, Label};
use crate::backlog::text::title;
use crate::model::{ConflictKind, TaskState};

/// Label of a started task, which is removed when the task is finished.
const STARTED_LABEL: &str = "in-progress";

/// Prefix of a further line that lacks the indentation of its item. It is valid UTF-8 and no
/// character of a text.
const UNINDENTED: &[u8] = "\u{FFFF}".as_bytes();

/// Parts of a first paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Marker: `- `, `10. `, `## `
    pub marker: Vec<u8>,
    /// Box: `[x]`
    pub mark: Option<Vec<u8>>,
    pub state: Option<TaskState>,
    /// Star after the box of an optional task, if there is one.
    star: Vec<u8>,
    /// True if the box is after the text, as it may be in a heading.
    trailing: bool,
    /// Text between the box and the title.
    glue: Vec<u8>,
    /// Lines without indentation, the first one without marker and box. For a heading with a box
    /// after its text, the second line is the rest after the box.
    pub text: Vec<Vec<u8>>,
}

impl Head {
    pub(super) fn new(tree: &Tree, node: usize) -> Self {
        let content = &tree.nodes[node];
        let first = tree.relative(node, content.start).unwrap_or_default();
        let readable = String::from_utf8_lossy(first);
        let (marker, mark) = markdown::parts(&readable, content.kind == Kind::Section);
        let marker = marker.min(first.len());
        let (before, after) = first.split_at(marker);
        // Bytes that are no text are after a leading box and before a trailing one.
        let from_end = mark.as_ref().map(|mark| readable.len() - mark.start);
        let mut head = Self {
            marker: before.to_vec(),
            mark: None,
            state: None,
            star: Vec::new(),
            trailing: false,
            glue: b" ".to_vec(),
            text: Vec::new(),
        };
        let mut rest = after;
        let mut behind: Option<&[u8]> = None;
        if let (Some(mark), Some(from_end)) = (mark, from_end) {
            let leads = mark.start == marker || readable[marker..mark.start].trim().is_empty();
            let leads = leads || content.kind == Kind::Item;
            let start = if leads { mark.start } else { first.len().saturating_sub(from_end) };
            let end = (start + mark.len()).min(first.len());
            let found_box = &first[start..end];
            let close = found_box.iter().rposition(|byte| b"]`".contains(byte));
            let (mark, star) = found_box.split_at(close.map_or(end - start, |close| close + 1));
            (head.mark, head.star) = (Some(mark.to_vec()), star.to_vec());
            head.state = content.state;
            head.trailing = !leads;
            if leads {
                head.marker = first[..start].to_vec();
                rest = &first[end..];
                let text = rest.trim_ascii_start();
                if !rest.is_empty() {
                    head.glue = rest[..rest.len() - text.len()].to_vec();
                }
            } else {
                rest = &first[marker..start];
                behind = Some(&first[end..]);
                let text = rest.trim_ascii_end();
                head.glue = rest[text.len()..].to_vec();
                rest = text;
            }
        }
        head.text.push(rest.trim_ascii_start().to_vec());
        if let Some(behind) = behind {
            head.text.push(behind.to_vec());
        }
        let more = content.start + 1..content.start + content.own;
        head.text.extend(more.map(|line| {
            match tree.relative(node, line).filter(|inner| !inner.starts_with(UNINDENTED)) {
                Some(inner) => inner.to_vec(),
                None => [UNINDENTED, tree.text.lines[line].content].concat(),
            }
        }));
        head
    }

    /// Returns the lines as they are written, without indentation.
    fn lines(&self) -> Vec<Vec<u8>> {
        let mut lines = self.text.clone();
        let mut first = self.marker.clone();
        match &self.mark {
            Some(mark) if self.trailing => {
                let behind = if lines.len() > 1 { lines.remove(1) } else { Vec::new() };
                let parts = [&lines[0], &self.glue, mark, &self.star, &behind];
                first.extend(parts.into_iter().flatten());
            }
            Some(mark) => {
                first.extend(mark.iter().chain(&self.star));
                if lines[0].is_empty() {
                    first.extend(self.glue.iter().filter(|_| self.glue != b" "));
                } else {
                    first.extend(self.glue.iter().chain(&lines[0]));
                }
            }
            None => first.extend(&lines[0]),
        }
        lines[0] = first;
        lines
    }

    /// Returns the lines with the indentation of their item.
    pub(super) fn written(&self, indent: &[u8]) -> Vec<Vec<u8>> {
        let mut lines = self.lines();
        for line in &mut lines {
            match line.strip_prefix(UNINDENTED) {
                Some(whole) => *line = whole.to_vec(),
                None => *line = [indent, line].concat(),
            }
        }
        lines
    }

    /// Returns the box with its state.
    fn ticked(&self) -> Option<Ticked<'_>> {
        Some(Ticked { mark: self.mark.as_deref()?, state: self.state? })
    }

    /// Returns the lines as one text, if they are UTF-8.
    fn joined(&self) -> Option<String> {
        String::from_utf8(self.text.join(&b'\n')).ok()
    }

    /// Returns the head with another text.
    fn with(&self, text: &str) -> Self {
        let text = text.split('\n').map(|line| line.as_bytes().to_vec()).collect();
        Self { text, ..self.clone() }
    }
}

/// Returns the title of a node without its id, for messages.
pub(super) fn title(tree: &Tree, node: usize) -> String {
    let text = Head::new(tree, node).text;
    let text: Vec<&[u8]> = text
        .iter()
        .map(|line| line.strip_prefix(UNINDENTED).unwrap_or(line).trim_ascii())
        .collect();
    let text = String::from_utf8_lossy(&text.join(&b' ')).into_owned();
    title::title(&labels::strip(&text, &labels::find(&text)))
}

/// Merges the heads of a node. Fails if the sides contradict each other.
pub(super) fn merge(base: Option<&Head>, ours: &Head, theirs: &Head) -> Result<Head, ConflictKind> {
    let mut merged = words(base, ours, theirs).ok_or(ConflictKind::Changed)?;
    let ticked = ticked(base, ours, theirs).map_err(|_| ConflictKind::State)?;
    let marker = pick(base.map(|base| &base.marker), &ours.marker, &theirs.marker);
    merged.marker.clone_from(marker.unwrap_or_else(|| (&ours.marker).max(&theirs.marker)));
    if ticked.is_some() != merged.mark.is_some() {
        merged.trailing = [ours, theirs].iter().any(|side| side.mark.is_some() && side.trailing);
        if merged.trailing && merged.text.len() == 1 {
            merged.text.push(Vec::new());
        }
    }
    (merged.mark, merged.state) = ticked.map(|it| (it.mark.to_vec(), it.state)).unzip();
    if ours.mark.is_some() && theirs.mark.is_some() {
        let part = |of: fn(&Head) -> &Vec<u8>| {
            let (ours, theirs) = (of(ours), of(theirs));
            pick(base.map(of), ours, theirs).unwrap_or(ours.max(theirs)).clone()
        };
        (merged.star, merged.glue) = (part(|head| &head.star), part(|head| &head.glue));
    }
    Ok(merged)
}

/// Gives a head the merged state of both sides, if there is one.
pub(super) fn joined(own: &Head, base: Option<&Head>, ours: &Head, theirs: &Head) -> Head {
    let mut head = own.clone();
    if let (true, Ok(Some(it))) = (own.mark.is_some(), ticked(base, ours, theirs)) {
        (head.mark, head.state) = (Some(it.mark.to_vec()), Some(it.state));
    }
    head
}

/// Merges the boxes of a node.
fn ticked<'h>(
    base: Option<&'h Head>,
    ours: &'h Head,
    theirs: &'h Head,
) -> Result<Option<Ticked<'h>>, state::Contradiction> {
    state::merge(base.and_then(Head::ticked), ours.ticked(), theirs.ticked())
}

/// Merges text and labels.
fn words(base: Option<&Head>, ours: &Head, theirs: &Head) -> Option<Head> {
    let before = base.map(|base| &base.text);
    if let Some(text) = pick(before, &ours.text, &theirs.text) {
        let side = if *text == ours.text { ours } else { theirs };
        return Some(side.clone());
    }
    if let Some(merged) = base.and_then(|base| by_line(base, ours, theirs)) {
        return Some(merged);
    }
    let (one, other) = (ours.joined()?, theirs.joined()?);
    let before = match base {
        Some(base) => base.joined()?,
        None => String::new(),
    };
    let texts = [&one, &other].map(|text| said(text));
    let folded = |texts: &[String]| texts.join(" ");
    let same = texts[0] == texts[1];
    let (skeleton, from) = if same {
        // The smaller text comes first, so that swapping the sides gives the same result.
        if one <= other { ((ours, &one), &other) } else { ((theirs, &other), &one) }
    } else {
        base?;
        let unsaid = self::said(&before);
        match (folded(&texts[0]) == folded(&unsaid), folded(&texts[1]) == folded(&unsaid)) {
            (_, true) if texts[0] != unsaid && texts[1] == unsaid => ((ours, &one), &other),
            (true, _) if texts[1] != unsaid && texts[0] == unsaid => ((theirs, &other), &one),
            _ => return None,
        }
    };
    let text = unite(&before, skeleton.1, from)?;
    Some(skeleton.0.with(&text))
}

/// Merges a paragraph line by line, if the sides changed different lines.
fn by_line(base: &Head, ours: &Head, theirs: &Head) -> Option<Head> {
    if [base, ours, theirs].iter().any(|head| head.trailing) {
        return None;
    }
    let texts = [base, ours, theirs].map(|head| &head.text[..]);
    let mut known: Vec<&[u8]> =
        texts.iter().flat_map(|text| text.iter().map(Vec::as_slice)).collect();
    known.sort_unstable();
    known.dedup();
    let number = |line: &Vec<u8>| {
        let place = known.binary_search(&line.as_slice()).unwrap_or_default();
        u32::try_from(place).unwrap_or(u32::MAX)
    };
    let [one, two, three] = texts.map(|text| text.iter().map(number).collect::<Vec<u32>>());
    let mut text: Vec<Vec<u8>> = Vec::new();
    for hunk in hunks(&one, &two, &three) {
        let [before, our, their] =
            [0, 1, 2].map(|version| &texts[version][hunk.at[version].clone()]);
        if our == their || before == their {
            text.extend_from_slice(our);
        } else if before == our {
            text.extend_from_slice(their);
        } else {
            return None;
        }
    }
    (!text.is_empty()).then(|| Head { text, ..ours.clone() })
}

/// Compares the heads of a node. Returns true if its state advanced, false if it is unchanged, and
/// `None` if its text changed. Labels may have been added.
pub(super) fn is_forward(before: &Head, now: &Head) -> Option<bool> {
    let has_same_box = before.mark == now.mark && before.star == now.star;
    if before.marker == now.marker && has_same_box && before.text == now.text {
        return Some(false);
    }
    let (old, new) = (before.joined()?, now.joined()?);
    let (had, has) = (labels::find(&old), labels::find(&new));
    let known: BTreeSet<(&str, &str)> = has.iter().map(|now| (&*now.name, &*now.value)).collect();
    let is_kept = |label: &Label| known.contains(&(&*label.name, &*label.value));
    let kept = had.iter().all(|label| is_kept(label) || label.name == STARTED_LABEL);
    let further = now.state.is_some() && now.state >= before.state;
    let moved = !has_same_box || has != had;
    let marker = before.marker == now.marker;
    (kept && further && moved && marker && said(&old) == said(&new)).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::tree::Numbers;

    fn head(line: &str) -> Head {
        Head::new(&Tree::new(line.as_bytes(), &mut Numbers::default()), 1)
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
        let base = (!base.is_empty()).then(|| head(base));
        let one = merge(base.as_ref(), &head(ours), &head(theirs));
        let other = merge(base.as_ref(), &head(theirs), &head(ours));
        let text = |head: Head| String::from_utf8(head.lines().join(&b'\n')).unwrap();
        let (one, other) = (one.map(text), other.map(text));
        assert_eq!(one, other, "the sides swapped");
        one.ok()
    }

    #[test]
    fn a_head_is_its_parts() {
        for line in [
            "- [ ] a",
            "- [x]  a",
            "- [x]",
            "-",
            "- a",
            "1. [ ] a #b",
            "- 1. [~] a",
            "## A",
            "## A [x] #",
            "## [X] A",
            "- [ ] a\n  b",
            "A\n===",
            "##",
            "- [ ]  ",
            "- [x]* 1.2 a",
            "-[ ] a",
            "* [👩\u{200d}💻] a",
            "## \u{e9} [x]",
        ] {
            let lines = head(line).lines().join(&b'\n');
            let first = line.strip_suffix("\n===").unwrap_or(line);
            assert_eq!(String::from_utf8(lines).unwrap(), first);
        }
    }

    #[test]
    fn a_title_is_that_of_the_task_behind_its_id() {
        for (text, expected) in [
            ("- [x] **T1**: Write `docs/a.md` #done", "T1: Write docs/a.md"),
            (
                "- [x] Write down what the\n  parser does #p:1. More of it",
                "Write down what the parser does",
            ),
            ("## Core #p:1 [x]", "Core"),
        ] {
            let tree = Tree::new(text.as_bytes(), &mut Numbers::default());
            assert_eq!(title(&tree, 1), expected);
        }
        let long = format!("- [x] Write {}\n  the end", "on and ".repeat(20));
        let tree = Tree::new(long.as_bytes(), &mut Numbers::default());
        let title = title(&tree, 1);
        assert!(title.ends_with("on and on…") && title.chars().count() <= 100, "{title}");
    }

    #[test]
    fn a_box_keeps_its_place() {
        for (base, ours, theirs, expected) in [
            ("- [ ] a", "- [x] a", "- [ ] b", Some("- [x] b")),
            ("- [x] a", "- [ ] a", "- [x] b", Some("- [ ] b")),
            ("- [x] a", "- a", "- [x] a #l", Some("- a #l")),
            ("## A [x]", "## A [ ]", "## B [x]", Some("## B [ ]")),
            ("## [x] A", "## A [ ]", "## [x] B", Some("## [ ] B")),
            ("1. [x] a", "1. [-] a", "2. [x] a", Some("2. [-] a")),
            ("- [x] a", "- [ ] a", "- [-] a", None),
        ] {
            assert_eq!(merged(base, ours, theirs).as_deref(), expected, "{base}");
        }
    }

    #[test]
    fn boxes_of_every_form_are_merged() {
        for (name, base, ours, theirs, expected) in [
            ("a tick wins over any sign", "- [ ] a", "- [🚧] a", "- [x] a", Some("- [x] a")),
            ("two signs", "- [ ] a", "- [o] a", "- [🔄] a", None),
            ("a sign of one side", "- [ ] a", "- [w] a", "- [ ] a b", Some("- [w] a b")),
            (
                "a tick in backquotes",
                "- `[ ]` a",
                "- `[x]` a",
                "- `[ ]` a #b",
                Some("- `[x]` a #b"),
            ),
            (
                "an optional task",
                "- [ ]* 1.2 a",
                "- [x]* 1.2 a",
                "- [ ]* 1.2 a b",
                Some("- [x]* 1.2 a b"),
            ),
            (
                "an optional task that is so no more",
                "- [ ]* 1.2 a",
                "- [ ] 1.2 a",
                "- [x]* 1.2 a b",
                Some("- [x] 1.2 a b"),
            ),
            (
                "a task that is optional now",
                "- [ ] 1.2 a",
                "- [ ]* 1.2 a",
                "- [x] 1.2 a #b",
                Some("- [x]* 1.2 a #b"),
            ),
            ("a tight task", "- [ ]a", "- [x]a", "- [ ]a b", Some("- [x]a b")),
            ("tight no more", "- [ ]a", "- [-] a", "- [ ]a b", Some("- [-] a b")),
        ] {
            assert_eq!(merged(base, ours, theirs).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn text_and_labels_are_merged_apart() {
        for (name, base, ours, theirs, expected) in [
            ("tick and reword", "- [ ] a b", "- [x] a b", "- [ ] a c", Some("- [x] a c")),
            ("reword twice", "- [ ] a b", "- [ ] a c", "- [ ] a d", None),
            ("the same reword", "- [ ] a", "- [x] b", "- [ ] b", Some("- [x] b")),
            ("two labels", "- [ ] a", "- [ ] a #x", "- [x] a #y", Some("- [x] a #x #y")),
            (
                "label and reword",
                "- [ ] a #p:1",
                "- [ ] b #p:1",
                "- [ ] a #p:1 #y",
                Some("- [ ] b #p:1 #y"),
            ),
            (
                "a label gone",
                "- [ ] a #x #z",
                "- [ ] a #z",
                "- [ ] a #x #y #z",
                Some("- [ ] a #y #z"),
            ),
            ("a new value", "- [ ] a #p:1", "- [ ] a #p:2", "- [ ] b #p:1", Some("- [ ] b #p:2")),
            ("two values", "- [ ] a #p:1", "- [ ] a #p:2", "- [ ] a #p:3", None),
            (
                "two stamps",
                "- [ ] a",
                "- [x] a #done:2026-02",
                "- [x] a #done:2026-01",
                Some("- [x] a #done:2026-01"),
            ),
            (
                "begun no more",
                "- [ ] a #in-progress",
                "- [ ] a",
                "- [ ] a #in-progress #x",
                Some("- [ ] a #x"),
            ),
            (
                "until done",
                "- [ ] a #in-progress",
                "- [x] a",
                "- [ ] a #in-progress",
                Some("- [x] a"),
            ),
            ("numbered anew", "1. [ ] a b", "2. [ ] a b", "1. [x] a c", Some("2. [x] a c")),
            ("a box added", "- a", "- [ ] a", "- a", Some("- [ ] a")),
            ("a box gone", "- [ ] a", "- a", "- [ ] a", Some("- a")),
            ("a box gone but done", "- [ ] a", "- a", "- [x] a", Some("- [x] a")),
            (
                "opened again",
                "- [x] a #done:1",
                "- [ ] a",
                "- [x] a #done:1 #x",
                Some("- [ ] a #x"),
            ),
            ("both added", "", "- [ ] a #x", "- [x] a", Some("- [x] a #x")),
            ("both added, other text", "", "- [ ] T1 a", "- [ ] T1 b", None),
            (
                "wrapped",
                "- [ ] a\n  b #x",
                "- [ ] a\n  b #x #y",
                "- [x] a\n  c #x",
                Some("- [x] a\n  c #x #y"),
            ),
            (
                "a label on its own line",
                "- [ ] a",
                "- [x] a\n  #done:1",
                "- [ ] b",
                Some("- [x] b #done:1"),
            ),
            ("a heading", "## A", "## A `x`", "## A", Some("## A `x`")),
            (
                "above a note",
                "- [ ] a #p\n  note",
                "- [ ] a #p #x\n  note",
                "- [ ] a #p #y\n  note",
                Some("- [ ] a #p #x #y\n  note"),
            ),
            (
                "begun no more, above a note",
                "- [ ] a #in-progress\n  note",
                "- [ ] a\n  note",
                "- [ ] a #in-progress\n  other",
                Some("- [ ] a\n  other"),
            ),
        ] {
            assert_eq!(merged(base, ours, theirs).as_deref(), expected, "{name}");
        }
    }
}
