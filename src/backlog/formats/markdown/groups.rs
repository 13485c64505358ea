//! Headings and items around tasks, with their statements about all of these tasks.

use super::outline::{Kind, Outline};
use super::roles::Roles;
use crate::backlog::Source;
use crate::backlog::draft::{Group, Need};
use crate::backlog::text::depends::arrows;
use crate::backlog::text::fields::Field;
use crate::backlog::text::title::readable;
use crate::backlog::text::{depends, ids, labels};
use crate::model::TaskState;

/// Returns true if the node at `index`, which is no task, contains tasks or is a heading.
pub fn is_group(outline: &Outline, roles: &Roles, index: usize) -> bool {
    let is_heading = matches!(outline.nodes[index].kind, Kind::Heading(_));
    !roles.criterion[index] && (is_heading || roles.has_tasks[index])
}

/// Makes a group of the node at `index`, with the dependencies in its own text.
pub fn group(
    outline: &Outline,
    roles: &Roles,
    source: &Source,
    backlog: usize,
    index: usize,
) -> Group {
    let (line, original) = (outline.nodes[index].line, outline.text(index));
    let is_heading = matches!(outline.nodes[index].kind, Kind::Heading(_));
    let (text, labels) = if is_heading {
        labels::of_heading(&original)
    } else {
        let labels = labels::find(&original);
        (labels::strip(&original, &labels), labels)
    };
    let mut needs = Vec::new();
    if roles.state[index].is_none_or(TaskState::is_unfinished) {
        // In a heading such as `## Blocked: legal`, the word is not a prefix of a title.
        let stated = if is_heading { text.clone() } else { ids::lead(&text).rest };
        needs = depends::in_text(&stated, true, line);
        needs.extend(depends::in_labels(&labels, line));
    }
    Group {
        title: readable(&text),
        is_heading,
        backlog,
        path: source.name.clone(),
        line,
        drafts: 0..0,
        is_overview: false,
        parent: None,
        needs: needs.into_iter().map(Need::from).collect(),
    }
}

/// Returns the dependencies in the node at `index`, which is below a heading and in no task.
pub fn needs_below(
    outline: &Outline,
    roles: &Roles,
    index: usize,
) -> Vec<depends::DependencyStatement> {
    let node = &outline.nodes[index];
    if node.kind == Kind::Code || roles.criterion[index] {
        return Vec::new();
    }
    let text = outline.text(index);
    let mut needs = depends::in_text(&text, false, node.line);
    needs.extend(listed_need(outline, roles, index, &text));
    for need in &mut needs {
        need.below = true;
    }
    needs
}

/// Returns the orders between arrows in the node at `index`, which is below `heading` and in no task.
pub fn chains_below(
    outline: &Outline,
    roles: &Roles,
    index: usize,
    heading: &str,
) -> Vec<arrows::Chain> {
    let node = &outline.nodes[index];
    if node.kind == Kind::Code || roles.criterion[index] {
        return Vec::new();
    }
    arrows::in_text(&outline.text(index), Some(heading), node.line)
}

/// Returns the dependency in `text`, that of the node at `index`, if it is in a list below
/// `**Depends on:**`.
pub fn listed_need(
    outline: &Outline,
    roles: &Roles,
    index: usize,
    text: &str,
) -> Option<depends::DependencyStatement> {
    let Some(Field::Dependency(relation)) = roles.listed[index] else { return None };
    let node = &outline.nodes[index];
    let listed = |parent: usize| matches!(roles.listed[parent], Some(Field::Dependency(_)));
    depends::in_item(text, relation, node.parent.is_some_and(listed), node.line)
}

/// Sets the last task of each group. A group ends before its node in `ends`; `units` are the nodes
/// of the tasks.
pub fn close(groups: &mut [Group], ends: &[usize], units: &[(usize, usize)]) {
    for (group, &end) in groups.iter_mut().zip(ends) {
        group.drafts.end = units.partition_point(|&(start, _)| start < end);
    }
    for at in 0..groups.len() {
        let Group { is_heading, parent, ref drafts, .. } = groups[at];
        if let Some(parent) = parent.filter(|_| is_heading && !drafts.is_empty()) {
            let parent = &mut groups[parent];
            parent.is_overview = !depends::heading::is_phase(&parent.title);
        }
    }
}
