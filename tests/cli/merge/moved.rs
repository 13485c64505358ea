//! Backlogs that move, are archived, or come after the merge driver was set up.

use std::fs;
use std::path::Path;

use crate::harness::{Project, analyze, commit, ctx, git, git_in, words, write};

const LIST: &str = "# List\n\n- [ ] T1: Charge retries\n- [ ] T2: Deploy guide\n\
    - [ ] T3: Refund in parts\n";

/// Writes a backlog with some tasks ticked.
fn list(folder: &Path, path: &str, ticked: &[&str]) {
    let text = ticked.iter().fold(LIST.to_owned(), |text, task| {
        text.replace(&format!("- [ ] {task}:"), &format!("- [x] {task}:"))
    });
    write(folder, path, &text);
}

/// Makes a project with the backlog at `path` and the worktree of a track.
fn begun(path: &str) -> Project {
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    list(&project.main, path, &[]);
    project.commit("Plan");
    project.create(&["api"]);
    project
}

/// Returns the tasks that are ticked in a file of the main checkout.
fn ticked(project: &Project, path: &str) -> Vec<String> {
    let text = fs::read_to_string(project.main.join(path)).unwrap();
    let done = text.lines().filter_map(|line| line.strip_prefix("- [x] "));
    done.map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

/// Moves a file and ticks in it, in any working tree.
fn moved(folder: &Path, from: &str, to: &str, done: &[&str]) {
    fs::create_dir_all(folder.join(to).parent().unwrap()).unwrap();
    git_in(folder, &["mv", from, to]);
    if !done.is_empty() {
        list(folder, to, done);
    }
    commit(folder, "Move");
}

const CHANGE: &str = "openspec/changes/add-retries/tasks.md";
const ARCHIVED: &str = "openspec/changes/archive/2026-11-28-add-retries/tasks.md";

#[test]
fn what_moves_on_one_side_is_merged_by_task() {
    for (from, to) in [
        (CHANGE, ARCHIVED),
        ("specs/001-pay/tasks.md", "specs/002-pay/tasks.md"),
        ("TODO.md", "docs/TODO.md"),
        ("TASKS.md", ".context/TASKS.md"),
        ("docs/TASKS.md", "TASKS.md"),
        (".kiro/specs/pay/tasks.md", "specs/pay/tasks.md"),
    ] {
        for on_main in [true, false] {
            let project = begun(from);
            let worktree = project.worktree("api");
            let (mover, other) =
                if on_main { (&project.main, &worktree) } else { (&worktree, &project.main) };
            moved(mover, from, to, &["T1"]);
            list(other, from, &["T2"]);
            commit(other, "T2");
            let said = project.done(&["teardown", "api"]);
            assert_eq!(ticked(&project, to), ["T1", "T2"], "{from} {on_main}: {said}");
            assert!(!project.main.join(from).exists());
            let finished =
                if on_main { "finished T2: Deploy guide" } else { "finished T1: Charge retries" };
            assert_eq!(said.matches("finished").count(), 1, "{said}");
            assert!(said.contains(finished), "{said}");
        }
    }
}

#[test]
fn a_lost_tick_is_found_where_the_backlog_is_now() {
    for to in [
        ARCHIVED,
        "specs/pay/tasks.md",
        "openspec/changes/archive/add-retries/tasks.md",
        ".kiro/specs/retries/tasks.md",
        "docs/PLAN.md",
    ] {
        let project = begun(CHANGE);
        list(&project.main, CHANGE, &["T1"]);
        project.commit("T1");
        let worktree = project.worktree("api");
        git_in(&worktree, &["merge", "-q", "main"]);
        moved(&worktree, CHANGE, to, &["T2"]);
        let said = project.stopped(&["teardown", "api"]);
        assert!(said.contains("\"T1: Charge retries\" is open again"), "{said}");
        assert!(!said.contains("whole file"), "{said}");
        project.done(&["teardown", "--abort"]);
        list(&worktree, to, &["T1", "T2"]);
        commit(&worktree, "Both");
        project.done(&["teardown", "api"]);
        assert_eq!(ticked(&project, to), ["T1", "T2"]);
    }
}

#[test]
fn a_backlog_that_is_gone_is_said_to_be_and_not_to_have_moved() {
    let others = "- [ ] T1: Log in\n- [ ] T2: Log out\n- [ ] T3: Stay\n";
    for (path, next) in [
        // The same ids, and other tasks.
        ("specs/001/tasks.md", Some(("specs/002/tasks.md", others))),
        (CHANGE, Some(("openspec/changes/login/tasks.md", others))),
        (".kiro/specs/pay/tasks.md", Some(("docs/notes.md", "# Charge retries\n\nText.\n"))),
        (".context/TASKS.md", Some(("TODO.md", "# TODO\n"))),
        ("TODO.md", None),
        ("docs/TODO.md", None),
    ] {
        let project = begun(path);
        list(&project.main, path, &["T1"]);
        project.commit("T1");
        let worktree = project.worktree("api");
        git_in(&worktree, &["merge", "-q", "main"]);
        git_in(&worktree, &["rm", "-q", path]);
        if let Some((next, text)) = next {
            write(&worktree, next, text);
        }
        commit(&worktree, "Next");
        let said = project.stopped(&["teardown", "api"]);
        assert!(said.contains(&format!("{path}: the whole file is missing")), "{said}");
        assert!(!said.contains("is open again"), "{said}");
        project.done(&["teardown", "--abort"]);
        assert_eq!(ticked(&project, path), ["T1"]);
    }
}

#[test]
fn the_next_features_backlog_is_merged_by_task() {
    let project = begun("specs/001/tasks.md");
    let worktree = project.worktree("api");
    // On the track alone.
    list(&worktree, "specs/002/tasks.md", &["T1"]);
    commit(&worktree, "Two");
    project.done(&["teardown", "api"]);
    assert_eq!(ticked(&project, "specs/002/tasks.md"), ["T1"]);
    // On both sides, with nothing in common.
    for path in [
        "specs/003/tasks.md",
        CHANGE,
        ".kiro/specs/pay/tasks.md",
        ".context/TASKS.md",
        "docs/TODO.md",
    ] {
        project.create(&["web"]);
        list(&project.worktree("web"), path, &["T1"]);
        commit(&project.worktree("web"), "Another");
        list(&project.main, path, &["T2"]);
        project.commit("Another, too");
        let said = project.done(&["status"]);
        assert!(!said.contains("would conflict"), "{path}: {said}");
        project.done(&["teardown", "web"]);
        assert_eq!(ticked(&project, path), ["T1", "T2"], "{path}");
    }
}

#[test]
fn a_task_counts_as_done_where_its_backlog_was_archived() {
    for to in [
        ARCHIVED,
        "specs/pay/tasks.md",
        "openspec/changes/archive/add-retries/tasks.md",
        ".kiro/specs/retries/tasks.md",
        "docs/PLAN.md",
    ] {
        let project = Project::named("shop");
        project.git(&["rm", "-q", "TASKS.md"]);
        write(&project.main, "pay/gateway.go", "package pay\n\nfunc Charge() {}\n");
        write(&project.main, CHANGE, "- [ ] 1.1 Retry in pay/gateway.go\n");
        project.commit("Plan");
        analyze(&project.main).assert().code(0);
        project.ctx(&["create"]).assert().code(0);
        let linked = project.git(&["worktree", "list", "--porcelain"]);
        let worktree = linked.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1);
        let worktree = Path::new(worktree.unwrap());
        fs::create_dir_all(worktree.join(to).parent().unwrap()).unwrap();
        git_in(worktree, &["mv", CHANGE, to]);
        write(worktree, to, "- [x] 1.1 Retry in pay/gateway.go\n");
        for command in ["list", "status"] {
            let said = project.done(&[command]);
            assert!(said.contains("1 of 1"), "{command}: {said}");
        }
        commit(worktree, "Done");
        assert!(project.done(&["list"]).contains("1 of 1"));
    }
}

