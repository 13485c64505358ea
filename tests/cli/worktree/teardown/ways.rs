//! `ctx worktree teardown` that goes through: what it merges, removes and says, and what it foretells.

use std::fs;

use super::would_stop;
use crate::harness::{Project, WAYS, commit, git_in, tick, words, write};

#[test]
fn a_finished_track_comes_back_and_its_worktree_goes() {
    let (project, tip) = Project::worked();
    let said = project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&tip));
    assert!(project.backlog().contains("- [x] T1"));
    assert!(!project.worktree("docs").exists());
    assert_eq!(project.git(&["branch", "--list", "work/*"]), "");
    assert_eq!(project.linked(), 0);
    let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
    assert_eq!(project.git(&["rev-parse", &kept]), tip);
    for line in
        ["merged   work/docs into main", "removed  ", "deleted  the branch work/docs", &kept]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!project.common("worktrees/docs.json").exists());
}

#[test]
fn names_may_be_branches_and_unknown_ones_name_the_known() {
    let (project, _) = Project::worked();
    let refused = project.refused(&["teardown", "dosc"]);
    assert!(refused.contains("no worktree \"dosc\"; known: docs"), "{refused}");
    project.done(&["teardown", "work/docs"]);
    project.create(&["docs"]);
    project.work("docs", "docs/more.md", "T2");
    let path = project.worktree("docs");
    let beside =
        path.with_file_name(path.file_name().unwrap()).join("../").join(path.file_name().unwrap());
    project.done(&["teardown", beside.to_str().unwrap(), "--dry-run"]);
    project.done(&["teardown", path.to_str().unwrap()]);
    assert!(project.refused(&["teardown", "docs"]).contains("there are none"));
}

#[test]
fn a_dry_run_changes_nothing_and_says_what_would() {
    let (project, _) = Project::worked();
    write(&project.worktree("docs"), "target/CACHEDIR.TAG", "Signature\n");
    let before = project.state();
    let said = project.done(&["teardown", "docs", "--dry-run"]);
    assert_eq!(project.state(), before);
    for line in
        ["would: merge work/docs (1 commit) into main", "target/", "delete the branch work/docs"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn a_dry_run_foretells_what_the_merge_would_meet() {
    let project = Project::new();
    project.create(&["docs"]);
    write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
    commit(&project.worktree("docs"), "Work");
    project.write("docs/b.md", "In nobody's way\n");
    project.done(&["teardown", "docs", "--dry-run"]);
    let clean = "docs would merge without a conflict.";
    assert!(project.done(&["status", "docs"]).contains(clean));
    project.write("docs/a.md", "Mine\n");
    for how in WAYS {
        let [dry, real] = [&["--dry-run"][..], &[]]
            .map(|more| project.refused(&[&["teardown", "docs"], how, more].concat()));
        assert!(dry.contains("would overwrite uncommitted changes") && dry == real, "{dry}{real}");
    }
    for arguments in [&["status", "--check"][..], &["status", "docs", "--check"]] {
        let said = project.stopped(arguments);
        let said = words(&said);
        let why = "the main checkout has uncommitted changes in docs/a.md.";
        assert!(said.contains(why) && !said.contains(clean), "{said}");
    }
    // There is nothing to merge, and so nothing to meet.
    project.done(&["teardown", "docs", "--dry-run", "--no-merge", "--keep-branch"]);
    project.commit("Mine as well");
    let said = would_stop(&project, &[]);
    let stop =
        "would: stop at conflicts, with everything in place (--continue goes on): docs/a.md\n";
    assert_eq!(behind_the_stop(&said, stop), 3, "{said}");
}

/// Counts the steps behind `stop`, each of which must be told to come only after it.
fn behind_the_stop(said: &str, stop: &str) -> usize {
    let (before, behind) = said.split_once(stop).unwrap_or_else(|| panic!("{stop}: {said}"));
    assert!(before.lines().all(|line| !line.contains("after that")), "{said}");
    assert!(behind.lines().all(|line| line.starts_with("would, after that: ")), "{said}");
    behind.lines().count()
}

#[test]
fn the_branch_can_stay() {
    let (project, tip) = Project::worked();
    project.done(&["teardown", "docs", "--no-merge", "--keep-branch"]);
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
    assert!(!project.is_merged(&tip));
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_commit_that_the_other_branch_has_as_well_is_left_out_of_a_rebase() {
    let (project, _) = Project::worked();
    tick(&project.worktree("docs"), "T2");
    commit(&project.worktree("docs"), "Tick T2");
    tick(&project.main, "T2");
    project.commit("Tick it in main, too");
    project.done(&["teardown", "docs", "--rebase"]);
    assert!(project.main.join("docs/new.md").is_file() && project.linked() == 0);
    assert!(project.backlog().contains("[x] T1") && project.backlog().contains("[x] T2"));
}

#[test]
fn a_receipt_names_finished_tasks_and_those_that_are_gone() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    project.write("TASKS.md", &project.backlog().replace("[ ] T3", "[x] T3"));
    project.commit("T3");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "main"]);
    let archived = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    let archived: Vec<&str> = archived.lines().filter(|line| !line.contains("T3")).collect();
    write(&worktree, "TASKS.md", &(archived.join("\n") + "\n"));
    commit(&worktree, "Archive");
    let receipt = project.done(&["teardown", "docs"]);
    assert!(receipt.contains("finished T1: Write docs/a.md\n"), "{receipt}");
    let gone = "without  TASKS.md:7: \"T3: Test internal/recall/recall.go\", which was finished";
    assert!(receipt.contains(gone), "{receipt}");
}

