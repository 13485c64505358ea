//! `kill -9` before and after calls of git that change something: the next command finishes or rolls
//! back.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Meddler, Project, WAYS, commit, git_in, write};

/// Scripts that kill the program instead of the call, or after it.
const KILLS: [&str; 2] = ["kill -9 $PPID", "\"$GIT\" \"$@\"; kill -9 $PPID"];

/// Runs a command over and over, each time killed `step` calls of git later, from the `first` on until
/// it comes through. Returns how many calls there are.
fn killed_every(
    step: usize,
    first: usize,
    script: &str,
    check: impl Fn(&Meddler) -> bool,
) -> usize {
    for at in (first..).step_by(step) {
        let meddler = Meddler::new(at, script);
        if check(&meddler) {
            return at - 1;
        }
    }
    0
}

#[test]
fn a_making_that_is_killed_is_taken_back() {
    let fresh = Project::new();
    for (first, script) in (1..).zip(KILLS) {
        let points = killed_every(2, first, script, |meddler| {
            let project = fresh.copy();
            let before = project.state();
            let mut command = project.ctx(&["create", "--no-plan", "a", "b"]);
            let done = meddler.meets(&mut command).output().unwrap();
            if done.status.success() {
                assert_eq!(project.linked(), 2);
                return true;
            }
            assert_eq!(done.status.code(), None, "killed");
            let was_begun = project.common("journal.json").exists();
            let next = project.ctx(&["prune"]).output().unwrap();
            assert!(next.status.success(), "{next:?}");
            let said = String::from_utf8_lossy(&next.stderr);
            assert_eq!(said.contains("was interrupted; rolled back: a, b"), was_begun, "{said}");
            if was_begun {
                assert_eq!(project.state(), before);
                assert!(!project.worktree("a").exists() && !project.worktree("b").exists());
            }
            assert!(!project.common("journal.json").exists());
            // Whatever it was, it can be made now, unless it was made just before the end.
            if project.linked() == 0 {
                project.create(&["a", "b"]);
            }
            assert_eq!(project.linked(), 2);
            false
        });
        assert!(points >= 2, "{points} points to be killed at");
    }
}

/// Makes a project in which the making of the worktree `docs` was killed before git did anything.
fn begun() -> Project {
    let project = Project::new();
    project.write(".worktreeinclude", "/.env\n");
    project.write("target.txt", &"A line of it.\n".repeat(100));
    project.commit("Include");
    project.write(".env", "SECRET=1\n");
    let before = project.state();
    let meddler = Meddler::with("*' worktree add '*", 1, "kill -9 $PPID");
    meddler.kills(project.ctx(&["create", "--no-plan", "docs"]));
    assert_eq!(project.state(), before);
    project
}

/// Returns where git keeps what it knows of the worktree `docs`.
fn entry(project: &Project) -> PathBuf {
    let name = project.worktree("docs");
    let name = name.file_name().unwrap().to_string_lossy().replace(' ', "-");
    project.main.join(".git/worktrees").join(name)
}

/// Writes what git writes before it checks anything out.
fn registered(project: &Project, entry: &Path) {
    let worktree = project.worktree("docs");
    let place = worktree.to_str().unwrap();
    project.git(&["worktree", "add", "-q", "--no-checkout", "-b", "work/docs", place]);
    assert!(entry.join("gitdir").is_file(), "{}", entry.display());
    fs::write(entry.join("locked"), "initializing\n").unwrap();
}

/// Function that brings a project, given git's own folder for the worktree, into a state.
type Making = fn(&Project, &Path);

