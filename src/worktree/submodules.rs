//! Submodules of a worktree. They are repositories that git deletes with the worktree, so work that
//! is only there stops a teardown.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{refuse, shown};
use super::home::same_place;
use super::presence::operation;
use super::runtime_files::Rules;
use super::snapshot::quoted;
use super::{Error, Home, SubmoduleLoss, TeardownRefusal};
use crate::git::{Git, path};
use crate::model::{Ignored, Uncommitted};
use crate::regular::{self, MAX_STATE_BYTES};

/// Submodule in a worktree.
#[derive(Clone, Debug)]
struct Submodule {
    /// Its path, relative to the root of the worktree, or its name in git if it has no files.
    name: PathBuf,
    /// Its git directory.
    own: PathBuf,
    /// Folder of its files; `None` if it has none (`git submodule deinit`).
    files: Option<PathBuf>,
    /// Set if its git directory is removed with the worktree.
    goes: bool,
}

/// Refuses if a submodule of the worktree at `top` has work that would be lost. `own` is the git
/// directory of the worktree. `--force` does not help, since work of another repository cannot be
/// backed up in this one.
pub(super) fn check(home: &Home, top: &Path, own: &Path) -> Result<(), Error> {
    let main = &home.main()?.path;
    let modules = own.join("modules");
    let mut submodules = Vec::new();
    filled(top, Path::new(""), &modules, &mut submodules)?;
    emptied(&modules, Path::new(""), &mut submodules)?;
    let mut losses = Vec::new();
    for submodule in &submodules {
        let name = shown(&submodule.name);
        let kept = own_folder(&main.join(&submodule.name));
        let losses_of = losses_of(submodule, &main.join(&submodule.name), kept.as_deref())?;
        losses.extend(losses_of.into_iter().map(|loss| (name.clone(), loss)));
    }
    if losses.is_empty() {
        return Ok(());
    }
    refuse(TeardownRefusal::HoldsSubmodules { path: top.to_owned(), losses, modules })
}

/// Lists the submodules with files, including nested ones.
fn filled(
    top: &Path,
    below: &Path,
    modules: &Path,
    found: &mut Vec<Submodule>,
) -> Result<(), Error> {
    let folder = top.join(below);
    let git = match own_folder(&folder).filter(|_| below != Path::new("")) {
        Some(own) => within(&own, &folder),
        None => Git::at(&folder),
    };
    let staged = git.run(&["ls-files", "-z", "--stage"])?;
    for entry in staged.split(|&byte| byte == 0).filter(|entry| entry.starts_with(b"160000 ")) {
        let Some(tab) = entry.iter().position(|&byte| byte == b'\t') else { continue };
        let name = below.join(path(entry[tab + 1..].to_vec()));
        let files = top.join(&name);
        let Some(own) = own_folder(&files) else { continue };
        let is_in = |folder: &Path| {
            let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
            real(&own).starts_with(real(folder))
        };
        let goes = is_in(modules) || is_in(top);
        found.push(Submodule { name: name.clone(), own, files: Some(files), goes });
        filled(top, &name, modules, found)?;
    }
    Ok(())
}

/// Lists the submodules of which only the git directory is left.
fn emptied(modules: &Path, name: &Path, found: &mut Vec<Submodule>) -> Result<(), Error> {
    let entries = match fs::read_dir(modules) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::file(modules)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Error::file(modules))?;
        let (git_folder, name) = (entry.path(), name.join(entry.file_name()));
        if !entry.file_type().map_err(Error::file(&git_folder))?.is_dir() {
            continue;
        }
        if !git_folder.join("HEAD").is_file() {
            // The name of the submodule contains a slash.
            emptied(&git_folder, &name, found)?;
            continue;
        }
        if !found.iter().any(|known| same_place(&known.own, &git_folder)) {
            found.push(Submodule {
                name: name.clone(),
                own: git_folder.clone(),
                files: None,
                goes: true,
            });
        }
        emptied(&git_folder.join("modules"), &name, found)?;
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

/// Returns the git directory of the submodule at `files`, from its `.git` file. Git itself would
/// follow the settings of the submodule to another folder if its files were moved.
fn own_folder(files: &Path) -> Option<PathBuf> {
    let link = files.join(".git");
    if link.is_dir() {
        return Some(link);
    }
    let text = regular::read(&link, MAX_STATE_BYTES).ok()?;
    let place = text.strip_prefix(b"gitdir: ")?;
    let place = place.strip_suffix(b"\n").unwrap_or(place);
    Some(files.join(path(place.to_vec())))
}

/// Returns a git in a submodule that ignores where its settings say that its files are.
fn within(own: &Path, files: &Path) -> Git {
    Git::at(files).with("GIT_DIR", own).with("GIT_WORK_TREE", files)
}

