//! Refusals to merge a branch, or to roll back a merge.

use std::path::PathBuf;

use super::super::error::{listed, quoted, shown, typed};
use crate::model::refusals;

refusals! {
    /// Refusal to merge a branch, or to roll back a merge.
    MergeRefusal;

    /// The branches have no commit in common.
    "unrelated" Unrelated { branch: String, into: String }
        => "{branch} has no commit in common with {into}, so git cannot tell what is new in it; merge it \
            by hand (`git merge --allow-unrelated-histories {}`), then tear it down with --no-merge",
        quoted(branch);
    /// The branches have no commit in common in a shallow clone.
    "unrelated-shallow" UnrelatedShallow { branch: String, into: String }
        => "{branch} has no commit in common with {into}, as far as this shallow clone knows; `git fetch \
            --unshallow` first";
    /// Git does not know the user's name or address.
    "no-identity" NoIdentity
        => "git has no name and address to commit the merge with; set them with `git config user.name NAME` \
            and `git config user.email ADDRESS`";
    /// The user's settings allow no merge commit.
    "fast-forward-only" FastForwardOnly { teardown: String }
        => "the current branch has new commits, and the git setting merge.ff=only allows no merge commit; use \
            `{teardown} --rebase` or --squash, which make none";
    /// The last commit of the branch lacks a signature that the user's settings demand.
    "unsigned" Unsigned { branch: String, path: PathBuf }
        => "the git setting merge.verifySignatures demands a signature, and the last commit of {branch} has no \
            good one; sign it (`git -C {} commit --amend --no-edit -S`), and try again",
        typed(path);
    /// A rebase would make commits without a signature that the user's settings demand.
    "rebase-unsigned" RebaseUnsigned { path: PathBuf }
        => "the git setting merge.verifySignatures demands a signature, and a rebase makes commits without one; \
            have git sign them (`git -C {} config commit.gpgSign true`), or tear the track down without --rebase",
        typed(path);
    /// The merge would overwrite an untracked file.
    "overwrites-untracked" OverwritesUntracked { file: PathBuf }
        => "the merge would overwrite the untracked file {} in the main checkout; move it away first",
        shown(file);
    /// The merge would overwrite uncommitted changes.
    "overwrites-changes" OverwritesChanges { files: Vec<String> }
        => "the merge would overwrite uncommitted changes in the main checkout: {}; commit them or stash \
            them (`git stash`) first",
        files.join(", ");
    /// Uncommitted changes keep git from rebasing.
    "rebase-uncommitted" RebaseUncommitted
        => "a rebase needs a worktree without uncommitted changes; commit them there first";
    /// A rebase would drop merge commits.
    "rebase-merges" RebaseMerges
        => "the track has merge commits, and changes that are only in them would be lost in a rebase; tear \
            it down without --rebase, or with --squash";

    /// The branch got commits while it was merged.
    "moved-during-merge" MovedDuringMerge { branch: String }
        => "{branch} got new commits while it was merged, so the merge is rolled back; tear it down again \
            (`ctx worktree teardown {}`)",
        quoted(branch.trim_start_matches("work/"));
    /// Git fails to merge.
    "git-merge" GitMerge { branch: String, reason: String }
        => "git did not merge {branch}: {reason}";
    /// The merge was aborted by hand.
    "aborted-by-hand" AbortedByHand { branch: String }
        => "the merge of {branch} was aborted, and nothing was removed; tear it down again (`ctx worktree teardown {}`)",
        quoted(branch.trim_start_matches("work/"));
    /// A rebase stopped, and files have unstaged changes.
    "rebase-unstaged" RebaseUnstaged { folder: PathBuf, files: Vec<String> }
        => "a rebase continues only without unstaged changes, and these files of {} have some:{}\n`git add` \
            them if they belong to the commit, or drop the changes (`git restore -- FILE`), then `ctx \
            worktree teardown --continue`",
        shown(folder), listed(files);
    /// Files of the merge have unstaged changes.
    "merge-unstaged" MergeUnstaged { files: Vec<String> }
        => "these files of the merge have unstaged changes:{}\n`git add` them if the changes belong to the \
            merge, or drop the changes (`git restore -- FILE`), then `ctx worktree teardown --continue`",
        listed(files);
    /// Staged files have conflict markers.
    "conflict-markers" ConflictMarkers { folder: PathBuf, markers: Vec<String> }
        => "the staged files of {} still have conflict markers:{}\nresolve them, `git add` the files again, \
            then `ctx worktree teardown --continue`; --allow-markers commits them as they are",
        shown(folder), listed(markers);
    /// A squash lacks changes of the branch.
    "squash-incomplete" SquashIncomplete { branch: String, files: Vec<String> }
        => "the squashed commit has none of {branch}'s changes to these files, so {branch} does not count as \
            merged:{}\nundo the teardown with `ctx worktree teardown --abort`; if you do not want these \
            changes, revert them in {branch}, and tear it down again",
        listed(files);
    /// A rebase lacks commits of the branch.
    "rebase-incomplete" RebaseIncomplete { branch: String, left: usize, own: usize }
        => "{left} of {own} commits of {branch} are left after the rebase, so it is not merged; undo it \
            with `ctx worktree teardown --abort`";
    /// The work of the branch is not in the other one after the merge.
    "work-missing" WorkMissing { branch: String, into: String }
        => "{into} does not contain the work of {branch}, so nothing was removed; merge it and continue \
            with `ctx worktree teardown --continue`, or undo it with `ctx worktree teardown --abort`";
    /// The branch got commits since the merge, so that the merge cannot be rolled back.
    "moved-since-merge" MovedSinceMerge { into: String }
        => "{into} has new commits since the merge, so it cannot be rolled back; continue with `ctx \
            worktree teardown --continue`, or use `git revert`";
    /// An interrupted merge left files that were changed by another program or the user.
    "foreign-files" ForeignFiles { name: String, files: Vec<String> }
        => "the teardown of {name} was interrupted while git merged, and these files of the main checkout \
            are neither as before the merge nor as after it:{}\nlook at `git status`, restore them (`git \
            restore -- FILE`, or remove new ones), and try again",
        listed(files);
}
