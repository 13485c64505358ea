//! Boxes with unknown signs, and legends, whose boxes are no tasks.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use super::checkbox::{Checkbox, Mark};
use super::outline::{Kind, Node, Outline};
use crate::backlog::text::ids;
use crate::model::{Problem, ProblemKind, TaskState};

/// Maximum number of signs that a problem names.
const MAX_NAMED: usize = 10;
/// Maximum number of lines of a legend.
const MAX_LEGEND_LINES: usize = 12;

/// Reports the unknown signs among boxes with a state, in one problem.
pub fn unknown(outline: &Outline, states: &[Option<TaskState>], path: &str) -> Option<Problem> {
    // First line and number of each sign.
    let mut signs: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for (node, _) in outline.nodes.iter().zip(states).filter(|(_, state)| state.is_some()) {
        if let Some(Mark::Unknown(sign)) = node.mark() {
            signs.entry(sign).or_insert((node.line, 0)).1 += 1;
        }
    }
    let mut found: Vec<(u32, &str, usize)> =
        signs.into_iter().map(|(sign, (line, count))| (line, sign, count)).collect();
    found.sort_unstable();
    let &(first, ..) = found.first()?;
    let named = found.iter().take(MAX_NAMED).map(|(line, sign, count)| match count {
        1 => format!("[{sign}] (line {line})"),
        _ => format!("[{sign}] {count} times (from line {line})"),
    });
    let mut named: Vec<String> = named.collect();
    if found.len() > MAX_NAMED {
        named.push(format!("and {} more", found.len() - MAX_NAMED));
    }
    let message = format!("unknown signs in boxes, read as open: {}", named.join(", "));
    Some(Problem::at(ProblemKind::UnknownSign, path, first, message))
}

/// Mark behind the boxes of spec-kit's tasks that may run in parallel.
const PARALLEL: Mark = Mark::Unknown("P");
/// Start of the note on `[P]` below the tasks in spec-kit's template.
const PARALLEL_NOTE: &str = "tasks = ";

/// Finds the nodes of legends: consecutive boxes in backquotes, each with another mark, as in `` -
/// `[x]` done ``, and spec-kit's note on `[P]`. If a file has only two boxes, these are tasks.
///
/// The note says in any language what `[P]` means: where tasks have `[P]` behind their boxes, an item that
/// begins with `[P]` is a task only with an id.
pub fn legends(outline: &Outline) -> Vec<bool> {
    let has_mark = |found: &Checkbox| found.mark != PARALLEL && ids::lead(found.text).is_parallel;
    let mut boxes_in_order = outline.nodes.iter().filter_map(|node| node.checkbox.as_ref());
    let marks_tasks = LazyCell::new(move || boxes_in_order.any(has_mark));
    let is_note = |node: &Node| {
        node.checkbox.as_ref().filter(|found| found.mark == PARALLEL).is_some_and(|found| {
            let text = found.text.trim_start();
            text.starts_with(PARALLEL_NOTE) || *marks_tasks && ids::lead(text).id.is_none()
        })
    };
    let mut is_legend: Vec<bool> = outline.nodes.iter().map(is_note).collect();
    let is_quoted = |node: usize| outline.nodes[node].checkbox.as_ref().is_some_and(|it| it.quoted);
    let boxes = outline.nodes.iter().filter(|node| node.has_box()).count();
    for run in siblings(outline).into_iter().filter(|run| run.len() <= MAX_LEGEND_LINES) {
        let mut marks: Vec<Mark> = Vec::new();
        for &node in &run {
            let mark = outline.nodes[node].mark().filter(|_| is_quoted(node));
            match mark {
                Some(mark) if !marks.contains(&mark) => marks.push(mark),
                _ => break,
            }
        }
        let has_others = boxes > run.len();
        if marks.len() == run.len() && run.len() > 1 && (run.len() > 2 || has_others) {
            for node in run {
                is_legend[node] = true;
            }
        }
    }
    is_legend
}

/// Groups the consecutive boxes of each list.
fn siblings(outline: &Outline) -> Vec<Vec<usize>> {
    let mut runs: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    let mut ended = Vec::new();
    for (index, node) in outline.nodes.iter().enumerate() {
        let run = runs.entry(node.parent).or_default();
        if node.kind == Kind::Item && node.has_box() {
            run.push(index);
        } else {
            ended.push(std::mem::take(run));
        }
    }
    ended.extend(runs.into_values());
    ended.retain(|run| !run.is_empty());
    ended
}
