//! Roles of the nodes of an outline: tasks, acceptance criteria and fields.

use super::checkbox::{self, Dash, Mark};
use super::outline::{Kind, Node, Outline};
use super::signs;
use crate::backlog::text::fields::{self, Field};
use crate::backlog::text::{declared, ids};
use crate::model::{Problem, ProblemKind, TaskState};

/// Roles of all nodes, by index.
#[derive(Debug, Default)]
pub struct Roles {
    /// State of a box or task heading, by its box alone.
    pub state: Vec<Option<TaskState>>,
    /// Field of the node above, of which this node is a value: an item below `**Files:**`.
    pub listed: Vec<Option<Field>>,
    /// True for acceptance criteria, with or without boxes.
    pub criterion: Vec<bool>,
    /// Task that a criterion belongs to, if any.
    pub owner: Vec<Option<usize>>,
    /// Number of unfinished boxes inside.
    pub open_boxes: Vec<u32>,
    /// True if an unfinished task is inside.
    pub has_tasks: Vec<bool>,
}

impl Roles {
    /// Finds the role of each node of `outline`.
    pub fn new(outline: &Outline, path: &str, problems: &mut Vec<Problem>) -> Self {
        let count = outline.nodes.len();
        let is_task = tasks(outline);
        let mut roles = Self {
            state: vec![None; count],
            listed: vec![None; count],
            criterion: vec![false; count],
            owner: vec![None; count],
            open_boxes: vec![0; count],
            has_tasks: vec![false; count],
        };
        roles.place_fields(outline, &is_task);
        roles.release_criteria(outline, &is_task, path, problems);
        roles.place_states(outline, &is_task, dash(outline));
        problems.extend(signs::unknown(outline, &roles.state, path));
        roles
    }

    /// Finds the fields and their values.
    fn place_fields(&mut self, outline: &Outline, is_task: &[bool]) {
        let count = outline.nodes.len();
        // Field that a node is for the nodes inside it, or a paragraph for the items after it, with
        // its task. The last position is that of the file.
        let mut inside: Vec<Option<(Field, Option<usize>)>> = vec![None; count];
        let mut below = vec![None; count + 1];
        let mut last_task = vec![None; count + 1];
        let mut enclosing: Vec<Option<usize>> = vec![None; count];
        for (index, node) in outline.nodes.iter().enumerate() {
            let place = node.parent.unwrap_or(count);
            let around = node.parent.and_then(|parent| enclosing[parent]);
            let about = around.or(last_task[place]);
            enclosing[index] = if is_task[index] { Some(index) } else { around };
            let named = field(outline, index);
            // A box is a task, unless it is inside another one as its criteria.
            let own = named.filter(|&(field, _)| {
                !node.has_box() || (field == Field::Criteria && around.is_some())
            });
            let above = node.parent.and_then(|parent| inside[parent]);
            let listed = above.or(if node.kind == Kind::Item { below[place] } else { None });
            let scope = match (listed, own) {
                (Some((Field::Criteria, _)), _) => listed,
                // `- **Task:** T001` below `**Dependencies:**`.
                (Some((field @ Field::Dependency(_), _)), Some((Field::Other, _))) => {
                    self.listed[index] = Some(field);
                    listed
                }
                // `- Update imports in: a.go` below `**Files:**`; what stands below it may be other things.
                (Some((field @ Field::Files(_), _)), Some((Field::Other, _))) => {
                    self.listed[index] = Some(field);
                    None
                }
                (_, Some((Field::Other, _))) => None,
                (_, Some((field, _))) => Some((field, about)),
                (Some((field, _)), None) if !node.has_box() => {
                    self.listed[index] = Some(field);
                    listed
                }
                _ => None,
            };
            if let Some((Field::Criteria, owner)) = scope {
                self.criterion[index] = true;
                self.owner[index] = owner;
            }
            inside[index] = scope;
            let last = last_field(outline, index);
            match node.kind {
                Kind::Paragraph => {
                    let opens = own.is_some_and(|(field, bare)| bare || field == Field::Criteria);
                    below[place] =
                        last.map(|field| (field, about)).or_else(|| scope.filter(|_| opens));
                }
                Kind::Heading(_) => below[place] = None,
                Kind::Item => below[index] = last.map(|field| (field, enclosing[index].or(about))),
                Kind::Code => {}
            }
            if is_task[index] && !self.criterion[index] {
                last_task[place] = Some(index);
                if named.is_some_and(|(field, _)| field == Field::Criteria) {
                    inside[index] = Some((Field::Criteria, Some(index)));
                }
            }
        }
    }

    /// Handles criteria outside of tasks. They belong to a phase or project and are no work, unless
    /// the file has no other boxes: then they are its tasks.
    fn release_criteria(
        &mut self,
        outline: &Outline,
        is_task: &[bool],
        path: &str,
        problems: &mut Vec<Problem>,
    ) {
        let nodes = &outline.nodes;
        let others = (0..nodes.len()).any(|node| is_task[node] && !self.criterion[node]);
        let mut end = 0;
        for index in 0..nodes.len() {
            if !self.criterion[index] || self.owner[index].is_some() {
                continue;
            }
            if !others {
                self.criterion[index] = false;
            } else if index >= end && nodes[index..nodes[index].end].iter().any(is_open) {
                // Consecutive boxes give one problem.
                let boxes_end = (index..nodes.len())
                    .find(|&node| !self.criterion[node] || self.owner[node].is_some());
                end = boxes_end.unwrap_or(nodes.len());
                let message = "criteria of no single task, not read as tasks";
                problems.push(Problem::at(
                    ProblemKind::StrayCriteria,
                    path,
                    nodes[index].line,
                    message,
                ));
            }
        }
    }

