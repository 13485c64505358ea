//! What can be known before a teardown, and is: worktrees of no track, signatures, settings that the merge
//! brings, and tasks that main has finished.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Project, commit, git_in, tick, words, write};

/// Makes a worktree with git alone, beside the main checkout.
fn by_hand(project: &Project, folder: &str, arguments: &[&str]) -> PathBuf {
    let path = project.main.with_file_name(folder);
    let add = ["worktree", "add", "--quiet", path.to_str().unwrap()];
    project.git(&[&add[..], arguments].concat());
    path
}

#[test]
fn a_worktree_of_no_track_is_said_to_be_none() {
    let project = Project::named("p");
    by_hand(&project, "hand", &["-b", "feature"]);
    by_hand(&project, "loose", &["--detach"]);
    by_hand(&project, "deep", &["-b", "fix/one"]);
    for (given, said) in [
        ("feature", "`git -C ../hand switch -c work/feature`"),
        ("../hand", "`git merge feature`, then `git worktree remove ../hand`"),
        ("hand", "`ctx worktree teardown feature --into main`"),
        ("fix/one", "its branch is fix/one, and those of tracks begin with work/"),
        ("loose", "it is on no branch; put it on one (`git -C ../loose switch -c work/NAME`)"),
        ("../loose", "it is on no branch"),
    ] {
        for more in [&[][..], &["--into", "main"], &["--dry-run"]] {
            let refused = project.refused(&[&["teardown", given], more].concat());
            assert!(refused.contains("is no worktree of a track"), "{given}: {refused}");
            assert!(refused.contains(said), "{given}: {refused}");
        }
    }
    let refused = project.refused(&["teardown", "nothing"]);
    assert!(refused.contains("no worktree \"nothing\""), "{refused}");
    // The advice works.
    let hand = project.main.with_file_name("hand");
    git_in(&hand, &["switch", "--quiet", "-c", "work/feature"]);
    project.done(&["teardown", "feature", "--into", "main"]);
}

#[test]
fn a_branch_that_is_elsewhere_is_set_free_first() {
    for is_detached in [true, false] {
        let (project, tip) = Project::worked();
        let worktree = project.worktree("docs");
        let away: &[&str] = if is_detached { &["--detach"] } else { &["-c", "else"] };
        git_in(&worktree, &[&["switch", "--quiet"], away].concat());
        let other = by_hand(&project, "other", &["work/docs"]);
        let refused = project.refused(&["teardown", "docs"]);
        let first = "work/docs is checked out in ";
        assert!(refused.contains(first), "{refused}");
        assert!(refused.contains("so first `git -C ../other switch --detach`, then"), "{refused}");
        git_in(&other, &["switch", "--quiet", "--detach"]);
        git_in(&worktree, &["switch", "--quiet", "work/docs"]);
        project.done(&["teardown", "docs"]);
        assert!(project.is_merged(&tip), "{is_detached}");
    }
}

#[test]
fn what_waits_is_forced_by_going_on() {
    for file in ["late.txt", "docs/b.md", ".env"] {
        let (project, _) = Project::worked();
        project.write("docs/new.md", "by main\n");
        project.commit("Collide");
        project.stopped(&["teardown", "docs"]);
        write(&project.worktree("docs"), file, "late\n");
        project.write("docs/new.md", "by both\n");
        project.git(&["add", "docs/new.md"]);
        let said = project.stopped(&["teardown", "--continue"]);
        let force = "`ctx worktree teardown --continue --force` drops it, after a backup";
        assert!(said.contains(force) && said.contains(file), "{said}");
        project.done(&["teardown", "--continue", "--force"]);
        assert_eq!(project.linked(), 0, "{file}");
    }
}

