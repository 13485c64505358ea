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
/// and a reason. Where the text is no YAML, a value may start without quotes with a sign that YAML reserves
/// (`@ana`, `` `src/a.ts` ``, `*.ts`), and a backslash in quotes may stand for itself (`"\."`). The lines of
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

/// Puts the values into single quotes that are no YAML although their meaning is plain. Returns `None` if
/// there are none. Blocks of text are left as they are.
fn quoted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_changed = false;
    // Indentation of the key of the block of text around the line.
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let indent = line.len() - line.trim_start_matches(' ').len();
        if block.is_some_and(|around| bare.is_empty() || indent > around) {
            out.push_str(line);
            continue;
        }
        block = bare.rsplit(' ').next().filter(|end| end.starts_with(['|', '>'])).map(|_| indent);
        let start = value_start(line);
        let (before, value) = line.split_at(start.unwrap_or(line.len()));
        let value = value.trim_end();
        let list = value.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let mended = match list {
            Some(list) => of_list(list),
            None => of_value(value),
        };
        let Some(mended) = mended else {
            out.push_str(line);
            continue;
        };
        is_changed = true;
        out.extend([before, &mended, "\n"]);
    }
    is_changed.then_some(out)
}

/// Returns the offset of the value in a line: behind the dashes and the key. `None` if there is neither.
fn value_start(line: &str) -> Option<usize> {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    let is_item = line.trim_start_matches(' ').len() > rest.len();
    let is_key = !rest.starts_with(['@', '`', '*', '%', '"', '\'', '[', '{']);
    let value = rest.split_once(": ").filter(|_| is_key);
    let value = value.map(|(_, value)| value.trim_start_matches(' ')).or(is_item.then_some(rest))?;
    Some(line.len() - value.len())
}

/// Quotes the items of a list in one line. `None` if all are YAML, or if it holds other lists or mappings.
fn of_list(list: &str) -> Option<String> {
    if list.contains(['[', ']', '{', '}']) {
        return None;
    }
    let mut items: Vec<String> = Vec::new();
    let mut is_changed = false;
    let mut rest = list;
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => closing(rest, quote)? + 1,
            Some('`') => rest[1..].find('`')? + 2,
            _ => 0,
        };
        let comma = rest[end..].find(',').map_or(rest.len(), |at| end + at);
        let item = rest[..comma].trim();
        let mended = of_value(item);
        is_changed |= mended.is_some();
        items.push(mended.unwrap_or_else(|| item.to_owned()));
        rest = rest.get(comma + 1..).unwrap_or_default();
    }
    is_changed.then(|| format!("[{}]", items.join(", ")))
}

/// Quotes a value that starts with a reserved sign, or has a backslash in double quotes that stands for
/// itself.
fn of_value(value: &str) -> Option<String> {
    let single = |text: &str| format!("'{}'", text.replace('\'', "''"));
    if value.starts_with('"') {
        let end = closing(value, '"')?;
        let (inner, behind) = (&value[1..end], value[end + 1..].trim_start());
        let is_whole = behind.is_empty() || behind.starts_with('#');
        let is_wrong = is_whole && has_wrong_escape(inner);
        return is_wrong.then(|| single(&inner.replace("\\\"", "\"")));
    }
    // An alias is a name; a glob has more.
    let is_glob = value.strip_prefix('*').is_some_and(|rest| rest.contains(['*', '.', '/']));
    let bare = value.split(" #").next().unwrap_or_default().trim_end();
    (value.starts_with(['@', '`', '%']) || is_glob).then(|| single(bare))
}

/// Returns the offset of the quote that ends a quoted text.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        if sign == quote && !is_escaped {
            return Some(at);
        }
        is_escaped = quote == '"' && sign == '\\' && !is_escaped;
    }
    None
}

/// Returns whether a text in double quotes has a backslash before a sign that YAML does not know there.
fn has_wrong_escape(inner: &str) -> bool {
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        let is_known = |it: char| "0abt\tnvfre \"/\\N_LPxuU".contains(it);
        if sign == '\\' && !signs.next().is_some_and(is_known) {
            return true;
        }
    }
    false
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
    fn values_whose_meaning_is_plain_need_not_be_yaml() {
        for (value, expected) in [
            ("`src/a.ts`", "`src/a.ts`"),
            ("`it's` # why", "`it's`"),
            ("%s files", "%s files"),
            ("*.ts", "*.ts"),
            ("**/a", "**/a"),
            ("\"src/\\.a\"", "src/\\.a"),
            ("\"say \\\"it\\\" \\d+\" # why", "say \"it\" \\d+"),
        ] {
            for (before, after) in [("a: ", ""), ("b: 1\na:   ", "c: |\n  - `x`\n")] {
                let text = format!("{before}{value}\n{after}");
                let node = parse(&text, 1).unwrap();
                assert_eq!(node.text("a"), Some(expected), "{text}");
                let block = node.text("c");
                assert_eq!(block, (!after.is_empty()).then_some("- `x`"), "{text}");
            }
            let node = parse(&format!("a:\n  - {value}\n  - last\n"), 1).unwrap();
            let items = [(expected.to_owned(), 2), ("last".to_owned(), 3)];
            assert_eq!(node.texts("a"), items, "{value}");
        }
        let list = parse("a: [`x, y`, \"b\\.c\", 'it''s', d, *.ts]\n", 1).unwrap();
        let texts: Vec<String> = list.texts("a").into_iter().map(|it| it.0).collect();
        assert_eq!(texts, ["`x, y`", "b\\.c", "it's", "d", "*.ts"]);
        let alias = parse("a: &x 1\nb: *x\nc: \"\\t\\u0041\"\n", 1).unwrap();
        assert_eq!((alias.text("b"), alias.text("c")), (None, Some("A")));
        for text in ["a: \"b\\.\n", "a: [`b, c\n", "a: `b\nc: d: e\n", "a: [[\"\\.\"]\n"] {
            assert!(parse(text, 1).is_err(), "{text}");
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
