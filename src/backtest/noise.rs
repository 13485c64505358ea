//! Files whose changes tell nothing about the work.

use crate::discover;
use crate::model::RepoPath;

/// Folders at any depth that hold what agents and builds write and what is copied from elsewhere,
/// besides those that no walk enters.
const FOLDERS: [&str; 6] = [".claude", ".context", "dist", "node_modules", "site", "vendor"];

/// Files that change as a result of other changes.
const FILES: [&str; 2] = ["go.sum", "go.work.sum"];

/// Returns whether changes of a file tell nothing about the work, because they are not made by hand
/// or come with every change. Such files count neither as changed nor as predicted.
pub fn is_noise(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_one_of = |names: &[&str], it: &str| names.iter().any(|n| n.eq_ignore_ascii_case(it));
    folders.split('/').any(|folder| is_one_of(&FOLDERS, folder))
        || is_one_of(&FILES, name)
        || begins_with(name, "changelog")
        || RepoPath::new(path).is_some_and(|path| discover::is_state(&path))
}

/// Returns whether a name starts with a word, in any case.
pub fn begins_with(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::is_noise;

    #[test]
    fn noise_is_told_by_folder_or_name() {
        for noise in ["vendor/a.go", "web/Node_Modules/x/y.js", "dist/a", "go.sum", "x/GO.WORK.SUM"]
        {
            assert!(is_noise(noise), "{noise}");
        }
        assert!(is_noise("docs/changelog-2.md") && is_noise(".context/x.md"));
        for work in ["vendor", "sites/a.go", "go.mod", "cmd/dist.go", "docs/my-changelog.md"] {
            assert!(!is_noise(work), "{work}");
        }
    }
}
