//! The walk: a folder to the sorted list of its files, and their bytes.

mod attributes;
mod origin;
mod read;
mod report;
mod rules;

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::git::{self, Git, Tracked, WorkTree};
use crate::model::{Language, Origin, Problem, ProblemKind, RepoPath, SourceFile};
use attributes::Attributes;
use rules::Rules;

pub use read::{Content, MAX_TEXT_BYTES, content, is_binary, is_unchanged, read};
use report::is_report;

/// Folders in which editors and task trackers keep their state. What they hold is written by the
/// tool and never the answer to a task. Folders of settings that people edit and commit (`.vscode`,
/// `.github`, `.cursor`) and of documents (`.context`) are not among them.
pub const STATE_FOLDERS: &[&str] = &[
    // editors
    ".idea",
    ".vs",
    ".fleet",
    ".zed",
    ".settings",
    // task trackers
    ".beads",
    ".beans",
    ".taskmaster",
    ".backlog",
    ".todos",
    // caches and other version control
    ".hg",
    ".svn",
    ".jj",
    ".cache",
    ".direnv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
];

/// Result of a walk.
#[derive(Debug, Default)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    /// Files and folders that could not be listed, sorted.
    pub problems: Vec<Problem>,
}

/// Lists the regular files below `root` as git sees them, hidden ones included, on `threads` threads:
/// those that it tracks, and those that it would add. Outside of git, and where git has no answer,
/// those that the ignore files from `root` (or the top of the working tree) down leave.
///
/// Symbolic links are not followed and submodules not entered, as git would. A `.ignore` hides files
/// that are not tracked. Reports that ctx wrote are left out.
pub fn walk(root: &Path, threads: usize) -> Listing {
    let mut listing = Listing::default();
    // Rules and paths are compared by the real names of folders.
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let place = Place::of(&real, &mut listing.problems);
    let (tracked, walked) = rayon::join(
        || place.tracked(&real),
        || walk_untracked(&real, &Arc::new(place.rules(&real)), threads),
    );
    listing.files = walked.files;
    listing.problems.extend(walked.problems);
    match tracked {
        Ok(tracked) => listing.problems.extend(add_tracked(&real, &tracked, &mut listing.files)),
        Err(error) => listing.problems.push(unlisted(&error)),
    }
    listing.files.retain(|file| !is_report(root, file));
    listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    // Two names that differ only in bytes that are not UTF-8 read alike.
    listing.files.dedup_by(|a, b| a.path == b.path);
    place_origins(&mut listing.files, &mut listing.problems, |file| read(root, file));
    listing.problems.sort_unstable();
    listing.problems.dedup();
    listing
}

/// Place of a folder, which decides which of its files are listed.
enum Place {
    /// In a working tree of git.
    WorkTree(WorkTree),
    /// In what looks like one, but git does not answer; its top.
    Silent(PathBuf),
    /// In no working tree.
    Outside,
}

impl Place {
    fn of(root: &Path, problems: &mut Vec<Problem>) -> Self {
        match WorkTree::of(&Git::at(root)) {
            Ok(Some(tree)) => Self::WorkTree(tree),
            Ok(None) => Self::Outside,
            Err(error) => match root.ancestors().find(|folder| has_git(folder)) {
                Some(top) => {
                    problems.push(unlisted(&error));
                    Self::Silent(top.to_owned())
                }
                None => Self::Outside,
            },
        }
    }

    fn rules(&self, root: &Path) -> Rules {
        match self {
            Self::WorkTree(tree) => {
                Rules::of_git(root, &tree.top, &tree.excludes, tree.ignores_case)
            }
            Self::Silent(top) => Rules::of_git(root, top, &[top.join(".git/info/exclude")], false),
            Self::Outside => Rules::of_folder(root),
        }
    }

    fn tracked(&self, root: &Path) -> Result<Vec<Tracked>, git::Error> {
        match self {
            Self::WorkTree(_) => git::tracked(&Git::at(root)),
            Self::Silent(_) | Self::Outside => Ok(Vec::new()),
        }
    }
}

/// Returns the problem that git does not tell what it tracks.
fn unlisted(error: &git::Error) -> Problem {
    Problem::new(
        ProblemKind::Unlisted,
        ".",
        format!("{error}; tracked files that an ignore rule names do not count"),
    )
}

/// Lists the regular files below `root` that `rules` leave.
fn walk_untracked(root: &Path, rules: &Arc<Rules>, threads: usize) -> Listing {
    // Nothing of a folder that is left out is looked at.
    let mut above = root.ancestors().take_while(|folder| *folder != rules.top());
    if above.any(|folder| rules.hide(folder, true)) {
        return Listing { problems: rules.take_problems(), ..Listing::default() };
    }
    let found = Mutex::new(Listing::default());
    let filter = {
        let rules = Arc::clone(rules);
        move |entry: &DirEntry| is_wanted(entry, &rules)
    };
    WalkBuilder::new(root)
        .standard_filters(false)
        .threads(threads.max(1))
        .filter_entry(filter)
        .build_parallel()
        .visit(&mut Collectors { root, found: &found });
    let mut listing = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    listing.problems.extend(rules.take_problems());
    listing
}

