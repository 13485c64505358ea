//! Rules that were applied, with the number of findings of each, and those that were not, with the reason.

use super::super::rules::prose;
use super::items::{Item, Items};
use crate::model::{Checked, Prediction, Rule, RuleUse};
use crate::report::html::Markup;
use crate::report::html::parts::{section, table};
use crate::report::layout::clean;
use crate::report::wording::{self, count};

/// Number of backlogs that are named.
const MAX_BACKLOGS: usize = 4;

/// Adds the section.
pub fn add(main: &mut Markup, prediction: &Prediction, checked: &Checked, items: &Items) {
    let applied = checked.rules.values().filter(|&&way| way == RuleUse::Applied).count();
    let names: Vec<String> = prediction.backlogs.iter().map(|name| clean(name)).collect();
    let backlogs = wording::backlogs(&names, MAX_BACKLOGS);
    let tasks = count(checked.independence.open, "open task");
    let remark = format!("{} applied to {tasks} of {backlogs}.", count(applied, "rule"));
    section(main, "rules", "What was checked", &remark, |section| {
        table(section, "Rules and their findings", &["Rule", "It reports", "Result"], |rows| {
            for (&rule, &way) in &checked.rules {
                rows.inside("tr", &[], |row| {
                    row.inside("th", &[("scope", "row")], |cell| name(cell, items, rule));
                    row.element("td", &[], &format!("{}.", prose(rule).summary));
                    let result = result(items, rule, way);
                    let class = match (way, result.is_empty()) {
                        (RuleUse::Applied, true) => "clean",
                        (RuleUse::Applied, false) => "",
                        (RuleUse::Lacking | RuleUse::LeftOut, _) => "dim",
                    };
                    let text = if result.is_empty() { "nothing found" } else { &result };
                    let class: &[_] = if class.is_empty() { &[] } else { &[("class", class)] };
                    row.element("td", class, text);
                });
            }
        });
    });
}

/// Adds the id of a rule, as a link where it has findings.
fn name(cell: &mut Markup, items: &Items, rule: Rule) {
    if items.new.list.iter().any(|item| item.entry.rule == rule) {
        cell.inline("a", &[("href", &format!("#rule-{}", rule.id()))], rule.id());
    } else {
        cell.text(rule.id());
    }
}

/// Says what a rule found, or why it was not applied; empty where it found nothing.
fn result(items: &Items, rule: Rule, way: RuleUse) -> String {
    match way {
        RuleUse::LeftOut => return "left out by the options or settings".to_owned(),
        RuleUse::Lacking => {
            return match rule {
                Rule::Regression => "not applied; it needs --baseline FILE".to_owned(),
                _ => "not applied; it needs --diff BASE...HEAD".to_owned(),
            };
        }
        RuleUse::Applied => {}
    }
    let of = |list: &[Item]| list.iter().filter(|item| item.entry.rule == rule).count();
    let kinds = [
        (of(&items.new.list), "finding"),
        (of(&items.known.list), "known"),
        (of(&items.suppressed.list), "suppressed"),
    ];
    let words = kinds.into_iter().filter(|(number, _)| *number > 0).map(|(number, kind)| {
        if kind == "finding" { count(number, kind) } else { format!("{number} {kind}") }
    });
    words.collect::<Vec<_>>().join(", ")
}
