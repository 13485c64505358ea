//! Files that a branch really changed, and the backlogs as they were where it began.

use std::collections::{BTreeMap, BTreeSet};

use super::error::refuse;
use super::{Error, Home, Record, RepositoryRefusal};
use crate::git::{self, Blob, Git, Objects, differing};
use crate::model::Changes;

/// Maximum size of a backlog, in bytes.
const MAX_BACKLOG_BYTES: u64 = 64 << 20;

/// Number of other branches that are compared, the newest first. Each takes git about 20 ms.
const MAX_BRANCHES: usize = 100;

/// Age from which a branch counts as abandoned, compared with the last commit of the range: three months,
/// as `GitHub` lists stale branches.
const MAX_AGE_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Returns the changes of `range` (`BASE...HEAD`, `BASE..HEAD` or `BASE`). Without a range, those of the
/// branch of the current worktree, if it was made for a track. `prefix` is the path of the analysed
/// folder below the repository root, and `backlogs` are paths below that folder.
pub fn footprint(
    home: &Home,
    range: Option<&str>,
    prefix: &str,
    backlogs: &[String],
) -> Result<Option<Changes>, Error> {
    let git = Git::at(&home.here);
    let branch = git.line(&["symbolic-ref", "--quiet", "--short", "HEAD"]).ok();
    let records: Vec<Record> =
        Record::all(home)?.into_iter().filter(|record| record.is_live(home)).collect();
    let own = records.iter().find(|record| Some(&record.branch) == branch.as_ref());
    let range = match (range, own) {
        (Some(range), _) => range.to_owned(),
        (None, Some(record)) => format!("{}...HEAD", record.base_branch),
        (None, None) => return Ok(None),
    };
    let (from, to) = ends(&git, &range)?;
    let files = below(&git, prefix, &from, &to)?;
    let ends_of_range = [from.as_str(), to.as_str()];
    let of_other = |from: &str, tip: &str| unmerged(&git, prefix, (from, tip), ends_of_range);
    let mut others = Vec::new();
    for record in records.iter().filter(|record| Some(&record.branch) != branch.as_ref()) {
        // A branch without a common commit, or without commits, has changed nothing to meet.
        if let Ok((from, to)) = ends(&git, &format!("{}...{}", record.base, record.branch)) {
            others.push((record.branch.clone(), of_other(&from, &to)?));
        }
    }
    let mut known: BTreeSet<String> = records.into_iter().map(|record| record.branch).collect();
    known.extend(branch.clone());
    for (name, commit) in open_branches(&git, &range, &to, &known)? {
        // A branch without a common commit has another content altogether, such as a site.
        if let Ok((from, to)) = ends(&git, &format!("{}...{commit}", base(&range))) {
            others.push((name, of_other(&from, &to)?));
        }
    }
    let mut before = BTreeMap::new();
    let mut batch = Objects::open(&git)?;
    for backlog in backlogs {
        if let Blob::Content(bytes) =
            batch.blob(&format!("{from}:{prefix}{backlog}"), MAX_BACKLOG_BYTES)?
        {
            before.insert(backlog.clone(), bytes);
        }
    }
    Ok(Some(Changes { range, branch, files, others, before }))
}

/// Lists the files that a branch changed `from` a commit to its `tip`, without those that either end of the
/// range has as the tip has them: a branch whose commits were squashed or picked is merged as well.
fn unmerged(
    git: &Git,
    prefix: &str,
    (from, tip): (&str, &str),
    ends: [&str; 2],
) -> Result<Vec<String>, git::Error> {
    let mut changed = below(git, prefix, from, tip)?;
    for end in ends {
        if !changed.is_empty() {
            let differing: BTreeSet<String> = below(git, prefix, end, tip)?.into_iter().collect();
            changed.retain(|file| differing.contains(file));
        }
    }
    Ok(changed)
}

/// Returns the first end of a range.
fn base(range: &str) -> &str {
    range.split("..").next().filter(|base| !base.is_empty()).unwrap_or("HEAD")
}

/// Lists the branches that are still worked on, local ones and those of remotes, with their commits,
/// the newest first: those that the base of the range does not have, and that neither lead to `to` nor
/// build on it. Branches called as one of `known` are left out.
fn open_branches(
    git: &Git,
    range: &str,
    to: &str,
    known: &BTreeSet<String>,
) -> Result<Vec<(String, String)>, git::Error> {
    let listed = git.run(&[
        "for-each-ref",
        &format!("--no-merged={}", base(range)),
        &format!("--no-merged={to}"),
        &format!("--no-contains={to}"),
        "--sort=refname",
        "--sort=-committerdate",
        "--format=%(committerdate:unix) %(objectname) %(refname)%(if)%(symref)%(then) symbolic%(end)",
        "refs/heads",
        "refs/remotes",
    ])?;
    let now = git.line(&["show", "--no-patch", "--format=%ct", to])?.parse().unwrap_or(0_i64);
    let mut seen = known.clone();
    let mut open = Vec::new();
    for line in String::from_utf8_lossy(&listed).lines() {
        let [date, commit, name] = line.split(' ').collect::<Vec<_>>()[..] else { continue };
        let date: i64 = date.parse().unwrap_or_default();
        if open.len() == MAX_BRANCHES || now.saturating_sub(date) > MAX_AGE_SECONDS {
            break;
        }
        // `origin/x` is the `x` of another clone.
        let remote = name.strip_prefix("refs/remotes/");
        let local = remote.and_then(|name| name.split_once('/')).map(|(_, name)| name);
        let short = remote.or_else(|| name.strip_prefix("refs/heads/")).unwrap_or(name);
        if seen.insert(local.unwrap_or(short).to_owned()) {
            open.push((short.to_owned(), commit.to_owned()));
        }
    }
    Ok(open)
}

/// Returns the ids of the commits that a range begins and ends with.
fn ends(git: &Git, range: &str) -> Result<(String, String), Error> {
    let commit = |name: &str| {
        let name = if name.is_empty() { "HEAD" } else { name };
        let wanted = format!("{name}^{{commit}}");
        let found =
            git.attempt(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let id = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if found.code == Some(0) && !id.is_empty() {
            return Ok(id);
        }
        refuse(RepositoryRefusal::NoRevision { range: range.to_owned(), name: name.to_owned() })
    };
    match (range.split_once("..."), range.split_once("..")) {
        (None, Some((from, to))) => Ok((commit(from)?, commit(to)?)),
        (three, _) => {
            let (from, to) = three.unwrap_or((range, "HEAD"));
            let (from, to) = (commit(from)?, commit(to)?);
            let base = git.attempt(&["merge-base", &from, &to])?;
            let base = String::from_utf8_lossy(&base.stdout).trim().to_owned();
            if base.is_empty() {
                return refuse(RepositoryRefusal::NoMergeBase { range: range.to_owned() });
            }
            Ok((base, to))
        }
    }
}

/// Lists the files below `prefix` that differ, relative to it.
fn below(git: &Git, prefix: &str, from: &str, to: &str) -> Result<Vec<String>, git::Error> {
    let paths = differing(git, from, to)?;
    let paths = paths.iter().map(|path| String::from_utf8_lossy(path));
    Ok(paths.filter_map(|path| path.strip_prefix(prefix).map(str::to_owned)).collect())
}
