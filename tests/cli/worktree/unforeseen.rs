//! Failures of git that nothing foresees: the step, git's own last line, and what to do next.

use crate::harness::{Meddler, Project};

const FAILURE: &str = "echo 'Preparing' >&2; echo 'fatal: no space left on device' >&2; echo 'hint: none' >&2; exit 128";

/// Has the calls of git from `first` on fail one by one, and returns what the command says where it
/// has no answer.
fn said(worked: &Project, arguments: &[&str], first: usize) -> Vec<String> {
    let mut said = Vec::new();
    for at in (first..).step_by(2).take(9) {
        let project = worked.copy();
        let meddler = Meddler::with("*", at, FAILURE);
        let mut command = project.ctx(arguments);
        let output = meddler.meets(&mut command).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        if output.status.code() == Some(2) && error.contains("no space left") {
            said.push(error);
        }
    }
    said
}

#[test]
fn a_failure_of_git_is_told_with_the_step_and_the_way_on() {
    let project = Project::named("p");
    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    for arguments in [
        &["create", "--no-plan", "b"][..],
        &["status"],
        &["teardown", "docs"],
        &["prune"],
        &["install-merge-driver"],
    ] {
        let said = said(&project, arguments, 2);
        let next =
            "; run `git status`, fix the problem that git names, and run the command again\n";
        let told = |error: &&String| error.contains(" failed: `git ");
        let unforeseen: Vec<&String> = said.iter().filter(told).collect();
        assert!(!unforeseen.is_empty(), "{arguments:?}: {said:?}");
        for error in unforeseen {
            assert!(error.contains("` says: fatal: no space left on device"), "{error}");
            assert!(error.ends_with(next), "{error}");
            assert!(!error.contains("Preparing") && !error.contains("hint:"), "{error}");
        }
        for error in &said {
            let raw = error.replace(" failed: `git ", "");
            assert!(!raw.contains(" failed: "), "git is quoted raw: {error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}

#[test]
fn a_git_that_is_not_there_is_told_with_the_way_on() {
    let project = Project::named("p");
    let empty = tempfile::tempdir().unwrap();
    for arguments in
        [&["create", "--no-plan", "b"][..], &["list"], &["status"], &["prune"], &["doctor"]]
    {
        let output = project.ctx(arguments).env("PATH", empty.path()).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        let expected = "there is no git on the PATH; install git, or add its folder to the PATH, and run \
                        the command again\n";
        assert!(error.ends_with(expected), "{arguments:?}: {error}");
    }
}
