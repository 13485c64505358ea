//! Tasks that a track finished and moved out of their backlog: their text stands ticked in another file, to
//! which the track added it.

use std::path::Path;

use super::Error;
use super::lists::{self, Lists};
use crate::backlog::without_id;
use crate::git::{Git, differing};
use crate::model::TaskState;

/// Maximum number of changed files that are read.
const MAX_FILES: usize = 100;

/// Key for finding a task by its title alone: a line that no backlog has.
const NO_KEY: &str = "L0";

/// Files that a track changed, before and after, and in which finished tasks may be.
#[derive(Default)]
pub(super) struct Archive {
    before: Lists,
    after: Lists,
}

impl Archive {
    /// Reads the files that changed between two commits, with one of the extensions of `backlogs`.
    pub fn between(git: &Git, [base, tip]: [&str; 2], backlogs: &[&str]) -> Result<Self, Error> {
        let changed = differing(git, base, tip)?;
        let names = candidates(changed.iter().filter_map(|it| str::from_utf8(it).ok()), backlogs);
        let names = with_formats(&names, backlogs);
        Ok(Self {
            before: lists::at_commit_as(git, base, &names)?,
            after: lists::at_commit_as(git, tip, &names)?,
        })
    }

    /// Reads the files of the working tree at `place` that changed since a commit.
    pub fn on_disk(place: &Path, since: &str, backlogs: &[&str]) -> Self {
        let git = Git::at(place);
        let listed = |arguments: &[&str]| git.run(arguments).unwrap_or_default();
        let changed = [
            listed(&["diff", "--name-only", "--no-renames", "--relative", "-z", since, "--"]),
            listed(&["ls-files", "--others", "--exclude-standard", "-z", "--"]),
        ];
        let changed = changed.concat();
        let paths = changed.split(|&byte| byte == 0).filter_map(|it| str::from_utf8(it).ok());
        let names = candidates(paths, backlogs);
        let names = with_formats(&names, backlogs);
        Self {
            before: lists::at_commit_as(&git, since, &names).unwrap_or_default(),
            after: lists::on_disk_as(place, &names),
        }
    }

    /// Returns true if a task with this title stands ticked in one of the files, and did not before.
    pub fn has(&self, title: &str) -> bool {
        let title = without_id(title);
        let has = |lists: &Lists| {
            lists.values().any(|list| {
                let found = list.find(&[(NO_KEY, title.as_str())]).into_iter().flatten();
                found.into_iter().any(|at| list.entries[at].state == Some(TaskState::Done))
            })
        };
        !title.is_empty() && has(&self.after) && !has(&self.before)
    }
}

/// Adds to each file the backlog whose format it has, if its own name says none: `todo.txt` for `done.txt`.
fn with_formats(names: &[String], backlogs: &[&str]) -> Vec<(String, Option<String>)> {
    let of = |path: &str| Path::new(path).extension().map(std::ffi::OsStr::to_owned);
    let format = |name: &str| {
        let after = backlogs.iter().find(|backlog| is_named_after(name, backlog));
        after.or_else(|| backlogs.iter().find(|backlog| of(backlog) == of(name)))
    };
    names.iter().map(|name| (name.clone(), format(name).map(|&it| it.to_owned()))).collect()
}

/// Returns true if the name of a file begins with that of a backlog.
fn is_named_after(path: &str, backlog: &str) -> bool {
    let file = |path: &'_ str| path.rsplit('/').next().unwrap_or(path).to_owned();
    file(path).starts_with(&file(backlog))
}

/// Chooses the files with an extension of a backlog, or named after one (`TODO.org_archive`), that are not
/// one of the `backlogs` themselves.
pub(super) fn candidates<'a>(
    paths: impl Iterator<Item = &'a str>,
    backlogs: &[&str],
) -> Vec<String> {
    let of = |path: &str| Path::new(path).extension().map(std::ffi::OsStr::to_owned);
    let is_alike = |path: &&str| {
        !path.is_empty()
            && !backlogs.contains(path)
            && backlogs
                .iter()
                .any(|backlog| of(backlog) == of(path) || is_named_after(path, backlog))
    };
    let mut names: Vec<String> = paths.filter(is_alike).map(str::to_owned).collect();
    // An archive beside its backlog comes first.
    names.sort_by_key(|name| {
        let is_beside = backlogs.iter().any(|it| {
            let folder = it.rsplit_once('/').map_or("", |(folder, _)| folder);
            name.starts_with(folder)
        });
        (!is_beside, name.clone())
    });
    names.dedup();
    names.truncate(MAX_FILES);
    names
}
