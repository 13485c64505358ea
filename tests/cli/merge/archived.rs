//! Backlogs that one side moved and rewrote so much that git takes them for deleted.

use std::fs;
use std::path::Path;

use crate::harness::{Meddler, Project, WAYS, commit, git_in, write};

const CHANGE: &str = "openspec/changes/pay/tasks.md";
const ARCHIVED: &str = "openspec/changes/archive/2026-11-28-pay/tasks.md";

const LIST: &str = "# Pay\n\n- [ ] 1.1 Charge the card again when it fails\n\
    - [ ] 1.2 Write the guide for the deployment\n- [ ] 1.3 Refund an order in parts\n";

/// Returns the backlog with more tasks behind the last.
fn with(more: &str) -> String {
    format!("{LIST}{more}")
}

fn all_ticked(text: &str) -> String {
    text.replace("[ ]", "[x]")
}

/// Makes a project with a change of `OpenSpec`, and the worktree of a track.
fn begun() -> Project {
    let project = Project::named("shop");
    project.git(&["rm", "-q", "TASKS.md"]);
    project.write(CHANGE, LIST);
    project.write("openspec/changes/pay/proposal.md", "# Why\n\nPeople pay.\n");
    project.commit("Plan");
    project.create(&["api"]);
    project
}

/// Moves the change as `openspec archive` does, with `text` for its tasks.
fn archive(folder: &Path, text: &str) {
    fs::create_dir_all(folder.join("openspec/changes/archive")).unwrap();
    git_in(folder, &["mv", "openspec/changes/pay", "openspec/changes/archive/2026-11-28-pay"]);
    write(folder, ARCHIVED, text);
    commit(folder, "Archive");
}

/// Has one side archive the change with every box ticked, and the other change the list.
fn apart(project: &Project, main_archives: bool, archived: &str, changed: &str) {
    let worktree = project.worktree("api");
    let (mover, other) =
        if main_archives { (&project.main, &worktree) } else { (&worktree, &project.main) };
    archive(mover, archived);
    write(other, CHANGE, changed);
    write(other, "pay/pay.go", "package pay\n");
    commit(other, "Work");
}

#[test]
fn an_archived_backlog_with_every_box_ticked_is_merged_where_it_is_now() {
    let changed = with("- [ ] 1.4 Count refunds by month\n").replace("[ ] 1.2", "[x] 1.2");
    for main_archives in [true, false] {
        let apart_by_now = begun();
        apart(&apart_by_now, main_archives, &all_ticked(LIST), &changed);
        for how in WAYS {
            let project = apart_by_now.copy();
            let when = format!("{how:?}, main archives: {main_archives}");
            let said = project.done(&["status"]);
            assert!(!said.contains("would conflict"), "{when}: {said}");
            let foretold = project.done(&[&["teardown", "api", "--dry-run"], how].concat());
            assert!(!foretold.contains("stop at"), "{when}: {foretold}");
            let said = project.done(&[&["teardown", "api"], how].concat());
            let expected = all_ticked(LIST) + "- [ ] 1.4 Count refunds by month\n";
            assert_eq!(project.read(ARCHIVED), expected, "{when}: {said}");
            assert!(!project.main.join("openspec/changes/pay").exists(), "{when}");
            assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
            assert_eq!(project.read("pay/pay.go"), "package pay\n", "{when}");
        }
    }
}

#[test]
fn every_tools_backlog_may_be_archived_with_every_box_ticked() {
    for (from, to) in [
        ("specs/001-pay/tasks.md", "specs/archive/001-pay/tasks.md"),
        (".kiro/specs/pay/tasks.md", ".kiro/archive/pay/tasks.md"),
        ("TODO.md", "docs/done/2026-11.md"),
        (".context/TASKS.md", ".context/archive/tasks-2026-11-28.md"),
        ("docs/TASKS.md", "CHANGELOG-TASKS.md"),
        (CHANGE, "openspec/changes/archive/pay/tasks.md"),
    ] {
        for main_archives in [true, false] {
            let project = Project::named("shop");
            project.git(&["rm", "-q", "TASKS.md"]);
            project.write(from, LIST);
            project.commit("Plan");
            project.create(&["api"]);
            let worktree = project.worktree("api");
            let (mover, other) =
                if main_archives { (&project.main, &worktree) } else { (&worktree, &project.main) };
            git_in(mover, &["rm", "-q", from]);
            write(mover, to, all_ticked(LIST));
            commit(mover, "Archive");
            write(other, from, with("- [ ] 1.4 Count refunds\n").replace("[ ] 1.2", "[x] 1.2"));
            commit(other, "Work");
            let when = format!("{from}, main archives: {main_archives}");
            assert!(!project.done(&["status"]).contains("would conflict"), "{when}");
            let said = project.done(&["teardown", "api"]);
            let expected = all_ticked(LIST) + "- [ ] 1.4 Count refunds\n";
            assert_eq!(project.read(to), expected, "{when}: {said}");
            assert!(!project.main.join(from).exists(), "{when}");
        }
    }
}

