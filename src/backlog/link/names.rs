//! Names of tasks and phases, and the tasks that a name means.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::backlog::draft::{Draft, Finished, Group};
use crate::backlog::text::depends::heading;
use crate::backlog::text::ids::canonical;

/// The shortest part of a title that one may call a task by, in bytes.
const MIN_PART_BYTES: usize = 8;
/// The most headings of one name in a backlog that the nearest is chosen from.
const MAX_NAMESAKES: usize = 64;

/// Tasks that an id or a title stands for.
#[derive(Clone, Debug)]
pub enum Target {
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

/// The tasks that a name means.
#[derive(Clone, Copy, Debug)]
pub enum Meant<'a> {
    Target(&'a Target),
    Group(usize),
}

/// The ids and titles of all backlogs.
pub struct Names<'a> {
    /// By canonical id, then by backlog.
    ids: HashMap<String, BTreeMap<usize, Target>>,
    /// By title in small letters.
    titles: BTreeMap<String, Target>,
    /// Headings by what they are called in small letters.
    headings: HashMap<String, Vec<usize>>,
    groups: &'a [Group],
    /// The letters that ids begin with, in small ones.
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

    /// Returns what `id` stands for, first in its own backlog. Plain numbers start again in each.
    pub fn find(&self, backlog: usize, id: &str) -> Option<&Target> {
        let id = canonical(id);
        let number = id.strip_prefix('#');
        let known = self.ids.get(&id).or_else(|| self.ids.get(number?))?;
        let is_number = number.is_none() && id.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let elsewhere = known.values().next().filter(|_| !is_number);
        known.get(&backlog).or(elsewhere)
    }

    /// Returns whether ids of the backlogs begin with the letters of `id`.
    pub fn is_alike(&self, id: &str) -> bool {
        let letters = letters(id);
        !letters.is_empty() && self.prefixes.contains(&letters)
    }

    /// The heading that goes by `name`, in small letters: of several the nearest, which shares the
    /// smallest part of the backlog with the tasks from `place` on.
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
        let own = called.take_while(|&group| self.groups[group].backlog == backlog);
        // Of two that are as near, the one with work left.
        let empty = |group: usize| self.groups[group].drafts.is_empty();
        own.min_by_key(|group| (distance(group), empty(*group), *group))
    }

    /// Returns what the title `title` stands for, or the first title that begins with it.
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

fn letters(id: &str) -> String {
    let end = id.find(|c: char| !c.is_alphabetic()).unwrap_or(id.len());
    id[..end].to_lowercase()
}
