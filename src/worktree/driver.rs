//! The checklist merge as git's merge driver for the backlogs of a repository.
//!
//! It is named in the repository's own settings and in `info/attributes` of the common folder: every
//! worktree sees both, and nothing needs committing.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::error::{one_line, refuse, shown};
use super::{Error, Home};
use crate::git::{self, Git};
use crate::regular::{self, MAX_STATE_BYTES};
use crate::replace::replace;

/// What the driver is called in settings and attributes.
const NAME: &str = "ctx-tasks";
/// What the driver is called that makes one base of several.
const NAME_FOR_BASES: &str = "ctx-tasks-base";
/// Stands above our lines in `info/attributes`.
const NOTE: &str =
    "# Backlogs are merged by task; `ctx worktree uninstall-merge-driver` removes this.";

/// What is right or wrong with the driver, as `ctx worktree doctor` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a few words.
    pub what: String,
    /// What is wrong and what to do; `None` where nothing is.
    pub wrong: Option<String>,
}

/// Files of the main checkout by their names, relative to its top or absolute, as git would name
/// them; refuses what is none.
pub fn named(home: &Home, names: &[String]) -> Result<Vec<String>, Error> {
    let top = &home.main()?.path;
    let real_top = top.canonicalize().map_err(Error::file(top))?;
    let find = |name: &String| {
        let path = top.join(name);
        let real = path.canonicalize().ok().filter(|real| real.is_file());
        let Some(real) = real else {
            return refuse(format!("{name}: there is no such file in {}", shown(top)));
        };
        let within = real.strip_prefix(&real_top).ok();
        match within.and_then(Path::to_str).filter(|name| !name.starts_with(".git/")) {
            Some(within) => Ok(within.to_owned()),
            None => refuse(format!("{name}: not a file that {} holds", shown(top))),
        }
    };
    names.iter().map(find).collect()
}

/// Refuses where [`install`] could not do its work; that nobody else is changing the settings is for
/// [`super::create`] to ask.
pub fn check(home: &Home, program: &Path) -> Result<(), Error> {
    settings(program)?;
    read(&attributes(home))?;
    Ok(())
}

/// Has git merge `backlogs` (relative to the main checkout) by task, with `program`, which is this
/// one. Doing it again changes nothing.
pub fn install(home: &Home, program: &Path, backlogs: &[String]) -> Result<(), Error> {
    let git = Git::changing(&home.main()?.path);
    for (key, value) in settings(program)? {
        if setting(&git, &key)?.as_deref() != Some(&value) {
            git.run(&["config", "--local", &key, &value])?;
        }
    }
    let path = attributes(home);
    let before = read(&path)?;
    let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
    let missing = backlogs.iter().map(|backlog| line(backlog)).filter(|line| !lines.contains(line));
    let missing: Vec<String> = missing.collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !lines.iter().any(|line| line == NOTE) {
        lines.push(NOTE.to_owned());
    }
    lines.extend(missing);
    write(&path, &lines)
}

/// Whether git knows the driver, this program's or another's of its kind.
pub(super) fn is_installed(home: &Home) -> Result<bool, Error> {
    let key = format!("merge.{NAME}.driver");
    Ok(setting(&Git::at(&home.main()?.path), &key)?.is_some())
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
    let path = attributes(home);
    let before = read(&path)?;
    let is_ours = |line: &str| line == NOTE || line.ends_with(&format!(" merge={NAME}"));
    let lines: Vec<String> =
        before.lines().filter(|line| !is_ours(line)).map(str::to_owned).collect();
    let were_there = lines.len() < before.lines().count();
    if were_there {
        write(&path, &lines)?;
    }
    Ok(were_there || removed)
}

/// Looks whether the driver works for `backlogs`, with `program`.
pub fn examine(home: &Home, program: &Path, backlogs: &[String]) -> Result<Vec<Finding>, Error> {
    let git = Git::at(&home.main()?.path);
    let finding = |what: &str, wrong: Option<String>| Finding { what: what.to_owned(), wrong };
    let again = "; `ctx worktree install-merge-driver` sets it right";
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
        findings.push(finding("backlogs", Some("none is found in the main checkout".to_owned())));
    }
    for backlog in backlogs {
        let said = git.run(&["check-attr", "-z", "merge", "--", backlog])?;
        let value = said.split(|&byte| byte == 0).nth(2).unwrap_or_default();
        let value = String::from_utf8_lossy(value).into_owned();
        let wrong = (value != NAME).then(|| format!("its attribute `merge` is {value}{again}"));
        findings.push(finding(&format!("backlog {}", one_line(backlog)), wrong));
    }
    Ok(findings)
}

