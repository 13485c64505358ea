//! Names of tracks, after the concern that sets each apart.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::places::Places;
use super::shares::Shares;
use super::slug::{is_vague, joined, of_title, without_repeats};
use super::taken::Taken;
use super::topics::Topics;
use super::touches::Expected;
use crate::model::Task;

/// Number of topics of a track of which pairs are tried. Chosen: it bounds the work.
const MAX_PAIRED: usize = 32;

/// Minimum score of a folder that names a track (see [`Shares::ranked`]); below, the headings of
/// the tasks tell more about them.
const MIN_FOLDER_SCORE: f64 = 0.1;

/// Names each track: unique, of lower-case ASCII letters, digits and dashes. `tracks` are the
/// places of their tasks in `tasks`, `expected` is what each task of each track is expected to change.
///
/// A name is deserved by most tasks of its track. It is the first of these that nobody mixes up with
/// an earlier one: the innermost heading above nearly all of them, or their backlog; the heading above most
/// or the folder (or file stem) that sets the track apart, whichever more tasks deserve; a word of most
/// titles; two topics that cover most together. A task alone is named after the heading above it, else after its
/// title. Where nothing fits most tasks, the track is named after what fits most of them, though at least two,
/// and only at last it is `misc`. Names that are `taken` are left out, and vague ones as far as there are others.
pub fn names(
    tasks: &[Task],
    tracks: &[&[usize]],
    expected: &[Vec<Expected>],
    taken: &[String],
) -> Vec<String> {
    let places = Places::new(expected);
    let topics = Topics::of(tasks, tracks);
    let mut known = Taken::default();
    for name in taken {
        known.add(name);
    }
    let mut names = Vec::with_capacity(tracks.len());
    for (track, members) in tracks.iter().enumerate() {
        let ranked = places.shares.ranked(track);
        let (distinctive, rest) =
            ranked.split_at(ranked.partition_point(|&(_, s)| s >= MIN_FOLDER_SCORE));
        let of_most = |shares: &Shares| -> Vec<String> {
            let topics = shares.ranked(track).into_iter().map(|(topic, _)| topic.to_owned());
            topics.filter(|topic| shares.is_deserved(track, topic)).collect()
        };
        let headings = || topics.places.iter().flat_map(&of_most).collect::<Vec<String>>();
        let folders = || places.names(track, distinctive);
        // A folder that more tasks deserve goes before a heading above fewer.
        let under_heading = topics
            .places
            .iter()
            .filter_map(|shares| of_most(shares).first().map(|topic| shares.count(track, topic)));
        let in_folder = distinctive
            .iter()
            .filter(|(place, _)| place.ends_with('/'))
            .map(|(place, _)| places.shares.count(track, place))
            .max();
        let prefers_places = in_folder > under_heading.max();
        let [first, second]: [&dyn Fn() -> Vec<String>; 2] =
            if prefers_places { [&folders, &headings] } else { [&headings, &folders] };
        let alone = || match **members {
            [task] => {
                let heading = topics.places.iter().take(2).flat_map(|it| it.of_nearly_all(track));
                heading.chain(of_title(&tasks[task].title)).collect()
            }
            _ => Vec::new(),
        };
        // Each list is made only if no name before it will do.
        let headings_of_most = || {
            let several = topics.headings.of_several(track).into_iter();
            several.map(|(_, topic)| topic.to_owned()).collect()
        };
        let lists: [&dyn Fn() -> Vec<String>; 9] = [
            &alone,
            &|| topics.places.iter().flat_map(|shares| shares.of_nearly_all(track)).collect(),
            first,
            second,
            &|| places.names(track, rest),
            &|| of_most(&topics.words),
            &|| pairs(track, &topics, &places),
            &|| of_several(track, &topics, &places),
            &headings_of_most,
        ];
        let mut vague = None;
        let fitting = lists.into_iter().flat_map(|list| list());
        let name = fitting
            .map(|name| without_repeats(&name))
            .filter(|name| !known.is_mixed_up(name))
            .find(|name| {
                let is_vague = is_vague(name);
                vague = vague.take().or_else(|| is_vague.then(|| name.clone()));
                !is_vague
            });
        let name = name.or(vague).unwrap_or_else(|| known.miscellaneous());
        known.add(&name);
        names.push(name);
    }
    names
}

