//! The task that a branch does, and the files that hold a backlog back.

use super::*;

#[test]
fn the_changes_of_a_branch_tell_which_task_it_does() {
    let text = "- [ ] T1: Read it\n      Files: src/read.rs, src/parse/\n- [ ] T2: Write it\n      \
                Files: src/write/*.rs\n- [ ] T3: Count the rows in src/count.rs\n- [ ] T4: Sort it\n";
    let predicted: Files = &[
        &[("src/read.rs", 0.9), ("tests/read.rs", 0.3), ("src/write/a.rs", 0.1)],
        &[("src/write/a.rs", 0.9)],
        &[("src/count.rs", 0.9)],
        &[("src/sort.rs", 0.7), ("src/read.rs", 0.2), ("src/order.rs", 0.2)],
    ];
    for (files, expected) in [
        (&["src/read.rs"][..], &[][..]),
        (&["src/parse/a.rs", "src/parse/b.rs"], &[]),
        (&["src/read.rs", "tests/read.rs", "README.md"], &[]),
        (&["src/read.rs", "TASKS.md"], &[]),
        (&["src/write/new.rs"], &[]),
        (&["src/count.rs"], &[]),
        (&["src/sort.rs", "src/order.rs"], &[]),
        (&["src/sort.rs", "src/read.rs"], &[]),
        (&["src/read.rs", "src/parse/a.rs", "src/count.rs"], &[5]),
        (&["src/read.rs", "tests/read.rs", "src/write/new.rs"], &[3]),
        (&["src/other.rs", "src/count.rs"], &[5]),
        (&["src/read.rs", "src/count.rs"], &[1, 5]),
        (&["src/other.rs", "src/sort.rs"], &[]),
        (&["src/order.rs"], &[]),
    ] {
        for branch in ["feature", "work/none", "main"] {
            let found = of_branch(Rule::Escape, text, predicted, &changed(branch, files));
            assert_eq!(found, expected, "{branch} {files:?}");
        }
    }
    let tracks = text
        .replace("Sort it", "Sort it #track:x")
        .replace("src/count.rs\n", "src/count.rs #track:x\n");
    let files = ["src/sort.rs", "src/order.rs", "src/count.rs"];
    let found = of_branch(Rule::Escape, &tracks, predicted, &changed("feature", &files));
    assert_eq!(found, [0; 0], "the tasks of one track");
}

#[test]
fn files_that_half_of_the_tasks_name_hold_the_backlog_back() {
    let each = |files: &[&str]| {
        let line = |(at, file): (usize, &&str)| format!("- [ ] T{at}: Log part {at} in {file}\n");
        let text: String = files.iter().enumerate().map(line).collect();
        let predicted: Vec<[(&str, f64); 1]> = files.iter().map(|file| [(*file, 0.9)]).collect();
        let predicted: Vec<&[(&str, f64)]> = predicted.iter().map(|it| &it[..]).collect();
        let checked = check(&text, &predicted, &[], &Options::default());
        let contested = checked.independence.contested.into_iter();
        contested.map(|it| (it.path.as_str().to_owned(), it.tasks)).collect::<Vec<_>>()
    };
    let held = |path: &str, tasks| (path.to_owned(), tasks);
    assert_eq!(each(&["a.rs", "a.rs", "a.rs", "a.rs", "b.rs"]), [held("a.rs", 4)]);
    assert_eq!(each(&["a.rs", "a.rs"]), [held("a.rs", 2)]);
    assert_eq!(each(&["b.rs", "b.rs", "a.rs", "a.rs"]), [held("a.rs", 2), held("b.rs", 2)]);
    assert_eq!(each(&["a.rs", "a.rs", "b.rs", "c.rs", "d.rs"]), []);
    assert_eq!(each(&["a.rs", "b.rs"]), []);
    assert_eq!(each(&["a.rs"]), []);
}
