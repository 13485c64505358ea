//! Git's attribute `merge` for backlogs: a block of lines in `.git/info/attributes`.
//!
//! Git reads the attributes of a path from the side that is merged into. `.git/info/attributes`
//! overrides every `.gitattributes`, so the block must not name a path for which the user has set
//! another merge attribute.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::driver::NAME;
use super::error::refuse;
use super::{Error, Home, RepositoryRefusal};
use crate::backlog;
use crate::git::Git;
use crate::regular::{self, MAX_STATE_BYTES};
use crate::replace::replace;
use crate::shutdown::TemporaryFolder;

/// First line of the block.
const BEGIN: &str =
    "# Backlogs are merged by task; `ctx worktree uninstall-merge-driver` removes this.";
/// Last line of the block. Earlier versions wrote none.
const END: &str = "# End of the backlogs that are merged by task.";

/// Value that git prints for a path without the attribute.
pub(super) const UNSPECIFIED: &str = "unspecified";

/// Refuses if [`write`] would fail.
pub(super) fn check(home: &Home) -> Result<(), Error> {
    read(&file(home)).map(drop)
}

/// Returns true if the block exists.
pub(super) fn are_written(home: &Home) -> Result<bool, Error> {
    Ok(read(&file(home))?.lines().any(|line| line == BEGIN))
}

/// Writes the block: the usual places of backlogs, the `named` ones, and those of the block as it
/// is. Returns the backlogs that keep another merge attribute of the user's, each with its value.
pub(super) fn write(home: &Home, named: &[String]) -> Result<Vec<(String, String)>, Error> {
    let path = file(home);
    let before = read(&path)?;
    let (foreign, ours) = parted(&before);
    let main = &home.main()?.path;
    let places = places(home)?;
    let mut files = relative(main, &backlog::everywhere(main));
    files.extend(named.iter().filter(|name| !is_conventional(main, name)).cloned());
    let examples: Vec<String> = places.iter().map(|place| example(place)).collect();
    let (of_places, of_files) = (users(home, &examples)?, users(home, &files)?);
    let is_free = |own: &Option<String>| own.as_ref().is_none_or(|own| own == NAME);
    let mut block = vec![BEGIN.to_owned()];
    let free = places.iter().zip(&of_places).filter(|(_, own)| is_free(own));
    block.extend(free.map(|(place, _)| attribute(&pattern_of(place), NAME)));
    block.extend(ours.iter().filter(|line| is_of_named(main, line)).map(|&line| line.to_owned()));
    let new =
        files.iter().zip(&of_files).filter(|(name, own)| is_free(own) && named.contains(name));
    let new = new.filter(|(name, _)| !is_conventional(main, name));
    block.extend(new.map(|(name, _)| attribute(&literal(name), NAME)));
    // These lines come after the places, since the last line that matches a path counts.
    let theirs: Vec<(String, String)> = files
        .iter()
        .zip(&of_files)
        .filter(|(_, own)| !is_free(own))
        .filter_map(|(name, own)| Some((name.clone(), own.clone()?)))
        .collect();
    block.extend(theirs.iter().map(|(name, own)| attribute(&literal(name), own)));
    block.push(END.to_owned());
    let mut seen = BTreeSet::new();
    block.retain(|line| seen.insert(line.clone()));
    let mut lines = foreign;
    lines.extend(block.iter().map(String::as_str));
    put(&path, &before, &lines)?;
    Ok(theirs)
}

/// Removes the block. Returns true if there was one.
pub(super) fn remove(home: &Home) -> Result<bool, Error> {
    let path = file(home);
    let before = read(&path)?;
    let (foreign, ours) = parted(&before);
    put(&path, &before, &foreign)?;
    Ok(!ours.is_empty())
}

/// Returns the usual places of backlogs in the main checkout and in all worktrees, each of which
/// may have its own `.ctxrc`.
pub(super) fn places(home: &Home) -> Result<Vec<String>, Error> {
    let mut places = backlog::places(&home.main()?.path);
    for checkout in home.checkouts.iter().skip(1) {
        let more = backlog::places(&checkout.path);
        let new: Vec<String> = more.into_iter().filter(|place| !places.contains(place)).collect();
        places.extend(new);
    }
    Ok(places)
}

/// Returns the backlogs that the user named in addition to the places, as they are in the block.
pub(super) fn named(home: &Home) -> Result<Vec<String>, Error> {
    let main = &home.main()?.path;
    let before = read(&file(home))?;
    let (_, ours) = parted(&before);
    Ok(ours.into_iter().filter(|line| is_of_named(main, line)).filter_map(path_of).collect())
}

/// Returns an example of a path in a place.
pub(super) fn example(place: &str) -> String {
    place.replace('*', "next")
}

