//! Three-way merge of backlogs, by task instead of by line.
//!
//! [`Merger`] chooses the merge by the shape of a format: that of checklists, which is here, or that of
//! `records`.
//!
//! 1. Each version is parsed to a `tree` of headings and items.
//! 2. `identity` pairs the nodes of two versions by ids, words (`wording`) and place; `both` corrects
//!    pairs where both sides together show more.
//! 3. `classes` unites the nodes of all versions that are the same node. `settle` sets the fate of
//!    each, with the `headings` that a side inserted above tasks, and tasks that may be `replaced`.
//! 4. `heads` merges the first paragraphs of a node (`head`): the box by `state`, labels in `labelled`.
//!    `list` merges the order of its children.
//! 5. `render` and `write` make a file of the result, and `check` verifies it.
//!
//! `lost` and `again` compare finished tasks before and after a merge, `as_read` those of formats whose
//! tasks are neither boxes nor records that are merged.
//!
//! If the result is no tree or fails verification, the versions are merged by line (`plain`).

mod again;
mod as_read;
mod best;
mod both;
mod check;
mod classes;
mod diff3;
mod head;
mod headings;
mod heads;
mod identity;
mod kept;
mod labelled;
mod list;
mod lost;
mod markers;
mod merger;
mod plain;
mod records;
mod render;
mod replaced;
mod settle;
mod state;
mod text;
mod tree;
mod turns;
mod wording;
mod write;

#[cfg(test)]
mod tests;

pub use as_read::{Naming, add_missing, finished as finished_as_read, gone as gone_as_read};
pub use kept::Kept;
pub use merger::Merger;

use crate::backlog::Divide;
use crate::backlog::formats::markdown;
use crate::model::Conflict;
use classes::Classes;
use render::Pieces;
use text::Text;
use tree::{Numbers, Tree};

/// Options for writing conflicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Length of the markers.
    pub marker_size: usize,
    /// Label behind the marker of our side; may be empty.
    pub ours: String,
    /// Label behind the marker of their side; may be empty.
    pub theirs: String,
    /// Label behind the marker of the base; `None` for conflicts without the base.
    pub base: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { marker_size: 7, ours: "ours".to_owned(), theirs: "theirs".to_owned(), base: None }
    }
}

/// Result of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Merged file, with markers at conflicts.
    pub bytes: Vec<u8>,
    /// Conflicts in reading order; empty if the merge is clean.
    pub conflicts: Vec<Conflict>,
}

/// Merges two versions of a backlog with their common ancestor, whatever the bytes are. If both
/// sides added the file, `base` is empty.
///
/// A task that either side finished is finished in the result. One that was finished before stays
/// so unless a side opened it again.
pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8], options: &Options) -> Merged {
    merge_divided(markdown::structure, [base, ours, theirs], options)
}

/// Merges as [`merge`] does, for a dialect of Markdown.
fn merge_divided(divide: Divide, versions: [&[u8]; 3], options: &Options) -> Merged {
    let [base, ours, theirs] = versions;
    if ours == theirs {
        return Merged { bytes: ours.to_vec(), conflicts: Vec::new() };
    }
    let mut numbers = Numbers::default();
    let mut tree = |bytes| Tree::new(bytes, divide, &mut numbers);
    let trees = [tree(base), tree(ours), tree(theirs)];
    let classes = settle::settled(&trees);
    if let Some(merged) = by_task(&classes, options) {
        return merged;
    }
    // If both sides add nodes at one place and one of them is a heading, it contains the nodes
    // after it, so only one order is possible.
    let trees = [tree(base), tree(theirs), tree(ours)];
    let turned = by_task(&settle::settled(&trees), options);
    let turned = turned.filter(|merged| merged.conflicts.is_empty());
    turned.unwrap_or_else(|| by_line(&classes, options))
}

/// Merges by line, as git does without a merge driver: finished tasks may be open again.
pub fn merge_by_line(base: &[u8], ours: &[u8], theirs: &[u8], options: &Options) -> Merged {
    let texts = [base, ours, theirs].map(Text::new);
    let texts = texts.each_ref();
    let pieces = plain::merge(texts, options);
    finish(&pieces, write::write(texts, None, &pieces, options))
}

/// Merges by task; returns `None` if that is not possible.
fn by_task(classes: &Classes, options: &Options) -> Option<Merged> {
    if !classes.is_tree() {
        return None;
    }
    let pieces = render::render(classes, options.base.is_some())?;
    let texts = texts(classes.trees);
    let [base, ours, theirs] = classes.trees;
    let gaps = [&base.gap[..], &ours.gap[..], &theirs.gap[..]];
    let written = write::write(texts, Some(gaps), &pieces, options);
    check::holds(classes.trees, &pieces, &written).then(|| finish(&pieces, written))
}

/// Merges by line. Parts that could not be merged by task become conflicts, even if no line of them
/// conflicts.
fn by_line(classes: &Classes, options: &Options) -> Merged {
    let joined = [classes::OURS, classes::THEIRS].map(|side| render::with_states(classes, side));
    let [mut base, mut ours, mut theirs] = texts(classes.trees).map(Text::clone);
    for (text, joined) in [(&mut ours, &joined[0]), (&mut theirs, &joined[1])] {
        for (line, content) in joined {
            text.lines[*line].content = content;
        }
    }
    let texts = [&mut base, &mut ours, &mut theirs].map(|text| &*text);
    let mut pieces = plain::merge(texts, options);
    let mut written = write::write(texts, None, &pieces, options);
    // A diff may take a line that one side moved for the same line that the other added.
    if pieces.spots.is_empty() || !check::no_line_lost(texts, &written.bytes) {
        pieces = plain::whole(texts, options);
        written = write::write(texts, None, &pieces, options);
    }
    finish(&pieces, written)
}

fn texts<'t, 'a>([base, ours, theirs]: &'t [Tree<'a>; 3]) -> [&'t Text<'a>; 3] {
    [&base.text, &ours.text, &theirs.text]
}

fn finish(pieces: &Pieces, written: write::Written) -> Merged {
    let conflicts = pieces.spots.iter().map(|spot| Conflict {
        line: written.lines[spot.piece] + 1,
        title: spot.title.clone(),
        kind: spot.kind,
    });
    Merged { conflicts: conflicts.collect(), bytes: written.bytes }
}
