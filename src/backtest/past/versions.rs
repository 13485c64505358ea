//! Versions of backlogs; each is read and parsed once while it is recent.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::backlog::{self, Checklist, Source};
use crate::discover;
use crate::git::{Blob, Error, Git, Objects};

/// Number of versions that are kept, of at most [`discover::MAX_TEXT_BYTES`] each.
const MAX_VERSIONS: usize = 16;

/// Version of a Markdown file that has boxes.
#[derive(Debug)]
pub(super) struct Version {
    blob: String,
    source: Source,
    pub list: Checklist,
}

impl Version {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.source.bytes
    }
}

/// Reader of versions.
#[derive(Debug)]
pub(super) struct Versions {
    objects: Objects,
    /// Path of the folder in the repository, with a trailing `/`; empty at the root.
    prefix: String,
    /// Recent versions, the last used first.
    recent: VecDeque<Rc<Version>>,
}

impl Versions {
    pub(super) fn open(git: &Git, prefix: &str) -> Result<Self, Error> {
        let objects = Objects::open(git)?;
        Ok(Self { objects, prefix: prefix.to_owned(), recent: VecDeque::new() })
    }

    /// Reads a blob; `None` where it has no boxes, is too large, is no text, or is missing.
    pub(super) fn read(&mut self, blob: &str) -> Result<Option<Rc<Version>>, Error> {
        if let Some(version) = self.recall(|version| version.blob == blob) {
            return Ok(Some(version));
        }
        Ok(self.content(blob)?.map(|bytes| self.parse(blob, bytes)))
    }

    /// Reads the file at `path` in the tree of a commit.
    pub(super) fn at(&mut self, commit: &str, path: &str) -> Result<Option<Rc<Version>>, Error> {
        let Some(bytes) = self.content(&format!("{commit}:{}{path}", self.prefix))? else {
            return Ok(None);
        };
        let known = self.recall(|version| version.bytes() == bytes);
        Ok(Some(known.unwrap_or_else(|| self.parse("", bytes))))
    }

    /// Returns whether there is a file at `path` in the tree of a commit.
    pub(super) fn exists(&mut self, commit: &str, path: &str) -> Result<bool, Error> {
        let name = format!("{commit}:{}{path}", self.prefix);
        Ok(self.objects.blob(&name, 0)? != Blob::Missing)
    }

    fn content(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(match self.objects.blob(name, discover::MAX_TEXT_BYTES)? {
            Blob::Content(bytes)
                if backlog::may_have_boxes(&bytes) && !discover::is_binary(&bytes) =>
            {
                Some(bytes)
            }
            _ => None,
        })
    }

    fn recall(&mut self, is_it: impl Fn(&Version) -> bool) -> Option<Rc<Version>> {
        let at = self.recent.iter().position(|version| is_it(version))?;
        let version = self.recent.remove(at)?;
        self.recent.push_front(Rc::clone(&version));
        Some(version)
    }

    fn parse(&mut self, blob: &str, bytes: Vec<u8>) -> Rc<Version> {
        let source = Source { name: String::new(), bytes };
        let list = Checklist::read(&source);
        let version = Rc::new(Version { blob: blob.to_owned(), source, list });
        self.recent.truncate(MAX_VERSIONS - 1);
        self.recent.push_front(Rc::clone(&version));
        version
    }
}
