//! Signal: when files changed, and how often.

use super::Question;
use super::feature::{Feature, Sheet};

/// Sets the features that do not depend on the task.
pub fn read(question: &Question, sheet: &mut Sheet) {
    if question.past.is_empty() {
        return;
    }
    for id in question.index.ids() {
        let activity = question.past.activity(id);
        sheet.set(id, Feature::Recency, activity.recency);
        sheet.set(id, Feature::Newness, activity.newness);
        sheet.set(id, Feature::FolderRecency, activity.folder);
        sheet.set(id, Feature::Churn, activity.churn);
        sheet.set(id, Feature::Momentum, activity.momentum);
    }
}
