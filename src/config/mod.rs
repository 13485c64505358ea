//! `.ctx-analyze.toml` at the repository root: settings that everybody who works on the repository
//! shares.
//!
//! Keys are strict, since a misspelt one would silently do nothing. The file may be a stranger's, so
//! that it is read only where it is a regular file of a bounded size.

mod check;

use std::io;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::regular;
pub use check::Check;

/// The name of the file.
pub const FILE: &str = ".ctx-analyze.toml";

/// The size beyond which the file is refused, in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// The least likeness (Jaro-Winkler) of a known key that is suggested for an unknown one.
const MIN_LIKENESS: f64 = 0.7;

/// The settings of a repository. Without a file, all of them are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// `[check]`
    pub check: Check,
    /// `[worktree]`
    pub worktree: Worktree,
}

/// Settings of teardowns. Patterns are in the syntax of a `.gitignore` at the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worktree {
    /// Ignored files that can be rebuilt.
    pub disposable: Vec<Pattern>,
    /// Ignored files that go to the main checkout.
    pub carry: Vec<Pattern>,
}

/// A pattern and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Pattern as written.
    pub text: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// Reason why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read as a whole.
    #[error("{FILE}: {0}")]
    File(String),
    /// A line of it is wrong.
    #[error("{FILE}:{line}: {why}")]
    Line {
        /// Line number, from 1.
        line: usize,
        /// Problem, with what is expected instead.
        why: String,
    },
}

impl Config {
    /// Reads the settings of the repository at `root`.
    pub fn read(root: &Path) -> Result<Self, Error> {
        match text(root)? {
            Some(text) => Self::parse(&text),
            None => Ok(Self::default()),
        }
    }

    /// Parses the settings from the bytes of the file.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Error::File(format!("larger than {MAX_BYTES} bytes")));
        }
        let text = String::from_utf8(bytes).map_err(|error| Error::File(error.to_string()))?;
        Self::parse(&text)
    }

    /// Parses the settings.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let document = DeTable::parse(text).map_err(|error| Error::Line {
            line: line(text, error.span().map_or(0, |span| span.start)),
            why: error.message().to_owned(),
        })?;
        let mut config = Self::default();
        for (key, value) in document.get_ref() {
            let name = key.get_ref().as_ref();
            if !["check", "worktree"].contains(&name) {
                return Err(unknown(text, key.span().start, name, "", &["check", "worktree"]));
            }
            let Some(table) = value.get_ref().as_table() else {
                return wrong(text, value, &format!("{name:?} is a table: [{name}]"));
            };
            if name == "check" {
                config.check = Check::parse(text, table)?;
            } else {
                config.worktree = Worktree::parse(text, table)?;
            }
        }
        Ok(config)
    }
}

impl Worktree {
    fn parse(text: &str, table: &DeTable<'_>) -> Result<Self, Error> {
        let mut settings = Self::default();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let patterns = match name {
                "disposable" => &mut settings.disposable,
                "carry" => &mut settings.carry,
                _ => {
                    let known = ["disposable", "carry"];
                    return Err(unknown(text, key.span().start, name, " in [worktree]", &known));
                }
            };
            let Some(list) = value.get_ref().as_array() else {
                let why = format!("{name:?} is a list of patterns: {name} = [\"/cache/\"]");
                return wrong(text, value, &why);
            };
            for item in list {
                patterns.push(Pattern::parse(text, name, item)?);
            }
        }
        Ok(settings)
    }
}

impl Pattern {
    fn parse(text: &str, key: &str, item: &Spanned<DeValue<'_>>) -> Result<Self, Error> {
        let Some(pattern) = item.get_ref().as_str() else {
            return wrong(text, item, &format!("a pattern of {key:?} is a string: \"/cache/\""));
        };
        let is_usable = !pattern.trim().is_empty()
            && !pattern.starts_with(['#', '!'])
            && !pattern.contains(char::is_control);
        if !is_usable {
            let why = format!(
                "{pattern:?} of {key:?} is no pattern that names files, such as \"/cache/\""
            );
            return wrong(text, item, &why);
        }
        Ok(Self { text: pattern.to_owned(), line: line(text, item.span().start) })
    }
}

/// Reads the text of the file; `None` where there is none.
fn text(root: &Path) -> Result<Option<String>, Error> {
    let path = root.join(FILE);
    if path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let bytes = regular::read_inside(root, &path, MAX_BYTES);
    let bytes = bytes.map_err(|error| Error::File(error.to_string()))?;
    String::from_utf8(bytes).map(Some).map_err(|error| Error::File(error.to_string()))
}

/// Returns the line that a byte is on, counted from 1.
fn line(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.split(|&byte| byte == b'\n').count()
}

