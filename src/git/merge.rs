//! Trial merges, which change nothing.

use super::error::reason;
use super::{Error, Git};

/// Result of a trial merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Resulting tree, with markers in files with conflicts.
    pub tree: String,
    /// Set if the merge stops at conflicts.
    pub stops: bool,
    /// Files to resolve, relative to the root, sorted.
    pub conflicts: Vec<Vec<u8>>,
}

/// Merges the commit `theirs` into `ours` on trial. Only objects are written, where `git` is set up
/// to write them; no ref, index or working tree changes.
pub fn merge(git: &Git, ours: &str, theirs: &str) -> Result<Merged, Error> {
    told(git, &[ours, theirs])
}

/// Applies the changes of the commit `picked` to `ours`, on trial.
pub fn pick(git: &Git, ours: &str, picked: &str) -> Result<Merged, Error> {
    told(git, &[&format!("--merge-base={picked}^"), ours, picked])
}

fn told(git: &Git, sides: &[&str]) -> Result<Merged, Error> {
    let arguments = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z"];
    let outcome = git.attempt(&[&arguments[..], sides].concat())?;
    let mut fields = outcome.stdout.split(|&byte| byte == 0).filter(|field| !field.is_empty());
    let tree = fields.next().map(|id| String::from_utf8_lossy(id).into_owned());
    let tree = tree.filter(|id| id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    // Exit code 1 means conflicts or an invalid name; only conflicts come with a tree.
    match (outcome.code, tree) {
        (Some(code @ (0 | 1)), Some(tree)) => {
            let mut conflicts: Vec<Vec<u8>> = fields.map(<[u8]>::to_vec).collect();
            conflicts.sort_unstable();
            conflicts.dedup();
            Ok(Merged { tree, stops: code == 1, conflicts })
        }
        _ => Err(Error::Failed {
            command: "merge-tree".to_owned(),
            message: reason(&outcome.stderr).unwrap_or("it says nothing").to_owned(),
        }),
    }
}

/// Returns the paths that differ between two commits or trees. A renamed file counts as two paths.
pub fn differing(git: &Git, from: &str, to: &str) -> Result<Vec<Vec<u8>>, Error> {
    let flags = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff"];
    let output = git.run(&[flags.as_slice(), &[from, to, "--"]].concat())?;
    let paths = output.split(|&byte| byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(<[u8]>::to_vec).collect())
}

/// File that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Its former path.
    pub from: String,
    /// Its path now.
    pub to: String,
    /// Set if its content is the same.
    pub is_same: bool,
}

/// Returns the files that were renamed between two commits or trees, even if part of their content
/// changed.
pub fn renamed(git: &Git, from: &str, to: &str) -> Result<Vec<Renamed>, Error> {
    let flags =
        ["diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", "--no-ext-diff"];
    let output = git.run(&[flags.as_slice(), &[from, to, "--"]].concat())?;
    let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
    let (found, _) = fields.as_chunks::<3>();
    let readable = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
    let renamed = found.iter().map(|&[status, from, to]| Renamed {
        from: readable(from),
        to: readable(to),
        is_same: status == b"R100",
    });
    Ok(renamed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    #[test]
    fn a_conflict_is_told_from_a_failure() {
        let repository = Repository::empty();
        repository.write("a\nb", "1\n");
        repository.write("c", "1\n");
        let base = repository.commit("Begin");
        let change = |name: &str, content: &str| {
            repository.git(&["reset", "--quiet", "--hard", &base]);
            repository.write(name, content);
            repository.commit("Change")
        };
        let (one, two, other) = (change("a\nb", "2\n"), change("a\nb", "3\n"), change("c", "2\n"));
        let git = Git::at(repository.path());
        let merged = merge(&git, &one, &two).unwrap();
        assert!(merged.stops);
        assert_eq!(merged.conflicts, [b"a\nb".to_vec()]);
        let merged = merge(&git, &one, &other).unwrap();
        assert!(!merged.stops && merged.conflicts.is_empty());
        assert_eq!(repository.git(&["show", &format!("{}:c", merged.tree)]), "2");
        assert!(merge(&git, &one, "nowhere").is_err());
        repository.git(&["checkout", "--quiet", "--orphan", "else"]);
        let stranger = repository.commit("Begin again");
        let error = merge(&git, &one, &stranger).unwrap_err().to_string();
        assert!(error.contains("unrelated histories"), "{error}");
    }
}
