//! JSON with faults, changed so that the rest of it can be read.
//!
//! The element of a list that holds a fault is blanked out. Where it has no end, the list ends before it. All
//! offsets stay, so that lines do.

use serde::de::IgnoredAny;

/// Maximum number of faults that are mended one by one. The list ends before the next.
const MAX_FAULTS: usize = 20;

/// Fault of a text.
pub struct Fault {
    /// 1-based line.
    pub line: u32,
    /// Words of the parser.
    pub why: String,
    pub left: Remaining,
}

/// Part of a text with a fault that is left.
#[derive(Debug, PartialEq, Eq)]
pub enum Remaining {
    /// All but the element with the fault.
    Others,
    /// This number of elements of the outermost list, which ends before the fault.
    Elements(usize),
    /// The text before the fault, which is in no list.
    Before,
}

/// List around a place of a text.
#[derive(Clone, Copy, Default)]
struct List {
    /// Offset of its first element.
    first: Option<usize>,
    /// Offset behind its opening bracket, or behind the last element that has an end.
    end: usize,
    /// Number of these elements.
    count: usize,
    /// Number of brackets around it, itself included.
    depth: usize,
}

/// Mends a text. Returns `None` if it has no fault, or none that can be mended. A text that ends within its
/// first element is left as it is.
pub fn mend(text: &str) -> Option<(String, Vec<Fault>)> {
    let mut mended: Option<Vec<u8>> = None;
    let mut faults = Vec::new();
    loop {
        let bytes = mended.as_deref().unwrap_or(text.as_bytes());
        let Err(error) = serde_json::from_slice::<IgnoredAny>(bytes) else { break };
        let place = offset(bytes, &error);
        let Around { brackets, lists, closed } = Around::of(&bytes[..place]);
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        let message = error.to_string();
        let why = message.rsplit_once(" at line ").map_or(message.as_str(), |(why, _)| why);
        let mut fault = Fault { line, why: why.to_owned(), left: Remaining::Others };
        let mut changed = bytes.to_vec();
        let may_skip = faults.len() < MAX_FAULTS;
        if !may_skip || !lists.iter().rev().any(|&list| skip(&mut changed, list)) {
            let (end, depth) = if let Some(outer) = lists.first() {
                fault.left = Remaining::Elements(outer.count);
                (outer.end, outer.depth)
            } else {
                fault.left = Remaining::Before;
                closed?
            };
            changed.truncate(end);
            let open = brackets[..depth].iter().rev();
            changed.extend(open.map(|&bracket| if bracket == b'[' { b']' } else { b'}' }));
        }
        faults.push(fault);
        mended = Some(changed);
        if faults.len() > MAX_FAULTS {
            break;
        }
    }
    Some((String::from_utf8(mended?).ok()?, faults))
}

/// Returns the offset of an error, at most that of the byte that it is about.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return bytes.len();
    }
    let before = error.line().saturating_sub(2);
    let start = match error.line() {
        0 | 1 => 0,
        _ => memchr::memchr_iter(b'\n', bytes).nth(before).map_or(bytes.len(), |end| end + 1),
    };
    (start + error.column().saturating_sub(1)).min(bytes.len())
}

/// Brackets and lists that are open at the end of a text.
struct Around {
    /// Brackets, outermost first.
    brackets: Vec<u8>,
    /// Lists among them.
    lists: Vec<List>,
    /// Offset behind the last closing bracket, and the number of brackets around it.
    closed: Option<(usize, usize)>,
}

impl Around {
    fn of(bytes: &[u8]) -> Self {
        let mut brackets: Vec<u8> = Vec::new();
        let mut lists: Vec<List> = Vec::new();
        let mut closed = None;
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let is_in_list = brackets.last() == Some(&b'[');
            at = past(bytes, at);
            match bytes[start] {
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => continue,
                bracket @ (b'[' | b'{') => {
                    if let Some(list) = lists.last_mut().filter(|_| is_in_list) {
                        list.first = list.first.or(Some(start));
                    }
                    brackets.push(bracket);
                    if bracket == b'[' {
                        lists.push(List { end: at, depth: brackets.len(), ..List::default() });
                    }
                    continue;
                }
                b']' | b'}' => {
                    if brackets.pop() == Some(b'[') {
                        lists.pop();
                    }
                    closed = Some((at, brackets.len()));
                }
                _ => {}
            }
            // A value has ended. A word at the end of the text may lack its rest.
            let has_ended = at < bytes.len() || matches!(bytes[start], b']' | b'}');
            if let Some(list) =
                lists.last_mut().filter(|list| has_ended && list.depth == brackets.len())
            {
                list.first = list.first.or(Some(start));
                list.end = at;
                list.count += 1;
            }
        }
        Self { brackets, lists, closed }
    }
}

