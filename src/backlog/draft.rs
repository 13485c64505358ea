//! Drafts: results of reading one backlog, before the tasks of all backlogs are linked.

use std::borrow::Cow;
use std::ops::Range;

use super::text::depends::{self, Form, Relation, except::Role, list, span};
use super::text::ids::may_be_id;
use super::{Granularity, Source};
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
    /// Ids of tasks to be done first, from a field that can hold nothing else.
    Exact {
        /// As written.
        ids: Vec<String>,
        /// 1-based line of the field.
        line: u32,
    },
    /// Groups to be done first, as positions in the list of groups of the same reading.
    Groups {
        /// Positions.
        groups: Vec<usize>,
        /// 1-based line of what states the order.
        line: u32,
    },
    /// Tasks to be done first, as positions in the list of drafts of all backlogs.
    Drafts {
        /// Positions.
        drafts: Vec<usize>,
        /// 1-based line of what states the order.
        line: u32,
    },
    /// Order between arrows.
    Chain(depends::arrows::Chain),
    /// Statement in words: it may name tasks by ids, titles or phases, or another reason to wait.
    Prose(depends::DependencyStatement),
}

impl Need {
    /// Moves the positions of groups by `groups`.
    pub fn shift(&mut self, groups: usize) {
        if let Self::Groups { groups: positions, .. } = self {
            for position in positions {
                *position += groups;
            }
        }
    }
}

impl From<depends::DependencyStatement> for Need {
    fn from(mut statement: depends::DependencyStatement) -> Self {
        if let Some(left) = without_struck(&statement.value) {
            statement.value =
                if left.contains(char::is_alphanumeric) { left } else { String::new() };
        }
        if let Cow::Owned(written) = span::written_out(&statement.value) {
            statement.value = written;
        }
        let is_own = !statement.of_part
            && !statement.below
            && !statement.subject.contains(char::is_alphanumeric);
        let is_field = statement.form == Form::Field && statement.relation == Relation::DependsOn;
        let (members, is_list) = list::members(&statement.value);
        let is_id = |it: &list::Member| {
            let is_plain = it.kind.is_none() && !it.through && it.role == Role::Named;
            is_plain && may_be_id(it.text)
        };
        if is_own && is_field && is_list && !members.is_empty() && members.iter().all(is_id) {
            let ids = members.iter().map(|member| member.text.to_owned()).collect();
            return Self::Ids { ids, line: statement.line };
        }
        Self::Prose(statement)
    }
}

/// Returns `value` without what is struck through, which is withdrawn. `None` if nothing is.
fn without_struck(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.split("~~").collect();
    let mut left: String = parts.iter().step_by(2).copied().collect();
    if parts.len().is_multiple_of(2) {
        // The last mark closes nothing.
        left.push_str("~~");
        left.push_str(parts[parts.len() - 1]);
    }
    (parts.len() > 2).then_some(left)
}

/// Task whose id, key, dependencies and conflicts are not settled yet. Its section path and the group that
/// it may run in parallel with are those of `task`.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Task whose key is its own id, or empty.
    pub task: Task,
    /// Position of its backlog.
    pub backlog: usize,
    /// Its ids, and those of the unfinished items inside it.
    pub ids: Vec<String>,
    /// Ids of the unfinished items around it.
    pub above: Vec<String>,
    /// Titles of the items in `ids`.
    pub titles: Vec<String>,
    /// Titles of the items in `above`.
    pub titles_above: Vec<String>,
    /// Its dependencies.
    pub needs: Vec<Need>,
    /// Ids of tasks that it is declared to conflict with, as written.
    pub conflicts: Vec<String>,
    /// True if the task right before it is finished.
    pub follows_finished: bool,
}

/// Heading or item with tasks in it, which others may name, and its dependencies.
#[derive(Clone, Debug)]
pub struct Group {
    /// Title without marks.
    pub title: String,
    /// True for a heading, which others may name.
    pub is_heading: bool,
    /// Position of its backlog.
    pub backlog: usize,
    /// Name of its backlog, as printed.
    pub path: String,
    /// Line in the backlog, from 1.
    pub line: u32,
    /// Tasks inside it, as positions in the list of drafts.
    pub drafts: Range<usize>,
    /// True if it contains other headings with tasks, so that text below it is about all of them.
    pub is_overview: bool,
    /// Group around it, as a position in the list of groups.
    pub parent: Option<usize>,
    /// Dependencies of its tasks.
    pub needs: Vec<Need>,
}

/// Tasks that are done or given up, by backlog.
#[derive(Debug, Default)]
pub struct Finished {
    /// Ids, each with the position of its backlog.
    pub ids: Vec<(usize, String)>,
    /// Titles of all backlogs.
    pub titles: Vec<String>,
}

/// Markdown file that is a backlog, with what its reader has to know about the reading.
#[derive(Clone, Copy, Debug)]
pub struct MarkdownFile<'a> {
    pub source: &'a Source,
    /// Position of the backlog among all backlogs.
    pub backlog: usize,
    pub granularity: Granularity,
}

/// Result of reading one backlog.
#[derive(Debug, Default)]
pub struct Reading {
    /// Unfinished tasks in reading order. Their phases count from 0.
    pub drafts: Vec<Draft>,
    /// Headings and items around the tasks, in reading order.
    pub groups: Vec<Group>,
    /// Ids of tasks that are done or given up.
    pub finished: Vec<String>,
    /// Titles of tasks that are done or given up.
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
