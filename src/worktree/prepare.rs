//! Checks before a teardown. All of them come before the first change.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::backup::KEPT;
use super::contained::integrated;
use super::error::{quoted, refuse, shown};
use super::home::same_place;
use super::inspect::{
    check_index, check_registration, check_unlocked, files_in, own_folder, processes_in, under_way,
};
use super::journal::Teardown;
use super::mergeable::{
    check_allowed, check_changed, check_identity, check_overwritten, check_rebase, check_related,
    check_signed,
};
use super::options::TeardownOptions;
use super::runtime_files::Rules;
use super::{
    Error, Home, Record, RepositoryRefusal, ScratchObjects, TeardownRefusal, WorktreeAction,
    backup, branch_use, submodules, tasks, verify,
};
use crate::git::{ChangeKind, Checkout, Git, own_changes};
use crate::model::{Method, PlannedTeardown, Remark, TaskState, TaskStatus, Uncommitted};

/// Time that processes of git in a worktree get to end before they count as its users.
const MAX_WAIT_FOR_GIT: Duration = Duration::from_secs(2);

/// Time between two looks at the processes of a worktree.
const WAIT_STEP: Duration = Duration::from_millis(50);

/// Teardown that passed all checks.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) journal: Teardown,
    /// Uncommitted files of the worktree.
    pub uncommitted: Uncommitted,
    /// Number of commits of the branch that `into` does not have; 0 if `into` has all of their
    /// changes.
    pub commits: usize,
    /// Tasks of the track that are still open, as `key: title`.
    pub open: Vec<String>,
}

impl Prepared {
    /// Returns the branch of the track.
    pub fn branch(&self) -> &str {
        &self.journal.branch
    }

    /// Returns the branch to merge into.
    pub fn into(&self) -> &str {
        &self.journal.into
    }

    /// Returns the path of the worktree.
    pub fn path(&self) -> &Path {
        &self.journal.path
    }

    /// Describes the teardown for the user.
    pub fn planned(&self) -> PlannedTeardown {
        let Teardown { branch, into, path, options, .. } = &self.journal;
        PlannedTeardown {
            branch: branch.clone(),
            into: into.clone(),
            path: path.clone(),
            method: options.method,
            commits: self.commits,
            open: self.open.clone(),
            uncommitted: self.uncommitted.clone(),
            keep_branch: options.keep_branch,
        }
    }
}

