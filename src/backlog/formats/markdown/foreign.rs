//! Data and pages that no reader knows, and that are no Markdown either.

use serde::de::IgnoredAny;

/// Starts of pages and other marked-up text, in lower case.
const PAGES: [&str; 3] = ["<!doctype", "<html", "<?xml"];

/// Returns the kind of `text` if it is JSON, an HTML or XML page without boxes, or a table in a file
/// with the ending of one.
pub fn kind(text: &str, name: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let head: String = start.chars().take(9).collect::<String>().to_lowercase();
    if ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv") {
        return Some("a table");
    }
    if PAGES.iter().any(|page| head.starts_with(page)) && !text.contains("checkbox") {
        return Some("a page of HTML or XML");
    }
    is_json(start).then_some("JSON")
}

/// Returns true if `text` begins with an object or list of JSON, and is JSON to its end or the end of a
/// line.
fn is_json(text: &str) -> bool {
    if !text.starts_with(['{', '[']) {
        return false;
    }
    let values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut count = 0;
    for value in values {
        match value {
            Ok(IgnoredAny) => count += 1,
            Err(_) => return false,
        }
    }
    count > 0
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn data_and_pages_are_told_from_markdown() {
        for (text, name, expected) in [
            ("{\"todos\": [{\"name\": \"x\", \"done\": false}]}", "a.json", Some("JSON")),
            ("[1, 2]\n", "<stdin>", Some("JSON")),
            ("\n{\"a\": 1}\n{\"a\": 2}\n", "x", Some("JSON")),
            ("{}", "TODO.md", Some("JSON")),
            ("name,state\nx,open\n", "a.csv", Some("a table")),
            ("name\tstate\n", "a.TSV", Some("a table")),
            ("<!DOCTYPE html>\n<ul><li>x</li></ul>", "a.html", Some("a page of HTML or XML")),
            ("<?xml version=\"1.0\"?><a/>", "a", Some("a page of HTML or XML")),
            ("<html><input type=\"checkbox\"> x</html>", "a", None),
            ("[ ] a\n", "a", None),
            ("[x] a\n[ ] b\n", "a", None),
            ("[]\n- [ ] a\n", "a", None),
            ("{ \"cut\": ", "a", None),
            ("{{ template }}\n- [ ] a\n", "a", None),
            ("a,b\n", "a.md", None),
            ("<details>\n- [ ] a\n</details>\n", "a.md", None),
            ("", "a.md", None),
        ] {
            assert_eq!(kind(text, name), expected, "{text}");
        }
    }
}
