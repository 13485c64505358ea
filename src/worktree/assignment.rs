//! Assignment of tasks to worktrees.

use std::path::Path;

use super::home::same_place;
use super::tasks::followed;
use super::{Assigned, Error, Home, Record};
use crate::backlog::is_same_wording;
use crate::git::Git;
use crate::model::{Task, TaskId};

impl Record {
    /// Returns the record of the current worktree; `None` if it was not made for a track.
    pub fn here(home: &Home) -> Result<Option<Self>, Error> {
        let all = Self::all(home)?;
        Ok(all.into_iter().find(|record| same_place(&record.path, &home.here)))
    }

    /// Returns true if its worktree still exists.
    pub fn is_live(&self, home: &Home) -> bool {
        home.checkout(&self.path).is_some_and(|checkout| checkout.prunable.is_none())
            && self.path.is_dir()
    }
}

/// Returns those of the open `tasks` that a worktree was given, in reading order. A backlog that moved
/// since is followed.
pub fn under_way(home: &Home, record: &Record, tasks: &[Task]) -> Vec<TaskId> {
    assigned(&followed(&home.here, &record.tasks), tasks)
}

/// Returns those of `tasks` that were assigned, in reading order.
pub(super) fn assigned(assigned: &[Assigned], tasks: &[Task]) -> Vec<TaskId> {
    let mut ids: Vec<TaskId> = matched(assigned, tasks).into_iter().flatten().collect();
    ids.sort_unstable();
    ids
}

/// Matches each assigned task with one of `tasks`, by its key. A key that is a line number may have
/// shifted, so the title decides instead.
pub(super) fn matched(assigned: &[Assigned], tasks: &[Task]) -> Vec<Option<TaskId>> {
    let mut matches: Vec<Option<TaskId>> = vec![None; assigned.len()];
    let tests: [fn(&Assigned, &Task) -> bool; 4] = [
        |wanted, task| wanted.key == task.key && wanted.title == task.title,
        |wanted, task| !is_line(&wanted.key) && base(&wanted.key) == base(&task.key),
        |wanted, task| wanted.title == task.title,
        |wanted, task| is_same_wording(&wanted.title, &task.title),
    ];
    // The strictest test comes first, so that a task is not taken by one that only resembles it.
    for is_same in tests {
        for (at, wanted) in assigned.iter().enumerate() {
            if matches[at].is_none() {
                let free = |task: &&Task| !matches.contains(&Some(task.id));
                let fits = |task: &&Task| {
                    same_backlog(&wanted.backlog, &task.backlog) && is_same(wanted, task)
                };
                let task = tasks.iter().filter(free).find(fits).map(|task| task.id);
                matches[at] = task;
            }
        }
    }
    matches
}

/// Returns true if a key is a line number such as `L37` and no id.
fn is_line(key: &str) -> bool {
    let digits = base(key).strip_prefix('L');
    digits.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns a key without the suffix that tells repeated keys apart.
fn base(key: &str) -> &str {
    match key.rsplit_once('#') {
        Some((base, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => key,
    }
}

/// Returns true if two paths name the same backlog: one may be relative to the repository root, the
/// other to a folder below it.
fn same_backlog(a: &str, b: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|head| head.is_empty() || head.ends_with('/'))
    };
    ends(a, b) || ends(b, a)
}

/// Returns true if `folder` lies in a linked worktree, which shares its repository with the main
/// checkout.
pub fn is_linked(folder: &Path) -> bool {
    let git = Git::at(folder);
    let folder_of = |flag| git.path(&["rev-parse", "--path-format=absolute", flag]).ok();
    match (folder_of("--git-dir"), folder_of("--git-common-dir")) {
        (Some(own), Some(common)) => !same_place(&own, &common),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::{Granularity, Source, read};

    fn tasks(text: &str) -> Vec<Task> {
        let source = Source { name: "TASKS.md".to_owned(), bytes: text.into() };
        read(&[source], Granularity::Outermost).0
    }

    fn given(pairs: &[(&str, &str)]) -> Vec<Assigned> {
        let one = |&(key, title): &(&str, &str)| Assigned {
            key: key.to_owned(),
            backlog: "services/TASKS.md".to_owned(),
            title: title.to_owned(),
        };
        pairs.iter().map(one).collect()
    }

    fn found(pairs: &[(&str, &str)], text: &str) -> Vec<u32> {
        assigned(&given(pairs), &tasks(text)).into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn ids_stay_and_lines_shift() {
        let text = "- [ ] T1: Another name\n- [ ] Write it\n- [ ] Read it\n";
        assert_eq!(found(&[("T1", "The old name")], text), [0]);
        assert_eq!(found(&[("L9", "Read it")], text), [2]);
        assert_eq!(found(&[("L2", "Read it")], text), [2], "not what stands in line 2 by now");
        assert!(found(&[("L2", "Gone"), ("T9", "Gone")], text).is_empty());
        assert_eq!(found(&[("L9", "Read the it")], text), [2], "an article more");
    }

    #[test]
    fn two_of_a_title_are_two() {
        let text = "- [ ] Write it\n- [ ] Write it\n";
        assert_eq!(found(&[("L7", "Write it"), ("L8", "Write it")], text), [0, 1]);
        assert_eq!(found(&[("L2", "Write it")], text), [1]);
    }

    #[test]
    fn another_backlog_has_other_tasks() {
        assert!(same_backlog("a/TASKS.md", "TASKS.md") && !same_backlog("aTASKS.md", "TASKS.md"));
        assert!(!same_backlog("specs/a/tasks.md", "specs/b/tasks.md"));
    }
}
