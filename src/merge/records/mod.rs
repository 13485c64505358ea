//! Three-way merge of records: JSON Lines, JSON documents and pages with front matter.
//!
//! `align` pairs the items of three versions by their keys and orders them. `fields` merges the values
//! of a record, with `stamp` for times. `lines`, `document` and `page` read the three shapes, and
//! `pieces` writes the result. Bytes that no side changed stay as they are.

mod align;
mod boxes;
mod document;
mod fields;
mod front;
mod json;
mod lines;
mod page;
mod pieces;
mod stamp;
mod states;
mod views;

#[cfg(test)]
mod tests;

pub(super) use states::{Known, Tasks, gone, gone_of, kept, ticked_again, ticked_again_of};
pub(super) use views::of as views;

use pieces::{OURS, THEIRS};

use super::{Merged, Options};
use crate::backlog::{RecordFields, Shape, Source};
use crate::model::TaskState;

/// Rules for the fields of the records that are merged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    pub fields: &'static RecordFields,
    /// Files that the tool keeps beside its backlogs.
    pub beside: &'a [Source],
}

impl Rules<'_> {
    /// Returns the state that a status means.
    fn state(&self, status: &str) -> TaskState {
        (self.fields.state)(status, self.beside)
    }

    fn is_stamp(&self, field: &str) -> bool {
        self.fields.stamps.contains(&field)
    }

    /// Chooses the side whose status a record gets, like [`super::state`]: if the base is not done, done
    /// on one side wins; otherwise the side that changed it. Returns `None` for a contradiction.
    fn status(&self, [base, ours, theirs]: [Option<&str>; 3]) -> Option<usize> {
        let is_done = |it: Option<&str>| it.is_some_and(|it| self.state(it) == TaskState::Done);
        let is_deleted = |it: Option<&str>| it.is_some_and(|it| self.fields.deleted.contains(&it));
        if !is_done(base) && is_done(ours) != is_done(theirs) {
            let (done, other) = if is_done(ours) { (OURS, theirs) } else { (THEIRS, ours) };
            return (base == other || !is_deleted(other)).then_some(done);
        }
        match (base == ours, base == theirs) {
            (_, true) => Some(OURS),
            (true, false) => Some(THEIRS),
            (false, false) => (ours == theirs).then_some(OURS),
        }
    }
}

/// Merges three versions of a file, each whole. Returns `None` for files that are not of this shape.
pub(super) fn merge(
    shape: Shape,
    beside: &[Source],
    [base, ours, theirs]: [&[u8]; 3],
    options: &Options,
) -> Option<Merged> {
    let text = |bytes| std::str::from_utf8(bytes).ok();
    let versions = [text(base)?, text(ours)?, text(theirs)?];
    match shape {
        Shape::Lines(fields) => Some(lines::merge(versions, Rules { fields, beside }, options)),
        Shape::Document(fields) => document::merge(versions, Rules { fields, beside }, options),
        Shape::Page(fields) => page::merge(versions, Rules { fields, beside }, options),
        Shape::Checklist(_) | Shape::Text => None,
    }
}
