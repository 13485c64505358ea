//! A page of text under construction.

use super::layout::{HEADING, paint};

/// Lines, each written whole.
pub struct Page {
    text: String,
    /// Columns to fit the lines into.
    pub width: usize,
}

impl Page {
    /// Makes an empty page of `width` columns; very narrow ones are treated as 40.
    pub fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(40) }
    }

    /// Writes one line. Blanks at its end are dropped.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Writes an empty line and a heading, which may have a remark in plain style.
    pub fn heading(&mut self, heading: &str, remark: &str) {
        self.text.push('\n');
        self.line(&format!("{} {remark}", paint(HEADING, heading)));
    }

    /// Returns the whole page.
    pub fn finish(self) -> String {
        self.text
    }
}