#[test]
fn whatever_git_was_killed_at_while_it_made_a_worktree_is_taken_back() {
    let states: [(&str, Making); 12] = [
        ("nothing", |_, _| {}),
        ("a folder", |project, _| fs::create_dir(project.worktree("docs")).unwrap()),
        ("locks on a branch", |project, _| {
            write(&project.main, ".git/refs/heads/work/docs.lock", "");
            write(&project.main, ".git/packed-refs.lock", "");
        }),
        ("a branch", |project, _| drop(project.git(&["branch", "work/docs"]))),
        ("a lock on a worktree", |project, entry| {
            project.git(&["branch", "work/docs"]);
            write(entry, "locked", "");
        }),
        ("a link to nowhere", |project, entry| {
            project.git(&["branch", "work/docs"]);
            write(entry, "locked", "initializing\n");
            let link = project.worktree("docs").join(".git");
            fs::write(entry.join("gitdir"), format!("{}\n", link.display())).unwrap();
            write(&project.worktree("docs"), ".git", "");
        }),
        ("no folder to share", |project, entry| {
            registered(project, entry);
            fs::remove_file(entry.join("HEAD")).unwrap();
            write(entry, "commondir", "");
            // Git does not list any worktree any more.
            let listed = project.ctx(&["list"]).assert().code(2).get_output().clone();
            let said = String::from_utf8_lossy(&listed.stderr).into_owned();
            assert!(said.contains("run `ctx worktree prune` to clean up after it"), "{said}");
        }),
        ("no commit", |project, entry| {
            registered(project, entry);
            write(entry, "HEAD", "");
        }),
        ("no file", registered),
        ("half of the files", |project, entry| {
            registered(project, entry);
            let worktree = project.worktree("docs");
            write(&worktree, "TASKS.md", project.backlog());
            write(&worktree, "target.txt", "A line of it.\nA li");
            write(&worktree, "docs/a.md", "");
            write(entry, "index.lock", "half");
            write(entry, "HEAD.lock", "");
        }),
        ("half of what was taken back", |project, entry| {
            registered(project, entry);
            let worktree = project.worktree("docs");
            git_in(&worktree, &["reset", "--quiet", "--hard"]);
            fs::remove_file(worktree.join("TASKS.md")).unwrap();
            fs::remove_dir_all(entry).unwrap();
        }),
        ("half of what is copied", |project, entry| {
            registered(project, entry);
            git_in(&project.worktree("docs"), &["reset", "--quiet", "--hard"]);
            fs::remove_file(entry.join("locked")).unwrap();
            write(&project.worktree("docs"), ".env", "SEC");
        }),
    ];
    let begun = begun();
    for (what, make) in states {
        let project = begun.copy();
        let (entry, before) = (entry(&project), project.state());
        make(&project, &entry);
        let said = project.ctx(&["prune"]).output().unwrap();
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains("was interrupted; rolled back: docs"), "{what}: {said}");
        assert_eq!(project.state(), before, "{what}");
        assert!(!project.worktree("docs").exists() && !entry.exists(), "{what}");
        assert!(!project.common("journal.json").exists(), "{what}");
        project.create(&["docs"]);
        let copied = fs::read_to_string(project.worktree("docs").join(".env")).unwrap();
        assert_eq!(copied, "SECRET=1\n", "{what}");
    }
}

#[test]
fn what_somebody_put_into_half_a_worktree_is_named_and_kept() {
    for path in ["new 'file'", "docs/a.md", ".env", ".git/HEAD"] {
        let project = begun();
        let (entry, before) = (entry(&project), project.state());
        registered(&project, &entry);
        let worktree = project.worktree("docs");
        git_in(&worktree, &["reset", "--quiet", "--hard"]);
        if path == ".git/HEAD" {
            fs::remove_file(worktree.join(".git")).unwrap();
            git_in(&worktree, &["init", "--quiet"]);
        } else {
            write(&worktree, path, "mine\n");
        }
        let name = path.trim_end_matches("/HEAD");
        for command in [&["prune"][..], &["create", "--no-plan", "other"], &["teardown", "docs"]] {
            let refused = project.refused(command);
            assert!(refused.contains("it did not put there:\n"), "{refused}");
            assert!(refused.contains(&format!("\n  {name}\n")), "{refused}");
        }
        assert!(project.done(&["list"]).contains("was interrupted while it made docs"));
        if path == ".git/HEAD" {
            fs::remove_dir_all(worktree.join(name)).unwrap();
        } else {
            assert_eq!(fs::read_to_string(worktree.join(path)).unwrap(), "mine\n");
            fs::remove_file(worktree.join(path)).unwrap();
        }
        project.done(&["prune"]);
        assert_eq!(project.state(), before);
        assert!(!worktree.exists() && !project.common("journal.json").exists());
    }
}

