//! What an answer tells people to do next, and what is said of names that stand for nothing or too much.

use crate::harness::{GitRepository, Tree, answer, ctx, refusal, words};

/// Makes a list of spec-kit that begins as its template does: with a task that names nothing.
fn vague_beginning() -> Tree {
    let tasks = "# Tasks\n## Phase 1: Setup\n- [ ] T001 Create project structure\n\
                 ## Phase 3: User Story 1 (Priority: P1)\n- [ ] T004 [P] Endpoint in src/a/x.py\n\
                 - [ ] T005 [P] Page in src/b/x.py\n- [ ] T006 [P] Job in src/c/x.py\n";
    let sources = ["src/a/x.py", "src/b/x.py", "src/c/x.py"].map(|path| (path, "x\n"));
    Tree::with(&[&[("specs/001-a/tasks.md", tasks)][..], &sources].concat())
}

#[test]
fn a_task_that_all_others_wait_for_is_named_as_the_first_to_do() {
    let tree = vague_beginning();
    let text = words(&answer(&mut tree.analyze()));
    let advice = "Do T001 first (see ctx next) and tick it, then type ctx analyze again: 3 tasks wait for it";
    assert!(text.contains(advice), "{text}");
    let mut next = ctx();
    next.current_dir(tree.path()).args(["next", "-C", "."]);
    assert!(answer(&mut next).starts_with("1. T001 "), "and so it is");
    let mut check = ctx();
    check.current_dir(tree.path()).args(["check", "-C", ".", "--exit-zero"]);
    let text = answer(&mut check);
    assert!(text.contains("4 open tasks, none of them in a track."), "{text}");
}

#[test]
fn a_command_that_is_suggested_can_be_typed() {
    let headings = "## Task 1.1: Fix a/x.py\n- [ ] a step\n## Task 1.2: Fix b/x.py\n- [ ] a step\n\
                    ## Task 1.3: Fix c/x.py\n- [ ] a step\n";
    let sources = ["a/x.py", "b/x.py", "c/x.py"].map(|path| (path, "x\n"));
    let tree = Tree::with(&[&[("TASKS.md", headings)][..], &sources].concat());
    let text = answer(&mut tree.analyze());
    let (_, key) = text.trim_end().rsplit_once("ctx analyze --explain ").unwrap();
    assert!(key.starts_with("'Task 1.") && key.ends_with('\''), "{key}");
    answer(tree.analyze().args(["--explain", key.trim_matches('\'')]));
}

#[test]
fn a_finished_task_is_not_called_unknown() {
    let tasks = "- [x] T006: Fix a.py\n- [-] T007: Drop it all\n- [ ] T008: Fix b.py\n- [ ] T009: Fix c.py\n";
    let tree = Tree::with(&[("TASKS.md", tasks), ("a.py", "x\n"), ("b.py", "x\n")]);
    for (arguments, wanted, expected) in [
        (&["--explain"][..], "T006", "it is finished, at TASKS.md:1"),
        (&["--task"], "t006", "it is finished, at TASKS.md:1"),
        (&["--task"], "L1", "it is finished, at TASKS.md:1"),
        (&["--task"], "drop it", "it is dropped, at TASKS.md:2"),
        (&["--why", "T008"], "T007", "it is dropped, at TASKS.md:2"),
        (&["--hint"], "T006=b.py", "it is finished, at TASKS.md:1"),
    ] {
        let error = refusal(tree.analyze().args(arguments).arg(wanted));
        assert!(error.contains(expected), "{arguments:?} {wanted}: {error}");
    }
    let error = refusal(tree.analyze().args(["--explain", "T999"]));
    assert!(error.contains("nearest: "), "{error}");
}

#[test]
fn a_name_of_several_tasks_is_refused() {
    let tasks = "- [ ] T1: Fix a.py\n- [ ] T2: Fix b.py\n";
    let tree = Tree::with(&[("TASKS.md", tasks), ("a.py", "x\n"), ("b.py", "x\n")]);
    for arguments in [&["--explain", "Fix"][..], &["--why", "T1", "fix"]] {
        let error = refusal(tree.analyze().args(arguments));
        assert!(error.contains("could be 2 tasks: T1 (Fix a.py), T2 (Fix b.py)"), "{error}");
    }
}

#[test]
fn options_that_would_be_dropped_are_refused() {
    let tree = Tree::small();
    for (arguments, expected) in [
        (&["--explain", "T1", "--later"][..], "cannot be used with"),
        (&["--explain", "T1", "--output-format", "dot"], "--explain has no place in a graph"),
        (&["--later", "--output-format", "mermaid"], "--later has no place in a graph"),
    ] {
        let error = refusal(tree.analyze().args(arguments));
        assert!(error.contains(expected), "{error}");
    }
    let mut check = ctx();
    check.current_dir(tree.path()).args(["check", "-C", ".", "--select", "overlap"]);
    let error = refusal(check.args(["--ignore", "overlap"]));
    assert!(error.contains("leave no rule to apply"), "{error}");
    let mut backtest = ctx();
    backtest.current_dir(tree.path()).args(["backtest", "--since", "garbage"]);
    let error = refusal(&mut backtest);
    assert!(error.contains("expected a date that git understands"), "{error}");
}

#[test]
fn places_that_cannot_be_read_are_told_apart() {
    let tree = Tree::small();
    let error = refusal(tree.analyze().args(["--tasks", "nofile.md"]));
    let expected =
        "ctx: cannot read the backlog nofile.md: No such file or directory (os error 2)\n";
    assert_eq!(error, expected);
    let mut backtest = ctx();
    backtest.current_dir(tree.path()).args(["backtest", "-C", "."]);
    let error = refusal(&mut backtest);
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains("not in a git repository, so there is no past to replay"), "{error}");

    let repository = GitRepository::with_past();
    let bare = repository.beside("bare.git");
    repository.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    for command in ["analyze", "next", "check"] {
        let error = refusal(ctx().current_dir(&bare).arg(command));
        assert!(error.contains("a bare repository, without files"), "{command}: {error}");
    }
}
