//! Files that say nothing about whether two tasks collide.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{BlastRadius, Origin, RepoPath, Task};

/// A file that this share of the tasks is expected to change (the mean of its probabilities) ties
/// everything to everything: a registry, the one big `main.go`. With two thirds of the tasks in
/// one track there would be nothing left to split; up to there, one large track and smaller ones
/// beside it are the better answer, since these tasks do collide. (With half in place of two
/// thirds, simulated radii around real changes left a third more collisions across tracks.)
const EVERYBODY: f64 = 2.0 / 3.0;

/// With fewer tasks than this a large share is no sign of a hub: four tasks of one concern in a
/// backlog of nine are a track.
const ENOUGH_TASKS: usize = 10;

/// First words of documents to which every task adds a line of its own.
const DOCUMENTS: [&str; 5] = ["changelog", "readme", "agents", "claude", "todo"];

/// What such a document ends in; `todo.go` is code.
const DOCUMENT_EXTENSIONS: [&str; 8] = ["", "md", "mdx", "markdown", "rst", "txt", "adoc", "org"];

/// Dependency lists, which merge by themselves or are made anew by a tool. `*.lock` is one too.
const LOCK_FILES: [&str; 9] = [
    "go.mod",
    "go.sum",
    "go.work",
    "go.work.sum",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "bun.lockb",
    "packages.lock.json",
];

/// The files to leave out of overlaps: the backlogs themselves, documents that everybody adds to,
/// lock files, generated files and files that a large share of the tasks is expected to change.
pub fn find(tasks: &[Task], radii: &[BlastRadius]) -> BTreeSet<RepoPath> {
    let backlogs: BTreeSet<RepoPath> =
        tasks.iter().filter_map(|task| RepoPath::new(&task.backlog)).collect();
    let mut expected: BTreeMap<&RepoPath, f64> = BTreeMap::new();
    let mut hubs = BTreeSet::new();
    for file in radii.iter().flat_map(|radius| &radius.files) {
        *expected.entry(&file.path).or_default() += file.probability;
        if file.origin == Origin::Generated {
            hubs.insert(file.path.clone());
        }
    }
    for (path, tasks_expected) in expected {
        let everybody =
            radii.len() >= ENOUGH_TASKS && tasks_expected / radii.len() as f64 >= EVERYBODY;
        if everybody || backlogs.contains(path) || is_hub_by_name(path) {
            hubs.insert(path.clone());
        }
    }
    hubs
}

/// The hubs that two or more tasks list: those that were really left out of some overlap.
pub fn shared(hubs: &BTreeSet<RepoPath>, radii: &[BlastRadius]) -> Vec<RepoPath> {
    let mut tasks_listing: BTreeMap<&RepoPath, usize> = BTreeMap::new();
    for file in radii.iter().flat_map(|radius| &radius.files) {
        if let Some(hub) = hubs.get(&file.path) {
            *tasks_listing.entry(hub).or_default() += 1;
        }
    }
    tasks_listing.into_iter().filter(|&(_, n)| n >= 2).map(|(path, _)| path.clone()).collect()
}

fn is_hub_by_name(path: &RepoPath) -> bool {
    let name = path.name().to_ascii_lowercase();
    let extension = path.extension().to_ascii_lowercase();
    let is_document = DOCUMENT_EXTENSIONS.contains(&extension.as_str())
        && DOCUMENTS.iter().any(|word| {
            name.strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
    is_document || extension == "lock" || LOCK_FILES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{radius, task};
    use super::*;
    use crate::model::Confidence;

    fn is_hub(path: &str) -> bool {
        is_hub_by_name(&RepoPath::new(path).unwrap())
    }

    #[test]
    fn documents_that_everybody_adds_to_and_lock_files_are_hubs_in_any_folder() {
        for hub in ["README.md", "docs/readme.de.md", "CHANGELOG", "CHANGELOG-1.x.md", "AGENTS.md"]
        {
            assert!(is_hub(hub), "{hub}");
        }
        for hub in ["TODO.md", "tools/go.sum", "go.mod", "Cargo.lock", "web/package-lock.json"] {
            assert!(is_hub(hub), "{hub}");
        }
        for plain in ["internal/todo/todo.go", "docs/todos.md", "internal/lock.go", "readmegen.md"]
        {
            assert!(!is_hub(plain), "{plain}");
        }
    }

    #[test]
    fn backlogs_and_generated_files_are_hubs() {
        let mut radii =
            vec![radius(0, &[("docs/TASKS.md", 0.9), ("api/a.pb.go", 0.9), ("b.go", 0.9)])];
        radii[0].files[1].origin = Origin::Generated;
        let mut tasks = vec![task(0)];
        tasks[0].backlog = "./docs/TASKS.md".to_owned();
        let hubs: Vec<String> = find(&tasks, &radii).iter().map(ToString::to_string).collect();
        assert_eq!(hubs, ["api/a.pb.go", "docs/TASKS.md"]);
        assert_eq!(shared(&find(&tasks, &radii), &radii), [], "only one task lists them");
    }

    #[test]
    fn what_everybody_touches_is_a_hub_in_a_backlog_of_some_size() {
        let hubs = |n: u32| {
            let radii: Vec<_> = (0..n)
                .map(|i| {
                    radius(i, &[("registry.go", 0.7), (["a.go", "b.go"][i as usize % 2], 0.6)])
                })
                .collect();
            assert_eq!(radii[0].confidence, Confidence::High);
            let tasks: Vec<_> = (0..n).map(task).collect();
            shared(&find(&tasks, &radii), &radii)
        };
        assert_eq!(hubs(12), [RepoPath::new("registry.go").unwrap()]);
        assert_eq!(hubs(9), []);
    }
}