#[test]
fn a_worktree_that_was_made_and_worked_in_is_kept() {
    for commits in [false, true] {
        let project = begun();
        let entry = entry(&project);
        registered(&project, &entry);
        let worktree = project.worktree("docs");
        git_in(&worktree, &["reset", "--quiet", "--hard"]);
        fs::remove_file(entry.join("locked")).unwrap();
        write(&worktree, "docs/new.md", "mine\n");
        if commits {
            commit(&worktree, "Work");
        }
        let refused = project.refused(&["create", "--no-plan", "other"]);
        assert!(refused.contains("already has work in it"), "{refused}");
        assert!(worktree.join("docs/new.md").exists());
        // It is one like any other now.
        project.create(&["other"]);
        if commits {
            project.done(&["teardown", "docs", "--into", "main"]);
            assert!(project.main.join("docs/new.md").exists());
        }
    }
}

#[test]
fn a_lock_that_is_older_than_the_making_is_not_ours() {
    for name in ["refs/heads/work/docs.lock", "packed-refs.lock"] {
        let project = begun();
        let lock = project.main.join(".git").join(name);
        write(&project.main.join(".git"), name, "");
        let long_ago = std::time::SystemTime::UNIX_EPOCH;
        fs::File::options().write(true).open(&lock).unwrap().set_modified(long_ago).unwrap();
        let refused = project.refused(&["prune"]);
        assert!(refused.contains(&format!("{name} if git is not running")), "{refused}");
        fs::remove_file(lock).unwrap();
        project.done(&["prune"]);
    }
}

