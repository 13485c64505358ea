//! Rules of a repository on what is copied, carried and dropped.

use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::{line, project, read};
use crate::harness::{Project, ctx, git_in, words, write};

#[test]
fn settings_of_ctx_are_copied_where_they_are_ignored() {
    let project = project();
    project.write(".ctxrc", "notify: true\n");
    let said = project.done(&["create", "--no-plan", "docs"]);
    assert!(said.contains("1 ignored file copied"), "{said}");
    assert_eq!(read(project.worktree("docs").join(".ctxrc")), "notify: true\n");
    // As it was, it is in the main checkout; changed, it is kept.
    write(&project.worktree("docs"), ".ctxrc", "notify: false\n");
    let said = project.done(&["teardown", "docs"]);
    assert!(said.contains("kept     1 ignored file or folder (.ctxrc): "), "{said}");
    assert_eq!(read(project.main.join(".ctxrc")), "notify: true\n");
    // Tracked, it is there anyway; untracked, it is nobody's business.
    project.write(".gitignore", "*.log\n");
    project.git(&["add", ".gitignore"]);
    project.git(&["commit", "--quiet", "-m", "Ignore less"]);
    let said = project.done(&["create", "--no-plan", "docs"]);
    assert!(!said.contains("copied"), "{said}");
    assert!(!project.worktree("docs").join(".ctxrc").exists());
}

#[test]
fn settings_of_ctx_are_copied_whatever_ignores_them() {
    type Making = fn(&Project);
    let rules: [(&str, Making); 5] = [
        ("the repository's own excludes", |it| it.write(".git/info/exclude", ".ctxrc\n")),
        ("a pattern", |it| it.write(".gitignore", ".*rc\n")),
        ("all but some", |it| it.write(".gitignore", "/*\n!/docs/\n!/.gitignore\n")),
        ("a file of the user", |it| {
            let own = it.main.with_file_name("own ignore");
            fs::write(&own, ".ctxrc\n").unwrap();
            it.git(&["config", "core.excludesFile", own.to_str().unwrap()]);
        }),
        ("a rule beside a list that names other files", |it| {
            it.write(".gitignore", ".ctxrc\n*.log\n");
            it.write(".worktreeinclude", "keep.log\n");
        }),
    ];
    for (what, ignore) in rules {
        let project = Project::named("m");
        project.write(".gitignore", "*.log\n");
        project.git(&["add", ".gitignore"]);
        project.git(&["commit", "--quiet", "--message", "Ignore less"]);
        ignore(&project);
        project.commit("Rules");
        project.write(".ctxrc", "notify: true\n");
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{what}");
        project.create(&["docs"]);
        let worktree = project.worktree("docs");
        assert_eq!(read(worktree.join(".ctxrc")), "notify: true\n", "{what}");
        assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "", "{what}");
        project.done(&["teardown", "docs"]);
        assert!(!worktree.exists(), "{what}");
        assert_eq!(project.read(".ctxrc"), "notify: true\n", "{what}");
    }
}

#[test]
fn settings_that_are_no_file_are_told_and_not_copied() {
    let project = project();
    let pipe = project.main.join(".ctxrc");
    assert_cmd::Command::new("mkfifo").arg(&pipe).assert().success();
    project.create(&["docs"]);
    assert!(project.worktree("docs").join(".ctxrc").symlink_metadata().is_err());
    fs::remove_file(&pipe).unwrap();
    // A link stays one: where it leads is the user's business.
    std::os::unix::fs::symlink("../shared.ctxrc", &pipe).unwrap();
    project.create(&["api"]);
    let copied = fs::read_link(project.worktree("api").join(".ctxrc")).unwrap();
    assert_eq!(copied.to_str(), Some("../shared.ctxrc"));
    project.done(&["teardown", "api"]);
}

#[test]
fn only_what_was_copied_is_counted_and_the_rest_is_told() {
    let project = project();
    let out = project.main.with_file_name("out");
    fs::create_dir(&out).unwrap();
    std::os::unix::fs::symlink(&out, project.main.join("link")).unwrap();
    for path in ["there/a.log", "folder.log/a", "file", "deep/file"] {
        project.write(path, "tracked\n");
        project.git(&["add", "--force", path]);
    }
    project.commit("A link, and what will be in the way of ignored files");
    fs::remove_file(project.main.join("link")).unwrap();
    project.git(&["rm", "--quiet", "--cached", "there/a.log"]);
    project.git(&["rm", "--quiet", "folder.log/a", "file", "deep/file"]);
    project.write(".worktreeinclude", "*.log\n");
    for path in ["link/x.log", "copied.log", "folder.log", "file/b.log", "deep/file/in/c.log"] {
        project.write(path, "x\n");
    }
    let odd = std::ffi::OsStr::from_bytes(b"odd\xff.log");
    fs::write(project.main.join(odd), "x\n").unwrap();
    let pipe = project.main.join("pipe.log");
    assert_cmd::Command::new("mkfifo").arg(&pipe).assert().success();
    let said = project.done(&["create", "--no-plan", "docs", "crypto"]);
    assert_eq!(said.matches("  1 ignored file copied").count(), 2, "{said}");
    for why in [
        "not copied: link/x.log, since link is not a folder there\n",
        "not copied: there/a.log, since it already exists there\n",
        "not copied: folder.log, since it already exists there\n",
        "not copied: file/b.log, since file is not a folder there\n",
        "not copied: deep/file/in/c.log, since deep/file is not a folder there\n",
        ".log, since its name is not UTF-8\n",
    ] {
        assert_eq!(said.matches(why).count(), 1, "{why}: {said}");
    }
    assert!(!out.join("x.log").exists());
    let record = read(project.common("worktrees/docs.json"));
    assert!(record.contains("copied.log") && !record.contains("x.log"), "{record}");
}