/// Checks whether a worktree can be torn down. A refusal lists all files if `in_full`.
pub fn prepare(
    home: &Home,
    name: &str,
    options: &TeardownOptions,
    in_full: bool,
) -> Result<Prepared, Error> {
    let main = home.main()?;
    if !home.is_main() {
        return refuse(RepositoryRefusal::NotTheMainCheckout {
            action: WorktreeAction::TearDown,
            main: main.path.clone(),
        });
    }
    home.check_folder(&[KEPT])?;
    let (checkout, record) = find(home, name)?;
    let (branch, tip) = check_worktree(home, checkout, record.as_ref())?;
    branch_use::check(home, &branch, &checkout.path, options.method, options.keep_branch)?;
    let (into, before) = check_main(home, main, &branch, record.as_ref(), options)?;
    submodules::check(home, &checkout.path, &own_folder(&checkout.path)?)?;
    let mut uncommitted = Uncommitted::read(&main.path, &checkout.path, &Rules::of(home)?)?;
    let check = |uncommitted: &Uncommitted, by_settings: bool| {
        check_clean(checkout, uncommitted, Listing { in_full, by_settings, is_waiting: false })
    };
    if !options.force {
        check(&uncommitted, false)?;
        check_unused(checkout)?;
    }
    let git = Git::comparing(&main.path);
    if options.method != Method::None {
        check_related(&git, &branch, &into, [&before, &tip])?;
        // These settings hold when the worktree is removed.
        if let Some(rules) = Rules::after_merge(home, &branch, [&before, &tip])? {
            uncommitted = Uncommitted::read(&main.path, &checkout.path, &rules)?;
            if !options.force {
                check(&uncommitted, true)?;
            }
        }
    }
    check_nested(checkout, &uncommitted)?;
    check_kept(home, checkout, &uncommitted, &tip)?;
    if options.method != Method::None {
        check_identity(main, options.method, &before, &tip)?;
        check_allowed(&git, checkout, options.method, [&before, &tip])?;
        check_signed(main, checkout, options.method, [&before, &tip])?;
        check_overwritten(&git, main, &before, &tip)?;
        check_changed(&git, &ScratchObjects::open(&home.common)?, &before, &tip)?;
    }
    if options.method == Method::Rebase {
        check_rebase(&git, &uncommitted, &before, &tip)?;
    }
    let commits = git.line(&["rev-list", "--count", &format!("{before}..{tip}")])?;
    let commits: usize = commits.parse().unwrap_or(0);
    let is_in = options.method == Method::None && integrated(&main.path, &tip, &before)?.is_some();
    if options.method == Method::None && !options.keep_branch && !options.drop_unmerged && !is_in {
        return refuse(TeardownRefusal::NotMerged {
            branch,
            into,
            commits,
            teardown: teardown_of(checkout),
        });
    }
    let backlogs = verify::backlogs(home, record.as_ref(), [&before, &tip])?;
    let journal = Teardown {
        name: branch.trim_start_matches("work/").to_owned(),
        path: checkout.path.clone(),
        branch,
        tip,
        into,
        before,
        backlogs,
        changed: changed(&git)?,
        options: options.clone(),
        stopped: false,
        rebased: None,
        merged: None,
        leaving: None,
    };
    backup::check_free(&git, &journal)?;
    let commits = if is_in { 0 } else { commits };
    let open = record.as_ref().map(|record| open_tasks(&main.path, &checkout.path, record));
    Ok(Prepared { journal, uncommitted, commits, open: open.unwrap_or_default() })
}

/// Returns the planned tasks of a worktree that are still open there, and that the main checkout has not
/// finished or given up since.
fn open_tasks(main: &Path, worktree: &Path, record: &Record) -> Vec<String> {
    let is_open = |task: &TaskStatus| task.state.is_some_and(TaskState::is_unfinished);
    let tasks = tasks::planned(worktree, &record.tasks, None);
    if !tasks.iter().any(is_open) {
        return Vec::new();
    }
    let in_main = tasks::planned(main, &record.tasks, Some(&record.base));
    let is_over =
        |task: &TaskStatus| matches!(task.state, Some(TaskState::Done | TaskState::Skipped));
    let open = tasks.iter().zip(&in_main).filter(|(task, main)| is_open(task) && !is_over(main));
    open.map(|(task, _)| format!("{}: {}", task.key, task.title)).collect()
}

/// Returns the tracked files with uncommitted changes.
pub(super) fn changed(git: &Git) -> Result<Vec<String>, Error> {
    let changed = own_changes(git)?.into_iter().filter(|it| it.kind != ChangeKind::Untracked);
    Ok(changed.map(|it| it.path.to_string_lossy().into_owned()).collect())
}

