//! Phrases of text for people.

use crate::model::{
    BUILT_IN_MODEL, BlastRadius, Confidence, Doubt, DoubtKind, Evidence, InFlight, PredictedFile,
    Prediction, Priority, SetAside, Task, TaskId, TaskLineKind, TaskState,
};

use super::layout::{clean, cut, cut_middle, width};

/// Writes a probability as a percentage. Never 0 % or 100 %, which would be promises.
pub fn percent(probability: f64) -> String {
    match probability * 100.0 {
        small if small < 1.0 => "<1 %".to_owned(),
        other => format!("{:.0} %", other.min(99.0)),
    }
}

/// Formats a measured share as a percentage. Unlike a probability it may be 0 % or 100 %, but only
/// if it is exactly that.
pub fn share(share: f64) -> String {
    match share * 100.0 {
        none if none <= 0.0 => "0 %".to_owned(),
        small if small < 1.0 => "<1 %".to_owned(),
        most if share < 1.0 => format!("{:.0} %", most.min(99.0)),
        _ => "100 %".to_owned(),
    }
}

/// Writes `1 task`, `2 tasks`.
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Lists `a`, `a and b`, `a, b and c`; of more than `most`, how many are left.
pub fn enumerate(items: &[String], most: usize) -> String {
    let (shown, left) = (&items[..items.len().min(most)], items.len().saturating_sub(most));
    match shown {
        [] => String::new(),
        all if left > 0 => format!("{} and {left} more", all.join(", ")),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Names backlogs: all of them where they are at most `most`, else those below one folder by that
/// folder and their number, such as `specs/ (12 files)`.
pub fn backlogs(paths: &[String], most: usize) -> String {
    if paths.len() <= most {
        return enumerate(paths, most);
    }
    let mut folders: Vec<(&str, Vec<&str>)> = Vec::new();
    for path in paths {
        let top = path.split_once('/').map_or(path.as_str(), |(top, _)| top);
        match folders.iter_mut().find(|(folder, _)| *folder == top) {
            Some((_, below)) => below.push(path),
            None => folders.push((top, vec![path])),
        }
    }
    let named: Vec<String> = folders
        .iter()
        .map(|(_, below)| match below.as_slice() {
            [one] => (*one).to_owned(),
            below => format!("{} ({})", shared_folder(below), count(below.len(), "file")),
        })
        .collect();
    enumerate(&named, most)
}

/// Returns the innermost folder that holds all of `paths`, with `/` at its end.
fn shared_folder<'a>(paths: &[&'a str]) -> &'a str {
    let Some((first, others)) = paths.split_first() else { return "" };
    let ends = first.match_indices('/').map(|(at, _)| at + 1);
    let holds = |end: &usize| others.iter().all(|path| path.starts_with(&first[..*end]));
    &first[..ends.take_while(holds).last().unwrap_or(0)]
}

/// Maximum number of places without a backlog that are listed: those of checklists.
const MAX_PLACES: usize = 5;

/// Says where no task is open: `in TASKS.md`, or `(no backlog at TASKS.md)` where none is.
pub fn no_tasks_in(prediction: &Prediction) -> String {
    let names: Vec<String> = prediction.backlogs.iter().map(|name| clean(name)).collect();
    match (names.as_slice(), prediction.looked_for.as_slice()) {
        ([], []) => "in the backlog".to_owned(),
        ([], places) => {
            let places: Vec<String> = places.iter().map(|place| clean(place)).collect();
            let places = enumerate(&places, MAX_PLACES);
            format!("(no backlog at {places}; archived ones are not planned)")
        }
        (names, _) => format!("in {}", backlogs(names, 4)),
    }
}

