//! Merge of a track's work into the branch of the main checkout: as a merge, squash or rebase.
//!
//! Settings of the repository that would prefer one side or stash changes are overridden. The
//! result is read from git's state, never from its messages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::contained::{is_ancestor, left_out};
use super::error::{refuse, shown};
use super::inspect::{own_folder, under_way, unmerged};
use super::journal::Teardown;
use super::taken_along::kept_apart_in_merge;
use super::{Error, MergeRefusal, ScratchObjects, markers, modify_delete};
use crate::git::{self, Git, Merged, Outcome, own_changes};
use crate::model::Method;
use crate::regular::{self, MAX_STATE_BYTES};

/// Progress of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// The merge has not started.
    NotMerged,
    /// The merge stopped in this working tree, with these files to resolve. Without files, it waits
    /// for `--continue` only.
    Stopped(PathBuf, Vec<PathBuf>),
    /// The merge is done, at this commit.
    Merged(String),
}

/// Outcome of a git command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    At(Point),
    /// The command stopped without conflicts, with this message.
    Halted(String),
}

/// Returns the progress of a merge, whether made by this program, by the user or by an interrupted
/// command.
pub(super) fn point(main: &Path, teardown: &Teardown) -> Result<Point, Error> {
    let git = Git::at(main);
    let into = format!("refs/heads/{}", teardown.into);
    let head = git.line(&["rev-parse", "--verify", &into])?;
    if teardown.merged.is_some() {
        return Ok(Point::Merged(head));
    }
    let open = |folder: &Path| Ok(Point::Stopped(folder.to_owned(), unmerged(folder)?));
    match teardown.options.method {
        Method::None => Ok(Point::Merged(head)),
        Method::Merge => {
            if under_way(main)?.is_some() {
                open(main)
            } else if is_ancestor(&git, &teardown.tip, &head)? {
                Ok(Point::Merged(head))
            } else {
                Ok(Point::NotMerged)
            }
        }
        Method::Squash => {
            if let Some(commit) = squashed(&git, teardown)? {
                return Ok(Point::Merged(commit));
            }
            let staged = git.attempt(&["diff", "--cached", "--quiet"])?.code != Some(0);
            if staged || !unmerged(main)?.is_empty() { open(main) } else { Ok(Point::NotMerged) }
        }
        Method::Rebase => {
            if teardown.path.exists() && under_way(&teardown.path)?.is_some() {
                return open(&teardown.path);
            }
            let at =
                git.line(&["rev-parse", "--verify", &format!("refs/heads/{}", teardown.branch)])?;
            let is_rebased = at != teardown.tip || is_ancestor(&git, &teardown.before, &at)?;
            if is_rebased && is_ancestor(&git, &at, &head)? {
                Ok(Point::Merged(head))
            } else if is_rebased && is_ancestor(&git, &teardown.before, &at)? {
                open(main)
            } else {
                Ok(Point::NotMerged)
            }
        }
    }
}

/// Starts the merge.
pub(super) fn begin(main: &Path, teardown: &Teardown) -> Result<Reached, Error> {
    match teardown.options.method {
        Method::None => {}
        Method::Merge => {
            let message = message(teardown);
            let arguments =
                ["merge", "--no-edit", "--commit", "--no-squash", "-s", "ort", "--no-autostash"];
            let git = apart(plainly(main, &teardown.into), main, teardown)?;
            let name = named(&git, teardown)?;
            let outcome = git.attempt(&[&arguments[..], &["-m", &message, &name]].concat())?;
            check_merged(main, teardown)?;
            return ended(main, teardown, &outcome);
        }
        Method::Squash => {
            let git = apart(plainly(main, &teardown.into), main, teardown)?;
            let name = named(&git, teardown)?;
            // `--ff` keeps `merge.ff` from refusing a squash, which makes no merge commit.
            let arguments = ["merge", "--squash", "--ff", "-s", "ort", "--no-autostash", &name];
            let outcome = git.attempt(&arguments)?;
            check_squashed(main, teardown, &name)?;
            if outcome.code == Some(0) {
                return squash(main, teardown);
            }
            return ended(main, teardown, &outcome);
        }
        Method::Rebase => {
            let arguments =
                ["rebase", "--merge", "--no-autostash", "--no-autosquash", "--no-update-refs"];
            let git = apart(Git::changing(&teardown.path), main, teardown)?;
            let outcome = git.attempt(&[&arguments[..], &[&teardown.before]].concat())?;
            if outcome.code == Some(0) {
                return proceed(main, teardown);
            }
            return ended(main, teardown, &outcome);
        }
    }
    point(main, teardown).map(Reached::At)
}

