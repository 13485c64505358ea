//! Names of tracks, after the concern that sets each apart.

use std::collections::BTreeMap;

use super::slug::{MAX_NAME_BYTES, slug, topic_words, without_repeats};
use super::taken::Taken;
use super::touches::{Expected, ancestors};
use crate::model::Task;

/// Minimum score of a folder that names a track (see [`Shares::ranked`]); below, the headings of
/// the tasks tell more about them.
const MIN_FOLDER_SCORE: f64 = 0.1;

/// Share of a folder's score from which one of its subfolders names the track instead.
const MIN_SUBFOLDER_SHARE: f64 = 0.7;

/// Share of a track that its first folder may hold for two folders to name it together …
const MAX_FIRST_SHARE: f64 = 0.6;

/// … and minimum share of the first folder's score that the second must have.
const MIN_SECOND_SHARE: f64 = 0.8;

/// Share of another track from which a folder of it makes a name ambiguous.
const MIN_NOTABLE_SHARE: f64 = 0.1;

/// Share of a track's tasks that must stand under a heading for it to be the concern of all.
const MIN_SHARE_OF_HEADING: f64 = 0.8;

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

/// Names each track: unique, of lower-case ASCII letters, digits and dashes. `tracks` are the
/// places of their tasks in `tasks`, `expected` is what each is expected to change.
///
/// A name is the first of these that nobody mixes up with an earlier one: the heading above nearly
/// all of its tasks, the folder (or file stem) that sets the track apart, the heading above some, a
/// word of their titles, `misc`.
/// Names that are `taken` are left out.
pub fn names(
    tasks: &[Task],
    tracks: &[&[usize]],
    expected: &[Expected],
    taken: &[String],
) -> Vec<String> {
    let places = Places::new(expected);
    let of_texts = |words_of: fn(&Task) -> Vec<String>| {
        Shares::new(tracks.iter().map(|track| text_shares(tasks, track, words_of)).collect())
    };
    let (sections, words) = (of_texts(section_topic), of_texts(title_words));
    let mut known = Taken::default();
    for name in taken {
        known.add(name);
    }
    let mut names = Vec::with_capacity(tracks.len());
    for track in 0..tracks.len() {
        let ranked = places.shares.ranked(track);
        let (distinctive, rest) =
            ranked.split_at(ranked.partition_point(|&(_, s)| s >= MIN_FOLDER_SCORE));
        let texts = |shares: &Shares| -> Vec<String> {
            shares.ranked(track).into_iter().map(|(topic, _)| topic.to_owned()).collect()
        };
        // Each list is made only if no name before it will do.
        let lists: [&dyn Fn() -> Vec<String>; 5] = [
            &|| sections.of_nearly_all(track).collect(),
            &|| places.names(track, distinctive),
            &|| texts(&sections),
            &|| places.names(track, rest),
            &|| texts(&words),
        ];
        let name = lists
            .into_iter()
            .flat_map(|list| list())
            .map(|name| without_repeats(&name))
            .find(|name| !known.is_mixed_up(name));
        let name = name.unwrap_or_else(|| known.miscellaneous());
        known.add(&name);
        names.push(name);
    }
    names
}

/// Topics of the tracks.
struct Shares {
    /// For each track, its topics and how much of the track belongs to each, in [0, 1].
    of: Vec<BTreeMap<String, f64>>,
    /// For each topic, the sum over all tracks.
    everywhere: BTreeMap<String, f64>,
    /// For each topic, the first two tracks to a notable part of which it belongs.
    notable: BTreeMap<String, [Option<usize>; 2]>,
}

impl Shares {
    fn new(of: Vec<BTreeMap<String, f64>>) -> Self {
        let mut shares = Self { of, everywhere: BTreeMap::new(), notable: BTreeMap::new() };
        for (track, topics) in shares.of.iter().enumerate() {
            for (topic, &share) in topics {
                *shares.everywhere.entry(topic.clone()).or_default() += share;
                if share >= MIN_NOTABLE_SHARE {
                    let first = shares.notable.entry(topic.clone()).or_default();
                    if let Some(free) = first.iter_mut().find(|it| it.is_none()) {
                        *free = Some(track);
                    }
                }
            }
        }
        shares
    }

