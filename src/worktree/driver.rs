//! The checklist merge as git's merge driver for the backlogs of a repository.
//!
//! It is named in the repository's own settings and in `info/attributes` of the common folder: every
//! worktree sees both, and nothing needs committing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::error::{one_line, refuse};
use super::{Error, Home, Record, RepositoryRefusal, attributes};
use crate::backlog;
use crate::git::{self, Git};
use crate::model::{Finding, quoted};

/// Name of the driver in settings and attributes.
pub(super) const NAME: &str = "ctx-tasks";
/// Name of the driver that makes one base of several.
const NAME_FOR_BASES: &str = "ctx-tasks-base";

/// Files of the main checkout by their names, relative to its top or absolute, as git would name
/// them; refuses what is none.
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

/// Refuses where [`install`] could not do its work; that nobody else is changing the settings is for
/// [`super::create`] to ask.
pub fn check(home: &Home, program: &Path) -> Result<(), Error> {
    settings(program)?;
    attributes::check(home)
}

/// Has git merge backlogs by task, with `program`, which is this one: those in all places where they
/// are by convention, now or later, and `backlogs` (relative to the main checkout). Doing it again
/// changes nothing. The backlogs that are left to another merge attribute of the user's, each with its
/// value.
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

/// Has the attributes as [`install`] would write them now, where the driver is installed: an earlier
/// version served no more than the backlogs that it found.
pub(super) fn renew(home: &Home) -> Result<(), Error> {
    if is_installed(home)? && attributes::are_written(home)? {
        attributes::write(home, &[])?;
    }
    Ok(())
}

/// Returns true if git knows the driver, this program's or another's of its kind.
pub(super) fn is_installed(home: &Home) -> Result<bool, Error> {
    let key = format!("merge.{NAME}.driver");
    Ok(setting(&Git::at(&home.common), &key)?.is_some())
}

/// Takes the driver out of the settings and attributes; whether it was there.
pub fn uninstall(home: &Home) -> Result<bool, Error> {
    let git = Git::changing(&home.main()?.path);
    let mut removed = false;
    for name in [NAME_FOR_BASES, NAME] {
        let section = format!("merge.{name}");
        let said = git.attempt(&["config", "--local", "--remove-section", &section])?;
        removed |= said.code == Some(0);
    }
    Ok(attributes::remove(home)? || removed)
}

/// Looks whether the driver works for `backlogs`, those that the user named when it was installed, and
/// those that tracks work on, with `program`.
pub fn examine(home: &Home, program: &Path, backlogs: &[String]) -> Result<Vec<Finding>, Error> {
    let git = Git::at(&home.main()?.path);
    let mut backlogs = backlogs.to_vec();
    let usual = backlogs.len();
    backlogs.extend(attributes::named(home)?);
    backlogs.extend(of_tracks(home)?);
    let mut met = BTreeSet::new();
    backlogs.retain(|backlog| met.insert(backlog.clone()));
    let finding = |what: &str, wrong: Option<String>| Finding { what: what.to_owned(), wrong };
    let again = &repair("");
    let mut findings = Vec::new();
    for (key, value) in settings(program)? {
        let wrong = match setting(&git, &key)? {
            None => Some(format!("is not set{again}")),
            Some(other) if other != value => Some(format!(
                "is not what this program would set (moved, or another version){again}"
            )),
            Some(_) => None,
        };
        findings.push(finding(&format!("setting {key}"), wrong));
    }
    if backlogs.is_empty() {
        findings.push(finding("backlogs: none in the main checkout yet", None));
    }
    let places = attributes::places(home)?;
    let mut paths: Vec<String> = backlogs.clone();
    paths.extend(places.iter().map(|place| attributes::example(place)));
    let now = attributes::values(&git, &paths)?;
    let own = attributes::users(home, &paths)?;
    for (at, ((backlog, now), own)) in backlogs.iter().zip(&now).zip(&own).enumerate() {
        // One outside of the usual places is served only where it is named.
        let again =
            if at < usual { again.to_owned() } else { repair(&format!(" -- {}", quoted(backlog))) };
        findings.push(examined(&one_line(backlog), now, own.as_ref(), &again));
    }
    let later = places.iter().zip(now.iter().zip(&own).skip(backlogs.len()));
    let later = later.map(|(place, (now, own))| (place, now == NAME || own.as_ref() == Some(now)));
    let (served, unserved): (Vec<_>, Vec<_>) = later.partition(|(_, is_served)| *is_served);
    let [served, unserved] = [served, unserved].map(|places| {
        let names: Vec<&str> = places.into_iter().map(|(place, _)| place.as_str()).collect();
        names.join(", ")
    });
    if unserved.is_empty() {
        findings.push(finding(&format!("backlogs that come later: {served}"), None));
    } else {
        let wrong = format!("would be merged by line{again}");
        findings.push(finding(&format!("backlogs that come later: {unserved}"), Some(wrong)));
    }
    Ok(findings)
}

