//! Builder of the outline, one line at a time.

use super::super::html::{self, Block};
use super::super::marker::{self, Fence};
use super::{Checkbox, Kind, MAX_DEPTH, Node, Outline, Owner, after_bullet, box_in};
use crate::backlog::formats::markdown::checkbox;

/// Block that continues on the next lines.
#[derive(Default)]
enum Inside<'a> {
    #[default]
    Nothing,
    /// Fence with its column, and the column of the item that contains it, if any.
    Fence {
        fence: Fence<'a>,
        column: usize,
        item: Option<usize>,
        line: u32,
    },
    Comment {
        line: u32,
    },
    /// HTML without Markdown up to one of its ends, and the column of the item that contains it.
    Verbatim {
        ends: &'static [&'static str],
        item: Option<usize>,
        line: u32,
    },
}

/// Kind of lines that a paragraph consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Run {
    /// Text, which lines with less indentation also continue.
    #[default]
    Text,
    /// Block quote, which lines with less indentation also continue.
    Quote,
    /// Table or HTML, which ends with the item around it.
    Contained,
}

#[derive(Default)]
pub struct Builder<'a> {
    outline: Outline<'a>,
    /// Open headings and items, outermost first.
    open: Vec<usize>,
    /// Item or paragraph that a line of text continues.
    paragraph: Option<usize>,
    run: Run,
    inside: Inside<'a>,
}

impl<'a> Builder<'a> {
    pub fn line(&mut self, number: u32, line: &'a str) {
        let (column, rest) = marker::skip_space(line, 0);
        let hidden = self.goes_on(number, line, column, rest);
        if !hidden {
            self.block(number, column, rest);
        }
        let node = self.owner(column, rest, hidden);
        self.outline.owners.push(Owner { node, hidden });
    }

    /// Returns true if the line continues the open fence or comment, its end included.
    fn goes_on(&mut self, number: u32, line: &'a str, column: usize, rest: &'a str) -> bool {
        match self.inside {
            Inside::Nothing => false,
            Inside::Comment { .. } => {
                if rest.contains("-->") {
                    self.inside = Inside::Nothing;
                }
                true
            }
            Inside::Verbatim { ends, item, .. } => {
                let is_left = item.is_some_and(|item| column <= item && starts_structure(rest));
                if is_left || html::is_ended(rest, ends) {
                    self.inside = Inside::Nothing;
                }
                !is_left
            }
            Inside::Fence { fence, column: own, item, .. } => {
                if item.is_some_and(|item| column <= item && starts_structure(rest)) {
                    self.inside = Inside::Nothing;
                    return false;
                }
                if marker::closes(rest, fence) {
                    self.inside = Inside::Nothing;
                } else {
                    self.push_line(number, outdent(line, own));
                }
                true
            }
        }
    }

    /// Returns the heading or item that contains the current line.
    fn owner(&self, column: usize, rest: &str, hidden: bool) -> Option<usize> {
        if hidden {
            return self.outline.owners.last().and_then(|owner| owner.node);
        }
        if let Some(node) = self.paragraph {
            return if self.is_item(node) { Some(node) } else { self.outline.nodes[node].parent };
        }
        if rest.starts_with("<!--") {
            return self.parent_at(column);
        }
        self.open.last().copied()
    }

    /// Adds a line outside of fences and comments.
    fn block(&mut self, number: u32, column: usize, rest: &'a str) {
        if rest.is_empty() {
            self.paragraph = None;
        } else if let Some(level) = self.underlined(column, rest) {
            self.underline(level);
        } else if self.is_underlined_item(column, rest) {
            self.paragraph = None;
        } else if self.is_indented_code(column) {
            // A box in a quote is an example, not a task.
        } else if self.begins_item(column, rest) {
            self.item(number, column, rest);
        } else if marker::is_rule(rest) {
            // An empty paragraph stands for the rule, so that a line like `Acceptance criteria:`
            // does not apply to a list below the rule.
            self.close_items(column);
            self.push(Kind::Paragraph, number, None, column);
            self.paragraph = None;
        } else {
            self.leaf(number, column, rest);
        }
    }