#[test]
fn a_backlog_that_moved_and_was_reworded_is_merged_where_it_is_now() {
    for (to, moved) in [
        (
            "docs/roadmap/PAY.md",
            "# The roadmap\n\n* [x] 1.1 Charge the card again, when it has failed\n\
             * [x] 1.2 Write the guide for the deployments\n* [x] 1.3 Refund an order in its parts\n",
        ),
        (
            "specs/pay/tasks.md",
            "# Pay\n\nAs agreed on Monday with all who were there, and as written down since.\n\n- [x] 1.1 Charge the card again when it fails #done\n\
             - [~] 1.2 Write the guide for the deployment (Ann)\n\
             - [x] 1.3 Refund an order in parts #done\n",
        ),
    ] {
        let project = begun();
        let worktree = project.worktree("api");
        git_in(&worktree, &["rm", "-q", CHANGE]);
        write(&worktree, to, moved);
        commit(&worktree, "Move");
        project.write(CHANGE, &with("- [x] 1.4 Count refunds by month\n"));
        project.commit("More");
        let said = project.done(&["teardown", "api"]);
        let now = project.read(to);
        assert!(now.contains("[x] 1.4 Count refunds by month"), "{said}\n{now}");
        assert!(now.contains("[x] 1.1 Charge the card again"), "{said}\n{now}");
        assert!(!project.main.join(CHANGE).exists());
    }
}

#[test]
fn where_the_new_place_is_not_sure_the_message_names_it() {
    let project = begun();
    apart(&project, false, &all_ticked(LIST), &LIST.replace("[ ] 1.2", "[x] 1.2"));
    let worktree = project.worktree("api");
    git_in(&worktree, &["mv", ARCHIVED, "docs/done.md"]);
    write(&worktree, "docs/copy.md", all_ticked(LIST));
    commit(&worktree, "A copy");
    assert!(project.done(&["status"]).contains("would conflict in"));
    let said = project.stopped(&["teardown", "api"]);
    let expected = format!(
        "One side deleted {CHANGE} and the other changed it. Its tasks may be in docs/copy.md or \
         docs/done.md now."
    );
    assert!(said.contains(&expected), "{said}");
    assert!(said.contains(&format!("`git rm {CHANGE}`")), "{said}");
    // As it says.
    project.git(&["rm", "-q", CHANGE]);
    project.done(&["teardown", "--continue"]);
    assert_eq!(project.read("docs/done.md"), all_ticked(LIST));
}

#[test]
fn changes_that_read_alike_are_told_apart() {
    let changes = ["parcels", "refunds", "letters"];
    let list = |what: &str| {
        format!(
            "## 1. Store\n\n- [ ] 1.1 Keep {what} in {what}/store.go\n- [ ] 1.2 Test that\n\
                 - [ ] 1.3 Handle {what} in {what}/handler.go\n"
        )
    };
    for same in [false, true] {
        let list = |what: &str| list(if same { "them" } else { what });
        let project = Project::named("shop");
        for change in changes {
            project.write(&format!("openspec/changes/{change}/tasks.md"), &list(change));
        }
        project.commit("Plan");
        project.create(&["api"]);
        let worktree = project.worktree("api");
        for change in changes {
            let text = all_ticked(&list(change));
            project.git(&["rm", "-q", &format!("openspec/changes/{change}/tasks.md")]);
            let to = format!("openspec/changes/archive/2026-11-28-{change}/tasks.md");
            project.write(&to, &text);
            let more = list(change) + &format!("- [ ] 1.4 More of {change}\n");
            write(&worktree, format!("openspec/changes/{change}/tasks.md"), &more);
        }
        project.commit("Archive");
        commit(&worktree, "More");
        project.done(&["teardown", "api"]);
        for change in changes {
            let to = format!("openspec/changes/archive/2026-11-28-{change}/tasks.md");
            let expected = all_ticked(&list(change)) + &format!("- [ ] 1.4 More of {change}\n");
            assert_eq!(project.read(&to), expected);
        }
    }
}

#[test]
fn a_backlog_that_is_only_deleted_stays_a_conflict() {
    for next in [None, Some("- [ ] 1.1 Log in\n- [ ] 1.2 Log out\n- [ ] 1.3 Stay\n")] {
        let project = begun();
        let worktree = project.worktree("api");
        git_in(&worktree, &["rm", "-q", CHANGE]);
        if let Some(next) = next {
            write(&worktree, "openspec/changes/login/tasks.md", next);
        }
        commit(&worktree, "Gone");
        project.write(CHANGE, &LIST.replace("[ ] 1.2", "[x] 1.2"));
        project.commit("1.2");
        let said = project.stopped(&["teardown", "api"]);
        assert!(said.contains(&format!("\n  {CHANGE}\n")), "{said}");
        assert!(said.contains("no new file has its tasks. Keep it with `git add"), "{said}");
        project.git(&["add", CHANGE]);
        project.done(&["teardown", "--continue"]);
        assert!(project.read(CHANGE).contains("[x] 1.2"));
    }
}

