//! Each rule finds what it is about, leaves the rest alone, and is suppressed by a comment.

mod branch;
mod pairs;
mod read_only;

use std::collections::BTreeSet;
use std::fmt::Write;

use super::*;
use crate::backlog::{self, Granularity};
use crate::model::{
    BlastRadius, Confidence, FileId, Lane, Origin, ParallelKind, PredictedFile, Prediction,
    RepoPath,
};
use crate::tracks;

/// Predicted files of the tasks in reading order, with their probabilities.
type Files<'a> = &'a [&'a [(&'a str, f64)]];

fn radius(id: u32, files: &[(&str, f64)]) -> BlastRadius {
    let file = |&(path, probability): &(&str, f64)| PredictedFile {
        path: RepoPath::new(path).unwrap(),
        file: Some(FileId(0)),
        origin: Origin::Written,
        probability,
        predicted: true,
        evidence: Vec::new(),
    };
    BlastRadius {
        task: TaskId(id),
        confidence: if files.is_empty() { Confidence::Unknown } else { Confidence::High },
        set_aside: None,
        files: files.iter().map(file).collect(),
        folders: Vec::new(),
        impact: Vec::new(),
    }
}

/// Checks a backlog whose tasks are predicted to change `files`; tasks beyond these change a file of
/// their own.
fn check(text: &str, files: Files, parallel: &[Parallel], options: &Options) -> Checked {
    compared(text, files, (parallel, None, None), options)
}

/// Checks such a backlog on a branch, or against a baseline.
fn compared(
    text: &str,
    files: Files,
    (parallel, changes, baseline): (&[Parallel], Option<&Changes>, Option<&Baseline>),
    options: &Options,
) -> Checked {
    let source = Source { name: "TASKS.md".to_owned(), bytes: text.into() };
    let backlogs = [source];
    let (tasks, problems) = backlog::read(&backlogs, Granularity::Outermost);
    let radii: Vec<BlastRadius> = (0..tasks.len())
        .map(|at| {
            let id = u32::try_from(at).unwrap();
            match files.get(at) {
                Some(files) => radius(id, files),
                None => radius(id, &[(&format!("own/{at}.rs"), 0.9)]),
            }
        })
        .collect();
    let analysis = Analysis {
        overlaps: tracks::overlaps(&tasks, &radii),
        prediction: Prediction {
            backlogs: vec!["TASKS.md".to_owned()],
            doubtful: backlog::doubtful(&tasks),
            tasks,
            radii,
            problems,
            ..Prediction::default()
        },
        ..Analysis::default()
    };
    let (analysis, backlogs) = (&analysis, &backlogs);
    let subject = Subject { analysis, backlogs, beside: &[], parallel, changes, baseline };
    run(subject, options)
}

/// Returns rule and line of each finding.
fn found(text: &str, files: Files) -> Vec<(&'static str, u32)> {
    let checked = check(text, files, &[], &Options::default());
    checked.findings.iter().map(|finding| (finding.rule.id(), finding.line)).collect()
}

const BOTH: Files = &[&[("src/a.rs", 0.9)], &[("src/a.rs", 0.9)]];
const APART: Files = &[&[("src/a.rs", 0.9)], &[("src/b.rs", 0.9)]];

#[test]
fn every_rule_has_its_row() {
    let rows: BTreeSet<Rule> = TABLE.iter().map(|row| row.rule).collect();
    let all: BTreeSet<Rule> = Rule::ALL.iter().copied().collect();
    assert_eq!(rows.len(), TABLE.len());
    assert_eq!(all.difference(&rows).collect::<Vec<_>>(), [&Rule::UnusedSuppression]);
}

#[test]
fn overlap() {
    let text = "- [ ] T1: Read it #track:x\n- [ ] T2: Write it #track:y\n";
    assert_eq!(found(text, BOTH), [("overlap", 1), ("overlap", 2)]);
    assert_eq!(found(text, APART), []);
    let same_track = text.replace("#track:y", "#track:x");
    assert_eq!(found(&same_track, BOTH), []);
    let unmarked = text.replace("#track:y", "");
    assert_eq!(found(&unmarked, BOTH), []);
    let ignored = text.replace("#track:x", "#track:x <!-- ctx: ignore overlap -->");
    assert_eq!(found(&ignored, BOTH), [], "a comment at one task covers both sides");
    let ordered = text.replace("Write it", "Write it (depends on T1)");
    assert_eq!(found(&ordered, BOTH), [("order", 1), ("order", 2)]);
}

