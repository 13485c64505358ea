//! `ctx worktree teardown`: where it refuses to begin.

use std::fs;

use crate::harness::{Meddler, Project, commit, ctx_in, git, git_in, write};

#[test]
fn the_main_checkout_must_be_where_the_track_began() {
    let (project, tip) = Project::worked();
    project.git(&["switch", "--quiet", "-c", "other"]);
    let refused = project.refused(&["teardown", "docs"]);
    assert!(
        refused.contains("started from main, but the current branch of the main checkout is other"),
        "{refused}"
    );
    assert!(
        project
            .refused(&["teardown", "docs", "--into", "main"])
            .contains("switch first (`git switch main`)")
    );
    project.done(&["teardown", "docs", "--into", "other"]);
    assert!(project.is_merged(&tip));
    project.git(&["switch", "--quiet", "main"]);
    assert!(!project.is_merged(&tip) && project.main.join(".git").exists());
}

#[test]
fn a_worktree_on_the_default_branch_is_no_track() {
    let project = Project::new();
    project.git(&["switch", "--quiet", "-c", "other"]);
    let at = project.worktree("main");
    project.git(&["worktree", "add", "--quiet", at.to_str().unwrap(), "main"]);
    let main_checkout = "the main checkout, which is no track";
    for (name, said) in
        [("main", "is no worktree of a track"), ("other", "there are none"), (".", main_checkout)]
    {
        let refused = project.refused(&["teardown", name, "--into", "other", "--force"]);
        assert!(refused.contains(said), "{refused}");
    }
    project.done(&["prune"]);
    assert!(at.exists());
}

#[test]
fn a_detached_main_checkout_is_refused() {
    let (project, _) = Project::worked();
    project.git(&["switch", "--quiet", "--detach"]);
    assert!(project.refused(&["teardown", "docs"]).contains("is on no branch"));
}

#[test]
fn only_the_main_checkout_tears_down() {
    let (project, _) = Project::worked();
    project.create(&["b"]);
    for name in ["docs", "b"] {
        let output = ctx_in(&project.worktree("b"), &["teardown", name]).assert().code(2);
        let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(said.contains("torn down from the main checkout"), "{said}");
    }
    assert_eq!(project.linked(), 2);
}

#[test]
fn the_worktree_must_be_idle() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    let at = worktree.to_str().unwrap();
    project.git(&["worktree", "lock", "--reason", "on a stick", at]);
    assert!(project.refused(&["teardown", "docs"]).contains("is locked (on a stick)"));
    project.git(&["worktree", "unlock", at]);

    git_in(&worktree, &["switch", "--quiet", "--detach"]);
    commit(&worktree, "On no branch");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("on no branch, so its commits"), "{refused}");
    assert!(refused.contains("switch back to its own branch (`git -C "), "{refused}");
    git_in(&worktree, &["switch", "--quiet", "-c", "work/else"]);
    assert!(project.refused(&["teardown", "docs"]).contains("was made for work/docs"));
    git_in(&worktree, &["switch", "--quiet", "work/docs"]);

    // A clean rebase that paused: `git worktree remove` would not mind.
    write(&worktree, "docs/b.md", "more\n");
    commit(&worktree, "More");
    let mut pause = git(&worktree);
    pause.args(["rebase", "--quiet", "--interactive", "HEAD~1"]);
    pause.env("GIT_SEQUENCE_EDITOR", "sed -i.bak 's/^pick/edit/'").output().unwrap();
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("in the middle of a rebase"), "{refused}");
    git_in(&worktree, &["rebase", "--abort"]);
    project.done(&["teardown", "docs"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_worktree_is_not_removed_under_a_running_process() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    #[expect(clippy::disallowed_methods, reason = "something has to run there")]
    let mut process =
        std::process::Command::new("sleep").arg("60").current_dir(&worktree).spawn().unwrap();
    let refused = project.refused(&["teardown", "docs"]);
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(refused.contains(&format!("in use by sleep ({})", process.id())), "{refused}");
    project.done(&["teardown", "docs"]);
}

#[cfg(target_os = "linux")]
#[test]
fn processes_of_git_get_a_moment_to_end() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    #[expect(clippy::disallowed_methods, reason = "something has to run there")]
    let mut process = std::process::Command::new("git")
        .args(["cat-file", "--batch"])
        .current_dir(&worktree)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains(&format!("in use by git ({})", process.id())), "{refused}");
    // It ends where its input ends.
    let input = process.stdin.take();
    let ending = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(input);
        process.wait().unwrap();
    });
    project.done(&["teardown", "docs"]);
    ending.join().unwrap();
}

#[test]
fn what_else_lies_at_a_registered_path_is_not_removed() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    let moved = project.main.with_file_name("moved");
    fs::rename(&worktree, &moved).unwrap();
    assert!(project.refused(&["teardown", "docs"]).contains("the folder is missing, or no"));
    fs::create_dir(&worktree).unwrap();
    write(&worktree, "precious", "x\n");
    assert!(project.refused(&["teardown", "docs"]).contains("the folder is missing, or no"));
    git_in(&worktree, &["init", "--quiet"]);
    assert!(project.refused(&["teardown", "docs"]).contains("another repository or worktree"));
    fs::remove_dir_all(worktree.join(".git")).unwrap();
    // A worktree of another repository.
    let other = Project::named("other");
    let at = worktree.to_str().unwrap();
    fs::remove_file(worktree.join("precious")).unwrap();
    other.git(&["worktree", "add", "--quiet", "-b", "work/docs", at]);
    assert!(project.refused(&["teardown", "docs"]).contains("another repository or worktree"));
    other.git(&["worktree", "remove", at]);
    // Another worktree of this one.
    project.git(&[
        "worktree",
        "add",
        "--quiet",
        "-b",
        "work/x",
        project.worktree("x").to_str().unwrap(),
    ]);
    fs::create_dir(&worktree).unwrap();
    fs::copy(project.worktree("x").join(".git"), worktree.join(".git")).unwrap();
    assert!(project.refused(&["teardown", "docs"]).contains("another repository or worktree"));
}

