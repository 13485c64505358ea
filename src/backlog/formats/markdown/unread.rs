//! Lines that look like open tasks to people and are not read as tasks.

use super::checkbox::{self, Mark};
use super::outline::{self, Kind, Outline};
use super::roles::Roles;
use super::{body, looks, marker};
use crate::backlog::Source;
use crate::backlog::text::lines;
use crate::backlog::text::lines::prefix;
use crate::model::{Problem, ProblemKind, one_line};

/// Words of headings of finished items.
const FINISHED: [&str; 6] = ["done", "completed", "finished", "archive", "archived", "closed"];
/// Words of headings that state the progress of the work below them, and name no work themselves.
const STATES: [&str; 36] = [
    "active",
    "and",
    "archive",
    "archived",
    "backlog",
    "blocked",
    "closed",
    "complete",
    "completed",
    "current",
    "deferred",
    "do",
    "doing",
    "done",
    "finished",
    "hold",
    "in",
    "items",
    "later",
    "next",
    "not",
    "now",
    "on",
    "open",
    "pending",
    "planned",
    "progress",
    "started",
    "status",
    "tasks",
    "to",
    "todo",
    "up",
    "upcoming",
    "waiting",
    "work",
];
/// Maximum length of the part of a line that a problem quotes, in bytes.
const MAX_QUOTED_BYTES: usize = 60;

/// Lines that look like open tasks and are not read as tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Numbers of the lines.
    pub lines: Vec<u32>,
    /// Line and kind of the unclosed block that hides them.
    pub hidden_by: Option<(u32, &'static str)>,
}

/// Finds the lines of `source` that look like open tasks and are not read: boxes in unknown forms, and
/// boxes in an unclosed block; in a file without boxes, open status fields, else plain items.
pub fn unread(source: &Source) -> Unread {
    let text = lines::decode(source, &mut Vec::new());
    let all = lines::split(&text, "", &mut Vec::new());
    let (first, end) = body(&all);
    let outline = Outline::new(&all[..end], first);
    let roles = Roles::new(&outline, "", &mut Vec::new());
    let file = File { lines: &all[..end], first, outline: &outline, roles: &roles };
    file.unread()
}

/// Backlog with its outline and roles.
pub struct File<'a> {
    /// Lines up to the end of its body.
    pub lines: &'a [&'a str],
    /// First line of its body.
    pub first: usize,
    pub outline: &'a Outline<'a>,
    pub roles: &'a Roles,
}

impl<'a> File<'a> {
    /// Finds the lines that look like open tasks in a file without tasks.
    fn unread(&self) -> Unread {
        let boxes = self.boxes();
        let swallowed = self.swallowed();
        if boxes.is_empty() && !swallowed.is_empty() {
            return Unread { lines: swallowed, hidden_by: self.outline.unclosed };
        }
        let has_boxes = self.outline.nodes.iter().any(outline::Node::has_box);
        if !boxes.is_empty() || has_boxes {
            let lines = self.boxes_and_headings();
            let lines = if lines.is_empty() { self.below_open_headings() } else { lines };
            return Unread { lines, hidden_by: None };
        }
        let indented = self.indented();
        if !indented.is_empty() {
            return Unread { lines: indented, hidden_by: None };
        }
        let is_open = |&(_, rest): &(u32, &str)| looks::is_open_status(rest);
        let open: Vec<u32> = self.visible().filter(is_open).map(|(number, _)| number).collect();
        let ways = [Self::plain_items, Self::below_open_headings, Self::paragraphs];
        let others = || ways.iter().map(|find| find(self)).find(|lines| !lines.is_empty());
        let lines = if open.is_empty() { others().unwrap_or_default() } else { open };
        Unread { lines, hidden_by: None }
    }

    /// Finds the boxes in unknown forms and the headings with an open status field.
    fn boxes_and_headings(&self) -> Vec<u32> {
        let mut lines = [self.boxes(), self.open_headings()].concat();
        lines.sort_unstable();
        lines
    }

