//! Head of the page: the result, the measures of the backlog, the rules with findings, and the files that
//! hold the backlog back.

use super::super::text::counts;
use super::items::Items;
use crate::model::{Checked, Independence, Prediction, Severity};
use crate::report::html::{Markup, bar, parts};
use crate::report::layout::clean;
use crate::report::wording::{self, count};

/// Number of backlogs that are named.
const MAX_BACKLOGS: usize = 4;
/// Number of contested files that are listed.
const MAX_CONTESTED: usize = 8;

/// Returns the result in a few words.
pub fn title(checked: &Checked, items: &Items) -> String {
    let [found, _] = counted(checked, items);
    found
}

/// Adds the head.
pub fn add(main: &mut Markup, prediction: &Prediction, checked: &Checked, items: &Items) {
    let [found, rest] = counted(checked, items);
    let class = match severest(items) {
        Some(severity) => format!("head {}", severity.name()),
        None => "head clean".to_owned(),
    };
    main.inside("header", &[("class", &class), ("id", "summary")], |head| {
        head.element("h1", &[], &found);
        if !rest.is_empty() {
            head.element("p", &[], &rest);
        }
        head.element("p", &[("class", "dim")], &subject(prediction, checked));
        let missing = wording::missing(prediction);
        for remark in missing.into_iter().chain(wording::tuning(prediction)) {
            head.inside("p", &[("class", "dim")], |p| p.phrase(&remark));
        }
    });
    figures(main, checked, items);
    main.inside("div", &[("class", "overview")], |overview| {
        rules(overview, items);
        contested(overview, checked);
    });
}

fn counted(checked: &Checked, items: &Items) -> [String; 2] {
    let severities: Vec<Severity> = items.new.list.iter().map(|item| item.entry.severity).collect();
    counts(checked, &severities)
}

fn severest(items: &Items) -> Option<Severity> {
    items.new.list.first().map(|item| item.entry.severity)
}

/// Says what was checked.
fn subject(prediction: &Prediction, checked: &Checked) -> String {
    let names: Vec<String> = prediction.backlogs.iter().map(|name| clean(name)).collect();
    let backlogs = wording::backlogs(&names, MAX_BACKLOGS);
    let at = prediction
        .head
        .as_deref()
        .map_or_else(String::new, |id| format!(" at {}", id.chars().take(8).collect::<String>()));
    let range = checked.range.as_deref().map_or_else(String::new, |range| {
        format!("; {} compared with other open work", clean(range))
    });
    format!("{backlogs}{at}, {}{range}", wording::corpus(prediction))
}

fn figures(main: &mut Markup, checked: &Checked, items: &Items) {
    let Independence { open, placed, tracks, .. } = checked.independence;
    let independence = &checked.independence;
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let mut list = vec![("Open tasks", open.to_string(), "in the backlog".to_owned())];
    if open > 0 {
        let (placed_share, tracks) = (share(placed as f64 / open as f64), count(tracks, "track"));
        let remark = format!("{placed} of {open} tasks, in {tracks}");
        list.push(("Can run in parallel", placed_share, remark));
    }
    if tracks > 1 {
        let (expected, chance) = (independence.expected_collisions, independence.chance_collisions);
        let remark = format!("across tracks; at random {chance:.1}");
        list.push(("Expected collisions", format!("{expected:.1}"), remark));
        let speed = format!("{:.1}×", independence.speed_up.unwrap_or(1.0));
        list.push(("Speed-up", speed, "all tracks, by the longest one".to_owned()));
    }
    if let Some(independent) = independence.independent {
        let before = checked.comparison.and_then(|comparison| comparison.independent);
        let remark = match before {
            Some(before) => format!("of all pairs; {} in the baseline", share(before)),
            None => "of all pairs of tasks".to_owned(),
        };
        list.push(("Independent", share(independent), remark));
    }
    if let Some(comparison) = checked.comparison {
        let known = checked.findings.len() - checked.news().count();
        let remark = format!("new; {known} known, {} gone", comparison.gone);
        let new = items.new.list.len() + items.new.left_out;
        list.push(("Since the baseline", format!("+{new}"), remark));
    }
    parts::figures(main, &list);
}

/// Adds the rules with findings, the most severe first, as links.
fn rules(overview: &mut Markup, items: &Items) {
    let rules: Vec<_> = items.by_rule().collect();
    let most = rules.iter().map(|(_, of)| of.len()).max().unwrap_or(1);
    if rules.is_empty() {
        return;
    }
    let title = [("class", "panel-box"), ("aria-labelledby", "by-rule")];
    overview.inside("section", &title, |panel| {
        panel.element("h2", &[("id", "by-rule")], "Findings by rule");
        panel.inside("ul", &[("class", "unlock")], |list| {
            for (rule, of) in rules {
                let severity = of.first().map_or("", |item| item.entry.severity.name());
                let class = format!("{severity} {}", bar(of.len() as f64 / most as f64));
                list.inside("li", &[("class", &class)], |item| {
                    item.inline("span", &[("class", "mark")], severity);
                    item.inline("a", &[("href", &format!("#rule-{}", rule.id()))], rule.id());
                    item.inline("span", &[("class", "percent")], &of.len().to_string());
                });
            }
        });
    });
}

/// Adds the files that hold the backlog back.
fn contested(overview: &mut Markup, checked: &Checked) {
    let contested = &checked.independence.contested;
    let Some(most) = contested.iter().map(|file| file.tasks).max() else { return };
    let title = [("class", "panel-box"), ("aria-labelledby", "held-back")];
    overview.inside("section", &title, |panel| {
        panel.element("h2", &[("id", "held-back")], "Held back by");
        panel.inside("ol", &[("class", "unlock")], |list| {
            for file in contested.iter().take(MAX_CONTESTED) {
                let bar = bar(file.tasks as f64 / most.max(1) as f64);
                list.inside("li", &[("class", bar)], |item| {
                    item.path(file.path.as_str());
                    let tasks = count(file.tasks, "task");
                    item.inline("span", &[("class", "percent")], &tasks);
                });
            }
        });
    });
}
