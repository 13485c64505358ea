//! Laws that hold for any three versions.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::dialects::Dialect;
use super::generated::*;
use super::tree::{Kind, Node};
use super::*;

/// Returns the word by which a piece is known, if this is one.
fn word(word: &str) -> Option<&str> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one = bare.strip_prefix('w')?.ends_with(|c: char| c.is_ascii_digit());
    is_one.then_some(bare)
}

/// The words by which pieces are known, in order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter_map(word)
}

/// The signs of each task in a text, by its word.
fn signs(dialect: &Dialect, text: &str) -> BTreeMap<String, Vec<String>> {
    let mut signs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        if let (Some(word), Some(sign)) = (words(line).next(), dialect.sign(line)) {
            signs.entry(word.to_owned()).or_default().push(sign);
        }
    }
    signs
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines
}

fn has_markers(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<<"))
}

/// Divides a result into what is outside of its conflicts, and the conflicts with all of their versions.
fn divided(text: &str) -> [String; 2] {
    let mut is_inside = false;
    let is_outside = |line: &&str| {
        is_inside |= line.starts_with("<<<<<<<");
        let is_outside = !is_inside;
        is_inside &= !line.starts_with(">>>>>>>");
        is_outside
    };
    let (outside, inside) = text.split_inclusive('\n').partition(is_outside);
    [outside, inside]
}

/// A list of tasks that often say the same.
fn repeated() -> impl Strategy<Value = (Dialect, Vec<(&'static str, &'static str)>, Vec<Swap>)> {
    dialects().prop_flat_map(|dialect| {
        let text = prop::sample::select(vec!["Write tests", "Write tests", "Fix lint", "Review"]);
        let tasks = prop::collection::vec((sign(dialect), text), 1..7);
        let edit = (0_usize..12, 0_usize..12, 0_usize..3, sign(dialect));
        (Just(dialect), tasks, prop::collection::vec(edit, 0..6))
    })
}

