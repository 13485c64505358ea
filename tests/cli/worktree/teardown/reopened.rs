//! Finished tasks that are opened again: main may do so, a track has to be let through.

use std::fs;
use std::path::Path;

use crate::harness::{Project, WAYS, commit, git, git_in, tick, words, write};

/// Makes a project where T2 was finished before its track began, whose work is committed.
fn worked() -> Project {
    let project = Project::new();
    tick(&project.main, "T2");
    project.commit("Done");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    project
}

/// Opens a task again.
fn untick(folder: &Path, task: &str) {
    mark(folder, task, "[ ]");
}

/// Gives a finished task another box.
fn mark(folder: &Path, task: &str, to: &str) {
    let path = folder.join("TASKS.md");
    let before = fs::read_to_string(&path).unwrap();
    let after = before.replace(&format!("[x] {task}:"), &format!("{to} {task}:"));
    assert_ne!(before, after, "{task} is done");
    fs::write(path, after).unwrap();
}

/// Returns the boxes of the tasks in the main checkout.
fn boxes(project: &Project) -> String {
    let backlog = project.backlog();
    let boxes = backlog.lines().filter_map(|line| line.strip_prefix("- [")?.chars().next());
    boxes.collect()
}

#[test]
fn what_main_opened_again_stays_open() {
    for way in WAYS {
        let project = worked();
        untick(&project.main, "T2");
        tick(&project.main, "T3");
        project.commit("T2 was not done after all");
        let dry = project.done(&[&["teardown", "docs", "--dry-run"], way].concat());
        assert!(!dry.contains("would: stop"), "{way:?}: {dry}");
        assert!(!project.done(&["status", "--check"]).contains("again"), "{way:?}");
        project.done(&[&["teardown", "docs"], way].concat());
        assert_eq!(boxes(&project), "x x ", "{way:?}");
    }
}

#[test]
fn what_the_track_opened_again_stops_its_teardown() {
    for way in WAYS {
        let project = worked();
        untick(&project.worktree("docs"), "T2");
        commit(&project.worktree("docs"), "T2 was not done after all");
        tick(&project.main, "T3");
        let before = project.commit("T3");
        let teardown = [&["teardown", "docs"], way].concat();
        let task = "TASKS.md:6: \"T2: Encrypt in internal/crypto/crypto.go\"";
        let state = project.state();
        for said in [
            project.stopped(&[&teardown[..], &["--dry-run"]].concat()),
            project.stopped(&["status", "--check"]),
        ] {
            let said = words(&said);
            assert!(said.contains(task) && said.contains("--allow-reopened"), "{way:?}: {said}");
        }
        assert_eq!(project.state(), state, "{way:?}");
        let said = project.stopped(&teardown);
        assert!(said.contains(task) && said.contains("the track removed its [x]"), "{said}");
        assert!(project.worktree("docs").exists(), "{way:?}");
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{way:?}");
        project.done(&[&teardown[..], &["--allow-reopened"]].concat());
        assert_eq!(boxes(&project), "x x ", "{way:?}");
        assert_eq!(project.linked(), 0, "{way:?}");
    }
}

#[test]
fn a_task_opened_again_is_ticked_or_let_through_before_going_on() {
    let project = worked();
    untick(&project.worktree("docs"), "T2");
    commit(&project.worktree("docs"), "Open again");
    project.stopped(&["teardown", "docs"]);
    project.stopped(&["teardown", "--continue"]);
    tick(&project.main, "T2");
    project.commit("Tick again");
    project.done(&["teardown", "--continue"]);
    assert_eq!(boxes(&project), "xx  ");

    let project = worked();
    untick(&project.worktree("docs"), "T2");
    commit(&project.worktree("docs"), "Open again");
    project.stopped(&["teardown", "docs"]);
    project.done(&["teardown", "--continue", "--allow-reopened"]);
    assert_eq!(boxes(&project), "x   ");
}

#[test]
fn what_both_opened_again_is_open() {
    let project = worked();
    for folder in [project.main.clone(), project.worktree("docs")] {
        untick(&folder, "T2");
        commit(&folder, "Open again");
    }
    project.done(&["teardown", "docs"]);
    assert_eq!(boxes(&project), "x   ");
}

