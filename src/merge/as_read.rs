//! Finished tasks before and after a merge, as the reader of their format sees them. Formats that state a
//! task otherwise than by a box or a field of a record, such as tables and org-mode, are compared so.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::Kept;
use super::records::{Known, Tasks, gone_of, ticked_again_of};
use crate::backlog::{Checklist, shares_most_words};
use crate::model::{LossKind, Lost, TaskState};

/// Names by which the tasks of two versions of a file are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The file has one task, whatever its id and title are.
    Page,
    /// Tasks have ids, else titles.
    Ids,
}

/// Lists the tasks that are done in one of the versions base, ours and theirs, and not in a result, with
/// the reason. Of several results, which are the sides of unresolved conflicts, it suffices that one has
/// the task as done.
pub fn gone(naming: Naming, versions: [&Checklist; 3], results: &[Checklist]) -> Vec<Lost> {
    let [base, ours, theirs] = versions.map(|it| tasks(naming, it));
    let [ours, theirs] = [ours, theirs].map(|it| renamed(naming, it, &base));
    let named = |it: &Checklist| renamed(naming, tasks(naming, it), &base);
    let results: Vec<Tasks> = results.iter().map(named).collect();
    gone_of([&base, &ours, &theirs], &results)
}

/// Lists the tasks of a result that are done in the base, opened by a side, and done in the result.
pub fn ticked_again(naming: Naming, versions: [&Checklist; 3], result: &Checklist) -> Vec<Lost> {
    let [base, ours, theirs] = versions.map(|it| tasks(naming, it));
    let result = tasks(naming, result);
    let [ours, theirs, result] = [ours, theirs, result].map(|it| renamed(naming, it, &base));
    ticked_again_of([&base, &ours, &theirs], &result)
}

/// Lists the tasks that are done in `after` and not in `before`.
pub fn finished(naming: Naming, before: &Checklist, after: &Checklist) -> Vec<Lost> {
    let none = Checklist::default();
    gone(naming, [&none, &none, after], std::slice::from_ref(before))
}

/// Counts the tasks of `backlog` that `file` has.
pub fn kept(backlog: &Checklist, file: &Checklist) -> Kept {
    let (before, after) = (tasks(Naming::Ids, backlog), tasks(Naming::Ids, file));
    let found: Vec<bool> =
        before.iter().filter_map(|(key, task)| Some(after.get(key)?.title == task.title)).collect();
    let same = found.iter().filter(|it| **it).count();
    Kept { tasks: before.len(), found: found.len(), same }
}

/// Adds those of `more` that `losses` lack: neither their line nor their title is among them.
pub fn add_missing(losses: &mut Vec<Lost>, more: Vec<Lost>) {
    let known: BTreeSet<(usize, String)> =
        losses.iter().map(|it| (it.line, it.title.clone())).collect();
    let is_known =
        |it: &Lost| known.iter().any(|(line, title)| *line == it.line || *title == it.title);
    losses.extend(more.into_iter().filter(|it| !is_known(it)));
}

/// Lists the tasks that stand in `result` both as finished and as open, and in no version: a merge
/// by line has taken the lines of both. The line is that of the open one.
pub fn in_both_states(versions: [&Checklist; 3], result: &Checklist) -> Vec<Lost> {
    let before = versions.map(states);
    let mut twice = Vec::new();
    for (key, now) in states(result) {
        let is_new = before.iter().all(|it| !it.get(&key).is_some_and(States::is_both));
        if now.is_both()
            && is_new
            && let Some((line, title)) = now.open
        {
            twice.push(Lost { line, title, kind: LossKind::TakenBack });
        }
    }
    twice.sort();
    twice
}

/// Places of a task by its states.
#[derive(Debug, Default)]
struct States {
    is_done: bool,
    /// Line and title.
    open: Option<(usize, String)>,
}

impl States {
    fn is_both(&self) -> bool {
        self.is_done && self.open.is_some()
    }
}

fn states(list: &Checklist) -> BTreeMap<(String, Vec<String>), States> {
    let mut states: BTreeMap<(String, Vec<String>), States> = BTreeMap::new();
    for (at, entry) in list.entries.iter().enumerate() {
        let (Some(state), title) = (entry.state, list.title(at)) else { continue };
        // The same step may stand in several tasks.
        let above = list.above(at).into_iter().map(|at| list.words(at)).collect();
        if title.is_empty() || !entry.has_box {
            continue;
        }
        let of =
            states.entry((key(list, at) + "\u{1}" + &title.to_lowercase(), above)).or_default();
        match state {
            TaskState::Done => of.is_done = true,
            it if it.is_unfinished() => {
                of.open.get_or_insert((entry.lines.start + 1, title));
            }
            _ => {}
        }
    }
    states
}

/// Returns the tasks of a backlog. Of several with one name, a finished one counts.
fn tasks(naming: Naming, list: &Checklist) -> Tasks {
    let mut tasks = Tasks::new();
    for (at, entry) in list.entries.iter().enumerate() {
        let (Some(state), title) = (entry.state, list.title(at)) else { continue };
        let known = Known { line: entry.lines.start + 1, title, state };
        let is_done = state == TaskState::Done;
        let key = if naming == Naming::Page { String::new() } else { key(list, at) };
        let first = tasks.entry(key).or_insert_with(|| known.clone());
        if is_done && first.state != TaskState::Done {
            *first = known;
        }
    }
    tasks
}

