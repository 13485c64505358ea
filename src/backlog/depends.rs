//! What must be done before a task: `(depends on T010, T011)`, `**Depends-on:** [T032A]`,
//! `Blocked by: X`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use memchr::memmem;

use super::draft::{Draft, Finished, Need};
use super::ids::{canonical, fold_dashes, is_id_char, may_be_id};
use super::lines::prefix;
use crate::model::{Problem, TaskId};

/// As much as is read after `depends on`, in bytes.
const LONGEST: usize = 1000;
/// The most dependencies that one paragraph states.
const MOST: usize = 50;
/// The shortest part of a title that one may call a task by, in bytes.
const SHORTEST_PART: usize = 8;
/// The longest span of ids, as in `T001–T009`.
const WIDEST: u32 = 100;

/// What `text` says its task depends on.
pub(super) fn in_text(text: &str, line: u32) -> Vec<Need> {
    let lower = text.to_ascii_lowercase();
    let mut stems: Vec<usize> = memmem::find_iter(lower.as_bytes(), "depend")
        .chain(memmem::find_iter(lower.as_bytes(), "blocked"))
        .collect();
    stems.sort_unstable();
    let phrases = stems.into_iter().filter_map(|at| phrase(&lower, at).map(|end| (at, end)));
    phrases.take(MOST).filter_map(|(start, end)| need(text, start, end, line)).collect()
}

/// The end of the phrase at `at` in `lower` that speaks of a dependency, if it does: `depends on`,
/// `dependencies`, `blocked by`.
fn phrase(lower: &str, at: usize) -> Option<usize> {
    if lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '#') {
        return None;
    }
    if let Some(rest) = lower[at..].strip_prefix("blocked") {
        return joined(rest, "by").map(|length| lower.len() - rest.len() + length);
    }
    let rest = lower[at..].strip_prefix("depend")?;
    let ending = ["encies", "ency", "s", ""].into_iter().find(|end| rest.starts_with(end))?;
    let from = lower.len() - rest.len() + ending.len();
    match joined(&lower[from..], "on") {
        Some(length) => Some(from + length),
        None => (!ending.is_empty()).then_some(from),
    }
}

/// The dependency that the phrase at `start..end` of `text` states.
fn need(text: &str, start: usize, end: usize, line: u32) -> Option<Need> {
    let marks = ['*', '_', '`'];
    let after = text[end..].trim_start_matches(marks);
    let field = after.starts_with(':');
    let bracketed = text[..start].ends_with('(');
    // `dependencies` and `depends` alone are words of the prose.
    let phrase = &text.as_bytes()[start..end];
    let last = phrase.last().map(u8::to_ascii_lowercase);
    if !field && !matches!(last, Some(b'n' | b'y') if !phrase.ends_with(b"ency")) {
        return None;
    }
    let value = prefix(after.trim_start_matches(':').trim_start_matches(marks), LONGEST);
    let stop = match (bracketed, field) {
        (true, _) => value.find(')'),
        (false, true) => value.find('\n'),
        (false, false) => None,
    };
    let value = value[..stop.unwrap_or(value.len())].trim().to_owned();
    Some(Need { value, explicit: field || bracketed, field, line })
}

/// The length of `word` at the start of `rest` with the blank or dash before it.
fn joined(rest: &str, word: &str) -> Option<usize> {
    let gap = rest
        .chars()
        .next()
        .filter(|c| matches!(c, ' ' | '\n' | '-' | '_' | '\u{2010}' | '\u{2011}' | '\u{2012}'))?;
    let after = rest[gap.len_utf8()..].trim_start_matches([' ', '\t']);
    let length = rest.len() - after.len() + word.len();
    let whole = after.strip_prefix(word)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
    whole.then_some(length)
}

/// What an id or a title stands for.
#[derive(Clone, Debug)]
enum Target {
    /// The tasks that hold it.
    Tasks(Vec<usize>),
    /// Nothing that is left to do.
    Finished,
}

impl Default for Target {
    fn default() -> Self {
        Self::Tasks(Vec::new())
    }
}

