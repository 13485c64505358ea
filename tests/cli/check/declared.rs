//! Parallel work as each tool declares it, in the files that the tool writes.

use super::check;
use crate::harness::{Tree, answer, valid};

/// Names and contents of files.
type Files<'a> = &'a [(&'a str, &'a str)];

const SOURCES: Files = &[
    ("src/store.ts", "export function store() {}\n"),
    ("src/view.ts", "export function view() {}\n"),
    ("src/pay/gateway.ts", "export function gateway() {}\n"),
    ("src/pay/receipt.ts", "export function receipt() {}\n"),
];

/// Returns the messages of the `overlap` findings of a backlog, in order.
fn overlaps(backlog: Files) -> Vec<String> {
    let tree = Tree::with(&[backlog, SOURCES].concat());
    let arguments = ["--select", "overlap", "--exit-zero", "--output-format", "json"];
    let document = valid(&answer(&mut check(&tree, &arguments)), "findings");
    let findings = document["findings"].as_array().unwrap().iter();
    findings.map(|it| it["message"].as_str().unwrap().to_owned()).collect()
}

/// Returns the messages of a pair that names the same file: one on each side.
fn named([a, b]: [&str; 2], reason: &str, file: &str) -> Vec<String> {
    let message = |own: &str, other: &str| {
        format!(
            "{own} runs at the same time as {other} ({reason}); both name {file} as what they change"
        )
    };
    vec![message(a, b), message(b, a)]
}

#[test]
fn plans_of_one_wave_of_gsd_run_at_the_same_time() {
    let plan = |wave: &str, rest: &str| {
        format!("---\nphase: 01-store\n{wave}{rest}---\n<objective>Work on it</objective>\n")
    };
    let both = "files_modified: [src/store.ts]\n";
    for (first, second, expected) in [
        (plan("wave: 1\n", both), plan("wave: 1\n", both), "wave 1"),
        (
            plan("wave: 2\n", both),
            plan("wave: 2\n", "files_modified:\n  - src/store.ts\n"),
            "wave 2",
        ),
        (plan("wave: \"3\"\n", both), plan("wave: 3\n", both), "wave 3"),
        (plan("wave: 1\n", both), plan("wave: 2\n", both), ""),
        (plan("wave: 1\n", both), plan("wave: 1\n", "files_modified: [src/view.ts]\n"), ""),
        (plan("", both), plan("", both), ""),
        (plan("wave: 1\n", both), plan("wave: 1\ndepends_on: [\"01-01\"]\n", both), ""),
    ] {
        let found = overlaps(&[
            (".planning/phases/01-store/01-01-PLAN.md", &first),
            (".planning/phases/01-store/01-02-PLAN.md", &second),
        ]);
        let pair = named(["01-01", "01-02"], expected, "src/store.ts");
        let expected = if expected.is_empty() { Vec::new() } else { pair };
        assert_eq!(found, expected, "{first}\n{second}");
    }
    let apart = [
        (".planning/phases/01-store/01-01-PLAN.md", &*plan("wave: 1\n", both)),
        (".planning/phases/02-view/02-01-PLAN.md", &*plan("wave: 1\n", both)),
    ];
    assert_eq!(overlaps(&apart), [""; 0], "waves of two phases");
}

#[test]
fn tasks_of_ccpm_conflict_across_their_files() {
    let task = |name: &str, rest: &str| {
        format!("---\nname: {name}\nstatus: open\n{rest}---\n\n# {name}\n\nText.\n")
    };
    let parallel = "parallel: true\n";
    let conflicting = |ids: &str| format!("parallel: true\nconflicts_with: {ids}\n");
    for (epics, first, second, ids) in [
        (["pay", "pay"], conflicting("[002]"), parallel.to_owned(), Some(["001", "002"])),
        (["pay", "pay"], conflicting("[\"002\"]"), conflicting("[001]"), Some(["001", "002"])),
        (
            ["pay", "pay"],
            conflicting("\n  - 002\n  - 009"),
            parallel.to_owned(),
            Some(["001", "002"]),
        ),
        (["pay", "pay"], parallel.to_owned(), conflicting("001"), Some(["001", "002"])),
        (["pay", "pay"], conflicting("[002]"), "parallel: false\n".to_owned(), None),
        (["pay", "pay"], conflicting("[]"), parallel.to_owned(), None),
        (["pay", "view"], conflicting("[002]"), parallel.to_owned(), None),
    ] {
        let first_file = format!(".claude/epics/{}/001.md", epics[0]);
        let second_file = format!(".claude/epics/{}/002.md", epics[1]);
        let (first, second) = (task("Store it", &first), task("Show it", &second));
        let found = overlaps(&[(&first_file, &first), (&second_file, &second)]);
        let message = |own: &str, other: &str| {
            format!(
                "{own} runs at the same time as {other} (pay), but the backlog says that they conflict"
            )
        };
        let expected = ids.map_or_else(Vec::new, |[a, b]| vec![message(a, b), message(b, a)]);
        assert_eq!(found, expected, "{first}\n{second}");
    }
}

