//! Reasons to refuse that are known before the merge: a branch in use elsewhere, settings, backups.

use std::process::Stdio;

use crate::harness::{Meddler, Project, WAYS, commit, ctx, git, git_in, write};

/// Adds a worktree `second` beside the main checkout, on the branch of the track `docs`.
fn second(project: &Project) -> std::path::PathBuf {
    let second = project.main.with_file_name("second");
    project.git(&["worktree", "add", "--quiet", "-f", second.to_str().unwrap(), "work/docs"]);
    second
}

#[test]
fn a_branch_that_another_worktree_has_checked_out_is_kept_or_refused() {
    for way in [&[][..], &["--squash"], &["--rebase"], &["--no-merge", "-D"]] {
        let (project, tip) = Project::worked();
        let second = second(&project);
        let teardown = [&["teardown", "docs"], way].concat();
        for dry in [&[][..], &["--dry-run"]] {
            let refused = project.refused(&[&teardown[..], dry].concat());
            assert!(refused.contains("second has checked out work/docs"), "{way:?}: {refused}");
            assert!(refused.contains("git -C ../second switch --detach"), "{refused}");
            let may_keep = !way.contains(&"--rebase");
            assert_eq!(refused.contains("--keep-branch"), may_keep, "{refused}");
            if !may_keep {
                project.refused(&[&teardown[..], dry, &["--keep-branch"]].concat());
            }
        }
        assert_eq!(git_in(&second, &["rev-parse", "HEAD"]), tip);
        git_in(&second, &["switch", "--quiet", "--detach"]);
        project.done(&teardown);
        assert_eq!(git_in(&second, &["rev-parse", "HEAD"]), tip, "{way:?}");
    }
    let (project, tip) = Project::worked();
    let second = second(&project);
    assert!(project.done(&["teardown", "docs", "--keep-branch"]).contains("kept     the branch"));
    assert_eq!(git_in(&second, &["rev-parse", "work/docs"]), tip);
}

#[test]
fn a_branch_that_an_operation_of_another_worktree_notes_is_refused() {
    let (project, _) = Project::worked();
    let second = second(&project);
    git_in(&second, &["bisect", "start"]);
    git_in(&second, &["checkout", "--quiet", "--detach", "main"]);
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("a bisect in ") && refused.contains("is on work/docs"), "{refused}");
    assert!(refused.contains("`git -C ../second bisect reset`"), "{refused}");
    git_in(&second, &["bisect", "reset", "HEAD"]);

    git_in(&second, &["switch", "--quiet", "--ignore-other-worktrees", "work/docs"]);
    project.write("docs/new.md", "by main\n");
    project.commit("Collide");
    let rebase = git(&second).args(["rebase", "--quiet", "main"]).output().unwrap();
    assert!(!rebase.status.success());
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains("`git -C ../second rebase --abort`"), "{refused}");
    git_in(&second, &["rebase", "--abort"]);
    git_in(&second, &["switch", "--quiet", "--detach"]);
    assert!(project.stopped(&["teardown", "docs"]).contains("docs/new.md"));
}

#[test]
fn a_branch_that_is_checked_out_elsewhere_meanwhile_stays() {
    let (project, tip) = Project::worked();
    let second = project.main.with_file_name("second");
    // The last step before the branch is deleted.
    let script = format!(
        "\"$GIT\" \"$@\"; exec \"$GIT\" worktree add --quiet -f '{}' work/docs",
        second.display()
    );
    let meddler = Meddler::with("*' worktree remove '*", 1, &script);
    let output = meddler.meets(&mut project.ctx(&["teardown", "docs"])).assert().code(0);
    let said = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(said.contains("kept     the branch work/docs, which "), "{said}");
    assert_eq!(project.git(&["rev-parse", "work/docs"]), tip);
}

#[test]
fn prune_leaves_a_branch_that_another_worktree_has_checked_out() {
    let (project, _) = Project::worked();
    project.git(&["merge", "--quiet", "--no-edit", "work/docs"]);
    second(&project);
    let said = project.done(&["prune"]);
    assert!(said.starts_with("docs: stays: ") && said.contains("second has checked out"), "{said}");
}

#[test]
fn settings_that_the_merge_brings_are_read_before_it() {
    for way in WAYS {
        let (project, _) = Project::worked();
        let worktree = project.worktree("docs");
        write(&worktree, ".ctx-analyze.toml", "[worktree]\ndisposible = [\"*\"]\n");
        commit(&worktree, "Settings");
        let teardown = [&["teardown", "docs"], way].concat();
        for dry in [&[][..], &["--dry-run"]] {
            let refused = project.refused(&[&teardown[..], dry].concat());
            let reason = ".ctx-analyze.toml:2: unknown key \"disposible\"";
            assert!(refused.contains(reason) && refused.contains("work/docs"), "{refused}");
        }
        write(&worktree, ".ctx-analyze.toml", "[worktree]\ndisposable = [\"*.log\"]\n");
        commit(&worktree, "Right settings");
        project.done(&teardown);
        assert_eq!(project.linked(), 0);
    }
}