/// The ids and titles of all backlogs.
struct Names {
    /// By backlog and canonical id.
    ids: HashMap<(usize, String), Target>,
    /// By title in small letters.
    titles: BTreeMap<String, Target>,
    backlogs: usize,
}

impl Names {
    fn new(drafts: &[Draft], finished: &Finished, backlogs: usize) -> Self {
        let mut ids: HashMap<_, _> = finished
            .ids
            .iter()
            .map(|(backlog, id)| ((*backlog, canonical(id)), Target::Finished))
            .collect();
        let mut titles: BTreeMap<_, _> =
            finished.titles.iter().map(|title| (title.to_lowercase(), Target::Finished)).collect();
        for (index, draft) in drafts.iter().enumerate() {
            for id in &draft.ids {
                held(ids.entry((draft.backlog, canonical(id))).or_default(), index);
            }
            for id in &draft.above {
                shared(ids.entry((draft.backlog, canonical(id))).or_default(), index);
            }
            for title in draft.titles.iter().chain([&draft.task.title]) {
                held(titles.entry(title.to_lowercase()).or_default(), index);
            }
            for title in &draft.titles_above {
                shared(titles.entry(title.to_lowercase()).or_default(), index);
            }
        }
        titles.remove("");
        Self { ids, titles, backlogs }
    }

    /// What `id` stands for, first in its own backlog.
    fn find(&self, backlog: usize, id: &str) -> Option<&Target> {
        let id = canonical(id);
        let others = (0..self.backlogs).filter(|&other| other != backlog);
        std::iter::once(backlog).chain(others).find_map(|b| self.ids.get(&(b, id.clone())))
    }

    /// What the title `title` stands for, or the first title that begins with it.
    fn titled(&self, title: &str) -> Option<&Target> {
        let title = title.to_lowercase();
        if title.is_empty() {
            return None;
        }
        let (other, target) = self.titles.range(title.clone()..).next()?;
        let begins = title.len() >= SHORTEST_PART && other.starts_with(&title);
        (*other == title || begins).then_some(target)
    }
}

/// `task` goes by the name of `target`. A task may hold a name twice; a second task of that name is
/// another one.
fn held(target: &mut Target, task: usize) {
    match target {
        Target::Tasks(tasks) if tasks.is_empty() => tasks.push(task),
        Target::Tasks(_) => {}
        Target::Finished => *target = Target::Tasks(vec![task]),
    }
}

/// `task` is one of those inside what goes by the name of `target`.
fn shared(target: &mut Target, task: usize) {
    if let Target::Tasks(tasks) = target {
        tasks.push(task);
    }
}

/// The dependencies of each draft, in the order they are named, without those that are finished,
/// those on itself and those that would close a cycle.
pub(super) fn resolve(
    drafts: &[Draft],
    finished: &Finished,
    backlogs: usize,
    problems: &mut Vec<Problem>,
) -> Vec<Vec<TaskId>> {
    let names = Names::new(drafts, finished, backlogs);
    let mut edges: Vec<Vec<usize>> = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let mut own = Vec::new();
        for need in &draft.needs {
            let Named { tasks, unknown } = targets(&names, draft.backlog, need);
            for task in tasks {
                if task != index && !own.contains(&task) {
                    own.push(task);
                }
            }
            problems.extend(unknown.into_iter().map(|wanted| {
                let message = format!("{} depends on {wanted}", draft.task.key);
                Problem::at(&draft.task.backlog, need.line, message)
            }));
        }
        edges.push(own);
    }
    cut_cycles(drafts, &mut edges, problems);
    let id = |task| TaskId(u32::try_from(task).unwrap_or(u32::MAX));
    edges.into_iter().map(|own| own.into_iter().map(id).collect()).collect()
}

/// What a need names.
#[derive(Default)]
struct Named {
    tasks: Vec<usize>,
    /// What nobody knows, with what is wrong with it.
    unknown: Vec<String>,
}

impl Named {
    fn add(&mut self, target: &Target) {
        if let Target::Tasks(found) = target {
            self.tasks.extend(found);
        }
    }
}

