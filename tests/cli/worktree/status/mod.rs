//! `ctx worktree list` and `ctx worktree status`, on real worktrees.

mod agreement;
mod by_hand;
mod forecast;
mod listing;
mod next_step;
mod states;
mod touched;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::harness::{GitRepository, answer, ctx_in, valid};

const BACKLOG: &str = "# Tasks\n\n- [ ] T1: One\n- [ ] T2: Two\n- [ ] T3: Three\n- [ ] T4: Four\n";

/// Makes a repository with a backlog and five files of three lines.
fn project() -> GitRepository {
    let repository = GitRepository::empty();
    repository.write("TASKS.md", BACKLOG);
    repository.write(".gitignore", "*.log\n");
    for name in ["a", "b", "c", "d", "e"] {
        repository.write(name, "1\n2\n3\n");
    }
    repository.commit("Begin");
    repository
}

/// Makes a worktree beside the repository, on a branch of its own.
fn worktree(repository: &GitRepository, folder: &str, branch: &str) -> PathBuf {
    let path = repository.beside(folder);
    let folder = path.to_str().unwrap();
    repository.git(&["worktree", "add", "--quiet", "-b", branch, folder]);
    path
}

/// Makes a worktree as ctx makes it: with a record.
fn track(
    repository: &GitRepository,
    name: &str,
    tasks: &[(&str, &str)],
    files: &[&str],
) -> PathBuf {
    let branch = format!("work/{name}");
    let path = worktree(repository, &format!("project-{name}"), &branch);
    let base = repository.git(&["rev-parse", "HEAD"]);
    let task =
        |(key, title): &(&str, &str)| json!({"key": key, "backlog": "TASKS.md", "title": title});
    let file = |file: &&str| json!({"path": file, "probability": 0.5});
    record(
        repository,
        &json!({
            "version": 1,
            "name": name,
            "path": path,
            "branch": branch,
            "base": base,
            "base_branch": "main",
            "tasks": tasks.iter().map(task).collect::<Vec<_>>(),
            "predicted": files.iter().map(file).collect::<Vec<_>>(),
            "included": [],
        }),
    );
    path
}

fn record(repository: &GitRepository, record: &Value) {
    let name = record["name"].as_str().unwrap();
    repository.write(format!(".git/ctx/worktrees/{name}.json"), record.to_string());
}

/// Returns the answer as JSON, which must be as the schema has it.
fn parsed(folder: &Path, arguments: &[&str]) -> Value {
    valid(&answer(ctx_in(folder, arguments).args(["--output-format", "json"])), "status")
}

/// Returns the worktree of a name.
fn of<'a>(document: &'a Value, name: &str) -> &'a Value {
    let worktrees = document["worktrees"].as_array().unwrap();
    worktrees.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{name}: {document:#}"))
}

fn names(document: &Value) -> Vec<&str> {
    let worktrees = document["worktrees"].as_array().unwrap();
    worktrees.iter().map(|it| it["name"].as_str().unwrap()).collect()
}

/// Returns `a+b: files` of each pair that would not merge.
fn conflicts(document: &Value) -> Vec<String> {
    let pairs = document["forecast"]["pairs"].as_array().unwrap();
    let wanting = pairs.iter().filter(|pair| pair["outcome"] != "clean");
    wanting
        .map(|pair| {
            let files: Vec<&str> =
                pair["files"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
            let [a, b] = [&pair["a"], &pair["b"]].map(|it| it.as_str().unwrap());
            format!("{a}+{b}: {}", files.join(" "))
        })
        .collect()
}

/// Returns `name outcome` of each step.
fn order(document: &Value) -> Vec<String> {
    let steps = document["forecast"]["order"].as_array().unwrap();
    let step = |step: &Value| {
        let [name, outcome] = [&step["name"], &step["outcome"]].map(|it| it.as_str().unwrap());
        format!("{name} {outcome}")
    };
    steps.iter().map(step).collect()
}
