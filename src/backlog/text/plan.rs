//! Plans that a text cites.

use std::path::Path;

/// Word before the path of a plan: `Plan: specs/plans/search.md`.
const KEY: &str = "plan";

/// Finds the path behind a `Plan:` of a line: bare, in code quotes, or in a link.
pub fn cited(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    lower.match_indices(KEY).find_map(|(start, _)| at(line, start))
}

fn at(line: &str, start: usize) -> Option<&str> {
    let begins = line[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '-');
    let marks = ['*', '_', ' '];
    let after = line[start + KEY.len()..].trim_start_matches(marks).strip_prefix(':')?;
    let after = after.trim_start_matches(marks);
    // The address of a link, not its text.
    let after = match after.strip_prefix('[').and_then(|link| link.split_once("](")) {
        Some((_, address)) => address,
        None => after,
    };
    let after = after.trim_start_matches(['`', '<', '"']);
    let ends = |c: char| c.is_whitespace() || "`>\"),;".contains(c);
    let path = after.split(ends).next()?.trim_end_matches('.');
    let path = path.strip_prefix("./").unwrap_or(path);
    (begins && Path::new(path).extension().is_some_and(|it| it == "md") && !path.contains("://"))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::cited;

    #[test]
    fn the_plan_is_the_path_behind_its_key() {
        for (line, plan) in [
            (
                "M5: nudge. Plan: specs/plans/pd-m5.md #added:2026-07-25",
                Some("specs/plans/pd-m5.md"),
            ),
            ("Plan: `docs/plans/a.md` · Spec: `b.md`", Some("docs/plans/a.md")),
            ("**Plan:** [the plan](./plans/a.md)", Some("plans/a.md")),
            ("**Plan**: plans/a.md.", Some("plans/a.md")),
            ("plan: a.md", Some("a.md")),
            ("Write the plan in specs/plans/a.md", None),
            ("Retro-plan: a.md", None),
            ("Plan: https://example.org/a.md", None),
            ("Plan: to be written in a.md", None),
            ("Spec: a.md", None),
        ] {
            assert_eq!(cited(line), plan, "{line}");
        }
    }
}
