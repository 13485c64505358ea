//! Current state of each worktree, from git's list, ctx's records and the disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::shown;
use super::home::same_place;
use super::inspect::check_index;
use super::resume::{UnderWay, under_way};
use super::{Error, Found, Home, Record, RepositoryRefusal, look, operation, tasks};
use crate::git::{self, ChangeKind, Changed, Checkout, Git, changes};
use crate::model::{Dirt, Distance, MainCheckout, Method, Presence, Remark, WorktreeStatus};

/// Worktree with data for further inspection.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Status as far as it is known.
    pub status: WorktreeStatus,
    /// Path of the worktree.
    pub place: PathBuf,
    /// Its git directory; `None` if the worktree is missing.
    pub own: Option<PathBuf>,
    /// Commit that its work would be merged into.
    pub tip: Option<String>,
    /// Its record, if ctx made it.
    pub record: Option<Record>,
    /// Set if a teardown merged its work and has not removed it yet.
    pub is_merged: bool,
}

/// Returns the main checkout, all worktrees, and remarks about what could not be read.
pub(super) fn survey(home: &Home) -> Result<(MainCheckout, Vec<Seen>, Vec<Remark>), Error> {
    let (records, wrong) = Record::readable(home)?;
    let mut remarks: Vec<Remark> =
        wrong.iter().map(|error| Remark::Error(error.to_string())).collect();
    let (main, of_main) = main_checkout(home);
    remarks.extend(of_main.map(|remark| Remark::OfMain(Box::new(remark))));
    let teardown = under_way(home);
    let mut seen: Vec<Seen> = matched(home.checkouts.get(1..).unwrap_or_default(), records)
        .into_par_iter()
        .map(|(checkout, record)| {
            let is_its = |it: &&UnderWay| checkout.is_some_and(|at| at.path == it.teardown.path);
            see(home, &main, checkout, record, teardown.as_ref().filter(is_its))
        })
        .collect();
    name(&mut seen);
    seen.sort_by(|a, b| {
        let key = |seen: &Seen| (!seen.status.is_ours, seen.status.name.clone());
        key(a).cmp(&key(b))
    });
    Ok((main, seen, remarks))
}

/// Returns the main checkout, with a remark if not all of it could be read.
fn main_checkout(home: &Home) -> (MainCheckout, Option<Remark>) {
    let Some(main) = home.checkouts.first() else { return (MainCheckout::default(), None) };
    let mut checkout = MainCheckout {
        path: main.path.to_string_lossy().into_owned(),
        is_bare: main.is_bare,
        is_here: same_place(&main.path, &home.here),
        branch: main.branch.clone(),
        head: main.head.clone(),
        ..MainCheckout::default()
    };
    let git = Git::at(&home.common);
    if main.is_bare {
        // Git's list lacks the branch of a bare repository.
        checkout.branch = git.line(&["symbolic-ref", "--quiet", "--short", "HEAD"]).ok();
        checkout.head = commit(&git, "HEAD");
        return (checkout, None);
    }
    let remark = match look(&home.common, &main.path) {
        Found::Worktree(own) => {
            checkout.operation = operation(&own);
            match changes(&Git::at(&main.path)) {
                Ok(changes) => {
                    checkout.dirt = Some(dirt(&changes));
                    unfiltered(&changes)
                }
                Err(error) => Some(unreadable(&main.path, &error)),
            }
        }
        Found::Other(Presence::Unreadable(reason)) => {
            Some(Remark::Unreadable { path: shown(&main.path), reason })
        }
        Found::Other(_) => Some(Remark::NotAWorkingTree(shown(&main.path))),
    };
    (checkout, remark)
}

/// Returns why it is unknown which changes of the main checkout are uncommitted.
fn unreadable(main: &Path, error: &git::Error) -> Remark {
    match check_index(main) {
        Err(Error::Refused(refusal)) => Remark::Error(refusal.to_string()),
        _ => Remark::UnknownChanges(error.to_string()),
    }
}

/// Returns a remark if files count as changed that may be unchanged, since no filter is run to compare
/// them.
fn unfiltered(changes: &[Changed]) -> Option<Remark> {
    let files: Vec<String> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Unfiltered)
        .map(|change| shown(&change.path))
        .collect();
    (!files.is_empty()).then_some(Remark::Unfiltered(files))
}

/// Matches worktrees with records: by path and branch, then by path, then by branch.
fn matched(
    checkouts: &[Checkout],
    mut records: Vec<Record>,
) -> Vec<(Option<&Checkout>, Option<Record>)> {
    let by_path = |checkout: &Checkout, record: &Record| same_place(&checkout.path, &record.path);
    let by_branch =
        |checkout: &Checkout, record: &Record| checkout.branch.as_ref() == Some(&record.branch);
    let mut matches: Vec<(Option<&Checkout>, Option<Record>)> =
        checkouts.iter().map(|checkout| (Some(checkout), None)).collect();
    for rule in 0..3 {
        let agree = |checkout: &Checkout, record: &Record| match rule {
            0 => by_branch(checkout, record) && by_path(checkout, record),
            1 => by_path(checkout, record),
            _ => by_branch(checkout, record),
        };
        for (checkout, slot) in &mut matches {
            let Some(checkout) = checkout.filter(|_| slot.is_none()) else { continue };
            if let Some(at) = records.iter().position(|record| agree(checkout, record)) {
                *slot = Some(records.remove(at));
            }
        }
    }
    matches.extend(records.into_iter().map(|record| (None, Some(record))));
    matches
}

