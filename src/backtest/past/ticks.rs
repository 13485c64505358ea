//! Tasks that a commit ticks, found by comparing the versions of its backlogs before and after.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::steps::Step;
use super::versions::{Version, Versions};
use crate::backlog::{Entry, lines_ended};
use crate::git::Error;
use crate::model::{RepoPath, TaskState};

/// Number of characters by which the words of two tasks are compared: people add remarks at the
/// end.
const COMPARED_CHARS: usize = 60;

/// Number of words that a task must have to be recognised when something was added.
const MIN_WORDS: usize = 3;

/// Number of bytes of the versions changed by one commit that are compared.
const MAX_BYTES: usize = 64 << 20;

/// Task in one version of a backlog.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub backlog: RepoPath,
    /// Words in their compared form.
    pub key: String,
    /// Ids in their compared form.
    pub ids: Vec<String>,
    /// Keys of the headings and items that hold it.
    pub above: Vec<String>,
    pub headings: Vec<String>,
    pub ancestors: Vec<String>,
    pub text: String,
}

impl Found {
    pub(super) fn new(backlog: &RepoPath, version: &Version, entry: usize) -> Self {
        let list = &version.list;
        let (headings, ancestors) = list.headings_and_ancestors(entry);
        Self {
            backlog: backlog.clone(),
            key: key(&list.words(entry)),
            ids: list.ids(entry),
            above: list.above(entry).into_iter().map(|at| key(&list.words(at))).collect(),
            headings,
            ancestors,
            text: list.text(entry),
        }
    }
}

/// Returns the compared form of words: letters and digits in lower case.
pub(super) fn key(words: &str) -> String {
    letters_and_digits(words, COMPARED_CHARS)
}

/// Returns the letters and digits of `text` in lower case, a blank between words; at most `longest`
/// characters.
pub(super) fn letters_and_digits(text: &str, longest: usize) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
        if out.len() > 4 * longest {
            break;
        }
    }
    let cut = out.char_indices().nth(longest).map_or(out.len(), |(at, _)| at);
    out.truncate(cut);
    out.trim_end().to_owned()
}

/// Version of a backlog that a commit changed, with the lines that differ from the other version.
struct Side {
    path: RepoPath,
    version: Rc<Version>,
    lines: Range<usize>,
}

impl Side {
    /// Returns the tasks that start on the lines that differ.
    fn tasks(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let entries = self.version.list.entries.iter().enumerate();
        entries
            .filter(|(_, entry)| entry.state.is_some() && self.lines.contains(&entry.lines.start))
    }
}

/// Backlogs that a commit changed.
pub(super) struct Changed {
    before: Vec<Side>,
    after: Vec<Side>,
}

/// Tasks that a commit ticked.
#[derive(Debug, Default)]
pub(super) struct Ticked {
    /// The outermost of the finished tasks, as they were before.
    pub tasks: Vec<Found>,
    /// Files that these tasks were taken from and put into.
    pub backlogs: BTreeSet<RepoPath>,
}

impl Changed {
    pub(super) fn read(step: &Step, versions: &mut Versions) -> Result<Self, Error> {
        let mut changed = Self { before: Vec::new(), after: Vec::new() };
        let mut held = 0;
        for document in &step.documents {
            if held > MAX_BYTES {
                break;
            }
            let mut side = |place: &Option<(RepoPath, String)>| match place {
                Some((path, blob)) => Ok(versions.read(blob)?.map(|read| (path.clone(), read))),
                None => Ok::<_, Error>(None),
            };
            let (before, after) = (side(&document.before)?, side(&document.after)?);
            let [old, new] = [&before, &after].map(|side| match side {
                Some((_, version)) => version.bytes(),
                None => &[],
            });
            held += old.len() + new.len();
            let (old, new) = differing(old, new);
            changed.before.extend(before.map(|(path, version)| Side { path, version, lines: old }));
            changed.after.extend(after.map(|(path, version)| Side { path, version, lines: new }));
        }
        Ok(changed)
    }

    /// Returns the unfinished tasks that the commit added or changed, each with its backlog and
    /// entry.
    pub(super) fn written(&self) -> impl Iterator<Item = (&RepoPath, &Version, usize)> {
        self.after.iter().flat_map(|side| {
            let unfinished = side.tasks().filter(|(_, entry)| is_unfinished(entry));
            unfinished.map(|(at, _)| (&side.path, &*side.version, at))
        })
    }

