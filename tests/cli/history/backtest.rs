//! `ctx backtest` on repositories with a past.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::harness::{GitRepository, answer, ctx, document, refusal, valid, words};

fn backtest(root: &Path) -> Command {
    let mut command = ctx();
    command.current_dir(root).arg("backtest");
    command
}

/// Makes a repository that finished `tasks` tasks, each by a commit that changed the file that it names.
fn finished(tasks: usize) -> GitRepository {
    let past = GitRepository::empty();
    let backlog = |done: usize| {
        let line = |n: usize| {
            let mark = if n < done { 'x' } else { ' ' };
            format!("- [{mark}] T{n:03}: Teach the parser number {n} in parse/p{n}.go to wait\n")
        };
        format!("# Tasks\n\n{}", (0..tasks).map(line).collect::<String>())
    };
    past.write("TASKS.md", backlog(0));
    for n in 0..tasks {
        past.write(format!("parse/p{n}.go"), format!("package parse\n\nfunc P{n}() {{}}\n"));
    }
    past.commit("Plan");
    for n in 0..tasks {
        past.write(
            format!("parse/p{n}.go"),
            format!("package parse\n\nfunc P{n}() {{ wait() }}\n"),
        );
        past.write("TASKS.md", backlog(n + 1));
        past.commit(&format!("Wait in parser {n}"));
    }
    past
}

#[test]
fn finished_tasks_are_replayed_and_measured() {
    let past = finished(3);
    let text = answer(&mut backtest(past.path()));
    assert!(
        text.starts_with("Too few to judge: 3 finished tasks replayed, and 30 are needed."),
        "{text}"
    );
    assert!(!text.contains("Reliability"), "no table of three tasks: {text}");
    assert!(text.contains("Model: built in."), "{text}");
    let text = answer(backtest(past.path()).args(["--output-format", "json"]));
    let document = valid(&text, "backtest");
    assert_eq!(document["scores"]["hit_1"], 1.0);
    assert_eq!((&document["too_few"], &document["commits"]), (&true.into(), &0.into()));
    let html = answer(backtest(past.path()).args(["--output-format", "html"]));
    assert!(html.starts_with("<!doctype html>") && html.contains("Too few to judge"));
    assert!(!html.contains("<svg"), "no diagram of three tasks");
}

#[test]
fn predictions_are_kept_and_never_change_an_answer() {
    let past = finished(3);
    let cache = tempfile::tempdir().unwrap();
    let run = |options: &[&str]| {
        let json = ["--output-format", "json"];
        answer(backtest(past.path()).args(options).args(json))
    };
    let kept = ["--cache-dir", cache.path().to_str().unwrap()];
    let of_cache = |wanted: &str| -> Vec<_> {
        let entries = fs::read_dir(cache.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.to_str().unwrap().contains(wanted)).collect()
    };
    let first = run(&kept);
    let entry = of_cache("replay-");
    assert_eq!(entry.len(), 1, "one entry for a repository: {entry:?}");
    let written = fs::metadata(&entry[0]).unwrap().modified().unwrap();
    assert_eq!(run(&kept), first);
    let modified = fs::metadata(&entry[0]).unwrap().modified().unwrap();
    assert_eq!(modified, written, "nothing new, nothing written");
    assert_eq!(run(&["--no-cache"]), first);
    // Another depth is another question, and one more task is replayed beside the others.
    let shallow = run(&[&kept[..], &["--history-depth", "1"]].concat());
    assert_eq!(shallow, run(&["--no-cache", "--history-depth", "1"]));
    assert_eq!(of_cache("replay-").len(), 2);
    past.write("TASKS.md", "# Tasks\n\n- [ ] Name the wait of all parsers in parse/wait.go\n");
    past.write("parse/wait.go", "package parse\n");
    past.commit("Plan more");
    past.write("parse/wait.go", "package parse\n\nfunc wait() {}\n");
    past.write("TASKS.md", "# Tasks\n\n- [x] Name the wait of all parsers in parse/wait.go\n");
    past.commit("Name it");
    let more = run(&kept);
    assert_eq!(document(&more)["replayed"], 4);
    assert_eq!(more, run(&["--no-cache"]));
    // Damage costs one remark.
    let damaged = entry.iter().find(|path| path.exists()).unwrap();
    fs::write(damaged, "no entry").unwrap();
    assert_eq!(run(&kept), more);
}

