//! What a worktree holds, and what is under way in it.

use std::fs;
use std::path::{Path, PathBuf};

use super::home::same_place;
use super::{Error, Home, include};
use crate::git::{Checkout, Git, path};

/// What git calls the operations that it may be in the middle of, and the file that tells.
const OPERATIONS: &[(&str, &str)] = &[
    ("merge", "MERGE_HEAD"),
    ("rebase", "rebase-merge"),
    ("rebase", "rebase-apply"),
    ("cherry-pick", "CHERRY_PICK_HEAD"),
    ("revert", "REVERT_HEAD"),
    ("bisect", "BISECT_LOG"),
];

/// Folders that a build makes again, by their names. Beside them, every folder counts that holds a
/// `CACHEDIR.TAG` (<https://bford.info/cachedir/>).
const REBUILT: &[&str] = &[
    ".mypy_cache",
    ".next",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    ".venv",
    "__pycache__",
    "node_modules",
];

/// What is not committed in a worktree, as paths relative to its top, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncommitted {
    /// Tracked files that are changed, staged or not.
    pub changed: Vec<PathBuf>,
    /// Files that git does not know.
    pub untracked: Vec<PathBuf>,
    /// Ignored files and folders that are nowhere else.
    pub ignored: Vec<PathBuf>,
    /// Ignored ones that are: caches, and copies of what the main checkout has.
    pub expendable: Vec<PathBuf>,
}

impl Uncommitted {
    /// Looks at the worktree at `worktree`; `main` is the top of the main checkout.
    pub(super) fn read(main: &Path, worktree: &Path) -> Result<Self, Error> {
        let git = Git::at(worktree);
        let status = |untracked: &str, ignored: &str| {
            let always =
                ["status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=none"];
            git.run(&[&always[..], &[untracked, ignored]].concat())
        };
        let mut found = Self::default();
        for (state, name) in entries(&status("--untracked-files=all", "--ignored=no")?) {
            match &state {
                b"??" => found.untracked.push(name),
                _ => found.changed.push(name),
            }
        }
        // A folder of which all is ignored is one entry.
        for (state, name) in entries(&status("--untracked-files=normal", "--ignored=traditional")?)
        {
            match &state {
                b"!!" if is_expendable(main, worktree, &name) => found.expendable.push(name),
                b"!!" => found.ignored.push(name),
                _ => {}
            }
        }
        // Edits that `git status` has been told not to look for.
        let hidden = git.run(&["ls-files", "-z", "-v"])?;
        for entry in hidden.split(|&byte| byte == 0).filter(|entry| entry.len() > 2) {
            let (state, name) = (entry[0], path(entry[2..].to_vec()));
            let is_hidden = state == b'S' || state.is_ascii_lowercase();
            if is_hidden && worktree.join(&name).symlink_metadata().is_ok() {
                let differs = differs_from_index(&git, worktree, &name)?;
                if differs {
                    found.changed.push(name);
                }
            }
        }
        found.changed.sort();
        Ok(found)
    }

    /// Whether nothing would be lost with the worktree.
    pub fn is_clean(&self) -> bool {
        self.changed.is_empty() && self.untracked.is_empty() && self.ignored.is_empty()
    }
}

/// The entries of `git status --porcelain -z` without renames.
fn entries(status: &[u8]) -> Vec<([u8; 2], PathBuf)> {
    let entry = |entry: &[u8]| match entry {
        [x, y, b' ', name @ ..] => Some(([*x, *y], path(name.to_vec()))),
        _ => None,
    };
    status.split(|&byte| byte == 0).filter_map(entry).collect()
}

/// Whether a file on disk is other than what the index has, whatever bits tell git to assume.
fn differs_from_index(git: &Git, worktree: &Path, name: &Path) -> Result<bool, Error> {
    let mut staged = std::ffi::OsString::from(":0:");
    staged.push(name);
    let staged = git.line(&["rev-parse".as_ref(), "--verify".as_ref(), staged.as_os_str()])?;
    let full = worktree.join(name);
    if !full.symlink_metadata().is_ok_and(|known| known.is_file()) {
        return Ok(false);
    }
    let on_disk = git.line(&["hash-object".as_ref(), "--".as_ref(), name.as_os_str()])?;
    Ok(staged != on_disk)
}

