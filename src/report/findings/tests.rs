//! Each format on three answers: a clean one, ten findings, and two thousand with hostile text.

use serde_json::Value;

use super::*;
use crate::model::{
    Detail, DoubtKind, Ended, Finding, Independence, NeedReason, Owner, ParallelKind, RepoPath,
    Rule, Severity, SharedFile, TaskId, Together,
};
use crate::report::sample;

/// Text that tries to be something else in every format.
const HOSTILE: &str = "::error file=x::\u{1b}[31m]]> <script>&\"'`|@all #1 %0A\r\n\u{202e}\u{ffff} \
                       <!-- x --> ${{ secrets.X }} https://x.y [a](b) \\| 日本";

fn prediction() -> Prediction {
    sample::analysis().prediction
}

fn finding(rule: Rule, task: u32, detail: Detail) -> Finding {
    let prediction = prediction();
    let place = &prediction.tasks[task as usize];
    let found = Finding::new(rule, ("TASKS.md", place.line), Some(place.id), detail);
    Finding { fingerprint: format!("{:016x}", u64::from(task) << 8 | rule as u64), ..found }
}

fn together(kind: ParallelKind, group: &str, own: &str, other: &str) -> Together {
    let [group, own, other] = [group, own, other].map(str::to_owned);
    Together { kind, group, own, other }
}

/// A finding of each rule, with each kind of declaration.
fn ten() -> Checked {
    let path = |path: &str| RepoPath::new(path).unwrap();
    let shared = |at: &str| SharedFile { path: path(at), a: 0.9, b: 0.8 };
    let overlap = |with, together, files: &[&str]| Detail::Overlap {
        with: TaskId(with),
        together,
        probability: 0.72,
        files: files.iter().map(|file| shared(file)).collect(),
        is_named: files.len() == 1,
    };
    let group = together(ParallelKind::Group, "TASKS.md › Phase 1", "", "");
    let ended = Ended { kind: DoubtKind::Done, said: "DONE 2026-08-17".to_owned(), line: 11 };
    let findings = vec![
        finding(Rule::Overlap, 0, overlap(1, group.clone(), &["a.rs"])),
        finding(
            Rule::Overlap,
            1,
            overlap(0, together(ParallelKind::Plan, "", "x", "y"), &["a.rs", "b.rs", "c.rs"]),
        ),
        finding(
            Rule::Overlap,
            2,
            Detail::Contradiction {
                with: TaskId(3),
                together: together(ParallelKind::Worktree, "", "work/x", "work/y"),
            },
        ),
        finding(
            Rule::Undeclared,
            3,
            Detail::Undeclared {
                file: path("internal/index/validate.go"),
                probability: 0.83,
                said: "- Update `internal/index/validate.go`".to_owned(),
            },
        ),
        finding(
            Rule::Order,
            4,
            Detail::Order {
                with: TaskId(1),
                is_later: true,
                because: NeedReason::Creates("src/new.rs".to_owned()),
                together: together(ParallelKind::Label, "", "x", "y"),
            },
        ),
        finding(
            Rule::Order,
            1,
            Detail::Order {
                with: TaskId(4),
                is_later: false,
                because: NeedReason::Stated,
                together: together(ParallelKind::Group, "wave 2", "lane a", "lane b"),
            },
        ),
        finding(Rule::Cycle, 5, Detail::Problem("dependency cycle T6 → T7 → T6".to_owned())),
        finding(
            Rule::Escape,
            6,
            Detail::Escape {
                file: "src/a.rs".to_owned(),
                range: "main...HEAD".to_owned(),
                owner: Owner::Track { name: "docs".to_owned(), probability: 0.6 },
            },
        ),
        finding(
            Rule::Reopened,
            8,
            Detail::Reopened { title: "Say it".to_owned(), range: "main...HEAD".to_owned() },
        ),
        finding(Rule::LooksDone, 7, Detail::Ended(ended)),
    ];
    Checked {
        findings,
        suppressed: 1,
        independence: Independence {
            open: 9,
            placed: 4,
            tracks: 2,
            expected_collisions: 0.23,
            chance_collisions: 0.6,
            speed_up: Some(2.0),
            independent: Some(0.9),
            contested: Vec::new(),
        },
        ..Checked::default()
    }
}

/// Two thousand findings about tasks whose ids, titles and backlogs are hostile.
fn hostile() -> (Prediction, Checked) {
    let mut prediction = prediction();
    prediction.backlogs = vec![format!("a,b: {HOSTILE}.md")];
    let task = prediction.tasks[0].clone();
    prediction.tasks = (0..2_000_u32)
        .map(|at| crate::model::Task {
            id: TaskId(at),
            key: format!("{HOSTILE}{at}"),
            title: HOSTILE.repeat(3),
            backlog: prediction.backlogs[0].clone(),
            line: at + 1,
            ..task.clone()
        })
        .collect();
    let findings = prediction.tasks.iter().map(|task| {
        let detail = Detail::Problem(format!("{HOSTILE} of {}", task.key));
        let severity = Severity::ALL[task.id.index() % 3];
        let found = Finding::new(Rule::Cycle, (&task.backlog, task.line), Some(task.id), detail);
        Finding { severity, fingerprint: format!("{:016x}", task.line), ..found }
    });
    let checked = Checked { findings: findings.collect(), ..Checked::default() };
    (prediction, checked)
}