/// Returns the message of the merge commit.
fn message(teardown: &Teardown) -> String {
    format!("Merge branch '{}'", teardown.branch)
}

/// Returns the name to merge, which labels the conflicts: the branch, while it is at the commit
/// that was checked, else that commit.
fn named(git: &Git, teardown: &Teardown) -> Result<String, Error> {
    // A tag of the same name would take precedence.
    for name in [teardown.branch.clone(), format!("heads/{}", teardown.branch)] {
        if commit(git, &name)?.as_ref() == Some(&teardown.tip) {
            return Ok(name);
        }
    }
    Ok(teardown.tip.clone())
}

/// Returns the commit that a name leads to, if there is one.
fn commit(git: &Git, name: &str) -> Result<Option<String>, Error> {
    let name = format!("{name}^{{commit}}");
    let outcome = git.attempt(&["rev-parse", "--verify", "--quiet", &name])?;
    let id = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
    Ok((outcome.code == Some(0)).then_some(id))
}

/// Rolls back a merge if the branch moved after the checks, so that another commit was merged.
fn check_merged(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let git = Git::changing(main);
    if let Some(merging) = commit(&git, "MERGE_HEAD")? {
        if merging == teardown.tip {
            return Ok(());
        }
        git.run(&["merge", "--abort"])?;
        return Err(moved(teardown));
    }
    let head = git.line(&["rev-list", "--parents", "--max-count=1", "HEAD"])?;
    let theirs = match *head.split(' ').collect::<Vec<_>>() {
        [_, first, second] if first == teardown.before => second.to_owned(),
        [head, ..] => head.to_owned(),
        [] => return Ok(()),
    };
    let is_known = theirs == teardown.tip || theirs == teardown.before;
    let branch = format!("refs/heads/{}", teardown.branch);
    if is_known || !is_ancestor(&git, &theirs, &branch)? {
        return Ok(());
    }
    // `--keep` preserves uncommitted changes.
    git.run(&["reset", "--quiet", "--keep", &teardown.before])?;
    Err(moved(teardown))
}

/// Rolls back a squash if the branch moved after the checks. Git does not record which commit it
/// squashed.
fn check_squashed(main: &Path, teardown: &Teardown, name: &str) -> Result<(), Error> {
    let git = Git::changing(main);
    if commit(&git, name)?.as_ref() == Some(&teardown.tip) {
        return Ok(());
    }
    git.run(&["reset", "--quiet", "--merge"])?;
    Err(moved(teardown))
}

fn moved(teardown: &Teardown) -> Error {
    Error::from(MergeRefusal::MovedDuringMerge { branch: teardown.branch.clone() })
}

/// Makes a rebase that waits go on to new commits of `into`, onto which its commits must be rebased as well.
/// Returns true if there are any.
pub(super) fn follow_main(main: &Path, teardown: &mut Teardown) -> Result<bool, Error> {
    if teardown.options.method != Method::Rebase || teardown.merged.is_some() {
        return Ok(false);
    }
    let git = Git::at(main);
    let head = git.line(&["rev-parse", "--verify", &format!("refs/heads/{}", teardown.into)])?;
    let branch = format!("refs/heads/{}", teardown.branch);
    if head == teardown.before
        || !is_ancestor(&git, &teardown.before, &head)?
        || is_ancestor(&git, &branch, &head)?
    {
        return Ok(false);
    }
    teardown.before = head;
    Ok(true)
}