#[test]
fn a_rebase_may_leave_out_what_both_sides_did() {
    for collides in [false, true] {
        let project = Project::new();
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        tick(&worktree, "T1");
        commit(&worktree, "Tick");
        write(&worktree, "docs/a.md", "# By docs\n");
        commit(&worktree, "Work");
        for task in ["T1", "T2"] {
            tick(&project.main, task);
        }
        if collides {
            project.write("docs/a.md", "# By main\n");
        }
        project.commit("Tick two");
        if collides {
            project.stopped(&["teardown", "docs", "--rebase"]);
            write(&worktree, "docs/a.md", "# By both\n");
            git_in(&worktree, &["add", "docs/a.md"]);
            project.done(&["teardown", "--continue"]);
        } else {
            project.done(&["teardown", "docs", "--rebase"]);
        }
        assert_eq!(project.linked(), 0);
        assert_eq!(project.git(&["log", "--format=%s"]), "Work\nTick two\nBegin");
        assert!(project.backlog().contains("[x] T1") && project.backlog().contains("[x] T2"));
    }
}

#[test]
fn a_worktree_that_was_moved_is_found_by_its_branch() {
    let (project, tip) = Project::worked();
    let elsewhere = project.main.with_file_name("elsewhere");
    let from = project.worktree("docs");
    project.git(&["worktree", "move", from.to_str().unwrap(), elsewhere.to_str().unwrap()]);
    assert!(!project.done(&["prune"]).contains("forgotten"));
    project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&tip) && !elsewhere.exists());
}

#[test]
fn a_record_that_cannot_be_read_is_in_nobody_elses_way() {
    let (project, tip) = Project::worked();
    project.create(&["b"]);
    fs::write(project.common("worktrees/b.json"), "garbage").unwrap();
    assert!(project.refused(&["teardown", "b"]).contains("b.json"));
    project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&tip));
}

#[test]
fn the_files_of_the_worktrees_branch_settings_go_with_it() {
    let (project, _) = Project::worked();
    project.git(&["config", "branch.work/docs.description", "Docs"]);
    project.done(&["teardown", "docs"]);
    let left = fs::read_to_string(project.main.join(".git/config")).unwrap();
    assert!(!left.contains("work/docs"), "{left}");
}

#[test]
fn a_worktree_made_by_hand_is_torn_down_once_confirmed() {
    let project = Project::named("p");
    let at = project.worktree("docs");
    project.git(&["worktree", "add", "--quiet", "-b", "work/docs", at.to_str().unwrap()]);
    project.work("docs", "docs/new.md", "T1");
    assert!(project.refused(&["teardown", "docs"]).contains("confirm with --into main"));
    project.done(&["teardown", "docs", "--into", "main"]);
    assert_eq!(project.linked(), 0);
}
