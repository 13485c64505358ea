//! Findings as the page shows them: by severity and rule, with the tasks and files of each.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::entry::Entry;
use super::super::shared::{Group, groups};
use crate::model::{Checked, Detail, Finding, NeedReason, Prediction, Rule, TaskId};
use crate::report::layout::clean;

/// Number of findings of a kind on the page, the most severe first.
const MAX_ITEMS: usize = 5_000;

/// Findings that the page shows as one.
pub struct Item<'a> {
    /// The finding in words.
    pub entry: Entry,
    /// The findings, in their order.
    pub members: Vec<&'a Finding>,
    /// The tasks that it is about: that at whose place it is, then the others.
    pub tasks: Vec<TaskId>,
    /// Files that it is about, cleaned.
    pub files: Vec<String>,
    /// Fragment that names it on the page. That of a finding stays from one run to the next.
    pub anchor: String,
    /// Set if a comment suppresses it.
    pub is_suppressed: bool,
}

/// Findings of a kind.
#[derive(Default)]
pub struct List<'a> {
    /// Those on the page.
    pub list: Vec<Item<'a>>,
    /// Number of the others.
    pub left_out: usize,
}

/// All findings of the page.
pub struct Items<'a> {
    /// Those that the baseline does not have.
    pub new: List<'a>,
    /// Those that it has.
    pub known: List<'a>,
    /// Those that a comment suppresses.
    pub suppressed: List<'a>,
    /// Backlogs and files by which findings are filtered, each with its index and the number of findings.
    names: BTreeMap<String, (usize, usize)>,
    /// Anchors of the findings about each task, in the order of the page.
    by_task: BTreeMap<TaskId, Vec<String>>,
}

impl<'a> Items<'a> {
    /// Sorts the findings for the page.
    pub fn new(prediction: &Prediction, checked: &'a Checked) -> Self {
        let all = groups(prediction, checked, "").into_iter().map(Item::new);
        let (known, new): (Vec<Item>, Vec<Item>) = all.partition(|item| item.entry.is_known);
        let suppressed = checked.suppressed.iter().enumerate().map(|(at, finding)| {
            let entry = Entry::new(prediction, finding, "");
            let item = Item::new(Group { entry, members: vec![finding] });
            Item { anchor: format!("suppressed-{at}"), is_suppressed: true, ..item }
        });
        let [new, known, suppressed] = [new, known, suppressed.collect()].map(List::new);
        let mut names: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut by_task: BTreeMap<TaskId, Vec<String>> = BTreeMap::new();
        for item in [&new, &known, &suppressed].into_iter().flat_map(|kind| &kind.list) {
            for name in item.names() {
                let next = names.len();
                names.entry(name.clone()).or_insert((next, 0)).1 += 1;
            }
            for &task in &item.tasks {
                by_task.entry(task).or_default().push(item.anchor.clone());
            }
        }
        Self { new, known, suppressed, names, by_task }
    }

    /// Returns the rules with findings that the baseline does not have, the most severe first.
    pub fn by_rule(&self) -> impl Iterator<Item = (Rule, &[Item<'a>])> {
        let chunks = self.new.list.chunk_by(|a, b| a.entry.rule == b.entry.rule);
        chunks.filter_map(|of| Some((of.first()?.entry.rule, of)))
    }

    /// Returns all findings of the page.
    pub fn all(&self) -> impl Iterator<Item = &Item<'a>> {
        [&self.new, &self.known, &self.suppressed].into_iter().flat_map(|kind| &kind.list)
    }

    /// Returns the names by which findings are filtered, with their indexes and the numbers of findings.
    pub fn names(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.names.iter().map(|(name, &(index, number))| (name.as_str(), index, number))
    }

    /// Returns the indexes of the names of a finding.
    pub fn indexes(&self, item: &Item) -> String {
        let known = item.names().into_iter().filter_map(|name| self.names.get(name));
        known.map(|(index, _)| index.to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the anchor of the next finding about a task, after the last that of the first.
    pub fn next(&self, item: &Item, task: TaskId) -> Option<&str> {
        let anchors = self.by_task.get(&task)?;
        let own = anchors.iter().position(|anchor| *anchor == item.anchor)?;
        let next = &anchors[(own + 1) % anchors.len()];
        (*next != item.anchor).then_some(next)
    }
}

impl<'a> Item<'a> {
    fn new(group: Group<'a>) -> Self {
        let Group { entry, members } = group;
        let mut seen = BTreeSet::new();
        let sides = members.iter().flat_map(|it| [it.task, it.detail.with()]).flatten();
        let tasks = sides.filter(|&task| seen.insert(task)).collect();
        let mut seen = BTreeSet::new();
        let files = members.iter().flat_map(|it| files(&it.detail));
        let files = files.filter(|file| seen.insert(file.clone())).collect();
        let anchor = format!("finding-{}", entry.fingerprint);
        Self { entry, members, tasks, files, anchor, is_suppressed: false }
    }

    /// Returns the detail of the first finding.
    pub fn detail(&self) -> Option<&'a Detail> {
        self.members.first().map(|finding| &finding.detail)
    }

    /// Returns the backlogs and files by which it is filtered.
    fn names(&self) -> BTreeSet<&String> {
        let other = self.entry.related.iter().map(|related| &related.path);
        self.files.iter().chain(Some(&self.entry.path)).chain(other).collect()
    }
}

impl<'a> List<'a> {
    /// Sorts findings by severity and rule, and keeps as many as the page shows.
    fn new(mut list: Vec<Item<'a>>) -> Self {
        list.sort_by_key(|item| (Reverse(item.entry.severity), item.entry.rule));
        let left_out = list.len().saturating_sub(MAX_ITEMS);
        list.truncate(MAX_ITEMS);
        Self { list, left_out }
    }
}

/// Returns the files that a finding is about, cleaned.
fn files(detail: &Detail) -> Vec<String> {
    let files: Vec<&str> = match detail {
        Detail::Overlap { files, .. } => files.iter().map(|file| file.path.as_str()).collect(),
        Detail::Undeclared { file, .. } => vec![file.as_str()],
        Detail::Escape { file, .. } => vec![file],
        Detail::Order { because: NeedReason::Creates(path), .. } => vec![path],
        _ => Vec::new(),
    };
    files.into_iter().map(clean).collect()
}
