//! Messages of the executor, in the shape that people read.

use std::path::{Path, PathBuf};

use super::*;
use crate::model::{
    Aborted, BackedUp, Backup, Deleted, DroppedTask, Foreseen, Ignored, Kept, LostTask, MergePlace,
    Method, PlannedTeardown, Receipt, Recovered, RepeatedId, Stop, TickFate, Uncommitted,
};

fn paths(names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

fn planned() -> PlannedTeardown {
    PlannedTeardown {
        branch: "work/docs".to_owned(),
        into: "main".to_owned(),
        path: PathBuf::from("/src/app-docs"),
        method: Method::Merge,
        commits: 2,
        open: vec!["T1: Write it".to_owned()],
        uncommitted: Uncommitted {
            changed: paths(&["src/a.rs"]),
            untracked: paths(&["notes\nforged"]),
            ignored: Ignored {
                carried: paths(&[".context/journal/1.md"]),
                dropped: paths(&["target/"]),
                ..Ignored::default()
            },
        },
        keep_branch: false,
    }
}

#[test]
fn a_dry_run_lists_the_steps() {
    let foreseen = Foreseen { conflicts: vec!["src/a.rs".to_owned()], ..Foreseen::default() };
    insta::assert_snapshot!(render_dry_run(&planned(), &foreseen));
}

#[test]
fn each_way_of_merging_is_named() {
    let said = |method, commits| render_merge(&PlannedTeardown { method, commits, ..planned() });
    assert_eq!(said(Method::Merge, 1), "merging work/docs (1 commit) into main");
    assert_eq!(said(Method::Squash, 2), "squashing work/docs (2 commits) into main");
    assert_eq!(said(Method::Rebase, 2), "rebasing work/docs (2 commits) onto main");
    for method in [Method::None, Method::Merge] {
        assert_eq!(said(method, 0), "nothing to merge: main has all of work/docs");
    }
    assert_eq!(said(Method::None, 2), "2 commits of work/docs stay out of main: nothing is merged");
}

#[test]
fn of_many_open_tasks_a_few_are_named() {
    let open = |count: usize| {
        let title = |at: usize| format!("T{at}: Write down all that the service needs to start");
        let open = (1..=count).map(title).collect();
        render_open(&PlannedTeardown { open, ..planned() })
    };
    assert!(
        open(1).starts_with("1 task of the track is still open: T1: Write down"),
        "{}",
        open(1)
    );
    let said = open(7);
    assert!(said.starts_with("7 tasks of the track are still open: T1: Write down"), "{said}");
    assert!(said.contains("; T3: Write down") && said.ends_with("…; and 4 more"), "{said}");
    assert!(!said.contains("T4") && said.len() < 180, "{said}");
}

#[test]
fn a_receipt_names_what_is_kept_and_the_way_back() {
    let receipt = Receipt {
        name: "docs".to_owned(),
        branch: "work/docs".to_owned(),
        tip: "0123456789abcdef".to_owned(),
        merged: Some(("main".to_owned(), "fedcba9876543210".to_owned())),
        had_work: true,
        path: PathBuf::from("/src/app-docs"),
        backups: vec![("refs/ctx/backup/docs/uncommitted-1".to_owned(), BackedUp::Uncommitted)],
        dropped: paths(&["target/"]),
        carried: paths(&[".context/journal/1.md", ".context/journal/2.md"]),
        finished: vec!["Write it".to_owned()],
        ..Receipt::default()
    };
    insta::assert_snapshot!(render_receipt(&receipt));
    assert_eq!(receipt_remarks(&receipt), Vec::<String>::new());
    let title = "Read it".to_owned();
    let gone = DroppedTask { backlog: "my TASKS.md".to_owned(), line: 4, title, archive: None };
    let before = "1234512345123451".to_owned();
    let said = render_receipt(&Receipt { without: vec![gone], before, ..receipt.clone() });
    let expected = "\
        without  my TASKS.md:4: \"Read it\", which was open and the track removed\n         \
        put back what is still to do from: git show '1234512345:my TASKS.md'\n";
    assert!(said.contains(expected), "{said}");
    let markers = vec!["src/a.rs:3".to_owned()];
    assert_eq!(
        receipt_remarks(&Receipt { markers, ..receipt }),
        ["conflict markers were committed: src/a.rs:3"]
    );
}

#[test]
fn each_stop_says_how_to_continue() {
    let name = "docs".to_owned();
    let deleted = Deleted { path: "TASKS.md".to_owned(), candidates: Vec::new() };
    let fate = TickFate::OpenedByTrack { is_given_up: false, mark: "[x]" };
    let lost = LostTask { task: "TASKS.md:3: \"Write it\"".to_owned(), fate };
    let stops = [
        Stop::Conflict {
            name: name.clone(),
            place: Some("../app".to_owned()),
            files: paths(&["TASKS.md"]),
            deleted: vec![deleted],
        },
        Stop::Conflict {
            name: name.clone(),
            place: None,
            files: paths(&["src/a.rs"]),
            deleted: Vec::new(),
        },
        Stop::Halted { name: name.clone(), why: "gpg failed".to_owned() },
        Stop::InTheWay {
            name: name.clone(),
            why: "it is locked".to_owned(),
            is_merged: true,
            is_removed: false,
        },
        Stop::Lost { name, tasks: vec![lost] },
    ];
    let all: Vec<String> = stops.iter().map(render_stop).collect();
    for stop in &all {
        assert!(stop.contains("ctx worktree teardown --continue"), "{stop}");
    }
    insta::assert_snapshot!(all.join("---\n"));
}

#[test]
fn each_fate_of_a_finished_task_is_told() {
    let told = |fate| lost_task(&LostTask { task: "TASKS.md:3: \"A\"".to_owned(), fate });
    let opened = |is_given_up, mark| TickFate::OpenedByTrack { is_given_up, mark };
    for (fate, end) in [
        (TickFate::FileMissing, "the whole file is missing"),
        (TickFate::Missing, "is missing"),
        (TickFate::TakenBack { is_given_up: false }, "is open again, though no side opened it"),
        (TickFate::TakenBack { is_given_up: true }, "is given up, though no side opened it"),
        (opened(false, "[x]"), "is open again: the track removed its [x]"),
        (opened(true, "✅"), "is given up: the track removed its ✅"),
        (TickFate::FinishedInOtherLine, "is open there, and finished in another line"),
        (TickFate::FinishedIn("b.md".to_owned()), "is open there, and finished in b.md"),
    ] {
        let is_reopened = matches!(fate, TickFate::OpenedByTrack { .. });
        let task = LostTask { task: String::new(), fate: fate.clone() };
        assert_eq!(task.is_reopened(), is_reopened);
        assert_eq!(told(fate), format!("TASKS.md:3: \"A\" {end}"));
    }
    let repeated =
        RepeatedId { id: "T1".to_owned(), places: vec!["a.md:3".to_owned(), "a.md:9".to_owned()] };
    let receipt = Receipt { repeated: vec![repeated], ..Receipt::default() };
    let text = render_receipt(&receipt);
    assert!(text.contains("twice    T1 is the id of a.md:3 and a.md:9: give one"), "{text}");
}

#[test]
fn what_was_recovered_is_said() {
    let kept = vec![("refs/ctx/backup/docs/aborted-1".to_owned(), MergePlace::Main)];
    assert_eq!(render_recovered(&Recovered::Nothing), Vec::<String>::new());
    assert_eq!(
        render_recovered(&Recovered::NotBegun("docs".to_owned(), kept)),
        [
            "an earlier teardown of docs was interrupted before it merged anything",
            "kept the changes in the main checkout: refs/ctx/backup/docs/aborted-1",
        ]
    );
    let mut aborted = Aborted {
        name: "docs".to_owned(),
        is_back: true,
        branch: "work/docs".to_owned(),
        left: 0,
        kept: Vec::new(),
    };
    let said = render_aborted(&aborted);
    assert_eq!(said, "The teardown of docs is undone; its worktree is unchanged.\n");
    aborted.left = 2;
    aborted.kept.push(("refs/ctx/backup/docs/aborted-1".to_owned(), MergePlace::Worktree));
    assert_eq!(
        render_aborted(&aborted),
        "The teardown of docs is undone; work/docs is as it was before, and 2 commits made since left it.\n\
         kept     the changes in the worktree: refs/ctx/backup/docs/aborted-1\n\
         back     git switch -c NAME refs/ctx/backup/docs/aborted-1\n"
    );
}

#[test]
fn uninstalling_says_what_holds_now() {
    assert_eq!(render_uninstalled(true, None, &[]), "Backlogs are merged by line again.\n");
    let backup = |what: Kept| Backup { name: "a".to_owned(), track: "a".to_owned(), what };
    let files = backup(Kept::Files(PathBuf::from("/src/app/.git/ctx/kept/docs-1")));
    let said = render_uninstalled(false, Some(Path::new("/src/my app/.git/ctx")), &[files]);
    assert!(
        said.starts_with("It was not installed.\nTeardowns left 1 backup in ctx/kept in"),
        "{said}"
    );
    assert!(said.contains("`rm -r '/src/my app/.git/ctx'` when all tracks"), "{said}");
    assert_eq!(
        render_installed(&[], &[("TODO.md".to_owned(), "union".to_owned())]),
        "Backlogs are merged by task: none\nLeft to your own merge attribute (union): TODO.md\n"
    );
}
