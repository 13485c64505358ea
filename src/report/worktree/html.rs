//! Status of worktrees as one page without scripts: a column for each worktree, and the outcome of
//! merging.

use crate::model::{Outcome, RepositoryStatus, TaskState, WorktreeStatus};
use crate::report::html::{Markup, Page, bar, colour};
use crate::report::layout::{CARE, DIM, clean};
use crate::report::remark::render_remark;
use crate::report::wording::count;

use super::{forecast, wording};

const STYLE: &str =
    concat!(include_str!("../html/assets/parts.css"), include_str!("../html/assets/status.css"));

/// Files of a kind that a column shows; the others are counted.
const MAX_FILES: usize = 12;

/// Renders the whole page.
pub fn render(status: &RepositoryStatus) -> String {
    let repository = wording::repository(&status.main);
    let title = format!("{repository}: worktrees");
    let mut body = Markup::default();
    body.inside("main", &[], |main| {
        main.inside("header", &[("class", "head")], |head| {
            let number = count(status.worktrees.len(), "worktree");
            let place = wording::main_place(&status.main);
            head.element("h1", &[], &format!("{number} of {repository}"));
            let dirt = wording::dirt(status.main.dirt);
            head.element("p", &[("class", "dim")], &format!("Main checkout {place}; {dirt}"));
            let pending = status.pending.as_ref().map(wording::pending);
            let remarks = status.remarks.iter().map(|it| clean(&render_remark(it)));
            for remark in pending.into_iter().chain(remarks) {
                head.element("p", &[("class", "care")], &remark);
            }
        });
        main.inside("div", &[("class", "columns")], |columns| {
            for (at, worktree) in status.worktrees.iter().enumerate() {
                column(columns, status, at, worktree);
            }
        });
        merging(main, status);
    });
    Page { title: &title, style: STYLE, body }.render()
}

fn column(columns: &mut Markup, status: &RepositoryStatus, at: usize, worktree: &WorktreeStatus) {
    let id = format!("worktree-{at}");
    let class = format!("track {}", colour(at));
    let attributes = [("class", class.as_str()), ("aria-labelledby", &id)];
    columns.inside("section", &attributes, |column| {
        column.element("h2", &[("id", &id)], &clean(&worktree.name));
        let facts = [
            wording::branch(worktree),
            wording::distance(worktree, Some(&wording::base(status, worktree))),
            worktree.dirt.map_or_else(String::new, |dirt| wording::dirt(Some(dirt))),
        ];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        column.element("p", &[("class", "dim")], &facts.join(" · "));
        for care in wording::cares(worktree) {
            column.element("p", &[("class", "care")], &care);
        }
        let notes = wording::notes(worktree);
        if !notes.is_empty() {
            column.element("p", &[("class", "dim")], &notes.join("; "));
        }
        tasks(column, worktree);
        files(column, worktree);
        if let Some(ignored) = wording::ignored(worktree) {
            column.element("p", &[("class", "dim")], &ignored);
        }
    });
}

fn tasks(column: &mut Markup, worktree: &WorktreeStatus) {
    column.element("h3", &[], &wording::tasks(worktree));
    let settled = worktree.settled() as f64 / worktree.tasks.len().max(1) as f64;
    column.element("p", &[("class", &format!("progress {}", bar(settled)))], "");
    column.inside("ul", &[("class", "states")], |list| {
        for task in &worktree.tasks {
            let class = match task.state {
                Some(TaskState::Done | TaskState::Skipped) => "done",
                Some(TaskState::Open) => "open",
                Some(TaskState::InProgress | TaskState::Blocked) | None => "other",
            };
            list.inside("li", &[("class", class)], |item| {
                item.inline("span", &[("class", "mark")], wording::state(task));
                item.text(" ");
                item.inline("span", &[("class", "key")], &task.key);
                item.text(&format!(" {}", task.title));
            });
        }
    });
}

fn files(column: &mut Markup, worktree: &WorktreeStatus) {
    let Some(touched) = &worktree.touched else { return };
    let is_planned = !touched.inside.is_empty() || !touched.untouched.is_empty();
    let outside = if is_planned { "Touched, not predicted" } else { "Touched" };
    for (heading, files) in [
        ("Touched as predicted", &touched.inside),
        (outside, &touched.outside),
        ("Predicted, not touched yet", &touched.untouched),
    ] {
        if files.is_empty() {
            continue;
        }
        column.element("h3", &[], heading);
        column.inside("ul", &[("class", "files")], |list| {
            for file in files.iter().take(MAX_FILES) {
                list.inside("li", &[], |item| item.path(file));
            }
            if files.len() > MAX_FILES {
                let more = format!("and {} more", files.len() - MAX_FILES);
                list.element("li", &[("class", "dim")], &more);
            }
        });
    }
}

/// Adds the outcome of merging: what to know, and a table of all pairs.
fn merging(main: &mut Markup, status: &RepositoryStatus) {
    let Some(forecast) = &status.forecast else { return };
    let sentences = forecast::sentences(status);
    if sentences.is_empty() {
        return;
    }
    main.inside("section", &[("aria-labelledby", "merging")], |section| {
        section.element("h2", &[("id", "merging")], "Merging them now");
        for (style, sentence) in sentences {
            let class = if style == CARE {
                "care"
            } else if style == DIM {
                "dim"
            } else {
                ""
            };
            let class: &[_] = if class.is_empty() { &[] } else { &[("class", class)] };
            section.element("p", class, &sentence);
        }
        let meetings: Vec<_> = forecast.pairs.iter().chain(&forecast.with_base).collect();
        if meetings.is_empty() {
            return;
        }
        let scrolling =
            [("class", "wide"), ("role", "group"), ("aria-label", "Merges"), ("tabindex", "0")];
        section.inside("div", &scrolling, |wide| {
            wide.inside("table", &[], |table| {
                table.inside("thead", &[], |head| {
                    head.inside("tr", &[], |row| {
                        for name in ["Merge", "Outcome", "Files"] {
                            row.element("th", &[("scope", "col")], name);
                        }
                    });
                });
                table.inside("tbody", &[], |rows| {
                    for meeting in meetings {
                        let (outcome, files): (&str, &[String]) = match &meeting.outcome {
                            Outcome::Clean => ("clean", &[]),
                            Outcome::Conflict { files, .. } => ("conflict", files),
                            Outcome::Blocked(files) => ("blocked by uncommitted changes", files),
                            Outcome::Unknown(_) => ("unknown", &[]),
                        };
                        let class = if outcome == "clean" { "clean" } else { "care" };
                        rows.inside("tr", &[], |row| {
                            let pair = format!("{} and {}", meeting.a, meeting.b);
                            row.element("th", &[("scope", "row")], &pair);
                            row.element("td", &[("class", class)], outcome);
                            row.inside("td", &[], |cell| {
                                for file in files {
                                    cell.path(file);
                                    cell.text(" ");
                                }
                            });
                        });
                    }
                });
            });
        });
    });
}
