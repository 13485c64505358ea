//! Suggestions of what to do next, for people.

use crate::model::{
    Colliding, Elsewhere, Next, OfTrack, Prediction, Priority, Reason, Suggestion, Task, TaskId,
    Waiting, quoted,
};

use super::layout::{self, CARE, DIM, HEADING, NAME, clean, cut, paint, width};
use super::page::Page;
use super::reasons;
use super::wording::{self, count, enumerate};
use super::{DEFAULT_WIDTH, View};

/// Columns before what stands below a title.
const INDENT_COLUMNS: usize = 3;
/// Files shown of one task.
const MAX_FILES: usize = 3;
/// Tasks named of those that wait for one.
const MAX_WAITING: usize = 3;

/// Writes the suggestions as text with ANSI styles.
pub fn render(prediction: &Prediction, next: &Next, view: View) -> String {
    let page = Page::new(view.width.unwrap_or(DEFAULT_WIDTH));
    let mut text = Text { prediction, next, page };
    text.head();
    for (at, suggestion) in next.suggestions.iter().enumerate() {
        text.suggestion(at + 1, suggestion);
    }
    if next.suggestions.is_empty() {
        text.waiting();
    }
    text.foot();
    text.page.finish()
}

/// Puts a reason into words.
pub(super) fn reason(prediction: &Prediction, reason: &Reason) -> String {
    match reason {
        Reason::InProgress => "in progress".to_owned(),
        Reason::Priority(Priority::Deferred) => "the backlog defers it".to_owned(),
        Reason::Priority(priority) => format!("{} priority", priority_name(*priority)),
        Reason::Optional => "optional, so behind what must be done at its priority".to_owned(),
        Reason::Unblocks(tasks) => {
            let verb = if tasks.len() == 1 { "waits" } else { "wait" };
            format!("{} {verb} for it", keys(prediction, tasks))
        }
        Reason::Momentum { same_files: true, places } => {
            format!("the last commits touched its files in {}", enumerate(places, places.len()))
        }
        Reason::Momentum { same_files: false, places } => {
            format!("the last commits touched {}", enumerate(places, places.len()))
        }
        Reason::Phase(heading) => format!("in the first open section, {heading}"),
        Reason::QuickWin(files) => format!("small: {}", count(*files, "file")),
        Reason::Order => "next in the backlog".to_owned(),
    }
}

fn priority_name(priority: Priority) -> &'static str {
    match priority {
        Priority::Critical => "critical",
        Priority::High => "high",
        Priority::Medium => "medium",
        Priority::Low => "low",
        Priority::Deferred => "deferred",
    }
}

fn keys(prediction: &Prediction, tasks: &[TaskId]) -> String {
    let keys: Vec<String> = tasks.iter().map(|&id| wording::key(prediction, id)).collect();
    enumerate(&keys, MAX_WAITING)
}

/// Says why a track has no open task, and what to do then.
fn none_open(track: &OfTrack) -> String {
    let OfTrack { name, given, gone, .. } = track;
    let name = clean(name);
    let command = format!("ctx worktree teardown {}", quoted(&name));
    let teardown = format!("commit, and then, in the main checkout: {command}");
    match (given, gone) {
        (0, _) => format!(
            "{name} has no tasks of its own, since it was made without a plan; type `ctx next` in its \
             worktree to choose from the whole backlog."
        ),
        (_, 0) => format!("Nothing is open: all tasks of {name} are done. Next: {teardown}"),
        _ => format!(
            "Nothing is open: its backlog no longer has {gone} of the {} of {name}. Put back what is still \
             to do; else {teardown}",
            count(*given, "task")
        ),
    }
}

struct Text<'a> {
    prediction: &'a Prediction,
    next: &'a Next,
    page: Page,
}

/// Says that nothing can be started, and what to do about it.
fn nothing_now(next: &Next) -> String {
    if next.colliding.is_empty() && next.elsewhere.is_empty() {
        return "Nothing can be started now.".to_owned();
    }
    "Nothing can be started here now: finish the work in the other worktrees (ctx worktree status)."
        .to_owned()
}