/// Lists what would be lost with a submodule. `main` is the folder of its files in
/// the main checkout, and `kept` its git directory there.
fn losses_of(
    submodule: &Submodule,
    main: &Path,
    kept: Option<&Path>,
) -> Result<Vec<SubmoduleLoss>, Error> {
    let mut losses = Vec::new();
    if let Some(files) = &submodule.files {
        // Settings of this repository do not apply to files of another one.
        let rules = Rules::built_in()?;
        let uncommitted = Uncommitted::told(&within(&submodule.own, files), main, files, &rules)?;
        let Ignored { stopping, carried, kept, .. } = uncommitted.ignored;
        losses.extend(uncommitted.changed.into_iter().map(SubmoduleLoss::Changed));
        losses.extend(uncommitted.untracked.into_iter().map(SubmoduleLoss::Untracked));
        let ignored = [stopping, carried, kept].concat();
        losses.extend(ignored.into_iter().map(SubmoduleLoss::Ignored));
    }
    if !submodule.goes {
        return Ok(losses);
    }
    let git_folder = &submodule.own;
    if let Some(operation) = operation(git_folder) {
        losses.push(SubmoduleLoss::Operation(operation.name()));
    }
    if fs::read_dir(git_folder.join("worktrees")).is_ok_and(|mut entries| entries.next().is_some())
    {
        losses.push(SubmoduleLoss::Worktrees);
    }
    // The files may not exist, and are not needed.
    let git = within(git_folder, git_folder);
    let is_staged = || git.attempt(&["diff-index", "--cached", "--quiet", "HEAD"]);
    if submodule.files.is_none()
        && git_folder.join("index").exists()
        && is_staged()?.code == Some(1)
    {
        losses.push(SubmoduleLoss::Staged);
    }
    if git.has("refs/stash")? {
        losses.push(SubmoduleLoss::Stashed);
    }
    losses.extend(unpushed(&git, git_folder, kept)?);
    Ok(losses)
}

/// Counts the commits of a submodule that are neither on a remote branch nor in the main checkout's
/// copy.
fn unpushed(git: &Git, own: &Path, kept: Option<&Path>) -> Result<Option<SubmoduleLoss>, Error> {
    let head = git.attempt(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?;
    let mut tips = ids(&head.stdout);
    // Commits of the reflog may no longer be on a branch. Tags and their commits came from a
    // remote.
    let reflog = git.attempt(&["log", "--walk-reflogs", "--format=%H", "HEAD", "--"])?;
    tips.extend(ids(&reflog.stdout));
    let mut elsewhere = fetched(git, own)?;
    let mut git = git.clone();
    if let Some(kept) = kept {
        let theirs = within(kept, kept);
        let refs = ["for-each-ref", "--format=%(objectname)", "refs/heads", "refs/remotes"];
        elsewhere.extend(ids(&theirs.attempt(&refs)?.stdout));
        elsewhere.extend(ids(&theirs.attempt(&["rev-parse", "--verify", "HEAD"])?.stdout));
        git = git.with("GIT_ALTERNATE_OBJECT_DIRECTORIES", quoted(&kept.join("objects")));
    }
    let mut arguments: Vec<&OsStr> = ["rev-list", "--ignore-missing"].map(OsStr::new).to_vec();
    arguments.extend(tips.iter().map(OsStr::new));
    let refs = ["--exclude=refs/tags/*", "--exclude=refs/stash", "--all", "--not", "--remotes"];
    arguments.extend(refs.map(OsStr::new));
    arguments.extend(elsewhere.iter().map(OsStr::new));
    let listed = git.run(&arguments)?;
    let commits: Vec<&[u8]> =
        listed.split(|&byte| byte == b'\n').filter(|id| !id.is_empty()).collect();
    let Some(first) = commits.first() else { return Ok(None) };
    let first = String::from_utf8_lossy(first.get(..10).unwrap_or(first)).into_owned();
    Ok(Some(SubmoduleLoss::Unpushed { commits: commits.len(), first }))
}

/// Returns the commits that were fetched last from its remotes. A commit that was fetched by id is
/// on no remote branch.
fn fetched(git: &Git, own: &Path) -> Result<BTreeSet<String>, Error> {
    let fetched = regular::read(&own.join("FETCH_HEAD"), MAX_STATE_BYTES).unwrap_or_default();
    let urls = git.attempt(&["config", "--get-regexp", r"^remote\..*\.url$"])?;
    let urls = String::from_utf8_lossy(&urls.stdout).into_owned();
    let plain = |url: &str| url.trim_end_matches('/').trim_end_matches(".git").to_owned();
    let urls: BTreeSet<String> =
        urls.lines().filter_map(|line| Some(plain(line.split_once(' ')?.1))).collect();
    let fetched = String::from_utf8_lossy(&fetched).into_owned();
    let is_from_remote =
        |line: &&str| line.rsplit_once(" of ").is_some_and(|(_, url)| urls.contains(&plain(url)));
    let lines: Vec<&str> = fetched.lines().filter(is_from_remote).collect();
    Ok(ids(lines.join("\n").as_bytes()))
}

/// Returns the ids at the start of the lines.
fn ids(text: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(text);
    let is_id = |word: &&str| word.len() >= 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.lines().filter_map(|line| line.split_whitespace().next());
    words.filter(is_id).map(str::to_owned).collect()
}
