//! Open tasks that a track removed from a backlog, and that a merge removes with it.

use super::Error;
use super::archived::Archive;
use super::lists::{Lists, at_commit};
use super::moved::Trail;
use crate::backlog::{Checklist, is_archive, shares_most_words};
use crate::git::{Git, differing};
use crate::model::{DroppedTask, TaskState};

/// Key for finding a task by its title alone: a line that no backlog has.
const NO_KEY: &str = "L0";

/// Open tasks that their side removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dropped {
    /// Tasks that are gone, or that end in an archive, by backlog and line.
    pub tasks: Vec<DroppedTask>,
    /// Titles of tasks that their side finished and moved to another file.
    pub finished: Vec<String>,
}

/// Finds the open tasks of our side that their side removed, and open tasks that end in an archive.
/// `commits` are the merge base, our side, their side, and the result of the merge. A task is removed if
/// neither its id nor its title is in any backlog, and no new task shares most of its words.
pub(super) fn dropped(git: &Git, trails: &[Trail], commits: [&str; 4]) -> Result<Dropped, Error> {
    let mut dropped = removed(git, trails, commits)?;
    dropped.tasks.extend(put_away(git, trails, commits)?);
    dropped.tasks.sort();
    Ok(dropped)
}

/// Lists open tasks of backlogs that one side moved to an archive while the other side had them open. The
/// places are those on the side that did not move it, or else where it was moved to.
fn put_away(
    git: &Git,
    trails: &[Trail],
    [_, ours, theirs, result]: [&str; 4],
) -> Result<Vec<DroppedTask>, Error> {
    let is_moved = |it: &&Trail| is_archive(it.ours()) != is_archive(it.theirs());
    let trails: Vec<&Trail> = trails.iter().filter(is_moved).collect();
    if trails.is_empty() {
        return Ok(Vec::new());
    }
    let read = |commit: &str, path: fn(&Trail) -> &str| -> Result<Lists, Error> {
        at_commit(git, commit, trails.iter().map(|trail| path(trail)))
    };
    let (ours, theirs) = (read(ours, Trail::ours)?, read(theirs, Trail::theirs)?);
    let result = read(result, Trail::result)?;
    let mut tasks = Vec::new();
    for trail in trails {
        let (Some(ours), Some(theirs), Some(result)) =
            (ours.get(trail.ours()), theirs.get(trail.theirs()), result.get(trail.result()))
        else {
            continue;
        };
        let archive = if is_archive(trail.ours()) { trail.ours() } else { trail.theirs() };
        let mut open = open_tasks(theirs, result);
        if is_archive(trail.ours()) {
            // The other branch has put away what is open there already.
            let titles: Vec<String> =
                open_tasks(ours, ours).into_iter().map(|task| task.title).collect();
            open.retain(|task| !titles.contains(&task.title));
        }
        // With conflicts, the result may have a task twice.
        let wanted = open.iter().map(|it| (it.id.as_deref().unwrap_or(NO_KEY), it.title.as_str()));
        let done = ours.find(&wanted.collect::<Vec<_>>());
        let mut done = done
            .into_iter()
            .map(|at| at.is_some_and(|at| ours.entries[at].state == Some(TaskState::Done)));
        open.retain(|_| !done.next().unwrap_or_default());
        let lines: Vec<(&str, &str)> =
            open.iter().map(|task| (NO_KEY, task.title.as_str())).collect();
        let lines = theirs.find(&lines);
        let is_open = |at: usize| result.entries[at].state.is_some_and(TaskState::is_unfinished);
        let wanted: Vec<(&str, &str)> = open
            .iter()
            .map(|task| (task.id.as_deref().unwrap_or(NO_KEY), task.title.as_str()))
            .collect();
        let still = result.find(&wanted);
        for ((task, line), still) in open.iter().zip(lines).zip(still) {
            if still.is_some_and(is_open) {
                tasks.push(DroppedTask {
                    backlog: trail.theirs().to_owned(),
                    line: line.map_or(task.line, |at| theirs.entries[at].lines.start + 1),
                    title: task.title.clone(),
                    archive: Some(archive.to_owned()),
                });
            }
        }
    }
    Ok(tasks)
}

