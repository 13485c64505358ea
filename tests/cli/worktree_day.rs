//! The whole workflow on real git: a backlog is split, worked on side by side, and merged back.

use std::fs;

use crate::common::ctx;
use crate::worktrees::{Project, commit, git_in, tick, write};

/// Adjacent tasks of three concerns, each naming its files.
const TASKS: &str = "# Tasks\n\n## Phase 1\n\n\
    - [ ] D1: Rewrite docs/a.md for newcomers #priority:high\n\
    - [ ] C1: Make `Encrypt` in internal/crypto/crypto.go constant-time\n\
    - [ ] R1: Make `Recall` in internal/recall/recall.go read backwards\n\
    - [ ] D2: Describe limits in docs/b.md, after docs/a.md\n\
    - [ ] C2: `Encrypt` in internal/crypto/crypto.go takes a nonce\n\
    - [ ] R2: `Recall` in internal/recall/recall.go takes a limit\n";

fn planned() -> Project {
    let project = Project::new();
    project.write("TASKS.md", TASKS);
    project.commit("Plan");
    analyze(&project, &[]);
    project
}

fn analyze(project: &Project, arguments: &[&str]) -> String {
    let mut command = ctx();
    command.current_dir(&project.main).arg("analyze").args(arguments);
    let output = command.assert().code(0).get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

/// The branches that the kept plan proposes.
fn tracks(project: &Project) -> Vec<(String, Vec<String>)> {
    let plan = fs::read_to_string(project.common("plan.json")).unwrap();
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let track = |track: &serde_json::Value| {
        (text(&track["name"]), track["tasks"].as_array().unwrap().iter().map(text).collect())
    };
    plan["tracks"].as_array().unwrap().iter().map(track).collect()
}

#[test]
fn a_day_with_three_tracks() {
    let project = planned();
    // 1. Assess the backlog.
    let tracks = tracks(&project);
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
            write(&worktree, file, &format!("{before}\n// {task}\n"));
            tick(&worktree, &task);
            commits.push(commit(&worktree, &task));
        }
    }
    let status = project.done(&["status"]);
    for name in &names {
        assert!(status.contains(&format!("work/{name}")), "{status}");
    }
    assert!(status.contains("No two of them would conflict, nor any with its base"), "{status}");

    // 5. Merge back, 6. with TASKS.md merged by task: by line, the second would conflict.
    let version = |branch: &str| project.git(&["show", &format!("{branch}:TASKS.md")]);
    for (file, branch) in [("base", "main"), ("one", &names[0]), ("two", &names[1])] {
        let branch = if branch == "main" { branch.to_owned() } else { format!("work/{branch}") };
        fs::write(project.main.with_file_name(file), version(&branch)).unwrap();
    }
    let mut by_line = crate::git::git(project.main.parent().unwrap());
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
    assert_eq!(project.backlog(), TASKS.replace("[ ]", "[x]"));
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
fn only_the_named_tracks_of_a_plan_are_made() {
    let project = planned();
    let name = tracks(&project)[0].0.clone();
    let refused = project.refused(&["create", &name, "nonsense"]);
    assert!(refused.contains("the plan has no track \"nonsense\""), "{refused}");
    project.done(&["create", &name]);
    assert_eq!(project.linked(), 1);
    // The same tasks are not handed out twice.
    analyze(&project, &[]);
    let refused = project.refused(&["create"]);
    assert!(refused.contains(&format!("is being worked on in work/{name}")), "{refused}");
}

#[test]
fn without_a_plan_a_track_has_to_be_named() {
    let project = Project::named("p");
    let refused = project.refused(&["create"]);
    assert!(refused.contains("run `ctx analyze` first, or name a track"), "{refused}");
    project.done(&["create", "spike"]);
    assert_eq!(project.linked(), 1);
}

#[test]
fn a_backlog_that_changed_since_is_shown() {
    let project = planned();
    let changed = TASKS.replace("- [ ] C1", "- [x] C1") + "- [ ] N1: Something new\n";
    project.write("TASKS.md", &changed);
    project.commit("Go on");
    let refused = project.refused(&["create"]);
    assert!(refused.contains("TASKS.md: C1 is finished: Make"), "{refused}");
    assert!(refused.contains("TASKS.md: N1 is not in the plan"), "{refused}");
    let said = project.ctx(&["create", "--force-plan"]).assert().code(0).get_output().clone();
    assert!(String::from_utf8_lossy(&said.stderr).contains("C1 is finished"), "said all the same");
}

#[test]
fn a_plan_that_was_made_before_its_backlog_was_committed_holds() {
    let project = Project::new();
    project.write("TASKS.md", TASKS);
    analyze(&project, &[]);
    assert!(project.refused(&["create"]).contains("TASKS.md has changes that are not committed"));
    project.commit("Plan");
    project.done(&["create"]);
}

#[test]
fn a_plan_edited_by_hand_is_taken_if_it_holds_together() {
    let project = planned();
    let file = project.main.with_file_name("plan.json");
    analyze(&project, &["--output-format", "json", "--output-file", file.to_str().unwrap()]);
    let edit = |change: &dyn Fn(&mut serde_json::Value)| {
        let text = fs::read_to_string(&file).unwrap();
        let mut plan: serde_json::Value = serde_json::from_str(&text).unwrap();
        change(&mut plan);
        let edited = project.main.with_file_name("edited.json");
        fs::write(&edited, plan.to_string()).unwrap();
        edited.to_str().unwrap().to_owned()
    };
    let twice = edit(&|plan| {
        let task = plan["tracks"][0]["tasks"][0].clone();
        plan["tracks"][1]["tasks"].as_array_mut().unwrap().push(task);
    });
    let refused = project.refused(&["create", "--plan", &twice]);
    assert!(refused.contains("the plan does not hold"), "{refused}");
    let renamed = edit(&|plan| {
        let tracks = plan["tracks"].as_array_mut().unwrap();
        tracks.truncate(1);
        tracks[0]["name"] = "by-hand".into();
    });
    project.done(&["create", "--plan", &renamed]);
    assert!(project.worktree("by-hand").exists());
    assert_eq!(project.linked(), 1);
    let nothing = project.main.with_file_name("nothing.json");
    fs::write(&nothing, "{}").unwrap();
    let refused = project.refused(&["create", "--plan", nothing.to_str().unwrap()]);
    assert!(refused.contains("nothing.json"), "{refused}");
}

#[test]
fn predicted_files_are_seen_from_every_worktree() {
    let project = planned();
    project.done(&["create"]);
    let (name, _) = tracks(&project)[0].clone();
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