    /// Finds the tasks that the commit ticked. Backlogs are compared as one, so that a task may
    /// also move from one to another.
    pub(super) fn ticked(&self) -> Ticked {
        let before: Vec<Mark> = marks(&self.before);
        let mut after: Vec<Mark> = marks(&self.after);
        drop_additions(&before, &mut after);
        let mut finished = vec![false; before.len()];
        if !after.iter().any(|mark| mark.state == TaskState::Done) {
            return Ticked::default();
        }
        let names: [fn(&Mark) -> Option<&str>; 3] =
            [|mark| mark.id.as_deref(), |mark| Some(&mark.place), |mark| Some(&mark.words)];
        for name in names {
            match_up(&before, &after, name, &mut finished);
        }
        let mut places: BTreeSet<(usize, usize)> =
            before.iter().zip(&finished).filter(|(_, done)| **done).map(|(m, _)| m.at).collect();
        self.add_headings(&mut places);
        let keys: BTreeSet<&str> = before
            .iter()
            .filter(|mark| places.contains(&mark.at))
            .map(|mark| mark.words.as_str())
            .collect();
        let holds = |marks: &[Mark], side| {
            marks.iter().any(|mark| mark.at.0 == side && keys.contains(mark.words.as_str()))
        };
        let paths = |sides: &[Side], marks: &[Mark]| -> Vec<RepoPath> {
            let held = sides.iter().enumerate().filter(|&(side, _)| holds(marks, side));
            held.map(|(_, side)| side.path.clone()).collect()
        };
        let mut backlogs: BTreeSet<RepoPath> = paths(&self.before, &before).into_iter().collect();
        backlogs.extend(paths(&self.after, &after));
        Ticked { tasks: self.outermost(&places), backlogs }
    }

    /// Adds task headings without a box whose boxes were all ticked at once.
    fn add_headings(&self, places: &mut BTreeSet<(usize, usize)>) {
        let mut headings = Vec::new();
        for &(side, entry) in places.iter() {
            let list = &self.before[side].version.list;
            for heading in list.above(entry) {
                let it = &list.entries[heading];
                let mut inside = list.inside(heading).filter(|&at| list.entries[at].has_box);
                let all = is_unfinished(it)
                    && inside
                        .all(|at| list.entries[at].state.is_none() || places.contains(&(side, at)));
                if all && !it.has_box {
                    headings.push((side, heading));
                }
            }
        }
        places.extend(headings);
    }

    /// Returns the tasks at `places` that lie in none of the others; tasks with equal words once.
    fn outermost(&self, places: &BTreeSet<(usize, usize)>) -> Vec<Found> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for &(side, entry) in places {
            let Side { path, version, .. } = &self.before[side];
            let inner =
                version.list.above(entry).iter().any(|&above| places.contains(&(side, above)));
            if !inner {
                let task = Found::new(path, version, entry);
                if !task.key.is_empty() && seen.insert(task.key.clone()) {
                    found.push(task);
                }
            }
        }
        found
    }
}

fn is_unfinished(entry: &Entry) -> bool {
    entry.state.is_some_and(TaskState::is_unfinished)
}

/// Task of a version, with the names by which it may be recognised.
struct Mark {
    /// Side and entry.
    at: (usize, usize),
    state: TaskState,
    id: Option<String>,
    /// Words of the items that hold it, and its own.
    place: String,
    words: String,
}

fn marks(sides: &[Side]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, side) in sides.iter().enumerate() {
        let list = &side.version.list;
        for (entry, it) in side.tasks() {
            let (Some(state), words) = (it.state, key(&list.words(entry))) else { continue };
            // Plain numbers change when a task is put between others.
            let mut ids = list.ids(entry).into_iter();
            let id = ids.find(|id| id.contains(|c: char| c.is_ascii_alphabetic()));
            let items = list.above(entry).into_iter().filter(|&at| !list.entries[at].is_heading);
            let mut place: String = items.map(|at| key(&list.words(at)) + "|").collect();
            place.push_str(&words);
            marks.push(Mark { at: (number, entry), state, id, place, words });
        }
    }
    marks
}

