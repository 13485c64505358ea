//! Dates and times in a text.

use super::words::Words;

/// Names of months, in lower case.
const MONTHS: [&str; 12] = [
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
];
/// Names of weekdays, in lower case.
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Periods that may follow `next`.
const SPANS: [&str; 6] = ["week", "month", "quarter", "year", "sprint", "release"];

/// Returns the length of the time at the start of `text`, in bytes: `2026-12-24`, `Q3 2026`, `24
/// December`, `Monday`, `next week`.
pub fn leading(text: &str) -> Option<usize> {
    let mut words = Words::new(text, |c| c.is_whitespace() || matches!(c, '*' | '_' | ','));
    let first = words.next()?;
    let end = words.at;
    if is_iso(first) || WEEKDAYS.contains(&first.to_lowercase().as_str()) {
        return Some(end);
    }
    let mut more = words.clone();
    let second = more.next().unwrap_or_default();
    if is_quarter(first) {
        return Some(if is_year(second) { more.at } else { end });
    }
    let joins = is_month(first) && (is_day(second) || is_year(second))
        || is_day(first) && is_month(second)
        || first.eq_ignore_ascii_case("next") && SPANS.contains(&second.to_lowercase().as_str());
    if !joins {
        return None;
    }
    let end = more.at;
    Some(if more.next().is_some_and(is_year) { more.at } else { end })
}

/// Returns true if `word` is a numeric date: `2026-08-17`, `17.8.2026`.
pub fn is_iso(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let has_year =
        parts.first().is_some_and(|it| it.len() == 4) || (parts.len() == 3 && parts[2].len() == 4);
    (2..=3).contains(&parts.len()) && parts.iter().all(is_number) && has_year
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_quarter(word: &str) -> bool {
    matches!(word, "Q1" | "Q2" | "Q3" | "Q4" | "H1" | "H2")
}

fn is_day(word: &str) -> bool {
    let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    number.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_short = |month: &&str| lower.len() >= 3 && month.starts_with(&lower);
    word.starts_with(char::is_uppercase) && MONTHS.iter().any(is_short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_the_start_of_a_text() {
        for (text, time) in [
            ("2026-12-24", "2026-12-24"),
            ("2026-12-24, then", "2026-12-24"),
            ("2026/12 at least", "2026/12"),
            ("24.12.2026.", "24.12.2026"),
            ("Q3", "Q3"),
            ("Q3 2026 at last", "Q3 2026"),
            ("24 December 2026", "24 December 2026"),
            ("Dec 24th", "Dec 24th"),
            ("December 2026", "December 2026"),
            ("Monday morning", "Monday"),
            ("next week", "next week"),
        ] {
            assert_eq!(leading(text).map(|end| &text[..end]), Some(time), "{text}");
        }
        for text in
            ["", "1.2", "v2.0", "2026", "the release", "next task", "May", "march 3", "T001"]
        {
            assert_eq!(leading(text), None, "{text}");
        }
    }
}
