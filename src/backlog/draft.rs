//! Results of reading one backlog, before tasks of several backlogs meet.

use std::ops::Range;

use super::text::depends::{self, Form, Relation, list};
use super::text::ids::may_be_id;
use crate::model::Task;

/// Dependency as a backlog states it, before the tasks that it names are known.
#[derive(Clone, Debug)]
pub enum Need {
    /// Field that lists ids of tasks to be done first, and says nothing else.
    Ids {
        /// As written.
        ids: Vec<String>,
        /// 1-based line of the field.
        line: u32,
    },
    /// Statement in words: it may name tasks by ids, titles or phases, or another reason to wait.
    Prose(depends::Need),
}

impl From<depends::Need> for Need {
    fn from(statement: depends::Need) -> Self {
        let is_own = !statement.of_part
            && !statement.below
            && !statement.subject.contains(char::is_alphanumeric);
        let is_field = statement.form == Form::Field && statement.relation == Relation::DependsOn;
        let (members, is_list) = list::members(&statement.value);
        let is_id = |it: &list::Member| it.kind.is_none() && !it.through && may_be_id(it.text);
        if is_own && is_field && is_list && !members.is_empty() && members.iter().all(is_id) {
            let ids = members.iter().map(|member| member.text.to_owned()).collect();
            return Self::Ids { ids, line: statement.line };
        }
        Self::Prose(statement)
    }
}

/// Task whose id, key and dependencies are not settled yet. Its section path, the group that it may run
/// in parallel with and its conflicts are those of `task`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_field_of_nothing_but_ids_is_one_of_ids() {
        let need = |text: &str| Need::from(depends::in_text(text, false, 7).remove(0));
        for text in ["Depends on: T1, T2", "**Depends-on:** [T1, T2]", "Dependencies: T1 and T2"] {
            let Need::Ids { ids, line } = need(text) else { panic!("{text}") };
            assert_eq!((ids, line), (vec!["T1".to_owned(), "T2".to_owned()], 7), "{text}");
        }
        for text in [
            "Depends on: T1 to T3",
            "Depends on: Phase 2",
            "Depends on: T1, write it",
            "Depends on: none",
            "It depends on T1",
            "(depends on T1)",
            "T3 depends on: T1",
            "Blocked by: T1",
            "Blocks: T1",
        ] {
            assert!(matches!(need(text), Need::Prose(_)), "{text}");
        }
    }
}
