//! `ctx worktree teardown`: what it stops at, and what goes on.

use std::fs;

use crate::harness::{Meddler, Project, commit, ctx_in, git_in, tick, valid, words, write};

/// Makes a project and a track whose work on `docs/a.md` collides.
fn colliding() -> Project {
    let project = Project::new();
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# By docs\n");
    commit(&worktree, "Work on T1");
    project.write("docs/a.md", "# By main\n");
    project.commit("Collide");
    project
}

/// Returns the standard error of a teardown that goes on to its end.
fn went_on(project: &Project, arguments: &[&str]) -> String {
    let arguments = [&["teardown", "--continue"], arguments].concat();
    let output = project.ctx(&arguments).assert().code(0).get_output().clone();
    assert_eq!(project.linked(), 0);
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_conflict_that_was_added_unresolved_is_not_committed() {
    for how in ["--into", "--squash", "--rebase"] {
        let project = colliding();
        let how = if how == "--into" { &["--into", "main"][..] } else { &[how] };
        project.stopped(&[&["teardown", "docs"], how].concat());
        let is_rebase = how == ["--rebase"];
        let place = if is_rebase { project.worktree("docs") } else { project.main.clone() };
        let text = fs::read_to_string(place.join("docs/a.md")).unwrap();
        assert!(text.starts_with("<<<<<<< HEAD\n"), "{text}");
        write(&place, "docs/a.md", format!("# Both\n{text}"));
        git_in(&place, &["add", "docs/a.md"]);
        for command in [&["teardown", "--continue"][..], &["teardown", "--continue"]] {
            let refused = project.refused(command);
            assert!(refused.contains("\n  docs/a.md:2\n"), "{refused}");
            assert!(refused.contains("--allow-markers"), "{refused}");
        }
        // What counts is what would be committed, not what lies there.
        write(&place, "docs/a.md", "# Both\n");
        assert!(project.refused(&["teardown", "--continue"]).contains("docs/a.md:2"));
        git_in(&place, &["add", "docs/a.md"]);
        let said = went_on(&project, &[]);
        assert!(!said.contains("markers"), "{said}");
        assert_eq!(project.git(&["show", "HEAD:docs/a.md"]), "# Both");
    }
}

#[test]
fn a_squash_that_was_given_up_is_not_merged() {
    let project = colliding();
    let worktree = project.worktree("docs");
    write(&worktree, "docs/b.md", "# Changed by docs\n");
    write(&worktree, "new.go", "package new\n");
    commit(&worktree, "Precious");
    let continued = ["teardown", "--continue"];
    project.stopped(&["teardown", "docs", "--squash"]);
    let given_up: [&[&[&str]]; 3] = [
        &[&["reset", "--quiet", "--hard"]],
        &[&["reset", "--quiet", "--hard"], &["commit", "--quiet", "--allow-empty", "-m", "Else"]],
        // Leaves what is new, and nothing of what is changed.
        &[&["checkout", "--quiet", "HEAD", "--", "."], &["add", "--all"]],
    ];
    for (at, commands) in given_up.into_iter().enumerate() {
        for command in commands {
            project.git(command);
        }
        let refused = project.refused(&continued);
        assert!(refused.contains("\n  docs/b.md\n"), "{refused}");
        assert_eq!(refused.contains("\n  new.go\n"), at < 2, "{refused}");
        project.done(&["teardown", "--abort"]);
        project.stopped(&["teardown", "docs", "--squash"]);
    }
    // Ours is a way to resolve a conflict, too.
    project.git(&["checkout", "--ours", "docs/a.md"]);
    project.git(&["add", "docs/a.md"]);
    went_on(&project, &[]);
    assert_eq!(project.git(&["show", "HEAD:docs/a.md"]), "# By main");
    assert_eq!(project.git(&["show", "HEAD:new.go"]), "package new");
}

#[test]
fn a_squash_of_what_is_there_already_needs_nothing_staged() {
    let (project, _) = Project::worked();
    project.git(&["cherry-pick", "work/docs"]);
    project.done(&["teardown", "docs", "--squash"]);
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_squash_that_was_killed_before_it_began_is_begun() {
    let (project, _) = Project::worked();
    let meddler = Meddler::with("*' merge --'*", 1, "kill -9 $PPID");
    meddler.kills(project.ctx(&["teardown", "docs", "--squash"]));
    went_on(&project, &[]);
    assert!(project.main.join("docs/new.md").exists());
}

#[test]
fn markers_that_are_meant_are_committed() {
    let project = colliding();
    project.stopped(&["teardown", "docs"]);
    project.git(&["add", "docs/a.md"]);
    let said = went_on(&project, &["--allow-markers"]);
    assert!(!said.contains("markers"), "{said}");
    assert!(project.git(&["show", "HEAD:docs/a.md"]).contains("<<<<<<< HEAD"));
    // What has not stopped has no markers to allow.
    let refused = project.refused(&["teardown", "docs", "--allow-markers"]);
    assert!(refused.contains("--continue"), "{refused}");
}

#[test]
fn what_is_written_meanwhile_keeps_the_worktree_or_is_dropped_with_a_way_back() {
    let project = colliding();
    project.stopped(&["teardown", "docs"]);
    let worktree = project.worktree("docs");
    write(&worktree, "late.md", "late\n");
    project.write("docs/a.md", "# Both\n");
    project.git(&["add", "docs/a.md"]);
    let output = project.ctx(&["teardown", "docs", "--continue"]).assert().code(1);
    let told = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(told.contains("merged, but its worktree stays") && told.contains("late.md"), "{told}");
    assert!(worktree.join("late.md").is_file());
    let receipt = project.done(&["teardown", "docs", "--continue", "--force"]);
    let kept =
        receipt.lines().find_map(|line| line.strip_prefix("kept     what was not committed: "));
    assert_eq!(project.git(&["show", &format!("{}:late.md", kept.unwrap())]), "late");
    assert_eq!(project.linked(), 0);
}

#[test]
fn a_worktree_that_goes_while_its_teardown_waits_can_be_made_anew() {
    for how in [&["--into", "main"][..], &["--squash"], &["--rebase"]] {
        let project = colliding();
        project.stopped(&[&["teardown", "docs"], how].concat());
        let worktree = project.worktree("docs");
        fs::remove_dir_all(&worktree).unwrap();
        let refused = project.refused(&["teardown", "--abort"]);
        let why = "work/docs is not merged; restore it with `git worktree add -f ";
        assert!(refused.contains(why), "{refused}");
        project.git(&["worktree", "add", "--quiet", "-f", worktree.to_str().unwrap(), "work/docs"]);
        project.done(&["teardown", "--abort"]);
        assert_eq!(project.git(&["status", "--porcelain"]), "");
        project.stopped(&["teardown", "docs"]);
    }
}

#[test]
fn the_track_that_is_gone_on_with_may_be_named() {
    let project = colliding();
    project.create(&["other"]);
    project.stopped(&["teardown", "docs"]);
    for command in ["--continue", "--abort"] {
        let refused = project.refused(&["teardown", "other", command]);
        let why = "a teardown of docs is under way, not of other";
        assert!(refused.contains(why), "{refused}");
    }
    // What was decided when it began is not decided again.
    for option in ["--squash", "--dry-run", "--keep-branch"] {
        let refused = project.refused(&["teardown", "docs", "--continue", option]);
        assert!(refused.contains("cannot be used with"), "{refused}");
    }
    project.done(&["teardown", "docs", "--abort"]);
    project.stopped(&["teardown", "docs"]);
    project.write("docs/a.md", "# By both\n");
    project.git(&["add", "docs/a.md"]);
    project.done(&["teardown", "work/docs", "--continue"]);
    assert_eq!(project.linked(), 1);
}

#[test]
fn markers_that_somebody_committed_are_told() {
    for how in [&["--into", "main"][..], &["--squash"], &["--rebase"]] {
        let project = colliding();
        project.stopped(&[&["teardown", "docs"], how].concat());
        if how == ["--rebase"] {
            let worktree = project.worktree("docs");
            git_in(&worktree, &["add", "docs/a.md"]);
            git_in(&worktree, &["-c", "core.editor=true", "rebase", "--continue"]);
        } else {
            project.commit("Resolved, or so they say");
        }
        let said = went_on(&project, &[]);
        let told = "ctx: conflict markers were committed: docs/a.md:1\n";
        assert!(said.contains(told), "{how:?}: {said}");
    }
}

#[test]
fn markers_of_a_document_about_conflicts_are_in_nobodys_way() {
    let example = "Git writes:\n\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> work/docs\n";
    let project = Project::new();
    project.write("docs/b.md", example);
    project.commit("Explain conflicts");
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    write(&worktree, "docs/a.md", "# By docs\n");
    // One side changes the document, the other one writes another, and both are merged.
    write(&worktree, "docs/b.md", format!("# B\n\n{example}"));
    write(&worktree, "docs/c.md", example);
    commit(&worktree, "Explain more");
    project.write("docs/a.md", "# By main\n");
    project.commit("Collide");
    project.stopped(&["teardown", "docs"]);
    project.write("docs/a.md", "# By both\n");
    project.git(&["add", "docs/a.md"]);
    let said = went_on(&project, &[]);
    assert!(!said.contains("markers"), "{said}");
    assert!(project.git(&["show", "HEAD:docs/b.md"]).starts_with("# B"));
}

#[test]
fn markers_are_as_long_as_the_attribute_says() {
    let project = colliding();
    project.write(".gitattributes", "docs/*.md conflict-marker-size=12\n");
    project.commit("Longer markers");
    project.stopped(&["teardown", "docs"]);
    project.git(&["add", "docs/a.md"]);
    assert!(project.refused(&["teardown", "--continue"]).contains("docs/a.md:1\n"));
    // As a heading of reStructuredText would be.
    project.write("docs/a.md", "<<<<<<< a\n>>>>>>> b\n");
    project.git(&["add", "docs/a.md"]);
    went_on(&project, &[]);
}

#[test]
fn a_backlog_with_a_conflict_in_it_is_not_committed_either() {
    let project = Project::new();
    project.create(&["docs"]);
    let retitled = |title: &str| project.backlog().replace("Write docs/a.md", title);
    let theirs = retitled("Write docs/a.md for beginners");
    write(&project.worktree("docs"), "TASKS.md", &theirs);
    commit(&project.worktree("docs"), "Say more");
    project.write("TASKS.md", &retitled("Write docs/a.md for everybody"));
    project.commit("Say something else");
    project.stopped(&["teardown", "docs"]);
    project.git(&["add", "TASKS.md"]);
    let refused = project.refused(&["teardown", "--continue"]);
    assert!(refused.contains("\n  TASKS.md:"), "{refused}");
    project.write("TASKS.md", &theirs);
    project.git(&["add", "TASKS.md"]);
    went_on(&project, &[]);
}

#[test]
fn the_sides_of_a_conflict_are_called_by_their_branches() {
    for how in [&["--into", "main"][..], &["--squash"]] {
        let project = colliding();
        // A tag of the same name is another commit.
        project.git(&["tag", "work/docs", "main"]);
        for name in ["heads/work/docs", "work/docs"] {
            project.stopped(&[&["teardown", "docs"], how].concat());
            let text = fs::read_to_string(project.main.join("docs/a.md")).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let last = format!(">>>>>>> {name}");
            assert_eq!(
                lines,
                ["<<<<<<< HEAD", "# By main", "=======", "# By docs", &last],
                "{how:?}"
            );
            project.done(&["teardown", "--abort"]);
            if name != "work/docs" {
                project.git(&["tag", "--delete", "work/docs"]);
            }
        }
    }
    let project = colliding();
    project.stopped(&["teardown", "docs"]);
    project.write("docs/a.md", "# By both\n");
    project.git(&["add", "docs/a.md"]);
    went_on(&project, &[]);
    assert_eq!(project.git(&["log", "-1", "--format=%B"]), "Merge branch 'work/docs'");
}

#[test]
fn the_sides_of_a_backlogs_conflict_are_called_by_their_branches() {
    let project = Project::new();
    project.create(&["docs"]);
    let retitled = |title: &str| project.backlog().replace("Write docs/a.md", title);
    write(&project.worktree("docs"), "TASKS.md", retitled("Write docs/a.md for beginners"));
    commit(&project.worktree("docs"), "Say more");
    project.write("TASKS.md", &retitled("Write docs/a.md for everybody"));
    project.commit("Say something else");
    let labels = || {
        let text = project.backlog();
        let is_label = |line: &&str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
        text.lines().filter(is_label).map(str::to_owned).collect::<Vec<_>>()
    };
    project.stopped(&["teardown", "docs"]);
    assert_eq!(labels(), ["<<<<<<< HEAD", ">>>>>>> work/docs"]);
    project.done(&["teardown", "--abort"]);
    // The program has gone, and git merges by line.
    let driver = project.git(&["config", "merge.ctx-tasks.driver"]);
    let gone = driver.replacen("ctx='", "ctx='/nowhere", 1);
    project.git(&["config", "merge.ctx-tasks.driver", &gone]);
    project.stopped(&["teardown", "docs"]);
    assert_eq!(labels(), ["<<<<<<< HEAD", ">>>>>>> work/docs"]);
}

#[test]
fn a_branch_that_moves_while_it_is_merged_is_not_merged() {
    let (worked, colliding) = (Project::worked().0, colliding());
    for how in [&["--into", "main"][..], &["--squash"]] {
        for (moved_on, collides) in [(false, false), (true, false), (true, true)] {
            let project = if collides { colliding.copy() } else { worked.copy() };
            if moved_on {
                project.write("docs/b.md", "More\n");
                project.commit("Go on");
            }
            let before = project.git(&["rev-parse", "HEAD"]);
            project.write("docs/b.md", "Not committed\n");
            let link = project.main.with_file_name("link");
            #[cfg(unix)]
            std::os::unix::fs::symlink(project.worktree("docs"), &link).unwrap();
            let late = format!(
                "case \"$*\" in *' merge --'*) (cd '{}' && echo late > late.md && \"$GIT\" add late.md \
                 && \"$GIT\" commit --quiet -m Late) ;; esac; exec \"$GIT\" \"$@\"",
                link.display()
            );
            let meddler = Meddler::every(&late);
            let mut command = project.ctx(&[&["teardown", "docs"], how].concat());
            let output =
                meddler.meets(&mut command).assert().code(2).stdout("").get_output().clone();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("work/docs got new commits while it was merged"), "{said}");
            assert_eq!(project.git(&["rev-parse", "HEAD"]), before);
            assert_eq!(project.git(&["status", "--porcelain"]), "M docs/b.md");
            assert!(!project.common("journal.json").exists());
            assert!(!project.main.join("late.md").exists());
            if !collides {
                project.done(&[&["teardown", "docs"], how].concat());
                assert!(project.main.join("late.md").exists());
            }
        }
    }
}

/// Checks that `list` and `status` say what is not over, and returns the JSON's word for it.
fn pending(project: &Project, text: &str) -> serde_json::Value {
    let before = (project.state(), fs::read(project.common("journal.json")).unwrap());
    let mut documents = Vec::new();
    for command in ["list", "status"] {
        let said = words(&project.done(&[command]));
        assert!(said.contains(text), "{said}");
        let said = project.done(&[command, "--output-format", "json"]);
        documents.push(valid(&said, "status")["pending"].clone());
    }
    assert_eq!(documents[0], documents[1]);
    let after = (project.state(), fs::read(project.common("journal.json")).unwrap());
    assert_eq!(before, after, "nothing is written");
    documents.remove(0)
}

#[test]
fn list_and_status_tell_what_waits_for_somebody() {
    let project = colliding();
    let quiet = project.done(&["status"]);
    assert!(!quiet.contains("waits for you"), "{quiet}");
    project.stopped(&["teardown", "docs"]);
    let waiting = serde_json::json!({
        "command": "teardown", "tracks": ["docs"], "state": "waiting",
    });
    let text = "The teardown of docs waits for you: resolve what it stopped at, then ctx worktree \
                teardown --continue, or undo it with ctx worktree teardown --abort.";
    assert_eq!(pending(&project, text), waiting);
    // It is resolved, but nobody has gone on.
    project.write("docs/a.md", "# By both\n");
    project.commit("Resolved");
    assert_eq!(pending(&project, text), waiting);
    let elsewhere = ctx_in(&project.worktree("docs"), &["list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&elsewhere.stdout).contains("The teardown of docs waits"));
    fs::write(project.common("journal.json"), "garbage").unwrap();
    let said = project.done(&["list"]);
    assert!(said.contains("journal.json: "), "{said}");
}

#[test]
fn a_teardown_that_stopped_for_a_lost_tick_waits() {
    let project = Project::new();
    project.create(&["docs"]);
    let worktree = project.worktree("docs");
    let opened = fs::read_to_string(worktree.join("TASKS.md")).unwrap();
    tick(&project.main, "T2");
    project.commit("Done");
    git_in(&worktree, &["merge", "--quiet", "--no-edit", "main"]);
    write(&worktree, "TASKS.md", &opened);
    commit(&worktree, "Open again by accident");
    project.stopped(&["teardown", "docs"]);
    let document = pending(&project, "The teardown of docs waits for you");
    assert_eq!(document["state"], "waiting");
}

#[test]
fn list_and_status_tell_what_was_interrupted_or_runs() {
    let project = Project::new();
    let meddler = Meddler::new(2, "kill -9 $PPID");
    meddler.kills(project.ctx(&["create", "--no-plan", "a", "b"]));
    let document = pending(&project, "was interrupted while it made a, b; `ctx worktree prune`");
    assert_eq!(
        document,
        serde_json::json!({ "command": "create", "tracks": ["a", "b"], "state": "interrupted" })
    );
    let dry = project.ctx(&["prune", "--dry-run"]).assert().code(0).get_output().clone();
    let said = String::from_utf8(dry.stderr).unwrap();
    assert!(said.contains("was interrupted while it made a, b; `ctx worktree prune`"), "{said}");
    // Somebody else is at it.
    let lock = fs::File::open(project.common("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(pending(&project, "`ctx worktree create` is making a, b.")["state"], "running");
    lock.unlock().unwrap();
    project.done(&["prune"]);

    project.create(&["docs"]);
    project.work("docs", "docs/new.md", "T1");
    let meddler = Meddler::with("*' merge --'*", 1, "\"$GIT\" \"$@\"; kill -9 $PPID");
    meddler.kills(project.ctx(&["teardown", "docs"]));
    let document = pending(&project, "The teardown of docs was interrupted; `ctx worktree prune`");
    assert_eq!(document["state"], "interrupted");
    let dry = project.ctx(&["teardown", "docs", "--dry-run"]).output().unwrap();
    let said = String::from_utf8(dry.stderr).unwrap();
    assert!(said.contains("The teardown of docs was interrupted; `ctx worktree prune`"), "{said}");
    project.done(&["prune"]);
    assert!(!project.done(&["list"]).contains("interrupted"));
}
