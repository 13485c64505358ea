//! Statements of headings and items about the tasks inside them.

use std::collections::BTreeMap;

use super::looks;
use super::outline::{Kind, Node, Outline};
use super::roles::Roles;
use crate::backlog::text::inline::fold;
use crate::backlog::text::labels::{self, Label};
use crate::backlog::text::title::{readable, title};
use crate::backlog::text::{blocked, closed, fields, id_marks, ids, priority};
use crate::model::{DoubtKind, Ended, Priority, Task, TaskState};

/// Context of all tasks inside a heading or item.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub section: Vec<String>,
    pub ancestors: Vec<String>,
    pub labels: BTreeMap<String, String>,
    pub priority: Option<Priority>,
    pub blocked: bool,
    /// Words of a heading or item around that drop everything inside it.
    pub ended: Option<Ended>,
    /// Ids of unfinished items around.
    pub ids: Vec<String>,
    /// Titles of unfinished items around.
    pub titles: Vec<String>,
    /// Node of the innermost heading.
    pub heading: Option<usize>,
    /// Innermost group.
    pub group: Option<usize>,
    /// True if the nodes here are a list of that group's dependencies.
    pub lists_needs: bool,
}

/// Returns the title of the item or heading at `node`, as if it were a task.
pub fn own_title(outline: &Outline, node: usize) -> String {
    let original = outline.text(node);
    let text = match outline.nodes[node].kind {
        Kind::Heading(_) => labels::of_heading(&original).0,
        _ => labels::strip(&original, &labels::find(&original)),
    };
    title(title_lines(&ids::lead(&text).rest, &original))
}

/// Returns all ids of the item or heading that starts with `text`.
pub fn own_ids(text: &str) -> Vec<String> {
    let mut ids = ids::lead(text).aliases;
    ids.extend(id_marks::id(text).map(str::to_owned));
    ids.extend(ids::issue(&ids::lead(text).rest).map(str::to_owned));
    ids
}

impl Context {
    /// Returns the context inside `node`, which is no task.
    pub fn inside(&self, outline: &Outline, roles: &Roles, node: usize) -> Self {
        let mut inner = self.clone();
        let text = outline.text(node);
        let lead = ids::lead(&text);
        if let Kind::Heading(_) = outline.nodes[node].kind {
            let (text, labels) = labels::of_heading(&text);
            inner.section.push(readable(&text));
            inner.heading = Some(node);
            inner.blocked |= speaks_of_blocked(&text);
            inner.ended = ended(&text, outline, node, closed::of_heading).or(inner.ended);
            let stated = lead.priority.or_else(|| priority::of_heading(&text));
            inner.priority = stated.or(inner.priority);
            inner.add_labels(&labels);
        } else {
            let labels = labels::find(&text);
            let lead = ids::lead(&labels::strip(&text, &labels));
            let stated = lead.priority.or_else(|| priority::of_title(&lead.rest));
            let is_blocked = is_blocked(&lead)
                || roles.state[node] == Some(TaskState::Blocked)
                || blocked::is_stated(&lead.rest);
            let text = readable(&lead.rest);
            if !text.is_empty() {
                inner.ancestors.push(text);
            }
            // The labels of a finished item apply only to itself.
            if roles.state[node].is_none_or(TaskState::is_unfinished) {
                inner.priority = stated.or(inner.priority);
                inner.blocked |= is_blocked;
                let dropped = ended(&lead.rest, outline, node, closed::stated);
                inner.ended = dropped.filter(|it| it.kind == DoubtKind::Dropped).or(inner.ended);
                inner.labels.extend(optional(&outline.nodes[node]));
                inner.add_labels(&labels);
            }
        }
        if roles.is_unfinished(node) {
            inner.ids.extend(own_ids(outline.first_line(node)));
            inner.titles.push(own_title(outline, node));
        }
        inner
    }

    fn add_labels(&mut self, labels: &[Label]) {
        // A heading with more labels is not labelled.
        const MAX_LABELS: usize = 32;
        for label in labels.iter().take(MAX_LABELS) {
            self.labels.insert(label.name.clone(), label.value.clone());
            self.blocked |= label.name.eq_ignore_ascii_case("blocked");
            self.priority = priority::of_label(label).or(self.priority);
        }
    }
}

/// Finds words in `text`, the text of `node`, that say that its task ended. Prefers its first line.
pub fn ended(
    text: &str,
    outline: &Outline,
    node: usize,
    find: impl Fn(&str) -> Option<closed::Stated>,
) -> Option<Ended> {
    let first = text.lines().next()?;
    let found = find(first).or_else(|| find(text))?;
    let before = text[..found.said.start].matches('\n').count();
    let line = outline.lines(node).get(before).map_or(outline.nodes[node].line, |line| line.0);
    let said = fold(&text[found.said].replace("**", "").replace("__", ""));
    Some(Ended { kind: found.kind, said, line })
}

/// Returns the label for a star after the box of `node`.
pub fn optional(node: &Node) -> Option<(String, String)> {
    let has_star = node.checkbox.as_ref().is_some_and(|found| found.optional);
    has_star.then(|| (Task::OPTIONAL.to_owned(), String::new()))
}

fn is_blocked(lead: &ids::Lead) -> bool {
    lead.tags.iter().any(|tag| tag == blocked::LABEL)
}

/// Returns true for a heading such as `Blocked` or `⛔ Blocked tasks`, and false for `Blocked users
/// can log in`.
fn speaks_of_blocked(heading: &str) -> bool {
    let mut words =
        heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(3);
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("blocked")) && words.count() < 2
}

/// Returns the lines of a task's first paragraph that its title can come from: up to a line that
/// ends in labels, which usually end the text, up to a field such as `Files:`, or up to a line that
/// looks like another task. `text` is `original` without id and labels, line by line.
pub fn title_lines<'a>(text: &'a str, original: &str) -> &'a str {
    let mut end = 0;
    for (at, (line, written)) in text.split('\n').zip(original.split('\n')).enumerate() {
        if at > 0 && (fields::ends_title(line) || looks::is_box(line)) {
            break;
        }
        end += line.len() + 1;
        let last = written.split_whitespace().next_back().unwrap_or_default();
        if last.starts_with('#') && !line.trim_end().ends_with(last) {
            break;
        }
    }
    &text[..end.min(text.len())]
}