/// Finds the open tasks of our side that their side removed.
fn removed(git: &Git, trails: &[Trail], commits: [&str; 4]) -> Result<Dropped, Error> {
    let [base, ours, theirs, result] = commits;
    let sides = [base, theirs];
    let changed = differing(git, base, theirs)?;
    let is_changed = |path: &str| changed.iter().any(|name| name == path.as_bytes());
    let of_theirs = |it: &&Trail| is_changed(it.name()) || is_changed(it.theirs());
    let trails: Vec<&Trail> = trails.iter().filter(of_theirs).collect();
    if trails.is_empty() {
        return Ok(Dropped::default());
    }
    let read = |commit: &str, path: fn(&Trail) -> &str| -> Result<Lists, Error> {
        at_commit(git, commit, trails.iter().map(|trail| path(trail)))
    };
    let (base, theirs) = (read(base, Trail::name)?, read(theirs, Trail::theirs)?);
    let lacks_some = |trail: &&Trail| {
        base.get(trail.name()).is_some_and(|before| {
            let mut tasks = open_tasks(before, before);
            retain_gone(&mut tasks, &theirs, trail.theirs());
            !tasks.is_empty()
        })
    };
    // Mostly no task is gone, and git is asked for nothing more.
    if !trails.iter().any(lacks_some) {
        return Ok(Dropped::default());
    }
    let names: Vec<&str> = trails.iter().flat_map(|it| [it.name(), it.theirs()]).collect();
    let archive = Archive::between(git, sides, &names)?;
    let (ours, result) = (read(ours, Trail::ours)?, read(result, Trail::result)?);
    let mut dropped = Dropped::default();
    for trail in trails {
        let (Some(before), Some(now)) = (base.get(trail.name()), ours.get(trail.ours())) else {
            continue;
        };
        let mut tasks = open_tasks(before, now);
        retain_gone(&mut tasks, &theirs, trail.theirs());
        retain_gone(&mut tasks, &result, trail.result());
        if tasks.is_empty() {
            continue;
        }
        tasks.retain(|task| {
            let is_finished = archive.has(&task.title);
            if is_finished {
                dropped.finished.push(task.title.clone());
            }
            !is_finished
        });
        let new = theirs.get(trail.theirs()).map_or_else(Vec::new, |list| added(before, list));
        tasks.retain(|task| {
            task.id.is_some() || !new.iter().any(|it| shares_most_words(&task.title, it))
        });
        dropped.tasks.extend(tasks.into_iter().map(|Task { line, title, .. }| DroppedTask {
            backlog: trail.ours().to_owned(),
            line,
            title,
            archive: None,
        }));
    }
    Ok(dropped)
}

/// Open task that may be removed.
struct Task {
    id: Option<String>,
    title: String,
    /// Its line on our side, from 1.
    line: usize,
}

/// Returns the open tasks that two versions of a backlog have: those that are in no other task, and steps
/// with an id.
fn open_tasks(before: &Checklist, now: &Checklist) -> Vec<Task> {
    let is_task = |at: usize| before.entries[at].state.is_some();
    let tasks = (0..before.entries.len()).filter(|&at| {
        before.entries[at].state.is_some_and(TaskState::is_unfinished)
            && (before.id(at).is_some() || !before.above(at).into_iter().any(is_task))
    });
    let tasks = tasks.map(|at| (before.id(at), before.title(at)));
    let named: Vec<_> = tasks.filter(|(_, title)| !title.is_empty()).collect();
    let wanted: Vec<(&str, &str)> =
        named.iter().map(|(id, title)| (id.as_deref().unwrap_or(NO_KEY), title.as_str())).collect();
    let found = now.find(&wanted);
    let lines = found.into_iter().map(|at| at.map(|at| now.entries[at].lines.start + 1));
    let tasks = named.iter().zip(lines).filter_map(|((id, title), line)| {
        Some(Task { id: id.clone(), title: title.clone(), line: line? })
    });
    tasks.collect()
}

