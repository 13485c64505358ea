//! Packages with their importers.

use std::collections::HashMap;

use crate::model::FileId;

/// Place of a package in the list, which is sorted by language, then by folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageId(pub u32);

/// Files that are imported together.
#[derive(Debug)]
pub struct Package {
    /// The folder it lies in; empty at the root.
    pub folder: String,
    /// The name that its files give it.
    pub name: String,
    /// The path by which it is imported; `None` outside any module.
    pub import_path: Option<String>,
    /// Set if a program is built from it.
    pub is_program: bool,
    /// Its files, tests included.
    pub files: Vec<FileId>,
    /// Files of other packages that import it.
    pub importers: Vec<FileId>,
}

/// Look-ups by package.
#[derive(Debug, Default)]
pub struct Packages {
    list: Vec<Package>,
    by_file: HashMap<FileId, PackageId>,
    by_name: HashMap<String, Vec<PackageId>>,
    by_import_path: HashMap<String, PackageId>,
    programs: Vec<PackageId>,
}

impl Packages {
    /// Adds a package.
    pub(super) fn add(&mut self, package: Package) {
        let id = PackageId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        for &file in &package.files {
            self.by_file.insert(file, id);
        }
        self.by_name.entry(package.name.to_lowercase()).or_default().push(id);
        if let Some(path) = &package.import_path {
            self.by_import_path.insert(path.clone(), id);
        }
        if package.is_program {
            self.programs.push(id);
        }
        self.list.push(package);
    }

    /// Adds a file to the importers of a package, unless it belongs to that package.
    pub(super) fn add_importer(&mut self, package: PackageId, file: FileId) {
        let importers = &mut self.list[package.0 as usize].importers;
        if self.by_file.get(&file) != Some(&package) && importers.last() != Some(&file) {
            importers.push(file);
        }
    }

    /// Returns one package.
    pub fn get(&self, id: PackageId) -> &Package {
        &self.list[id.0 as usize]
    }

    /// Returns the package that a file belongs to.
    pub fn of(&self, file: FileId) -> Option<&Package> {
        self.by_file.get(&file).map(|&id| self.get(id))
    }

    /// Returns the packages of a name, which must be in lower case.
    pub fn named(&self, name: &str) -> impl ExactSizeIterator<Item = &Package> {
        self.by_name.get(name).map_or(&[][..], Vec::as_slice).iter().map(|&id| self.get(id))
    }

    /// Returns whether a program of this name is built in the tree: from a folder of that name, or
    /// from the root of a module of that name.
    pub fn is_program(&self, name: &str) -> bool {
        let ends = |path: &str| path.rsplit('/').next().is_some_and(|last| last == name);
        self.programs.iter().map(|&id| self.get(id)).any(|package| {
            ends(&package.folder) || package.import_path.as_deref().is_some_and(ends)
        })
    }

    /// Finds the package with exactly this import path.
    pub fn with_import_path(&self, path: &str) -> Option<PackageId> {
        self.by_import_path.get(path).copied()
    }
}