    /// Returns whether a topic belongs to another track to a notable part.
    fn is_notable_elsewhere(&self, track: usize, topic: &str) -> bool {
        let first = self.notable.get(topic).copied().unwrap_or_default();
        first.into_iter().flatten().any(|other| other != track)
    }

    /// Ranks the topics that set a track apart, the most distinctive first, then by name, with
    /// score = share · (purity − 1/k) / (1 − 1/k), where purity is the track's part in the shares
    /// of all k tracks: a share discounted by how common it is, as in tf-idf; 0 for topics that all
    /// tracks share alike. A single track is scored by share alone.
    fn ranked(&self, track: usize) -> Vec<(&str, f64)> {
        let chance = 1.0 / self.of.len() as f64;
        let mut ranked: Vec<(&str, f64)> = self.of[track]
            .iter()
            .map(|(topic, &share)| {
                let apart = if self.of.len() > 1 {
                    (share / self.everywhere[topic] - chance) / (1.0 - chance)
                } else {
                    1.0
                };
                (topic.as_str(), share * apart)
            })
            .filter(|&(_, score)| score > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        ranked
    }

    /// Lists the topics of nearly all of a track, if it is no other track's to a notable part.
    fn of_nearly_all(&self, track: usize) -> impl Iterator<Item = String> + '_ {
        let mine = self.of[track].iter().filter(|&(_, &share)| share >= MIN_SHARE_OF_HEADING);
        mine.map(|(topic, _)| topic)
            .filter(move |topic| !self.is_notable_elsewhere(track, topic))
            .cloned()
    }
}

/// Places that the tracks are expected to change.
struct Places {
    shares: Shares,
    /// For each place, its components that tell what it is about; see [`meaningful`].
    meanings: BTreeMap<String, Vec<String>>,
    /// For each name, the places of that name that are a notable part of some track.
    called: BTreeMap<String, Vec<String>>,
}

