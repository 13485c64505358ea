use super::markdown;
use crate::model::MarkdownFacts;

fn headings(facts: &MarkdownFacts) -> Vec<(&str, u32)> {
    facts.headings.iter().map(|h| (h.text.as_str(), h.line)).collect()
}

fn spans(facts: &MarkdownFacts) -> Vec<(&str, u32)> {
    facts.code_spans.iter().map(|span| (span.text.as_str(), span.line)).collect()
}

fn links(facts: &MarkdownFacts) -> Vec<(&str, u32)> {
    facts.links.iter().map(|link| (link.target.as_str(), link.line)).collect()
}

#[test]
fn headings_of_both_styles() {
    let facts = markdown(
        "# The `ctx` *tool*\n\nText\n\nSetup\n=====\n\n## Setup ##\n\nTwo\nlines\n---\n\n\
         > ### Quoted\n\n- #### Listed\n\n#hashtag\n\n```\n# not one\n```\n\n#\n",
    );
    assert_eq!(
        headings(&facts),
        [
            ("The ctx tool", 1),
            ("Setup", 5),
            ("Setup", 8),
            ("Two lines", 10),
            ("Quoted", 14),
            ("Listed", 16),
            ("", 24),
        ]
    );
    assert_eq!(facts.title.as_deref(), Some("The ctx tool"));
}

#[test]
fn the_title_of_the_front_matter_comes_first() {
    let yaml = markdown("---\nicon: x\ntitle: \"In front\"\n---\n\n# Heading\n");
    assert_eq!(yaml.title.as_deref(), Some("In front"));
    assert_eq!(headings(&yaml), [("Heading", 6)]);
    let toml = markdown("+++\ntitle = 'In front'\n+++\n\n# Heading\n");
    assert_eq!(toml.title.as_deref(), Some("In front"));
    assert_eq!(markdown("---\ndraft: true\n---\n\n# Heading\n").title.as_deref(), Some("Heading"));
    assert_eq!(markdown("## Only second level\n").title, None);
}

#[test]
fn code_spans_are_those_of_the_text_and_not_of_fences() {
    let facts = markdown(
        "Use `a.go` and ``b`c``.\n\n```go\nx := `raw`\n```\n\n    `indented`\n\n> quoted `c\n> d` end\n\n\
         | cell | `e` |\n|------|-----|\n| `f` | g |\n\n- item `h`\nlazy `i`\n\n# Head `j`\n",
    );
    assert_eq!(
        spans(&facts),
        [
            ("a.go", 1),
            ("b`c", 1),
            ("c d", 9),
            ("e", 12),
            ("f", 14),
            ("h", 16),
            ("i", 17),
            ("j", 19)
        ]
    );
}

#[test]
fn an_open_backquote_does_not_reach_into_the_next_paragraph() {
    let facts = markdown("one ` open\n\ntwo ` open and` closed` \n\n- `a\n- b`\n");
    assert_eq!(spans(&facts), [(" open and", 3)]);
}

#[test]
fn code_spans_hold_brackets_and_longer_runs_of_backquotes() {
    let facts = markdown("Run `a --id <id>` and ` ```go ` first\n");
    assert_eq!(spans(&facts), [("a --id <id>", 1), ("```go", 1)]);
}

#[test]
fn links_images_and_definitions() {
    let facts = markdown(
        "See [`code`](../a.go \"Title\"), ![img](img/x.png) and [ref][r].\n\n\
         <https://example.com> [spaced](<a b.md>) [empty]()\n\n[r]: docs/r.md 'T'\n\n\
         \\[no](x.md) and `[no](y.md)`\n",
    );
    assert_eq!(links(&facts), [("../a.go", 1), ("img/x.png", 1), ("a b.md", 3), ("docs/r.md", 5)]);
    assert_eq!(spans(&facts), [("code", 1), ("[no](y.md)", 7)]);
}
