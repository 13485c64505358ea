//! Laws that hold for any three versions.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::generated::*;
use super::tree::{Kind, Node};
use super::*;
use crate::backlog::formats::markdown::structure;

/// The marks of each task in a text, by its word.
fn marks(text: &str) -> BTreeMap<String, Vec<char>> {
    let mut marks: BTreeMap<String, Vec<char>> = BTreeMap::new();
    for line in text.lines() {
        let line = line.trim_start();
        let word = words(line).next();
        if let (Some(word), Some(mark)) =
            (word, line.strip_prefix("- [").and_then(|rest| rest.chars().next()))
        {
            marks.entry(word.to_owned()).or_default().push(mark);
        }
    }
    marks
}

/// The words by which pieces are known, in order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_one = |word: &&str| {
        word.strip_prefix('w').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
    };
    text.split_whitespace().filter(is_one)
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines
}

fn has_markers(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<<"))
}

/// Drops the conflicts of a result, with all of their versions.
fn outside_of_conflicts(text: &str) -> String {
    let mut is_inside = false;
    let outside = |line: &&str| {
        is_inside |= line.starts_with("<<<<<<<");
        let is_outside = !is_inside;
        is_inside &= !line.starts_with(">>>>>>>");
        is_outside
    };
    text.split_inclusive('\n').filter(outside).collect()
}

/// A list of tasks that often say the same.
fn repeated() -> impl Strategy<Value = Vec<(char, &'static str)>> {
    let text = prop::sample::select(vec!["Write tests", "Write tests", "Fix lint", "Review"]);
    prop::collection::vec((state(), text), 1..7)
}

fn state() -> impl Strategy<Value = char> {
    prop::sample::select(vec![' ', ' ', 'x', '-', '~'])
}

/// Returns whether a side put a task into one that it added, at any depth: it may be that one's own, and
/// say the same as another one's.
fn is_of_new(sides: [&str; 2], word: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    sides.iter().any(|text| {
        let lines: Vec<&str> = text.lines().collect();
        let said = |line: &&str| line.split(' ').any(|it| it.trim_end_matches(':') == word);
        let Some(at) = lines.iter().position(said) else { return false };
        let mut inner = indent(lines[at]);
        lines[..at].iter().rev().any(|line| {
            let is_around = line.trim_start().starts_with('-') && indent(line) < inner;
            if is_around {
                inner = indent(line);
            }
            is_around && line.contains("] New ")
        })
    })
}

/// Returns the text of the task around the one with a word, if that is a step of a task.
fn around(text: &str, word: &str) -> Option<String> {
    let tree = Tree::new(text.as_bytes(), structure, &mut Numbers::default());
    let is_one = |node: &&Node| node.words.split(' ').any(|it| it.trim_end_matches(':') == word);
    let parent = &tree.nodes[tree.nodes.iter().find(is_one)?.parent];
    (parent.kind == Kind::Item).then(|| parent.words.clone())
}

/// Returns true if a side put a step into another task. A finished one that it opened again there is
/// another step.
fn is_of_another([base, ours, theirs]: [&str; 3], word: &str) -> bool {
    let from = around(base, word);
    [ours, theirs].iter().any(|side| {
        let to = around(side, word);
        from != to && from.is_some() && to.is_some()
    })
}

/// Returns true if a side put a step into another task, or outside of all tasks.
fn is_put_elsewhere([base, ours, theirs]: [&str; 3], word: &str) -> bool {
    let from = around(base, word);
    let is_elsewhere = |side: &&str| said(side, word).is_some() && around(side, word) != from;
    from.is_some() && [ours, theirs].iter().any(is_elsewhere)
}

/// Returns the text of the task with a word, without its box and labels.
fn said(text: &str, word: &str) -> Option<String> {
    let tree = Tree::new(text.as_bytes(), structure, &mut Numbers::default());
    let is_one = |words: &str| words.split(' ').any(|it| it.trim_end_matches(':') == word);
    let words = tree.nodes.iter().map(|node| &node.words);
    words.filter(|words| is_one(words)).map(Clone::clone).next()
}

