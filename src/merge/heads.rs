//! Merge of the first paragraphs of a node: marker, box, text and labels, each by its own rule.

use std::collections::BTreeSet;

use super::diff3::hunks;
use super::head::Head;
use super::labelled::{said, unite};
use super::state::{self, Ticked};
use super::text::pick;
use crate::backlog::text::labels::{self, Label};
use crate::model::ConflictKind;

/// Label of a started task, which is removed when the task is finished.
const STARTED_LABEL: &str = "in-progress";

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
    use crate::backlog::formats::markdown::structure;
    use crate::merge::tree::{Numbers, Tree};

    fn head(line: &str) -> Head {
        Head::new(&Tree::new(line.as_bytes(), structure, &mut Numbers::default()), 1)
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