/// Finds the worktree of a track, by name or branch.
fn find<'a>(home: &'a Home, name: &str) -> Result<(&'a Checkout, Option<Record>), Error> {
    let name = name.strip_prefix("work/").unwrap_or(name);
    let (records, unreadable) = Record::readable(home)?;
    let record = records.iter().find(|record| record.name == name);
    let branch = format!("work/{name}");
    if let (None, Some(error)) = (record, unreadable.into_iter().next()) {
        return Err(error);
    }
    let on_branch = || home.checkouts.iter().skip(1).find(|it| it.branch.as_ref() == Some(&branch));
    // The worktree may have been moved, and is then found by its branch.
    let there = record.and_then(|record| home.checkout(&record.path));
    let checkout = there.or_else(on_branch);
    if let Some(checkout) = checkout {
        return Ok((checkout, record.cloned()));
    }
    if let Some(record) = record {
        let (path, branch) = (record.path.clone(), record.branch.clone());
        if !has_branch(home, &record.branch)? {
            return refuse(TeardownRefusal::WorktreeAndBranchGone { path, branch });
        }
        return refuse(TeardownRefusal::WorktreeGone { path, branch });
    }
    let is_it = |it: &&Checkout| {
        let folder = it.path.file_name().is_some_and(|folder| folder == name);
        it.branch.as_deref() == Some(name) || folder || same_place(&it.path, Path::new(name))
    };
    if let Some(other) = home.checkouts.iter().skip(1).find(is_it) {
        let (path, branch) = (other.path.clone(), other.branch.clone());
        let into = home.main()?.branch.clone().unwrap_or_else(|| "BRANCH".to_owned());
        return refuse(TeardownRefusal::NotATrack { path, branch, into });
    }
    let mut known: Vec<&str> = records.iter().map(|record| record.name.as_str()).collect();
    let others = home.checkouts.iter().skip(1).filter_map(|it| it.branch.as_deref());
    known.extend(others.filter_map(|branch| branch.strip_prefix("work/")));
    known.sort_unstable();
    known.dedup();
    refuse(RepositoryRefusal::NoWorktree {
        name: name.to_owned(),
        known: known.into_iter().map(str::to_owned).collect(),
    })
}

/// Checks the worktree; returns its branch and commit.
fn check_worktree(
    home: &Home,
    checkout: &Checkout,
    record: Option<&Record>,
) -> Result<(String, String), Error> {
    let path = checkout.path.clone();
    check_registration(home, checkout)?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let others = home.checkouts.iter().map(|other| &other.path).filter(|it| **it != checkout.path);
    if let Some(inner) =
        others.chain([&home.common]).find(|it| real(it).starts_with(real(&checkout.path)))
    {
        return refuse(TeardownRefusal::HoldsWorktree { path, inner: inner.clone() });
    }
    let branch = checkout.branch.as_deref().unwrap_or_default();
    check_unlocked(&home.common, &checkout.path, branch)?;
    if let Some(operation) = under_way(&checkout.path)? {
        return refuse(TeardownRefusal::UnfinishedOperation { path, operation });
    }
    if let Some(reason) = &checkout.locked {
        // The reason of a lock may have several lines.
        return refuse(TeardownRefusal::LockedWorktree {
            path,
            reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        });
    }
    let (Some(branch), Some(tip)) = (checkout.branch.clone(), checkout.head.clone()) else {
        let recorded = record.map(|record| record.branch.clone());
        let used_in = recorded.as_deref().and_then(|branch| used_in(home, branch));
        return refuse(TeardownRefusal::WorktreeDetached { path, recorded, used_in });
    };
    if let Some(record) = record.filter(|record| record.branch != branch) {
        return Err(elsewhere(home, checkout, branch, &record.branch)?);
    }
    let there = format!("{tip}^{{commit}}");
    if Git::at(&home.common).attempt(&["cat-file", "-e", &there])?.code != Some(0) {
        return refuse(TeardownRefusal::DamagedCommit { branch, commit: tip });
    }
    check_index(&checkout.path)?;
    Ok((branch, tip))
}

fn has_branch(home: &Home, branch: &str) -> Result<bool, Error> {
    let reference = format!("refs/heads/{branch}");
    Ok(Git::at(&home.common).has(&reference)?)
}

/// Returns the path of a worktree that has the branch checked out.
fn used_in(home: &Home, branch: &str) -> Option<PathBuf> {
    let other = home.checkouts.iter().find(|it| it.branch.as_deref() == Some(branch));
    other.map(|it| it.path.clone())
}