#[test]
fn settings_that_the_merge_brings_are_told_before() {
    const DROPS: &str = "[worktree]\ndisposable = [\"*.log\"]\n";
    for (what, before, after) in [
        ("removed", DROPS, None),
        ("emptied", DROPS, Some("")),
        ("others", DROPS, Some("[worktree]\ndisposable = [\"*.tmp\"]\n")),
    ] {
        let project = Project::named("p");
        project.write(".ctx-analyze.toml", before);
        project.commit("Settings");
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        match after {
            Some(text) => write(&worktree, ".ctx-analyze.toml", text),
            None => fs::remove_file(worktree.join(".ctx-analyze.toml")).unwrap(),
        }
        commit(&worktree, "Change the settings");
        write(&worktree, "secret.log", "x\n");
        let said = words(&project.done(&["status"]));
        assert!(said.contains("would be lost stop a teardown: secret.log"), "{what}: {said}");
        assert!(!said.contains("drops secret.log"), "{what}: {said}");
        for more in [&[][..], &["--dry-run"]] {
            let refused = project.refused(&[&["teardown", "docs"], more].concat());
            let why = "would be lost, by the .ctx-analyze.toml that the merge brings:";
            assert!(refused.contains(why) && refused.contains("secret.log"), "{what}: {refused}");
        }
        fs::remove_file(worktree.join("secret.log")).unwrap();
        project.done(&["teardown", "docs"]);
    }
    // Now they cover the file, and then they do not, or cannot be used.
    for (text, told) in [
        ("[worktree]\nbogus = 1\n", "would bring settings that cannot be used"),
        ("[worktree\n", "would bring settings that cannot be used"),
    ] {
        let project = Project::named("p");
        project.create(&["docs"]);
        write(&project.worktree("docs"), ".ctx-analyze.toml", text);
        commit(&project.worktree("docs"), "Change the settings");
        assert!(words(&project.done(&["status"])).contains(told), "{text}");
        assert!(project.refused(&["teardown", "docs"]).contains(told), "{text}");
    }
}

#[test]
fn a_signature_that_git_demands_is_missed_before() {
    for (way, main_goes_on, told) in [
        (&[][..], true, Some("has no good one; sign it")),
        (&[], false, Some("has no good one; sign it")),
        (&["--squash"], true, Some("has no good one; sign it")),
        (&["--rebase"], true, Some("a rebase makes commits without one")),
        (&["--rebase"], false, Some("has no good one; sign it")),
        (&["--no-merge", "--keep-branch"], true, None),
    ] {
        let (project, _) = Project::worked();
        if main_goes_on {
            project.write("docs/b.md", "More\n");
            project.commit("Go on");
        }
        project.git(&["config", "merge.verifySignatures", "true"]);
        let teardown = [&["teardown", "docs"], way].concat();
        match told {
            Some(told) => {
                for more in [&["--dry-run"][..], &[]] {
                    let refused = project.refused(&[&teardown[..], more].concat());
                    assert!(refused.contains(told), "{way:?}: {refused}");
                }
                project.git(&["config", "merge.verifySignatures", "no"]);
                project.done(&teardown);
            }
            None => drop(project.done(&teardown)),
        }
    }
}

#[test]
fn a_task_that_main_has_finished_is_not_still_open() {
    for (what, archives) in [("ticked", false), ("ticked and archived", true)] {
        let project = Project::named("p");
        project.git(&["rm", "--quiet", "TASKS.md"]);
        let tasks = "## 1. X\n\n- [ ] 1.1 Rewrite docs/a.md\n- [ ] 1.2 Rewrite docs/b.md\n";
        project.write("openspec/changes/b/tasks.md", tasks);
        project.commit("Plan");
        project.analyze(&[]);
        project.ctx(&["create"]).assert().code(0);
        let (name, _) = project.tracks().remove(0);
        let worktree = project.worktree(&name);
        write(&worktree, "docs/new.md", "# New\n");
        commit(&worktree, "Work");
        let dry = project.done(&["teardown", &name, "--dry-run"]);
        assert!(dry.contains("of the track open: "), "{what}: {dry}");
        project.write("openspec/changes/b/tasks.md", &tasks.replace("[ ]", "[x]"));
        if archives {
            fs::create_dir_all(project.main.join("openspec/changes/archive")).unwrap();
            project.git(&["add", "--all"]);
            project.git(&["mv", "openspec/changes/b", "openspec/changes/archive/2026-01-01-b"]);
        }
        project.commit("Finish");
        let dry = project.done(&["teardown", &name, "--dry-run"]);
        assert!(!dry.contains("of the track open: "), "{what}: {dry}");
        let output = project.ctx(&["teardown", &name]).assert().code(0).get_output().clone();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!told.contains("still open"), "{what}: {told}");
    }
}

#[test]
fn a_task_that_main_finished_in_part_is_named_alone() {
    let project = Project::planned();
    project.ctx(&["create"]).assert().code(0);
    let (name, tasks) = project.tracks().remove(0);
    let count = tasks.len();
    assert!(count > 1, "{tasks:?}");
    let worktree = project.worktree(&name);
    write(&worktree, "docs/new.md", "# New\n");
    commit(&worktree, "Work");
    tick(&project.main, tasks[0].as_str());
    project.commit("Finish one");
    let dry = project.done(&["teardown", &name, "--dry-run"]);
    assert!(!dry.contains(&format!("{}:", tasks[0])), "{dry}");
    assert!(dry.contains(&format!("{}:", tasks[1])), "{dry}");
}