/// Two places, the kind of an edit, and a sign.
type Swap = (usize, usize, usize, &'static str);

/// Three versions of one checklist.
#[derive(Clone, Debug)]
struct Versions {
    dialect: Dialect,
    base: String,
    ours: String,
    theirs: String,
}

impl Versions {
    fn merged(&self) -> (String, bool) {
        self.merge([&self.base, &self.ours, &self.theirs])
    }

    /// Merges texts: the result, and whether it is clean.
    fn merge(&self, versions: [&str; 3]) -> (String, bool) {
        let versions = versions.map(str::as_bytes);
        let merged = merge_divided(self.dialect.divide(), versions, &Options::default());
        (String::from_utf8(merged.bytes).unwrap(), merged.conflicts.is_empty())
    }

    fn texts(&self) -> [&str; 3] {
        [&self.base, &self.ours, &self.theirs]
    }

    fn signs(&self, text: &str) -> BTreeMap<String, Vec<String>> {
        signs(&self.dialect, text)
    }

    /// Finds the node with a word.
    fn find<T>(&self, text: &str, known: &str, of: impl Fn(&Tree, &Node) -> T) -> Option<T> {
        let tree = Tree::new(text.as_bytes(), self.dialect.divide(), &mut Numbers::default());
        let node = tree.nodes.iter().find(|node| words(&node.words).any(|it| it == known))?;
        Some(of(&tree, node))
    }

    /// Returns the text of the task around the one with a word, if that is a step of a task.
    fn around(&self, text: &str, word: &str) -> Option<String> {
        let around = |tree: &Tree, node: &Node| {
            let parent = &tree.nodes[node.parent];
            (parent.kind == Kind::Item).then(|| parent.words.clone())
        };
        self.find(text, word, around).flatten()
    }

    /// Returns the text of the task with a word, without its box and labels.
    fn said(&self, text: &str, word: &str) -> Option<String> {
        self.find(text, word, |_, node| node.words.clone())
    }

    /// Returns whether a side put a task into one that it added, at any depth: it may be that one's own,
    /// and say the same as another one's.
    fn is_of_new(&self, word: &str) -> bool {
        let is_in_new = |tree: &Tree, node: &Node| {
            let around = std::iter::successors(Some(node), |node| {
                (node.parent > 0).then(|| &tree.nodes[node.parent])
            });
            around.skip(1).any(|node| node.state.is_some() && node.words.contains("new "))
        };
        [&self.ours, &self.theirs].iter().any(|side| self.find(side, word, is_in_new) == Some(true))
    }

    /// Returns true if a side put a step into another task. A finished one that it opened again there is
    /// another step.
    fn is_of_another(&self, word: &str) -> bool {
        let from = self.around(&self.base, word);
        [&self.ours, &self.theirs].iter().any(|side| {
            let to = self.around(side, word);
            from != to && from.is_some() && to.is_some()
        })
    }

    /// Returns true if a side put a step into another task, or outside of all tasks.
    fn is_put_elsewhere(&self, word: &str) -> bool {
        let from = self.around(&self.base, word);
        let is_elsewhere =
            |side: &&String| self.said(side, word).is_some() && self.around(side, word) != from;
        from.is_some() && [&self.ours, &self.theirs].iter().any(is_elsewhere)
    }

    /// Returns true if a side made a line without a box of a task: a box directly before its text is open or
    /// done, so that `- [-]1.3` has none. To the reader, the task was reworded, and its box removed.
    fn is_line_now(&self, word: &str) -> bool {
        let before = self.said(&self.base, word);
        [&self.ours, &self.theirs].iter().any(|side| {
            let has_no_box = self.find(side, word, |_, node| node.state.is_none());
            has_no_box == Some(true) && self.said(side, word) != before
        })
    }

    /// Returns true if a task was finished or given up.
    fn is_over(&self, sign: &str) -> bool {
        sign == "x" || self.dialect.is_given_up(sign)
    }
}

fn versions() -> impl Strategy<Value = Versions> {
    edits_of().prop_map(|(dialect, base, ours, theirs)| {
        let of_side =
            |edits: &[Edit], name| written(&dialect, &edited(&dialect, &base, edits, name));
        let (ours, theirs) = (of_side(&ours, "ours"), of_side(&theirs, "theirs"));
        Versions { dialect, base: written(&dialect, &base), ours, theirs }
    })
}

proptest! {
    #[test]
    fn the_sides_are_equal(it in versions()) {
        let (one, is_clean) = it.merged();
        let (other, is_other_clean) = it.merge([&it.base, &it.theirs, &it.ours]);
        prop_assert_eq!(is_clean, is_other_clean, "{}\n--\n{}", one, other);
        prop_assert_eq!(is_clean, !has_markers(&one));
        if is_clean {
            prop_assert_eq!(sorted(&one), sorted(&other));
        }
    }

    #[test]
    fn a_merge_merged_again_is_the_same(it in versions()) {
        let (result, is_clean) = it.merged();
        if is_clean {
            prop_assert_eq!(it.merge([&it.ours, &result, &it.ours]), (result.clone(), true));
            prop_assert_eq!(it.merge([&it.theirs, &it.theirs, &result]), (result.clone(), true));
        }
    }

    #[test]
    fn one_sides_work_is_taken_as_it_is(it in versions()) {
        let Versions { base, theirs, .. } = &it;
        for sides in [[base, theirs], [theirs, base], [theirs, theirs]] {
            prop_assert_eq!(it.merge([base, sides[0], sides[1]]), (theirs.clone(), true));
        }
    }

    #[test]
    fn one_sides_work_is_taken_as_it_is_where_tasks_say_the_same((dialect, base, edits) in repeated()) {
        let mut side = base.clone();
        for (from, to, kind, sign) in edits {
            let (from, to) = (from % side.len(), to % side.len());
            match kind {
                0 => side[from].0 = sign,
                1 => side.insert(to, (dialect.signs[0], side[from].1)),
                _ => side.swap(from, to),
            }
        }
        let [base, theirs] = [base, side].map(|tasks| {
            let line = |(sign, of): &(&str, &str)| dialect.starts[0].replace("{}", sign) + of + "\n";
            tasks.iter().map(line).collect::<String>()
        });
        let it = Versions { dialect, ours: base.clone(), base, theirs };
        prop_assert_eq!(it.merged(), (it.theirs.clone(), true));
        prop_assert_eq!(it.merge([&it.base, &it.theirs, &it.base]), (it.theirs.clone(), true));
    }

    #[test]
    fn what_a_side_finishes_is_finished(it in versions()) {
        let (result, _) = it.merged();
        let [before, one, other] = it.texts().map(|text| it.signs(text));
        let [after, outside] = [&result, &divided(&result)[0]].map(|text| it.signs(text));
        let is_done = |signs: &BTreeMap<String, Vec<String>>, word: &str| {
            signs.get(word).is_some_and(|signs| signs.iter().any(|sign| sign == "x"))
        };
        for word in one.keys().chain(other.keys()) {
            if is_done(&before, word) || !(is_done(&one, word) || is_done(&other, word)) {
                continue;
            }
            let signs = after.get(word).map_or(&[][..], Vec::as_slice);
            prop_assert!(is_done(&after, word), "{}: {}", word, result);
            // In a conflict it may stand beside what may be the same in other words.
            let is_reworded = || it.said(&it.ours, word) != it.said(&it.theirs, word);
            // Where it stands finished outside of a conflict, no choice loses it.
            let is_safe = || is_done(&outside, word);
            // A step that was given up and that a side put into another task is another step there.
            let is_another = || {
                before.get(word).is_some_and(|signs| signs.iter().any(|sign| it.dialect.is_given_up(sign)))
                    && it.around(&it.ours, word) != it.around(&it.theirs, word)
            };
            let may_be_open = (has_markers(&result) && (is_reworded() || is_safe()))
                || is_another()
                || it.is_of_new(word);
            prop_assert!(may_be_open || signs.iter().all(|sign| sign == "x"), "{}: {}", word, result);
        }
    }

    #[test]
    fn who_changes_a_state_alone_has_it(it in versions()) {
        let (result, is_clean) = it.merged();
        let [before, one, other] = it.texts().map(|text| it.signs(text));
        let after = it.signs(&result);
        let only = |signs: &BTreeMap<String, Vec<String>>, word: &str| match signs.get(word).map(Vec::as_slice) {
            Some([sign]) => Some(sign.clone()),
            _ => None,
        };
        for word in before.keys() {
            let (Some(was), Some(one), Some(other)) = (only(&before, word), only(&one, word), only(&other, word)) else {
                continue;
            };
            let is_over = it.is_over(&was);
            let expected = match (one == was, other == was) {
                (true, _) => Some(other),
                (_, true) => Some(one),
                _ if one == other => Some(one),
                _ if was != "x" && (one == "x" || other == "x") => Some("x".to_owned()),
                _ => None,
            };
            let signs = after.get(word).map_or(&[][..], Vec::as_slice);
            if is_over && it.is_of_another(word) {
                continue;
            }
            // A task that was done or given up, and is reworded and reopened, is a new one, so that each side
            // adds its own.
            let is_renewed = || {
                let [before, one, other] = it.texts().map(|text| it.said(text, word));
                is_over && before != one && before != other && one != other
            };
            let is_so = match &expected {
                // It may stand beside what may be the same in other words.
                Some(sign) if it.is_of_new(word) => signs.contains(sign),
                Some(sign) if sign != "x" && is_renewed() => {
                    !signs.is_empty() && signs.iter().all(|it| it == sign)
                }
                _ => only(&after, word) == expected,
            };
            prop_assert!(!is_clean || is_so, "{}: {}\n--\n{}\n--\n{}", word, result, it.ours, it.theirs);
        }
    }

    #[test]
    fn what_nobody_removed_is_there(it in versions()) {
        let (result, is_clean) = it.merged();
        let [before, one, other] = it.texts().map(|text| it.signs(text));
        let after = it.signs(&result);
        for word in one.keys().chain(other.keys()) {
            let removed = before.contains_key(word) && !(one.contains_key(word) && other.contains_key(word));
            let count = after.get(word).map_or(0, Vec::len);
            prop_assert!(removed || count >= 1, "{} is lost: {}", word, result);
            // What was moved and reworded may not be known again.
            let is_reworded = [&it.ours, &it.theirs].iter().any(|text| text.contains("again"));
            // Beside lines that are no tasks, a finished step and the open one that a side made of it
            // elsewhere may both stand.
            let was_finished = before.get(word).is_some_and(|signs| signs.iter().any(|sign| it.is_over(sign)));
            let is_another = || was_finished && it.is_put_elsewhere(word);
            let may_be_twice = is_reworded || it.is_of_new(word) || is_another();
            prop_assert!(!is_clean || may_be_twice || count <= 1, "{} is twice: {}", word, result);
        }
        let texts = it.texts().map(|text| Text::new(text.as_bytes()));
        prop_assert!(check::no_line_lost([&texts[0], &texts[1], &texts[2]], result.as_bytes()), "{}", result);
        if is_clean {
            let way = Merger::of(it.dialect.path, result.as_bytes(), &[]);
            let versions = it.texts().map(str::as_bytes);
            prop_assert_eq!(way.lost(versions, result.as_bytes()), vec![]);
            prop_assert_eq!(way.ticked_again(versions, result.as_bytes()), vec![]);
        }
    }

    #[test]
    fn ticks_labels_and_new_tasks_never_conflict((dialect, base, ours, theirs) in edits_of()) {
        let additive = |edits: Vec<Edit>, only_ticks: bool| -> Vec<Edit> {
            let is_additive = |edit: &Edit| match edit {
                Edit::Mark(_, sign) => !only_ticks || sign.trim() == "x",
                edit => matches!(edit, Edit::Label(..)),
            };
            edits.into_iter().filter(is_additive).collect()
        };
        // Whatever one side does with the states.
        let mut one = edited(&dialect, &base, &additive(ours, false), "ours");
        let mut other = edited(&dialect, &base, &additive(theirs, true), "theirs");
        for (pieces, name) in [(&mut one, "ours"), (&mut other, "theirs")] {
            let text = format!("New {name} thing");
            pieces.push(new_task(&dialect, dialect.starts[0], 0, 0, &text));
        }
        let [base, ours, theirs] = [&base, &one, &other].map(|document| written(&dialect, document));
        let it = Versions { dialect, base, ours, theirs };
        let (result, is_clean) = it.merged();
        // A task that one side finished or labelled and the other made a line of is a conflict.
        let [_, conflicts] = divided(&result);
        prop_assert!(words(&conflicts).all(|word| it.is_line_now(word)), "{}", result);
        prop_assert!(is_clean || words(&conflicts).next().is_some(), "{}", result);
        if !is_clean {
            return Ok(());
        }
        for (one, other) in [(&result, &it.theirs), (&it.ours, &result)] {
            let (again, is_clean) = it.merge([&it.base, one, other]);
            prop_assert!(is_clean, "{}", again);
            prop_assert_eq!(sorted(&again), sorted(&result));
        }
    }

    #[test]
    fn what_nobody_moved_keeps_its_order((dialect, base, ours, theirs) in edits_of()) {
        // What is added above a deeper task or section, or another line, would take it in.
        let lowest = dialect.levels[0].max(2).min(dialect.levels[1]);
        let base: Document = base
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Task { start, sign, text, labels, .. } => {
                    Some(Piece::Task { depth: 0, start, sign, text, labels })
                }
                Piece::Heading { text, .. } => Some(Piece::Heading { level: lowest, text }),
                Piece::Lines(_) => None,
            })
            .collect();
        let in_place = |edits: Vec<Edit>| -> Vec<Edit> {
            let stays = |edit| match edit {
                Edit::Add(place, _, start) => Some(Edit::Add(place, 0, start)),
                Edit::Heading(place, level) => Some(Edit::Heading(place, level.max(lowest))),
                Edit::Mark(..) | Edit::Start(..) | Edit::Label(..) => Some(edit),
                _ => None,
            };
            edits.into_iter().filter_map(stays).collect()
        };
        let one = edited(&dialect, &base, &in_place(ours), "ours");
        let other = edited(&dialect, &base, &in_place(theirs), "theirs");
        let [base, ours, theirs] = [&base, &one, &other].map(|document| written(&dialect, document));
        let it = Versions { dialect, base, ours, theirs };
        let (result, is_clean) = it.merged();
        let merged: Vec<&str> = words(&result).collect();
        let before = it.signs(&it.base);
        let was_over = |word: &str| before.get(word).is_some_and(|signs| signs.iter().any(|sign| it.is_over(sign)));
        // A finished task that is reworded and opened counts as a new one.
        let stays = |word: &&str| is_clean && !(was_over(word) && it.is_line_now(word));
        for side in [&it.ours, &it.theirs] {
            let mut rest = merged.iter();
            for word in words(side).filter(stays) {
                prop_assert!(rest.any(|&found| found == word), "{}: {}\n--\n{}\n--\n{}", word, result, it.ours, it.theirs);
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
