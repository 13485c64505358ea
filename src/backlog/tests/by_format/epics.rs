//! Epics of a checklist and the rows of the plans of ctx that they cite.

use super::*;

const PLAN: &str = "## Tasks\n\n| id | st | task | deps | files |\n|---|---|---|---|---|\n\
    | T01 | [x] | Write | — | `src/write.go` |\n| T02 | [ ] | Read | — | `src/read.go` |\n\
    | T03 | [o] | List | T02 | `src/list.go`, `src/read.go` |\n| T04 | [ ] | Show | T03 | `src/show.go` |\n";

fn source(name: &str, text: &str) -> Source {
    Source { name: name.into(), bytes: text.as_bytes().to_vec() }
}

/// The first task of a checklist beside the plan, read with it or without.
fn epic(text: &str, is_read: bool) -> String {
    let list = source(".context/TASKS.md", &format!("# Tasks\n\n- [ ] {text}\n"));
    let plan = source("specs/plans/m1.md", PLAN);
    let (tasks, problems) = if is_read {
        read(&[list, plan], Granularity::Outermost)
    } else {
        read_as(&[list], &[plan], None, Granularity::Outermost)
    };
    assert_eq!(told(&problems), Vec::<String>::new());
    line(&tasks[0], &tasks)
}

#[test]
fn an_epic_inherits_the_files_of_its_open_rows() {
    for (text, files, rows) in [
        ("[E1] Store (T01–T03). Plan: specs/plans/m1.md", "read list", "T02 T03"),
        ("[E1] Store (T01-T02). Plan: `specs/plans/m1.md`", "read", "T02"),
        ("[E1] Store (T04). Plan: specs/plans/m1.md", "show", "T04"),
        (
            "[E1] Store (T02, T04). Plan: specs/plans/m1.md #added:2026-07-16",
            "read show",
            "T02 T04",
        ),
        ("[E1] Store, T01 to T04\n  Plan: specs/plans/m1.md", "read list show", "T02 T03 T04"),
        ("[E1] Store. Plan: [the plan](specs/plans/m1.md)", "read list show", "T02 T03 T04"),
    ] {
        let declared: Vec<String> = files
            .split(' ')
            .map(|name| format!("Modify src/{name}.go | "))
            .chain(["Modify specs/plans/m1.md | ".to_owned()])
            .collect();
        let declared = declared.concat();
        let start = |waits: &str| format!("E1:3 | {waits}{declared}Store");
        let both = epic(text, true);
        assert!(both.starts_with(&start(&format!("after {rows} | "))), "{text}: {both}");
        let alone = epic(text, false);
        assert!(alone.starts_with(&start("")), "{text}: {alone}");
    }
}

#[test]
fn an_epic_without_open_rows_inherits_nothing() {
    for text in [
        "[E1] Store (T01). Plan: specs/plans/m1.md",
        "[E1] Store (T01-T04). Plan: specs/plans/m2.md",
        "[E1] Store, see specs/plans/m1.md for it",
    ] {
        for is_read in [true, false] {
            let epic = epic(text, is_read);
            assert!(!epic.contains("Modify") && !epic.contains("after"), "{text}: {epic}");
        }
    }
}

#[test]
fn the_plans_beside_a_checklist_are_found() {
    let root = tempfile::tempdir().unwrap();
    for name in [".context/TASKS.md", "TASKS.md", "specs/plans/m1.md"] {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }
    let plan = root.path().join("specs/plans/m1.md");
    for name in [".context/TASKS.md", "TASKS.md"] {
        let (base, files) = beside(&root.path().join(name)).unwrap();
        assert_eq!((base.as_path(), files), (root.path(), vec![plan.clone()]), "{name}");
    }
}