/// Adds the files that git tracks, relative to `root`, as far as they are there and not found yet. What a
/// sparse checkout leaves out is there, too, but only by its path; returns a problem that says so.
fn add_tracked(root: &Path, tracked: &[Tracked], files: &mut Vec<SourceFile>) -> Option<Problem> {
    let known: HashSet<RepoPath> = files.iter().map(|file| file.path.clone()).collect();
    let missing = tracked.par_iter().filter_map(|Tracked { path: name, is_left_out }| {
        let is_plain = name.components().all(|part| matches!(part, Component::Normal(_)));
        let path = repo_path(root, &root.join(name)).filter(|_| is_plain)?;
        if known.contains(&path) || is_state(&path) {
            return None;
        }
        let Ok(file) = root.join(name).symlink_metadata() else {
            return is_left_out.then(|| (describe(path, 0), true));
        };
        // A folder may have become a link since it was added.
        let mut folders = name.ancestors().skip(1).filter(|folder| *folder != Path::new(""));
        let is_folder =
            |folder: &Path| root.join(folder).symlink_metadata().is_ok_and(|known| known.is_dir());
        (file.is_file() && folders.all(is_folder)).then(|| (source_file(path, &file), false))
    });
    let missing: Vec<(SourceFile, bool)> = missing.collect();
    let left_out = missing.iter().filter(|(_, is_left_out)| *is_left_out).count();
    files.extend(missing.into_iter().map(|(file, _)| file));
    (left_out > 0).then(|| {
        let message = format!(
            "a sparse checkout leaves out {left_out} tracked files; they are known by their paths only"
        );
        Problem::new(ProblemKind::Unread, ".", message)
    })
}

/// Describes a file by its path alone, where there is no folder to walk (a commit's tree, say).
pub fn describe(path: RepoPath, size: u64) -> SourceFile {
    let origin = origin::of(&path, &Attributes::default());
    SourceFile { language: Language::of(&path), origin, path, size, stamp: None }
}

/// Adds what the `.gitattributes` among `files`, which are sorted by path, say of their origins;
/// `read` gives their bytes, as [`read`](fn@read) does.
pub fn place_origins(
    files: &mut [SourceFile],
    problems: &mut Vec<Problem>,
    read: impl FnMut(&SourceFile) -> (Option<Vec<u8>>, Option<Problem>),
) {
    let attributes = Attributes::collect(files, problems, read);
    for file in files {
        file.origin = origin::of(&file.path, &attributes);
    }
}

/// Returns true if a file is in one of the [`STATE_FOLDERS`], where a walk does not go.
pub fn is_state(path: &RepoPath) -> bool {
    path.components().rev().skip(1).any(|folder| STATE_FOLDERS.contains(&folder))
}

fn has_git(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

fn is_wanted(entry: &DirEntry, rules: &Rules) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name();
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if name == ".git" || (is_folder && STATE_FOLDERS.iter().any(|state| name == *state)) {
        return false;
    }
    // A folder with a `.git` of its own is a submodule or another work tree.
    let is_other_tree = is_folder && has_git(entry.path());
    !is_other_tree && !rules.hide(entry.path(), is_folder)
}

/// Makes one collector for each thread of the walk.
struct Collectors<'a> {
    root: &'a Path,
    found: &'a Mutex<Listing>,
}

impl<'a> ParallelVisitorBuilder<'a> for Collectors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        Box::new(Collector { root: self.root, found: self.found, own: Listing::default() })
    }
}

/// Gathers what one thread sees, and hands it over when the thread ends.
struct Collector<'a> {
    root: &'a Path,
    found: &'a Mutex<Listing>,
    own: Listing,
}

impl ParallelVisitor for Collector<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_some_and(|kind| kind.is_file())
                    && let Some(path) = repo_path(self.root, entry.path())
                {
                    match entry.metadata() {
                        Ok(known) => self.own.files.push(source_file(path, &known)),
                        Err(error) => self.own.problems.push(problem(self.root, &error)),
                    }
                }
            }
            Err(error) => self.own.problems.push(problem(self.root, &error)),
        }
        WalkState::Continue
    }
}

impl Drop for Collector<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.files.append(&mut self.own.files);
        found.problems.append(&mut self.own.problems);
    }
}

/// Makes a source file whose origin is not known yet.
fn source_file(path: RepoPath, known: &Metadata) -> SourceFile {
    SourceFile {
        language: Language::of(&path),
        path,
        size: known.len(),
        stamp: read::stamp(known),
        origin: Origin::default(),
    }
}

fn repo_path(root: &Path, path: &Path) -> Option<RepoPath> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    RepoPath::new(&parts.join("/"))
}

fn problem(root: &Path, error: &ignore::Error) -> Problem {
    let why = error.io_error().map_or_else(|| innermost(error).to_string(), ToString::to_string);
    let place = path_of(error).unwrap_or(root);
    let name =
        repo_path(root, place).map_or_else(|| place.display().to_string(), |path| path.to_string());
    Problem::new(ProblemKind::Unlisted, name, format!("cannot be listed: {why}"))
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::Partial(errors) => errors.first().and_then(path_of),
        _ => None,
    }
}

fn innermost(error: &ignore::Error) -> &ignore::Error {
    match error {
        ignore::Error::WithLineNumber { err, .. }
        | ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. } => innermost(err),
        ignore::Error::Partial(errors) => errors.first().map_or(error, innermost),
        _ => error,
    }
}

#[cfg(test)]
mod tests;