fn is_expendable(main: &Path, worktree: &Path, name: &Path) -> bool {
    let full = worktree.join(name);
    let Ok(known) = full.symlink_metadata() else { return true };
    if !known.is_dir() {
        return include::is_unchanged(main, worktree, name);
    }
    let is_rebuilt = |part: &std::ffi::OsStr| REBUILT.iter().any(|name| part == *name);
    if full.join("CACHEDIR.TAG").is_file() || name.iter().any(is_rebuilt) {
        return true;
    }
    // A folder is as expendable as all that is in it.
    let Ok(entries) = fs::read_dir(&full) else { return false };
    entries.into_iter().all(|entry| {
        entry.is_ok_and(|entry| is_expendable(main, worktree, &name.join(entry.file_name())))
    })
}

/// What git is in the middle of there, if anything.
pub fn under_way(worktree: &Path) -> Result<Option<&'static str>, Error> {
    let git = Git::at(worktree);
    for (name, file) in OPERATIONS {
        let arguments = ["rev-parse", "--path-format=absolute", "--git-path", file];
        if git.path(&arguments)?.exists() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The files that a merge has left unmerged, relative to the top.
pub fn unmerged(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = Git::at(worktree).run(&["ls-files", "-z", "--unmerged"])?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in listed.split(|&byte| byte == 0) {
        if let Some(tab) = entry.iter().position(|&byte| byte == b'\t') {
            paths.push(path(entry[tab + 1..].to_vec()));
        }
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Refuses a worktree whose folder and registration do not point at each other: by now, something
/// else may lie there.
pub fn check_registration(home: &Home, checkout: &Checkout) -> Result<(), Error> {
    let refuse = |why: &str| {
        Err(Error::Refused(format!(
            "{}: {why}; look at `git worktree list` and at what lies there",
            checkout.path.display()
        )))
    };
    let link = checkout.path.join(".git");
    match link.symlink_metadata() {
        Err(_) if !checkout.path.exists() => return refuse("the folder is gone"),
        Err(_) => return refuse("the folder is no worktree any more"),
        Ok(known) if !known.is_file() => return refuse("the folder holds another repository"),
        Ok(_) => {}
    }
    let git = Git::at(&checkout.path);
    let ask = |flag| git.path(&["rev-parse", "--path-format=absolute", flag]);
    let (Ok(common), Ok(own)) = (ask("--git-common-dir"), ask("--git-dir")) else {
        return refuse("the folder is no worktree any more");
    };
    if !same_place(&common, &home.common) {
        return refuse("the folder holds a worktree of another repository");
    }
    let mut back = fs::read(own.join("gitdir")).map_err(Error::file(own.join("gitdir")))?;
    while back.last().is_some_and(u8::is_ascii_whitespace) {
        back.pop();
    }
    // Relative to the folder that it stands in, where `worktree.useRelativePaths` is set.
    if !same_place(&own.join(path(back)), &link) {
        return refuse("it is registered as another worktree");
    }
    Ok(())
}

/// The processes that stand in a folder, each as `name (id)`; empty where the system does not tell.
pub(super) fn processes_in(folder: &Path) -> Vec<String> {
    let Ok(folder) = folder.canonicalize() else { return Vec::new() };
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let mut found: Vec<(u32, String)> = Vec::new();
    for entry in entries.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let is_inside = fs::read_link(entry.path().join("cwd"))
            .is_ok_and(|current| current.starts_with(&folder));
        if is_inside && id != std::process::id() {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            found.push((id, name.trim().to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(id, name)| format!("{name} ({id})")).collect()
}

/// Whether it is a folder with nothing in it.
pub(super) fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}
