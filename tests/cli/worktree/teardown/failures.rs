//! Each call of git after the merge fails once: something waits, nothing is lost, and it goes on or back.

use std::fs;
use std::path::Path;

use crate::harness::{Meddler, Project, git_in, write};

/// Every call of git.
const ANY: &str = "*";

/// Scripts of a git that fails: with a word, or as if it were not there.
const FAILURES: [&str; 2] = ["echo 'fatal: no space left on device' >&2; exit 128", "exit 127"];

/// Makes a track with work, which main does not have yet, and with what only `--force` drops.
fn worked() -> (Project, String) {
    let project = Project::named("p");
    project.create(&["docs"]);
    let tip = project.work("docs", "docs/new.md", "T1");
    let worktree = project.worktree("docs");
    write(&worktree, "docs/b.md", "changed\n");
    write(&worktree, "untracked.md", "mine\n");
    write(&worktree, "debug.log", "ignored\n");
    project.write("README.md", "# Elsewhere\n");
    project.commit("Go on");
    (project, tip)
}

/// Makes such a project for a way of merging: a rebase wants what is tracked to be committed.
fn worked_for(how: &[&str]) -> (Project, String) {
    let (project, tip) = worked();
    if !how.contains(&"--rebase") {
        return (project, tip);
    }
    let worktree = project.worktree("docs");
    git_in(&worktree, &["commit", "--quiet", "-m", "Change", "--", "docs/b.md"]);
    let tip = git_in(&worktree, &["rev-parse", "HEAD"]);
    (project, tip)
}

/// Returns whether the merge is made or begun.
fn is_begun(project: &Project, before: &str) -> bool {
    let is_merging = ["MERGE_HEAD", "SQUASH_MSG"]
        .iter()
        .any(|name| project.main.join(".git").join(name).exists());
    let branch = project.git(&["branch", "--list", "work/docs", "--format=%(refname)"]);
    let log = ["log", "--format=%P", "--max-count=2"];
    let tip = match branch.as_str() {
        "" => String::new(),
        branch => project.git(&[&log[..], &[branch]].concat()),
    };
    is_merging
        || tip.contains(before)
        || project.git(&["rev-parse", "HEAD"]) != before
        || !project.git(&["diff", "--cached", "--name-only"]).is_empty()
}

/// Checks that what was dropped is in references and folders that keep it.
fn assert_nothing_lost(project: &Project, tip: &str, when: &str) {
    let kept = project.git(&["for-each-ref", "--format=%(refname)", "refs/ctx/backup/docs"]);
    let uncommitted = kept.lines().find(|it| it.contains("uncommitted-"));
    let uncommitted = uncommitted.unwrap_or_else(|| panic!("{when}: {kept}"));
    for (path, content) in [("docs/b.md", "changed"), ("untracked.md", "mine")] {
        let shown = project.git(&["show", &format!("{uncommitted}:{path}")]);
        assert_eq!(shown, content, "{when}");
    }
    assert!(kept.contains(&tip[..12]), "{when}: {kept}");
    let folders = fs::read_dir(project.common("kept")).unwrap();
    let logs: Vec<_> = folders.map(|it| it.unwrap().path().join("debug.log")).collect();
    assert!(logs.iter().any(|log| log.exists()), "{when}");
}

