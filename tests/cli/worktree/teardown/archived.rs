//! Tasks that are archived while a track works: finished ones are known as finished, open ones are named.

use crate::harness::{Project, WAYS, answer, commit, ctx, ctx_in, document, git_in, words, write};

#[test]
fn a_finished_task_that_its_track_archived_is_finished() {
    for (backlog, archive) in
        [(".context/TASKS.md", ".context/archive/tasks-2026-11-30.md"), ("TASKS.md", "DONE.md")]
    {
        let project = Project::named("p");
        project.git(&["rm", "--quiet", "TASKS.md"]);
        project.write(backlog, "# Tasks\n\n- [ ] Rewrite docs/a.md\n");
        if archive == "DONE.md" {
            project.write(archive, "# Done\n\n- [x] Begin\n");
        }
        project.commit("Plan");
        project.analyze(&[]);
        let (name, _) = project.tracks().remove(0);
        project.ctx(&["create"]).assert().code(0);
        let worktree = project.worktree(&name);
        write(&worktree, "docs/a.md", "# New\n");
        write(&worktree, backlog, "# Tasks\n\n- [x] Rewrite docs/a.md\n");
        commit(&worktree, "Rewrite");
        write(&worktree, backlog, "# Tasks\n\n");
        write(&worktree, archive, "# Done\n\n- [x] Rewrite docs/a.md\n");
        for is_committed in [false, true] {
            if is_committed {
                commit(&worktree, "Archive");
            }
            let said = words(&project.done(&["status"]));
            assert!(said.contains("1 of 1 task done"), "{archive} {is_committed}: {said}");
            assert!(!said.contains("removed"), "{archive} {is_committed}: {said}");
            let next = ctx().current_dir(&worktree).arg("next").output().unwrap();
            let next = words(&String::from_utf8_lossy(&next.stdout));
            assert!(!next.contains("no longer has"), "{archive} {is_committed}: {next}");
        }
        let dry = project.done(&["teardown", &name, "--dry-run"]);
        assert!(!dry.contains("remove the open task"), "{archive}: {dry}");
        let said = project.done(&["teardown", &name]);
        assert!(said.contains("finished Rewrite docs/a.md"), "{archive}: {said}");
        assert!(!said.contains("without"), "{archive}: {said}");
    }
}

#[test]
fn a_task_that_stood_ticked_elsewhere_before_is_not_finished_by_that() {
    let project = Project::named("p");
    project.write("TASKS.md", "# Tasks\n\n- [ ] Water the plants\n- [ ] Rest\n");
    project.write("DONE.md", "# Done\n\n- [x] Water the plants\n");
    project.commit("Plan");
    project.create(&["a"]);
    let worktree = project.worktree("a");
    write(&worktree, "TASKS.md", "# Tasks\n\n- [ ] Rest\n");
    write(&worktree, "DONE.md", "# Done\n\n- [x] Water the plants\n- [x] Sing\n");
    commit(&worktree, "Work");
    let said = project.done(&["teardown", "a"]);
    assert!(said.contains("\"Water the plants\", which was open and the track removed"), "{said}");
}

#[test]
fn finished_tasks_that_were_put_away_by_either_side_are_not_listed() {
    let done = "# Tasks\n\n- [x] T1: Pay\n- [x] T2: Refund\n- [ ] T3: Count\n";
    let left = "# Tasks\n\n- [ ] T3: Count\n";
    for (by_main, by_track, archive, is_listed) in [
        (true, true, None, false),
        (false, true, Some("DONE.md"), false),
        (false, true, None, true),
        (true, false, None, false),
    ] {
        for way in WAYS {
            let project = Project::named("p");
            project.write("TASKS.md", done);
            project.commit("Plan");
            project.create(&["a"]);
            let worktree = project.worktree("a");
            write(&worktree, "TASKS.md", if by_track { left } else { done });
            write(&worktree, "docs/new.md", "new\n");
            if let Some(archive) = archive {
                write(&worktree, archive, "# Done\n\n- [x] T1: Pay\n- [x] T2: Refund\n");
            }
            commit(&worktree, "Put away");
            if by_main {
                project.write("TASKS.md", left);
                project.commit("Put away");
            }
            let said = project.done(&[&["teardown", "a"], way].concat());
            let listed = said.contains("which was finished and the track removed");
            assert_eq!(listed, is_listed, "{by_main} {by_track} {archive:?} {way:?}: {said}");
        }
    }
}

#[test]
fn an_open_task_that_ends_in_an_archive_is_named() {
    const ARCHIVE: &str = "openspec/changes/archive/2026-01-01-x";
    let (tasks, added) = ("## 1. Work\n\n- [x] 1.1 Add A\n- [x] 1.2 Test A\n", "- [ ] 1.3 Add B\n");
    for by_main in [true, false] {
        let project = Project::named("p");
        project.git(&["rm", "--quiet", "TASKS.md"]);
        project.write("openspec/changes/x/tasks.md", tasks);
        project.write("openspec/changes/x/proposal.md", "# Why\n");
        project.commit("Propose");
        project.create(&["a"]);
        let (main, track) = (project.main.clone(), project.worktree("a"));
        let (mover, other) = if by_main { (&main, &track) } else { (&track, &main) };
        std::fs::create_dir_all(mover.join("openspec/changes/archive")).unwrap();
        if !by_main {
            write(mover, "openspec/changes/x/tasks.md", format!("{tasks}{added}"));
            commit(mover, "Add B");
        }
        git_in(mover, &["mv", "openspec/changes/x", ARCHIVE]);
        commit(mover, "Archive");
        if by_main {
            write(other, "openspec/changes/x/tasks.md", format!("{tasks}{added}"));
            commit(other, "Add B");
        }
        let named = format!("\"Add B\" (to {ARCHIVE}/tasks.md)");
        let said = words(&project.done(&["status"]));
        assert!(
            said.contains("leaves 1 open task in an archive") && said.contains(&named),
            "{said}"
        );
        let json = answer(&mut ctx_in(&project.main, &["status", "--output-format", "json"]));
        let removed = &document(&json)["forecast"]["removed"][0]["tasks"][0];
        assert_eq!(removed["archive"], format!("{ARCHIVE}/tasks.md"), "{removed}");
        let named = format!("\"Add B\" in the archive {ARCHIVE}/tasks.md");
        let dry = project.done(&["teardown", "a", "--dry-run"]);
        assert!(dry.contains(&format!("would: leave open {named}")), "{dry}");
        let said = project.done(&["teardown", "a"]);
        assert!(said.contains(&format!("without  {named}: move what is still to do")), "{said}");
        assert!(!said.contains("git show"), "{said}");
        assert!(project.read(&format!("{ARCHIVE}/tasks.md")).contains("[ ] 1.3 Add B"));
    }
}
