//! Signs in headings of tasks are their states, in front of the text and behind it.

use std::fs;

use crate::harness::{Project, commit, write};

/// Signs of finished work, and the heading of a task with one.
const TICKED: [(&str, &str); 6] = [
    ("✅", "### ✅ Task 1.N: Write docs/N.md"),
    ("✔", "### ✔ Task 1.N: Write docs/N.md"),
    ("☑", "## ☑ T00N: Write docs/N.md"),
    ("✓", "#### ✓Task 1.N: Write docs/N.md"),
    ("✅", "### Task 1.N: Write docs/N.md ✅"),
    ("✔", "### Task 1.N: Write docs/N.md ✔"),
];

/// Makes a project whose first two of four tasks are finished, and a worktree.
fn project((sign, heading): (&str, &str)) -> Project {
    let project = Project::new();
    let headings = (1..5).map(|number| {
        let heading = heading.replace('N', &number.to_string());
        let heading = if number < 3 { heading } else { open(&heading, sign) };
        format!("{heading}\n\nText.\n\n")
    });
    project.write("TASKS.md", &format!("# Plan\n\n{}", headings.collect::<String>()));
    project.commit("Plan");
    project.create(&["docs"]);
    project
}

/// Returns a heading without its sign.
fn open(heading: &str, sign: &str) -> String {
    let parts = heading.replace(sign, "");
    parts.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Replaces a heading of the backlog in a worktree, and commits that.
fn replace(project: &Project, from: &str, to: &str) {
    let worktree = project.worktree("docs");
    let before = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    assert_eq!(before.matches(&format!("{from}\n")).count(), 1, "{from}: {before}");
    write(&worktree, "TASKS.md", before.replace(&format!("{from}\n"), &format!("{to}\n")));
    commit(&worktree, "Change the backlog");
}

#[test]
fn a_task_that_the_track_ticks_is_finished() {
    for (sign, heading) in TICKED {
        let project = project((sign, heading));
        let ticked = heading.replace('N', "3");
        replace(&project, &open(&ticked, sign), &ticked);
        project.done(&["status", "--check"]);
        let said = project.done(&["teardown", "docs"]);
        assert!(said.contains("finished ") && !said.contains("put back"), "{heading}: {said}");
        assert!(project.backlog().contains(&ticked), "{heading}");
    }
}

#[test]
fn a_task_that_the_track_opens_again_stops_its_teardown() {
    for (sign, heading) in TICKED {
        let project = project((sign, heading));
        let ticked = heading.replace('N', "1");
        replace(&project, &ticked, &open(&ticked, sign));
        project.stopped(&["status", "--check"]);
        let said = project.stopped(&["teardown", "docs"]);
        let why = format!("is open again: the track removed its {sign}");
        assert!(said.contains(&why), "{heading}: {said}");
        // While it waits, its status says so as well.
        let said = project.stopped(&["status", "--check"]);
        assert!(said.contains("docs opened 1 finished task again"), "{heading}: {said}");
        project.done(&["teardown", "--continue", "--allow-reopened"]);
    }
}

#[test]
fn a_tick_that_a_resolution_drops_is_named() {
    for (sign, heading) in TICKED {
        let project = project((sign, heading));
        let ticked = heading.replace('N', "3");
        replace(&project, &open(&ticked, sign), &ticked);
        write(&project.worktree("docs"), "docs/3.md", "By docs\n");
        commit(&project.worktree("docs"), "Work");
        project.write("docs/3.md", "By main\n");
        project.commit("Meanwhile");
        project.stopped(&["teardown", "docs"]);
        project.git(&["checkout", "--quiet", "HEAD", "--", "TASKS.md"]);
        project.write("docs/3.md", "By both\n");
        project.git(&["add", "docs/3.md"]);
        let said = project.stopped(&["teardown", "--continue"]);
        assert!(said.contains("is open again, though no side opened it"), "{heading}: {said}");
    }
}

#[test]
fn a_sign_and_a_box_of_two_sides_finish_the_task_both() {
    for (sign, heading) in TICKED {
        let project = project((sign, heading));
        let ticked = heading.replace('N', "3");
        let bare = open(&ticked, sign);
        replace(&project, &bare, &ticked);
        let (marks, text) = bare.split_once(' ').unwrap();
        let boxed = format!("{marks} [x] {text}");
        project.write("TASKS.md", &project.backlog().replace(&bare, &boxed));
        project.commit("Tick as well");
        project.done(&["teardown", "docs"]);
        let backlog = project.backlog();
        assert!(
            !backlog.contains(&format!("\n{bare}\n")) && !backlog.contains("<<<<"),
            "{backlog}"
        );
    }
}

#[test]
fn headings_that_name_no_work_are_not_finished_by_their_signs() {
    for heading in ["## ✅ Done", "## 🚧 In progress", "## ✅ Finished tasks", "## Phase 1 ✔"]
    {
        let project = Project::new();
        let text = format!("# Plan\n\n{heading}\n\n- [ ] T1: Write docs/1.md\n");
        project.write("TASKS.md", &text);
        project.commit("Plan");
        project.create(&["docs"]);
        let bare = heading.replace(['✅', '🚧', '✔'], "");
        let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
        replace(&project, heading, &bare);
        project.done(&["status", "--check"]);
        project.done(&["teardown", "docs"]);
        assert!(project.backlog().contains(&bare), "{heading}");
    }
}
