//! Patterns of places: paths in which a `*` stands for any text within one name.

/// Returns true if `pattern` matches the whole of `path`.
pub fn matches(path: &str, pattern: &str) -> bool {
    path.split('/').count() == pattern.split('/').count() && ends(path, pattern)
}

/// Returns true if `pattern` matches the end of `path`, from a folder on.
pub fn ends(path: &str, pattern: &str) -> bool {
    let mut names = path.rsplit('/');
    pattern.rsplit('/').all(|part| names.next().is_some_and(|name| fits(name, part)))
}

/// Returns true if a name fits one part of a pattern.
pub fn fits(name: &str, part: &str) -> bool {
    let Some((start, rest)) = part.split_once('*') else { return name == part };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return left.ends_with(piece) && !name.is_empty();
        }
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_within_a_name() {
        for (path, pattern, whole, end) in [
            ("TASKS.md", "TASKS.md", true, true),
            ("a/TASKS.md", "TASKS.md", false, true),
            ("aTASKS.md", "TASKS.md", false, false),
            ("specs/a/tasks.md", "specs/*/tasks.md", true, true),
            ("specs/tasks.md", "specs/*/tasks.md", false, false),
            ("specs/a/b/tasks.md", "specs/*/tasks.md", false, false),
            (".kiro/specs/a/tasks.md", "specs/*/tasks.md", false, true),
            ("x/1/1-2-PLAN.md", "x/*/*-PLAN.md", true, true),
            ("x/1/PLAN.md", "x/*/*-PLAN.md", false, false),
            ("WP01-a-b.md", "WP*-*.md", true, true),
            ("WP01.md", "WP*-*.md", false, false),
        ] {
            assert_eq!((matches(path, pattern), ends(path, pattern)), (whole, end), "{path}");
        }
    }
}
