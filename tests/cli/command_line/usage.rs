//! Version, and what is refused before anything is analysed.

use crate::harness::{Tree, answer, ctx, refusal};

#[test]
fn the_version_is_the_packages() {
    assert_eq!(answer(ctx().arg("--version")), format!("ctx {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn bad_usage_is_refused() {
    for arguments in [
        &["analyze", "--bogus"][..],
        &["bogus"],
        &["analyze", "--limit", "0"],
        &["analyze", "--threads", "many"],
        &["analyze", "--output-format", "yaml"],
        &["analyze", "--priority", "somewhat"],
    ] {
        assert!(!refusal(ctx().env("PATH", "").args(arguments)).is_empty(), "{arguments:?}");
    }
    ctx().assert().code(2);
}

#[test]
fn more_than_four_tracks_must_be_meant() {
    let repository = Tree::small();
    let error = refusal(repository.analyze().args(["--max-tracks", "5"]));
    assert!(error.starts_with("ctx: ") && error.contains("--allow-more"), "{error}");
    repository.analyze().args(["--max-tracks", "5", "--allow-more"]).assert().code(0);
}

#[test]
fn standard_input_is_read_once() {
    let error = refusal(Tree::small().analyze().args(["--tasks", "-", "--tasks", "-"]));
    assert!(error.contains("only once"), "{error}");
}

#[test]
fn a_backlog_that_is_named_twice_is_read_once() {
    let repository = Tree::small();
    let answer = |arguments: &[&str]| {
        let command = repository.analyze().args(arguments).assert().code(0);
        String::from_utf8(command.get_output().stdout.clone()).unwrap()
    };
    let once = answer(&["--tasks", "TASKS.md"]);
    assert_eq!(answer(&["--tasks", "TASKS.md", "--tasks", "./TASKS.md"]), once);
}

#[test]
fn two_tasks_are_compared() {
    let repository = Tree::small();
    let error = refusal(repository.analyze().args(["--why", "T1", "t1"]));
    assert_eq!(error, "ctx: --why compares two tasks, and both are T1\n");
    let said = repository.analyze().args(["--why", "T1", "T2"]).assert().code(0);
    let said = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(said.starts_with("T1  Fix"), "{said}");
}

#[test]
fn the_root_must_be_a_folder() {
    let repository = Tree::small();
    let commands = [
        &["analyze"][..],
        &["next"],
        &["next", "--track", "docs"],
        &["backtest"],
        &["worktree", "list"],
        &["worktree", "status"],
        &["worktree", "create", "docs"],
        &["worktree", "teardown", "docs"],
        &["worktree", "prune"],
        &["worktree", "doctor"],
        &["worktree", "install-merge-driver"],
        &["worktree", "uninstall-merge-driver"],
        &["worktree", "install-skills"],
    ];
    for command in commands {
        for (root, why) in [("TASKS.md", "not a directory"), ("nowhere", "there is no such folder")]
        {
            let mut ctx = ctx();
            ctx.current_dir(repository.path()).args(command).args(["-C", root]);
            let error = refusal(&mut ctx);
            assert!(error.starts_with(&format!("ctx: {root}: {why}")), "{command:?}: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}

#[test]
fn a_missing_backlog_is_refused_with_where_it_was_looked_for() {
    let repository = Tree::with(&[("main.go", "package main\n")]);
    let error = refusal(&mut repository.analyze());
    assert!(error.starts_with("ctx: no backlog found"), "{error}");
    assert!(error.contains("TODO.md") && error.contains("--tasks FILE"), "{error}");

    let error = refusal(repository.analyze().args(["--tasks", "plan.md"]));
    assert!(error.contains("plan.md"), "{error}");
}

#[test]
fn what_matches_nothing_is_refused_with_the_nearest() {
    let repository = Tree::small();
    for (option, wanted, nearest) in [
        ("--section", "Phase 7", "Phase 1"),
        ("--label", "area:parser", "area:parse"),
        ("--task", "T9", "T1"),
        ("--explain", "T9", "T1"),
    ] {
        let error = refusal(repository.analyze().args([option, wanted]));
        assert!(error.starts_with("ctx: no ") && error.contains(wanted), "{error}");
        assert!(error.contains(nearest), "{error}");
    }
}

#[test]
fn a_strangers_escapes_do_not_reach_standard_error() {
    let error = refusal(Tree::small().analyze().args(["--task", "\u{1b}[2Jgone"]));
    assert!(!error.contains('\u{1b}'), "{error:?}");
}

#[test]
fn the_option_for_formats_is_suggested() {
    for (arguments, format) in [
        (&["analyze", "--format", "json"][..], "json"),
        (&["analyze", "--json"], "json"),
        (&["next", "--json"], "json"),
        (&["worktree", "status", "--json"], "json"),
        (&["worktree", "list", "--format=text"], "text"),
        (&["worktree", "status", "docs", "--format", "json"], "json"),
        (&["backtest", "--format=html"], "html"),
    ] {
        let error = refusal(ctx().args(arguments));
        let tip = format!("tip: use '--output-format {format}'");
        assert!(error.contains(&tip) && error.matches("tip:").count() == 1, "{error}");
    }
    for arguments in [&["completions", "--json"][..], &["analyze", "--jsom"], &["man", "--format"]]
    {
        let error = refusal(ctx().args(arguments));
        assert!(!error.contains("use '--output-format"), "{error}");
    }
}
