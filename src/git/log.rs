//! One pass of `git log`: each commit with its message and the files it changed.

use std::io::{BufRead, Read};

use super::{Change, Error, Git, Stream, moved};

/// Maximum length of a message; longer ones are cut.
const MAX_MESSAGE_BYTES: usize = 16 << 10;

/// Maximum length of a path; file systems allow no longer ones.
const MAX_PATH_BYTES: usize = 4 << 10;

/// Number of changes that a commit may have without counting as one of a mass of files. Commits of people
/// have fewer.
const MAX_ORDINARY_CHANGES: usize = 1_000;

/// Maximum number of changes in all commits of a mass of files: ten that move 100,000 files each, about
/// 500 MB of memory. Trees that share their parts can name billions of files.
const MAX_MASS_CHANGES: usize = 2_000_000;

/// Commit of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Full id.
    pub id: String,
    /// Ids of its parents.
    pub parents: Vec<String>,
    /// Time of the committer's clock, in seconds since 1970; 0 if it is invalid.
    pub time: i64,
    /// Message; bytes that are not UTF-8 are replaced.
    pub message: String,
    /// Changes from its only parent, by path. Empty for merges.
    pub changes: Vec<Change>,
}

/// Log, read commit by commit, newest first.
#[derive(Debug)]
pub struct Log {
    /// `None` at the end.
    commits: Option<Commits<Stream>>,
}

impl Log {
    /// Reads the last `depth` commits that `from` reaches, without merges; all for `None`. Paths
    /// are relative to the folder that `git` runs in; files outside of it are left out.
    pub fn read(git: &Git, from: &str, depth: Option<usize>) -> Result<Self, Error> {
        Self::start(git, from, depth, &[])
    }

    /// Reads the last `depth` commits that `from` reaches and that change one of `paths`, with these
    /// changes alone. Paths are relative to the folder that `git` runs in and are taken as they are.
    pub fn of_paths(git: &Git, from: &str, depth: usize, paths: &[&str]) -> Result<Self, Error> {
        let git = git.clone().with("GIT_LITERAL_PATHSPECS", "1");
        Self::start(&git, from, Some(depth), paths)
    }

    fn start(git: &Git, from: &str, depth: Option<usize>, paths: &[&str]) -> Result<Self, Error> {
        let depth = depth.map_or_else(String::new, |depth| format!("--max-count={depth}"));
        let mut arguments = vec![
            "log",
            "--no-merges",
            "--raw",
            "-O/dev/null",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-notes",
            "--no-mailmap",
            "--relative",
            "--encoding=UTF-8",
            "--format=tformat:%H %P%n%ct%n%B",
        ];
        if !depth.is_empty() {
            arguments.push(&depth);
        }
        arguments.extend(["--end-of-options", from, "--"]);
        arguments.extend(paths);
        Ok(Self { commits: Some(Commits::read(git.stream(&arguments)?)?) })
    }

    /// Returns the next commit; `None` at the end. Fails where the log goes beyond its bounds.
    pub fn next_commit(&mut self) -> Result<Option<Commit>, Error> {
        let Some(commits) = &mut self.commits else { return Ok(None) };
        if let Some(commit) = commits.next_commit()? {
            return Ok(Some(commit));
        }
        match self.commits.take().map(|commits| commits.input.finish()) {
            Some(false) => Err(Error::Unexpected("the log broke off".to_owned())),
            _ => Ok(None),
        }
    }
}

/// Commits in the output of `git log`, whatever it is.
#[derive(Debug)]
pub struct Commits<R> {
    input: R,
    /// Start of the next commit, read while searching the end of the last one.
    next: Option<Vec<u8>>,
    /// Number of changes without which a commit is one of a mass of files.
    ordinary: usize,
    /// Number of changes that commits of a mass of files may still have.
    mass: usize,
}

impl<R: BufRead> Commits<R> {
    /// Reads the output up to the first commit.
    pub fn read(mut input: R) -> Result<Self, Error> {
        let next = token(&mut input, MAX_MESSAGE_BYTES)?;
        Ok(Self { input, next, ordinary: MAX_ORDINARY_CHANGES, mass: MAX_MASS_CHANGES })
    }

