//! Anchors as GitHub makes them.

use std::collections::HashMap;

/// The anchors given out within one file.
#[derive(Default)]
pub(super) struct Anchors {
    /// How often each was given out.
    seen: HashMap<String, u32>,
}

impl Anchors {
    /// The anchor of the next heading: lower case, blanks to `-`, other punctuation dropped; `-1`,
    /// `-2` … where it was given out before.
    pub(super) fn next(&mut self, text: &str) -> String {
        let slug = slug(text);
        let mut anchor = slug.clone();
        // A heading of its own may already have taken `slug-1`.
        let mut count = self.seen.get(&slug).copied().unwrap_or(0);
        while self.seen.contains_key(&anchor) {
            count += 1;
            anchor = format!("{slug}-{count}");
        }
        self.seen.insert(slug, count);
        self.seen.entry(anchor.clone()).or_insert(0);
        anchor
    }
}

fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for char in text.trim().chars() {
        match char {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(char),
            _ if char.is_alphanumeric() => slug.extend(char.to_lowercase()),
            _ => {}
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn anchors_are_those_of_github_and_unique() {
        let mut anchors = Anchors::default();
        for (text, anchor) in [
            ("Getting Started", "getting-started"),
            ("What's `ctx` — really?", "whats-ctx--really"),
            ("snake_case & Co.", "snake_case--co"),
            ("Größe 2", "größe-2"),
            ("Setup", "setup"),
            ("Setup", "setup-1"),
            ("Setup 1", "setup-1-1"),
            ("Setup", "setup-2"),
            ("???", ""),
            ("!!!", "-1"),
        ] {
            assert_eq!(anchors.next(text), anchor, "{text}");
        }
    }
}
