//! The folder to analyze.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Returns `named`, else the top of the git work tree that the current folder is in, else that
/// folder. Git itself is not needed: the top is where `.git` is, a folder or (in a linked work tree
/// or a submodule) a file.
pub fn find(named: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(root) = named {
        return Ok(root);
    }
    let here = env::current_dir()
        .context("cannot find the current directory; name one with --root DIR")?;
    Ok(top(&here).unwrap_or(&here).to_owned())
}

/// Returns the nearest folder, from `here` upwards, that has a `.git`.
pub fn top(here: &Path) -> Option<&Path> {
    here.ancestors().find(|folder| folder.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_top_has_git_as_a_folder_or_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b/c");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        assert_eq!(top(&deep), Some(dir.path()));
        fs::write(dir.path().join("a/.git"), "gitdir: elsewhere").unwrap();
        assert_eq!(top(&deep), Some(dir.path().join("a").as_path()));
    }
}
