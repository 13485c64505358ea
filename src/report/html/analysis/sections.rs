//! Sections of the page, but for what waits and for the accuracy.

use std::collections::BTreeMap;

use crate::model::{Analysis, Overlap, RepoPath, TaskId, Track, Verdict};
use crate::report::html::parts::{section, table};
use crate::report::html::{Markup, bar, colour};
use crate::report::layout::clean;
use crate::report::reasons::home;
use crate::report::topic;
use crate::report::wording::{self, count, enumerate, percent};

use super::card;
use super::places::Places;

/// Pairs in the table below the matrix.
const MAX_PAIRS: usize = 20;
/// Files in the table below the map.
const MAX_FILES: usize = 20;
/// Files of a pair that a table names.
const MAX_SHARED: usize = 3;
/// Columns of what a track is about.
const ABOUT_COLUMNS: usize = 90;

/// Adds the tracks as columns.
pub fn tracks(main: &mut Markup, analysis: &Analysis, places: &Places) {
    let remark = "Each track is work for one person or agent in a worktree of its own. Open a task \
                  for its evidence.";
    section(main, "tracks", "Tracks", remark, |section| {
        if analysis.plan.tracks.is_empty() {
            section.element("p", &[], "No task could be given a track.");
        }
        section.inside("div", &[("class", "columns")], |columns| {
            for (at, track) in analysis.plan.tracks.iter().enumerate() {
                column(columns, analysis, places, at, track);
            }
        });
    });
}

fn column(columns: &mut Markup, analysis: &Analysis, places: &Places, at: usize, track: &Track) {
    let (id, place) = (format!("track-{at}"), at.to_string());
    let class = format!("track {}", colour(at));
    let attributes = [("class", class.as_str()), ("aria-labelledby", &id), ("data-place", &place)];
    columns.inside("section", &attributes, |column| {
        column.element("h3", &[("id", &id)], &clean(&track.branch()));
        let boxes = if track.effort as usize == track.tasks.len() {
            String::new()
        } else {
            format!(", {} open boxes", track.effort)
        };
        let tasks = count(track.tasks.len(), "task");
        column.inside("p", &[("class", "about")], |about| {
            about.inline("b", &[], &format!("{tasks}{boxes}"));
            let summary = topic::summary(&analysis.prediction, &track.tasks, ABOUT_COLUMNS);
            about.text(&format!(" {summary}"));
        });
        if !track.touches.is_empty() {
            column.inside("ul", &[("class", "touches"), ("aria-label", "Touches")], |list| {
                for touched in &track.touches {
                    list.inside("li", &[], |item| item.inline("code", &[], touched));
                }
            });
        }
        cards(column, analysis, places, &track.tasks);
        if !track.later.is_empty() {
            column.inside("details", &[("class", "group")], |later| {
                let tasks = count(track.later.len(), "task");
                later.element("summary", &[], &format!("{tasks} for a later round"));
                cards(later, analysis, places, &track.later);
            });
        }
    });
}

/// Adds the cards of tasks in their order.
pub fn cards(parent: &mut Markup, analysis: &Analysis, places: &Places, tasks: &[TaskId]) {
    parent.inside("ol", &[("class", "cards")], |list| {
        for &id in tasks {
            card::add(list, analysis, places, id, &[]);
        }
    });
}

/// Adds the room for the matrix, and the likeliest pairs as a table.
pub fn overlaps(main: &mut Markup, analysis: &Analysis, places: &Places) {
    let remark = "Probability that two tasks change a common file. Inside a track that is meant; \
                  across tracks it may become a merge conflict.";
    section(main, "overlaps", "Overlaps", remark, |section| {
        section.inside("div", &[("id", "matrix"), ("class", "drawing"), ("hidden", "")], |_| {});
        let tracks = &analysis.plan.tracks;
        let is_now = |id| tracks.iter().any(|track| track.tasks.contains(&id));
        let across = |pair: &&Overlap| {
            matches!(pair.verdict, Verdict::Risk | Verdict::Conflict)
                && is_now(pair.a)
                && is_now(pair.b)
                && home(tracks, pair.a).map(|it| &it.name)
                    != home(tracks, pair.b).map(|it| &it.name)
        };
        let mut pairs: Vec<&Overlap> = analysis.overlaps.iter().filter(across).collect();
        pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        if pairs.is_empty() {
            section.element("p", &[], "No pair of tasks in different tracks is expected to meet.");
            return;
        }
        let caption = format!("{} across tracks, the likeliest first", count(pairs.len(), "pair"));
        let rows = pairs.iter().take(MAX_PAIRS);
        table(section, &caption, &["Tasks", "Probability", "Files"], |body| {
            for pair in rows {
                body.inside("tr", &[], |row| {
                    row.inside("th", &[("scope", "row")], |cell| {
                        task_link(cell, analysis, places, pair.a);
                        cell.text(" ");
                        task_link(cell, analysis, places, pair.b);
                    });
                    row.element("td", &[("class", "number")], &percent(pair.probability));
                    row.inside("td", &[], |cell| {
                        for (at, file) in pair.files.iter().take(MAX_SHARED).enumerate() {
                            cell.text(if at > 0 { ", " } else { "" });
                            cell.path(&clean(file.as_str()));
                        }
                        if let more @ 1.. = pair.files.len().saturating_sub(MAX_SHARED) {
                            cell.text(&format!(" and {more} more"));
                        }
                    });
                });
            }
        });
    });
}

