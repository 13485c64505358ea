//! A pull request, played through on a local clone: a branch is pushed to a bare repository and checked
//! there against other open work.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

use crate::harness::{
    GitRepository, answer, ctx, document, git_in, refusal, stopped, valid, write,
};

const BACKLOG: &str = "# Tasks\n\n- [x] T0: Begin\n\
     - [ ] T1: Make `Parse` in parse/parse.go faster\n      Files: parse/parse.go\n\
     - [ ] T2: Describe the format in docs/format.md\n      Files: docs/format.md\n";

/// Makes a bare repository with a backlog on main, and a clone of it on a branch `feature`.
fn clone() -> (GitRepository, PathBuf) {
    let repository = GitRepository::empty();
    repository.write("TASKS.md", BACKLOG);
    repository.write("parse/parse.go", "package parse\n\n// Parse reads.\nfunc Parse() {}\n");
    repository.write("docs/format.md", "# The format\n\nLines of text.\n");
    repository.write("cmd/main.go", "package main\n\nfunc main() {}\n");
    repository.commit("Begin");
    let (bare, clone) = (repository.beside("bare.git"), repository.beside("clone"));
    let text = |path: &Path| path.to_string_lossy().into_owned();
    git_in(repository.path(), &["clone", "-q", "--bare", ".", &text(&bare)]);
    git_in(repository.path(), &["clone", "-q", &text(&bare), &text(&clone)]);
    git_in(&clone, &["config", "user.name", "A"]);
    git_in(&clone, &["config", "user.email", "a@example.com"]);
    git_in(&clone, &["switch", "-q", "-c", "feature"]);
    (repository, clone)
}

fn commit_and_push(clone: &Path) {
    git_in(clone, &["add", "-A"]);
    git_in(clone, &["commit", "-q", "-m", "Work"]);
    git_in(clone, &["push", "-q", "-u", "origin", "feature"]);
}

fn check(clone: &Path, arguments: &[&str]) -> Command {
    let mut command = ctx();
    command.current_dir(clone).arg("check").args(["--select", "escape,reopened"]).args(arguments);
    command
}

const DIFF: [&str; 2] = ["--diff", "origin/main...HEAD"];

#[test]
fn a_pull_request_is_checked_against_open_work() {
    let (_repository, clone) = clone();
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { run() }\n");
    commit_and_push(&clone);
    answer(&mut check(&clone, &DIFF));
    answer(&mut check(&clone, &[]));

    write(&clone, "docs/format.md", "# The format\n\nOther lines.\n");
    write(&clone, "TASKS.md", BACKLOG.replace("[x] T0", "[ ] T0"));
    commit_and_push(&clone);
    let outputs = ["--output-format", "markdown", "--output-format", "sarif=ctx.sarif"];
    let comment = stopped(&mut check(&clone, &[&DIFF[..], &outputs].concat()));
    insta::assert_snapshot!(comment);
    let sarif = document(&std::fs::read_to_string(clone.join("ctx.sarif")).unwrap());
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<&str> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(rules, ["reopened", "escape"]);
    answer(&mut check(&clone, &[]));
}

