//! Trees that nobody would make on purpose, and what must hold of every answer.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

use crate::harness::{Tree, answer, ctx, orders_service, parsed};

const TASK: &str = "- [ ] T1: Fix `Parse` in parse/parse.go\n";
const GO: &str = "package parse\n\n// Parse reads.\nfunc Parse() {}\n";

/// Returns the answer as JSON, and checks what holds for every tree.
fn lawful(root: &Path) -> Value {
    let mut command = ctx();
    command.current_dir(root).args(["analyze", "--output-format", "json", "--root", "."]);
    let document = parsed(&answer(&mut command));
    for path in paths(&document) {
        let inside = !path.starts_with('/') && path.split('/').all(|part| part != "..");
        assert!(inside, "{path} is outside of the root");
    }
    document
}

/// Returns the paths of all predicted files.
fn paths(document: &Value) -> Vec<&str> {
    let files = document["tasks"].as_array().unwrap().iter().flat_map(|task| {
        task["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap())
    });
    files.collect()
}

/// Checks that the first file of the first task is `path`.
#[track_caller]
fn leads_to(document: &Value, path: &str) {
    assert_eq!(document["tasks"][0]["files"][0]["path"], path, "{document:#}");
}

/// Checks that a problem of `path` is listed.
#[track_caller]
fn complains_of(document: &Value, path: &str) {
    let problems = document["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["path"] == path), "{problems:?}");
}

/// Makes a small tree with more files in it.
fn with(files: &[(&str, &[u8])]) -> Tree {
    let repository = Tree::with(&[("TASKS.md", TASK), ("parse/parse.go", GO)]);
    for (path, content) in files {
        let path = repository.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    repository
}

#[test]
fn without_git_and_without_a_module() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("TASKS.md"), TASK).unwrap();
    fs::create_dir(folder.path().join("parse")).unwrap();
    fs::write(folder.path().join("parse/parse.go"), GO).unwrap();
    let document = lawful(folder.path());
    leads_to(&document, "parse/parse.go");
    assert_eq!(document["problems"], serde_json::json!([]));
}

#[test]
fn without_go() {
    let repository = Tree::with(&[
        ("TASKS.md", "- [ ] Describe lines in docs/format.md\n"),
        ("docs/format.md", "# The format\n"),
    ]);
    leads_to(&lawful(repository.path()), "docs/format.md");
}

#[test]
fn a_git_that_is_a_file() {
    let repository = with(&[("docs/a.md", b"# A\n")]);
    fs::remove_dir(repository.path().join(".git")).unwrap();
    fs::write(repository.path().join(".git"), "gitdir: /nowhere/.git/worktrees/x\n").unwrap();
    leads_to(&lawful(repository.path()), "parse/parse.go");
    // It is the top of a work tree all the same.
    let mut below = repository.analyze();
    below.current_dir(repository.path().join("docs"));
    assert!(answer(&mut below).contains("parse/parse.go"));
}

#[test]
fn links_in_a_circle_and_out_of_the_root() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.go"), "package secret\n\nfunc Parse() {}\n").unwrap();
    let repository = with(&[]);
    let root = repository.path();
    symlink(root, root.join("parse/loop")).unwrap();
    symlink("me.go", root.join("me.go")).unwrap();
    symlink(outside.path(), root.join("outside")).unwrap();
    symlink(outside.path().join("secret.go"), root.join("parse/secret.go")).unwrap();
    let document = lawful(root);
    leads_to(&document, "parse/parse.go");
    let followed: Vec<_> = paths(&document)
        .into_iter()
        .filter(|path| path.contains("secret") || path.contains("loop"))
        .collect();
    assert_eq!(followed, Vec::<&str>::new());
}

#[test]
fn a_submodule_is_another_repository() {
    let repository = with(&[
        (".gitmodules", b"[submodule \"lib\"]\n\tpath = lib\n\turl = ../lib\n"),
        ("lib/.git", b"gitdir: ../.git/modules/lib\n"),
        ("lib/parse.go", b"package lib\n\nfunc Parse() {}\n"),
    ]);
    let document = lawful(repository.path());
    leads_to(&document, "parse/parse.go");
    assert!(!paths(&document).contains(&"lib/parse.go"), "{document:#}");
}

#[test]
fn a_go_file_with_a_syntax_error() {
    let go = b"package broken\n\nfunc Whole() {}\n\nfunc broken( {\n";
    let repository = with(&[
        ("TASKS.md", b"- [ ] T1: Make `Whole` faster\n"),
        ("broken/broken.go", go),
        ("other/other.go", b"package other\n"),
    ]);
    let document = lawful(repository.path());
    complains_of(&document, "broken/broken.go");
    leads_to(&document, "broken/broken.go");
}

#[test]
fn bytes_that_are_no_text() {
    let repository = with(&[
        (
            "TASKS.md",
            b"\xff\xfe # T\0\n\nMost of it is text, so that it counts as such.\n\n\
              - [ ] T1: Fix \xc3\x28 `Parse`\0 in parse/parse.go\n",
        ),
        ("parse/latin.go", b"package parse\n\n// gr\xfc\xdfe\nfunc Greet() { _ = \"\xff\" }\n"),
        ("parse/nul.go", b"package parse\n\0\nfunc Nul() {}\n"),
        ("docs/bad.md", b"# Caf\xe9 \xff\n\n\0\n"),
    ]);
    leads_to(&lawful(repository.path()), "parse/parse.go");
}

