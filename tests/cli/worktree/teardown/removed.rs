//! Open tasks that a track removed from the backlog: `status` and `teardown` name them.

use crate::harness::{BACKLOG, Project, WAYS, answer, commit, ctx_in, document, words, write};

#[test]
fn open_tasks_that_a_track_removed_are_named() {
    for how in WAYS {
        let project = Project::named("p");
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        let gone = "- [ ] T2: Encrypt in internal/crypto/crypto.go\n";
        let edited = BACKLOG.replace(gone, "").replace("[ ] T1", "[x] T1");
        write(&worktree, "TASKS.md", edited.replace("T4: Write", "T4: Rewrite"));
        commit(&worktree, "Work");
        let before = project.git(&["rev-parse", "HEAD"]);
        let task = "TASKS.md:6: \"Encrypt in internal/crypto/crypto.go\"";

        let said = words(&project.done(&["status"]));
        let named = format!("docs removed 1 open task from the backlog: {task}. Merging removes");
        assert!(said.contains(&named), "{said}");
        let json = answer(&mut ctx_in(&project.main, &["status", "--output-format", "json"]));
        let expected = serde_json::json!([{ "name": "docs", "tasks": [
            { "backlog": "TASKS.md", "line": 6, "title": "Encrypt in internal/crypto/crypto.go" },
        ] }]);
        assert_eq!(document(&json)["forecast"]["removed"], expected);
        let would = project.done(&[&["teardown", "docs", "--dry-run"], how].concat());
        assert!(would.contains(&format!("would: remove the open task {task},")), "{would}");

        let said = project.done(&[&["teardown", "docs"], how].concat());
        let without = format!("without  {task}, which was open and the track removed\n");
        assert!(said.contains(&without) && said.matches("without").count() == 1, "{said}");
        let was = said.split("git show ").nth(1).unwrap().lines().next().unwrap();
        assert_eq!(was, format!("{}:TASKS.md", &before[..10]));
        assert!(project.git(&["show", was]).contains("T2: Encrypt"));
    }
}

#[test]
fn finished_tasks_that_main_put_away_are_not_the_tracks_doing() {
    let done = BACKLOG.replace("[ ] T3", "[x] T3").replace("[ ] T4", "[x] T4");
    let lines = |text: &str, out: &str| -> String {
        text.split_inclusive('\n').filter(|line| !line.contains(out)).collect()
    };
    let without = lines(&done, "[x]");
    let archived =
        "# Archive\n\n- [x] T3: Test internal/recall/recall.go\n- [x] T4: Write docs/b.md\n";
    for (name, now, archive) in [
        ("into the archive of ctx", without.clone(), Some(".context/archive/tasks-2026-11-30.md")),
        ("into a file beside it", without.clone(), Some("DONE.md")),
        ("deleted", without.clone(), None),
        ("one of them", lines(&done, "T4"), None),
        ("below a heading", format!("{without}\n## Done\n\n{}", &archived[11..]), None),
        ("and the file begun anew", format!("# Tasks\n\n{}", &without[8..]), None),
    ] {
        for how in WAYS {
            let project = Project::named("p");
            project.write("TASKS.md", &done);
            project.commit("T3 and T4");
            project.create(&["docs"]);
            let worktree = project.worktree("docs");
            write(&worktree, "TASKS.md", done.replace("[ ] T1", "[x] T1"));
            commit(&worktree, "Work");
            project.write("TASKS.md", &now);
            if let Some(path) = archive {
                project.write(path, archived);
            }
            project.commit("Archive");
            let said = project.done(&[&["teardown", "docs"], how].concat());
            assert!(!said.contains("without") && said.contains("finished T1"), "{name}: {said}");
            assert_eq!(project.backlog(), now.replace("[ ] T1", "[x] T1"), "{name} {how:?}");
        }
    }
}

#[test]
fn open_tasks_are_named_before_anything_is_merged() {
    const LIST: &str =
        "- [ ] T1: Write docs/a.md\n- [ ] T2: Test docs/a.md\n- [ ] T3: Sort docs/a.md\n";
    let ticked = |ids: &[&str], mark: &str| {
        ids.iter().fold(LIST.to_owned(), |text, id| {
            text.replace(&format!("[ ] {id}"), &format!("[{mark}] {id}"))
        })
    };
    let all =
        "3 tasks of the track are still open: T1: Write docs/a.md; T2: Test docs/a.md; T3: Sort";
    for (left, expected) in [
        (LIST.to_owned(), Some(all)),
        (
            ticked(&["T1"], "x"),
            Some("2 tasks of the track are still open: T2: Test docs/a.md; T3:"),
        ),
        (ticked(&["T1", "T3"], "x"), Some("1 task of the track is still open: T2: Test docs/a.md")),
        (ticked(&["T1", "T2", "T3"], "~"), Some(all)),
        (ticked(&["T1", "T3"], "-"), Some("1 task of the track is still open: T2: Test docs/a.md")),
        (ticked(&["T1", "T2", "T3"], "x"), None),
    ] {
        let project = Project::named("p");
        project.write("TASKS.md", LIST);
        project.commit("Plan");
        project.analyze(&[]);
        let (name, tasks) = project.tracks().remove(0);
        assert_eq!(tasks, ["T1", "T2", "T3"]);
        project.ctx(&["create"]).assert().code(0);
        let worktree = project.worktree(&name);
        write(&worktree, "TASKS.md", &left);
        write(&worktree, "docs/a.md", "# Work\n");
        commit(&worktree, "Work");
        let output = project.ctx(&["teardown", &name]).assert().code(0).get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        let (before, _) = said.split_once("ctx: merging ").unwrap();
        match expected {
            Some(expected) => assert!(before.starts_with(&format!("ctx: {expected}")), "{said}"),
            None => assert_eq!(before, ""),
        }
    }
}