    /// Adds a line that starts no item: a fence, HTML, a heading, a quote, a table or text.
    fn leaf(&mut self, number: u32, column: usize, rest: &'a str) {
        if let Some(fence) = marker::fence(rest) {
            self.close_items(column);
            let item = self.item_column();
            self.inside = Inside::Fence { fence, column, item, line: number };
            self.push(Kind::Code, number, None, column);
            self.paragraph = None;
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            self.paragraph = None;
            match comment.find("-->") {
                None => self.inside = Inside::Comment { line: number },
                Some(end) => {
                    let after = comment[end + 3..].trim();
                    if !after.is_empty() {
                        self.text(number, column, after);
                    }
                }
            }
        } else if html::is_lone_tag(rest)
            && !(self.run == Run::Text && self.is_in_paragraph(column))
        {
            self.html(number, column, rest, html::block(rest).unwrap_or(Block::Tags));
        } else if let Some(block) = html::block(rest) {
            self.html(number, column, rest, block);
        } else if let Some((level, text)) = self.heading(column, rest) {
            self.push_heading(level, number, text);
        } else if let Some(text) = self.heading_in_item(column, rest) {
            self.begin(number, column, Run::Text);
            self.push_line(number, text);
            self.paragraph = None;
        } else if let Some(quoted) = rest.strip_prefix('>') {
            self.quote(number, column, rest, quoted.trim_start());
        } else if self.is_table(column, rest) {
            self.table(number, column, rest);
        } else {
            self.text(number, column, rest);
        }
    }

    fn html(&mut self, number: u32, column: usize, rest: &'a str, block: Block) {
        self.begin(number, column, Run::Contained);
        match block {
            Block::Tags => self.push_line(number, rest.trim_end()),
            Block::Verbatim(ends) => {
                self.paragraph = None;
                // The start tag may also contain the end, as in a declaration of one line.
                if !html::is_ended(&rest[1..], ends) {
                    self.inside = Inside::Verbatim { ends, item: self.item_column(), line: number };
                }
            }
        }
    }

    fn quote(&mut self, number: u32, column: usize, rest: &'a str, quoted: &str) {
        if self.paragraph.is_none() || self.run != Run::Quote || !self.is_in_paragraph(column) {
            self.begin(number, column, Run::Quote);
        }
        self.push_line(number, rest.trim_end());
        // After such a quote, the next line starts a new paragraph.
        let is_closed = quoted.is_empty()
            || marker::heading(quoted).is_some()
            || marker::fence(quoted).is_some()
            || marker::is_rule(quoted);
        if is_closed {
            self.paragraph = None;
        }
    }

    /// Returns true if `rest` is the second row of a table and the last line of the paragraph is
    /// its first row.
    fn is_table(&self, column: usize, rest: &str) -> bool {
        let Some(node) = self.paragraph.filter(|_| self.run == Run::Text) else { return false };
        let Some(cells) = marker::delimiters(rest) else { return false };
        let head = self.outline.lines(node).last();
        head.is_some_and(|&(_, line)| marker::cells(line) == cells) && self.is_in_paragraph(column)
    }

    /// Moves the first row of a table out of the paragraph above it, unless it is the whole text of
    /// an item.
    fn table(&mut self, number: u32, column: usize, rest: &'a str) {
        let Some(above) = self.outline.nodes.last_mut() else { return };
        let has_text = above.kind == Kind::Item || above.lines.len() > 1;
        let head = self.outline.lines.last().copied().filter(|_| above.lines.len() > 1);
        if let Some((line, text)) = head {
            above.lines.end -= 1;
            self.outline.lines.pop();
            self.begin(line, column, Run::Contained);
            self.push_line(line, text);
        } else if has_text {
            self.begin(number, column, Run::Contained);
        }
        self.run = Run::Contained;
        self.push_line(number, rest.trim_end());
    }

