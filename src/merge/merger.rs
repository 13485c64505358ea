//! Merge of a backlog by the shape of its format.

use super::kept::Kept;
use super::{Merged, Options, again, kept, lost, records};
use crate::backlog::formats::markdown;
use crate::backlog::{Divide, Shape, Source, shape};
use crate::model::{LossKind, Lost};

/// Merge of one file.
#[derive(Clone, Copy, Debug)]
pub struct Merger<'a> {
    shape: Shape,
    /// Files that the tool keeps beside its backlogs, such as its settings.
    beside: &'a [Source],
}

impl<'a> Merger<'a> {
    /// Chooses the merge for the file `name`, by its place or else by its content.
    pub fn of(name: &str, bytes: &[u8], beside: &'a [Source]) -> Self {
        let source = Source { name: name.to_owned(), bytes: bytes.to_vec() };
        Self { shape: shape(&source), beside }
    }

    /// Merges base, ours and theirs, whatever the bytes are. If both sides added the file, the base is
    /// empty.
    ///
    /// A task that either side finished is finished in the result. One that was finished before stays so
    /// unless a side opened it again. Pages without front matter are merged as checklists, and other files
    /// that are not of their shape by line.
    pub fn merge(&self, versions: [&[u8]; 3], options: &Options) -> Merged {
        let [base, ours, theirs] = versions;
        if ours == theirs || base == theirs {
            return Merged { bytes: ours.to_vec(), conflicts: Vec::new() };
        }
        if base == ours {
            return Merged { bytes: theirs.to_vec(), conflicts: Vec::new() };
        }
        if let Shape::Checklist(divide) = self.shape {
            return super::merge_divided(divide, versions, options);
        }
        let merged = records::merge(self.shape, self.beside, versions, options);
        merged.unwrap_or_else(|| match self.shape {
            Shape::Page(_) => super::merge(base, ours, theirs, options),
            _ => super::merge_by_line(base, ours, theirs, options),
        })
    }

    /// Lists the tasks that are done in `base`, `ours` or `theirs` and lost in `result`, by line, if
    /// neither side opened or removed them. In an unresolved conflict of `result`, it suffices that one
    /// side has the task as done.
    pub fn lost(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        let mut gone = self.gone(versions, result);
        gone.retain(|task| matches!(task.kind, LossKind::TakenBack | LossKind::Missing));
        gone
    }

    /// Lists the tasks that are done in `after` and not in `before`. The boxes of a page are steps or
    /// criteria of its task and no tasks.
    pub fn finished(&self, before: &[u8], after: &[u8]) -> Vec<Lost> {
        let versions = [&b""[..], b"", after];
        match self.shape {
            Shape::Page(_) => records::gone(self.shape, self.beside, versions, before),
            _ => self.lost(versions, before),
        }
    }

    /// Lists the lost tasks, and also those that a side removed or opened again.
    pub fn gone(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        self.of_both(
            || records::gone(self.shape, self.beside, versions, result),
            |divide| lost::gone(divide, versions, result),
        )
    }

    /// Lists the tasks that are done in the base, opened again by a side, and done in `result`, by their
    /// lines in `result`. Returns none if `result` has unresolved conflicts.
    pub fn ticked_again(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        self.of_both(
            || records::ticked_again(self.shape, self.beside, versions, result),
            |divide| again::ticked_again(divide, versions, result),
        )
    }

    /// Returns the function that divides the boxes of a file.
    fn divide(&self) -> Divide {
        match self.shape {
            Shape::Checklist(divide) => divide,
            _ => markdown::structure,
        }
    }

    /// Collects what the shape has: records, boxes, or both on a page.
    fn of_both(
        &self,
        records: impl FnOnce() -> Vec<Lost>,
        boxes: impl FnOnce(Divide) -> Vec<Lost>,
    ) -> Vec<Lost> {
        match self.shape {
            Shape::Lines(_) | Shape::Document(_) => records(),
            Shape::Page(_) => records().into_iter().chain(boxes(self.divide())).collect(),
            Shape::Checklist(_) | Shape::Text => boxes(self.divide()),
        }
    }

    /// Counts the tasks of `backlog` that `file` has, with the pairing of merges.
    pub fn kept(&self, backlog: &[u8], file: &[u8]) -> Kept {
        match self.shape {
            Shape::Checklist(_) | Shape::Text => kept::kept(self.divide(), backlog, file),
            shape => records::kept(shape, self.beside, backlog, file),
        }
    }
}
