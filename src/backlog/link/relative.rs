//! Tasks and phases that a dependency names by position: `the previous task`, `all of the above`.

use std::ops::Range;

use super::side::Side;
use crate::backlog::draft::{Draft, Group};
use crate::backlog::text::depends::{DependencyStatement, Form, Relation, list};

/// Maximum number of words that name a place.
const MAX_WORDS: usize = 8;
/// Maximum number of tasks or headings that a place covers.
const MAX_FAR: usize = 1000;

/// Words that may stand anywhere in the name of a place.
const AROUND: [&str; 9] =
    ["the", "of", "those", "these", "listed", "immediately", "directly", "just", "right"];
const BEFORE: [&str; 6] = ["previous", "preceding", "prior", "above", "earlier", "foregoing"];
const BEHIND: [&str; 4] = ["next", "following", "below", "subsequent"];
const ALL: [&str; 4] = ["all", "everything", "every", "each"];
const NUMBERS: [&str; 5] = ["two", "three", "four", "five", "six"];
const TASKS: [&str; 8] = ["task", "item", "one", "step", "ticket", "issue", "todo", "box"];

/// Place relative to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// True if it lies above the statement.
    pub is_above: bool,
    pub count: Count,
    /// True if phases are meant, not tasks.
    pub of_phases: bool,
    /// Length of the words in the text, in bytes.
    length: usize,
}

/// Number of tasks or phases at a place, counted from the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Some(usize),
    All,
}

/// Returns the place that the value of `need` names.
pub fn place(need: &DependencyStatement) -> Option<Place> {
    let is_forward = need.relation == Relation::Precedes;
    parse(&need.value, need.form).filter(|place| place.is_above != is_forward)
}

/// Returns true if `need` only introduces the list below it: `Depends on the following:`.
pub fn announces(need: &DependencyStatement) -> bool {
    let value = need.value.trim_end_matches(['*', '_']);
    value.ends_with(':') && parse(value, Form::Field).is_some_and(|place| !place.is_above)
}

/// Parses the place at the start of `value`.
pub fn parse(value: &str, form: Form) -> Option<Place> {
    let lower = value.to_ascii_lowercase();
    let (mut direction, mut count, mut noun) = (None, None, None);
    let mut length = 0;
    let mut rest = lower.as_str();
    for _ in 0..MAX_WORDS {
        let start = rest.trim_start_matches(|c| " \n*_`\"(".contains(c));
        let end = start.find(|c: char| !c.is_alphanumeric()).unwrap_or(start.len());
        let word = &start[..end];
        let singular = word.strip_suffix('s').unwrap_or(word);
        let singular = if word == "boxes" { "box" } else { singular };
        let number = NUMBERS.iter().position(|number| *number == word).map(|at| at + 2);
        let number =
            number.or_else(|| word.parse().ok().filter(|number| (2..=50).contains(number)));
        if AROUND.contains(&word) {
        } else if BEFORE.contains(&word) || BEHIND.contains(&word) {
            direction = direction.or(Some(BEFORE.contains(&word)));
        } else if ALL.contains(&word) {
            count = Some(Count::All);
        } else if word == "both" {
            count = Some(Count::Some(2));
        } else if let Some(number) = number {
            count = Some(Count::Some(number));
        } else if noun.is_none() && TASKS.contains(&singular) {
            noun = Some((false, word.len() > singular.len()));
        } else if noun.is_none() && list::kind(word).is_some() {
            noun = Some((true, word.len() > singular.len() || word == "stories"));
        } else {
            break;
        }
        rest = &start[end..];
        length = lower.len() - rest.len();
    }
    let is_above = direction?;
    if form == Form::Prose && count.is_none() && noun.is_none() {
        return None;
    }
    let (of_phases, is_plural) = noun.unwrap_or_default();
    let count = count.unwrap_or(if is_plural { Count::All } else { Count::Some(1) });
    Some(Place { is_above, count, of_phases, length })
}

impl Place {
    /// Returns the length of the words that name the place, in bytes.
    pub fn end(&self) -> usize {
        self.length
    }