    /// Finds the open status fields right below headings that are no tasks and hold no boxes.
    fn open_headings(&self) -> Vec<u32> {
        let inside = self.in_tasks();
        let is_right_below = |number: u32, heading: u32| {
            let between = &self.lines[heading as usize..number as usize - 1];
            between.iter().all(|line| line.trim().is_empty())
        };
        let is_task = |&(number, rest): &(u32, &str)| {
            let owner = self.outline.owners[number as usize - 1 - self.first].node;
            let heading = owner.filter(|&node| self.is_heading(node) && !inside[node]);
            looks::is_open_status(rest)
                && heading.is_some_and(|node| {
                    !self.holds_boxes(node) && is_right_below(number, self.outline.nodes[node].line)
                })
        };
        self.visible().filter(is_task).map(|(number, _)| number).collect()
    }

    /// Finds the outermost items and headings without a box right below a heading that is only an open state,
    /// such as `Todo` or `In progress`.
    fn below_open_headings(&self) -> Vec<u32> {
        let nodes = &self.outline.nodes;
        let is_open =
            |node: usize| self.is_heading(node) && looks::is_state(self.outline.first_line(node));
        let is_task = |node: &outline::Node| {
            matches!(node.kind, Kind::Item | Kind::Heading(_))
                && !node.has_box()
                && node.parent.is_some_and(is_open)
        };
        nodes.iter().filter(|node| is_task(node)).map(|node| node.line).collect()
    }

    /// Finds the paragraphs that begin with `TODO`, an open status, or the id of a task.
    fn paragraphs(&self) -> Vec<u32> {
        let is_task = |&(_, rest): &(u32, &str)| {
            looks::is_open_paragraph(rest) || looks::begins_with_id(rest)
        };
        self.visible().filter(is_task).map(|(number, _)| number).collect()
    }

    /// Returns one problem for all lines that look like open tasks.
    pub fn problem(&self, path: &str, has_tasks: bool) -> Option<Problem> {
        let found = if has_tasks { self.boxes_and_headings() } else { self.unread().lines };
        let &first = found.first()?;
        let lines = if found.len() == 1 {
            "1 line looks like a task and is not read as one".to_owned()
        } else {
            format!("{} lines look like tasks and are not read as such", found.len())
        };
        let line = one_line(self.lines.get(first as usize - 1)?.trim());
        let quoted = prefix(&line, MAX_QUOTED_BYTES);
        let more = if quoted.len() < line.len() { "…" } else { "" };
        let message = format!(
            "{lines}, the first in line {first}: {quoted}{more}; write a task as `- [ ] text`"
        );
        Some(Problem::at(ProblemKind::LooksLikeTask, path, first, message))
    }

    /// Returns the problem of the unclosed block and the tasks that it hides.
    pub fn unclosed(&self, path: &str) -> Option<Problem> {
        let (line, what) = self.outline.unclosed?;
        let hidden = match self.swallowed().len() {
            0 => "what follows is not read as tasks".to_owned(),
            1 => "the open box below it is not read as a task".to_owned(),
            count => format!("the {count} open boxes below it are not read as tasks"),
        };
        let message = format!("{what} without an end; {hidden}");
        Some(Problem::at(ProblemKind::Unclosed, path, line, message))
    }

    /// Returns the lines that are neither hidden nor a box that is read: their numbers, columns and text
    /// without indentation.
    fn others(&self) -> impl Iterator<Item = (u32, usize, &'a str)> {
        let nodes = &self.outline.nodes;
        let read: Vec<u32> =
            nodes.iter().filter(|node| node.has_box()).map(|node| node.line).collect();
        let lines = self.lines[self.first..].iter().zip(&self.outline.owners).enumerate();
        lines.filter_map(move |(index, (line, owner))| {
            let number = lines::number(self.first + index);
            let (column, rest) = marker::skip_space(line, 0);
            let is_read = owner.hidden || read.binary_search(&number).is_ok();
            let is_criterion = owner.node.is_some_and(|node| self.roles.criterion[node]);
            (!is_read && !is_criterion).then_some((number, column, rest))
        })
    }

