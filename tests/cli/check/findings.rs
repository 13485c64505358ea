//! Findings of the real program.

use super::{check, sample};
use crate::harness::{Tree, answer, stopped, valid};

#[test]
fn each_place_is_listed_with_its_findings() {
    insta::assert_snapshot!(stopped(&mut check(&sample(), &[])));
}

#[test]
fn compact_has_a_line_for_each_finding() {
    let tree = sample();
    let text = stopped(&mut check(&tree, &["--output-format", "compact"]));
    insta::assert_snapshot!(text);
    assert_eq!(stopped(check(&tree, &[]).env("CLAUDECODE", "1")), text, "agents get it unasked");
}

#[test]
fn the_document_is_as_its_schema_has_it() {
    let document = valid(&stopped(&mut check(&sample(), &["--output-format", "json"])), "findings");
    let rule = |finding: &serde_json::Value| finding["rule"].as_str().unwrap().to_owned();
    let rules: Vec<String> = document["findings"].as_array().unwrap().iter().map(rule).collect();
    assert_eq!(rules, ["overlap", "overlap", "missing-dependency", "looks-done", "unknown"]);
    let overlap = &document["findings"][0];
    assert_eq!(overlap["with"]["task"], "T2");
    assert_eq!(overlap["files"][0], "parse/parse.go");
    assert_eq!(overlap["together"], "label");
}

#[test]
fn a_clean_backlog_has_no_findings() {
    let tree = Tree::small();
    let text = answer(&mut check(&tree, &[]));
    assert!(text.contains("No findings."), "{text}");
    let document = valid(&answer(&mut check(&tree, &["--output-format", "json"])), "findings");
    assert_eq!(document["findings"].as_array().unwrap().len(), 0);
    assert_eq!(document["independence"]["open"], 2);
}

#[test]
fn an_empty_backlog_is_clean() {
    let tree = Tree::with(&[("TASKS.md", "# Tasks\n\n- [x] T1: Begin\n"), ("a.md", "# A\n")]);
    assert!(answer(&mut check(&tree, &[])).contains("No task is open."));
    valid(&answer(&mut check(&tree, &["--output-format", "json"])), "findings");
}

#[test]
fn comments_suppress_and_unused_ones_are_reported() {
    let text = sample().read("TASKS.md");
    let tree = sample();
    let suppressed = text
        .replace("#track:speed\n", "#track:speed <!-- ctx: ignore overlap: only adds lines -->\n")
        .replace("Zzz qqq\n", "Zzz qqq\n  <!-- ctx: ignore unknown, cycle -->\n");
    std::fs::write(tree.path().join("TASKS.md"), suppressed).unwrap();
    let document = valid(&stopped(&mut check(&tree, &["--output-format", "json"])), "findings");
    let place = |it: &serde_json::Value| format!("{}:{}", it["rule"].as_str().unwrap(), it["line"]);
    let places: Vec<String> = document["findings"].as_array().unwrap().iter().map(place).collect();
    assert_eq!(
        places,
        ["overlap:4", "missing-dependency:5", "looks-done:6", "unused-suppression:11"]
    );
    assert_eq!(document["suppressed"], 2);
}
