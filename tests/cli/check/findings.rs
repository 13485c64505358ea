//! Findings of the real program.

use super::{check, sample};
use crate::harness::{Tree, answer, refusal, stopped, valid};

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
fn a_backlog_of_which_nothing_is_read_is_a_finding() {
    let (looks_like, fault) = ("looks like a task", "front matter that is no YAML");
    let gsd = ".planning/phases/01-a/01-01-PLAN.md";
    for (name, text, line, said) in [
        ("TASKS.md", "- ( ) Retry the upload\n", 1, looks_like),
        ("TASKS.md", "# Tasks\n\n- [x] Begin\n- ( ) Retry the upload\n", 4, looks_like),
        ("TASKS.md", "# Tasks\n\n<!--\n- [ ] Retry the upload\n", 3, "without an end"),
        ("TASKS.md", "# Tasks\n\n```\n- [ ] Retry the upload\n", 3, "without an end"),
        (gsd, "---\nwave: 1: 2\n---\nText\n", 2, fault),
    ] {
        let tree = Tree::with(&[(name, text), ("src/upload.ts", "export function upload() {}\n")]);
        let document = valid(&stopped(&mut check(&tree, &["--output-format", "json"])), "findings");
        let findings = document["findings"].as_array().unwrap();
        let message = findings[0]["message"].as_str().unwrap();
        assert!(findings.iter().all(|it| it["rule"] == "unread"), "{text}");
        assert_eq!((&findings[0]["path"], &findings[0]["line"]), (&name.into(), &line.into()));
        assert!(message.contains(said), "{text}: {message}");
        assert!(stopped(&mut check(&tree, &[])).contains("No task is read."), "{text}");
        // Where nothing would tell of it, there is no answer.
        let refused = refusal(&mut check(&tree, &["--ignore", "unread"]));
        assert!(refused.contains("no open task is read"), "{refused}");
        assert!(refusal(&mut tree.analyze()).contains("no open task is read"), "{text}");
    }
}

#[test]
fn a_finished_plan_that_cannot_be_read_stops_nothing() {
    let plan = "---\nwave: 1: 2\nfiles_modified: [\"a\\.ts\"]\n---\nText\n";
    let tree = Tree::with(&[
        (".planning/phases/01-a/01-01-PLAN.md", plan),
        (".planning/phases/01-a/01-01-SUMMARY.md", "done\n"),
        ("src/upload.ts", "export function upload() {}\n"),
    ]);
    assert!(answer(&mut check(&tree, &[])).contains("No task is open."));
}

#[test]
fn a_file_that_all_parallel_tasks_name_is_contested_and_no_pair_is_independent() {
    let line = |at| format!("- [ ] T{at:03} [P] Log charge variant {at} in src/charge.ts\n");
    let lines: Vec<String> = (1..=12).map(line).collect();
    let backlog = format!("# Tasks: Charges\n\n## Phase 1: Log\n\n{}", lines.concat());
    let tree = Tree::with(&[
        ("specs/001-charges/tasks.md", &backlog),
        ("src/charge.ts", "export function charge() {}\n"),
        ("src/refund.ts", "export function refund() {}\n"),
    ]);
    let document = valid(&stopped(&mut check(&tree, &["--output-format", "json"])), "findings");
    let independence = &document["independence"];
    assert_eq!(independence["independent"], 0.0);
    assert_eq!(independence["contested"][0]["path"], "src/charge.ts");
    assert_eq!(independence["contested"][0]["tasks"], 12);
    assert_eq!(document["findings"].as_array().unwrap().len(), 12 * 11);
    let text = stopped(&mut check(&tree, &[]));
    assert!(text.contains("Held back by src/charge.ts (12 tasks)."), "{text}");
    let shared = "12 tasks that run at the same time name src/charge.ts as what they change: T001, \
                  T002, T003,";
    assert!(text.contains(shared) && text.contains("1 finding: 1 warning."), "{text}");
}

#[test]
fn a_comment_for_ctx_changes_no_prediction() {
    let (plain, commented) = (sample(), sample());
    let comment = "<!-- ctx: ignore unknown: parse, format and count -->";
    let text = plain.read("TASKS.md");
    let text = text.replace("#track:speed\n", &format!("#track:speed {comment}\n"));
    let text = text.replace("Zzz qqq\n", &format!("Zzz qqq\n  {comment}\n"));
    std::fs::write(commented.path().join("TASKS.md"), text).unwrap();
    let analysis = |tree: &Tree| {
        let text = answer(tree.analyze().args(["--output-format", "json", "--all-pairs"]));
        let document = valid(&text, "analysis");
        (document["tasks"].clone(), document["overlaps"].clone())
    };
    assert_eq!(analysis(&commented), analysis(&plain));
}

#[test]
fn the_example_of_the_documentation_suppresses_both_sides() {
    let page = include_str!("../../../docs/check.md");
    let example = page.split("```markdown\n").nth(1).unwrap().split("```").next().unwrap();
    let pair = example.lines().take(2).collect::<Vec<_>>().join("\n") + "\n";
    let backlog = format!("# Tasks: Charges\n\n## Phase 1: Charge\n\n{pair}");
    let tree = Tree::with(&[
        ("specs/001-charges/tasks.md", &backlog),
        ("src/charge.ts", "export function charge() {}\n"),
    ]);
    let text = answer(&mut check(&tree, &[]));
    assert!(text.contains("No findings. 2 suppressed."), "{text}");
    let without = backlog.split(" <!--").next().unwrap().to_owned()
        + "\n- [ ] T013 [P] Log every charge in src/charge.ts\n";
    std::fs::write(tree.path().join("specs/001-charges/tasks.md"), without).unwrap();
    assert!(stopped(&mut check(&tree, &[])).contains("both name src/charge.ts"));
}

#[test]
fn reports_in_the_tree_are_no_sources() {
    let tree = sample();
    let files = |tree: &Tree| {
        let text = answer(tree.analyze().args(["--output-format", "json"]));
        valid(&text, "analysis")["scanned_files"].clone()
    };
    let before = files(&tree);
    let formats = ["json", "sarif", "gitlab", "junit", "rdjson", "checkstyle", "markdown"];
    let ends = ["json", "sarif", "json", "xml", "json", "xml", "md"];
    for (format, end) in formats.iter().zip(ends) {
        let output = format!("--output-format={format}=report-{format}.{end}");
        stopped(&mut check(&tree, &[&output]));
    }
    assert_eq!(files(&tree), before);
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
    assert_eq!(places, ["missing-dependency:5", "looks-done:6", "unused-suppression:11"]);
    assert_eq!(document["suppressed"], 3);
}