/// Returns the refusal for a worktree on `branch` that was made for the branch `recorded`.
fn elsewhere(
    home: &Home,
    checkout: &Checkout,
    branch: String,
    recorded: &str,
) -> Result<Error, Error> {
    let (path, recorded) = (checkout.path.clone(), recorded.to_owned());
    Ok(if has_branch(home, &recorded)? {
        let range = format!("refs/heads/{recorded}..refs/heads/{branch}");
        let counted = Git::at(&home.common).line(&["rev-list", "--count", &range, "--"])?;
        let commits = counted.parse().unwrap_or_default();
        let used_in = used_in(home, &recorded);
        let branch = Some(branch);
        TeardownRefusal::OtherBranch { path, branch, recorded, commits, used_in }.into()
    } else {
        TeardownRefusal::RenamedBranch { path, branch, recorded }.into()
    })
}

/// Checks the main checkout; returns the branch to merge into, and its commit.
fn check_main(
    Home { common, .. }: &Home,
    main: &Checkout,
    branch: &str,
    record: Option<&Record>,
    options: &TeardownOptions,
) -> Result<(String, String), Error> {
    let (Some(current), Some(before)) = (main.branch.clone(), main.head.clone()) else {
        // A rebase detaches HEAD.
        if let Some(operation) = under_way(&main.path)? {
            return refuse(TeardownRefusal::MainUnfinishedOperation { operation });
        }
        return refuse(TeardownRefusal::MainDetached);
    };
    let base = record.map(|record| record.base_branch.as_str());
    match (options.into.as_deref(), base) {
        (Some(into), _) if into != current => {
            return refuse(TeardownRefusal::IntoOtherBranch { into: into.to_owned(), current });
        }
        (None, Some(base)) if base != current && options.method != Method::None => {
            let reference = format!("refs/heads/{base}");
            let found =
                Git::at(&main.path).attempt(&["rev-parse", "--verify", "--quiet", &reference])?;
            let (branch, base) = (branch.to_owned(), base.to_owned());
            if found.code != Some(0) {
                return refuse(TeardownRefusal::StartGone { branch, base, current });
            }
            return refuse(TeardownRefusal::StartedElsewhere { branch, base, current });
        }
        (None, None) if options.method != Method::None => {
            return refuse(TeardownRefusal::StartUnknown { branch: branch.to_owned(), current });
        }
        _ => {}
    }
    if options.method != Method::None {
        check_unlocked(common, &main.path, &current)?;
        check_index(&main.path)?;
        if let Some(operation) = under_way(&main.path)? {
            return refuse(TeardownRefusal::MainUnfinishedOperation { operation });
        }
        if Git::at(&main.path).attempt(&["diff", "--cached", "--quiet"])?.code != Some(0) {
            return refuse(TeardownRefusal::StagedChanges);
        }
    }
    Ok((current, before))
}

/// Refuses uncommitted files that cannot be backed up, because git cannot read them or a filter
/// fails.
fn check_kept(
    home: &Home,
    checkout: &Checkout,
    uncommitted: &Uncommitted,
    tip: &str,
) -> Result<(), Error> {
    if uncommitted.changed.is_empty() && uncommitted.untracked.is_empty() {
        return Ok(());
    }
    let git_folder = own_folder(&checkout.path)?;
    let scratch = ScratchObjects::open(&home.common)?;
    let snapshot = scratch.snapshot(&checkout.path, &git_folder, &[tip.to_owned()])?;
    match snapshot.remark {
        Some(Remark::PartlyLeftOut(reason) | Remark::LeftOutByGit(reason)) => {
            refuse(TeardownRefusal::NoBackup { path: checkout.path.clone(), reason })
        }
        _ => Ok(()),
    }
}

/// Refuses a worktree that contains another repository, whose commits cannot be backed up here.
fn check_nested(checkout: &Checkout, uncommitted: &Uncommitted) -> Result<(), Error> {
    let all = uncommitted.untracked.iter().chain(&uncommitted.ignored.entries);
    match all.map(|name| checkout.path.join(name)).find_map(|path| repository_in(&path)) {
        Some(nested) => refuse(TeardownRefusal::HoldsRepository {
            path: checkout.path.clone(),
            inner: nested.strip_prefix(&checkout.path).unwrap_or(&nested).to_owned(),
        }),
        None => Ok(()),
    }
}

