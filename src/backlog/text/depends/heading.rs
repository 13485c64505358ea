//! Names of headings. A dependency on a heading means all tasks below it.

use super::list;
use crate::backlog::text::ids;

/// Returns true if a heading is called `Phase 2` or similar.
pub fn is_phase(title: &str) -> bool {
    names(title).iter().any(|name| {
        let (word, label) = name.split_once(' ').unwrap_or_default();
        list::kind(word).is_some() && !label.contains(' ')
    })
}

/// Returns the names of a heading. `Phase 3: User Story 1 - Login (Priority: P1)` has the names `phase 3`,
/// `user story 1 - login`, `story 1`, `us1` and `login`.
pub fn names(title: &str) -> Vec<String> {
    let title = without_brackets(title).to_lowercase();
    let mut names = Vec::new();
    let mut rest = title.as_str();
    // A heading with more than four parts is a sentence.
    for _ in 0..4 {
        let text = rest.trim_matches(|c: char| !c.is_alphanumeric());
        names.push(text.to_owned());
        names.extend(text.strip_suffix(" phase").map(str::to_owned));
        let mut words = text.split(|c: char| c.is_whitespace() || c == ':');
        let first = words.find(|word| *word != "user").unwrap_or_default();
        let second = words.find(|word| !word.is_empty()).unwrap_or_default();
        if let Some(kind) = list::kind(first).filter(|_| !second.is_empty()) {
            let label = second.trim_end_matches(|c: char| !c.is_alphanumeric());
            names.push(format!("{kind} {label}"));
            if kind == "story" {
                names.push(format!("us{label}"));
            }
        }
        names.extend(ids::lead(text).aliases);
        let cut = [": ", " - ", " – ", " — ", ". "]
            .into_iter()
            .filter_map(|mark| rest.find(mark).map(|at| at + mark.len()))
            .min();
        let Some(cut) = cut else { break };
        rest = &rest[cut..];
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Removes the text in round brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let kept = text.chars().filter(|&c| {
        match c {
            '(' => depth += 1,
            ')' => {
                let closes = depth > 0;
                depth = depth.saturating_sub(1);
                return !closes;
            }
            _ => {}
        }
        depth == 0
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_called_by_their_number_and_their_words() {
        for (title, expected) in [
            ("Phase 2: Foundational (Blocking Prerequisites)", vec!["phase 2", "foundational"]),
            ("Phase 3: User Story 1 - Login (Priority: P1)", vec!["phase 3", "story 1", "us1"]),
            ("Phase SK (depends on Phase RG)", vec!["phase sk"]),
            ("2. Core", vec!["2", "core"]),
            ("🚀 Milestone 4 — Ship it", vec!["milestone 4", "ship it"]),
            ("Setup Phase", vec!["setup", "setup phase"]),
        ] {
            let names = names(title);
            assert!(expected.iter().all(|&name| names.contains(&name.to_owned())), "{names:?}");
            assert!(!names.contains(&"phase rg".to_owned()), "{names:?}");
        }
    }
}
