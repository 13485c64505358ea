//! Files that might be the backlog where none lies in its place.

use std::cmp::Reverse;
use std::path::Path;

use crate::backlog::{self, Checklist, Source};
use crate::discover;
use crate::model::{Language, Origin, SourceFile};

/// Markdown files looked into, in order of their paths.
const MAX_FILES: usize = 2000;
/// Bytes of them read.
const MAX_BYTES: u64 = 32 << 20;

/// Finds the Markdown files below `root` that git sees, with the number of their open boxes, the
/// most first.
pub(super) fn find(root: &Path, threads: usize) -> Vec<(String, usize)> {
    let mut left = MAX_BYTES;
    let mut fits = |file: &SourceFile| {
        let fits = file.size <= left;
        left -= if fits { file.size } else { 0 };
        fits
    };
    let files = discover::walk(root, threads).files.into_iter();
    let files = files
        .filter(|file| file.language == Language::Markdown && file.origin == Origin::Written)
        .take(MAX_FILES);
    let mut found = Vec::new();
    for file in files.filter(|file| fits(file)) {
        let Some(bytes) = discover::read(root, &file).0 else { continue };
        if !backlog::may_have_boxes(&bytes) {
            continue;
        }
        let name = file.path.as_str().to_owned();
        let count = Checklist::read(&Source { name: name.clone(), bytes }).open_boxes();
        if count > 0 {
            found.push((name, count));
        }
    }
    found.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    found
}
