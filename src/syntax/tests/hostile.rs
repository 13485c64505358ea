//! Input that is meant to do harm.

use proptest::prelude::*;

use super::{go, read, shown};
use crate::model::{FileFacts, LanguageFacts, ProblemKind};

/// Collects every line number in the facts.
fn lines(facts: &FileFacts) -> Vec<u32> {
    match &facts.language {
        LanguageFacts::Code(code) => code
            .definitions
            .iter()
            .map(|d| d.line)
            .chain(code.commands.iter().map(|c| c.line))
            .chain(code.flags.iter().map(|f| f.line))
            .collect(),
        LanguageFacts::Markdown(md) => md
            .headings
            .iter()
            .map(|h| h.line)
            .chain(md.links.iter().map(|l| l.line))
            .chain(md.code_spans.iter().map(|s| s.line))
            .collect(),
        _ => Vec::new(),
    }
}

fn check(path: &str, content: &[u8]) {
    let (facts, problems) = read(path, content);
    assert_eq!((&facts, &problems), (&read(path, content).0, &read(path, content).1));
    let unfinished = content.last().is_some_and(|&last| last != b'\n');
    let breaks = memchr::memchr_iter(b'\n', content).count();
    let last = u32::try_from(breaks + usize::from(unfinished)).unwrap().max(1);
    for line in lines(&facts).into_iter().chain(problems.iter().filter_map(|p| p.line)) {
        assert!((1..=last).contains(&line), "line {line} of {last}");
    }
}

proptest! {
    #[test]
    fn any_bytes_as_either_language(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check("a.go", &bytes);
        check("a.md", &bytes);
    }

    #[test]
    fn go_like_text(text in "(package |func |type |const |struct|\\{|\\}|\\(|\\)|\"|`|Use:|//|/\\*|\\*/|Flags\\(\\)|\\.BoolP\\(|a|B|=|\n|,| ){0,60}") {
        check("a_test.go", text.as_bytes());
    }

    #[test]
    fn markdown_like_text(text in "(#|\\*|_|`|\\[|\\]|\\(|\\)|>|- |    |---|\\+\\+\\+|```|~~~|\\||<|title: x|a|é|:|!|\\\\|\n|\r\n|\t| ){0,60}") {
        check("a.md", text.as_bytes());
    }
}

/// Names the cut off, and reads what the lines show.
#[test]
fn text_that_is_no_go_is_known_by_its_lines() {
    let noise = "x ) func )\n".repeat(120);
    let content = format!("package p\n\nfunc Open() {{}}\n{noise}type Store struct {{\n");
    let (facts, problems) = read("a/b_test.go", &content);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, ProblemKind::CutOff);
    assert!(problems[0].message.starts_with("too large or tangled"), "{problems:?}");
    let LanguageFacts::Code(facts) = facts.language else { panic!() };
    assert_eq!(facts.package, "p");
    assert_eq!(shown(&facts), ["func Open:3", "type Store:124"]);
    // A few errors are no reason.
    let content = format!("package p\n\nfunc Open() {{}}\n{}", "x ) func )\n".repeat(10));
    let (_, problems) = read("a/b.go", &content);
    assert_eq!(problems[0].kind, ProblemKind::Syntax, "{problems:?}");
}

/// More Markdown than is parsed: harmless, and known by its words and its headings.
#[test]
fn a_document_beyond_the_bound_is_known_by_its_lines() {
    let items = "- *a* b\n\n".repeat(1_000_000);
    let content = format!("# Guide\n\n## Setup\n\n{items}## End\n");
    let (facts, problems) = read("a.md", &content);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, ProblemKind::CutOff);
    let LanguageFacts::Markdown(facts) = facts.language else { panic!() };
    let headings: Vec<_> = facts.headings.iter().map(|h| (h.text.as_str(), h.line)).collect();
    assert_eq!(headings, [("Guide", 1), ("Setup", 3), ("End", 2_000_005)]);
    assert_eq!(facts.title.as_deref(), Some("Guide"));
}

#[test]
fn nested_code_is_read() {
    let content = format!("package p\nvar x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(shown(&go(&content)), ["var x:2"]);
}

#[test]
fn a_line_too_long_does_not_hide_the_rest() {
    let content = format!("# One\n\n![x](data:{})\n\n# Two `code`\n", "A".repeat(100_000));
    let (facts, problems) = read("a.md", &content);
    let LanguageFacts::Markdown(facts) = facts.language else { panic!() };
    let headings: Vec<_> = facts.headings.iter().map(|h| (h.text.as_str(), h.line)).collect();
    assert_eq!(headings, [("One", 1), ("Two code", 5)]);
    assert_eq!(facts.code_spans[0].line, 5);
    assert_eq!(problems[0].line, Some(3));
}