/// Returns the value of the attribute `merge` of each path, in the folder where `git` runs.
pub(super) fn values(git: &Git, paths: &[String]) -> Result<Vec<String>, Error> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let mut input = paths.join("\0").into_bytes();
    input.push(0);
    let output = git.run_with(&["check-attr", "-z", "--stdin", "merge"], &input)?;
    let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
    Ok(fields.chunks_exact(3).map(|row| String::from_utf8_lossy(row[2]).into_owned()).collect())
}

/// Returns the merge attribute that the user set for each path of the main checkout: in a
/// `.gitattributes`, for all repositories, or outside of the block in `.git/info/attributes`.
/// `None` if there is none.
pub(super) fn users(home: &Home, paths: &[String]) -> Result<Vec<Option<String>>, Error> {
    // Runs git on copies of these files in an empty repository.
    let empty = TemporaryFolder::new().map_err(Error::file(std::env::temp_dir()))?;
    for folder in ["info", "objects", "refs"] {
        let folder = empty.path().join(folder);
        fs::create_dir(&folder).map_err(Error::file(folder))?;
    }
    let head = empty.path().join("HEAD");
    fs::write(&head, "ref: refs/heads/main\n").map_err(Error::file(head))?;
    let before = read(&file(home))?;
    let (foreign, _) = parted(&before);
    put(&empty.path().join("info/attributes"), "", &foreign)?;
    let main = &home.main()?.path;
    let set = Git::at(main).attempt(&["config", "--type=path", "--get", "core.attributesFile"])?;
    let mut git = Git::at(main).with("GIT_DIR", empty.path()).with("GIT_WORK_TREE", main);
    if set.code == Some(0) {
        let file = String::from_utf8_lossy(&set.stdout).trim_end_matches('\n').to_owned();
        git = git.set("core.attributesFile", file);
    }
    let values = values(&git, paths)?;
    Ok(values.into_iter().map(|value| (value != UNSPECIFIED).then_some(value)).collect())
}

fn file(home: &Home) -> PathBuf {
    home.common.join("info").join("attributes")
}

/// Splits the lines into those outside of the block and those of the block. Earlier versions wrote
/// no last line; there, the block is all lines that name the driver.
fn parted(text: &str) -> (Vec<&str>, Vec<&str>) {
    let has_end = text.lines().skip_while(|&line| line != BEGIN).any(|line| line == END);
    let mut is_inside = false;
    let is_driver = format!(" merge={NAME}");
    text.lines().partition(|&line| {
        is_inside = (is_inside || line == BEGIN) && has_end;
        let is_ours = is_inside || line == BEGIN || line == END || line.ends_with(&is_driver);
        is_inside &= line != END;
        !is_ours
    })
}

fn is_conventional(root: &Path, name: &str) -> bool {
    !backlog::conventional(root, std::iter::once(name)).is_empty()
}

/// Returns true if a line of the block is for a backlog that the user named, not for a place.
fn is_of_named(root: &Path, line: &str) -> bool {
    let pattern = line.strip_suffix(&format!(" merge={NAME}"));
    let name = pattern.and_then(|pattern| pattern.strip_prefix('/'));
    // A named file has its `*` escaped.
    let is_place =
        |name: &str| name.replace("\\*", "").contains('*') || is_conventional(root, name);
    // Patterns of places need no quotes.
    pattern.is_some_and(|pattern| pattern.starts_with('"')) || name.is_some_and(|it| !is_place(it))
}

fn relative(root: &Path, files: &[PathBuf]) -> Vec<String> {
    let name = |path: &PathBuf| path.strip_prefix(root).ok()?.to_str().map(str::to_owned);
    files.iter().filter_map(name).collect()
}

/// Renders a line of attributes.
fn attribute(pattern: &str, value: &str) -> String {
    let pattern = quoted_pattern(pattern);
    match value {
        "set" => format!("{pattern} merge"),
        "unset" => format!("{pattern} -merge"),
        value => format!("{pattern} merge={value}"),
    }
}

/// Returns the pattern of a place, where `*` stands for any text within one name, as it does for git.
fn pattern_of(place: &str) -> String {
    let mut pattern = String::from("/");
    for (index, part) in place.split('*').enumerate() {
        if index > 0 {
            pattern.push('*');
        }
        pattern.push_str(&escaped(part));
    }
    pattern
}

/// Returns the pattern that matches one path.
fn literal(path: &str) -> String {
    format!("/{}", escaped(path))
}

