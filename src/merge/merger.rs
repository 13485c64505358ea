//! Merge of a backlog by the shape of its format.

use super::as_read::Naming;
use super::kept::Kept;
use super::{Merged, Options, again, as_read, kept, lost, records};
use crate::backlog::formats::markdown;
use crate::backlog::{Checklist, Divide, Entry, Shape, Source, reads_states, shape};
use crate::model::{LossKind, Lost, TaskState};

/// Merge of one file.
#[derive(Clone, Copy, Debug)]
pub struct Merger<'a> {
    name: &'a str,
    shape: Shape,
    /// Set if the reader of the format sees states that neither boxes nor fields show.
    is_read: bool,
    /// Files that the tool keeps beside its backlogs, such as its settings.
    beside: &'a [Source],
}

impl<'a> Merger<'a> {
    /// Chooses the merge for the file `name`, by its place or else by its content.
    pub fn of(name: &'a str, bytes: &[u8], beside: &'a [Source]) -> Self {
        let source = Source { name: name.to_owned(), bytes: bytes.to_vec() };
        Self { name, shape: shape(&source), is_read: reads_states(&source), beside }
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
        let mut finished = match self.shape {
            Shape::Page(_) => records::gone(self.shape, self.beside, versions, before),
            _ => self.lost(versions, before),
        };
        if self.is_read {
            let read = as_read::finished(self.naming(), &self.read(before), &self.read(after));
            as_read::add_missing(&mut finished, read);
        }
        finished
    }

    /// Lists the lost tasks, and also those that a side removed or opened again.
    pub fn gone(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        let mut gone = self.of_both(
            || records::gone(self.shape, self.beside, versions, result),
            |divide| lost::gone(divide, versions, result),
        );
        if self.is_read {
            let results: Vec<Checklist> =
                records::views(result).iter().map(|bytes| self.read(bytes)).collect();
            let versions = versions.map(|bytes| self.read(bytes));
            as_read::add_missing(
                &mut gone,
                as_read::gone(self.naming(), versions.each_ref(), &results),
            );
        }
        gone
    }

    /// Lists the tasks that are done in the base, opened again by a side, and done in `result`, by their
    /// lines in `result`. Returns none if `result` has unresolved conflicts.
    pub fn ticked_again(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        let mut again = self.of_both(
            || records::ticked_again(self.shape, self.beside, versions, result),
            |divide| again::ticked_again(divide, versions, result),
        );
        if self.is_read && records::views(result).len() == 1 {
            let versions = versions.map(|bytes| self.read(bytes));
            let read =
                as_read::ticked_again(self.naming(), versions.each_ref(), &self.read(result));
            as_read::add_missing(&mut again, read);
        }
        again
    }

    /// Lists the tasks that stand in `result` both as finished and as open, and in no version. The line is
    /// that of the open one.
    pub fn in_both_states(&self, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
        // A result that is the version of one side has nothing of both.
        if versions.contains(&result) {
            return Vec::new();
        }
        let versions = versions.map(|bytes| self.read(bytes));
        as_read::in_both_states(versions.each_ref(), &self.read(result))
    }

    /// Returns true if the task in a line of a version, counted from 1, is given up.
    pub fn is_given_up(&self, bytes: &[u8], line: usize) -> bool {
        let at_line = |entry: &&Entry| entry.lines.start + 1 == line;
        let list = self.read(bytes);
        list.entries.iter().find(at_line).is_some_and(|it| it.state == Some(TaskState::Skipped))
    }

    /// Reads a version as the format reads its tasks.
    fn read(&self, bytes: &[u8]) -> Checklist {
        // Markers above a front matter leave blank lines.
        let bytes = match self.shape {
            Shape::Page(_) => bytes.trim_ascii_start(),
            _ => bytes,
        };
        let source = Source { name: self.name.to_owned(), bytes: bytes.to_vec() };
        Checklist::read_all(&[source], self.beside).pop().unwrap_or_default()
    }

    /// Returns the names of tasks.
    fn naming(&self) -> Naming {
        if matches!(self.shape, Shape::Page(_)) { Naming::Page } else { Naming::Ids }
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
            Shape::Checklist(_) | Shape::Text if self.is_read => {
                as_read::kept(&self.read(backlog), &self.read(file))
            }
            Shape::Checklist(_) | Shape::Text => kept::kept(self.divide(), backlog, file),
            shape => records::kept(shape, self.beside, backlog, file),
        }
    }
}
