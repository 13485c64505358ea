//! Order of tasks of which one makes what another names: a file, or a symbol.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Action, BlastRadius, Confidence, RepoPath, Signal, Task, TaskLineKind, TaskState,
};

/// Probability from which a task makes a file that it names: its text asks for the file
/// (`predict` gives 0.8), or names nothing else (0.7 or more), rather than naming it (at most 0.4).
const MIN_MAKING: f64 = 0.7;

/// Words before a symbol that ask to make it.
const MAKING: [&str; 9] =
    ["add", "create", "define", "expose", "implement", "introduce", "new", "provide", "write"];

/// Words that may stand between these and the symbol.
const BETWEEN: [&str; 18] = [
    "a",
    "an",
    "class",
    "component",
    "const",
    "constant",
    "enum",
    "func",
    "function",
    "helper",
    "hook",
    "interface",
    "method",
    "new",
    "struct",
    "the",
    "trait",
    "type",
];

/// Number of tasks that name a symbol, above which it is a word of the project.
const MAX_NAMING: usize = 6;

/// Length in bytes of a name that stands for one thing.
const MIN_SYMBOL_BYTES: usize = 5;

/// Finds for each task those that make what it names and that is not there yet, without circles with
/// the dependencies that the backlog states. `radii` has one entry for each task. Tasks that cannot be
/// started, and those in `aside`, make nothing. Of two numbered tasks, the later one makes nothing for the other.
pub fn find(tasks: &[Task], radii: &[BlastRadius], aside: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let may_make = |task: usize| {
        tasks[task].state != TaskState::Blocked
            && radii[task].confidence != Confidence::Unknown
            && !aside.contains(&task)
    };
    let mut pairs = of_files(tasks, radii);
    pairs.extend(of_symbols(tasks, radii));
    pairs.sort_unstable();
    pairs.dedup();
    let mut waits = Waits::of(tasks);
    let is_numbered = |task: usize| tasks[task].number().is_some();
    let is_in_order = |before: usize, after: usize| {
        before < after || !(is_numbered(before) && is_numbered(after))
    };
    pairs.retain(|&(before, after)| {
        may_make(before)
            && is_in_order(before, after)
            && tasks[before].backlog == tasks[after].backlog
            && waits.add(after, before)
    });
    pairs
}

/// Finds the pairs of a task that makes a file and one that names it.
fn of_files(tasks: &[Task], radii: &[BlastRadius]) -> Vec<(usize, usize)> {
    let mut named: BTreeMap<&RepoPath, Vec<(f64, usize, bool)>> = BTreeMap::new();
    for (task, radius) in radii.iter().enumerate() {
        let is_clue =
            |signal: Signal| matches!(signal, Signal::New | Signal::Declared | Signal::Hint);
        for file in radius.files.iter().filter(|file| file.file.is_none()) {
            if file.evidence.iter().any(|clue| is_clue(clue.signal)) {
                let makes = file.probability >= MIN_MAKING && !modifies(&tasks[task], &file.path);
                named.entry(&file.path).or_default().push((file.probability, task, makes));
            }
        }
    }
    let by_certainty = |mut by: Vec<(f64, usize, bool)>| {
        // The one that asks for the file makes it, not one that builds on it.
        by.sort_by(|a, b| b.0.total_cmp(&a.0));
        pairs(&by.iter().map(|&(_, task, makes)| (task, makes)).collect::<Vec<_>>())
    };
    named.into_values().flat_map(by_certainty).collect()
}

/// Returns whether a task declares that it changes a file, rather than adding it.
fn modifies(task: &Task, path: &RepoPath) -> bool {
    let of_path = |pattern: &str| pattern.trim_start_matches("./") == path.as_str();
    task.declared.iter().any(|it| it.action == Action::Modify && of_path(&it.pattern))
}

