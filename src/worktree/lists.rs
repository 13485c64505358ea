//! Checklists of backlogs in a working tree or commit, each read with the files that belong to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Error;
use crate::backlog::{self, Checklist, Source};
use crate::git::{Blob, Git, Objects};
use crate::regular;

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Maximum number of files that are read as one backlog.
const MAX_FILES: usize = 5000;

/// Checklists by the paths of their backlogs.
pub(super) type Lists = BTreeMap<String, Checklist>;

/// Patterns of the files of one backlog, patterns of those beside it, and its name if it is one file.
type Together<'b> = (Vec<String>, Vec<String>, &'b str);

/// Reads backlogs of the working tree at `place`. Files that do not exist are left out.
pub(super) fn on_disk<'b>(place: &Path, backlogs: impl IntoIterator<Item = &'b str>) -> Lists {
    let files = |pattern: &str| {
        let found = backlog::matches(place, pattern).into_iter();
        let name =
            |path: std::path::PathBuf| Some(path.strip_prefix(place).ok()?.to_str()?.to_owned());
        found.filter_map(name).collect()
    };
    let read = |name: &str| regular::read_inside(place, &place.join(name), MAX_BACKLOG_BYTES).ok();
    lists(backlogs, files, read)
}

/// Reads backlogs of a commit.
pub(super) fn at_commit<'b>(
    git: &Git,
    commit: &str,
    backlogs: impl IntoIterator<Item = &'b str>,
) -> Result<Lists, Error> {
    let listed = git.run(&["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])?;
    let paths = listed.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
    let paths: Vec<&str> = paths.collect();
    let files = |pattern: &str| {
        let found = paths.iter().filter(|path| backlog::is_in_place(path, pattern));
        found.map(|path| (*path).to_owned()).collect()
    };
    let mut objects = Objects::open(git)?;
    let read = |name: &str| match objects.blob(&format!("{commit}:{name}"), MAX_BACKLOG_BYTES) {
        Ok(Blob::Content(bytes)) => Some(bytes),
        _ => None,
    };
    Ok(lists(backlogs, files, read))
}

/// Reads files of the working tree at `place`, each with the backlog whose format it has if its own name says
/// none.
pub(super) fn on_disk_as(place: &Path, files: &[(String, Option<String>)]) -> Lists {
    let lists = on_disk(place, files.iter().map(|(name, _)| name.as_str()));
    let read = |name: &str| regular::read_inside(place, &place.join(name), MAX_BACKLOG_BYTES).ok();
    with_formats(lists, files, read)
}

/// Reads files of a commit, each with the backlog whose format it has if its own name says none.
pub(super) fn at_commit_as(
    git: &Git,
    commit: &str,
    files: &[(String, Option<String>)],
) -> Result<Lists, Error> {
    let lists = at_commit(git, commit, files.iter().map(|(name, _)| name.as_str()))?;
    let mut objects = Objects::open(git)?;
    let read = |name: &str| match objects.blob(&format!("{commit}:{name}"), MAX_BACKLOG_BYTES) {
        Ok(Blob::Content(bytes)) => Some(bytes),
        _ => None,
    };
    Ok(with_formats(lists, files, read))
}

/// Reads lists without a task again, in the format of another backlog.
fn with_formats(
    mut lists: Lists,
    files: &[(String, Option<String>)],
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Lists {
    for (name, backlog) in files {
        let Some(list) = lists.get_mut(name) else { continue };
        let has_tasks = list.entries.iter().any(|entry| entry.state.is_some());
        if let (false, Some(backlog)) = (has_tasks, backlog)
            && let Some(bytes) = read(name)
        {
            *list = Checklist::read(&Source { name: backlog.clone(), bytes });
        }
    }
    lists
}

/// Reads backlogs with what belongs to them; `files` lists those that match a pattern.
fn lists<'b>(
    backlogs: impl IntoIterator<Item = &'b str>,
    files: impl Fn(&str) -> Vec<String>,
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Lists {
    // Backlogs by the patterns of what is read with them. One that is read alone has its own group.
    let mut groups: BTreeMap<Together, BTreeSet<&str>> = BTreeMap::new();
    for name in backlogs {
        let (together, beside) = backlog::companions(name);
        let alone = if together.is_empty() { name } else { "" };
        groups.entry((together, beside, alone)).or_default().insert(name);
    }
    let mut lists = Lists::new();
    for ((together, beside, _), wanted) in groups {
        let mut read_all = |names: BTreeSet<String>| -> Vec<Source> {
            let source = |name: String| Some(Source { bytes: read(&name)?, name });
            names.into_iter().take(MAX_FILES).filter_map(source).collect()
        };
        let matching = |patterns: &[String]| -> Vec<String> {
            patterns.iter().flat_map(|it| files(it)).collect()
        };
        let names = wanted.iter().map(|name| (*name).to_owned()).chain(matching(&together));
        let sources = read_all(names.collect());
        let beside = read_all(matching(&beside).into_iter().collect());
        let read = Checklist::read_all(&sources, &beside);
        let by_name = sources.into_iter().map(|source| source.name).zip(read);
        lists.extend(by_name.filter(|(name, _)| wanted.contains(name.as_str())));
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::{BacklogFormat, FORMATS, Granularity};
    use crate::git::sample::Repository;
    use crate::model::TaskState;

    /// Copies the fixture of a format into a repository.
    fn repository(format: &str) -> Repository {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backlogs");
        let root = fixtures.join(format);
        let repository = Repository::empty();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    repository.write(&name, std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        repository
    }

    fn names(root: &Path, paths: &[std::path::PathBuf]) -> Vec<String> {
        paths.iter().map(|it| it.strip_prefix(root).unwrap().to_str().unwrap().to_owned()).collect()
    }

    /// Returns the state of each planned task in the lists of its backlog, on disk and in a commit.
    fn progress(
        repository: &Repository,
        format: &BacklogFormat,
        planned: &[(String, String, String)],
    ) -> Vec<Option<TaskState>> {
        let commit = repository.commit("All");
        let located = backlog::locate_as(repository.path(), Some(format)).unwrap();
        let backlogs = names(repository.path(), &located.files);
        let backlogs = || backlogs.iter().map(String::as_str);
        let found = on_disk(repository.path(), backlogs());
        let committed = at_commit(&Git::at(repository.path()), &commit, backlogs()).unwrap();
        let states = |lists: &Lists| -> Vec<Option<TaskState>> {
            let state = |(key, title, backlog): &(String, String, String)| {
                let list = &lists[backlog];
                list.entries[list.find(&[(key, title)])[0]?].state
            };
            planned.iter().map(state).collect()
        };
        assert_eq!(states(&found), states(&committed), "{}", format.name);
        states(&found)
    }

    /// Returns the open tasks of a repository, as they are planned, with their states.
    fn planned(
        repository: &Repository,
        format: &'static BacklogFormat,
    ) -> Vec<((String, String, String), TaskState)> {
        let root = repository.path();
        let located = backlog::locate_as(root, Some(format)).unwrap();
        let read = |paths: &[std::path::PathBuf]| -> Vec<Source> {
            let bytes = |name: &String| std::fs::read(root.join(name)).unwrap();
            names(root, paths)
                .into_iter()
                .map(|name| Source { bytes: bytes(&name), name })
                .collect()
        };
        let (sources, beside) = (read(&located.files), read(&located.beside));
        let (tasks, _) = backlog::read_as(&sources, &beside, Some(format), Granularity::Outermost);
        // A reason to wait is none of the state in the file.
        let state = |task: &crate::model::Task| match task.state {
            TaskState::Blocked if !task.blocked_by.is_empty() => TaskState::Open,
            state => state,
        };
        let planned = |task: crate::model::Task| {
            let state = state(&task);
            ((task.key, task.title, task.backlog), state)
        };
        tasks.into_iter().map(planned).collect()
    }

    #[test]
    fn a_planned_task_is_found_with_its_state_in_every_format() {
        for format in FORMATS.iter().filter(|format| !format.places.is_empty()) {
            let repository = repository(format.name);
            let (tasks, states): (Vec<_>, Vec<_>) =
                planned(&repository, format).into_iter().unzip();
            assert!(!tasks.is_empty(), "{}", format.name);
            let states: Vec<_> = states.into_iter().map(Some).collect();
            assert_eq!(progress(&repository, format, &tasks), states, "{}: {tasks:?}", format.name);
        }
    }

    #[test]
    fn what_a_tool_keeps_beside_decides_about_progress() {
        for (format, key, file, text, expected) in [
            (
                "gsd",
                "02-01",
                ".planning/phases/02-view/02-01-SUMMARY.md",
                "Done.\n",
                Some(TaskState::Done),
            ),
            (
                "spec-kitty",
                "WP03",
                "kitty-specs/010-pay/status.events.jsonl",
                "{\"wp_id\":\"WP03\",\"to_lane\":\"done\"}\n",
                Some(TaskState::Done),
            ),
            (
                "bmad",
                "spec-refunds",
                "_bmad-output/implementation-artifacts/sprint-status.yaml",
                "development_status:\n  spec-refunds: done\n",
                Some(TaskState::Done),
            ),
            (
                "backlog-md",
                "task-2",
                "backlog/config.yml",
                "statuses: [Open, To Do]\n",
                Some(TaskState::Done),
            ),
            (
                "task-master",
                "3",
                ".taskmaster/state.json",
                "{\"currentTag\": \"experiment\"}",
                None,
            ),
        ] {
            let row = BacklogFormat::named(format).unwrap();
            let repository = repository(format);
            let tasks: Vec<_> =
                planned(&repository, row).into_iter().map(|(task, _)| task).collect();
            let at = tasks.iter().position(|task| task.0 == key);
            let at = at.unwrap_or_else(|| panic!("no {key} in {tasks:?}"));
            repository.write(file, text);
            assert_eq!(progress(&repository, row, &tasks)[at], expected, "{format}");
        }
    }

    #[test]
    fn ids_of_epics_are_those_of_the_plan() {
        let format = BacklogFormat::named("ccpm").unwrap();
        let repository = repository("ccpm");
        repository.write(".claude/epics/pay/001.md", "---\nname: Pay\nstatus: open\n---\n");
        let (tasks, states): (Vec<_>, Vec<_>) = planned(&repository, format).into_iter().unzip();
        assert!(tasks.iter().any(|task| task.0 == "pay/001"), "{tasks:?}");
        let states: Vec<_> = states.into_iter().map(Some).collect();
        assert_eq!(progress(&repository, format, &tasks), states);
    }
}
