//! Checklist of a backlog: all its tasks, finished ones included, as they are written.

use std::collections::BTreeSet;
use std::ops::Range;

use super::formats::{self, markdown};
use super::record::NO_TEXT;
use super::text::words::is_article;
use super::text::{id_marks, ids, inline, labels, lines, title};
use super::{Entry, Source};
use crate::model::TaskState;

/// Length of the start of a paragraph that the words of an entry come from, in bytes.
const MAX_EXAMINED_BYTES: usize = 2000;

/// All headings and list items of a backlog, in reading order. The entries inside an entry directly
/// follow it.
#[derive(Clone, Debug, Default)]
pub struct Checklist {
    /// The entries.
    pub entries: Vec<Entry>,
    text: String,
}

impl Checklist {
    /// Reads a backlog, whatever its bytes are, without the files that its tool keeps beside it.
    pub fn read(source: &Source) -> Self {
        Self::read_all(std::slice::from_ref(source), &[]).remove(0)
    }

    /// Reads the files of one backlog, with those that its tool keeps beside it. All are of one format.
    pub fn read_all(sources: &[Source], beside: &[Source]) -> Vec<Self> {
        let entries = formats::entries(sources, beside);
        let mut of_records = entries.map(Vec::into_iter);
        let read = |source: &Source| {
            let text = lines::decode(source, &mut Vec::new()).into_owned();
            let entries = match &mut of_records {
                Some(entries) => entries.next().unwrap_or_default(),
                None => markdown::entries(&text),
            };
            Self { entries, text }
        };
        sources.iter().map(read).collect()
    }

    /// Counts the boxes of unfinished tasks.
    pub fn open_boxes(&self) -> usize {
        let is_open =
            |entry: &&Entry| entry.has_box && entry.state.is_some_and(TaskState::is_unfinished);
        self.entries.iter().filter(is_open).count()
    }

    /// Returns an entry as written, with everything inside it, without the indentation of its first
    /// line.
    pub fn text(&self, entry: usize) -> String {
        let range = &self.entries[entry].lines;
        let lines = || lines::each(&self.text).skip(range.start).take(range.len());
        let blank = |c: char| c == ' ' || c == '\t';
        let indent =
            lines().next().map_or(0, |line| line.chars().take_while(|&c| blank(c)).count());
        let outdented: Vec<&str> = lines()
            .map(|line| {
                let width = line.chars().take_while(|&c| blank(c)).count().min(indent);
                line[width..].trim_end()
            })
            .collect();
        outdented.join("\n")
    }

    /// Returns its first paragraph without labels and marks.
    pub fn words(&self, entry: usize) -> String {
        let Entry { own, is_heading, .. } = &self.entries[entry];
        let paragraph = lines::prefix(own, MAX_EXAMINED_BYTES);
        let paragraph = if *is_heading {
            labels::of_heading(paragraph).0
        } else {
            labels::strip(paragraph, &labels::find(paragraph))
        };
        inline::plain(&paragraph)
    }

    /// Returns its ids, in lower case and with plain dashes.
    pub fn ids(&self, entry: usize) -> Vec<String> {
        if let Some(id) = &self.entries[entry].id {
            return vec![ids::canonical(id)];
        }
        let first = self.entries[entry].own.lines().next().unwrap_or_default();
        let mut ids = ids::lead(first).aliases;
        ids.extend(id_marks::id(first).map(str::to_owned));
        ids.iter().map(|id| ids::canonical(id)).collect()
    }

    /// Returns its leading id, as written.
    pub fn id(&self, entry: usize) -> Option<String> {
        if let Some(id) = &self.entries[entry].id {
            return Some(id.clone());
        }
        ids::lead(self.entries[entry].own.lines().next().unwrap_or_default()).id
    }

    /// Returns the title that a task of it would have: its own text, else the first text inside it.
    pub fn title(&self, entry: usize) -> String {
        let mut titles = std::iter::once(entry)
            .chain(self.inside(entry))
            .map(|entry| title::title(&self.rest(entry)));
        titles.find(|title| !title.is_empty()).unwrap_or_default()
    }

    /// Returns its words without the leading id.
    fn rest(&self, entry: usize) -> String {
        ids::lead(&self.words(entry)).rest
    }

