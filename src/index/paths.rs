//! Look-ups by path, and by parts of paths.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use globset::GlobBuilder;

use super::{IndexedFile, numbered};
use crate::model::{FileId, RepoPath};

/// Number of files that a glob may match: one that matches more names nothing in particular.
const MAX_GLOB_MATCHES: usize = 200;

/// Files that a text names, by how it names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathMatch {
    /// The whole path of one file.
    Whole(FileId),
    /// At least the last two components.
    Suffix(Vec<FileId>),
    /// The name below some of its folders, in order, as written before files moved:
    /// `change/core/scan.go` for `cli/change/core/scan/scan.go`.
    Moved(Vec<FileId>),
    /// The name with its extension.
    Name(Vec<FileId>),
    /// Folders, whole or by at least their last two components.
    Folder(Vec<String>),
    /// A glob.
    Glob(Vec<FileId>),
}

/// Look-ups by path.
#[derive(Debug, Default)]
pub struct Paths {
    /// Folded to lower case, since people write `readme.md`.
    by_name: HashMap<String, Vec<FileId>>,
    by_stem: HashMap<String, Vec<FileId>>,
    by_path: HashMap<String, FileId>,
    /// Files directly in each folder.
    folders: BTreeMap<String, Vec<FileId>>,
    /// By `FileId`.
    all: Vec<RepoPath>,
    /// By `FileId`: number of the folder of the file.
    folder_numbers: Vec<u32>,
    /// Folders by their last component, in lower case.
    folders_by_name: HashMap<String, Vec<String>>,
    /// Path of the root from the top of the repository, with a `/` at its end; empty at the top.
    prefix: String,
    /// Files that exist, but are no answer to a task.
    left_out: HashSet<String>,
}