#[test]
fn overlap_by_the_plan_and_by_worktrees() {
    let lane = |name: &str, task| Lane { name: name.to_owned(), tasks: vec![TaskId(task)] };
    for kind in [ParallelKind::Plan, ParallelKind::Worktree] {
        let lanes = vec![lane("x", 0), lane("y", 1)];
        let parallel = [Parallel { kind, name: String::new(), lanes }];
        let text = "- [ ] T1: Read it\n- [ ] T2: Write it\n";
        assert_eq!(check(text, BOTH, &parallel, &Options::default()).findings.len(), 2);
        assert_eq!(check(text, APART, &parallel, &Options::default()).findings, []);
        assert_eq!(check(text, BOTH, &[], &Options::default()).findings, []);
    }
}

#[test]
fn overlap_that_the_backlog_itself_declares() {
    let text = "- [ ] T1: Read it (conflicts with T2) #track:x\n- [ ] T2: Write it #track:y\n";
    assert_eq!(found(text, APART), [("overlap", 1), ("overlap", 2)]);
    let both = text.replace("Write it", "Write it (conflicts with T1)");
    assert_eq!(found(&both, APART), [("overlap", 1), ("overlap", 2)], "one pair");
    let alone = text.replace("#track:y", "#track:x");
    assert_eq!(found(&alone, APART), []);
}

#[test]
fn thresholds_and_severities_are_settings() {
    let text = "- [ ] T1: Read it #track:x\n- [ ] T2: Write it #track:y\n";
    let options = Options {
        overlap: 0.9,
        severities: BTreeMap::from([(Rule::Unknown, Severity::Error)]),
        ..Options::default()
    };
    assert_eq!(check(text, BOTH, &[], &options).findings, [], "0.81 is below");
    let checked = check(text, &[&[], &[]], &[], &options);
    assert_eq!(checked.count(Severity::Error), 2);
}

#[test]
fn undeclared() {
    let text = "- [ ] T1: Read it\n      Files: src/a.rs\n      - Rewrite `src/b.rs`.\n- [ ] T2: Write it\n";
    let files: Files = &[&[("src/a.rs", 0.9), ("src/b.rs", 0.8), ("src/c.rs", 0.9)], &[("d", 0.9)]];
    assert_eq!(found(text, files), [("undeclared", 1)]);
    assert_eq!(found(text, &[&[("src/a.rs", 0.9)]]), []);
    assert_eq!(found(&text.replace(": src/a.rs", ": src/"), files), [], "a folder covers it");
    let ignored = text.replace("- [ ] T1", "<!-- ctx: ignore undeclared: generated -->\n- [ ] T1");
    assert_eq!(found(&ignored, files), []);
}

#[test]
fn undeclared_files_are_those_that_a_step_changes() {
    for (step, is_found) in [
        ("Step 2: Update src/b.rs", true),
        ("**Step 2:** Delete `src/b.rs`.", true),
        ("Run `git add src/a.rs src/b.rs`", false),
        ("Follow the pattern of src/b.rs", false),
        ("Create it like `src/b.rs`", false),
        ("Add what `src/b.rs` needs from src/a.rs", false),
        ("Update src/b.rs.bak and other/src/b.rs", false),
        ("Add a rule: sums are bold. Cross-reference src/b.rs for all of it", false),
        ("Add a rule for sums (style of `src/b.rs`)", false),
        ("Add a rule to `src/b.rs`. It says what is bold", true),
        ("Create it by mirroring `src/b.rs`", false),
        ("Write it with a style matching `src/b.rs`", false),
        ("**Write `src/a.rs`.** Model `src/b.rs`.", false),
        ("Look at it", false),
        ("Modify: `src/b.rs:load()`", false),
        ("Rewrite: `src/b.rs`", false),
        ("Test:\n\n        ```\n        git add src/b.rs\n        ```", false),
        (
            "Test:\n\n        ```\n        // Update this together with src/b.rs.\n        ```",
            false,
        ),
    ] {
        let text = format!("- [ ] T1: Read it\n      Files: src/a.rs\n      - {step}\n");
        let files: Files = &[&[("src/a.rs", 0.9), ("src/b.rs", 0.8)]];
        assert_eq!(found(&text, files).len(), usize::from(is_found), "{step}");
    }
}