/// Continues a merge without unresolved files. Refuses files that were added with conflict markers.
pub(super) fn go_on(main: &Path, teardown: &Teardown) -> Result<Reached, Error> {
    if let Point::Stopped(folder, files) = point(main, teardown)?
        && files.is_empty()
    {
        if !teardown.options.allow_markers {
            check_markers(&folder, teardown)?;
        }
        check_staged(&folder, teardown)?;
    }
    proceed(main, teardown)
}

/// Refuses files of the merge with unstaged changes, since the commit would not contain those.
fn check_staged(folder: &Path, teardown: &Teardown) -> Result<(), Error> {
    let git = Git::comparing(folder);
    let differing = ["diff", "--name-only", "--no-renames", "-z"];
    if teardown.options.method == Method::Rebase {
        if under_way(folder)?.is_none() {
            return Ok(());
        }
        // `git rebase --continue` refuses unstaged changes in any file.
        let changed = git.run(&differing)?;
        let changed = changed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        let changed: Vec<String> = changed.map(|name| shown(&git::path(name.to_vec()))).collect();
        if changed.is_empty() {
            return Ok(());
        }
        return refuse(MergeRefusal::RebaseUnstaged { folder: folder.to_owned(), files: changed });
    }
    let staged = git.run(&[&differing[..], &["--cached", &teardown.before]].concat())?;
    let staged: BTreeSet<&[u8]> = staged.split(|&byte| byte == 0).collect();
    let changed = git.run(&differing)?;
    let both = changed.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    let both = both.filter(|name| staged.contains(name));
    let both: Vec<String> = both.map(|name| shown(&git::path(name.to_vec()))).collect();
    if both.is_empty() {
        return Ok(());
    }
    refuse(MergeRefusal::MergeUnstaged { files: both })
}

/// Returns files of the main checkout that the merge changed and that have other content now.
pub(super) fn not_as_merged(main: &Path, teardown: &Teardown) -> Result<Vec<String>, Error> {
    let git = Git::comparing(main);
    let merged = git::differing(&git, &teardown.before, "HEAD")?;
    let merged: BTreeSet<PathBuf> = merged.into_iter().map(git::path).collect();
    let changed = own_changes(&git)?.into_iter().map(|it| it.path);
    let both = changed.filter(|path| merged.contains(path));
    Ok(both.map(|path| shown(&path)).collect())
}

fn check_markers(folder: &Path, teardown: &Teardown) -> Result<(), Error> {
    let left = markers::staged(folder, teardown)?;
    if left.is_empty() {
        return Ok(());
    }
    refuse(MergeRefusal::ConflictMarkers { folder: folder.to_owned(), markers: left })
}

fn proceed(main: &Path, teardown: &Teardown) -> Result<Reached, Error> {
    let mut now = point(main, teardown)?;
    if let Point::Stopped(folder, files) = &now
        && !files.is_empty()
        && !teardown.stopped
        && modify_delete::settle(folder, teardown)?
    {
        now = point(main, teardown)?;
    }
    let folder = match now {
        // The branch was merged already, the user committed the squash, or the user abandoned it.
        Point::NotMerged if teardown.options.method == Method::Squash && teardown.stopped => {
            main.to_owned()
        }
        Point::NotMerged => return begin(main, teardown),
        Point::Stopped(folder, files) if files.is_empty() => folder,
        _ => return Ok(Reached::At(now)),
    };
    let git = Git::changing(&folder);
    let outcome = match (teardown.options.method, under_way(&folder)?) {
        (Method::Rebase, Some(_)) if is_rebased(&folder, teardown)? => {
            let branch = format!("refs/heads/{}", teardown.branch);
            git.attempt(&["rebase", "--quit"])?;
            git.run(&["symbolic-ref", "HEAD", &branch])?;
            return go_on(main, teardown);
        }
        (Method::Rebase, Some(_)) => {
            let git = apart(git, main, teardown)?;
            let outcome = git.attempt(&["rebase", "--continue"])?;
            if outcome.code == Some(0) {
                return go_on(main, teardown);
            }
            outcome
        }
        (Method::Rebase, None) => {
            check_whole(main, teardown)?;
            let at = format!("refs/heads/{}", teardown.branch);
            plainly(main, &teardown.into).attempt(&["merge", "--ff-only", "--no-autostash", &at])?
        }
        (Method::Squash, _) => return squash(main, teardown),
        (Method::Merge | Method::None, _) => {
            // `--cleanup=strip` removes git's comment about conflicting files.
            let commit = ["commit", "--quiet", "--no-edit", "--cleanup=strip"];
            // Git may have been killed before it wrote the message.
            let written = own_folder(&folder)?.join("MERGE_MSG");
            let written = regular::read(&written, MAX_STATE_BYTES).unwrap_or_default();
            let message = message(teardown);
            let own: &[&str] = if written.is_empty() { &["-m", &message] } else { &[] };
            git.attempt(&[&commit[..], own].concat())?
        }
    };
    ended(main, teardown, &outcome)
}

