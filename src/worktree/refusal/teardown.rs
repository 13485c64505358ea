//! Refusals to tear down or prune worktrees.

use std::path::{Path, PathBuf};

use super::super::error::{listed, one_line, quoted, shown, typed};
use super::repository::ways_out;
use crate::model::refusals;

refusals! {
    /// Refusal to tear down or prune a worktree.
    TeardownRefusal;

    /// The worktree is gone, and its branch is left.
    "worktree-gone" WorktreeGone { path: PathBuf, branch: String }
        => "{} is no longer a worktree, but its branch is still there; restore it with `git worktree add {} \
            {}`, or forget it with `ctx worktree prune`, which keeps the branch",
        shown(path), typed(path), quoted(branch);
    /// The worktree and its branch are gone.
    "worktree-and-branch-gone" WorktreeAndBranchGone { path: PathBuf, branch: String }
        => "{} is no longer a worktree, and its branch {branch} is gone as well; forget it with `ctx worktree \
            prune`",
        shown(path);
    /// The worktree is not on a branch of a track.
    "not-a-track" NotATrack { path: PathBuf, branch: Option<String>, into: String }
        => "{} is no worktree of a track: {}",
        shown(path),
        match branch {
            Some(branch) => format!(
                "its branch is {branch}, and those of tracks begin with work/; merge it with git (`git merge \
                 {}`, then `git worktree remove {}`), or make it a track (`git -C {} switch -c {}`, then `ctx worktree \
                 teardown {} --into {}`)",
                quoted(branch), typed(path), typed(path), quoted(&format!("work/{branch}")),
                quoted(branch), quoted(into)
            ),
            None => format!(
                "it is on no branch; put it on one (`git -C {} switch -c work/NAME`), then `ctx worktree teardown \
                 NAME --into {}`",
                typed(path), quoted(into)
            ),
        };
    /// The worktree holds another one.
    "holds-worktree" HoldsWorktree { path: PathBuf, inner: PathBuf }
        => "{} holds {}, which would be removed with it; move that one (`git worktree move`)",
        shown(path), shown(inner);
    /// The worktree holds another repository.
    "holds-repository" HoldsRepository { path: PathBuf, inner: PathBuf }
        => "{} holds a repository of its own, {}, which would be removed with it; move it away",
        shown(path), shown(inner);
    /// The submodules of the worktree have work that is not pushed.
    "holds-submodules" HoldsSubmodules { path: PathBuf, losses: Vec<(String, SubmoduleLoss)>, modules: PathBuf }
        => "{} has submodules with work that would be lost:{}\ncommit and push it there, since `teardown \
            --force` cannot back it up (in a shallow submodule, run `git fetch origin BRANCH` after the \
            push); or drop it with `git submodule deinit --force --all` there, and remove {}",
        shown(path), listed(&submodule_losses(losses)), shown(modules);
    /// A git operation is unfinished in the worktree.
    "unfinished-operation" UnfinishedOperation { path: PathBuf, operation: &'static str }
        => "{} is in the middle of a {operation}; finish it there, or abort it (`git -C {} {operation} \
            {}`)",
        shown(path), typed(path), if *operation == "bisect" { "reset" } else { "--abort" };
    /// The worktree is locked with `git worktree lock`.
    "locked-worktree" LockedWorktree { path: PathBuf, reason: String }
        => "{} is locked{}; unlock it first (`git worktree unlock {}`)",
        shown(path),
        if reason.is_empty() { String::new() } else { format!(" ({})", one_line(reason)) },
        typed(path);
    /// The HEAD of the worktree is detached.
    "worktree-detached" WorktreeDetached {
        path: PathBuf, recorded: Option<String>, used_in: Option<PathBuf>
    }
        => "{} is on no branch, so its commits would be lost with it; {}",
        shown(path),
        match recorded {
            Some(branch) => format!(
                "if it has new commits, keep them first (`git -C {} branch NAME`); switch back to its own \
                 branch ({}); then take them along (`git -C {} merge NAME`)",
                typed(path), switch(path, branch, used_in.as_deref()), typed(path)
            ),
            None => format!("switch to one (`git -C {} switch -c BRANCH`)", typed(path)),
        };
    /// The worktree is on another branch than its own.
    "other-branch" OtherBranch {
        path: PathBuf, branch: Option<String>, recorded: String, commits: usize, used_in: Option<PathBuf>
    }
        => "{} is on {}, but was made for {recorded}; switch back ({}){}",
        shown(path), branch.as_deref().unwrap_or("no branch"), switch(path, recorded, used_in.as_deref()),
        match (commits, branch) {
            (0, _) | (_, None) => String::new(),
            (number, Some(branch)) => format!(
                " and take the {number} {} of {branch} along, if they are its work (`git -C {} merge {}`)",
                if *number == 1 { "commit" } else { "commits" }, typed(path), quoted(branch)
            ),
        };
    /// The worktree is on another branch than its own, which is gone.
    "renamed-branch" RenamedBranch { path: PathBuf, branch: String, recorded: String }
        => "{} is on {branch}, but was made for {recorded}, which no longer exists; if it was \
            renamed, rename it back (`git branch -m {} {}`)",
        shown(path), quoted(branch), quoted(recorded);
    /// Another worktree has the branch checked out, or an unfinished operation there notes it.
    "branch-in-use" BranchInUse {
        branch: String, path: PathBuf, operation: Option<&'static str>, is_missing: bool, may_keep: bool
    }
        => "{} {branch}, which teardown would {}; {}{}",
        match operation {
            Some(operation) => format!("a {operation} in {} is on", shown(path)),
            None => format!("{} has checked out", shown(path)),
        },
        if *may_keep { "delete" } else { "rebase" },
        match operation {
            _ if *is_missing => "if that worktree is gone for good, forget it with `git worktree prune`".to_owned(),
            Some(operation) => format!(
                "finish it there, or abort it (`git -C {} {operation} {}`)",
                typed(path), if *operation == "bisect" { "reset" } else { "--abort" }
            ),
            None => format!("switch that worktree to another branch or commit (`git -C {} switch --detach`)", typed(path)),
        },
        if *may_keep { "; or keep the branch with --keep-branch" } else { "" };
    /// The commit of the branch is missing or damaged.
    "damaged-commit" DamagedCommit { branch: String, commit: String }
        => "{branch} points to commit {commit}, which is missing or damaged; fetch it from a repository that \
            has it (`git fetch`), and look for more damage with `git fsck`";
    /// The worktree has uncommitted or ignored files that would be lost.
    "unsaved-work" UnsavedWork {
        path: PathBuf, files: Vec<String>, is_cut: bool, by_settings: bool, teardown: String
    }
        => "{} has work that would be lost{}:{}\ncommit it, move it or remove it there; `{teardown} --force` \
            drops it, after a backup{}",
        shown(path),
        if *by_settings { ", by the .ctx-analyze.toml that the merge brings" } else { "" },
        files.iter().map(|line| format!("\n  {line}")).collect::<Vec<_>>().concat(),
        if *is_cut { "; --dry-run lists all files" } else { "" };
    /// Processes run in the worktree.
    "in-use" InUse { path: PathBuf, processes: Vec<String>, teardown: String }
        => "{} is in use by {}; end that first, or continue with `{teardown} --force`",
        shown(path), one_line(&processes.join(", "));
    /// A reference is where the backup of the branch has to be.
    "backup-in-the-way" BackupInTheWay { reference: String }
        => "{reference} is a reference, so that git cannot keep the backup of the branch; keep its commit \
            elsewhere (`git branch NAME {reference}`), and delete it (`git update-ref -d {reference}`)";
    /// The merge brings settings that cannot be used.
    "broken-settings" BrokenSettings { branch: String, reason: String }
        => "the merge of {branch} would bring settings that cannot be used: {reason}; mend and commit them \
            there, and try again";
    /// Uncommitted work cannot be backed up, before the merge.
    "no-backup" NoBackup { path: PathBuf, reason: String }
        => "uncommitted work in {} cannot be backed up, so --force drops nothing ({reason}); fix that, \
            and try again",
        shown(path);
    /// Uncommitted work cannot be backed up, after the merge.
    "no-backup-after-merge" NoBackupAfterMerge { path: PathBuf, reason: String }
        => "uncommitted work in {} cannot be backed up, so the worktree stays: {reason}; fix that, and try \
            again",
        shown(path);
    /// The branch has commits that are merged nowhere, with `--no-merge`.
    "not-merged" NotMerged { branch: String, into: String, commits: usize, teardown: String }
        => "{branch} has {} that {into} does not have; merge it with `{teardown}`, keep the branch with \
            `--no-merge --keep-branch`, or drop it with `--no-merge -D`",
        if *commits == 1 { "1 commit".to_owned() } else { format!("{commits} commits") };

    /// The main checkout is on no branch.
    "main-detached" MainDetached
        => "the main checkout is on no branch, so there is nothing to merge into; switch to one (`git \
            switch BRANCH`)";
    /// The current branch of the main checkout is not that of `--into`.
    "into-other-branch" IntoOtherBranch { into: String, current: String }
        => "--into {into}, but the current branch of the main checkout is {current}; switch first (`git \
            switch {}`)",
        quoted(into);
    /// The current branch of the main checkout is not the one that the track started from.
    "started-elsewhere" StartedElsewhere { branch: String, base: String, current: String }
        => "{branch} started from {base}, but the current branch of the main checkout is {current}; switch \
            (`git switch {}`), or confirm with --into {}",
        quoted(base), quoted(current);
    /// The branch that the track started from no longer exists.
    "start-gone" StartGone { branch: String, base: String, current: String }
        => "{branch} started from {base}, which no longer exists, and the current branch of the \
            main checkout is {current}; confirm with --into {}",
        quoted(current);
    /// The track was not made by ctx.
    "start-unknown" StartUnknown { branch: String, current: String }
        => "{branch} was not made by `ctx worktree create`, so the branch it started from is not known; \
            confirm with --into {}",
        quoted(current);
    /// A git operation is unfinished in the main checkout.
    "main-unfinished-operation" MainUnfinishedOperation { operation: &'static str }
        => "the main checkout is in the middle of a {operation}; {}",
        if *operation == "bisect" {
            "finish it, or abort it (`git bisect reset`)".to_owned()
        } else {
            format!("finish it (`git {operation} --continue`), or abort it (`git {operation} --abort`)")
        };
    /// The main checkout has staged changes.
    "staged-changes" StagedChanges
        => "the main checkout has staged changes; commit them (`git commit`) or unstage them (`git restore \
            --staged .`) first";

    /// No teardown is unfinished.
    "no-teardown" NoTeardown
        => "no teardown is under way; `ctx worktree status` shows the worktrees";
    /// A teardown stopped, and waits for the user.
    "teardown-waits" Waits { name: String }
        => "the teardown of {name} waits for you: resolve what it stopped at, then `ctx worktree teardown \
            --continue` (options such as --allow-reopened go there), or undo it with \
            `ctx worktree teardown --abort`";
    /// Another track's teardown is unfinished.
    "other-teardown" OtherTeardown { under_way: String, named: String }
        => "a teardown of {under_way} is under way, not of {}; finish it first (`ctx worktree teardown \
            --continue`), or undo it (`ctx worktree teardown --abort`)",
        one_line(named);
    /// A teardown was interrupted, and this is not the main checkout.
    "interrupted-elsewhere" InterruptedElsewhere { name: String, main: PathBuf }
        => "the teardown of {name} was interrupted; go to {} and try again there", shown(main);
    /// The main checkout has another current branch than before the interruption.
    "interrupted-on-branch" InterruptedOnBranch { name: String, into: String, current: Option<String> }
        => "the teardown of {name} was interrupted while the main checkout was on {into}, and now it is on \
            {}; switch back (`git switch {}`)",
        current.as_deref().unwrap_or("no branch"), quoted(into);
    /// The worktree is gone, and its branch is not merged.
    "gone-before-merge" GoneBeforeMerge { path: PathBuf, branch: String }
        => "{} no longer exists, and {branch} is not merged; restore it with `git worktree add -f {} {}`, and \
            try again",
        shown(path), typed(path), quoted(branch);
    /// The worktree is removed, so that the teardown cannot be aborted.
    "removed-already" RemovedAlready { branch: String }
        => "the worktree of {branch} is already removed; finish with `ctx worktree teardown --continue`";
    /// The branch got commits after its merge.
    "moved-after-merge" MovedAfterMerge { path: PathBuf, name: String }
        => "{} has new commits since it was merged, so it stays; tear it down again (`ctx worktree teardown \
            {}`)",
        shown(path), quoted(name);
    /// The worktree cannot be renamed to be removed.
    "not-set-aside" NotSetAside { branch: String, path: PathBuf, aside: PathBuf, reason: String }
        => "{branch} is safe, but its worktree cannot be removed ({} cannot be moved to {}: {reason}); fix \
            that, then `ctx worktree teardown --continue`",
        shown(path), shown(aside);
    /// An ignored file cannot be moved out of the worktree.
    "not-moved" NotMoved { from: PathBuf, to: PathBuf, reason: String }
        => "{} cannot be moved to {}: {reason}; fix that, then `ctx worktree teardown --continue`",
        shown(from), shown(to);

    /// No backup has the name.
    "no-such-backup" NoSuchBackup { name: String, known: Vec<String> }
        => "no backup {name:?}; {}",
        if known.is_empty() {
            "there are none".to_owned()
        } else {
            format!("known: {}", one_line(&known.join(", ")))
        };
    /// Prune leaves a worktree whose folder is missing.
    "prune-missing" PruneMissing { path: PathBuf, branch: Option<String>, is_locked: bool }
        => "its folder is missing, and git still knows it; {}",
        ways_out(path, branch.as_deref(), *is_locked);
    /// Prune leaves a worktree without commits of its own.
    "prune-no-work" PruneNoWork => "nothing is committed in it yet";
    /// Prune leaves a worktree at no commit.
    "prune-no-commit" PruneNoCommit => "it is at no commit";
    /// Prune leaves a worktree whose base is gone.
    "prune-start-gone" PruneStartGone { name: String, base: String }
        => "it started from {base}, which no longer exists; merge it into another branch with `ctx worktree \
            teardown {} --into BRANCH`",
        quoted(name);
    /// Prune leaves a worktree that is not merged.
    "prune-not-merged" PruneNotMerged { name: String, base: String }
        => "its work is not in {base}; merge it with `ctx worktree teardown {}`", quoted(name);
}

/// Returns the commands that switch a worktree to a branch, which another worktree may have checked out.
fn switch(path: &Path, branch: &str, used_in: Option<&Path>) -> String {
    let own = format!("`git -C {} switch {}`", typed(path), quoted(branch));
    match used_in {
        Some(other) => format!(
            "{branch} is checked out in {}, so first `git -C {} switch --detach`, then {own}",
            shown(other),
            typed(other)
        ),
        None => own,
    }
}

/// Work of a submodule that would be lost with its worktree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmoduleLoss {
    /// A tracked file is changed.
    Changed(PathBuf),
    /// Git does not know a file.
    Untracked(PathBuf),
    /// Git ignores a file.
    Ignored(PathBuf),
    /// An operation of git is unfinished, by git's name.
    Operation(&'static str),
    /// The submodule has worktrees of its own.
    Worktrees,
    /// Changes are staged.
    Staged,
    /// Changes are stashed.
    Stashed,
    /// Commits are on no remote.
    Unpushed {
        /// Number of commits.
        commits: usize,
        /// The newest, abbreviated.
        first: String,
    },
}

/// Describes losses, each of a submodule by name.
fn submodule_losses(losses: &[(String, SubmoduleLoss)]) -> Vec<String> {
    let describe = |loss: &SubmoduleLoss| match loss {
        SubmoduleLoss::Changed(path) => format!("changed {}", shown(path)),
        SubmoduleLoss::Untracked(path) => format!("untracked {}", shown(path)),
        SubmoduleLoss::Ignored(path) => format!("ignored {}", shown(path)),
        SubmoduleLoss::Operation(name) => format!("in the middle of a {name}"),
        SubmoduleLoss::Worktrees => "has worktrees of its own".to_owned(),
        SubmoduleLoss::Staged => "staged changes".to_owned(),
        SubmoduleLoss::Stashed => "stashed changes".to_owned(),
        SubmoduleLoss::Unpushed { commits: 1, first } => {
            format!("1 commit that is on no remote ({first})")
        }
        SubmoduleLoss::Unpushed { commits, first } => {
            format!("{commits} commits that are on no remote ({first} and before)")
        }
    };
    losses.iter().map(|(name, loss)| format!("{name}: {}", describe(loss))).collect()
}