impl Places {
    fn new(expected: &[Expected]) -> Self {
        let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut of_tracks: Vec<BTreeMap<String, f64>> = expected.iter().map(place_shares).collect();
        for shares in &mut of_tracks {
            shares.retain(|place, share| {
                if !meanings.contains_key(place) {
                    meanings.insert(place.clone(), meaningful(place));
                }
                *share > 0.0 && !meanings[place].is_empty()
            });
        }
        let shares = Shares::new(of_tracks);
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

    /// Makes names of ranked places: the best one alone or with an equal, then the others.
    fn names(&self, track: usize, ranked: &[(&str, f64)]) -> Vec<String> {
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
            {
                names.extend(joined(first, second));
            }
        }
        for place in std::iter::once(best).chain(rest().map(|&(place, _)| place)) {
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

/// Computes the share of each folder of a track at every depth (with a trailing `/`) and of each
/// file without its extension in what the track is expected to change.
fn place_shares(expected: &Expected) -> BTreeMap<String, f64> {
    let all: f64 = expected.values().sum();
    let mut shares: BTreeMap<String, f64> = BTreeMap::new();
    for (path, mass) in expected {
        let stem = match path.folder() {
            _ if BUILD_FILES.contains(&path.name().to_ascii_lowercase().as_str()) => {
                "build".to_owned()
            }
            "" => file_topic(path.stem()).to_owned(),
            folder => format!("{folder}/{}", file_topic(path.stem())),
        };
        for place in ancestors(path.as_str()).map(str::to_owned).chain([stem]) {
            *shares.entry(place).or_default() += mass / all;
        }
    }
    shares
}

/// Strips the `_test` of a Go test, which belongs to the file it tests.
fn file_topic(stem: &str) -> &str {
    stem.strip_suffix("_test").unwrap_or(stem)
}

fn joined(first: &str, second: &str) -> Option<String> {
    let both = format!("{first}-{second}");
    (both.len() <= MAX_NAME_BYTES).then_some(both)
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

/// Computes the share of a track's tasks that have each topic.
fn text_shares(
    tasks: &[Task],
    track: &[usize],
    topics_of: fn(&Task) -> Vec<String>,
) -> BTreeMap<String, f64> {
    let mut shares: BTreeMap<String, f64> = BTreeMap::new();
    for &task in track {
        let mut topics = topics_of(&tasks[task]);
        topics.sort_unstable();
        topics.dedup();
        for topic in topics {
            *shares.entry(topic).or_default() += 1.0 / track.len() as f64;
        }
    }
    shares
}

/// Finds the innermost heading that names a topic.
fn section_topic(task: &Task) -> Vec<String> {
    let topic = |heading: &String| slug(&topic_words(heading).collect::<Vec<_>>().join("-"));
    task.section.iter().rev().find_map(topic).into_iter().collect()
}

fn title_words(task: &Task) -> Vec<String> {
    topic_words(&task.title).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::task;
    use super::*;
    use crate::model::RepoPath;

    fn named(tracks: &[&[(&str, f64)]]) -> Vec<String> {
        let paths: Vec<Vec<(RepoPath, f64)>> = tracks
            .iter()
            .map(|files| files.iter().map(|&(p, m)| (RepoPath::new(p).unwrap(), m)).collect())
            .collect();
        let expected: Vec<Expected> =
            paths.iter().map(|files| files.iter().map(|(p, m)| (p, *m)).collect()).collect();
        let tasks: Vec<Task> = (0..u32::try_from(tracks.len()).unwrap()).map(task).collect();
        let places: Vec<usize> = (0..tracks.len()).collect();
        names(&tasks, &places.chunks(1).collect::<Vec<_>>(), &expected, &[])
    }

    #[test]
    fn the_folder_that_sets_a_track_apart_names_it() {
        let found = named(&[
            &[("docs/recipes/a.md", 1.0), ("docs/blog/b.md", 1.0), ("internal/cli/root.go", 0.2)],
            &[("internal/crypto/aes.go", 1.0), ("internal/crypto/key.go", 0.8)],
            &[("internal/cli/recall/run.go", 1.0), ("internal/cli/recall/core/x.go", 0.9)],
            &[(".github/workflows/ci.yml", 1.0), ("Makefile", 0.2)],
        ]);
        assert_eq!(found, ["docs", "crypto", "recall", "ci"]);
    }

    #[test]
    fn an_ambiguous_folder_is_named_with_its_parent() {
        let found = named(&[
            &[("internal/cli/pad/add.go", 1.0), ("internal/cli/pad/edit.go", 1.0)],
            &[("internal/write/pad/out.go", 1.0), ("internal/write/pad/err.go", 1.0)],
        ]);
        assert_eq!(found, ["pad-cli", "pad-write"]);
    }

    #[test]
    fn two_equal_topics_are_joined() {
        let found = named(&[
            &[("internal/pad/a.go", 1.0), ("internal/crypto/b.go", 1.0)],
            &[("internal/kb/c.go", 1.0)],
        ]);
        assert_eq!(found[0], "crypto-pad");
    }

    #[test]
    fn in_a_flat_repository_file_stems_tell_tracks_apart() {
        let found = named(&[
            &[("v2/pipeline.go", 1.0), ("v2/pipeline_test.go", 1.0), ("v2/doc.go", 0.3)],
            &[("v2/table.go", 1.0), ("v2/table_test.go", 1.0), ("v2/doc.go", 0.3)],
            &[("Makefile", 1.0)],
        ]);
        assert_eq!(found, ["pipeline", "table", "build"]);
    }

    #[test]
    fn headings_then_titles_name_what_folders_do_not() {
        let mut tasks: Vec<Task> = (0..4).map(task).collect();
        tasks[0].section = vec!["Phase 2: Release notes".to_owned(), "3.1".to_owned()];
        tasks[1].title = "Fix the flaky scheduler".to_owned();
        let nothing = vec![Expected::new(); 4];
        let found = names(&tasks, &[&[0], &[1], &[2], &[3]], &nothing, &[]);
        assert_eq!(found, ["release-notes", "flaky", "misc", "misc-2"]);
    }
}
