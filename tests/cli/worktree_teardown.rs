//! `ctx worktree teardown` and `prune`: what they refuse, and how others lost work.

use std::fs;

use crate::worktrees::{Meddler, Project, commit, ctx_in, git_in, tick, write};

/// A project with a track whose work is committed.
fn worked() -> (Project, String) {
    let project = Project::new();
    project.create(&["docs"]);
    let tip = project.work("docs", "docs/new.md", "T1");
    (project, tip)
}

/// What a stopped command prints.
fn stopped(project: &Project, arguments: &[&str]) -> String {
    let output = project.ctx(arguments).assert().code(1).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

fn is_merged(project: &Project, commit: &str) -> bool {
    let mut git = crate::git::git(&project.main);
    git.args(["merge-base", "--is-ancestor", commit, "HEAD"]).output().unwrap().status.success()
}

#[test]
fn a_finished_track_comes_back_and_its_worktree_goes() {
    let (project, tip) = worked();
    let said = project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &tip));
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
    let (project, _) = worked();
    let refused = project.refused(&["teardown", "dosc"]);
    assert!(refused.contains("no worktree \"dosc\"; there is docs"), "{refused}");
    project.done(&["teardown", "work/docs"]);
    assert!(project.refused(&["teardown", "docs"]).contains("there are none yet"));
}

#[test]
fn a_dry_run_changes_nothing_and_says_what_would() {
    let (project, _) = worked();
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

/// A dry run that says that somebody would have to do something.
fn would_stop(project: &Project, arguments: &[&str]) -> String {
    let before = project.state();
    let said = stopped(project, &[&["teardown", "docs", "--dry-run"], arguments].concat());
    assert_eq!(project.state(), before);
    said
}

#[test]
fn a_dry_run_foretells_what_the_merge_would_meet() {
    let project = Project::new();
    project.create(&["docs"]);
    write(&project.worktree("docs"), "docs/a.md", "# By docs\n");
    commit(&project.worktree("docs"), "Work");
    project.write("docs/b.md", "In nobody's way\n");
    project.done(&["teardown", "docs", "--dry-run"]);
    let clean = "It would merge without a conflict.";
    assert!(project.done(&["status", "docs"]).contains(clean));
    project.write("docs/a.md", "Mine\n");
    for how in [&[][..], &["--squash"], &["--rebase"]] {
        let said = would_stop(&project, how);
        assert!(said.contains("the merge would overwrite uncommitted changes"), "{said}");
        assert!(said.contains("would overwrite them: docs/a.md\n"), "{said}");
    }
    for arguments in [&["status", "--check"][..], &["status", "docs", "--check"]] {
        let said = stopped(&project, arguments);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let why = "git does not merge while the main checkout has changes in docs/a.md that are not \
                   committed";
        assert!(said.contains(why) && !said.contains(clean), "{said}");
    }
    // There is nothing to merge, and so nothing to meet.
    project.done(&["teardown", "docs", "--dry-run", "--no-merge", "--keep-branch"]);
    project.commit("Mine as well");
    let said = would_stop(&project, &[]);
    assert!(said.contains("stop at conflicts, with everything in place: docs/a.md\n"), "{said}");
}

#[test]
fn what_is_in_ignored_folders_is_counted_and_a_dry_run_lists_all_of_it() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    for at in 0..30 {
        write(&worktree, &format!("target/out/{at}"), "x");
        write(&worktree, &format!("new {at}"), "x");
    }
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("\n  ignored    target/ (30 files)\n"), "{refused}");
    assert!(refused.contains("untracked  and 20 more\n"), "{refused}");
    assert!(refused.contains("--dry-run lists all of it"), "{refused}");
    let refused = project.refused(&["teardown", "docs", "--dry-run"]);
    assert_eq!(refused.matches("\n  ignored    target/out/").count(), 30, "{refused}");
    assert_eq!(refused.matches("\n  untracked  new ").count(), 30, "{refused}");
    assert!(!refused.contains("lists all of it"), "{refused}");
}

