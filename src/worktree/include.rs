//! `.worktreeinclude`: which ignored files a worktree is to have as well.
//!
//! It lies at the top of the main checkout and reads like a `.gitignore`; what it names *and* git
//! ignores is copied (settings with secrets, say, without which nothing runs).

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::Error;
use crate::git::Git;
use crate::regular;

/// The file that names them.
const FILE: &str = ".worktreeinclude";

/// The ignored files of the main checkout at `top` that it names, relative to it.
pub(super) fn named(top: &Path) -> Result<Vec<String>, Error> {
    if !regular::is_file(&top.join(FILE)) {
        return Ok(Vec::new());
    }
    let git = Git::at(top);
    let list = |exclude: &str| -> Result<BTreeSet<Vec<u8>>, Error> {
        let listed = git.run(&["ls-files", "-z", "--others", "--ignored", exclude])?;
        Ok(listed.split(|&byte| byte == 0).filter(|p| !p.is_empty()).map(<[u8]>::to_vec).collect())
    };
    let named = list(&format!("--exclude-from={FILE}"))?;
    let ignored = list("--exclude-standard")?;
    // A name that is not UTF-8 cannot be written down, so it stays where it is.
    Ok(named.intersection(&ignored).filter_map(|p| String::from_utf8(p.clone()).ok()).collect())
}

/// Copies them from `top` to `worktree`: plain files and links, which stay links. What is there
/// already stays, and no link is followed on the way.
pub(super) fn copy(top: &Path, worktree: &Path, included: &[String]) -> Result<(), Error> {
    for name in included {
        let (from, to) = (top.join(name), worktree.join(name));
        copy_one(worktree, &from, &to, Path::new(name)).map_err(Error::file(to))?;
    }
    Ok(())
}

fn copy_one(worktree: &Path, from: &Path, to: &Path, name: &Path) -> io::Result<()> {
    let mut folder = worktree.to_owned();
    for part in name.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        match folder.symlink_metadata() {
            Ok(known) if known.is_dir() => {}
            Ok(_) => return Ok(()),
            Err(_) => fs::create_dir(&folder)?,
        }
    }
    if to.symlink_metadata().is_ok() {
        return Ok(());
    }
    let kind = from.symlink_metadata()?.file_type();
    if kind.is_file() {
        fs::copy(from, to)?;
    } else if kind.is_symlink() {
        #[cfg(unix)]
        std::os::unix::fs::symlink(fs::read_link(from)?, to)?;
    }
    Ok(())
}

/// Whether a copy is still as it is in the main checkout, so that nothing is lost with it.
pub(super) fn is_unchanged(top: &Path, worktree: &Path, name: &Path) -> bool {
    let (kept, copy) = (top.join(name), worktree.join(name));
    let (Ok(a), Ok(b)) = (kept.symlink_metadata(), copy.symlink_metadata()) else { return false };
    if a.is_file() && b.is_file() {
        a.len() == b.len() && same_bytes(&kept, &copy).unwrap_or(false)
    } else if a.is_symlink() && b.is_symlink() {
        matches!((fs::read_link(kept), fs::read_link(copy)), (Ok(a), Ok(b)) if a == b)
    } else {
        false
    }
}

fn same_bytes(a: &Path, b: &Path) -> io::Result<bool> {
    use io::BufRead;
    let open = |path| regular::open(path).map(io::BufReader::new);
    let (mut a, mut b) = (open(a)?, open(b)?);
    loop {
        let (one, other) = (a.fill_buf()?, b.fill_buf()?);
        let length = one.len().min(other.len());
        if one[..length] != other[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(one.is_empty() && other.is_empty());
        }
        a.consume(length);
        b.consume(length);
    }
}
