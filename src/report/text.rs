//! The whole answer, for people.

use crate::model::{Analysis, Deferral, DeferralReason, Overlap, Task, TaskId, Verdict};

use super::layout::{self, DIM, NAME, clean, cut, pad, paint, width};
use super::page::Page;
use super::reasons;
use super::wording::{self, count, enumerate};
use super::{DEFAULT_WIDTH, View};

mod remarks;
mod round;

/// Tasks shown of one track, unless all are asked for.
const MAX_TASKS: usize = 10;
/// Unknown tasks shown.
const MAX_UNKNOWN: usize = 10;
/// Deferred tasks shown.
const MAX_DEFERRED: usize = 20;
/// Doubtful tasks shown.
const MAX_DOUBTFUL: usize = 20;
/// Backlogs named of many, unless all are asked for.
const MAX_BACKLOGS: usize = 4;
/// Files named of what an unknown task may be about.
const MAX_GUESSES: usize = 2;
/// Columns for ids and for places: longer ones stand out of line, so that titles have room.
const KEY_COLUMNS: usize = 16;
const PLACE_COLUMNS: usize = 26;
/// Below so many tasks, or with one track only, nothing is gained by working side by side.
const MIN_WORTHWHILE_TASKS: usize = 3;

/// Writes the answer as text with ANSI styles.
pub fn render(analysis: &Analysis, view: View) -> String {
    let page = Page::new(view.width.unwrap_or(DEFAULT_WIDTH));
    let mut text = Text { analysis, verbose: view.verbose, page };
    if analysis.prediction.tasks.is_empty() {
        text.no_tasks();
    } else if view.later {
        text.groups_later();
        return text.page.finish();
    } else if worthwhile(analysis) {
        text.round();
        text.deferred();
        text.tracks();
        text.unknown();
        text.doubtful();
        text.remarks();
    } else {
        text.in_order();
        text.deferred();
        text.unknown();
        text.doubtful();
        text.remarks();
    }
    if view.verbose {
        text.pairs();
        text.problems();
    }
    text.page.finish()
}

fn placed(analysis: &Analysis) -> usize {
    analysis.plan.tracks.iter().map(|track| track.tasks.len()).sum()
}

fn worthwhile(analysis: &Analysis) -> bool {
    analysis.plan.tracks.len() > 1 && placed(analysis) >= MIN_WORTHWHILE_TASKS
}

/// The widths of the columns that stand before the title of a task.
struct Columns {
    key: usize,
    place: usize,
    /// Set where the backlog is named above, so that the place is a line.
    only_line: bool,
}

impl Columns {
    fn title(&self) -> usize {
        2 + self.key + 2 + if self.place > 0 { self.place + 2 } else { 0 }
    }
}

struct Text<'a> {
    analysis: &'a Analysis,
    verbose: bool,
    page: Page,
}

impl<'a> Text<'a> {
    fn no_tasks(&mut self) {
        let place = wording::no_tasks_in(&self.analysis.prediction);
        for line in layout::paragraph(&format!("No open tasks {place}."), self.page.width) {
            self.page.line(&line);
        }
    }

    fn backlogs(&self) -> String {
        let names: Vec<String> =
            self.analysis.prediction.backlogs.iter().map(|name| clean(name)).collect();
        if names.is_empty() {
            return "the backlog".to_owned();
        }
        if self.verbose {
            return enumerate(&names, names.len());
        }
        // As many as one line holds.
        let mut listed = (1..=MAX_BACKLOGS).rev().map(|most| wording::backlogs(&names, most));
        let fitting = listed.find(|list| width(list) < self.page.width);
        fitting.unwrap_or_else(|| wording::backlogs(&names, 1))
    }

    fn source(&mut self) {
        let line = format!("{}, {}", self.backlogs(), wording::corpus(&self.analysis.prediction));
        self.dim(&line);
        if let Some(missing) = wording::missing(&self.analysis.prediction) {
            self.dim(&missing);
        }
        if let Some(tuning) = wording::tuning(&self.analysis.prediction) {
            self.dim(&tuning);
        }
    }

    /// Writes a remark in as many lines as it takes.
    fn dim(&mut self, text: &str) {
        for line in layout::paragraph(text, self.page.width) {
            self.page.line(&paint(DIM, &line));
        }
    }

