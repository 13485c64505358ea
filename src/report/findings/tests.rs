//! Each format on three answers: a clean one, ten findings, and two thousand with hostile text.

use serde_json::Value;

use super::*;
use crate::model::{
    Contested, Detail, DoubtKind, Ended, Finding, Independence, NeedReason, Owner, ParallelKind,
    RepoPath, Rule, RuleUse, Severity, SharedFile, TaskId, Together,
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
    let unknown = finding(Rule::Unknown, 6, Detail::Unknown(None));
    let rule_use = |rule| match rule {
        Rule::Regression => RuleUse::Lacking,
        Rule::Duplicate => RuleUse::LeftOut,
        _ => RuleUse::Applied,
    };
    Checked {
        findings,
        suppressed: vec![Finding { fingerprint: String::new(), ..unknown }],
        rules: Rule::ALL.iter().map(|&rule| (rule, rule_use(rule))).collect(),
        range: Some("main...HEAD".to_owned()),
        independence: Independence {
            open: 9,
            placed: 4,
            tracks: 2,
            expected_collisions: 0.23,
            chance_collisions: 0.6,
            speed_up: Some(2.0),
            independent: Some(0.9),
            contested: vec![Contested { path: path("internal/index/load.go"), tasks: 5 }],
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
        let text = rendered(&(prediction(), ten()), format);
        // The style and the script of a page are files of their own.
        let text = match text.split_once("<body>\n").filter(|_| format == FindingsFormat::Html) {
            Some((_, body)) => body.split("<script>").next().unwrap_or_default().to_owned(),
            None => text,
        };
        insta::assert_snapshot!(format.name(), text);
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

#[test]
fn the_page_has_a_card_for_each_finding_and_one_script() {
    for (answer, count) in answers() {
        let page = rendered(&answer, FindingsFormat::Html);
        let suppressed = answer.1.suppressed.len();
        assert_eq!(page.matches("<li class=\"finding ").count(), count + suppressed);
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</script>").count(), 1);
        let ids: Vec<&str> =
            page.split(" id=\"").skip(1).map(|it| &it[..it.find('"').unwrap()]).collect();
        let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        let targets = page.split("href=\"#").skip(1).map(|it| &it[..it.find('"').unwrap()]);
        let lost: Vec<&str> = targets.filter(|target| !ids.contains(target)).collect();
        assert_eq!(lost, Vec::<&str>::new());
    }
}

#[test]
fn the_page_tells_known_and_suppressed_findings_apart() {
    let mut checked = ten();
    for finding in checked.findings.iter_mut().take(4) {
        finding.is_known = true;
    }
    checked.comparison = Some(crate::model::Comparison { independent: Some(0.95), gone: 3 });
    let page = rendered(&(prediction(), checked), FindingsFormat::Html);
    for part in [
        "<h1>6 new findings: 2 errors, 3 warnings, 1 note</h1>",
        "<p>4 known, 3 gone. 1 suppressed.</p>",
        "<dd class=\"dim\">new; 4 known, 3 gone</dd>",
        "<dd class=\"dim\">of all pairs; 95 % in the baseline</dd>",
        "<span class=\"count\">4 findings</span><span class=\"dim\">they do not fail the check</span>",
        "<td>3 known</td>",
        "<td>1 suppressed</td>",
        "not applied; it needs --baseline FILE",
        "left out by the options or settings",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_clean_page_says_what_was_checked() {
    let clean = Checked { findings: Vec::new(), suppressed: Vec::new(), ..ten() };
    let page = rendered(&(prediction(), clean), FindingsFormat::Html);
    for part in [
        "<header class=\"head clean\" id=\"summary\"><h1>No findings</h1>",
        "main...HEAD compared with other open work",
        "11 rules applied to 9 open tasks of TASKS.md.",
        "<td class=\"clean\">nothing found</td>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<form") && !page.contains("class=\"finding"));
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
