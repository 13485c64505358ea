//! Backlogs, read to tasks.
//!
//! [`formats`] has a row and a reader for each format. A reader makes drafts of one backlog, from an
//! outline or from records, with the readers of `text` for ids, labels, fields, declared files,
//! dependencies, priorities and titles. `link` and `settle` add keys and dependencies to the drafts
//! of all backlogs.

mod checklist;
pub(crate) mod data;
mod doubtful;
mod draft;
mod entry;
mod epics;
pub mod formats;
mod link;
mod locate;
mod order;
mod pattern;
mod record;
mod select;
mod settle;
mod shape;
pub(crate) mod text;
mod unusable;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use checklist::{Checklist, is_same_wording, shares_most_words, without_id};
pub use doubtful::find as doubtful;
pub use entry::Entry;
pub use formats::markdown::{finished_sign, marker_and_text, may_have_boxes};
pub use formats::{BacklogFormat, FORMATS, companions, is_archive, reads_states, settings, shape};
pub use locate::{
    CONTEXT_DIR, Located, all_files, beside, conventional, everywhere, in_all_places,
    is_of_backlog, locate, locate_as, matches, places,
};
pub use pattern::matches as is_in_place;
pub use select::{explain, find_one, select};
pub use shape::{Block, Divide, RecordFields, Shape, Structure};
pub use text::lines::{ended as lines_ended, is_binary};
pub use text::plan::cited as cited_plan;
pub use unusable::Unusable;

use crate::model::{Priority, Problem, ProblemKind, Task, one_line, shown};

/// Size of a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// Outermost open item, with its children as its text.
    #[default]
    Outermost,
    /// Each innermost open item, with its parents as ancestors.
    Leaf,
}

