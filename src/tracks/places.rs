//! Places in the repository as names of tracks.

use std::collections::{BTreeMap, BTreeSet};

use super::shares::{Deserving, Shares};
use super::slug::{joined, slug};
use super::touches::{Expected, ancestors};
use crate::model::RepoPath;

/// Share of a folder's score from which one of its subfolders names the track instead.
const MIN_SUBFOLDER_SHARE: f64 = 0.7;

/// Share of a track that its first folder may hold for two folders to name it together.
const MAX_FIRST_SHARE: f64 = 0.6;

/// Share of the first folder's score that the second must have to name a track together with it.
const MIN_SECOND_SHARE: f64 = 0.8;

/// Probability that a task changes a file in a place, from which it is about the place: more likely
/// than not.
const MIN_PROBABILITY: f64 = 0.5;

/// Folders and file stems that tell where code lies by convention, not what it is about.
const MEANINGLESS: [&str; 33] = [
    "internal",
    "pkg",
    "src",
    "source",
    "cmd",
    "lib",
    "libs",
    "app",
    "apps",
    "core",
    "common",
    "shared",
    "main",
    "go",
    "mod",
    "modules",
    "packages",
    "test",
    "tests",
    "testdata",
    "fixtures",
    "impl",
    "base",
    "util",
    "utils",
    "helpers",
    "types",
    "doc",
    "index",
    "readme",
    "project",
    "gitignore",
    "gitattributes",
];

/// Files that steer the build.
const BUILD_FILES: [&str; 12] = [
    "makefile",
    "gnumakefile",
    "justfile",
    "taskfile.yml",
    "taskfile.yaml",
    "magefile.go",
    "dockerfile",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yaml",
    ".goreleaser.yml",
    ".goreleaser.yaml",
];

/// Places that the tracks are expected to change.
pub struct Places {
    /// How much of each track is expected in each place, and the tasks that probably change it.
    pub shares: Shares,
    /// For each place, its components that tell what it is about; see [`meaningful`].
    meanings: BTreeMap<String, Vec<String>>,
    /// For each name, the places of that name that are a notable part of some track.
    called: BTreeMap<String, Vec<String>>,
}

impl Places {
    /// Collects the places. `expected` is what each task of each track is expected to change.
    pub fn new(expected: &[Vec<Expected>]) -> Self {
        let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut of_tracks: Vec<BTreeMap<String, f64>> =
            expected.iter().map(|track| place_shares(track)).collect();
        for shares in &mut of_tracks {
            shares.retain(|place, share| {
                if !meanings.contains_key(place) {
                    meanings.insert(place.clone(), meaningful(place));
                }
                *share > 0.0 && !meanings[place].is_empty()
            });
        }
        let deserving = expected.iter().map(|track| deserving(track)).collect();
        let shares = Shares::new(of_tracks, deserving, expected.iter().map(Vec::len).collect());
        let mut called: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for place in shares.notable.keys() {
            if let Some(name) = meanings[place].first() {
                called.entry(name.clone()).or_default().push(place.clone());
            }
        }
        Self { shares, meanings, called }
    }

    /// Returns whether another track works to a notable part in some other place of this name.
    fn is_ambiguous(&self, track: usize, place: &str, name: &str) -> bool {
        self.called.get(name).into_iter().flatten().any(|theirs| {
            !is_nested(theirs, place) && self.shares.is_notable_elsewhere(track, theirs)
        })
    }

    /// Returns whether another track works to a notable part in a place of this name.
    pub fn is_called_elsewhere(&self, track: usize, name: &str) -> bool {
        let mut places = self.called.get(name).into_iter().flatten();
        places.any(|place| self.shares.is_notable_elsewhere(track, place))
    }

