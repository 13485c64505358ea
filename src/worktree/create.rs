//! Tracks to worktrees: all of them or none.

use std::fs;
use std::path::Path;

use super::error::{refuse, shown};
use super::inspect::check_index;
use super::journal::{Fresh, Journal};
use super::record::VERSION;
use super::{Assigned, Error, Home, MOST_WORKTREES, Predicted, Record, include, name};
use crate::git::{Checkout, Git};

/// A track to be given a worktree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTrack {
    /// The concern that sets it apart.
    pub name: String,
    /// The tasks to be done in it, in order; empty without a plan.
    pub tasks: Vec<Assigned>,
    /// The files that they are predicted to touch.
    pub predicted: Vec<Predicted>,
}

/// Gives each of `tracks` a worktree beside the main checkout, on a branch that begins at the
/// commit the main checkout is at. Refuses before anything is changed; whatever fails after that is
/// undone. `backlogs` are those that the tracks are to see, relative to the main checkout.
pub fn create(home: &Home, tracks: &[NewTrack], backlogs: &[String]) -> Result<Vec<Record>, Error> {
    let fresh = plan(home, tracks, backlogs)?;
    let main = home.main()?;
    let (Some(base), Some(base_branch)) = (main.head.clone(), main.branch.clone()) else {
        return Err(Error::Refused("there is no commit and branch to begin at".to_owned()));
    };
    let journal = Journal::Create { base: base.clone(), worktrees: fresh.clone() };
    journal.write(home)?;
    let records: Vec<Record> = tracks
        .iter()
        .zip(&fresh)
        .map(|(track, fresh)| Record {
            version: VERSION,
            name: track.name.clone(),
            path: fresh.path.clone(),
            branch: fresh.branch.clone(),
            base: base.clone(),
            base_branch: base_branch.clone(),
            tasks: track.tasks.clone(),
            predicted: track.predicted.clone(),
            included: fresh.included.clone(),
        })
        .collect();
    let done = records.iter().try_for_each(|record| add(home, &main.path, record));
    if let Err(error) = done {
        undo(home, &base, &fresh)?;
        return Err(error);
    }
    Journal::close(home)?;
    Ok(records)
}

fn add(home: &Home, top: &Path, record: &Record) -> Result<(), Error> {
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
    let outcome = Git::changing(top).attempt(&arguments)?;
    if outcome.code != Some(0) {
        return refuse(format!(
            "git cannot make {}, so none is made: {}",
            shown(&record.path),
            outcome.reason()
        ));
    }
    include::copy(top, &record.path, &record.included)?;
    record.save(home)
}

/// What would be made, or why not.
fn plan(home: &Home, tracks: &[NewTrack], backlogs: &[String]) -> Result<Vec<Fresh>, Error> {
    let main = home.main()?;
    if !home.is_main() {
        return refuse(format!(
            "worktrees are made from the main checkout, and this is another; go to {}",
            main.path.display()
        ));
    }
    if main.head.is_none() {
        return refuse(
            "there is no commit yet for a worktree to begin at; commit first".to_owned(),
        );
    }
    if main.branch.is_none() {
        return refuse(
            "HEAD is detached: there is no branch for the work to come back to; switch to one"
                .to_owned(),
        );
    }
    check_index(&main.path)?;
    check_count(home, tracks)?;
    let git = Git::at(&main.path);
    check_backlogs(&git, backlogs)?;
    let included = include::named(&main.path)?;
    let mut fresh: Vec<Fresh> = Vec::new();
    for track in tracks {
        if fresh.iter().any(|other| other.name == track.name) {
            return refuse(format!("{:?} is named twice", track.name));
        }
        name::check(&git, &track.name)?;
        let path = name::place(home, &track.name)?;
        let branch = format!("work/{}", track.name);
        check_free(home, &git, &path, &branch)?;
        fresh.push(Fresh { name: track.name.clone(), path, branch, included: included.clone() });
    }
    fresh.iter().try_for_each(|fresh| check_possible(&fresh.path))?;
    Ok(fresh)
}

/// The worktrees that count towards the limit: those of tracks.
fn at_work(home: &Home) -> impl Iterator<Item = &Checkout> {
    let of_track = |checkout: &&Checkout| {
        checkout.branch.as_ref().is_some_and(|branch| branch.starts_with("work/"))
    };
    home.checkouts.iter().skip(1).filter(of_track)
}

fn check_count(home: &Home, tracks: &[NewTrack]) -> Result<(), Error> {
    let there: Vec<&str> =
        at_work(home).filter_map(|checkout| checkout.branch.as_deref()).collect();
    if there.len() + tracks.len() <= MOST_WORKTREES {
        return Ok(());
    }
    let (there, or) = match there.len() {
        0 => (String::new(), ""),
        _ => {
            (format!(" beside those there are ({})", there.join(", ")), ", or tear some down first")
        }
    };
    Err(Error::Refused(format!(
        "{} more{there} would be more than {MOST_WORKTREES} worktrees, beyond which merging costs \
         more than it gains; name fewer tracks{or}",
        tracks.len()
    )))
}