/// Finds the pairs of a task whose title asks for a symbol and one that names it. Symbols that the
/// files have already are left out: a clue quotes them.
fn of_symbols(tasks: &[Task], radii: &[BlastRadius]) -> Vec<(usize, usize)> {
    let mut made: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        for symbol in asked_for(&task.title) {
            made.entry(symbol).or_default().insert(at);
        }
    }
    let mut named: BTreeMap<&str, Vec<(usize, bool)>> = BTreeMap::new();
    for (at, task) in tasks.iter().enumerate() {
        let text = task.lines.iter().filter(|line| line.kind != TaskLineKind::DoneChild);
        let mut met = BTreeSet::new();
        for word in text.flat_map(|line| symbols(&line.text)).chain(symbols(&task.title)) {
            if let Some((&symbol, by)) = made.get_key_value(word)
                && met.insert(symbol)
            {
                named.entry(symbol).or_default().push((at, by.contains(&at)));
            }
        }
    }
    let exists = |symbol: &str, by: &[(usize, bool)]| {
        let clues = by.iter().flat_map(|&(task, _)| &radii[task].files);
        let mut clues = clues.flat_map(|file| &file.evidence);
        clues.any(|clue| clue.signal == Signal::Symbol && clue.quote.contains(symbol))
    };
    named.retain(|symbol, by| by.len() <= MAX_NAMING && !exists(symbol, by));
    named.values().flat_map(|by| pairs(by)).collect()
}

/// Pairs the first task that makes a thing with the others that name it.
fn pairs(by: &[(usize, bool)]) -> Vec<(usize, usize)> {
    let Some(&(maker, _)) = by.iter().find(|&&(_, makes)| makes) else { return Vec::new() };
    by.iter().filter(|&&(task, _)| task != maker).map(|&(task, _)| (maker, task)).collect()
}

/// Returns the symbols that a title asks to make: `Add the ParseForm function` asks for `ParseForm`.
fn asked_for(title: &str) -> Vec<&str> {
    let mut asked = Vec::new();
    let mut is_asked = false;
    for word in words(title) {
        let lower = word.to_lowercase();
        if MAKING.contains(&lower.as_str()) {
            is_asked = true;
        } else if is_asked && is_symbol(word) {
            asked.push(word);
        } else {
            is_asked &= BETWEEN.contains(&lower.as_str()) || lower == "and";
        }
    }
    asked
}

