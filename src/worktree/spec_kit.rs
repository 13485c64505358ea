//! Current feature of spec-kit. Each checkout has a file that names it, which git ignores, so that
//! a new worktree lacks it and spec-kit's commands fail there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::typed;
use super::{Error, NewTrack, include};
use crate::git::Git;
use crate::model::SpecKit;

/// Folder that marks a project of spec-kit.
const FOLDER: &str = ".specify";

/// File in that folder that names the current feature.
const FILE: &str = "feature.json";

/// Name of a feature's backlog, in `specs/<feature>/`.
const BACKLOG: &str = "tasks.md";

/// Current feature of a project, to be written to a worktree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pointer {
    /// Folder of the project, relative to the repository root, with a trailing `/`; empty at the
    /// root.
    pub project: String,
    /// Folder of the feature, relative to the project.
    pub feature: String,
}

impl Pointer {
    /// Returns the path of its file, relative to the repository root.
    pub fn file(&self) -> String {
        format!("{}{FOLDER}/{FILE}", self.project)
    }

    /// Returns the content of the file, in spec-kit's format.
    pub fn content(&self) -> Vec<u8> {
        let mut text = json!({ "feature_directory": self.feature }).to_string().into_bytes();
        text.push(b'\n');
        text
    }
}

/// Features of a track's backlogs, by project.
type Features = BTreeMap<String, BTreeSet<String>>;

fn features(top: &Path, track: &NewTrack) -> Features {
    let mut by_project = Features::new();
    if is_project(top, "") {
        by_project.insert(String::new(), BTreeSet::new());
    }
    for task in &track.tasks {
        let Some((folder, BACKLOG)) = task.backlog.rsplit_once('/') else { continue };
        let Some((specs, name)) = folder.rsplit_once('/') else { continue };
        let Some(project) = specs.strip_suffix("specs") else { continue };
        if (project.is_empty() || project.ends_with('/')) && is_project(top, project) {
            let features = by_project.entry(project.to_owned()).or_default();
            features.insert(format!("specs/{name}"));
        }
    }
    by_project
}

fn is_project(top: &Path, project: &str) -> bool {
    let folder = top.join(format!("{project}{FOLDER}"));
    folder.symlink_metadata().is_ok_and(|known| known.is_dir())
}

/// Returns an entry for each project of which the track has exactly one feature.
pub(super) fn pointers(top: &Path, track: &NewTrack) -> Vec<Pointer> {
    let only = |(project, features): (String, BTreeSet<String>)| {
        let mut features = features.into_iter();
        let feature = features.next().filter(|_| features.next().is_none())?;
        Some(Pointer { project, feature })
    };
    features(top, track).into_iter().filter_map(only).collect()
}

/// Writes the pointers of a track into its worktree, where git ignores them. Returns an entry for each
/// project.
pub(super) fn point(
    worktree: &Path,
    track: &NewTrack,
    pointers: &[Pointer],
) -> Result<Vec<SpecKit>, Error> {
    let mut set = Vec::new();
    for (project, features) in features(worktree, track) {
        let file = format!("{project}{FOLDER}/{FILE}");
        if !is_wanted(worktree, &file)? {
            continue;
        }
        let place = typed(&worktree.join(&project));
        if let Some(pointer) = pointers.iter().find(|pointer| pointer.project == project) {
            write(worktree, pointer)?;
            set.push(SpecKit::Set { place, feature: pointer.feature.clone() });
        } else if features.is_empty() {
            set.push(SpecKit::NoFeature { place });
        } else {
            set.push(SpecKit::Several { place, features: features.into_iter().collect() });
        }
    }
    Ok(set)
}

/// Returns true if a worktree needs the file: git ignores it, and it does not exist.
fn is_wanted(worktree: &Path, file: &str) -> Result<bool, Error> {
    if worktree.join(file).symlink_metadata().is_ok() {
        return Ok(false);
    }
    let asked = Git::at(worktree).attempt(&["check-ignore", "--quiet", "--", file])?;
    Ok(asked.code == Some(0))
}

fn write(worktree: &Path, pointer: &Pointer) -> Result<(), Error> {
    let file = pointer.file();
    let in_the_way =
        include::folder_of(worktree, Path::new(&file), &|folder| fs::create_dir(folder));
    if !matches!(in_the_way, Ok(None)) {
        return Ok(());
    }
    let path = worktree.join(file);
    let written = File::create_new(&path).and_then(|mut file| file.write_all(&pointer.content()));
    written.map_err(Error::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worktree::Assigned;

    #[test]
    fn a_track_points_to_the_one_feature_it_works_on() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        for project in ["", "services/a/"] {
            fs::create_dir_all(top.join(format!("{project}{FOLDER}"))).unwrap();
        }
        let of = |backlogs: &[&str]| -> Vec<(String, String)> {
            let task = |backlog: &&str| Assigned {
                key: "T1".to_owned(),
                backlog: (*backlog).to_owned(),
                title: "Do".to_owned(),
            };
            let tasks = backlogs.iter().map(task).collect();
            let track = NewTrack { tasks, ..NewTrack::default() };
            let found = pointers(top, &track).into_iter();
            found.map(|pointer| (pointer.file(), pointer.feature)).collect()
        };
        let at_top = (".specify/feature.json".to_owned(), "specs/001-a".to_owned());
        let below = ("services/a/.specify/feature.json".to_owned(), "specs/002-b".to_owned());
        for (backlogs, expected) in [
            (&["specs/001-a/tasks.md"][..], vec![at_top.clone()]),
            (&["specs/001-a/tasks.md", "specs/001-a/tasks.md"], vec![at_top.clone()]),
            (&["specs/001-a/tasks.md", "TASKS.md"], vec![at_top.clone()]),
            (&["specs/001-a/tasks.md", "services/a/specs/002-b/tasks.md"], vec![at_top, below]),
            (&["specs/001-a/tasks.md", "specs/002-b/tasks.md"], vec![]),
            (&["TASKS.md", "specs/001-a/plan.md", "specs/tasks.md", "tasks.md"], vec![]),
            (&["other/specs/001-a/tasks.md", "myspecs/001-a/tasks.md"], vec![]),
            (&["openspec/changes/a/tasks.md", "/specs/001-a/tasks.md"], vec![]),
            (&[], vec![]),
        ] {
            assert_eq!(of(backlogs), expected, "{backlogs:?}");
        }
    }

    #[test]
    fn it_is_written_as_spec_kit_reads_it() {
        let pointer = Pointer { project: String::new(), feature: "specs/1 \"a\"".to_owned() };
        let text = String::from_utf8(pointer.content()).unwrap();
        assert_eq!(text, "{\"feature_directory\":\"specs/1 \\\"a\\\"\"}\n");
    }
}
