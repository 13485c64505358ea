//! Where the title of a task ends, and where it comes from.

use super::*;

#[test]
fn a_block_right_below_an_item_is_not_its_title() {
    for below in [
        "</details>",
        "<details>",
        "<summary>b</summary>",
        "<div align=\"center\">",
        "  <table>",
        "<pre>\nb\n</pre>",
        "<script>\nb\n</script>",
        "<?php b\n?>",
        "<!DOCTYPE html>",
        "<![CDATA[\nb\n]]>",
        "<!-- b -->",
        "<br>",
        "<custom-tag>",
        "  <br/>",
        "> b",
        "  > b\n  > c",
        "> b\nlazy",
        "# b",
        "  ## b",
        "  ## Files\n  b",
        "```\nb\n```",
        "  ~~~\n  b\n  ~~~",
        "---",
        "***",
        "  ---",
        "  ===",
        "  | b | c |\n  |---|---|\n  | d | e |",
        "  b | c\n  --- | ---",
    ] {
        let text = format!("- [ ] a\n{below}\n- [ ] z\n");
        assert_eq!(titles(&text), ["a", "z"], "{text}");
    }
}

#[test]
fn what_continues_a_paragraph_is_of_the_title() {
    for (below, title) in [
        ("  b", "a b"),
        ("b", "a b"),
        ("===", "a ==="),
        ("  <file>", "a <file>"),
        ("  [b]: c", "a [b]: c"),
        ("  #5", "a #5"),
        ("  | b |\n  c", "a | b | c"),
        ("  |---|---|", "a |---|---|"),
        ("  </pre>", "a </pre>"),
        ("  14. b", "a 14. b"),
    ] {
        let text = format!("- [ ] a\n{below}\n");
        assert_eq!(titles(&text), [title], "{text}");
    }
}

#[test]
fn verbatim_html_hides_boxes_and_tags_do_not() {
    assert_eq!(titles("<pre>\n- [ ] a\n\n- [ ] b\n</pre>\n- [ ] c"), ["c"]);
    assert_eq!(titles("- [ ] a\n  <style>\n- [ ] b"), ["a", "b"]);
    assert_eq!(titles("<details>\n- [ ] a\n</details>\n- [ ] b"), ["a", "b"]);
    assert_eq!(messages("- [ ] a\n\n<pre>\n- [ ] b\n").len(), 1);
}

#[test]
fn a_task_without_text_is_called_by_what_is_in_it() {
    for (text, title) in [
        ("- [ ]\n\n  b", "b"),
        ("- [ ]\n  - [ ] b\n  - [ ] c", "b"),
        ("- [ ]\n  - [x] b", "b"),
        ("- [ ] #priority:high\n  - b", "b"),
        ("- [ ] **T1**", "T1"),
        ("- [ ] T1:\n  - b", "b"),
    ] {
        assert_eq!(task(text).title, title, "{text}");
    }
    assert_eq!(titles("- [ ] a\n- [ ]\n- [ ] #x"), ["a", "(no text)", "(no text)"]);
    assert_eq!(
        messages("- [ ] a\n- [ ]\n- [ ] #x"),
        ["boxes without text, planned as they are: L2, L3"]
    );
}

#[test]
fn a_task_without_text_is_found_again() {
    let text = "- [x] z\n- [ ]\n  - [x] b\n  - [ ] c\n";
    let planned = task(text).title;
    let list = Checklist::read(&Source { name: "TASKS.md".into(), bytes: text.into() });
    let found = list.find(&[("L2", &planned)])[0].expect("the task");
    assert_eq!(list.entries[found].lines.start, 1);
}
