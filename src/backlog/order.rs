//! Order of files by their names, with numbers as people count: `task-2` before `task-10`.

use std::cmp::Ordering;
use std::path::Path;

/// Compares two paths, folder by folder. Names that differ in the case of letters or in leading zeros only are
/// ordered by their bytes.
pub fn by_number(one: &Path, other: &Path) -> Ordering {
    let names = |path: &Path| -> Vec<String> {
        path.iter().map(|name| name.to_string_lossy().to_lowercase()).collect()
    };
    let (left, right) = (names(one), names(other));
    let found = left.iter().zip(&right).map(|(one, other)| name_by_number(one, other));
    let found = found.fold(Ordering::Equal, Ordering::then);
    found.then(left.len().cmp(&right.len())).then_with(|| one.cmp(other))
}

/// Compares two names.
fn name_by_number(mut one: &str, mut other: &str) -> Ordering {
    while let (Some(left), Some(right)) = (one.chars().next(), other.chars().next()) {
        let is_number = left.is_ascii_digit() && right.is_ascii_digit();
        let (found, lengths) = if is_number {
            let (left, right) = (digits(one), digits(other));
            let [bare, other_bare] = [left, right].map(|it| it.trim_start_matches('0'));
            let by_value = bare.len().cmp(&other_bare.len()).then_with(|| bare.cmp(other_bare));
            (by_value, (left.len(), right.len()))
        } else {
            (left.cmp(&right), (left.len_utf8(), right.len_utf8()))
        };
        if found.is_ne() {
            return found;
        }
        (one, other) = (&one[lengths.0..], &other[lengths.1..]);
    }
    one.len().cmp(&other.len())
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        for names in [
            &["task-2 - B.md", "task-10 - A.md", "task-100 - C.md"][..],
            &[
                "task-1 - A.md",
                "task-1.1 - B.md",
                "task-1.2 - C.md",
                "task-1.10 - D.md",
                "task-2 - E.md",
            ],
            &["task-9 - A.md", "TASK-10 - B.md"],
            &["1-1-a.md", "1-2-b.md", "1-10-c.md", "2-1-d.md"],
            &["01-02-PLAN.md", "02-01-PLAN.md", "10-01-PLAN.md"],
            &["a/2.md", "a/10.md", "a-b/1.md", "b/1.md"],
            &["phases/9-a/9-01-PLAN.md", "phases/10-b/10-01-PLAN.md"],
            &["27-a", "27.1-b", "28-c"],
            &["001.md", "1.md", "2.md", "010.md"],
            &["é2", "é10", "é99999999999999999999999", "é100000000000000000000000"],
            &["", "1", "a", "a1", "a1b"],
        ] {
            let mut sorted: Vec<&Path> = names.iter().rev().map(Path::new).collect();
            sorted.sort_by(|one, other| by_number(one, other));
            assert_eq!(sorted, names.iter().map(Path::new).collect::<Vec<_>>());
        }
    }
}