/// Names work in flight with its size: `work/docs (3 tasks, 2 files changed)`.
pub fn in_flight(work: &InFlight) -> String {
    let mut facts = Vec::new();
    if !work.tasks.is_empty() {
        facts.push(count(work.tasks.len(), "task"));
    }
    if !work.changed.is_empty() {
        facts.push(format!("{} changed", count(work.changed.len(), "file")));
    }
    let facts = if facts.is_empty() { "nothing changed yet".to_owned() } else { facts.join(", ") };
    format!("{} ({facts})", clean(&work.name))
}

/// Says with how many files and commits the tasks were compared.
pub fn corpus(prediction: &Prediction) -> String {
    let files = count(prediction.scanned, "file");
    let compared = match prediction.history.commits {
        0 => format!("compared with {files} of the repository, without history"),
        commits => {
            let commits = count(commits, "commit");
            format!("compared with {files} of the repository and {commits} of history")
        }
    };
    match prediction.model.as_str() {
        "" | BUILT_IN_MODEL => compared,
        own => format!("{compared}, by the model in {}", clean(own)),
    }
}

/// Number of usable commits from which learning a model of one's own is worth a remark.
const MIN_USABLE: usize = 100;

/// Returns how predictions get better where the repository has no model of its own.
pub fn tuning(prediction: &Prediction) -> Option<String> {
    let usable = prediction.history.usable;
    (prediction.model == BUILT_IN_MODEL && usable >= MIN_USABLE).then(|| {
        format!(
            "`ctx backtest --fit` tunes the predictions to this repository, from {}",
            count(usable, "usable commit")
        )
    })
}

/// Returns what is missing of the history.
pub fn missing(prediction: &Prediction) -> Option<String> {
    let what = if prediction.history.commits == 0 { "no history" } else { "not all of history" };
    Some(format!("{what}: {}", clean(prediction.history.missing.as_ref()?)))
}

/// Writes a task's title behind the remarks that a choice among tasks needs.
pub fn title(task: &Task) -> String {
    let begun = if task.state == TaskState::InProgress { "(in progress) " } else { "" };
    format!("{begun}{}", optional_title(task))
}

/// Returns the title, with `optional` before it.
pub fn optional_title(task: &Task) -> String {
    let optional = if task.is_optional() { "(optional) " } else { "" };
    format!("{optional}{}", clean(&task.title))
}

/// Puts a clue in words: the quote from the task with its line, and its counterpart.
pub fn clue(evidence: &Evidence) -> String {
    let Evidence { quote, met, .. } = evidence;
    match (quote.is_empty(), evidence.line) {
        (true, None) => met.to_string(),
        (true, Some(line)) => format!("line {line} → {met}"),
        (false, None) => format!("\"{quote}\" → {met}"),
        (false, Some(line)) => format!("\"{quote}\" (line {line}) → {met}"),
    }
}

/// Beginning of the remark on files left out of the overlaps; their list follows.
pub const HUBS: &str = "Left out of the overlaps, since most tasks touch them or they merge by \
                        themselves:";

/// Names a priority; empty for that of a task that states none.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Critical => "critical",
        Priority::High => "high",
        Priority::Medium => "",
        Priority::Low => "low",
        Priority::Deferred => "deferred",
    }
}

/// Names the confidence of a prediction.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "likely",
        Confidence::Medium => "perhaps",
        Confidence::Low => "a guess",
        Confidence::Unknown => "unknown",
    }
}

/// Returns what people call a task.
pub fn key(prediction: &Prediction, id: TaskId) -> String {
    prediction.tasks.get(id.index()).map(|task| clean(&task.key)).unwrap_or_default()
}

/// Names the tasks that a task waits for, at most `most` of them; `None` where it waits for none.
pub fn waits(prediction: &Prediction, task: &Task, most: usize) -> Option<String> {
    let keys: Vec<String> = task.depends_on.iter().map(|&id| key(prediction, id)).collect();
    (!keys.is_empty()).then(|| format!("after {}", enumerate(&keys, most)))
}

