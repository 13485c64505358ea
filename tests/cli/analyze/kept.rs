//! The plan that `ctx analyze` keeps, and hints.

use std::fs;

use crate::harness::{
    GitRepository, Tree, analyze, answer, evidence, files, json, parsed, refusal,
};

#[test]
fn the_main_checkout_keeps_the_plan() {
    let repository = GitRepository::with_past();
    let file = repository.path().join(".git/ctx/plan.json");
    for arguments in [&["--no-keep"][..], &["--explain", "T1"]] {
        repository.analyze().args(arguments).assert().code(0);
        assert!(!file.exists(), "{arguments:?}");
    }
    let mut command = repository.analyze();
    command.args(["--tasks", "-"]).write_stdin("- [ ] X1: Change docs/format.md\n");
    command.assert().code(0);
    assert!(!file.exists(), "standard input");
    let linked = repository.beside("linked");
    repository.git(&["worktree", "add", "--quiet", "--detach", linked.to_str().unwrap()]);
    analyze(&linked).assert().code(0).stderr("");
    assert!(!file.exists(), "a linked worktree");

    repository.analyze().args(["--history-depth", "0"]).assert().code(0).stderr("");
    let kept = parsed(&fs::read_to_string(&file).unwrap());
    let whole = parsed(&repository.json());
    assert_eq!(kept["head"], repository.git(&["rev-parse", "HEAD"]).as_str());
    assert_eq!((&kept["prefix"], &kept["backlogs"]), (&"".into(), &whole["backlogs"]));
    let files =
        kept["tasks"].as_array().unwrap().iter().flat_map(|it| it["files"].as_array().unwrap());
    let files: Vec<_> = files.collect();
    assert!(!files.is_empty());
    assert!(
        files.iter().all(|it| it["predicted"] == true && it["evidence"] == serde_json::json!([]))
    );
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_folder_below_the_top_is_named() {
    let repository = GitRepository::with_past();
    repository.write("services/a/TODO.md", "- [ ] Write main.go\n");
    let document = parsed(&json(&repository.path().join("services/a")));
    assert_eq!(document["prefix"], "services/a/");
}

#[test]
fn a_plan_that_cannot_be_kept_is_a_remark() {
    let repository = GitRepository::with_past();
    // A file where the folder would be.
    repository.write(".git/ctx", "");
    let output = repository.analyze().assert().code(0).get_output().clone();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.starts_with("ctx: the plan is not kept") && error.lines().count() == 1,
        "{error}"
    );
    Tree::small().analyze().assert().code(0).stderr("");
}

fn hinted(repository: &GitRepository, hint: &str) -> String {
    answer(repository.analyze().args(["--output-format", "json", "--no-keep", "--hint", hint]))
}

#[test]
fn a_hint_is_evidence_of_its_own() {
    let repository = GitRepository::with_past();
    let before = parsed(&repository.json());
    let text = hinted(&repository, "T2=gamma/gamma.go");
    let expected = "you said so: --hint 'T2=gamma/gamma.go'".to_owned();
    assert_eq!(evidence(&text, "T2", "hint"), [("gamma/gamma.go".to_owned(), expected)]);
    assert!(files(&text, "T1", "hint").is_empty());
    let document = parsed(&text);
    assert_eq!(document["hints"], serde_json::json!([{"task": "T2", "path": "gamma/gamma.go"}]));
    let of = |document: &serde_json::Value| {
        let files = document["tasks"][1]["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["path"] == "gamma/gamma.go");
        file.map_or(0.0, |file| file["probability"].as_f64().unwrap())
    };
    assert!(of(&document) > of(&before) + 0.2, "{} {}", of(&document), of(&before));
}

#[test]
fn a_hint_is_a_file_a_folder_a_glob_or_a_new_file() {
    let repository = GitRepository::with_past();
    for (hint, expected) in [
        ("T1=gamma/", "gamma/gamma.go"),
        ("T1=gamma", "gamma/gamma.go"),
        ("T1=docs/*.md", "docs/format.md"),
        ("T1=./gamma/../new/thing.go", "new/thing.go"),
        ("frobnicator=gamma/gamma.go", "gamma/gamma.go"),
    ] {
        assert_eq!(files(&hinted(&repository, hint), "T1", "hint"), [expected], "{hint}");
    }
    let absolute = format!("T1={}", repository.path().join("gamma/gamma.go").display());
    assert_eq!(files(&hinted(&repository, &absolute), "T1", "hint"), ["gamma/gamma.go"]);
}

#[test]
fn a_hinted_file_that_does_not_exist_is_said_to_be_new() {
    let repository = GitRepository::with_past();
    let said = |hint: &str| {
        let done = repository.analyze().args(["--no-keep", "--hint", hint]).assert().code(0);
        String::from_utf8(done.get_output().stderr.clone()).unwrap()
    };
    for (hint, path) in
        [("T1=gamma/gama.go", "gamma/gama.go"), ("T1=./new/../thing.go", "thing.go")]
    {
        let expected =
            format!("ctx: --hint {hint:?}: {path} does not exist, so it counts as a new file\n");
        assert_eq!(said(hint), expected);
    }
    for hint in ["T1=gamma/gamma.go", "T1=gamma", "T1=gamma/", "T1=docs/*.md"] {
        assert_eq!(said(hint), "", "{hint}");
    }
}

#[test]
fn a_hinted_task_is_not_unknown() {
    let repository = GitRepository::with_past();
    for at in 0..200 {
        repository.write(format!("many/f{at}.txt"), "x\n");
    }
    repository.write("TASKS.md", "- [ ] Qqq\n- [ ] a=b Zzz\n");
    let unknown = |text: &str| parsed(text)["unknown"].as_array().unwrap().len();
    assert_eq!(unknown(&repository.json()), 2);
    assert_eq!(unknown(&hinted(&repository, "L1=many/")), 1);
    assert_eq!(unknown(&hinted(&repository, "a=b=many/f1.txt")), 1, "the title has a =");
}

#[test]
fn a_hint_that_says_nothing_is_refused() {
    let repository = GitRepository::with_past();
    for (hint, said) in [
        ("T1", "expected TASK=PATH"),
        ("T1=", "expected TASK=PATH"),
        ("T9=docs/", "nearest: T1"),
        ("the=docs/", "could be 2 tasks"),
        ("T1=../x.go", "not inside"),
        ("T1=/etc/passwd", "not inside"),
        ("T1=.", "not inside"),
        ("T1=nowhere/", "is no folder of the repository"),
        ("T1=nowhere/*.go", "matches no file"),
    ] {
        let error = refusal(repository.analyze().args(["--hint", hint]));
        assert!(error.contains(said) && error.lines().count() == 1, "{hint}: {error}");
    }
}
