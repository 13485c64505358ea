//! Git's merge driver for the backlogs of a repository.
//!
//! It is set in `.git/config` and `.git/info/attributes`, which apply to all worktrees and are not
//! committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::error::refuse;
use super::{Error, Home, Record, RepositoryRefusal, attributes};
use crate::backlog;
use crate::git::{self, Git};
use crate::model::{DriverCheck, DriverFault, DriverFinding};
use crate::shutdown::TemporaryFolder;

/// Name of the merge driver in the settings and attributes.
pub(super) const NAME: &str = "ctx-tasks";
/// Name of the merge driver that git runs to merge several merge bases into one.
const NAME_FOR_BASES: &str = "ctx-tasks-base";

/// Finds files of the main checkout by name, relative to its root or absolute. Returns them
/// relative to its root.
pub fn named(home: &Home, names: &[String]) -> Result<Vec<String>, Error> {
    let top = &home.main()?.path;
    let real_top = top.canonicalize().map_err(Error::file(top))?;
    let find = |name: &String| {
        let path = top.join(name);
        let real = path.canonicalize().ok().filter(|real| real.is_file());
        let Some(real) = real else {
            return refuse(RepositoryRefusal::NoSuchBacklog {
                name: name.clone(),
                top: top.clone(),
            });
        };
        let within = real.strip_prefix(&real_top).ok();
        match within.and_then(Path::to_str).filter(|name| !name.starts_with(".git/")) {
            Some(within) => Ok(within.to_owned()),
            None => {
                refuse(RepositoryRefusal::BacklogOutside { name: name.clone(), top: top.clone() })
            }
        }
    };
    names.iter().map(find).collect()
}

/// Refuses if [`install`] would fail. Whether another git command holds a lock is checked by
/// [`super::create`].
pub fn check(home: &Home, program: &Path) -> Result<(), Error> {
    settings(program)?;
    attributes::check(home)
}

/// Installs `program`, which is this one, as git's merge driver: for all usual places of backlogs,
/// and for `backlogs` (relative to the main checkout). A second call changes nothing. Returns the
/// backlogs that keep another merge attribute of the user's, each with its value.
pub fn install(
    home: &Home,
    program: &Path,
    backlogs: &[String],
) -> Result<Vec<(String, String)>, Error> {
    let git = Git::changing(&home.main()?.path);
    for (key, value) in settings(program)? {
        if setting(&git, &key)?.as_deref() != Some(&value) {
            git.run(&["config", "--local", &key, &value])?;
        }
    }
    attributes::write(home, backlogs)
}

/// Updates the attributes of an installed driver. Those of earlier versions named only the backlogs
/// that existed then.
pub(super) fn renew(home: &Home) -> Result<(), Error> {
    if is_installed(home)? && attributes::are_written(home)? {
        attributes::write(home, &[])?;
    }
    Ok(())
}

/// Returns true if the merge driver is installed, whichever program it runs.
pub(super) fn is_installed(home: &Home) -> Result<bool, Error> {
    let key = format!("merge.{NAME}.driver");
    Ok(setting(&Git::at(&home.common), &key)?.is_some())
}

/// Uninstalls the merge driver. Returns true if it was installed.
pub fn uninstall(home: &Home) -> Result<bool, Error> {
    let git = Git::changing(&home.main()?.path);
    let mut removed = false;
    for name in [NAME_FOR_BASES, NAME] {
        let section = format!("merge.{name}");
        let outcome = git.attempt(&["config", "--local", "--remove-section", &section])?;
        removed |= outcome.code == Some(0);
    }
    Ok(attributes::remove(home)? || removed)
}

