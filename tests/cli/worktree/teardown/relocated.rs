//! Tasks that one side moves to another backlog while the other side finishes them.

use crate::harness::{Project, commit, words, write};

/// Two backlogs, as `file, content` each.
type Backlogs = [(&'static str, &'static str); 2];

/// Files of two backlogs with an open task in the first, and its line.
const CASES: [(Backlogs, &str); 5] = [
    (
        [
            ("specs/001-a/tasks.md", "# Tasks: A\n\n## Phase 1: Setup\n\n- [ ] T001 One in a.go\n"),
            ("specs/002-b/tasks.md", "# Tasks: B\n\n## Phase 1: Setup\n\n- [ ] T001 Two in b.go\n"),
        ],
        "- [ ] T003 Three in c.go\n",
    ),
    (
        [
            ("openspec/changes/a/tasks.md", "## 1. A\n\n- [ ] 1.1 Write src/a.js\n"),
            ("openspec/changes/b/tasks.md", "## 1. B\n\n- [ ] 1.1 Write src/b.js\n"),
        ],
        "- [ ] 1.2 Document docs/a.md\n",
    ),
    (
        [("TASKS.md", "- [ ] Write docs/a.md\n"), ("ARCHIVE.md", "- [x] Begin\n")],
        "- [ ] Encrypt in internal/crypto/crypto.go\n",
    ),
    (
        [("TASKS.md", "- [ ] T1: Write docs/a.md\n"), ("docs/later.md", "# Later\n\n- [ ] Rest\n")],
        "- [ ] T2: Encrypt in internal/crypto/crypto.go\n",
    ),
    (
        [("TODO.md", "- [ ] Write docs/a.md\n"), ("notes/someday.md", "# Someday\n\n- [x] Rest\n")],
        "- [ ] Encrypt in internal/crypto/crypto.go\n",
    ),
];

fn project([first, second]: Backlogs, line: &str) -> Project {
    let project = Project::named("p");
    project.git(&["rm", "--quiet", "TASKS.md"]);
    project.write(first.0, &format!("{}{line}", first.1));
    project.write(second.0, second.1);
    project.commit("Plan");
    project.create(&["docs"]);
    project
}

fn ticked(line: &str) -> String {
    line.replace("[ ]", "[x]")
}

#[test]
fn a_task_moved_here_and_finished_there_stops_the_teardown() {
    for ([first, second], line) in CASES {
        for by_main in [true, false] {
            let project = project([first, second], line);
            let (main, track) = (project.main.clone(), project.worktree("docs"));
            let (mover, other) = if by_main { (&main, &track) } else { (&track, &main) };
            write(mover, first.0, first.1);
            write(mover, second.0, format!("{}{line}", second.1));
            commit(mover, "Move");
            write(other, first.0, format!("{}{}", first.1, ticked(line)));
            commit(other, "Finish");
            let number = second.1.lines().count() + 1;
            let named = format!("{}:{number}: ", second.0);
            let fate = format!("is open there, and finished in {}", first.0);
            for arguments in [
                &["status", "--check"][..],
                &["teardown", "docs", "--dry-run"],
                &["teardown", "docs"],
            ] {
                let said = words(&project.stopped(arguments));
                let when = format!("{line:?}, {by_main}, {arguments:?}: {said}");
                assert!(said.contains(&named) && said.contains(&fate), "{when}");
            }
            project.write(first.0, first.1);
            project.write(second.0, &format!("{}{}", second.1, ticked(line)));
            project.commit("Finish it there");
            project.done(&["teardown", "--continue"]);
            assert_eq!(project.linked(), 0, "{line:?}, {by_main}");
        }
    }
}

#[test]
fn a_task_that_is_in_one_backlog_only_or_another_one_stops_nothing() {
    for ([first, second], line) in CASES {
        // What the track and main make of both backlogs.
        let with = |text: &str, line: &str| format!("{text}{line}");
        let done = ticked(line);
        for (what, track, main) in [
            (
                "moved",
                [first.1.into(), with(second.1, line)],
                [with(first.1, line), second.1.into()],
            ),
            (
                "moved when done",
                [first.1.into(), with(second.1, &done)],
                [with(first.1, line), second.1.into()],
            ),
            (
                "the same in both",
                [with(first.1, &done), second.1.into()],
                [with(first.1, line), with(second.1, line)],
            ),
            (
                "done by both",
                [with(first.1, &done), second.1.into()],
                [with(first.1, &done), second.1.into()],
            ),
        ] {
            let project = project([first, second], line);
            for (folder, texts) in [(project.worktree("docs"), track), (project.main.clone(), main)]
            {
                for (file, text) in [first.0, second.0].into_iter().zip(texts) {
                    write(&folder, file, text);
                }
                write(&folder, format!("of/{}", folder.file_name().unwrap().display()), "1\n");
                commit(&folder, what);
            }
            let said = words(&project.done(&["status", "--check"]));
            assert!(!said.contains("is open there"), "{line:?}, {what}: {said}");
            project.done(&["teardown", "docs", "--dry-run"]);
            project.done(&["teardown", "docs"]);
        }
    }
}