/// Drops what was added to finished tasks: `Fix it (done in May)` becomes `Fix it`, if that was
/// unfinished before.
fn drop_additions(before: &[Mark], after: &mut [Mark]) {
    let known: HashSet<&str> = before.iter().map(|mark| mark.words.as_str()).collect();
    let unfinished = before.iter().filter(|mark| mark.state.is_unfinished());
    let unfinished: HashSet<&str> = unfinished.map(|mark| mark.words.as_str()).collect();
    for mark in after.iter_mut().filter(|mark| mark.state == TaskState::Done) {
        if known.contains(mark.words.as_str()) {
            continue;
        }
        let ends = mark.words.match_indices(' ').map(|(at, _)| at).skip(MIN_WORDS - 1);
        let end = ends.filter(|&end| unfinished.contains(&mark.words[..end])).last();
        mark.words.truncate(end.unwrap_or(mark.words.len()));
    }
}

/// Marks the tasks that became finished, matching them by name. Among all tasks of a name, the
/// number of finished ones is how many more are done and fewer are unfinished than before.
fn match_up(
    before: &[Mark],
    after: &[Mark],
    name: impl Fn(&Mark) -> Option<&str>,
    finished: &mut [bool],
) {
    #[derive(Default)]
    struct Count {
        done: i64,
        unfinished: i64,
    }
    let mut counts: HashMap<&str, Count> = HashMap::new();
    for (marks, sign) in [(before, -1), (after, 1)] {
        for mark in marks {
            let Some(name) = name(mark) else { continue };
            let count = counts.entry(name).or_default();
            match mark.state {
                TaskState::Done => count.done += sign,
                state if state.is_unfinished() => count.unfinished -= sign,
                _ => {}
            }
        }
    }
    let mut gained: BTreeMap<&str, i64> = BTreeMap::new();
    let known = before.iter().zip(finished.iter()).filter(|(_, done)| **done);
    for name in known.filter_map(|(mark, _)| name(mark)) {
        *gained.entry(name).or_default() -= 1;
    }
    for (mark, done) in before.iter().zip(finished).filter(|(_, done)| !**done) {
        let Some(name) = name(mark).filter(|_| mark.state.is_unfinished()) else { continue };
        let Some(count) = counts.get(name) else { continue };
        let taken = gained.entry(name).or_default();
        if count.done.min(count.unfinished) + *taken > 0 {
            *taken -= 1;
            *done = true;
        }
    }
}

/// Returns the lines, counted from 0, between the common beginning and the common end of two texts,
/// and perhaps the first line of the latter.
fn differing(before: &[u8], after: &[u8]) -> (Range<usize>, Range<usize>) {
    let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let start = memchr::memrchr2(b'\n', b'\r', &before[..same]).map_or(0, |at| at + 1);
    let (old, new) = (&before[start..], &after[start..]);
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    // From the first line end in the common end on.
    let tail = &old[old.len() - same..];
    let same = memchr::memchr2(b'\n', b'\r', tail).map_or(0, |at| tail.len() - at);
    let first = lines_ended(&before[..start]);
    let lines = |text: &[u8]| {
        let middle = &text[..text.len() - same];
        let unended = middle.last().is_some_and(|&last| last != b'\n' && last != b'\r');
        first..first + lines_ended(middle) + usize::from(unended)
    };
    (lines(old), lines(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_lie_between_those_that_do_not() {
        for (before, after, expected) in [
            ("a\nb\nc\n", "a\nB\nc\n", (1..2, 1..2)),
            ("a\nb\nc", "a\nb\nx\nc", (2..3, 2..4)),
            ("a\nxb\n", "a\nyb\n", (1..2, 1..2)),
            ("", "a\nb\n", (0..0, 0..2)),
            ("a\rb\rc\r", "a\rB\rc\r", (1..2, 1..2)),
            ("a\r\nb\r\nc", "a\r\nB\r\nc", (1..2, 1..2)),
            ("a\r\rb\n", "a\r\rx\rb\n", (2..3, 2..4)),
            ("a\na\n", "a\n", (1..2, 1..1)),
            ("same\n", "same\n", (1..1, 1..1)),
        ] {
            assert_eq!(differing(before.as_bytes(), after.as_bytes()), expected, "{before:?}");
        }
    }

    #[test]
    fn words_compare_without_marks_and_case() {
        assert_eq!(key("**T1:** Fix `Parse()`, now"), "t1 fix parse now");
        assert_eq!(key(&"é ".repeat(100)).chars().count(), 59);
    }
}