#[test]
fn a_repository_in_a_folder_that_can_be_made_again_stays() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    write(&worktree, "target/CACHEDIR.TAG", "Signature\n");
    let nested = worktree.join("target/deep/nest");
    write(&nested, "a", "1\n");
    git_in(&nested, &["init", "--quiet"]);
    commit(&nested, "Nested");
    for force in [&[][..], &["--force"]] {
        let refused = project.refused(&[&["teardown", "docs"], force].concat());
        let why = "holds a repository of its own, target/deep/nest, which";
        assert!(refused.contains(why), "{refused}");
    }
    fs::remove_dir_all(nested).unwrap();
    project.done(&["teardown", "docs"]);
}

#[test]
fn what_is_nowhere_else_is_listed_and_refused() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "changed\n");
    write(&worktree, "new 'file'.md", "new\n");
    write(&worktree, "debug.log", "ignored\n");
    let refused = project.refused(&["teardown", "docs"]);
    for line in ["changed    docs/a.md", "untracked  new 'file'.md", "ignored    debug.log"] {
        assert!(refused.contains(line), "{line}: {refused}");
    }
    for (path, content) in [("docs/a.md", "# A\n"), ("debug.log", "")] {
        write(&worktree, path, content);
    }
    fs::remove_file(worktree.join("new 'file'.md")).unwrap();
    assert!(project.refused(&["teardown", "docs"]).contains("debug.log"));
    fs::remove_file(worktree.join("debug.log")).unwrap();
    project.done(&["teardown", "docs"]);
}

#[test]
fn ignored_files_go_only_if_they_are_elsewhere_or_can_be_made_again() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    project.write(".env", "SECRET=1\n");
    write(&worktree, ".env", "SECRET=2\n");
    write(&worktree, "target/CACHEDIR.TAG", "Signature\n");
    write(&worktree, "target/debug/x", "x\n");
    assert!(project.refused(&["teardown", "docs"]).contains(".env"));
    write(&worktree, ".env", "SECRET=1\n");
    let said = project.done(&["teardown", "docs"]);
    let gone = "dropped  2 ignored files and folders (.env, target/): made again when needed, or in \
                the main checkout, too\n";
    assert!(said.contains(gone), "{said}");
}

#[test]
fn an_edit_that_git_was_told_not_to_see_is_seen() {
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let (project, _) = worked();
        let worktree = project.worktree("docs");
        git_in(&worktree, &["update-index", flag, "docs/a.md"]);
        write(&worktree, "docs/a.md", "hidden\n");
        assert!(project.refused(&["teardown", "docs"]).contains("docs/a.md"), "{flag}");
        let said = project.done(&["teardown", "docs", "--force"]);
        assert!(
            said.contains("what was not committed: refs/ctx/backup/docs/uncommitted-"),
            "{said}"
        );
    }
}

#[test]
fn force_drops_what_is_not_committed_with_a_way_back() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "changed\n");
    write(&worktree, "new.md", "new\n");
    write(&worktree, "deep/debug.log", "ignored\n");
    let said = project.done(&["teardown", "docs", "--force"]);
    assert!(!worktree.exists());
    assert_eq!(project.git(&["show", "HEAD:docs/a.md"]), "# A", "it is not merged");
    let kept =
        project.git(&["for-each-ref", "--format=%(refname)", "refs/ctx/backup/docs/uncommitted-*"]);
    assert!(said.contains(&format!("git switch -c NAME {kept}")), "{said}");
    assert_eq!(project.git(&["show", &format!("{kept}:docs/a.md")]), "changed");
    assert_eq!(project.git(&["show", &format!("{kept}:new.md")]), "new");
    let kept = "kept     1 ignored file or folder (deep/debug.log): ";
    let moved = said.lines().find_map(|line| line.strip_prefix(kept)).unwrap();
    let moved = std::path::Path::new(moved).join("deep/debug.log");
    assert_eq!(fs::read_to_string(moved).unwrap(), "ignored\n");
}

