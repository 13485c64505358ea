//! Submodules in a worktree: they go with it, and only what is nowhere else keeps it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Meddler, Project, commit, git_in, init, introduce, write};

const ALLOW: [&str; 2] = ["-c", "protocol.file.allow=always"];

/// Makes a repository beside the project.
fn beside(project: &Project, name: &str) -> PathBuf {
    let place = project.main.with_file_name(name);
    init(&place);
    introduce(&place);
    write(&place, "f", "1\n");
    write(&place, ".gitignore", "*.log\n");
    commit(&place, "Begin");
    place
}

fn add(folder: &Path, from: &Path, at: &str) {
    let add = ["submodule", "--quiet", "add", from.to_str().unwrap(), at];
    git_in(folder, &[&ALLOW[..], &add].concat());
    commit(folder, "Add a submodule");
}

fn fill(folder: &Path) {
    let update = ["submodule", "--quiet", "update", "--init", "--recursive"];
    git_in(folder, &[&ALLOW[..], &update].concat());
}

/// Makes a project with a track, and in both a submodule `lib/sub` that has `deep` in it. Returns where
/// the track's lie, too.
fn filled() -> (Project, PathBuf, PathBuf) {
    let project = Project::new();
    let (sub, deep) = (beside(&project, "sub"), beside(&project, "deep"));
    add(&sub, &deep, "deep");
    add(&project.main, &sub, "lib/sub");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    let worktree = project.worktree("docs");
    fill(&worktree);
    let sub = worktree.join("lib/sub");
    introduce(&sub);
    introduce(&sub.join("deep"));
    let deep = sub.join("deep");
    (project, sub, deep)
}

fn is_gone(project: &Project) {
    assert_eq!(project.linked(), 0);
    assert!(!project.worktree("docs").exists());
    let entries = fs::read_dir(project.main.join(".git/worktrees")).map(Iterator::count);
    assert_eq!(entries.unwrap_or(0), 0, "git's own folders went with it");
    assert!(project.main.join("docs/new.md").exists(), "it is merged");
}

#[test]
fn submodules_that_hold_nothing_of_their_own_go_with_the_worktree() {
    let (project, ..) = filled();
    project.done(&["teardown", "docs"]);
    is_gone(&project);

    let (project, ..) = filled();
    git_in(&project.worktree("docs"), &["submodule", "--quiet", "deinit", "--all"]);
    project.done(&["teardown", "docs", "--rebase"]);
    is_gone(&project);
    assert!(project.main.join(".git/modules/lib/sub/HEAD").exists(), "the main checkout's stays");
}

/// Does to a submodule what would be lost with it.
type Loss = fn(&Path);

#[test]
fn what_is_only_in_a_submodule_keeps_the_worktree() {
    let losses: [(&str, Loss); 9] = [
        ("changed f", |at| write(at, "f", "2\n")),
        ("untracked new", |at| write(at, "new", "1\n")),
        ("ignored a.log", |at| write(at, "a.log", "1\n")),
        ("stashed changes", |at| {
            write(at, "f", "2\n");
            git_in(at, &["stash"]);
        }),
        ("1 commit that is on no remote (", |at| {
            write(at, "f", "2\n");
            commit(at, "On no branch");
        }),
        ("2 commits that are on no remote (", |at| {
            git_in(at, &["switch", "--quiet", "-c", "topic"]);
            for content in ["2\n", "3\n"] {
                write(at, "f", content);
                commit(at, "On a branch");
            }
            git_in(at, &["switch", "--quiet", "--detach", "topic~2"]);
        }),
        ("1 commit that is on no remote (", |at| {
            write(at, "f", "2\n");
            commit(at, "On no branch, and left");
            git_in(at, &["checkout", "--quiet", "HEAD^"]);
        }),
        ("in the middle of a bisect", |at| {
            git_in(at, &["bisect", "start"]);
        }),
        ("has worktrees of its own", |at| {
            let apart = at.join("apart.log");
            git_in(at, &["worktree", "add", "--quiet", "--detach", apart.to_str().unwrap()]);
        }),
    ];
    let (project, sub, deep) = filled();
    for (at, name, losses) in
        [(&sub, "lib/sub", &losses[..]), (&deep, "lib/sub/deep", &losses[3..6])]
    {
        for (loss, lose) in losses {
            // Back to before.
            let kept = project.main.with_file_name("kept");
            let modules = project.main.join(".git/worktrees");
            copy(&project.worktree("docs"), &kept.join("files"));
            copy(&modules, &kept.join("own"));
            lose(at);
            for force in [&[][..], &["--force"]] {
                let refused = project.refused(&[&["teardown", "docs"], force].concat());
                assert!(refused.contains(&format!("\n  {name}: {loss}")), "{loss}: {refused}");
            }
            fs::remove_dir_all(project.worktree("docs")).unwrap();
            fs::remove_dir_all(&modules).unwrap();
            fs::rename(kept.join("files"), project.worktree("docs")).unwrap();
            fs::rename(kept.join("own"), &modules).unwrap();
        }
    }
    project.done(&["teardown", "docs"]);
    is_gone(&project);
}

/// Copies a folder, with what git knows files by.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "nothing of the standard library copies folders")]
    let mut command = std::process::Command::new("cp");
    assert!(command.arg("-a").arg("--").arg(from).arg(to).status().unwrap().success());
}

