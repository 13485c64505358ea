//! How much what two nodes say is the same.

use super::tree::Node;
use crate::model::TaskState;

/// How alike the words of a reworded task are at least.
pub(super) const ALIKE: f64 = 0.6;

/// A text of so many words that another one begins with is as good as alike: a remark was put behind
/// it. One word begins too much.
const LEAST_BEGUN: usize = 2;

/// Words that say nothing by themselves.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Signs before and behind a word that do not change what it says, unlike those of `*.md`, `c++` and
/// `<3`.
const OPENING: [char; 9] = ['"', '\'', '(', '[', '{', '`', '\u{201c}', '\u{2018}', '\u{201e}'];
const CLOSING: [char; 13] =
    ['.', ',', ';', ':', '?', '"', '\'', ')', ']', '}', '`', '\u{201d}', '\u{2019}'];

/// Where ids differ, shorter texts may be about something else: `404: page` and `500: page`.
const TELLING: usize = 4;

/// Returns whether it is finished before, and opened again after.
pub(super) fn is_back(before: &Node, after: &Node) -> bool {
    is_finished(before) && after.state < before.state
}

/// Returns whether it is done or given up.
pub(super) fn is_finished(node: &Node) -> bool {
    node.state >= Some(TaskState::Skipped)
}

/// Plain numbers are counted anew whenever something is put between.
pub(super) fn is_plain(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Returns whether both go by an id that is no plain number.
pub(super) fn share_id(one: &Node, other: &Node) -> bool {
    one.ids.iter().any(|id| !is_plain(id) && other.ids.contains(id))
}

/// The share of words that two nodes have in common (Dice), 0 for different kinds.
pub(super) fn likeness(one: &Node, other: &Node) -> f64 {
    if one.kind != other.kind || one.bag.is_empty() || other.bag.is_empty() {
        return 0.0;
    }
    let (mut at, mut to, mut same) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.bag.get(at), other.bag.get(to)) {
        same += usize::from(left == right);
        at += usize::from(left <= right);
        to += usize::from(right <= left);
    }
    let share = 2.0 * same as f64 / (one.bag.len() + other.bag.len()) as f64;
    if share < ALIKE && begins_with_other(one, other) { ALIKE } else { share }
}

/// Returns whether one of them begins with all that the other one says.
fn begins_with_other(one: &Node, other: &Node) -> bool {
    let (few, many) =
        if one.spoken.len() <= other.spoken.len() { (one, other) } else { (other, one) };
    few.spoken.len() >= LEAST_BEGUN && many.spoken.starts_with(&few.spoken)
}

/// Returns whether a node surely says the same as the other one: but for its id, labels, markup,
/// case, punctuation and articles, it has the same words. One more may be `not`, and one in place
/// of another may be another task: so may a link to something else, and a tag in place of a tag.
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

/// Returns whether nodes that say the same by other ids may be about something else all the same:
/// their texts are short.
pub(super) fn is_named_only(one: &Node, other: &Node) -> bool {
    let is_other = !one.ids.is_empty() && !other.ids.is_empty();
    is_other
        && one.ids.iter().all(|id| !other.ids.contains(id))
        && telling(&one.said).len() < TELLING
}

/// Returns whether a paragraph of several lines is as before, with further ones behind it: nobody
/// would take them for another task, where they would read on from a title alone.
pub(super) fn is_annotated(before: &Node, after: &Node) -> bool {
    before.kind == after.kind
        && before.tail == after.tail
        && before.lines.len() > 1
        && after.lines.starts_with(&before.lines)
}

/// The words that tell something, in their order: who swaps two may have turned it round, as from
/// one place to another.
fn telling(said: &str) -> Vec<String> {
    let words = said.split_whitespace();
    let words = words.map(|word| word.trim_start_matches(OPENING).trim_end_matches(CLOSING));
    let is_dash = |word: &str| word.chars().all(|c| matches!(c, '-' | '\u{2013}' | '\u{2014}'));
    let words = words.filter(|word| !is_dash(word)).enumerate();
    // `A` is a name, but for the first word.
    let is_article = |place: usize, word: &str| {
        let first = place == 0 && word.starts_with(['A', 'T']);
        ARTICLES.contains(&word)
            || (first && ARTICLES.contains(&word.to_ascii_lowercase().as_str()))
    };
    words.filter(|&(place, word)| !is_article(place, word)).map(|it| it.1.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::tree::{Numbers, Tree};

    /// Returns whether two tasks say the same, either way round.
    fn surely(one: &str, other: &str) -> bool {
        let mut numbers = Numbers::default();
        let [one_file, other_file] = [one, other].map(|text| format!("- [ ] {text}\n"));
        let left = Tree::new(one_file.as_bytes(), &mut numbers);
        let right = Tree::new(other_file.as_bytes(), &mut numbers);
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