    /// Lists the pairs of tasks that may touch the same file.
    fn meeting(&self) -> impl Iterator<Item = &'a Overlap> + use<'a> {
        let may_meet = |pair: &&Overlap| matches!(pair.verdict, Verdict::Risk | Verdict::Conflict);
        self.analysis.overlaps.iter().filter(may_meet)
    }

    fn deferred(&mut self) {
        // Work under way stands at the top.
        let waits = |it: &&Deferral| !it.is_under_way();
        let deferred: Vec<&Deferral> = self.analysis.plan.deferred.iter().filter(waits).collect();
        if deferred.is_empty() {
            return;
        }
        let (blocked, waiting): (Vec<&Deferral>, Vec<&Deferral>) =
            deferred.into_iter().partition(|it| it.reason == DeferralReason::Blocked);
        let all_glue = waiting.iter().all(|d| d.reason == DeferralReason::WouldGlue);
        let is_branch = |it: &&Deferral| {
            let works = &self.analysis.plan.in_flight;
            matches!(&it.reason, DeferralReason::InFlight(name)
                if works.iter().any(|work| work.name == *name && work.tasks.is_empty()))
        };
        let remark = if all_glue {
            "(would collide with more than one track; do them after merging)"
        } else if waiting.iter().any(is_branch) {
            "(do them after merging; --no-in-flight plans as if no branch were under way)"
        } else {
            "(do them after merging)"
        };
        self.deferred_below("Deferred", remark, &waiting);
        self.deferred_below(
            "Blocked",
            "(the backlog says so; merging does not change it)",
            &blocked,
        );
    }

    fn deferred_below(&mut self, heading: &str, remark: &str, deferred: &[&Deferral]) {
        if deferred.is_empty() {
            return;
        }
        self.remarked(heading, remark);
        let shown = self.shown(deferred, MAX_DEFERRED);
        let columns = self.columns(shown.iter().map(|deferral| deferral.task));
        for deferral in shown {
            if let Some(task) = self.task(deferral.task) {
                self.title(task, &columns);
                let reason = reasons::deferral(self.analysis, deferral);
                self.below(&columns, &reason);
            }
        }
        self.hidden(deferred.len() - shown.len());
    }

    /// Lists the tasks that look done, dropped, duplicate or like placeholders, with what says so.
    fn doubtful(&mut self) {
        let doubtful = &self.analysis.prediction.doubtful;
        if doubtful.is_empty() {
            return;
        }
        let heading = "Looks done, dropped, duplicate or like a placeholder";
        self.remarked(
            heading,
            "(not planned; tick or drop them in the backlog, or plan them with \
                                --include-doubtful)",
        );
        let shown = self.shown(doubtful, MAX_DOUBTFUL);
        let columns = self.columns(shown.iter().map(|doubt| doubt.task));
        for doubt in shown {
            if let Some(task) = self.task(doubt.task) {
                self.title(task, &columns);
                let reason = wording::doubt(&self.analysis.prediction, doubt);
                self.below(&columns, &[reason]);
            }
        }
        self.hidden(doubtful.len() - shown.len());
    }

    /// Adds a heading with a remark that may take several lines.
    fn remarked(&mut self, heading: &str, remark: &str) {
        // The first line holds the heading itself too.
        let mut lines = layout::paragraph(&format!("{heading} {remark}"), self.page.width);
        let first = lines.remove(0);
        self.page.heading(heading, first.trim_start_matches(heading).trim_start());
        for line in lines {
            self.page.line(&line);
        }
    }

    fn unknown(&mut self) {
        let unknown = &self.analysis.plan.unknown;
        if unknown.is_empty() {
            return;
        }
        let remark =
            "(files cannot be predicted: name a file, folder, package or symbol in the task)";
        self.remarked("Unknown", remark);
        let shown = self.shown(unknown, MAX_UNKNOWN);
        let columns = self.columns(shown.iter().copied());
        for &id in shown {
            if let Some(task) = self.task(id) {
                self.title(task, &columns);
                self.below(&columns, &reasons::notes(&self.analysis.prediction, task));
                let radius = self.analysis.prediction.radii.get(id.index());
                let set_aside = radius.and_then(|radius| radius.set_aside).map(wording::set_aside);
                self.below(&columns, &set_aside.map(str::to_owned).into_iter().collect::<Vec<_>>());
                let guesses = self.guesses(task, &columns);
                self.below(&columns, &guesses);
            }
        }
        self.hidden(unknown.len() - shown.len());
    }

