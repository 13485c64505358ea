//! Commits that added the tasks to the backlogs.
//!
//! They are found by the text of a task's own line, so that uncommitted changes elsewhere do not
//! matter. A commit that changes the line (ticks its box, adds a label) counts as having added it.

use std::collections::{BTreeMap, HashMap};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::git::{Error, Git, blame};
use crate::words::{stable_hash, without_own_comments};

/// Size in bytes of a backlog whose history is read.
const MAX_BACKLOG_BYTES: u64 = 4 << 20;

/// Lines of backlogs at the end of a history, with the commits that added them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Introductions(BTreeMap<String, Vec<Written>>);

/// Line that is not empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Written {
    /// Hash of its text.
    text: u64,
    /// Commit that added it.
    by: String,
}

impl Introductions {
    /// Reads the lines that these files have at `head`, of the last `depth` commits. A file that is
    /// not tracked has none. The error says why a file could not be read, as in a partial clone.
    pub(super) fn read(
        git: &Git,
        head: &str,
        depth: usize,
        backlogs: &[&str],
    ) -> (Self, Option<Error>) {
        let skip = format!("--skip={depth}");
        let beyond = git.run(&["rev-list", "--no-merges", "--max-count=1", &skip, head]);
        let beyond = beyond.map(|id| String::from_utf8_lossy(&id).trim().to_owned());
        let beyond = beyond.ok().filter(|id| !id.is_empty());
        let read: Vec<_> = backlogs
            .par_iter()
            .map(|&backlog| (backlog.to_owned(), lines(git, head, beyond.as_deref(), backlog)))
            .collect();
        let (mut all, mut failed) = (BTreeMap::new(), None);
        for (backlog, lines) in read {
            match lines {
                Ok(lines) => drop(all.insert(backlog, lines)),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        (Self(all), failed)
    }

    /// Returns, for each line of a backlog as it is `now`, the commit that added it. `None` where
    /// that is unknown, or where the line occurs more or less often than before.
    pub fn of(&self, backlog: &str, now: &[u8]) -> Vec<Option<&str>> {
        let Some(written) = self.0.get(backlog) else { return Vec::new() };
        let mut then: HashMap<u64, Vec<&str>> = HashMap::new();
        for line in written {
            then.entry(line.text).or_default().push(&line.by);
        }
        let written = || now.split(|&byte| byte == b'\n');
        let texts: Vec<u64> = written().map(text).collect();
        let mut left: HashMap<u64, usize> = HashMap::new();
        for &text in &texts {
            *left.entry(text).or_default() += 1;
        }
        then.retain(|text, by| left.get(text) == Some(&by.len()));
        let mut by_place: HashMap<u64, _> =
            then.into_iter().map(|(text, by)| (text, by.into_iter())).collect();
        let by = texts.iter().map(|text| by_place.get_mut(text)?.next());
        by.zip(written()).flat_map(|(by, line)| std::iter::repeat_n(by, old_lines(line))).collect()
    }
}

/// Counts the lines in a line of git's where a lone carriage return also ends a line.
fn old_lines(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    1 + memchr::memchr_iter(b'\r', line).count()
}

fn lines(
    git: &Git,
    head: &str,
    beyond: Option<&str>,
    backlog: &str,
) -> Result<Vec<Written>, Error> {
    let blob = match git.run(&["rev-parse", "--verify", "--quiet", &format!("{head}:./{backlog}")])
    {
        Ok(blob) => String::from_utf8_lossy(&blob).trim().to_owned(),
        Err(Error::Failed { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let size = git.run(&["cat-file", "-s", &blob])?;
    let size = String::from_utf8_lossy(&size).trim().parse().unwrap_or(u64::MAX);
    if size > MAX_BACKLOG_BYTES {
        return Ok(Vec::new());
    }
    let lines = blame(git, head, beyond, backlog)?.into_iter();
    let lines = lines.filter(|line| !line.text.trim_ascii().is_empty());
    Ok(lines.map(|line| Written { text: text(&line.text), by: line.commit }).collect())
}

/// Hashes a line without its indentation, since a task may be nested elsewhere, and without comments for
/// ctx.
fn text(line: &[u8]) -> u64 {
    stable_hash(without_own_comments(line).trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::{Introductions, Written, text};

    #[test]
    fn lines_are_known_by_their_text() {
        let line =
            |line: &str, by: &str| Written { text: text(line.as_bytes()), by: by.to_owned() };
        let lines = ["- [ ] a", "- [ ] b", "- [ ] twice", "- [ ] twice"];
        let lines = lines.iter().zip(["1", "2", "3", "4"]).map(|(text, by)| line(text, by));
        let read = Introductions([("T.md".to_owned(), lines.collect())].into());
        let of = |now: &str| read.of("T.md", now.as_bytes()).into_iter().collect::<Vec<_>>();
        assert_eq!(of("# New\n\n  - [ ] b\r\n- [ ] a\n"), [None, None, Some("2"), Some("1"), None]);
        assert_eq!(of("- [ ] twice\n\n- [ ] twice"), [Some("3"), None, Some("4")]);
        assert_eq!(of("- [ ] twice"), [None], "no telling which");
        assert_eq!(of("- [ ] a <!-- ctx: ignore overlap -->"), [Some("1")]);
        assert_eq!(of("- [x] a"), [None]);
        assert_eq!(of("x\ry\r\n- [ ] a\n"), [None, None, Some("1"), None]);
        assert!(read.of("other.md", b"- [ ] a").is_empty());
    }
}
