//! Likeness of texts.

use super::tree::Node;
use crate::backlog::text::words::is_article;
use crate::model::TaskState;

/// Minimum number of words of a distinctive text. Shorter ones, such as `Update the docs`, may
/// occur twice with different meanings, and with different ids they are different: `404: page` and
/// `500: page`.
pub(super) const MIN_DISTINCTIVE_WORDS: usize = 4;

/// Minimum likeness of the words of a reworded task.
pub(super) const MIN_LIKENESS: f64 = 0.6;

/// Minimum number of words of a text that another one starts with, to count as alike: a remark was
/// appended. A single word starts too many texts.
const MIN_BEGINNING_WORDS: usize = 2;

/// Punctuation before and after a word that does not change its meaning, unlike in `*.md`, `c++`
/// and `<3`.
const OPENING: [char; 9] = ['"', '\'', '(', '[', '{', '`', '\u{201c}', '\u{2018}', '\u{201e}'];
const CLOSING: [char; 13] =
    ['.', ',', ';', ':', '?', '"', '\'', ')', ']', '}', '`', '\u{201d}', '\u{2019}'];

/// Returns true if a task was finished before and is open after.
pub(super) fn is_back(before: &Node, after: &Node) -> bool {
    is_finished(before) && after.state < before.state
}

/// Returns true if a task is done or given up.
pub(super) fn is_finished(node: &Node) -> bool {
    node.state >= Some(TaskState::Skipped)
}

/// Returns true if an id is a plain number, which changes whenever a task is inserted before it.
pub(super) fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Returns true if both nodes have an id in common that is no plain number.
pub(super) fn share_id(one: &Node, other: &Node) -> bool {
    one.ids.iter().any(|id| !is_plain(id) && other.ids.contains(id))
}

/// Returns the share of words that two nodes have in common (Dice coefficient), 0 for different
/// kinds.
pub(super) fn likeness(one: &Node, other: &Node) -> f64 {
    if one.kind != other.kind || one.bag.is_empty() || other.bag.is_empty() {
        return 0.0;
    }
    let (mut left_index, mut right_index, mut same) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.bag.get(left_index), other.bag.get(right_index)) {
        same += usize::from(left == right);
        left_index += usize::from(left <= right);
        right_index += usize::from(right <= left);
    }
    let share = 2.0 * same as f64 / (one.bag.len() + other.bag.len()) as f64;
    if share < MIN_LIKENESS && begins_with_other(one, other) { MIN_LIKENESS } else { share }
}

/// Returns true if the text of one node starts with that of the other.
fn begins_with_other(one: &Node, other: &Node) -> bool {
    let (few, many) =
        if one.spoken.len() <= other.spoken.len() { (one, other) } else { (other, one) };
    few.spoken.len() >= MIN_BEGINNING_WORDS && many.spoken.starts_with(&few.spoken)
}

/// Returns true if two nodes certainly have the same meaning: the same words, apart from id,
/// labels, markup, case, punctuation and articles. An additional word may be `not`, and a replaced
/// word, link target or tag may make another task.
pub(super) fn is_surely(one: &Node, other: &Node) -> bool {
    let is_elsewhere = |one: &[u32], other: &[u32]| {
        let lacks = |these: &[u32], those: &[u32]| these.iter().any(|it| !those.contains(it));
        lacks(one, other) && lacks(other, one)
    };
    one.kind == other.kind
        && one.tail == other.tail
        && telling(&one.said) == telling(&other.said)
        && !is_elsewhere(&one.targets, &other.targets)
        && !is_elsewhere(&one.tags, &other.tags)
}

/// Returns true if nodes with equal texts and different ids may be different tasks, since their
/// texts are short.
pub(super) fn is_named_only(one: &Node, other: &Node) -> bool {
    let is_other = !one.ids.is_empty() && !other.ids.is_empty();
    is_other
        && one.ids.iter().all(|id| !other.ids.contains(id))
        && telling(&one.said).len() < MIN_DISTINCTIVE_WORDS
}

/// Returns true if lines were appended to a paragraph of several lines, which makes no other task
/// of it.
pub(super) fn is_annotated(before: &Node, after: &Node) -> bool {
    before.kind == after.kind
        && before.tail == after.tail
        && before.lines.len() > 1
        && after.lines.starts_with(&before.lines)
}

/// Returns the significant words in order. Swapped words may reverse the meaning, as in `from A to
/// B`.
fn telling(said: &str) -> Vec<String> {
    let words = said.split_whitespace();
    let words = words.map(|word| word.trim_start_matches(OPENING).trim_end_matches(CLOSING));
    let is_dash = |word: &str| word.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'));
    let words = words.filter(|word| !is_dash(word)).enumerate();
    words.filter(|&(place, word)| !is_article(place, word)).map(|it| it.1.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::formats::markdown::structure;
    use crate::merge::tree::{Numbers, Tree};

    /// Returns true if two tasks certainly have the same meaning, in both directions.
    fn surely(one: &str, other: &str) -> bool {
        let mut numbers = Numbers::default();
        let [one_file, other_file] = [one, other].map(|text| format!("- [ ] {text}\n"));
        let left = Tree::new(one_file.as_bytes(), structure, &mut numbers);
        let right = Tree::new(other_file.as_bytes(), structure, &mut numbers);
        let found = is_surely(&left.nodes[1], &right.nodes[1]);
        assert_eq!(is_surely(&right.nodes[1], &left.nodes[1]), found, "{one} | {other}");
        found
    }

    #[test]
    fn the_same_in_another_dress() {
        for (one, other) in [
            ("Add login page", "add **login** page."),
            ("Add login page", "[Add `login` page](docs/login.md)"),
            ("Add login page", "Add the login page #priority:high"),
            ("The login page - add it", "Login page: add it"),
            ("T1: add it", "T2: add it"),
            ("Add [it](a.md)", "Add [it](a.md) #p:high"),
            ("Add it #ui", "Add it #ui #web"),
            ("Fix it", "Fix\n  it"),
        ] {
            assert!(surely(one, other), "{one} | {other}");
        }
    }

    #[test]
    fn a_word_more_or_another_one_may_be_another_task() {
        let long = "word ".repeat(1000);
        for (one, other) in [
            ("Enable telemetry", "Do not enable telemetry"),
            ("Enable telemetry", "Enable telemetry\n  but not here"),
            ("Deploy to staging", "Deploy to staging and production"),
            ("Make it reject fields", "Make it accept fields"),
            ("Do it now", "Do it not"),
            ("Fix the telemtry", "Fix the telemetry"),
            ("Add [it](a.md)", "Add [it](b.md)"),
            ("Build it #windows", "Build it #linux"),
            ("Delete *.tmp", "Delete tmp"),
            ("Delete foo.*", "Delete foo"),
            ("Implement v1", "Implement v2"),
            ("Upload the release", "Unload the release"),
            ("Symmetric keys", "Asymmetric keys"),
            ("Port version1", "Port version11"),
            ("Move MySQL to Postgres", "Move Postgres to MySQL"),
            ("Use option A", "Use option"),
            ("Port it to C", "Port it to C++"),
            ("Keep what is <9", "Keep what is >9"),
            ("请测试登录页面", "请不测试登录页面"),
            (&format!("{long}one"), &format!("{long}other")),
        ] {
            assert!(!surely(one, other), "{one} | {other}");
        }
    }
}
