//! Creation of worktrees for tracks: all of them or none.

use std::fs;
use std::path::Path;

use super::error::{refuse, typed};
use super::inspect::check_index;
use super::journal::{Journal, NewWorktree};
use super::record::VERSION;
use super::runtime_files::Rules;
use super::undo::undo;
use super::{
    Assigned, CreateRefusal, Error, Home, MAX_WORKTREES, Predicted, Record, RepositoryRefusal,
    WorktreeAction, driver, include, inspect, name, spec_kit,
};
use crate::backlog::CONTEXT_DIR;
use crate::git::{Checkout, Git};
use crate::model::{CreatedWorktree, Creation, NotCopied, SpecKit};

/// Track that gets a worktree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTrack {
    /// Name of the track.
    pub name: String,
    /// Its tasks, in order; empty without a plan.
    pub tasks: Vec<Assigned>,
    /// Files that its tasks are predicted to touch.
    pub predicted: Vec<Predicted>,
}

/// Result of `create`.
#[derive(Debug)]
pub struct Created {
    /// A worktree for each track.
    pub records: Vec<Record>,
    /// Ignored files that could not be copied.
    pub not_copied: Vec<NotCopied>,
    /// Settings of spec-kit in the worktrees.
    pub spec_kit: Vec<SpecKit>,
    /// Result of installing the merge driver for backlogs, which worktrees can do without.
    pub driver: Result<(), Error>,
}

impl Created {
    /// Describes the new worktrees for the user.
    pub fn summary(&self, home: &Home) -> Creation {
        let first = self.records.first();
        let has_submodules = home.main().is_ok_and(|main| main.path.join(".gitmodules").is_file());
        // The worktree has only tracked files.
        let has_context = |record: &Record| record.path.join(CONTEXT_DIR).is_dir();
        let tasks = |record: &Record| {
            record.tasks.iter().map(|task| (task.key.clone(), task.title.clone())).collect()
        };
        let worktrees = self.records.iter().map(|record| CreatedWorktree {
            name: record.name.clone(),
            branch: record.branch.clone(),
            place: typed(&record.path),
            tasks: tasks(record),
            copied: record.included.len(),
        });
        Creation {
            base_branch: first.map(|record| record.base_branch.clone()).unwrap_or_default(),
            base: first.map(|record| record.base.clone()).unwrap_or_default(),
            worktrees: worktrees.collect(),
            not_copied: self.not_copied.clone(),
            spec_kit: self.spec_kit.clone(),
            has_context: self.records.iter().any(has_context),
            has_submodules,
        }
    }
}

/// Interrupts by the user while worktrees are made.
pub trait Interrupts {
    /// Has interrupts rolled back from here on. Before, they end the program.
    fn begin(&self);
    /// Returns true if the user interrupted since then.
    fn is_there(&self) -> bool;
    /// Tells that a rollback begins: an interrupt now leaves it to the next command.
    fn roll_back(&self);
    /// Tells that `done` of `all` worktrees are rolled back.
    fn rolled_back(&self, done: usize, all: usize);
}

/// Makes a worktree for each of `tracks`, beside the main checkout and from its current commit. All
/// checks come before the first change. After a failure or an interrupt, everything is rolled back.
/// `backlogs` are paths relative to the main checkout, which must be committed; `allow_more` allows more than
/// [`MAX_WORKTREES`]; `program` is the path of this program, for the merge driver.
pub fn create(
    home: &Home,
    tracks: &[NewTrack],
    backlogs: &[String],
    allow_more: bool,
    program: &Path,
    interrupts: &dyn Interrupts,
) -> Result<Created, Error> {
    // An interrupt stops git as well, so the error of git is not the reason.
    let go_on = || if interrupts.is_there() { refuse(CreateRefusal::Interrupted) } else { Ok(()) };
    let (worktrees, mut not_copied) = plan(home, tracks, backlogs, allow_more)?;
    let main = home.main()?;
    let (Some(base), Some(base_branch)) = (main.head.clone(), main.branch.clone()) else {
        return refuse(CreateRefusal::DetachedHead);
    };
    let driver_is_new = !driver::is_installed(home)?;
    let journal =
        Journal::Create { base: base.clone(), worktrees: worktrees.clone(), driver_is_new };
    interrupts.begin();
    journal.write(home)?;
    let mut records: Vec<Record> = tracks
        .iter()
        .zip(&worktrees)
        .map(|(track, worktree)| Record {
            version: VERSION,
            name: track.name.clone(),
            path: worktree.path.clone(),
            branch: worktree.branch.clone(),
            base: base.clone(),
            base_branch: base_branch.clone(),
            tasks: track.tasks.clone(),
            predicted: track.predicted.clone(),
            included: worktree.included.clone(),
        })
        .collect();
    let mut spec_kit = Vec::new();
    let done =
        worktrees.iter().try_for_each(|worktree| check_possible(&worktree.path)).and_then(|()| {
            records.iter_mut().zip(tracks).zip(&worktrees).try_for_each(
                |((record, track), worktree)| {
                    go_on()?;
                    let added = add(&main.path, record).and_then(|more| {
                        not_copied.extend(more);
                        spec_kit.extend(spec_kit::point(&record.path, track, &worktree.pointers)?);
                        record.save(home)
                    });
                    go_on().and(added)
                },
            )
        });
    if let Err(error) = done {
        interrupts.roll_back();
        undo(home, &base, &worktrees, false, &|done, all| interrupts.rolled_back(done, all))?;
        return Err(error);
    }
    let driver = driver::install(home, program, backlogs).map(drop);
    Journal::close(home)?;
    not_copied.sort();
    not_copied.dedup();
    Ok(Created { records, not_copied, spec_kit, driver })
}