/// Adds a link to a task in the colour of its track.
fn task_link(cell: &mut Markup, analysis: &Analysis, places: &Places, id: TaskId) {
    let Some(task) = analysis.prediction.tasks.get(id.index()) else { return };
    let (class, target) = (format!("ref {}", places.colour(id)), format!("#{}", card::anchor(id)));
    let attributes =
        [("class", class.as_str()), ("href", target.as_str()), ("title", task.title.as_str())];
    cell.inline("a", &attributes, &task.key);
}

/// Adds the room for the map, and the files that most tasks of the round touch as a table.
pub fn files(main: &mut Markup, analysis: &Analysis, places: &Places) {
    let remark = "Area: how many tasks are expected to change a file. Colour: the track that is \
                  likeliest to; stripes: more than one track.";
    section(main, "files", "Files", remark, |section| {
        section.inside("div", &[("id", "map"), ("class", "drawing"), ("hidden", "")], |_| {});
        let mut expected: BTreeMap<&RepoPath, (f64, Vec<TaskId>)> = BTreeMap::new();
        let tracks = &analysis.plan.tracks;
        for &id in tracks.iter().flat_map(|track| &track.tasks) {
            for file in card::listed(analysis, id) {
                let entry = expected.entry(&file.path).or_default();
                entry.0 += file.probability;
                entry.1.push(id);
            }
        }
        let mut files: Vec<(&RepoPath, (f64, Vec<TaskId>))> = expected.into_iter().collect();
        files.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
        if files.is_empty() {
            return;
        }
        let caption = "Files that this round is likeliest to change";
        table(section, caption, &["File", "Expected changes", "Tasks"], |body| {
            for (path, (sum, tasks)) in files.into_iter().take(MAX_FILES) {
                body.inside("tr", &[], |row| {
                    row.inside("th", &[("scope", "row")], |cell| cell.path(path.as_str()));
                    row.element("td", &[("class", "number")], &format!("{sum:.1}"));
                    row.inside("td", &[], |cell| {
                        for task in tasks {
                            task_link(cell, analysis, places, task);
                            cell.text(" ");
                        }
                    });
                });
            }
        });
    });
}

/// Adds the files that hold tasks back.
pub fn unlock(main: &mut Markup, analysis: &Analysis) {
    let remark = "Files that hold tasks back. Split one of these first, and more can run at once.";
    section(main, "unlock", "Unlock", remark, |section| {
        let unlock = &analysis.plan.unlock;
        if unlock.is_empty() {
            section.element("p", &[], "No single file holds tasks back.");
            return;
        }
        let most = unlock.iter().map(|file| file.tasks).max().unwrap_or(1);
        section.inside("ol", &[("class", "unlock")], |list| {
            for file in unlock {
                let bar = bar(file.tasks as f64 / most as f64);
                list.inside("li", &[("class", bar)], |item| {
                    item.path(file.path.as_str());
                    let waits = if file.tasks == 1 { "waits" } else { "wait" };
                    let waits = format!("{} {waits}", count(file.tasks, "task"));
                    item.inline("span", &[("class", "percent")], &waits);
                });
            }
        });
    });
}

/// Adds the files that could not be used in full, and those that are left out of the overlaps.
pub fn problems(main: &mut Markup, analysis: &Analysis) {
    let (problems, hubs) = (&analysis.prediction.problems, &analysis.plan.hubs);
    if problems.is_empty() && hubs.is_empty() {
        return;
    }
    section(main, "remarks", "Remarks", "", |section| {
        if !hubs.is_empty() {
            let hubs: Vec<String> = hubs.iter().map(|hub| clean(hub.as_str())).collect();
            let text = format!("{} {}.", wording::HUBS, enumerate(&hubs, usize::MAX));
            section.element("p", &[], &text);
        }
        if problems.is_empty() {
            return;
        }
        section.inside("details", &[], |details| {
            let title = format!("{} with problems", count(problems.len(), "place"));
            details.element("summary", &[], &title);
            details.inside("ul", &[("class", "plain")], |list| {
                for problem in problems {
                    list.inside("li", &[], |item| {
                        let line = problem.line.map_or_else(String::new, |l| format!(":{l}"));
                        item.inline("code", &[], &format!("{}{line}", problem.path));
                        item.text(&format!(" {}", problem.message));
                    });
                }
            });
        });
    });
}
