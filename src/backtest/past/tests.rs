use super::{From, LeftOut, Past, PastOptions, finished};
use crate::backtest::Case;
use crate::git::sample::Repository;

const TASKS: PastOptions = PastOptions { since: None, limit: None, from: From::Tasks };

fn past(repository: &Repository) -> Past {
    finished(repository.path(), &TASKS, &mut |_, _| {}).unwrap()
}

/// Returns the only case of a repository.
fn case(repository: &Repository) -> Case {
    let mut past = past(repository);
    assert_eq!(past.cases.len(), 1, "{past:#?}");
    past.cases.remove(0)
}

const TASK: &str = "Teach the parser about tabs";

/// Writes a backlog in which `TASK` has the given box.
fn backlog(mark: char) -> String {
    format!(
        "# Tasks\n\n## Parser #area:core\n\n- Input\n  - [{mark}] {TASK}\n    in files\n- [ ] More\n"
    )
}

/// Builds a repository with an open task and two files.
fn started() -> Repository {
    let repository = Repository::empty();
    repository.write("TASKS.md", "# Tasks\n");
    repository.commit("Begin");
    repository.write("TASKS.md", backlog(' '));
    repository.write("parse.go", "package parse\n");
    repository.write("old.go", "package parse\n\n// old\n");
    repository.commit("Plan");
    repository
}

/// Does the work on `TASK`, without a commit.
fn work(repository: &Repository) {
    repository.write("parse.go", "package parse\n\nfunc Tabs() {}\n");
    repository.write("tabs_test.go", "package parse\n");
    repository.write("go.sum", "x\n");
    repository.git(&["mv", "old.go", "new.go"]);
}

#[test]
fn a_ticked_box_is_a_finished_task() {
    let repository = started();
    let parent = repository.git(&["rev-parse", "HEAD"]);
    work(&repository);
    repository.write("TASKS.md", backlog('x'));
    let commit = repository.commit("Tabs");
    let case = case(&repository);
    assert_eq!(case.text, format!("- [ ] {TASK}\n  in files"));
    assert_eq!((&case.parent, &case.commit), (&parent, &commit));
    assert_eq!(case.first_commit, Some(parent));
    assert_eq!(case.backlog, "TASKS.md");
    assert_eq!(case.headings, ["Tasks", "Parser #area:core"]);
    assert_eq!(case.ancestors, ["Input"]);
    assert_eq!(case.truth, ["old.go", "parse.go"]);
    assert_eq!(case.truth_new, ["tabs_test.go"]);
    assert_eq!((case.others, case.id.len()), (0, 12));
}

#[test]
fn boxes_of_every_form_are_ticked() {
    for (open, done) in [
        ("[🏗\u{fe0f}]", "[✔\u{fe0f}]"),
        ("[👩🏽\u{200d}💻]", "[✅]"),
        ("[ ]*", "[x]*"),
        ("`[ ]`", "`[x]`"),
        ("[]", "[x ]"),
    ] {
        let repository = Repository::empty();
        repository.write("TASKS.md", format!("- {open} {TASK}\r- {open} More\r"));
        repository.write("parse.go", "package parse\n");
        repository.commit("Plan");
        repository.write("parse.go", "package parse\n\nfunc Tabs() {}\n");
        repository.write("TASKS.md", format!("- {done} {TASK}\r- {open} More\r"));
        repository.commit("Tabs");
        let case = case(&repository);
        assert_eq!(case.text, format!("- {open} {TASK}"));
        assert_eq!(case.as_backlog(), format!("- [ ] {TASK}\n"));
    }
}

#[test]
fn the_backlog_may_move_in_the_same_commit() {
    for archived in [backlog('x'), format!("# Archive\n- [x] {TASK} in files (done, #1)\n")] {
        let repository = started();
        work(&repository);
        repository.git(&["rm", "--quiet", "TASKS.md"]);
        repository.write("docs/done.markdown", archived);
        repository.commit("Tabs");
        let case = case(&repository);
        assert_eq!(case.backlog, "TASKS.md");
        assert_eq!(case.truth, ["old.go", "parse.go"]);
        assert_eq!(case.truth_new, ["tabs_test.go"]);
    }
}

