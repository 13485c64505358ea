//! Signal: when files changed, and how often.

use super::Question;
use super::feature::{Feature, Sheet};
use crate::history::Activity;

/// Sets the features that do not depend on the task.
pub fn read(question: &Question, sheet: &mut Sheet) {
    if question.past.is_empty() {
        return;
    }
    for (feature, value) in [
        (Feature::Recency, (|activity| activity.recency) as fn(&Activity) -> f32),
        (Feature::Newness, |activity| activity.newness),
        (Feature::FolderRecency, |activity| activity.folder),
        (Feature::Churn, |activity| activity.churn),
        (Feature::Momentum, |activity| activity.momentum),
    ] {
        sheet.fill(feature, question.past.activities().iter().map(value).collect());
    }
}