/// The tasks that `need` names, and what it names that nobody knows.
fn targets(names: &Names, backlog: usize, need: &Need) -> Named {
    let mut found = Named::default();
    let (ids, all) = listed_ids(names, backlog, &need.value, need.explicit, &mut found);
    // Prose names tasks by their ids only.
    if !need.explicit || (ids && all) {
        return found;
    }
    let mut found = Named::default();
    by_titles(names, backlog, need, &mut found);
    found
}

/// Adds the tasks of the ids that `value` begins with. Whether there were any, and whether `value`
/// is nothing but these. With `explicit`, an unknown word like an id was meant as one.
fn listed_ids(
    names: &Names,
    backlog: usize,
    value: &str,
    explicit: bool,
    found: &mut Named,
) -> (bool, bool) {
    let (words, mut all) = words(value);
    let mut any = false;
    let mut last: Option<&str> = None;
    for Word { text, through } in words {
        let Some(target) = names.find(backlog, text) else {
            if !(explicit && may_be_id(text)) {
                all = false;
                break;
            }
            found.unknown.push(format!("{}, which no backlog names", fold_dashes(text)));
            any = true;
            last = None;
            continue;
        };
        if let (true, Some(first)) = (through, last) {
            for between in span(first, text) {
                if let Some(target) = names.find(backlog, &between) {
                    found.add(target);
                }
            }
        }
        found.add(target);
        any = true;
        last = Some(text);
    }
    (any, all)
}

/// Adds the tasks that an explicit need names by id or by title, in a list whose titles may have
/// commas of their own: of the parts, as many as make one title are taken at once.
fn by_titles(names: &Names, backlog: usize, need: &Need, found: &mut Named) {
    let value = need.value.as_str();
    if is_none(value) && names.titled(&title(value)).is_none() {
        return;
    }
    let parts = parts(value);
    // What comes after an id with an explanation, as in `T1: because of this, and that`, may be
    // more of the explanation.
    let mut explained = false;
    let mut at = 0;
    while at < parts.len() {
        let text = |to: usize| &value[parts[at].start..parts[to - 1].end];
        let titled = (at + 1..=parts.len()).rev().find_map(|to| {
            let text = text(to);
            // What stands in brackets may be a remark on the title.
            let remark = text.trim_end_matches(['.', ' ']).ends_with(')');
            let bare = text.rfind(" (").filter(|_| remark).map(|bracket| &text[..bracket]);
            let mut forms = std::iter::once(text).chain(bare);
            Some((to, forms.find_map(|text| names.titled(&title(text)))?))
        });
        if let Some((to, target)) = titled {
            found.add(target);
            at = to;
            continue;
        }
        let part = text(at + 1);
        let (ids, all) = listed_ids(names, backlog, part, true, found);
        explained |= ids && !all;
        if need.field && !ids && !explained && !is_none(part) {
            found.unknown.push(format!("\"{}\", which is no task of the backlog", title(part)));
        }
        at += 1;
    }
}

/// The title in a part of a list.
fn title(part: &str) -> String {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '\'' | '“' | '”' | '.');
    super::title::title(part.trim_matches(marks)).trim_matches(marks).to_owned()
}

/// The parts of a list, split at commas, semicolons and `and` outside of brackets.
fn parts(value: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (at, c) in value.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let length = match c {
            ',' | ';' => 1,
            ' ' if value.as_bytes()[at..]
                .get(..5)
                .is_some_and(|b| b.eq_ignore_ascii_case(b" and ")) =>
            {
                5
            }
            _ => 0,
        };
        if length > 0 && depth == 0 && at >= start && parts.len() < MOST {
            parts.push(start..at);
            start = at + length;
        }
    }
    parts.push(start..value.len());
    parts.retain(|part| value[part.clone()].contains(char::is_alphanumeric));
    parts
}

/// `none`, `n/a`, `-`, `None (comes first)` and nothing.
fn is_none(value: &str) -> bool {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = value.split_whitespace().next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(word, "" | "none" | "nothing" | "n/a" | "na") || value == "no dependencies"
}