/// Has the `at`th call of git fail in a teardown, and checks that this ends well. Returns whether it
/// came after the merge.
fn fails_at(
    (worked, tip): (&Project, &str),
    at: usize,
    failure: &str,
    how: &[&str],
    goes_back: bool,
) -> bool {
    let when = format!("call {at} with {how:?}, {failure}");
    let project = worked.copy();
    let (before, state) = (project.git(&["rev-parse", "HEAD"]), project.state_without_backups());
    let meddler = Meddler::with(ANY, at, failure);
    let mut command = project.ctx(&[&["teardown", "docs", "--force"], how].concat());
    let done = meddler.meets(&mut command).output().unwrap();
    let code = done.status.code();
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    if code == Some(0) {
        assert_nothing_lost(&project, tip, &when);
        assert_eq!(project.linked(), 0, "{when}: {said}");
        assert_eq!(project.git(&["branch", "--list", "work/*"]), "", "{when}: {said}");
        // What only adds to the receipt may fail without a word.
        return true;
    }
    let waits = project.common("journal.json").exists();
    if !is_begun(&project, &before) && project.worktree("docs").exists() && !waits {
        assert_eq!(code, Some(2), "{when}: {said}");
        assert_eq!(project.state_without_backups(), state, "{when}: nothing was changed");
        return false;
    }
    if waits && is_begun(&project, &before) {
        assert_eq!(code, Some(1), "{when}: {said}");
        assert!(said.contains("ctx worktree teardown --continue"), "{when}: {said}");
        let is_there = project.worktree("docs").exists();
        assert_eq!(said.contains("not everything is removed yet"), !is_there, "{when}: {said}");
    }
    if goes_back && project.worktree("docs").exists() {
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{when}: {said}");
        let worktree = project.worktree("docs");
        assert_eq!(git_in(&worktree, &["rev-parse", "HEAD"]), tip, "{when}");
        assert_eq!(fs::read_to_string(worktree.join("docs/b.md")).unwrap(), "changed\n", "{when}");
        assert_eq!(fs::read_to_string(worktree.join("untracked.md")).unwrap(), "mine\n", "{when}");
        assert!(is_kept(&project, &worktree), "{when}");
        return true;
    }
    let next = project.ctx(&["teardown", "--continue"]).output().unwrap();
    let next_said = String::from_utf8_lossy(&[next.stdout, next.stderr].concat()).into_owned();
    assert_eq!(next.status.code(), Some(0), "{when}: {said}\nthen: {next_said}");
    assert_eq!(project.linked(), 0, "{when}");
    assert_eq!(project.git(&["branch", "--list", "work/*"]), "", "{when}");
    assert!(!project.common("journal.json").exists(), "{when}");
    if !how.contains(&"--no-merge") {
        assert!(project.backlog().contains("- [x] T1"), "{when}");
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
    }
    assert_nothing_lost(&project, tip, &when);
    true
}

/// Returns whether an ignored file is where it was, or where it was moved to.
fn is_kept(project: &Project, worktree: &Path) -> bool {
    let moved = fs::read_dir(project.common("kept")).into_iter().flatten().flatten();
    worktree.join("debug.log").exists()
        || moved.map(|it| it.path().join("debug.log")).any(|log| log.exists())
}

/// Has every `step`th call fail, from the `start`th after the first of a kind to the last. A merge and
/// a removal walk each call. A squash and a rebase walk every second one: to walk each takes 31
/// to 37 s of a processor, against 20 s of a merge, and most of these calls are those of a merge. With
/// each call, all of them pass as well.
fn walks(how: &[&str], from: &str, start: usize, step: usize) {
    let (worked, tip) = worked_for(how);
    let project = worked.copy();
    let meddler = Meddler::noting(from);
    let mut command = project.ctx(&[&["teardown", "docs", "--force"], how].concat());
    meddler.meets(&mut command).assert().code(0);
    let (first, last) = (meddler.noted().unwrap(), meddler.met());
    let mut after = 0;
    for (turn, at) in (first + start..=last).step_by(step).enumerate() {
        let is_after = fails_at((&worked, &tip), at, FAILURES[turn % 2], how, turn % 3 == 0);
        after += usize::from(is_after);
    }
    assert!(
        after * step >= 10,
        "{after} calls after the merge, of {first} to {last}, with {how:?}"
    );
}

#[test]
fn a_merge_goes_on_or_back_whatever_fails_after_it() {
    walks(&[], "*' merge --'*", 0, 1);
}

#[test]
fn a_squash_goes_on_or_back_whatever_fails_after_it() {
    walks(&["--squash"], "*' merge --'*", 1, 2);
}

#[test]
fn a_rebase_goes_on_or_back_whatever_fails_from_its_first_step_on() {
    walks(&["--rebase"], "*' rebase --merge '*", 0, 2);
}

#[test]
fn a_removal_goes_on_or_back_whatever_fails_in_it() {
    walks(&["--no-merge", "-D"], "*' update-ref '*", 0, 1);
}

#[test]
fn where_git_is_gone_for_good_after_the_merge_the_next_command_finishes() {
    let (worked, tip) = worked();
    for at in [1, 2, 5, 9] {
        let project = worked.copy();
        // From some call after the merge on, none works.
        let script = format!(
            "if [ $count -le {at} ]; then exec \"$GIT\" \"$@\"; fi; echo 'fatal: gone' >&2; exit 128"
        );
        let after = Meddler::after("*' merge --'*", &script);
        let mut command = project.ctx(&["teardown", "docs", "--force"]);
        let done = after.meets(&mut command).output().unwrap();
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        assert_eq!(done.status.code(), Some(1), "{at}: {said}");
        assert!(said.contains("gone") && said.contains("--continue"), "{at}: {said}");
        project.done(&["teardown", "--continue"]);
        assert_nothing_lost(&project, &tip, &format!("{at}"));
    }
}

