//! Input that is meant to hurt.

use proptest::prelude::*;

use super::read;
use crate::model::{FileFacts, LanguageFacts};

/// Every line that the facts name.
fn lines(facts: &FileFacts) -> Vec<u32> {
    match &facts.language {
        LanguageFacts::Go(go) => go
            .definitions
            .iter()
            .map(|d| d.line)
            .chain(go.imports.iter().map(|i| i.line))
            .chain(go.commands.iter().map(|c| c.line))
            .chain(go.flags.iter().map(|f| f.line))
            .collect(),
        LanguageFacts::Markdown(md) => md
            .headings
            .iter()
            .map(|h| h.line)
            .chain(md.links.iter().map(|l| l.line))
            .chain(md.code_spans.iter().map(|s| s.line))
            .chain(md.fences.iter().flat_map(|f| [f.line, f.end_line]))
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
