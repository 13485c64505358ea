//! Uncommitted changes in a working tree.

use std::path::PathBuf;

use super::filters::{Unfiltered, untouched};
use super::{Error, Git, Purpose, path, pipes};

/// File with uncommitted changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Path relative to the root of the working tree.
    pub path: PathBuf,
    /// Kind of change.
    pub kind: ChangeKind,
}

/// Kind of an uncommitted change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The file is tracked and changed, staged or not.
    Changed,
    /// The file has unresolved conflicts.
    Unmerged,
    /// The file is untracked and not ignored.
    Untracked,
    /// The file is tracked and was written to. Whether it changed depends on a filter, which is not
    /// run.
    Unfiltered,
}

/// Lists the files with uncommitted changes in the working tree that `git` runs in, in git's order.
/// Files in untracked folders are listed one by one. The index is not refreshed.
pub fn changes(git: &Git) -> Result<Vec<Changed>, Error> {
    told(git, "--ignore-submodules=none")
}

/// Lists uncommitted changes, without those inside submodules. A submodule at another commit counts
/// as changed.
pub fn own_changes(git: &Git) -> Result<Vec<Changed>, Error> {
    told(git, "--ignore-submodules=dirty")
}

fn told(git: &Git, submodules: &str) -> Result<Vec<Changed>, Error> {
    let asked = [
        "-c",
        "status.relativePaths=false",
        "status",
        "--porcelain=v2",
        "-z",
        "--untracked-files=all",
        "--no-renames",
        submodules,
    ];
    pipes::refuse(&git.folder)?;
    if git.purpose != Purpose::Ask {
        return Ok(parse(&git.run(&asked)?)?.into_iter().map(|(changed, _)| changed).collect());
    }
    let unfiltered = Unfiltered::of(git)?;
    let entries = parse(&unfiltered.git.run(&asked)?)?;
    let written = entries.iter().filter(|(_, is_written)| *is_written);
    let written: Vec<PathBuf> = written.map(|(changed, _)| changed.path.clone()).collect();
    if written.is_empty() {
        return Ok(entries.into_iter().map(|(changed, _)| changed).collect());
    }
    let top = git.path(&["rev-parse", "--show-toplevel"])?;
    let filtered = unfiltered.filtered(&top, &written)?;
    let untouched = untouched(git, &top, &filtered)?;
    let told = entries.into_iter().filter_map(|(changed, is_written)| match changed {
        Changed { path, .. } if is_written && untouched.contains(&path) => None,
        Changed { path, .. } if is_written && filtered.contains(&path) => {
            Some(Changed { path, kind: ChangeKind::Unfiltered })
        }
        changed => Some(changed),
    });
    Ok(told.collect())
}

/// Parses `git status --porcelain=v2`. The flag is true if only the content on disk may have
/// changed. Lines are `1 XY sub mH mI mW hH hI path`, `2 XY … Rscore path` with another path, `u XY
/// sub m1 m2 m3 mW h1 h2 h3 path`, and `? path`; `#` and `!` are no changes.
fn parse(said: &[u8]) -> Result<Vec<(Changed, bool)>, Error> {
    let mut entries = Vec::new();
    let mut fields = said.split(|&byte| byte == 0).filter(|field| !field.is_empty());
    while let Some(field) = fields.next() {
        let (kind, before) = match field[0] {
            b'1' => (ChangeKind::Changed, 8),
            b'2' => (ChangeKind::Changed, 9),
            b'u' => (ChangeKind::Unmerged, 10),
            b'?' => (ChangeKind::Untracked, 1),
            b'#' | b'!' => continue,
            _ => {
                let field = String::from_utf8_lossy(field).into_owned();
                return Err(Error::Unexpected(format!("a change {field:?}")));
            }
        };
        if field[0] == b'2' {
            // The second path is the old one.
            fields.next();
        }
        let name = field.splitn(before + 1, |&byte| byte == b' ').nth(before);
        let name = name.ok_or_else(|| Error::Unexpected("a change without a path".to_owned()))?;
        let is_written = field.starts_with(b"1 .M N");
        entries.push((Changed { path: path(name.to_vec()), kind }, is_written));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn any_name_is_read_whole() {
        let said = b"# branch.oid ab\x001 .M N... 100644 100644 100644 a b x y\n z\0\
            2 R. N... 100644 100644 100644 a b R100 to here\0? no change\0\
            u UU N... 1 2 3 4 a b c both\0? -n\"ew\0! ignored\0";
        let found = parse(said).unwrap();
        let told = found.iter().map(|(it, _)| (it.path.to_str().unwrap(), it.kind));
        let written: Vec<bool> = found.iter().map(|&(_, is_written)| is_written).collect();
        assert_eq!(written, [true, false, false, false]);
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                ("x y\n z", ChangeKind::Changed),
                ("to here", ChangeKind::Changed),
                ("both", ChangeKind::Unmerged),
                ("-n\"ew", ChangeKind::Untracked),
            ]
        );
        assert!(parse(b"1 .M\0").is_err() && parse(b"X\0").is_err());
    }

    #[test]
    fn a_working_tree_is_told_from_any_folder_and_stays_as_it_is() {
        let repository = Repository::empty();
        repository.write("in/a", "1");
        repository.write("b", "1");
        repository.commit("Begin");
        assert_eq!(changes(&Git::at(repository.path())).unwrap(), []);
        let index = || std::fs::read(repository.path().join(".git/index")).unwrap();
        repository.write("in/a", "2");
        // The content stays, but not the time: git would write a fresher index.
        repository.write("b", "1");
        repository.write("new/é", "");
        let before = index();
        let found = changes(&Git::at(&repository.path().join("in"))).unwrap();
        let told: Vec<_> = found.iter().map(|one| (one.path.to_str().unwrap(), one.kind)).collect();
        assert_eq!(told, [("in/a", ChangeKind::Changed), ("new/é", ChangeKind::Untracked)]);
        assert_eq!(index(), before);
    }
}