    fn text(&mut self, number: u32, column: usize, text: &'a str) {
        let goes_on = self.run != Run::Contained || self.is_in_paragraph(column);
        if self.paragraph.is_none() || !goes_on {
            self.begin(number, column, Run::Text);
        }
        self.push_line(number, text.trim_end());
    }

    /// Starts a paragraph.
    fn begin(&mut self, number: u32, column: usize, run: Run) {
        self.close_items(column);
        self.paragraph = Some(self.push(Kind::Paragraph, number, None, column));
        self.run = run;
    }

    fn item(&mut self, number: u32, column: usize, rest: &'a str) {
        self.close_items(column);
        if self.open.len() >= MAX_DEPTH
            && let Some(item) = self.innermost_item()
        {
            self.close_at(item);
        }
        let (inside, rest) = after_bullet(rest, column);
        let checkbox = box_in(rest);
        let text = checkbox.as_ref().map_or(rest, |checkbox| checkbox.text);
        let node = self.push(Kind::Item, number, checkbox, column);
        self.open.push(node);
        if rest.is_empty() {
            self.paragraph = None;
        } else if marker::fence(rest).is_some() || rest.starts_with("<!--") {
            self.leaf(number, inside, rest);
        } else {
            self.paragraph = Some(node);
            self.run = Run::Text;
            self.push_line(number, text.trim_end());
        }
    }

    /// Returns true if a list marker starts an item. Within a paragraph, `CommonMark` restricts
    /// this, since a wrapped line may start with `14. ` or be a single dash.
    fn begins_item(&self, column: usize, rest: &str) -> bool {
        let Some(bullet) = marker::bullet(rest) else { return false };
        if marker::is_rule(rest) {
            return false;
        }
        let (_, text) = after_bullet(rest, column);
        let interrupts = self.run == Run::Text && self.is_in_paragraph(column);
        !interrupts
            || checkbox::leading(text).is_some()
            || (!text.is_empty() && bullet.ordinal.is_none_or(|ordinal| ordinal == 1))
    }

    /// Returns true if a line at `column` is inside the block that contains the paragraph, so that
    /// it is no lazy continuation.
    fn is_in_paragraph(&self, column: usize) -> bool {
        self.paragraph.is_some_and(|node| match self.outline.nodes[node].kind {
            Kind::Item => column >= self.outline.nodes[node].column + 2,
            _ => self.outline.nodes[node].parent == self.parent_at(column),
        })
    }

    /// Parses a heading that is not inside an item.
    fn heading(&self, column: usize, rest: &'a str) -> Option<(u8, &'a str)> {
        let in_item = self.parent_at(column).is_some_and(|node| self.is_item(node));
        marker::heading(rest).filter(|_| !in_item && column < 4)
    }

