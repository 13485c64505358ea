//! Backlogs that were moved or archived, found by their tasks.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;

use super::{Assigned, Error, tasks};
use crate::backlog::Checklist;
use crate::git::{Blob, Git, Objects};
use crate::merge::{Kept, Merger};

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Maximum number of files that are read to find a moved backlog.
const MAX_CANDIDATES: usize = 100;

/// Number of commits of a merge: base, ours, theirs and the result.
const COMMIT_COUNT: usize = 4;

/// Paths of a backlog in the commits of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trail([String; COMMIT_COUNT]);

impl Trail {
    /// Returns the path in the base.
    pub fn name(&self) -> &str {
        &self.0[0]
    }

    /// Returns the path on our side.
    pub fn ours(&self) -> &str {
        &self.0[1]
    }

    /// Returns the path on their side.
    pub fn theirs(&self) -> &str {
        &self.0[2]
    }

    /// Returns the path in the result.
    pub fn result(&self) -> &str {
        &self.0[3]
    }
}

/// Follows `backlogs` through `commits`. A path that another backlog moved to is not listed again.
/// A backlog that is found nowhere else keeps its path.
pub(super) fn trails(
    git: &Git,
    backlogs: &[String],
    commits: [&str; COMMIT_COUNT],
) -> Result<Vec<Trail>, Error> {
    let mut objects = Objects::open(git)?;
    let mut read = |commit: &str, path: &str| -> Result<Option<Vec<u8>>, Error> {
        match objects.blob(&format!("{commit}:{path}"), MAX_BACKLOG_BYTES)? {
            Blob::Content(bytes) => Ok(Some(bytes)),
            Blob::TooLarge(_) | Blob::Missing => Ok(None),
        }
    };
    let mut paths = Vec::new();
    for name in backlogs {
        let mut versions: [Option<Vec<u8>>; COMMIT_COUNT] = Default::default();
        for (bytes, commit) in versions.iter_mut().zip(commits) {
            *bytes = read(commit, name)?;
        }
        let first = versions.iter().position(Option::is_some);
        paths.push((first.unwrap_or(COMMIT_COUNT), name, versions));
    }
    // Backlogs of the base come first, since the other paths may be where they moved to.
    paths.sort_by_key(|&(first, name, _)| (first, name));
    let (mut trails, mut targets) = (Vec::new(), BTreeSet::new());
    for (first, name, versions) in paths {
        if targets.contains(name) {
            continue;
        }
        let mut trail = [(); COMMIT_COUNT].map(|()| name.clone());
        // A backlog that one side added cannot be moved by the other.
        let later = if first == 0 { 1..COMMIT_COUNT } else { COMMIT_COUNT - 1..COMMIT_COUNT };
        for commit in later.filter(|&commit| versions[commit].is_none()) {
            let Some(before) = versions.iter().flatten().next() else { continue };
            let files = added(git, commits[0], commits[commit], name)?;
            let read = |path: &str| read(commits[commit], path);
            if let Some(best) = candidates(before, name, files, read)?.into_iter().next() {
                targets.insert(best.path.clone());
                trail[commit] = best.path;
            }
        }
        trails.push(Trail(trail));
    }
    trails.retain(|trail| !targets.contains(trail.name()));
    Ok(trails)
}

/// File that may be a moved backlog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub path: String,
    pub bytes: Vec<u8>,
    kept: Kept,
    is_named_alike: bool,
}

impl Candidate {
    /// Returns true if it is certainly the backlog, compared with the next best candidate.
    pub fn is_surely(&self, next: Option<&Self>) -> bool {
        let is_second = |next: &Self| {
            next.kept.same * 2 <= self.kept.same && self.kept.same > 0
                || next.kept.same <= self.kept.same && self.is_named_alike && !next.is_named_alike
        };
        self.kept.is_nearly_all() && next.is_none_or(is_second)
    }
}

/// Lists those of `files` that have more than half of the tasks of a backlog, the likeliest first:
/// by the number of equal titles, then by name.
pub(super) fn candidates(
    before: &[u8],
    name: &str,
    files: Vec<String>,
    mut read: impl FnMut(&str) -> Result<Option<Vec<u8>>, Error>,
) -> Result<Vec<Candidate>, Error> {
    let mut candidates = Vec::new();
    let way = Merger::of(name, before, &[]);
    for path in files {
        let Some(bytes) = read(&path)? else { continue };
        let kept = way.kept(before, &bytes);
        if kept.is_most() {
            let is_named_alike = is_named_alike(name, &path);
            candidates.push(Candidate { path, bytes, kept, is_named_alike });
        }
    }
    candidates.sort_by_key(|it| Reverse((it.kept.same, it.is_named_alike, it.kept.found)));
    Ok(candidates)
}

/// Returns true if a file has the same name as another and its folder as well, except for a date or
/// number before it: `changes/archive/2026-11-28-pay/tasks.md` and `changes/pay/tasks.md`.
fn is_named_alike(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Option<(String, String)> {
        let (folder, file) = path.rsplit_once('/')?;
        Some((folder.rsplit('/').next()?.to_owned(), file.to_owned()))
    };
    let (Some((one, file)), Some((other, other_file))) = (parts(one), parts(other)) else {
        return false;
    };
    let core = |name: &str| -> String {
        let is_number = |c: char| c.is_ascii_digit() || c == '-' || c == '_';
        name.trim_start_matches(is_number).to_owned()
    };
    file == other_file && !core(&one).is_empty() && core(&one) == core(&other)
}