/// Returns the id of a task, else its title.
fn key(list: &Checklist, at: usize) -> String {
    list.ids(at).into_iter().next().unwrap_or_else(|| list.title(at).to_lowercase())
}

/// Names tasks anew that have the id of another task of `base`, whose title has little in common.
fn renamed(naming: Naming, tasks: Tasks, base: &Tasks) -> Tasks {
    if naming == Naming::Page {
        return tasks;
    }
    let name = |(key, task): (String, Known)| {
        let is_it = base.get(&key).is_none_or(|before| {
            before.title == task.title || shares_most_words(&before.title, &task.title)
        });
        (if is_it { key } else { format!("{key}\u{1}{}", task.title) }, task)
    };
    tasks.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Merger;
    use super::*;
    use crate::model::MergeSide;

    /// A backlog of one open task, a finished one of it, and its title, in formats without boxes.
    const LISTS: [(&str, &str, &str); 4] = [
        (
            "specs/plans/pay.md",
            "| ID | St | Task |\n|---|---|---|\n| E1 | [ ] | Pay |\n| E2 | [ ] | Refund |\n",
            "| ID | St | Task |\n|---|---|---|\n| E1 | [x] | Pay |\n| E2 | [ ] | Refund |\n",
        ),
        ("TODO.org", "* TODO Pay\n* TODO Refund\n", "* DONE Pay\n* TODO Refund\n"),
        ("todo.txt", "Pay\nRefund\n", "x 2026-11-30 Pay\nRefund\n"),
        (
            "docs/stories/1.1.md",
            "# Pay\n\nStatus: review\n\nText\n",
            "# Pay\n\nStatus: done\n\nText\n",
        ),
    ];

    #[test]
    fn finished_tasks_without_boxes_are_followed() {
        for (name, open, done) in LISTS {
            let way = Merger::of(name, open.as_bytes(), &[]);
            let gone = |versions: [&str; 3], result: &str| -> Vec<LossKind> {
                let gone = way.gone(versions.map(str::as_bytes), result.as_bytes());
                assert!(gone.iter().all(|it| it.title == "Pay"), "{name}: {gone:?}");
                gone.into_iter().map(|it| it.kind).collect()
            };
            let reopened = |side| vec![LossKind::Reopened(side)];
            assert_eq!(gone([done, done, open], open), reopened(MergeSide::Theirs), "{name}");
            assert_eq!(gone([done, open, done], open), reopened(MergeSide::Ours), "{name}");
            assert_eq!(gone([open, open, done], open), [LossKind::TakenBack], "{name}");
            assert_eq!(gone([open, done, done], done), [], "{name}");
            assert_eq!(gone([done, open, open], open), [], "{name}");
            let finished = way.finished(open.as_bytes(), done.as_bytes());
            assert_eq!(finished.len(), 1, "{name}: {finished:?}");
            assert_eq!(way.finished(done.as_bytes(), open.as_bytes()), [], "{name}");
            let again = way.ticked_again([done, done, open].map(str::as_bytes), done.as_bytes());
            assert_eq!(again.len(), 1, "{name}");
        }
    }

    #[test]
    fn an_id_that_another_task_took_over_is_no_loss() {
        let table = |rows: &str| format!("| ID | St | Task |\n|---|---|---|\n{rows}");
        let before = table("| 1 | [x] | Write the guide |\n| 2 | [ ] | Refund an order |\n");
        let after = table("| 1 | [ ] | Refund an order |\n");
        let way = Merger::of("specs/plans/a.md", before.as_bytes(), &[]);
        let versions = [&before, &before, &after].map(String::as_bytes);
        let kinds: Vec<LossKind> =
            way.gone(versions, after.as_bytes()).into_iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [LossKind::Removed]);
        // A recurring task that is open again beside the finished one.
        let (before, after) =
            ("x 2026-11-29 Water plants\n", "x 2026-11-29 Water plants\nWater plants\n");
        let way = Merger::of("todo.txt", before.as_bytes(), &[]);
        let versions = [before, before, after].map(str::as_bytes);
        assert_eq!(way.gone(versions, after.as_bytes()), []);
    }

    #[test]
    fn a_task_that_stands_finished_and_open_is_found() {
        let twice = |sides: &[&str; 2], result: &str| -> Vec<(usize, String)> {
            let way = Merger::of("TASKS.md", result.as_bytes(), &[]);
            let base = "- [ ] one\n- [ ] two\n";
            let twice = way
                .in_both_states([base, sides[0], sides[1]].map(str::as_bytes), result.as_bytes());
            twice.into_iter().map(|it| (it.line, it.title)).collect()
        };
        let (a, b) = ("- [x] one\n- [ ] two\n", "- [ ] one\n- [x] two\n");
        let both = format!("{a}{b}");
        let expected = [(2, "two".to_owned()), (3, "one".to_owned())];
        assert_eq!(twice(&[a, b], &both), expected);
        assert_eq!(twice(&[&both, b], &both), [], "a side had it");
        assert_eq!(twice(&[a, b], "- [x] one\n- [x] two\n"), []);
        let steps = "### A\n- [x] Test it\n### B\n- [ ] Test it\n";
        assert_eq!(twice(&[a, b], steps), [], "steps of two tasks");
        assert_eq!(twice(&[a, b], "- [x] T1: Test it\n- [ ] T2: Test it\n"), [], "two ids");
    }
}