#[test]
fn lanes_of_spec_kitty_in_one_group_run_at_the_same_time() {
    let package = |id: &str, owned: &str| {
        format!(
            "---\nwork_package_id: {id}\ntitle: Work on {id}\ndependencies: []\nowned_files: [{owned}]\n---\n\nText.\n"
        )
    };
    let lane = |name: &str, packages: &str, group: &str| {
        format!(
            "{{\"lane_id\": \"{name}\", \"wp_ids\": [{packages}], \"depends_on_lanes\": []{group}}}"
        )
    };
    let group = |number: u32| format!(", \"parallel_group\": {number}");
    let plan = |lanes: &[String]| format!("{{\"version\": 1, \"lanes\": [{}]}}", lanes.join(", "));
    let apart = |a: u32, b: u32| {
        plan(&[lane("lane-a", "\"WP01\"", &group(a)), lane("lane-b", "\"WP02\"", &group(b))])
    };
    let no_group = plan(&[lane("lane-a", "\"WP01\"", ""), lane("lane-b", "\"WP02\"", "")]);
    let one_lane = plan(&[lane("lane-a", "\"WP01\", \"WP02\"", &group(0))]);
    for (lanes, owned, expected) in [
        (apart(0, 0), ["src/store.ts", "src/store.ts"], Some((0, "src/store.ts"))),
        (apart(2, 2), ["src/store.ts", "src/view.ts, src/store.ts"], Some((2, "src/store.ts"))),
        (apart(0, 0), ["src/pay/**", "src/pay/**"], Some((0, "src/pay/**"))),
        (apart(1, 1), ["src/new/*.ts", "src/new/*.ts"], Some((1, "src/new/*.ts"))),
        (no_group, ["src/store.ts", "src/store.ts"], Some((0, "src/store.ts"))),
        (apart(0, 0), ["src/store.ts", "src/view.ts"], None),
        (apart(0, 1), ["src/store.ts", "src/store.ts"], None),
        (one_lane, ["src/store.ts", "src/store.ts"], None),
        ("[".to_owned(), ["src/store.ts", "src/store.ts"], None),
    ] {
        let found = overlaps(&[
            ("kitty-specs/010-pay/tasks/WP01-a.md", &package("WP01", owned[0])),
            ("kitty-specs/010-pay/tasks/WP02-b.md", &package("WP02", owned[1])),
            ("kitty-specs/010-pay/lanes.json", &lanes),
        ]);
        let [a, b] = ["WP01 (lane-a)", "WP02 (lane-b)"];
        let message = |own: &str, other: &str, number: i32, file: &str| {
            format!(
                "{own} runs at the same time as {other}, by parallel group {number}; both name {file} as what they \
                 change"
            )
        };
        let expected = expected.map_or_else(Vec::new, |(number, file)| {
            vec![message(a, b, number, file), message(b, a, number, file)]
        });
        let first_two: Vec<String> = found.iter().take(2).cloned().collect();
        assert_eq!(first_two, expected, "{lanes} {owned:?} {found:?}");
    }
}

#[test]
fn a_wave_of_kiro_is_called_as_its_file_calls_it() {
    for (waves, expected) in [
        (r#"{"waves": [{"wave": 3, "tasks": ["1", "2"]}]}"#, "wave 3"),
        (r#"{"waves": [{"id": 0, "tasks": ["1", "2"]}]}"#, "wave 0"),
        (r#"{"waves": [{"id": "a", "tasks": ["9"]}, {"id": "b", "tasks": ["1", "2"]}]}"#, "wave b"),
        (r#"{"waves": [{"tasks": ["9"]}, {"tasks": ["1", "2"]}]}"#, "wave 2"),
        (r#"[["1", "2"], ["9"]]"#, "wave 1"),
        (
            r#"{"waves": [{"id": 1, "tasks": ["9"]}, {"id": 1, "tasks": ["1", "2"]}]}"#,
            "wave 1 in place 2",
        ),
        (r#"{"waves": [{"wave": 3, "tasks": ["1"]}, {"wave": 4, "tasks": ["2"]}]}"#, ""),
        (
            r#"{"waves": [{"id": 1, "tasks": ["1"]}, {"id": 1, "tasks": ["2"], "depends_on": []}]}"#,
            "",
        ),
    ] {
        let text = format!(
            "# Plan\n\n- [ ] 1. Write the rows in src/store.ts\n- [ ] 2. Sort the rows in src/store.ts\n\n\
             ## Task Dependency Graph\n\n```json\n{waves}\n```\n"
        );
        let found = overlaps(&[(".kiro/specs/a/tasks.md", &text)]);
        let pair = named(["1", "2"], expected, "src/store.ts");
        let expected = if expected.is_empty() { Vec::new() } else { pair };
        assert_eq!(found, expected, "{waves}");
    }
}

#[test]
fn a_comment_about_a_pair_names_the_task_of_another_file() {
    let plan = |comment: &str| {
        format!(
            "---\nwave: 1\nfiles_modified: [src/store.ts]\n---\n<objective>Work</objective>\n{comment}\n"
        )
    };
    let number = |comment: &str| {
        overlaps(&[
            (".planning/phases/01-store/01-01-PLAN.md", &plan(comment)),
            (".planning/phases/01-store/01-02-PLAN.md", &plan("")),
            (".planning/phases/01-store/01-03-PLAN.md", &plan("")),
        ])
        .len()
    };
    assert_eq!(number(""), 6);
    assert_eq!(number("<!-- ctx: ignore overlap 01-02: both only add lines -->"), 4);
    assert_eq!(number("<!-- ctx: ignore overlap 01-02 01-03 -->"), 2);
    assert_eq!(number("<!-- ctx: ignore overlap -->"), 2);
}
