//! States of a worktree's tasks, from its own backlogs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::archived::Archive;
use super::{Assigned, Error, lists, moved};
use crate::backlog::{self, Checklist, Source};
use crate::git::Git;
use crate::model::{TaskState, TaskStatus};
use crate::regular;

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Returns the planned tasks with the current paths of their backlogs in the working tree at
/// `place`.
pub fn followed(place: &Path, tasks: &[Assigned]) -> Vec<Assigned> {
    let backlogs: BTreeSet<&str> = tasks.iter().map(|task| task.backlog.as_str()).collect();
    let mut followed = tasks.to_vec();
    for &backlog in &backlogs {
        let of: Vec<&Assigned> = tasks.iter().filter(|task| task.backlog == backlog).collect();
        if read(place, backlog).is_some() {
            continue;
        }
        let Some(now) = moved::on_disk(place, backlog, &of, &backlogs) else { continue };
        for task in followed.iter_mut().zip(tasks).filter(|(_, task)| task.backlog == backlog) {
            task.0.backlog.clone_from(&now);
        }
    }
    followed
}

/// Returns the states of planned tasks in the worktree at `place`. A task that is not in its backlog any
/// more is done if its text was ticked in another file since the commit `since`.
pub fn planned(place: &Path, tasks: &[Assigned], since: Option<&str>) -> Vec<TaskStatus> {
    let now = followed(place, tasks);
    let backlogs: BTreeSet<&str> = now.iter().map(|task| task.backlog.as_str()).collect();
    let lists = lists::on_disk(place, backlogs.iter().copied());
    let mut states: Vec<Option<TaskState>> = vec![None; tasks.len()];
    for &backlog in &backlogs {
        let of: Vec<usize> = (0..now.len()).filter(|&at| now[at].backlog == backlog).collect();
        let Some(list) = lists.get(backlog) else { continue };
        let wanted: Vec<(&str, &str)> =
            of.iter().map(|&at| (tasks[at].key.as_str(), tasks[at].title.as_str())).collect();
        for (at, entry) in of.into_iter().zip(list.find(&wanted)) {
            states[at] = entry.and_then(|entry| list.entries[entry].state);
        }
    }
    if let Some(since) = since.filter(|_| states.contains(&None)) {
        let names: Vec<&str> = backlogs.iter().copied().collect();
        let archive = Archive::on_disk(place, since, &names);
        for (state, task) in states.iter_mut().zip(tasks).filter(|(state, _)| state.is_none()) {
            *state = archive.has(&task.title).then_some(TaskState::Done);
        }
    }
    let task_status = |(task, state): (&Assigned, Option<TaskState>)| TaskStatus {
        key: task.key.clone(),
        title: task.title.clone(),
        backlog: task.backlog.clone(),
        state,
    };
    tasks.iter().zip(states).map(task_status).collect()
}

/// Returns the backlogs that `ctx analyze` would read in the working tree at `place`, relative to
/// it.
pub fn backlogs(place: &Path) -> Vec<String> {
    relative(place, &backlog::locate(place).map(|found| found.files).unwrap_or_default())
}

/// Returns the backlogs in all usual places of the working tree at `place`, archives included,
/// relative to it.
pub fn everywhere(place: &Path) -> Vec<String> {
    relative(place, &backlog::everywhere(place))
}

/// Returns the backlogs in the usual places of all formats in the working tree at `place`, relative to it.
pub fn of_all_formats(place: &Path) -> Vec<String> {
    relative(place, &backlog::all_files(place))
}

fn relative(place: &Path, files: &[PathBuf]) -> Vec<String> {
    let name = |path: &PathBuf| {
        path.strip_prefix(place).ok().map(|path| path.to_string_lossy().into_owned())
    };
    files.iter().filter_map(name).collect()
}