/// Returns the offset behind the bracket, text, word or sign at `at`. A text ends with its line at the latest.
fn past(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let length = match rest[0] {
        b'"' => {
            let mut end = 1;
            loop {
                match rest.get(end) {
                    Some(b'\\') => end += 2,
                    Some(b'"') => break end + 1,
                    Some(b'\n') | None => break end,
                    Some(_) => end += 1,
                }
            }
        }
        b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' | b'[' | b'{' | b']' | b'}' => 1,
        _ => {
            let ends =
                |byte: &u8| matches!(byte, b',' | b':' | b'[' | b'{' | b']' | b'}' | b'"' | b'\n');
            rest.iter().position(ends).unwrap_or(rest.len()).max(1)
        }
    };
    (at + length).min(bytes.len())
}

/// Blanks out the element behind the last good one of `list`. Returns false if it has no end.
fn skip(bytes: &mut [u8], list: List) -> bool {
    let next = |bytes: &[u8], from: usize| {
        let is_text = |byte: &u8| !byte.is_ascii_whitespace();
        bytes[from..].iter().position(is_text).map(|at| from + at)
    };
    let Some(mut start) = next(bytes, list.end) else { return false };
    let comma = (bytes[start] == b',').then_some(start);
    if let Some(comma) = comma {
        match next(bytes, comma + 1) {
            Some(at) => start = at,
            None => return false,
        }
    } else if list.count > 0
        && bytes[list.end].is_ascii_whitespace()
        && matches!(bytes[start], b'{' | b'"')
    {
        // Only the comma is missing.
        bytes[list.end] = b',';
        return true;
    }
    if bytes[start] == b']' {
        // A comma behind the last element.
        return comma.is_some_and(|comma| {
            bytes[comma] = b' ';
            true
        });
    }
    let behind = element_end(bytes, start).and_then(|end| next(bytes, end));
    match behind.map(|at| (at, bytes[at])) {
        Some((at, b']')) => blank(&mut bytes[comma.unwrap_or(start)..at]),
        // The comma in front stays, or there is none.
        Some((at, b',')) => blank(&mut bytes[start..=at]),
        _ => match next_of_list(bytes, list, start) {
            Some(at) => blank(&mut bytes[start..at]),
            None => return false,
        },
    }
    true
}

/// Returns the offset behind the element at `start`, if each bracket in it is closed by its own kind.
fn element_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut open) = (start, Vec::new());
    while at < bytes.len() {
        match bytes[at] {
            bracket @ (b'[' | b'{') => open.push(bracket),
            b']' => (open.pop()? == b'[').then_some(())?,
            b'}' => (open.pop()? == b'{').then_some(())?,
            _ => {}
        }
        at = past(bytes, at);
        if open.is_empty() {
            return Some(at);
        }
    }
    None
}

/// Returns the offset of the next line behind `from` that starts an element as the first one of the list does,
/// before the list ends.
fn next_of_list(bytes: &[u8], list: List, from: usize) -> Option<usize> {
    let line_start = |at: usize| memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    let first = list.first?;
    let own = &bytes[line_start(first)..first];
    if bytes[first] != b'{' || !own.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    let mut at = from;
    loop {
        at += memchr::memchr(b'\n', &bytes[at..])? + 1;
        let line = &bytes[at..];
        let indent = line.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
        match line[indent] {
            b'{' if line[..indent] == *own => return Some(at + indent),
            b']' | b'}' if indent < own.len() => return None,
            _ => {}
        }
    }
}

