//! `ctx merge-tasks`, by hand and as the driver of a real git.

use std::fs;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

use crate::harness::{GitRepository, answer, ctx, git};

const BASE: &str = "# A\n\n- [ ] one\n- [ ] two\n- [ ] three\n";
const OURS: &str = "# A\n\n- [x] one\n- [ ] two\n- [ ] three\n- [ ] ours\n";
const THEIRS: &str = "# A\n\n- [ ] one\n- [x] two\n- [ ] three\n- [ ] theirs\n";
const BOTH: &str = "# A\n\n- [x] one\n- [x] two\n- [ ] three\n- [ ] ours\n- [ ] theirs\n";

/// Three files in a folder of their own.
struct Files(tempfile::TempDir);

impl Files {
    fn of(base: &str, ours: &str, theirs: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [("base", base), ("ours", ours), ("theirs", theirs)] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        Self(folder)
    }

    /// Returns the program on them.
    fn merge(&self, options: &[&str]) -> Command {
        let mut command = ctx();
        command.current_dir(self.0.path()).arg("merge-tasks").args(options);
        command.args(["base", "ours", "theirs"]);
        command
    }

    fn ours(&self) -> String {
        fs::read_to_string(self.0.path().join("ours")).unwrap()
    }
}

#[test]
fn the_result_is_written_over_ours() {
    let files = Files::of(BASE, OURS, THEIRS);
    files.merge(&[]).assert().code(0).stdout("").stderr("");
    assert_eq!(files.ours(), BOTH);
    assert_eq!(fs::read_dir(files.0.path()).unwrap().count(), 3, "nothing is left beside it");

    let files = Files::of(BASE, OURS, THEIRS);
    assert_eq!(answer(&mut files.merge(&["--stdout"])), BOTH);
    assert_eq!(files.ours(), OURS);
}

#[test]
fn a_conflict_is_marked_named_and_told() {
    let files = Files::of("- [ ] a\n", "- [x] b c\n", "- [ ] a\n");
    files.merge(&[]).assert().code(0);
    let (base, ours, theirs) =
        ("- [ ] the old one\n", "- [x] the new one\n", "- [ ] the old two\n");
    let files = Files::of(base, ours, theirs);
    let options = ["--marker-size", "9", "--path", "x/TASKS.md", "--ours-label", "HEAD"];
    let told = files.merge(&options).args(["--theirs-label", "%Y"]).assert().code(1);
    let told = String::from_utf8(told.get_output().stderr.clone()).unwrap();
    assert_eq!(told, "ctx: x/TASKS.md:1: the new one: both sides changed it\n");
    assert_eq!(
        files.ours(),
        "<<<<<<<<< HEAD\n- [x] the new one\n=========\n- [ ] the old two\n>>>>>>>>> theirs\n"
    );

    let files = Files::of(base, ours, theirs);
    files.merge(&["--conflict-style", "diff3", "--base-label", "abc"]).assert().code(1);
    assert!(files.ours().contains("||||||| abc\n- [ ] the old one\n=======\n"), "{}", files.ours());
}

#[test]
fn what_cannot_be_merged_aborts_git_and_changes_nothing() {
    let files = Files::of(BASE, OURS, THEIRS);
    fs::remove_file(files.0.path().join("theirs")).unwrap();
    files.merge(&[]).assert().code(129);
    fs::create_dir(files.0.path().join("theirs")).unwrap();
    files.merge(&[]).assert().code(129);
    files.merge(&["--check"]).assert().code(2);
    fs::remove_dir(files.0.path().join("theirs")).unwrap();
    fs::write(files.0.path().join("theirs"), "a\0b").unwrap();
    files.merge(&[]).assert().code(129);
    for options in [&["--bogus"][..], &["--marker-size", "no"], &["--check", "--stdout"]] {
        files.merge(options).assert().code(129);
    }
    for command in [&["merge-tasks"][..], &["worktree", "merge-tasks"]] {
        ctx().args(command).assert().code(129);
        ctx().args(command).args(["--bogus", "a", "b", "c"]).assert().code(129);
    }
    ctx().args(["worktree", "status", "merge-tasks", "--bogus"]).assert().code(2);
    assert_eq!(files.ours(), OURS);
    answer(ctx().args(["merge-tasks", "--help"]));
}