#[test]
fn force_does_not_drop_commits() {
    let (project, tip) = worked();
    let refused = project.refused(&["teardown", "docs", "--no-merge", "--force"]);
    assert!(refused.contains("work/docs has 1 commit that main does not have; `ctx"), "{refused}");
    let said = project.done(&["teardown", "docs", "--no-merge", "-D"]);
    assert!(!is_merged(&project, &tip));
    let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
    assert!(said.contains(&format!("git switch -c NAME {kept}")), "{said}");
    project.git(&["switch", "--quiet", "-c", "back", &kept]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), tip);
}

#[test]
fn the_branch_can_stay() {
    let (project, tip) = worked();
    project.done(&["teardown", "docs", "--no-merge", "--keep-branch"]);
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
    assert!(!is_merged(&project, &tip));
    assert_eq!(project.linked(), 0);
}

#[test]
fn the_main_checkout_must_be_where_the_track_began() {
    let (project, tip) = worked();
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
    assert!(is_merged(&project, &tip));
    project.git(&["switch", "--quiet", "main"]);
    assert!(!is_merged(&project, &tip) && project.main.join(".git").exists());
}

#[test]
fn a_worktree_on_the_default_branch_is_no_track() {
    let project = Project::new();
    project.git(&["switch", "--quiet", "-c", "other"]);
    let at = project.worktree("main");
    project.git(&["worktree", "add", "--quiet", at.to_str().unwrap(), "main"]);
    for name in ["main", "other", "."] {
        let refused = project.refused(&["teardown", name, "--into", "other", "--force"]);
        assert!(refused.contains("there are none yet"), "{refused}");
    }
    project.done(&["prune"]);
    assert!(at.exists());
}

#[test]
fn a_detached_main_checkout_is_refused() {
    let (project, _) = worked();
    project.git(&["switch", "--quiet", "--detach"]);
    assert!(project.refused(&["teardown", "docs"]).contains("is on no branch"));
}

#[test]
fn only_the_main_checkout_tears_down() {
    let (project, _) = worked();
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
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    let at = worktree.to_str().unwrap();
    project.git(&["worktree", "lock", "--reason", "on a stick", at]);
    assert!(project.refused(&["teardown", "docs"]).contains("is locked (on a stick)"));
    project.git(&["worktree", "unlock", at]);

    git_in(&worktree, &["switch", "--quiet", "--detach"]);
    commit(&worktree, "On no branch");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("on no branch, so its commits"), "{refused}");
    assert!(refused.contains(" switch work/docs` goes back to its own"), "{refused}");
    git_in(&worktree, &["switch", "--quiet", "-c", "work/else"]);
    assert!(project.refused(&["teardown", "docs"]).contains("was made for work/docs"));
    git_in(&worktree, &["switch", "--quiet", "work/docs"]);

    // A clean rebase that paused: `git worktree remove` would not mind.
    write(&worktree, "docs/b.md", "more\n");
    commit(&worktree, "More");
    let mut pause = crate::git::git(&worktree);
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
    let (project, _) = worked();
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

#[test]
fn what_else_lies_at_a_registered_path_is_not_removed() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    let moved = project.main.with_file_name("moved");
    fs::rename(&worktree, &moved).unwrap();
    assert!(project.refused(&["teardown", "docs"]).contains("the folder is missing, or no"));
    fs::create_dir(&worktree).unwrap();
    write(&worktree, "precious", "x\n");
    assert!(project.refused(&["teardown", "docs"]).contains("the folder is missing, or no"));
    git_in(&worktree, &["init", "--quiet"]);
    assert!(project.refused(&["teardown", "docs"]).contains("another repository, or"));
    fs::remove_dir_all(worktree.join(".git")).unwrap();
    // A worktree of another repository.
    let other = Project::named("other");
    let at = worktree.to_str().unwrap();
    fs::remove_file(worktree.join("precious")).unwrap();
    other.git(&["worktree", "add", "--quiet", "-b", "work/docs", at]);
    assert!(project.refused(&["teardown", "docs"]).contains("another repository, or"));
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
    assert!(project.refused(&["teardown", "docs"]).contains("another of its worktrees"));
}