#[test]
fn the_users_own_merge_attribute_stays_in_force() {
    for (attributes, path, value) in [
        ("specs/001/tasks.md merge=union\n", "specs/001/tasks.md", "union"),
        ("specs/*/tasks.md merge=union\n", "specs/001/tasks.md", "union"),
        ("*.md -merge\n", "TODO.md", "unset"),
        ("TODO.md merge=mine\n", "TODO.md", "mine"),
        ("docs/** merge\n", "docs/TASKS.md", "set"),
    ] {
        let project = Project::named("shop");
        project.write(".gitattributes", attributes);
        list(&project.main, path, &[]);
        project.commit("Plan");
        let said = project.done(&["install-merge-driver"]);
        let own = format!("Left to your own merge attribute ({value}): {path}\n");
        assert!(said.contains(&own), "{said}");
        let asked = project.git(&["check-attr", "merge", "--", path]);
        assert_eq!(asked, format!("{path}: merge: {value}"));
        let said = project.ctx(&["doctor"]).output().unwrap();
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(!said.contains("wrong  backlog"), "{said}");
        // One that comes later is found, and seen to.
        project.write(".gitattributes", "TASKS.md merge=union\n");
        let said = project.stopped(&["doctor"]);
        let wrong =
            "wrong  backlog TASKS.md: its attribute `merge` is ctx-tasks, but your own is union";
        assert!(said.contains(wrong) || attributes.starts_with("*.md"), "{said}");
        project.done(&["install-merge-driver"]);
        project.done(&["doctor"]);
        let asked = project.git(&["check-attr", "merge", "--", "TASKS.md"]);
        assert_eq!(asked, "TASKS.md: merge: union");
        project.done(&["uninstall-merge-driver"]);
        let left = fs::read_to_string(project.main.join(".git/info/attributes")).unwrap();
        assert_eq!(left, "");
    }
}

