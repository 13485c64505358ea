//! Backlogs that are records: two tracks finish a task each, and the merge driver unites them.

use crate::harness::{Project, commit, git, write};

/// Backlog of a tool, by path, with two open tasks and what finishing one changes.
struct Case {
    path: &'static str,
    text: &'static str,
    /// Replacements with which each track finishes its task.
    finish: [&'static [(&'static str, &'static str)]; 2],
    /// Replacements that the merge comes to beside both, after those of the tracks.
    derived: &'static [(&'static str, &'static str)],
}

const CASES: [Case; 5] = [
    Case {
        path: ".beads/issues.jsonl",
        text: "{\"id\":\"bd-1\",\"title\":\"Write a\",\"status\":\"open\",\"updated_at\":\"2026-11-01T10:00:00Z\"}\n\
               {\"id\":\"bd-2\",\"title\":\"Write b\",\"status\":\"open\",\"updated_at\":\"2026-11-01T10:00:00Z\"}\n\
               {\"id\":\"bd-3\",\"title\":\"Write c\",\"status\":\"open\",\"updated_at\":\"2026-11-01T10:00:00Z\"}\n",
        finish: [
            &[("Write a\",\"status\":\"open\"", "Write a\",\"status\":\"closed\"")],
            &[("Write b\",\"status\":\"open\"", "Write b\",\"status\":\"closed\"")],
        ],
        derived: &[],
    },
    Case {
        path: ".taskmaster/tasks/tasks.json",
        text: r#"{
  "master": {
    "tasks": [
      {
        "id": "1",
        "title": "Write a",
        "status": "pending"
      },
      {
        "id": "2",
        "title": "Write b",
        "status": "pending"
      }
    ],
    "metadata": {
      "lastModified": "2026-11-01T10:00:00.000Z",
      "taskCount": 2,
      "completedCount": 0
    }
  }
}"#,
        finish: [
            &[
                (
                    "Write a\",\n        \"status\": \"pending\"",
                    "Write a\",\n        \"status\": \"done\"",
                ),
                ("2026-11-01T10", "2026-11-02T10"),
                ("Count\": 0", "Count\": 1"),
            ],
            &[
                (
                    "Write b\",\n        \"status\": \"pending\"",
                    "Write b\",\n        \"status\": \"done\"",
                ),
                ("2026-11-01T10", "2026-11-03T10"),
                ("Count\": 0", "Count\": 1"),
            ],
        ],
        derived: &[("2026-11-02T10", "2026-11-03T10"), ("Count\": 1", "Count\": 2")],
    },
    Case {
        path: "backlog/tasks/task-1 - Write.md",
        text: "---\nid: TASK-1\ntitle: Write\nstatus: To Do\nassignee: []\nupdated_date: '2026-11-01 10:00'\n---\n\n\
               <!-- AC:BEGIN -->\n- [ ] #1 It is a\n- [ ] #2 It is b\n<!-- AC:END -->\n",
        finish: [
            &[("2026-11-01", "2026-11-02"), ("[ ] #1", "[x] #1"), ("To Do", "Done")],
            &[("2026-11-01", "2026-11-03"), ("[ ] #2", "[x] #2"), ("To Do", "In Progress")],
        ],
        derived: &[("2026-11-02", "2026-11-03")],
    },
    Case {
        path: ".beans/b-1--write.md",
        text: "---\n# b-1\ntitle: Write\nstatus: todo\ntype: task\ntags:\n  - a\n---\n\n- [ ] one\n- [ ] two\n",
        finish: [
            &[("[ ] one", "[x] one"), ("todo", "completed"), ("  - a\n", "  - a\n  - b\n")],
            &[("[ ] two", "[x] two")],
        ],
        derived: &[],
    },
    Case {
        path: "openspec/changes/pay/tasks.md",
        text: "## 1. Pay\n\n```\n- [ ] 1.1 Write a\n- [ ] 1.2 Write b\n- [ ] 1.3 Write c\n```\n",
        finish: [&[("[ ] 1.1", "[x] 1.1")], &[("[ ] 1.2", "[x] 1.2")]],
        derived: &[],
    },
];

impl Case {
    fn finished(&self, text: &str, track: usize) -> String {
        replaced(text, self.finish[track])
    }
}