/// Escapes the signs that mean more than themselves in a pattern.
fn escaped(path: &str) -> String {
    let mut pattern = String::new();
    for c in path.chars() {
        if "\\*?[]".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// Escapes a pattern for the beginning of a line of attributes. It is quoted as git unquotes it
/// (`unquote_c_style`) if necessary.
fn quoted_pattern(pattern: &str) -> String {
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && c != '"';
    if pattern.chars().all(is_plain) && !pattern.starts_with(['#', '!']) {
        return pattern.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in pattern.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_ascii_control() => {
                let _ = write!(quoted, "\\{:03o}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns the path that a line of ours names: the reverse of [`attribute`] and [`literal`].
fn path_of(line: &str) -> Option<String> {
    let pattern = line.strip_suffix(&format!(" merge={NAME}"))?;
    let pattern = match pattern.strip_prefix('"') {
        Some(inner) => unquoted(inner.strip_suffix('"')?)?,
        None => pattern.to_owned(),
    };
    let mut path = String::new();
    let mut is_escaped = false;
    for c in pattern.strip_prefix('/')?.chars() {
        if c == '\\' && !is_escaped {
            is_escaped = true;
        } else {
            is_escaped = false;
            path.push(c);
        }
    }
    Some(path)
}

/// Returns a pattern without its quotes: the reverse of [`quoted_pattern`].
fn unquoted(inner: &str) -> Option<String> {
    let mut pattern = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let next = if c == '\\' { chars.next()? } else { c };
        if c == '\\' && next.is_digit(8) {
            let digits = [Some(next), chars.next(), chars.next()].map(|it| it?.to_digit(8));
            let [Some(a), Some(b), Some(c)] = digits else { return None };
            pattern.push(char::from_u32(a * 64 + b * 8 + c)?);
        } else {
            pattern.push(next);
        }
    }
    Some(pattern)
}

fn read(path: &Path) -> Result<String, Error> {
    match regular::read(path, MAX_STATE_BYTES) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|error| Error::file(path)(io::Error::new(ErrorKind::InvalidData, error))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => {
            check_folder(path)?;
            Err(Error::file(path)(error))
        }
    }
}

/// Refuses if something else lies in the place of the attributes' folder. Through a link, they would
/// be written to another place.
fn check_folder(path: &Path) -> Result<(), Error> {
    match path.parent() {
        Some(folder) if folder.symlink_metadata().is_ok_and(|known| !known.is_dir()) => {
            refuse(RepositoryRefusal::NotTheAttributesFolder { folder: folder.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Writes the lines, if they changed.
fn put(path: &Path, before: &str, lines: &[&str]) -> Result<(), Error> {
    if before.lines().eq(lines.iter().copied()) {
        return Ok(());
    }
    check_folder(path)?;
    if let Some(folder) = path.parent() {
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
    fn what_is_ours_is_told_from_what_is_not() {
        let old = "*.png -diff\n# Backlogs are merged by task; `ctx worktree uninstall-merge-driver` \
                   removes this.\n/TASKS.md merge=ctx-tasks\n*.md text\n";
        let (foreign, ours) = parted(old);
        assert_eq!(foreign, ["*.png -diff", "*.md text"]);
        assert_eq!(ours, [BEGIN, "/TASKS.md merge=ctx-tasks"]);
        let new =
            format!("a text\n{BEGIN}\n/TASKS.md merge=ctx-tasks\n/b merge=union\n{END}\nc text\n");
        let (foreign, ours) = parted(&new);
        assert_eq!(foreign, ["a text", "c text"]);
        assert_eq!(ours.len(), 4, "a user's own attribute is repeated within");
    }

    #[test]
    fn a_place_is_a_pattern_and_a_value_a_word() {
        for (place, value, expected) in [
            ("TASKS.md", NAME, "/TASKS.md merge=ctx-tasks"),
            (".kiro/specs/*/tasks.md", NAME, "/.kiro/specs/*/tasks.md merge=ctx-tasks"),
            ("a b/TASKS.md", "union", "\"/a b/TASKS.md\" merge=union"),
            ("x[1]/TASKS.md", "unset", "/x\\[1\\]/TASKS.md -merge"),
            ("TODO.md", "set", "/TODO.md merge"),
        ] {
            assert_eq!(attribute(&pattern_of(place), value), expected);
        }
    }

    #[test]
    fn the_attributes_of_odd_names() {
        for (name, expected) in [
            ("TASKS.md", "/TASKS.md merge=ctx-tasks"),
            ("a b/#T*.md", r#""/a b/#T\\*.md" merge=ctx-tasks"#),
            ("-\"é\".md", r#""/-\"é\".md" merge=ctx-tasks"#),
            ("a\nb=c\t\u{1}", r#""/a\012b=c\011\001" merge=ctx-tasks"#),
        ] {
            assert_eq!(attribute(&literal(name), NAME), expected);
            assert_eq!(path_of(expected).as_deref(), Some(name));
        }
        for line in [
            "TASKS.md merge=ctx-tasks",
            "/b merge=union",
            "\"/a merge=ctx-tasks",
            "\"/\\9\" merge=ctx-tasks",
        ] {
            assert_eq!(path_of(line).filter(|path| path != "9"), None, "{line}");
        }
    }
}