#[test]
fn a_line_of_ten_megabytes() {
    let long = "x".repeat(10 << 20);
    let repository = with(&[
        ("parse/long.go", format!("package parse\n\nvar s = \"{long}\"\n").as_bytes()),
        ("parse/longer.go", format!("package parse\n\nvar t = \"{long}{long}\"\n").as_bytes()),
        ("docs/long.md", long.as_bytes()),
    ]);
    let document = lawful(repository.path());
    leads_to(&document, "parse/parse.go");
    // Large files are known by their lines, above 16 MiB only by their paths; the answer names them.
    complains_of(&document, "parse/long.go");
    complains_of(&document, "parse/longer.go");
    complains_of(&document, "docs/long.md");
}

#[test]
fn a_backlog_with_a_line_of_ten_megabytes() {
    let backlog = format!("{TASK}- [ ] T2: Change {}\n", "words ".repeat((10 << 20) / 6));
    let repository = with(&[("TASKS.md", backlog.as_bytes())]);
    let document = lawful(repository.path());
    assert_eq!(document["tasks"].as_array().unwrap().len(), 2);
    leads_to(&document, "parse/parse.go");
}

#[test]
fn marks_that_never_close() {
    let stars = "*a ".repeat(1_000);
    let backlog = format!("{TASK}\n{stars}\n");
    let repository = with(&[("TASKS.md", backlog.as_bytes()), ("docs/a.md", stars.as_bytes())]);
    leads_to(&lawful(repository.path()), "parse/parse.go");
}

#[test]
fn names_that_drive_a_terminal() {
    let names: [&[u8]; 6] =
        [b"new\nline.go", b"\"quo'tes\".go", b"\x1b[31mred.go", b"-rf.go", b"\xff\xfe.go", b" .go"];
    let repository = with(&[]);
    for name in names {
        let path = repository.path().join("parse").join(OsStr::from_bytes(name));
        fs::write(path, "package parse\n\nfunc Parse() {}\n").unwrap();
    }
    let document = lawful(repository.path());
    leads_to(&document, "parse/parse.go");
    assert!(paths(&document).contains(&"parse/-rf.go"), "{document:#}");
    // A path that is no UTF-8 cannot be written in JSON, so it is named, not predicted as it is.
    complains_of(&document, "parse/\u{fffd}\u{fffd}.go");
    for arguments in [&["--verbose"][..], &["--explain", "T1"]] {
        let text = answer(repository.analyze().args(arguments).args(["--color", "always"]));
        assert!(!text.contains("\u{1b}[31mred"), "{text}");
    }
}

#[test]
fn a_huge_binary() {
    let mut content = vec![0_u8; 20 << 20];
    content[..4].copy_from_slice(b"\x7fELF");
    let repository = with(&[("parse/blob", &content), ("parse/blob.go", &content)]);
    leads_to(&lawful(repository.path()), "parse/parse.go");
}

/// Collects everything below `folder` with its size and the time of its last change.
fn listing(folder: &Path, into: &mut BTreeMap<PathBuf, (u64, SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        into.insert(path.clone(), (metadata.len(), metadata.modified().unwrap()));
        if metadata.is_dir() {
            listing(&path, into);
        }
    }
}

#[test]
fn nothing_is_written_into_the_repository() {
    let repository = with(&[("docs/a.md", b"# A\n"), ("go.mod", b"module example.com/a\n")]);
    let all = || {
        let mut all = BTreeMap::new();
        listing(repository.path(), &mut all);
        all
    };
    let before = all();
    for arguments in [&["--verbose"][..], &["--explain", "T1"], &["--output-format", "json"]] {
        answer(repository.analyze().args(arguments));
    }
    assert_eq!(all(), before);
    assert!(before.len() > 6, "{before:?}");
}

/// Returns the ids in a list of a document.
fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
}

#[test]
fn every_task_of_the_fixture_has_one_place() {
    let document = lawful(&orders_service());
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    let mut place = |id, name: String| {
        let other = places.insert(id, name);
        assert_eq!(other, None, "{id} has two places");
    };
    for track in document["tracks"].as_array().unwrap() {
        for id in ids(&track["tasks"]).into_iter().chain(ids(&track["later"])) {
            place(id, track["name"].to_string());
        }
    }
    for deferral in document["deferred"].as_array().unwrap() {
        place(deferral["task"].as_str().unwrap(), String::new());
    }
    for id in ids(&document["unknown"]) {
        place(id, String::new());
    }
    for group in document["later"].as_array().unwrap() {
        for id in ids(&group["tasks"]) {
            place(id, String::new());
        }
    }
    let tasks = document["tasks"].as_array().unwrap();
    let tasks: BTreeSet<&str> = tasks.iter().map(|task| task["id"].as_str().unwrap()).collect();
    assert!(tasks.len() > 20, "{tasks:?}");
    assert_eq!(places.keys().copied().collect::<BTreeSet<_>>(), tasks);

    let overlaps = document["overlaps"].as_array().unwrap();
    let conflicts: Vec<_> =
        overlaps.iter().filter(|overlap| overlap["verdict"] == "conflict").collect();
    for conflict in conflicts {
        let [a, b] = ["a", "b"].map(|end| &places[conflict[end].as_str().unwrap()]);
        assert!(a == b || a.is_empty() || b.is_empty(), "{conflict} is across tracks");
    }
}