    /// Finds tasks by the keys and titles that they had when they were planned, whatever their
    /// state is now. A task is found by its id; of several with that id, the one with the title is
    /// taken. A task without an id is found by its title; of several, the first unfinished one is
    /// taken.
    pub fn find(&self, planned: &[(&str, &str)]) -> Vec<Option<usize>> {
        let tasks: Vec<Known> = (0..self.entries.len())
            .filter_map(|entry| {
                let is_unfinished = self.entries[entry].state?.is_unfinished();
                let words = words(&self.title(entry));
                Some(Known { entry, ids: self.ids(entry), words, is_unfinished })
            })
            .collect();
        let find = |&(key, title): &(&str, &str)| {
            find(&tasks, key, title).or_else(|| self.without_text(&tasks, key, title))
        };
        planned.iter().map(find).collect()
    }

    /// Finds a task without text by its line, which is its key.
    fn without_text(&self, tasks: &[Known], key: &str, title: &str) -> Option<usize> {
        let line: usize = key.strip_prefix('L').filter(|_| title == NO_TEXT)?.parse().ok()?;
        let is_it = |task: &&Known| {
            task.words.is_empty() && self.entries[task.entry].lines.start + 1 == line
        };
        tasks.iter().find(is_it).map(|task| task.entry)
    }

    /// Returns the entries around it, outermost first.
    pub fn above(&self, entry: usize) -> Vec<usize> {
        let mut above: Vec<usize> =
            std::iter::successors(self.entries[entry].parent, |&at| self.entries[at].parent)
                .collect();
        above.reverse();
        above
    }

    /// Returns the headings above it as written, and the list items around it, outermost first,
    /// each as one line.
    pub fn headings_and_ancestors(&self, entry: usize) -> (Vec<String>, Vec<String>) {
        let (headings, items): (Vec<usize>, Vec<usize>) =
            self.above(entry).into_iter().partition(|&at| self.entries[at].is_heading);
        let texts = |places: Vec<usize>| {
            places.into_iter().map(|at| inline::fold(&self.entries[at].own)).collect()
        };
        (texts(headings), texts(items))
    }

    /// Returns the entries inside it, at any depth.
    pub fn inside(&self, entry: usize) -> Range<usize> {
        let last = self.entries[entry].lines.end;
        let length =
            self.entries[entry + 1..].iter().take_while(|it| it.lines.start < last).count();
        entry + 1..entry + 1 + length
    }
}

/// Task to be found.
struct Known {
    entry: usize,
    ids: Vec<String>,
    /// Words of its title.
    words: Vec<String>,
    is_unfinished: bool,
}

fn find(tasks: &[Known], key: &str, title: &str) -> Option<usize> {
    let title = words(title);
    let is_line = key.strip_prefix('L').is_some_and(|line| line.parse::<u32>().is_ok());
    // A suffix tells repeated ids apart.
    let id = ids::canonical(key.split('#').next().unwrap_or(key));
    let of_id = || tasks.iter().filter(|task| task.ids.contains(&id));
    let exactly = |task: &&Known| task.words == title;
    // The title of a task has only the first lines of its paragraph, and some ids are recognized
    // only in a whole backlog (`H-10 + H-11`).
    let roughly = |task: &&Known| {
        title.len() > 2 && (task.words.starts_with(&title) || task.words.ends_with(&title))
    };
    let entry = of_id().find(exactly).or_else(|| of_id().next().filter(|_| !is_line));
    if title.is_empty() {
        return entry.map(|task| task.entry);
    }
    let unfinished = |task: &&Known| task.is_unfinished;
    entry
        .or_else(|| tasks.iter().filter(exactly).find(unfinished))
        .or_else(|| tasks.iter().find(exactly))
        .or_else(|| tasks.iter().filter(roughly).find(unfinished))
        .or_else(|| tasks.iter().find(roughly))
        .map(|task| task.entry)
}

/// Returns true if two titles have the same words, apart from case, punctuation and articles, as a merge of
/// backlogs has it.
pub fn is_same_wording(one: &str, other: &str) -> bool {
    let one = words(one);
    !one.is_empty() && one == words(other)
}

/// Returns a title without its leading id.
pub fn without_id(title: &str) -> String {
    ids::lead(title).rest
}

/// Returns true if each of two titles has more than half of the other's words.
pub fn shares_most_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.intersection(&other).count() * 2 > one.len().max(other.len())
}