#[test]
fn a_name_alone_means_the_declared_file_of_that_name() {
    for (declared, step, file, is_found) in [
        ("cmd/x/main.go", "Update main.go", "main.go", false),
        ("libs/a/CMakeLists.txt", "Add it to CMakeLists.txt", "CMakeLists.txt", false),
        ("Dockerfile.web", "Write Dockerfile", "Dockerfile", false),
        ("tools/LICENSE.txt", "Add LICENSE", "LICENSE", false),
        ("/home/me/orders/src/b.rs", "Update src/b.rs", "src/b.rs", false),
        ("orders/module.json", "Update `module.json`", "module.json", false),
        ("src/b.rs", "Replace `\"tests/b.py\"` by its new path", "tests/b.py", false),
        ("cmd/x/main.go", "Update go.mod", "go.mod", true),
        ("cmd/domain.go", "Update main.go", "main.go", true),
        ("src/Dockerfile-web", "Write Dockerfile", "Dockerfile", true),
        ("cmd/x/main.go", "Update cmd/y/main.go", "cmd/y/main.go", true),
    ] {
        let text = format!("- [ ] T1: Read it\n      Files: {declared}\n      - {step}\n");
        let files: Files = &[&[(file, 0.8)]];
        assert_eq!(found(&text, files).len(), usize::from(is_found), "{declared}: {step}");
    }
}

#[test]
fn order() {
    let text = "- [ ] T1: Make it #track:x\n      Create: src/new.rs\n\
                - [ ] T2: Use it #track:y\n      Modify: src/new.rs\n";
    let options = Options { rules: BTreeSet::from([Rule::Order]), ..Options::default() };
    let lines = |text: &str| -> Vec<u32> {
        let checked = check(text, &[], &[], &options);
        checked.findings.iter().map(|finding| finding.line).collect()
    };
    assert_eq!(lines(text), [1, 3]);
    assert_eq!(lines(&text.replace("#track:y", "#track:x")), [0; 0]);
    assert_eq!(lines(&text.replace("Modify: src/new", "Modify: src/b")), [0; 0]);
    assert_eq!(lines(&format!("{text}      <!-- ctx: ignore order -->\n")), [0; 0]);
}

#[test]
fn cycle() {
    let text = "- [ ] T1: Read it (depends on T2)\n- [ ] T2: Write it (depends on T1)\n";
    let findings = found(text, &[]);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].0, "cycle");
    assert_eq!(
        found(&text.replace("on T1", "on"), &[]).iter().filter(|it| it.0 == "cycle").count(),
        0
    );
    assert_eq!(found(&format!("<!-- ctx: ignore-file cycle -->\n{text}"), &[]), []);
}

#[test]
fn missing_dependency() {
    let text = "- [ ] T1: Read it\n      Depends on: T9\n- [ ] T2: Write it\n";
    assert_eq!(found(text, &[]), [("missing-dependency", 1)]);
    assert_eq!(found(&text.replace("T9", "T2"), &[]), []);
    let ignored = text.replace("T9\n", "T9\n      <!-- ctx: ignore missing-dependency -->\n");
    assert_eq!(found(&ignored, &[]), []);
}

#[test]
fn unread() {
    let text = "- [ ] T1: Read it\n- ( ) Write it\n";
    assert_eq!(found(text, &[]), [("unread", 2)]);
    assert_eq!(found(&text.replace("( )", "[ ]"), &[]), []);
    let ignored = text.replace("Write it", "Write it <!-- ctx: ignore unread -->");
    assert_eq!(found(&ignored, &[]), []);
}

