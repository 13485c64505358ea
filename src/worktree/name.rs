//! Names of tracks, and paths of their worktrees.

use std::path::{Path, PathBuf};

use super::error::refuse;
use super::home::same_place;
use super::{CreateRefusal, Error, Home, Record, RepositoryRefusal};
use crate::git::{Checkout, Git};
use crate::model::is_invisible;

/// Maximum length of a track's name: file names stay below 255 bytes on most systems.
const MAX_NAME_BYTES: usize = 100;

/// Refuses a name that cannot be the last part of a branch and a part of a folder's name.
pub(super) fn check(git: &Git, name: &str) -> Result<(), Error> {
    let owned = || name.to_owned();
    if name.len() > MAX_NAME_BYTES {
        return refuse(CreateRefusal::NameTooLong { name: owned(), max: MAX_NAME_BYTES });
    }
    if name.contains(['/', '\\']) {
        return refuse(CreateRefusal::NameWithSlash { name: owned() });
    }
    if name.starts_with(['-', '.']) {
        return refuse(CreateRefusal::NameStart { name: owned() });
    }
    if name.contains(is_invisible) {
        return refuse(CreateRefusal::NameInvisible { name: owned() });
    }
    let reference = format!("refs/heads/work/{name}");
    if git.attempt(&["check-ref-format", &reference])?.code != Some(0) {
        return refuse(CreateRefusal::NameInvalid { name: owned() });
    }
    Ok(())
}

/// Returns true if a name is a number, such as `3` or `track-3`, which says nothing about the work.
pub fn is_number(name: &str) -> bool {
    let rest = name.strip_prefix("track").unwrap_or(name).trim_start_matches(['-', '_']);
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the path of a track's worktree, beside the main checkout: `../<project>-<name>`.
pub(super) fn place(home: &Home, name: &str) -> Result<PathBuf, Error> {
    let main = &home.main()?.path;
    let (Some(folder), Some(project)) = (main.parent(), main.file_name().and_then(|n| n.to_str()))
    else {
        return refuse(CreateRefusal::NoPlace { folder: main.clone() });
    };
    if folder.to_str().is_none() {
        return refuse(CreateRefusal::NoPlace { folder: folder.to_owned() });
    }
    Ok(folder.join(format!("{project}-{name}")))
}

/// Returns the name of the track that `given` means: the track whose worktree is at this path, unless it
/// is the name or branch of one.
pub fn of_track(home: &Home, given: &str) -> Result<String, Error> {
    let (records, _) = Record::readable(home)?;
    let name = given.strip_prefix("work/").unwrap_or(given);
    let branch = format!("work/{name}");
    let is_known = records.iter().any(|record| record.name == name)
        || home.checkouts.iter().any(|it| it.branch.as_ref() == Some(&branch));
    if is_known {
        return Ok(name.to_owned());
    }
    let path = Path::new(given);
    let is_main = |main: &Checkout| same_place(&main.path, path);
    if home.checkouts.first().is_some_and(is_main) {
        return refuse(RepositoryRefusal::IsMainCheckout { given: given.to_owned() });
    }
    let by_record = records.into_iter().find(|record| same_place(&record.path, path));
    let of_branch = || {
        let branch = home.checkout(path)?.branch.as_deref()?;
        Some(branch.strip_prefix("work/").unwrap_or(branch).to_owned())
    };
    let found = by_record.map(|record| record.name).or_else(of_branch);
    Ok(found.unwrap_or_else(|| name.to_owned()))
}

/// Returns true if anything is at the path, even a dangling link.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_track_may_be_called() {
        let git = Git::at(Path::new("."));
        for name in ["docs", "é", "a-b_c", "1"] {
            assert!(check(&git, name).is_ok(), "{name}");
        }
        for name in ["a\u{202e}b", "\u{61c}a", "a\u{e0069}", "a\u{200b}", "a\u{ad}b", "a\u{fe0f}"] {
            assert!(check(&git, name).is_err(), "{name:?}");
        }
        for name in ["", "a/b", "-a", ".a", "a b", "a..b", "a~", "a.lock", "a\n", "@{", "a:b", "\\"]
        {
            assert!(check(&git, name).is_err(), "{name}");
        }
        assert!(is_number("3") && is_number("track-12"));
        assert!(!is_number("docs") && !is_number("v2") && !is_number("track"));
    }
}
