//! The whole workflow on real git: a backlog is split, worked on side by side, and merged back.

use std::fs;

use crate::harness::{Project, THREE_CONCERNS, commit, ctx, git, git_in, tick, write};

#[test]
fn a_day_with_three_tracks() {
    let project = Project::planned();
    // 1. Assess the backlog.
    let tracks = project.tracks();
    assert_eq!(tracks.len(), 3, "{tracks:?}");
    let of = |task: &str| {
        let track = tracks.iter().find(|(_, tasks)| tasks.iter().any(|it| it == task));
        track.unwrap_or_else(|| panic!("{task} is placed: {tracks:?}")).0.clone()
    };
    let names = [of("D1"), of("C1"), of("R1")];
    assert_eq!([of("D2"), of("C2"), of("R2")], names, "those that touch the same files");

    // 2. Create the worktrees, 3. launch agents.
    let said = project.done(&["create"]);
    assert_eq!(said.matches("&& claude").count(), 3, "{said}");
    assert_eq!(project.linked(), 3);

    // 4. Work: each ticks its own tasks and edits its own files, with commits.
    let files = ["docs/a.md", "internal/crypto/crypto.go", "internal/recall/recall.go"];
    let mut commits = Vec::new();
    for ((name, file), letter) in names.iter().zip(files).zip(["D", "C", "R"]) {
        let worktree = project.worktree(name);
        for number in [1, 2] {
            let task = format!("{letter}{number}");
            let mut next = ctx();
            let next = next.current_dir(&worktree).args(["next", "-n", "1"]).assert().code(0);
            let next = String::from_utf8_lossy(&next.get_output().stdout).into_owned();
            assert!(next.contains(letter), "{next}");
            let before = fs::read_to_string(worktree.join(file)).unwrap();
            write(&worktree, file, format!("{before}\n// {task}\n"));
            tick(&worktree, &task);
            commits.push(commit(&worktree, &task));
        }
    }
    let status = project.done(&["status"]);
    for name in &names {
        assert!(status.contains(&format!("work/{name}")), "{status}");
    }
    assert!(
        status.contains("No two of them conflict, and none conflicts with its base"),
        "{status}"
    );

    // 5. Merge back, 6. with TASKS.md merged by task: by line, the second would conflict.
    let version = |branch: &str| project.git(&["show", &format!("{branch}:TASKS.md")]);
    for (file, branch) in [("base", "main"), ("one", &names[0]), ("two", &names[1])] {
        let branch = if branch == "main" { branch.to_owned() } else { format!("work/{branch}") };
        fs::write(project.main.with_file_name(file), version(&branch)).unwrap();
    }
    let mut by_line = git(project.main.parent().unwrap());
    by_line.args(["merge-file", "-p", "one", "base", "two"]).assert().failure();
    for (name, letter) in names.iter().zip(["D", "C", "R"]) {
        let said = project.done(&["teardown", name]);
        assert!(said.contains(&format!("merged   work/{name} into main")), "{said}");
        assert!(project.backlog().contains(&format!("- [x] {letter}1:")), "{name}");
    }

    // 7. Nothing is left but the work.
    assert_eq!(project.linked(), 0);
    let list = project.done(&["list"]);
    for name in &names {
        assert!(!list.contains(&format!("work/{name}")), "{list}");
    }
    assert_eq!(project.git(&["branch", "--format=%(refname:short)"]), "main");
    assert_eq!(project.backlog(), THREE_CONCERNS.replace("[ ]", "[x]"));
    for commit in &commits {
        project.git(&["merge-base", "--is-ancestor", commit, "main"]);
    }
    for (file, letter) in files.iter().zip(["D", "C", "R"]) {
        let text = fs::read_to_string(project.main.join(file)).unwrap();
        assert!(text.contains(&format!("// {letter}1\n\n// {letter}2\n")), "{text}");
    }
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    assert_eq!(project.git(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn predicted_files_are_seen_from_every_worktree() {
    let project = Project::planned();
    project.done(&["create"]);
    let (name, _) = project.tracks()[0].clone();
    let record = fs::read_to_string(project.common(&format!("worktrees/{name}.json"))).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["base"], project.git(&["rev-parse", "HEAD"]).as_str());
    assert_eq!(record["base_branch"], "main");
    assert_eq!(record["tasks"].as_array().unwrap().len(), 2);
    let predicted = record["predicted"].as_array().unwrap();
    assert!(predicted[0]["probability"].as_f64().unwrap() > 0.5, "{predicted:?}");
    let worktree = project.worktree(&name);
    assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "");
}
