//! Words of a text, one by one, with the position that was reached; and those without meaning.

/// Words without meaning of their own.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Returns true if the word at a place of a text, counted from 0, is an article. `A` may be a name, except
/// as the first word.
pub fn is_article(place: usize, word: &str) -> bool {
    let first = place == 0 && word.starts_with(['A', 'T']);
    ARTICLES.contains(&word) || (first && ARTICLES.contains(&word.to_ascii_lowercase().as_str()))
}

/// Iterator over the words of a text, without the marks after them.
#[derive(Clone)]
pub struct Words<'a> {
    text: &'a str,
    /// End of the last word, in bytes.
    pub at: usize,
    /// Returns true for a character that is left out before a word.
    skips: fn(char) -> bool,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str, skips: fn(char) -> bool) -> Self {
        Self { text, at: 0, skips }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let start = rest.len() - rest.trim_start_matches(self.skips).len();
        let word = rest[start..].split(char::is_whitespace).next()?;
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        self.at += start + word.len();
        (!word.is_empty()).then_some(word)
    }
}
