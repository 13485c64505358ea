//! Open tasks that look done, dropped or duplicate.
//!
//! Such a task is not planned, so a finding must be clear. Words that end a task are read with its text
//! (`text::closed`). Two tasks of one backlog are nearly the same if their titles have the same words
//! but for case, punctuation and articles, and enough of them: short ones such as `Update docs` are meant
//! anew in each part of a backlog, and so are checks (`Run the full test suite …`) and texts that stand
//! in more than two parts.

use std::collections::BTreeMap;

use super::text::{fields, ids, inline};
use crate::model::{Doubt, DoubtKind, Task, TaskId, TaskLine, TaskLineKind};

/// Words of a title that tell a task among those of one list.
const MIN_WORDS_IN_LIST: usize = 3;
/// Words of a title that tell a task among all of a backlog.
const MIN_WORDS_IN_BACKLOG: usize = 8;

/// The most tasks of one title that a later one is compared with.
const MAX_NAMESAKES: usize = 50;

/// Words that begin a title or stand in it where the work is done again for each part of a backlog.
const OPENERS: [&str; 16] = [
    "build", "check", "commit", "confirm", "deploy", "ensure", "lint", "make", "merge", "open",
    "release", "review", "run", "update", "validate", "verify",
];
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

/// Finds the doubtful ones of `tasks`, in reading order. Of two that say the same the later one is.
pub fn find(tasks: &[Task]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = tasks.iter().filter_map(|task| ended(task, tasks)).collect();
    doubts.extend(duplicates(tasks, &doubts));
    doubts.sort_by_key(|doubt| doubt.task);
    doubts
}

/// Tells whether a task says that it is finished while boxes in it are open: it is not clear which
/// holds, and work may be left.
pub fn is_contradicted(task: &Task) -> bool {
    let is_done = task.ended.as_ref().is_some_and(|ended| ended.kind == DoubtKind::Done);
    is_done && task.lines.iter().any(|line| line.kind == TaskLineKind::OpenChild)
}

/// The doubt that the words of a task raise.
fn ended(task: &Task, tasks: &[Task]) -> Option<Doubt> {
    let ended = task.ended.clone().filter(|_| !is_contradicted(task))?;
    let of = match ended.kind {
        DoubtKind::Duplicate => ended.said.rsplit(' ').next().and_then(|id| named(id, tasks)),
        DoubtKind::Done | DoubtKind::Dropped => None,
    };
    Some(Doubt { task: task.id, kind: ended.kind, ended: Some(ended), of })
}

fn named(id: &str, tasks: &[Task]) -> Option<TaskId> {
    let id = ids::canonical(id);
    tasks.iter().find(|task| ids::canonical(&task.key) == id).map(|task| task.id)
}

/// The doubts about tasks that say nearly the same as one before them.
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
            // Of three in different lists, each is meant.
            let is_telling = title.words >= MIN_WORDS_IN_BACKLOG && tasks.len() == 2;
            let is_told = is_telling && !title.is_recurring;
            let others = tasks[..at].iter().take(MAX_NAMESAKES).map(|(other, _)| *other);
            let mut same = others.filter(|other| is_told || is_beside(other, task));
            let of = same.find(|other| is_same(other, task)).map(|other| other.id);
            if of.is_some() {
                let (task, kind) = (task.id, DoubtKind::Duplicate);
                doubts.push(Doubt { task, kind, ended: None, of });
            }
        }
    }
    doubts
}

/// Tells whether two tasks stand in one list.
fn is_beside(one: &Task, other: &Task) -> bool {
    one.section == other.section && one.ancestors == other.ancestors
}

/// Tells whether two tasks whose titles have the same words are the same work.
fn is_same(one: &Task, other: &Task) -> bool {
    if one.depends_on.contains(&other.id) || other.depends_on.contains(&one.id) {
        return false;
    }
    let (one, other) = (body(one), body(other));
    one.is_empty() || other.is_empty() || one == other
}

/// Title of a task as it is compared.
struct Title {
    key: String,
    /// How many words it has, without articles.
    words: usize,
    /// True if it is of work that each part of a backlog has.
    is_recurring: bool,
}

impl Title {
    fn of(task: &Task) -> Self {
        let (title, _) = parts(task);
        let text: Vec<&str> = title.iter().map(|line| line.text.as_str()).collect();
        let text = ids::without(&inline::plain(&text.join(" ")));
        let key = words(&text.to_lowercase());
        let all: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
        let is_recurring = all.first().is_some_and(|first| OPENERS.contains(first))
            || all.iter().any(|word| RECURRING.contains(word));
        Self { words: all.len(), is_recurring, key }
    }
}

/// Everything that a task says besides its title, as it is compared.
fn body(task: &Task) -> String {
    let (_, body) = parts(task);
    let text: Vec<&str> = body.iter().map(|line| line.text.as_str()).collect();
    words(&text.join(" ").to_lowercase())
}

/// The lines of a task's title, and the others.
fn parts(task: &Task) -> (&[TaskLine], &[TaskLine]) {
    let is_title = |(at, line): &(usize, &TaskLine)| {
        line.kind == TaskLineKind::Title && (*at == 0 || !fields::ends_title(&line.text))
    };
    let end = task.lines.iter().enumerate().take_while(is_title).count();
    task.lines.split_at(end)
}

/// The words of `text`, which is in lower case, without the punctuation around them and without
/// articles. Signs inside a word are part of it: `a/b.go`, `c++`.
fn words(text: &str) -> String {
    let is_mark = |c: char| ",.;:!?()[]{}\"'“”‘’`*_—–-…".contains(c);
    let words = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–'))
        .map(|word| word.trim_matches(is_mark))
        .filter(|word| !word.is_empty() && !matches!(*word, "a" | "an" | "the"));
    words.collect::<Vec<_>>().join(" ")
}