#[test]
fn a_check_tells_what_each_way_of_merging_does() {
    let files = Files::of(BASE, OURS, THEIRS);
    let check = |files: &Files, code: i32| {
        let told = files.merge(&["--check"]).assert().code(code).get_output().stdout.clone();
        String::from_utf8(told).unwrap()
    };
    assert_eq!(
        check(&files, 1),
        "By task: clean.\nBy line: 1 conflict.\nTaking only ours loses 1 finished task.\n\
         Taking only theirs loses 1 finished task.\n\
         Merge it where ctx is git's merge driver.\n"
    );
    assert_eq!(files.ours(), OURS);
    // Any way of merging takes the one side that changed, which opened a task again.
    let files = Files::of("- [x] a\n\nx\n", "- [x] a\n\nx\n", "- [ ] a\n\nx\n");
    assert_eq!(
        check(&files, 0),
        "By task: clean.\nBy line: clean.\nTheirs opens a finished task again: a\n\
         It can be merged anywhere.\n"
    );
    let files = Files::of("- [ ] a\n\n\nx\n", "- [x] a\n\n\nx\n", "- [ ] a\n\n\ny\n");
    let told = check(&files, 0);
    assert!(told.ends_with("It can be merged anywhere.\n"), "{told}");
    // A section moved: it is git that says what git makes of it.
    let (one, two) = ("## One\n\n- [ ] a\n- [ ] b\n\n", "## Two\n\n- [ ] c\n- [ ] d\n\n");
    let [base, moved] = [[one, two], [two, one]].map(|parts| parts.concat());
    let files = Files::of(&base, &moved, &base.replacen("[ ] a", "[x] a", 1));
    let told = check(&files, 1);
    assert!(told.starts_with("By task: clean.\nBy line: 1 conflict.\n"), "{told}");
    let files = Files::of("- [ ] the old one\n", "- [ ] the new one\n", "- [ ] the old two\n");
    let told = check(&files, 1);
    assert!(told.starts_with("By task: 1 conflict.\n  1: the new one: both sides"), "{told}");
}

#[test]
fn a_merge_made_elsewhere_is_verified() {
    let files = Files::of(BASE, OURS, THEIRS);
    fs::write(files.0.path().join("good"), BOTH).unwrap();
    fs::write(files.0.path().join("bad"), "# A\n\n- [ ] one\n- [ ] three\n").unwrap();
    answer(files.merge(&["--verify"]).arg("good"));
    let told = files.merge(&["--verify"]).arg("bad").assert().code(1).get_output().stdout.clone();
    assert_eq!(
        String::from_utf8(told).unwrap(),
        "Lost:\n  one: not finished in line 3\n  two: missing, was in line 4\n"
    );
    let base = "- [x] archived\n- [ ] open\n- [x] kept\n";
    let files = Files::of(base, "- [ ] open\n- [x] kept\n", base);
    fs::write(files.0.path().join("result"), "- [ ] open\n- [x] kept\n").unwrap();
    assert_eq!(
        answer(files.merge(&["--verify"]).arg("result")),
        "Every finished task that no side removed is still finished.\n\
         Finished before, and removed by a side:\n  archived: was in line 1\n"
    );
    let (done, open) = ("- [x] a\n- [x] b\n- [ ] c\n", "- [x] a\n- [ ] b\n- [ ] c\n");
    for (ours, theirs, by) in [(done, open, "theirs"), (open, done, "ours")] {
        let files = Files::of(done, ours, theirs);
        fs::write(files.0.path().join("result"), open).unwrap();
        let told = files.merge(&["--verify"]).arg("result").assert().code(1).get_output().clone();
        assert_eq!(
            String::from_utf8(told.stdout).unwrap(),
            format!("Opened again by {by}:\n  b: not finished in line 2\n")
        );
        fs::write(files.0.path().join("result"), done).unwrap();
        let told = files.merge(&["--verify"]).arg("result").assert().code(1).get_output().clone();
        assert_eq!(
            String::from_utf8(told.stdout).unwrap(),
            format!("Finished again, though {by} opened it:\n  b: finished in line 2\n")
        );
    }
    let files = Files::of(done, open, open);
    fs::write(files.0.path().join("result"), open).unwrap();
    answer(files.merge(&["--verify"]).arg("result"));
    // What one side finished and the other removed was not removed as it was.
    let files = Files::of("- [ ] a\n- [ ] b\n", "- [ ] b\n", "- [x] a\n- [ ] b\n");
    fs::write(files.0.path().join("result"), "- [ ] b\n").unwrap();
    files.merge(&["--verify"]).arg("result").assert().code(1);
    files.merge(&["--verify"]).assert().code(129);
    files.merge(&["--verify"]).arg("absent").assert().code(2);
}

