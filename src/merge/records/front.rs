//! Front matter of a page as fields, with their bytes.

use super::Rules;
use crate::backlog::data::yaml::{self, Node, Value};
use crate::model::TaskState;

/// Page with front matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Front<'a> {
    /// First line.
    pub open: &'a str,
    pub fields: Vec<Field<'a>>,
    /// Line that ends the front matter.
    pub close: &'a str,
    /// Text below.
    pub body: &'a str,
}

/// Field with its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Name; empty for comments above the first field.
    pub name: &'a str,
    /// Lines as written, with those that belong to the value and comments below.
    pub text: &'a str,
}

impl<'a> Front<'a> {
    /// Splits a page. Returns `None` if it has no front matter, or one that is no mapping of YAML, or a
    /// field twice.
    pub fn of(text: &'a str) -> Option<Self> {
        let open = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?;
        let mut fields: Vec<Field> = Vec::new();
        let start = open.len();
        let mut at = start;
        for line in text[start..].split_inclusive('\n') {
            if matches!(line.trim_end(), "---" | "...") {
                let body = &text[at + line.len()..];
                let node = yaml::parse(&text[start..at], 1).ok()?;
                let is_mapping = matches!(&node.value, Value::Map(_)) || fields.is_empty();
                let is_new = |(at, field): (usize, &Field)| {
                    fields[..at].iter().all(|other| other.name != field.name)
                };
                let is_whole = is_mapping && fields.iter().enumerate().all(is_new);
                return is_whole.then_some(Self { open, fields, close: line, body });
            }
            let end = at + line.len();
            match (name(line), fields.last_mut()) {
                (None, Some(last)) => {
                    let from = at - last.text.len();
                    last.text = &text[from..end];
                }
                (name, _) => fields.push(Field { name: name.unwrap_or(""), text: line }),
            }
            at = end;
        }
        None
    }
}

/// Returns the name of the field that a line begins.
fn name(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    if first.is_whitespace() || matches!(first, '#' | '-' | '[' | '{' | '|' | '>') {
        return None;
    }
    let (name, rest) = line.split_once(':')?;
    (rest.trim_end().is_empty() || rest.starts_with([' ', '\t'])).then_some(name.trim_end())
}

/// Returns the value of a field.
pub(super) fn value(field: &str) -> Option<Value> {
    let Value::Map(fields) = yaml::parse(field, 1).ok()?.value else { return None };
    let (_, node) = fields.into_iter().next()?;
    Some(bare(node).value)
}

/// Returns a node without the lines of its values.
fn bare(node: Node) -> Node {
    let value = match node.value {
        Value::Text(text) => Value::Text(text),
        Value::List(values) => Value::List(values.into_iter().map(bare).collect()),
        Value::Map(fields) => {
            Value::Map(fields.into_iter().map(|(name, node)| (name, bare(node))).collect())
        }
    };
    Node { line: 0, value }
}

/// Returns true if two fields have the same value.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || value(one).is_some_and(|one| Some(one) == value(other))
}

/// Returns the text of a field.
pub(super) fn scalar(field: &str) -> Option<String> {
    match value(field)? {
        Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// Returns the title of a page's task and its state. `None` if it states no status.
pub(super) fn task(text: &str, rules: Rules) -> Option<(String, TaskState)> {
    let front = Front::of(text)?;
    let text = |name: &str| {
        front.fields.iter().find(|field| field.name == name).and_then(|field| scalar(field.text))
    };
    let state = rules.state(&text(rules.fields.status)?);
    let title = ["title", "name", "id"].into_iter().find_map(text).unwrap_or_default();
    Some((title, state))
}

/// List in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List<'a> {
    /// Start of each line; `None` for a list in brackets.
    pub indent: Option<&'a str>,
    /// Items as written, without the dash.
    pub items: Vec<&'a str>,
}

impl<'a> List<'a> {
    /// Reads a list of plain items in a field. Returns `None` for all else.
    pub fn of(field: &'a str) -> Option<Self> {
        let mut lines = field.lines();
        let (_, inline) = lines.next()?.split_once(':')?;
        let inline = inline.trim();
        let list = if inline.is_empty() {
            let mut indent = None;
            let mut items = Vec::new();
            for line in lines {
                let (start, item) = line.split_once("- ")?;
                if !start.trim().is_empty() || item.trim().is_empty() {
                    return None;
                }
                indent = indent.or(Some(start));
                items.push(item.trim());
            }
            Self { indent, items }
        } else {
            let inner = inline.strip_prefix('[')?.strip_suffix(']')?;
            if lines.next().is_some() || inner.contains(['[', '{', '#']) {
                return None;
            }
            // A comma in quotes makes more parts than values, which is found below.
            let items = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
            Self { indent: None, items: items.collect() }
        };
        let Value::List(values) = value(field)? else { return None };
        (values.len() == list.items.len()).then_some(list)
    }

    /// Writes items in the style of this list.
    pub fn write(&self, name: &str, items: &[&str], line_end: &str) -> String {
        match self.indent.filter(|_| !items.is_empty()) {
            None => format!("{name}: [{}]{line_end}", items.join(", ")),
            Some(indent) => {
                let items = items.iter().map(|item| format!("{indent}- {item}{line_end}"));
                format!("{name}:{line_end}{}", items.collect::<String>())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_all_lines_of_its_value() {
        let text = "---\n# a-1\nid: x\ndeps:\n  - a\n# note\ntext: |\n  one: 1\n\n  two\nempty: []\n---\nbody\n---\n";
        let front = Front::of(text).unwrap();
        let fields: Vec<_> = front.fields.iter().map(|it| (it.name, it.text)).collect();
        let expected = [
            ("", "# a-1\n"),
            ("id", "id: x\n"),
            ("deps", "deps:\n  - a\n# note\n"),
            ("text", "text: |\n  one: 1\n\n  two\n"),
            ("empty", "empty: []\n"),
        ];
        assert_eq!(fields.len(), expected.len());
        assert_eq!(front.body, "body\n---\n");
        for text in ["", "a: b\n", "---\na: b\n", "---\na: b\na: c\n---\n", "---\n- a\n---\n"] {
            assert_eq!(Front::of(text), None, "{text}");
        }
        assert_eq!(fields, expected);
    }

    #[test]
    fn lists_keep_their_style() {
        let block = List::of("l:\n  - a\n  - 'b: c'\n").unwrap();
        assert_eq!(block.items, ["a", "'b: c'"]);
        assert_eq!(block.write("l", &["a", "x"], "\n"), "l:\n  - a\n  - x\n");
        let flow = List::of("l: [a, b]\r\n").unwrap();
        assert_eq!(flow.write("l", &["a", "x"], "\r\n"), "l: [a, x]\r\n");
        assert_eq!(List::of("l: []\n").unwrap().items.len(), 0);
        assert_eq!(List::of("l: [\"a\", 'b', c]\n").unwrap().items, ["\"a\"", "'b'", "c"]);
        for other in ["l: a\n", "l:\n  a: b\n", "l: ['a, b']\n", "l:\n  - a\n    b\n"] {
            assert_eq!(List::of(other), None, "{other}");
        }
    }
}