    /// Returns what is known of an unknown task: the likeliest files, if any.
    fn guesses(&self, task: &Task, columns: &Columns) -> Vec<String> {
        let lead = "best guesses:";
        let room = self.page.width.saturating_sub(columns.title() + width(lead) + 1).max(16);
        let Some(radius) = self.analysis.prediction.radii.get(task.id.index()) else {
            return Vec::new();
        };
        let best = radius.files.iter().take(MAX_GUESSES);
        let mut files: Vec<String> = best.map(|file| wording::file(file, room)).collect();
        let last = files.len().saturating_sub(1);
        for file in &mut files[..last] {
            file.push(',');
        }
        match files.first_mut() {
            Some(first) if last == 0 => *first = format!("best guess: {first}"),
            Some(first) => *first = format!("{lead} {first}"),
            None => {}
        }
        files
    }

    /// Returns the first `most` of `items`, or all of them if all are asked for.
    fn shown<'b, T>(&self, items: &'b [T], most: usize) -> &'b [T] {
        if self.verbose { items } else { &items[..items.len().min(most)] }
    }

    /// Says how many are not shown.
    fn hidden(&mut self, hidden: usize) {
        if hidden > 0 {
            let more = format!("  … and {hidden} more (--verbose shows all)");
            self.page.line(&paint(DIM, &more));
        }
    }

    fn tracks(&mut self) {
        for track in &self.analysis.plan.tracks {
            let boxes = if track.effort as usize == track.tasks.len() {
                String::new()
            } else {
                format!(", {} open boxes", track.effort)
            };
            self.page.heading(
                &clean(&track.branch()),
                &format!("({}{boxes})", count(track.tasks.len(), "task")),
            );
            self.backlog_of(&track.tasks);
            self.tasks(&track.tasks);
            self.later(&track.later);
        }
    }

    /// Returns the backlog that all of these tasks are from, where there are several.
    fn one_backlog(&self, ids: &[TaskId]) -> Option<&'a str> {
        let mut backlogs = ids.iter().filter_map(|&id| self.task(id)).map(|task| &task.backlog);
        let first = backlogs.next()?;
        let has_others = self.analysis.prediction.backlogs.len() > 1;
        (has_others && backlogs.all(|other| other == first)).then_some(first)
    }

    /// Names the backlog that all of these tasks are from once, instead of beside each.
    fn backlog_of(&mut self, ids: &[TaskId]) {
        if let Some(backlog) = self.one_backlog(ids) {
            let path = wording::inner_path(&clean(backlog), self.page.width - 2);
            self.page.line(&paint(DIM, &format!("  {path}")));
        }
    }

    fn tasks(&mut self, ids: &[TaskId]) {
        let shown = self.shown(ids, MAX_TASKS);
        let columns = self.columns_below(ids, shown);
        for &id in shown {
            if let Some(task) = self.task(id) {
                self.title(task, &columns);
                self.files(task, &columns);
            }
        }
        self.hidden(ids.len() - shown.len());
    }

    /// Titles of tasks, without their files.
    fn titles(&mut self, ids: &[TaskId]) {
        let shown = self.shown(ids, MAX_TASKS);
        let columns = self.columns_below(ids, shown);
        for &id in shown {
            if let Some(task) = self.task(id) {
                self.title(task, &columns);
            }
        }
        self.hidden(ids.len() - shown.len());
    }

    fn later(&mut self, later: &[TaskId]) {
        if !later.is_empty() {
            let keys: Vec<String> =
                later.iter().map(|&id| wording::key(&self.analysis.prediction, id)).collect();
            let all = if self.verbose { keys.len() } else { MAX_TASKS };
            let line = format!("  for a later round: {}", enumerate(&keys, all));
            self.page.line(&paint(DIM, &line));
        }
    }

    fn title(&mut self, task: &Task, columns: &Columns) {
        let key = pad(&wording::key(&self.analysis.prediction, task.id), columns.key);
        let mut line = format!("  {}", paint(NAME, &key));
        if columns.place > 0 {
            let place = self.place(task, columns.only_line);
            let place = pad(&layout::cut_middle(&place, columns.place), columns.place);
            line = format!("{line}  {}", paint(DIM, &place));
        }
        // A long id is whole, since it is what one types, and takes from the title.
        let beyond = width(&key) - columns.key.min(width(&key));
        let room = self.page.width.saturating_sub(columns.title() + beyond).max(16);
        self.page.line(&format!("{line}  {}", cut(&wording::title(task), room)));
    }

    /// Phrases below a title, on one line where they fit.
    fn below(&mut self, columns: &Columns, phrases: &[String]) {
        let indent = columns.title();
        let room = self.page.width.saturating_sub(indent).max(16);
        let whole = phrases.join(" ");
        let lines = if whole.is_empty() {
            Vec::new()
        } else if width(&whole) <= room {
            vec![whole]
        } else {
            phrases.iter().flat_map(|phrase| layout::paragraph(phrase, room)).collect()
        };
        for line in lines {
            self.page.line(&format!("{:indent$}{}", "", paint(DIM, &line)));
        }
    }

    /// Lists the predicted files of a task with how sure they are, below its title.
    fn files(&mut self, task: &Task, columns: &Columns) {
        let Some(radius) = self.analysis.prediction.radii.get(task.id.index()) else { return };
        let indent = columns.title();
        let room = self.page.width.saturating_sub(indent).max(24);
        let none = radius.predicted().next().is_none();
        let mut lead = wording::confidence(radius.confidence).to_owned();
        lead.push_str(if none { ", at best: " } else { ": " });
        let mut notes = reasons::notes(&self.analysis.prediction, task);
        notes.extend(reasons::builds_on(self.analysis, task.id));
        if !notes.is_empty() {
            let label = notes.join("; ");
            // A label that is cut says nothing.
            if width(&label) + 2 + width(&lead) <= room / 2 {
                lead = format!("{label}; {lead}");
            } else {
                self.below(columns, &notes);
            }
        }
        // Beside the lead and a count of what is left.
        let count = if radius.predicted().nth(1).is_some() { 6 } else { 0 };
        let widest = room.saturating_sub(width(&lead) + count);
        let predicted = radius.files.iter().filter(|file| file.predicted);
        let best = radius.files.iter().take(usize::from(none));
        let mut files: Vec<String> =
            predicted.chain(best).map(|file| wording::file(file, widest)).collect();
        if files.is_empty() {
            files.push("no file".to_owned());
        }
        if self.verbose {
            files[0] = format!("{lead}{}", files[0]);
            for line in layout::wrap(&files, room) {
                self.page.line(&format!("{:indent$}{line}", ""));
            }
        } else {
            let listed = layout::list(&files, room.saturating_sub(width(&lead)));
            self.page.line(&format!("{:indent$}{}{listed}", "", paint(DIM, &lead)));
        }
    }

    fn task(&self, id: TaskId) -> Option<&'a Task> {
        self.analysis.prediction.tasks.get(id.index())
    }

    /// Measures the columns of tasks that stand below the name of their backlog ([`Self::backlog_of`]).
    fn columns_below(&self, ids: &[TaskId], shown: &[TaskId]) -> Columns {
        self.measured(shown.iter().copied(), self.one_backlog(ids).is_some())
    }

    fn columns(&self, ids: impl Iterator<Item = TaskId>) -> Columns {
        self.measured(ids, false)
    }

    fn measured(&self, ids: impl Iterator<Item = TaskId>, only_line: bool) -> Columns {
        let mut columns = Columns { key: 0, place: 0, only_line };
        for task in ids.filter_map(|id| self.task(id)) {
            let key = width(&wording::key(&self.analysis.prediction, task.id));
            let place = width(&self.place(task, only_line));
            columns.key = columns.key.max(key.min(KEY_COLUMNS));
            columns.place = columns.place.max(place.min(PLACE_COLUMNS));
        }
        columns
    }

    /// Returns where a task stands: only its line, where its backlog is named above.
    fn place(&self, task: &Task, only_line: bool) -> String {
        if only_line {
            wording::line(task)
        } else {
            wording::place(&self.analysis.prediction, task)
        }
    }
}

#[cfg(test)]
mod tests;