/// Checks that the merge driver is installed with `program` and applies to `backlogs`, to those that
/// the user named at its installation, and to those of tracks.
pub fn examine(
    home: &Home,
    program: &Path,
    backlogs: &[String],
) -> Result<Vec<DriverFinding>, Error> {
    let git = Git::at(&home.main()?.path);
    let mut backlogs = backlogs.to_vec();
    let usual = backlogs.len();
    backlogs.extend(attributes::named(home)?);
    backlogs.extend(of_tracks(home)?);
    let mut met = BTreeSet::new();
    backlogs.retain(|backlog| met.insert(backlog.clone()));
    let mut findings = Vec::new();
    for (key, value) in settings(program)? {
        let fault = match setting(&git, &key)? {
            None => Some(DriverFault::Unset),
            Some(set) if set != value => Some(DriverFault::OtherProgram),
            Some(_) => None,
        };
        findings.push(DriverFinding { check: DriverCheck::Setting(key), fault });
    }
    if backlogs.is_empty() {
        findings.push(DriverFinding { check: DriverCheck::NoBacklogs, fault: None });
    }
    let places = attributes::places(home)?;
    let mut paths: Vec<String> = backlogs.clone();
    paths.extend(places.iter().map(|place| attributes::example(place)));
    let now = attributes::values(&git, &paths)?;
    let users = attributes::users(home, &paths)?;
    for (at, ((backlog, now), own)) in backlogs.iter().zip(&now).zip(&users).enumerate() {
        findings.push(examined(backlog, now, own.as_ref(), at < usual));
    }
    let later = places.iter().zip(now.iter().zip(&users).skip(backlogs.len()));
    let later = later.map(|(place, (now, own))| (place, now == NAME || own.as_ref() == Some(now)));
    let (served, unserved): (Vec<_>, Vec<_>) = later.partition(|(_, is_served)| *is_served);
    let [served, unserved] = [served, unserved]
        .map(|places| places.into_iter().map(|(place, _)| place.clone()).collect::<Vec<_>>());
    findings.push(if unserved.is_empty() {
        DriverFinding { check: DriverCheck::Later(served), fault: None }
    } else {
        DriverFinding { check: DriverCheck::Later(unserved), fault: Some(DriverFault::ByLine) }
    });
    Ok(findings)
}

/// Checks a backlog whose attribute `merge` is `now`, and `own` where the user sets one. One outside of
/// the usual places is served only if it is named.
fn examined(backlog: &str, now: &str, own: Option<&String>, is_usual: bool) -> DriverFinding {
    let path = backlog.to_owned();
    let check = if is_usual { DriverCheck::Backlog(path) } else { DriverCheck::NamedBacklog(path) };
    let (check, fault) = match own {
        Some(own) if own == now => {
            let (backlog, value) = (backlog.to_owned(), own.clone());
            (DriverCheck::OwnAttribute { backlog, value }, None)
        }
        Some(own) if own != NAME => {
            let fault = DriverFault::OverridesOwn { value: now.to_owned(), own: own.clone() };
            (check, Some(fault))
        }
        _ if now == NAME => (check, None),
        _ => (check, Some(DriverFault::Attribute(now.to_owned()))),
    };
    DriverFinding { check, fault }
}

/// Returns the backlogs outside of the usual places that tracks work on.
fn of_tracks(home: &Home) -> Result<Vec<String>, Error> {
    let main = &home.main()?.path;
    let records = Record::all(home)?;
    let named = records.iter().flat_map(|record| &record.tasks).map(|task| task.backlog.as_str());
    let named: BTreeSet<&str> = named.filter(|backlog| Path::new(backlog).is_relative()).collect();
    let usual = backlog::conventional(main, named.iter().copied());
    let unusual = named.into_iter().filter(|name| usual.iter().all(|it| it != name));
    Ok(unusual.map(str::to_owned).collect())
}

/// Returns those of `backlogs` that git merges by line, by the attributes of the main checkout.
pub(super) fn merged_by_line(home: &Home, backlogs: &[String]) -> Result<Vec<String>, Error> {
    if !is_installed(home)? {
        return Ok(backlogs.to_vec());
    }
    // A bare repository has no main checkout.
    let top = home.main().map_or(&home.here, |main| &main.path);
    let values = attributes::values(&Git::at(top), backlogs)?;
    let unserved = backlogs.iter().zip(values).filter(|(_, value)| value == "unspecified");
    Ok(unserved.map(|(backlog, _)| backlog.clone()).collect())
}