#[test]
fn staged_changes_and_operations_of_the_main_checkout_are_in_the_way() {
    let (project, _) = worked();
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
    let (project, _) = worked();
    project.write("docs/new.md", "mine, not committed\n");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("would overwrite docs/new.md of the main checkout"), "{refused}");
    assert!(!project.common("journal.json").exists());
}

#[test]
fn conflicts_stop_with_everything_in_place() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    let said = stopped(&project, &["teardown", "docs"]);
    assert!(said.contains("  docs/new.md\n"), "{said}");
    assert!(project.worktree("docs").exists());
    for arguments in [&["teardown", "docs"][..], &["create", "--no-plan", "b"], &["prune"]] {
        let refused = project.refused(arguments);
        assert!(refused.contains("the teardown of docs waits for you"), "{refused}");
    }
    assert!(stopped(&project, &["teardown", "--continue"]).contains("docs/new.md"));
    // Back,
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert!(project.refused(&["teardown", "--abort"]).contains("no teardown is under way"));
    assert!(project.refused(&["teardown", "--continue"]).contains("no teardown is under way"));
    // and on.
    stopped(&project, &["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert!(is_merged(&project, &tip));
    assert_eq!(project.linked(), 0);
}

#[test]
fn conflicts_may_be_resolved_with_git_alone() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    stopped(&project, &["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.git(&["commit", "--quiet", "--no-edit"]);
    project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &tip) && project.linked() == 0);
}

#[test]
fn a_merge_taken_back_with_git_alone_begins_again() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    stopped(&project, &["teardown", "docs"]);
    project.git(&["merge", "--abort"]);
    fs::remove_file(project.main.join("docs/new.md")).unwrap();
    project.commit("Make way");
    let output = project.ctx(&["teardown", "docs"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("before it merged anything"));
    if !output.status.success() {
        project.git(&["rm", "--quiet", "docs/new.md"]);
        project.git(&["checkout", "--quiet", "work/docs", "--", "docs/new.md"]);
        project.done(&["teardown", "--continue"]);
    }
    assert!(is_merged(&project, &tip));
}

#[test]
fn squash_conflicts_go_on_and_back_as_well() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    for last in [false, true] {
        stopped(&project, &["teardown", "docs", "--squash"]);
        if last {
            break;
        }
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
    }
    project.write("docs/new.md", "by both\n");
    project.git(&["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert!(!is_merged(&project, &tip));
    let message = project.git(&["log", "-1", "--format=%B"]);
    assert!(message.contains("* Work on T1") && message.contains(&tip), "{message}");
    assert_eq!(project.git(&["rev-parse", "HEAD^"]), before);
}

#[test]
fn rebase_conflicts_are_resolved_in_the_worktree() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    let before = project.commit("Collide");
    let worktree = project.worktree("docs");
    let said = stopped(&project, &["teardown", "docs", "--rebase"]);
    assert!(said.contains("docs/new.md"), "{said}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(git_in(&worktree, &["rev-parse", "HEAD"]), tip);
    stopped(&project, &["teardown", "docs", "--rebase"]);
    write(&worktree, "docs/new.md", "by both\n");
    git_in(&worktree, &["add", "docs/new.md"]);
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.git(&["rev-parse", "HEAD^"]), before, "no merge commit");
    assert_eq!(project.linked(), 0);
    let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
    assert_eq!(project.git(&["rev-parse", &kept]), tip);
}

