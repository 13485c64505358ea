//! YAML, with the line of each value.
//!
//! The tree is made of the parser's events within bounds: an alias is an empty text, so that no
//! document grows when it is read.

use saphyr_parser::{Event, Parser, ScalarStyle};

/// Maximum nesting.
const MAX_DEPTH: usize = 32;
/// Maximum number of values of a document.
const MAX_VALUES: usize = 50_000;

/// Value with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// 1-based line of the file.
    pub line: u32,
    /// Value.
    pub value: Value,
}

/// Value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Scalar; nothing is an empty text.
    Text(String),
    /// Sequence.
    List(Vec<Node>),
    /// Mapping, in order.
    Map(Vec<(String, Node)>),
}

impl Default for Value {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Node {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(fields) = &self.value else { return None };
        fields.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// Returns the text of a scalar, without blanks around it; `None` if it is empty.
    pub fn scalar(&self) -> Option<&str> {
        let Value::Text(text) = &self.value else { return None };
        Some(text.trim()).filter(|text| !text.is_empty())
    }

    /// Returns the text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.scalar()
    }

    /// Returns the texts of a key that holds a list, or one text with commas between them, each with
    /// its line.
    pub fn texts(&self, key: &str) -> Vec<(String, u32)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let parts = |node: &Self| {
            let text = node.scalar().unwrap_or_default();
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| (part.to_owned(), node.line)).collect::<Vec<_>>()
        };
        match &node.value {
            Value::List(values) => {
                let text = |it: &Self| Some((it.scalar()?.to_owned(), it.line));
                values.iter().filter_map(text).collect()
            }
            _ => parts(node),
        }
    }

    /// Returns the line of a key's value, else its own.
    pub fn line_of(&self, key: &str) -> u32 {
        self.get(key).map_or(self.line, |node| node.line)
    }
}

/// Collection that is not complete yet.
enum Open {
    List(u32, Vec<Node>),
    Map(u32, Vec<(String, Node)>, Option<String>),
}

/// Parses the first document of `text`, whose first line is `first` of the file. The error is a line
/// and a reason. A value may start with `@` without quotes, as Backlog.md writes and reads names. The lines of
/// a list in brackets need no indentation, as in most parsers.
pub fn parse(text: &str, first: u32) -> Result<Node, (u32, String)> {
    parse_strictly(text, first).or_else(|fault| {
        let quoted = quoted(text);
        let indented = indented(quoted.as_deref().unwrap_or(text));
        match indented.or(quoted) {
            Some(strict) => parse_strictly(&strict, first).map_err(|_| fault),
            None => Err(fault),
        }
    })
}

/// Indents the lines in brackets that begin at the left margin. Returns `None` if there are none.
fn indented(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_changed = false;
    let mut depth = 0_usize;
    let mut quote = None;
    for line in text.split_inclusive('\n') {
        if depth > 0 && quote.is_none() && !line.starts_with([' ', '\t', '\n', '\r']) {
            is_changed = true;
            out.push(' ');
        }
        out.push_str(line);
        let mut before = ' ';
        for c in line.chars() {
            match (quote, c) {
                (Some(open), _) if c == open && before != '\\' => quote = None,
                (None, '#') if before.is_whitespace() => break,
                (None, '"' | '\'') if depth > 0 && !before.is_alphanumeric() => quote = Some(c),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            before = c;
        }
    }
    is_changed.then_some(out)
}

/// Puts values that start with `@` into quotes. Returns `None` if there are none.
fn quoted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_changed = false;
    for line in text.split_inclusive('\n') {
        let start = line.find(": ").map(|at| at + 2).or_else(|| line.find("- ").map(|at| at + 2));
        let (before, value) = line.split_at(start.unwrap_or(0));
        let bare = value.trim();
        let list = bare.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        if start.is_none()
            || !list.unwrap_or(bare).trim_start().starts_with('@')
            || bare.contains('\'')
        {
            out.push_str(line);
            continue;
        }
        is_changed = true;
        out.push_str(before);
        match list {
            Some(list) => {
                let items: Vec<String> =
                    list.split(',').map(|item| format!("'{}'", item.trim())).collect();
                out.extend(["[", &items.join(", "), "]"]);
            }
            None => out.extend(["'", bare, "'"]),
        }
        out.push('\n');
    }
    is_changed.then_some(out)
}

