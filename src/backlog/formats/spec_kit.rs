//! spec-kit's `specs/*/tasks.md`: a Markdown checklist whose phases are ordered by its template.
//!
//! Setup comes first, the foundational phase blocks all user stories, and polish comes last. Ids,
//! `[P]`, `[US1]` and `(depends on T012)` are read as in any checklist.

use super::markdown;
use crate::backlog::draft::{Group, MarkdownFile, Need, Reading};
use crate::model::Problem;

/// Place of a phase in the order of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Setup,
    Foundation,
    Story,
    Polish,
}

/// Reads the tasks of a file.
pub fn read(file: MarkdownFile, problems: &mut Vec<Problem>) -> Reading {
    let mut reading = markdown::read(file, problems);
    let groups = &reading.groups;
    let around = |at: usize| std::iter::successors(groups[at].parent, |&it| groups[it].parent);
    // `Phase 11.2` below `Phase 11` is a part of it.
    let is_phase = |&at: &usize| !around(at).any(|outer| stage(&groups[outer]).is_some());
    let stages: Vec<(usize, Stage)> = (0..groups.len())
        .filter(is_phase)
        .filter_map(|at| Some((at, stage(&groups[at])?)))
        .filter(|&(at, _)| !groups[at].drafts.is_empty())
        .collect();
    for &(at, stage) in &stages {
        let earlier = |&&(_, other): &&(usize, Stage)| other < stage;
        let groups: Vec<usize> = stages.iter().filter(earlier).map(|&(at, _)| at).collect();
        if !groups.is_empty() {
            let group = &mut reading.groups[at];
            group.needs.push(Need::Groups { groups, line: group.line });
        }
    }
    reading
}

/// Returns the place of a group in the order, if it is a phase: `Phase 2: Foundational`. A phase of
/// no known name stands with the stories. The phase that `/speckit-converge` appends has no place.
fn stage(group: &Group) -> Option<Stage> {
    let title = group.title.to_lowercase();
    let rest = title.strip_prefix("phase ").filter(|_| group.is_heading)?;
    let has = |word: &str| rest.contains(word);
    if has("convergence") {
        None
    } else if has("user story") || has("stories") {
        Some(Stage::Story)
    } else if has("foundation") {
        Some(Stage::Foundation)
    } else if has("setup") {
        Some(Stage::Setup)
    } else if has("polish") {
        Some(Stage::Polish)
    } else {
        Some(Stage::Story)
    }
}