impl Text<'_> {
    fn head(&mut self) {
        let next = self.next;
        if next.suggestions.is_empty() {
            let is_none_left =
                next.waiting.is_empty() && next.colliding.is_empty() && next.doubtful.is_empty();
            let why = if is_none_left && next.elsewhere.is_empty() {
                match &next.track {
                    Some(track) => none_open(track),
                    None => format!("Nothing is open {}.", wording::no_tasks_in(self.prediction)),
                }
            } else {
                nothing_now(next)
            };
            self.page.line(&why);
        }
    }

    fn suggestion(&mut self, place: usize, suggestion: &Suggestion) {
        let Some(task) = self.prediction.tasks.get(suggestion.task.index()) else { return };
        if place > 1 {
            self.page.line("");
        }
        let key = clean(&task.key);
        let stated = suggestion.reasons.iter().find_map(|reason| match reason {
            Reason::Priority(priority) => Some(format!(" ({})", priority_name(*priority))),
            _ => None,
        });
        let (lead, stated) = (format!("{place}. {key}  "), stated.unwrap_or_default());
        let room = self.page.width.saturating_sub(width(&lead) + width(&stated)).max(16);
        let title = paint(HEADING, &cut(&wording::optional_title(task), room));
        self.page.line(&format!("{place}. {}  {title}{stated}", paint(NAME, &key)));

        let told = suggestion.reasons.iter().filter(|reason| {
            // It stands behind the title.
            suggestion.reasons.len() == 1 || !matches!(reason, Reason::Priority(_))
        });
        let told = told.map(|one| clean(&reason(self.prediction, one)));
        let place = format!("{}:{}", clean(&task.backlog), task.line);
        let told: Vec<String> = [place].into_iter().chain(told).collect();
        self.below(&told.join("; "), None);
        self.files(suggestion.task);
    }

    fn below(&mut self, text: &str, style: Option<anstyle::Style>) {
        for line in layout::paragraph(text, self.page.width - INDENT_COLUMNS) {
            let line = style.map_or(line.clone(), |style| paint(style, &line));
            self.page.line(&format!("{:INDENT_COLUMNS$}{line}", ""));
        }
    }

    fn files(&mut self, task: TaskId) {
        let Some(radius) = self.prediction.radii.get(task.index()) else { return };
        let room = self.page.width - INDENT_COLUMNS;
        let files: Vec<_> = radius.predicted().collect();
        if files.is_empty() {
            if let Some(task) = self.prediction.tasks.get(task.index()) {
                let nothing =
                    format!("no file is predicted: {}", wording::unknown(task, Some(radius)));
                self.below(&nothing, Some(CARE));
            }
            return;
        }
        let mut shown: Vec<String> =
            files.iter().take(MAX_FILES).map(|file| wording::file(file, room)).collect();
        if files.len() > MAX_FILES {
            shown.push(format!("+{}", files.len() - MAX_FILES));
        }
        for line in layout::wrap(&shown, room) {
            self.page.line(&format!("{:INDENT_COLUMNS$}{}", "", paint(DIM, &line)));
        }
    }

    /// Returns what stands in the way, where nothing can be begun.
    fn waiting(&mut self) {
        for Waiting { task, is_blocked, on } in &self.next.waiting {
            let why = match (is_blocked, on.as_slice()) {
                (true, _) => format!("is {}", self.blocked(*task)),
                (false, on) => format!("waits for {}", keys(self.prediction, on)),
            };
            let key = wording::key(self.prediction, *task);
            self.page.line(&format!("  {} {why}", paint(NAME, &key)));
        }
        for Colliding { task, with, files } in &self.next.colliding {
            let key = wording::key(self.prediction, *task);
            let over = files.first().map_or_else(String::new, |file| {
                format!(" over {}", reasons::short_path(file.as_str()))
            });
            let line = format!("would collide with {}{over}", clean(with));
            self.page.line(&format!("  {} {line}", paint(NAME, &key)));
        }
    }

    /// Says how many tasks cannot be begun yet, and what blocks those of which the backlog says it.
    fn waiting_count(&self) -> Option<String> {
        let waiting = &self.next.waiting;
        let counted = match waiting.len() {
            0 => return None,
            1 => "1 waits for others or is blocked".to_owned(),
            more => format!("{more} wait for others or are blocked"),
        };
        let tasks = waiting.iter().filter(|waiting| waiting.is_blocked);
        let tasks = tasks.filter_map(|waiting| self.prediction.tasks.get(waiting.task.index()));
        let stated = tasks.filter(|task| !task.blocked_by.is_empty());
        let described = |task: &Task| format!("{} is {}", clean(&task.key), wording::blocked(task));
        let stated: Vec<String> = stated.take(MAX_WAITING).map(described).collect();
        // Where nothing is suggested, each stands with its reason above.
        let tells = !stated.is_empty() && !self.next.suggestions.is_empty();
        Some(if tells { format!("{counted} ({})", stated.join(", ")) } else { counted })
    }

    /// Says how many tasks would collide with each work in flight.
    fn collisions(&self) -> Vec<String> {
        let mut by_work: Vec<(&str, Vec<TaskId>)> = Vec::new();
        for it in &self.next.colliding {
            match by_work.iter_mut().find(|(with, _)| *with == it.with) {
                Some((_, tasks)) => tasks.push(it.task),
                None => by_work.push((&it.with, vec![it.task])),
            }
        }
        let counted = by_work.into_iter().map(|(with, tasks)| {
            let named = keys(self.prediction, &tasks);
            format!("{} would collide with {} ({named})", tasks.len(), clean(with))
        });
        counted.collect()
    }

    fn blocked(&self, task: TaskId) -> String {
        self.prediction.tasks.get(task.index()).map(wording::blocked).unwrap_or_default()
    }

    fn foot(&mut self) {
        let next = self.next;
        let mut facts = Vec::new();
        if let Some(track) = &next.track {
            let name = clean(&track.name);
            let given = count(track.given, "task");
            facts.push(format!("{name}: {} of {given} still open", track.open));
        } else if !self.prediction.tasks.is_empty() {
            let open = count(self.prediction.tasks.len(), "open task");
            facts.push(format!("{open}, {} to choose from", next.startable));
        }
        facts.extend(self.waiting_count());
        facts.extend(self.collisions());
        match next.doubtful.as_slice() {
            [] => {}
            tasks => {
                let look = if tasks.len() == 1 {
                    "looks done, dropped, duplicate or like a placeholder"
                } else {
                    "look done, dropped, duplicate or like placeholders"
                };
                let (number, keys) = (tasks.len(), keys(self.prediction, tasks));
                facts.push(format!("{number} {look} ({keys}; --include-doubtful suggests such)"));
            }
        }
        for Elsewhere { branch, tasks } in &next.elsewhere {
            let verb = if tasks.len() == 1 { "is" } else { "are" };
            let tasks_ = keys(self.prediction, tasks);
            facts.push(format!("{} {verb} in {} ({tasks_})", tasks.len(), clean(branch)));
        }
        if !facts.is_empty() {
            self.page.line("");
            for line in layout::paragraph(&format!("{}.", facts.join("; ")), self.page.width) {
                self.page.line(&paint(DIM, &line));
            }
        }
    }
}
