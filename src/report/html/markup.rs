//! Markup under construction. All text and all values are cleaned and escaped.

use crate::report::layout::clean;

/// Attributes of an element. Names are the program's own.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

/// Markup that is built from the front to the back, always balanced.
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// Adds an element that holds whatever `content` adds.
    pub fn inside(
        &mut self,
        tag: &'static str,
        attributes: Attributes,
        content: impl FnOnce(&mut Self),
    ) {
        self.start(tag, attributes);
        content(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push_str(">\n");
    }

    /// Adds an element that holds text only.
    pub fn element(&mut self, tag: &'static str, attributes: Attributes, text: &str) {
        self.inside(tag, attributes, |content| content.text(text));
    }

    /// Adds an element of running text, such as `code`, without the line break behind it.
    pub fn inline(&mut self, tag: &'static str, attributes: Attributes, text: &str) {
        self.element(tag, attributes, text);
        self.0.pop();
    }

    /// Adds an element that has no end tag.
    pub fn void(&mut self, tag: &'static str, attributes: Attributes) {
        self.start(tag, attributes);
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.0);
    }

    /// Adds a phrase of the program's own, in which backquotes mark code.
    pub fn phrase(&mut self, text: &str) {
        for (at, part) in text.split('`').enumerate() {
            match at % 2 {
                0 => self.text(part),
                _ => self.inline("code", &[], part),
            }
        }
    }

    /// Adds a path, with its folders apart from its name, and with places to break it.
    pub fn path(&mut self, path: &str) {
        self.inside("code", &[("class", "path")], |code| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if !folder.is_empty() {
                code.start("span", &[]);
                for part in folder.split('/') {
                    code.text(part);
                    code.0.push_str("/<wbr>");
                }
                code.0.push_str("</span>");
            }
            code.text(name);
        });
        self.0.pop();
    }

    /// Adds markup that the program wrote.
    pub fn own(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Returns the markup.
    pub fn finish(self) -> String {
        self.0
    }

    fn start(&mut self, tag: &'static str, attributes: Attributes) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            if !value.is_empty() {
                self.0.push_str("=\"");
                escape(value, &mut self.0);
                self.0.push('"');
            }
        }
        self.0.push('>');
    }
}

/// Cleans `text` and escapes the marks that HTML reads.
fn escape(text: &str, safe: &mut String) {
    for c in clean(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn nothing_that_html_reads_is_left() {
        let mut markup = Markup::default();
        markup.element(
            "p",
            &[("title", "\"><script>"), ("hidden", "")],
            "<b a='x' c=\"y\">&\u{1b}[1m",
        );
        assert_eq!(
            markup.finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;\" hidden>\
             &lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;</p>\n"
        );
    }

    #[test]
    fn backquotes_mark_code() {
        let mut markup = Markup::default();
        markup.phrase("type `ctx <b>` now");
        assert_eq!(markup.finish(), "type <code>ctx &lt;b&gt;</code> now");
    }

    #[test]
    fn paths_break_behind_their_folders() {
        let mut markup = Markup::default();
        markup.path("a/<b>/c.go");
        markup.path("d");
        assert_eq!(
            markup.finish(),
            "<code class=\"path\"><span>a/<wbr>&lt;b&gt;/<wbr></span>c.go</code>\
             <code class=\"path\">d</code>"
        );
    }
}
