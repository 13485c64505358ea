//! Merge of task states.
//!
//! Two sides that work at the same time may both tick a task, so a tick wins over every other
//! state. Removing a tick is an edit like any other, as by `git revert` or by reopening a task.

use super::text::pick;
use crate::backlog::formats::markdown;
use crate::model::TaskState;

/// Box of a task as written, with its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticked<'m> {
    /// Box with its brackets.
    pub mark: &'m [u8],
    pub state: TaskState,
}

/// The sides changed a state to different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contradiction;

/// Box of a new task.
const UNTOUCHED: Ticked = Ticked { mark: b"[ ]", state: TaskState::Open };

/// Merges the boxes of a node; `None` is a node without a box.
///
/// If the base is not done, done on either side wins. Otherwise the side that changed the state
/// wins, and two different changes contradict each other.
pub(super) fn merge<'m>(
    base: Option<Ticked<'m>>,
    ours: Option<Ticked<'m>>,
    theirs: Option<Ticked<'m>>,
) -> Result<Option<Ticked<'m>>, Contradiction> {
    // A box that both sides added was empty before.
    let is_new = base.is_none() && ours.is_some() && theirs.is_some();
    let base = if is_new { Some(UNTOUCHED) } else { base };
    if !is_done(base) && is_done(ours) != is_done(theirs) {
        return Ok(if is_done(ours) { ours } else { theirs });
    }
    match (is_same(base, ours), is_same(base, theirs)) {
        (true, false) => Ok(theirs),
        (false, true) => Ok(ours),
        (false, false) if !is_same(ours, theirs) => Err(Contradiction),
        // The states are equal, and only the spelling may differ.
        _ => Ok(pick(Some(base), ours, theirs).unwrap_or(ours.min(theirs))),
    }
}

fn is_done(found: Option<Ticked>) -> bool {
    found.is_some_and(|found| found.state == TaskState::Done)
}

/// Returns true if two boxes mean the same state: `[x]` and `[X]`, but not the unknown signs `[?]`
/// and `[!]`.
fn is_same(one: Option<Ticked>, other: Option<Ticked>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    let readable = |it: Ticked| String::from_utf8_lossy(it.mark).into_owned();
    one.mark == other.mark || markdown::is_same_sign(&readable(one), &readable(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticked(mark: &str) -> Option<Ticked<'_>> {
        let state = match mark {
            "" => return None,
            "[x]" | "[X]" | "[✔]" | "`[x]`" => TaskState::Done,
            "[-]" => TaskState::Skipped,
            "[~]" | "[/]" | "[🚧]" => TaskState::InProgress,
            _ => TaskState::Open,
        };
        Some(Ticked { mark: mark.as_bytes(), state })
    }

    /// Returns what three boxes come to, whichever side is ours.
    fn merged(base: &str, ours: &str, theirs: &str) -> Result<String, Contradiction> {
        let [base, ours, theirs] = [base, ours, theirs].map(ticked);
        let found = merge(base, ours, theirs);
        assert_eq!(merge(base, theirs, ours), found, "the sides swapped");
        found.map(|it| it.map_or_else(String::new, |it| String::from_utf8_lossy(it.mark).into()))
    }

    #[test]
    fn a_tick_wins_where_there_was_none() {
        for (base, other) in [
            ("[ ]", "[ ]"),
            ("[ ]", "[-]"),
            ("[ ]", "[~]"),
            ("[ ]", "[?]"),
            ("[ ]", ""),
            ("[~]", "[ ]"),
            ("[-]", "[ ]"),
            ("[-]", "[-]"),
            ("[?]", "[!]"),
            ("[?]", "[é]"),
            ("", ""),
            ("", "[ ]"),
            ("", "[-]"),
        ] {
            assert_eq!(merged(base, "[x]", other), Ok("[x]".to_owned()), "{base} {other}");
        }
    }

    #[test]
    fn what_one_side_changed_wins() {
        for base in ["[ ]", "[x]", "[X]", "[-]", "[~]", "[?]", "[é]", "[🚧]", "[🧪]", ""] {
            for now in ["[ ]", "[x]", "[-]", "[~]", "[?]", "[!]", "[é]", "[🧪]", ""] {
                if base.to_lowercase() != now {
                    assert_eq!(merged(base, base, now), Ok(now.to_owned()), "{base} {now}");
                }
            }
        }
    }

    #[test]
    fn what_both_changed_alike_is_so() {
        for (base, ours, theirs, expected) in [
            ("[x]", "[ ]", "[ ]", "[ ]"),
            ("[x]", "[-]", "[-]", "[-]"),
            ("[ ]", "[?]", "[?]", "[?]"),
            ("[x]", "", "", ""),
            // Only the spelling differs.
            ("[ ]", "[X]", "[x]", "[X]"),
            ("[ ]", "[~]", "[/]", "[/]"),
            ("[ ]", "[~]", "[🚧]", "[~]"),
            ("[]", "[x]", "[ ]", "[x]"),
            ("`[ ]`", "`[x]`", "[ ]", "`[x]`"),
            ("[x]", "[]", "[ ]", "[ ]"),
            ("[x]", "[ ]", "[\u{a0}]", "[ ]"),
            ("[x]", "[X]", "[x]", "[X]"),
            ("[x]", "[X]", "[✔]", "[X]"),
            ("[x]", "[X]", "[ ]", "[ ]"),
        ] {
            assert_eq!(merged(base, ours, theirs), Ok(expected.to_owned()), "{base}");
        }
    }

    #[test]
    fn what_both_changed_differently_is_a_contradiction() {
        for (base, ours, theirs) in [
            ("[x]", "[ ]", "[-]"),
            ("[x]", "[ ]", "[~]"),
            ("[x]", "[~]", "[-]"),
            ("[x]", "[ ]", ""),
            ("[x]", "[ ]", "[?]"),
            ("[ ]", "[-]", "[~]"),
            ("[ ]", "[?]", "[!]"),
            ("[ ]", "[~]", "[é]"),
            ("[ ]", "[🧪]", "[👩\u{200d}💻]"),
            ("[x]", "[🧪]", "[ ]"),
            ("[-]", "[ ]", "[~]"),
            ("[~]", "[ ]", "[-]"),
            ("[ ]", "", "[-]"),
            ("", "[-]", "[~]"),
        ] {
            assert_eq!(merged(base, ours, theirs), Err(Contradiction), "{base} {ours} {theirs}");
        }
    }
}