/// Shows a worktree with an unfinished teardown as it was before the merge, so that its work counts
/// as its own until it is removed. Returns the commit to compare with.
fn before_its_merge(status: &mut WorktreeStatus, under_way: &UnderWay) -> String {
    let UnderWay { teardown, is_merged } = under_way;
    if teardown.options.method == Method::Rebase && status.branch.is_none() {
        // A rebase detaches HEAD.
        status.branch = Some(teardown.branch.clone());
        status.head = Some(teardown.tip.clone());
        status.recorded_branch = None;
    }
    status.base_branch = Some(teardown.into.clone());
    if *is_merged || teardown.options.method != Method::None {
        let (into, is_merged) = (teardown.into.clone(), *is_merged);
        status.remarks.push(Remark::UnfinishedTeardown { into, is_merged });
    }
    teardown.before.clone()
}

/// Inspects one worktree; at least one of checkout and record is given.
fn see(
    home: &Home,
    main: &MainCheckout,
    checkout: Option<&Checkout>,
    record: Option<Record>,
    under_way: Option<&UnderWay>,
) -> Seen {
    let git = Git::at(&home.here);
    let place = checkout.map(|checkout| checkout.path.clone());
    let place = place.or_else(|| record.as_ref().map(|record| record.path.clone()));
    let place = place.unwrap_or_default();
    let mut status = WorktreeStatus {
        name: record.as_ref().map(|record| record.name.clone()).unwrap_or_default(),
        path: place.to_string_lossy().into_owned(),
        is_ours: record.is_some(),
        is_here: same_place(&place, &home.here),
        ..WorktreeStatus::default()
    };
    let mut git_folder = None;
    if let Some(checkout) = checkout {
        status.branch.clone_from(&checkout.branch);
        status.head.clone_from(&checkout.head);
        status.locked.clone_from(&checkout.locked);
        status.prunable.clone_from(&checkout.prunable);
        match look(&home.common, &place) {
            Found::Worktree(folder) => match changes(&Git::at(&place)) {
                Ok(changes) => {
                    status.dirt = Some(dirt(&changes));
                    status.remarks.extend(unfiltered(&changes));
                    status.operation = operation(&folder);
                    git_folder = Some(folder);
                }
                Err(error) => status.presence = Presence::Unreadable(error.to_string()),
            },
            Found::Other(presence) => status.presence = presence,
        }
    } else {
        status.presence = Presence::Unknown;
    }
    if let Some(record) = &record {
        let branch = Some(&record.branch);
        if checkout.is_none() {
            // The branch may still exist, with commits.
            status.head = commit(&git, &format!("refs/heads/{}", record.branch));
            status.branch = branch.filter(|_| status.head.is_some()).cloned();
        } else {
            status.recorded_branch =
                branch.filter(|&it| status.branch.as_ref() != Some(it)).cloned();
            let moved = !same_place(&record.path, &place);
            status.recorded_path = moved.then(|| record.path.to_string_lossy().into_owned());
        }
    }
    let tip = match under_way {
        Some(under_way) => Some(before_its_merge(&mut status, under_way)),
        None => tip(&git, main, record.as_ref(), &mut status),
    };
    let is_merged = under_way.is_some_and(|it| it.is_merged);
    if let (Some(head), Some(tip)) = (status.head.clone(), &tip) {
        match distance(&git, tip, &head) {
            Ok(distance) => status.distance = Some(distance),
            Err(error) => status.remarks.push(Remark::Error(error.to_string())),
        }
        // If one commit is an ancestor of the other, it is the merge base.
        let common = match status.distance {
            Some(Distance { behind: 0, .. }) => Some(tip.clone()),
            Some(Distance { ahead: 0, .. }) => Some(head.clone()),
            _ => common(&git, tip, &head),
        };
        let recorded = record.as_ref().map(|record| record.base.as_str());
        status.base = common.and_then(|common| own_base(&git, tip, common, recorded).ok());
    }
    status.is_integrated = status.distance.is_some_and(|it| it.ahead == 0);
    let planned = record.as_ref().map(|record| record.tasks.clone()).unwrap_or_default();
    status.is_planned = !planned.is_empty();
    let mut seen = Seen { status, place, own: git_folder, tip, record, is_merged };
    if !planned.is_empty() {
        let since = seen.record.as_ref().map(|record| record.base.as_str());
        seen.status.tasks = tasks::planned(&seen.place, &planned, since);
    } else if seen.own.is_some() {
        let base = seen.status.base.as_deref();
        let backlogs = tasks::backlogs(&seen.place);
        seen.status.tasks = tasks::finished(&git, &seen.place, &backlogs, base);
    }
    seen
}

