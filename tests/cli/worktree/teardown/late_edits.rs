//! `--abort` where files of the merge have been edited since: the state before comes back.

use std::fs;

use crate::harness::{Project, WAYS, commit, tick, write};

/// Files of the track with their texts.
const FILES: [(&str, &str); 2] =
    [("docs/a.md", "# By docs\n"), ("docs/new/page.md", "// by docs\n")];

/// An edit of the main checkout.
type Edit = fn(&Project);

#[test]
fn an_abort_takes_the_whole_merge_back() {
    let edits: [(&str, Edit); 8] = [
        ("ticked again", |it| tick(&it.main, "T2")),
        ("ticked again and staged", |it| {
            tick(&it.main, "T2");
            it.git(&["add", "TASKS.md"]);
        }),
        ("a new file changed", |it| it.write("docs/new/page.md", "mine\n")),
        ("a new file changed and staged", |it| {
            it.write("docs/new/page.md", "mine\n");
            it.git(&["add", "docs"]);
        }),
        ("a new file removed", |it| {
            fs::remove_dir_all(it.main.join("docs/new")).unwrap();
        }),
        ("a new file forgotten", |it| {
            it.git(&["rm", "--quiet", "--cached", "docs/new/page.md"]);
            tick(&it.main, "T2");
        }),
        ("a file removed", |it| {
            it.git(&["rm", "--quiet", "docs/a.md"]);
        }),
        ("all of them", |it| {
            tick(&it.main, "T2");
            it.write("docs/a.md", "mine\n");
            it.write("docs/new/page.md", "mine\n");
        }),
    ];
    let made = Project::reopened(&FILES);
    for way in WAYS {
        for (what, edit) in edits {
            let project = made.copy();
            let before = project.git(&["rev-parse", "HEAD"]);
            let tip = project.git(&["rev-parse", "work/docs"]);
            project.stopped(&[&["teardown", "docs"], way].concat());
            edit(&project);
            let said = project.done(&["teardown", "--abort"]);
            let when = format!("{way:?}, {what}: {said}");
            assert!(said.contains("is undone"), "{when}");
            assert!(said.contains("kept     the changes in the main checkout: refs/ctx"), "{when}");
            assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{when}");
            assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
            assert_eq!(project.git(&["rev-parse", "work/docs"]), tip, "{when}");
            // Nothing of it is in the way of the next one.
            project.done(&[&["teardown", "docs", "--allow-reopened"], way].concat());
            assert_eq!(project.read("docs/a.md"), "# By docs\n", "{when}");
        }
    }
}

#[test]
fn an_abort_leaves_edits_of_other_files() {
    for way in WAYS {
        let project = Project::reopened(&FILES);
        project.write("docs/b.md", "before\n");
        let before = project.git(&["rev-parse", "HEAD"]);
        project.stopped(&[&["teardown", "docs"], way].concat());
        tick(&project.main, "T2");
        project.write("internal/crypto/crypto.go", "package crypto\n");
        project.write("notes", "mine\n");
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{way:?}");
        let status = project.git(&["status", "--porcelain"]);
        assert_eq!(status, "M docs/b.md\n M internal/crypto/crypto.go\n?? notes", "{way:?}");
        assert_eq!(project.read("docs/b.md"), "before\n", "{way:?}");
    }
}

#[test]
fn an_abort_at_a_conflict_takes_back_what_merged_beside_it() {
    for way in [&[][..], &["--squash"]] {
        for is_staged in [false, true] {
            let project = Project::named("p");
            project.create(&["docs"]);
            let worktree = project.worktree("docs");
            write(&worktree, "docs/a.md", "# By docs\n");
            write(&worktree, "docs/b.md", "# By docs\n");
            commit(&worktree, "Rewrite");
            project.work("docs", "docs/new.md", "T1");
            project.write("docs/a.md", "# By main\n");
            let before = project.commit("Meanwhile");
            project.stopped(&[&["teardown", "docs"], way].concat());
            for file in ["docs/b.md", "docs/new.md"] {
                project.write(file, "mine\n");
            }
            if is_staged {
                project.git(&["add", "docs/b.md", "docs/new.md"]);
            }
            let said = project.done(&["teardown", "--abort"]);
            assert!(said.contains("kept     the changes in the main checkout"), "{said}");
            assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{way:?} {is_staged}");
            assert_eq!(project.git(&["status", "--porcelain"]), "", "{way:?} {is_staged}");
        }
    }
}
