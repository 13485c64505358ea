//! Tasks that are finished otherwise than by a box, or put away as their tool does.

use crate::harness::{Project, commit, words, write};

/// Makes a project with a backlog of its own, and the track `docs`.
fn project(file: &str, content: &str) -> Project {
    let project = Project::named("p");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write(file, content);
    project.commit("Plan");
    project.create(&["docs"]);
    project
}

/// A backlog of task headings, with these.
fn headings(headings: [&str; 3]) -> String {
    format!("# Plan\n\n{}", headings.map(|it| format!("### {it}\n\nSome text.\n\n")).concat())
}

#[test]
fn a_heading_that_loses_its_tick_is_opened_again() {
    let done =
        headings(["Task 1.1: Retry in a.go ✅", "Task 1.2: Log in a.go", "Task 1.3: Time it"]);
    let open = |first: &str| headings([first, "Task 1.2: Log in a.go", "Task 1.3: Time it"]);
    let of_numbers = headings(["T101: Retry in a.go ✅", "T102: Log in a.go", "T103: Time it"]);
    for (before, after) in [
        (done.clone(), open("Task 1.1: Retry in a.go")),
        (done.clone(), open("Task 1.1: Retry in a.go and in b.go")),
        (
            done.clone(),
            open("Task 1.1: Retry in a.go")
                .replace("Some text.\n\n### Task 1.2", "- [ ] Step\n\n### Task 1.2"),
        ),
        (done.replace("✅", "✅ 2026-01-01"), open("Task 1.1: Retry in a.go")),
        (of_numbers.clone(), of_numbers.replace(" ✅", "")),
    ] {
        let project = project("TASKS.md", &before);
        let worktree = project.worktree("docs");
        write(&worktree, "TASKS.md", &after);
        commit(&worktree, "Open again");
        for arguments in
            [&["status", "--check"][..], &["teardown", "docs", "--dry-run"], &["teardown", "docs"]]
        {
            let said = words(&project.stopped(arguments));
            assert!(said.contains("TASKS.md:3: \"T"), "{arguments:?}: {said}");
            assert_eq!(said.matches("TASKS.md:").count(), 1, "{arguments:?}: {said}");
        }
        project.done(&["teardown", "--continue", "--allow-reopened"]);
        assert_eq!(project.backlog(), after);
    }
}

#[test]
fn a_heading_that_gets_a_tick_is_finished() {
    let open = ["Task 1.1: Retry in a.go", "Task 1.2: Log in a.go ✅", "Task 1.3: Time it"];
    let of = |first: &str| headings([first, open[1], open[2]]);
    for (after, stays) in [
        (of("Task 1.1: Retry in a.go ✅"), "Task 1.1"),
        (of("Task 1.1: ✅ Retry in a.go"), "Task 1.1"),
        (of("Task 1.1: Retry ✅ in a.go"), "Task 1.1"),
        (of("Task 1.1: Retry in a.go and in b.go ✅"), "Task 1.1"),
        (headings([open[0], open[1], "Task 1.3: Time it ✅"]), "Task 1.3"),
    ] {
        let project = project("TASKS.md", &headings(open));
        let worktree = project.worktree("docs");
        write(&worktree, "TASKS.md", &after);
        commit(&worktree, "Finish");
        assert!(!project.done(&["status", "--check"]).contains("again"), "{after}");
        let said = project.done(&["teardown", "docs"]);
        let finished: Vec<&str> = said.lines().filter(|it| it.starts_with("finished")).collect();
        let [finished] = finished[..] else { panic!("{after}: {said}") };
        let text = if stays == "Task 1.1" { "Retry" } else { "Time it" };
        assert!(finished.contains(text), "{after}: {said}");
    }
}

