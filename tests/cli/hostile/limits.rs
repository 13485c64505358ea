//! Files larger than what is read: each is named, in the answer or in one line.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;

use crate::harness::{GitRepository, Tree, answer, ctx, parsed};

/// Size of a backlog of records beyond the limit, in bytes.
const MANY_BYTES: usize = 100_000_000;

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

/// Returns so many bytes of records, one a line, between a beginning and an end.
fn records(begin: &str, separator: &str, end: &str, bytes: usize) -> String {
    let text = "The order is charged again when the provider does not answer. ".repeat(60);
    let mut out = begin.to_owned();
    for id in 1_u32.. {
        write!(
            out,
            r#"{{"id":"a-{id}","title":"Charge {id}","status":"closed","description":"{text}"}}"#
        )
        .unwrap();
        if out.len() + end.len() >= bytes {
            break;
        }
        out.push_str(separator);
    }
    out + end
}

#[test]
fn a_backlog_of_100_mb_of_records_is_a_problem_and_other_backlogs_are_read() {
    for (path, begin, separator, end) in [
        (".beads/issues.jsonl", "", "\n", "\n"),
        (".taskmaster/tasks/tasks.json", "{\"master\":{\"tasks\":[\n", ",\n", "\n]}}\n"),
    ] {
        let tree = Tree::with(&[
            ("TASKS.md", "- [ ] T1: Fix `Parse` in parse/parse.go\n"),
            ("parse/parse.go", "package parse\n\nfunc Parse() {}\n"),
            (path, &records(begin, separator, end, MANY_BYTES)),
        ]);
        let document = parsed(&answer(tree.analyze().args(["--output-format", "json"])));
        let problems = document["problems"].as_array().unwrap();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(
            (&problems[0]["path"], &problems[0]["id"]),
            (&path.into(), &"unusable-backlog".into())
        );
        let message = problems[0]["message"].as_str().unwrap();
        assert!(message.contains("larger than 67108864 bytes"), "{message}");
        assert_eq!(document["tasks"].as_array().unwrap().len(), 1);
        // Without another backlog, there is no answer.
        fs::remove_file(tree.path().join("TASKS.md")).unwrap();
        let run = tree.analyze().assert().code(2).stdout("");
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(said.contains(path) && said.contains("larger than 67108864 bytes"), "{said}");
    }
}

#[test]
fn a_record_that_cannot_be_read_among_many_is_named_with_its_line_and_the_rest_is_read() {
    let many = records("", "\n", "\n", 2_000_000);
    let broken = many.lines().count() as u64 + 1;
    let text = format!(
        "{many}{{\"id\":\"a-b\",\"title\n{{\"id\":\"b-1\",\"title\":\"Fix Parse in parse/parse.go\",\
         \"status\":\"open\"}}\n"
    );
    let tree = Tree::with(&[
        (".beads/issues.jsonl", &text),
        ("parse/parse.go", "package parse\n\nfunc Parse() {}\n"),
    ]);
    let document = parsed(&answer(tree.analyze().args(["--output-format", "json"])));
    let problems = document["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((&problems[0]["id"], &problems[0]["line"]), (&"record".into(), &broken.into()));
    let tasks = document["tasks"].as_array().unwrap();
    assert_eq!(tasks.iter().map(|task| &task["id"]).collect::<Vec<_>>(), ["b-1"]);
}