#[test]
fn locks_on_what_all_worktrees_share_are_told_before_anything_is_made() {
    for lock in ["config.lock", "packed-refs.lock"] {
        let project = Project::new();
        let path = project.main.join(".git").join(lock);
        fs::write(&path, "").unwrap();
        let refused = project.refused(&["create", "--no-plan", "docs"]);
        assert!(refused.contains(&format!("{lock} if git is not running")), "{refused}");
        assert!(!project.worktree("docs").exists());
        fs::remove_file(path).unwrap();
        project.create(&["docs"]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_has_all_worktrees_taken_back() {
    for at in [1, 2] {
        let project = Project::new();
        let before = project.state();
        // The program sees it before git has ended.
        let script = "\"$GIT\" \"$@\"; kill -INT $PPID; sleep 0.3";
        let meddler = Meddler::with("*' worktree add '*", at, script);
        let mut command = project.ctx(&["create", "--no-plan", "a", "b"]);
        let output = meddler.meets(&mut command).assert().code(2).stdout("").get_output().clone();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("interrupted, so no worktree is made"), "{said}");
        assert_eq!(project.state(), before);
        assert!(!project.common("journal.json").exists());
        assert!(!project.worktree("a").exists() && !project.worktree("b").exists());
    }
}

#[test]
fn a_teardown_that_is_killed_is_finished_or_begun_again() {
    let (worked, tip) = Project::worked();
    worked.write("README.md", "# Elsewhere\n");
    worked.commit("Go on");
    for script in KILLS {
        for (first, how) in (1..).zip(WAYS) {
            let points = killed_every(3, first, script, |meddler| {
                let project = worked.copy();
                let mut command = project.ctx(&[&["teardown", "docs"], how].concat());
                let done = meddler.meets(&mut command).output().unwrap();
                let came_through = done.status.success();
                if !came_through {
                    assert_eq!(done.status.code(), None, "killed: {done:?}");
                    let exists = project.worktree("docs").exists();
                    let branch = project.git(&["branch", "--list", "work/docs"]);
                    // Whatever is gone is merged.
                    if !exists || branch.is_empty() {
                        assert!(project.backlog().contains("- [x] T1"));
                    }
                    let next = project.ctx(&[&["teardown", "docs"], how].concat());
                    finish(next);
                }
                assert_eq!(project.linked(), 0);
                assert_eq!(project.git(&["branch", "--list", "work/*"]), "");
                assert!(project.backlog().contains("- [x] T1"));
                assert!(project.main.join("docs/new.md").exists());
                assert_eq!(project.git(&["status", "--porcelain"]), "");
                assert!(!project.common("journal.json").exists());
                assert!(!project.common("worktrees/docs.json").exists());
                let kept = format!("refs/ctx/backup/docs/{}", &tip[..12]);
                assert_eq!(project.git(&["rev-parse", &kept]), tip);
                git_in(&project.main, &["fsck", "--strict"]);
                came_through
            });
            assert!(points >= 5, "{points} points to be killed at with {how:?}");
        }
    }
}

#[test]
fn what_a_merge_that_was_killed_half_way_left_is_put_back_or_told() {
    for how in [&["--into", "main"][..], &["--squash"]] {
        let (project, _) = Project::worked();
        project.write("README.md", "# Elsewhere\n");
        project.commit("Go on");
        // In nobody's way, before and after.
        project.write("docs/b.md", "mine\n");
        let script = "touch .git/index.lock .merge_file_a1B2c3 .ctx-a1B2c3; rm TASKS.md; \
                      echo other > docs/new.md; kill -9 $PPID; exit 1";
        let meddler = Meddler::with("*' merge --'*", 1, script);
        meddler.kills(project.ctx(&[&["teardown", "docs"], how].concat()));
        let commands = [
            &["teardown", "--abort"][..],
            &["teardown", "--continue"],
            &["prune"],
            &["teardown", "docs"],
        ];
        // What git left goes first.
        project.ctx(&["prune"]).assert().code(2);
        for command in commands {
            let refused = project.refused(command);
            let files = "are neither as before the merge nor as after it:\n  docs/new.md\n";
            assert!(
                refused.contains(files) && refused.contains("git restore -- FILE"),
                "{refused}"
            );
            assert!(project.common("journal.json").exists());
        }
        assert!(!project.main.join(".git/index.lock").exists());
        assert!(!project.main.join("TASKS.md").exists(), "it is all or nothing");
        fs::remove_file(project.main.join("docs/new.md")).unwrap();
        let said = project.done(&["teardown", "--abort"]);
        assert!(said.contains("is undone"), "{said}");
        assert_eq!(project.git(&["status", "--porcelain"]), "M docs/b.md");
        project.done(&[&["teardown", "docs"], how].concat());
        assert!(project.backlog().contains("- [x] T1"));
    }
}

#[test]
fn what_a_merge_has_only_begun_to_write_is_put_back() {
    for command in [&["teardown", "--abort"][..], &["teardown", "--continue"], &["prune"]] {
        let project = Project::new();
        project.create(&["docs"]);
        project.work("docs", "docs/deep/new.md", "T1");
        project.write("README.md", "# Elsewhere\n");
        project.commit("Go on");
        let before = project.state_without_backups();
        project.write(".merge_file_OlDoNe", "");
        let old = project.main.join(".merge_file_OlDoNe");
        let long_ago = std::time::SystemTime::UNIX_EPOCH;
        fs::File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
        let script = "touch .git/index.lock .merge_file_a1B2c3 .ctx-a1B2c3; mkdir docs/deep; \
                      git show work/docs:TASKS.md | head -c 30 > TASKS.md; : > docs/deep/new.md; \
                      kill -9 $PPID; exit 1";
        let meddler = Meddler::with("*' merge --'*", 1, script);
        meddler.kills(project.ctx(&["teardown", "docs"]));
        project.done(command);
        let mut left = vec!["?? .merge_file_OlDoNe"];
        if command.contains(&"--continue") {
            assert!(project.backlog().contains("- [x] T1"));
        } else {
            assert!(!project.main.join("docs/deep").exists());
            fs::remove_file(&old).unwrap();
            assert_eq!(project.state_without_backups(), before);
            left.clear();
        }
        assert_eq!(project.git(&["status", "--porcelain"]), left.concat());
        assert!(!project.common("journal.json").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_lock_that_a_git_may_hold_stays() {
    let (project, _) = Project::worked();
    let meddler = Meddler::with("*' merge --'*", 1, "touch .git/index.lock; kill -9 $PPID; exit 1");
    meddler.kills(project.ctx(&["teardown", "docs"]));
    #[expect(clippy::disallowed_methods, reason = "a git has to run there")]
    let mut at_work = std::process::Command::new("git");
    at_work.current_dir(&project.main).args(["cat-file", "--batch"]);
    let mut at_work = at_work.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let refused = project.refused(&["prune"]);
    assert!(refused.contains("index.lock if git is not running there"), "{refused}");
    at_work.kill().unwrap();
    at_work.wait().unwrap();
    project.done(&["prune"]);
    assert!(!project.main.join(".git/index.lock").exists());
}

/// Checks that the same command finishes, as a person would type it again.
fn finish(mut next: assert_cmd::Command) {
    let done = next.output().unwrap();
    if done.status.success() {
        return;
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    // Killed after everything but the last word.
    assert!(said.contains("no worktree \"docs\"; there are none"), "{said}");
}
