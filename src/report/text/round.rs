//! The next round at a glance, and what waits.

use super::{MIN_WORTHWHILE_TASKS, Text, placed};
use crate::model::{DeferralReason, DoubtKind, LaterGroup, Priority, Task, TaskId};
use crate::report::layout::{self, DIM, HEADING, NAME, clean, pad, paint, width};
use crate::report::reasons;
use crate::report::topic;
use crate::report::wording::{self, count, enumerate};

/// A track of more tasks is better done in rounds.
const LONG_TRACK: usize = 20;
/// Most columns of what a track is about.
const ABOUT_COLUMNS: usize = 44;
/// Beginning of the line that says that nothing is gained by working side by side.
const ALONE: &str = "Not worth splitting:";
/// Groups that wait and are shown with their tasks, unless all are asked for: those of a few rounds.
const MAX_GROUPS: usize = 12;
/// Shared files named.
const MAX_SHARED: usize = 3;
/// Branches and worktrees named that are in flight.
const MAX_IN_FLIGHT: usize = 6;

impl Text<'_> {
    /// Lists the tracks of the round, one line each.
    pub(super) fn round(&mut self) {
        let plan = &self.analysis.plan;
        let (tracks, tasks) = (plan.tracks.len(), self.analysis.prediction.tasks.len());
        let placed = placed(self.analysis);
        self.headline(
            "Next round:",
            &format!(
                "{}, {placed} of {} ({:.1} collisions expected across tracks; at random {:.1})",
                count(tracks, "track"),
                count(tasks, "open task"),
                plan.expected_collisions,
                plan.chance_collisions,
            ),
        );
        self.source();
        self.in_flight();
        self.page.line("");
        self.track_lines();
        self.fewer();
        self.shared();
        self.waiting();
    }

    /// Says which tasks to do before there is more to plan.
    fn do_first(&mut self) {
        if let Some(line) = reasons::do_first(self.analysis) {
            self.page.line("");
            self.paragraph(&line);
        }
    }

    /// Says why there are fewer tracks than there could be, how to have fewer collisions, and why critical tasks
    /// wait.
    fn fewer(&mut self) {
        let said = [reasons::fewer, reasons::with_fewer_collisions, reasons::critical]
            .map(|of| of(self.analysis));
        for (at, line) in said.into_iter().flatten().enumerate() {
            if at == 0 {
                self.page.line("");
            }
            self.paragraph(&line);
        }
    }

    /// Lists the files that several tracks change although they are planned side by side.
    fn shared(&mut self) {
        let shared = &self.analysis.plan.shared;
        if !shared.is_empty() {
            self.page.line("");
        }
        for shared in shared.iter().take(MAX_SHARED) {
            self.paragraph(&reasons::shared(shared));
        }
        if let Some(more) = shared.len().checked_sub(MAX_SHARED).filter(|&more| more > 0) {
            self.page.line(&format!("Shared too: {} (in the JSON)", count(more, "more file")));
        }
    }

    fn paragraph(&mut self, text: &str) {
        for line in layout::paragraph(text, self.page.width) {
            self.page.line(&line);
        }
    }

    /// Writes a line in bold and what follows it, in as many lines as it takes.
    fn headline(&mut self, bold: &str, rest: &str) {
        let whole = layout::paragraph(&format!("{bold} {rest}"), self.page.width);
        for (at, line) in whole.iter().enumerate() {
            let line = match line.strip_prefix(bold) {
                Some(rest) if at == 0 => format!("{}{rest}", paint(HEADING, bold)),
                _ => line.clone(),
            };
            self.page.line(&line);
        }
    }

    /// Lists the work in flight that the round was planned around.
    fn in_flight(&mut self) {
        let works: Vec<String> =
            self.analysis.plan.in_flight.iter().map(wording::in_flight).collect();
        if !works.is_empty() {
            let line = format!("In flight: {}", enumerate(&works, MAX_IN_FLIGHT));
            for line in layout::paragraph(&line, self.page.width) {
                self.page.line(&line);
            }
        }
    }

    /// Returns how many tasks are worked on already.
    fn under_way(&self) -> usize {
        self.analysis.plan.deferred.iter().filter(|it| it.is_under_way()).count()
    }

    fn track_lines(&mut self) {
        let tracks = &self.analysis.plan.tracks;
        let branches: Vec<String> = tracks.iter().map(|track| clean(&track.branch())).collect();
        let counts: Vec<String> = tracks.iter().map(|t| count(t.tasks.len(), "task")).collect();
        let ranks: Vec<&str> = tracks.iter().map(|t| self.rank(&t.tasks)).collect();
        let touches: Vec<Vec<String>> =
            tracks.iter().map(|track| track.touches.iter().map(|t| clean(t)).collect()).collect();
        let widest = |texts: &[String]| texts.iter().map(|t| width(t)).max().unwrap_or(0);
        let (branch, number) = (widest(&branches), widest(&counts));
        let rank = ranks.iter().map(|rank| rank.len()).max().unwrap_or(0);
        let ranked = if rank > 0 { rank + 2 } else { 0 };

        // Room for the two flexible columns, without the gaps.
        let free = self.page.width.saturating_sub(2 + branch + 2 + 2 + number + ranked + 2);
        let wanted = touches.iter().map(|t| width(&t.join(", "))).max().unwrap_or(0);
        let about = free.saturating_sub(wanted.min(free / 2)).clamp(12, ABOUT_COLUMNS);
        let abouts: Vec<String> = tracks
            .iter()
            .map(|track| topic::summary(&self.analysis.prediction, &track.tasks, about))
            .collect();
        let about = widest(&abouts);
        for at in 0..tracks.len() {
            let rank = if rank > 0 { format!("  {}", pad(ranks[at], rank)) } else { String::new() };
            self.page.line(&format!(
                "  {}  {}  {:>number$}{rank}  {}",
                paint(NAME, &pad(&branches[at], branch)),
                pad(&abouts[at], about),
                counts[at],
                places(&touches[at], free.saturating_sub(about).max(12)),
            ));
        }
        if tracks.iter().any(|track| track.tasks.len() > LONG_TRACK) {
            self.dim("Long tracks? --per-track N plans the next N tasks of each, for one round.");
        }
    }

    /// Returns the highest priority of some tasks, where it says anything.
    fn rank(&self, tasks: &[TaskId]) -> &'static str {
        let priority = |&id: &TaskId| self.task(id).map_or(Priority::Medium, Task::priority);
        wording::priority(tasks.iter().map(priority).min().unwrap_or_default())
    }

    /// Writes how many tasks wait, and what would free more.
    fn waiting(&mut self) {
        let plan = &self.analysis.plan;
        let mut lines: Vec<String> = reasons::do_first(self.analysis).into_iter().collect();
        if let Some(all) = self.all_later() {
            lines.push(format!("Later: {all} (ctx analyze --later)"));
        }
        let mut needs = self.doubts();
        let deferred = plan.deferred.len() - self.under_way();
        if deferred > 0 {
            needs.push(self.deferred_kinds(deferred));
        }
        if !plan.unknown.is_empty() {
            needs.push(format!("{} without a file", plan.unknown.len()));
        }
        if !needs.is_empty() {
            lines.push(format!("Needs you: {}", needs.join(", ")));
        }
        if let Some(first) = plan.unlock.first() {
            let path = reasons::short_path(first.path.as_str());
            lines.push(format!(
                "More tracks at once? Split {path} first: {} because of it.",
                match first.tasks {
                    1 => "1 task waits".to_owned(),
                    more => format!("{more} tasks wait"),
                }
            ));
        }
        if !lines.is_empty() {
            self.page.line("");
            for line in lines {
                for line in layout::paragraph(&line, self.page.width) {
                    self.page.line(&line);
                }
            }
        }
    }

    /// Says how many tasks are deferred, and how many of them are blocked.
    fn deferred_kinds(&self, deferred: usize) -> String {
        let deferrals = &self.analysis.plan.deferred;
        let blocked = deferrals.iter().filter(|it| it.reason == DeferralReason::Blocked).count();
        match deferred - blocked {
            0 => format!("{blocked} blocked"),
            others if blocked == 0 => format!("{others} deferred"),
            others => format!("{blocked} blocked, {others} deferred"),
        }
    }

    /// Counts the groups and tasks that wait for a later round, those on the tracks included.
    fn all_later(&self) -> Option<String> {
        let plan = &self.analysis.plan;
        let tasks: usize = plan.later.iter().map(|group| group.tasks.len()).sum();
        let following: usize = plan.tracks.iter().map(|track| track.later.len()).sum();
        let groups = format!("{}, {}", count(plan.later.len(), "group"), count(tasks, "task"));
        match (plan.later.len(), following) {
            (0, 0) => None,
            (_, 0) => Some(groups),
            (0, _) => Some(format!("{} on the tracks", count(following, "task"))),
            _ => Some(format!("{groups}; {following} more on the tracks")),
        }
    }

    /// Counts the tasks that look done, dropped, duplicate or like placeholders.
    fn doubts(&self) -> Vec<String> {
        let doubts = &self.analysis.prediction.doubtful;
        let of = |kind: DoubtKind| doubts.iter().filter(|doubt| doubt.kind == kind).count();
        let counted = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let done = of(DoubtKind::Done) + of(DoubtKind::Made) + of(DoubtKind::Planned);
        let counted = [
            counted(of(DoubtKind::Duplicate), "duplicate", "duplicates"),
            counted(done, "looks done", "look done"),
            counted(of(DoubtKind::Dropped), "looks dropped", "look dropped"),
            counted(of(DoubtKind::Placeholder), "placeholder", "placeholders"),
        ];
        counted.into_iter().flatten().collect()
    }

    /// Lists the tasks in order, instead of groups where worktrees do not pay.
    pub(super) fn in_order(&mut self) {
        let (tracks, tasks) = (&self.analysis.plan.tracks, self.analysis.prediction.tasks.len());
        if let Some(hopeless) = &self.analysis.plan.hopeless {
            let (why, remedy) = reasons::hopeless(hopeless);
            self.headline("Don't split:", &why);
            self.dim(&remedy);
        } else {
            let all = count(tasks, "open task");
            let under_way = self.under_way();
            let (lead, why) = match (tracks.len(), under_way) {
                (0, 0) if tasks == 1 => (ALONE, "the only open task has no track".to_owned()),
                (0, 0) => (ALONE, format!("none of the {all} could be given a track")),
                (0, _) => (
                    "Nothing more to start:",
                    format!(
                        "{under_way} of {all} {}",
                        match under_way {
                            1 => "is under way".to_owned(),
                            _ => "are under way".to_owned(),
                        }
                    ),
                ),
                (1, 0) => (ALONE, reasons::one_track(self.analysis, &tracks[0])),
                (1, _) => (
                    ALONE,
                    format!(
                        "beside the {} under way, there is only one track",
                        count(under_way, "task")
                    ),
                ),
                _ => (
                    ALONE,
                    format!(
                        "only {} of {all} can be worked on side by side",
                        placed(self.analysis)
                    ),
                ),
            };
            self.headline(lead, &format!("{why}."));
        }
        self.source();
        self.in_flight();
        let is_worthwhile = placed(self.analysis) >= MIN_WORTHWHILE_TASKS;
        if tracks.is_empty() || !is_worthwhile {
            self.do_first();
        }
        if tracks.is_empty() {
            return;
        }
        if is_worthwhile {
            self.waiting();
        }
        let order: Vec<TaskId> = tracks.iter().flat_map(|track| track.tasks.clone()).collect();
        self.page.heading("Do them in this order", "in one working tree");
        self.backlog_of(&order);
        self.tasks(&order);
        let later: Vec<TaskId> = tracks.iter().flat_map(|track| track.later.clone()).collect();
        self.later(&later);
    }

    /// Lists the groups that wait, with their tasks.
    pub(super) fn groups_later(&mut self) {
        let groups = &self.analysis.plan.later;
        let all = self.all_later();
        self.headline("Later:", all.as_deref().unwrap_or("nothing waits for a later round."));
        self.source();
        for track in self.analysis.plan.tracks.iter().filter(|track| !track.later.is_empty()) {
            let remark = format!("({})", count(track.later.len(), "task"));
            self.page.heading(&clean(&track.branch()), &remark);
            self.reason("follows the tasks of this round on the same track");
            self.backlog_of(&track.later);
            self.titles(&track.later);
        }
        let (several, single): (Vec<&LaterGroup>, Vec<&LaterGroup>) =
            groups.iter().partition(|group| group.tasks.len() > 1);
        let shown = if self.verbose { several.len() } else { several.len().min(MAX_GROUPS) };
        let (first, others) = several.split_at(shown);
        for group in first {
            let rank = self.rank(&group.tasks);
            let rank = if rank.is_empty() { String::new() } else { format!(", {rank}") };
            let remark = format!("({}{rank})", count(group.tasks.len(), "task"));
            self.page.heading(&clean(&group.name), &remark);
            self.reason(&reasons::waiting(self.analysis, group));
            self.backlog_of(&group.tasks);
            self.titles(&group.tasks);
        }
        self.singles(&single);
        self.names_of(others);
    }

    /// Lists groups by name and number of tasks only.
    fn names_of(&mut self, groups: &[&LaterGroup]) {
        if groups.is_empty() {
            return;
        }
        self.page.heading(
            "And",
            &format!("{} (--verbose shows all)", count(groups.len(), "more group")),
        );
        let named: Vec<String> = groups
            .iter()
            .map(|group| format!("{} ({})", clean(&group.name), group.tasks.len()))
            .collect();
        for line in layout::paragraph(&named.join(", "), self.page.width - 2) {
            self.page.line(&format!("  {line}"));
        }
    }

    /// Lists the tasks that wait alone, those with one reason together, in order.
    fn singles(&mut self, groups: &[&LaterGroup]) {
        let mut by_reason: Vec<(String, Vec<TaskId>)> = Vec::new();
        for group in groups {
            let reason = reasons::waiting(self.analysis, group);
            match by_reason.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, tasks)) => tasks.extend(&group.tasks),
                None => by_reason.push((reason, group.tasks.clone())),
            }
        }
        if groups.is_empty() {
            return;
        }
        self.page.heading("Single tasks", &format!("({})", count(groups.len(), "task")));
        for (reason, tasks) in by_reason {
            self.reason(&reason);
            self.titles(&tasks);
        }
    }

    fn reason(&mut self, reason: &str) {
        for line in layout::paragraph(reason, self.page.width - 2) {
            self.page.line(&paint(DIM, &format!("  {line}")));
        }
    }
}

/// Joins as many places as fit, as `layout::list` does; the first loses outer folders before its end.
fn places(touches: &[String], columns: usize) -> String {
    let more = if touches.len() > 1 { format!(", +{}", touches.len() - 1).len() } else { 0 };
    let mut touches = touches.to_vec();
    if let Some(first) = touches.first_mut() {
        *first = wording::inner_path(first, columns.saturating_sub(more));
    }
    layout::list(&touches, columns)
}