/// Adds a worktree and copies ignored files to it. Returns the files that were not copied, and
/// removes them from the record.
fn add(top: &Path, record: &mut Record) -> Result<Vec<NotCopied>, Error> {
    let arguments: [&std::ffi::OsStr; 8] = [
        "worktree".as_ref(),
        "add".as_ref(),
        "--quiet".as_ref(),
        "--no-track".as_ref(),
        "-b".as_ref(),
        record.branch.as_ref(),
        record.path.as_os_str(),
        record.base.as_ref(),
    ];
    let outcome = Git::changing(top).interruptible().attempt(&arguments)?;
    if outcome.code != Some(0) {
        return refuse(CreateRefusal::GitWorktreeAdd {
            path: record.path.clone(),
            reason: outcome.reason(),
        });
    }
    let not_copied = include::copy(top, &record.path, &record.included)?;
    record.included.retain(|name| !not_copied.iter().any(|it| it.name == *name));
    Ok(not_copied)
}

/// Plans the worktrees and lists ignored files that cannot be copied. Refuses if the worktrees
/// cannot be made.
fn plan(
    home: &Home,
    tracks: &[NewTrack],
    backlogs: &[String],
    allow_more: bool,
) -> Result<(Vec<NewWorktree>, Vec<NotCopied>), Error> {
    let main = home.main()?;
    if !home.is_main() {
        return refuse(RepositoryRefusal::NotTheMainCheckout {
            action: WorktreeAction::Make,
            main: main.path.clone(),
        });
    }
    if main.head.is_none() {
        return refuse(CreateRefusal::NoCommit);
    }
    if main.branch.is_none() {
        return refuse(CreateRefusal::DetachedHead);
    }
    check_index(&main.path)?;
    inspect::check_shared(home)?;
    let git = Git::at(&main.path);
    let mut worktrees: Vec<NewWorktree> = Vec::new();
    for track in tracks {
        if worktrees.iter().any(|planned| planned.name == track.name) {
            return refuse(CreateRefusal::NamedTwice { name: track.name.clone() });
        }
        name::check(&git, &track.name)?;
        let path = name::place(home, &track.name)?;
        let branch = format!("work/{}", track.name);
        check_free(home, &git, &path, &branch)?;
        let pointers = spec_kit::pointers(&main.path, track);
        let name = track.name.clone();
        worktrees.push(NewWorktree { name, path, branch, included: Vec::new(), pointers });
    }
    // This check comes after `check_free`, since an existing track would be counted twice.
    if !allow_more {
        check_count(home, tracks)?;
    }
    check_backlogs(&Git::comparing(&main.path), backlogs)?;
    // Commands that change worktrees refuse invalid settings.
    Rules::of(home)?;
    let included = include::named(&main.path)?;
    for worktree in &mut worktrees {
        worktree.included.clone_from(&included.names);
    }
    Ok((worktrees, included.not_copied))
}

fn check_count(home: &Home, tracks: &[NewTrack]) -> Result<(), Error> {
    let (records, _) = Record::readable(home)?;
    let name =
        |checkout: &Checkout| checkout.branch.clone().unwrap_or_else(|| typed(&checkout.path));
    let existing: Vec<String> = home.at_work(&records).map(name).collect();
    if existing.len() + tracks.len() <= MAX_WORKTREES {
        return Ok(());
    }
    refuse(CreateRefusal::TooManyWorktrees { new: tracks.len(), existing, max: MAX_WORKTREES })
}

/// Refuses untracked backlogs and backlogs with uncommitted changes: worktrees start from a commit
/// and would lack them, and they would conflict with the merge later.
pub(super) fn check_backlogs(git: &Git, backlogs: &[String]) -> Result<(), Error> {
    for backlog in backlogs {
        let literal = format!(":(top,literal){backlog}");
        let listed = git.run(&["ls-files", "-z", "--", &literal])?;
        if listed.is_empty() {
            return refuse(CreateRefusal::UntrackedBacklog { backlog: backlog.clone() });
        }
        if git.attempt(&["diff", "--quiet", "HEAD", "--", &literal])?.code != Some(0) {
            return refuse(CreateRefusal::ChangedBacklog { backlog: backlog.clone() });
        }
    }
    Ok(())
}

/// Refuses if the path or the branch exists.
fn check_free(home: &Home, git: &Git, path: &Path, branch: &str) -> Result<(), Error> {
    if let Some(checkout) = home.checkout(path) {
        return refuse(CreateRefusal::WorktreeExists {
            path: path.to_owned(),
            branch: checkout.branch.clone(),
            is_there: name::is_taken(path),
        });
    }
    if name::is_taken(path) {
        return refuse(CreateRefusal::PathExists { path: path.to_owned() });
    }
    let reference = format!("refs/heads/{branch}");
    let listed =
        git.run(&["for-each-ref", "--format=%(refname)", &reference, "refs/heads/work"])?;
    for other in String::from_utf8_lossy(&listed).lines() {
        if other == reference {
            return refuse(CreateRefusal::BranchExists {
                branch: branch.to_owned(),
                path: path.to_owned(),
            });
        }
        let is_within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|r| r.starts_with('/'));
        if is_within(&reference, other) || is_within(other, &reference) {
            return refuse(CreateRefusal::BranchCollides {
                branch: branch.to_owned(),
                other: other.trim_start_matches("refs/heads/").to_owned(),
            });
        }
    }
    Ok(())
}

/// Refuses if the system cannot make the folder.
fn check_possible(path: &Path) -> Result<(), Error> {
    let made = fs::create_dir(path).and_then(|()| fs::remove_dir(path));
    made.or_else(|error| {
        refuse(CreateRefusal::FolderNotMade { path: path.to_owned(), reason: error.to_string() })
    })
}