/// Returns the commit that a worktree's work would be merged into, and sets the base branch in
/// `status`.
fn tip(
    git: &Git,
    main: &MainCheckout,
    record: Option<&Record>,
    status: &mut WorktreeStatus,
) -> Option<String> {
    if let Some(record) = record {
        let known = main.head.clone().filter(|_| main.branch.as_ref() == Some(&record.base_branch));
        let asked = || commit(git, &format!("refs/heads/{}", record.base_branch));
        if let Some(tip) = known.or_else(asked) {
            status.base_branch = Some(record.base_branch.clone());
            return Some(tip);
        }
        status.recorded_base = Some(record.base_branch.clone());
        status.remarks.push(Remark::BaseGone(record.base_branch.clone()));
    }
    status.base_branch.clone_from(&main.branch);
    main.head.clone()
}

/// Returns the commit that a name leads to.
fn commit(git: &Git, name: &str) -> Option<String> {
    let name = format!("{name}^{{commit}}");
    git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name]).ok()
}

/// Counts the commits that only one of `tip` and `head` has.
fn distance(git: &Git, tip: &str, head: &str) -> Result<Distance, Error> {
    let range = format!("{tip}...{head}");
    let counts = git.line(&["rev-list", "--left-right", "--count", &range, "--"])?;
    let numbers = counts.split_once('\t');
    let numbers = numbers.and_then(|(left, right)| left.parse().ok().zip(right.parse().ok()));
    let unexpected = || git::Error::Unexpected(format!("{counts:?} for two numbers"));
    let (behind, ahead) = numbers.ok_or_else(unexpected)?;
    Ok(Distance { ahead, behind })
}

/// Returns the merge base of two commits.
pub(super) fn common(git: &Git, tip: &str, head: &str) -> Option<String> {
    git.line(&["merge-base", tip, head]).ok()
}

/// Returns the commit that the work of a worktree starts from. `common` is its merge base with
/// `tip`: the recorded start, or a later commit of `tip` that was merged into it.
pub(super) fn own_base(
    git: &Git,
    tip: &str,
    common: String,
    recorded: Option<&str>,
) -> Result<String, Error> {
    let is_id = |id: &&str| id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some(recorded) = recorded.filter(is_id).filter(|&recorded| recorded != common) else {
        return Ok(common);
    };
    let begins =
        git.attempt(&["merge-base", "--is-ancestor", recorded, common.as_str()])?.code == Some(0);
    if !begins {
        // The branch was rewritten, or is another one.
        return Ok(common);
    }
    // If the merge base came from the side branch, its commits were merged before and are still its
    // own work.
    let of_base = git.line(&["rev-list", "--first-parent", tip, &format!("^{recorded}"), "--"])?;
    let is_of_base = of_base.lines().any(|line| line == common);
    Ok(if is_of_base { common } else { recorded.to_owned() })
}

fn dirt(changes: &[Changed]) -> Dirt {
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    Dirt {
        changed: count(ChangeKind::Changed) + count(ChangeKind::Unfiltered),
        untracked: count(ChangeKind::Untracked),
        unmerged: count(ChangeKind::Unmerged),
    }
}

/// Names each worktree without a track: by its branch without `work/`, its branch, its folder or
/// its path, the first that is unused.
fn name(seen: &mut [Seen]) {
    let mut taken: BTreeSet<String> = seen.iter().map(|it| it.status.name.clone()).collect();
    for Seen { status, place, .. } in seen.iter_mut().filter(|it| it.status.name.is_empty()) {
        let branch = status.branch.as_deref();
        let short = branch.map(|branch| branch.strip_prefix("work/").unwrap_or(branch));
        let folder = place.file_name().map(|name| name.to_string_lossy().into_owned());
        let names = [short.map(str::to_owned), branch.map(str::to_owned), folder];
        let path = || status.path.clone();
        let name = names.into_iter().flatten().find(|name| !taken.contains(name));
        status.name = name.unwrap_or_else(path);
        taken.insert(status.name.clone());
    }
}

/// Finds the worktree with a name, branch or path.
pub(super) fn find(seen: &[Seen], wanted: &str) -> Result<usize, Error> {
    let by_name = seen.iter().position(|it| it.status.name == wanted);
    let by_branch = || seen.iter().position(|it| it.status.branch.as_deref() == Some(wanted));
    let by_path = || seen.iter().position(|it| same_place(&it.place, Path::new(wanted)));
    by_name.or_else(by_branch).or_else(by_path).ok_or_else(|| {
        let known = seen.iter().map(|it| it.status.name.clone()).collect();
        Error::from(RepositoryRefusal::NoWorktree { name: wanted.to_owned(), known })
    })
}