fn symbols(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| is_symbol(word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Returns whether a word is written as code is: a capital after a small letter, or an underscore inside.
fn is_symbol(word: &str) -> bool {
    let has_inner_capital = || {
        let mut before = 'A';
        word.chars().any(|c| {
            let inner = c.is_uppercase() && before.is_lowercase();
            before = c;
            inner
        })
    };
    word.len() >= MIN_SYMBOL_BYTES && (word.trim_matches('_').contains('_') || has_inner_capital())
}

/// Tasks that each task waits for.
struct Waits(Vec<Vec<usize>>);

impl Waits {
    fn of(tasks: &[Task]) -> Self {
        let place: BTreeMap<_, usize> =
            tasks.iter().enumerate().map(|(at, task)| (task.id, at)).collect();
        let of = |task: &Task| -> Vec<usize> {
            task.depends_on.iter().filter_map(|id| place.get(id).copied()).collect()
        };
        Self(tasks.iter().map(of).collect())
    }

    /// Adds that a task waits for another, unless it does already, or the other waits for it. Returns
    /// whether it was added.
    fn add(&mut self, task: usize, other: usize) -> bool {
        let is_new = !self.reaches(task, other) && !self.reaches(other, task);
        if is_new {
            self.0[task].push(other);
        }
        is_new
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut met = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(task) = open.pop() {
            if task == to {
                return true;
            }
            open.extend(self.0[task].iter().filter(|&&next| met.insert(next)));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::*;
    use crate::model::{Evidence, FileId, TaskId, TaskLine};

    fn titled(id: u32, title: &str) -> Task {
        let line = TaskLine { number: id, text: title.to_owned(), kind: TaskLineKind::Title };
        Task { title: title.to_owned(), lines: vec![line], ..task(id) }
    }

    fn clue(signal: Signal, quote: &str) -> Evidence {
        Evidence { signal, quote: quote.into(), line: None, met: "".into(), weight: 1.0 }
    }

    fn order(tasks: &[Task], radii: &[BlastRadius]) -> Vec<(usize, usize)> {
        find(tasks, radii, &BTreeSet::new())
    }

    #[test]
    fn the_task_that_makes_a_file_comes_first() {
        let titles = ["Call a/new.go", "Create a/new.go", "Test a/new.go"];
        let mut tasks: Vec<Task> = (0..).zip(titles).map(|(id, title)| titled(id, title)).collect();
        let mut radii: Vec<BlastRadius> = (0..)
            .zip([0.3, 0.8, 0.3])
            .map(|(id, p)| radius(id, &[("a/new.go", p), ("b.go", 0.5)]))
            .collect();
        for radius in &mut radii {
            radius.files[0].evidence = vec![clue(Signal::New, "a/new.go")];
            radius.files[0].file = Some(FileId(0));
        }
        assert_eq!(order(&tasks, &radii), [], "the file is there");
        for radius in &mut radii {
            radius.files[0].file = None;
        }
        assert_eq!(order(&tasks, &radii), [(1, 0), (1, 2)]);
        tasks[1].depends_on = vec![TaskId(0)];
        assert_eq!(order(&tasks, &radii), [(1, 2)], "the backlog states the other order");
    }

    #[test]
    fn the_task_that_makes_a_symbol_comes_first() {
        let titles =
            ["Show totals with renderTotals", "Add the function renderTotals()", "Test the totals"];
        let tasks: Vec<Task> = (0..).zip(titles).map(|(id, title)| titled(id, title)).collect();
        let mut radii: Vec<BlastRadius> = (0..3).map(|id| radius(id, &[("a.go", 0.5)])).collect();
        assert_eq!(order(&tasks, &radii), [(1, 0)]);
        radii[0].files[0].evidence = vec![clue(Signal::Symbol, "renderTotals")];
        assert_eq!(order(&tasks, &radii), [], "the symbol is there");
    }

    #[test]
    fn a_later_step_of_a_numbered_list_makes_nothing_for_an_earlier_one() {
        let titles = [
            "Show totals with renderTotals",
            "Add the function renderTotals()",
            "Test renderTotals",
        ];
        let radii: Vec<BlastRadius> = (0..3).map(|id| radius(id, &[("a.go", 0.5)])).collect();
        for (backlog, ids, expected) in [
            ("a/tasks.md", ["1.1", "29.9", "30.1"], vec![(1, 2)]),
            ("a/tasks.md", ["1", "2", "3"], vec![(1, 2)]),
            ("a/tasks.md", ["1.1", "T9", "1.2"], vec![(1, 0), (1, 2)]),
            ("a/tasks.md", ["P0.1", "P0.2", "P0.3"], vec![(1, 0), (1, 2)]),
            ("stdin", ["101", "102", "103"], vec![(1, 0), (1, 2)]),
        ] {
            let mut tasks: Vec<Task> =
                (0..).zip(titles).map(|(id, title)| titled(id, title)).collect();
            for (task, id) in tasks.iter_mut().zip(ids) {
                (task.key, task.backlog) = (id.to_owned(), backlog.to_owned());
            }
            assert_eq!(order(&tasks, &radii), expected, "{ids:?}");
        }
    }

    #[test]
    fn only_what_directly_follows_the_verb_is_made() {
        assert_eq!(asked_for("Add the `parseForm` function"), ["parseForm"]);
        assert_eq!(asked_for("Add tests for parseForm"), [""; 0]);
        assert_eq!(asked_for("Introduce BlockKind and CfgEdge types"), ["BlockKind", "CfgEdge"]);
        assert_eq!(asked_for("Update parseForm"), [""; 0]);
    }
}
