//! Tasks as backlogs state them.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use super::Ended;

/// Place of a task in the list that the backlogs give, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId(pub u32);

impl TaskId {
    /// Returns the place as an index into a slice of tasks.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Progress of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskState {
    /// Not started.
    Open,
    /// Started.
    InProgress,
    /// Cannot be started yet (`#blocked`, `Blocked by: legal`).
    Blocked,
    /// Abandoned.
    Skipped,
    /// Finished.
    Done,
}

impl TaskState {
    /// Returns whether work is left: open, in progress or blocked.
    pub fn is_unfinished(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Blocked)
    }
}

/// Priority of a task, highest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// `critical`, `urgent`, `p0`
    Critical,
    /// `high`, `p1`
    High,
    /// `medium`, `p2`, or nothing said
    #[default]
    Medium,
    /// `low`, `p3` and beyond
    Low,
    /// `deferred`, `someday`, `later`, `icebox`: put off by the backlog itself
    Deferred,
}

/// Part of a task that a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskLineKind {
    /// The item's own line with the lines that continue its first paragraph.
    Title,
    /// Further text of the item, or a nested bullet without a box.
    Body,
    /// A nested box that is not ticked yet, with its text.
    OpenChild,
    /// A nested box that is done or skipped: context, not work.
    DoneChild,
    /// An acceptance criterion.
    Criterion,
    /// Inside a code fence.
    Code,
}

/// One line of a task's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskLine {
    /// 1-based, in the backlog.
    pub number: u32,
    /// Without indentation, list marker, box, leading id and labels. Markdown marks are kept.
    pub text: String,
    /// Part of the task that it belongs to.
    pub kind: TaskLineKind,
}

/// Declared action on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// The file will be added (`Create:`).
    Create,
    /// The file will be changed (`Modify:`, `Files:`, `touches:`).
    Modify,
    /// The file tests the work (`Test:`).
    Test,
}

/// Folds an id of a task to the form in which ids are compared: in any case, with or without `#`.
pub fn folded_id(id: &str) -> String {
    id.trim_start_matches('#').to_lowercase()
}

/// File, folder or glob that a task declares it will touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredFile {
    /// Pattern as written, without a line range and without backquotes.
    pub pattern: String,
    /// Declared action.
    pub action: Action,
    /// 1-based line of the declaration in the backlog.
    pub line: u32,
}

/// One task: the outermost open item of a checklist with all that is nested in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Place in reading order.
    pub id: TaskId,
    /// Name that people use, unique within one answer: the backlog's own id (`P0.9.2`, `T012`),
    /// else `L` and its line; a suffix tells repeated ids apart.
    pub key: String,
    /// Backlog that holds it, as printed.
    pub backlog: String,
    /// 1-based line of the item in its backlog.
    pub line: u32,
    /// A readable first sentence: no marks, no labels, no leading id.
    pub title: String,
    /// Progress.
    pub state: TaskState,
    /// The headings above it, outermost first, without marks and labels.
    pub section: Vec<String>,
    /// The plain bullets it is nested in, outermost first.
    pub ancestors: Vec<String>,
    /// `#name:value` labels, its own and its headings'; a label without a value has an empty one.
    /// A star behind the box is the label `optional`.
    pub labels: BTreeMap<String, String>,
    /// Priority that the backlog states, if it does.
    pub priority: Option<Priority>,
    /// Its place among the sections: tasks of an earlier phase have a smaller number.
    pub phase: u32,
    /// The tasks that must be done first, in the order they are named. Only tasks of this answer
    /// that are not finished.
    pub depends_on: Vec<TaskId>,
    /// Reasons that the backlog gives for `TaskState::Blocked`, besides tasks: `legal` of
    /// `Blocked by: legal`.
    pub blocked_by: Vec<String>,
    /// Words in its text that say that it ended, although its box is open.
    pub ended: Option<Ended>,
    /// Group of tasks that the backlog declares as runnable at the same time. That of spec-kit's `[P]`
    /// is named by the backlog and the headings above the task.
    pub parallel: Option<String>,
    /// Lane of this group whose tasks are done one after the other. Without a name, the task is a lane by
    /// itself.
    pub lane: Option<String>,
    /// The tasks that the backlog declares as conflicting with it, in reading order. Only tasks of this
    /// answer that are not finished.
    pub conflicts: Vec<TaskId>,
    /// Amount of work, in open boxes: those nested in it, else 1 for its own.
    pub effort: u32,
    /// Files that it declares it will touch.
    pub declared: Vec<DeclaredFile>,
    /// Its text.
    pub lines: Vec<TaskLine>,
}

impl Task {
    /// Label of a task that may be left out (`- [ ]* …`).
    pub const OPTIONAL: &str = "optional";
    /// Maximum number of digits of a part of a number.
    const MAX_DIGITS: usize = 4;

    /// Returns its priority: medium where the backlog states none.
    pub fn priority(&self) -> Priority {
        self.priority.unwrap_or_default()
    }

    /// Returns whether the innermost heading above it begins with a number: `3. Commands`.
    pub fn is_step(&self) -> bool {
        let number = self.section.last().and_then(|heading| heading.split_whitespace().next());
        let digits = number.map(|it| it.trim_end_matches(['.', ')', ':']));
        let is_number = |it: &str| it.chars().all(|c| c.is_ascii_digit() || c == '.');
        digits.is_some_and(|it| !it.is_empty() && is_number(it))
    }

    /// Returns its id, if it is a number of a Markdown list: `3`, `17.2`. The numbers of an issue tracker are
    /// names, and longer ones are dates and the like. A folder before the number and a suffix that tell repeated
    /// ids apart do not count.
    pub fn number(&self) -> Option<&str> {
        let id = self.key.split_once('#').map_or(self.key.as_str(), |(id, _)| id);
        let id = id.rsplit('/').next().unwrap_or_default();
        let is_part = |part: &str| {
            let is_short = (1..=Self::MAX_DIGITS).contains(&part.len());
            is_short && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_page = self.backlog.to_ascii_lowercase().ends_with(".md");
        (is_page && id.split('.').all(is_part)).then_some(id)
    }

    /// Returns whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.labels.contains_key(Self::OPTIONAL)
    }
}
