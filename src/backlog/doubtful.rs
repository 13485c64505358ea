//! Open tasks that look done, dropped, duplicate or like placeholders.
//!
//! A doubtful task is not planned, so the doubt needs clear evidence. `text::closed` reads the words that
//! end a task, and `text::placeholder` those of a template. Two tasks of a backlog are duplicates if their
//! titles have the same words, apart from case, punctuation and articles. These titles often repeat on
//! purpose and are no evidence:
//!
//! - short titles, such as `Update docs`,
//! - checks, such as `Run the full test suite`,
//! - titles in more than two sections,
//! - titles under headings that name different things, unless the title names a thing of its own.
//!
//! In different lists, identical titles count as duplicates from 4 words, similar ones from 8.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::text::{fields, ids, inline};
use crate::model::{Doubt, DoubtKind, Task, TaskId, TaskLine, TaskLineKind};

/// Minimum number of words of duplicate titles within one list.
const MIN_WORDS_IN_LIST: usize = 3;
/// Minimum number of words of duplicate titles in different lists of a backlog.
const MIN_WORDS_IN_BACKLOG: usize = 8;

/// Minimum number of words of titles that are equal to the letter in different lists of a backlog. Words
/// joined by a slash count as one each.
const MIN_WORDS_TO_THE_LETTER: usize = 4;

/// Maximum number of earlier tasks with the same title that a task is compared with.
const MAX_NAMESAKES: usize = 50;

/// First words of titles that often repeat in each section of a backlog.
const OPENERS: [&str; 16] = [
    "build", "check", "commit", "confirm", "deploy", "ensure", "lint", "make", "merge", "open",
    "release", "review", "run", "update", "validate", "verify",
];
/// Words anywhere in such titles.
const RECURRING: [&str; 10] = [
    "benchmark",
    "benchmarks",
    "changelog",
    "coverage",
    "docs",
    "documentation",
    "godoc",
    "test",
    "tests",
    "testing",
];

/// Words of headings that name no thing, but a place or a time in the backlog.
const PLACES: &[&str] = &[
    "active",
    "actions",
    "backlog",
    "blocked",
    "bugs",
    "chores",
    "current",
    "day",
    "deferred",
    "done",
    "epic",
    "features",
    "finished",
    "fixes",
    "future",
    "general",
    "high",
    "icebox",
    "ideas",
    "inbox",
    "issues",
    "items",
    "iteration",
    "later",
    "list",
    "low",
    "medium",
    "milestone",
    "misc",
    "month",
    "must",
    "next",
    "now",
    "open",
    "other",
    "part",
    "phase",
    "planned",
    "pending",
    "priority",
    "progress",
    "quarter",
    "ready",
    "section",
    "should",
    "soon",
    "sprint",
    "stage",
    "step",
    "task",
    "tasks",
    "todo",
    "todos",
    "upcoming",
    "week",
    "work",
];

/// Words that say nothing in a heading.
const STOP_WORDS: [&str; 6] = ["and", "for", "from", "the", "this", "with"];

/// Returns the doubts about `tasks`, in reading order. Of two duplicates, the later one is doubtful.
pub fn find(tasks: &[Task]) -> Vec<Doubt> {
    let by_id = LazyCell::new(|| by_id(tasks));
    let mut doubts: Vec<Doubt> =
        tasks.iter().filter_map(|task| ended(task, |id| by_id.get(id).copied())).collect();
    doubts.extend(duplicates(tasks, &doubts));
    doubts.sort_by_key(|doubt| doubt.task);
    doubts
}

/// Returns true if a task says that it is finished but contains open boxes. Work may be left, so it is
/// not doubtful.
pub fn is_contradicted(task: &Task) -> bool {
    let is_done = task.ended.as_ref().is_some_and(|ended| ended.kind == DoubtKind::Done);
    is_done && task.lines.iter().any(|line| line.kind == TaskLineKind::OpenChild)
}

/// Returns the doubt from the words of a task.
fn ended(task: &Task, named: impl Fn(&str) -> Option<TaskId>) -> Option<Doubt> {
    let ended = task.ended.clone().filter(|_| !is_contradicted(task))?;
    let of = match ended.kind {
        DoubtKind::Duplicate => {
            ended.said.rsplit(' ').next().and_then(|id| named(&ids::canonical(id)))
        }
        _ => None,
    };
    Some(Doubt { task: task.id, kind: ended.kind, ended: Some(ended), of })
}

/// Returns the first task of each id, by its canonical form.
fn by_id(tasks: &[Task]) -> HashMap<String, TaskId> {
    let mut by_id = HashMap::new();
    for task in tasks {
        by_id.entry(ids::canonical(&task.key)).or_insert(task.id);
    }
    by_id
}