#[test]
fn files_are_judged_by_the_settings_after_the_merge() {
    let (project, _) = Project::worked();
    project.write(".ctx-analyze.toml", "[worktree]\ndisposable = [\"*.log\"]\n");
    project.commit("Logs can be rebuilt");
    let worktree = project.worktree("docs");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "main"]);
    write(&worktree, ".ctx-analyze.toml", "[worktree]\ndisposable = [\"*.tmp\"]\n");
    commit(&worktree, "Logs are valuable");
    write(&worktree, "a.log", "a day's work\n");
    for dry in [&[][..], &["--dry-run"]] {
        let refused = project.refused(&[&["teardown", "docs"], dry].concat());
        assert!(refused.contains("ignored    a.log"), "{refused}");
    }
    project.done(&["teardown", "docs", "--force"]);
}

#[test]
fn a_reference_in_the_place_of_backups_is_named_by_a_dry_run_as_well() {
    for reference in ["refs/ctx/backup", "refs/ctx/backup/docs"] {
        let (project, tip) = Project::worked();
        project.git(&["update-ref", reference, "HEAD"]);
        for dry in [&[][..], &["--dry-run"]] {
            let refused = project.refused(&[&["teardown", "docs"], dry].concat());
            assert!(refused.contains(&format!("{reference} is a reference")), "{refused}");
            assert!(refused.contains(&format!("git update-ref -d {reference}")), "{refused}");
        }
        project.git(&["update-ref", "-d", reference]);
        project.done(&["teardown", "docs"]);
        assert!(project.is_merged(&tip));
    }
}

/// Standard output that is a pipe without a reader.
const CLOSED_PIPE: &str = "| closed";

/// Runs `ctx worktree` with its standard output going nowhere; returns its exit code and standard error.
#[expect(clippy::disallowed_methods, reason = "assert_cmd cannot close standard output")]
fn unheard(project: &Project, arguments: &str, to: &str) -> (Option<i32>, String) {
    let program = ctx();
    let script = format!("exec \"$0\" worktree {arguments} {to}");
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(&project.main).env("HOME", "/nonexistent").env("XDG_CACHE_HOME", "/dev/null");
    shell.stdout(Stdio::piped()).stderr(Stdio::piped());
    let script = if to == CLOSED_PIPE {
        // The pipe is closed before the program begins.
        format!("sleep 0.1; exec \"$0\" worktree {arguments}")
    } else {
        script
    };
    let mut child = shell.args(["-c", &script]).arg(program.get_program()).spawn().unwrap();
    if to == CLOSED_PIPE {
        drop(child.stdout.take());
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn an_answer_that_cannot_be_written_does_not_hide_what_is_done() {
    let (worked, tip) = Project::worked();
    for to in [">/dev/full", ">&-", CLOSED_PIPE] {
        let project = worked.copy();
        let (code, said) = unheard(&project, "teardown docs", to);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains("docs is merged, and torn down, but cannot write to"), "{said}");
        assert!(said.contains("deleted  the branch work/docs, which was at"), "{said}");
        assert!(project.is_merged(&tip) && project.linked() == 0);

        let (code, said) = unheard(&project, "prune --backups", to);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains("a backup is removed, but"), "{said}");

        let project = worked.copy();
        project.git(&["merge", "--quiet", "--no-edit", "work/docs"]);
        let (code, said) = unheard(&project, "prune", to);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains("docs is torn down, but"), "{said}");
        assert_eq!(project.linked(), 0);

        let project = worked.copy();
        project.write("docs/new.md", "by main\n");
        project.commit("Collide");
        let (code, said) = unheard(&project, "teardown docs", to);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains("the teardown stopped") && said.contains("docs/new.md"), "{said}");
        let (code, said) = unheard(&project, "teardown --abort", to);
        assert_eq!(code, Some(1), "{to}: {said}");
        assert!(said.contains("the teardown of docs is undone, but"), "{said}");

        for (command, done) in [
            ("uninstall-merge-driver", "the merge driver is uninstalled, but"),
            ("install-merge-driver", "the merge driver is installed, but"),
            ("install-skills", "the skills are written, but"),
        ] {
            let (code, said) = unheard(&project, command, to);
            assert_eq!(code, Some(1), "{command} {to}: {said}");
            assert!(said.contains(done), "{command}: {said}");
        }
        // Nothing is changed. A reader that leaves has what it wants.
        let (code, said) = unheard(&project, "teardown docs --dry-run", to);
        let expected = if to == CLOSED_PIPE { 1 } else { 2 };
        assert_eq!(code, Some(expected), "{to}: {said}");
    }
}
