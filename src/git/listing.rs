//! Files that git tracks in a working tree, and its files of ignore rules.

use std::path::PathBuf;

use super::{Error, Git, path};

/// Working tree with its ignore rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTree {
    /// Root, absolute and without links.
    pub top: PathBuf,
    /// Files of ignore rules besides `.gitignore`, the strongest first: `info/exclude` of the
    /// repository, and the user's own (`core.excludesFile`). They need not exist.
    pub excludes: Vec<PathBuf>,
    /// Set if the case of letters does not count in ignore rules (`core.ignoreCase`).
    pub ignores_case: bool,
}

impl WorkTree {
    /// Returns the working tree that `git` runs in; `None` outside of one.
    pub fn of(git: &Git) -> Result<Option<Self>, Error> {
        let top = match git.path(&["rev-parse", "--show-toplevel"]) {
            Ok(top) => top,
            Err(Error::Failed { message, .. }) if is_outside(&message) => return Ok(None),
            Err(error) => return Err(error),
        };
        let exclude =
            git.path(&["rev-parse", "--path-format=absolute", "--git-path", "info/exclude"])?;
        let mut excludes = vec![exclude];
        let settings =
            git.attempt(&["config", "--null", "--type=path", "--get-regexp", SETTINGS])?;
        let own = value(&settings.stdout, "core.excludesfile");
        excludes.extend(
            own.map_or_else(usual_excludes, |own| (!own.is_empty()).then(|| path(own.to_vec()))),
        );
        let ignores_case = value(&settings.stdout, "core.ignorecase").is_some_and(is_true);
        Ok(Some(Self { top, excludes, ignores_case }))
    }
}

fn is_outside(message: &str) -> bool {
    ["not a git repository", "must be run in a work tree"].iter().any(|said| message.contains(said))
}

/// Settings that ignore rules depend on.
const SETTINGS: &str = "^core\\.(excludesfile|ignorecase)$";

/// Returns the last value of a setting, of those that git lists with line feeds behind their names.
fn value<'a>(settings: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let of_name = |it: &'a [u8]| it.strip_prefix(name.as_bytes())?.strip_prefix(b"\n");
    settings.split(|&byte| byte == 0).filter_map(of_name).next_back()
}

/// Returns true for a value that git takes for true.
fn is_true(value: &[u8]) -> bool {
    let value = String::from_utf8_lossy(value);
    let is_number = || value.parse::<i64>().is_ok_and(|number| number != 0);
    ["true", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word)) || is_number()
}

/// Returns the file of the user's ignore rules for all repositories where no setting names it.
fn usual_excludes() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let settings = folder("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute());
    let settings = settings.or_else(|| Some(folder("HOME")?.join(".config")));
    settings.map(|folder| folder.join("git/ignore"))
}

/// File in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracked {
    /// Its path, relative to the folder that git ran in.
    pub path: PathBuf,
    /// Set if a sparse checkout leaves it out of the working tree.
    pub is_left_out: bool,
}

/// Lists the files in the index below the folder that `git` runs in, in the index's order. An unmerged file
/// is listed once for each version; a submodule is one entry.
pub fn tracked(git: &Git) -> Result<Vec<Tracked>, Error> {
    let listed = git.run(&["ls-files", "-z", "--cached", "-s", "-t"])?;
    Ok(listed.split(|&byte| byte == 0).filter_map(entry).collect())
}

/// Reads one entry of the index, its state and mode first: `S 100644 3f2a… 0⇥src/a.py`.
fn entry(entry: &[u8]) -> Option<Tracked> {
    let tab = entry.iter().position(|&byte| byte == b'\t')?;
    let (facts, name) = (&entry[..tab], &entry[tab + 1..]);
    Some(Tracked { path: path(name.to_vec()), is_left_out: facts.starts_with(b"S 100") })
}