#[test]
fn what_only_the_emptied_submodule_has_keeps_the_worktree_too() {
    let (project, sub, _) = filled();
    let worktree = project.worktree("docs");
    git_in(&sub, &["switch", "--quiet", "-c", "topic"]);
    write(&sub, "f", "2\n");
    commit(&sub, "On a branch");
    git_in(&sub, &["switch", "--quiet", "--detach", "topic^"]);
    git_in(&worktree, &["submodule", "--quiet", "deinit", "--all"]);
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("\n  lib/sub: 1 commit that is on no remote ("), "{refused}");
    // It says how to drop it.
    let modules = refused.trim().rsplit_once("and remove ").unwrap().1;
    fs::remove_dir_all(modules).unwrap();
    project.done(&["teardown", "docs"]);
    is_gone(&project);
}

#[test]
fn what_is_on_a_remote_or_in_the_main_checkout_is_elsewhere() {
    let (project, sub, deep) = filled();
    let main = project.main.join("lib/sub");
    git_in(
        &project.main,
        &[&ALLOW[..], &["submodule", "--quiet", "update", "--init", "--recursive"]].concat(),
    );
    git_in(&sub, &["switch", "--quiet", "-c", "topic"]);
    write(&sub, "f", "2\n");
    commit(&sub, "On a branch");
    write(&sub, "a.log", "1\n");
    write(&deep, "f", "2\n");
    commit(&deep, "On no branch");
    commit(&sub, "Take it");
    let refused = project.refused(&["teardown", "docs"]);
    for loss in ["lib/sub: ignored a.log", "lib/sub: 2 commits that", "lib/sub/deep: 1 commit that"]
    {
        assert!(refused.contains(loss), "{loss}: {refused}");
    }
    write(&main, "a.log", "1\n");
    git_in(
        &main,
        &[
            &ALLOW[..],
            &["fetch", "--quiet", "--no-recurse-submodules", sub.to_str().unwrap(), "topic:topic"],
        ]
        .concat(),
    );
    git_in(&deep, &[&ALLOW[..], &["push", "--quiet", "origin", "HEAD:refs/heads/topic"]].concat());
    commit(&project.worktree("docs"), "Take it");
    project.done(&["teardown", "docs"]);
    is_gone(&project);
}

#[test]
fn a_repository_that_was_added_as_it_was_is_a_submodule_as_well() {
    let (project, _) = Project::worked();
    let worktree = project.worktree("docs");
    let inner = worktree.join("inner");
    write(&inner, "f", "1\n");
    git_in(&inner, &["init", "--quiet"]);
    introduce(&inner);
    commit(&inner, "Nowhere else");
    commit(&worktree, "Add it as it is");
    for force in [&[][..], &["--force"]] {
        let refused = project.refused(&[&["teardown", "docs"], force].concat());
        assert!(refused.contains("\n  inner: 1 commit that is on no remote ("), "{refused}");
    }
}

#[test]
fn what_is_written_into_a_submodule_at_the_last_moment_keeps_the_worktree() {
    let (project, sub, _) = filled();
    let link = project.main.with_file_name("link");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&sub, &link).unwrap();
    // The last thing that is asked of the worktree before it is moved aside: the two submodules are
    // looked at before it, and all of them twice.
    let script = format!("\"$GIT\" \"$@\"; echo late > '{}/late'", link.display());
    let meddler = Meddler::with("*' ls-files -z -v'", 6, &script);
    let mut command = project.ctx(&["teardown", "docs", "--force"]);
    let output = meddler.meets(&mut command).assert().code(1).get_output().clone();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("lib/sub: untracked late"), "{said}");
    assert_eq!(fs::read_to_string(sub.join("late")).unwrap(), "late\n");
    fs::remove_file(sub.join("late")).unwrap();
    project.done(&["prune"]);
    is_gone(&project);
}

#[test]
fn a_commit_that_was_fetched_by_its_id_is_on_a_remote_and_one_of_its_own_is_not() {
    let project = Project::new();
    let from = beside(&project, "sub");
    for content in ["2\n", "3\n"] {
        write(&from, "f", content);
        commit(&from, "More");
    }
    git_in(&from, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let url = format!("file://{}", from.display());
    project.git(&[&ALLOW[..], &["submodule", "--quiet", "add", &url, "sub"]].concat());
    git_in(&project.main.join("sub"), &["checkout", "--quiet", "HEAD~1"]);
    project.commit("Add a submodule");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    // The main checkout's copy goes.
    project.git(&["submodule", "--quiet", "deinit", "--all"]);
    fs::remove_dir_all(project.main.join(".git/modules")).unwrap();
    let worktree = project.worktree("docs");
    let update = ["submodule", "--quiet", "update", "--init", "--depth=1"];
    git_in(&worktree, &[&ALLOW[..], &update].concat());
    project.done(&["teardown", "docs", "--dry-run"]);
    let sub = worktree.join("sub");
    introduce(&sub);
    write(&sub, "f", "4\n");
    commit(&sub, "Nowhere else");
    git_in(&sub, &["fetch", "--quiet", ".", "HEAD"]);
    commit(&worktree, "Take it");
    let refused = project.refused(&["teardown", "docs"]);
    // That the first was fetched is not known any more.
    assert!(refused.contains("sub: 2 commits that are on no remote ("), "{refused}");
    assert!(refused.contains("`git fetch origin BRANCH` after the push"), "{refused}");
    git_in(&sub, &["push", "--quiet", "origin", "HEAD:refs/heads/topic"]);
    git_in(&sub, &["fetch", "--quiet", "origin", "topic"]);
    project.done(&["teardown", "docs"]);
    is_gone(&project);
}