#[test]
fn staged_changes_and_operations_of_the_main_checkout_are_in_the_way() {
    let (project, _) = Project::worked();
    project.write("docs/b.md", "staged\n");
    project.git(&["add", "docs/b.md"]);
    assert!(project.refused(&["teardown", "docs"]).contains("staged changes"));
    project.git(&["commit", "--quiet", "-m", "B"]);
    project.git(&["bisect", "start"]);
    assert!(project.refused(&["teardown", "docs"]).contains("in the middle of a bisect"));
    project.git(&["bisect", "reset"]);
    // What is changed but not staged stays as it is, stashed nowhere.
    project.git(&["config", "merge.autoStash", "true"]);
    project.write("docs/a.md", "not committed\n");
    project.done(&["teardown", "docs"]);
    assert_eq!(fs::read_to_string(project.main.join("docs/a.md")).unwrap(), "not committed\n");
    assert_eq!(project.git(&["stash", "list"]), "");
}

#[test]
fn a_change_that_the_merge_would_overwrite_stops_it_before_it_begins() {
    let (project, _) = Project::worked();
    project.write("docs/new.md", "mine, not committed\n");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(
        refused.contains("would overwrite the untracked file docs/new.md in the main checkout"),
        "{refused}"
    );
    assert!(!project.common("journal.json").exists());
}

#[test]
fn an_ignored_file_is_not_overwritten_either() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    write(&worktree, ".env", "theirs\n");
    git_in(&worktree, &["add", "--force", ".env"]);
    commit(&worktree, "Track what is ignored");
    project.write(".env", "SECRET\n");
    assert!(
        project.refused(&["teardown", "docs"]).contains("would overwrite the untracked file .env")
    );
}

#[test]
fn what_is_not_committed_in_the_main_checkout_is_not_merged_over() {
    let (project, tip) = Project::worked();
    project.write("TASKS.md", "# Other tasks\n");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(
        refused.contains("uncommitted changes in the main checkout: TASKS.md; commit them"),
        "{refused}"
    );
    project.git(&["checkout", "TASKS.md"]);
    project.write("docs/b.md", "mine\n");
    project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&tip));
    assert_eq!(fs::read_to_string(project.main.join("docs/b.md")).unwrap(), "mine\n");
}

#[test]
fn a_merge_that_says_it_is_done_and_is_not_counts_for_nothing() {
    let (project, tip) = Project::worked();
    // A git whose merge succeeds without merging.
    let meddler =
        Meddler::every("case \"$*\" in *' merge --'*) exit 0 ;; esac; exec \"$GIT\" \"$@\"");
    let mut command = project.ctx(&["teardown", "docs"]);
    meddler.meets(&mut command).assert().code(2).stdout("");
    assert!(project.worktree("docs").exists());
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
}

#[test]
fn a_track_that_moves_on_during_its_teardown_stays() {
    let (project, _) = Project::worked();
    // Somebody commits in the worktree while the merge runs.
    let worktree = project.worktree("docs");
    let link = project.main.with_file_name("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&worktree, &link).unwrap();
    let late = format!(
        "\"$GIT\" \"$@\" || exit; case \"$*\" in *' merge --'*) cd '{}' && \"$GIT\" -c user.name=A -c \
         user.email=a@b commit --quiet --allow-empty -m Late ;; esac",
        link.display()
    );
    let meddler = Meddler::every(&late);
    let mut command = project.ctx(&["teardown", "docs"]);
    let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("has new commits since, so it stays"), "{said}");
    assert_eq!(git_in(&worktree, &["log", "-1", "--format=%s"]), "Late");
    let late = git_in(&worktree, &["rev-parse", "HEAD"]);
    project.done(&["teardown", "docs"]);
    assert!(project.is_merged(&late) && project.linked() == 0);
}

#[test]
fn a_worktree_that_holds_the_main_checkout_stays() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path().canonicalize().unwrap().join("outer");
    let project = Project::named("p");
    project.write(".gitignore", "/inner/\n");
    project.commit("Ignore");
    project.git(&["worktree", "add", "--quiet", "-b", "work/docs", outer.to_str().unwrap()]);
    // Moved into its own worktree, where git ignores it.
    let inner = outer.join("inner");
    fs::rename(&project.main, &inner).unwrap();
    git_in(&inner, &["worktree", "repair", outer.to_str().unwrap()]);
    for force in [&[][..], &["--force"]] {
        let arguments = [&["teardown", "docs", "--into", "main"], force].concat();
        let output = ctx_in(&inner, &arguments).assert().code(2).get_output().clone();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("which would be removed with it"), "{said}");
    }
    assert!(inner.join(".git").exists());
}