fn wrong<T>(text: &str, value: &Spanned<DeValue<'_>>, why: &str) -> Result<T, Error> {
    Err(Error::Line { line: line(text, value.span().start), why: why.to_owned() })
}

fn unknown(text: &str, at: usize, name: &str, place: &str, known: &[&str]) -> Error {
    unlisted(text, at, ("key", name), place, known)
}

/// Returns the error for a key or another name that is none of the known ones.
fn unlisted(
    text: &str,
    at: usize,
    (kind, name): (&str, &str),
    place: &str,
    known: &[&str],
) -> Error {
    let likeness = |known: &&&str| strsim::jaro_winkler(name, known);
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = match nearest.filter(|nearest| likeness(nearest) >= MIN_LIKENESS) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("there is {}", known.join(", ")),
    };
    Error::Line { line: line(text, at), why: format!("unknown {kind} {name:?}{place}; {hint}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_with_their_lines() {
        let text =
            "# ours\n[worktree]\ndisposable = [\"/cache/\",\n  \"*.tmp\"]\ncarry = [\"notes/\"]\n";
        let Worktree { disposable, carry } = Config::parse(text).unwrap().worktree;
        let told = |patterns: Vec<Pattern>| -> Vec<(String, usize)> {
            patterns.into_iter().map(|pattern| (pattern.text, pattern.line)).collect()
        };
        assert_eq!(told(disposable), [("/cache/".to_owned(), 3), ("*.tmp".to_owned(), 4)]);
        assert_eq!(told(carry), [("notes/".to_owned(), 5)]);
        for empty in ["", "[worktree]\n", "worktree = {}\n"] {
            assert_eq!(Config::parse(empty).unwrap(), Config::default());
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_is_expected() {
        for (text, expected) in [
            (
                "\n[worktree]\ndisposble = []\n",
                ".ctx-analyze.toml:3: unknown key \"disposble\" in [worktree]; did you mean \"disposable\"?",
            ),
            (
                "[worktrees]\n",
                ".ctx-analyze.toml:1: unknown key \"worktrees\"; did you mean \"worktree\"?",
            ),
            ("x = 1\n", ".ctx-analyze.toml:1: unknown key \"x\"; there is check, worktree"),
            (
                "[worktree]\nq = 1\n",
                ".ctx-analyze.toml:2: unknown key \"q\" in [worktree]; there is disposable, carry",
            ),
            ("worktree = 1\n", ".ctx-analyze.toml:1: \"worktree\" is a table: [worktree]"),
            (
                "[worktree]\ncarry = \"x\"\n",
                ".ctx-analyze.toml:2: \"carry\" is a list of patterns: carry = [\"/cache/\"]",
            ),
            (
                "[worktree]\ncarry = [\n\"a\",\n2]\n",
                ".ctx-analyze.toml:4: a pattern of \"carry\" is a string: \"/cache/\"",
            ),
            (
                "[worktree]\ncarry = [\"\"]\n",
                ".ctx-analyze.toml:2: \"\" of \"carry\" is no pattern that names files, such as \"/cache/\"",
            ),
            (
                "[worktree]\ncarry = [\"!a\"]\n",
                ".ctx-analyze.toml:2: \"!a\" of \"carry\" is no pattern that names files, such as \"/cache/\"",
            ),
            (
                "[worktree]\ncarry = [\"a\\nb\"]\n",
                ".ctx-analyze.toml:2: \"a\\nb\" of \"carry\" is no pattern that names files, such as \"/cache/\"",
            ),
        ] {
            assert_eq!(Config::parse(text).unwrap_err().to_string(), expected);
        }
        let broken = Config::parse("[worktree]\ncarry = [\n").unwrap_err().to_string();
        assert!(broken.starts_with(".ctx-analyze.toml:"), "{broken}");
        let twice = Config::parse("[worktree]\ncarry = []\ncarry = []\n").unwrap_err();
        assert!(twice.to_string().starts_with(".ctx-analyze.toml:3: "), "{twice}");
    }

    #[test]
    fn only_a_regular_file_of_bounded_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let refused = || Config::read(folder.path()).unwrap_err().to_string();
        assert_eq!(Config::read(folder.path()).unwrap(), Config::default());
        std::fs::create_dir(&path).unwrap();
        assert!(refused().contains("a folder, expected a regular file"), "{}", refused());
        std::fs::remove_dir(&path).unwrap();
        std::fs::write(&path, "#".repeat(70_000)).unwrap();
        assert!(refused().contains("larger than 65536 bytes"));
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(refused().contains("utf-8"));
        #[cfg(unix)]
        {
            std::fs::remove_file(&path).unwrap();
            std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
            assert!(refused().contains("it leads out of"), "{}", refused());
        }
    }
}
