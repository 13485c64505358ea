//! Merge of a text and its labels, each apart from the other.

use std::collections::{BTreeMap, BTreeSet};

use super::text::pick;
use crate::backlog::text::inline;
use crate::backlog::text::labels::{self, Label};

/// Labels with the time of an event. Of two values, the earlier is right.
const STAMPS: [&str; 8] =
    ["added", "created", "started", "in-progress", "done", "completed", "skipped", "updated"];

/// Returns a text without its labels, line by line.
pub(super) fn said(text: &str) -> Vec<String> {
    let bare = labels::strip(text, &labels::find(text));
    bare.lines().map(inline::fold).filter(|line| !line.is_empty()).collect()
}

/// Labels of a text by identity, the first of each.
struct Known<'l> {
    /// True if a name occurs twice, so that name and value together identify a label.
    multiple: bool,
    labels: BTreeMap<(&'l str, &'l str), &'l Label>,
}

impl<'l> Known<'l> {
    fn new(labels: &'l [Label], multiple: bool) -> Self {
        let mut known = Self { multiple, labels: BTreeMap::new() };
        for label in labels {
            known.labels.entry(known.key(label)).or_insert(label);
        }
        known
    }

    fn key<'k>(&self, label: &'k Label) -> (&'k str, &'k str) {
        (&label.name, if self.multiple { &label.value } else { "" })
    }

    fn find(&self, label: &Label) -> Option<&'l Label> {
        self.labels.get(&self.key(label)).copied()
    }
}

/// Returns true if a name occurs twice.
fn is_repeated(labels: &[Label]) -> bool {
    let mut names = BTreeSet::new();
    !labels.iter().all(|label| names.insert(&label.name))
}

/// Applies the changes between the labels of `before` and `from` to `text`. Returns `None` if both
/// changed a label differently.
pub(super) fn unite(before: &str, text: &str, from: &str) -> Option<String> {
    let [base, own, other] = [before, text, from].map(labels::find);
    let multiple = [&base, &own, &other].into_iter().any(|labels| is_repeated(labels));
    let [in_base, in_own, in_other] =
        [&base, &own, &other].map(|labels| Known::new(labels, multiple));
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for label in &own {
        let (start, with) = match (in_base.find(label), in_other.find(label)) {
            (Some(was), None) if was.value == label.value => {
                let gap = text[..label.span.start].ends_with(' ');
                (label.span.start - usize::from(gap), String::new())
            }
            (Some(_), None) => return None,
            (was, Some(now)) if now.value != label.value => {
                let value = value(was, label, now)?;
                let with = if value.is_empty() { String::new() } else { format!(":{value}") };
                (label.span.start, format!("#{}{with}", label.name))
            }
            _ => continue,
        };
        out.push_str(&text[position..start]);
        out.push_str(&with);
        position = label.span.end;
    }
    out.push_str(&text[position..]);
    let mut lines: Vec<String> = out.split('\n').map(str::to_owned).collect();
    for label in other.iter().filter(|label| in_own.find(label).is_none()) {
        match in_base.find(label) {
            Some(was) if was.value == label.value => {}
            Some(_) => return None,
            None => put(&mut lines, &from[label.span.clone()], line_of(label, from)),
        }
    }
    Some(lines.join("\n"))
}

/// Returns the line of a text that has a label, from the top; `None` for the last of several lines.
pub(super) fn line_of(label: &Label, text: &str) -> Option<usize> {
    let line = text[..label.span.start].matches('\n').count();
    (line == 0 || line < text.matches('\n').count()).then_some(line)
}

/// Appends a label to a line, or to the last one.
pub(super) fn put(lines: &mut [String], label: &str, line: Option<usize>) {
    let last = lines.len().saturating_sub(1);
    if let Some(line) = lines.get_mut(line.map_or(last, |line| line.min(last))) {
        line.insert_str(line.trim_end().len(), &format!(" {label}"));
    }
}

/// Chooses the value of a label that differs between the sides.
fn value(was: Option<&Label>, own: &Label, other: &Label) -> Option<String> {
    let before = was.map(|was| was.value.as_str());
    match pick(before, own.value.as_str(), other.value.as_str()) {
        Some(value) => Some(value.to_owned()),
        None if STAMPS.contains(&own.name.to_lowercase().as_str()) => {
            Some(own.value.clone().min(other.value.clone()))
        }
        None => None,
    }
}