fn versions() -> impl Strategy<Value = (String, String, String)> {
    (document(0), edits(), edits()).prop_map(|(base, ours, theirs)| {
        let (one, other) = (edited(&base, &ours, "ours"), edited(&base, &theirs, "theirs"));
        (written(&base), written(&one), written(&other))
    })
}

proptest! {
    #[test]
    fn the_sides_are_equal((base, ours, theirs) in versions()) {
        let (one, is_clean) = merged(&base, &ours, &theirs);
        let (other, is_other_clean) = merged(&base, &theirs, &ours);
        prop_assert_eq!(is_clean, is_other_clean, "{}\n--\n{}", one, other);
        prop_assert_eq!(is_clean, !has_markers(&one));
        if is_clean {
            prop_assert_eq!(sorted(&one), sorted(&other));
        }
    }

    #[test]
    fn a_merge_merged_again_is_the_same((base, ours, theirs) in versions()) {
        let (result, is_clean) = merged(&base, &ours, &theirs);
        if is_clean {
            prop_assert_eq!(merged(&ours, &result, &ours), (result.clone(), true));
            prop_assert_eq!(merged(&theirs, &theirs, &result), (result.clone(), true));
        }
    }

    #[test]
    fn one_sides_work_is_taken_as_it_is((base, _, theirs) in versions()) {
        prop_assert_eq!(merged(&base, &base, &theirs), (theirs.clone(), true));
        prop_assert_eq!(merged(&base, &theirs, &base), (theirs.clone(), true));
        prop_assert_eq!(merged(&base, &theirs, &theirs), (theirs.clone(), true));
    }

    #[test]
    fn one_sides_work_is_taken_as_it_is_where_tasks_say_the_same(
        base in repeated(),
        edits in prop::collection::vec((0_usize..12, 0_usize..12, 0_usize..3, state()), 0..6),
    ) {
        let mut side = base.clone();
        for (from, to, kind, mark) in edits {
            let (from, to) = (from % side.len(), to % side.len());
            match kind {
                0 => side[from].0 = mark,
                1 => side.insert(to, (' ', side[from].1)),
                _ => side.swap(from, to),
            }
        }
        let [base, side] = [base, side].map(|tasks| {
            tasks.iter().fold(String::new(), |text, (mark, of)| text + &format!("- [{mark}] {of}\n"))
        });
        prop_assert_eq!(merged(&base, &base, &side), (side.clone(), true));
        prop_assert_eq!(merged(&base, &side, &base), (side.clone(), true));
    }

    #[test]
    fn what_a_side_finishes_is_finished((base, ours, theirs) in versions()) {
        let (result, _) = merged(&base, &ours, &theirs);
        let [before, one, other, after] = [&base, &ours, &theirs, &result].map(|text| marks(text));
        let outside = marks(&outside_of_conflicts(&result));
        let is_done = |marks: &BTreeMap<String, Vec<char>>, word: &str| {
            marks.get(word).is_some_and(|marks| marks.contains(&'x'))
        };
        for word in one.keys().chain(other.keys()) {
            if is_done(&before, word) || !(is_done(&one, word) || is_done(&other, word)) {
                continue;
            }
            let marks = after.get(word).map_or(&[][..], Vec::as_slice);
            prop_assert!(marks.contains(&'x'), "{}: {}", word, result);
            // In a conflict it may stand beside what may be the same in other words.
            let is_reworded = || said(&ours, word) != said(&theirs, word);
            // Where it stands finished outside of a conflict, no choice loses it.
            let is_safe = || is_done(&outside, word);
            // A step that was given up and that a side put into another task is another step there.
            let is_another = || {
                before.get(word).is_some_and(|marks| marks.contains(&'-'))
                    && around(&ours, word) != around(&theirs, word)
            };
            let may_be_open = (has_markers(&result) && (is_reworded() || is_safe()))
                || is_another()
                || is_of_new([&ours, &theirs], word);
            prop_assert!(may_be_open || marks.iter().all(|&mark| mark == 'x'), "{}: {}", word, result);
        }
    }

    #[test]
    fn who_changes_a_state_alone_has_it((base, ours, theirs) in versions()) {
        let (result, is_clean) = merged(&base, &ours, &theirs);
        let [before, one, other, after] = [&base, &ours, &theirs, &result].map(|text| marks(text));
        let only = |marks: &BTreeMap<String, Vec<char>>, word: &str| match marks.get(word).map(Vec::as_slice) {
            Some(&[mark]) => Some(mark),
            _ => None,
        };
        for word in before.keys() {
            let (Some(was), Some(one), Some(other)) = (only(&before, word), only(&one, word), only(&other, word)) else {
                continue;
            };
            let expected = match (one == was, other == was) {
                (true, _) => Some(other),
                (_, true) => Some(one),
                _ if one == other => Some(one),
                _ if was != 'x' && (one == 'x' || other == 'x') => Some('x'),
                _ => None,
            };
            let marks = after.get(word).map_or(&[][..], Vec::as_slice);
            if is_of_another([&base, &ours, &theirs], word) && matches!(was, 'x' | '-') {
                continue;
            }
            // A task that was done or given up, and is reworded and reopened, is a new one, so that each side
            // adds its own.
            let is_renewed = || {
                let [before, one, other] = [&base, &ours, &theirs].map(|text| said(text, word));
                matches!(was, 'x' | '-') && before != one && before != other && one != other
            };
            let is_so = match expected {
                // It may stand beside what may be the same in other words.
                Some(mark) if is_of_new([&ours, &theirs], word) => marks.contains(&mark),
                Some(mark) if mark != 'x' && is_renewed() => {
                    !marks.is_empty() && marks.iter().all(|&it| it == mark)
                }
                _ => only(&after, word) == expected,
            };
            prop_assert!(!is_clean || is_so, "{}: {}\n--\n{}\n--\n{}", word, result, ours, theirs);
        }
    }

    #[test]
    fn what_nobody_removed_is_there((base, ours, theirs) in versions()) {
        let (result, is_clean) = merged(&base, &ours, &theirs);
        let [before, one, other, after] = [&base, &ours, &theirs, &result].map(|text| marks(text));
        for word in one.keys().chain(other.keys()) {
            let removed = before.contains_key(word) && !(one.contains_key(word) && other.contains_key(word));
            let count = after.get(word).map_or(0, Vec::len);
            prop_assert!(removed || count >= 1, "{} is lost: {}", word, result);
            // What was moved and reworded may not be known again.
            let is_reworded = [&ours, &theirs].iter().any(|text| text.contains("again"));
            // Beside lines that are no tasks, a finished step and the open one that a side made of it
            // elsewhere may both stand.
            let was_finished = before.get(word).is_some_and(|it| it.iter().any(|mark| "x-".contains(*mark)));
            let is_another = || was_finished && is_put_elsewhere([&base, &ours, &theirs], word);
            let may_be_twice = is_reworded || is_of_new([&ours, &theirs], word) || is_another();
            prop_assert!(!is_clean || may_be_twice || count <= 1, "{} is twice: {}", word, result);
        }
        let texts = [&base, &ours, &theirs].map(|text| Text::new(text.as_bytes()));
        prop_assert!(check::no_line_lost([&texts[0], &texts[1], &texts[2]], result.as_bytes()), "{}", result);
        if is_clean {
            let lost = lost(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), result.as_bytes());
            prop_assert_eq!(lost, vec![]);
        }
    }

    #[test]
    fn ticks_labels_and_new_tasks_never_conflict(
        base in document(0), ours in edits(), theirs in edits(),
    ) {
        let additive = |edits: Vec<Edit>, only_ticks: bool| -> Vec<Edit> {
            let is_additive = |edit: &Edit| match edit {
                Edit::Mark(_, mark) => !only_ticks || *mark == 'x',
                edit => matches!(edit, Edit::Label(..)),
            };
            edits.into_iter().filter(is_additive).collect()
        };
        // Whatever one side does with the states.
        let mut one = edited(&base, &additive(ours, false), "ours");
        let mut other = edited(&base, &additive(theirs, true), "theirs");
        for (pieces, name) in [(&mut one, "ours"), (&mut other, "theirs")] {
            let text = format!("New {name} thing");
            pieces.push(Piece::Task { depth: 0, mark: ' ', text, labels: String::new() });
        }
        let (result, is_clean) = merged(&written(&base), &written(&one), &written(&other));
        prop_assert!(is_clean, "{}", result);
        let (one, other) = (written(&one), written(&other));
        for (one, other) in [(&result, &other), (&one, &result)] {
            let (again, is_clean) = merged(&written(&base), one, other);
            prop_assert!(is_clean, "{}", again);
            prop_assert_eq!(sorted(&again), sorted(&result));
        }
    }

    #[test]
    fn what_nobody_moved_keeps_its_order(
        base in document(0), ours in edits(), theirs in edits(),
    ) {
        // What is added above a deeper task or section, or another line, would take it in.
        let base: Document = base
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Task { mark, text, labels, .. } => {
                    Some(Piece::Task { depth: 0, mark, text, labels })
                }
                Piece::Heading { text, .. } => Some(Piece::Heading { level: 2, text }),
                Piece::Lines(_) => None,
            })
            .collect();
        let in_place = |edits: Vec<Edit>| -> Vec<Edit> {
            let stays = |edit| match edit {
                Edit::Add(place, _) => Some(Edit::Add(place, 0)),
                Edit::Heading(place, level) => Some(Edit::Heading(place, level.max(2))),
                Edit::Mark(..) | Edit::Label(..) => Some(edit),
                _ => None,
            };
            edits.into_iter().filter_map(stays).collect()
        };
        let one = written(&edited(&base, &in_place(ours), "ours"));
        let other = written(&edited(&base, &in_place(theirs), "theirs"));
        let (result, is_clean) = merged(&written(&base), &one, &other);
        let merged: Vec<&str> = words(&result).collect();
        for side in [&one, &other] {
            let mut rest = merged.iter();
            for word in words(side).filter(|_| is_clean) {
                prop_assert!(rest.any(|&found| found == word), "{}: {}\n--\n{}\n--\n{}", word, result, one, other);
            }
        }
    }

    #[test]
    fn any_bytes_are_merged(
        base in prop::collection::vec(any::<u8>(), 0..200),
        ours in prop::collection::vec(any::<u8>(), 0..200),
        theirs in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        merge(&base, &ours, &theirs, &Options::default());
        prop_assert_eq!(merge(&base, &ours, &ours, &Options::default()).bytes, ours.clone());
    }

    #[test]
    fn any_markdown_is_merged(
        base in markdown(), ours in markdown(), theirs in markdown(),
    ) {
        for (base, ours, theirs) in [(&base, &ours, &theirs), (&ours, &base, &base)] {
            let (result, is_clean) = merged(base, ours, theirs);
            let texts = [base, ours, theirs].map(|text| Text::new(text.as_bytes()));
            prop_assert!(check::no_line_lost([&texts[0], &texts[1], &texts[2]], result.as_bytes()), "{}", result);
            if is_clean {
                let lost = lost(b"", ours.as_bytes(), theirs.as_bytes(), result.as_bytes());
                prop_assert!(lost.is_empty() || !base.is_empty(), "{:?}", lost);
            }
        }
    }
}

/// Text that looks like a backlog, well formed or not.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "- [ ] a",
        "- [x] a",
        "- [-] b",
        "  - [ ] c #l:v",
        "* d",
        "1. [ ] e",
        "# H",
        "## [ ] I",
        "H",
        "===",
        "---",
        "```",
        "~~~",
        "<!--",
        "-->",
        "text",
        "",
        "",
        "  ",
        "\t- [ ] f",
        "    - g",
        "\r",
        "- ```",
        "\u{feff}",
        "<<<<<<<",
        "=======",
        ">>>>>>>",
        "é",
    ]);
    prop::collection::vec((pieces, prop::bool::weighted(0.9)), 0..20).prop_map(|pieces| {
        let piece =
            |(piece, ends): (&str, bool)| format!("{piece}{}", if ends { "\n" } else { "" });
        pieces.into_iter().map(piece).collect()
    })
}