#[test]
fn a_heading_whose_tick_main_removed_or_replaced_stays_quiet() {
    let done =
        headings(["Task 1.1: Retry in a.go ✅", "Task 1.2: Log in a.go", "Task 1.3: Time it"]);
    let steps = done.replace(" ✅", "").replacen("Some text.", "- [x] Step in a.go", 1);
    for (by_main, by_track) in [
        (done.replace(" ✅", ""), done.clone()),
        (done.clone(), done.replace("Task 1.1: Retry in a.go ✅", "[x] Task 1.1: Retry in a.go")),
        (done.clone(), steps),
        (done.clone(), done.replace("Task 1.1: Retry in", "Task 1.1: Retry once in")),
        (done.replace(" ✅", ""), done.replace(" ✅", "")),
    ] {
        let project = project("TASKS.md", &done);
        let worktree = project.worktree("docs");
        write(&worktree, "TASKS.md", by_track);
        project.write("TASKS.md", &by_main);
        for (folder, file) in [(&worktree, "a.go"), (&project.main, "b.go")] {
            write(folder, file, "package a\n");
            commit(folder, "Go on");
        }
        let said = project.done(&["status", "--check"]);
        assert!(!said.contains("again") && !said.contains("stop"), "{said}");
        project.done(&["teardown", "docs"]);
    }
}

#[test]
fn a_finished_task_that_its_tool_put_away_is_finished() {
    for (backlog, before, after, archive, archived) in [
        (
            "todo.txt",
            "one thing\nx two thing\nthree thing\n",
            "three thing\n",
            "done.txt",
            "x one thing\nx two thing\n",
        ),
        (
            "todo.txt",
            "one thing\nthree thing\n",
            "three thing\n",
            "done.txt",
            "x 2026-11-30 2026-11-01 one thing\n",
        ),
        (
            "todo.txt",
            "one thing\nthree thing\n",
            "three thing\n",
            "archive/done.txt",
            "x one thing\n",
        ),
        (
            "TODO.org",
            "* TODO one thing\n* TODO three thing\n",
            "* TODO three thing\n",
            "TODO.org_archive",
            "* DONE one thing\n",
        ),
        (
            "TODO.org",
            "* TODO one thing\n* TODO three thing\n",
            "* TODO three thing\n",
            "TODO.org_archive",
            "#    -*- mode: org -*-\n\n\nArchived entries from file TODO.org\n\n\n* DONE one thing\n:PROPERTIES:\n:ARCHIVE_TIME: 2026-11-30 Mon 10:00\n:END:\n",
        ),
        (
            "TODO.md",
            "- [ ] one thing\n- [ ] three thing\n",
            "- [ ] three thing\n",
            "DONE.md",
            "- [x] one thing\n",
        ),
    ] {
        let project = project(backlog, before);
        let worktree = project.worktree("docs");
        write(&worktree, backlog, after);
        write(&worktree, archive, archived);
        commit(&worktree, "Finish and put away");
        let said = words(&project.done(&["status", "--check"]));
        assert!(!said.contains("removed"), "{archive}: {said}");
        let said = project.done(&["teardown", "docs"]);
        assert!(said.contains("finished one thing\n"), "{archive}: {said}");
        assert!(!said.contains("without"), "{archive}: {said}");
    }
}

#[test]
fn an_open_task_that_was_put_away_is_named_still() {
    for (backlog, before, archive, archived) in [
        ("todo.txt", "one thing\nthree thing\n", "done.txt", "one thing\n"),
        ("todo.txt", "one thing\nthree thing\n", "done.txt", "x another thing\n"),
        (
            "TODO.org",
            "* TODO one thing\n* TODO three thing\n",
            "TODO.org_archive",
            "* TODO one thing\n",
        ),
        (
            "TODO.org",
            "* TODO one thing\n* TODO three thing\n",
            "TODO.org_archive",
            "* DONE another thing\n",
        ),
        ("TODO.md", "- [ ] one thing\n- [ ] three thing\n", "DONE.md", "- [ ] one thing\n"),
    ] {
        let project = project(backlog, before);
        let worktree = project.worktree("docs");
        let after: Vec<&str> = before.lines().skip(1).collect();
        write(&worktree, backlog, after.join("\n") + "\n");
        write(&worktree, archive, archived);
        commit(&worktree, "Put away");
        assert!(
            words(&project.done(&["status"])).contains("\"one thing\". Merging removes"),
            "{archive}"
        );
        let said = project.done(&["teardown", "docs"]);
        assert!(said.contains("\"one thing\", which was open and the track removed"), "{said}");
    }
}