#[test]
fn signs_and_optional_tasks_are_verified_like_any_other() {
    let done = "- [✅] a\n- [x]* 1.2 b\n- `[x]` c\n- [x]d\n";
    let open = "- [🔄] a\n- [ ]* 1.2 b\n- `[ ]` c\n- [ ]d\n";
    let files = Files::of(done, done, done);
    fs::write(files.0.path().join("result"), open).unwrap();
    let told = files.merge(&["--verify"]).arg("result").assert().code(1).get_output().clone();
    let told = String::from_utf8(told.stdout).unwrap();
    for line in 1..=4 {
        assert!(told.contains(&format!("not finished in line {line}\n")), "{told}");
    }
    let files = Files::of(open, done, open);
    files.merge(&[]).assert().code(0);
    assert_eq!(files.ours(), done);
}

#[test]
fn a_base_that_would_conflict_is_that_of_both() {
    let files = Files::of("- [ ] a\n- [ ] b\n", "- [x] a\n- [ ] b\n", "- [ ] a\n- [x] b\n");
    files.merge(&["--or-base"]).assert().code(0);
    assert_eq!(files.ours(), "- [x] a\n- [x] b\n");
    let files = Files::of("- [x] a\n- [ ] b\n", "- [-] a\n- [x] b\n", "- [ ] a\n- [ ] b\n");
    files.merge(&["--or-base"]).assert().code(0).stderr("");
    assert_eq!(files.ours(), "- [x] a\n- [ ] b\n");
    files.merge(&["--or-base", "--stdout"]).assert().code(129);
}

/// Makes a repository whose file `path` git merges by task.
fn with_driver(path: &str) -> GitRepository {
    let repository = GitRepository::empty();
    let program = cargo_bin("ctx").display().to_string().replace('\'', "'\\''");
    let driver = format!(
        "'{program}' merge-tasks --marker-size %L --path %P --ours-label %X --theirs-label %Y \
         --base-label %S %O %A %B"
    );
    repository.git(&["config", "merge.ctx-tasks.driver", &driver]);
    repository.write(".git/info/attributes", "*.md merge=ctx-tasks\n");
    repository.write("other", "x\n");
    repository.write(path, BASE);
    repository.commit("Begin");
    repository
}

/// Makes such a repository with `ours` on main and `theirs` on a branch called so.
fn diverged(path: &str, ours: &str, theirs: &str) -> GitRepository {
    let repository = with_driver(path);
    repository.git(&["checkout", "--quiet", "-b", "theirs"]);
    repository.write(path, theirs);
    repository.commit("Theirs");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write(path, ours);
    repository.commit("Ours");
    repository
}

