//! Skills for coding agents: instructions for working with this program.
//!
//! They lie in `skills/` of this project, where a plugin has them, and are written into a user's
//! repository as they are, with a digest that shows changed files.
//! The format is that of <https://agentskills.io/specification>.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{SkillOutcome, shown};
use crate::regular;
use crate::replace::replace;
use crate::words;

/// Each skill's name and text.
const SKILLS: [(&str, &str); 2] = [
    ("ctx-worktree", include_str!("../../skills/ctx-worktree/SKILL.md")),
    ("ctx-next", include_str!("../../skills/ctx-next/SKILL.md")),
];

/// Start of the line that holds the digest.
const DIGEST: &str = "  ctx-analyze-digest: ";

/// Whose folder a skill is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agent {
    /// `.claude/skills`
    Claude,
    /// `.agents/skills`, which the others share.
    Other,
}

impl Agent {
    fn folder(self) -> &'static str {
        match self {
            Self::Claude => ".claude/skills",
            Self::Other => ".agents/skills",
        }
    }
}

/// Reason why a skill cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its folder leads out of the repository.
    #[error("{}: leads out of the repository through a link, so nothing is written there", shown(.0))]
    Outside(PathBuf),
    /// The system does not let it.
    #[error("cannot write {}", shown(path))]
    File {
        /// Path of the file.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
}

/// Writes the skills for `agent` below `root`; each file, relative to it, with what became of it.
/// A file that is not as this program wrote it is left alone, unless `force`.
pub fn install(
    root: &Path,
    agent: Agent,
    force: bool,
) -> Result<Vec<(String, SkillOutcome)>, Error> {
    let mut done = Vec::new();
    for (name, text) in SKILLS {
        let file = format!("{}/{name}/SKILL.md", agent.folder());
        let path = root.join(&file);
        let outcome = write(root, &path, &with_digest(text), force)?;
        done.push((file, outcome));
    }
    Ok(done)
}

fn write(root: &Path, path: &Path, text: &str, force: bool) -> Result<SkillOutcome, Error> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        check_inside(root, folder)?;
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let before = match regular::read(path, regular::MAX_STATE_BYTES) {
        Ok(before) => Some(before),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            return Err(Error::Outside(path.to_owned()));
        }
        Err(error) => return Err(failed(error)),
    };
    let outcome = match before {
        None => SkillOutcome::New,
        Some(before) if before == text.as_bytes() => return Ok(SkillOutcome::Same),
        Some(before) if force || is_untouched(&before) => SkillOutcome::Replaced,
        Some(_) => return Ok(SkillOutcome::Changed),
    };
    replace(path, text.as_bytes()).map_err(failed)?;
    Ok(outcome)
}

/// Refuses a folder that links lead out of `root`.
fn check_inside(root: &Path, folder: &Path) -> Result<(), Error> {
    let there = folder.ancestors().find(|folder| folder.symlink_metadata().is_ok());
    let real = |path: &Path| path.canonicalize().ok();
    match (there.and_then(real), real(root)) {
        (Some(there), Some(root)) if there.starts_with(&root) => Ok(()),
        _ => Err(Error::Outside(folder.to_owned())),
    }
}

/// Returns the text with the digest of all of it in its front matter.
fn with_digest(text: &str) -> String {
    let digest = format!("metadata:\n{DIGEST}\"{}\"\n", words::digest(text.as_bytes()));
    match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((fields, body)) => format!("---\n{fields}\n{digest}---\n{body}"),
        None => text.to_owned(),
    }
}

/// Returns true if a file is as some version of this program wrote it.
fn is_untouched(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(at) = text.find(&format!("metadata:\n{DIGEST}\"")) else { return false };
    let Some(end) = text[at..].find("\"\n").map(|end| at + end + 2) else { return false };
    let plain = format!("{}{}", &text[..at], &text[end..]);
    with_digest(&plain) == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_skills_follow_the_specification() {
        for (name, text) in SKILLS {
            let (front, body) = text[4..].split_once("\n---\n").unwrap();
            let field = |key: &str| {
                let found = front.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
                found.unwrap_or_else(|| panic!("{name}: {key}"))
            };
            assert_eq!(field("name"), name);
            assert!((1..=64).contains(&name.len()));
            assert!((1..=1024).contains(&field("description").len()));
            assert!((1..=500).contains(&field("compatibility").len()));
            assert!(
                field("allowed-tools").split(' ').all(|tool| tool.starts_with(char::is_uppercase))
            );
            assert!(body.lines().count() < 500, "short");
        }
    }

    #[test]
    fn what_somebody_changed_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let install = |force| {
            let done = install(root.path(), Agent::Claude, force).unwrap();
            done.into_iter().map(|(_, outcome)| outcome).collect::<Vec<_>>()
        };
        assert_eq!(install(false), [SkillOutcome::New; 2]);
        assert_eq!(install(false), [SkillOutcome::Same; 2]);
        let file = root.path().join(".claude/skills/ctx-next/SKILL.md");
        let ours = fs::read_to_string(&file).unwrap();
        fs::write(&file, ours.replace("-n 3", "-n 1")).unwrap();
        assert_eq!(install(false), [SkillOutcome::Same, SkillOutcome::Changed]);
        assert_eq!(install(true), [SkillOutcome::Same, SkillOutcome::Replaced]);
        assert_eq!(fs::read_to_string(&file).unwrap(), ours);
        // An older version of ours.
        let older = with_digest(&SKILLS[1].1.replace("-n 3", "-n 2"));
        fs::write(&file, older).unwrap();
        assert_eq!(install(false), [SkillOutcome::Same, SkillOutcome::Replaced]);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_repository() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(outside.path(), root.path().join(".claude")).unwrap();
        assert!(matches!(install(root.path(), Agent::Claude, true), Err(Error::Outside(_))));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
        install(root.path(), Agent::Other, false).unwrap();
    }
}
