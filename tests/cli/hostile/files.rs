//! Links, pipes and devices where a file or folder is expected, and names that forge lines.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use crate::harness::{Project, Tree, commit, ctx, write};

/// Time that is longer than any of these runs takes that waits for nothing.
const PATIENCE: Duration = Duration::from_secs(120);

fn make_pipe(path: &Path) {
    Command::new("mkfifo").arg(path).assert().success();
}

#[test]
fn a_pipe_in_place_of_any_file_that_is_read_is_not_waited_for() {
    for name in [
        ".gitignore",
        ".gitattributes",
        ".ignore",
        "parse/.gitignore",
        ".ctxrc",
        ".context/TASKS.md",
        "go.mod",
        "README.md",
    ] {
        let project = Project::named("p");
        let path = project.main.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        make_pipe(&path);
        let mut command = ctx();
        command.current_dir(&project.main).args(["analyze", "-v"]).timeout(PATIENCE);
        let output = command.assert().code(0).get_output().clone();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("docs/a.md"), "{name}: {text}");
    }
    for name in ["TASKS.md", ".ctx-model.json"] {
        let project = Project::named("p");
        let path = project.main.join(name);
        let _ = fs::remove_file(&path);
        make_pipe(&path);
        let mut command = ctx();
        command.current_dir(&project.main).arg("analyze").timeout(PATIENCE).assert().code(2);
    }
}

#[test]
fn ignore_rules_are_not_read_through_a_link() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret"), "docs\nvery[secret\n").unwrap();
    let project = Project::named("p");
    for name in
        ["internal/.gitignore", ".ignore", "docs/.gitignore", "docs/.ignore", ".gitattributes"]
    {
        symlink(outside.path().join("secret"), project.main.join(name)).unwrap();
    }
    let mut command = ctx();
    command.current_dir(&project.main).args(["analyze", "-v"]);
    let output = command.assert().code(0).get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("secret"), "{text}");
    assert!(text.contains("internal/.gitignore: does not count: a symbolic link"), "{text}");
    assert!(text.contains("docs/a.md"), "{text}");
}

#[test]
fn the_folder_of_the_executor_is_no_way_out_of_the_repository() {
    let outside = tempfile::tempdir().unwrap();
    for (name, target) in [("ctx", ""), ("ctx/worktrees", "w"), ("info", "i")] {
        let project = Project::planned();
        fs::write(outside.path().join("plan.json"), "precious").unwrap();
        let target = outside.path().join(target);
        fs::create_dir_all(&target).unwrap();
        let link = project.main.join(".git").join(name);
        let moved = link.with_extension("moved");
        let _ = fs::rename(&link, moved);
        symlink(&target, &link).unwrap();
        let before = fs::read_dir(&target).unwrap().count();
        let mut command = ctx();
        command.current_dir(&project.main).arg("analyze").assert().code(0);
        project.ctx(&["create", "--no-plan", "docs"]).timeout(PATIENCE).assert().failure();
        assert_eq!(fs::read_dir(&target).unwrap().count(), before, "{name}");
        assert_eq!(fs::read_to_string(outside.path().join("plan.json")).unwrap(), "precious");
    }
}

/// Makes something at a path.
type Making = fn(&Path);

/// Things that lie where a folder is expected, and how to make them.
const NO_FOLDERS: [(&str, Making); 5] = [
    ("a file", |path| fs::write(path, "precious").unwrap()),
    ("a pipe", make_pipe),
    ("a link without a target", |path| symlink("/nowhere/at/all", path).unwrap()),
    ("a link to a device", |path| symlink("/dev/null", path).unwrap()),
    ("a link to a folder inside", |path| symlink("../docs", path).unwrap()),
];

#[test]
fn nothing_is_written_where_the_folder_of_the_executor_is_none() {
    for (what, make) in NO_FOLDERS {
        let project = Project::named("p");
        let path = project.main.join(".git/ctx");
        make(&path);
        let before = project.state();
        let mut analyze = ctx();
        analyze.current_dir(&project.main).arg("analyze").timeout(PATIENCE).assert().code(0);
        for arguments in [&["create", "--no-plan", "docs"][..], &["teardown", "docs"], &["prune"]] {
            let output = project.ctx(arguments).timeout(PATIENCE).assert().code(2);
            let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
            assert!(said.contains("not a folder, but ctx keeps"), "{what} {arguments:?}: {said}");
            assert!(said.contains("(`mv .git/ctx ELSEWHERE`)"), "{what} {arguments:?}: {said}");
        }
        assert_eq!(project.state(), before, "{what}");
        assert!(!path.symlink_metadata().unwrap().is_dir(), "{what}");
    }
}