    /// Lists the names of the places of a track, with the tasks that probably change a file there.
    pub fn deserving_names(
        &self,
        track: usize,
    ) -> impl Iterator<Item = (String, BTreeSet<usize>)> + '_ {
        self.shares.deserving[track].iter().filter_map(|(place, tasks)| {
            let name = self.meanings.get(place)?.first()?;
            Some((name.clone(), tasks.iter().copied().collect()))
        })
    }

    fn are_deserved_together(&self, track: usize, first: &str, second: &str) -> bool {
        let tasks = |place: &str| self.shares.deserving[track].get(place).into_iter().flatten();
        let both: BTreeSet<&usize> = tasks(first).chain(tasks(second)).collect();
        self.shares.are_most(track, both.len())
    }

    /// Makes names of ranked places: the best one alone or with an equal, then the others. Each is
    /// deserved by most tasks of the track.
    pub fn names(&self, track: usize, ranked: &[(&str, f64)]) -> Vec<String> {
        let Some(&(mut best, mut score)) = ranked.first() else { return Vec::new() };
        while let Some(&(part, part_score)) = ranked.iter().find(|(place, place_score)| {
            *place != best
                && best.ends_with('/')
                && place.ends_with('/')
                && place.starts_with(best)
                && *place_score >= MIN_SUBFOLDER_SHARE * score
        }) {
            (best, score) = (part, part_score);
        }
        let mut names = Vec::new();
        let rest = || ranked.iter().filter(|(place, _)| !is_nested(place, best));
        let equal = rest()
            .find(|&&(place, other)| place.ends_with('/') && other >= MIN_SECOND_SHARE * score);
        if let Some(&(second, _)) = equal
            && best.ends_with('/')
            && self.shares.of[track][best] <= MAX_FIRST_SHARE
        {
            let both = [best, second].map(|place| self.meanings[place].first());
            if let [Some(first), Some(second)] = both
                && first != second
                && self.are_deserved_together(track, best, second)
            {
                names.extend(joined(first, second));
            }
        }
        let all = std::iter::once(best).chain(rest().map(|&(place, _)| place));
        for place in all.filter(|place| self.shares.is_deserved(track, place)) {
            let meaningful = &self.meanings[place];
            let mut of_place: Vec<String> = meaningful.first().cloned().into_iter().collect();
            if let [name, parent, ..] = meaningful.as_slice() {
                let qualified = joined(name, parent);
                if self.is_ambiguous(track, place, name) {
                    of_place.splice(0..0, qualified);
                } else {
                    of_place.extend(qualified);
                }
            }
            names.append(&mut of_place);
        }
        names
    }
}

/// Computes the share of each place of a track in what its tasks are expected to change.
fn place_shares(track: &[Expected]) -> BTreeMap<String, f64> {
    let all: f64 = track.iter().flat_map(BTreeMap::values).sum();
    let mut shares: BTreeMap<String, f64> = BTreeMap::new();
    for (path, mass) in track.iter().flatten() {
        for place in places(path) {
            *shares.entry(place).or_default() += mass / all;
        }
    }
    shares
}

/// Finds the tasks of a track that probably change a file in each place.
fn deserving(track: &[Expected]) -> Deserving {
    let mut deserving = Deserving::new();
    for (task, expected) in track.iter().enumerate() {
        let mut untouched: BTreeMap<String, f64> = BTreeMap::new();
        for (path, p) in expected {
            for place in places(path) {
                *untouched.entry(place).or_insert(1.0) *= 1.0 - p;
            }
        }
        for (place, untouched) in untouched {
            if 1.0 - untouched >= MIN_PROBABILITY {
                deserving.entry(place).or_default().push(task);
            }
        }
    }
    deserving
}

/// Returns the folders of a file at every depth (with a trailing `/`) and the file without its
/// extension.
fn places(path: &RepoPath) -> impl Iterator<Item = String> {
    let stem = match path.folder() {
        _ if BUILD_FILES.contains(&path.name().to_ascii_lowercase().as_str()) => "build".to_owned(),
        "" => file_topic(path.stem()).to_owned(),
        folder => format!("{folder}/{}", file_topic(path.stem())),
    };
    ancestors(path.as_str()).map(str::to_owned).chain([stem])
}

/// Strips the `_test` of a Go test, which belongs to the file it tests.
fn file_topic(stem: &str) -> &str {
    stem.strip_suffix("_test").unwrap_or(stem)
}

/// Returns whether one of two places lies in the other or is the same.
fn is_nested(a: &str, b: &str) -> bool {
    a == b || (b.ends_with('/') && a.starts_with(b)) || (a.ends_with('/') && b.starts_with(a))
}

/// Returns the components of a place that tell what it is about, as names, innermost first.
fn meaningful(place: &str) -> Vec<String> {
    if place == ".github/workflows/" || place.starts_with(".github/workflows/") {
        return vec!["ci".to_owned()];
    }
    let mut names: Vec<String> = Vec::new();
    for component in place.trim_end_matches('/').rsplit('/') {
        if let Some(name) = slug(component)
            && !MEANINGLESS.contains(&name.as_str())
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}