#[test]
fn the_answer_does_not_depend_on_jobs_and_limits_hold() {
    let past = finished(4);
    let run = |jobs: &str| {
        answer(backtest(past.path()).args([
            "--limit",
            "2",
            "--jobs",
            jobs,
            "--output-format",
            "json",
        ]))
    };
    assert_eq!(run("1"), run("3"));
    assert_eq!(document(&run("1"))["replayed"], 2);
    let none = refusal(backtest(past.path()).args(["--since", "2099-01-01"]));
    assert!(none.contains("no finished task to replay") && none.contains("2099"), "{none}");
}

#[test]
fn no_answer_overwrites_what_it_was_made_from() {
    let past = finished(2);
    let before = fs::read_to_string(past.path().join("TASKS.md")).unwrap();
    for option in ["--output-file", "--predictions"] {
        let error = refusal(backtest(past.path()).args([option, "TASKS.md"]));
        assert!(error.contains("TASKS.md is also the input"), "{error}");
    }
    assert_eq!(fs::read_to_string(past.path().join("TASKS.md")).unwrap(), before);
    let error = refusal(backtest(past.path()).args(["--output-file", "x", "--predictions", "x"]));
    assert!(error.contains("both write to"), "{error}");
    answer(backtest(past.path()).args(["--history-depth", "4294967296"]));
}

#[test]
fn too_few_tasks_teach_nothing() {
    let past = finished(3);
    let text = answer(backtest(past.path()).arg("--fit"));
    assert!(
        text.contains("Not saved: 3 tasks are too few to learn from, 30 are needed."),
        "{text}"
    );
    assert!(text.contains("Model: built in."), "{text}");
    assert!(!past.path().join(".ctx-model.json").exists());
    assert!(
        refusal(backtest(past.path()).arg("--ablation"))
            .contains("tasks to learn from, and there are 3")
    );
}

#[test]
fn learned_weights_are_saved_if_better_and_then_used() {
    let past = finished(32);
    let text = answer(backtest(past.path()).arg("--fit"));
    assert!(text.contains("Written to"), "{text}");
    let weights = fs::read_to_string(past.path().join(".ctx-model.json")).unwrap();
    assert!(weights.contains("Learned from 32 finished tasks and 0 commits"), "{weights}");

    past.write("TASKS.md", "- [ ] T100: Teach parse/p1.go to run\n");
    let analysis =
        answer(ctx().current_dir(past.path()).args(["analyze", "--output-format", "json"]));
    assert!(analysis.contains(".ctx-model.json"), "named in the answer");
    let text = answer(ctx().current_dir(past.path()).arg("analyze"));
    let text = words(&text);
    assert!(text.contains("of history, by the model in .ctx-model.json"), "{text}");
    let text = answer(&mut backtest(past.path()));
    assert!(text.contains("Model: .ctx-model.json."), "{text}");

    past.write(".ctx-model.json", "intercept = \"high\"\n");
    let error = refusal(ctx().current_dir(past.path()).arg("analyze"));
    assert!(error.contains(".ctx-model.json: ") && error.contains("ctx backtest --fit"), "{error}");
}

#[test]
fn the_result_is_kept_for_the_page_of_the_analysis() {
    let past = finished(30);
    past.append("TASKS.md", "- [ ] T100: Teach parse/p1.go to run\n");
    let kept = past.path().join(".git/ctx/backtest.json");
    let page = || {
        let mut command = ctx();
        command.current_dir(past.path()).args(["analyze", "--output-format", "html"]);
        answer(&mut command)
    };
    answer(backtest(past.path()).arg("--no-keep"));
    answer(backtest(past.path()).args(["--limit", "3"]));
    assert!(!kept.exists(), "not wanted, and too few");
    assert!(page().contains("No backtest of this repository was kept."));

    answer(&mut backtest(past.path()));
    valid(&fs::read_to_string(&kept).unwrap(), "backtest");
    assert!(page().contains("<dd>30 finished tasks</dd>"));
    fs::write(&kept, "{").unwrap();
    assert!(page().contains("No backtest of this repository was kept."));
}

