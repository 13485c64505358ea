//! `ctx worktree teardown` and files and commits that are nowhere else: refused, carried or backed up.

use std::fs;

use crate::harness::{Meddler, Project, commit, git_in, write};

#[test]
fn what_is_in_ignored_folders_is_counted_and_a_dry_run_lists_all_of_it() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    for at in 0..30 {
        write(&worktree, format!("target/out/{at}"), "x");
        write(&worktree, format!("new {at}"), "x");
    }
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("\n  ignored    target/ (30 files)\n"), "{refused}");
    assert!(refused.contains("untracked  and 20 more\n"), "{refused}");
    assert!(refused.contains("--dry-run lists all files"), "{refused}");
    let refused = project.refused(&["teardown", "docs", "--dry-run"]);
    assert_eq!(refused.matches("\n  ignored    target/out/").count(), 30, "{refused}");
    assert_eq!(refused.matches("\n  untracked  new ").count(), 30, "{refused}");
    assert!(!refused.contains("lists all files"), "{refused}");
}

#[test]
fn a_repository_in_a_folder_that_can_be_made_again_stays() {
    let (project, _) = Project::worked();
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
    let (project, _) = Project::worked();
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
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    project.write(".env", "SECRET=1\n");
    write(&worktree, ".env", "SECRET=2\n");
    write(&worktree, "target/CACHEDIR.TAG", "Signature\n");
    write(&worktree, "target/debug/x", "x\n");
    assert!(project.refused(&["teardown", "docs"]).contains(".env"));
    write(&worktree, ".env", "SECRET=1\n");
    let said = project.done(&["teardown", "docs"]);
    let gone = "dropped  2 ignored files and folders (.env, target/): can be rebuilt, or in \
                the main checkout too\n";
    assert!(said.contains(gone), "{said}");
}

#[test]
fn an_edit_that_git_was_told_not_to_see_is_seen() {
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let (project, _) = Project::worked();
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
    let (project, _) = Project::worked();
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
    let (project, tip) = Project::worked();
    let refused = project.refused(&["teardown", "docs", "--no-merge", "--force"]);
    assert!(
        refused.contains("work/docs has 1 commit that main does not have; merge it"),
        "{refused}"
    );
    let said = project.done(&["teardown", "docs", "--no-merge", "-D"]);
    assert!(!project.is_merged(&tip));
    let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
    assert!(said.contains(&format!("git switch -c NAME {kept}")), "{said}");
    project.git(&["switch", "--quiet", "-c", "back", &kept]);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), tip);
}

#[test]
fn commits_that_only_the_worktree_leads_to_are_kept() {
    let (project, tip) = Project::worked();
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
    let (project, _) = Project::worked();
    let nested = project.worktree("docs").join("nest");
    write(&nested, "a", "1\n");
    git_in(&nested, &["init", "--quiet"]);
    commit(&nested, "Nested");
    let refused = project.refused(&["teardown", "docs", "--force"]);
    assert!(refused.contains("holds a repository of its own, nest"), "{refused}");
}

#[test]
fn what_is_written_after_the_last_look_keeps_the_worktree() {
    let (project, _) = Project::worked();
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
    let (project, tip) = Project::worked();
    // Moved aside, and not yet forgotten by git.
    let meddler = Meddler::every(
        "case \"$*\" in *' worktree remove '*) kill -9 $PPID; exit 1 ;; esac; exec \"$GIT\" \"$@\"",
    );
    meddler.kills(project.ctx(&["teardown", "docs"]));
    assert!(!project.worktree("docs").exists());
    project.done(&["prune"]);
    assert_eq!(project.linked(), 0);
    let beside = fs::read_dir(project.main.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 1, "nothing is left beside the project");
    assert!(project.is_merged(&tip));
}
