//! Places that a track touches, in a few words.

use std::collections::BTreeMap;

use crate::model::RepoPath;

/// Number of places that are named.
const MAX_PLACES: usize = 6;

/// Share of what the track is expected to change that the named places should hold.
const MIN_COVERED: f64 = 0.8;

/// Number of places in one folder from which the folder is named instead.
const MIN_PLACES: usize = 3;

/// Share of what all tracks do in a folder that the track must do for the folder to be named
/// instead of its parts.
const MIN_OWN_SHARE: f64 = 0.6;

/// Expected changes: the sum of the probabilities that the tasks of a track change a file.
pub type Expected<'a> = BTreeMap<&'a RepoPath, f64>;

/// Lists, for each track, the folders (with a trailing `/`) and files at the root that it touches,
/// most likely first; none lies within another.
pub fn touches(tracks: &[Expected]) -> Vec<Vec<String>> {
    let mut everywhere: BTreeMap<&str, f64> = BTreeMap::new();
    for (path, expected) in tracks.iter().flatten() {
        for folder in ancestors(path.as_str()) {
            *everywhere.entry(folder).or_default() += expected;
        }
    }
    tracks.iter().map(|track| of_track(track, &everywhere)).collect()
}

fn of_track(track: &Expected, everywhere: &BTreeMap<&str, f64>) -> Vec<String> {
    let mut places: BTreeMap<&str, f64> = BTreeMap::new();
    for (path, expected) in track {
        let folder = ancestors(path.as_str()).last().unwrap_or(path.as_str());
        *places.entry(folder).or_default() += expected;
    }
    let all: f64 = places.values().sum();
    // Places beyond the cover are noise: they should not make a folder look widely touched.
    let mut places: BTreeMap<&str, f64> = covering(&places, all, usize::MAX).into_iter().collect();
    while let Some(folder) = generalisation(&places, everywhere) {
        absorb(&mut places, folder);
    }
    unnest(&mut places);
    covering(&places, all, MAX_PLACES).into_iter().map(|(place, _)| place.to_owned()).collect()
}

/// Returns the most likely places, until they cover enough or are `at_most`.
fn covering<'a>(places: &BTreeMap<&'a str, f64>, all: f64, at_most: usize) -> Vec<(&'a str, f64)> {
    let mut likely: Vec<(&str, f64)> = places.iter().map(|(&place, &mass)| (place, mass)).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let mut covered = 0.0;
    likely
        .into_iter()
        .take(at_most)
        .take_while(|&(_, mass)| {
            let wanted = covered < MIN_COVERED * all;
            covered += mass;
            wanted
        })
        .collect()
}

/// Finds the deepest folder that holds many of the places and is mostly the track's own.
fn generalisation<'a>(
    places: &BTreeMap<&'a str, f64>,
    everywhere: &BTreeMap<&str, f64>,
) -> Option<&'a str> {
    let mut within: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for (&place, &mass) in places {
        for folder in ancestors(place) {
            let (count, sum) = within.entry(folder).or_default();
            *count += 1;
            *sum += mass;
        }
    }
    within
        .into_iter()
        .filter(|&(folder, (count, mass))| {
            count >= MIN_PLACES
                && everywhere.get(folder).is_some_and(|all| mass >= MIN_OWN_SHARE * all)
        })
        .map(|(folder, _)| folder)
        .max_by_key(|folder| (folder.matches('/').count(), std::cmp::Reverse(*folder)))
}

/// Replaces all that lies in a folder by the folder.
fn absorb<'a>(places: &mut BTreeMap<&'a str, f64>, folder: &'a str) {
    let mut mass = 0.0;
    places.retain(|place, expected| {
        let inside = place.starts_with(folder);
        if inside {
            mass += *expected;
        }
        !inside
    });
    places.insert(folder, mass);
}

/// Keeps either a folder or the places inside it: the side that more is expected of.
fn unnest<'a>(places: &mut BTreeMap<&'a str, f64>) {
    let folders: Vec<&'a str> = places.keys().copied().filter(|p| p.ends_with('/')).collect();
    // Inner folders first, so that each is settled before what holds it.
    for folder in folders.into_iter().rev() {
        let Some(&direct) = places.get(folder) else { continue };
        let inside: f64 =
            places.iter().filter(|(place, _)| place.starts_with(folder)).map(|(_, m)| m).sum();
        if direct >= inside - direct {
            absorb(places, folder);
        } else {
            places.remove(folder);
        }
    }
}

/// Returns the folders that hold a file or folder, with a trailing `/`, outermost first, without
/// itself.
pub fn ancestors(place: &str) -> impl DoubleEndedIterator<Item = &str> {
    place
        .char_indices()
        .filter(|&(at, c)| c == '/' && at + 1 < place.len())
        .map(|(at, _)| &place[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(tracks: &[&[(&str, f64)]]) -> Vec<Vec<String>> {
        let paths: Vec<Vec<(RepoPath, f64)>> = tracks
            .iter()
            .map(|files| files.iter().map(|&(p, m)| (RepoPath::new(p).unwrap(), m)).collect())
            .collect();
        let expected: Vec<Expected> =
            paths.iter().map(|files| files.iter().map(|(p, m)| (p, *m)).collect()).collect();
        touches(&expected)
    }

    #[test]
    fn folders_and_top_files_most_likely_first() {
        let found =
            named(&[&[("a/x.go", 0.5), ("a/y.go", 0.5), ("Makefile", 2.0), ("z/q.go", 0.1)]]);
        assert_eq!(found, [["Makefile", "a/"]]);
    }

    #[test]
    fn many_subfolders_are_named_by_their_folder_unless_it_is_shared() {
        let docs: &[(&str, f64)] =
            &[("docs/blog/a.md", 1.0), ("docs/recipes/b.md", 1.0), ("docs/cli/c.md", 1.0)];
        assert_eq!(named(&[docs]), [["docs/"]]);
        let other: &[(&str, f64)] = &[("docs/home/d.md", 3.0)];
        assert_eq!(
            named(&[docs, other]),
            [vec!["docs/blog/", "docs/cli/", "docs/recipes/"], vec!["docs/home/"]]
        );
    }

    #[test]
    fn no_place_lies_within_another() {
        let found =
            named(&[&[("a/x.go", 0.4), ("a/b/y.go", 1.0), ("c/z.go", 1.0), ("c/d/w.go", 0.9)]]);
        assert_eq!(found, [["c/", "a/b/"]]);
    }

    #[test]
    fn at_most_six_places() {
        let files: Vec<(String, f64)> = (0..9).map(|i| (format!("d{i}/f.go"), 1.0)).collect();
        let files: Vec<(&str, f64)> = files.iter().map(|(p, m)| (p.as_str(), *m)).collect();
        assert_eq!(named(&[&files])[0].len(), MAX_PLACES);
    }
}