#[test]
fn what_an_earlier_version_wrote_is_replaced() {
    let project = begun(CHANGE);
    let attributes = project.main.join(".git/info/attributes");
    let old = format!(
        "*.png -diff\n# Backlogs are merged by task; `ctx worktree uninstall-merge-driver` removes \
         this.\n/{CHANGE} merge=ctx-tasks\n/docs/PLAN.md merge=ctx-tasks\n*.jpg -diff\n"
    );
    fs::write(&attributes, &old).unwrap();
    let said = project.stopped(&["doctor"]);
    assert!(said.contains("wrong  future backlogs: ") && said.contains("by line"), "{said}");
    // A teardown brings it up to date by itself.
    let worktree = project.worktree("api");
    moved(&worktree, CHANGE, ARCHIVED, &["T1"]);
    list(&project.main, CHANGE, &["T2"]);
    project.commit("T2");
    project.done(&["teardown", "api"]);
    assert_eq!(ticked(&project, ARCHIVED), ["T1", "T2"]);
    let new = fs::read_to_string(&attributes).unwrap();
    assert!(new.starts_with("*.png -diff\n*.jpg -diff\n"), "{new}");
    assert!(new.contains("\n/docs/PLAN.md merge=ctx-tasks\n"), "what was named stays: {new}");
    assert!(!new.contains("add-retries"), "{new}");
    project.done(&["doctor"]);
    project.done(&["uninstall-merge-driver"]);
    assert_eq!(fs::read_to_string(&attributes).unwrap(), "*.png -diff\n*.jpg -diff\n");
}

#[test]
fn no_other_file_is_merged_by_task() {
    let project = begun("specs/001/tasks.md");
    for path in [
        "README.md",
        "specs/tasks.md",
        "specs/001/plan.md",
        "specs/001/deep/tasks.md",
        "a/TASKS.md",
        "openspec/changes/x/proposal.md",
        "openspec/specs/x/tasks.md",
    ] {
        let asked = project.git(&["check-attr", "merge", "--", path]);
        assert_eq!(asked, format!("{path}: merge: unspecified"));
    }
}

#[test]
fn status_says_which_backlogs_git_merges_by_line() {
    for path in [
        "TODO.md",
        ".context/TASKS.md",
        "specs/001-pay/tasks.md",
        ".kiro/specs/pay/tasks.md",
        CHANGE,
        "docs/TODO.md",
    ] {
        let project = begun(path);
        list(&project.worktree("api"), path, &["T1"]);
        commit(&project.worktree("api"), "T1");
        list(&project.main, path, &["T2"]);
        project.commit("T2");
        let remark = format!(
            "git merges {path} by line here; `ctx worktree install-merge-driver` makes it merge"
        );
        assert!(!words(&project.done(&["status"])).contains(&remark));
        project.done(&["uninstall-merge-driver"]);
        let said = words(&project.done(&["status"]));
        let forecast = format!("would conflict in {path} (only in the backlog)");
        assert!(said.contains(&forecast), "{said}");
        assert!(said.contains(&remark), "{said}");
        assert!(project.done(&["status", "--output-format", "json"]).contains(&remark));
        project.done(&["install-merge-driver"]);
        assert!(!project.done(&["status"]).contains("would conflict"));
    }
}

#[test]
fn what_both_sides_moved_alike_is_one_backlog() {
    let project = begun(CHANGE);
    let worktree = project.worktree("api");
    moved(&worktree, CHANGE, ARCHIVED, &["T1"]);
    moved(&project.main, CHANGE, ARCHIVED, &["T2"]);
    project.done(&["teardown", "api"]);
    assert_eq!(ticked(&project, ARCHIVED), ["T1", "T2"]);
}

#[test]
fn what_both_sides_moved_apart_is_for_a_person() {
    let project = begun(CHANGE);
    let worktree = project.worktree("api");
    moved(&worktree, CHANGE, "specs/pay/tasks.md", &["T1"]);
    moved(&project.main, CHANGE, ARCHIVED, &["T2"]);
    let said = project.stopped(&["teardown", "api"]);
    assert!(said.contains("stopped at conflicts"), "{said}");
    git_in(
        &project.main,
        &["rm", "-q", "--cached", "--ignore-unmatch", CHANGE, "specs/pay/tasks.md"],
    );
    let _ = fs::remove_file(project.main.join("specs/pay/tasks.md"));
    list(&project.main, ARCHIVED, &["T2"]);
    project.git(&["add", "--all"]);
    let said = project.stopped(&["teardown", "--continue"]);
    assert!(said.contains("\"T1: Charge retries\" is open again"), "{said}");
    list(&project.main, ARCHIVED, &["T1", "T2"]);
    project.commit("Tick again");
    project.done(&["teardown", "--continue"]);
}