/// Keeps the tasks whose id is not in the backlog `name`, and whose title is in no backlog.
fn retain_gone(tasks: &mut Vec<Task>, lists: &Lists, name: &str) {
    // In another backlog, another task may have the id.
    retain_missing(tasks, lists.get(name), |task| task.id.as_deref().unwrap_or(NO_KEY));
    for list in lists.values() {
        retain_missing(tasks, Some(list), |_| NO_KEY);
    }
}

/// Keeps the tasks that a list lacks, by their keys and titles.
fn retain_missing(tasks: &mut Vec<Task>, list: Option<&Checklist>, key: fn(&Task) -> &str) {
    let Some(list) = list.filter(|_| !tasks.is_empty()) else { return };
    let wanted: Vec<(&str, &str)> =
        tasks.iter().map(|task| (key(task), task.title.as_str())).collect();
    let mut found = list.find(&wanted).into_iter();
    tasks.retain(|_| found.next().flatten().is_none());
}

/// Returns the titles of the tasks that `after` has and `before` has not.
fn added(before: &Checklist, after: &Checklist) -> Vec<String> {
    let tasks = (0..after.entries.len()).filter(|&at| after.entries[at].state.is_some());
    let titles: Vec<String> = tasks.map(|at| after.title(at)).collect();
    let wanted: Vec<(&str, &str)> = titles.iter().map(|title| (NO_KEY, title.as_str())).collect();
    let found = before.find(&wanted);
    titles.into_iter().zip(found).filter(|(_, at)| at.is_none()).map(|(title, _)| title).collect()
}

#[cfg(test)]
mod tests {
    use super::super::moved::trails;
    use super::*;
    use crate::git::sample::Repository;

    const BEFORE: &str = "# Tasks\n\n- [ ] T1: One thing\n- [ ] Write the guide for users\n  - [ ] a step\n\
                          - [ ] Read the log backwards\n";

    /// Lists what is dropped where `ours` and `theirs` are made of the backlog, and the merge has `theirs`.
    fn of(ours: &str, theirs: &str, beside: Option<&str>) -> Vec<(usize, String)> {
        let repository = Repository::empty();
        let commit = |text: &str, beside: Option<&str>| {
            repository.write("TASKS.md", text);
            repository.write("TODO.md", beside.unwrap_or("# Others\n"));
            repository.commit("Edit")
        };
        let commits =
            [commit(BEFORE, None), commit(ours, None), commit(theirs, beside), String::new()];
        let [base, ours, theirs, _] = commits.each_ref().map(String::as_str);
        let commits = [base, ours, theirs, theirs];
        let git = Git::at(repository.path());
        let backlogs = ["TASKS.md".to_owned(), "TODO.md".to_owned()];
        let trails = trails(&git, &backlogs, commits).unwrap();
        let found = dropped(&git, &trails, commits).unwrap();
        found.tasks.into_iter().map(|task| (task.line, task.title)).collect()
    }

    #[test]
    fn removed_tasks_are_told_from_moved_reworded_and_finished_ones() {
        let all = |text: &str| of(BEFORE, text, None);
        assert_eq!(all(BEFORE), []);
        assert_eq!(all(&BEFORE.replace("[ ]", "[x]")), []);
        assert_eq!(all(&BEFORE.replace("One thing", "Quite another")), []);
        assert_eq!(all(&BEFORE.replace("the guide for users", "a guide for all users")), []);
        assert_eq!(all(&BEFORE.replace("  - [ ] a step\n", "")), []);
        let gone = BEFORE.replace("- [ ] T1: One thing\n", "");
        assert_eq!(all(&gone), [(3, "One thing".to_owned())]);
        let gone = BEFORE.replace("- [ ] Read the log backwards\n", "- [ ] Sell ice cream\n");
        assert_eq!(all(&gone), [(6, "Read the log backwards".to_owned())]);
        let lines = "- [ ] Read the log backwards\n";
        assert_eq!(of(BEFORE, &BEFORE.replace(lines, ""), Some(lines)), [], "moved");
        assert_eq!(of(&gone, &BEFORE.replace(lines, ""), None), [], "our side removed it as well");
        // The line is that of our side.
        let later = BEFORE.replace("# Tasks\n", "# Tasks\n\nMore\n");
        assert_eq!(of(&later, &gone, None), [(8, "Read the log backwards".to_owned())]);
    }
}