#[test]
fn what_cannot_be_kept_is_told_before_the_merge() {
    type Making = fn(&Project, &Path);
    let states: [(&str, Making, &str); 8] = [
        (
            "a filter that fails",
            |project, worktree| {
                project.git(&["config", "filter.f.clean", "false"]);
                project.git(&["config", "filter.f.required", "true"]);
                write(worktree, ".gitattributes", "*.bin filter=f\n");
                write(worktree, "a.bin", "1\n");
            },
            "a.bin",
        ),
        (
            "an encoding that is none",
            |_, worktree| {
                write(worktree, ".gitattributes", "*.txt working-tree-encoding=UTF-16\n");
                fs::write(worktree.join("a.txt"), b"\xff\xfe\x00").unwrap();
            },
            "a.txt",
        ),
        (
            "a filter of a program that is not there",
            |project, worktree| {
                project.git(&["config", "filter.f.clean", "no-such-program-at-all"]);
                project.git(&["config", "filter.f.required", "true"]);
                write(worktree, ".gitattributes", "*.bin filter=f\n");
                write(worktree, "a.bin", "1\n");
            },
            "no-such-program-at-all",
        ),
        (
            "an encoding that nobody knows",
            |_, worktree| {
                write(worktree, ".gitattributes", "*.txt working-tree-encoding=NO-SUCH\n");
                write(worktree, "a.txt", "1\n");
            },
            "a.txt",
        ),
        (
            "a link in place of the folder of what is kept",
            |project, _| {
                let elsewhere = project.main.with_file_name("elsewhere");
                fs::create_dir(&elsewhere).unwrap();
                std::os::unix::fs::symlink(elsewhere, project.common("kept")).unwrap();
            },
            "kept",
        ),
        (
            "a pipe in its place",
            |project, _| {
                assert_cmd::Command::new("mkfifo").arg(project.common("kept")).assert().success();
            },
            "kept",
        ),
        ("a file in its place", |project, _| write(&project.common(""), "kept", "x\n"), "kept"),
        (
            "an index of nothing",
            |_, worktree| {
                let link = fs::read_to_string(worktree.join(".git")).unwrap();
                let own = Path::new(link.trim().strip_prefix("gitdir: ").unwrap());
                fs::write(own.join("index"), "junk").unwrap();
            },
            "index",
        ),
    ];
    let (worked, _) = worked();
    for (what, make, named) in states {
        let project = worked.copy();
        make(&project, &project.worktree("docs"));
        let refused = project.refused(&["teardown", "docs", "--force"]);
        assert!(refused.contains(named), "{what}: {refused}");
        assert!(!project.common("journal.json").exists(), "{what}");
    }
}

#[test]
fn files_beyond_a_sparse_checkout_and_hidden_edits_are_kept() {
    let project = Project::named("p");
    project.write("out/b", "1\n");
    project.commit("Out");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    git_in(&worktree, &["sparse-checkout", "set", "docs", "internal"]);
    project.work("docs", "docs/new.md", "T1");
    write(&worktree, "out/new", "beyond\n");
    for (flag, path) in [
        ("--skip-worktree", "internal/crypto/crypto.go"),
        ("--assume-unchanged", "internal/recall/recall.go"),
    ] {
        git_in(&worktree, &["update-index", flag, path]);
        write(&worktree, path, "hidden\n");
    }
    let said = project.done(&["teardown", "docs", "--force"]);
    assert!(said.contains("what was not committed: "), "{said}");
    let kept =
        project.git(&["for-each-ref", "--format=%(refname)", "refs/ctx/backup/docs/uncommitted-*"]);
    for (path, content) in [
        ("out/new", "beyond"),
        ("out/b", "1"),
        ("internal/crypto/crypto.go", "hidden"),
        ("internal/recall/recall.go", "hidden"),
    ] {
        assert_eq!(project.git(&["show", &format!("{kept}:{path}")]), content, "{path}");
    }
}