fn rendered((prediction, checked): &(Prediction, Checked), format: FindingsFormat) -> String {
    render_findings(prediction, checked, format, View::default())
}

/// The three answers with the number of their findings.
fn answers() -> [((Prediction, Checked), usize); 3] {
    [((prediction(), Checked::default()), 0), ((prediction(), ten()), 10), (hostile(), 2_000)]
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn ten_findings_in_each_format() {
    for &format in FindingsFormat::ALL {
        insta::assert_snapshot!(format.name(), rendered(&(prediction(), ten()), format));
    }
}

#[test]
fn no_format_passes_on_what_drives_a_terminal() {
    // The JSON has the names of files as they are, in JSON's escapes.
    for &format in FindingsFormat::ALL.iter().filter(|&&it| it != FindingsFormat::Json) {
        let text = anstream::adapter::strip_str(&rendered(&hostile(), format)).to_string();
        let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(is_bad), "{}", format.name());
        assert!(!text.contains("\\u001b") && !text.contains("\\u202e"), "{}", format.name());
    }
}

#[test]
fn every_result_of_sarif_has_a_place_and_a_rule() {
    for (answer, count) in answers() {
        let log = parsed(&rendered(&answer, FindingsFormat::Sarif));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), Rule::ALL.len());
        for rule in rules {
            assert!(
                rule["fullDescription"]["text"].is_string() && rule["help"]["text"].is_string()
            );
        }
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), count);
        for result in results {
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64() >= Some(1));
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'), "{uri}");
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}

/// Workflow command: kind, properties, message.
type Command<'a> = (&'a str, Vec<(&'a str, &'a str)>, &'a str);

/// Reads a workflow command by the grammar that `GitHub` documents.
fn command(line: &str) -> Option<Command<'_>> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (kind, properties) = head.split_once(' ')?;
    let properties = properties.split(',').map(|it| it.split_once('=')).collect::<Option<_>>()?;
    Some((kind, properties, message))
}

#[test]
fn commands_of_github_are_within_its_limits() {
    for (answer, count) in answers() {
        let text = rendered(&answer, FindingsFormat::Github);
        let (last, lines) =
            text.lines().collect::<Vec<_>>().split_last().map(|(a, b)| (*a, b.to_vec())).unwrap();
        assert!(last.starts_with("ctx check: "), "{last}");
        for kind in ["error", "warning", "notice"] {
            let of_kind: Vec<_> =
                lines.iter().filter_map(|line| command(line)).filter(|it| it.0 == kind).collect();
            assert!(of_kind.len() <= 10);
            for (_, properties, message) in of_kind {
                let names: Vec<&str> = properties.iter().map(|it| it.0).collect();
                assert_eq!(names, ["file", "line", "title"], "{message}");
                assert!(properties.iter().all(|(_, value)| !value.contains(':')));
            }
        }
        assert_eq!(lines.len(), count.min(30), "each line is a command");
        assert_eq!(text.contains("657 more notes"), count == 2_000, "{text}");
    }
}

#[test]
fn issues_of_gitlab_are_as_its_documentation_has_them() {
    let schema = include_str!("../../../tests/formats/gitlab-code-quality.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    for (answer, count) in answers() {
        let issues = parsed(&rendered(&answer, FindingsFormat::Gitlab));
        let errors: Vec<_> = schema.iter_errors(&issues).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(issues.as_array().unwrap().len(), count);
    }
}

#[test]
fn names_of_junit_are_unique() {
    for (answer, count) in answers() {
        let text = rendered(&answer, FindingsFormat::Junit);
        let names: Vec<&str> =
            text.lines().filter_map(|line| line.trim_start().strip_prefix("<testcase ")).collect();
        let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
        assert_eq!((names.len(), unique.len()), (count.max(1), count.max(1)));
        assert_eq!(text.matches("<failure ").count(), count);
    }
}

#[test]
fn a_comment_fits_and_counts_what_does_not() {
    for (answer, count) in answers() {
        let text = rendered(&answer, FindingsFormat::Markdown);
        assert!(text.starts_with("<!-- ctx-check -->\n") && text.len() < 65_536);
        let rows =
            text.lines().filter(|line| line.starts_with("| ") && line.contains(".md")).count();
        assert_eq!(rows == count, count <= 10, "{rows} rows of {count}");
        if rows < count {
            assert!(
                text.ends_with(&format!("\n{} of {count} findings are not shown.\n", count - rows))
            );
        }
        assert!(!text.contains("<script") && !text.contains("@all") && !text.contains("://"));
    }
    let (prediction, checked) = hostile();
    let full = render_step_summary(&prediction, &checked, (1 << 20) - 5_000);
    assert!(full.len() <= 5_000, "{}", full.len());
}