#[test]
fn giving_up_what_was_done_is_no_less_than_opening_it() {
    for mark_of_it in ["[-]", "[~]", "[?]"] {
        let project = worked();
        mark(&project.worktree("docs"), "T2", mark_of_it);
        commit(&project.worktree("docs"), "Not done");
        let said = project.stopped(&["teardown", "docs"]);
        let now = if mark_of_it == "[-]" { "is given up: the" } else { "is open again: the" };
        assert!(said.contains("TASKS.md:6") && said.contains(now), "{mark_of_it}: {said}");
        project.done(&["teardown", "--continue", "--allow-reopened"]);
        assert_eq!(boxes(&project), format!("x{}  ", &mark_of_it[1..2]));
    }
}

#[test]
fn what_the_track_finished_and_opened_again_was_never_done_before() {
    let project = worked();
    untick(&project.worktree("docs"), "T1");
    commit(&project.worktree("docs"), "T1 is not done yet");
    project.done(&["teardown", "docs"]);
    assert_eq!(boxes(&project), " x  ");
}

#[test]
fn a_track_that_merged_main_opens_what_main_had_finished_by_then() {
    let project = worked();
    tick(&project.main, "T3");
    project.commit("T3");
    let worktree = project.worktree("docs");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "main"]);
    untick(&worktree, "T3");
    commit(&worktree, "Open again");
    untick(&project.main, "T2");
    project.commit("Open again");
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("TASKS.md:7") && !said.contains("TASKS.md:6"), "{said}");
}

#[test]
fn branches_that_merged_one_another_know_who_opened_what() {
    for by_track in [false, true] {
        let project = Project::new();
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        let theirs = project.work("docs", "docs/new.md", "T1");
        tick(&project.main, "T2");
        let ours = project.commit("T2");
        // In one of the two commits where they went apart, T2 is open.
        project.git(&["merge", "--quiet", "--no-edit", &theirs]);
        git_in(&worktree, &["merge", "--quiet", "--no-edit", &ours]);
        assert_eq!(project.git(&["merge-base", "--all", "main", "work/docs"]).lines().count(), 2);
        untick(if by_track { &worktree } else { &project.main }, "T2");
        for folder in [&project.main, &worktree] {
            commit(folder, "Go on");
        }
        let said = project.ctx(&["teardown", "docs"]).output().unwrap();
        let told = String::from_utf8_lossy(&said.stdout).into_owned();
        assert_eq!(said.status.code(), Some(i32::from(by_track)), "{told}");
        assert_eq!(told.contains("the track removed its [x]"), by_track, "{told}");
        assert_eq!(boxes(&project), "x   ");
    }
}

#[test]
fn what_main_put_away_and_the_track_opened_is_a_conflict_first() {
    let project = worked();
    let worktree = project.worktree("docs");
    untick(&worktree, "T2");
    commit(&worktree, "Open again");
    let put_away: Vec<String> = project.backlog().lines().map(str::to_owned).collect();
    let put_away = put_away.into_iter().filter(|line| !line.contains("T2:"));
    project.write("TASKS.md", &(put_away.collect::<Vec<_>>().join("\n") + "\n"));
    project.commit("Put away");
    let said = project.stopped(&["teardown", "docs", "--dry-run"]);
    assert!(said.contains("stop at conflicts") && said.contains("\"T2: Encrypt"), "{said}");
    project.stopped(&["teardown", "docs"]);
    let markers = ["<<<<<<<", "=======", ">>>>>>>"];
    let backlog = project.backlog();
    let resolved = backlog.lines().filter(|line| !markers.iter().any(|it| line.starts_with(it)));
    project.write("TASKS.md", &(resolved.collect::<Vec<_>>().join("\n") + "\n"));
    project.git(&["add", "TASKS.md"]);
    let said = project.stopped(&["teardown", "--continue"]);
    assert!(said.contains("the track removed its [x]"), "{said}");
    project.done(&["teardown", "--continue", "--allow-reopened"]);
    assert_eq!(boxes(&project), "x   ");
}