fn parse_strictly(text: &str, first: u32) -> Result<Node, (u32, String)> {
    let line_of =
        |line: usize| first.saturating_add(u32::try_from(line).unwrap_or(u32::MAX).max(1) - 1);
    let mut open: Vec<Open> = Vec::new();
    let mut count = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| (line_of(error.marker().line()), error.info().to_owned()))?;
        let line = line_of(span.start.line());
        count += 1;
        if count > MAX_VALUES || open.len() > MAX_DEPTH {
            return Err((line, "too many values, or too deeply nested".to_owned()));
        }
        let node = match event {
            Event::Scalar(text, style, ..) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "~" | "null");
                let text = if is_null { String::new() } else { text.into_owned() };
                Node { line, value: Value::Text(text) }
            }
            Event::Alias(_) => Node { line, ..Node::default() },
            Event::SequenceStart(..) => {
                open.push(Open::List(line, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(line, Vec::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(line, values)) => Node { line, value: Value::List(values) },
                Some(Open::Map(line, fields, _)) => Node { line, value: Value::Map(fields) },
                None => continue,
            },
            Event::DocumentEnd | Event::StreamEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => continue,
        };
        match open.last_mut() {
            None => return Ok(node),
            Some(Open::List(_, values)) => values.push(node),
            Some(Open::Map(_, fields, key)) => match key.take() {
                Some(key) => fields.push((key, node)),
                None => *key = Some(node.scalar().unwrap_or_default().to_owned()),
            },
        }
    }
    Ok(Node { line: first, ..Node::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_lines() {
        let node = parse("id: TASK-1\ndeps:\n  - a\n  - 2\nfiles: [x, 'y']\nnone: ~\nn: a, b\n", 3)
            .unwrap();
        assert_eq!(node.text("id"), Some("TASK-1"));
        assert_eq!(node.texts("deps"), [("a".to_owned(), 5), ("2".to_owned(), 6)]);
        assert_eq!(node.texts("files"), [("x".to_owned(), 7), ("y".to_owned(), 7)]);
        assert_eq!(node.texts("n"), [("a".to_owned(), 9), ("b".to_owned(), 9)]);
        assert_eq!((node.text("none"), node.text("other")), (None, None));
    }

    #[test]
    fn names_with_an_at_sign_need_no_quotes() {
        let text = "assignee: @ana\nreporter: [@bo, @cy]\nall:\n  - @di\n  - e\nlast: x\n";
        let node = parse(text, 1).unwrap();
        assert_eq!(node.text("assignee"), Some("@ana"));
        assert_eq!(node.texts("reporter"), [("@bo".to_owned(), 2), ("@cy".to_owned(), 2)]);
        assert_eq!(node.texts("all"), [("@di".to_owned(), 4), ("e".to_owned(), 5)]);
        assert_eq!((node.text("last"), node.line_of("last")), (Some("x"), 6));
        assert_eq!(parse("a: @b\nc: d: e\n", 1).unwrap_err().0, 1);
    }

    #[test]
    fn lines_in_brackets_need_no_indentation() {
        for (list, expected) in [
            ("[\n  \"a\",\n  \"b\"\n]\n", vec![("a", 3), ("b", 4)]),
            ("[\na,\nb # ] no end\n]\n", vec![("a", 3), ("b", 4)]),
            ("[a,\n'b'\n]\n", vec![("a", 2), ("b", 3)]),
            ("[\n\n'it''s',\n\"a ] b\"\n]\n", vec![("it's", 4), ("a ] b", 5)]),
            ("[\r\n  a\r\n]\r\n", vec![("a", 3)]),
            ("[\n]\n", vec![]),
        ] {
            let node = parse(&format!("id: x\nfiles: {list}last: y\n"), 1).unwrap();
            let texts = node.texts("files");
            let texts: Vec<(&str, u32)> =
                texts.iter().map(|(it, line)| (it.as_str(), *line)).collect();
            assert_eq!(texts, expected, "{list}");
            assert_eq!(node.text("last"), Some("y"), "{list}");
        }
        let node = parse("by: @ana\nfiles: [\na\n]\nmap: {\na: b\n}\n", 1).unwrap();
        assert_eq!((node.text("by"), node.texts("files").len()), (Some("@ana"), 1));
        assert_eq!(node.get("map").and_then(|it| it.text("a")), Some("b"));
        for broken in ["files: [\na\nb: c\n", "files: [\na\n]]\n", "a: b: c\nfiles: [\na\n]\n"] {
            assert!(parse(broken, 1).is_err(), "{broken}");
        }
    }

    #[test]
    fn documents_do_not_grow_and_faults_have_lines() {
        let bomb = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n";
        let node = parse(bomb, 1).unwrap();
        let Some(Node { value: Value::List(values), .. }) = node.get("c") else {
            panic!("no list")
        };
        assert_eq!(values.len(), 4);
        assert_eq!(parse("a: 1\nb: c: d\n", 10).unwrap_err().0, 11);
        assert!(parse(&"[".repeat(100), 1).is_err());
        assert_eq!(parse("", 1).unwrap().value, Value::default());
    }
}
