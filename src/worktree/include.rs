//! Ignored files that are copied to a new worktree: those that `.worktreeinclude` lists, and
//! settings of ctx.
//!
//! `.worktreeinclude` is in the root of the main checkout, in the syntax of `.gitignore`. Files
//! that it matches *and* git ignores are copied, such as local settings with secrets.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use super::error::shown;
use crate::git::Git;
use crate::model::{NotCopied, NotCopiedReason as Reason};
use crate::regular;

/// File that lists the files to copy.
const FILE: &str = ".worktreeinclude";

/// Settings of `ActiveMemory`'s ctx. They are often ignored, and without them its hooks do nothing.
const SETTINGS: &str = ".ctxrc";

/// Ignored files to copy from the main checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Included {
    /// Paths relative to the root of the main checkout.
    pub names: Vec<String>,
    /// Files that are listed, but cannot be copied.
    pub not_copied: Vec<NotCopied>,
}

/// Lists the ignored files of the main checkout at `top` that a new worktree gets.
pub(super) fn named(top: &Path) -> Result<Included, Error> {
    let mut included = Included::default();
    let has_list = match regular::open_inside(top, &top.join(FILE)) {
        Ok(_) => true,
        Err(_) if top.join(FILE).symlink_metadata().is_err() => false,
        Err(error) => {
            let reason = Reason::UnreadableList(error.to_string());
            included.not_copied.push(NotCopied { name: FILE.to_owned(), reason });
            false
        }
    };
    if !has_list && top.join(SETTINGS).symlink_metadata().is_err() {
        return Ok(included);
    }
    let git = Git::at(top);
    let list = |arguments: &[&str]| -> Result<BTreeSet<Vec<u8>>, Error> {
        let all = ["ls-files", "-z", "--others", "--ignored"];
        let listed = git.run(&[&all[..], arguments].concat())?;
        Ok(listed.split(|&byte| byte == 0).filter(|p| !p.is_empty()).map(<[u8]>::to_vec).collect())
    };
    let settings = format!(":(top,literal){SETTINGS}");
    let mut wanted = list(&["--exclude-standard", "--", &settings])?;
    if has_list {
        let named = list(&[&format!("--exclude-from={FILE}")])?;
        wanted.extend(named.intersection(&list(&["--exclude-standard"])?).cloned());
    }
    for name in wanted {
        match String::from_utf8(name) {
            Ok(name) => included.names.push(name),
            Err(error) => included.not_copied.push(NotCopied {
                name: shown(&crate::git::path(error.into_bytes())),
                reason: Reason::NotUtf8,
            }),
        }
    }
    Ok(included)
}

/// Copies files and links from `top` to `worktree`. Links are copied as links, existing files are
/// kept, and no link on the way is followed. Returns the files that were not copied.
pub(super) fn copy(top: &Path, worktree: &Path, names: &[String]) -> Result<Vec<NotCopied>, Error> {
    let mut left = Vec::new();
    for name in names {
        let (from, to) = (top.join(name), worktree.join(name));
        let copied = copy_one(worktree, &from, &to, Path::new(name)).map_err(Error::file(to))?;
        if let Err(reason) = copied {
            left.push(NotCopied { name: name.clone(), reason });
        }
    }
    Ok(left)
}

/// Copies one file, or returns the reason why not.
fn copy_one(
    worktree: &Path,
    from: &Path,
    to: &Path,
    name: &Path,
) -> io::Result<Result<(), Reason>> {
    let Ok(known) = from.symlink_metadata() else {
        return Ok(Err(Reason::Gone));
    };
    if !known.is_file() && !known.is_symlink() {
        return Ok(Err(Reason::NoFile));
    }
    if let Some(place) = folder_of(worktree, name, &|folder| fs::create_dir(folder))? {
        return Ok(Err(Reason::NoFolder(place)));
    }
    if to.symlink_metadata().is_ok() {
        return Ok(Err(Reason::Exists));
    }
    copy_file(from, to).map(Ok)
}

/// Copies a regular file, or makes a link with the same target.
pub(super) fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let kind = from.symlink_metadata()?.file_type();
    if kind.is_file() {
        fs::copy(from, to)?;
    } else if kind.is_symlink() {
        #[cfg(unix)]
        std::os::unix::fs::symlink(fs::read_link(from)?, to)?;
    }
    Ok(())
}

/// Walks to the folder of a file below `top`, without following links; `make` makes missing
/// folders. Returns the path of what is in the way, relative to `top`.
pub(super) fn folder_of(
    top: &Path,
    name: &Path,
    make: &dyn Fn(&Path) -> io::Result<()>,
) -> io::Result<Option<PathBuf>> {
    let mut below = PathBuf::new();
    for part in name.parent().into_iter().flat_map(Path::components) {
        below.push(part);
        let folder = top.join(&below);
        match folder.symlink_metadata() {
            Ok(known) if known.is_dir() => {}
            Ok(_) => return Ok(Some(below)),
            Err(_) => make(&folder)?,
        }
    }
    Ok(None)
}

/// Returns true if a copy is the same as in the main checkout, so that it can be removed.
pub(super) fn is_unchanged(top: &Path, worktree: &Path, name: &Path) -> bool {
    let (kept, copy) = (top.join(name), worktree.join(name));
    let (Ok(a), Ok(b)) = (kept.symlink_metadata(), copy.symlink_metadata()) else { return false };
    if a.is_file() && b.is_file() {
        a.len() == b.len() && ended(&kept, &copy).is_ok_and(|ended| ended == [true, true])
    } else if a.is_symlink() && b.is_symlink() {
        matches!((fs::read_link(kept), fs::read_link(copy)), (Ok(a), Ok(b)) if a == b)
    } else {
        false
    }
}

/// Compares two files up to the first difference. Returns which of them ended before that.
pub(super) fn ended(a: &Path, b: &Path) -> io::Result<[bool; 2]> {
    use io::BufRead;
    let open = |path| regular::open(path).map(io::BufReader::new);
    let (mut a, mut b) = (open(a)?, open(b)?);
    loop {
        let (one, other) = (a.fill_buf()?, b.fill_buf()?);
        let length = one.len().min(other.len());
        if one[..length] != other[..length] {
            return Ok([false, false]);
        }
        if length == 0 {
            return Ok([one.is_empty(), other.is_empty()]);
        }
        a.consume(length);
        b.consume(length);
    }
}