/// A word of a list of ids, and whether all from the word before it on are meant.
struct Word<'a> {
    text: &'a str,
    through: bool,
}

/// The words of `value` that can be ids, up to the first that cannot be part of such a list, and
/// whether there is no such word.
fn words(value: &str) -> (Vec<Word<'_>>, bool) {
    let mut words = Vec::new();
    let mut rest = value;
    let mut through = false;
    loop {
        let start = rest.find(|c: char| is_id_char(c) || matches!(c, '(' | '–' | '—'));
        let Some(start) = start else { return (words, true) };
        if rest[..start].contains(|c: char| !(c.is_whitespace() || "[]`*_,;&+/\"'".contains(c))) {
            return (words, false);
        }
        rest = &rest[start..];
        if let Some(inner) = rest.strip_prefix('(') {
            // What stands in brackets explains the id before it.
            let Some(close) = inner.find(')') else { return (words, true) };
            rest = &inner[close + 1..];
            continue;
        }
        if let Some(after) = rest.strip_prefix(['–', '—']) {
            through = true;
            rest = after;
            continue;
        }
        let end = rest.find(|c| !is_id_char(c)).unwrap_or(rest.len());
        let text = rest[..end].trim_end_matches(['.', '-']);
        let ends_list = rest[..end].ends_with('.');
        rest = &rest[end..];
        match text.to_ascii_lowercase().as_str() {
            "" | "and" | "or" | "task" | "tasks" => continue,
            "to" | "through" => {
                through = true;
                continue;
            }
            _ => words.push(Word { text, through }),
        }
        through = false;
        if ends_list {
            return (words, true);
        }
    }
}

/// The ids between `first` and `last`, which differ in the number at their end.
fn span(first: &str, last: &str) -> Vec<String> {
    let split = |id: &str| {
        let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (head, number) = id.split_at(id.len() - digits);
        Some((fold_dashes(head).to_lowercase(), number.parse::<u32>().ok()?, digits))
    };
    match (split(first), split(last)) {
        (Some((head, from, digits)), Some((other, to, _)))
            if head == other && from < to && to - from <= WIDEST =>
        {
            (from + 1..to).map(|number| format!("{head}{number:0digits$}")).collect()
        }
        _ => Vec::new(),
    }
}

/// Drops each edge that leads back to a task whose dependencies are being followed, and names the
/// cycle it would close.
fn cut_cycles(drafts: &[Draft], edges: &mut [Vec<usize>], problems: &mut Vec<Problem>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Following,
        Done,
    }
    let mut seen = vec![Seen::Not; edges.len()];
    for start in 0..edges.len() {
        if seen[start] != Seen::Not {
            continue;
        }
        // The path from `start`, and for each task on it the next edge to follow.
        let mut path = vec![(start, 0)];
        seen[start] = Seen::Following;
        while let Some((task, next)) = path.last_mut() {
            let task = *task;
            let Some(&target) = edges[task].get(*next) else {
                seen[task] = Seen::Done;
                path.pop();
                continue;
            };
            match seen[target] {
                Seen::Done => *next += 1,
                Seen::Not => {
                    *next += 1;
                    seen[target] = Seen::Following;
                    path.push((target, 0));
                }
                Seen::Following => {
                    edges[task].remove(*next);
                    let from = path.iter().position(|&(task, _)| task == target).unwrap_or(0);
                    problems.push(cycle(drafts, &path[from..]));
                }
            }
        }
    }
}

fn cycle(drafts: &[Draft], path: &[(usize, usize)]) -> Problem {
    const NAMED: usize = 10;
    let mut keys: Vec<&str> =
        path.iter().take(NAMED).map(|&(task, _)| drafts[task].task.key.as_str()).collect();
    if path.len() > NAMED {
        keys.push("…");
    }
    keys.extend(keys.first().copied());
    let last = path.last().map_or(0, |&(task, _)| task);
    let task = &drafts[last].task;
    let message = format!(
        "dependency cycle {}; the dependency of {} is left out",
        keys.join(" → "),
        task.key
    );
    Problem::at(&task.backlog, task.line, message)
}