#[test]
fn what_stays_open_or_was_done_before_is_not_finished() {
    let repository = started();
    for after in
        [backlog('~'), backlog('-'), backlog(' ').replace(TASK, "Other words"), String::new()]
    {
        repository.write("parse.go", &after);
        repository.write("TASKS.md", after);
        repository.commit("Change");
    }
    repository.write("parse.go", "package parse\n");
    repository.write("TASKS.md", backlog('x'));
    repository.commit("Done, but not open before");
    assert_eq!(past(&repository), Past::default());
}

#[test]
fn tasks_of_one_commit_know_of_one_another() {
    let tick = |count: usize| {
        let repository = Repository::empty();
        let list = |mark| {
            let task = |n| {
                let mark = if n < count { mark } else { ' ' };
                format!("- [{mark}] Write the part number{n} of it\n  - [{mark}] a step\n")
            };
            (0..4).map(task).collect::<Vec<_>>().concat()
        };
        repository.write("TODO.md", list(' '));
        repository.write("a.go", "package a\n");
        repository.commit("Plan");
        repository.write("TODO.md", list('x'));
        repository.write("a.go", "package b\n");
        repository.commit("Work");
        past(&repository)
    };
    let two = tick(2);
    assert_eq!(two.cases.iter().map(|case| case.others).collect::<Vec<_>>(), [1, 1]);
    assert_ne!(two.cases[0].id, two.cases[1].id);
    let four = tick(4);
    assert_eq!(four.cases, []);
    assert_eq!(four.left_out, LeftOut { together: 4, ..LeftOut::default() });
}

#[test]
fn a_heading_is_finished_when_all_its_steps_are_at_once() {
    let plan = |marks: [char; 3]| {
        format!(
            "### Task 1: Parse the tabs\n- [{}] Write the failing test\n- [{}] Make the test pass\n\
             ### Task 2: Print the tabs\n- [{}] Print them all\n",
            marks[0], marks[1], marks[2]
        )
    };
    let repository = Repository::empty();
    let commit = |marks| {
        repository.write("plan.md", plan(marks));
        repository.write("a.go", format!("{marks:?}"));
        repository.commit(&format!("{marks:?}"));
    };
    commit([' ', ' ', ' ']);
    commit(['x', 'x', ' ']);
    let case = case(&repository);
    assert!(case.text.starts_with("### Task 1: Parse the tabs\n- [ ] Write"), "{}", case.text);
}

#[test]
fn a_subject_that_names_an_open_id_is_work_on_it() {
    let list = |mark| format!("- [{mark}] T012: {TASK}\n- [ ] T013 Other\n- [ ] 1.1 Third\n");
    let repository = Repository::empty();
    repository.write("TASKS.md", list(' '));
    repository.write("a.go", "package a\n");
    repository.write("b.go", "package b\n");
    let parent = repository.commit("Plan T012");
    repository.write("a.go", "package a // 1\n");
    repository.write("new.go", "package a\n");
    let named = repository.commit("feat(t012): begin");
    let case = |repository| case(repository);
    let begun = case(&repository);
    assert_eq!((&begun.parent, &begun.commit), (&parent, &named));
    assert_eq!((begun.truth, begun.truth_new), (vec!["a.go".into()], vec!["new.go".into()]));

    repository.write("between.go", "package a\n");
    repository.commit("Release 1.1 and T01");
    for (path, subject) in [("b.go", "T012: more"), ("between.go", "[T012] more")] {
        repository.write(path, "package b // 1\n");
        repository.write("new.go", subject);
        repository.commit(subject);
    }
    repository.write("TASKS.md", list('x'));
    let ticked = repository.commit("Tick");
    repository.write("c.go", "package c\n");
    repository.commit("T012: it is done by now");
    let done = case(&repository);
    assert_eq!(done.parent, parent);
    // The tick itself changed no file; the last work counts.
    assert_ne!(done.commit, ticked);
    assert_eq!(done.truth, ["a.go", "b.go"]);
    assert_eq!(done.truth_new, ["between.go", "new.go"]);
}

