//! Worst misses in words.

use crate::model::{Accuracy, Evidence, Expected, Miss, Weakness};

use super::super::layout::clean;
use super::super::wording::{count, percent};
use super::content;

/// Number of new files that are named for a task that changed no others.
const MAX_NEW_FILES: usize = 3;

/// Names a miss by its task.
pub fn title(miss: &Miss) -> String {
    clean(&miss.title)
}

/// Returns the origin of a miss: its id, after its repository where there are several.
pub fn origin(accuracy: &Accuracy, miss: &Miss) -> String {
    let id = clean(&miss.id);
    match accuracy.repositories.len() {
        0 | 1 => id,
        _ => format!("{}, {id}", clean(&miss.repository)),
    }
}

/// Describes what went wrong, one sentence each.
pub fn reasons(miss: &Miss) -> Vec<String> {
    let mut reasons = vec![expected(miss), predicted(miss)];
    if miss.others > 0 {
        reasons.push(format!(
            "its commit finished {}, too, whose files count as changed here",
            count(miss.others, "other task")
        ));
    }
    reasons
}

fn expected(miss: &Miss) -> String {
    match &miss.expected {
        Expected::OnlyNew(added) => {
            format!("all changed files were new: {}", content::paths(added, MAX_NEW_FILES))
        }
        Expected::Ranked { path, rank, probability, weakness } => {
            let path = clean(path.as_str());
            let why = match weakness {
                Weakness::NoClue => "the text names none of its names or words",
                Weakness::OnlyWords => "they share words, but the text names nothing of it",
                Weakness::Outweighed => "the text names something of it, but more spoke for others",
            };
            let rank = ordinal(*rank);
            format!("expected {path}, ranked {rank} at {}: {why}", percent(*probability))
        }
        Expected::Unlisted { path, named, more } => {
            let path = clean(path);
            let more = if *more > 0 { format!(" or {more} more") } else { String::new() };
            let why = if *named {
                "not listed although the text names it"
            } else {
                "neither listed nor named by the text"
            };
            format!("expected {path}{more}, {why}")
        }
    }
}

fn predicted(miss: &Miss) -> String {
    let mistaken = &miss.mistaken;
    let path = clean(mistaken.path.as_str());
    let probability = percent(mistaken.probability);
    let because = mistaken.because.as_ref().map_or_else(String::new, because);
    let (new, done) = if mistaken.new { (" (new)", "added") } else { ("", "changed") };
    format!("predicted {path}{new} at {probability}{because}, but it was not {done}")
}

fn because(clue: &Evidence) -> String {
    let (quote, met) = (clean(&clue.quote), clean(&clue.met));
    if quote.is_empty() {
        format!(" because {met}")
    } else {
        format!(" because \"{quote}\" → {met}")
    }
}

/// Formats an ordinal: `1st`, `2nd`, `37th`.
fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals() {
        let written = [1, 2, 3, 4, 11, 12, 13, 21, 37, 101, 111].map(ordinal);
        let expected =
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "37th", "101st", "111th"];
        assert_eq!(written, expected);
    }
}
