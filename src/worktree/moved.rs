//! Backlogs that moved to another folder or were archived: found again by their tasks.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Assigned, Error, tasks};
use crate::backlog::{Checklist, Source};
use crate::git::{Blob, Git, Objects};

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG: u64 = 64 << 20;

/// Maximum number of files that are read to find the one that a backlog has become.
const MAX_CANDIDATES: usize = 100;

/// Number of commits of a merge: base, ours, theirs and the result.
const COMMITS: usize = 4;

/// The paths of a backlog in the commits of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trail([String; COMMITS]);

impl Trail {
    /// Its path before it moved.
    pub fn name(&self) -> &str {
        &self.0[0]
    }

    /// Its path on the side that is merged into.
    pub fn ours(&self) -> &str {
        &self.0[1]
    }

    /// Its path on the side that is merged.
    pub fn theirs(&self) -> &str {
        &self.0[2]
    }

    /// Its path in what the merge came to.
    pub fn result(&self) -> &str {
        &self.0[3]
    }
}

/// Follows `backlogs` through `commits`. What another has moved to is not told once more, and what is
/// nowhere else has the path that it had.
pub(super) fn trails(
    git: &Git,
    backlogs: &[String],
    commits: [&str; COMMITS],
) -> Result<Vec<Trail>, Error> {
    let mut objects = Objects::open(git)?;
    let mut read = |commit: &str, path: &str| -> Result<Option<Vec<u8>>, Error> {
        match objects.blob(&format!("{commit}:{path}"), MAX_BACKLOG)? {
            Blob::Content(bytes) => Ok(Some(bytes)),
            Blob::TooLarge(_) | Blob::Missing => Ok(None),
        }
    };
    let mut found = Vec::new();
    for name in backlogs {
        let mut versions: [Option<Vec<u8>>; COMMITS] = Default::default();
        for (bytes, commit) in versions.iter_mut().zip(commits) {
            *bytes = read(commit, name)?;
        }
        let first = versions.iter().position(Option::is_some);
        found.push((first.unwrap_or(COMMITS), name, versions));
    }
    // Those of the base first: a path that it does not have may be where one of them has moved to.
    found.sort_by_key(|&(first, name, _)| (first, name));
    let (mut trails, mut targets) = (Vec::new(), BTreeSet::new());
    for (first, name, versions) in found {
        if targets.contains(name) {
            continue;
        }
        let mut trail = [(); COMMITS].map(|()| name.clone());
        let wanted = match versions.iter().flatten().next() {
            Some(bytes) => titles(name, bytes),
            None => Vec::new(),
        };
        // What one side has added, the other has not moved.
        let later = if first == 0 { 1..COMMITS } else { COMMITS - 1..COMMITS };
        for commit in later.filter(|&commit| versions[commit].is_none() && !wanted.is_empty()) {
            let mut candidates = Vec::new();
            for path in added(git, commits[0], commits[commit], name)? {
                if let Some(bytes) = read(commits[commit], &path)? {
                    let list = Checklist::read(&Source { name: path.clone(), bytes });
                    candidates.push((path, list));
                }
            }
            if let Some(path) = most_alike(&wanted, candidates.into_iter()) {
                targets.insert(path.clone());
                trail[commit] = path;
            }
        }
        trails.push(Trail(trail));
    }
    trails.retain(|trail| !targets.contains(trail.name()));
    Ok(trails)
}

/// The files that a commit has and another has not, which `backlog` may have become: those of its name
/// first, then by their paths.
fn added(git: &Git, from: &str, to: &str, backlog: &str) -> Result<Vec<String>, Error> {
    let asked = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A"];
    let said = git.run(&[&asked[..], &[from, to, "--"]].concat())?;
    let paths = said.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
    let of = |path: &str| Path::new(path).extension().map(std::ffi::OsStr::to_owned);
    let file = |path: &str| Path::new(path).file_name().map(std::ffi::OsStr::to_owned);
    let alike = paths.filter(|path| !path.is_empty() && of(path) == of(backlog));
    let mut alike: Vec<String> = alike.map(str::to_owned).collect();
    alike.sort_by_key(|path| (file(path) != file(backlog), path.clone()));
    alike.truncate(MAX_CANDIDATES);
    Ok(alike)
}

/// Where the backlog of `tasks` lies in the working tree at `place`, in which it is not where it was
/// when they were planned. The `others`, planned from as well, are where they were.
pub(super) fn on_disk(
    place: &Path,
    backlog: &str,
    tasks: &[&Assigned],
    others: &BTreeSet<&str>,
) -> Option<String> {
    let mut paths = tasks::everywhere(place);
    if let Some(name) = Path::new(backlog).file_name().and_then(std::ffi::OsStr::to_str) {
        let anywhere = format!(":(top,glob)**/{}", name.replace(['*', '?', '[', '\\'], "?"));
        let asked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
        let listed = Git::at(place).run(&[&asked[..], &[anywhere.as_str()]].concat());
        let listed = listed.unwrap_or_default();
        let names = listed.split(|&byte| byte == 0).filter_map(|name| str::from_utf8(name).ok());
        paths.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    paths.retain(|path| !others.contains(path.as_str()));
    paths.sort();
    paths.dedup();
    let wanted: Vec<String> = tasks.iter().map(|task| task.title.clone()).collect();
    let lists = paths.into_iter().take(MAX_CANDIDATES).filter_map(|path| {
        let list = tasks::read(place, &path)?;
        Some((path, list))
    });
    most_alike(&wanted, lists)
}

/// The titles of a backlog's tasks.
fn titles(name: &str, bytes: &[u8]) -> Vec<String> {
    let list = Checklist::read(&Source { name: name.to_owned(), bytes: bytes.to_vec() });
    let is_task = |entry: &usize| list.entries[*entry].state.is_some();
    (0..list.entries.len()).filter(is_task).map(|entry| list.title(entry)).collect()
}

/// The first candidate that has the most of the wanted tasks, and more than half.
fn most_alike(
    wanted: &[String],
    candidates: impl Iterator<Item = (String, Checklist)>,
) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for (path, list) in candidates {
        let count = shared(wanted, &list);
        if count * 2 > wanted.len() && best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, path));
        }
    }
    best.map(|(_, path)| path)
}

/// How many of the wanted titles a backlog has. Ids say nothing: each feature counts its own.
fn shared(wanted: &[String], list: &Checklist) -> usize {
    let wanted: Vec<(&str, &str)> = wanted.iter().map(|title| ("", title.as_str())).collect();
    list.find(&wanted).into_iter().flatten().collect::<BTreeSet<_>>().len()
}
