use super::*;

/// One line per node: indentation by depth, kind, own lines joined by `/`.
fn sketch(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let outline = Outline::new(&lines, 0);
    let mut depths = Vec::new();
    let mut out = Vec::new();
    for (index, node) in outline.nodes.iter().enumerate() {
        let depth = node.parent.map_or(0, |parent| depths[parent] + 1);
        depths.push(depth);
        let kind = match (node.kind, node.mark()) {
            (Kind::Heading(_), None) => "#",
            (Kind::Heading(_), Some(_)) => "#[]",
            (Kind::Item, None) => "-",
            (Kind::Item, Some(_)) => "[]",
            (Kind::Paragraph, _) => "p",
            (Kind::Code, _) => "`",
        };
        let text = outline.text(index).replace('\n', "/");
        out.push(format!("{}{kind} {text}", " ".repeat(depth)));
    }
    out
}

#[test]
fn items_nest_by_indentation() {
    for (name, text, expected) in [
        ("two columns", "- [ ] a\n  - [ ] b\n- [ ] c", vec!["[] a", " [] b", "[] c"]),
        ("four columns", "- a\n    - b\n      c", vec!["- a", " - b/c"]),
        ("tabs", "- [ ] a\n\t- [ ] b\n\t\t- c", vec!["[] a", " [] b", "  - c"]),
        ("one column is no nesting", "- a\n - b", vec!["- a", "- b"]),
        ("below a number", "10. [ ] a\n  - [ ] b", vec!["[] a", " [] b"]),
        ("on one line", "- 1. [ ] a\n- - b", vec!["[] a", "- - b"]),
        ("back out", "- a\n    - b\n  - c", vec!["- a", " - b", " - c"]),
    ] {
        let sketch: Vec<_> = sketch(text).iter().map(|l| l.trim_end().to_owned()).collect();
        assert_eq!(sketch, expected, "{name}");
    }
}

#[test]
fn text_continues_the_paragraph_above() {
    for (name, text, expected) in [
        ("wrapped", "- [ ] a\n  b", vec!["[] a/b"]),
        ("lazy", "- [ ] a\nb\n—\nc", vec!["[] a/b/—/c"]),
        ("lazy in a child", "- a\n  - b\nc", vec!["- a", " - b/c"]),
        ("a blank line ends it", "- a\n\nb", vec!["- a", "p b"]),
        ("an indented paragraph", "- a\n\n  b\n  c", vec!["- a", " p b/c"]),
        ("a bullet begins anew", "- [x] a\n  b\n- Severity: c", vec!["[x] a/b", "- Severity: c"]),
        ("a wrapped number", "- a\n  14. b", vec!["- a/14. b"]),
        ("a wrapped dash", "- a\n  -\n  b", vec!["- a/-/b"]),
        ("a numbered list", "- a\n  1. b\n  2. c", vec!["- a", " - b", " - c"]),
        ("siblings from two", "2. a\n3. b", vec!["- a", "- b"]),
        ("a heading is not lazy", "- a\n# b", vec!["- a", "# b"]),
        ("a heading in an item", "- a\n  # b", vec!["- a", " p b"]),
        ("a quote", "- a\n  > b\nc\n\nd", vec!["- a", " p > b/c", "p d"]),
        ("a table", "- a\n  b\n  |-|\n  c\nd", vec!["- a", " p b/|-|/c", "p d"]),
        ("tags", "- a\n  <p>\n  b\nc", vec!["- a", " p <p>/b", "p c"]),
        ("a rule ends a list", "- a\n---\nb", vec!["- a", "p ", "p b"]),
    ] {
        let expected: Vec<_> = expected.iter().map(|l| l.replace("[x]", "[]")).collect();
        assert_eq!(sketch(text), expected, "{name}");
    }
}

#[test]
fn headings_hold_what_follows() {
    assert_eq!(
        sketch("# A\n## B\n- x\n## [X] C\n### D [ ]\ny\n# E"),
        ["# A", " # B", "  - x", " #[] C", "  #[] D", "   p y", "# E"]
    );
    assert_eq!(sketch("A\n===\n- x\n\nB\n---\n- y"), ["# A", " - x", " # B", "  - y"]);
}

#[test]
fn fences_hide_what_is_in_them() {
    for (name, text, expected) in [
        ("backquotes", "```\n- [ ] a\n```\n- b", vec!["` - [ ] a", "- b"]),
        ("tildes", "~~~\n```\n- [ ] a\n~~~\n- b", vec!["` ```/- [ ] a", "- b"]),
        ("longer", "````\n```\n- a\n````\n- b", vec!["` ```/- a", "- b"]),
        ("in an item", "- [ ] a\n  ```\n  - b\n  ```\n- c", vec!["[] a", " ` - b", "- c"]),
        ("as an item", "- ```\n  - b\n  ```\n- c", vec!["- ", " ` - b", "- c"]),
        ("outdented code", "- a\n  ```\nx\n  ```\n- c", vec!["- a", " ` x", "- c"]),
        ("left open in an item", "- a\n  ```\n  x\n- c", vec!["- a", " ` x", "- c"]),
        ("indented code", "a\n\n    - [ ] b", vec!["p a"]),
    ] {
        assert_eq!(sketch(text), expected, "{name}");
    }
}

#[test]
fn comments_hide_what_is_in_them() {
    for (name, text, expected) in [
        ("many lines", "<!--\n- [ ] a\n\n- [ ] b\n-->\n- c", vec!["- c"]),
        ("one line", "<!-- - [ ] a -->\n- c", vec!["- c"]),
        ("in an item", "- a\n  <!-- x\n- [ ] b\n  -->\n- c", vec!["- a", "- c"]),
        ("quoted", "- `<!-- x`\n- c", vec!["- `<!-- x`", "- c"]),
        ("mid-line", "- a <!-- x\n- [ ] c", vec!["- a <!-- x", "[] c"]),
    ] {
        assert_eq!(sketch(text), expected, "{name}");
    }
}

#[test]
fn what_is_never_closed_is_named() {
    let unclosed = |text: &str| Outline::new(&text.lines().collect::<Vec<_>>(), 0).unclosed;
    assert_eq!(unclosed("a\n```\nb"), Some((2, "code fence")));
    assert_eq!(unclosed("<!-- b\nc"), Some((1, "comment")));
    assert_eq!(unclosed("```\n```\n<!-- -->"), None);
}

#[test]
fn depth_is_bounded_and_loses_nothing() {
    let line = |depth: usize| format!("{}- [ ] a", "  ".repeat(depth));
    let lines: Vec<String> = (0..1000).map(line).collect();
    let outline = Outline::new(&lines.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    assert_eq!(outline.nodes.iter().filter(|node| node.has_box()).count(), 1000);
}
