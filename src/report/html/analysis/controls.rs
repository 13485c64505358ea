//! Bar at the top: the sections, the search and the filters.

use crate::model::{Analysis, Confidence};
use crate::report::html::{Markup, colour, parts};
use crate::report::layout::clean;
use crate::report::wording;

/// Sections of the page: fragment and name.
const SECTIONS: [(&str, &str); 6] = [
    ("#tracks", "Tracks"),
    ("#overlaps", "Overlaps"),
    ("#files", "Files"),
    ("#waiting", "Waiting"),
    ("#unlock", "Unlock"),
    ("#reliability", "Reliability"),
];

/// Adds the bar. Its controls need the script, which shows them.
pub fn bar(body: &mut Markup, analysis: &Analysis, project: &str) {
    parts::bar(body, "Skip to the tracks", project, &SECTIONS);
    parts::filter(body, "Search tasks and files", |form| {
        parts::chips(form, "Tracks", |chips| {
            for (at, track) in analysis.plan.tracks.iter().enumerate() {
                parts::chip(chips, colour(at), ("place", &at.to_string()), &clean(&track.name));
            }
            parts::chip(chips, "rest", ("place", "rest"), "waiting");
        });
        parts::select(form, "confidence", "Confidence", |select| {
            select.element("option", &[("value", "")], "Any confidence");
            let levels =
                [Confidence::High, Confidence::Medium, Confidence::Low, Confidence::Unknown];
            for level in levels {
                select.element("option", &[("value", level.name())], wording::confidence(level));
            }
        });
    });
}