#[test]
fn contradictions_are_a_conflict_at_the_new_place() {
    let archived = all_ticked(LIST).replace("Refund an order in parts", "Refund an order whole");
    let changed = LIST.replace("Refund an order in parts", "Refund an order in halves");
    let apart_by_now = begun();
    apart(&apart_by_now, true, &archived, &changed);
    for how in WAYS {
        let project = apart_by_now.copy();
        let said = project.stopped(&[&["teardown", "api"], how].concat());
        assert!(said.contains(&format!("\n  {ARCHIVED}\n")), "{how:?}: {said}");
        assert!(!said.contains(&format!("\n  {CHANGE}\n")), "{how:?}: {said}");
        let place =
            if how == ["--rebase"] { project.worktree("api") } else { project.main.clone() };
        let marked = fs::read_to_string(place.join(ARCHIVED)).unwrap();
        assert!(marked.contains("<<<<<<<") && marked.contains("halves"), "{how:?}: {marked}");
        // Back, and on again.
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.read(ARCHIVED), archived, "{how:?}");
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{how:?}");
        project.stopped(&[&["teardown", "api"], how].concat());
        write(&place, ARCHIVED, all_ticked(LIST));
        git_in(&place, &["add", ARCHIVED]);
        project.done(&["teardown", "--continue"]);
        assert_eq!(project.read(ARCHIVED), all_ticked(LIST), "{how:?}");
        assert!(!project.main.join(CHANGE).exists(), "{how:?}");
    }
}

#[test]
fn the_users_own_way_to_merge_a_backlog_is_left_alone() {
    let changed = LIST.replace("[ ] 1.2", "[x] 1.2");
    for own in [Some("*.md merge=union\n"), Some("openspec/** -merge\n"), None] {
        let project = begun();
        match own {
            Some(own) => project.write(".gitattributes", own),
            None => drop(project.done(&["uninstall-merge-driver"])),
        }
        project.commit("Our way");
        apart(&project, true, &all_ticked(LIST), &changed);
        let said = project.stopped(&["teardown", "api"]);
        assert!(said.contains(&format!("Its tasks may be in {ARCHIVED} now")), "{own:?}: {said}");
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{own:?}");
    }
}

#[test]
fn a_conflict_in_code_beside_it_is_for_a_person_and_goes_back() {
    for how in [&["--squash"][..], &["--rebase"]] {
        let project = begun();
        apart(&project, true, &all_ticked(LIST), &LIST.replace("[ ] 1.2", "[x] 1.2"));
        project.write("pay/pay.go", "package main\n");
        project.commit("Code");
        let before = project.git(&["rev-parse", "HEAD"]);
        let said = project.stopped(&[&["teardown", "api"], how].concat());
        assert!(said.contains("\n  pay/pay.go\n") && !said.contains("tasks.md"), "{said}");
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{how:?}");
        assert_eq!(project.git(&["status", "--porcelain"]), "", "{how:?}");
        project.stopped(&[&["teardown", "api"], how].concat());
        let place =
            if how == ["--rebase"] { project.worktree("api") } else { project.main.clone() };
        write(&place, "pay/pay.go", "package pay\n");
        git_in(&place, &["add", "pay/pay.go"]);
        project.done(&["teardown", "--continue"]);
        assert_eq!(project.read(ARCHIVED), all_ticked(LIST), "{how:?}");
    }
}

#[test]
fn where_it_is_killed_on_the_way_the_next_command_finishes_or_goes_back() {
    let kill = "kill -9 $PPID; exit 1";
    let after = "\"$GIT\" \"$@\"; kill -9 $PPID; exit 1";
    let apart_by_now = begun();
    apart(&apart_by_now, true, &all_ticked(LIST), &LIST.replace("[ ] 1.2", "[x] 1.2"));
    let mut turn = 0;
    for how in [&[][..], &["--rebase"]] {
        for script in [kill, after] {
            for call in ["update-index -z", "checkout-index"] {
                turn += 1;
                let next = if turn % 2 == 0 { "--continue" } else { "--abort" };
                let project = apart_by_now.copy();
                let tip = git_in(&project.worktree("api"), &["rev-parse", "HEAD"]);
                let before = project.git(&["rev-parse", "HEAD"]);
                let when = format!("{how:?}, {call}, {next}: {script}");
                let meddler = Meddler::with(&format!("*' {call}'*"), 1, script);
                let mut command = project.ctx(&[&["teardown", "api"], how].concat());
                let output = meddler.meets(&mut command).output().unwrap();
                assert_eq!(output.status.code(), None, "{when}: it was killed");
                project.done(&["teardown", next]);
                if next == "--abort" {
                    assert_eq!(project.git(&["rev-parse", "HEAD"]), before, "{when}");
                    let worktree = project.worktree("api");
                    assert_eq!(git_in(&worktree, &["rev-parse", "HEAD"]), tip, "{when}");
                    assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
                    assert_eq!(git_in(&worktree, &["status", "--porcelain"]), "", "{when}");
                    project.done(&[&["teardown", "api"], how].concat());
                }
                assert_eq!(project.read(ARCHIVED), all_ticked(LIST), "{when}");
                assert!(!project.main.join(CHANGE).exists(), "{when}");
                assert_eq!(project.git(&["status", "--porcelain"]), "", "{when}");
            }
        }
    }
}
