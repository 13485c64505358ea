//! The whole answer, for people.

use crate::model::{
    Analysis, Deferral, DeferralReason, Overlap, Priority, Task, TaskId, TaskState, Track, Verdict,
};

use super::layout::{self, DIM, HEADING, NAME, clean, cut, pad, paint, width};
use super::page::Page;
use super::wording::{self, count, enumerate};
use super::{DEFAULT_WIDTH, View};

mod remarks;

/// A track of more tasks is better done in rounds.
const LONG_TRACK: usize = 20;
/// Tasks shown of one track, unless all are asked for.
const SHOWN_TASKS: usize = 10;
/// Unknown tasks shown.
const SHOWN_UNKNOWN: usize = 10;
/// Deferred tasks shown.
const SHOWN_DEFERRED: usize = 20;
/// Files named of what an unknown task may be about.
const SHOWN_GUESSES: usize = 2;
/// Tasks named of each track that a deferred task collides with.
const SHOWN_REASONS: usize = 2;
/// Below so many tasks, or with one track only, nothing is gained by working side by side.
const WORTHWHILE_TASKS: usize = 3;

/// The answer as text with ANSI styles.
pub fn render(analysis: &Analysis, view: View) -> String {
    let page = Page::new(view.width.unwrap_or(DEFAULT_WIDTH));
    let mut text = Text { analysis, verbose: view.verbose, page };
    if analysis.prediction.tasks.is_empty() {
        text.no_tasks();
    } else if worthwhile(analysis) {
        text.groups();
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
    analysis.plan.tracks.len() > 1 && placed(analysis) >= WORTHWHILE_TASKS
}

/// The widths of the columns that stand before the title of a task.
struct Columns {
    key: usize,
    place: usize,
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
        if names.is_empty() { "the backlog".to_owned() } else { enumerate(&names, 4) }
    }

    fn source(&mut self) {
        let line = format!("{}, {}", self.backlogs(), wording::ground(&self.analysis.prediction));
        self.dim(&line);
        if let Some(missing) = wording::missing(&self.analysis.prediction) {
            self.dim(&missing);
        }
    }

    /// A remark in as many lines as it takes.
    fn dim(&mut self, text: &str) {
        for line in layout::paragraph(text, self.page.width) {
            self.page.line(&paint(DIM, &line));
        }
    }

    /// How many pairs of tasks made the split what it is.
    fn basis(&mut self) {
        let tracks = &self.analysis.plan.tracks;
        let pairs: Vec<&Overlap> = self.meeting().collect();
        let together = |pair: &&&Overlap| {
            home(tracks, pair.a).zip(home(tracks, pair.b)).is_some_and(|(a, b)| a.name == b.name)
        };
        let inside = pairs.iter().filter(together).count();
        if !pairs.is_empty() {
            let line = format!(
                "{} of tasks may touch the same file; {inside} of them in one track",
                count(pairs.len(), "pair")
            );
            self.page.line(&paint(DIM, &line));
        }
    }

    /// The pairs of tasks that may touch the same file.
    fn meeting(&self) -> impl Iterator<Item = &'a Overlap> + use<'a> {
        let may_meet = |pair: &&Overlap| matches!(pair.verdict, Verdict::Risk | Verdict::Conflict);
        self.analysis.overlaps.iter().filter(may_meet)
    }

    fn groups(&mut self) {
        let tracks = &self.analysis.plan.tracks;
        self.page.line(&format!(
            "{} {}, {} of {}",
            paint(HEADING, "Proposed worktree groups:"),
            count(tracks.len(), "track"),
            placed(self.analysis),
            count(self.analysis.prediction.tasks.len(), "open task"),
        ));
        self.source();
        self.basis();
        self.page.line("");

        let branches: Vec<String> = tracks.iter().map(|track| clean(&track.branch())).collect();
        let touches: Vec<Vec<String>> =
            tracks.iter().map(|track| track.touches.iter().map(|t| clean(t)).collect()).collect();
        let counts: Vec<String> = tracks.iter().map(|t| count(t.tasks.len(), "task")).collect();
        let widest = |texts: &[String]| texts.iter().map(|t| width(t)).max().unwrap_or(0);
        let (branch, number) = (widest(&branches), widest(&counts));

        // What the two flexible columns share, once the gaps and `touches: ` are taken off.
        let free = self.page.width.saturating_sub(2 + branch + 2 + 2 + number + 3 + 9);
        let wanted = touches.iter().map(|t| width(&t.join(", "))).max().unwrap_or(0);
        let about = free.saturating_sub(wanted.min(free / 2)).clamp(12, 44);
        let abouts: Vec<String> = tracks
            .iter()
            .map(|track| wording::summary(&self.analysis.prediction, &track.tasks, about))
            .collect();
        let about = widest(&abouts);
        for at in 0..tracks.len() {
            self.page.line(&format!(
                "  {}  {}  {:>number$}   touches: {}",
                paint(NAME, &pad(&branches[at], branch)),
                pad(&abouts[at], about),
                counts[at],
                layout::list(&touches[at], free.saturating_sub(about).max(12)),
            ));
        }
        if tracks.iter().any(|track| track.tasks.len() > LONG_TRACK) {
            self.dim("Long tracks? --per-track N plans the next N tasks of each, for one round.");
        }
    }

    /// Lists the tasks in order, instead of groups where worktrees do not pay.
    fn in_order(&mut self) {
        let (tracks, tasks) = (&self.analysis.plan.tracks, self.analysis.prediction.tasks.len());
        let why = match tracks.len() {
            0 => format!("none of the {} could be given a track", count(tasks, "open task")),
            1 => "there is only one track, so nothing would run side by side".to_owned(),
            _ => format!(
                "only {} of {} can be worked on side by side",
                placed(self.analysis),
                count(tasks, "open task")
            ),
        };
        self.page.line(&format!("{} {why}.", paint(HEADING, "Worktrees do not pay here:")));
        self.source();
        if tracks.is_empty() {
            return;
        }
        self.page.heading("Do them in this order", "in one working tree");
        let order: Vec<TaskId> = tracks.iter().flat_map(|track| track.tasks.clone()).collect();
        self.tasks(&order);
        let later: Vec<TaskId> = tracks.iter().flat_map(|track| track.later.clone()).collect();
        self.later(&later);
    }

    fn deferred(&mut self) {
        let deferred = &self.analysis.plan.deferred;
        if deferred.is_empty() {
            return;
        }
        let all_glue = deferred.iter().all(|d| d.reason == DeferralReason::WouldGlue);
        let remark = if all_glue {
            "(would collide with more than one track; do them after merging)"
        } else {
            "(do them after merging)"
        };
        self.page.heading("Deferred", remark);
        let shown = self.shown(deferred, SHOWN_DEFERRED);
        let columns = self.columns(shown.iter().map(|deferral| deferral.task));
        for deferral in shown {
            if let Some(task) = self.task(deferral.task) {
                self.title(task, &columns);
                let reason = self.reason(deferral);
                self.below(&columns, &reason);
            }
        }
        self.hidden(deferred.len() - shown.len());
    }

    /// Why a task is deferred: because of what, and over which files.
    fn reason(&self, deferral: &Deferral) -> Vec<String> {
        let with = self.with(&deferral.with);
        let because = match deferral.reason {
            DeferralReason::Blocked => {
                self.task(deferral.task).map(wording::blocked).unwrap_or_default()
            }
            DeferralReason::WouldGlue if with.is_empty() => "collides with several tracks".into(),
            DeferralReason::WouldGlue => format!("collides with {with}"),
            DeferralReason::Dependency if with.is_empty() => "waits for other tasks".to_owned(),
            DeferralReason::Dependency => format!("waits for {with}"),
        };
        let files: Vec<String> = deferral.files.iter().map(|f| clean(f.as_str())).collect();
        if files.is_empty() {
            vec![because]
        } else {
            vec![because, format!("over {}", enumerate(&files, 2))]
        }
    }

    /// Tasks by the place they were given: `work/docs (T1, T2 +3) and work/index (T9)`.
    fn with(&self, ids: &[TaskId]) -> String {
        let plan = &self.analysis.plan;
        let mut homes: Vec<(String, Vec<String>)> = Vec::new();
        for &id in ids {
            let place = if let Some(track) = home(&plan.tracks, id) {
                clean(&track.branch())
            } else if plan.unknown.contains(&id) {
                "an unknown task".to_owned()
            } else if self.analysis.prediction.doubt(id).is_some() {
                "a doubtful task".to_owned()
            } else {
                "a deferred task".to_owned()
            };
            let key = wording::key(&self.analysis.prediction, id);
            match homes.iter_mut().find(|(known, _)| *known == place) {
                Some((_, keys)) => keys.push(key),
                None => homes.push((place, vec![key])),
            }
        }
        let named = |(place, keys): &(String, Vec<String>)| {
            let more = match keys.len().saturating_sub(SHOWN_REASONS) {
                0 => String::new(),
                more => format!(" +{more}"),
            };
            let keys = keys.iter().take(SHOWN_REASONS).cloned().collect::<Vec<_>>().join(", ");
            format!("{place} ({keys}{more})")
        };
        enumerate(&homes.iter().map(named).collect::<Vec<_>>(), usize::MAX)
    }

    /// A heading with a remark that may take several lines.
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
        let remark = "(nothing in the repository answers clearly enough to the text; name a file, \
                      folder, package or symbol in it)";
        self.remarked("Unknown", remark);
        let shown = self.shown(unknown, SHOWN_UNKNOWN);
        let columns = self.columns(shown.iter().copied());
        for &id in shown {
            if let Some(task) = self.task(id) {
                self.title(task, &columns);
                self.below(&columns, &self.notes(task));
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
        let best = radius.files.iter().take(SHOWN_GUESSES);
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

    /// The first `most` of `items`, or all of them if all are asked for.
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
            self.tasks(&track.tasks);
            self.later(&track.later);
        }
    }

    fn tasks(&mut self, ids: &[TaskId]) {
        let shown = self.shown(ids, SHOWN_TASKS);
        let columns = self.columns(shown.iter().copied());
        for &id in shown {
            if let Some(task) = self.task(id) {
                self.title(task, &columns);
                self.files(task, &columns);
            }
        }
        self.hidden(ids.len() - shown.len());
    }

    fn later(&mut self, later: &[TaskId]) {
        if !later.is_empty() {
            let keys: Vec<String> =
                later.iter().map(|&id| wording::key(&self.analysis.prediction, id)).collect();
            let all = if self.verbose { keys.len() } else { SHOWN_TASKS };
            let line = format!("  for a later round: {}", enumerate(&keys, all));
            self.page.line(&paint(DIM, &line));
        }
    }

    fn title(&mut self, task: &Task, columns: &Columns) {
        let mut line = format!(
            "  {}",
            paint(NAME, &pad(&wording::key(&self.analysis.prediction, task.id), columns.key))
        );
        if columns.place > 0 {
            let place = pad(&wording::place(&self.analysis.prediction, task), columns.place);
            line = format!("{line}  {}", paint(DIM, &place));
        }
        let room = self.page.width.saturating_sub(columns.title()).max(16);
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

    /// Returns what holds a task back: the backlog defers it, or it waits for others.
    fn notes(&self, task: &Task) -> Vec<String> {
        let mut notes = Vec::new();
        if task.priority == Some(Priority::Deferred) {
            notes.push("priority deferred".to_owned());
        }
        if task.state == TaskState::Blocked {
            notes.push(wording::blocked(task));
        }
        notes.extend(wording::waits(&self.analysis.prediction, task, SHOWN_REASONS));
        notes
    }

    /// The predicted files of a task with how sure they are, below its title.
    fn files(&mut self, task: &Task, columns: &Columns) {
        let Some(radius) = self.analysis.prediction.radii.get(task.id.index()) else { return };
        let indent = columns.title();
        let room = self.page.width.saturating_sub(indent).max(24);
        let none = radius.predicted().next().is_none();
        let mut lead = wording::confidence(radius.confidence).to_owned();
        lead.push_str(if none { ", at best: " } else { ": " });
        let notes = self.notes(task);
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

    fn columns(&self, ids: impl Iterator<Item = TaskId>) -> Columns {
        let mut columns = Columns { key: 0, place: 0 };
        for task in ids.filter_map(|id| self.task(id)) {
            columns.key = columns.key.max(width(&wording::key(&self.analysis.prediction, task.id)));
            columns.place =
                columns.place.max(width(&wording::place(&self.analysis.prediction, task)));
        }
        columns
    }
}

/// The track that holds a task, now or in a later round.
fn home(tracks: &[Track], id: TaskId) -> Option<&Track> {
    tracks.iter().find(|track| track.tasks.contains(&id) || track.later.contains(&id))
}

#[cfg(test)]
mod tests;
