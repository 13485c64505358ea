//! The module systems of languages: which files make a package, and which package an import names.

mod go;

use super::packages::{Package, PackageId, Packages};
use super::{IndexedFile, numbered};
use crate::model::{Import, Language};

/// Module system of one language.
trait Modules: Sync {
    /// Groups the files of the language into packages, in a stable order and without importers.
    fn packages(&self, files: &[IndexedFile]) -> Vec<Package>;

    /// Finds the package that an import of `file` names, if it is one of the tree.
    fn imported(
        &self,
        file: &IndexedFile,
        import: &Import,
        packages: &Packages,
    ) -> Option<PackageId>;
}

/// The languages that have packages.
const RESOLVERS: &[(Language, &dyn Modules)] = &[(Language::Go, &go::Go)];

/// Groups the files of every language into packages, and finds the importers of each.
pub(super) fn packages(files: &[IndexedFile]) -> Packages {
    let mut packages = Packages::default();
    for (_, modules) in RESOLVERS {
        modules.packages(files).into_iter().for_each(|package| packages.add(package));
    }
    for (id, file) in numbered(files) {
        let resolver = RESOLVERS.iter().find(|(language, _)| *language == file.language);
        let Some(((_, modules), code)) = resolver.zip(file.code()) else { continue };
        for import in &code.imports {
            if let Some(package) = modules.imported(file, import, &packages) {
                packages.add_importer(package, id);
            }
        }
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::RESOLVERS;
    use crate::model::Language;

    #[test]
    fn every_language_of_source_code_has_a_resolver() {
        let resolved: Vec<Language> = RESOLVERS.iter().map(|&(language, _)| language).collect();
        let code = Language::ALL.into_iter().filter(|language| language.is_code());
        assert_eq!(resolved, code.collect::<Vec<_>>());
    }
}
