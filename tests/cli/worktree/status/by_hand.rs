//! Backlogs and branches that people change by hand: reworded tasks, and merges without ctx.

use super::{of, parsed, project, track};
use crate::harness::{answer, commit, ctx, ctx_in, words, write};

#[test]
fn an_article_more_does_not_hide_a_task() {
    let repository = project();
    let backlog = "# Tasks\n\n- [ ] Fix timeout in a\n- [ ] Fix retry in b\n";
    repository.write("TASKS.md", backlog);
    repository.commit("Plan");
    let given = [("L3", "Fix timeout in a"), ("L4", "Fix retry in b")];
    let path = track(&repository, "docs", &given, &[]);
    write(&path, "TASKS.md", "# Tasks\n\n- [x] Fix the timeout in a\n- [ ] Fix a retry in b\n");
    let document = parsed(repository.path(), &["status"]);
    let tasks = of(&document, "docs")["tasks"].as_array().unwrap();
    let states: Vec<&str> = tasks.iter().map(|task| task["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["done", "open"]);
    let next = answer(ctx().current_dir(&path).arg("next"));
    assert!(next.starts_with("1. L4  Fix a retry in b"), "{next}");

    write(&path, "TASKS.md", "# Tasks\n\n- [x] Fix the timeout in a\n- [ ] Another one\n");
    let text = words(&answer(&mut ctx_in(repository.path(), &["status"])));
    assert!(
        text.contains("1 of 2 tasks done")
            && text.contains("the others: 1 not found in the backlog"),
        "{text}"
    );
}

#[test]
fn what_was_squashed_by_hand_is_known_as_merged() {
    let repository = project();
    let path = track(&repository, "docs", &[("T1", "One"), ("T2", "Two")], &[]);
    let other = track(&repository, "other", &[("T3", "Three")], &[]);
    write(&path, "a", "1\n2\n3\n4\n");
    commit(&path, "One");
    write(&path, "b", "1\n2\n3\n4\n");
    commit(&path, "Two");
    write(&other, "c", "1\n2\n3\n4\n");
    commit(&other, "Three");
    let said = "main has all that it committed, by other commits";
    let text = words(&answer(&mut ctx_in(repository.path(), &["status", "docs"])));
    assert!(!text.contains(said), "{text}");
    repository.git(&["merge", "--quiet", "--squash", "work/docs"]);
    repository.commit("Squashed");
    let text = words(&answer(&mut ctx_in(repository.path(), &["status", "docs"])));
    assert!(text.contains(said), "{text}");
    let text = words(&answer(&mut ctx_in(repository.path(), &["status", "other"])));
    assert!(!text.contains(said), "{text}");

    // Its tasks are open nevertheless, and that is said.
    let mut prune = ctx_in(repository.path(), &["prune"]);
    let output = prune.assert().code(0).get_output().clone();
    let remarks = String::from_utf8(output.stderr).unwrap();
    assert!(
        remarks.contains("docs: 2 tasks of the track are still open: T1: One; T2: Two"),
        "{remarks}"
    );
}

#[test]
fn the_main_checkout_is_no_track() {
    let repository = project();
    track(&repository, "docs", &[("T1", "One")], &[]);
    for place in [".", repository.path().to_str().unwrap()] {
        let mut teardown = ctx_in(repository.path(), &["teardown", place]);
        let error = crate::harness::refusal(&mut teardown);
        assert!(error.contains("the main checkout, which is no track"), "{error}");
    }
}