#[test]
fn unknown() {
    let text = "- [ ] T1: Make it nicer\n- [ ] T2: Write it\n";
    assert_eq!(found(text, &[&[], &[("a", 0.9)]]), [("unknown", 1)]);
    assert_eq!(found(text, &[]), []);
    let ignored = text.replace("nicer", "nicer <!-- ctx: ignore unknown -->");
    assert_eq!(found(&ignored, &[&[]]), []);
}

#[test]
fn duplicate() {
    let text = "- [ ] Retry the upload when the server is busy\n\
                - [ ] retry the upload, when the server is busy!\n- [ ] Write it\n";
    assert_eq!(found(text, &[]), [("duplicate", 2)], "the one that repeats");
    assert_eq!(found(&text.replace("busy!", "idle!"), &[]), []);
    let ignored = format!("<!-- ctx: ignore-file duplicate -->\n{text}");
    assert_eq!(found(&ignored, &[]), []);
    let ignored = text.replace("busy\n", "busy <!-- ctx: ignore duplicate -->\n");
    assert_eq!(found(&ignored, &[]), [], "at the first one");
}

#[test]
fn looks_done() {
    let text = "- [ ] T1: Retry the upload (DONE 2026-08-17)\n- [ ] T2: Write it\n";
    assert_eq!(found(text, &[&[]]), [("looks-done", 1)], "and is not unknown as well");
    assert_eq!(found(&text.replace(" (DONE 2026-08-17)", ""), &[]), []);
    let ignored = format!("<!-- ctx: ignore looks-done -->\n{text}");
    assert_eq!(found(&ignored, &[]), []);
}

/// Returns the lines of the findings of a rule on a branch that changed `files`.
fn of_branch(rule: Rule, text: &str, predicted: Files, changes: &Changes) -> Vec<u32> {
    let options = Options { rules: BTreeSet::from([rule]), ..Options::default() };
    let checked = compared(text, predicted, (&[], Some(changes), None), &options);
    checked.findings.iter().map(|finding| finding.line).collect()
}

fn changed(branch: &str, files: &[&str]) -> Changes {
    Changes {
        range: "main...HEAD".to_owned(),
        branch: Some(branch.to_owned()),
        files: files.iter().map(|&file| file.to_owned()).collect(),
        ..Changes::default()
    }
}

#[test]
fn escape() {
    let text = "- [ ] T1: Read it #track:x\n- [ ] T2: Write it #track:y\n\
                - [ ] T3: Send it\n      Files: src/sent.rs\n";
    let lines = |branch: &str, files: &[&str]| {
        of_branch(Rule::Escape, text, APART, &changed(branch, files))
    };
    assert_eq!(lines("work/x", &["src/b.rs"]), [2], "track y is predicted to change it");
    assert_eq!(lines("work/x", &["src/sent.rs"]), [3], "T3 declares it");
    assert_eq!(lines("work/x", &["src/a.rs", "src/other.rs", "TASKS.md"]), [0; 0]);
    assert_eq!(lines("feature", &["src/a.rs", "src/b.rs"]), [1, 2], "any branch");
    let tails: Files = &[APART[0], &[("src/b.rs", 0.4)], &[("src/b.rs", 0.4)]];
    let one_track = text.replace("Send it", "Send it #track:y");
    let found = of_branch(Rule::Escape, &one_track, tails, &changed("work/x", &["src/b.rs"]));
    assert_eq!(found, [0; 0], "no task of the track probably changes it");
    let mut changes = changed("work/x", &["src/new.rs"]);
    changes.others = vec![("work/y".to_owned(), vec!["src/new.rs".to_owned()])];
    assert_eq!(of_branch(Rule::Escape, text, APART, &changes), [2], "branch y changed it");
    let ignored = text.replace("#track:y", "#track:y <!-- ctx: ignore escape -->");
    assert_eq!(of_branch(Rule::Escape, &ignored, APART, &changed("work/x", &["src/b.rs"])), [0; 0]);
    let options = Options { rules: BTreeSet::from([Rule::Escape]), ..Options::default() };
    assert_eq!(check(text, APART, &[], &options).findings, [], "nothing without a branch");
}

