//! `ctx worktree teardown`: what it stops at, and what goes on.

use std::fs;

use crate::worktrees::{Project, commit, git_in, write};

/// A project and a track whose work on `docs/a.md` collides.
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

fn stopped(project: &Project, arguments: &[&str]) {
    project.ctx(arguments).assert().code(1);
}

/// Standard error of a teardown that goes on to its end.
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
        stopped(&project, &[&["teardown", "docs"], how].concat());
        let is_rebase = how == ["--rebase"];
        let place = if is_rebase { project.worktree("docs") } else { project.main.clone() };
        let text = fs::read_to_string(place.join("docs/a.md")).unwrap();
        assert!(text.starts_with("<<<<<<< HEAD\n"), "{text}");
        write(&place, "docs/a.md", &format!("# Both\n{text}"));
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
fn markers_that_are_meant_are_committed() {
    let project = colliding();
    stopped(&project, &["teardown", "docs"]);
    project.git(&["add", "docs/a.md"]);
    let said = went_on(&project, &["--allow-markers"]);
    assert!(!said.contains("markers"), "{said}");
    assert!(project.git(&["show", "HEAD:docs/a.md"]).contains("<<<<<<< HEAD"));
    // What has not stopped has no markers to allow.
    let refused = project.refused(&["teardown", "docs", "--allow-markers"]);
    assert!(refused.contains("cannot be used with"), "{refused}");
}

#[test]
fn markers_that_somebody_committed_are_told() {
    for how in [&["--into", "main"][..], &["--squash"], &["--rebase"]] {
        let project = colliding();
        stopped(&project, &[&["teardown", "docs"], how].concat());
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
    write(&worktree, "docs/b.md", &format!("# B\n\n{example}"));
    write(&worktree, "docs/c.md", example);
    commit(&worktree, "Explain more");
    project.write("docs/a.md", "# By main\n");
    project.commit("Collide");
    stopped(&project, &["teardown", "docs"]);
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
    stopped(&project, &["teardown", "docs"]);
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
    stopped(&project, &["teardown", "docs"]);
    project.git(&["add", "TASKS.md"]);
    let refused = project.refused(&["teardown", "--continue"]);
    assert!(refused.contains("\n  TASKS.md:"), "{refused}");
    project.write("TASKS.md", &theirs);
    project.git(&["add", "TASKS.md"]);
    went_on(&project, &[]);
}