/// Returns true if the user's settings make conflicts show the base (`merge.conflictStyle`).
pub fn shows_base(folder: &Path) -> bool {
    let outcome = Git::changing(folder).attempt(&["config", "--get", "merge.conflictStyle"]);
    let style =
        outcome.map(|outcome| String::from_utf8_lossy(&outcome.stdout).trim().to_lowercase());
    style.is_ok_and(|style| style == "diff3" || style == "zdiff3")
}

/// Merges by line with `git merge-file`, and counts the conflicts. Returns `None` without git.
pub fn by_line(versions: [&[u8]; 3]) -> Result<Option<(Vec<u8>, usize)>, Error> {
    let folder = TemporaryFolder::new().map_err(Error::file(std::env::temp_dir()))?;
    for (name, bytes) in ["base", "ours", "theirs"].iter().zip(versions) {
        let file = folder.path().join(name);
        fs::write(&file, bytes).map_err(Error::file(file))?;
    }
    // The user may have set another style, which would add the base.
    let style = "merge.conflictStyle=merge";
    let asked = ["-c", style, "merge-file", "-p", "ours", "base", "theirs"];
    let outcome = match Git::at(folder.path()).attempt(&asked) {
        Ok(outcome) => outcome,
        Err(git::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match outcome.code {
        // The exit code is the number of conflicts, at most 127.
        Some(conflicts @ 0..128) => {
            Ok(Some((outcome.stdout, usize::try_from(conflicts).unwrap_or_default())))
        }
        _ => refuse(RepositoryRefusal::LineMerge { reason: outcome.reason() }),
    }
}

fn setting(git: &Git, key: &str) -> Result<Option<String>, Error> {
    let outcome = git.attempt(&["config", "--local", "--null", "--get", key])?;
    let value = String::from_utf8_lossy(&outcome.stdout).trim_end_matches('\0').to_owned();
    Ok((outcome.code == Some(0)).then_some(value))
}

/// Returns git's settings for the merge driver.
fn settings(program: &Path) -> Result<[(String, String); 5], Error> {
    let Some(program) = program.to_str() else {
        return refuse(RepositoryRefusal::ProgramPath { program: program.to_owned() });
    };
    let of = |name: &str, key: &str, value: String| (format!("merge.{name}.{key}"), value);
    Ok([
        of(NAME, "name", "backlogs by task (ctx merge-tasks)".to_owned()),
        of(NAME, "driver", command(program)),
        of(NAME, "recursive", NAME_FOR_BASES.to_owned()),
        of(NAME_FOR_BASES, "name", "the base of backlogs (ctx merge-tasks)".to_owned()),
        of(NAME_FOR_BASES, "driver", command_for_bases(program)),
    ])
}

/// Returns the shell command that git runs as the merge driver. It merges by line if this program
/// is missing or fails: git would take a driver that cannot be run for one with conflicts and keep
/// only our side, and the next `git add` would lose the other.
fn command(program: &str) -> String {
    let program = in_command(program);
    format!(
        "ctx='{program}'; was=$(git hash-object --no-filters -- %A); s=127; \
         if test -x \"$ctx\"; then \"$ctx\" merge-tasks --marker-size %L --path %P --base-label %S \
         --ours-label %X --theirs-label %Y -- %O %A %B; s=$?; fi; \
         if test $s = 0; then exit 0; fi; \
         if test $s = 1 && test \"$was\" != \"$(git hash-object --no-filters -- %A)\"; then exit 1; fi; \
         git merge-file --marker-size=%L -L %X -L %S -L %Y %A %O %B"
    )
}

/// Returns the command for merge bases. If branches merged each other, git first merges their bases
/// into one. A merged base must have no conflict markers; on a conflict, the base of both is used.
fn command_for_bases(program: &str) -> String {
    let program = in_command(program);
    format!(
        "ctx='{program}'; if test -x \"$ctx\" && \"$ctx\" merge-tasks --or-base -- %O %A %B; then \
         exit 0; fi; cat %O > %A"
    )
}

/// Escapes the path of a program: git replaces `%`, and the shell reads quotes.
fn in_command(program: &str) -> String {
    program.replace('%', "%%").replace('\'', r"'\''")
}