#[test]
fn reopened() {
    let text = "- [ ] T1: Read it\n- [ ] T2: Write it\n";
    let mut changes = changed("work/x", &[]);
    assert_eq!(of_branch(Rule::Reopened, text, &[], &changes), [0; 0], "a new backlog");
    let before = |text: &str| BTreeMap::from([("TASKS.md".to_owned(), text.as_bytes().to_vec())]);
    changes.before = before("- [ ] T1: Read it\n- [x] T2: Write it\n");
    assert_eq!(of_branch(Rule::Reopened, text, &[], &changes), [2]);
    let ignored = format!("{text}  <!-- ctx: ignore reopened -->\n");
    assert_eq!(of_branch(Rule::Reopened, &ignored, &[], &changes), [0; 0]);
    changes.before = before(text);
    assert_eq!(of_branch(Rule::Reopened, text, &[], &changes), [0; 0]);
}

#[test]
fn the_tools_own_states_decide_about_reopened_tasks() {
    let source = |name: &str, text: &str| Source { name: name.into(), bytes: text.into() };
    let page = |state: &str| format!("---\nid: TASK-7\ntitle: Read it\nstatus: {state}\n---\n");
    let name = "backlog/tasks/task-7 - Read it.md";
    let mut changes = changed("work/x", &[]);
    changes.before = BTreeMap::from([(name.to_owned(), page("Shipped").into_bytes())]);
    let analysis = Analysis::default();
    let found = |state: &str, statuses: &str| {
        let subject = Subject {
            analysis: &analysis,
            backlogs: &[source(name, &page(state))],
            beside: &[source("backlog/config.yml", &format!("statuses: [{statuses}]\n"))],
            parallel: &[],
            changes: Some(&changes),
            baseline: None,
        };
        let options = Options { rules: BTreeSet::from([Rule::Reopened]), ..Options::default() };
        run(subject, &options).findings.len()
    };
    assert_eq!(found("Doing", "To Do, Doing, Shipped"), 1);
    assert_eq!(found("Shipped", "To Do, Doing, Shipped"), 0);
    assert_eq!(found("Doing", "Shipped, Doing, Released"), 0, "it was not finished");
}

#[test]
fn regression_and_known_findings() {
    let text = "- [ ] T1: Read it #track:x\n- [ ] T2: Write it #track:y\n";
    let first = check(text, BOTH, &[], &Options::default());
    let baseline = Baseline {
        fingerprints: first.findings.iter().map(|it| it.fingerprint.clone()).collect(),
        independent: Some(1.0),
    };
    let against = |text: &str, files, baseline: &Baseline| {
        compared(text, files, (&[], None, Some(baseline)), &Options::default())
    };
    let checked = against(text, BOTH, &baseline);
    let new: Vec<Rule> = checked.news().map(|finding| finding.rule).collect();
    assert_eq!(new, [Rule::Regression], "the overlaps are known");
    let third = format!("{text}- [ ] T3: Send it #track:x\n");
    let files: Files = &[&[("src/b.rs", 0.9)], BOTH[0], &[("src/a.rs", 0.9), ("src/b.rs", 0.9)]];
    let checked = against(&third, files, &baseline);
    let regression = checked.news().find(|it| it.rule == Rule::Regression).unwrap();
    let others = |it: &Detail| matches!(it, Detail::Regression { others: 2, .. });
    assert!(regression.line == 3 && others(&regression.detail), "{regression:?}");
    let fewer = Baseline { independent: Some(0.0), ..baseline.clone() };
    assert_eq!(against(text, BOTH, &fewer).news().count(), 0);
    let checked = against(text, APART, &fewer);
    assert_eq!((checked.findings.len(), checked.comparison.unwrap().gone), (0, 2));
    let ignored = format!("<!-- ctx: ignore-file regression -->\n{text}");
    assert_eq!(against(&ignored, BOTH, &baseline).news().count(), 0);
}