/// Whether the settings that hold in `folder` have conflicts show the base (`merge.conflictStyle`).
pub fn shows_base(folder: &Path) -> bool {
    let said = Git::changing(folder).attempt(&["config", "--get", "merge.conflictStyle"]);
    let style = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_lowercase());
    style.is_ok_and(|style| style == "diff3" || style == "zdiff3")
}

/// What git itself makes of base, ours and theirs, by line, and how many conflicts are in it: where no
/// driver runs, its diff counts. `None` where there is no git.
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
        _ => refuse(format!("git cannot merge by line: {}", outcome.reason())),
    }
}

fn attributes(home: &Home) -> PathBuf {
    home.common.join("info").join("attributes")
}

fn setting(git: &Git, key: &str) -> Result<Option<String>, Error> {
    let said = git.attempt(&["config", "--local", "--null", "--get", key])?;
    let value = String::from_utf8_lossy(&said.stdout).trim_end_matches('\0').to_owned();
    Ok((said.code == Some(0)).then_some(value))
}

/// The settings that make the driver.
fn settings(program: &Path) -> Result<[(String, String); 5], Error> {
    let Some(program) = program.to_str() else {
        return Err(Error::Refused(format!(
            "{}: git cannot be told to run a program whose path is not UTF-8",
            program.display()
        )));
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

/// What git has a shell run. Where the program is missing, is another by now, or fails, git's own
/// merge by line is made instead: git takes a driver that cannot be run for one that found
/// conflicts, leaves our side without a word of theirs, and the next `git add` loses it.
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

/// The same where branches merged one another, so that git first makes one base of those that they
/// have in common. A base with conflict markers would be none: then their own base is taken.
fn command_for_bases(program: &str) -> String {
    let program = in_command(program);
    format!(
        "ctx='{program}'; if test -x \"$ctx\" && \"$ctx\" merge-tasks --or-base -- %O %A %B; then \
         exit 0; fi; cat %O > %A"
    )
}

/// A program in a command: percent signs are git's, and quotes the shell's.
fn in_command(program: &str) -> String {
    program.replace('%', "%%").replace('\'', r"'\''")
}

/// The attribute of one backlog.
fn line(backlog: &str) -> String {
    let mut pattern = String::from("/");
    for c in backlog.chars() {
        if "\\*?[]".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    format!("{} merge={NAME}", quoted_pattern(&pattern))
}

/// A pattern as it stands at the beginning of a line of attributes: on that line whatever it holds,
/// quoted as git unquotes it (`unquote_c_style`) where it has to be.
fn quoted_pattern(pattern: &str) -> String {
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '"';
    if pattern.chars().all(is_plain) && !pattern.starts_with(['#', '!']) {
        return pattern.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in pattern.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_ascii_control() => quoted.push_str(&format!("\\{:03o}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn read(path: &Path) -> Result<String, Error> {
    match regular::read(path, MAX_STATE_BYTES) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|error| Error::file(path)(io::Error::new(ErrorKind::InvalidData, error))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Error::file(path)(error)),
    }
}

fn write(path: &Path, lines: &[String]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        // A link would have the file written elsewhere.
        if folder.symlink_metadata().is_ok_and(|known| !known.is_dir()) {
            return refuse(format!("{}: not a folder", shown(folder)));
        }
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
    }
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    replace(path, text.as_bytes()).map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_of_odd_names() {
        for (name, expected) in [
            ("TASKS.md", "/TASKS.md merge=ctx-tasks"),
            ("a b/#T*.md", r#""/a b/#T\\*.md" merge=ctx-tasks"#),
            ("-\"é\".md", r#""/-\"é\".md" merge=ctx-tasks"#),
            ("a\nb=c\t\u{1}", r#""/a\012b=c\011\001" merge=ctx-tasks"#),
        ] {
            assert_eq!(line(name), expected);
        }
    }
}
