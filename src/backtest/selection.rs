//! Selection of given cases: so many of each repository, always the same ones.

use std::collections::BTreeMap;

use super::Case;
use crate::words::stable_hash;

/// Limits of a selection; no limit for `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Number of tasks of each repository.
    pub tasks: Option<usize>,
    /// Number of commits of each repository that stand in for tasks.
    pub commits: Option<usize>,
}

/// Selects cases. The order in which they are given does not matter: of each repository those come
/// first whose files are surely their own, then the order is that of a hash of their ids, so that a
/// smaller selection is a part of a larger one. The result is sorted by repository, date and id.
pub fn select(mut cases: Vec<Case>, limits: Limits) -> Vec<Case> {
    cases.sort_by_cached_key(|case| {
        let is_unsure = case.weight < 1.0;
        (is_unsure, stable_hash(&case.id), case.id.clone(), case.commit.clone())
    });
    let mut taken: BTreeMap<(String, bool), usize> = BTreeMap::new();
    cases.retain(|case| {
        let taken = taken.entry((case.repo.clone(), case.is_commit())).or_default();
        *taken += 1;
        let limit = if case.is_commit() { limits.commits } else { limits.tasks };
        limit.is_none_or(|limit| *taken <= limit)
    });
    cases.sort_by(|a, b| (&a.repo, a.date, &a.id).cmp(&(&b.repo, b.date, &b.id)));
    cases
}

/// Computes a digest of cases, in hexadecimal: that of the file which holds them one a line, in this
/// order, with all fields.
pub fn digest<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let mut hasher = blake3::Hasher::new();
    for case in cases {
        // A case has only fields that can be written.
        hasher.update(&serde_json::to_vec(case).unwrap_or_default());
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sample::replay;
    use super::*;

    fn cases() -> Vec<Case> {
        let case = |at: u32| {
            let mut case = replay(["a/a", "b/b"][at as usize % 2], at, "it", &[], &["a.go"]).case;
            case.id = format!("{at}");
            case.backlog = if at < 20 { "TASKS.md".to_owned() } else { String::new() };
            case.weight = if at < 4 { 1.0 } else { 0.5 };
            case
        };
        (0..40).map(case).collect()
    }

    fn ids(cases: &[Case]) -> Vec<&str> {
        cases.iter().map(|case| case.id.as_str()).collect()
    }

    #[test]
    fn a_selection_depends_on_no_order_and_takes_the_sure_ones_first() {
        let limits = Limits { tasks: Some(3), commits: Some(2) };
        let selected = select(cases(), limits);
        let mut reversed = cases();
        reversed.reverse();
        assert_eq!(select(reversed, limits), selected);
        let of = |repository: &str, is_commit: bool| {
            let cases = selected.iter().filter(|it| it.repo == repository);
            cases.filter(|it| it.is_commit() == is_commit).count()
        };
        assert_eq!(
            [of("a/a", false), of("a/a", true), of("b/b", false), of("b/b", true)],
            [3, 2, 3, 2]
        );
        for sure in ["0", "1", "2", "3"] {
            assert!(ids(&selected).contains(&sure), "{selected:?}");
        }
        assert_eq!(select(cases(), Limits::default()).len(), 40);
    }

    #[test]
    fn a_smaller_selection_is_a_part_of_a_larger_one() {
        let of = |tasks| select(cases(), Limits { tasks: Some(tasks), ..Limits::default() });
        let (small, large) = (of(4), of(7));
        assert!(ids(&small).iter().all(|id| ids(&large).contains(id)));
    }

    #[test]
    fn the_digest_tells_selections_apart() {
        let all = select(cases(), Limits::default());
        assert_eq!(digest(all.iter()), digest(select(all.clone(), Limits::default()).iter()));
        assert_ne!(digest(all.iter()), digest(all[1..].iter()));
    }
}
