//! Wording of tasks that a merge loses, opens or names twice.

use crate::model::{LostTask, MergePlace, RepeatedId, TickFate};
use crate::report::clean;

/// Describes a lost task and its fate.
pub fn lost_task(LostTask { task, fate }: &LostTask) -> String {
    let now = |is_given_up| if is_given_up { "given up" } else { "open again" };
    match *fate {
        TickFate::FileMissing => format!("{task} the whole file is missing"),
        TickFate::Missing => format!("{task} is missing"),
        TickFate::TakenBack { is_given_up } => {
            format!("{task} is {}, though no side opened it", now(is_given_up))
        }
        TickFate::OpenedByTrack { is_given_up, mark } => {
            format!("{task} is {}: the track removed its {mark}", now(is_given_up))
        }
        TickFate::FinishedInOtherLine => {
            format!("{task} is open there, and finished in another line")
        }
        TickFate::FinishedIn(ref file) => format!("{task} is open there, and finished in {file}"),
    }
}

/// Names the tasks that have an id in common.
pub(super) fn repeated(RepeatedId { id, places }: &RepeatedId) -> String {
    format!("{} is the id of {}", clean(id), clean(&places.join(" and ")))
}

/// Says what a backup of an undone merge keeps.
pub(super) fn kept(reference: &str, place: MergePlace) -> String {
    let place = match place {
        MergePlace::Main => "the main checkout",
        MergePlace::Worktree => "the worktree",
    };
    format!("the changes in {place}: {reference}")
}
