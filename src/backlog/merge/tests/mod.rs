//! The merge as a whole.

mod laws;
mod rules;

use super::*;

/// A merge of texts: the result, and whether it is clean.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, bool) {
    let Merged { bytes, conflicts } =
        merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), &Options::default());
    (String::from_utf8_lossy(&bytes).into_owned(), conflicts.is_empty())
}