/// Returns true if a rebase is complete except for git's last steps: git was killed after it had
/// moved the branch.
fn is_rebased(folder: &Path, teardown: &Teardown) -> Result<bool, Error> {
    let git = Git::comparing(folder);
    let branch_tip =
        git.line(&["rev-parse", "--verify", &format!("refs/heads/{}", teardown.branch)])?;
    let left = own_folder(folder)?.join("rebase-merge/git-rebase-todo");
    let left = regular::read(&left, MAX_STATE_BYTES);
    let is_clean = git.attempt(&["diff", "--quiet", "HEAD"])?.code == Some(0);
    let is_moved =
        branch_tip != teardown.tip && commit(&git, "HEAD")?.as_ref() == Some(&branch_tip);
    Ok(is_moved && is_clean && left.is_ok_and(|left| left.trim_ascii().is_empty()))
}

/// Commits a staged squash. If `into` has all changes already, or the user committed them, there is nothing
/// to commit.
fn squash(main: &Path, teardown: &Teardown) -> Result<Reached, Error> {
    let git = Git::changing(main);
    check_squash(main, teardown, &git.line(&["write-tree"])?)?;
    if git.attempt(&["diff", "--cached", "--quiet"])?.code == Some(0) {
        let head = git.line(&["rev-parse", "--verify", "HEAD"])?;
        return Ok(Reached::At(Point::Merged(head)));
    }
    let message = squash_message(&git, teardown)?;
    ended(main, teardown, &git.attempt(&["commit", "--quiet", "-m", &message])?)
}

/// Refuses a squash that lacks changes: `result` is its commit or tree.
pub(super) fn check_squash(main: &Path, teardown: &Teardown, result: &str) -> Result<(), Error> {
    let missing = left_out(main, &teardown.before, &teardown.tip, result)?;
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<String> = missing.iter().map(|path| shown(path)).collect();
    refuse(MergeRefusal::SquashIncomplete { branch: teardown.branch.clone(), files: missing })
}

/// Refuses a rebase that lacks commits, except for commits whose changes `into` had already.
pub(super) fn check_whole(main: &Path, teardown: &Teardown) -> Result<(), Error> {
    let git = Git::changing(main);
    let Some(at) = commit(&git, &format!("refs/heads/{}", teardown.branch))? else {
        // The branch is deleted, so this check was passed before.
        return Ok(());
    };
    let own = git.line(&["cherry", &teardown.before, &teardown.tip])?;
    let own: BTreeSet<&str> = own.lines().filter_map(|line| line.strip_prefix("+ ")).collect();
    let mut now = described(&git, &format!("{}..{at}", teardown.before))?;
    let left = now.len();
    if left >= own.len() {
        return Ok(());
    }
    let mut missing = Vec::new();
    for (id, about) in described(&git, &format!("{}..{}", teardown.before, teardown.tip))? {
        match now.iter().position(|(_, it)| *it == about) {
            Some(at) => drop(now.swap_remove(at)),
            None if own.contains(&*id) => missing.push(id),
            None => {}
        }
    }
    let tree = git.line(&["rev-parse", "--verify", &format!("{at}^{{tree}}")])?;
    let is_it = |merged: &Merged| !merged.stops && merged.tree == tree;
    // Without conflicts, the result is the same as that of a merge.
    let scratch = ScratchObjects::beside(main)?;
    let is_whole = scratch.merge(&teardown.before, &teardown.tip).is_ok_and(|it| is_it(&it));
    // With conflicts, picking each commit again must change nothing.
    let is_there = |id: &String| scratch.pick(&at, id).is_ok_and(|it| is_it(&it));
    if is_whole || missing.iter().all(is_there) {
        return Ok(());
    }
    refuse(MergeRefusal::RebaseIncomplete { branch: teardown.branch.clone(), left, own: own.len() })
}

