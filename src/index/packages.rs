//! Go packages: one a folder, with its import path and its importers.

use std::collections::{BTreeMap, HashMap};

use super::{IndexedFile, numbered};
use crate::model::{FileId, LanguageFacts};

/// A package's place in the list, which is sorted by folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub u32);

/// The Go files of one folder.
#[derive(Debug)]
pub struct Package {
    /// Where it lies; empty at the top.
    pub folder: String,
    /// The name in its package clauses, without the `_test` of external tests.
    pub name: String,
    /// The module's path with the folder below it; `None` outside any module.
    pub import_path: Option<String>,
    /// Its files, tests included.
    pub files: Vec<FileId>,
    /// Files of other packages that import it.
    pub importers: Vec<FileId>,
}

/// Look-ups by package.
#[derive(Debug, Default)]
pub struct Packages {
    list: Vec<Package>,
    by_folder: HashMap<String, PackageId>,
    by_name: HashMap<String, Vec<PackageId>>,
    by_import_path: HashMap<String, PackageId>,
}

impl Packages {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut modules: BTreeMap<&str, &str> = BTreeMap::new();
        let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for (id, file) in numbered(files) {
            match &file.facts.language {
                LanguageFacts::Go(_) => folders.entry(file.path.folder()).or_default().push(id),
                LanguageFacts::Module(facts) => {
                    if let Some(module) = &facts.module {
                        modules.insert(file.path.folder(), module);
                    }
                }
                _ => {}
            }
        }
        let mut packages = Self::default();
        for (id, (folder, members)) in (0..).map(PackageId).zip(folders) {
            let import_path = import_path(&modules, folder);
            let name = package_name(files, &members);
            packages.by_folder.insert(folder.to_owned(), id);
            packages.by_name.entry(name.to_lowercase()).or_default().push(id);
            if let Some(path) = &import_path {
                packages.by_import_path.insert(path.clone(), id);
            }
            packages.list.push(Package {
                folder: folder.to_owned(),
                name,
                import_path,
                files: members,
                importers: Vec::new(),
            });
        }
        packages.link(files);
        packages
    }

    fn link(&mut self, files: &[IndexedFile]) {
        for (id, file) in numbered(files) {
            for import in file.go().iter().flat_map(|go| &go.imports) {
                if let Some(&package) = self.by_import_path.get(&import.path) {
                    let package = &mut self.list[package.0 as usize];
                    if package.folder != file.path.folder() && package.importers.last() != Some(&id)
                    {
                        package.importers.push(id);
                    }
                }
            }
        }
    }

    /// One package.
    pub fn get(&self, id: PackageId) -> &Package {
        &self.list[id.0 as usize]
    }

    /// The package in a folder.
    pub fn in_folder(&self, folder: &str) -> Option<&Package> {
        self.by_folder.get(folder).map(|&id| self.get(id))
    }

    /// Packages of this name; `name` in lower case.
    pub fn named(&self, name: &str) -> impl ExactSizeIterator<Item = &Package> {
        self.by_name.get(name).map_or(&[][..], Vec::as_slice).iter().map(|&id| self.get(id))
    }

    /// Whether a program of this name is built here: a folder with a `package main`, or a module
    /// with one at its top.
    pub fn is_program(&self, name: &str) -> bool {
        let last = |path: &str| path.rsplit('/').next().is_some_and(|last| last == name);
        self.named("main").any(|package| {
            let path = package.import_path.as_deref().unwrap_or(&package.folder);
            last(path) || last(&package.folder)
        })
    }

    /// The package with exactly this import path.
    pub fn imported_as(&self, path: &str) -> Option<&Package> {
        self.by_import_path.get(path).map(|&id| self.get(id))
    }
}

/// The name that most of the files give; the first in the alphabet among equals.
fn package_name(files: &[IndexedFile], members: &[FileId]) -> String {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for go in members.iter().filter_map(|id| files[id.index()].go()) {
        let name = go.package.strip_suffix("_test").unwrap_or(&go.package);
        *votes.entry(name).or_default() += 1;
    }
    let most = votes.values().max().copied().unwrap_or(0);
    votes.into_iter().find(|&(_, n)| n == most).map_or(String::new(), |(name, _)| name.to_owned())
}

/// The path of the nearest module above `folder`, joined with the way down from it.
fn import_path(modules: &BTreeMap<&str, &str>, folder: &str) -> Option<String> {
    let mut above = folder;
    loop {
        if let Some(module) = modules.get(above) {
            let down = folder[above.len()..].trim_start_matches('/');
            return Some(if down.is_empty() {
                (*module).to_owned()
            } else {
                format!("{module}/{down}")
            });
        }
        if above.is_empty() {
            return None;
        }
        above = above.rfind('/').map_or("", |slash| &above[..slash]);
    }
}