#[test]
fn an_id_that_two_open_tasks_bear_names_none() {
    let repository = Repository::empty();
    repository.write("specs/a/tasks.md", "- [ ] T001 Write the first of them\n");
    repository.write("specs/b/tasks.md", "- [ ] T001 Write the second of them\n");
    repository.write("a.go", "package a\n");
    repository.commit("Plan");
    repository.write("a.go", "package b\n");
    repository.commit("T001: which one?");
    assert_eq!(past(&repository), Past::default());
}

#[test]
fn the_same_work_again_counts_once() {
    let repository = started();
    repository.git(&["branch", "other"]);
    work(&repository);
    repository.write("TASKS.md", backlog('x'));
    let commit = repository.commit("Tabs");
    repository.git(&["checkout", "--quiet", "other"]);
    repository.write("README", "x");
    repository.commit("Between");
    repository.git(&["cherry-pick", &commit]);
    repository.git(&["merge", "--quiet", "-m", "Merge", "main"]);
    let past = past(&repository);
    assert_eq!(past.cases.len(), 1);
    assert_eq!(past.left_out, LeftOut { duplicate: 1, ..LeftOut::default() });
}

#[test]
fn reasons_to_leave_a_task_out_are_counted() {
    let repository = Repository::empty();
    let list = |done: usize| {
        let tasks = [
            "Only ticked in the list",
            "Only adds some new file",
            "Too short",
            "Far too many files",
        ];
        let mark = |at| if at < done { 'x' } else { ' ' };
        let task = |(at, task)| format!("- [{}] {task}\n", mark(at));
        tasks.iter().enumerate().map(task).collect::<Vec<_>>().concat()
    };
    repository.write("TASKS.md", list(0));
    repository.write("a.go", "package a\n");
    repository.commit("Plan");
    let tick = |done| {
        repository.write("TASKS.md", list(done));
        repository.commit("Work");
    };
    tick(1);
    repository.write("b.go", "package b\n");
    tick(2);
    repository.write("a.go", "package b\n");
    tick(3);
    repository.write("a.go", "package c\n");
    (0..30).for_each(|n| repository.write(&format!("{n}.go"), "package c\n"));
    tick(4);
    let expected = LeftOut {
        backlog_only: 1,
        only_new_files: 1,
        too_short: 1,
        too_many_files: 1,
        ..LeftOut::default()
    };
    assert_eq!(past(&repository), Past { cases: Vec::new(), left_out: expected });
}

#[test]
fn bytes_of_all_kinds_are_read() {
    for (before, after, text) in [
        (
            b"- [ ] Read the \r\n  carriage returns too\r\n".to_vec(),
            b"- [x] Read the \r\n  carriage returns too\r\n".to_vec(),
            "- [ ] Read the\n  carriage returns too",
        ),
        (
            b"\xff\n- [ ] Read the odd \xff bytes too\n".to_vec(),
            b"\xff\n- [x] Read the odd \xff bytes too\n".to_vec(),
            "- [ ] Read the odd \u{fffd} bytes too",
        ),
    ] {
        let repository = Repository::empty();
        repository.write("TASKS.md", before);
        repository.write("a.go", "package a\n");
        repository.commit("Plan");
        repository.write("TASKS.md", after);
        repository.write("a.go", "package b\n");
        repository.commit("Work");
        assert_eq!(case(&repository).text, text);
    }
}

#[cfg(unix)]
#[test]
fn odd_paths_are_kept() {
    let repository = Repository::empty();
    let (list, file) = ("to do\n\"now\".md", "a\n\"b\"\t.go");
    repository.write(list, format!("- [ ] T012 {TASK}\n"));
    repository.write(file, "package a\n");
    repository.commit("Plan");
    repository.write(list, format!("- [x] T012 {TASK}\n"));
    repository.write(file, "package b\n");
    repository.commit("T012");
    let case = case(&repository);
    assert_eq!((case.backlog.as_str(), case.truth), (list, vec![file.to_owned()]));
}

