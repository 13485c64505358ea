//! Ignored files of a worktree, by what a teardown does with them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::runtime_files::{Fate, Rules};
use super::{Error, carry, include};
use crate::git::{self, Git};
use crate::model::Ignored;
use crate::regular;

impl Ignored {
    /// Sorts the ignored files of `worktree`, which `git` lists; `main` is the same folder in the
    /// main checkout.
    pub(super) fn read(
        git: &Git,
        main: &Path,
        worktree: &Path,
        rules: &Rules,
    ) -> Result<Self, Error> {
        let mut ignored = Self::default();
        let sorter = Sorter { main, worktree, rules };
        let entries = listed(git)?;
        for entry in &entries {
            sorter.sort(entry, None, &mut ignored);
        }
        ignored.entries = entries;
        let taken = carry::ignored_in(main, &ignored.carried);
        let (carried, kept) = ignored.carried.into_iter().partition(|name| taken.contains(name));
        ignored.carried = carried;
        ignored.kept.extend::<Vec<PathBuf>>(kept);
        ignored.kept.sort();
        Ok(ignored)
    }

    /// Adds the content of a folder: the folder as a whole, if all of it has the same fate.
    fn add(&mut self, folder: PathBuf, fate: Option<Fate>, inside: Self) {
        let Self { stopping, carried, kept, dropped, .. } = inside;
        match [stopping.is_empty(), carried.is_empty(), kept.is_empty(), dropped.is_empty()] {
            [true, true, true, _] => self.dropped.push(folder),
            [false, true, true, true] => self.stopping.push(folder),
            [true, true, false, true] if fate == Some(Fate::Keep) => self.kept.push(folder),
            _ => {
                self.stopping.extend(stopping);
                self.carried.extend(carried);
                self.kept.extend(kept);
                self.dropped.extend(dropped);
            }
        }
    }
}

/// Folders and rules of the sort.
struct Sorter<'a> {
    main: &'a Path,
    worktree: &'a Path,
    rules: &'a Rules,
}

impl Sorter<'_> {
    /// Sorts a file, or all files of a folder. `above` is the fate of the folder around it.
    fn sort(&self, name: &Path, above: Option<Fate>, into: &mut Ignored) {
        let full = self.worktree.join(name);
        let Ok(known) = full.symlink_metadata() else { return };
        // Git lists folders with a slash at the end.
        let path: PathBuf = name.components().collect();
        let fate = self.rules.fate(&path, known.is_dir()).or(above);
        if !known.is_dir() {
            self.list_of(&path, fate, into).push(path);
            return;
        }
        let is_cache = || regular::is_file(&full.join("CACHEDIR.TAG"));
        let fate = fate.or_else(|| is_cache().then_some(Fate::Drop));
        // The empty last component adds a slash at the end.
        let folder = path.join("");
        if fate.is_some_and(|fate| self.rules.holds_throughout(fate)) {
            into.dropped.push(folder);
            return;
        }
        let names = fs::read_dir(&full).and_then(|entries| {
            entries.map(|entry| Ok(entry?.file_name())).collect::<Result<BTreeSet<_>, _>>()
        });
        let Ok(names) = names else {
            into.stopping.push(folder);
            return;
        };
        let mut inside = Ignored::default();
        for file in names {
            self.sort(&path.join(file), fate, &mut inside);
        }
        into.add(folder, fate, inside);
    }

    /// Returns the list of files that have this fate.
    fn list_of<'a>(
        &self,
        path: &Path,
        fate: Option<Fate>,
        into: &'a mut Ignored,
    ) -> &'a mut Vec<PathBuf> {
        if fate == Some(Fate::Drop) || include::is_unchanged(self.main, self.worktree, path) {
            return &mut into.dropped;
        }
        match fate {
            None => &mut into.stopping,
            Some(Fate::Carry) if carry::is_possible(self.worktree, self.main, path) => {
                &mut into.carried
            }
            Some(_) => &mut into.kept,
        }
    }
}

/// Lists the ignored files; a folder that is ignored as a whole is one entry.
fn listed(git: &Git) -> Result<Vec<PathBuf>, Error> {
    let arguments = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"];
    let listed = git.run(&[&arguments[..], &["--directory"]].concat())?;
    let mut names: Vec<&[u8]> =
        listed.split(|&byte| byte == 0).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    // Git also lists the files in such a folder.
    let mut paths: Vec<&[u8]> = Vec::new();
    for name in names {
        let is_inside = |folder: &&[u8]| folder.ends_with(b"/") && name.starts_with(folder);
        if !paths.last().is_some_and(is_inside) {
            paths.push(name);
        }
    }
    Ok(paths.into_iter().map(|name| git::path(name.to_vec())).collect())
}
