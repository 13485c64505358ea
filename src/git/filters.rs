//! Filters (`filter.<name>.clean`, `smudge` and `process`): programs that git runs to compare content.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Error, Git, path};

/// Git without filters, and the names of the filters that it would have run.
pub(super) struct Unfiltered {
    pub git: Git,
    names: BTreeSet<String>,
}

impl Unfiltered {
    /// Disables the filters in the settings of the repository and its submodules.
    pub fn of(git: &Git) -> Result<Self, Error> {
        let mut names = BTreeSet::new();
        named(git, &mut names)?;
        let mut git = git.clone();
        for name in &names {
            for key in ["clean", "smudge", "process"] {
                git = git.set(format!("filter.{name}.{key}"), "");
            }
            // Otherwise git fails if a required filter does not run.
            git = git.set(format!("filter.{name}.required"), "false");
        }
        Ok(Self { git, names })
    }

    /// Returns those of `paths`, relative to the root, whose content needs a filter to be compared.
    pub fn filtered(&self, top: &Path, paths: &[PathBuf]) -> Result<BTreeSet<PathBuf>, Error> {
        if self.names.is_empty() || paths.is_empty() {
            return Ok(BTreeSet::new());
        }
        let git = Git { folder: top.to_owned(), ..self.git.clone() };
        let mut input = Vec::new();
        for path in paths {
            input.extend_from_slice(path.as_os_str().as_encoded_bytes());
            input.push(0);
        }
        let output = git.run_with(&["check-attr", "-z", "--stdin", "filter"], &input)?;
        let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
        let is_named = |value: &[u8]| self.names.contains(&*String::from_utf8_lossy(value));
        let rows = fields.chunks_exact(3).filter(|row| is_named(row[2]));
        Ok(rows.map(|row| path(row[0].to_vec())).collect())
    }
}

/// Adds the names of the filters in the settings, including those of submodules, into which git
/// looks with their own settings.
fn named(git: &Git, names: &mut BTreeSet<String>) -> Result<(), Error> {
    let listed = git.attempt(&["config", "--null", "--name-only", "--get-regexp", "^filter\\."])?;
    let keys = listed.stdout.split(|&byte| byte == 0);
    for key in keys.filter_map(|key| str::from_utf8(key).ok()) {
        let name = key.strip_prefix("filter.").and_then(|rest| rest.rsplit_once('.'));
        names.extend(name.map(|(name, _)| name.to_owned()));
    }
    for submodule in submodules(git)? {
        named(&Git { folder: submodule, ..git.clone() }, names)?;
    }
    Ok(())
}

/// Returns the folders of submodules that are checked out below the folder of `git`.
fn submodules(git: &Git) -> Result<Vec<PathBuf>, Error> {
    if !git.folder.join(".gitmodules").is_file() {
        return Ok(Vec::new());
    }
    let staged = git.run(&["ls-files", "-z", "--stage"])?;
    let entries = staged.split(|&byte| byte == 0).filter(|entry| entry.starts_with(b"160000 "));
    let names = entries.filter_map(|entry| entry.splitn(2, |&byte| byte == b'\t').nth(1));
    let folders = names.map(|name| git.folder.join(path(name.to_vec())));
    // In a folder without `.git`, git would find the repository around it.
    Ok(folders.filter(|folder| folder.join(".git").symlink_metadata().is_ok()).collect())
}

