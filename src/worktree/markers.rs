//! Conflict markers in files that were added: git counts a conflict as resolved once its file is
//! added, even with markers in it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Error;
use super::error::shown;
use super::journal::Teardown;
use crate::git::{Blob, Git, Objects, path};
use crate::model::Method;

/// Maximum size of a file that is searched, in bytes.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Length of git's conflict markers, unless the attribute `conflict-marker-size` sets another.
const MARKER_CHARS: usize = 7;

/// Versions of a merge, as prefixes of object names; a path is appended.
#[derive(Debug)]
struct Merge {
    base: Option<String>,
    ours: String,
    theirs: String,
    /// Prefix of the commit, or of the index.
    result: String,
}

/// Finds conflict markers in the staged files of `folder`, as `file:line`.
pub(super) fn staged(folder: &Path, teardown: &Teardown) -> Result<Vec<String>, Error> {
    let git = Git::at(folder);
    let merge = match teardown.options.method {
        Method::Rebase => Merge {
            base: Some("REBASE_HEAD^".to_owned()),
            ours: "HEAD".to_owned(),
            theirs: "REBASE_HEAD".to_owned(),
            result: String::new(),
        },
        _ => Merge {
            base: base(&git, teardown)?,
            ours: "HEAD".to_owned(),
            theirs: teardown.tip.clone(),
            result: String::new(),
        },
    };
    left(&git, &merge)
}

/// Finds conflict markers that `commit` has and neither side had, as `file:line`.
pub(super) fn committed(
    main: &Path,
    teardown: &Teardown,
    commit: &str,
) -> Result<Vec<String>, Error> {
    let git = Git::at(main);
    let merge = Merge {
        base: base(&git, teardown)?,
        ours: teardown.before.clone(),
        theirs: teardown.tip.clone(),
        result: commit.to_owned(),
    };
    left(&git, &merge)
}

fn base(git: &Git, teardown: &Teardown) -> Result<Option<String>, Error> {
    let outcome = git.attempt(&["merge-base", &teardown.before, &teardown.tip])?;
    let base = String::from_utf8_lossy(&outcome.stdout).trim().to_owned();
    Ok((outcome.code == Some(0)).then_some(base))
}

fn left(git: &Git, merge: &Merge) -> Result<Vec<String>, Error> {
    let mut arguments =
        vec!["diff", "--name-only", "--no-renames", "--no-ext-diff", "--diff-filter=AM", "-z"];
    if merge.result.is_empty() {
        arguments.extend(["--cached", &merge.ours, "--"]);
    } else {
        arguments.extend([&merge.ours, &merge.result, "--"]);
    }
    let changed = git.run(&arguments)?;
    let mut objects = Objects::open(git)?;
    let mut markers = Vec::new();
    for name in changed.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let name = path(name.to_vec());
        let Some(result) = content(git, &mut objects, &merge.result, &name)? else { continue };
        if !may_have(&result) {
            continue;
        }
        let mut read =
            |of: &str| content(git, &mut objects, of, &name).map(Option::unwrap_or_default);
        let (ours, theirs) = (read(&merge.ours)?, read(&merge.theirs)?);
        let base = merge.base.as_deref().map(read).transpose()?.unwrap_or_default();
        let size = marker_size(git, &name)?;
        let lines = added(&result, [&base, &ours, &theirs], size);
        markers.extend(lines.into_iter().map(|line| format!("{}:{line}", shown(&name))));
    }
    Ok(markers)
}

/// Returns a file of a commit or the index; `None` if it cannot have markers.
fn content(
    git: &Git,
    objects: &mut Objects,
    of: &str,
    name: &PathBuf,
) -> Result<Option<Vec<u8>>, Error> {
    let mut object = OsString::from(format!("{of}:"));
    object.push(name);
    let bytes = if let Some(object) = object.to_str().filter(|object| !object.contains('\n')) {
        let Blob::Content(bytes) = objects.blob(object, MAX_FILE_BYTES)? else { return Ok(None) };
        Some(bytes)
    } else {
        let outcome = git.attempt(&["cat-file".as_ref(), "blob".as_ref(), object.as_os_str()])?;
        (outcome.code == Some(0)).then_some(outcome.stdout)
    };
    Ok(bytes.filter(|bytes| !bytes.iter().take(8000).any(|&byte| byte == 0)))
}