impl Paths {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut paths = Self::default();
        let mut all_folders = BTreeSet::new();
        for (id, file) in numbered(files) {
            let path = &file.path;
            paths.all.push(path.clone());
            paths.by_path.insert(path.as_str().to_owned(), id);
            paths.by_name.entry(path.name().to_lowercase()).or_default().push(id);
            paths.by_stem.entry(path.stem().to_lowercase()).or_default().push(id);
            paths.folders.entry(path.folder().to_owned()).or_default().push(id);
            let mut folder = path.folder();
            while !folder.is_empty() && all_folders.insert(folder.to_owned()) {
                folder = folder.rfind('/').map_or("", |slash| &folder[..slash]);
            }
        }
        for folder in all_folders {
            let name = folder.rsplit('/').next().unwrap_or(&folder).to_lowercase();
            paths.folders.entry(folder.clone()).or_default();
            paths.folders_by_name.entry(name).or_default().push(folder);
        }
        paths.folder_numbers = vec![0; files.len()];
        for (number, files) in (0..).zip(paths.folders.values()) {
            for file in files {
                paths.folder_numbers[file.index()] = number;
            }
        }
        paths
    }

    /// Takes the path of the root from the top of the repository: paths from there are understood,
    /// too.
    pub fn set_prefix(&mut self, prefix: &str) {
        prefix.clone_into(&mut self.prefix);
    }

    /// Takes the files that exist but are no answer to a task, such as the backlogs.
    pub fn set_left_out(&mut self, paths: impl Iterator<Item = String>) {
        self.left_out = paths.collect();
    }

    /// Returns whether there is such a file that is no answer to a task.
    pub fn is_left_out(&self, path: &str) -> bool {
        self.left_out.contains(path)
    }

    /// Returns a path from the top of the repository as one from the root. `None` where it leads to
    /// another part of the repository.
    pub fn from_root<'a>(&self, path: &'a str) -> Option<&'a str> {
        if let Some(below) = path.strip_prefix(&self.prefix) {
            return Some(below);
        }
        let top = |path: &'a str| path.split_once('/').map(|(top, _)| top);
        let beside = top(path).is_some_and(|it| self.prefix.starts_with(&format!("{it}/")));
        (!beside || top(path).is_some_and(|it| self.is_folder(it))).then_some(path)
    }

    /// Returns the file at exactly this path.
    pub fn at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Returns the files that a text names by their path, a part of it or their name.
    pub fn named(&self, text: &str) -> Vec<FileId> {
        match self.resolve(text) {
            Some(PathMatch::Whole(file)) => vec![file],
            Some(PathMatch::Suffix(files) | PathMatch::Moved(files) | PathMatch::Name(files)) => {
                files
            }
            _ => Vec::new(),
        }
    }

    /// Returns the files of a stem, with any extension; `stem` must be in lower case.
    pub fn with_stem(&self, stem: &str) -> &[FileId] {
        self.by_stem.get(stem).map_or(&[], Vec::as_slice)
    }

    /// Returns the folders whose last component is `name`, which must be in lower case.
    pub fn folders_named(&self, name: &str) -> &[String] {
        self.folders_by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns whether there is such a folder.
    pub fn is_folder(&self, folder: &str) -> bool {
        self.folders.contains_key(folder)
    }

    /// Returns the number of each file's folder, by `FileId`: two files of one folder have the same.
    pub fn folder_numbers(&self) -> &[u32] {
        &self.folder_numbers
    }

    /// Returns the number of folders.
    pub fn folders(&self) -> usize {
        self.folders.len()
    }

    /// Returns the files directly in a folder.
    pub fn in_folder(&self, folder: &str) -> &[FileId] {
        self.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Returns the files in a folder and below it.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = FileId> {
        let below = format!("{folder}/");
        let inner = self
            .folders
            .range(below.clone()..)
            .take_while(move |(name, _)| name.starts_with(&below))
            .flat_map(|(_, files)| files);
        self.in_folder(folder).iter().chain(inner).copied()
    }

    /// Finds what `text` names, if anything. `text` is a path as people write one, without line
    /// numbers.
    pub fn resolve(&self, text: &str) -> Option<PathMatch> {
        let spelled = spelled_plainly(text);
        let text = spelled.strip_prefix("./").unwrap_or(&spelled);
        let text = self.from_root(text)?;
        // `internal/...` is Go's way to name a folder with all below it.
        let text = text.strip_suffix("/...").or_else(|| text.strip_suffix("/**")).unwrap_or(text);
        let trimmed = text.trim_matches('/');
        if trimmed.is_empty() {
            return None;
        }
        if trimmed.contains('*') {
            return self.glob(trimmed);
        }
        if let Some(file) = self.at(trimmed) {
            return Some(PathMatch::Whole(file));
        }
        if self.is_folder(trimmed) && (trimmed.contains('/') || text.ends_with('/')) {
            return Some(PathMatch::Folder(vec![trimmed.to_owned()]));
        }
        let name = trimmed.rsplit('/').next().unwrap_or(trimmed).to_lowercase();
        if trimmed.contains('/') {
            self.suffix(trimmed, &name)
        } else if text.ends_with('/') {
            let folders = self.folders_named(&name);
            (!folders.is_empty()).then(|| PathMatch::Folder(folders.to_vec()))
        } else if name.contains('.')
            || matches!(name.as_str(), "makefile" | "dockerfile" | "justfile" | "license")
        {
            let named = self.by_name.get(&name).map(|files| PathMatch::Name(files.clone()));
            named.or_else(|| self.dotted(trimmed))
        } else {
            None
        }
    }

    /// Finds the files that a dotted name means, as some languages name modules: `ui.prompts`. Each
    /// part is in lower case, so that `index.Validate` stays a symbol.
    fn dotted(&self, name: &str) -> Option<PathMatch> {
        let is_part = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let files = self.without_extension(&name.replace('.', "/"));
        (name.split('.').all(is_part) && !files.is_empty()).then_some(PathMatch::Suffix(files))
    }

    /// Finds the files whose path without its extension ends in `suffix`, which has at least two
    /// components.
    fn without_extension(&self, suffix: &str) -> Vec<FileId> {
        let (folder, stem) = suffix.rsplit_once('/').unwrap_or(("", suffix));
        let below = format!("/{folder}").to_lowercase();
        let ends = |id: &&FileId| {
            let path = &self.all[id.index()];
            !folder.is_empty() && format!("/{}", path.folder()).to_lowercase().ends_with(&below)
        };
        self.with_stem(&stem.to_lowercase()).iter().filter(ends).copied().collect()
    }

    /// Finds the files, else the folders, whose path ends in `suffix`, which has at least two
    /// components.
    fn suffix(&self, suffix: &str, name: &str) -> Option<PathMatch> {
        let tail = format!("/{}", suffix.to_lowercase());
        let ends = |path: &str| {
            path.len() > tail.len() && path.to_lowercase().ends_with(&tail)
                || path.eq_ignore_ascii_case(suffix)
        };
        if let Some(candidates) = self.by_name.get(name) {
            let files: Vec<FileId> = candidates
                .iter()
                .copied()
                .filter(|id| ends(self.all[id.index()].as_str()))
                .collect();
            if !files.is_empty() {
                return Some(PathMatch::Suffix(files));
            }
        }
        let folders: Vec<String> =
            self.folders_named(name).iter().filter(|folder| ends(folder)).cloned().collect();
        if !folders.is_empty() {
            return Some(PathMatch::Folder(folders));
        }
        let files = self.without_extension(suffix);
        if !files.is_empty() {
            return Some(PathMatch::Suffix(files));
        }
        let is_moved = |id: &&FileId| holds_in_order(self.all[id.index()].as_str(), suffix);
        let named = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let moved: Vec<FileId> = named.iter().filter(is_moved).copied().collect();
        if !moved.is_empty() {
            return Some(PathMatch::Moved(moved));
        }
        let folders = self.renamed_folders(suffix, name);
        (!folders.is_empty()).then_some(PathMatch::Folder(folders))
    }

    /// Finds the folders that a path means, one component of which was renamed since.
    fn renamed_folders(&self, named: &str, name: &str) -> Vec<String> {
        let inner = self.folders_named(name).iter();
        let longer = self.folders.range(named.to_owned()..).map(|(folder, _)| folder);
        let longer = longer.take_while(|folder| folder.starts_with(named));
        let mut folders: Vec<String> =
            inner.chain(longer).filter(|folder| is_renamed(folder, named)).cloned().collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    }

    fn glob(&self, pattern: &str) -> Option<PathMatch> {
        // A pattern without a folder is meant anywhere, as in `.gitignore`.
        let anywhere =
            if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
        let glob =
            GlobBuilder::new(&anywhere).literal_separator(true).build().ok()?.compile_matcher();
        let files: Vec<FileId> = (0..)
            .map(FileId)
            .zip(&self.all)
            .filter(|(_, path)| glob.is_match(path.as_str()))
            .map(|(id, _)| id)
            .take(MAX_GLOB_MATCHES + 1)
            .collect();
        (!files.is_empty() && files.len() <= MAX_GLOB_MATCHES).then_some(PathMatch::Glob(files))
    }
}

/// Writes a path with `/` and without percent-encoding, as in links: `ui::prompts.rs` is
/// `ui/prompts.rs`, `my%20guide.md` is `my guide.md`.
fn spelled_plainly(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("::", "/");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    Cow::Owned(String::from_utf8(bytes).unwrap_or(text))
}

/// Number of components from which a path is told by the others where one was renamed.
const MIN_COMPONENTS: usize = 3;

/// Length in bytes of the shared beginning of a component and its former name.
const MIN_SHARED_BYTES: usize = 4;

/// Returns whether the components of two paths are equal but for one, which was made longer or shorter:
/// `cli/connect/core/render` and `cli/connection/core/render`.
fn is_renamed(path: &str, named: &str) -> bool {
    let components = || path.split('/').zip(named.split('/'));
    let mut others = components().filter(|(now, then)| !now.eq_ignore_ascii_case(then));
    let Some((now, then)) = others.next().filter(|_| others.next().is_none()) else { return false };
    let (now, then) = (now.to_lowercase(), then.to_lowercase());
    let (short, long) = if now.len() < then.len() { (&now, &then) } else { (&then, &now) };
    let count = path.split('/').count();
    count >= MIN_COMPONENTS
        && count == named.split('/').count()
        && short.len() >= MIN_SHARED_BYTES
        && long.starts_with(short)
}

/// Returns whether the components of `named` are some of those of `path`, in order.
fn holds_in_order(path: &str, named: &str) -> bool {
    let mut components = path.split('/');
    named.split('/').all(|name| components.any(|component| component.eq_ignore_ascii_case(name)))
}