#[test]
fn plain_git_merges_what_moved_by_task_too() {
    let project = begun(CHANGE);
    tick_and_move(&project);
    let merged =
        git(&project.main).args(["merge", "-q", "--no-edit", "work/api"]).output().unwrap();
    assert_eq!(merged.status.code(), Some(0), "{merged:?}");
    assert_eq!(ticked(&project, ARCHIVED), ["T1", "T2"]);
}

fn tick_and_move(project: &Project) {
    moved(&project.main, CHANGE, ARCHIVED, &["T2"]);
    let worktree = project.worktree("api");
    list(&worktree, CHANGE, &["T1"]);
    commit(&worktree, "T1");
}

#[test]
fn main_archives_a_change_while_tracks_work_on_it() {
    let rest = ["proposal.md", "specs/pay/spec.md", ".openspec.yaml"];
    for ticked_there in [&[][..], &["T3"], &["T1", "T2", "T3"]] {
        let project = begun(CHANGE);
        for file in rest {
            project.write(&format!("openspec/changes/add-retries/{file}"), "About retries\n");
        }
        project.commit("Propose");
        project.create(&["web"]);
        for (track, task) in [("api", "T1"), ("web", "T2")] {
            let worktree = project.worktree(track);
            list(&worktree, CHANGE, &[task]);
            write(&worktree, format!("{track}/work.go"), "package work\n");
            commit(&worktree, task);
        }
        fs::create_dir_all(project.main.join("openspec/changes/archive")).unwrap();
        let archive = "openspec/changes/archive/2026-11-28-add-retries";
        project.git(&["mv", "openspec/changes/add-retries", archive]);
        list(&project.main, ARCHIVED, ticked_there);
        project.commit("Archive");
        let said = project.done(&["status"]);
        assert!(said.contains("No two of them conflict"), "{ticked_there:?}: {said}");
        for track in ["api", "web"] {
            project.done(&["teardown", track]);
        }
        let mut expected = vec!["T1", "T2"];
        expected.extend(ticked_there.contains(&"T3").then_some("T3"));
        assert_eq!(ticked(&project, ARCHIVED), expected, "{ticked_there:?}");
        assert!(!project.main.join("openspec/changes/add-retries").exists(), "{ticked_there:?}");
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{ticked_there:?}");
    }
}

#[test]
fn next_follows_a_backlog_that_moved_in_the_worktree() {
    for to in [ARCHIVED, "specs/pay/tasks.md", "docs/PLAN.md"] {
        for reworded in [false, true] {
            let project = Project::named("shop");
            project.git(&["rm", "-q", "TASKS.md"]);
            write(&project.main, "pay/gateway.go", "package pay\n\nfunc Charge() {}\n");
            let list = "- [ ] 1.1 Retry in pay/gateway.go\n- [ ] 1.2 Count in pay/gateway.go\n";
            write(&project.main, CHANGE, list);
            project.commit("Plan");
            analyze(&project.main).assert().code(0);
            project.ctx(&["create"]).assert().code(0);
            let linked = project.git(&["worktree", "list", "--porcelain"]);
            let worktree = linked.lines().filter_map(|line| line.strip_prefix("worktree ")).nth(1);
            let worktree = Path::new(worktree.unwrap());
            fs::create_dir_all(worktree.join(to).parent().unwrap()).unwrap();
            git_in(worktree, &["mv", CHANGE, to]);
            let now = list.replace("[ ] 1.1", "[x] 1.1");
            let now = if reworded { format!("# Retries\n\nAs agreed.\n\n{now}") } else { now };
            write(worktree, to, &now);
            let name = git_in(worktree, &["branch", "--show-current"]);
            for (folder, arguments) in
                [(worktree, &["next"][..]), (&project.main, &["next", "--track", &name])]
            {
                let mut command = ctx();
                let output = command.current_dir(folder).args(arguments).assert().code(0);
                let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
                assert!(said.contains("1.2  Count in pay/gateway.go"), "{to}: {said}");
                assert!(said.contains(&format!("{to}:")), "{to}: {said}");
                assert!(!said.contains("1.1"), "{to}: {said}");
                assert!(said.contains("1 of 2 tasks still open"), "{to}: {said}");
            }
        }
    }
}
