//! Bar at the top: the sections, the search and the filters.

use crate::model::{Analysis, Confidence};
use crate::report::html::{Markup, colour};
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
    body.element("a", &[("class", "skip"), ("href", "#main")], "Skip to the tracks");
    body.inside("header", &[("class", "bar")], |bar| {
        bar.inside("p", &[("class", "brand")], |brand| {
            brand.inline("b", &[], "ctx");
            brand.text(" ");
            brand.inline("span", &[], project);
        });
        bar.inside("nav", &[("aria-label", "Sections")], |nav| {
            for (fragment, name) in SECTIONS {
                nav.element("a", &[("href", fragment)], name);
            }
        });
        let theme = [("type", "button"), ("id", "theme"), ("hidden", ""), ("class", "button")];
        bar.element("button", &theme, "Theme");
    });
    let form = [("id", "filter"), ("role", "search"), ("class", "filter"), ("hidden", "")];
    body.inside("form", &form, |form| {
        form.inside("label", &[("class", "search")], |label| {
            label.inline("span", &[("class", "quiet")], "Search tasks and files");
            label.void(
                "input",
                &[
                    ("type", "search"),
                    ("id", "query"),
                    ("placeholder", "Search tasks and files"),
                    ("autocomplete", "off"),
                    ("spellcheck", "false"),
                    ("aria-keyshortcuts", "/"),
                ],
            );
            label.inline("kbd", &[("aria-hidden", "true")], "/");
        });
        form.inside("fieldset", &[("class", "chips")], |chips| {
            chips.element("legend", &[("class", "quiet")], "Tracks");
            for (at, track) in analysis.plan.tracks.iter().enumerate() {
                chip(chips, colour(at), &at.to_string(), &clean(&track.name));
            }
            chip(chips, "rest", "rest", "waiting");
        });
        form.inside("label", &[("class", "select")], |label| {
            label.inline("span", &[("class", "quiet")], "Confidence");
            label.inside("select", &[("id", "confidence")], |select| {
                select.element("option", &[("value", "")], "Any confidence");
                let levels =
                    [Confidence::High, Confidence::Medium, Confidence::Low, Confidence::Unknown];
                for level in levels {
                    let value = [("value", level.name())];
                    select.element("option", &value, wording::confidence(level));
                }
            });
        });
        form.element("output", &[("id", "found"), ("for", "query"), ("aria-live", "polite")], "");
    });
}

fn chip(chips: &mut Markup, class: &'static str, value: &str, name: &str) {
    let classes = format!("chip {class}");
    chips.inside("label", &[("class", &classes)], |label| {
        label.void(
            "input",
            &[("type", "checkbox"), ("name", "place"), ("value", value), ("checked", "")],
        );
        label.inline("span", &[], name);
    });
}