#[test]
fn attributes_are_written_into_a_folder_alone() {
    for (what, make) in NO_FOLDERS {
        let project = Project::named("p");
        let path = project.main.join(".git/info");
        let _ = fs::remove_dir_all(&path);
        make(&path);
        let output = project.ctx(&["install-merge-driver"]).timeout(PATIENCE).assert().code(2);
        let said = String::from_utf8(output.get_output().stderr.clone()).unwrap();
        assert!(
            said.contains("not a folder, but git keeps its attributes there"),
            "{what}: {said}"
        );
        assert!(said.contains("(`mv .git/info ELSEWHERE`)"), "{what}: {said}");
        assert!(!path.symlink_metadata().unwrap().is_dir(), "{what}");
        assert!(!project.main.join("docs/attributes").exists(), "{what}");
    }
}

#[test]
fn a_file_of_the_executor_that_is_none_is_refused_or_replaced() {
    for name in ["plan.json", "lock", "journal.json", "worktrees/docs.json"] {
        for is_pipe in [true, false] {
            let outside = tempfile::tempdir().unwrap();
            let target = outside.path().join("precious");
            fs::write(&target, "precious").unwrap();
            let project = Project::planned();
            let path = project.common(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let _ = fs::remove_file(&path);
            if is_pipe {
                make_pipe(&path);
            } else {
                symlink(&target, &path).unwrap();
            }
            for arguments in [&["create"][..], &["list"], &["status"], &["prune"]] {
                project.ctx(arguments).timeout(PATIENCE).output().unwrap();
            }
            let mut analyze = ctx();
            analyze.current_dir(&project.main).arg("analyze").timeout(PATIENCE).assert().code(0);
            assert_eq!(fs::read_to_string(&target).unwrap(), "precious", "{name}");
            let is_regular = fs::symlink_metadata(&path).is_ok_and(|known| known.is_file());
            assert_eq!(is_regular, name == "plan.json", "{name}");
        }
    }
}

#[test]
fn the_attributes_of_a_backlog_are_about_no_other_file() {
    let names = [
        "odd/x\na.go filter=evil y=",
        "odd/x\r\na.go filter=evil",
        "odd/\"quoted\" a.go filter=evil",
        "odd/back\\slash\\n[a]*?",
        "odd/#no !comment\u{1}\u{7f}",
        "odd/ leading and trailing ",
    ];
    let project = Project::named("p");
    project.write("a.go", "package a\n");
    let backlogs = names.map(|name| format!("{name}/tasks.md"));
    for backlog in &backlogs {
        project.write(backlog, "- [ ] T1: Fix a.go\n");
    }
    project.commit("Odd");
    // Where no convention has backlogs, each is named.
    let install: Vec<&str> = ["install-merge-driver", "--"]
        .into_iter()
        .chain(backlogs.iter().map(String::as_str))
        .collect();
    project.done(&install);
    for backlog in &backlogs {
        let said = project.git(&["check-attr", "-z", "merge", "--", backlog]);
        assert_eq!(said.split('\0').nth(2), Some("ctx-tasks"), "{backlog:?}");
    }
    let said = project.git(&["check-attr", "-a", "--", "a.go", "evil", "odd/x"]);
    assert_eq!(said, "");
    project.done(&install);
    let text = fs::read_to_string(project.main.join(".git/info/attributes")).unwrap();
    let own = text.lines().filter(|line| line.contains("odd/"));
    assert_eq!(own.count(), backlogs.len(), "{text}");
}

#[test]
fn a_plan_forges_no_remark() {
    let project = Project::planned();
    let text = fs::read_to_string(project.common("plan.json")).unwrap();
    let forged = "x\nctx: all is well\r\u{1b}[2K\u{202e}";
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    let edits: [&dyn Fn(&mut serde_json::Value); 6] = [
        &|plan| plan["tracks"][0]["branch"] = forged.into(),
        &|plan| plan["tracks"][0]["name"] = forged.into(),
        &|plan| plan["tracks"][0]["tasks"][0] = forged.into(),
        &|plan| plan["tasks"][0]["id"] = forged.into(),
        &|plan| plan["tasks"][0]["title"] = forged.into(),
        &|plan| plan["backlogs"][0] = forged.into(),
    ];
    for (at, edit) in edits.iter().enumerate() {
        let mut plan = whole.clone();
        edit(&mut plan);
        let file = project.main.with_file_name("edited.json");
        fs::write(&file, plan.to_string()).unwrap();
        let output = project.ctx(&["create", "--plan", file.to_str().unwrap()]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(at > 0 || said.contains("but its branch is"), "{said}");
        let is_forged = |line: &str| line.starts_with("ctx: all") || line.starts_with("  ctx: all");
        assert!(!said.lines().any(is_forged), "{at}: {said}");
        assert!(!said.contains(['\r', '\u{1b}', '\u{202e}']), "{at}: {said:?}");
        project.ctx(&["prune"]).output().unwrap();
        for name in ["docs", "crypto", "recall"] {
            project.ctx(&["teardown", "--no-merge", "-D", name]).output().unwrap();
        }
    }
}

#[test]
fn tracks_have_names_that_can_be_read() {
    let project = Project::named("p");
    for name in ["a\u{202e}b", "a\u{61c}b", "a\u{e0069}", "a\u{200b}b", "a\u{2066}b", "\u{feff}a"] {
        let said = project.refused(&["create", "--no-plan", name]);
        assert!(said.contains("invisible character"), "{said}");
        assert_eq!(project.linked(), 0);
    }
}

#[test]
fn names_and_titles_hide_nothing() {
    let hidden = ['\u{61c}', '\u{e0069}', '\u{200b}', '\u{202e}', '\u{2068}', '\u{e0101}'];
    for c in hidden {
        let task = format!("- [ ] T1: Fix {c}the order in or{c}der.go\n");
        let name = format!("or{c}der.go");
        let repository = Tree::with(&[("TASKS.md", &task), (&name, "package order\n")]);
        for arguments in [&["analyze", "-v"][..], &["analyze", "--explain", "T1"], &["next"]] {
            let mut command = ctx();
            let output = command.current_dir(repository.path()).args(arguments).output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(!text.contains(c) && text.contains("T1"), "{c:?} {arguments:?}: {text}");
        }
    }
}

#[test]
fn branches_and_folders_hide_nothing() {
    for c in ['\u{61c}', '\u{e0069}', '\u{200b}', '\u{202e}', '\u{2068}', '\u{feff}'] {
        let project = Project::named("p");
        let (branch, folder) = (format!("work/b{c}x"), format!("p-b{c}x"));
        let place = project.main.with_file_name(&folder);
        project.git(&["worktree", "add", "--quiet", "-b", &branch, place.to_str().unwrap()]);
        write(&place, format!("docs/n{c}ew.md"), "new\n");
        commit(&place, &format!("Work{c} on it"));
        for arguments in [
            &["list"][..],
            &["status"],
            &["status", &branch],
            &["doctor"],
            &["teardown", &branch, "--dry-run", "--into", "main"],
        ] {
            let output = project.ctx(arguments).output().unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert!(!said.contains(c), "{c:?} {arguments:?}: {said}");
            assert!(said.contains("bx") || arguments == ["doctor"], "{arguments:?}: {said}");
        }
    }
}

#[test]
fn what_is_tracked_counts_whatever_ignores_it() {
    let project = Project::named("p");
    // A rule above the repository, one of it, and one of ripgrep's.
    write(project.main.parent().unwrap(), ".gitignore", "*\n");
    project.write(".gitignore", "*.gen.go\n");
    project.write(".ignore", "hidden/\n");
    project.write("sub/TASKS.md", "- [ ] T1: Fix api.gen.go\n- [ ] T2: Rework api.gen.go\n");
    project.write("sub/api.gen.go", "package sub\n");
    project.write("sub/hidden/b.go", "package hidden\n");
    project.write("sub/new.gen.go", "package sub\n");
    project.git(&["add", "--force", "sub/api.gen.go", "sub/hidden/b.go", "sub/TASKS.md"]);
    let mut command = ctx();
    command.current_dir(&project.main).args(["analyze", "-C", "sub", "--output-format", "json"]);
    let output = command.assert().code(0).get_output().clone();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["scanned_files"], 2);
    assert_eq!(document["tasks"][0]["files"][0]["path"], "api.gen.go", "{document:#}");
    assert_eq!(document["tracks"].as_array().unwrap().len(), 1, "they share a track: {document:#}");
}
