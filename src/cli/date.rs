//! Dates on the command line. Git takes any text for a date, and one that it does not understand for now.

/// Words of git's dates; three letters of one are enough.
const WORDS: [&str; 45] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "last",
    "now",
    "today",
    "yesterday",
    "noon",
    "midnight",
    "tea",
    "never",
    "ago",
];

/// Minimum length of a word that is cut, in letters.
const MIN_LETTERS: usize = 3;

/// Parses a date as far as to tell that git would understand a part of it: a number, or one of its words.
///
/// # Errors
/// Says what is expected where git would understand nothing.
pub fn understood(text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let is_word = |word: &str| {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_known = || WORDS.iter().any(|known| known.starts_with(word));
        is_number || (word.len() >= MIN_LETTERS && is_known())
    };
    if words.any(is_word) {
        Ok(text.to_owned())
    } else {
        Err("expected a date that git understands, such as 2026-01-31 or '3 weeks ago'".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_would_take_for_now_is_no_date() {
        for date in [
            "2026-01-31",
            "3 weeks ago",
            "yesterday",
            "last.friday",
            "two months ago",
            "1.day",
            "Sep",
        ] {
            assert_eq!(understood(date).as_deref(), Ok(date));
        }
        for other in ["garbage", "", "soon", "monkey", "v", "-"] {
            assert!(understood(other).unwrap_err().contains("3 weeks ago"), "{other}");
        }
    }
}
