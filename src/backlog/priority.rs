//! How much a task matters, from the words people use for it.

use crate::model::Priority;

/// `high`, `P1`, `urgent`, `1` …
pub(super) fn parse(word: &str) -> Option<Priority> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    Some(match word.as_str() {
        "critical" | "urgent" | "blocker" | "highest" | "p0" | "0" => Priority::Critical,
        "high" | "important" | "p1" | "1" => Priority::High,
        "medium" | "normal" | "moderate" | "p2" | "2" => Priority::Medium,
        "low" | "lowest" | "minor" | "trivial" | "p3" | "p4" | "p5" | "3" | "4" | "5" => {
            Priority::Low
        }
        "deferred" | "defer" | "postponed" | "someday" | "later" | "icebox" => Priority::Deferred,
        _ => return None,
    })
}

/// `P0` to `P5`, a priority and never an id.
pub(super) fn level(word: &str) -> Option<Priority> {
    let digit = word.strip_prefix(['P', 'p'])?;
    (digit.len() == 1).then(|| parse(word)).flatten()
}

/// The priority that `text` states: `Priority: high`, `(Priority: P1)`.
pub(super) fn stated(text: &str) -> Option<Priority> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("priority")? + "priority".len();
    let rest = text[at..].trim_start_matches(['*', '_', '`', ' ']).strip_prefix(':')?;
    let rest = rest.trim_start_matches(['*', '_', '`', ' ']);
    parse(rest.split(|c: char| !c.is_alphanumeric()).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_levels() {
        assert_eq!(parse("High"), Some(Priority::High));
        assert_eq!(parse("p4"), Some(Priority::Low));
        assert_eq!(parse("soon"), None);
        for word in ["deferred", "Someday", "later", "icebox", "postponed"] {
            assert_eq!(parse(word), Some(Priority::Deferred), "{word}");
        }
        assert!(Priority::Low < Priority::Deferred);
        assert_eq!(level("P0"), Some(Priority::Critical));
        assert_eq!(level("P0.9"), None);
        assert_eq!(level("high"), None);
        assert!(Priority::Critical < Priority::Low);
    }

    #[test]
    fn statements() {
        assert_eq!(stated("User Story 1 (Priority: P1)"), Some(Priority::High));
        assert_eq!(stated("**Priority**: Critical"), Some(Priority::Critical));
        assert_eq!(stated("**Priority:** Low"), Some(Priority::Low));
        assert_eq!(stated("Priority queue: fast"), None);
    }
}
