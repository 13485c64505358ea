//! Tasks that are not part of the round, with the reason for each.

use crate::model::{Analysis, Deferral, TaskId};
use crate::report::html::Markup;
use crate::report::html::parts::section;
use crate::report::reasons;
use crate::report::wording::{self, count};

use super::card;
use super::places::{PlaceKind, Places};
use super::sections::cards;

/// Adds the section.
pub fn add(main: &mut Markup, analysis: &Analysis, places: &Places) {
    section(main, "waiting", "What waits, and why", "", |section| {
        let waits = places.list.iter().any(|place| place.kind != PlaceKind::Track);
        if !waits {
            section.element("p", &[], "Nothing: every open task is in a track.");
        }
        section.inside("div", &[("class", "groups")], |groups| {
            later(groups, analysis, places);
            apart(groups, analysis, places);
        });
    });
}

fn later(groups: &mut Markup, analysis: &Analysis, places: &Places) {
    for group in &analysis.plan.later {
        let remark = reasons::waiting(analysis, group);
        let (name, tasks) = (&group.name, &group.tasks);
        self::group(groups, name, tasks, &remark, false, |details| {
            cards(details, analysis, places, tasks);
        });
    }
}

/// Adds the tasks that need the user: deferred, unknown and doubtful ones.
fn apart(groups: &mut Markup, analysis: &Analysis, places: &Places) {
    let prediction = &analysis.prediction;
    let mut listed = |name: &str, remark: &str, tasks: Vec<(TaskId, String)>| {
        if tasks.is_empty() {
            return;
        }
        let ids: Vec<TaskId> = tasks.iter().map(|(id, _)| *id).collect();
        self::group(groups, name, &ids, remark, true, |details| {
            details.inside("ol", &[("class", "cards")], |list| {
                for (id, why) in tasks {
                    card::add(list, analysis, places, id, &[why]);
                }
            });
        });
    };
    let (under_way, deferred): (Vec<&Deferral>, Vec<&Deferral>) =
        analysis.plan.deferred.iter().partition(|it| it.is_under_way());
    let with_reason = |all: Vec<&Deferral>| -> Vec<(TaskId, String)> {
        let one = |it: &Deferral| (it.task, reasons::deferral(analysis, it).join(" "));
        all.into_iter().map(one).collect()
    };
    listed("Under way", "a branch or worktree is at them", with_reason(under_way));
    listed("Deferred", "do them after merging", with_reason(deferred));
    let why = |id: TaskId| {
        let radius = prediction.radii.get(id.index());
        prediction.tasks.get(id.index()).map(|task| wording::unknown(task, radius))
    };
    let unknown = analysis.plan.unknown.iter().map(|&id| (id, why(id).unwrap_or_default()));
    listed("Unknown", "files cannot be predicted: name one in the task", unknown.collect());
    let doubtful = prediction.doubtful.iter();
    let doubtful = doubtful.map(|doubt| (doubt.task, wording::doubt(prediction, doubt)));
    let remark = "tick or drop them in the backlog, or plan them with --include-doubtful";
    listed("Looks done, dropped, duplicate or like a placeholder", remark, doubtful.collect());
}

fn group(
    groups: &mut Markup,
    name: &str,
    tasks: &[TaskId],
    remark: &str,
    needs_you: bool,
    content: impl FnOnce(&mut Markup),
) {
    let class = if needs_you { "group needs" } else { "group" };
    groups.inside("details", &[("class", class)], |details| {
        details.inside("summary", &[], |summary| {
            summary.inline("h3", &[], name);
            summary.inline("span", &[("class", "count")], &count(tasks.len(), "task"));
            summary.inline("span", &[("class", "dim")], remark);
        });
        content(details);
    });
}
