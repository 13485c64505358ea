//! Only asking runs nothing, and what cannot be read is said.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Project, analyze, ctx, script, words, write};

/// Makes a project that is set up to run a program on all occasions. Returns the file that tells that
/// it has run, too.
fn trapped() -> (Project, PathBuf) {
    let project = Project::named("p");
    project.create(&["docs"]);
    let mark = project.main.with_file_name("ran");
    let program = project.main.with_file_name("trap");
    script(&program, &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", mark.display()));
    let program = program.display().to_string();
    project.write(".gitattributes", "*.md filter=f diff=d\n*.go filter=p\n");
    project.commit("Attributes");
    for (key, value) in [
        ("filter.f.clean", program.as_str()),
        ("filter.f.smudge", &program),
        ("filter.f.required", "true"),
        ("filter.p.process", &program),
        ("diff.d.textconv", &program),
        ("diff.d.command", &program),
        ("diff.external", &program),
        ("core.fsmonitor", &program),
        ("core.pager", &program),
        ("core.editor", &program),
        ("credential.helper", &program),
        ("gpg.program", &program),
        ("commit.gpgSign", "true"),
        ("log.showSignature", "true"),
        ("alias.status", &format!("!{program}")),
        ("alias.worktree", &format!("!{program}")),
        ("merge.ctx-tasks.driver", &program),
    ] {
        project.git(&["config", key, value]);
    }
    for hook in
        ["post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"]
    {
        let hook = project.main.join(".git/hooks").join(hook);
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        script(&hook, &format!("#!/bin/sh\n{program}\n"));
    }
    let _ = fs::remove_file(&mark);
    (project, mark)
}

/// Has git look into a file that is as it was.
fn touch(folder: &std::path::Path, path: &str) {
    let file = fs::File::options().write(true).open(folder.join(path)).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
}

#[test]
fn what_is_only_asked_runs_nothing() {
    let (project, mark) = trapped();
    for path in ["TASKS.md", "docs/a.md", "internal/crypto/crypto.go"] {
        touch(&project.main, path);
    }
    touch(&project.worktree("docs"), "docs/a.md");
    for command in [
        &["list"][..],
        &["list", "--output-format", "json"],
        &["status"],
        &["status", "docs"],
        &["doctor"],
        &["prune", "--dry-run"],
    ] {
        project.ctx(command).output().unwrap();
        let ran = fs::read_to_string(&mark).unwrap_or_default();
        assert_eq!(ran, "", "{command:?} ran something");
    }
    let mut analyze = analyze(&project.main);
    analyze.assert().code(0);
    let mut next = ctx();
    next.current_dir(&project.main).arg("next").assert().code(0);
    assert!(!mark.exists(), "{}", fs::read_to_string(&mark).unwrap_or_default());
}

#[test]
fn list_runs_nothing_whatever_has_changed() {
    let (project, mark) = trapped();
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# Changed\n");
    write(&worktree, "new.md", "new\n");
    project.write("docs/b.md", "# Changed\n");
    let said = project.done(&["list"]);
    assert!(said.contains("1 changed, 1 new"), "{said}");
    assert!(!mark.exists(), "{}", fs::read_to_string(&mark).unwrap_or_default());
}

#[test]
fn what_only_a_filter_can_tell_is_said_to_be_unknown() {
    let project = Project::named("p");
    project.git(&["config", "filter.caps.clean", "tr a-z A-Z"]);
    project.git(&["config", "filter.caps.smudge", "tr A-Z a-z"]);
    project.write(".gitattributes", "*.bin filter=caps\n");
    project.write("a.bin", "content\n");
    project.commit("Filtered");
    project.create(&["docs"]);
    // Fresh from git, it is as git wrote it.
    assert!(!project.done(&["list"]).contains("changed"));
    let worktree = project.worktree("docs");
    touch(&worktree, "a.bin");
    touch(&project.main, "a.bin");
    let said = project.done(&["list"]);
    let remark = "a.bin count as changed, since git's filters are not run to compare them";
    assert_eq!(words(&said).matches(remark).count(), 2, "{said}");
    // What is about to remove it asks the filter.
    project.done(&["teardown", "docs"]);
}

#[test]
fn a_main_checkout_that_cannot_be_read_is_said_to_be_so() {
    type Making = fn(&Project);
    let states: [(&str, Making, &str); 5] = [
        ("junk", |project| project.write(".git/index", "junk"), "run `git reset`"),
        ("an empty index", |project| project.write(".git/index", ""), "run `git reset`"),
        (
            "a file of another kind",
            |project| project.write(".git/index", &"PACK\0\0\0\u{2}".repeat(100)),
            "run `git reset`",
        ),
        (
            "an index of another version",
            |project| project.write(".git/index", "DIRC\0\0\0\u{9}\0\0\0\0"),
            "run `git reset`",
        ),
        (
            "a folder in its place",
            |project| {
                fs::remove_file(project.main.join(".git/index")).unwrap();
                fs::create_dir(project.main.join(".git/index")).unwrap();
            },
            "index",
        ),
    ];
    for (what, make, expected) in states {
        let project = Project::named("p");
        project.create(&["docs"]);
        project.write("docs/a.md", "dirty\n");
        make(&project);
        for command in [
            &["list"][..],
            &["status"],
            &["list", "--output-format", "json"],
            &["status", "--output-format", "json"],
        ] {
            let said = project.done(command);
            let said = words(&said);
            assert!(said.contains("main checkout: "), "{what}, {command:?}: {said}");
            assert!(said.contains(expected), "{what}, {command:?}: {said}");
        }
    }
}

#[test]
fn a_reason_with_line_ends_is_on_one_line() {
    let project = Project::named("p");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let place = worktree.to_str().unwrap();
    for reason in [
        "on a stick\n  work/evil is merged\r\nall is well",
        "on a stick\r  work/evil is merged\rall is well",
        "on a stick\n\n\n work/evil is merged\n all is well\n",
        "on a stick\t work/evil is merged\n\tall is well",
        "on a stick\n\u{202e}work/evil is merged\n\u{200b}all is well",
    ] {
        project.git(&["worktree", "lock", "--reason", reason, place]);
        let one = "on a stick work/evil is merged all is well";
        let refused = project.refused(&["teardown", "docs"]);
        assert!(refused.contains(&format!("is locked ({one})")), "{reason:?}: {refused}");
        for command in ["list", "status"] {
            let said = project.done(&[command]);
            let is_forged = |line: &str| line.trim_start().starts_with("work/evil");
            assert!(!said.lines().any(is_forged), "{reason:?}: {said}");
            assert!(!said.contains(['\u{200b}', '\u{202e}']), "{reason:?}: {said:?}");
        }
        project.git(&["worktree", "unlock", place]);
    }
}