    /// Returns the words of `value` that name the place.
    pub fn written<'v>(&self, value: &'v str) -> &'v str {
        value[..self.length].trim()
    }

    /// Returns the tasks or phases at this place, seen from `owner`. `None` if there are none.
    pub fn sides(&self, owner: Side, drafts: &[Draft], groups: &[Group]) -> Option<Vec<Side>> {
        if self.of_phases { self.phases(owner, groups) } else { self.tasks(owner, drafts, groups) }
    }

    fn tasks(&self, owner: Side, drafts: &[Draft], groups: &[Group]) -> Option<Vec<Side>> {
        let (own, is_task) = match owner {
            Side::Task(task) => (task..task + 1, true),
            Side::Group(group) => (groups[group].drafts.clone(), false),
        };
        let first = drafts.get(own.start)?;
        let nearest: Vec<usize> = self
            .nearest(own, drafts.len())
            .take_while(|&at| drafts[at].backlog == first.backlog)
            .take(MAX_FAR)
            .collect();
        let follows_finished = self.is_above && is_task && first.follows_finished;
        if nearest.is_empty() && !follows_finished {
            return None;
        }
        let in_list = |at: &&usize| is_task && drafts[**at].task.phase == first.task.phase;
        let of_list = nearest.iter().take_while(in_list).count();
        let count = match self.count {
            Count::All if of_list > 0 => of_list,
            Count::All | Count::Some(1) if follows_finished => 0,
            Count::All => nearest.len(),
            Count::Some(count) => count,
        };
        Some(self.in_order(nearest, count).map(Side::Task).collect())
    }

    fn phases(&self, owner: Side, groups: &[Group]) -> Option<Vec<Side>> {
        let own = match owner {
            Side::Group(group) => group,
            Side::Task(task) => {
                // Groups are sorted by their first tasks.
                let behind = groups.partition_point(|group| group.drafts.start <= task);
                let around =
                    |&at: &usize| groups[at].is_heading && groups[at].drafts.contains(&task);
                (0..behind).rev().take(MAX_FAR).find(around)?
            }
        };
        let is_sibling = |&at: &usize| {
            let (group, own) = (&groups[at], &groups[own]);
            group.is_heading && group.parent == own.parent && group.backlog == own.backlog
        };
        let range = self.nearest(own..own + 1, groups.len()).take(MAX_FAR);
        let nearest: Vec<usize> = range.filter(is_sibling).collect();
        let count = match self.count {
            Count::All => nearest.len(),
            Count::Some(count) => count,
        };
        let found: Vec<Side> = self.in_order(nearest, count).map(Side::Group).collect();
        // Groups are those with open tasks: "all previous phases" may be done.
        (!found.is_empty() || self.count == Count::All).then_some(found)
    }

    /// Returns the indexes before or after `own`, the nearest first, out of `all`.
    fn nearest(&self, own: Range<usize>, all: usize) -> impl Iterator<Item = usize> + use<> {
        let is_above = self.is_above;
        let (mut above, mut below) = ((0..own.start).rev(), own.end..all);
        std::iter::from_fn(move || if is_above { above.next() } else { below.next() })
    }

    /// Returns the first `count` of `nearest`, in reading order.
    fn in_order(
        &self,
        mut nearest: Vec<usize>,
        count: usize,
    ) -> impl Iterator<Item = usize> + use<> {
        nearest.truncate(count);
        if self.is_above {
            nearest.reverse();
        }
        nearest.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_words() {
        use Count::{All, Some as Exactly};
        for (value, is_above, count, of_phases) in [
            ("the previous task", true, Exactly(1), false),
            ("the task above", true, Exactly(1), false),
            ("the one directly above is done", true, Exactly(1), false),
            ("all of the above", true, All, false),
            ("everything above", true, All, false),
            ("the previous tasks", true, All, false),
            ("both of the above", true, Exactly(2), false),
            ("the two tasks above", true, Exactly(2), false),
            ("the previous 3 items", true, Exactly(3), false),
            ("all earlier stories", true, All, true),
            ("the previous phase", true, Exactly(1), true),
            ("all preceding phases", true, All, true),
            ("the next task", false, Exactly(1), false),
            ("everything below", false, All, false),
        ] {
            let found = parse(value, Form::Prose).map(|it| (it.is_above, it.count, it.of_phases));
            assert_eq!(found, Some((is_above, count, of_phases)), "{value}");
        }
        for value in ["the previous release", "above", "all tasks", "the next deploy", "T001", ""] {
            assert_eq!(parse(value, Form::Prose), None, "{value}");
        }
        assert!(parse("above", Form::Field).is_some());
    }
}
