//! `ctx worktree create` from a plan: which tracks are made, and whether the plan still holds.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Project, THREE_CONCERNS, ctx};

#[test]
fn only_the_named_tracks_of_a_plan_are_made() {
    let project = Project::planned();
    let name = project.tracks()[0].0.clone();
    let refused = project.refused(&["create", &name, "nonsense"]);
    assert!(refused.contains("the plan has no track \"nonsense\""), "{refused}");
    project.done(&["create", &name]);
    assert_eq!(project.linked(), 1);
}

/// Returns what a command that succeeds says on standard error.
fn remarks(project: &Project, arguments: &[&str]) -> String {
    let output = project.ctx(arguments).assert().code(0).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

/// Writes the kept plan, with a change by hand, into a file of its own, and returns its path.
fn edited(project: &Project, change: impl Fn(&mut Value)) -> String {
    let text = fs::read_to_string(project.common("plan.json")).unwrap();
    let mut plan: Value = serde_json::from_str(&text).unwrap();
    change(&mut plan);
    let file = project.main.with_file_name("edited.json");
    fs::write(&file, plan.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn the_tracks_that_have_no_worktree_yet_are_made() {
    let project = Project::planned();
    let name = project.tracks()[0].0.clone();
    project.done(&["create", &name]);
    let there = format!("{name} already has a worktree: {}", project.worktree(&name).display());
    // A new plan leaves out what is under way, unless it is asked not to.
    project.analyze(&[]);
    let refused = project.refused(&["create", &name]);
    assert!(refused.contains(&there), "{refused}");
    project.analyze(&["--no-in-flight"]);
    for arguments in [&["create", &name][..], &["create", "--force-plan", &name]] {
        let refused = project.refused(arguments);
        assert!(refused.contains(&there) && !refused.contains("--force-plan"), "{refused}");
    }
    let said = remarks(&project, &["create"]);
    assert!(said.contains(&there), "{said}");
    assert_eq!(project.linked(), 3);
    let refused = project.refused(&["create"]);
    assert!(refused.contains("all tracks of the plan have a worktree"), "{refused}");
    assert!(refused.contains(&there) && !refused.contains("--force-plan"), "{refused}");
}

#[test]
fn no_task_is_handed_out_twice() {
    let project = Project::planned();
    let (name, tasks) = project.tracks()[0].clone();
    project.done(&["create", &name]);
    let all = edited(&project, |plan| plan["tracks"][0]["name"] = "renamed".into());
    let said = remarks(&project, &["create", "--plan", &all]);
    assert!(said.contains("renamed already has a worktree"), "{said}");
    let project = Project::planned();
    project.done(&["create", &name]);
    let half = edited(&project, |plan| {
        let other = plan["tracks"][1]["tasks"][0].clone();
        plan["tracks"][0]["name"] = "renamed".into();
        plan["tracks"][0]["tasks"][1] = other;
        plan["tracks"].as_array_mut().unwrap().truncate(1);
        plan["overlaps"] = serde_json::json!([]);
    });
    let refused = project.refused(&["create", "--plan", &half]);
    let taken = format!("{} is being worked on in work/{name}", tasks[0]);
    assert!(refused.contains(&taken), "{refused}");
    assert!(refused.contains("tear down the worktree first"), "{refused}");
    assert!(!refused.contains("ctx analyze"), "which would propose the same: {refused}");
    let said = remarks(&project, &["create", "--plan", &half, "--force-plan"]);
    assert!(said.contains(&taken), "{said}");
}

#[test]
fn what_force_does_not_lift_is_not_said_to_be_lifted() {
    let project = Project::planned();
    let refused = |change: &dyn Fn(&mut Value)| {
        let file = edited(&project, change);
        let refused = project.refused(&["create", "--plan", &file]);
        assert!(!refused.contains("continue with --force-plan"), "{refused}");
        assert_eq!(project.refused(&["create", "--plan", &file, "--force-plan"]), refused);
        refused
    };
    let many = refused(&|plan| {
        for name in ["v", "w"] {
            let mut track = plan["tracks"][0].clone();
            (track["name"], track["tasks"]) = (name.into(), serde_json::json!([]));
            plan["tracks"].as_array_mut().unwrap().push(track);
        }
    });
    assert!(many.contains("5 more would be more than 4") && !many.contains("tear"), "{many}");
    assert!(many.ends_with("; name at most 4 tracks, or add --allow-more\n"), "{many}");
    let twice = refused(&|plan| plan["tracks"][1]["name"] = plan["tracks"][0]["name"].clone());
    assert!(twice.contains("two tracks are called"), "{twice}");
    let impossible = refused(&|plan| plan["tracks"][1]["name"] = "a/b".into());
    assert!(impossible.contains("\"a/b\" cannot be the last part"), "{impossible}");
}

#[test]
fn an_empty_plan_is_no_plan() {
    let project = Project::named("p");
    project.write("TASKS.md", "# Tasks\n\n- [x] T1: Done\n");
    project.commit("Finish");
    project.analyze(&[]);
    let refused = project.refused(&["create"]);
    assert!(refused.contains("the plan has no tracks"), "{refused}");
    project.done(&["create", "spike"]);
    assert_eq!(project.linked(), 1);
}

#[test]
fn what_is_worded_otherwise_is_shown() {
    let project = Project::planned();
    project.write("TASKS.md", &THREE_CONCERNS.replace("takes a nonce", "takes two nonces"));
    project.commit("Reword");
    let refused = project.refused(&["create"]);
    assert!(refused.contains("TASKS.md: C2 is worded otherwise: Encrypt in"), "{refused}");
    assert!(refused.contains("takes a nonce → Encrypt in"), "{refused}");
    let said = remarks(&project, &["create", "--force-plan"]);
    assert!(said.contains("C2 is worded otherwise"), "{said}");
    let status = project.done(&["status", "--output-format", "json"]);
    assert!(status.contains("takes two nonces"), "{status}");

    let project = Project::named("p");
    project.write("TASKS.md", "- [ ] Write docs/a.md\n- [ ] Write docs/b.md\n");
    project.commit("Plan");
    project.analyze(&[]);
    project.write("TASKS.md", "- [ ] Write docs/a.md\n- [ ] Improve docs/b.md\n");
    project.commit("Reword");
    let refused = project.refused(&["create"]);
    let shown = "TASKS.md: L2 is worded otherwise: Write docs/b.md → Improve docs/b.md";
    assert!(refused.contains(shown), "{refused}");
}

#[test]
fn lines_that_are_no_tasks_are_numbered() {
    let project = Project::planned();
    let text = THREE_CONCERNS.replace("# Tasks", "# Work").replace("Phase 1", "Phase one");
    project.write("TASKS.md", &text);
    // Both speak against it, and what force does not lift comes first.
    let refused = project.refused(&["create"]);
    let place = |what: &str| refused.find(what).unwrap_or_else(|| panic!("{what}: {refused}"));
    assert!(place("uncommitted") < place("TASKS.md: 2 lines have changed: 1, 3"));
    project.commit("Rename");
    let refused = project.refused(&["create"]);
    assert!(refused.contains("TASKS.md: 2 lines have changed: 1, 3 (no task is"), "{refused}");
    assert!(!refused.contains("uncommitted"), "{refused}");
    // Planned from what no commit has.
    project.write("TASKS.md", &text.replace("# Work", "# Others"));
    project.analyze(&[]);
    project.write("TASKS.md", THREE_CONCERNS);
    project.commit("Back");
    let refused = project.refused(&["create"]);
    assert!(refused.contains("which was never committed"), "{refused}");
}

#[test]
fn a_plan_without_digests_is_held_against_the_backlog() {
    let project = Project::planned();
    let file = edited(&project, |plan| {
        plan.as_object_mut().unwrap().remove("backlog_digests");
    });
    project.write("TASKS.md", &(THREE_CONCERNS.replace("[ ] C1", "[x] C1") + "\nMore words.\n"));
    project.commit("Finish");
    let refused = project.refused(&["create", "--plan", &file]);
    assert!(refused.contains("TASKS.md: C1 is finished"), "{refused}");
    let said = remarks(&project, &["create", "--plan", &file, "--force-plan"]);
    assert!(said.contains("left out of") && said.contains(": C1"), "{said}");
    let status = project.done(&["status", "--output-format", "json"]);
    assert!(status.contains("\"C2\"") && !status.contains("\"C1\""), "{status}");
    let project = Project::planned();
    let gone: Vec<&str> = THREE_CONCERNS.lines().filter(|line| !line.contains(" R")).collect();
    project.write("TASKS.md", &gone.join("\n"));
    project.commit("Drop");
    let said = remarks(&project, &["create", "--force-plan"]);
    assert!(said.contains("R1 is missing"), "{said}");
    assert!(said.contains("has nothing left to do, so it is not made"), "{said}");
    assert_eq!(project.linked(), 2);
    let project = Project::planned();
    project.write("TASKS.md", "# Tasks\n");
    project.commit("Drop all");
    let refused = project.refused(&["create", "--force-plan"]);
    assert!(refused.contains("no task of the plan is left to do"), "{refused}");
}

#[test]
fn what_a_hand_put_into_a_track_early_is_remarked() {
    let project = Project::named("p");
    project
        .write("TASKS.md", &(THREE_CONCERNS.to_owned() + "- [ ] B1: Write docs/c.md #blocked\n"));
    project.commit("Plan");
    project.analyze(&[]);
    let file = edited(&project, |plan| {
        plan["tracks"][0]["tasks"].as_array_mut().unwrap().push("B1".into());
        plan["deferred"] = serde_json::json!([]);
        plan["tracks"][1]["branch"] = "feature/mine".into();
    });
    let said = remarks(&project, &["create", "--plan", &file]);
    assert!(said.contains("holds what the plan does not begin yet: B1 (blocked)"), "{said}");
    assert!(said.contains("the plan has feature/mine for"), "{said}");
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
    let project = Project::planned();
    let changed = THREE_CONCERNS.replace("- [ ] C1", "- [x] C1") + "- [ ] N1: Something new\n";
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
    project.write("TASKS.md", THREE_CONCERNS);
    project.analyze(&[]);
    assert!(project.refused(&["create"]).contains("TASKS.md has uncommitted changes"));
    project.commit("Plan");
    project.done(&["create"]);
}

#[test]
fn a_plan_edited_by_hand_is_taken_if_it_holds_together() {
    let project = Project::planned();
    let file = project.main.with_file_name("plan.json");
    project.analyze(&["--output-format", "json", "--output-file", file.to_str().unwrap()]);
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
    assert!(refused.contains("the plan is stale"), "{refused}");
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
fn the_backlogs_of_a_track_are_read_wherever_they_lie() {
    let project = Project::new();
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write("svc/TASKS.md", "- [ ] S1: Write docs/a.md\n");
    project.write("svc/docs/a.md", "# A\n");
    project.commit("Move");
    project.analyze(&["-C", "svc"]);
    let name = project.tracks()[0].0.clone();
    let next = |folder: &Path, arguments: &[&str]| {
        let mut command = ctx();
        let output = command.current_dir(folder).arg("next").args(arguments).assert().code(0);
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let planned = next(&project.main, &["--track", &name]);
    assert!(planned.contains("S1  Write docs/a.md"), "{planned}");
    project.done(&["create"]);
    let worktree = project.worktree(&name);
    for (folder, arguments) in [
        (worktree.as_path(), &[][..]),
        (&worktree.join("docs"), &[]),
        (&worktree, &["-C", "svc"]),
        (&project.main, &["--track", &name]),
        (&project.main, &["-C", "svc", "--track", &name]),
    ] {
        let said = next(folder, arguments);
        assert!(said.contains("S1  Write docs/a.md"), "{folder:?} {arguments:?}: {said}");
    }
}

#[test]
fn long_tracks_can_be_planned_in_rounds() {
    let project = Project::planned();
    assert!(!project.analyze(&[]).contains("--per-track"));
    let many = (1..=90).map(|n| format!("- [ ] M{n}: Rewrite part {n} of docs/a.md\n"));
    project.write("TASKS.md", &(THREE_CONCERNS.to_owned() + &many.collect::<String>()));
    let said = project.analyze(&["--per-track", "0"]);
    assert!(said.contains("--per-track N plans the next N tasks of each"), "{said}");
    for arguments in [&[][..], &["--per-track", "5"]] {
        assert!(!project.analyze(arguments).contains("--per-track N"), "{arguments:?}");
    }
}

#[test]
fn a_plan_leaves_room_for_all_worktrees_that_create_counts() {
    let project = Project::planned();
    let tracks = |arguments: &[&str]| {
        project.analyze(arguments);
        project.tracks().len()
    };
    let max = tracks(&[]);
    assert!(max > 2, "{max}");
    project.create(&["a", "b", "c"]);
    assert_eq!((tracks(&[]), tracks(&["--no-in-flight"])), (1, max));
    project.analyze(&[]);
    project.done(&["create"]);
    let mut command = ctx();
    command.current_dir(&project.main).arg("analyze");
    let said = String::from_utf8(command.assert().code(0).get_output().stderr.clone()).unwrap();
    assert!(said.contains("4 worktrees are under way already"), "{said}");
}

#[test]
fn a_backlog_outside_of_the_repository_is_refused() {
    let project = Project::named("p");
    let outside = project.main.with_file_name("PLAN.md");
    fs::write(&outside, THREE_CONCERNS).unwrap();
    for name in [outside.to_str().unwrap(), "../PLAN.md"] {
        project.analyze(&["--tasks", name]);
        for force in [&["create"][..], &["create", "--force-plan"]] {
            let refused = project.refused(force);
            assert!(refused.contains("PLAN.md is not in the repository"), "{refused}");
            assert!(refused.contains("D1") && refused.contains("copy it into"), "{refused}");
        }
    }
    project.write("PLAN.md", THREE_CONCERNS);
    project.commit("Plan");
    project.analyze(&["--tasks", "PLAN.md"]);
    project.done(&["create"]);
}