/// Backlog, with its name as printed.
#[derive(Clone, Debug)]
pub struct Source {
    /// As printed.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Error if no backlog is found.
#[derive(Debug, thiserror::Error)]
#[error("{}", message(self))]
pub struct NotFound {
    /// Root of the search.
    pub root: PathBuf,
    /// Places that were searched, relative to the root, in order.
    pub looked_for: Vec<String>,
    /// Things in such a place that are no readable files.
    pub unusable: Vec<Unusable>,
    /// Tools that may keep their tasks in a database instead, each with the command that hands them to ctx.
    pub exports: Vec<(&'static str, &'static str)>,
    /// Other Markdown files below the root with their numbers of open boxes, the most first.
    pub with_open_boxes: Vec<(String, usize)>,
}

fn message(error: &NotFound) -> String {
    let root = shown(&error.root);
    if error.unusable.is_empty() {
        let looked_for = one_line(&looked_for(&error.looked_for));
        let exported = |(tool, command): &(&str, &str)| {
            format!("if {tool} keeps its tasks in a database, type `{command}`")
        };
        let mut instead: Vec<String> = error.exports.iter().map(exported).collect();
        instead.push(self::instead(&error.with_open_boxes));
        let instead = instead.join("; ");
        return format!("no backlog found in {root}: looked for {looked_for}; {instead}");
    }
    let unusable: Vec<String> = error.unusable.iter().map(ToString::to_string).collect();
    format!("no backlog can be read in {root}: {}", unusable.join("; "))
}

/// Names the places of checklists, and counts the tools in whose places nothing was found.
fn looked_for(places: &[String]) -> String {
    const MAX_PLACES: usize = 5;
    let mut named = places.iter().take(MAX_PLACES).cloned().collect::<Vec<_>>().join(", ");
    let others = places.get(MAX_PLACES..).unwrap_or_default();
    let is_there = |place: &&str| others.iter().any(|other| other == place);
    let tools = FORMATS.iter().filter(|format| format.places.iter().any(is_there)).count();
    if tools > 0 {
        named = format!("{named}, and the places of {tools} tools (ctx analyze --list-formats)");
    }
    named
}

fn instead(files: &[(String, usize)]) -> String {
    const MAX_NAMED: usize = 5;
    let Some((first, _)) = files.first() else { return "name one with --tasks FILE".to_owned() };
    let mut named: Vec<String> = files
        .iter()
        .take(MAX_NAMED)
        .map(|(file, count)| format!("{} ({count})", one_line(file)))
        .collect();
    if files.len() > MAX_NAMED {
        named.push(format!("and {} more", files.len() - MAX_NAMED));
    }
    format!(
        "Markdown files with open boxes: {}; read one with --tasks {}",
        named.join(", "),
        one_line(first)
    )
}

/// Error if backlogs have no open tasks, although some lines look like tasks.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", unread_message(self))]
pub struct Unread {
    /// Number of these lines.
    pub count: usize,
    /// Backlog with the first of them, as printed.
    pub backlog: String,
    /// Its line, from 1.
    pub line: u32,
    /// The line of the block without an end that hides the first, and its kind.
    pub hidden_by: Option<(u32, &'static str)>,
    /// Reason why records were not read.
    pub fault: Option<String>,
    /// True if they could not be read, and false if they have another form.
    pub is_broken: bool,
    /// Other Markdown files below the root with their numbers of open boxes, the most first.
    pub with_open_boxes: Vec<(String, usize)>,
}

impl Unread {
    /// Returns the problem that says so, if none of `problems` tells of the backlog already.
    pub fn untold(&self, problems: &[Problem]) -> Option<Problem> {
        let tells = |it: &Problem| {
            matches!(
                it.kind,
                ProblemKind::LooksLikeTask | ProblemKind::Unclosed | ProblemKind::Record
            ) && it.path == self.backlog
        };
        let problem =
            Problem::at(ProblemKind::LooksLikeTask, &self.backlog, self.line, unread_message(self));
        (!problems.iter().any(tells)).then_some(problem)
    }
}

fn unread_message(error: &Unread) -> String {
    let looks = if error.count == 1 { "line looks" } else { "lines look" };
    let place = format!("{}:{}", one_line(&error.backlog), error.line);
    if let Some(fault) = &error.fault {
        let fault = one_line(fault);
        return if error.is_broken {
            format!("no open task is read, since {place} cannot be read: {fault}")
        } else {
            format!("no open task is read: {place}: {fault}")
        };
    }
    let next = match error.hidden_by {
        None => "write a task as `- [ ] text`, and tick it with `- [x] text`".to_owned(),
        Some((line, what)) => {
            format!("the {what} in line {line} has no end and hides it; close it")
        }
    };
    let others = match error.with_open_boxes.as_slice() {
        [] => String::new(),
        files => format!("; other {}", instead(files)),
    };
    format!(
        "no open task is read, but {} {looks} like one, the first at {place}; {next}{others}",
        error.count
    )
}

/// Fails if lines of `sources` look like open tasks, or if a problem says that a record of them
/// cannot be read. To be called if no task was read.
pub fn refuse_unread(
    sources: &[Source],
    format: Option<&'static BacklogFormat>,
    problems: &[Problem],
) -> Result<(), Unread> {
    let mut first = None;
    let mut count = 0;
    for source in sources {
        if !format.unwrap_or_else(|| formats::of(source)).is_outline() {
            continue;
        }
        let unread = formats::markdown::unread(source);
        count += unread.lines.len();
        first = first.or(unread.lines.first().map(|&line| (&source.name, line, unread.hidden_by)));
    }
    if let Some((backlog, line, hidden_by)) = first {
        return Err(Unread {
            count,
            backlog: backlog.clone(),
            line,
            hidden_by,
            fault: None,
            is_broken: false,
            with_open_boxes: Vec::new(),
        });
    }
    let of_kind = |kind| problems.iter().find(|problem| problem.kind == kind);
    match of_kind(ProblemKind::Record).or_else(|| of_kind(ProblemKind::LooksLikeTask)) {
        Some(problem) => Err(Unread {
            count: 1,
            backlog: problem.path.clone(),
            line: problem.line.unwrap_or(1),
            hidden_by: None,
            fault: Some(problem.message.clone()),
            is_broken: problem.kind == ProblemKind::Record,
            with_open_boxes: Vec::new(),
        }),
        None => Ok(()),
    }
}

/// Reads the unfinished tasks of `sources`, in reading order, with unique keys, and the problems of
/// their texts.
pub fn read(sources: &[Source], granularity: Granularity) -> (Vec<Task>, Vec<Problem>) {
    read_as(sources, &[], None, granularity)
}

/// Reads `sources` like [`read`], all of them in one format if it is given, with the files `beside`
/// them that tools keep.
pub fn read_as(
    sources: &[Source],
    beside: &[Source],
    format: Option<&'static BacklogFormat>,
    granularity: Granularity,
) -> (Vec<Task>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut drafts = Vec::new();
    let mut groups: Vec<draft::Group> = Vec::new();
    let mut finished = draft::Finished::default();
    let mut phase = 0;
    let formats: Vec<&BacklogFormat> =
        sources.iter().map(|source| format.unwrap_or_else(|| formats::of(source))).collect();
    let mut backlog = 0;
    while let Some(&format) = formats.get(backlog) {
        let alike = formats[backlog..].iter().take_while(|other| other.name == format.name);
        let length = format.reads_at_once(alike.count());
        let files =
            record::Files { sources: &sources[backlog..backlog + length], first: backlog, beside };
        let mut reading = format.read(files, granularity, &mut problems);
        for draft in &mut reading.drafts {
            draft.task.phase += phase;
        }
        // Phases of the next backlog come after those of this one.
        phase = reading.drafts.iter().map(|draft| draft.task.phase + 1).max().unwrap_or(phase);
        let (first_draft, first_group) = (drafts.len(), groups.len());
        groups.extend(reading.groups.into_iter().map(|mut group| {
            group.drafts = group.drafts.start + first_draft..group.drafts.end + first_draft;
            group.parent = group.parent.map(|parent| parent + first_group);
            for need in &mut group.needs {
                need.shift(first_group);
            }
            group
        }));
        drafts.extend(reading.drafts);
        finished.ids.extend(reading.finished.into_iter().map(|id| (backlog, id)));
        finished.titles.extend(reading.finished_titles);
        backlog += length.max(1);
    }
    epics::inherit(&mut drafts, sources, beside, |at| {
        formats.get(at).is_some_and(|format| format.is_outline())
    });
    let names: Vec<&str> = formats.iter().map(|format| format.name).collect();
    let tasks = settle::settle(drafts, &groups, &finished, &names, &mut problems);
    (tasks, problems)
}

/// Selection of tasks. Empty lists select all. Conditions of different kinds must all hold; those
/// of one kind are alternatives.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of a heading above the task; case is ignored.
    pub sections: Vec<String>,
    /// `name` or `name:value`.
    pub labels: Vec<String>,
    /// Priorities, each with the word that the user chose for it, such as `urgent`.
    pub priorities: Vec<(Priority, String)>,
    /// Keys, line numbers or parts of titles.
    pub tasks: Vec<String>,
    /// Maximum number of tasks: the first by priority, then phase, then reading order.
    pub limit: Option<usize>,
    /// Tasks that look done, dropped, duplicate or like placeholders count as any other, also for the
    /// limit.
    pub include_doubtful: bool,
}

/// Error if a condition selects no task.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", no_such(kind, wanted, nearest, over.as_deref()))]
pub struct NoSuch {
    /// Kind of the condition: `section`, `label`, `priority` or `task`.
    pub kind: &'static str,
    /// Condition as the user wrote it.
    pub wanted: String,
    /// Existing names, the most similar first; at most five.
    pub nearest: Vec<String>,
    /// What is known of a task that is no longer open: `it is finished, at TASKS.md:3`.
    pub over: Option<String>,
}

/// Says that a name stands for nothing, and what is known instead.
fn no_such(kind: &str, wanted: &str, nearest: &[String], over: Option<&str>) -> String {
    match over {
        Some(over) => format!("no open {kind} matches {wanted:?}: {}", one_line(over)),
        None => format!("no {kind} matches {wanted:?}; {}", there_is(kind, nearest)),
    }
}

/// Lists existing names of a `kind`, for an unknown name.
fn there_is(kind: &str, nearest: &[String]) -> String {
    if nearest.is_empty() {
        return match kind {
            "section" => "no open task stands below a heading".to_owned(),
            "label" => "no open task has a label".to_owned(),
            _ => "no task is open".to_owned(),
        };
    }
    format!("nearest: {}", one_line(&nearest.join(", ")))
}

/// Error if a name stands for no task or for several.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotOne {
    /// No task.
    #[error(transparent)]
    NoSuch(#[from] NoSuch),
    /// Several tasks.
    #[error("{wanted:?} could be {count} tasks: {}; name one by its id or line", one_line(&first.join(", ")))]
    Several {
        /// Name as the user wrote it.
        wanted: String,
        /// Number of these tasks.
        count: usize,
        /// Their names, in reading order; at most five.
        first: Vec<String>,
    },
}