#[test]
fn no_setting_makes_a_merge_prefer_a_side_or_hide_one() {
    for (key, value) in [
        ("branch.main.mergeOptions", "-X theirs"),
        ("branch.main.mergeOptions", "--squash"),
        ("branch.main.mergeOptions", "--no-commit"),
        ("pull.twohead", "ours"),
    ] {
        let (project, tip) = worked();
        project.git(&["config", key, value]);
        project.write("docs/new.md", "by main\n");
        project.commit("Collide");
        stopped(&project, &["teardown", "docs"]);
        project.done(&["teardown", "--abort"]);
        project.git(&["rm", "--quiet", "docs/new.md"]);
        project.git(&["commit", "--quiet", "-m", "Make way"]);
        // Deleted here and changed there is no conflict: the base had no such file.
        let output = project.ctx(&["teardown", "docs"]).output().unwrap();
        assert!(output.status.success(), "{key} {value}: {output:?}");
        assert!(is_merged(&project, &tip), "{key} {value}");
    }
}

#[test]
fn an_ignored_file_is_not_overwritten_either() {
    let (project, _) = worked();
    let worktree = project.worktree("docs");
    write(&worktree, ".env", "theirs\n");
    git_in(&worktree, &["add", "--force", ".env"]);
    commit(&worktree, "Track what is ignored");
    project.write(".env", "SECRET\n");
    assert!(project.refused(&["teardown", "docs"]).contains("would overwrite .env"));
}

#[test]
fn what_is_not_committed_in_the_main_checkout_is_not_merged_over() {
    let (project, tip) = worked();
    project.write("TASKS.md", "# Other tasks\n");
    let refused = project.refused(&["teardown", "docs"]);
    assert!(
        refused.contains("uncommitted changes in the main checkout: TASKS.md; commit them"),
        "{refused}"
    );
    project.git(&["checkout", "TASKS.md"]);
    project.write("docs/b.md", "mine\n");
    project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &tip));
    assert_eq!(fs::read_to_string(project.main.join("docs/b.md")).unwrap(), "mine\n");
}

