//! Go: one package a folder, imported by the path of its module and the folders below it.

use std::collections::BTreeMap;

use super::Modules;
use crate::index::packages::{Package, PackageId, Packages};
use crate::index::{IndexedFile, numbered};
use crate::model::{FileId, Import, Language, LanguageFacts};

pub(super) struct Go;

impl Modules for Go {
    fn packages(&self, files: &[IndexedFile]) -> Vec<Package> {
        let mut modules: BTreeMap<&str, &str> = BTreeMap::new();
        let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        for (id, file) in numbered(files) {
            match (file.language, &file.facts.language) {
                (Language::Go, LanguageFacts::Code(_)) => {
                    folders.entry(file.path.folder()).or_default().push(id);
                }
                (Language::GoModule, LanguageFacts::Manifest(facts)) => {
                    if let Some(module) = &facts.module {
                        modules.insert(file.path.folder(), module);
                    }
                }
                _ => {}
            }
        }
        let package = |(folder, members): (&str, Vec<FileId>)| {
            let name = package_name(files, &members);
            Package {
                folder: folder.to_owned(),
                is_program: name.eq_ignore_ascii_case("main"),
                import_path: import_path(&modules, folder),
                name,
                files: members,
                importers: Vec::new(),
            }
        };
        folders.into_iter().map(package).collect()
    }

    fn imported(&self, _: &IndexedFile, import: &Import, packages: &Packages) -> Option<PackageId> {
        packages.with_import_path(&import.path)
    }
}

/// Chooses the name that most of the files give, without the `_test` of external tests; the first in
/// the alphabet among equals.
fn package_name(files: &[IndexedFile], members: &[FileId]) -> String {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for code in members.iter().filter_map(|id| files[id.index()].code()) {
        let name = code.package.strip_suffix("_test").unwrap_or(&code.package);
        *votes.entry(name).or_default() += 1;
    }
    let most = votes.values().max().copied().unwrap_or(0);
    votes.into_iter().find(|&(_, n)| n == most).map_or(String::new(), |(name, _)| name.to_owned())
}

/// Joins the path of the nearest module above `folder` with the folders in between. Returns `None`
/// outside any module.
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
