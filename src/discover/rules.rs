//! Ignore rules: which files git leaves out, and which `.ignore` files hide.
//!
//! The patterns are read by the crate that walks. The files that hold them are opened here, since a
//! link may lead out of the repository and a pipe is waited for, and since which of them count is
//! git's to say: those from the top of the working tree down, then `info/exclude`, then the user's own.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::{Problem, ProblemKind};
use crate::regular;

/// Larger files of ignore rules do not count, in bytes.
pub(super) const MAX_RULES_BYTES: u64 = 4 << 20;

/// The rules that hold in one folder: its own, and those of the folder above.
struct Level {
    above: Option<Arc<Level>>,
    /// Of `.gitignore`.
    git: Option<Gitignore>,
    /// Of `.ignore`.
    ignore: Option<Gitignore>,
}

/// The ignore rules of a tree, read folder by folder as they are asked for.
pub(super) struct Rules {
    /// The folder that is listed, which problems are named from.
    root: PathBuf,
    /// The folder from which ignore files count.
    top: PathBuf,
    /// Set if git has the last word; else a `.ignore` may bring back what a `.gitignore` hides.
    is_git: bool,
    /// Set if the case of letters does not count.
    ignores_case: bool,
    /// Rules for all folders, the strongest first.
    everywhere: Vec<Gitignore>,
    levels: RwLock<HashMap<PathBuf, Option<Arc<Level>>>>,
    problems: Mutex<Vec<Problem>>,
}

impl Rules {
    /// Makes the rules for the folder `root` of the working tree of git with this `top`; `excludes`
    /// are the files of rules for all of it, the strongest first.
    pub(super) fn of_git(
        root: &Path,
        top: &Path,
        excludes: &[PathBuf],
        ignores_case: bool,
    ) -> Self {
        let everywhere = excludes.iter().filter_map(|file| {
            // The user's own may be a link. What is wrong in them is not told: they lie elsewhere.
            read(top, &file.canonicalize().ok()?, ignores_case, |_, _| {})
        });
        let everywhere = everywhere.collect();
        let top = top.to_owned();
        Self { top, is_git: true, ignores_case, everywhere, ..Self::of_folder(root) }
    }

    /// Makes the rules of a folder outside of git.
    pub(super) fn of_folder(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            top: root.to_owned(),
            is_git: false,
            ignores_case: false,
            everywhere: Vec::new(),
            levels: RwLock::default(),
            problems: Mutex::default(),
        }
    }

    /// Returns the folder from which ignore files count.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// Tells whether an entry is left out, provided that the folder it lies in is not.
    pub(super) fn hide(&self, path: &Path, is_folder: bool) -> bool {
        let level = path.parent().and_then(|folder| self.level(folder));
        let levels = || std::iter::successors(level.as_deref(), |level| level.above.as_deref());
        match decide(levels().filter_map(|level| level.ignore.as_ref()), path, is_folder) {
            Some(true) => return true,
            Some(false) if !self.is_git => return false,
            _ => {}
        }
        let of_git = levels().filter_map(|level| level.git.as_ref()).chain(&self.everywhere);
        decide(of_git, path, is_folder) == Some(true)
    }

    /// Returns the problems met so far.
    pub(super) fn take_problems(&self) -> Vec<Problem> {
        std::mem::take(&mut *self.problems.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the rules that hold in `folder`; `None` where there are none.
    fn level(&self, folder: &Path) -> Option<Arc<Level>> {
        if !folder.starts_with(&self.top) {
            return None;
        }
        let known = self.levels.read().unwrap_or_else(PoisonError::into_inner).get(folder).cloned();
        if let Some(known) = known {
            return known;
        }
        let above = folder.parent().and_then(|above| self.level(above));
        // Held from here on, so that no file is read twice.
        let mut levels = self.levels.write().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let git = self.read(folder, ".gitignore");
            let ignore = self.read(folder, ".ignore");
            if git.is_none() && ignore.is_none() {
                return above;
            }
            Some(Arc::new(Level { above, git, ignore }))
        };
        levels.entry(folder.to_owned()).or_insert_with(make).clone()
    }

    /// Returns the rules in the file of that name in `folder`; `None` where there are none.
    fn read(&self, folder: &Path, name: &str) -> Option<Gitignore> {
        let file = folder.join(name);
        read(folder, &file, self.ignores_case, |line, message| {
            let path = file.strip_prefix(&self.root).unwrap_or(&file).display().to_string();
            let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
            problems.push(Problem { path, line, kind: ProblemKind::IgnoreRule, message });
        })
    }
}

/// Returns the rules in a file, which are about what is below `folder`; `None` where there are
/// none. Errors go to `complain`, with their lines.
fn read(
    folder: &Path,
    file: &Path,
    ignores_case: bool,
    complain: impl Fn(Option<u32>, String),
) -> Option<Gitignore> {
    let bytes = match regular::read(file, MAX_RULES_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            if !is_absence(&error) {
                complain(None, format!("does not count: {error}"));
            }
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut rules = GitignoreBuilder::new(folder);
    // Never fails, although its signature says so.
    rules.case_insensitive(ignores_case).ok()?;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if let Err(error) = rules.add_line(None, line) {
            complain(Some(number), format!("{}; the rest of it counts", super::innermost(&error)));
        }
    }
    // Each pattern compiles on its own, so the set fails only by its size.
    rules.build().map_err(|error| complain(None, error.to_string())).ok()
}

/// Decides by the nearest rule that matches whether to leave the entry out.
fn decide<'a>(
    mut rules: impl Iterator<Item = &'a Gitignore>,
    path: &Path,
    is_folder: bool,
) -> Option<bool> {
    rules.find_map(|rules| match rules.matched(path, is_folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    })
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
