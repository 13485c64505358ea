//! Input that is meant to do harm.

use proptest::prelude::*;

use super::read;
use crate::model::{FileFacts, LanguageFacts};

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
    let last = facts.lines.max(1);
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

/// Bounds the cost whatever the text, and names what is cut off.
#[test]
fn tangled_input_is_cut_off_and_named() {
    let backquotes: String = (0..20_000).map(|i| "`".repeat(1 + i * 7919 % 60) + " ").collect();
    for (path, content, is_cut_off) in [
        ("stars.md", "*a ".repeat(100_000), true),
        ("stars-and-code.md", format!("`x` {}", "*a ".repeat(100_000)), true),
        ("tildes.md", format!("`x` {}", "~".repeat(30_000)), true),
        ("backquotes.md", backquotes, true),
        ("line.md", "word `c` ".repeat(400_000), true),
        ("quotes.md", ">".repeat(10_000), false),
        ("list.md", "- ".repeat(10_000), false),
        ("brackets.md", format!("{}`x`{}", "[".repeat(50_000), "]".repeat(50_000)), true),
        ("braces.go", "}{)(:= ".repeat(1_200_000 / 7), true),
        ("open.go", format!("package p\nvar x = {}", "(".repeat(100_000)), true),
        (
            "nested.go",
            format!("package p\nvar x = {}1{}\n", "(".repeat(100_000), ")".repeat(100_000)),
            false,
        ),
        ("comments.go", format!("package p\n{}", "x */\nvar a int\n".repeat(20_000)), true),
    ] {
        let (facts, problems) = read(path, &content);
        assert_eq!(!problems.is_empty(), is_cut_off, "{path}: {problems:?}");
        assert_eq!((facts, problems), read(path, &content), "{path}");
    }
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