    /// Returns the next commit; `None` at the end. Fails beyond the bounds.
    pub fn next_commit(&mut self) -> Result<Option<Commit>, Error> {
        let Some(head) = self.next.take() else { return Ok(None) };
        let mut commit = parse_head(&head)?;
        loop {
            match token(&mut self.input, MAX_MESSAGE_BYTES)? {
                Some(entry) if entry.starts_with(b":") => {
                    if commit.changes.len() >= self.ordinary {
                        self.mass = self.mass.checked_sub(1).ok_or(Error::TooManyChanges)?;
                    }
                    let (status, before, after) = parse_entry(&entry)?;
                    let path = token(&mut self.input, MAX_PATH_BYTES)?
                        .ok_or_else(|| Error::Unexpected("a change without a path".to_owned()))?;
                    commit.changes.push(Change { path, moved_from: None, status, before, after });
                }
                head => {
                    self.next = head;
                    commit.changes = moved::joined(commit.changes);
                    return Ok(Some(commit));
                }
            }
        }
    }
}

/// Reads up to the next NUL, at most `longest` bytes, without leading line ends; `None` at the end.
fn token(input: &mut impl BufRead, longest: usize) -> Result<Option<Vec<u8>>, Error> {
    let mut token = Vec::new();
    loop {
        let limit = (longest - token.len()) as u64 + 1;
        let read = (&mut *input).take(limit).read_until(0, &mut token)?;
        if token.last() == Some(&0) {
            token.pop();
            break;
        }
        if read == 0 {
            return Ok((!token.is_empty()).then_some(token));
        }
        if token.len() > longest {
            token.pop();
            input.skip_until(0)?;
            break;
        }
    }
    let start = token.iter().take_while(|&&byte| byte == b'\n').count();
    Ok(Some(token.split_off(start)))
}

fn parse_head(head: &[u8]) -> Result<Commit, Error> {
    let text = String::from_utf8_lossy(head);
    let unexpected = || Error::Unexpected(format!("a log entry that begins {:?}", first(&text)));
    let (ids, rest) = text.split_once('\n').ok_or_else(unexpected)?;
    let (time, message) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut ids = ids.split_whitespace().map(str::to_owned);
    let id = ids.next().filter(|id| id.bytes().all(|b| b.is_ascii_hexdigit()));
    Ok(Commit {
        id: id.ok_or_else(unexpected)?,
        parents: ids.collect(),
        // The time may be missing or out of range.
        time: time.trim().parse().unwrap_or(0),
        message: message.trim_end().to_owned(),
        changes: Vec::new(),
    })
}

fn first(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Parses `:100644 100644 <before> <after> M`.
fn parse_entry(entry: &[u8]) -> Result<(u8, String, String), Error> {
    let text = String::from_utf8_lossy(entry);
    let fields: Vec<&str> = text.split(' ').collect();
    match fields[..] {
        [_, _, before, after, status] if !status.is_empty() => {
            Ok((status.as_bytes()[0], before.to_owned(), after.to_owned()))
        }
        _ => Err(Error::Unexpected(format!("a change {:?}", first(&text)))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Commits, token};
    use crate::git::Error;

    #[test]
    fn commits_of_a_mass_of_files_are_read_up_to_a_bound() {
        let mut output = Vec::new();
        for (subject, files) in [("c", 4), ("b", 2), ("a", 4)] {
            output.extend(format!("{} \n7\n{subject}\0", "1".repeat(40)).into_bytes());
            for file in 0..files {
                output.extend(format!(":0 1 {file} {file} A\0{file}\0").into_bytes());
            }
        }
        let read = |ordinary, mass| {
            let mut commits = Commits { ordinary, mass, ..Commits::read(&output[..]).unwrap() };
            let mut subjects = Vec::new();
            loop {
                match commits.next_commit() {
                    Ok(Some(commit)) => subjects.push(commit.message),
                    Ok(None) => return (subjects.concat(), None),
                    Err(error) => return (subjects.concat(), Some(error)),
                }
            }
        };
        for (ordinary, mass) in [(4, 0), (3, 2), (0, 10)] {
            let (subjects, error) = read(ordinary, mass);
            assert!(
                subjects == "cba" && error.is_none(),
                "{ordinary} {mass}: {subjects} {error:?}"
            );
        }
        for (ordinary, mass, expected) in [(3, 0, ""), (3, 1, "cb"), (0, 5, "c")] {
            let (subjects, error) = read(ordinary, mass);
            assert!(matches!(error, Some(Error::TooManyChanges)), "{error:?}");
            assert_eq!(subjects, expected, "{ordinary} {mass}");
        }
    }

    #[test]
    fn tokens_end_at_nul_and_are_cut() {
        let mut input: &[u8] = b"\n:abc\0a long one\0\0last";
        let mut next = |longest| token(&mut input, longest).unwrap();
        assert_eq!(next(9).unwrap(), b":abc");
        assert_eq!(next(6).unwrap(), b"a long");
        assert_eq!(next(6).unwrap(), b"");
        assert_eq!(next(6).unwrap(), b"last");
        assert_eq!(next(6), None);
    }
}