fn replaced(text: &str, replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Makes a project with the backlog and two tracks that finished a task each.
fn worked(case: &Case) -> Project {
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write(case.path, case.text);
    project.commit("Plan");
    project.create(&["one", "two"]);
    for (track, name) in ["one", "two"].into_iter().enumerate() {
        let worktree = project.worktree(name);
        write(&worktree, case.path, case.finished(case.text, track));
        write(&worktree, format!("{name}.txt"), "done\n");
        commit(&worktree, name);
    }
    project
}

#[test]
fn tracks_that_finish_a_task_each_are_torn_down_without_a_conflict() {
    for case in &CASES {
        let project = worked(case);
        assert!(project.done(&["doctor"]).contains(case.path), "{}", case.path);
        let said = project.done(&["teardown", "one"]);
        assert_eq!(
            said.matches("finished ").count(),
            1,
            "its task alone, without its steps: {said}"
        );
        project.done(&["teardown", "two"]);
        let both = case.finished(&case.finished(case.text, 0), 1);
        let expected = replaced(&both, case.derived);
        assert_eq!(project.read(case.path), expected, "{}", case.path);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
    }
}

#[test]
fn git_alone_conflicts_and_the_check_says_so() {
    for case in &CASES[..3] {
        let project = worked(case);
        project.done(&["teardown", "one"]);
        project.done(&["uninstall-merge-driver"]);
        let branch = project.git(&["branch", "--format=%(refname:short)", "--list", "*two*"]);
        let mut merge = git(&project.main);
        let merged = merge.args(["merge", "--no-edit", branch.trim()]).output().unwrap();
        assert_eq!(merged.status.code(), Some(1), "{}", case.path);
        project.git(&["merge", "--abort"]);
        for (name, text) in [
            ("base", case.text.to_owned()),
            ("ours", case.finished(case.text, 0)),
            ("theirs", case.finished(case.text, 1)),
        ] {
            project.write(name, &text);
        }
        let check = ["merge-tasks", "--check", "--path", case.path, "base", "ours", "theirs"];
        let said = project.stopped(&check);
        assert!(said.contains("By task: clean.") && said.contains("By line: 1 conflict"), "{said}");
        let verify =
            ["merge-tasks", "--verify", "--path", case.path, "base", "ours", "theirs", "theirs"];
        assert!(project.stopped(&verify).contains("Lost:"), "{}", case.path);
    }
}

#[test]
fn plans_of_gsd_are_merged_by_field_and_check() {
    let path = ".planning/phases/01-pay/01-01-PLAN.md";
    let plan = "---\nphase: 01-pay\nplan: 01\nwave: 1\ndepends_on: []\nfiles_modified: [\"src/a.ts\"]\n---\n\n\
        <task type=\"auto\">\n  <name>Write a</name>\n</task>\n\n<verification>\n- [ ] It is a\n- [ ] It is b\n\
        </verification>\n";
    let ours = [("\"src/a.ts\"]", "\"src/a.ts\", \"src/b.ts\"]"), ("[ ] It is a", "[x] It is a")];
    let theirs = [("\"src/a.ts\"]", "\"src/a.ts\", src/c.ts]"), ("[ ] It is b", "[x] It is b")];
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write(path, plan);
    project.commit("Plan");
    project.create(&["one", "two"]);
    for (name, changes) in [("one", &ours), ("two", &theirs)] {
        let worktree = project.worktree(name);
        write(&worktree, path, replaced(plan, changes));
        commit(&worktree, name);
        project.done(&["teardown", name]);
    }
    let expected = replaced(
        plan,
        &[
            ("\"src/a.ts\"]", "\"src/a.ts\", \"src/b.ts\", src/c.ts]"),
            ("[ ] It is a", "[x] It is a"),
            ("[ ] It is b", "[x] It is b"),
        ],
    );
    assert_eq!(project.read(path), expected);
}

#[test]
fn a_track_that_opens_a_finished_issue_again_is_told() {
    let case = &CASES[0];
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write(case.path, &case.finished(case.text, 0));
    project.commit("Plan");
    project.create(&["one"]);
    let worktree = project.worktree("one");
    write(&worktree, case.path, case.text);
    commit(&worktree, "Open it again");
    let said = project.stopped(&["teardown", "one"]);
    assert!(said.contains(".beads/issues.jsonl:1: \"Write a\" is open again"), "{said}");
}

#[test]
fn two_new_tasks_with_one_id_are_told_after_a_clean_merge() {
    let task = |title: &str| {
        format!("---\nid: TASK-2\ntitle: {title}\nstatus: To Do\ncreated_date: '2026-11-01'\n---\n")
    };
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write("backlog/tasks/task-1 - Write.md", &task("Write").replace("TASK-2", "TASK-1"));
    project.commit("Plan");
    project.create(&["one", "two"]);
    for (name, title) in [("one", "Read"), ("two", "Sing")] {
        let worktree = project.worktree(name);
        write(&worktree, format!("backlog/tasks/task-2 - {title}.md"), task(title));
        commit(&worktree, title);
    }
    assert!(!project.done(&["teardown", "one"]).contains("twice"));
    let said = project.done(&["teardown", "two"]);
    let expected = "twice    TASK-2 is the id of backlog/tasks/task-2 - Read.md:1 and backlog/tasks/task-2 - Sing.md:1: \
                    give one of them another id";
    assert!(said.contains(expected), "{said}");
}
