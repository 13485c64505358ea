//! The files that are analysed are those that git sees in the working tree.

use serde_json::Value;

use crate::harness::{GitRepository, answer, ctx, git, parsed};

const LIST: &str = "- [ ] T1: Fix Keep in in/a.go\n- [ ] T2: Rework out/b.go\n\
    - [ ] T3: Test out/b.go again\n";

fn begun() -> GitRepository {
    let repository = GitRepository::empty();
    repository.write("in/a.go", "package in\n\nfunc Keep() {}\n");
    repository.write("out/b.go", "package out\n\nfunc Drop() {}\n");
    repository.write("TASKS.md", LIST);
    repository.commit("Begin");
    repository
}

/// Returns the paths predicted for a task.
fn paths(document: &Value, id: &str) -> Vec<String> {
    let tasks = document["tasks"].as_array().unwrap();
    let task = tasks.iter().find(|task| task["id"] == id).unwrap();
    let files = task["files"].as_array().unwrap().iter();
    files.map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_a_sparse_checkout_leaves_out_counts_by_its_path() {
    for cone in ["--cone", "--no-cone"] {
        let repository = begun();
        let document = parsed(&repository.json());
        assert_eq!(document["scanned_files"], 2);
        assert_eq!(paths(&document, "T2")[0], "out/b.go");
        repository.git(&["sparse-checkout", "set", cone, "in"]);
        if cone == "--no-cone" {
            repository.write("TASKS.md", LIST);
        }
        assert!(!repository.path().join("out").exists());
        let document = parsed(&repository.json());
        assert_eq!(document["scanned_files"], 2, "{cone}");
        assert!(document["problems"].to_string().contains("leaves out 1 tracked files"), "{cone}");
        assert_eq!(paths(&document, "T1")[0], "in/a.go");
        for task in ["T2", "T3"] {
            assert_eq!(paths(&document, task)[0], "out/b.go", "{cone}");
        }
        let text = answer(repository.analyze().args(["--no-keep"]));
        assert!(!text.contains("(new)"), "{cone}: it is tracked\n{text}");
        let tracks = document["tracks"].as_array().unwrap().iter();
        let together = |track: &Value| {
            let holds = |task: &str| track["tasks"].as_array().unwrap().contains(&task.into());
            holds("T2") == holds("T3")
        };
        assert!(tracks.clone().all(together), "{cone}: {document:#}");
        // A file that lies there all the same counts.
        repository.write("out/b.go", "package out\n\nfunc Drop() {}\n");
        let document = parsed(&repository.json());
        assert_eq!(document["scanned_files"], 2, "{cone}");
        assert!(!document["problems"].to_string().contains("sparse"), "{cone}");
        assert_eq!(paths(&document, "T2")[0], "out/b.go", "{cone}");
    }
}

#[test]
fn what_is_in_a_submodule_belongs_to_another_repository() {
    let library = begun();
    library.write("out/b.go", "package out\n\nfunc Only() {}\n");
    library.commit("Only");
    for is_checked_out in [true, false] {
        let repository = begun();
        let source = library.path().to_str().unwrap();
        let added = git(repository.path())
            .args([
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                source,
                "lib",
            ])
            .output();
        assert!(added.unwrap().status.success());
        repository.commit("Library");
        if !is_checked_out {
            repository.git(&["submodule", "--quiet", "deinit", "--force", "lib"]);
        }
        let document = parsed(&repository.json());
        assert_eq!(document["scanned_files"], 3, "with .gitmodules: {is_checked_out}");
        for task in ["T1", "T2", "T3"] {
            let paths = paths(&document, task);
            assert!(paths.iter().all(|path| !path.starts_with("lib")), "{paths:?}");
        }
    }
}

#[test]
fn an_unmerged_file_counts_once_in_each_state_of_a_conflict() {
    let changes: [(&str, Option<&str>, Option<&str>, u64); 4] = [
        ("by both", Some("// one\n"), Some("// other\n"), 2),
        ("deleted by them", Some("// one\n"), None, 2),
        ("deleted by us", None, Some("// other\n"), 2),
        ("as it was", Some("// one\n"), Some("// one\n"), 2),
    ];
    for (what, ours, theirs, files) in changes {
        let repository = begun();
        let change = |text: Option<&str>| {
            match text {
                Some(text) => repository.append("in/a.go", text),
                None => drop(repository.git(&["rm", "--quiet", "in/a.go"])),
            }
            repository.commit("Change");
        };
        repository.git(&["switch", "--quiet", "--create", "other"]);
        change(theirs);
        repository.git(&["switch", "--quiet", "main"]);
        change(ours);
        let merged = git(repository.path()).args(["merge", "--quiet", "other"]).output().unwrap();
        let unmerged = repository.git(&["ls-files", "--unmerged"]);
        assert_eq!(merged.status.success(), unmerged.is_empty(), "{what}");
        assert_eq!(unmerged.is_empty(), what == "as it was", "{what}");
        let document = parsed(&repository.json());
        assert_eq!(document["scanned_files"], files, "{what}: {unmerged}");
        let paths = paths(&document, "T1");
        let times = paths.iter().filter(|path| *path == "in/a.go").count();
        assert_eq!(times, 1, "{what}: {paths:?}");
    }
}

#[test]
fn what_git_would_not_add_is_not_read_and_what_it_tracks_is() {
    type Making = fn(&GitRepository);
    let rules: [(&str, Making); 6] = [
        ("a file of rules above", |it| it.write("out/.gitignore", "b.go\n")),
        ("the repository's own excludes", |it| it.write(".git/info/exclude", "/out/\n")),
        ("a file of the user", |it| {
            it.write(".git/own", "b.go\n");
            let own = it.path().join(".git/own");
            it.git(&["config", "core.excludesFile", own.to_str().unwrap()]);
        }),
        ("a rule for all", |it| it.write(".gitignore", "*\n")),
        ("ripgrep's rules", |it| it.write(".ignore", "out\n")),
        ("rules for all, in both files", |it| {
            it.write(".gitignore", "*\n");
            it.write(".ignore", "*\n");
        }),
    ];
    for (what, rule) in rules {
        let tracked = begun();
        rule(&tracked);
        let document = parsed(&tracked.json());
        assert_eq!(paths(&document, "T2")[0], "out/b.go", "{what}");
        let together = document["tracks"].as_array().unwrap().iter().any(|track| {
            let holds = |task: &str| track["tasks"].as_array().unwrap().contains(&task.into());
            holds("T2") && holds("T3")
        });
        assert!(together, "{what}: {document:#}");
        let untracked = begun();
        rule(&untracked);
        untracked.git(&["rm", "--quiet", "--cached", "out/b.go"]);
        let with_rules = parsed(&untracked.json())["scanned_files"].as_u64().unwrap();
        let seen = parsed(&tracked.json())["scanned_files"].as_u64().unwrap();
        assert_eq!(with_rules + 1, seen, "{what}");
    }
}

#[test]
fn rules_above_the_repository_count_from_no_folder_of_it() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(".gitignore"), "*\n").unwrap();
    std::fs::write(home.path().join(".ignore"), "*\n").unwrap();
    let repository = begun();
    repository.write("in/deep/c.go", "package deep\n");
    let clone = home.path().join("clone");
    let source = repository.path().to_str().unwrap();
    git(home.path()).args(["clone", "--quiet", source, clone.to_str().unwrap()]).assert().success();
    std::fs::create_dir(clone.join("in/new")).unwrap();
    std::fs::write(clone.join("in/new/d.go"), "package new\n").unwrap();
    for (root, files) in [("", 3), ("in", 2), ("in/new", 1), ("out", 1)] {
        let mut command = ctx();
        command.current_dir(&clone).env("HOME", home.path());
        command.args(["analyze", "--no-keep", "--output-format", "json", "--tasks", "TASKS.md"]);
        command.arg("-C").arg(clone.join(root));
        let document = parsed(&answer(&mut command));
        assert_eq!(document["scanned_files"], files, "{root:?}: {document:#}");
    }
    // Outside of git, rules count from the root down, and so do none above it.
    std::fs::remove_dir_all(clone.join(".git")).unwrap();
    let mut command = ctx();
    command.current_dir(&clone).env("HOME", home.path());
    command.args(["analyze", "--no-keep", "--output-format", "json", "-C", "."]);
    assert_eq!(parsed(&answer(&mut command))["scanned_files"], 3);
}