/// Says what blocks a task: `blocked by legal`.
pub fn blocked(task: &Task) -> String {
    const MAX_SHOWN: usize = 2;
    let reasons: Vec<String> = task.blocked_by.iter().map(|reason| clean(reason)).collect();
    if reasons.is_empty() {
        return "marked as blocked".to_owned();
    }
    if let [date] = reasons.as_slice()
        && is_date(date)
    {
        return format!("blocked until {date}: delete the date when it is past");
    }
    format!("blocked by {}", enumerate(&reasons, MAX_SHOWN))
}

/// Returns whether a reason is a date in digits: `2026-12-24`, `24.12.2026`.
fn is_date(reason: &str) -> bool {
    let mut parts = reason.split(['-', '.', '/']);
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    reason.len() >= "2026-1".len() && reason.contains(['-', '.', '/']) && parts.all(is_number)
}

/// Says why a task with an open box is not planned: `says "DONE 2026-08-17" at TASKS.md:41`.
pub fn doubt(prediction: &Prediction, doubt: &Doubt) -> String {
    let Some(task) = prediction.tasks.get(doubt.task.index()) else { return String::new() };
    let backlog = clean(&task.backlog);
    if let Some(ended) = &doubt.ended {
        let line = ended.line;
        let is_placeholder = ended.kind == DoubtKind::Placeholder;
        match ended.kind {
            DoubtKind::Made => {
                return format!("asks to create {}, which exists", clean(&ended.said));
            }
            DoubtKind::Planned => {
                let plan = clean(&ended.said);
                return format!("all boxes of its plan {plan} are ticked ({backlog}:{line})");
            }
            _ => {}
        }
        return match ended.said.as_str() {
            said if is_placeholder => {
                format!("only a placeholder, \"{}\", at {backlog}:{line}", clean(said))
            }
            "" => format!("struck through at {backlog}:{line}"),
            said => format!("says \"{}\" at {backlog}:{line}", clean(said)),
        };
    }
    let of = doubt.of.and_then(|id| prediction.tasks.get(id.index()));
    of.map_or_else(
        || "nearly the same as another task".to_owned(),
        |of| format!("nearly the same as {} ({}:{})", clean(&of.key), clean(&of.backlog), of.line),
    )
}

/// Names the place of a task among all backlogs, unless its key does: as a line number of the only one,
/// or as the beginning of the name of a file of its own.
pub fn place(prediction: &Prediction, task: &Task) -> String {
    if has_named_file(task) {
        String::new()
    } else if prediction.backlogs.len() > 1 {
        let names = short_names(&prediction.backlogs);
        let at = prediction.backlogs.iter().position(|backlog| *backlog == task.backlog);
        let name = at.map_or_else(|| clean(&task.backlog), |at| names[at].clone());
        format!("{name}:{}", task.line)
    } else {
        line(task)
    }
}