#[test]
fn a_commit_that_the_other_branch_has_as_well_is_left_out_of_a_rebase() {
    let project = Project::new();
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
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
    let (project, _) = worked();
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
fn commits_that_only_the_worktree_leads_to_are_kept() {
    let (project, tip) = worked();
    let worktree = project.worktree("docs");
    git_in(&worktree, &["switch", "--quiet", "--detach"]);
    write(&worktree, "lost.md", "1\n");
    let first = commit(&worktree, "On no branch");
    write(&worktree, "lost.md", "2\n");
    let second = commit(&worktree, "Nor is this");
    git_in(&worktree, &["switch", "--quiet", "work/docs"]);
    let own = git_in(&worktree, &["commit-tree", "-m", "Its own", "HEAD^{tree}"]);
    git_in(&worktree, &["update-ref", "refs/worktree/mine", &own]);
    git_in(&worktree, &["commit", "--quiet", "--amend", "-m", "Say it better"]);
    let said = project.done(&["teardown", "docs"]);
    let kept = said
        .lines()
        .find_map(|line| line.strip_prefix("kept     commits that were on no branch: "))
        .unwrap();
    let parents = project.git(&["log", "-1", "--format=%P", kept]);
    let mut parents: Vec<&str> = parents.split(' ').collect();
    parents.sort_unstable();
    let mut expected = [&*second, &own];
    expected.sort_unstable();
    assert_eq!(parents, expected);
    for before in [first, tip] {
        project.git(&["merge-base", "--is-ancestor", &before, kept]);
    }
    assert!(project.done(&["prune", "--backups"]).contains("reflog-"));
    project.git(&["rev-parse", "--verify", kept]);
}

#[test]
fn a_repository_within_the_worktree_stays() {
    let (project, _) = worked();
    let nested = project.worktree("docs").join("nest");
    write(&nested, "a", "1\n");
    git_in(&nested, &["init", "--quiet"]);
    commit(&nested, "Nested");
    let refused = project.refused(&["teardown", "docs", "--force"]);
    assert!(refused.contains("holds a repository of its own, nest"), "{refused}");
}

#[test]
fn an_abort_takes_no_commit_and_no_staged_file_away() {
    let (project, _) = worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    stopped(&project, &["teardown", "docs"]);
    project.write("brandnew", "mine\n");
    project.git(&["add", "brandnew"]);
    let said = project.done(&["teardown", "--abort"]);
    let kept = said
        .lines()
        .find_map(|line| line.strip_prefix("kept     what stood in the main checkout: "))
        .unwrap();
    assert_eq!(project.git(&["show", &format!("{kept}:brandnew")]), "mine");

    stopped(&project, &["teardown", "docs"]);
    project.write("docs/new.md", "by both\n");
    project.commit("Resolved by hand");
    project.write("notes", "x\n");
    let head = project.commit("Unrelated");
    let refused = project.refused(&["teardown", "--abort"]);
    assert!(refused.contains("has new commits since the merge"), "{refused}");
    assert_eq!(project.git(&["rev-parse", "HEAD"]), head);
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_rebase_leaves_nothing_out() {
    let (project, tip) = worked();
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    stopped(&project, &["teardown", "docs", "--rebase"]);
    git_in(&project.worktree("docs"), &["rebase", "--skip"]);
    let output = project.ctx(&["teardown", "--continue"]).assert().code(2).get_output().clone();
    assert!(String::from_utf8_lossy(&output.stderr).contains("0 of 1 commits of work/docs"));
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);

    let worktree = project.worktree("docs");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "-s", "ours", "main"]);
    let refused = project.refused(&["teardown", "docs", "--rebase"]);
    assert!(refused.contains("merge commits"), "{refused}");
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
            stopped(&project, &["teardown", "docs", "--rebase"]);
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
    let (project, tip) = worked();
    let elsewhere = project.main.with_file_name("elsewhere");
    let from = project.worktree("docs");
    project.git(&["worktree", "move", from.to_str().unwrap(), elsewhere.to_str().unwrap()]);
    assert!(!project.done(&["prune"]).contains("forgotten"));
    project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &tip) && !elsewhere.exists());
}

#[test]
fn what_is_written_after_the_last_look_keeps_the_worktree() {
    let (project, _) = worked();
    let late = project.worktree("docs").join("late.md");
    let link = project.main.with_file_name("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(late.parent().unwrap(), &link).unwrap();
    // The last thing that is asked of the worktree before it is moved aside.
    let script = format!("\"$GIT\" \"$@\"; echo late > '{}/late.md'", link.display());
    let meddler = Meddler::with("*' ls-files -z -v'", 2, &script);
    let mut command = project.ctx(&["teardown", "docs"]);
    let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("untracked  late.md") && !told.contains("ctx-removed"), "{told}");
    assert_eq!(fs::read_to_string(&late).unwrap(), "late\n");
    fs::remove_file(&late).unwrap();
    project.done(&["prune"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_removal_that_is_killed_half_way_is_finished() {
    let (project, tip) = worked();
    // Moved aside, and not yet forgotten by git.
    let meddler = Meddler::new(
        0,
        "case \"$*\" in *' worktree remove '*) kill -9 $PPID; exit 1 ;; esac; exec \"$GIT\" \"$@\"",
    );
    let mut command = project.ctx(&["teardown", "docs"]);
    assert_eq!(meddler.meets(&mut command).output().unwrap().status.code(), None);
    assert!(!project.worktree("docs").exists());
    project.done(&["prune"]);
    assert_eq!(project.linked(), 0);
    let beside = fs::read_dir(project.main.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "nothing is left beside the project");
    assert!(is_merged(&project, &tip));
}

#[test]
fn a_commit_that_cannot_be_made_is_made_later_or_never() {
    for how in [&[][..], &["--squash"]] {
        let (project, _) = worked();
        project.write("docs/b.md", "More\n");
        let before = project.commit("Go on");
        for back in [true, false] {
            project.git(&["config", "commit.gpgSign", "true"]);
            project.git(&["config", "gpg.program", "false"]);
            let mut command = project.ctx(&[&["teardown", "docs"], how].concat());
            let output = command.assert().code(1).get_output().clone();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains("nothing to resolve:\n\n  error: gpg failed"), "{said}");
            assert!(said.contains("\n  ctx worktree teardown --continue\n"), "{said}");
            project.git(&["config", "commit.gpgSign", "false"]);
            if back {
                project.done(&["teardown", "--abort"]);
                assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
                assert_eq!(project.git(&["status", "--porcelain"]), "");
            } else {
                project.done(&["teardown", "--continue"]);
                assert_eq!(project.linked(), 0);
                assert!(project.backlog().contains("- [x] T1"));
            }
        }
    }
}

#[test]
fn a_record_that_cannot_be_read_is_in_nobody_elses_way() {
    let (project, tip) = worked();
    project.create(&["b"]);
    fs::write(project.common("worktrees/b.json"), "garbage").unwrap();
    assert!(project.refused(&["teardown", "b"]).contains("b.json"));
    project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &tip));
}