#[test]
fn a_task_brought_back_from_what_is_done_is_opened_again() {
    let project = Project::new();
    let (open, done) = ("- [ ] Read all of the old files\n", "- [x] Write down what they say\n");
    let list = |open: &str, done: &str| format!("# Open\n\n{open}\n# Done\n\n{done}- [x] b\n");
    project.write("TASKS.md", &list(open, done));
    project.commit("Another backlog");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let both = format!("{open}{}", done.replace("[x]", "[ ]"));
    write(&worktree, "TASKS.md", list(&both, ""));
    commit(&worktree, "Bring it back");
    project.write("TASKS.md", &list(&open.replace("[ ]", "[x]"), done));
    project.commit("Read");
    let said = project.stopped(&["teardown", "docs"]);
    assert!(said.contains("TASKS.md:4: \"Write down what they say\""), "{said}");
    assert_eq!(project.backlog(), list(&both.replacen("[ ]", "[x]", 1), ""));
}

#[test]
fn what_was_merged_by_hand_was_looked_at_by_hand() {
    let project = worked();
    untick(&project.worktree("docs"), "T2");
    commit(&project.worktree("docs"), "Open again");
    project.git(&["merge", "--quiet", "--no-edit", "work/docs"]);
    project.done(&["teardown", "docs", "--no-merge"]);
    assert_eq!(boxes(&project), "x   ");
}

#[test]
fn status_names_what_a_track_opened_before_it_is_committed() {
    let project = worked();
    untick(&project.worktree("docs"), "T2");
    let said = project.done(&["status", "--output-format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let opened = &said["forecast"]["reopened"];
    let task = "TASKS.md:6: \"T2: Encrypt in internal/crypto/crypto.go\"";
    assert_eq!(*opened, serde_json::json!([{ "name": "docs", "tasks": [task] }]));
}

/// Makes a repository of one commit that finishes task 3, with the driver.
fn with_driver() -> Project {
    let project = Project::named("p");
    project.done(&["install-merge-driver"]);
    tick(&project.main, "T2");
    project.write("internal/crypto/crypto.go", "package crypto\n\nfunc Encrypted() {}\n");
    project.commit("T2");
    project
}

#[test]
fn git_revert_opens_the_task_of_a_commit_again() {
    let project = with_driver();
    let done = project.git(&["rev-parse", "HEAD"]);
    tick(&project.main, "T1");
    tick(&project.main, "T3");
    project.commit("T1 and T3, right beside it");
    project.git(&["revert", "--no-edit", &done]);
    assert_eq!(boxes(&project), "x x ");
    // And back.
    project.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(boxes(&project), "xxx ");
}

#[test]
fn git_stash_pop_keeps_a_task_opened_again() {
    let project = with_driver();
    untick(&project.main, "T2");
    project.git(&["stash", "--quiet"]);
    tick(&project.main, "T1");
    project.commit("T1");
    project.git(&["stash", "pop", "--quiet"]);
    assert_eq!(boxes(&project), "x   ");
    assert_eq!(project.git(&["diff", "--name-only"]), "TASKS.md");
}

#[test]
fn git_keeps_a_commit_that_opens_a_task_again() {
    let ways: [&[&[&str]]; 4] = [
        &[&["switch", "-q", "f"], &["rebase", "--quiet", "--merge", "main"]],
        &[&["switch", "-q", "f"], &["rebase", "--quiet", "--apply", "main"]],
        &[&["cherry-pick", "f"]],
        &[&["merge", "--quiet", "--no-edit", "f"]],
    ];
    for way in ways {
        let project = with_driver();
        project.git(&["switch", "--quiet", "-c", "f"]);
        untick(&project.main, "T2");
        project.commit("T2 was not done");
        project.git(&["switch", "--quiet", "main"]);
        tick(&project.main, "T1");
        project.commit("T1");
        for command in way {
            project.git(command);
        }
        assert_eq!(boxes(&project), "x   ", "{way:?}");
        assert!(project.git(&["log", "--format=%s"]).contains("T2 was not done"), "{way:?}");
    }
}

#[test]
fn two_states_that_replace_a_tick_are_a_conflict() {
    let project = with_driver();
    project.git(&["switch", "--quiet", "-c", "f"]);
    mark(&project.main, "T2", "[-]");
    project.commit("Given up");
    project.git(&["switch", "--quiet", "main"]);
    untick(&project.main, "T2");
    project.commit("Open again");
    let told = git(&project.main).args(["merge", "f"]).assert().code(1).get_output().clone();
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("the sides changed it to different states"), "{told}");
    assert_eq!(project.git(&["status", "--porcelain"]), "UU TASKS.md");
}
