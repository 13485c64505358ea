//! Facts of Markdown files.
//!
//! `pulldown-cmark` reads them: the time that it takes grows with the size of a file, whatever it holds.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::model::{CodeSpan, Heading, Link, MarkdownFacts};

/// Reads the facts of a Markdown file.
pub(super) fn facts(content: &[u8]) -> MarkdownFacts {
    let text = String::from_utf8_lossy(content);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let front_matter = front_matter(text);
    let body = &text[front_matter.len()..];
    let breaks = memchr::memchr_iter(b'\n', body.as_bytes()).collect();
    let first_line = memchr::memchr_iter(b'\n', front_matter.as_bytes()).count() + 1;
    let mut reader = Reader { breaks, first_line, heading: None, facts: MarkdownFacts::default() };
    reader.read(body);
    let mut facts = reader.facts;
    let heading = facts.headings.iter().find(|heading| heading.level == 1);
    facts.title = title(front_matter).or_else(|| heading.map(|heading| heading.text.clone()));
    facts
}

struct Reader {
    /// Places of the line breaks of the body.
    breaks: Vec<usize>,
    /// Line at which the body begins.
    first_line: usize,
    /// Heading that is being read.
    heading: Option<Heading>,
    facts: MarkdownFacts,
}

impl Reader {
    fn read(&mut self, body: &str) {
        let events = Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter();
        let definitions = events.reference_definitions().iter();
        for (_, definition) in definitions {
            self.link(&definition.dest, definition.span.start);
        }
        for (event, range) in events {
            self.event(event, range.start);
        }
        // The definitions come in no order.
        self.facts.links.sort_by(|a, b| (a.line, &a.target).cmp(&(b.line, &b.target)));
    }

    fn event(&mut self, event: Event, at: usize) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let line = self.line(at);
                self.heading = Some(Heading { level: level as u8, text: String::new(), line });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = self.heading.take() {
                    heading.text = heading.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.facts.headings.push(heading);
                }
            }
            Event::Start(
                Tag::Link { link_type: LinkType::Inline, dest_url, .. }
                | Tag::Image { link_type: LinkType::Inline, dest_url, .. },
            ) => self.link(&dest_url, at),
            Event::Code(text) => {
                self.add_to_heading(&text);
                let line = self.line(at);
                self.facts.code_spans.push(CodeSpan { text: text.into_string(), line });
            }
            Event::Text(text) => self.add_to_heading(&text),
            Event::SoftBreak | Event::HardBreak => self.add_to_heading(" "),
            _ => {}
        }
    }

    fn link(&mut self, target: &CowStr, at: usize) {
        if !target.is_empty() {
            let line = self.line(at);
            self.facts.links.push(Link { target: target.to_string(), line });
        }
    }

    fn add_to_heading(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
    }

    /// Returns the line of a place in the body.
    fn line(&self, at: usize) -> u32 {
        let before = self.breaks.partition_point(|&line_break| line_break < at);
        u32::try_from(self.first_line + before).unwrap_or(u32::MAX)
    }
}

/// Returns the metadata at the beginning of a file, with the lines of `---` or `+++` around them.
fn front_matter(text: &str) -> &str {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let mark = first.trim_end();
    if mark != "---" && mark != "+++" {
        return "";
    }
    let mut length = first.len();
    for line in lines {
        length += line.len();
        if line.trim_end() == mark {
            return &text[..length];
        }
    }
    ""
}

/// Reads `title: x` of YAML or `title = "x"` of TOML, at the outermost level.
fn title(front_matter: &str) -> Option<String> {
    front_matter.lines().find_map(|line| {
        let value = line.strip_prefix("title")?.trim_start().strip_prefix([':', '='])?.trim();
        let value = ['"', '\'']
            .into_iter()
            .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(value);
        (!value.is_empty()).then(|| value.to_owned())
    })
}
