//! Page of `ctx check`.
//!
//! Findings, evidence and rules are markup, which reads without scripts. The script reads the markup to search
//! and filter it.

mod card;
mod controls;
mod evidence;
mod head;
mod items;
mod rules;

use crate::model::{Checked, Prediction, Rule};
use crate::report::html::parts::{self, section};
use crate::report::html::{Markup, Page};
use crate::report::wording::count;

use super::rules::{Prose, prose};
use items::{Item, Items};

const STYLE: &str = concat!(
    include_str!("../../html/assets/parts.css"),
    include_str!("../../html/assets/controls.css"),
    include_str!("../../html/assets/findings.css"),
    include_str!("../../html/assets/print.css")
);

/// Script of the page: its files share one scope.
const PROGRAM: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("../../html/assets/elements.js"),
    include_str!("../../html/assets/theme.js"),
    include_str!("../../html/assets/findings.js"),
    "})();\n"
);

/// Writes the whole page.
pub fn render(prediction: &Prediction, checked: &Checked) -> String {
    let items = Items::new(prediction, checked);
    let project = parts::project(prediction);
    let mut body = Markup::default();
    controls::bar(&mut body, &project, checked, &items);
    body.inside("main", &[("id", "main")], |main| {
        head::add(main, prediction, checked, &items);
        findings(main, prediction, &items);
        apart(main, prediction, &items);
        rules::add(main, prediction, checked, &items);
    });
    body.inside("footer", &[], |footer| {
        let made = format!("Made by ctx check {}.", env!("CARGO_PKG_VERSION"));
        let guesses = "Predicted files are guesses with a probability.";
        footer.element("p", &[("class", "dim")], &format!("{made} {guesses}"));
    });
    let title = format!("{project}: {}", head::title(checked, &items));
    Page { title: &title, style: STYLE, body }.render_live(PROGRAM)
}

/// Adds the findings that the baseline does not have, rule by rule.
fn findings(main: &mut Markup, prediction: &Prediction, items: &Items) {
    if items.new.list.is_empty() {
        return;
    }
    section(main, "findings", "Findings", "", |section| {
        for (rule, of_rule) in items.by_rule() {
            group(section, prediction, items, rule, of_rule);
        }
        if let more @ 1.. = items.new.left_out {
            let text = format!(
                "{more} more are not shown on this page. `ctx check --output-format json` lists \
                 every finding."
            );
            section.inside("p", &[("class", "care")], |p| p.phrase(&text));
        }
        let none = [("class", "dim"), ("id", "none"), ("hidden", "")];
        section.element("p", &none, "No finding matches the search and the filters.");
    });
}

/// Adds a rule with its findings: what it reports, how to resolve it, and where.
fn group(parent: &mut Markup, prediction: &Prediction, items: &Items, rule: Rule, of: &[Item]) {
    let Prose { summary, why, fix, example } = prose(rule);
    let severity = of.first().map_or(rule.severity(), |item| item.entry.severity);
    let (id, title) = (format!("rule-{}", rule.id()), format!("rule-{}-title", rule.id()));
    let class = format!("rule {}", severity.name());
    let attributes = [("class", class.as_str()), ("id", &id), ("aria-labelledby", &title)];
    parent.inside("section", &attributes, |section| {
        section.inside("header", &[("class", "rule-head")], |head| {
            head.inside("h3", &[("id", &title)], |heading| {
                heading.inline("span", &[("class", "mark")], severity.name());
                heading.text(" ");
                heading.inline("span", &[("class", "name")], rule.id());
                heading.text(" ");
                heading.inline("span", &[("class", "count")], &count(of.len(), "finding"));
            });
            head.element("p", &[], &format!("{summary}."));
            head.inside("p", &[("class", "todo")], |todo| {
                todo.inline("b", &[], "What to do:");
                todo.text(" ");
                todo.phrase(fix);
            });
            head.inside("details", &[("class", "about")], |about| {
                about.element("summary", &[], "Reason, example, and how to suppress it");
                about.inside("p", &[], |p| p.phrase(why));
                lines(about, example);
                about.inside("p", &[], |p| {
                    p.text("In the task or right above it, this comment suppresses its findings: ");
                    p.inline("code", &[], &format!("<!-- ctx: ignore {} -->", rule.id()));
                });
            });
        });
        card::list(section, prediction, items, of);
    });
}

/// Adds the lines of an example.
fn lines(parent: &mut Markup, example: &str) {
    parent.inside("ul", &[("class", "example")], |list| {
        for line in example.lines() {
            list.inside("li", &[], |item| item.inline("code", &[], line));
        }
    });
}

/// Adds the findings that the baseline has, and those that a comment suppresses.
fn apart(main: &mut Markup, prediction: &Prediction, items: &Items) {
    let kinds = [
        ("known", "Known from the baseline", "they do not fail the check", &items.known),
        ("suppressed", "Suppressed", "a comment in the backlog says so", &items.suppressed),
    ];
    if kinds.iter().all(|kind| kind.3.list.is_empty()) {
        return;
    }
    section(main, "apart", "Known and suppressed", "", |section| {
        section.inside("div", &[("class", "groups")], |groups| {
            for (id, name, remark, kind) in kinds {
                if kind.list.is_empty() {
                    continue;
                }
                groups.inside("details", &[("class", "group"), ("id", id)], |details| {
                    details.inside("summary", &[], |summary| {
                        summary.inline("h3", &[], name);
                        let number = count(kind.list.len() + kind.left_out, "finding");
                        summary.inline("span", &[("class", "count")], &number);
                        summary.inline("span", &[("class", "dim")], remark);
                    });
                    card::list(details, prediction, items, &kind.list);
                    if let more @ 1.. = kind.left_out {
                        details.element("p", &[("class", "dim")], &format!("{more} more"));
                    }
                });
            }
        });
    });
}
