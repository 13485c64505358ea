use super::{Mention, Scanner, TaskText, VERBS, is_for_reference, looks_like_code, without_verb};

fn scan(lines: &[&str]) -> TaskText {
    let mut text = TaskText::default();
    let mut scanner = Scanner::default();
    for (number, line) in (1..).zip(lines) {
        scanner.line(line, number, false, &mut text);
    }
    scanner.finish(&mut text);
    text
}

fn names(text: &TaskText) -> Vec<&str> {
    text.mentions.iter().map(|mention| mention.text.as_str()).collect()
}

#[test]
fn what_is_referred_to_is_known_by_the_word_before_it() {
    let refers = |line| is_for_reference(line, "a.md");
    assert!(refers("Spec: `specs/a.md`") && refers("as decided (see a.md)"));
    assert!(refers("- **AC Ref:** PLAN section 2, a.md") && refers("Context: cr-05, a.md"));
    assert!(!refers("Update a.md") && !refers("inspect a.md") && !refers("nothing"));
}

#[test]
fn paths_lose_line_numbers_and_punctuation() {
    let text =
        scan(&["See (internal/a/scan.go:95-106), **docs/x.md**, and `.github/workflows/ci.yml`."]);
    assert_eq!(
        names(&text),
        ["See", "internal/a/scan.go", "docs/x.md", "and", ".github/workflows/ci.yml"]
    );
    assert_eq!(names(&scan(&["`**/*.go` and *.md files"])), ["**/*.go", "and", "*.md", "files"]);
}

#[test]
fn the_verb_says_not_what_with() {
    assert!(VERBS.is_sorted());
    assert_eq!(without_verb("Fix the audit"), "the audit");
    assert_eq!(without_verb("Middleware answers"), "Middleware answers");
}

#[test]
fn a_span_may_run_over_a_line_break() {
    let text = scan(&["run `ctx learning", "add` twice"]);
    assert_eq!(text.spans[0].text, "ctx learning add");
    assert_eq!(text.spans[0].line, 1);
}

#[test]
fn a_stray_quote_quotes_nothing() {
    let text = scan(&["it`s odd", "but Fine"]);
    assert!(text.spans.is_empty());
    assert!(text.mentions.iter().all(|mention| !mention.quoted));
}

#[test]
fn a_call_counts_as_quoted() {
    let text = scan(&["Implement Filter() on Pipeline"]);
    assert!(text.mentions.contains(&Mention {
        text: "Filter".into(),
        line: 1,
        quoted: true,
        in_title: false,
        for_reference: false
    }));
    assert!(text.mentions.contains(&Mention {
        text: "Pipeline".into(),
        line: 1,
        quoted: false,
        in_title: false,
        for_reference: false
    }));
}

#[test]
fn identifiers_look_like_code_and_words_do_not() {
    assert!(
        ["getUser", "HTTPServer2Go", "card_store", "CliConfig"]
            .iter()
            .all(|word| looks_like_code(word))
    );
    assert!(["User", "JSON", "_x", "word"].iter().all(|word| !looks_like_code(word)));
}
