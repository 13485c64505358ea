//! The walk: a folder to the sorted list of its files, and their bytes.

mod attributes;
mod origin;
mod read;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use crate::model::{Language, Origin, Problem, RepoPath, SourceFile};
use attributes::Attributes;

pub use read::{MAX_TEXT_BYTES, is_binary, read};

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

/// What a walk found.
#[derive(Debug, Default)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    /// What could not be listed, sorted.
    pub problems: Vec<Problem>,
}

/// Lists the regular files below `root` that `.gitignore` and `.ignore` leave, hidden ones
/// included, on `threads` threads.
///
/// Symbolic links are not followed and submodules not entered, as git would. The user's own git
/// settings do not count, so that the answer is the same on each machine.
pub fn walk(root: &Path, threads: usize) -> Listing {
    let found = Mutex::new(Listing::default());
    WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .git_global(false)
        .parents(lies_inside_work_tree(root))
        .threads(threads.max(1))
        .filter_entry(is_wanted)
        .build_parallel()
        .visit(&mut Collectors { root, found: &found });

    let mut listing = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    // Two names that differ only in bytes that are not UTF-8 read alike.
    listing.files.dedup_by(|a, b| a.path == b.path);
    place_origins(&mut listing.files, &mut listing.problems, |file| read(root, file));
    listing.problems.sort_unstable();
    listing.problems.dedup();
    listing
}

/// A file by what its path says, where there is no folder to walk (a commit's tree, say).
pub fn describe(path: RepoPath, size: u64) -> SourceFile {
    let origin = origin::of(&path, &Attributes::default());
    SourceFile { language: Language::of(&path), origin, path, size }
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

/// Whether a file lies where a walk does not go: in one of [`STATE_FOLDERS`].
pub fn is_state(path: &RepoPath) -> bool {
    path.components().rev().skip(1).any(|folder| STATE_FOLDERS.contains(&folder))
}

/// Whether the root is a folder within a git work tree: only then do ignore files above it count.
fn lies_inside_work_tree(root: &Path) -> bool {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    !has_git(&root) && root.ancestors().skip(1).any(has_git)
}

fn has_git(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok()
}

fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name();
    if name == ".git" {
        return false;
    }
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    // A folder with a `.git` of its own is a submodule or another work tree.
    !STATE_FOLDERS.iter().any(|state| name == *state) && !has_git(entry.path())
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
                if let Some(error) = entry.error() {
                    self.own.problems.push(problem(self.root, error));
                }
                if entry.file_type().is_some_and(|kind| kind.is_file()) {
                    match source_file(self.root, &entry) {
                        Ok(file) => self.own.files.extend(file),
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

fn source_file(root: &Path, entry: &DirEntry) -> Result<Option<SourceFile>, ignore::Error> {
    let Some(path) = repo_path(root, entry.path()) else { return Ok(None) };
    let size = entry.metadata()?.len();
    Ok(Some(SourceFile { language: Language::of(&path), path, size, origin: Origin::default() }))
}

fn repo_path(root: &Path, path: &Path) -> Option<RepoPath> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    RepoPath::new(&parts.join("/"))
}

fn problem(root: &Path, error: &ignore::Error) -> Problem {
    let place = path_of(error).unwrap_or(root);
    let message = match error.io_error() {
        Some(io) => format!("cannot be listed: {io}"),
        None => format!("{}; the rest of it counts", innermost(error)),
    };
    Problem { path: printed(root, place), line: line_of(error), message }
}

fn printed(root: &Path, place: &Path) -> String {
    repo_path(root, place).map_or_else(|| place.display().to_string(), |path| path.to_string())
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

fn line_of(error: &ignore::Error) -> Option<u32> {
    match error {
        ignore::Error::WithLineNumber { line, .. } => u32::try_from(*line).ok(),
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => line_of(err),
        ignore::Error::Partial(errors) => errors.first().and_then(line_of),
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
