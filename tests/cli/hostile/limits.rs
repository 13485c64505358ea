//! Files larger than what is read: each is named, in the answer or in one line.

use std::fs::File;
use std::path::Path;

use crate::harness::{GitRepository, ctx, parsed};

/// Makes a file of so many zeros, which take no room on the disk.
fn make(root: &Path, name: &str, size: u64) {
    File::create(root.join(name)).unwrap().set_len(size).unwrap();
}

#[test]
fn a_file_beyond_its_limit_is_refused_in_one_line() {
    for (name, limit, arguments) in [
        ("TASKS.md", 64 << 20, &["analyze"][..]),
        ("other.md", 64 << 20, &["next", "--tasks", "other.md"]),
        (".ctx-analyze.toml", 64 << 10, &["check"]),
        (".ctx-model.json", 1 << 20, &["analyze"]),
        ("old.json", 256 << 20, &["check", "--baseline", "old.json"]),
        ("plan.json", 1 << 30, &["worktree", "create", "--plan", "plan.json"]),
        ("cases.jsonl", 1 << 30, &["backtest", "--cases", "cases.jsonl", "--clones", "."]),
    ] {
        let repository = GitRepository::with_past();
        make(repository.path(), name, limit + 1);
        let run = ctx().current_dir(repository.path()).args(arguments).assert().code(2).stdout("");
        let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains(name) && said.contains(&format!("larger than {limit} bytes")),
            "{said}"
        );
    }
}

#[test]
fn a_file_beyond_its_limit_is_a_problem_where_there_is_an_answer_without_it() {
    for (name, limit) in
        [(".gitignore", 4 << 20), ("alpha/.ignore", 4 << 20), ("more.go", 16 << 20)]
    {
        let repository = GitRepository::with_past();
        make(repository.path(), name, limit + 1);
        let document = parsed(&repository.json());
        let problems = document["problems"].as_array().unwrap();
        let named = problems.iter().find(|problem| problem["path"] == name);
        assert!(
            named.is_some_and(|it| it.to_string().contains("larger than")),
            "{name}: {problems:?}"
        );
    }
}
