//! Text of a template in the place of a task: `[Description with file path]`, `Task 1`.

use crate::model::{DoubtKind, Ended, TaskLine};

/// Nouns that a template numbers.
const NOUNS: [&str; 6] = ["item", "step", "subtask", "sub-task", "task", "todo"];
/// Maximum length of the number behind a noun, in bytes.
const MAX_NUMBER_BYTES: usize = 5;

/// Finds the placeholder that a task consists of: its title and each of its `lines`.
pub fn of_task(title: &str, line: u32, lines: &[TaskLine]) -> Option<Ended> {
    let is_one = lines.iter().all(|line| is_placeholder(&line.text))
        && (!lines.is_empty() || is_placeholder(title));
    is_one.then(|| Ended { kind: DoubtKind::Placeholder, said: title.to_owned(), line })
}

/// Returns the noun and the number of a numbered placeholder in lower case: `task 1`. `None` if `text`
/// says more.
pub fn numbered(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':'));
    let mut word = || words.by_ref().find(|word| !word.is_empty());
    let (noun, number, end) = (word()?.to_lowercase(), word()?, word());
    let is_letter = number.len() == 1 && number.starts_with(|c: char| c.is_ascii_uppercase());
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.len() <= MAX_NUMBER_BYTES
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_one = NOUNS.contains(&noun.as_str()) && (is_letter || is_number) && end.is_none();
    is_one.then(|| format!("{noun} {}", number.trim_end_matches('.').to_lowercase()))
}

fn is_placeholder(text: &str) -> bool {
    numbered(text).is_some() || is_bracketed(text)
}

/// Returns true if all words of a text stand in brackets that are no links: `[Description] → [file]`,
/// `<the next step>`.
fn is_bracketed(text: &str) -> bool {
    let is_between = |c: char| !c.is_alphanumeric() && !matches!(c, '[' | '<');
    let mut rest = text.trim_start_matches(is_between);
    let mut has_any = false;
    while let Some(open) = rest.chars().next() {
        let close = match open {
            '[' => ']',
            '<' => '>',
            _ => return false,
        };
        let Some((inner, after)) = rest[1..].split_once(close) else { return false };
        let is_link = after.starts_with(['(', '[', ':']);
        // `<br>` and `<a href="…">` are tags, and `[a/b.go]` is a name.
        let has_words = inner.trim().contains(' ') && !inner.contains(['=', '[', '<']);
        let is_word = open == '[' && inner.chars().all(char::is_alphabetic);
        if is_link || !inner.starts_with(char::is_alphabetic) || !(has_words || is_word) {
            return false;
        }
        has_any = true;
        rest = after.trim_start_matches(is_between);
    }
    has_any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_template_is_a_placeholder() {
        for text in [
            "[Description]",
            "[Description with file path]",
            "**[Description]**",
            "[Testable criterion 1].",
            "[Description] → [artifact]",
            "[Description] - `[exact path]`",
            "<the next step>",
            "Task 1",
            "task 12",
            "**Task 1**",
            "Task 1:",
            "Task A",
            "Subtask 1.1",
            "Step 3.",
            "Item 2",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn text_that_names_work_is_none() {
        for text in [
            "",
            "…",
            "Task 1: write it",
            "Task one",
            "Task list",
            "Task 2026-12-24",
            "Phase 2",
            "Write [Description]",
            "[Description] of the parser",
            "[Login page](docs/login.md)",
            "[Login page][login]",
            "[Login page]: docs/login.md",
            "[[Login page]]",
            "[src/login.rs]",
            "[#12]",
            "[v2]",
            "<br>",
            "<Button>",
            "<a href=\"x\">",
            "<https://example.com/a>",
            "[Description",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
