//! What `ctx worktree status` says to type next, which is never refused.

use std::path::Path;

use super::{project, track, worktree};
use crate::harness::{answer, commit, ctx_in, git_in, refusal, words, write};

/// Returns what status says to type next.
fn next(folder: &Path) -> String {
    let text = answer(&mut ctx_in(folder, &["status"]));
    let next = text.split("Next").nth(1).map(|next| next.split("\n\n").next().unwrap());
    words(&format!("Next{}", next.unwrap_or_else(|| panic!("{text}"))))
}

#[test]
fn a_teardown_that_would_be_refused_is_not_next() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "work\n");
    commit(&docs, "Work");
    let main = repository.path();
    let refused = || {
        let said = refusal(&mut ctx_in(main, &["teardown", "docs"]));
        words(&said)
    };
    assert_eq!(next(main), "Next: ctx worktree teardown docs");
    assert_eq!(next(&docs), "Next, in the main checkout: ctx worktree teardown docs");
    // The worktree.
    let path = docs.to_str().unwrap();
    repository.git(&["worktree", "lock", path]);
    let unlock = format!("Next: git worktree unlock {path}, then ctx worktree teardown docs");
    assert_eq!(next(main), unlock);
    refused();
    repository.git(&["worktree", "unlock", path]);
    for (how, note) in
        [(&["-c", "else"][..], " (merge else there if it has work)"), (&["--detach"], "")]
    {
        git_in(&docs, &[&["switch", "--quiet"], how].concat());
        let back =
            format!("Next: switch docs back to work/docs{note}, then ctx worktree teardown docs");
        assert_eq!(next(main), back, "{how:?}");
        refused();
    }
    git_in(&docs, &["switch", "--quiet", "work/docs"]);
    // The main checkout.
    let switch = "Next: switch the main checkout to main, then ctx worktree teardown docs";
    for how in [&["-c", "other"][..], &["--detach"]] {
        repository.git(&[&["switch", "--quiet"], how].concat());
        assert_eq!(next(main), switch, "{how:?}");
        refused();
    }
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("a", "mine\n");
    let stash = "Next: commit or stash the changes in the main checkout, then ctx worktree \
                 teardown docs";
    assert_eq!(next(main), stash);
    refused();
    repository.git(&["stash", "--quiet"]);
    repository.write("b", "other\n");
    repository.git(&["switch", "--quiet", "other"]);
    repository.commit("Other");
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["merge", "--quiet", "--no-ff", "--no-commit", "other"]);
    let finish = "Next: finish the merge in the main checkout, then ctx worktree teardown docs";
    assert_eq!(next(main), finish);
    refused();
    repository.git(&["merge", "--abort"]);
    // Where it belongs is not known any more.
    repository.git(&["branch", "--move", "main", "trunk"]);
    assert_eq!(next(main), "Next: ctx worktree teardown --into trunk docs");
    refused();
    answer(&mut ctx_in(main, &["teardown", "--into", "trunk", "docs"]));
}

#[test]
fn one_made_by_hand_is_told_where_to_go() {
    let repository = project();
    let hand = worktree(&repository, "hand", "work/hand");
    write(&hand, "a", "work\n");
    commit(&hand, "Work");
    let main = repository.path();
    assert_eq!(next(main), "Next: ctx worktree teardown --into main hand");
    repository.git(&["switch", "--quiet", "--detach"]);
    let switch = "Next: switch the main checkout to a branch, then ctx worktree teardown --into \
                  BRANCH hand";
    assert_eq!(next(main), switch);
    repository.git(&["switch", "--quiet", "main"]);
    answer(&mut ctx_in(main, &["teardown", "--into", "main", "hand"]));
}

#[test]
fn a_bare_repository_is_not_told_to_merge() {
    let repository = project();
    let bare = repository.beside("bare");
    repository.git(&["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let linked = repository.beside("linked");
    git_in(&bare, &["worktree", "add", "--quiet", "-b", "work/a", linked.to_str().unwrap()]);
    write(&linked, "a", "work\n");
    commit(&linked, "Work");
    let text = answer(&mut ctx_in(&linked, &["status"]));
    assert!(text.contains("would merge without") && !text.contains("teardown"), "{text}");
}
