//! Card of a task: its title, marks and files.

use crate::model::{Analysis, Confidence, PredictedFile, Priority, Task, TaskId};
use crate::report::html::{Markup, bar};
use crate::report::reasons;
use crate::report::wording::{self, percent};

use super::places::Places;

/// Files that a card shows; the others fold.
const MAX_SHOWN: usize = 3;
/// Files of a task on the page: those of its blast radius, and the next ones.
pub const MAX_FILES: usize = 12;
/// Files of a task on the page where its blast radius has fewer.
const MIN_FILES: usize = 3;

/// Adds the card as an item of a list, with what is to say beside its marks.
pub fn add(list: &mut Markup, analysis: &Analysis, places: &Places, id: TaskId, beside: &[String]) {
    let Some(task) = analysis.prediction.tasks.get(id.index()) else { return };
    let anchor = anchor(id);
    let class = format!("task {}", places.colour(id));
    list.inside("li", &[("class", &class), ("id", &anchor)], |card| {
        card.inside("h4", &[], |title| {
            title.inside("a", &[("href", &format!("#{anchor}"))], |link| {
                link.inline("span", &[("class", "key")], &task.key);
                link.text(" ");
                link.text(&wording::title(task));
            });
        });
        marks(card, analysis, task);
        for remark in beside {
            card.element("p", &[("class", "why")], remark);
        }
        let files = listed(analysis, id);
        let shown = files.len().min(MAX_SHOWN);
        self::files(card, &files[..shown]);
        if files.len() > shown {
            card.inside("details", &[], |more| {
                let left = wording::count(files.len() - shown, "more file");
                more.element("summary", &[], &left);
                self::files(more, &files[shown..]);
            });
        }
    });
}

/// Returns the files of a task that the page names, the likeliest first.
pub fn listed(analysis: &Analysis, id: TaskId) -> Vec<&PredictedFile> {
    let Some(radius) = analysis.prediction.radii.get(id.index()) else { return Vec::new() };
    let number = radius.predicted().count().clamp(MIN_FILES, MAX_FILES);
    let mut files: Vec<&PredictedFile> = radius.predicted().collect();
    files.extend(radius.files.iter().filter(|file| !file.predicted));
    files.truncate(number);
    files
}

/// Returns the fragment that names a task on the page.
pub fn anchor(id: TaskId) -> String {
    format!("task-{}", id.0)
}

fn marks(card: &mut Markup, analysis: &Analysis, task: &Task) {
    card.inside("p", &[("class", "marks")], |marks| {
        let radius = analysis.prediction.radii.get(task.id.index());
        let confidence = radius.map_or(Confidence::Unknown, |radius| radius.confidence);
        let class = format!("mark {}", confidence.name());
        marks.element("span", &[("class", &class)], wording::confidence(confidence));
        let priority = task.priority();
        let name = wording::priority(priority);
        if !name.is_empty() {
            let class = match priority {
                Priority::Critical | Priority::High => "mark urgent",
                _ => "mark",
            };
            marks.element("span", &[("class", class)], name);
        }
        let place = wording::place(&analysis.prediction, task);
        let notes = reasons::notes(&analysis.prediction, task);
        for text in notes.iter().chain(Some(&place)).filter(|text| !text.is_empty()) {
            marks.element("span", &[], text);
        }
    });
}

fn files(card: &mut Markup, files: &[&PredictedFile]) {
    if files.is_empty() {
        return;
    }
    card.inside("ul", &[("class", "files")], |list| {
        for file in files {
            list.inside("li", &[("class", bar(file.probability))], |item| {
                item.path(file.path.as_str());
                if file.file.is_none() {
                    item.inline("span", &[("class", "new")], "new");
                }
                item.inline("span", &[("class", "percent")], &percent(file.probability));
            });
        }
    });
}
