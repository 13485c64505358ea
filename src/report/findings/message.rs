//! Messages of findings.

use crate::model::{
    Detail, DoubtKind, Ended, Finding, NeedReason, Owner, ParallelKind, Prediction, SharedFile,
    TaskId, Together,
};
use crate::report::layout::{clean, cut};
use crate::report::wording::{self, key, percent};

/// Number of common files that are named.
const MAX_FILES: usize = 2;

/// Columns of a step of a task that is quoted.
const STEP_COLUMNS: usize = 100;

/// Words a finding in a sentence without a full stop, on one line.
pub fn message(prediction: &Prediction, finding: &Finding) -> String {
    let own = finding.task.map_or_else(|| "this task".to_owned(), |task| key(prediction, task));
    let named = |task: TaskId| key(prediction, task);
    match &finding.detail {
        Detail::Overlap { with, together: beside, probability, files, is_named } => {
            let together = together(&own, &named(*with), beside);
            if *is_named {
                format!("{together}; both name {} as what they change", named_files(files))
            } else {
                format!("{together}; both probably change {}", common(files, *probability))
            }
        }
        Detail::Contradiction { with, together: beside } => format!(
            "{}, but the backlog says that they conflict",
            together(&own, &named(*with), beside)
        ),
        Detail::Undeclared { file, probability, said } => {
            let (file, chance) = (clean(file.as_str()), percent(*probability));
            let said = cut(&clean(said), STEP_COLUMNS);
            format!(
                "{own} probably changes {file} ({chance}), which it does not declare: \"{said}\""
            )
        }
        Detail::Order { with, is_later, because, together: beside } => {
            let with = named(*with);
            let (first, then) = if *is_later { (&with, &own) } else { (&own, &with) };
            let needs = match because {
                NeedReason::Stated => format!("{then} depends on {first}"),
                NeedReason::Creates(path) => {
                    format!("{then} needs {}, which {first} creates", clean(path))
                }
            };
            format!("{}, but {needs}", together(&own, &with, beside))
        }
        Detail::Problem(message) => clean(message),
        Detail::Unknown(None) => format!(
            "nothing in {own} tells which files it changes; name a file, symbol or package in it"
        ),
        Detail::Unknown(Some(reason)) => {
            format!("no file can be predicted for {own}: {}", wording::set_aside(*reason))
        }
        Detail::Duplicate { with } => format!("{own} says nearly the same as {}", named(*with)),
        Detail::Ended(ended) => said(&own, ended),
        Detail::Escape { file, range, owner } => escape(finding, &own, file, range, owner),
        Detail::Reopened { title, range } => {
            format!("\"{}\" was finished and is open again in {}", clean(title), clean(range))
        }
        Detail::Regression { before, after, others } => format!(
            "{} of all pairs of tasks are independent, after {} in the baseline; {own} may collide with \
             {}, and no task with more",
            percent(*after),
            percent(*before),
            wording::count(*others, "other")
        ),
        Detail::UnusedSuppression { rule, is_known } => match (rule.as_str(), is_known) {
            ("", _) => "the comment names no rule to ignore".to_owned(),
            (rule, false) => format!(
                "the comment ignores {:?}, which is neither a rule nor a task; `ctx check \
                 --list-rules` lists the rules",
                clean(rule)
            ),
            (rule, true) => format!("there is nothing to ignore for {}; remove it", clean(rule)),
        },
    }
}

/// Says who else is about to change a changed file.
fn escape(finding: &Finding, own: &str, file: &str, range: &str, owner: &Owner) -> String {
    let (file, range) = (clean(file), clean(range));
    let first = if finding.task.is_some() { format!(", with {own}") } else { String::new() };
    match owner {
        Owner::Declared => format!("{range} changes {file}, which {own} declares"),
        Owner::Named => {
            format!("{range} changes {file}, which {own} names as what it changes")
        }
        Owner::Track { name, probability } => {
            let (name, chance) = (clean(name), percent(*probability));
            format!(
                "{range} changes {file}, which track {name} probably changes, too ({chance}{first})"
            )
        }
        Owner::Branch(name) => {
            format!("{range} changes {file}, which the branch {} has changed, too", clean(name))
        }
    }
}

/// Says why two tasks run at the same time.
fn together(own: &str, other: &str, together: &Together) -> String {
    let (group, lanes) = (clean(&together.group), [&together.own, &together.other]);
    let [own_lane, other_lane] = lanes.map(|lane| clean(lane));
    // The file and the headings above are known from the place of the finding.
    let innermost = group.rsplit(" / ").next().unwrap_or_default();
    match together.kind {
        ParallelKind::Group if own_lane.is_empty() => {
            format!("{own} runs at the same time as {other} ({innermost})")
        }
        ParallelKind::Group => format!(
            "{own} ({own_lane}) runs at the same time as {other} ({other_lane}), by {innermost}"
        ),
        ParallelKind::Label => format!(
            "{own} (#track:{own_lane}) runs at the same time as {other} (#track:{other_lane})"
        ),
        ParallelKind::Plan => format!(
            "{own} (track {own_lane}) runs at the same time as {other} (track {other_lane}), by the \
             kept plan"
        ),
        ParallelKind::Worktree => format!(
            "{own} (worktree {own_lane}) runs at the same time as {other} (worktree {other_lane})"
        ),
    }
}

/// Names the files that tasks name.
pub fn named_files(files: &[SharedFile]) -> String {
    let names: Vec<String> = files.iter().map(|file| clean(file.path.as_str())).collect();
    wording::enumerate(&names, MAX_FILES)
}

/// Names common files, with the probability that there is one.
fn common(files: &[SharedFile], probability: f64) -> String {
    let names: Vec<String> =
        files.iter().take(MAX_FILES).map(|file| clean(file.path.as_str())).collect();
    let chance = percent(probability);
    match (names.as_slice(), files.len().saturating_sub(MAX_FILES)) {
        ([], _) => format!("the same file ({chance})"),
        (names, 0) => format!("{} ({chance})", names.join(" or ")),
        (names, more) => format!("{} or one of {more} more ({chance})", names.join(", ")),
    }
}

/// Says by which words a task says that it ended, or that it is a placeholder.
fn said(own: &str, ended: &Ended) -> String {
    let ends = match ended.kind {
        DoubtKind::Placeholder => {
            let text = clean(&ended.said);
            return format!("{own} is only a placeholder, \"{text}\"; write the task or remove it");
        }
        DoubtKind::Made => {
            let path = clean(&ended.said);
            return format!(
                "{own} asks to create {path}, which exists; tick it or say what is left"
            );
        }
        DoubtKind::Planned => {
            let plan = clean(&ended.said);
            return format!(
                "{own} is open, but all boxes of its plan {plan} are ticked; tick it or say what is left"
            );
        }
        DoubtKind::Done => "done",
        DoubtKind::Dropped => "dropped",
        DoubtKind::Duplicate => "a duplicate",
    };
    match clean(&ended.said).as_str() {
        "" => format!("{own} is open, but struck through; tick it or remove the marks"),
        said => {
            format!("{own} is open, but \"{said}\" says that it is {ends}; tick it or reword it")
        }
    }
}
