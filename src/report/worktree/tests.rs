use super::*;
use crate::model::{
    Dirt, Distance, DroppedTask, Forecast, IgnoredFiles, LostTask, LostTasks, MainCheckout,
    Meeting, Operation, Outcome, Presence, Remark, RemovedTasks, Reopened, Step, TaskState,
    TaskStatus, TickFate, Touched, WorktreeStatus,
};

fn task(key: &str, state: Option<TaskState>) -> TaskStatus {
    TaskStatus {
        key: key.to_owned(),
        title: format!("Do what {key} says"),
        backlog: "TASKS.md".to_owned(),
        state,
    }
}

fn files(files: &[&str]) -> Vec<String> {
    files.iter().map(|&file| file.to_owned()).collect()
}

fn meeting(a: &str, b: &str, outcome: Outcome) -> Meeting {
    Meeting { a: a.to_owned(), b: b.to_owned(), outcome }
}

fn conflict() -> Outcome {
    Outcome::Conflict { files: files(&["internal/cli/root.go"]), only_backlogs: false }
}

fn sample() -> RepositoryStatus {
    let id = |digit: &str| Some(digit.repeat(40));
    let docs = WorktreeStatus {
        name: "docs".to_owned(),
        path: "/projects/myproject-docs".to_owned(),
        is_ours: true,
        is_here: true,
        branch: Some("work/docs".to_owned()),
        head: id("d"),
        base: id("1"),
        base_branch: Some("main".to_owned()),
        distance: Some(Distance { ahead: 3, behind: 1 }),
        dirt: Some(Dirt { changed: 2, untracked: 1, unmerged: 0 }),
        is_planned: true,
        tasks: vec![
            task("T1", Some(TaskState::Done)),
            task("T2", Some(TaskState::Skipped)),
            task("T3", None),
        ],
        touched: Some(Touched {
            inside: files(&["docs/a.md", "docs/b.md"]),
            outside: files(&["internal/cli/root.go"]),
            untouched: files(&["docs/c.md"]),
            backlogs: files(&["TASKS.md"]),
            uncommitted: true,
        }),
        ignored: Some(IgnoredFiles {
            stopping: files(&["secret.env"]),
            carried: files(&[".context/journal/a.md", ".context/journal/b.md"]),
            kept: files(&[".claude/settings.local.json"]),
            dropped: files(&[".context/state"]),
        }),
        ..WorktreeStatus::default()
    };
    let crypto = WorktreeStatus {
        name: "crypto".to_owned(),
        path: "/projects/myproject-crypto".to_owned(),
        ignored: None,
        is_here: false,
        branch: Some("work/crypto".to_owned()),
        recorded_branch: Some("work/other".to_owned()),
        base_branch: Some("develop".to_owned()),
        distance: Some(Distance { ahead: 1, behind: 0 }),
        dirt: Some(Dirt::default()),
        operation: Some(Operation::Rebase),
        locked: Some("on a stick".to_owned()),
        tasks: vec![task("T9", Some(TaskState::Done))],
        touched: Some(Touched { outside: files(&["internal/cli/root.go"]), ..Touched::default() }),
        ..docs.clone()
    };
    let gone = WorktreeStatus {
        name: "tests".to_owned(),
        path: "/projects/myproject-tests".to_owned(),
        is_ours: true,
        presence: Presence::Unknown,
        ..WorktreeStatus::default()
    };
    RepositoryStatus {
        main: MainCheckout {
            path: "/projects/myproject".to_owned(),
            branch: Some("main".to_owned()),
            head: id("a"),
            dirt: Some(Dirt::default()),
            ..MainCheckout::default()
        },
        worktrees: vec![docs, WorktreeStatus { is_ours: false, is_planned: false, ..crypto }, gone],
        forecast: Some(Forecast {
            pairs: vec![meeting("docs", "crypto", conflict())],
            with_base: vec![
                meeting("docs", "main", Outcome::Clean),
                meeting("crypto", "develop", Outcome::Unknown("it is late".to_owned())),
            ],
            steps: vec![
                Step { name: "docs".to_owned(), outcome: Outcome::Clean },
                Step { name: "crypto".to_owned(), outcome: conflict() },
            ],
            reopened: vec![Reopened {
                name: "docs".to_owned(),
                tasks: vec![r#"TASKS.md:6: "Write the docs""#.to_owned()],
            }],
            lost: Vec::new(),
            removed: Vec::new(),
        }),
        pending: None,
        remarks: vec![Remark::Error("docs.json: cannot be read".to_owned())],
    }
}

fn dropped(title: &str) -> DroppedTask {
    let (backlog, title) = ("TASKS.md".to_owned(), title.to_owned());
    DroppedTask { backlog, line: 8, title, archive: None }
}

fn plain(status: &RepositoryStatus, format: StatusFormat, width: usize) -> String {
    anstream::adapter::strip_str(&render_status(status, format, Some(width))).to_string()
}

#[test]
fn removed_tasks_are_named() {
    let mut status = sample();
    let tasks = vec![dropped("Encrypt it"), dropped("Decrypt it")];
    let removed = RemovedTasks { name: "crypto".to_owned(), tasks };
    status.forecast.as_mut().unwrap().removed = vec![removed];
    let text = plain(&status, StatusFormat::Text, 200);
    let expected = "crypto removed 2 open tasks from the backlog: TASKS.md:8: \"Encrypt it\" and TASKS.md:8: \
                    \"Decrypt it\". Merging removes them too; put back in crypto what is still to do.";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn it_reads_as_intended() {
    let all = sample();
    let one = RepositoryStatus {
        worktrees: all.worktrees[..1].to_vec(),
        forecast: Some(Forecast { steps: Vec::new(), ..all.forecast.clone().unwrap() }),
        ..all.clone()
    };
    let text = [
        plain(&all, StatusFormat::Table, 120),
        plain(&all, StatusFormat::Table, 60),
        plain(&all, StatusFormat::Text, 100),
        plain(&all, StatusFormat::Text, 60),
        plain(&one, StatusFormat::Detail, 100),
        plain(&RepositoryStatus::default(), StatusFormat::Text, 100),
    ];
    insta::assert_snapshot!(text.join("----\n"));
}

#[test]
fn narrow_pages_are_kept_to() {
    let status = sample();
    for format in [StatusFormat::Table, StatusFormat::Text, StatusFormat::Detail] {
        let text = plain(&status, format, 60);
        for line in text.lines() {
            assert!(crate::report::layout::width(line) <= 60, "{line:?}");
        }
    }
}

#[test]
fn nothing_of_a_stranger_drives_the_terminal() {
    let mut status = sample();
    let evil = "\u{1b}]0;x\u{7}\n\u{202e}evil".to_owned();
    status.main.path.clone_from(&evil);
    status.main.branch = Some(evil.clone());
    let worktree = &mut status.worktrees[0];
    worktree.name.clone_from(&evil);
    worktree.path.clone_from(&evil);
    worktree.branch = Some(evil.clone());
    worktree.base_branch = Some(evil.clone());
    worktree.recorded_branch = Some(evil.clone());
    worktree.recorded_path = Some(evil.clone());
    worktree.locked = Some(evil.clone());
    worktree.presence = Presence::Unreadable(evil.clone());
    worktree.remarks = vec![Remark::Error(evil.clone())];
    worktree.tasks[0].key.clone_from(&evil);
    worktree.tasks[0].title.clone_from(&evil);
    worktree.touched = Some(Touched {
        inside: vec![evil.clone()],
        outside: vec![evil.clone()],
        untouched: vec![evil.clone()],
        backlogs: vec![evil.clone()],
        uncommitted: false,
    });
    let conflict = Outcome::Conflict { files: vec![evil.clone()], only_backlogs: true };
    status.forecast = Some(Forecast {
        pairs: vec![meeting(&evil, &evil, conflict.clone())],
        with_base: vec![meeting(&evil, &evil, Outcome::Unknown(evil.clone()))],
        steps: vec![Step { name: evil.clone(), outcome: conflict }],
        reopened: vec![Reopened { name: evil.clone(), tasks: vec![evil.clone()] }],
        lost: vec![LostTasks {
            name: evil.clone(),
            tasks: vec![LostTask { task: evil.clone(), fate: TickFate::FinishedIn(evil.clone()) }],
        }],
        removed: vec![RemovedTasks { name: evil.clone(), tasks: vec![dropped(&evil)] }],
    });
    status.remarks = vec![Remark::Error(evil)];
    for format in [StatusFormat::Table, StatusFormat::Text, StatusFormat::Detail] {
        let text = plain(&status, format, 100);
        let bad = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(bad), "{text:?}");
        assert!(text.contains("evil"));
        let styled = render_status(&status, format, Some(100));
        assert!(!styled.contains("\u{1b}]"), "{styled:?}");
    }
}

#[test]
fn the_schema_holds_and_is_strict() {
    let schema = include_str!("../../../docs/schema/status-v1.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    let parsed = |status: &RepositoryStatus, format| -> serde_json::Value {
        serde_json::from_str(&render_status(status, format, None)).unwrap()
    };
    let mut document = parsed(&sample(), StatusFormat::Json);
    let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(parsed(&sample(), StatusFormat::JsonLine), document);
    let line = render_status(&sample(), StatusFormat::JsonLine, None);
    assert_eq!(line.lines().count(), 1);
    assert!(schema.is_valid(&parsed(&RepositoryStatus::default(), StatusFormat::Json)));
    document["worktrees"][0]["surprise"] = true.into();
    assert!(!schema.is_valid(&document), "unknown fields are refused");
}

#[test]
fn what_to_type_is_what_a_shell_understands() {
    for (name, typed) in [
        ("docs", "docs"),
        ("a b", "'a b'"),
        ("it's", r"'it'\''s'"),
        ("-x", "-- -x"),
        ("é/1", "é/1"),
        ("$(x)", "'$(x)'"),
    ] {
        assert_eq!(wording::typed(name), typed);
    }
}

#[test]
fn the_page_shows_each_worktree_and_the_merges() {
    let page = render_status(&sample(), StatusFormat::Html, None);
    insta::assert_snapshot!(page.split_once("<body>\n").unwrap().1);
}
