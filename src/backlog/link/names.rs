//! Names of tasks and phases, with the tasks that they stand for.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::backlog::draft::{Draft, Finished, Group};
use crate::backlog::text::depends::heading;
use crate::backlog::text::ids::canonical;

/// Minimum length of the start of a title that can name a task, in bytes.
const MIN_PART_BYTES: usize = 8;
/// Maximum number of headings with the same name from which the nearest is chosen.
const MAX_NAMESAKES: usize = 64;

/// Tasks that an id or a title stands for.
#[derive(Clone, Debug)]
pub enum Target {
    /// Tasks with the id or title.
    Tasks(Vec<usize>),
    /// Finished tasks only.
    Finished,
}

impl Default for Target {
    fn default() -> Self {
        Self::Tasks(Vec::new())
    }
}

/// Target or group that a name stands for.
#[derive(Clone, Copy, Debug)]
pub enum Meant<'a> {
    Target(&'a Target),
    Group(usize),
}

/// Ids and titles of all backlogs.
pub struct Names<'a> {
    /// Targets by canonical id, then by backlog.
    ids: HashMap<String, BTreeMap<usize, Target>>,
    /// Targets by title in lower case.
    titles: BTreeMap<String, Target>,
    /// Headings by name in lower case.
    headings: HashMap<String, Vec<usize>>,
    groups: &'a [Group],
    /// Leading letters of the ids, in lower case.
    prefixes: HashSet<String>,
}

impl<'a> Names<'a> {
    pub fn new(drafts: &[Draft], groups: &'a [Group], finished: &Finished) -> Self {
        let mut names = Self {
            ids: HashMap::new(),
            titles: BTreeMap::new(),
            headings: HashMap::new(),
            groups,
            prefixes: HashSet::new(),
        };
        for (backlog, id) in &finished.ids {
            *names.id(*backlog, id) = Target::Finished;
        }
        for title in &finished.titles {
            names.titles.insert(title.to_lowercase(), Target::Finished);
        }
        for (index, draft) in drafts.iter().enumerate() {
            for id in &draft.ids {
                held(names.id(draft.backlog, id), index);
            }
            for id in &draft.above {
                shared(names.id(draft.backlog, id), index);
            }
            for title in draft.titles.iter().chain([&draft.task.title]) {
                held(names.titles.entry(title.to_lowercase()).or_default(), index);
            }
            for title in &draft.titles_above {
                shared(names.titles.entry(title.to_lowercase()).or_default(), index);
            }
        }
        names.titles.remove("");
        for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.is_heading) {
            for name in heading::names(&group.title) {
                let called = names.headings.entry(name).or_default();
                if called.last() != Some(&index) {
                    called.push(index);
                }
            }
        }
        names
    }

    fn id(&mut self, backlog: usize, id: &str) -> &mut Target {
        self.prefixes.insert(letters(id));
        self.ids.entry(canonical(id)).or_default().entry(backlog).or_default()
    }

    /// Returns the target of `id`, preferably in its own backlog. Plain numbers are looked up only
    /// there, since each backlog counts from the start.
    pub fn find(&self, backlog: usize, id: &str) -> Option<&Target> {
        let id = canonical(id);
        let number = id.strip_prefix('#');
        let known = self.ids.get(&id).or_else(|| self.ids.get(number?))?;
        let is_number = number.is_none() && id.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let elsewhere = known.values().next().filter(|_| !is_number);
        known.get(&backlog).or(elsewhere)
    }

    /// Returns true if an id of the backlogs has the same leading letters as `id`.
    pub fn is_alike(&self, id: &str) -> bool {
        let letters = letters(id);
        !letters.is_empty() && self.prefixes.contains(&letters)
    }

    /// Finds the heading called `name`, in lower case. Of several, it is the nearest: the one that
    /// shares the smallest group with the tasks from `place` on.
    pub fn heading(&self, backlog: usize, place: usize, name: &str) -> Option<usize> {
        let distance = |&group: &usize| {
            let around = self.groups[group].parent.map(|parent| &self.groups[parent].drafts);
            around
                .filter(|drafts| drafts.contains(&place))
                .map_or(usize::MAX, ExactSizeIterator::len)
        };
        let called = self.headings.get(name)?;
        let from = called.partition_point(|&group| self.groups[group].backlog < backlog);
        let called = called[from..].iter().copied().take(MAX_NAMESAKES);
        let in_backlog = called.take_while(|&group| self.groups[group].backlog == backlog);
        // Of equally near headings, one with unfinished tasks is preferred.
        let empty = |group: usize| self.groups[group].drafts.is_empty();
        in_backlog.min_by_key(|group| (distance(group), empty(*group), *group))
    }

    /// Returns the meaning of a title, or of the first title that starts with it.
    pub fn titled(&self, backlog: usize, place: usize, title: &str) -> Option<Meant<'_>> {
        let title = title.to_lowercase();
        if title.is_empty() {
            return None;
        }
        let (other, target) = self.titles.range(title.clone()..).next().unzip();
        let begins = |other: &String| title.len() >= MIN_PART_BYTES && other.starts_with(&title);
        if let Some(target) = target.filter(|_| other == Some(&title)) {
            return Some(Meant::Target(target));
        }
        if let Some(group) = self.heading(backlog, place, &title) {
            return Some(Meant::Group(group));
        }
        target.filter(|_| other.is_some_and(begins)).map(Meant::Target)
    }
}

/// Adds a task with the name of `target`. A task may have a name twice; a second task with that
/// name is not added.
fn held(target: &mut Target, task: usize) {
    match target {
        Target::Tasks(tasks) if tasks.is_empty() => tasks.push(task),
        Target::Tasks(_) => {}
        Target::Finished => *target = Target::Tasks(vec![task]),
    }
}

/// Adds a task that is inside an item with the name of `target`.
fn shared(target: &mut Target, task: usize) {
    if let Target::Tasks(tasks) = target {
        tasks.push(task);
    }
}

fn letters(id: &str) -> String {
    let end = id.find(|c: char| !c.is_alphabetic()).unwrap_or(id.len());
    id[..end].to_lowercase()
}