/// Lists files that the commit `to` has and `from` has not, as candidates for a moved `backlog`:
/// files of its name first, then by path.
pub(super) fn added(git: &Git, from: &str, to: &str, backlog: &str) -> Result<Vec<String>, Error> {
    let asked = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A"];
    let listed = git.run(&[&asked[..], &[from, to, "--"]].concat())?;
    let paths = listed.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok());
    let of = |path: &str| Path::new(path).extension().map(std::ffi::OsStr::to_owned);
    let file = |path: &str| Path::new(path).file_name().map(std::ffi::OsStr::to_owned);
    let alike = paths.filter(|path| !path.is_empty() && of(path) == of(backlog));
    let mut alike: Vec<String> = alike.map(str::to_owned).collect();
    alike.sort_by_key(|path| (file(path) != file(backlog), path.clone()));
    alike.truncate(MAX_CANDIDATES);
    Ok(alike)
}

/// Finds the backlog of `tasks` in the working tree at `place`, after it moved. The `others` are
/// the other planned backlogs, at the paths that they had.
pub(super) fn on_disk(
    place: &Path,
    backlog: &str,
    tasks: &[&Assigned],
    others: &BTreeSet<&str>,
) -> Option<String> {
    let mut paths = tasks::everywhere(place);
    let file = |path: &str| Path::new(path).file_name().map(std::ffi::OsStr::to_owned);
    if let Some(extension) = Path::new(backlog).extension().and_then(std::ffi::OsStr::to_str) {
        let anywhere = format!(":(top,glob)**/*.{}", extension.replace(['*', '?', '[', '\\'], "?"));
        let asked = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"];
        let listed = Git::at(place).run(&[&asked[..], &[anywhere.as_str()]].concat());
        let listed = listed.unwrap_or_default();
        let names = listed.split(|&byte| byte == 0).filter_map(|name| str::from_utf8(name).ok());
        paths.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    paths.retain(|path| !others.contains(path.as_str()));
    paths.sort_by_key(|path| {
        (!is_named_alike(backlog, path), file(path) != file(backlog), path.clone())
    });
    paths.dedup();
    let wanted: Vec<String> = tasks.iter().map(|task| task.title.clone()).collect();
    let lists = paths.into_iter().take(MAX_CANDIDATES).filter_map(|path| {
        let list = tasks::read(place, &path)?;
        Some((path, list))
    });
    most_alike(&wanted, lists)
}

/// Returns the first candidate with the most of the wanted tasks, if these are more than half.
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

/// Counts the wanted titles that a backlog has. Ids are not compared, since each feature numbers
/// its own tasks.
fn shared(wanted: &[String], list: &Checklist) -> usize {
    let wanted: Vec<(&str, &str)> = wanted.iter().map(|title| ("", title.as_str())).collect();
    list.find(&wanted).into_iter().flatten().collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_named_alike() {
        let old = "openspec/changes/pay/tasks.md";
        for (path, expected) in [
            ("openspec/changes/archive/2026-11-28-pay/tasks.md", true),
            ("specs/003-pay/tasks.md", true),
            ("pay/tasks.md", true),
            ("openspec/changes/archive/2026-11-28-pay/todo.md", false),
            ("openspec/changes/archive/2026-11-28-repay/tasks.md", false),
            ("openspec/changes/archive/2026-11-28/tasks.md", false),
            ("tasks.md", false),
        ] {
            assert_eq!(is_named_alike(old, path), expected, "{path}");
        }
    }

    #[test]
    fn a_candidate_is_sure_where_no_other_comes_near() {
        let list = "- [ ] 1.1 Keep parcels in ship/store.go\n- [ ] 1.2 Test that in ship/a_test.go\n\
            - [ ] 2.1 Handle parcels in ship/handler.go\n";
        let alike = list.replace("parcels", "letters").replace("ship/", "mail/");
        let old = "changes/parcels/tasks.md";
        let judged = |files: &[(&str, &str)]| {
            let names = files.iter().map(|(name, _)| (*name).to_owned()).collect();
            let read = |path: &str| {
                let file = files.iter().find(|(name, _)| *name == path);
                Ok(file.map(|(_, text)| text.as_bytes().to_vec()))
            };
            let found = candidates(list.as_bytes(), old, names, read).unwrap();
            let best = found.first().filter(|it| it.is_surely(found.get(1)));
            best.map(|it| it.path.clone())
        };
        let here = Some("new/tasks.md".to_owned());
        assert_eq!(judged(&[("new/tasks.md", list)]), here);
        assert_eq!(judged(&[("a.md", &alike), ("new/tasks.md", list)]), here, "a sibling");
        assert_eq!(judged(&[("a.md", list), ("new/tasks.md", list)]), None, "a copy");
        let archived = "archive/2026-11-28-parcels/tasks.md";
        let expected = Some(archived.to_owned());
        assert_eq!(judged(&[("a.md", list), (archived, list)]), expected, "by its name");
        let half = list.replace("2.1 Handle parcels in ship/handler.go", "3 Something else");
        assert_eq!(judged(&[("new/tasks.md", &half)]), None);
        assert_eq!(judged(&[]), None);
    }
}
