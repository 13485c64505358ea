//! Epics: tasks of a checklist whose work is the rows of a plan that they cite (`Plan: specs/plans/m1.md`).
//!
//! An epic inherits the files of its open rows, and waits for those that are tasks themselves. Its rows are
//! those that its text names, `T01–T03` or `T01, T04`, else all of the plan.

use std::collections::BTreeMap;

use super::Source;
use super::draft::{Draft, Need};
use super::formats;
use super::record::Record;
use super::text::ids::canonical;
use super::text::plan;
use crate::model::{Action, DeclaredFile, TaskLineKind};

/// Maximum number of files that an epic inherits.
const MAX_INHERITED: usize = 200;

/// Gives epics the files of their open rows. `is_outline` tells whether a backlog is a checklist.
pub fn inherit(
    drafts: &mut [Draft],
    sources: &[Source],
    beside: &[Source],
    is_outline: impl Fn(usize) -> bool,
) {
    let cited = |draft: &Draft| is_outline(draft.backlog).then(|| citation(draft)).flatten();
    let epics: Vec<(usize, u32, String)> = drafts
        .iter()
        .enumerate()
        .filter_map(|(at, draft)| cited(draft).map(|(line, path)| (at, line, path)))
        .collect();
    let mut plans: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for (at, line, path) in epics {
        let is_it = |source: &&Source| {
            let rest = source.name.strip_suffix(path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let Some(plan) = sources.iter().chain(beside).find(is_it) else { continue };
        let rows = plans.entry(&plan.name).or_insert_with(|| formats::rows_of_plan(plan));
        let own = rows_of(&drafts[at], rows);
        let open: Vec<&Record> = own.into_iter().filter(|row| row.state.is_unfinished()).collect();
        let mut needed = Vec::new();
        for row in &open {
            let is_row = |draft: &Draft| {
                draft.task.backlog == plan.name && draft.task.line == *row.lines.start()
            };
            needed.extend(drafts.iter().position(is_row));
        }
        let epic = &mut drafts[at];
        // Its box is ticked when the rows are.
        let own_plan = DeclaredFile { pattern: plan.name.clone(), action: Action::Modify, line };
        let files = open.iter().flat_map(|row| &row.declared);
        let files = files.map(|file| DeclaredFile { line, ..file.clone() });
        for file in files.chain((!open.is_empty()).then_some(own_plan)).take(MAX_INHERITED) {
            if !epic.task.declared.iter().any(|known| known.pattern == file.pattern) {
                epic.task.declared.push(file);
            }
        }
        if !needed.is_empty() {
            epic.needs.push(Need::Drafts { drafts: needed, line });
        }
    }
}

/// Returns the first plan that the own text of a task cites, with the line.
fn citation(draft: &Draft) -> Option<(u32, String)> {
    own_lines(draft).find_map(|(number, text)| Some((number, plan::cited(text)?.to_owned())))
}

fn own_lines(draft: &Draft) -> impl Iterator<Item = (u32, &str)> {
    let is_own = |kind| matches!(kind, TaskLineKind::Title | TaskLineKind::Body);
    draft
        .task
        .lines
        .iter()
        .filter(move |line| is_own(line.kind))
        .map(|line| (line.number, line.text.as_str()))
}

/// Returns the rows that the text of an epic names, one by one or from one to another; all rows if it names none.
fn rows_of<'r>(epic: &Draft, rows: &'r [Record]) -> Vec<&'r Record> {
    let place = |word: &str| {
        let id = canonical(word);
        rows.iter().position(|row| row.id.as_deref().is_some_and(|own| canonical(own) == id))
    };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
    let mut named = vec![false; rows.len()];
    for (_, text) in own_lines(epic) {
        // The row before, and where its id ends.
        let mut before: Option<(usize, usize)> = None;
        let mut at = 0;
        while let Some(start) = text[at..].find(is_part).map(|offset| at + offset) {
            let end =
                text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
            at = end;
            let Some(row) = place(text[start..end].trim_end_matches('.')) else { continue };
            if let Some((first, first_end)) = before
                && matches!(
                    text[first_end..start].trim(),
                    "-" | "–" | "—" | "‑" | ".." | "…" | "to" | "through"
                )
                && first < row
            {
                named[first..row].fill(true);
            }
            named[row] = true;
            before = Some((row, end));
        }
    }
    let has_none = !named.contains(&true);
    rows.iter()
        .zip(&named)
        .filter(|&(_, &is_named)| has_none || is_named)
        .map(|(row, _)| row)
        .collect()
}