fn content(repository: &GitRepository, path: &str) -> String {
    fs::read_to_string(repository.path().join(path)).unwrap()
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn git_merges_by_task_in_all_its_ways() {
    let ways: [&[&[&str]]; 6] = [
        &[&["merge", "--quiet", "--no-edit", "theirs"]],
        &[&["rebase", "--quiet", "--merge", "theirs"]],
        &[&["rebase", "--quiet", "--apply", "theirs"]],
        &[&["cherry-pick", "theirs"]],
        &[&["merge", "--quiet", "--squash", "theirs"]],
        &[
            &["checkout", "--quiet", "theirs~1"],
            &["checkout", "--quiet", "main", "--", "TASKS.md"],
            &["stash", "--quiet"],
            &["checkout", "--quiet", "theirs"],
            &["stash", "pop", "--quiet"],
        ],
    ];
    for way in ways {
        let repository = diverged("TASKS.md", OURS, THEIRS);
        for command in way {
            repository.git(command);
        }
        let result = content(&repository, "TASKS.md");
        assert_eq!(sorted(&result), sorted(BOTH), "{way:?}: {result}");
        assert_eq!(repository.git(&["ls-files", "--unmerged"]), "", "{way:?}");
    }
}

#[test]
fn git_merges_trees_without_a_work_tree() {
    let repository = diverged("TASKS.md", OURS, THEIRS);
    let tree = repository.git(&["merge-tree", "--write-tree", "main", "theirs"]);
    let result = repository.git(&["show", &format!("{tree}:TASKS.md")]);
    assert_eq!(result, BOTH.trim());
    assert_eq!(content(&repository, "TASKS.md"), OURS);
}

#[test]
fn paths_are_whatever_they_are() {
    for path in ["my tasks.md", "it's \"so\".md", "Aufgäben.md", "-p.md", "a/b c/--stdout.md"] {
        let repository = diverged(path, OURS, THEIRS);
        repository.git(&["merge", "--quiet", "--no-edit", "theirs"]);
        assert_eq!(content(&repository, path), BOTH, "{path}");
        let repository = diverged(path, "# A\n\nours\n", "# A\n\ntheirs\n");
        let told = git(repository.path()).args(["merge", "theirs"]).assert().code(1);
        let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
        assert!(told.contains(&format!("ctx: {path}:3: A: both sides")), "{path}: {told}");
    }
}

#[test]
fn a_conflict_leaves_both_sides_and_markers() {
    let base = "# A\n\n- [ ] do the old thing\n";
    let repository = with_driver("TASKS.md");
    repository.write("TASKS.md", base);
    repository.commit("Base");
    repository.git(&["checkout", "--quiet", "-b", "theirs"]);
    repository.write("TASKS.md", "# A\n\n- [x] do the other thing\n");
    repository.commit("Theirs");
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("TASKS.md", "# A\n\n- [ ] do the new thing\n");
    repository.commit("Ours");
    git(repository.path()).args(["merge", "--no-edit", "theirs"]).assert().code(1);
    assert_eq!(repository.git(&["status", "--porcelain"]), "UU TASKS.md");
    assert_eq!(
        content(&repository, "TASKS.md"),
        "# A\n\n<<<<<<< HEAD\n- [ ] do the new thing\n=======\n- [x] do the other thing\n\
         >>>>>>> theirs\n"
    );
    repository.git(&["merge", "--abort"]);
    repository.git(&["config", "merge.conflictStyle", "zdiff3"]);
    git(repository.path()).args(["merge", "--no-edit", "theirs"]).assert().code(1);
    let shown = content(&repository, "TASKS.md");
    assert!(shown.contains("\n||||||| "), "{shown}");
    assert!(shown.contains("\n- [ ] do the old thing\n=======\n"), "{shown}");
}

#[test]
fn a_driver_that_fails_leaves_the_work_tree_alone() {
    let repository = diverged("TASKS.md", OURS, THEIRS);
    let program = cargo_bin("ctx").display().to_string();
    let driver = format!("'{program}' merge-tasks --from-the-future %O %A %B");
    repository.git(&["config", "merge.ctx-tasks.driver", &driver]);
    let merge = git(repository.path()).args(["merge", "theirs"]).assert().failure();
    assert_ne!(merge.get_output().status.code(), Some(1));
    assert_eq!(content(&repository, "TASKS.md"), OURS);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_file_that_both_added_is_united() {
    let repository = with_driver("TASKS.md");
    for (branch, text) in [("theirs", THEIRS), ("main", OURS)] {
        if branch == "theirs" {
            repository.git(&["checkout", "--quiet", "-b", "theirs"]);
        } else {
            repository.git(&["checkout", "--quiet", "main"]);
        }
        repository.write("NEW.md", text);
        repository.commit(branch);
    }
    repository.git(&["merge", "--quiet", "--no-edit", "theirs"]);
    assert_eq!(content(&repository, "NEW.md"), BOTH);
}

#[test]
fn branches_that_merged_one_another_merge_again() {
    let repository = diverged("TASKS.md", OURS, THEIRS);
    let (one, other) =
        (repository.git(&["rev-parse", "main"]), repository.git(&["rev-parse", "theirs"]));
    repository.git(&["merge", "--quiet", "--no-edit", &other]);
    let merged = content(&repository, "TASKS.md");
    repository.write("TASKS.md", merged.replace("[ ] three", "[x] three"));
    repository.commit("Third");
    repository.git(&["checkout", "--quiet", "theirs"]);
    repository.git(&["merge", "--quiet", "--no-edit", &one]);
    let merged = content(&repository, "TASKS.md");
    repository.write("TASKS.md", merged.replace("[ ] ours", "[x] ours"));
    repository.commit("Fourth");
    // Two merge bases, which git merges first, by the driver as well.
    repository.git(&["merge", "--quiet", "--no-edit", "main"]);
    let expected = BOTH.replace("[ ] three", "[x] three").replace("[ ] ours", "[x] ours");
    let result = content(&repository, "TASKS.md");
    assert_eq!(sorted(&result), sorted(&expected), "{result}");
}
