//! One pass of `git log`: each commit with its message and the files it changed.

use std::io::{BufRead, Read};

use super::{Change, Error, Git, Stream, moved};

/// Maximum length of a message; longer ones are cut.
const MAX_MESSAGE_BYTES: usize = 16 << 10;

/// Maximum length of a path; file systems allow no longer ones.
const MAX_PATH_BYTES: usize = 4 << 10;

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
    stream: Option<Stream>,
    /// Start of the next commit, read while searching the end of the last one.
    next: Option<Vec<u8>>,
}

impl Log {
    /// Reads the last `depth` commits that `from` reaches, without merges; all for `None`. Paths
    /// are relative to the folder that `git` runs in; files outside of it are left out.
    pub fn read(git: &Git, from: &str, depth: Option<usize>) -> Result<Self, Error> {
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
        let mut stream = git.stream(&arguments)?;
        let next = token(&mut stream.output, MAX_MESSAGE_BYTES)?;
        Ok(Self { stream: Some(stream), next })
    }

    /// Returns the next commit; `None` at the end.
    pub fn next_commit(&mut self) -> Result<Option<Commit>, Error> {
        let Some(head) = self.next.take() else { return self.end() };
        let Some(stream) = &mut self.stream else { return Ok(None) };
        let mut commit = parse_head(&head)?;
        loop {
            match token(&mut stream.output, MAX_MESSAGE_BYTES)? {
                Some(entry) if entry.starts_with(b":") => {
                    let (status, before, after) = parse_entry(&entry)?;
                    let path = token(&mut stream.output, MAX_PATH_BYTES)?
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

    fn end(&mut self) -> Result<Option<Commit>, Error> {
        match self.stream.take().map(Stream::finish) {
            Some(false) => Err(Error::Unexpected("the log broke off".to_owned())),
            _ => Ok(None),
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
    use super::token;

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