#[cfg(unix)]
#[test]
fn weights_are_read_from_a_plain_file_of_the_root_only() {
    let past = finished(1);
    past.write("TASKS.md", "- [ ] T100: Teach parse/p0.go to run\n");
    let elsewhere = past.beside("secret");
    fs::write(&elsewhere, "a secret\n").unwrap();
    std::os::unix::fs::symlink(&elsewhere, past.path().join(".ctx-model.json")).unwrap();
    let error = refusal(&mut past.analyze());
    assert!(error.contains("a symbolic link, expected a regular file"), "{error}");
    assert!(!error.contains("secret"), "{error}");
}

#[test]
fn given_cases_are_replayed_from_clones() {
    let past = finished(2);
    let folder = tempfile::tempdir().unwrap();
    let clones = folder.path().join("clones");
    fs::create_dir_all(clones.join("a+b")).unwrap();
    past.git(&["clone", "--quiet", "--bare", ".", clones.join("a+b/repo").to_str().unwrap()]);
    let (parent, commit) = (past.git(&["rev-parse", "HEAD^"]), past.git(&["rev-parse", "HEAD"]));
    let case = |repo: &str| {
        format!(
            "{{\"id\":\"1\",\"repo\":\"{repo}\",\"parent\":\"{parent}\",\"commit\":\"{commit}\",\
             \"date\":1700000000,\"backlog\":\"TASKS.md\",\"headings\":[\"Tasks\"],\"text\":\
             \"- [ ] Teach parse/p1.go to wait\",\"truth\":[\"parse/p1.go\"]}}\n"
        )
    };
    let cases = folder.path().join("cases.jsonl");
    let run = || {
        let mut command = backtest(folder.path());
        command.arg("--cases").arg(&cases).arg("--clones").arg(&clones);
        command
    };
    fs::write(&cases, case("a/b")).unwrap();
    let predictions = folder.path().join("predictions.jsonl");
    let text = answer(run().arg("--predictions").arg(&predictions));
    assert!(text.contains("the first file was right in 100 %"), "{text}");
    let prediction = document(&fs::read_to_string(&predictions).unwrap());
    assert_eq!(prediction["ranked"][0], "parse/p1.go");

    // A case without a backlog is a commit: one of three tasks and none of two commits are taken.
    let of_id = |id: u32| case("a/b").replace("\"id\":\"1\"", &format!("\"id\":\"{id}\""));
    let commit = |id: u32| of_id(id).replace("\"backlog\":\"TASKS.md\"", "\"backlog\":\"\"");
    let predicted = |lines: &[String]| {
        fs::write(&cases, lines.concat()).unwrap();
        let limits = ["--tasks-per-repository", "1", "--commits-per-repository", "0"];
        answer(run().args(limits).arg("--predictions").arg(&predictions));
        fs::read_to_string(&predictions).unwrap()
    };
    let lines = [of_id(1), of_id(2), of_id(3), commit(4), commit(5)];
    let once = predicted(&lines);
    assert_eq!(once.lines().count(), 1, "{once}");
    let reversed: Vec<String> = lines.iter().rev().cloned().collect();
    assert_eq!(predicted(&reversed), once, "whatever order they are given in");

    fs::write(&cases, case("a/../../b")).unwrap();
    assert!(refusal(&mut run()).contains("no clone of a/../../b"));
    fs::write(&cases, format!("{}oops\n", case("a/b"))).unwrap();
    let error = refusal(&mut run());
    assert!(error.contains("cases.jsonl") && error.contains("line 2 is no case"), "{error}");
}

#[test]
fn without_a_past_there_is_no_answer() {
    let past = GitRepository::empty();
    let error = refusal(&mut backtest(past.path()));
    assert!(error.contains("no finished task to replay"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(backtest(folder.path()).arg("--root").arg(folder.path()));
    assert!(error.contains("not in a git repository"), "{error}");
}
