//! The commits that wrote the tasks down.
//!
//! They are found by the text of a task's own line, so that changes elsewhere that are not committed
//! do not matter. Whoever changes that line (ticks its box, adds a label) counts as who wrote it.

use std::collections::{BTreeMap, HashMap};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::git::{Error, Git, blame};
use crate::words::stable_hash;

/// Larger backlogs are not asked about, in bytes.
const LARGEST: u64 = 4 << 20;

/// The lines of backlogs as they are at the end of a history, with the commits that wrote them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Introductions(BTreeMap<String, Vec<Written>>);

/// A line that is not empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Written {
    /// A hash of its text.
    text: u64,
    /// The commit.
    by: String,
}

impl Introductions {
    /// The lines that these files have at `head`, of the last `depth` commits. A file that is not
    /// tracked has none. Where git cannot tell of one, as in a partial clone, why.
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
        let told: Vec<_> = backlogs
            .par_iter()
            .map(|&backlog| (backlog.to_owned(), lines(git, head, beyond.as_deref(), backlog)))
            .collect();
        let (mut all, mut failed) = (BTreeMap::new(), None);
        for (backlog, lines) in told {
            match lines {
                Ok(lines) => drop(all.insert(backlog, lines)),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        (Self(all), failed)
    }

    /// For each line of a backlog as it is `now`, the commit that wrote it; `None` where that is not
    /// known, or where the line is there more often or less often than it was.
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

/// How many lines a line of git's is to whoever also ends them with a lone carriage return.
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
    if size > LARGEST {
        return Ok(Vec::new());
    }
    let lines = blame(git, head, beyond, backlog)?.into_iter();
    let lines = lines.filter(|line| !line.text.trim_ascii().is_empty());
    Ok(lines.map(|line| Written { text: text(&line.text), by: line.commit }).collect())
}

/// A hash of a line without its indentation, since a task may be nested elsewhere.
fn text(line: &[u8]) -> u64 {
    stable_hash(line.trim_ascii())
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
        let told = Introductions([("T.md".to_owned(), lines.collect())].into());
        let of = |now: &str| told.of("T.md", now.as_bytes()).into_iter().collect::<Vec<_>>();
        assert_eq!(of("# New\n\n  - [ ] b\r\n- [ ] a\n"), [None, None, Some("2"), Some("1"), None]);
        assert_eq!(of("- [ ] twice\n\n- [ ] twice"), [Some("3"), None, Some("4")]);
        assert_eq!(of("- [ ] twice"), [None], "no telling which");
        assert_eq!(of("- [x] a"), [None]);
        assert_eq!(of("x\ry\r\n- [ ] a\n"), [None, None, Some("1"), None]);
        assert!(told.of("other.md", b"- [ ] a").is_empty());
    }
}
