//! Selection of tasks.

use super::text::dashes::fold_dashes;
use super::text::ids;
use super::{Checklist, NoSuch, NotOne, Selection, Source, doubtful};
use crate::model::{Priority, Task, TaskId, TaskState};

/// Maximum number of names that an error lists.
const MAX_NEAREST: usize = 5;

/// Keeps the tasks that `selection` selects, in reading order, and renumbers ids and dependencies.
///
/// A task is selected by its key, else by its line (`37`, `L37`), else by any part of its title.
pub fn select(tasks: Vec<Task>, selection: &Selection) -> Result<Vec<Task>, NoSuch> {
    let mut keep = vec![true; tasks.len()];
    narrow(&mut keep, &selection.sections, |wanted| in_section(&tasks, wanted))?;
    narrow(&mut keep, &selection.labels, |wanted| labelled(&tasks, wanted))?;
    narrow(&mut keep, &selection.priorities, |wanted| of_priority(&tasks, wanted))?;
    narrow(&mut keep, &selection.tasks, |wanted| named(&tasks, wanted))?;
    let tasks = renumber(tasks, &keep);
    Ok(match selection.limit {
        Some(limit) => first(tasks, limit, selection.include_doubtful),
        None => tasks,
    })
}

/// Returns the `limit` most urgent tasks. Doubtful ones, which are not planned, are left out
/// unless they are to be included.
fn first(tasks: Vec<Task>, limit: usize, include_doubtful: bool) -> Vec<Task> {
    let doubtful = if include_doubtful { Vec::new() } else { doubtful::find(&tasks) };
    let mut is_doubtful = vec![false; tasks.len()];
    for doubt in &doubtful {
        is_doubtful[doubt.task.index()] = true;
    }
    let mut planned: Vec<usize> = (0..tasks.len()).filter(|&task| !is_doubtful[task]).collect();
    planned.sort_by_key(|&task| {
        (tasks[task].priority(), tasks[task].is_optional(), tasks[task].phase, task)
    });
    let mut keep = vec![false; tasks.len()];
    for &task in planned.iter().take(limit) {
        keep[task] = true;
    }
    renumber(tasks, &keep)
}

/// Finds the only task by key, else by line, else by a part of its title.
pub fn find_one(tasks: &[Task], wanted: &str) -> Result<TaskId, NotOne> {
    match named(tasks, wanted)?.as_slice() {
        [one] => Ok(tasks[*one].id),
        several => {
            let called = |&task: &usize| format!("{} ({})", tasks[task].key, tasks[task].title);
            Err(NotOne::Several {
                wanted: wanted.to_owned(),
                count: several.len(),
                first: several.iter().take(MAX_NEAREST).map(called).collect(),
            })
        }
    }
}

/// Adds to an error about a task that is not open what became of it, if the backlogs tell. `beside` are the
/// files that tools keep beside them.
pub fn explain(error: NoSuch, sources: &[Source], beside: &[Source]) -> NoSuch {
    let wanted = folded(&error.wanted);
    if error.kind != "task" || wanted.is_empty() {
        return error;
    }
    let id = ids::canonical(&error.wanted);
    let line = wanted.strip_prefix('l').unwrap_or(&wanted).parse::<usize>().ok();
    // By id, else by line, else by a part of the title.
    let mut found: Option<(usize, String)> = None;
    for source in sources {
        let lists = Checklist::read_all(std::slice::from_ref(source), beside);
        for (list, at) in
            lists.iter().flat_map(|list| (0..list.entries.len()).map(move |at| (list, at)))
        {
            let entry = &list.entries[at];
            let end = match entry.state {
                Some(TaskState::Done) => "finished",
                Some(TaskState::Skipped) => "dropped",
                _ => continue,
            };
            let first = entry.lines.start + 1;
            let rank = if list.ids(at).contains(&id) {
                0
            } else if Some(first) == line {
                1
            } else if folded(&list.title(at)).contains(&wanted) {
                2
            } else {
                continue;
            };
            if found.as_ref().is_none_or(|(best, _)| rank < *best) {
                found = Some((rank, format!("it is {end}, at {}:{first}", source.name)));
            }
        }
    }
    NoSuch { over: found.map(|(_, over)| over), ..error }
}

/// Keeps only what at least one of `wanted` finds, unless `wanted` is empty.
fn narrow<T>(
    keep: &mut [bool],
    wanted: &[T],
    find: impl Fn(&T) -> Result<Vec<usize>, NoSuch>,
) -> Result<(), NoSuch> {
    if wanted.is_empty() {
        return Ok(());
    }
    let mut selected = vec![false; keep.len()];
    for wanted in wanted {
        for task in find(wanted)? {
            selected[task] = true;
        }
    }
    for (keep, selected) in keep.iter_mut().zip(selected) {
        *keep &= selected;
    }
    Ok(())
}