/// Lists the topics of several tasks of a track where most have none in common: those of most tasks first, among
/// equals those of headings, then folders, then words.
fn of_several(track: usize, topics: &Topics, places: &Places) -> Vec<String> {
    let headings = topics.places.iter().flat_map(|shares| shares.of_several(track));
    let mut found: Vec<(usize, String)> =
        headings.map(|(count, topic)| (count, topic.to_owned())).collect();
    let folders = places.deserving_names(track).map(|(name, by)| (by.len(), name));
    found.extend(folders.filter(|&(count, _)| count > 1));
    let words = topics.words.of_several(track).into_iter();
    found.extend(words.map(|(count, topic)| (count, topic.to_owned())));
    found.sort_by_key(|&(count, _)| Reverse(count));
    found.into_iter().map(|(_, topic)| topic).collect()
}

/// Joins two topics that cover most tasks of a track together, where no topic does alone: those that cover
/// most, at first among the topics that no other track is about.
fn pairs(track: usize, topics: &Topics, places: &Places) -> Vec<String> {
    let mut known: Vec<(String, BTreeSet<usize>)> = places.deserving_names(track).collect();
    let texts = topics.places.first().into_iter().chain([&topics.words]);
    for shares in texts {
        let of_track = shares.deserving[track].iter();
        known.extend(of_track.map(|(topic, by)| (topic.clone(), by.iter().copied().collect())));
    }
    known.sort_by_key(|(_, by)| Reverse(by.len()));
    let is_own = |(topic, _): &&(String, BTreeSet<usize>)| {
        !places.is_called_elsewhere(track, topic)
            && !topics.words.is_notable_elsewhere(track, topic)
    };
    let own: Vec<_> = known.iter().filter(is_own).take(MAX_PAIRED).collect();
    let all: Vec<_> = known.iter().take(MAX_PAIRED).collect();
    [own, all].iter().filter_map(|known| best_pair(track, known, topics)).collect()
}

/// Finds the two topics that cover most tasks, the first of equals, if they are most and both are needed.
fn best_pair(
    track: usize,
    known: &[&(String, BTreeSet<usize>)],
    topics: &Topics,
) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for (at, (first, by)) in known.iter().enumerate() {
        for (second, others) in &known[at + 1..] {
            let covered = by.union(others).count();
            if covered > by.len().max(best.as_ref().map_or(0, |best| best.0))
                && topics.words.are_most(track, covered)
                && first != second
                && let Some(name) = joined(first, second)
            {
                best = Some((covered, name));
            }
        }
    }
    best.map(|(_, name)| name)
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
        let expected: Vec<Vec<Expected>> =
            paths.iter().map(|files| vec![files.iter().map(|(p, m)| (p, *m)).collect()]).collect();
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
        let nothing = vec![vec![Expected::new()]; 4];
        let found = names(&tasks, &[&[0], &[1], &[2], &[3]], &nothing, &[]);
        assert_eq!(found, ["release-notes", "flaky-scheduler", "misc", "misc-2"]);
    }

    #[test]
    fn what_fits_several_tasks_names_a_track_of_which_nothing_fits_most() {
        let mut tasks: Vec<Task> = (0..7).map(task).collect();
        for (at, heading) in [(0, "Caching"), (1, "Caching"), (2, "Metrics")] {
            tasks[at].section = vec![heading.to_owned()];
        }
        tasks[6].section = vec!["Generation".to_owned()];
        tasks[6].title = "Write the parser generator".to_owned();
        let nothing = vec![vec![Expected::new(); 6], vec![Expected::new()]];
        let found = names(&tasks, &[&[0, 1, 2, 3, 4, 5], &[6]], &nothing, &[]);
        assert_eq!(found, ["caching", "parser-generator"]);
    }
}
