//! What is read as a task of whatever lies there, and what is said of the rest.

use std::fs;

use crate::harness::{Tree, answer, ctx, document, refusal, words};

/// Makes a repository whose backlog is `text`.
fn with_backlog(text: &str) -> Tree {
    Tree::with(&[("TODO.md", text), ("go.mod", "module example.com/a\n\ngo 1.22\n")])
}

#[test]
fn no_open_tasks_is_true() {
    for done in [
        "- [x] a\n",
        "# Legend\n- `[ ]` open\n- `[x]` done\n\n# Tasks\n- [x] a\n",
        "- [x] a\n\n[1]: https://example.com\nSee [a](b) and [1], in [0, 1).\n",
        "Status: in progress\n\n- [x] a\n- [-] b\n",
        "```\n- [ ] a\n```\n\n- [x] b\n",
        "# Tasks\n\nNothing to do.\n",
    ] {
        let said = answer(&mut with_backlog(done).analyze());
        assert_eq!(said, "No open tasks in TODO.md.\n", "{done}");
    }
}

#[test]
fn what_looks_like_tasks_and_is_not_read_is_no_answer() {
    for (text, count, line) in [
        ("## A\nStatus: pending\n\n## B\nStatus: pending\n", "2 lines look", 2),
        ("## A\nState: open\n\n## B\nState: done\n", "1 line looks", 2),
        ("# Plan\n\n## TODO Login\n\n## TODO Search\n", "2 lines look", 3),
        ("# Plan\n\n## Login (pending)\n\n## Search (done)\n", "1 line looks", 3),
        ("- [x] a\n> - [ ] b\n", "1 line looks", 2),
        ("- [x] a\n\n- ( ) b\n- ( ) c\n", "2 lines look", 3),
        ("| Task | Done |\n|---|---|\n| a | [ ] |\n", "1 line looks", 3),
        ("# TODO\n- a\n- b\n- c\n", "3 lines look", 2),
        ("- [x] a\n\n[TODO] b\n", "1 line looks", 3),
        ("<ul>\n<li><input type=\"checkbox\"> a</li>\n</ul>\n", "1 line looks", 2),
        ("## ⏳ A\nText.\n## ✅ B\nText.\n", "1 line looks", 1),
        ("- [x] a\n- [x?] b\n- [50%] c\n", "2 lines look", 2),
    ] {
        let repository = with_backlog(text);
        let commands: [&[&str]; 2] = [&["analyze"], &["next"]];
        for command in commands {
            let error = refusal(ctx().current_dir(repository.path()).args(command));
            assert!(error.starts_with("ctx: no open task is read"), "{error}");
            assert!(error.contains(&format!("{count} like one")), "{error}");
            assert!(error.contains(&format!("TODO.md:{line};")), "{error}");
            assert!(error.contains("`- [ ] text`"), "{error}");
        }
    }
}