fn marker_size(git: &Git, name: &Path) -> Result<usize, Error> {
    let arguments: [&std::ffi::OsStr; 5] = [
        "check-attr".as_ref(),
        "-z".as_ref(),
        "conflict-marker-size".as_ref(),
        "--".as_ref(),
        name.as_os_str(),
    ];
    let output = git.run(&arguments)?;
    let value = output.split(|&byte| byte == 0).nth(2).unwrap_or_default();
    let value = String::from_utf8_lossy(value).parse().ok();
    Ok(value.filter(|&size| size > 0).unwrap_or(MARKER_CHARS))
}

/// Returns the number of characters `sign` at the start of a line, if a label or nothing follows.
fn run(line: &[u8], sign: u8) -> Option<usize> {
    let length = line.iter().take_while(|&&byte| byte == sign).count();
    (length > 0 && line.get(length) == Some(&b' ')).then_some(length)
}

/// Returns true if a file may have markers, so that git is asked for their length.
fn may_have(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'\n').any(|line| run(line, b'<').is_some_and(|length| length > 1))
}

/// Returns the lines of `result`, from 1, at which a conflict starts that none of the versions has.
/// Git makes markers longer for a conflict within another.
fn added(result: &[u8], [base, ours, theirs]: [&[u8]; 3], size: usize) -> Vec<usize> {
    let is_long = |line: &[u8], sign| run(line, sign).filter(|&length| length >= size);
    let (base, ours, theirs) = (counted(base), counted(ours), counted(theirs));
    // A clean merge has each marker line this many times.
    let expected = |line: &[u8]| {
        let of = |side: &BTreeMap<&[u8], usize>| side.get(line).copied().unwrap_or(0);
        (of(&ours) + of(&theirs)).saturating_sub(of(&base)).max(of(&ours)).max(of(&theirs))
    };
    let now = counted(result);
    let is_new = |line: &[u8]| now.get(line).copied().unwrap_or(0) > expected(line);
    let lines: Vec<&[u8]> = result.split(|&byte| byte == b'\n').collect();
    let ends = |from: usize, length: usize| {
        lines[from..].iter().any(|line| is_long(line, b'>') == Some(length) && is_new(line))
    };
    let begins = lines.iter().enumerate().filter(|(at, line)| {
        is_long(line, b'<').is_some_and(|length| is_new(line) && ends(*at, length))
    });
    begins.map(|(at, _)| at + 1).collect()
}

/// Counts the lines that may be markers.
fn counted(text: &[u8]) -> BTreeMap<&[u8], usize> {
    let mut counts = BTreeMap::new();
    let is_marker = |line: &&[u8]| run(line, b'<').or_else(|| run(line, b'>')).is_some();
    for line in text.split(|&byte| byte == b'\n').filter(is_marker) {
        *counts.entry(line).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: &str = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> work/docs\nd\n";

    fn found(result: &str, sides: [&str; 3], size: usize) -> Vec<usize> {
        added(result.as_bytes(), sides.map(str::as_bytes), size)
    }

    #[test]
    fn what_a_merge_left_is_told_from_what_the_sides_had() {
        assert_eq!(found(LEFT, ["", "a\nb\nd\n", "a\nc\nd\n"], 7), [2]);
        assert_eq!(found(LEFT, ["", LEFT, ""], 7), [0; 0]);
        assert_eq!(found(LEFT, ["", "", LEFT], 7), [0; 0]);
        // A document about conflicts that has one of its own now.
        let twice = format!("{LEFT}{LEFT}");
        assert_eq!(found(&twice, [LEFT, LEFT, LEFT], 7), [2, 9]);
        // Both sides have added the same example, at different places.
        assert_eq!(found(&twice, ["", LEFT, LEFT], 7), [0; 0]);
        assert_eq!(found(&LEFT.replace('\n', "\r\n"), ["", "", ""], 7), [2]);
    }

    #[test]
    fn a_marker_has_a_label_a_length_and_an_end() {
        let none: [usize; 0] = [];
        for text in [
            "<<<<<<< HEAD\nb\n",
            ">>>>>>> work/docs\n<<<<<<< HEAD\n",
            "<<<<<<<HEAD\n>>>>>>>work/docs\n",
            " <<<<<<< HEAD\n >>>>>>> work/docs\n",
            "<<<<<<<< HEAD\n>>>>>>> work/docs\n",
        ] {
            assert_eq!(found(text, ["", "", ""], 7), none, "{text}");
        }
        assert_eq!(found(LEFT, ["", "", ""], 12), none);
        let long = LEFT.replace("<<<<<<<", "<<<<<<<<<").replace(">>>>>>>", ">>>>>>>>>");
        assert_eq!(found(&long, ["", "", ""], 7), [2]);
    }
}
