//! A text and its labels, merged apart.

use std::ops::Range;

use super::text::pick;
use crate::backlog::inline;
use crate::backlog::labels::{self, Label};

/// Labels that say when something happened: of two, the earlier is true.
const STAMPS: [&str; 8] =
    ["added", "created", "started", "in-progress", "done", "completed", "skipped", "updated"];

/// What a text says without its labels, line by line.
pub(super) fn said(text: &str) -> Vec<String> {
    let bare = labels::strip(text, &labels::find(text));
    bare.lines().map(inline::fold).filter(|line| !line.is_empty()).collect()
}

/// `text` with what `from` did with the labels of `before`; `None` where both did different things.
pub(super) fn unite(before: &str, text: &str, from: &str) -> Option<String> {
    let [base, own, other] = [before, text, from].map(labels::find);
    let mut repeated = [&base, &own, &other].into_iter().flat_map(|labels| {
        let twice =
            |(at, label): (usize, &Label)| labels[..at].iter().any(|l| l.name == label.name);
        labels.iter().enumerate().map(twice).collect::<Vec<_>>()
    });
    let multiple = repeated.any(|twice| twice);
    // Where a name may stand twice, name and value together are the label.
    let same =
        |one: &Label, two: &Label| one.name == two.name && (!multiple || one.value == two.value);
    let find =
        |labels: &[Label], label: &Label| labels.iter().find(|&known| same(known, label)).cloned();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for label in &own {
        match (find(&base, label), find(&other, label)) {
            (Some(was), None) if was.value == label.value => {
                let gap = text[..label.span.start].ends_with(' ');
                edits.push((label.span.start - usize::from(gap)..label.span.end, String::new()));
            }
            (Some(_), None) => return None,
            (was, Some(now)) if now.value != label.value => {
                let value = value(was.as_ref(), label, &now)?;
                let with = if value.is_empty() { String::new() } else { format!(":{value}") };
                edits.push((label.span.clone(), format!("#{}{with}", label.name)));
            }
            _ => {}
        }
    }
    let mut added = String::new();
    for label in &other {
        let was = find(&base, label);
        if find(&own, label).is_some() {
            continue;
        }
        match was {
            Some(was) if was.value == label.value => {}
            Some(_) => return None,
            None => {
                added.push(' ');
                added.push_str(&from[label.span.clone()]);
            }
        }
    }
    let mut out = text.to_owned();
    let trimmed = out.trim_end().len();
    out.insert_str(trimmed, added.trim_end());
    for (span, with) in edits.into_iter().rev() {
        out.replace_range(span, &with);
    }
    Some(out)
}

/// The value of a label that both sides have, with different values.
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