    /// Returns those of these lines that are no indented code.
    fn visible(&self) -> impl Iterator<Item = (u32, &'a str)> {
        let owner = |number: u32| self.outline.owners[number as usize - 1 - self.first].node;
        let in_item = move |number| {
            owner(number).is_some_and(|node| self.outline.nodes[node].kind == Kind::Item)
        };
        let lines = self.others().filter(move |&(number, column, _)| column < 4 || in_item(number));
        lines.map(|(number, _, rest)| (number, rest))
    }

    /// Finds boxes in unknown forms, and headings with a sign in place of a box.
    fn boxes(&self) -> Vec<u32> {
        let inside = self.in_tasks();
        let headings = self.headings();
        let is_task = |&(number, rest): &(u32, &str)| {
            let owner = self.outline.owners[number as usize - 1 - self.first].node;
            let holds_boxes = || {
                let node =
                    owner.filter(|&node| self.is_heading(node)).filter(|_| rest.starts_with('#'));
                node.is_some_and(|node| self.holds_boxes(node))
            };
            let is_note = || looks::is_note(rest) && !owner.is_some_and(|node| inside[node]);
            (looks::is_box(rest) && !holds_boxes())
                || is_note()
                || headings.binary_search(&number).is_ok()
        };
        self.visible().filter(is_task).map(|(number, _)| number).collect()
    }

    /// Returns, for each node, true if it is a task or in one.
    fn in_tasks(&self) -> Vec<bool> {
        let mut in_task = vec![false; self.outline.nodes.len()];
        for (index, node) in self.outline.nodes.iter().enumerate() {
            let around = node.parent.is_some_and(|parent| in_task[parent]);
            in_task[index] = around || self.roles.state[index].is_some();
        }
        in_task
    }

