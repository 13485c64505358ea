//! Results of reading one backlog, before tasks of several backlogs meet.

use std::ops::Range;

use super::text::depends::Need;
use crate::model::Task;

/// A task whose id, key and dependencies are not settled yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its key is its own id, or empty.
    pub task: Task,
    /// Which backlog it is of.
    pub backlog: usize,
    /// The ids it goes by: its own and those of the unfinished items in it.
    pub ids: Vec<String>,
    /// The ids of the unfinished items that it is itself a part of.
    pub above: Vec<String>,
    /// The titles of all these.
    pub titles: Vec<String>,
    /// The titles of the unfinished items that it is itself a part of.
    pub titles_above: Vec<String>,
    /// Its statements about dependencies.
    pub needs: Vec<Need>,
    /// True if the task right before it is finished.
    pub follows_finished: bool,
}

/// A heading or item with tasks in it, as others name it, and what it says of them all.
#[derive(Clone, Debug)]
pub struct Group {
    /// As one reads it.
    pub title: String,
    /// True if it is a heading, which others may name.
    pub is_heading: bool,
    /// Which backlog it is of.
    pub backlog: usize,
    /// That backlog, as printed.
    pub path: String,
    /// 1-based.
    pub line: u32,
    /// The tasks in it, as places in the list of drafts.
    pub drafts: Range<usize>,
    /// True if it only holds other headings that hold the tasks: its text is on the whole.
    pub is_overview: bool,
    /// The group around it, as a place in the list of groups.
    pub parent: Option<usize>,
    /// Its statements about the dependencies of its tasks.
    pub needs: Vec<Need>,
}

/// Tasks that are done or given up, by backlog.
#[derive(Debug, Default)]
pub struct Finished {
    /// Backlogs with ids.
    pub ids: Vec<(usize, String)>,
    /// Of all backlogs.
    pub titles: Vec<String>,
}

/// Result of reading one backlog.
#[derive(Debug, Default)]
pub struct Reading {
    /// The unfinished tasks in reading order. Their phases count from 0.
    pub drafts: Vec<Draft>,
    /// The headings and items around them, in reading order.
    pub groups: Vec<Group>,
    /// The ids of what is finished or given up.
    pub finished: Vec<String>,
    /// The titles of the same.
    pub finished_titles: Vec<String>,
}