/// Returns the tasks of `backlogs` that are done in the worktree at `place` and were not done at
/// the commit `base`.
pub fn finished(
    git: &Git,
    place: &Path,
    backlogs: &[String],
    base: Option<&str>,
) -> Vec<TaskStatus> {
    let mut newly_finished = Vec::new();
    let lists = lists::on_disk(place, backlogs.iter().map(String::as_str));
    let before = base.and_then(|base| all_at(git, place, base, backlogs).ok()).unwrap_or_default();
    for backlog in backlogs {
        let Some(now) = lists.get(backlog) else { continue };
        // A backlog that the commit does not have may have been moved.
        let before: Vec<&Checklist> =
            before.get(backlog).map_or_else(|| before.values().collect(), |list| vec![list]);
        let is_done = |at: &usize| now.entries[*at].state == Some(TaskState::Done);
        let done: Vec<usize> = (0..now.entries.len()).filter(is_done).collect();
        let names: Vec<(String, String)> =
            done.iter().map(|&at| (now.id(at).unwrap_or_default(), now.title(at))).collect();
        let wanted: Vec<(&str, &str)> =
            names.iter().map(|(key, title)| (key.as_str(), title.as_str())).collect();
        let mut was_done = vec![false; done.len()];
        for list in before {
            let state = |entry: usize| list.entries[entry].state;
            for (was, entry) in was_done.iter_mut().zip(list.find(&wanted)) {
                *was |= entry.and_then(state) == Some(TaskState::Done);
            }
        }
        let newly_done: BTreeSet<usize> =
            done.iter().zip(&was_done).filter(|(_, was)| !**was).map(|(&at, _)| at).collect();
        for (&at, (key, title)) in done.iter().zip(names) {
            // Steps that were finished together with their task are not listed.
            let is_part = now.above(at).iter().any(|above| newly_done.contains(above));
            if newly_done.contains(&at) && !is_part {
                let state = Some(TaskState::Done);
                newly_finished.push(TaskStatus { key, title, backlog: backlog.clone(), state });
            }
        }
    }
    newly_finished
}

/// Reads `backlogs` of a commit, and all backlogs in usual places there.
fn all_at(
    git: &Git,
    place: &Path,
    commit: &str,
    backlogs: &[String],
) -> Result<lists::Lists, Error> {
    let tree = git.run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])?;
    let paths = tree.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
    let mut names = backlog::in_all_places(place, paths);
    names.extend(backlogs.iter().cloned());
    lists::at_commit(git, commit, names.iter().map(String::as_str))
}

/// Reads a backlog from disk; `None` if there is no such file, or it is too large.
pub(super) fn read(place: &Path, backlog: &str) -> Option<Checklist> {
    let bytes = regular::read_inside(place, &place.join(backlog), MAX_BACKLOG_BYTES).ok()?;
    Some(Checklist::read(&Source { name: backlog.to_owned(), bytes }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::git::sample::Repository;

    fn assigned(key: &str, title: &str) -> Assigned {
        Assigned { key: key.into(), backlog: "TASKS.md".into(), title: title.into() }
    }

    #[test]
    fn each_planned_task_has_the_state_it_has_there() {
        let folder = tempfile::tempdir().unwrap();
        let text = "- [x] T1: One\n- [ ] Two words\n- [-] T3: Three\n- [~] T4: Four\n";
        fs::write(folder.path().join("TASKS.md"), text).unwrap();
        let mut tasks = vec![
            assigned("T1", "One"),
            assigned("L9", "Two words"),
            assigned("T3", "Three"),
            assigned("T5", "Gone"),
        ];
        tasks.push(Assigned { backlog: "none.md".into(), ..assigned("T1", "Nothing like it") });
        // One that is planned from is where it was, so that no other has moved there.
        let moved = Assigned { backlog: "moved.md".into(), ..assigned("T1", "One") };
        tasks.push(moved.clone());
        let states: Vec<_> =
            planned(folder.path(), &tasks, None).into_iter().map(|task| task.state).collect();
        let expected = [TaskState::Done, TaskState::Open, TaskState::Skipped].map(Some);
        assert_eq!(states[..3], expected);
        assert_eq!(states[3..], [None, None, None]);
        assert_eq!(planned(folder.path(), &[moved], None)[0].state, Some(TaskState::Done));
    }

    #[test]
    fn what_was_finished_here_is_told_from_what_was_before() {
        let repository = Repository::empty();
        repository.write("TASKS.md", "- [x] T1: One\n- [ ] T2: Two\n  - [ ] a step\n- [ ] Three\n");
        let base = repository.commit("Plan");
        let text = "- [x] T1: One\n- [x] T2: Two\n  - [x] a step\n- [ ] Three\n- [x] Four is new\n";
        repository.write("TASKS.md", text);
        let backlogs = backlogs(repository.path());
        assert_eq!(backlogs, ["TASKS.md"]);
        let git = Git::at(repository.path());
        let titles = |base: Option<&str>| -> Vec<String> {
            let found = finished(&git, repository.path(), &backlogs, base);
            found.into_iter().map(|task| task.title).collect()
        };
        assert_eq!(titles(Some(&base)), ["Two", "Four is new"]);
        assert_eq!(titles(None), ["One", "Two", "Four is new"]);
        // A backlog that only moved has no newly finished tasks.
        std::fs::remove_file(repository.path().join("TASKS.md")).unwrap();
        repository.write("docs/TASKS.md", "- [x] T1: One\n- [x] T2: Two\n  - [ ] a step\n");
        let moved = finished(&git, repository.path(), &["docs/TASKS.md".to_owned()], Some(&base));
        let moved: Vec<String> = moved.into_iter().map(|task| task.title).collect();
        assert_eq!(moved, ["Two"]);
    }
}