/// Returns a text in lower case, without marks and articles, as words.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let telling = words.enumerate().filter(|&(place, word)| !is_article(place, word));
    telling.map(|(_, word)| word.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Checklist {
        Checklist::read(&Source { name: "TASKS.md".into(), bytes: text.as_bytes().to_vec() })
    }

    #[test]
    fn finished_tasks_are_entries_too() {
        let list =
            read("# A\n- [x] T012: one #done:now\n  more\n- b\n  - [ ] **two**\n    - [-] c\n");
        let seen: Vec<_> = (0..list.entries.len())
            .map(|at| (list.entries[at].state, list.words(at), list.above(at)))
            .collect();
        let entry = |state, words: &str, above: &[usize]| (state, words.to_owned(), above.to_vec());
        assert_eq!(
            seen,
            [
                entry(None, "A", &[]),
                entry(Some(TaskState::Done), "T012: one more", &[0]),
                entry(None, "b", &[0]),
                entry(Some(TaskState::Open), "two", &[0, 2]),
                entry(Some(TaskState::Skipped), "c", &[0, 2, 3]),
            ]
        );
        assert_eq!(list.ids(1), ["t012"]);
        assert_eq!(list.inside(2), 3..5);
        assert_eq!(
            list.headings_and_ancestors(4),
            (vec!["A".into()], vec!["b".into(), "**two**".into()])
        );
    }

    #[test]
    fn the_text_of_an_entry_is_as_written_but_for_indentation() {
        let list = read(
            "- a\r\n  - [ ] b\r\n    - c\r\n\r\n    ```\r\n    - [ ] d\r\n    ```\r\n\r\n---\r\n- e\r\n",
        );
        assert_eq!(list.text(1), "- [ ] b\n  - c\n\n  ```\n  - [ ] d\n  ```");
        let heading = read("### [ ] T1 A\n\ntext\n\n---\n\n### B\n");
        assert_eq!(heading.text(0), "### [ ] T1 A\n\ntext");
    }

    #[test]
    fn a_task_heading_is_done_with_its_last_step() {
        let steps = |second| {
            read(&format!("### Task 1: A\n- [x] a\n- [{second}] b\n### Task 2: B\n")).entries
        };
        assert_eq!(steps('x')[0].state, Some(TaskState::Done));
        let open = steps(' ');
        assert_eq!((open[0].state, open[0].has_box), (Some(TaskState::Open), false));
    }

    #[test]
    fn a_task_is_found_again_after_it_was_ticked_and_moved() {
        let list = read(
            "# A\n- [x] **T1**: Write it #priority:high\n- [ ] T2: Write it\n\
             - [x] Read `it` well. Then more.\n- [ ] Read it all\n- Read it\n",
        );
        let found = |key: &str, title: &str| list.find(&[(key, title)])[0].map(|at| list.words(at));
        assert_eq!(found("t2", "Something else").as_deref(), Some("T2: Write it"));
        assert_eq!((list.id(2).as_deref(), list.id(3)), (Some("T2"), None));
        assert_eq!(list.title(2), "Write it");
        assert_eq!(found("L9", "Read it well").as_deref(), Some("Read it well. Then more."));
        assert_eq!(found("L9", "Write it").as_deref(), Some("T2: Write it"), "it is unfinished");
        assert_eq!(found("T9", "Gone"), None);
        assert_eq!(found("L9", "Read it"), None, "too little to go by");
        assert_eq!(found("L1", "…"), None);
    }

    #[test]
    fn an_article_more_or_less_is_the_same_task() {
        let list = read("- [x] Fix the timeout in `a/x.py`.\n- [ ] Use option A\n- [x] A retry\n");
        assert_eq!(list.find(&[("L1", "Fix timeout in a/x.py")])[0], Some(0));
        assert_eq!(list.find(&[("L9", "Fix a timeout in an a/x.py")])[0], Some(0));
        assert_eq!(list.find(&[("L2", "Use option")])[0], None, "A is a name there");
        assert!(is_same_wording("The retry", "a retry") && !is_same_wording("The", "a"));
    }

    #[test]
    fn of_repeated_ids_the_title_tells() {
        let list = read("- [ ] 1. One\n- [x] 1. Two\n");
        assert_eq!(list.find(&[("1#2", "Two")])[0], Some(1));
        assert_eq!(list.find(&[("1", "One")])[0], Some(0));
        assert_eq!(list.find(&[("1", "Neither")])[0], Some(0));
    }

    #[test]
    fn a_title_that_was_cut_is_that_of_its_text() {
        let long = "word ".repeat(60);
        let list = read(&format!("- [x] {long}\n"));
        assert!(list.title(0).ends_with('…'));
        assert_eq!(list.find(&[("L1", &list.title(0))])[0], Some(0));
    }
}
