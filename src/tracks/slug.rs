//! Words as names: what a branch and a folder may be called, and what people tell apart.

/// Length in bytes of a name, which is the last part of a branch and of a folder: short enough to
/// type.
pub const MAX_NAME_BYTES: usize = 24;

/// Words of headings and titles that name no topic.
const STOP_WORDS: [&str; 101] = [
    "about",
    "across",
    "after",
    "all",
    "and",
    "any",
    "are",
    "before",
    "between",
    "create",
    "each",
    "ensure",
    "existing",
    "for",
    "from",
    "have",
    "implement",
    "into",
    "its",
    "make",
    "more",
    "new",
    "next",
    "not",
    "only",
    "open",
    "phase",
    "should",
    "task",
    "tasks",
    "that",
    "the",
    "them",
    "this",
    "todo",
    "track",
    "update",
    "use",
    "when",
    "with",
    "without",
    "work",
    "write",
    "add",
    "backlog",
    "fix",
    "section",
    "support",
    "actually",
    "already",
    "also",
    "always",
    "both",
    "created",
    "currently",
    "etc",
    "every",
    "first",
    "given",
    "important",
    "instead",
    "last",
    "other",
    "same",
    "second",
    "several",
    "single",
    "still",
    "via",
    "which",
    "while",
    "been",
    "being",
    "but",
    "can",
    "could",
    "did",
    "does",
    "done",
    "had",
    "has",
    "how",
    "may",
    "might",
    "must",
    "off",
    "out",
    "over",
    "than",
    "then",
    "there",
    "under",
    "until",
    "very",
    "was",
    "were",
    "what",
    "where",
    "who",
    "why",
    "would",
];

/// Words that say that something is done to a thing, not to which: alone they name no track.
const VAGUE: [&str; 17] = [
    "behavior",
    "changes",
    "cleanup",
    "creation",
    "examples",
    "features",
    "files",
    "generation",
    "handling",
    "improvements",
    "integration",
    "management",
    "processing",
    "refactor",
    "refactoring",
    "setup",
    "updates",
];

/// Returns the words of a text that name a topic.
pub fn topic_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .filter_map(slug)
        .map(without_relation)
        .filter(|word| word.len() > 2 && !STOP_WORDS.contains(&word.as_str()))
}

/// Words that say how something is related to the topic before them.
const RELATIONS: [&str; 6] = ["aware", "based", "driven", "only", "related", "specific"];

/// Returns whether a word says how something is related to the topic before it: `based` of `tree-based`.
pub fn is_relation(word: &str) -> bool {
    RELATIONS.contains(&word)
}

/// Returns the topic of a word that says how something is related to it: `tree` of `tree-based`.
fn without_relation(word: String) -> String {
    match word.rsplit_once('-') {
        Some((topic, relation)) if is_relation(relation) => topic.to_owned(),
        _ => word,
    }
}

/// Returns whether a name says too little to stand alone.
pub fn is_vague(name: &str) -> bool {
    VAGUE.contains(&name)
}

/// Makes a name of the first words of a title that name a topic; those of paths do not count.
pub fn of_title(title: &str) -> Option<String> {
    let plain = title.split_whitespace().filter(|word| !word.contains('/'));
    let mut name = String::new();
    for word in plain.flat_map(topic_words) {
        if name.is_empty() {
            name = word;
        } else {
            return Some(joined(&name, &word).unwrap_or(name));
        }
    }
    (!name.is_empty()).then_some(name)
}

/// Turns a text into a name: lower-case ASCII letters and digits with single dashes between, at
/// most [`MAX_NAME_BYTES`] of them, cut at a dash where there is one. Latin letters lose their
/// accents, other characters separate. Returns `None` where nothing meaningful is left: no letter,
/// a version (`v2`), or a numbered track.
pub fn slug(text: &str) -> Option<String> {
    let mut name = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if let Some(plain) = without_accent(c) {
            name.push_str(plain);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    if name.len() > MAX_NAME_BYTES {
        let cut = name[..=MAX_NAME_BYTES].rfind('-').unwrap_or(MAX_NAME_BYTES);
        name.truncate(cut);
    }
    let name = name.trim_end_matches('-');
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let is_number = matches!(word, "" | "track" | "v") && word != name;
    (!is_number && word != "track" && name.contains(|c: char| c.is_ascii_lowercase()))
        .then(|| name.to_owned())
}

/// Returns the base letters of the accented Latin letters of the Western European languages.
fn without_accent(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' | 'ş' => "s",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// Returns a name without the words that stand in it already: `store-store-sqldb` is `store-sqldb`.
pub fn without_repeats(name: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in name.split('-') {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join("-")
}

/// Joins two names, where both together are short enough.
pub fn joined(first: &str, second: &str) -> Option<String> {
    let both = format!("{first}-{second}");
    (both.len() <= MAX_NAME_BYTES).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_letters_digits_and_dashes() {
        let slugs =
            ["Über_größe.d", "..", "track-1", "v2", "42", "日本", "日本 kb", "-a--b.lock-", "p2p"];
        let found: Vec<Option<String>> = slugs.iter().map(|s| slug(s)).collect();
        let expected = [
            Some("uber-grosse-d"),
            None,
            None,
            None,
            None,
            None,
            Some("kb"),
            Some("a-b-lock"),
            Some("p2p"),
        ];
        assert_eq!(found, expected.map(|name| name.map(str::to_owned)));
        assert_eq!(slug("a-very-long-name-of-a-folder").unwrap(), "a-very-long-name-of-a");
        assert_eq!(slug(&"x".repeat(40)).unwrap().len(), MAX_NAME_BYTES);
    }

    #[test]
    fn a_word_says_its_topic_without_the_relation_to_it() {
        for (text, topics) in [
            ("Textual-based browser", vec!["textual", "browser"]),
            ("schema-driven forms", vec!["schema", "forms"]),
            ("GPU-aware scheduling", vec!["gpu", "scheduling"]),
            ("Read-only mode", vec!["read", "mode"]),
            ("Windows-specific paths", vec!["windows", "paths"]),
            ("knowledge base", vec!["knowledge", "base"]),
        ] {
            assert_eq!(topic_words(text).collect::<Vec<_>>(), topics, "{text}");
        }
    }

    #[test]
    fn a_word_stands_in_a_name_once() {
        for (name, tidy) in [
            ("store-store-store-sqldb", "store-sqldb"),
            ("hub-hub", "hub"),
            ("a-b-a", "a-b"),
            ("hub", "hub"),
            ("hub-hubs", "hub-hubs"),
        ] {
            assert_eq!(without_repeats(name), tidy);
        }
    }
}