/// Returns the doubts about tasks that duplicate an earlier one.
fn duplicates(tasks: &[Task], ended: &[Doubt]) -> Vec<Doubt> {
    let mut is_ended = vec![false; tasks.len()];
    for doubt in ended {
        is_ended[doubt.task.index()] = true;
    }
    // The tasks of each backlog by the words of their titles.
    let mut namesakes: BTreeMap<(&str, String), Vec<(&Task, Title)>> = BTreeMap::new();
    for task in tasks.iter().filter(|task| !is_ended[task.id.index()]) {
        let title = Title::of(task);
        if title.words >= MIN_WORDS_IN_LIST {
            let key = (task.backlog.as_str(), title.key.clone());
            namesakes.entry(key).or_default().push((task, title));
        }
    }
    let mut doubts = Vec::new();
    for tasks in namesakes.into_values() {
        for (at, (task, title)) in tasks.iter().enumerate() {
            // Three equal titles in different lists are there on purpose.
            let is_telling = title.words >= MIN_WORDS_IN_BACKLOG && tasks.len() == 2;
            let is_told = is_telling && !title.is_recurring;
            let may_be_equal = tasks.len() == 2 && !title.is_recurring;
            let is_equal = |other: &Title| {
                may_be_equal && other.text == title.text && title.parts() >= MIN_WORDS_TO_THE_LETTER
            };
            let others = tasks[..at].iter().take(MAX_NAMESAKES);
            let mut same = others.filter(|(other, theirs)| {
                let is_elsewhere = || !title.names_a_thing && are_of_other_things(other, task);
                (is_beside(other, task) || (is_told || is_equal(theirs)) && !is_elsewhere())
                    && is_same(other, task)
            });
            let of = same.next().map(|(other, _)| other.id);
            if of.is_some() {
                let (task, kind) = (task.id, DoubtKind::Duplicate);
                doubts.push(Doubt { task, kind, ended: None, of });
            }
        }
    }
    doubts
}

/// Returns true if two tasks are in the same list.
fn is_beside(one: &Task, other: &Task) -> bool {
    one.section == other.section && one.ancestors == other.ancestors
}

/// Returns true if the headings right above two tasks name different things: each has a word that the other
/// lacks, apart from those of places and times.
fn are_of_other_things(one: &Task, other: &Task) -> bool {
    let things = |task: &Task| -> BTreeSet<String> {
        let heading = task.section.last().map(|heading| heading.to_lowercase()).unwrap_or_default();
        let words = heading.split(|c: char| !c.is_alphanumeric());
        let is_thing = |word: &&str| {
            word.chars().count() > 2
                && word.chars().any(char::is_alphabetic)
                && !PLACES.contains(word)
                && !STOP_WORDS.contains(word)
        };
        words.filter(is_thing).map(str::to_owned).collect()
    };
    let (one, other) = (things(one), things(other));
    !one.is_subset(&other) && !other.is_subset(&one)
}

/// Returns true if two tasks with equal titles are the same work.
fn is_same(one: &Task, other: &Task) -> bool {
    if one.depends_on.contains(&other.id) || other.depends_on.contains(&one.id) {
        return false;
    }
    let (one, other) = (body(one), body(other));
    one.is_empty() || other.is_empty() || one == other
}

/// Normalized title of a task, for comparison.
struct Title {
    /// The title as it is written, without its id.
    text: String,
    key: String,
    /// Number of words, without articles.
    words: usize,
    /// True if such a title often repeats in each section of a backlog.
    is_recurring: bool,
    /// True if it names a thing of its own: code in quotes, or a path.
    names_a_thing: bool,
}

impl Title {
    fn of(task: &Task) -> Self {
        let (title, _) = parts(task);
        let text: Vec<&str> = title.iter().map(|line| line.text.as_str()).collect();
        let text = text.join(" ");
        let names_a_thing = text.contains(['`', '/']);
        let text = ids::without(&inline::plain(&text));
        let key = words(&text.to_lowercase());
        let all: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
        let is_recurring = all.first().is_some_and(|first| OPENERS.contains(first))
            || all.iter().any(|word| RECURRING.contains(word));
        Self { words: all.len(), is_recurring, names_a_thing, key, text }
    }

    /// Returns the number of words; those joined by a slash count as one each.
    fn parts(&self) -> usize {
        self.key.split([' ', '/']).filter(|word| !word.is_empty()).count()
    }
}

/// Returns the text of a task after its title, normalized for comparison.
fn body(task: &Task) -> String {
    let (_, body) = parts(task);
    let text: Vec<&str> = body.iter().map(|line| line.text.as_str()).collect();
    words(&text.join(" ").to_lowercase())
}

/// Splits the lines of a task into its title and the rest.
fn parts(task: &Task) -> (&[TaskLine], &[TaskLine]) {
    let is_title = |(at, line): &(usize, &TaskLine)| {
        line.kind == TaskLineKind::Title && (*at == 0 || !fields::ends_title(&line.text))
    };
    let end = task.lines.iter().enumerate().take_while(is_title).count();
    task.lines.split_at(end)
}

/// Returns the words of the lower-case `text`, without articles and without punctuation around words.
/// Signs inside a word stay: `a/b.go`, `c++`.
fn words(text: &str) -> String {
    let is_mark = |c: char| ",.;:!?()[]{}\"'“”‘’`*_—–-…".contains(c);
    let words = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–'))
        .map(|word| word.trim_matches(is_mark))
        .filter(|word| !word.is_empty() && !matches!(*word, "a" | "an" | "the"));
    words.collect::<Vec<_>>().join(" ")
}