#[test]
fn a_merge_that_says_it_is_done_and_is_not_counts_for_nothing() {
    let (project, tip) = worked();
    // A git whose merge succeeds without merging.
    let meddler =
        Meddler::new(0, "case \"$*\" in *' merge --'*) exit 0 ;; esac; exec \"$GIT\" \"$@\"");
    let mut command = project.ctx(&["teardown", "docs"]);
    meddler.meets(&mut command).assert().code(2).stdout("");
    assert!(project.worktree("docs").exists());
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
}

#[test]
fn a_track_that_moves_on_during_its_teardown_stays() {
    let (project, _) = worked();
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
    let meddler = Meddler::new(0, &late);
    let mut command = project.ctx(&["teardown", "docs"]);
    let output = meddler.meets(&mut command).assert().code(2).get_output().clone();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("has new commits since it was merged"), "{said}");
    assert_eq!(git_in(&worktree, &["log", "-1", "--format=%s"]), "Late");
    let late = git_in(&worktree, &["rev-parse", "HEAD"]);
    project.done(&["teardown", "docs"]);
    assert!(is_merged(&project, &late) && project.linked() == 0);
}

#[test]
fn a_merge_taken_back_by_hand_can_be_forgotten() {
    let (project, tip) = worked();
    // Stops after the merge, since a finished task is open again.
    let worktree = project.worktree("docs");
    let opened = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    tick(&project.main, "T2");
    let before = project.commit("Done");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "-X", "ours", "main"]);
    write(&worktree, "TASKS.md", &opened);
    commit(&worktree, "Open again by accident");
    stopped(&project, &["teardown", "docs"]);
    project.git(&["reset", "--quiet", "--hard", &before]);
    project.write("docs/b.md", "Something else\n");
    project.commit("Go another way");
    let refused = project.refused(&["teardown", "--continue"]);
    assert!(refused.contains("teardown --abort"), "{refused}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["log", "-1", "--format=%s"]), "Go another way");
    assert!(!is_merged(&project, &tip) && worktree.exists());
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

#[test]
fn a_finished_task_that_a_clean_merge_opens_again_stops_the_teardown() {
    let project = Project::new();
    tick(&project.main, "T2");
    project.commit("Done");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let opened = project.backlog().replace("- [x] T2", "- [ ] T2");
    write(&worktree, "TASKS.md", &opened);
    commit(&worktree, "Open again by accident");
    let said = would_stop(&project, &[]);
    assert!(said.contains("would: stop, since a finished task would be open again"), "{said}");
    project.done(&["teardown", "docs", "--dry-run", "--allow-reopened"]);
    let said = stopped(&project, &["teardown", "docs"]);
    assert!(said.contains("TASKS.md:6: ") && said.contains("is open again"), "{said}");
    assert!(worktree.exists());
    stopped(&project, &["teardown", "--continue"]);
    tick(&project.main, "T2");
    project.commit("Tick again");
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_lost_tick_can_be_taken_back_or_allowed() {
    let project = Project::new();
    tick(&project.main, "T2");
    let before = project.commit("Done");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    fs::remove_file(worktree.join("TASKS.md")).unwrap();
    commit(&worktree, "Delete the backlog");
    let said = stopped(&project, &["teardown", "docs"]);
    assert!(said.contains("TASKS.md: the whole file is not there any more"), "{said}");
    project.done(&["teardown", "--abort"]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
    project.done(&["teardown", "docs", "--allow-reopened"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn the_files_of_the_worktrees_branch_settings_go_with_it() {
    let (project, _) = worked();
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

#[test]
fn prune_removes_only_what_is_merged_and_clean() {
    let project = Project::named("p");
    project.create(&["fresh", "merged", "squashed", "dirty"]);
    for (name, task) in [("merged", "T1"), ("squashed", "T2"), ("dirty", "T3")] {
        project.work(name, &format!("docs/{name}.md"), task);
    }
    project.git(&["merge", "--quiet", "--no-edit", "work/merged"]);
    project.git(&["merge", "--quiet", "--squash", "-X", "ours", "work/squashed"]);
    project.git(&["commit", "--quiet", "-m", "Squashed"]);
    let before = project.state();
    let said = project.done(&["prune", "--dry-run"]);
    assert_eq!(project.state(), before);
    for line in [
        "fresh: stays: nothing is committed in it yet",
        "merged: would be removed",
        "dirty: stays: its work is not in main",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let would = project.done(&["teardown", "squashed", "--no-merge", "--dry-run"]);
    assert!(would.contains("would: merge nothing: main has all of work/squashed\n"), "{would}");
    project.git(&["merge", "--quiet", "--no-edit", "-X", "ours", "work/dirty"]);
    write(&project.worktree("dirty"), "docs/a.md", "not committed\n");
    let said = project.done(&["prune"]);
    assert!(said.contains("`ctx worktree teardown dirty --force` drops it"), "{said}");
    assert!(project.worktree("fresh").exists() && project.worktree("dirty").exists());
    assert!(!project.worktree("merged").exists());
    assert!(!project.worktree("squashed").exists(), "known by its content");
}

#[test]
fn prune_does_not_forget_a_worktree_whose_disk_is_absent() {
    let (project, tip) = worked();
    let moved = project.main.with_file_name("moved");
    fs::rename(project.worktree("docs"), &moved).unwrap();
    let said = project.done(&["prune"]);
    assert!(said.contains("docs: stays: its folder is missing"), "{said}");
    assert!(said.contains("`git worktree repair PATH`"), "{said}");
    let said = project.done(&["status"]);
    assert!(said.contains("Next: move docs back, or tell git where it is by now"), "{said}");
    project.git(&["worktree", "repair", moved.to_str().unwrap()]);
    assert!(!project.done(&["status"]).contains("move docs back"), "as it was told");
    project.git(&[
        "worktree",
        "move",
        moved.to_str().unwrap(),
        project.worktree("docs").to_str().unwrap(),
    ]);
    fs::rename(project.worktree("docs"), &moved).unwrap();
    fs::rename(&moved, project.worktree("docs")).unwrap();
    assert_eq!(git_in(&project.worktree("docs"), &["rev-parse", "HEAD"]), tip);
    project.done(&["teardown", "docs"]);
    // One that git itself was told to forget leaves only its record.
    project.create(&["b"]);
    project.git(&["worktree", "remove", project.worktree("b").to_str().unwrap()]);
    assert!(project.done(&["status"]).contains("Next: ctx worktree prune forgets"));
    assert!(project.done(&["prune"]).contains("b: forgotten"));
    assert!(!project.common("worktrees/b.json").exists());
}
