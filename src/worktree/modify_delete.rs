//! Conflicts over a backlog that one side changed and the other moved and rewrote, so that git
//! takes it for deleted (modify/delete). The moved backlog is found by its tasks, and merged by
//! task at its new path.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use super::driver::NAME;
use super::inspect::unmerged;
use super::journal::Teardown;
use super::moved::Candidate;
use super::{Error, attributes, moved, rewind};
use crate::git::{self, Blob, Git, Merged, Objects};
use crate::merge::{self as checklist, Merger, Options};
use crate::model::{Deleted, Method};

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Index entry that removes a path; git ignores the object id.
const REMOVED: &str = "0 0000000000000000000000000000000000000000 0";

/// Commits of a three-way merge: base, ours and theirs.
pub(super) type Sides = [String; 3];

/// Backlog that is merged by task at its new path.
struct Followed {
    from: String,
    to: String,
    /// File mode.
    mode: String,
    /// Object id of the version at the old path.
    remaining: String,
    /// Object ids of base, ours and theirs.
    objects: [String; 3],
    merged: checklist::Merged,
}

/// Merges moved backlogs that are unmerged in `folder`; returns true if there are any. Afterwards,
/// each is merged or has an ordinary conflict at its new path.
pub(super) fn settle(folder: &Path, teardown: &Teardown) -> Result<bool, Error> {
    let git = Git::changing(folder);
    let (followed, _) = look(folder, teardown)?;
    for it in &followed {
        let merged = written(&git, &it.merged.bytes)?;
        let to = format!("{} {merged} 0\t{}", it.mode, it.to);
        // The old file is removed first: git has its content, and restores it after an
        // interruption.
        let old = folder.join(&it.from);
        if old.is_file() && on_disk(folder, &it.from)? == it.remaining {
            rewind::remove(folder, Path::new(&it.from))?;
        }
        index(&git, &[format!("{REMOVED}\t{}", it.from), to])?;
        git.run(&["checkout-index", "--force", "--quiet", "--", &it.to])?;
        if !it.merged.conflicts.is_empty() {
            let stages = it.objects.iter().enumerate();
            let stages = stages
                .map(|(at, object)| format!("{} {object} {}\t{}", it.mode, at + 1, it.to))
                .collect::<Vec<_>>();
            index(&git, &[&[format!("{REMOVED}\t{}", it.to)], &stages[..]].concat())?;
        }
    }
    Ok(!followed.is_empty())
}

/// Lists the unmerged backlogs in `folder` that one side deleted, with candidates for their new
/// paths.
pub(super) fn deleted(folder: &Path, teardown: &Teardown) -> Result<Vec<Deleted>, Error> {
    look(folder, teardown).map(|(_, deleted)| deleted)
}