#[test]
fn below_the_top_paths_are_relative() {
    let repository = Repository::empty();
    let write = |mark, code: &str| {
        repository.write("sub/TASKS.md", format!("- [{mark}] T012 {TASK}\n"));
        repository.write("sub/a.go", code);
        repository.write("outside.go", code);
    };
    write(' ', "package a\n");
    repository.commit("Plan");
    write(' ', "package b\n");
    repository.commit("T012: begin");
    let sub = repository.path().join("sub");
    let past = finished(&sub, &TASKS, &mut |_, _| {}).unwrap();
    assert_eq!(past.cases.len(), 1);
    assert_eq!(
        (past.cases[0].backlog.as_str(), &*past.cases[0].truth),
        ("TASKS.md", &["a.go".to_owned()][..])
    );
}

#[test]
fn without_commits_there_is_no_past_and_without_a_repository_an_error() {
    assert_eq!(past(&Repository::empty()), Past::default());
    let folder = tempfile::tempdir().unwrap();
    assert!(finished(folder.path(), &TASKS, &mut |_, _| {}).is_err());
}

#[test]
fn a_shallow_clone_knows_what_it_holds() {
    let origin = started();
    work(&origin);
    origin.write("TASKS.md", backlog('x'));
    origin.commit("Tabs");
    let head = origin.git(&["rev-parse", "HEAD"]);
    let clone = |last: &str| {
        let shallow = Repository::empty();
        let objects = origin.path().join(".git/objects");
        // The door to git fetches nothing.
        shallow.write(".git/objects/info/alternates", format!("{}\n", objects.display()));
        shallow.write(".git/shallow", origin.git(&["rev-parse", last]) + "\n");
        shallow.git(&["reset", "--quiet", "--hard", &head]);
        past(&shallow).cases.len()
    };
    assert_eq!((clone("HEAD"), clone("HEAD~1")), (0, 1));
}

#[test]
fn the_newest_and_those_since_a_date() {
    let repository = started();
    work(&repository);
    repository.write("TASKS.md", backlog('x'));
    repository.commit("Tabs");
    repository.write("TASKS.md", backlog('x').replace("[ ] More", "[x] More"));
    repository.write("parse.go", "package parse\n");
    repository.commit("More");
    let find = |since: Option<&str>, limit| {
        let options = PastOptions { since: since.map(str::to_owned), limit, from: From::Tasks };
        let mut progress = (0, 0);
        let past =
            finished(repository.path(), &options, &mut |done, of| progress = (done, of)).unwrap();
        assert_eq!(progress, (4, 4));
        past.cases.len()
    };
    assert_eq!(find(Some("2001-01-01"), None), 1);
    assert_eq!(find(Some("2099-01-01"), None), 0);
    assert_eq!(find(None, Some(0)), 0);
}

#[test]
fn commits_stand_in_for_tasks() {
    let repository = Repository::empty();
    repository.write("a.go", "package a\n");
    repository.write("README.md", "# A\n");
    repository.commit("Begin");
    for (at, subject) in [
        "feat(a): wait for the slow parser (#1)",
        "Bump the version of the slow parser",
        "Fix it",
        "Wait for the slow parser",
        "Let the fast parser run ahead",
    ]
    .into_iter()
    .enumerate()
    {
        repository.write("a.go", format!("package a\n\nvar _ = {at}\n").as_str());
        repository.commit(subject);
    }
    repository.write("README.md", "# B\n");
    repository.commit("Explain how the parser waits");
    let texts = |from, limit| {
        let options = PastOptions { since: None, limit, from };
        let past = finished(repository.path(), &options, &mut |_, _| {}).unwrap();
        past.cases.into_iter().map(|case| case.text).collect::<Vec<_>>()
    };
    let both = ["Wait for the slow parser", "Let the fast parser run ahead"];
    assert_eq!(texts(From::Commits, None), both, "upkeep, repeats and documents are left out");
    assert_eq!(texts(From::TasksFirst, None), both);
    assert_eq!(texts(From::Both, Some(1)), both[1..]);
    assert!(texts(From::Tasks, None).is_empty());
}