/// Names the command that mends the driver, with its arguments.
fn repair(arguments: &str) -> String {
    format!("; `ctx worktree install-merge-driver{arguments}` sets it right")
}

/// Judges a backlog whose attribute `merge` is `now`, and `own` where the user sets one.
fn examined(backlog: &str, now: &str, own: Option<&String>, again: &str) -> Finding {
    let (what, wrong) = match own {
        Some(own) if own == now => (format!("backlog {backlog}: your own merge={own}"), None),
        Some(own) if own != NAME => (
            format!("backlog {backlog}"),
            Some(format!("its attribute `merge` is {now}, but your own is {own}{again}")),
        ),
        _ if now == NAME => (format!("backlog {backlog}"), None),
        _ => (format!("backlog {backlog}"), Some(format!("its attribute `merge` is {now}{again}"))),
    };
    Finding { what, wrong }
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

/// Returns those of `backlogs` that git merges by line, as far as the main checkout's attributes
/// say.
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

/// Returns true if the settings that hold in `folder` have conflicts show the base
/// (`merge.conflictStyle`).
pub fn shows_base(folder: &Path) -> bool {
    let said = Git::changing(folder).attempt(&["config", "--get", "merge.conflictStyle"]);
    let style = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_lowercase());
    style.is_ok_and(|style| style == "diff3" || style == "zdiff3")
}

/// Merges base, ours and theirs by line, as git does, and counts the conflicts: where no driver
/// runs, its diff counts. `None` where there is no git.
pub fn by_line(versions: [&[u8]; 3]) -> Result<Option<(Vec<u8>, usize)>, Error> {
    let folder = tempfile::tempdir().map_err(Error::file(std::env::temp_dir()))?;
    for (name, bytes) in ["base", "ours", "theirs"].iter().zip(versions) {
        let file = folder.path().join(name);
        fs::write(&file, bytes).map_err(Error::file(file))?;
    }
    // Whatever the user has set, the base is not to stand in it.
    let style = "merge.conflictStyle=merge";
    let asked = ["-c", style, "merge-file", "-p", "ours", "base", "theirs"];
    let outcome = match Git::at(folder.path()).attempt(&asked) {
        Ok(outcome) => outcome,
        Err(git::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match outcome.code {
        // So many conflicts, of which it counts no more than 127.
        Some(conflicts @ 0..128) => {
            Ok(Some((outcome.stdout, usize::try_from(conflicts).unwrap_or_default())))
        }
        _ => refuse(RepositoryRefusal::LineMerge { reason: outcome.reason() }),
    }
}

fn setting(git: &Git, key: &str) -> Result<Option<String>, Error> {
    let said = git.attempt(&["config", "--local", "--null", "--get", key])?;
    let value = String::from_utf8_lossy(&said.stdout).trim_end_matches('\0').to_owned();
    Ok((said.code == Some(0)).then_some(value))
}

/// Returns the settings that make the driver.
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

/// Returns the shell command that git runs. Where the program is missing, is another by now, or
/// fails, git's own merge by line is made instead: git takes a driver that cannot be run for one
/// that found conflicts, leaves our side without a word of theirs, and the next `git add` loses it.
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

/// Makes the command for bases: where branches merged one another, git first makes one base of those
/// that they have in common. A base with conflict markers would be none: then their own base is taken.
fn command_for_bases(program: &str) -> String {
    let program = in_command(program);
    format!(
        "ctx='{program}'; if test -x \"$ctx\" && \"$ctx\" merge-tasks --or-base -- %O %A %B; then \
         exit 0; fi; cat %O > %A"
    )
}

/// Quotes a program for a command: percent signs are git's, and quotes the shell's.
fn in_command(program: &str) -> String {
    program.replace('%', "%%").replace('\'', r"'\''")
}