#[test]
fn a_pull_request_may_do_a_task_without_ticking_it() {
    let (_repository, clone) = clone();
    write(&clone, "parse/parse.go", "package parse\n\n// Parse reads fast.\nfunc Parse() {}\n");
    commit_and_push(&clone);
    answer(&mut check(&clone, &DIFF));
    write(&clone, "parse/parse_test.go", "package parse\n");
    commit_and_push(&clone);
    answer(&mut check(&clone, &DIFF));
    write(&clone, "docs/format.md", "# The format\n\nOther lines.\n");
    commit_and_push(&clone);
    let text = stopped(&mut check(&clone, &DIFF));
    assert!(text.contains("changes docs/format.md, which T2 declares"), "{text}");
    assert!(text.contains("1 finding: 1 warning."), "{text}");
    // Without a plan, the text of the other task tells.
    let files = "\n      Files: docs/format.md\n";
    write(&clone, "TASKS.md", BACKLOG.replace(files, "\n"));
    commit_and_push(&clone);
    let text = stopped(&mut check(&clone, &DIFF));
    let expected = "changes docs/format.md, which T2 names as what it changes";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn other_open_branches_are_met() {
    let (_repository, clone) = clone();
    let onto = |branch: &str, from: &str| git_in(&clone, &["switch", "-q", "-c", branch, from]);
    let commit = |text: &str| {
        write(&clone, "cmd/main.go", format!("package main\n\n{text}\n"));
        git_in(&clone, &["commit", "-q", "-a", "-m", "Work"]);
    };
    let messages = || {
        let json = ["--exit-zero", "--output-format", "json"];
        let text = answer(&mut check(&clone, &[&DIFF[..], &json].concat()));
        let findings = document(&text)["findings"].as_array().unwrap().clone();
        findings.iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    commit("func main() { run() }");
    assert_eq!(messages(), [""; 0]);
    onto("stacked", "feature");
    commit("func main() { run(1) }");
    onto("theirs", "origin/main");
    commit("func main() { go run() }");
    git_in(&clone, &["push", "-q", "origin", "theirs"]);
    git_in(&clone, &["switch", "-q", "feature"]);
    let expected =
        "origin/main...HEAD changes cmd/main.go, which the branch theirs has changed, too";
    assert_eq!(
        messages(),
        [expected],
        "one branch here and there is one, and a stacked one is none"
    );
    git_in(&clone, &["branch", "-q", "-D", "theirs"]);
    assert_eq!(messages(), [expected.replace("theirs", "origin/theirs")]);
    git_in(&clone, &["push", "-q", "origin", "origin/theirs:main"]);
    git_in(&clone, &["fetch", "-q"]);
    assert_eq!(messages(), [""; 0], "it is merged");
}

#[test]
fn a_branch_that_was_merged_as_one_commit_is_no_other_work() {
    let (_repository, clone) = clone();
    let git = |arguments: &[&str]| git_in(&clone, arguments);
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { run() }\n");
    git(&["commit", "-q", "-a", "-m", "Work"]);
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { go run() }\n");
    git(&["commit", "-q", "-a", "-m", "More work"]);
    git(&["push", "-q", "-u", "origin", "feature"]);
    git(&["switch", "-q", "-c", "trunk", "origin/main"]);
    git(&["merge", "-q", "--squash", "feature"]);
    git(&["commit", "-q", "-m", "Work (#1)"]);
    answer(&mut check(&clone, &["--diff", "HEAD~1...HEAD"]));
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { later() }\n");
    git(&["commit", "-q", "-a", "-m", "Later work"]);
    answer(&mut check(&clone, &["--diff", "HEAD~1...HEAD"]));
    git(&["switch", "-q", "feature"]);
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { other() }\n");
    git(&["commit", "-q", "-a", "-m", "Work that goes on"]);
    git(&["switch", "-q", "trunk"]);
    let text = stopped(&mut check(&clone, &["--diff", "HEAD~1...HEAD"]));
    assert!(text.contains("which the branch feature has changed, too"), "{text}");
}

#[test]
fn known_findings_do_not_fail() {
    let (_repository, clone) = clone();
    write(&clone, "docs/format.md", "# The format\n\nOther lines.\n");
    write(&clone, "cmd/main.go", "package main\n\nfunc main() { run() }\n");
    commit_and_push(&clone);
    let write_baseline = ["--output-format", "json=baseline.json"];
    check(&clone, &[&DIFF[..], &write_baseline].concat()).assert().code(1);
    let against = ["--baseline", "baseline.json"];
    let text = answer(&mut check(&clone, &[&DIFF[..], &against].concat()));
    assert!(text.contains("No new findings. 1 known, 0 gone."), "{text}");
    let json = ["--output-format", "json"];
    let text = answer(&mut check(&clone, &[&DIFF[..], &against, &json].concat()));
    let document = valid(&text, "findings");
    assert_eq!(
        (&document["findings"][0]["known"], &document["baseline"]["gone"]),
        (&true.into(), &0.into())
    );
    write(&clone, "baseline.json", "{\"schema_version\":7}");
    let message = refusal(&mut check(&clone, &[&DIFF[..], &against].concat()));
    assert!(
        message.contains("--baseline baseline.json: findings of schema version 7"),
        "{message}"
    );
    let message = refusal(&mut check(&clone, &["--baseline", "none.json"]));
    assert!(message.contains("--baseline none.json: "), "{message}");
}

#[test]
fn wrong_ranges_are_refused_and_a_folder_without_git_is_told() {
    let (_repository, clone) = clone();
    for range in ["origin/nothing...HEAD", "--output=x", "HEAD..nothing"] {
        let message = refusal(&mut check(&clone, &[&format!("--diff={range}")]));
        assert!(message.contains("git knows no commit"), "{message}");
    }
    let tree = super::sample();
    let mut command = super::check(&tree, &["--select", "escape", "--diff", "main"]);
    let output = command.assert().code(0).get_output().clone();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("not in a git repository, so these rules are skipped: escape"), "{told}");
}