/// Returns the first repository below a folder.
fn repository_in(folder: &Path) -> Option<PathBuf> {
    if !folder.symlink_metadata().is_ok_and(|known| known.is_dir()) {
        return None;
    }
    if folder.join(".git").symlink_metadata().is_ok() {
        return Some(folder.to_owned());
    }
    let mut inner: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    inner.sort();
    inner.iter().find_map(|folder| repository_in(folder))
}

/// Returns the command that tears a worktree down, for messages.
pub(super) fn teardown_of(checkout: &Checkout) -> String {
    let branch = checkout.branch.as_deref().unwrap_or_default();
    format!("ctx worktree teardown {}", quoted(branch.trim_start_matches("work/")))
}

/// Maximum number of paths of a kind that a refusal lists.
const MAX_LISTED: usize = 10;

/// Refusal of a worktree with files that would be lost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Listing {
    /// Set if each file is listed.
    pub in_full: bool,
    /// Set if the files would be lost only by the settings that the merge brings.
    pub by_settings: bool,
    /// Set if the teardown is under way, so that it is to be continued.
    pub is_waiting: bool,
}

/// Refuses a worktree with files that would be lost, and lists them.
pub(super) fn check_clean(
    checkout: &Checkout,
    uncommitted: &Uncommitted,
    Listing { in_full, by_settings, is_waiting }: Listing,
) -> Result<(), Error> {
    if uncommitted.is_clean() {
        return Ok(());
    }
    let named = |path: &PathBuf| -> Vec<String> {
        if !checkout.path.join(path).symlink_metadata().is_ok_and(|known| known.is_dir()) {
            return vec![shown(path)];
        }
        let files = files_in(&checkout.path, path);
        match files.len() {
            _ if in_full && !files.is_empty() => files.iter().map(|file| shown(file)).collect(),
            1 => vec![format!("{} (1 file)", shown(path))],
            count => vec![format!("{} ({count} files)", shown(path))],
        }
    };
    let most = if in_full { usize::MAX } else { MAX_LISTED };
    let mut is_cut = false;
    let mut list = |what: &str, paths: &[PathBuf]| {
        let found: Vec<String> = paths.iter().flat_map(named).collect();
        let more = found.len().saturating_sub(most);
        is_cut |= more > 0 || found.iter().any(|name| name.ends_with(" files)"));
        let more = (more > 0).then(|| format!("{what}  and {more} more"));
        let lines = found.iter().take(most).map(|name| format!("{what}  {name}"));
        lines.chain(more).collect::<Vec<_>>()
    };
    let files = [
        list("changed  ", &uncommitted.changed),
        list("untracked", &uncommitted.untracked),
        list("ignored  ", &uncommitted.ignored.stopping),
    ]
    .concat();
    refuse(TeardownRefusal::UnsavedWork {
        path: checkout.path.clone(),
        files,
        is_cut: is_cut && !is_waiting,
        by_settings,
        teardown: if is_waiting {
            "ctx worktree teardown --continue".to_owned()
        } else {
            teardown_of(checkout)
        },
    })
}

/// Refuses to remove a worktree that processes use. Those of git get a moment to end: the maintenance
/// that follows a commit runs in the background.
fn check_unused(checkout: &Checkout) -> Result<(), Error> {
    let started = Instant::now();
    let mut processes = processes_in(&checkout.path);
    let is_git = |process: &String| process.starts_with("git (");
    while !processes.is_empty()
        && processes.iter().all(is_git)
        && started.elapsed() < MAX_WAIT_FOR_GIT
    {
        thread::sleep(WAIT_STEP);
        processes = processes_in(&checkout.path);
    }
    if processes.is_empty() {
        return Ok(());
    }
    refuse(TeardownRefusal::InUse {
        path: checkout.path.clone(),
        processes,
        teardown: teardown_of(checkout),
    })
}