fn folded(text: &str) -> String {
    fold_dashes(text.trim()).to_lowercase()
}

fn matching(tasks: &[Task], test: impl Fn(&Task) -> bool) -> Vec<usize> {
    (0..tasks.len()).filter(|&task| test(&tasks[task])).collect()
}

fn in_section(tasks: &[Task], wanted: &str) -> Result<Vec<usize>, NoSuch> {
    let part = folded(wanted);
    let matches = matching(tasks, |task| {
        !part.is_empty() && task.section.iter().any(|heading| folded(heading).contains(&part))
    });
    let all = || tasks.iter().flat_map(|task| task.section.iter().cloned()).collect();
    found_or("section", wanted, matches, all)
}

fn labelled(tasks: &[Task], wanted: &str) -> Result<Vec<usize>, NoSuch> {
    let label = folded(wanted.trim().trim_start_matches('#'));
    let matches = matching(tasks, |task| {
        task.labels.iter().any(|(name, value)| {
            let name = folded(name);
            name == label || (!value.is_empty() && format!("{name}:{}", folded(value)) == label)
        })
    });
    let all = || tasks.iter().flat_map(|task| task.labels.iter().map(written)).collect();
    found_or("label", wanted, matches, all)
}

fn written((name, value): (&String, &String)) -> String {
    if value.is_empty() { name.clone() } else { format!("{name}:{value}") }
}

fn of_priority(tasks: &[Task], (wanted, word): &(Priority, String)) -> Result<Vec<usize>, NoSuch> {
    let name = |priority| format!("{priority:?}").to_lowercase();
    let matches = matching(tasks, |task| task.priority() == *wanted);
    let all = || tasks.iter().map(|task| name(task.priority())).collect();
    found_or("priority", word, matches, all)
}

fn named(tasks: &[Task], wanted: &str) -> Result<Vec<usize>, NoSuch> {
    let name = folded(wanted);
    let mut matches = matching(tasks, |task| folded(&task.key) == name);
    if matches.is_empty() {
        let line = name.strip_prefix('l').unwrap_or(&name).parse::<u32>().ok();
        matches = matching(tasks, |task| Some(task.line) == line);
        if matches.is_empty() {
            matches = matching(tasks, |task| task.lines.iter().any(|own| Some(own.number) == line));
        }
    }
    if matches.is_empty() && !name.is_empty() {
        matches = matching(tasks, |task| folded(&task.title).contains(&name));
    }
    let all = || tasks.iter().flat_map(|task| [task.key.clone(), task.title.clone()]).collect();
    found_or("task", wanted, matches, all)
}

fn found_or(
    kind: &'static str,
    wanted: &str,
    found: Vec<usize>,
    all: impl Fn() -> Vec<String>,
) -> Result<Vec<usize>, NoSuch> {
    if !found.is_empty() {
        return Ok(found);
    }
    let nearest = nearest(wanted, all());
    Err(NoSuch { kind, wanted: wanted.to_owned(), nearest, over: None })
}

/// Returns those of `all` that are most similar to `wanted`, without names of no text, such as that of an
/// empty heading.
fn nearest(wanted: &str, mut all: Vec<String>) -> Vec<String> {
    let wanted = folded(wanted);
    all.retain(|name| !name.trim().is_empty());
    all.sort();
    all.dedup();
    let mut scored: Vec<(f64, String)> =
        all.into_iter().map(|name| (strsim::jaro_winkler(&wanted, &folded(&name)), name)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    scored.into_iter().take(MAX_NEAREST).map(|(_, name)| name).collect()
}

/// Returns the kept tasks with new ids, without dependencies on others.
fn renumber(tasks: Vec<Task>, keep: &[bool]) -> Vec<Task> {
    let mut next = 0;
    let new_ids: Vec<Option<TaskId>> = keep
        .iter()
        .map(|&keep| {
            keep.then(|| {
                next += 1;
                TaskId(next - 1)
            })
        })
        .collect();
    let new_id = |old: TaskId| new_ids.get(old.index()).copied().flatten();
    let mut kept = Vec::new();
    for mut task in tasks {
        if let Some(id) = new_id(task.id) {
            task.id = id;
            task.depends_on = task.depends_on.into_iter().filter_map(new_id).collect();
            kept.push(task);
        }
    }
    kept
}
