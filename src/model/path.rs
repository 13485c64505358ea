//! Paths inside the analysed root.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Path relative to the analysed root: `/` between components, never empty, never absolute, without
/// `.` and `..`. Bytes that are not UTF-8 on disk were replaced by U+FFFD.
///
/// Orders by bytes, which is the order of every listing the program prints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// Reads a path as people write it: `./a//b/../c` becomes `a/c`. Backslashes are kept, since
    /// they are legal in names. Returns `None` when nothing is left, or when it would leave the
    /// root.
    pub fn new(path: &str) -> Option<Self> {
        if path.starts_with('/') {
            return None;
        }
        if is_plain(path) { Some(Self(path.into())) } else { Self::resolve(Vec::new(), path) }
    }

    /// Resolves `relative`, such as a link target, from this file's folder. A leading `/` means the
    /// root. Returns `None` when it would leave the root or names the root itself.
    pub fn beside(&self, relative: &str) -> Option<Self> {
        match relative.strip_prefix('/') {
            Some(from_root) => Self::resolve(Vec::new(), from_root),
            None => Self::resolve(
                self.folder().split('/').filter(|c| !c.is_empty()).collect(),
                relative,
            ),
        }
    }

    fn resolve<'a>(mut at: Vec<&'a str>, path: &'a str) -> Option<Self> {
        for component in path.split('/') {
            match component {
                "" | "." => {}
                ".." => {
                    at.pop()?;
                }
                name => at.push(name),
            }
        }
        (!at.is_empty()).then(|| Self(at.join("/").into()))
    }

    /// Returns the whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last component.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the last component up to its last dot; the whole name where its only dot comes
    /// first.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// Returns the part of the name after its last dot; empty where there is none.
    pub fn extension(&self) -> &str {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// Returns the folder that holds it, without a trailing `/`; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// Returns the components, outermost first.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// Returns whether this is `folder` itself or lies below it; everything lies below the empty
    /// folder.
    pub fn is_below(&self, folder: &str) -> bool {
        folder.is_empty()
            || self
                .0
                .strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Returns whether a path is written as it is kept.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|component| !matches!(component, "" | "." | ".."))
}

impl From<RepoPath> for String {
    fn from(path: RepoPath) -> Self {
        path.as_str().to_owned()
    }
}

impl TryFrom<String> for RepoPath {
    type Error = &'static str;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        is_plain(&path).then(|| Self(path.into())).ok_or("no path below the root")
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::RepoPath;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    #[test]
    fn paths_are_normalised_and_stay_inside_the_root() {
        assert_eq!(path("./a//b/../c.go").as_str(), "a/c.go");
        for outside in ["", ".", "/etc/passwd", "..", "a/../..", "../a"] {
            assert_eq!(RepoPath::new(outside), None, "{outside}");
        }
    }

    #[test]
    fn a_link_resolves_from_its_own_folder() {
        let from = path("docs/guide/start.md");
        assert_eq!(from.beside("../img/a.png"), RepoPath::new("docs/img/a.png"));
        assert_eq!(from.beside("/README.md"), RepoPath::new("README.md"));
        assert_eq!(from.beside("../../../x"), None);
    }

    #[test]
    fn the_parts_of_a_name() {
        let go = path("internal/index/scan_test.go");
        assert_eq!(
            (go.folder(), go.name(), go.stem(), go.extension()),
            ("internal/index", "scan_test.go", "scan_test", "go")
        );
        let hidden = path(".gitignore");
        assert_eq!((hidden.folder(), hidden.stem(), hidden.extension()), ("", ".gitignore", ""));
        assert!(go.is_below("internal") && go.is_below("") && !go.is_below("internal/ind"));
    }
}
