//! Replays as the measures see them.

use std::collections::BTreeSet;

use super::Replay;
use super::noise::{begins_with, is_noise};
use crate::model::{BlastRadius, PredictedFile, RepoPath, Task, TaskId};

/// First words of documents that every task adds to: two tasks that change one do not collide.
const HUBS: [&str; 5] = ["changelog", "readme", "agents", "claude", "todo"];

/// Replay without its backlog and without noise.
pub struct Judged<'a> {
    /// The replay.
    pub replay: &'a Replay,
    /// Files that existed before and that the work changed.
    pub changed: BTreeSet<&'a str>,
    /// Files that the work added.
    pub added: BTreeSet<&'a str>,
    /// Predicted files, the likeliest first.
    pub files: Vec<&'a PredictedFile>,
}

impl<'a> Judged<'a> {
    /// Drops from all lists the files that count neither as changed nor as predicted.
    pub fn new(replay: &'a Replay) -> Self {
        let case = &replay.case;
        let counts = |path: &str| path != case.backlog && !is_noise(path);
        let set = |paths: &'a [String]| -> BTreeSet<&'a str> {
            paths.iter().map(String::as_str).filter(|path| counts(path)).collect()
        };
        Self {
            replay,
            changed: set(&case.truth),
            added: set(&case.truth_new),
            files: replay.radius.files.iter().filter(|f| counts(f.path.as_str())).collect(),
        }
    }

    /// Returns the predicted paths, the likeliest first.
    pub fn ranked(&self) -> Vec<&'a str> {
        self.files.iter().map(|file| file.path.as_str()).collect()
    }

    /// Returns another ranking of files without those that do not count.
    pub fn without_noise(&self, ranked: &'a [RepoPath]) -> Vec<&'a str> {
        let counts = |path: &&str| *path != self.replay.case.backlog && !is_noise(path);
        ranked.iter().map(RepoPath::as_str).filter(counts).collect()
    }

    /// Returns whether the work did to a file what was predicted: changed it, or added it.
    pub fn is_right(&self, file: &PredictedFile) -> bool {
        let done = if file.file.is_some() { &self.changed } else { &self.added };
        done.contains(file.path.as_str())
    }

    /// Returns whether the text names a changed file: by its path, its name or its folder.
    pub fn names_a_changed_file(&self) -> bool {
        let text = self.replay.case.text.to_lowercase();
        let names = |path: &&str| {
            let path = path.to_lowercase();
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            text.contains(&path)
                || text.contains(name)
                || (path.contains('/') && text.contains(folder))
        };
        self.changed.iter().any(names)
    }

    /// Returns whether both changed a common file, other than documents that every task adds to.
    pub fn collides_with(&self, other: &Self) -> bool {
        self.changed.intersection(&other.changed).any(|path| !is_hub(path))
    }
}

/// Combines the tasks with their radii into one backlog in this order. Evidence is left out: no
/// measure reads it.
pub fn as_backlog(judged: &[&Judged]) -> (Vec<Task>, Vec<BlastRadius>) {
    (0..)
        .map(TaskId)
        .zip(judged)
        .map(|(id, Judged { replay, .. })| {
            let Replay { case, task, radius, .. } = replay;
            // What it depends on are numbers of the backlog it comes from.
            let task =
                Task { id, backlog: case.backlog.clone(), depends_on: Vec::new(), ..task.clone() };
            let bare = |file: &PredictedFile| PredictedFile {
                path: file.path.clone(),
                evidence: Vec::new(),
                ..*file
            };
            let radius = BlastRadius {
                task: id,
                confidence: radius.confidence,
                set_aside: radius.set_aside,
                files: radius.files.iter().map(bare).collect(),
                folders: Vec::new(),
                impact: Vec::new(),
            };
            (task, radius)
        })
        .unzip()
}

/// Returns whether a path is a document that every task adds to.
pub fn is_hub(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    HUBS.iter().any(|hub| begins_with(name, hub))
}

#[cfg(test)]
mod tests {
    use super::super::sample::replay;
    use super::*;

    #[test]
    fn hubs_are_told_by_name() {
        assert!(is_hub("README.md") && is_hub("a/Todo-list") && is_hub("claude.md"));
        assert!(!is_hub("readme/a.go") && !is_hub("日本.md"));
    }

    #[test]
    fn the_backlog_and_noise_are_dropped_everywhere() {
        let files = [("TASKS.md", 0.9), ("dist/a.go", 0.8), ("a.go", 0.7)];
        let mut replay = replay("x/y", 1, "Do it", &files, &["a.go", "TASKS.md", "go.sum"]);
        replay.mentions = replay.radius.files.iter().map(|file| file.path.clone()).collect();
        let judged = Judged::new(&replay);
        assert_eq!(judged.ranked(), ["a.go"]);
        assert_eq!(judged.without_noise(&replay.mentions), ["a.go"]);
        assert_eq!(judged.changed, BTreeSet::from(["a.go"]));
    }

    #[test]
    fn a_file_is_named_by_path_name_or_folder() {
        let named =
            |text, path| Judged::new(&replay("x/y", 1, text, &[], &[path])).names_a_changed_file();
        assert!(named("Fix `Internal/RC/load.go`", "internal/rc/load.go"));
        assert!(named("fix load.go", "internal/rc/load.go"));
        assert!(named("fix internal/rc", "internal/rc/load.go"));
        assert!(!named("fix loading", "load.go"));
    }
}