#[test]
fn a_baseline_is_the_json_of_an_earlier_run() {
    let text = r#"{"schema_version":1,"findings":[{"fingerprint":"aa"}],"independence":{"independent":0.5}}"#;
    let baseline = Baseline::parse(text.as_bytes()).unwrap();
    assert_eq!(baseline.independent, Some(0.5));
    assert!(baseline.fingerprints.contains("aa"));
    for (text, expected) in [
        ("{}", "it has no schema_version"),
        ("[", "not the JSON of `ctx check`"),
        (
            r#"{"schema_version":2}"#,
            "schema version 2, and this ctx reads version 1; write it again",
        ),
        (r#"{"schema_version":1}"#, "missing field `findings`"),
    ] {
        let error = Baseline::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn suppressions_without_effect() {
    for (comment, expected) in [
        ("<!-- ctx: ignore overlap -->", 1),
        ("<!-- ctx: ignore overlap, order -->", 2),
        ("<!-- ctx: ignore overlaps -->", 1),
        ("<!-- ctx: ignore -->", 1),
        ("<!-- ctx: ignore-file cycle -->", 1),
        ("<!-- ctx: something else -->", 0),
        ("<!-- ignore overlap -->", 0),
    ] {
        let text = format!("- [ ] T1: Write it\n\n{comment}\n");
        let expected = vec![("unused-suppression", 3); expected];
        assert_eq!(found(&text, &[]), expected, "{comment}");
    }
    let text = "- [ ] T1: Write it <!-- ctx: ignore overlap -->\n";
    let rules = BTreeSet::from([Rule::Cycle, Rule::UnusedSuppression]);
    let options = Options { rules, ..Options::default() };
    assert_eq!(check(text, &[], &[], &options).findings, [], "the rule was not applied");
    let fenced = "- [ ] T1: Write it\n\n```\n<!-- ctx: ignore overlap -->\n```\n";
    assert_eq!(found(fenced, &[]), []);
    let ignored = "<!-- ctx: ignore-file overlap -->\n<!-- ctx: ignore-file unused-suppression -->\n\
                   - [ ] T1: Write it\n";
    assert_eq!(found(ignored, &[]), []);
}

#[test]
fn a_heading_does_not_suppress_what_is_below_it() {
    let text =
        "- [ ] T0: Say it\n\n## Part <!-- ctx: ignore unknown -->\n\n- [ ] T1: Make it nicer\n";
    let files: Files = &[&[("a", 0.9)], &[]];
    assert_eq!(found(text, files), [("unused-suppression", 3), ("unknown", 5)]);
}

#[test]
fn fingerprints_hold_neither_line_nor_probability() {
    let text = "- [ ] Read it #track:x\n- [ ] T2: Write it #track:y\n- [ ] Make it nicer\n";
    let files: Files = &[&[("src/a.rs", 0.9)], &[("src/a.rs", 0.9)], &[]];
    let prints = |text: &str, files: Files| -> Vec<String> {
        let checked = check(text, files, &[], &Options::default());
        checked.findings.into_iter().map(|finding| finding.fingerprint).collect()
    };
    let before = prints(text, files);
    assert_eq!(before.len(), 3);
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), 3, "each has its own");
    let moved = format!("# Tasks\n\n{text}");
    let likelier: Files = &[&[("src/a.rs", 0.8)], &[("src/a.rs", 0.95)], &[]];
    assert_eq!(prints(&moved, likelier), before);
    let reworded = text.replace("Read it", "Parse it");
    assert_ne!(prints(&reworded, files), before);
}

#[test]
fn many_findings_of_one_rule_are_bounded() {
    let mut text = String::new();
    // A file of more tasks would count as a hub.
    let names = ["src/a.rs", "src/b.rs", "src/c.rs", "src/d.rs", "src/e.rs", "src/f.rs"];
    let mut files: Vec<[(&str, f64); 1]> = Vec::new();
    for at in 0..240 {
        writeln!(text, "- [ ] T{at}: Say it in part {at} #track:t{at}").unwrap();
        files.push([(names[at % names.len()], 0.9)]);
    }
    let files: Vec<&[(&str, f64)]> = files.iter().map(|files| &files[..]).collect();
    let checked = check(&text, &files, &[], &Options::default());
    // Both sides of all pairs of 40 tasks, for each of the six files.
    let all = 6 * 40 * 39;
    assert_eq!((checked.findings.len(), checked.left_out), (MAX_FINDINGS, all - MAX_FINDINGS));
}