/// Returns true if [`settle`] was interrupted: a file is staged as merged, and on disk it is still
/// the version of one side.
pub(super) fn is_half_settled(folder: &Path, teardown: &Teardown) -> Result<bool, Error> {
    let git = Git::comparing(folder);
    let changed = git.run(&["diff", "--name-only", "--no-renames", "-z"])?;
    for path in changed.split(|&byte| byte == 0).filter_map(|path| str::from_utf8(path).ok()) {
        let of_side = |side: &str| object(&git, &format!("{side}:{path}"));
        let sides = [of_side(&teardown.before)?, of_side(&teardown.tip)?];
        let is_file = !path.is_empty() && folder.join(path).is_file();
        if is_file && sides.contains(&Some(on_disk(folder, path)?)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Predicts the result of [`settle`] for a merge of base, ours and theirs with the result `merged`.
/// New objects are written by `git`; `index_file` is a temporary index.
pub(super) fn foretold(
    git: &Git,
    index_file: &Path,
    sides: &Sides,
    mut merged: Merged,
    backlogs: &BTreeSet<String>,
) -> Result<Merged, Error> {
    let paths = merged.conflicts.iter().filter_map(|path| str::from_utf8(path).ok());
    let paths: Vec<String> = paths.filter(|it| backlogs.contains(*it)).map(str::to_owned).collect();
    if paths.is_empty() {
        return Ok(merged);
    }
    let (followed, _) = follow(git, sides, &paths)?;
    if followed.is_empty() {
        return Ok(merged);
    }
    let apart = git.clone().with("GIT_INDEX_FILE", index_file);
    apart.run(&["read-tree", &merged.tree])?;
    for it in followed {
        let to = format!("{} {} 0\t{}", it.mode, written(git, &it.merged.bytes)?, it.to);
        index(&apart, &[format!("{REMOVED}\t{}", it.from), to])?;
        merged.conflicts.retain(|path| path != it.from.as_bytes());
        if !it.merged.conflicts.is_empty() {
            merged.conflicts.push(it.to.into_bytes());
        }
    }
    merged.conflicts.sort_unstable();
    merged.tree = apart.line(&["write-tree"])?;
    merged.stops = !merged.conflicts.is_empty();
    Ok(merged)
}

/// Looks at the unmerged backlogs in `folder`.
fn look(folder: &Path, teardown: &Teardown) -> Result<(Vec<Followed>, Vec<Deleted>), Error> {
    let paths = unmerged(folder)?.into_iter().filter_map(|path| path.to_str().map(str::to_owned));
    let paths: Vec<String> = paths.filter(|path| teardown.backlogs.contains(path)).collect();
    if paths.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let git = Git::at(folder);
    follow(&git, &sides(&git, teardown)?, &paths)
}

/// Returns the commits of the merge or rebase step in progress.
fn sides(git: &Git, teardown: &Teardown) -> Result<Sides, Error> {
    let names: Sides = if teardown.options.method == Method::Rebase {
        ["REBASE_HEAD^", "HEAD", "REBASE_HEAD"].map(str::to_owned)
    } else {
        of_merge(git, &teardown.before, &teardown.tip)?
    };
    Ok(names)
}

/// Returns the commits of a merge, with the first of its bases.
pub(super) fn of_merge(git: &Git, ours: &str, theirs: &str) -> Result<Sides, Error> {
    let base = git.attempt(&["merge-base", ours, theirs])?.stdout;
    let base = String::from_utf8_lossy(&base).trim().to_owned();
    Ok([base, ours.to_owned(), theirs.to_owned()])
}

/// Finds backlogs that one side changed and the other moved.
fn follow(
    git: &Git,
    sides: &Sides,
    paths: &[String],
) -> Result<(Vec<Followed>, Vec<Deleted>), Error> {
    let mut objects = Objects::open(git)?;
    let (mut followed, mut deleted) = (Vec::new(), Vec::new());
    for path in paths {
        let [base, ours, theirs] =
            sides.each_ref().map(|side| read(&mut objects, &format!("{side}:{path}")));
        let (Some(base), ours, theirs) = (base?, ours?, theirs?) else { continue };
        // `mover` is the side that deleted the old path.
        let (mover, other, remaining) = match (ours, theirs) {
            (None, Some(theirs)) => (1, 2, theirs),
            (Some(ours), None) => (2, 1, ours),
            _ => continue,
        };
        let files = moved::added(git, &sides[0], &sides[mover], path)?;
        let of_mover = |name: &str| read(&mut objects, &format!("{}:{name}", sides[mover]));
        let found = moved::candidates(&base, path, files, of_mover)?;
        if let Some(Candidate { path: to, bytes, .. }) = found.first()
            && found[0].is_surely(found.get(1))
            && read(&mut objects, &format!("{}:{to}", sides[other]))?.is_none()
            && let Some(mode) = mode(git, &sides[mover], to)?
            && is_by_task(git, to)?
        {
            let versions = if mover == 1 { [bytes, &remaining] } else { [&remaining, bytes] };
            let [ours, theirs] = versions;
            let paths = if mover == 1 { [path, to, path] } else { [path, path, to] };
            let mut objects = sides.clone();
            for ((id, side), path) in objects.iter_mut().zip(sides).zip(paths) {
                *id = object(git, &format!("{side}:{path}"))?.unwrap_or_default();
            }
            followed.push(Followed {
                from: path.clone(),
                to: to.clone(),
                mode,
                remaining: objects[other].clone(),
                objects,
                merged: Merger::of(to, ours, &[]).merge([&base, ours, theirs], &Options::default()),
            });
        } else {
            let candidates = found.into_iter().map(|it| it.path).collect();
            deleted.push(Deleted { path: path.clone(), candidates });
        }
    }
    Ok((followed, deleted))
}

/// Returns true if git merges a path by task: the driver is installed, and no other attribute is
/// set.
fn is_by_task(git: &Git, path: &str) -> Result<bool, Error> {
    let driver = git.attempt(&["config", "--get", &format!("merge.{NAME}.driver")])?;
    let values = attributes::values(git, &[path.to_owned()])?;
    let is_free = |value: &String| value == NAME || value == attributes::UNSPECIFIED;
    Ok(driver.code == Some(0) && values.iter().all(is_free))
}

/// Returns the mode of a file of a commit, if it is a regular file.
fn mode(git: &Git, commit: &str, path: &str) -> Result<Option<String>, Error> {
    let git = git.clone().with("GIT_LITERAL_PATHSPECS", "1");
    let listed = git.line(&["ls-tree", "-z", "--full-tree", commit, "--", path])?;
    let mode = listed.split(' ').next().unwrap_or_default();
    Ok(mode.starts_with("100").then(|| mode.to_owned()))
}

fn read(objects: &mut Objects, name: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(match objects.blob(name, MAX_BACKLOG_BYTES)? {
        Blob::Content(bytes) => Some(bytes),
        Blob::TooLarge(_) | Blob::Missing => None,
    })
}

/// Returns the id of an object; `None` if the name leads to none.
fn object(git: &Git, name: &str) -> Result<Option<String>, Error> {
    let outcome = git.attempt(&["rev-parse", "--verify", "--quiet", name])?;
    let id = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
    Ok((outcome.code == Some(0)).then_some(id))
}

/// Returns the object id of a file on disk.
fn on_disk(folder: &Path, path: &str) -> Result<String, Error> {
    Ok(Git::comparing(folder).line(&["hash-object", "--", path])?)
}

/// Writes a blob; returns its id.
fn written(git: &Git, bytes: &[u8]) -> Result<String, Error> {
    let id = git.run_with(&["hash-object", "-w", "--no-filters", "--stdin"], bytes)?;
    Ok(String::from_utf8_lossy(&id).trim().to_owned())
}

/// Changes entries of the index, all or none.
fn index(git: &Git, entries: &[String]) -> Result<(), Error> {
    let mut input = Vec::new();
    for entry in entries {
        write!(input, "{entry}\0").map_err(git::Error::from)?;
    }
    git.run_with(&["update-index", "-z", "--index-info"], &input)?;
    Ok(())
}