#[test]
fn what_is_no_text_is_no_answer() {
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        // Numerical Recipes' generator.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(3_000)
    .collect();
    for (name, bytes) in [
        ("noise", noise.as_slice()),
        ("zeros", &[0; 100]),
        ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0- [ ] a\n"),
        ("an archive", b"PK\x03\x04\x14\0\0\0\x08\0\xb5\x5a\x7d\x5bTODO.md- [ ] a\n"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0"),
    ] {
        let repository = with_backlog("- [ ] a\n");
        fs::write(repository.path().join("TODO.md"), bytes).expect("a file");
        for command in ["analyze", "next", "check"] {
            for arguments in [&[][..], &["--tasks", "TODO.md"], &["--tasks", "-"]] {
                let mut run = ctx();
                run.current_dir(repository.path()).arg(command).args(arguments);
                let error = refusal(run.write_stdin(bytes));
                let backlog = if arguments.contains(&"-") { "<stdin>" } else { "TODO.md" };
                let expected = format!("ctx: cannot read the backlog {backlog}: it is binary data");
                assert!(error.starts_with(&expected), "{name}, {arguments:?}: {error}");
            }
        }
    }
}

#[test]
fn a_backlog_that_cannot_be_read_beside_a_finished_one_is_no_answer() {
    for (unreadable, bytes) in [
        ("TODO.md", &b"\0- [ ] a\n"[..]),
        (".context/TASKS.md", &[0; 40]),
        ("openspec/changes/b/tasks.md", b"\x01\x02\x03"),
        (".kiro/specs/b/tasks.md", b"\x7fELF\0\0\0\0"),
        ("specs/001-b/tasks.md", b"PK\x03\x04\0\0\0\0"),
    ] {
        let repository = Tree::with(&[(".kiro/specs/a/tasks.md", "- [x] 1. Done\n")]);
        let path = repository.path().join(unreadable);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        let error = refusal(ctx().current_dir(repository.path()).arg("analyze"));
        assert!(error.contains(&format!("cannot read the backlog {unreadable}")), "{error}");
        fs::write(repository.path().join(".kiro/specs/a/tasks.md"), "- [ ] 1. Open\n")
            .expect("a file");
        let said = answer(ctx().current_dir(repository.path()).args(["analyze", "--verbose"]));
        assert!(said.contains("Open"), "{said}");
    }
}

#[test]
fn data_in_an_unknown_form_is_no_answer() {
    for (name, text, kind) in [
        ("a.json", "{\"todos\": [{\"name\": \"a\", \"done\": false}]}\n", "JSON"),
        ("a.jsonl", "{\"x\": \"a\"}\n{\"x\": \"b\"}\n", "JSON"),
        ("a.csv", "name,state\na,open\n", "a table"),
        ("a.html", "<!doctype html>\n<ul><li>a</li></ul>\n", "a page of HTML or XML"),
        (
            "a.xml",
            "<?xml version=\"1.0\"?><tasks><task>a</task></tasks>\n",
            "a page of HTML or XML",
        ),
    ] {
        let repository = Tree::with(&[(name, text)]);
        let error = refusal(repository.analyze().args(["--tasks", name]));
        let expected = format!("{name}:1 cannot be read: {kind} in a form that is not known");
        assert!(error.contains(&expected), "{error}");
        assert!(error.contains("ctx analyze --list-formats"), "{error}");
    }
}

#[test]
fn where_no_task_is_read_the_other_files_with_open_boxes_are_named() {
    let repository = Tree::with(&[
        ("TODO.md", "# TODO\n- a\n- b\n- c\n"),
        ("plans/roadmap.md", "- [ ] a\n- [ ] b\n"),
    ]);
    let error = refusal(ctx().current_dir(repository.path()).arg("analyze"));
    let found = "other Markdown files with open boxes: plans/roadmap.md (2); read one with --tasks";
    assert!(error.contains(found), "{error}");
}

#[test]
fn tasks_that_a_block_without_an_end_hides_are_no_answer() {
    for (text, expected) in [
        (
            "```\n- [ ] a\n- [ ] b\n",
            "2 lines look like one, the first at TODO.md:2; the code fence in line 1",
        ),
        (
            "- [x] a\n~~~\n- [ ] b\n",
            "1 line looks like one, the first at TODO.md:3; the code fence in line 2",
        ),
        (
            "# A\n<!--\n- [ ] a\n",
            "1 line looks like one, the first at TODO.md:3; the comment in line 2",
        ),
        (
            "<pre>\n- [ ] a\n",
            "1 line looks like one, the first at TODO.md:2; the HTML block in line 1",
        ),
        (
            "- [x] a\n<!-- x\n☐ b\n",
            "1 line looks like one, the first at TODO.md:3; the comment in line 2",
        ),
    ] {
        let error = refusal(&mut with_backlog(text).analyze());
        assert!(error.contains(expected), "{error}");
        assert!(error.ends_with("has no end and hides it; close it\n"), "{error}");
    }
}

#[test]
fn where_no_backlog_lies_the_files_with_open_boxes_are_named() {
    let repository = Tree::with(&[
        (".gitignore", "hidden.md\n"),
        ("hidden.md", "- [ ] a\n"),
        ("docs/plan.md", "- [ ] a\n- [x] b\n- [ ] c\n"),
        ("notes.md", "* [🚧] a\n"),
        ("docs/done/old.md", "- [ ] a\n- [ ] b\n- [ ] c\n"),
        (".github/PULL_REQUEST_TEMPLATE.md", "- [ ] I have read it\n- [ ] b\n- [ ] c\n"),
        ("README.md", "See [a](b).\n- [x] done\n\n```\n- [ ] example\n```\n"),
        ("main.go", "// - [ ] a\npackage main\n"),
    ]);
    let expected = "Markdown files with open boxes: docs/plan.md (2), notes.md (1); \
                    read one with --tasks docs/plan.md\n";
    let commands: [&[&str]; 2] = [&["analyze"], &["next"]];
    for command in commands {
        let error = refusal(ctx().current_dir(repository.path()).args(command));
        assert!(error.starts_with("ctx: no backlog found"), "{error}");
        assert!(error.ends_with(expected), "{error}");
    }
    for (file, text, count) in [
        ("plan.md", "- [] a\n-[ ] b\n", 2),
        ("deep/er/plan.MD", "1. [ ] a\n   - [x] b\n", 1),
        ("a b/plan.md", "- `[ ]` a\n- `[ ]` b\n", 2),
        ("plan.markdown", "# Plan\r\r+ [~] a\r", 1),
        ("wiki/Home.md", "• [ ] a\n", 1),
        ("README.md", "## To do\n\n* [ ] a\n", 1),
    ] {
        let repository = Tree::with(&[(file, text)]);
        let error = refusal(ctx().current_dir(repository.path()).arg("analyze"));
        let expected = format!("Markdown files with open boxes: {file} ({count}); read one with");
        assert!(error.starts_with("ctx: no backlog found"), "{error}");
        assert!(error.contains(&expected), "{file}: {error}");
    }
    for number in 0..7 {
        fs::write(repository.path().join(format!("m{number}.md")), "- [ ] a\n").unwrap();
    }
    let error = refusal(&mut repository.analyze());
    assert!(
        error.contains("docs/plan.md (2), m0.md (1), m1.md (1), m2.md (1), m3.md (1), and 4 more")
    );
}

#[test]
fn lone_carriage_returns_divide_lines() {
    for text in [
        "# Tasks\r- [ ] T1: a\r- [ ] T2: b\r",
        "# Tasks\r\n- [ ] T1: a\r- [ ] T2: b\r\n",
        "# Tasks\n- [ ] T1: a\r- [ ] T2: b",
    ] {
        let repository = with_backlog(text);
        let document = document(&answer(repository.analyze().args(["--output-format", "json"])));
        let tasks = document["tasks"].as_array().unwrap().iter();
        let seen: Vec<_> =
            tasks.map(|task| (task["title"].as_str(), task["line"].as_u64())).collect();
        assert_eq!(seen, [(Some("a"), Some(2)), (Some("b"), Some(3))], "{text:?}");
    }
}

#[test]
fn commands_read_old_line_ends_as_new_ones() {
    let text = "# Tasks\n\n- [ ] T1: Fix a\n- [x] T2: Fix b\n- [ ] T3: Fix c\n  - Depends on: T9\n\
        ```\n- [ ] T4: no task\n```\n- [ ] T5: Fix d #priority:high\n";
    let said = |text: &str, arguments: &[&str]| {
        let repository = with_backlog(text);
        let output = ctx().current_dir(repository.path()).args(arguments).output().unwrap();
        let texts = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
        (output.status.code(), texts)
    };
    for arguments in [
        &["analyze", "--no-keep", "--verbose"][..],
        &["analyze", "--no-keep", "--explain", "T3"],
        &["analyze", "--no-keep", "--task", "L10"],
        &["next", "-n", "5"],
        &["check"],
    ] {
        let expected = said(text, arguments);
        assert!(expected.1[0].contains("T3") || expected.1[0].contains("T5"), "{expected:?}");
        for ends in ["\r", "\r\n"] {
            assert_eq!(
                said(&text.replace('\n', ends), arguments),
                expected,
                "{arguments:?} {ends:?}"
            );
        }
        // One stray return among new ones, and one of each.
        let mixed = text.replacen("Fix a\n", "Fix a\r", 1).replacen("Fix c\n", "Fix c\r\n", 1);
        assert_eq!(said(&mixed, arguments), expected, "{arguments:?}");
    }
}

#[test]
fn optional_tasks_are_named_so() {
    let repository = with_backlog("- [ ] 1. Write docs\n- [ ]* 2. Test docs\n");
    let document = document(&answer(repository.analyze().args(["--output-format", "json"])));
    assert_eq!(document["tasks"][1]["labels"]["optional"], "");
    let next = answer(ctx().current_dir(repository.path()).args(["next", "-n", "2"]));
    assert!(next.contains("(optional) Test docs"), "{next}");
    let one = answer(repository.analyze().args(["--label", "optional", "--verbose"]));
    assert!(one.contains("(optional) Test docs") && !one.contains("Write docs"), "{one}");
}

#[cfg(unix)]
#[test]
fn what_lies_in_the_place_of_a_backlog_and_is_no_file_is_named() {
    use std::os::unix::fs::symlink;
    let outside = Tree::with(&[("TASKS.md", "- [ ] a\n")]);
    let target = outside.path().join("TASKS.md").canonicalize().unwrap();
    let target = target.display();
    let out = format!("TASKS.md leads out of the root through a link, to {target}; read that with");
    for (kind, expected) in [
        ("link", out.as_str()),
        ("device", "TASKS.md leads out of the root through a link, to /dev/null; read that with"),
        ("dangling", "TASKS.md is a link that leads nowhere; mend it"),
        ("folder", "TASKS.md is a folder, not a file; put a file in its place"),
        ("pipe", "TASKS.md is a pipe, not a file; put a file in its place"),
        ("socket", "TASKS.md is a socket, not a file; put a file in its place"),
    ] {
        let repository = Tree::with(&[("notes.md", "- [ ] a\n")]);
        let place = repository.path().join("TASKS.md");
        let mut socket = None;
        match kind {
            "link" => symlink(outside.path().join("TASKS.md"), &place).unwrap(),
            "device" => symlink("/dev/null", &place).unwrap(),
            "dangling" => symlink("nowhere", &place).unwrap(),
            "folder" => fs::create_dir(&place).unwrap(),
            "pipe" => {
                assert_cmd::Command::new("mkfifo").arg(&place).assert().success();
            }
            _ => socket = Some(std::os::unix::net::UnixListener::bind(&place).unwrap()),
        }
        let commands: [&[&str]; 2] = [&["analyze"], &["next"]];
        for command in commands {
            let error = refusal(ctx().current_dir(repository.path()).args(command));
            assert!(error.starts_with("ctx: no backlog can be read in "), "{error}");
            assert!(error.contains(expected) && error.contains("--tasks "), "{error}");
        }
        // Another backlog is read, and a remark says that this one was not.
        fs::write(repository.path().join("TODO.md"), "- [ ] Write it\n").unwrap();
        let document = document(&answer(repository.analyze().args(["--output-format", "json"])));
        let problem = &document["problems"][0];
        assert_eq!(problem["path"], "TASKS.md", "{kind}");
        assert!(problem["message"].as_str().unwrap().starts_with("not read: "), "{problem}");
        drop(socket);
    }
}

#[test]
fn a_tool_whose_work_is_all_done_has_no_open_tasks() {
    let archived = "openspec/changes/archive/2026-01-02-a/tasks.md";
    for files in [
        vec![(archived, "- [x] 1.1 a\n")],
        vec![(archived, "- [ ] 1.1 left out\n")],
        vec![(archived, "- [x] 1.1 a\n"), ("openspec/specs/a/spec.md", "# A\n")],
        vec![("openspec/changes/a/proposal.md", "# A\n")],
        vec![("openspec/changes/archive/.gitkeep", "")],
    ] {
        let repository = Tree::with(&files);
        let said = answer(&mut repository.analyze());
        assert!(
            said.starts_with("No open tasks (no backlog at .context/TASKS.md, TASKS.md"),
            "{said}"
        );
        let folded = words(&said);
        assert!(
            folded.contains("docs/TODO.md and ")
                && folded.ends_with(" more; archived ones are not planned).")
        );
        let said = answer(ctx().current_dir(repository.path()).arg("next"));
        assert!(said.starts_with("Nothing is open (no backlog at .context/TASKS.md"), "{said}");
        let document = document(&answer(repository.analyze().args(["--output-format", "json"])));
        assert_eq!(document["backlogs"].as_array().unwrap().len(), 0);
    }
    let done = "# Tasks\n\n## Phase 1: Setup\n\n- [x] T001 Write it\n- [X] T002 [P] Test it\n";
    let repository = Tree::with(&[
        ("specs/001-a/tasks.md", done),
        ("specs/002-b/tasks.md", done),
        (".specify/feature.json", "{}"),
    ]);
    let said = answer(&mut repository.analyze());
    assert_eq!(said, "No open tasks in specs/001-a/tasks.md and specs/002-b/tasks.md.\n");
}

#[test]
fn unknown_tasks_say_what_they_wait_for() {
    let repository = with_backlog(
        "- [ ] T001 Frobnicate\n- [ ] T002 Quux (depends on T001)\n\
         - [ ] T003 Xyzzy (blocked: legal)\n- [ ] T004 Plugh (deferred)\n\
         - [ ] T005 Plover (depends on T001, T002) (deferred)\n",
    );
    let said = answer(&mut repository.analyze());
    for expected in ["after T001", "blocked by legal", "priority deferred", "after T001 and T002"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn optional_tasks_come_after_required_ones() {
    let repository =
        with_backlog("- [ ]* 1. Test docs\n- [ ] 2. Write docs\n- [ ]* 3. Ship (P1)\n");
    let next = answer(ctx().current_dir(repository.path()).args(["next", "-n", "3"]));
    let at = |title: &str| next.find(title).unwrap();
    assert!(at("(optional) Ship") < at("Write docs"), "{next}");
    assert!(at("Write docs") < at("(optional) Test docs"), "{next}");
    assert!(next.contains("optional, so behind what must be done at its priority"), "{next}");
}

#[test]
fn what_a_message_repeats_is_on_one_line() {
    let repository = with_backlog("- [ ] T1: Write it\n");
    let forged = "x\nctx: all is well\r\u{1b}[2J.md";
    for arguments in [
        vec!["analyze", "--tasks", forged],
        vec!["analyze", "--root", forged],
        vec!["analyze", "--task", forged],
        vec!["analyze", "--section", forged],
        vec!["analyze", "--hint", forged],
        vec!["analyze", "--explain", forged],
        vec!["analyze", "--output-format", forged],
        vec!["analyze", "--max-tracks", forged],
        vec!["analyze", forged],
        vec!["next", "--track", forged],
        vec!["next", "--tasks", forged],
        vec!["backtest", "--cases", forged],
        vec!["man", forged],
        vec!["merge-tasks", forged, forged, forged],
        vec!["worktree", "create", forged],
        vec!["worktree", "teardown", forged],
    ] {
        let output = ctx().current_dir(repository.path()).args(&arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!error.lines().any(|line| line.starts_with("ctx: all is well")), "{error}");
        assert!(!error.contains('\r') && !error.contains('\u{1b}'), "{error:?}");
    }
}