    /// Parses a heading inside an item, which becomes a paragraph of the item.
    fn heading_in_item(&self, column: usize, rest: &'a str) -> Option<&'a str> {
        let in_item = self.parent_at(column).is_some_and(|node| self.is_item(node));
        marker::heading(rest).filter(|_| in_item).map(|(_, text)| text)
    }

    fn push_heading(&mut self, level: u8, number: u32, text: &'a str) {
        while let Some(&node) = self.open.last() {
            match self.outline.nodes[node].kind {
                Kind::Heading(above) if above < level => break,
                _ => self.close_at(node),
            }
        }
        let checkbox = checkbox::in_heading(text);
        let text = checkbox.as_ref().map_or(text, |checkbox| checkbox.text);
        let node = self.push(Kind::Heading(level), number, checkbox, 0);
        self.push_line(number, text);
        self.open.push(node);
        self.paragraph = None;
    }

    /// Returns the heading level if `rest` underlines the paragraph above it.
    fn underlined(&self, column: usize, rest: &str) -> Option<u8> {
        let node = &self.outline.nodes[self.paragraph?];
        let free = node.parent.is_none_or(|parent| !self.is_item(parent));
        let one_line = node.lines.len() == 1;
        let is_text = node.kind == Kind::Paragraph && self.run == Run::Text;
        if !is_text || !free || !one_line || column >= 4 {
            return None;
        }
        marker::underline(rest)
    }

    /// Returns true if `rest` underlines the text of the item around it, which ends that text.
    fn is_underlined_item(&self, column: usize, rest: &str) -> bool {
        let is_text = self.run == Run::Text && self.is_in_paragraph(column);
        let in_item = self.parent_at(column).is_some_and(|node| self.is_item(node));
        is_text && in_item && marker::underline(rest).is_some() && !marker::is_rule(rest)
    }

    /// Makes a heading of the paragraph above, which is the last node.
    fn underline(&mut self, level: u8) {
        let Some(node) = self.outline.nodes.pop() else { return };
        if let Some((number, text)) = self.outline.lines.pop() {
            debug_assert_eq!(number, node.line);
            self.push_heading(level, number, text);
        }
    }

    /// Returns true for indented code: four columns, and no item or paragraph that the line could
    /// continue.
    fn is_indented_code(&self, column: usize) -> bool {
        column >= 4 && self.paragraph.is_none() && self.innermost_item().is_none()
    }

    fn push(
        &mut self,
        kind: Kind,
        line: u32,
        checkbox: Option<Checkbox<'a>>,
        column: usize,
    ) -> usize {
        let position = self.outline.lines.len();
        let parent = self.open.last().copied();
        let node = Node { kind, line, checkbox, parent, end: 0, lines: position..position, column };
        self.outline.nodes.push(node);
        self.outline.nodes.len() - 1
    }

    /// Adds a line to the last node.
    fn push_line(&mut self, number: u32, text: &'a str) {
        if let Some(node) = self.outline.nodes.last_mut() {
            self.outline.lines.push((number, text));
            node.lines.end = self.outline.lines.len();
        }
    }

    fn is_item(&self, node: usize) -> bool {
        self.outline.nodes[node].kind == Kind::Item
    }

    /// Returns the column of the innermost item.
    fn item_column(&self) -> Option<usize> {
        self.innermost_item().map(|item| self.outline.nodes[item].column)
    }

    fn innermost_item(&self) -> Option<usize> {
        self.open.last().copied().filter(|&node| self.is_item(node))
    }

    /// Returns the open node that contains a line at `column`.
    fn parent_at(&self, column: usize) -> Option<usize> {
        let holds =
            |&&node: &&usize| !self.is_item(node) || column >= self.outline.nodes[node].column + 2;
        self.open.iter().rev().find(holds).copied()
    }

    /// Closes the items that do not contain a line at `column`.
    fn close_items(&mut self, column: usize) {
        while let Some(item) = self.innermost_item() {
            if column >= self.outline.nodes[item].column + 2 {
                break;
            }
            self.close_at(item);
        }
    }

    /// Closes the innermost open node, `node`.
    fn close_at(&mut self, node: usize) {
        self.outline.nodes[node].end = self.outline.nodes.len();
        self.open.pop();
    }

    pub fn finish(mut self) -> Outline<'a> {
        while let Some(&node) = self.open.last() {
            self.close_at(node);
        }
        for (index, node) in self.outline.nodes.iter_mut().enumerate() {
            if matches!(node.kind, Kind::Paragraph | Kind::Code) {
                node.end = index + 1;
            }
        }
        self.outline.unclosed = match self.inside {
            Inside::Nothing => None,
            Inside::Fence { line, .. } => Some((line, "code fence")),
            Inside::Comment { line } => Some((line, "comment")),
            Inside::Verbatim { line, .. } => Some((line, "HTML block")),
        };
        self.outline
    }
}

fn starts_structure(rest: &str) -> bool {
    marker::heading(rest).is_some() || (marker::bullet(rest).is_some() && !marker::is_rule(rest))
}

/// Removes up to `column` columns of white space from `line`.
fn outdent(line: &str, column: usize) -> &str {
    let blank = |c: char| c == ' ' || c == '\t';
    let width = line.chars().take_while(|&c| blank(c)).count().min(column);
    line[width..].trim_end()
}