/// Returns true if `head` has the rebased commits in other words: the user amended them since.
pub(super) fn is_amended(main: &Path, teardown: &Teardown, head: &str) -> Result<bool, Error> {
    let git = Git::at(main);
    let mut now = described(&git, &format!("{}..{head}", teardown.before))?;
    let rebased = described(&git, &format!("{}..{}", teardown.before, teardown.work()))?;
    let is_there = rebased.iter().all(|(_, about)| {
        let found = now.iter().position(|(_, it)| it == about);
        found.map(|at| now.swap_remove(at)).is_some()
    });
    Ok(is_there && left_out(main, &teardown.before, &teardown.tip, head)?.is_empty())
}

/// Returns the commits of a range, each with author, date and subject, which a rebase preserves.
fn described(git: &Git, range: &str) -> Result<Vec<(String, String)>, Error> {
    let listed = git.line(&["log", "--format=%H %at %ae %s", range])?;
    let commits = listed.lines().filter_map(|line| line.split_once(' '));
    Ok(commits.map(|(id, about)| (id.to_owned(), about.to_owned())).collect())
}

/// Returns the progress after a git command. A failure is an error only if the command changed
/// nothing.
fn ended(main: &Path, teardown: &Teardown, outcome: &Outcome) -> Result<Reached, Error> {
    let now = point(main, teardown)?;
    if let Point::Stopped(folder, files) = &now
        && !files.is_empty()
        && modify_delete::settle(folder, teardown)?
    {
        return proceed(main, teardown);
    }
    match (&now, outcome.code) {
        (Point::NotMerged, _) | (Point::Stopped(..), Some(0)) => refuse(MergeRefusal::GitMerge {
            branch: teardown.branch.clone(),
            reason: outcome.reason(),
        }),
        (Point::Stopped(_, files), _) if files.is_empty() => Ok(Reached::Halted(outcome.reason())),
        _ => Ok(Reached::At(now)),
    }
}

/// Returns a git that ignores the merge options set for the branch (`branch.<name>.mergeOptions`).
fn plainly(main: &Path, into: &str) -> Git {
    Git::changing(main).set(format!("branch.{into}.mergeoptions"), "")
}

/// Returns `git` set up to move no task along with the folder of others.
fn apart(git: Git, main: &Path, teardown: &Teardown) -> Result<Git, Error> {
    kept_apart_in_merge(git, &Git::at(main), [&teardown.before, &teardown.tip])
}

/// Returns the line of the commit message that identifies a squashed track.
fn mark(teardown: &Teardown) -> String {
    format!("Squashed from {} at {}.", teardown.branch, teardown.tip)
}

fn squash_message(git: &Git, teardown: &Teardown) -> Result<String, Error> {
    let range = format!("{}..{}", teardown.before, teardown.tip);
    let subjects = git.line(&["log", "--reverse", "--no-merges", "--format=* %s", &range])?;
    Ok(format!("Merge branch '{}', squashed\n\n{subjects}\n\n{}", teardown.branch, mark(teardown)))
}

/// Returns the commit of a squashed track.
pub(super) fn squashed(git: &Git, teardown: &Teardown) -> Result<Option<String>, Error> {
    let range = format!("{}..refs/heads/{}", teardown.before, teardown.into);
    let mark = format!("--grep={}", mark(teardown));
    let commits = git.line(&["log", "--format=%H", "--fixed-strings", &mark, &range])?;
    Ok(commits.lines().next().map(str::to_owned))
}
