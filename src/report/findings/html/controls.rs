//! Bar at the top: the sections, the search and the filters.

use super::items::Items;
use crate::model::{Checked, Rule, Severity};
use crate::report::html::{Markup, parts};

/// Number of files that findings can be filtered by; those with most findings are kept.
const MAX_FILES: usize = 300;

/// Adds the bar. The filters need the script, which shows them.
pub fn bar(body: &mut Markup, project: &str, checked: &Checked, items: &Items) {
    let is_apart = !items.known.list.is_empty() || !items.suppressed.list.is_empty();
    let sections = [
        ("#summary", "Summary", true),
        ("#findings", "Findings", !items.new.list.is_empty()),
        ("#apart", "Known and suppressed", is_apart),
        ("#rules", "Rules", true),
    ];
    let sections = sections.iter().filter(|section| section.2);
    let sections: Vec<(&str, &str)> = sections.map(|&(link, name, _)| (link, name)).collect();
    parts::bar(body, "Skip to the findings", project, &sections);
    if checked.findings.is_empty() && checked.suppressed.is_empty() {
        return;
    }
    parts::filter(body, "Search findings", |form| {
        severities(form, items);
        rules(form, items);
        files(form, items);
        let clear = [("type", "button"), ("id", "clear"), ("class", "button"), ("hidden", "")];
        form.element("button", &clear, "Show all");
    });
}

fn severities(form: &mut Markup, items: &Items) {
    parts::chips(form, "Severity", |chips| {
        for severity in Severity::ALL.into_iter().rev() {
            let number = items.all().filter(|item| item.entry.severity == severity).count();
            if number > 0 {
                let name = severity.name();
                parts::chip(chips, name, ("severity", name), &format!("{name} {number}"));
            }
        }
    });
}

fn rules(form: &mut Markup, items: &Items) {
    parts::select(form, "rule", "Rule", |select| {
        select.element("option", &[("value", "")], "All rules");
        for rule in Rule::ALL {
            let number = items.all().filter(|item| item.entry.rule == *rule).count();
            if number > 0 {
                let text = format!("{} ({number})", rule.id());
                select.element("option", &[("value", rule.id())], &text);
            }
        }
    });
}

fn files(form: &mut Markup, items: &Items) {
    let mut names: Vec<(&str, usize, usize)> = items.names().collect();
    names.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    names.truncate(MAX_FILES);
    names.sort_unstable();
    parts::select(form, "file", "File", |select| {
        select.element("option", &[("value", "")], "All files");
        for (name, index, number) in names {
            let text = format!("{name} ({number})");
            select.element("option", &[("value", &index.to_string())], &text);
        }
    });
}
