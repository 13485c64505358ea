//! Refusals to make worktrees.

use std::path::PathBuf;

use super::super::error::{listed, one_line, quoted, shown, typed};
use super::plan::placed;
use super::{PlanRemark, Refusal};
use crate::model::refusals;

refusals! {
    /// Refusal to make worktrees.
    CreateRefusal;

    /// The user interrupted the command.
    "create-interrupted" Interrupted => "interrupted, so no worktree is made";
    /// The repository has no commit yet.
    "no-commit" NoCommit
        => "there is no commit yet for a worktree to start from; commit first";
    /// The HEAD of the main checkout is detached.
    "detached-head" DetachedHead
        => "HEAD is detached, so there is no branch to merge the work into; switch to one (`git switch \
            BRANCH`)";
    /// Git fails to add a worktree.
    "git-worktree-add" GitWorktreeAdd { path: PathBuf, reason: String }
        => "git cannot make {}, so no worktree is made: {reason}", shown(path);
    /// The system does not allow the folder.
    "folder-not-made" FolderNotMade { path: PathBuf, reason: String }
        => "{} cannot be made: {reason}; worktrees lie beside the main checkout, so make that folder \
            writable, or move the repository",
        shown(path);
    /// There would be too many worktrees.
    "too-many-worktrees" TooManyWorktrees { new: usize, existing: Vec<String>, max: usize }
        => "{new} more{} would be more than {max} worktrees, where merging costs more than working in parallel \
            gains; {}{} or add --allow-more",
        if existing.is_empty() {
            String::new()
        } else {
            format!(" beside the existing ones ({})", one_line(&existing.join(", ")))
        },
        match max.saturating_sub(existing.len()) {
            0 => String::new(),
            1 => "name only one track,".to_owned(),
            left => format!("name at most {left} tracks,"),
        },
        match (existing.is_empty(), existing.len() < *max) {
            (true, _) => "",
            (false, true) => " tear some down first (`ctx worktree teardown NAME`),",
            (false, false) => "tear some down first (`ctx worktree teardown NAME`),",
        };

    /// A track is named twice.
    "named-twice" NamedTwice { name: String } => "{name:?} is named twice; name each track once";
    /// A track's name is too long.
    "name-too-long" NameTooLong { name: String, max: usize }
        => "{name:?} cannot be a track's name: it is longer than {max} bytes; choose a shorter one";
    /// A track's name has a slash.
    "name-with-slash" NameWithSlash { name: String }
        => "{name:?} cannot be a track's name: it has a slash; use letters, digits and dashes";
    /// A track's name begins with a dash or dot.
    "name-start" NameStart { name: String }
        => "{name:?} cannot be a track's name: it begins with a dash or dot; use letters, digits and \
            dashes";
    /// A track's name has an invisible character.
    "name-invisible" NameInvisible { name: String }
        => "{name:?} cannot be a track's name: it has an invisible character; use letters, digits and \
            dashes";
    /// Git allows no branch of a track's name.
    "name-invalid" NameInvalid { name: String }
        => "{name:?} cannot be a track's name: git allows no such branch; use letters, digits and dashes";
    /// The path of the main checkout is not UTF-8, or it is the root of the file system.
    "no-place" NoPlace { folder: PathBuf }
        => "{}: no worktree can be made beside it, since it is the root directory or its name is not \
            UTF-8; move the repository",
        shown(folder);

    /// The path of a new worktree is that of another worktree.
    "worktree-exists" WorktreeExists { path: PathBuf, branch: Option<String>, is_there: bool }
        => "{} is already {}, on {}; see `ctx worktree list`",
        shown(path),
        if *is_there { "a worktree" } else { "registered as a worktree, but missing" },
        branch.as_deref().unwrap_or("a detached HEAD");
    /// Something else lies at the path of a new worktree.
    "path-exists" PathExists { path: PathBuf }
        => "{} exists and is no worktree of this repository; move it, or choose another name", shown(path);
    /// The branch of a new worktree exists.
    "branch-exists" BranchExists { branch: String, path: PathBuf }
        => "the branch {branch} already exists, and may hold work; continue it (`git worktree add {} {}`), merge \
            it and delete it (`git branch -d {}`), or choose another name",
        typed(path), quoted(branch), quoted(branch);
    /// A branch exists whose name is a folder of the new one, or the other way round.
    "branch-collides" BranchCollides { branch: String, other: String }
        => "git cannot have the branch {branch} beside {other}; rename that one (`git branch -m {} NEW`)",
        quoted(other);

    /// Tasks of the plan are in a backlog outside of the repository.
    "plan-outside" PlanOutside { backlog: String, tasks: Vec<String> }
        => "{} is not in the repository, so the worktrees would lack it, and nothing could tell which of its \
            tasks are done ({}); copy it into the repository, commit it, and run `ctx analyze` again, or make \
            empty tracks with --no-plan",
        if backlog == "<stdin>" { "the backlog on standard input".to_owned() } else { one_line(backlog) },
        one_line(&tasks.join(", "));

    /// Git does not track a backlog.
    "untracked-backlog" UntrackedBacklog { backlog: String }
        => "{} is not tracked by git, so the worktrees would lack it; commit it first", one_line(backlog);
    /// A backlog has uncommitted changes.
    "changed-backlog" ChangedBacklog { backlog: String }
        => "{} has uncommitted changes, which the worktrees would lack; commit it first",
        one_line(backlog);

    /// A plan cannot be read.
    "unreadable-plan" UnreadablePlan { file: PathBuf, reason: String }
        => "{}: {reason}; expected the JSON of `ctx analyze --output-format json`", shown(file);
    /// A plan has no version.
    "plan-without-version" PlanWithoutVersion { file: PathBuf }
        => "{}: no object with a number for schema_version; expected the JSON of `ctx analyze \
            --output-format json`",
        shown(file);
    /// A plan has another version.
    "plan-version" PlanVersion { file: PathBuf, found: u64, known: u64 }
        => "{}: schema_version is {found}, and this program reads {known}; expected the JSON of `ctx \
            analyze --output-format json`",
        shown(file);
    /// There is no plan, and no track is named.
    "no-plan" NoPlan
        => "there is no plan to make worktrees from; run `ctx analyze` first, or name a track";
    /// The plan has no tracks.
    "empty-plan" EmptyPlan
        => "the plan has no tracks, so there is nothing to make; name a track to make an empty one";
    /// The plan lacks a track.
    "no-planned-track" NoPlannedTrack { name: String, known: Vec<String> }
        => "the plan has no track {name:?}; it has {}. --no-plan makes an empty track",
        one_line(&known.join(", "));
    /// Tracks of the plan cannot be made.
    "unusable-plan" UnusablePlan { problems: Vec<PlanRemark> }
        => "the plan cannot be used:{}\ncorrect it by hand, or make a new one with `ctx analyze`",
        listed(&lines(problems));
    /// The backlog or other work has changed since the plan was made.
    "stale-plan" StalePlan {
        uncommitted: Option<Box<Refusal>>, changes: Vec<PlanRemark>, taken: Vec<PlanRemark>,
    }
        => "{}the plan is stale:{}\n{}, or continue with --force-plan",
        // This comes first, since `--force-plan` does not help against it.
        uncommitted.as_ref().map_or_else(String::new, |reason| format!("{reason}\n")),
        listed(&[lines(changes), lines(taken)].concat()),
        if changes.is_empty() {
            "tear down the worktree first, name other tracks"
        } else {
            "make a new one with `ctx analyze`"
        };
    /// All tasks of the tracks are done or gone.
    "nothing-to-do" NothingToDo { remarks: Vec<PlanRemark> }
        => "no task of the plan is left to do:{}\nmake a new one with `ctx analyze`", listed(&lines(remarks));
    /// The named tracks have worktrees.
    "has-worktree" HasWorktree { tracks: Vec<(String, PathBuf)> }
        => "{}; name other tracks, or see `ctx worktree list`",
        tracks.iter().map(|(name, path)| placed(name, path)).collect::<Vec<_>>().join("\n");
    /// All tracks of the plan have worktrees.
    "all-have-worktrees" AllHaveWorktrees { tracks: Vec<(String, PathBuf)> }
        => "all tracks of the plan have a worktree:{}\nsee `ctx worktree status`",
        listed(&tracks.iter().map(|(name, path)| placed(name, path)).collect::<Vec<_>>());

    /// An interrupted command left a worktree that has other files in it.
    "half-made" HalfMade { path: PathBuf, files: Vec<String> }
        => "`ctx worktree create` was interrupted, and {} has files that it did not put there:{}\nmove \
            them away and try again; ctx then rolls back the rest",
        shown(path), listed(files);
    /// An interrupted command left worktrees that were worked in.
    "half-made-with-work" HalfMadeWithWork { paths: Vec<PathBuf> }
        => "`ctx worktree create` was interrupted, and {} already has work in it; look at it, then tear it \
            down (`ctx worktree teardown NAME`) or remove it",
        paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ");
    /// Git is still making a worktree.
    "git-still-runs" GitStillRuns { path: PathBuf }
        => "git is still making {}; try again when it is done", shown(path);
    /// Git was killed while it made a branch.
    "branch-locked" BranchLocked { branch: String, lock: PathBuf }
        => "git is making the branch {branch}, or was killed meanwhile; wait for it, or remove {} if git is \
            not running",
        shown(lock);
}

/// Returns the lines of remarks.
fn lines(remarks: &[PlanRemark]) -> Vec<String> {
    remarks.iter().map(PlanRemark::line).collect()
}