/// Returns those of `paths`, relative to `top`, whose size and time are those of the index: nothing
/// wrote to them since.
pub(super) fn untouched(
    git: &Git,
    top: &Path,
    paths: &BTreeSet<PathBuf>,
) -> Result<BTreeSet<PathBuf>, Error> {
    let git = Git { folder: top.to_owned(), ..git.clone() }.with("GIT_LITERAL_PATHSPECS", "1");
    let mut untouched = BTreeSet::new();
    for name in paths {
        let asked = ["ls-files".as_ref(), "--debug".as_ref(), "-z".as_ref(), "--".as_ref()];
        let output = git.run(&[&asked[..], &[name.as_os_str()]].concat())?;
        // The path is followed by lines of `name: value`.
        let told = output.splitn(2, |&byte| byte == 0).nth(1).unwrap_or_default();
        let told = String::from_utf8_lossy(told);
        let value = |name: &str| {
            let value = told.split_once(&format!("{name}: "))?.1;
            value.split(['\n', '\t']).next()
        };
        let (size, time) = (value("size"), value("mtime"));
        if noted(&top.join(name)).is_some_and(|it| (Some(&*it.0), Some(&*it.1)) == (size, time)) {
            untouched.insert(name.clone());
        }
    }
    Ok(untouched)
}

/// Returns size and time of a file in git's format; `None` without a file.
fn noted(file: &Path) -> Option<(String, String)> {
    let known = fs::symlink_metadata(file).ok().filter(fs::Metadata::is_file)?;
    let time = known.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((known.len().to_string(), format!("{}:{}", time.as_secs(), time.subsec_nanos())))
}

#[cfg(test)]
mod tests {
    use super::super::sample::Repository;
    use super::super::{ChangeKind, changes};
    use super::*;

    /// Returns a repository in which `*.bin` passes a filter that leaves a mark and writes in
    /// capitals.
    fn filtered() -> (Repository, PathBuf) {
        let repository = Repository::empty();
        let mark = repository.path().join(".git/ran");
        let filter = format!("touch '{}'; tr a-z A-Z", mark.display());
        for (key, value) in [("clean", &*filter), ("smudge", "tr A-Z a-z"), ("required", "true")] {
            repository.git(&["config", &format!("filter.a=b \"c\".{key}"), value]);
        }
        // An attribute has no spaces in it; a filter of that name is never asked for.
        for (key, value) in [("clean", &*filter), ("required", "true")] {
            repository.git(&["config", &format!("filter.caps.{key}"), value]);
        }
        repository.write(".gitattributes", "*.bin filter=caps\n");
        repository.write("a.bin", "content");
        repository.write("b.txt", "content");
        repository.commit("Begin");
        fs::remove_file(&mark).unwrap();
        (repository, mark)
    }

    fn told(git: &Git) -> Vec<(String, ChangeKind)> {
        let name = |path: PathBuf| path.to_str().unwrap().to_owned();
        changes(git).unwrap().into_iter().map(|it| (name(it.path), it.kind)).collect()
    }

    #[test]
    fn asking_runs_no_filter_and_says_what_it_cannot_tell() {
        let (repository, mark) = filtered();
        let git = Git::at(repository.path());
        assert_eq!(told(&git), [], "as git has written it");
        repository.write("b.txt", "else");
        let changed = ("b.txt".to_owned(), ChangeKind::Changed);
        assert_eq!(told(&git), std::slice::from_ref(&changed));
        repository.write("a.bin", "content");
        let unknown = ("a.bin".to_owned(), ChangeKind::Unfiltered);
        assert_eq!(told(&git), [unknown, changed.clone()]);
        assert!(!mark.exists(), "a filter has run");
        assert_eq!(told(&Git::comparing(repository.path())), [changed]);
        assert!(mark.exists(), "the filter tells that it is as committed");
    }

    #[test]
    fn the_filters_of_a_submodule_do_not_run_either() {
        let (inner, mark) = filtered();
        let repository = Repository::empty();
        let place = repository.path().join("sub");
        fs::rename(inner.path(), &place).unwrap();
        repository.write(".gitmodules", "[submodule \"sub\"]\n\tpath = sub\n\turl = ./sub\n");
        repository.commit("With a submodule");
        fs::write(place.join("a.bin"), "content").unwrap();
        let mark = place.join(mark.strip_prefix(inner.path()).unwrap());
        changes(&Git::at(repository.path())).unwrap();
        assert!(!mark.exists(), "a filter has run");
    }
}