    /// Sets the states, and counts what is inside each node, from the last node to the first.
    fn place_states(&mut self, outline: &Outline, is_task: &[bool], dash: Dash) {
        let mut boxes = vec![false; outline.nodes.len()];
        for (index, node) in outline.nodes.iter().enumerate().rev() {
            if self.criterion[index] {
                continue;
            }
            let state = is_task[index].then(|| match node.mark() {
                Some(mark) => mark.state(dash),
                None => self.heading_state(outline, index, boxes[index]),
            });
            self.state[index] = state;
            let Some(parent) = node.parent else { continue };
            let unfinished = state.is_some_and(TaskState::is_unfinished);
            boxes[parent] |= boxes[index] || (is_task[index] && node.has_box());
            self.open_boxes[parent] +=
                self.open_boxes[index] + u32::from(unfinished && node.has_box());
            self.has_tasks[parent] |= self.has_tasks[index] || unfinished;
        }
    }

    /// Returns the state of a task heading without its own box: open if one of its steps is, or
    /// without steps.
    fn heading_state(&self, outline: &Outline, index: usize, has_boxes: bool) -> TaskState {
        let done = outline.first_line(index).contains('✅');
        if done || (has_boxes && self.open_boxes[index] == 0) {
            TaskState::Done
        } else {
            TaskState::Open
        }
    }

    /// Returns true if `node` is an unfinished task.
    pub fn is_unfinished(&self, node: usize) -> bool {
        self.state[node].is_some_and(TaskState::is_unfinished)
    }
}

/// Returns the field that a node starts with, and whether its value is elsewhere. If the items
/// inside it are the value, it needs no colon.
fn field(outline: &Outline, node: usize) -> Option<(Field, bool)> {
    let Node { kind, end, .. } = outline.nodes[node];
    let holds_items = matches!(kind, Kind::Heading(_)) || end > node + 1;
    let text = if kind == Kind::Code { String::new() } else { outline.text(node) };
    fields::parse(&text, holds_items).map(|(field, value)| (field, value.is_empty()))
}

/// Returns the field at the end of a wrapped paragraph, whose value is the list below: `- [ ]
/// Title`, ` **Files:**`, ` - a.go`.
fn last_field(outline: &Outline, node: usize) -> Option<Field> {
    let (_, last) = outline.lines(node).split_last()?.0;
    let wrapped = outline.lines(node).len() > 1 && outline.nodes[node].kind != Kind::Code;
    match fields::parse(last, false) {
        Some((field, "")) if wrapped && field != Field::Other => Some(field),
        _ => None,
    }
}

fn is_open(node: &Node) -> bool {
    matches!(node.mark(), Some(Mark::Open | Mark::Begun | Mark::Blocked | Mark::Unknown(_)))
}

/// Finds the tasks: nodes with a box outside of legends, and headings `Task 3: …` or `T003: …` if
/// the file has two or more of them at one level, or one with a list of files.
fn tasks(outline: &Outline) -> Vec<bool> {
    let legends = signs::legends(outline);
    let boxes = outline.nodes.iter().zip(legends);
    let mut is_task: Vec<bool> = boxes.map(|(node, legend)| node.has_box() && !legend).collect();
    let mut headings: [Vec<usize>; 7] = Default::default();
    for (index, node) in outline.nodes.iter().enumerate() {
        if let Kind::Heading(level) = node.kind
            && checkbox::names_task(outline.first_line(index))
        {
            headings[usize::from(level)].push(index);
        }
    }
    for level in headings {
        if level.len() > 1 || level.iter().any(|&heading| has_file_list(outline, heading)) {
            for heading in level {
                is_task[heading] = true;
            }
        }
    }
    is_task
}

/// Returns true if a list of files is right below `heading`, before any box.
fn has_file_list(outline: &Outline, heading: usize) -> bool {
    (heading + 1..outline.nodes[heading].end)
        .take_while(|&node| {
            let node = &outline.nodes[node];
            !node.has_box() && !matches!(node.kind, Kind::Heading(_))
        })
        .any(|node| !declared::in_text(&outline.text(node), 0).is_empty())
}

/// Returns the meaning of `[-]` in this file; see [`Dash`].
pub fn dash(outline: &Outline) -> Dash {
    let boxes = || (0..outline.nodes.len()).filter(|&node| outline.nodes[node].has_box());
    if !outline.nodes.iter().any(|node| node.mark() == Some(Mark::Dash)) {
        return Dash::GivenUp;
    }
    let numbered = boxes().filter(|&node| ids::is_plainly_numbered(outline.first_line(node)));
    if numbered.count() * 2 > boxes().count() { Dash::Begun } else { Dash::GivenUp }
}