#[test]
fn settings_that_are_wrong_are_refused_with_their_line() {
    let created = project();
    created.create(&["docs"]);
    for (settings, why) in [
        (
            "[worktree]\n\ndispoable = []\n",
            ".ctx-analyze.toml:3: unknown key \"dispoable\" in [worktree]; did you mean \"disposable\"?",
        ),
        ("[worktre]\n", ".ctx-analyze.toml:1: unknown key \"worktre\"; did you mean \"worktree\"?"),
        ("[worktree]\ncarry = \"a\"\n", ".ctx-analyze.toml:2: \"carry\" is a list of patterns"),
        ("[worktree]\ncarry = [\"a\", \"[z-a]\"]\n", ".ctx-analyze.toml:2: "),
        ("[worktree\n", ".ctx-analyze.toml:1: "),
    ] {
        let project = created.copy();
        project.write(".ctx-analyze.toml", settings);
        for command in
            [&["teardown", "docs"][..], &["teardown", "docs", "--dry-run"], &["create", "api"]]
        {
            let refused = project.refused(command);
            assert!(refused.contains(why), "{command:?}: {refused}");
        }
        // What only tells goes on, and says so.
        for command in [&["list"][..], &["status"], &["status", "docs"]] {
            let said = project.done(command);
            let said = words(&said);
            assert!(said.contains(why) && said.contains("docs"), "{command:?}: {said}");
            assert!(said.contains("refuse until that is fixed"), "{command:?}: {said}");
            let json = project.done(&[command, &["--output-format", "json"]].concat());
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            let remarks = json["remarks"].as_array().unwrap();
            let is_told = remarks.iter().any(|it| it.as_str().unwrap().contains(why));
            assert!(is_told, "{command:?}: {json:#}");
        }
        let mut next = ctx();
        let next = next.current_dir(project.worktree("docs")).arg("next").assert().code(0);
        let said = String::from_utf8_lossy(&next.get_output().stderr).into_owned();
        assert!(said.contains(why), "{said}");
    }
    let project = created;
    std::os::unix::fs::symlink("/etc/hostname", project.main.join(".ctx-analyze.toml")).unwrap();
    let refused = project.refused(&["teardown", "docs"]);
    assert!(refused.contains(".ctx-analyze.toml: it leads out of"), "{refused}");
}

#[test]
fn a_repository_adds_rules_of_its_own() {
    let project = project();
    let settings = "[worktree]\ndisposable = [\"*.log\", \"/.context/journal/old*\"]\n\
        carry = [\"secret.env\", \"keep.log\"]\n";
    project.write(".ctx-analyze.toml", settings);
    project.commit("Settings");
    project.create(&["docs"]);
    project.work("docs", "a.txt", "T1");
    let worktree = project.worktree("docs");
    for path in [
        "a.log",
        "deep/keep.log",
        "secret.env",
        ".context/journal/old.md",
        ".context/journal/new.md",
    ] {
        write(&worktree, path, "x\n");
    }
    let said = project.done(&["teardown", "docs"]);
    assert!(line(&said, "dropped").contains("(.context/journal/old.md, a.log)"), "{said}");
    let carried = "(.context/journal/new.md, deep/keep.log, secret.env)";
    assert!(line(&said, "carried").contains(carried), "{said}");
    assert_eq!(read(project.main.join("deep/keep.log")), "x\n");
}

#[test]
fn what_is_carried_is_found_in_a_folder_that_is_dropped() {
    let project = project();
    project.write(".gitignore", "build/\nnode_modules\n");
    project.write(
        ".ctx-analyze.toml",
        "[worktree]\ndisposable = [\"build\"]\ncarry = [\"notes.md\"]\n",
    );
    project.commit("Settings");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    for path in ["build/deep/notes.md", "build/deep/a.o", "build/b.o", "node_modules/a/notes.md"] {
        write(&worktree, path, "x\n");
    }
    let said = project.done(&["teardown", "docs"]);
    let carried = "(build/deep/notes.md, node_modules/a/notes.md)";
    assert!(line(&said, "carried").contains(carried), "{said}");
    assert!(line(&said, "dropped").contains("build/b.o, build/deep/a.o"), "{said}");
}
