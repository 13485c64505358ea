//! A backlog with all its tasks, the finished ones too, as they are written.

use std::ops::Range;

use super::{Source, ids, inline, labels, lines, markdown};
use crate::model::TaskState;

/// As much of an entry's first paragraph as its words come from, in bytes.
const LOOKED_AT: usize = 2000;

/// A heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How far the task has come; `None` for what is no task: a plain heading or bullet, a
    /// criterion of acceptance.
    pub state: Option<TaskState>,
    /// Whether it has a box of its own. A task heading without one is done with its last step.
    pub has_box: bool,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// The entry that it is in.
    pub parent: Option<usize>,
    /// Its lines with all that is in it, counted from 0.
    pub lines: Range<usize>,
    /// Its first paragraph, without marker and box.
    pub(super) own: String,
}

/// All headings and list items of a backlog, in reading order: what is in an entry directly follows
/// it.
#[derive(Clone, Debug, Default)]
pub struct Checklist {
    /// The entries.
    pub entries: Vec<Entry>,
    text: String,
}

impl Checklist {
    /// Reads a backlog, whatever its bytes are.
    pub fn read(source: &Source) -> Self {
        let text = lines::decode(source, &mut Vec::new()).into_owned();
        let entries = markdown::entries(&text);
        Self { entries, text }
    }

    /// An entry as written, with all that is in it: its own line first, without the indentation
    /// that it has.
    pub fn text(&self, entry: usize) -> String {
        let range = &self.entries[entry].lines;
        let lines = || self.text.lines().skip(range.start).take(range.len());
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

    /// Its first paragraph as one reads it: without labels and marks.
    pub fn words(&self, entry: usize) -> String {
        let Entry { own, is_heading, .. } = &self.entries[entry];
        let own = lines::prefix(own, LOOKED_AT);
        let own = if *is_heading {
            labels::of_heading(own).0
        } else {
            labels::strip(own, &labels::find(own))
        };
        inline::plain(&own)
    }

    /// The ids that it goes by, in lower case and with plain dashes.
    pub fn ids(&self, entry: usize) -> Vec<String> {
        let first = self.entries[entry].own.lines().next().unwrap_or_default();
        let mut found = ids::lead(first).aliases;
        found.extend(ids::in_comment(first).map(str::to_owned));
        found.iter().map(|id| ids::canonical(id)).collect()
    }

    /// The entries that it is in, outermost first.
    pub fn above(&self, entry: usize) -> Vec<usize> {
        let mut above: Vec<usize> =
            std::iter::successors(self.entries[entry].parent, |&at| self.entries[at].parent)
                .collect();
        above.reverse();
        above
    }

    /// The headings above it as written, and the list items, outermost first and on a line each.
    pub fn headings_and_ancestors(&self, entry: usize) -> (Vec<String>, Vec<String>) {
        let (headings, items): (Vec<usize>, Vec<usize>) =
            self.above(entry).into_iter().partition(|&at| self.entries[at].is_heading);
        let texts = |places: Vec<usize>| {
            places.into_iter().map(|at| inline::fold(&self.entries[at].own)).collect()
        };
        (texts(headings), texts(items))
    }

    /// The entries in it, at any depth.
    pub fn inside(&self, entry: usize) -> Range<usize> {
        let last = self.entries[entry].lines.end;
        let length =
            self.entries[entry + 1..].iter().take_while(|it| it.lines.start < last).count();
        entry + 1..entry + 1 + length
    }
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
}