/// Replaces bytes by blanks, but for line ends.
fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the mended text without blanks, and the lines of the faults with what is left.
    fn mended(text: &str) -> (String, Vec<(u32, Remaining)>) {
        let Some((mended, faults)) = mend(text) else { return ("none".to_owned(), Vec::new()) };
        serde_json::from_str::<IgnoredAny>(&mended).expect("JSON");
        let bare = mended.chars().filter(|sign| !sign.is_whitespace()).collect();
        (bare, faults.into_iter().map(|fault| (fault.line, fault.left)).collect())
    }

    #[test]
    fn an_element_with_a_fault_is_left_out() {
        for (text, expected, line) in [
            ("[{\"a\":1},\n{\"b\" 2},\n{\"c\":3}]", "[{\"a\":1},{\"c\":3}]", 2),
            ("[{\"a\" 1},\n{\"b\":2}]", "[{\"b\":2}]", 1),
            ("[\n{\"a\":1},\n{\"b\":\"2},\n{\"c\":3}]", "[{\"a\":1},{\"c\":3}]", 3),
            ("[{\"a\":1},\n{\"b\":2},\n]", "[{\"a\":1},{\"b\":2}]", 3),
            ("[{\"a\":1}\n{\"b\":2}]", "[{\"a\":1},{\"b\":2}]", 2),
            ("[1, 2, x, 4]", "[1,2,4]", 1),
            (
                "{\"m\":{\"tasks\":[\n {\"a\":1},\n {\"b\":[1,2},\n {\"c\":3}\n]}}",
                "{\"m\":{\"tasks\":[{\"a\":1},{\"c\":3}]}}",
                3,
            ),
            (
                "[\n  {\"a\":1},\n<<<<<<< ours\n  {\"b\":2},\n  {\"c\":3}\n]",
                "[{\"a\":1},{\"b\":2},{\"c\":3}]",
                3,
            ),
            (
                "[\n  {\"s\":\n<<<<<<< ours\n1\n=======\n2\n>>>>>>> theirs\n},\n  {\"c\":3}\n]",
                "[{\"c\":3}]",
                3,
            ),
        ] {
            assert_eq!(
                mended(text),
                (expected.to_owned(), vec![(line, Remaining::Others)]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_list_without_an_end_ends_before_the_fault() {
        for (text, expected, fault) in [
            ("[{\"a\":1},\n{\"b\":2", "[{\"a\":1}]", (2, Remaining::Elements(1))),
            ("[{\"a\":1},\n{\"b\":2}", "[{\"a\":1},{\"b\":2}]", (2, Remaining::Elements(2))),
            ("[{\"a\":1},\n", "[{\"a\":1}]", (2, Remaining::Elements(1))),
            (
                "{\"m\":{\"tasks\":[{\"a\":[{\"b\":1},",
                "{\"m\":{\"tasks\":[]}}",
                (1, Remaining::Elements(0)),
            ),
            (
                "{\"m\":{\"tasks\":[{\"a\":[1]},{\"c\":[{\"d\":2}",
                "{\"m\":{\"tasks\":[{\"a\":[1]}]}}",
                (1, Remaining::Elements(1)),
            ),
        ] {
            assert_eq!(mended(text), (expected.to_owned(), vec![fault]), "{text}");
        }
    }

    #[test]
    fn what_stands_before_a_fault_in_no_list_is_kept() {
        for (text, expected) in [
            ("{\"m\":{\"tasks\":[1],\"meta", "{\"m\":{\"tasks\":[1]}}"),
            ("{\"tasks\":[1]}\n=======\n", "{\"tasks\":[1]}"),
            ("{\"tasks\":[1], \"meta\": x, \"n\":{\"tasks\":[2]}}", "{\"tasks\":[1]}"),
        ] {
            let (mended, faults) = mended(text);
            assert_eq!(mended, expected, "{text}");
            assert!(faults.len() == 1 && faults[0].1 == Remaining::Before, "{faults:?}");
        }
    }

    #[test]
    fn what_has_no_list_is_left_as_it_is() {
        for text in ["", "{\"a\":", "[1]", "{\"a\":[]}", "x", "}"] {
            assert_eq!(mended(text).0, "none", "{text}");
        }
        let many = format!("[1{}]", ", x".repeat(100));
        let (text, faults) = mended(&many);
        assert_eq!((text.as_str(), faults.len()), ("[1]", MAX_FAULTS + 1));
    }
}