/// Returns true if a task is a whole file, whose name begins with the task's key, apart from case:
/// `task-7 - Add a flag.md`.
fn has_named_file(task: &Task) -> bool {
    let own = task.backlog.rsplit('/').next().unwrap_or_default().to_lowercase();
    let rest = own.strip_prefix(&task.key.to_lowercase());
    task.line == 1 && rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Names the line of a task in its backlog, unless its key is that line.
pub fn line(task: &Task) -> String {
    if task.key == format!("L{}", task.line) {
        String::new()
    } else {
        format!("line {}", task.line)
    }
}

/// Most columns that the name of a backlog takes beside its tasks.
const MAX_BACKLOG_COLUMNS: usize = 24;

/// Returns what tells backlogs apart: their paths without the folders that all begin with and the
/// name that all end with, cut to a few columns, and numbered where that leaves two alike.
pub fn short_names(backlogs: &[String]) -> Vec<String> {
    let paths: Vec<Vec<&str>> = backlogs.iter().map(|path| path.split('/').collect()).collect();
    let shortest = paths.iter().map(Vec::len).min().unwrap_or(0);
    let agree = |part: &dyn Fn(&[&str]) -> String| {
        paths.windows(2).all(|pair| part(&pair[0]) == part(&pair[1]))
    };
    // Something is left of each.
    let shares_name = shortest > 1 && agree(&|path| path[path.len() - 1].to_owned());
    let ahead = (0..shortest.saturating_sub(1 + usize::from(shares_name)))
        .take_while(|&at| agree(&|path| path[at].to_owned()))
        .count();
    let mut names: Vec<String> = Vec::new();
    for path in &paths {
        let name = clean(&path[ahead..path.len() - usize::from(shares_name)].join("/"));
        let short = cut_middle(&name, MAX_BACKLOG_COLUMNS);
        let numbered =
            (2..).map(|number| format!("{}~{number}", cut_middle(&name, MAX_BACKLOG_COLUMNS - 4)));
        let free = std::iter::once(short).chain(numbered).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// The least that is left of a file's name, in columns.
const MIN_NAME_COLUMNS: usize = 4;

/// Writes a predicted file with its probability, in at most `columns` columns: outer folders are left out,
/// then the end of the name, never the probability.
pub fn file(file: &PredictedFile, columns: usize) -> String {
    let new = if file.file.is_none() { " (new)" } else { "" };
    let rest = format!("{new} {}", percent(file.probability));
    let path = clean(file.path.as_str());
    format!("{}{rest}", inner_path(&path, columns.saturating_sub(width(&rest))))
}

/// Cuts a path of a file or folder to at most `columns` columns: outer folders are left out, then the end
/// of the name.
pub fn inner_path(path: &str, columns: usize) -> String {
    if width(path) <= columns {
        return path.to_owned();
    }
    let inner = path.trim_end_matches('/').match_indices('/');
    let inner = inner.map(|(at, _)| format!("…{}", &path[at..]));
    let shortest = inner.clone().next_back().unwrap_or_else(|| path.to_owned());
    inner
        .into_iter()
        .find(|path| width(path) <= columns)
        .unwrap_or_else(|| cut(&shortest, columns.max(MIN_NAME_COLUMNS)))
}

/// Says why no file is predicted for a task, or what would help.
pub fn unknown(task: &Task, radius: Option<&BlastRadius>) -> String {
    radius.and_then(|it| it.set_aside).map_or_else(|| hint(task), |it| set_aside(it).to_owned())
}

/// Says why likely files do not count, as the rest of a sentence about the task.
pub fn set_aside(reason: SetAside) -> &'static str {
    match reason {
        SetAside::Hubs => {
            "its likely files change with all kinds of work; name the files that it is about"
        }
        SetAside::Elsewhere => "it names only paths outside of the directory that was analyzed",
    }
}

/// Returns what would help the prediction of a task that nothing answers to.
fn hint(task: &Task) -> String {
    if let Some(declared) = task.declared.first() {
        return format!(
            "it declares {}, which is not there: correct the path, or say what it will be part of",
            clean(&declared.pattern)
        );
    }
    let work =
        task.lines.iter().filter(|l| l.kind != TaskLineKind::DoneChild).map(|l| l.text.as_str());
    if work.flat_map(str::split_whitespace).count() < 4 {
        "it says too little: add which file, folder, package or command it is about".to_owned()
    } else {
        "name a file, folder, package or symbol of this repository in its text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_says_what_is_missing() {
        let mut prediction = Prediction { scanned: 1, ..Prediction::default() };
        assert_eq!(corpus(&prediction), "compared with 1 file of the repository, without history");
        assert_eq!(missing(&prediction), None);
        prediction.history.missing = Some("fatal: \u{1b}[31m\nno".to_owned());
        assert_eq!(missing(&prediction).unwrap(), "no history: fatal:  no");
        prediction.history.commits = 2;
        assert!(corpus(&prediction).ends_with("1 file of the repository and 2 commits of history"));
        assert_eq!(missing(&prediction).unwrap(), "not all of history: fatal:  no");
    }

    #[test]
    fn backlogs_are_told_apart_in_few_columns() {
        let long = "openspec/changes/add-two-factor-authentication-to-every-login";
        for (paths, expected) in [
            (&["TASKS.md", "docs/TASKS.md"][..], &["TASKS.md", "docs/TASKS.md"][..]),
            (&["specs/a/tasks.md", "specs/b/tasks.md"], &["a", "b"]),
            (&["specs/a/tasks.md", "specs/a/b/tasks.md"], &["a", "a/b"]),
            (&["a/x.md", "a/y.md", "a/b/x.md"], &["x.md", "y.md", "b/x.md"]),
            (&["/tmp/one.md", "two.md"], &["/tmp/one.md", "two.md"]),
            (&["same.md", "same.md"], &["same.md", "same.md~2"]),
        ] {
            let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
            assert_eq!(short_names(&paths), expected, "{paths:?}");
        }
        let paths: Vec<String> = (1..=3).map(|n| format!("{long}-{n}/tasks.md")).collect();
        let names = short_names(&paths);
        assert_eq!(
            names,
            ["add-two-fac…very-login-1", "add-two-fac…very-login-2", "add-two-fac…very-login-3"]
        );
    }

    #[test]
    fn many_backlogs_are_named_by_their_folders() {
        let named = |paths: &[&str], most| {
            backlogs(&paths.iter().map(ToString::to_string).collect::<Vec<_>>(), most)
        };
        assert_eq!(named(&["TASKS.md", "specs/a/tasks.md"], 2), "TASKS.md and specs/a/tasks.md");
        let many =
            ["specs/a/tasks.md", "TASKS.md", "specs/b/tasks.md", "plans/x/a.md", "plans/x/b.md"];
        assert_eq!(named(&many, 3), "specs/ (2 files), TASKS.md and plans/x/ (2 files)");
        assert_eq!(named(&many, 2), "specs/ (2 files), TASKS.md and 1 more");
        assert_eq!(
            named(&["/tmp/a/x.md", "/tmp/a/y.md", "TODO.md"], 2),
            "/tmp/a/ (2 files) and TODO.md"
        );
        assert_eq!(named(&["a.md", "b.md", "c.md"], 2), "a.md, b.md and 1 more");
    }

    #[test]
    fn a_key_that_names_its_file_needs_no_place() {
        let task = |key: &str, backlog: &str, line| Task {
            backlog: backlog.into(),
            ..crate::report::sample::task(0, key, line, "Add a flag")
        };
        assert!(has_named_file(&task("TASK-7", "backlog/tasks/task-7 - Add a flag.md", 1)));
        assert!(has_named_file(&task("02-04", ".planning/phases/02-view/02-04-PLAN.md", 1)));
        for other in [
            task("TASK-7", "backlog/tasks/task-70 - Add a flag.md", 1),
            task("TASK-7", "backlog/tasks/task-7 - Add a flag.md", 12),
            task("T1", "specs/a/tasks.md", 1),
        ] {
            assert!(!has_named_file(&other), "{other:?}");
        }
    }

    #[test]
    fn enumerations_read_well() {
        let items: Vec<String> = ["a", "b", "c", "d"].map(String::from).into();
        assert_eq!(enumerate(&items[..1], 3), "a");
        assert_eq!(enumerate(&items[..3], 3), "a, b and c");
        assert_eq!(enumerate(&items, 3), "a, b, c and 1 more");
        assert_eq!(count(1, "pair"), "1 pair");
    }

    #[test]
    fn a_share_is_0_or_100_percent_only_if_it_is() {
        let shares = [0.0, 0.001, 0.254, 0.999, 1.0].map(share);
        assert_eq!(shares, ["0 %", "<1 %", "25 %", "99 %", "100 %"]);
    }

    #[test]
    fn no_probability_is_a_promise() {
        assert_eq!((percent(0.999).as_str(), percent(0.126).as_str()), ("99 %", "13 %"));
    }
}
