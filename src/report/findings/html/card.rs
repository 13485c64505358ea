//! Card of a finding: its place, its message, the tasks that it is about, and the evidence.

use super::evidence;
use super::items::{Item, Items};
use crate::model::{Prediction, TaskId};
use crate::report::html::Markup;
use crate::report::layout::clean;
use crate::report::wording::{count, title};

/// Number of tasks of a finding that are listed.
const MAX_TASKS: usize = 20;

/// Number of findings of a list from which a browser draws only those near the screen.
const MANY: usize = 100;

/// Adds a list of cards.
pub fn list(parent: &mut Markup, prediction: &Prediction, items: &Items, list: &[Item]) {
    let class = if list.len() >= MANY { "findings many" } else { "findings" };
    parent.inside("ol", &[("class", class)], |cards| {
        for item in list {
            add(cards, prediction, items, item);
        }
    });
}

/// Adds the card as an item of a list.
fn add(list: &mut Markup, prediction: &Prediction, items: &Items, item: &Item) {
    let entry = &item.entry;
    let class = format!("finding {}", entry.severity.name());
    let files = items.indexes(item);
    let attributes = [
        ("class", class.as_str()),
        ("id", item.anchor.as_str()),
        ("data-rule", entry.rule.id()),
        ("data-severity", entry.severity.name()),
        ("data-files", files.as_str()),
    ];
    list.inside("li", &attributes, |card| {
        card.inside("p", &[("class", "marks")], |marks| {
            let place = format!("{}:{}", entry.path, entry.line);
            marks.inline("code", &[("class", "at")], &place);
            // The heading of its rule says the rest of a new finding.
            let kind = match (item.is_suppressed, entry.is_known) {
                (true, _) => "suppressed",
                (false, true) => "known",
                (false, false) => return,
            };
            marks.inline("span", &[("class", "mark")], entry.severity.name());
            marks.inline("span", &[], entry.rule.id());
            marks.inline("span", &[("class", "mark plain-mark")], kind);
        });
        card.inside("h4", &[], |heading| {
            heading.inline("a", &[("href", &format!("#{}", item.anchor))], &entry.message);
        });
        tasks(card, prediction, items, item);
        evidence::add(card, prediction, item);
    });
}

/// Adds the tasks, each with its place and a link to the next finding about it.
fn tasks(card: &mut Markup, prediction: &Prediction, items: &Items, item: &Item) {
    if item.tasks.is_empty() {
        return;
    }
    card.inside("ul", &[("class", "sides")], |list| {
        for &id in item.tasks.iter().take(MAX_TASKS) {
            let Some(task) = prediction.tasks.get(id.index()) else { continue };
            list.inside("li", &[], |side| {
                key(side, items, item, id, &task.key);
                side.inline("span", &[("class", "title")], &title(task));
                // The place of the finding stands above.
                if (clean(&task.backlog), task.line) != (item.entry.path.clone(), item.entry.line) {
                    let place = format!("{}:{}", clean(&task.backlog), task.line);
                    side.inline("code", &[("class", "at")], &place);
                }
            });
        }
        if let more @ 1.. = item.tasks.len().saturating_sub(MAX_TASKS) {
            list.element("li", &[("class", "dim")], &format!("and {}", count(more, "more task")));
        }
    });
}

/// Adds the key of a task, as a link where there is another finding about it.
fn key(side: &mut Markup, items: &Items, item: &Item, id: TaskId, key: &str) {
    match items.next(item, id) {
        Some(anchor) => {
            let target = format!("#{anchor}");
            let title = format!("Next finding about {}", clean(key));
            let link = [("class", "ref"), ("href", target.as_str()), ("title", title.as_str())];
            side.inline("a", &link, key);
        }
        None => side.inline("span", &[("class", "ref")], key),
    }
}