    /// Finds the lines of headings with a sign of an open task and without a box, if several headings of
    /// that level have such signs: `## 🚧 Login`, `## ✅ Search`.
    fn headings(&self) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for level in 1..=6 {
            let signs: Vec<(u32, bool)> = (0..self.outline.nodes.len())
                .filter(|&node| self.outline.nodes[node].kind == Kind::Heading(level))
                .filter_map(|node| Some((self.outline.nodes[node].line, self.sign(node)?)))
                .collect();
            if signs.len() > 1 {
                found.extend(signs.iter().filter(|(_, is_open)| *is_open).map(|(line, _)| line));
            }
        }
        found.sort_unstable();
        found
    }

    /// Returns true if the sign at the start or end of the heading `node` is that of an open task, and
    /// `None` if it has no sign.
    fn sign(&self, node: usize) -> Option<bool> {
        let text = self.outline.first_line(node);
        if self.roles.state[node].is_some() || self.holds_boxes(node) {
            return None;
        }
        let mut words = text.split_whitespace();
        let (first, last) = (words.next()?, words.next_back()?);
        let mark = checkbox::sign(first).or_else(|| checkbox::sign(last))?;
        let lower = text.to_lowercase();
        let mut words =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        let names_work = words.peek().is_some() && !words.all(|word| STATES.contains(&word));
        names_work.then_some(!matches!(mark, Mark::Done | Mark::Dropped))
    }

    fn is_heading(&self, node: usize) -> bool {
        matches!(self.outline.nodes[node].kind, Kind::Heading(_))
    }

    fn holds_boxes(&self, node: usize) -> bool {
        let end = self.outline.nodes[node].end;
        self.outline.nodes[node + 1..end].iter().any(outline::Node::has_box)
    }

    /// Finds the boxes of a list that is indented as a whole.
    fn indented(&self) -> Vec<u32> {
        let visible: Vec<u32> = self.visible().map(|(number, _)| number).collect();
        let code = self.others().filter(|(number, ..)| visible.binary_search(number).is_err());
        code.filter(|&(_, _, rest)| looks::is_box(rest)).map(|(number, ..)| number).collect()
    }

    /// Finds the lines with an open box in an unclosed block.
    fn swallowed(&self) -> Vec<u32> {
        let Some((start, _)) = self.outline.unclosed else { return Vec::new() };
        let lines = self.lines.iter().enumerate().skip(start as usize);
        let is_open = |line: &str| match outline::box_of(line) {
            Some(mark) => !matches!(mark, Mark::Done | Mark::Dropped | Mark::Dash),
            None => looks::is_box(line.trim_start()),
        };
        lines.filter(|(_, line)| is_open(line)).map(|(index, _)| lines::number(index)).collect()
    }

    /// Finds the outermost items, except those below headings of finished items and references.
    fn plain_items(&self) -> Vec<u32> {
        let nodes = &self.outline.nodes;
        let mut is_finished = vec![false; nodes.len()];
        let mut found = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let around = node.parent.is_some_and(|parent| is_finished[parent]);
            let words = self.outline.first_line(index).to_lowercase();
            let mut words = words.split(|c: char| !c.is_alphanumeric());
            let says = self.is_heading(index) && words.any(|it| FINISHED.contains(&it));
            is_finished[index] = around || says;
            let in_item = node.parent.is_some_and(|parent| nodes[parent].kind == Kind::Item);
            let is_reference =
                || looks::is_reference(self.lines[node.line as usize - 1].trim_start());
            if node.kind == Kind::Item && !in_item && !around && !is_reference() {
                found.push(node.line);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<u32> {
        unread(&Source { name: "T.md".into(), bytes: text.as_bytes().to_vec() }).lines
    }

    #[test]
    fn boxes_in_other_forms() {
        for line in [
            "> - [ ] a",
            "[ ] a",
            "- ( ) a",
            "( ) a",
            "☐ a",
            "○ a",
            "## ☐ a",
            "### 🔲 Task 1: a",
            "- ☐ a",
            "⬜\u{fe0f} a",
            "\\- \\[ \\] a",
            "| T1 | a | [ ] |",
            "| ☐ | a |",
            "[TODO] a",
            "- TODO: a",
            "- <input type=\"checkbox\"> a",
            "<li><input type=\"checkbox\"> a</li>",
            "- [ ]: a",
        ] {
            assert_eq!(found(&format!("- [x] done\n\n{line}\n")), [3], "{line}");
        }
    }

    #[test]
    fn what_is_no_box_is_not_counted() {
        for line in [
            "[text](url)",
            "- [](url)",
            "- see [1]",
            "[1]: url",
            "[x]: url",
            "`a[ ]`",
            "- f() a",
            "    - [ ] code",
            "```\n- [ ] code\n```",
            "<!-- - [ ] a -->",
            "| a | b |",
            "Status: pending",
            "- plain",
            "text\n`[]string` and\n[]int",
            "- <input type=\"checkbox\" checked> a",
            "☐",
            "  - TODO: a",
            "- [ ] b\n  Acceptance criteria:\n  - ( ) a",
        ] {
            assert_eq!(found(&format!("- [x] done\n\n{line}\n")), [0; 0], "{line}");
        }
    }

    #[test]
    fn a_file_without_boxes_shows_its_work_otherwise() {
        for (text, expected) in [
            ("## A\n\nStatus: pending\n\n## B\n**Status**: In Progress\n", vec![3, 6]),
            ("## A\n- **Status:** ⏳ Not started\n", vec![2]),
            ("| Task | Status |\n|---|---|\n| a | TODO |\n| b | Done |\n", vec![3]),
            ("## A\nStatus: done\n", vec![]),
            ("## A\nStatus: openly discussed\n", vec![]),
            ("# TODO\n- a\n  - b\n- c\n", vec![2, 4]),
            ("# Done\n- a\n## B\n- b\n# Next\n- c\n", vec![6]),
            ("# Tasks\n\n    - [ ] a\n    - [ ] b\n", vec![3, 4]),
            ("# Tasks\n\n\t- [ ] a\n", vec![3]),
            ("# Tasks\n\n    - [x] a\n", vec![]),
            ("# Tasks\n\n    [] string\n    a\n- [x] done\n", vec![]),
            ("# Tasks\n\nNothing to do.\n", vec![]),
            ("# Plan\n## TODO\n### Login form\n### Search\n## Done\n### Docs\n", vec![3, 4]),
            ("### PENDING: Login\n### DONE: Docs\n", vec![1]),
            ("**TODO**: Login\n\nTODO fix the parser\n", vec![1, 3]),
            ("T001: Login\nT002: Docs\n", vec![1, 2]),
            ("[_] Login\n[X] Docs\n", vec![1]),
            ("- [x] a\n\n## Todo\n\n- Write the form\n", vec![5]),
            ("- [x] a\n\n## In progress\n- b\n- c\n## Notes\n- d\n", vec![4, 5]),
            ("- [x] a\n\n## Done\n\n- Write the form\n", vec![]),
            ("## Todo\n- [x] a\n", vec![]),
            ("- [x] a\n## B\nStatus: pending\n## C\n\n**Status:** In progress\n", vec![3, 6]),
            ("- [x] a\n## B\nStatus: done\n## C\nText.\nStatus: pending\n", vec![]),
            ("- [x] a\n## B\nStatus: pending\n- [x] b\n", vec![]),
            ("- [x] a\n- ( ) b\n## C\nStatus: todo\n", vec![2, 4]),
            ("", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_with_a_sign_are_tasks_where_others_have_one() {
        for (text, expected) in [
            ("## ✅ Login\n## 🚧 Search\nText.\n## ⏳ Export\n", vec![2, 4]),
            ("## Login ✅\n## Search 🔄\n", vec![2]),
            ("### ⬜ Login\n### ⬜ Search\n", vec![1, 2]),
            ("## ⛔ Login\n## 🚫 Search\n", vec![1, 2]),
            ("## 🏗\u{fe0f} Login\n## ❌ Search\n", vec![1]),
            ("## 🚧 Known limits\n", vec![]),
            ("## 🚧 In progress\n## ✅ Done\n## ⛔ Blocked\n", vec![]),
            ("## 🚧 Login\n- [x] a\n## ⏳ Search\n- [x] b\n", vec![]),
            ("## 🎉 Login\n## 📦 Search\n", vec![]),
            ("# 🚧 Plan\n## ⏳ Search\n", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_block_without_an_end_hides_boxes() {
        let unread =
            |text: &str| unread(&Source { name: "T.md".into(), bytes: text.as_bytes().to_vec() });
        for (text, lines, hidden_by) in [
            ("```\n- [ ] a\n- [x] b\n- [~] c\n", vec![2, 4], Some((1, "code fence"))),
            ("- [x] z\n~~~\n* [ ] a\n", vec![3], Some((2, "code fence"))),
            ("<!--\n- [ ] a\n", vec![2], Some((1, "comment"))),
            ("# T\n\n<pre>\n- [ ] a\n\n1. [ ] b\n", vec![4, 6], Some((3, "HTML block"))),
            ("<!-- note\n☐ a\n", vec![2], Some((1, "comment"))),
            ("```\n- [x] a\n- [-] b\ntext\n", vec![], None),
            ("```\n- [ ] a\n```\n", vec![], None),
        ] {
            assert_eq!(unread(text), Unread { lines, hidden_by }, "{text}");
        }
    }
}