/// A worktree begins at a commit, so what is not committed of a backlog would not be seen there,
/// and would collide when the work comes back.
pub(super) fn check_backlogs(git: &Git, backlogs: &[String]) -> Result<(), Error> {
    for backlog in backlogs {
        let refuse = |why: &str| {
            Err(Error::Refused(format!(
                "{backlog} {why}, so no worktree would have it as it is; commit it first"
            )))
        };
        let literal = format!(":(top,literal){backlog}");
        let listed = git.run(&["ls-files", "-z", "--", &literal])?;
        if listed.is_empty() {
            return refuse("is not tracked by git");
        }
        if git.attempt(&["diff", "--quiet", "HEAD", "--", &literal])?.code != Some(0) {
            return refuse("has changes that are not committed");
        }
    }
    Ok(())
}

/// Refuses where the path or the branch is taken.
fn check_free(home: &Home, git: &Git, path: &Path, branch: &str) -> Result<(), Error> {
    if let Some(checkout) = home.checkout(path) {
        let what = if name::is_taken(path) { "already there" } else { "registered but gone" };
        let branch = checkout.branch.as_deref().unwrap_or("a detached HEAD");
        return refuse(format!(
            "{} is {what}, on {branch}; see `ctx worktree list`",
            path.display()
        ));
    }
    if name::is_taken(path) {
        return refuse(format!(
            "{} exists and is no worktree of this repository; move it, or take another name",
            path.display()
        ));
    }
    let reference = format!("refs/heads/{branch}");
    let listed =
        git.run(&["for-each-ref", "--format=%(refname)", &reference, "refs/heads/work"])?;
    for other in String::from_utf8_lossy(&listed).lines() {
        if other == reference {
            return refuse(format!(
                "the branch {branch} exists already, and may hold work; merge it and delete it \
                 (`git branch -d {branch}`), or take another name"
            ));
        }
        let is_within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|r| r.starts_with('/'));
        if is_within(&reference, other) || is_within(other, &reference) {
            return refuse(format!(
                "git cannot have {branch} beside the branch {}; rename that",
                other.trim_start_matches("refs/heads/")
            ));
        }
    }
    Ok(())
}

/// Refuses where the system allows no folder of that name there.
fn check_possible(path: &Path) -> Result<(), Error> {
    let made = fs::create_dir(path).and_then(|()| fs::remove_dir(path));
    made.or_else(|error| {
        refuse(format!(
            "{} cannot be made: {error}; worktrees lie beside the main checkout, and the folder there \
             must take them",
            shown(path)
        ))
    })
}

/// Takes back an interrupted or failed making, as far as it can; what has been worked in already is
/// kept and named. Where anything fails, what is under way stays written down for the next time.
pub(super) fn undo(home: &Home, base: &str, fresh: &[Fresh]) -> Result<(), Error> {
    let main = home.main()?.path.clone();
    let mut kept = Vec::new();
    let mut failed = None;
    for one in fresh.iter().rev() {
        match take_back(&main, base, one) {
            Ok(true) => failed = Record::forget(home, &one.name).err().or(failed),
            Ok(false) => kept.push(shown(&one.path)),
            Err(error) => failed = Some(error),
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    Journal::close(home)?;
    if kept.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "the making of worktrees was interrupted, and {} has work in it already: look at it, then \
         tear it down (`ctx worktree teardown`) or remove it",
        kept.join(", ")
    )))
}

/// Removes a worktree that was being made, with its branch; `false` where it has work in it.
fn take_back(main: &Path, base: &str, one: &Fresh) -> Result<bool, Error> {
    let git = Git::changing(main);
    // What git's list says now, not what it said before.
    let registered = crate::git::checkouts(&git)?;
    let registered = registered.iter().find(|it| super::home::same_place(&it.path, &one.path));
    if let Some(checkout) = registered {
        if checkout.branch.as_ref().is_some_and(|branch| *branch != one.branch)
            || checkout.head.as_ref().is_some_and(|head| head != base)
            || has_work(&one.path, &one.included)
        {
            return Ok(false);
        }
        // Twice: git locks a worktree while it makes it.
        let arguments: [&std::ffi::OsStr; 5] = [
            "worktree".as_ref(),
            "remove".as_ref(),
            "--force".as_ref(),
            "--force".as_ref(),
            one.path.as_os_str(),
        ];
        git.run(&arguments)?;
    } else if name::is_taken(&one.path) {
        // Git makes the folder before it registers it; anything in it is not ours.
        let _ = fs::remove_dir(&one.path);
    }
    let reference = format!("refs/heads/{}", one.branch);
    if git.attempt(&["rev-parse", "--verify", "--quiet", &reference])?.code == Some(0) {
        // Only while it is where it began.
        git.run(&["update-ref", "-d", &reference, base])?;
    }
    Ok(true)
}

/// Whether a worktree holds anything but what making it put there. Files that are missing were not
/// written yet.
fn has_work(worktree: &Path, included: &[String]) -> bool {
    if !worktree.exists() {
        return false;
    }
    let arguments = ["status", "--porcelain", "-z", "--no-renames", "--ignored=matching"];
    let Ok(status) = Git::at(worktree).run(&[&arguments[..], &["--untracked-files=all"]].concat())
    else {
        // Not even begun: no index, or no HEAD.
        return false;
    };
    status.split(|&byte| byte == 0).filter(|entry| entry.len() > 3).any(|entry| {
        let (state, path) = entry.split_at(3);
        let path = String::from_utf8_lossy(path);
        let was_copied = || included.iter().any(|name| name.starts_with(path.as_ref()));
        match &state[..2] {
            b"D " | b" D" => false,
            b"??" | b"!!" => !was_copied(),
            _ => true,
        }
    })
}
