//! Merge of a JSON document with lists of tasks.

use super::super::{Merged, Options};
use super::Rules;
use super::fields::Place;
use super::json::Collection;
use super::pieces::{OURS, Pieces, THEIRS, line_end};
use crate::model::TaskState;

/// List of tasks in a document.
const TASKS: &str = "tasks";
/// Object beside it with the numbers of tasks.
const METADATA: &str = "metadata";

/// Merges three versions. Returns `None` if a side is no JSON object.
pub(super) fn merge(versions: [&str; 3], rules: Rules, options: &Options) -> Option<Merged> {
    let [base, ours, theirs] = versions.map(str::trim);
    for side in [ours, theirs] {
        Collection::of(side).filter(|it| it.is_object)?;
    }
    let base = Collection::of(base).map(|_| base);
    let place = Place { name: "", title: "", depth: 0 };
    let merged = rules.value(place, base, [ours, theirs]);
    let merged = match merged.as_text() {
        Some(text) => Pieces::text(&recounted(&text, [ours, theirs], rules)),
        None => merged,
    };
    let whole = versions[OURS];
    let start = whole.len() - whole.trim_start().len();
    let mut pieces = Pieces::text(&whole[..start]);
    pieces.append(merged);
    let end = &whole[whole.trim_end().len()..];
    let other = versions[THEIRS];
    let end = if versions[0].trim_end().len() + end.len() == versions[0].len() {
        &other[other.trim_end().len()..]
    } else {
        end
    };
    pieces.push(end);
    Some(pieces.write(options, line_end(whole)))
}

/// Counts the tasks of each list again, if both sides have the counts that the rules give for them.
fn recounted(text: &str, sides: [&str; 2], rules: Rules) -> String {
    let Some(names) = rules.fields.counts else { return text.to_owned() };
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (tag, holder) in holders(text) {
        let is_right = |side: &str| {
            let holder = holders(side).into_iter().find(|(name, _)| *name == tag);
            holder.is_none_or(|(_, holder)| {
                let counts = counts(&holder, rules);
                names.iter().zip(counts).all(|(name, count)| {
                    stated(&holder, name).is_none_or(|(_, stated)| stated == count.to_string())
                })
            })
        };
        if !sides.into_iter().all(is_right) {
            continue;
        }
        for (name, count) in names.iter().zip(counts(&holder, rules)) {
            if let Some((value, _)) = stated(&holder, name) {
                let start = value.as_ptr().addr() - text.as_ptr().addr();
                edits.push((start, start + value.len(), count.to_string()));
            }
        }
    }
    edits.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end, count) in edits {
        out.push_str(&text[from..start]);
        out.push_str(&count);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// Returns the objects of a document that hold tasks, with their names: the whole, or its members.
pub(super) fn holders(text: &str) -> Vec<(String, Collection<'_>)> {
    let Some(whole) = Collection::of(text).filter(|it| it.is_object) else { return Vec::new() };
    if whole.get(TASKS).is_some() {
        return vec![(String::new(), whole)];
    }
    let holder = |member: &super::json::Member<'_>| member.name.clone();
    let members = whole.members.iter();
    members
        .filter_map(|member| Some((holder(member), Collection::of(member.value)?)))
        .filter(|(_, holder)| holder.is_object && holder.get(TASKS).is_some())
        .collect()
}

/// Returns the tasks of a holder.
pub(super) fn tasks<'a>(holder: &Collection<'a>) -> Vec<&'a str> {
    let list = holder.get(TASKS).and_then(Collection::of);
    list.map_or_else(Vec::new, |list| list.members.iter().map(|task| task.value).collect())
}

/// Counts all tasks and the finished ones.
fn counts(holder: &Collection, rules: Rules) -> [usize; 2] {
    let tasks = tasks(holder);
    let status = |task: &&str| Collection::of(task)?.scalar(rules.fields.status);
    let is_done = |task: &&&str| status(task).is_some_and(|it| rules.state(&it) == TaskState::Done);
    [tasks.len(), tasks.iter().filter(is_done).count()]
}

/// Returns the value of a count as it stands in the document, and as text.
fn stated<'a>(holder: &Collection<'a>, name: &str) -> Option<(&'a str, String)> {
    let metadata = Collection::of(holder.get(METADATA)?)?;
    let value = metadata.get(name)?;
    Some((value, metadata.scalar(name)?))
}
