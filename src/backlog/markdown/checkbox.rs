//! Boxes: `[ ]`, `[x]`, `[-]`, `[~]` and their states.

use crate::model::TaskState;

/// What stands in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `[ ]`
    Open,
    /// `[x]`, `[X]`
    Done,
    /// `[~]`, `[>]`, `[/]`
    Begun,
    /// `[-]`: given up, or begun; see [`Dash`].
    Dash,
    /// A mark that no convention we know of has. Read as open: an extra task does less harm than a
    /// missing one.
    Unknown(char),
}

/// What `[-]` means in a file.
///
/// Rune and Kiro mark a task begun with it, ctx a task given up. Their files differ in the ids:
/// where more than half of the boxes have a plain number (`1.`, `2.3`) it is begun, else given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dash {
    /// Rune, Kiro.
    Begun,
    /// ctx.
    GivenUp,
}

impl Mark {
    /// How far the box says the task has come.
    pub(super) fn state(self, dash: Dash) -> TaskState {
        match self {
            Self::Open | Self::Unknown(_) => TaskState::Open,
            Self::Done => TaskState::Done,
            Self::Begun => TaskState::InProgress,
            Self::Dash if dash == Dash::Begun => TaskState::InProgress,
            Self::Dash => TaskState::Skipped,
        }
    }
}

/// The box at the start of `text`, and the text after it. White space or the end must follow, or
/// it is a link.
pub(super) fn leading(text: &str) -> Option<(Mark, &str)> {
    let inner = text.strip_prefix('[')?;
    let close = inner.char_indices().take(4).find(|&(_, c)| c == ']')?.0;
    let rest = &inner[close + 1..];
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    Some((mark(&inner[..close])?, rest.trim_start()))
}

/// The box at the end of a heading's `text`, and the text before it.
pub(super) fn trailing(text: &str) -> Option<(Mark, &str)> {
    let open = text.strip_suffix(']')?.rfind('[')?;
    let (before, bracket) = text.split_at(open);
    let mark = mark(&bracket[1..bracket.len() - 1])?;
    before.ends_with(char::is_whitespace).then(|| (mark, before.trim_end()))
}

fn mark(inner: &str) -> Option<Mark> {
    let mut chars = inner.trim().chars();
    let mark = match chars.next() {
        None if inner.is_empty() => return None,
        None => Mark::Open,
        Some('x' | 'X' | '✓' | '✔' | '✅') => Mark::Done,
        Some('~' | '>' | '/') => Mark::Begun,
        Some('-' | '\u{2010}'..='\u{2015}') => Mark::Dash,
        Some(other) if other.is_ascii_punctuation() => Mark::Unknown(other),
        Some(_) => return None,
    };
    chars.next().is_none().then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_at_the_start() {
        for (text, expected) in [
            ("[ ] a", Some((Mark::Open, "a"))),
            ("[\u{a0}] a", Some((Mark::Open, "a"))),
            ("[x] a", Some((Mark::Done, "a"))),
            ("[X]\ta", Some((Mark::Done, "a"))),
            ("[-] a", Some((Mark::Dash, "a"))),
            ("[\u{2011}] a", Some((Mark::Dash, "a"))),
            ("[~] a", Some((Mark::Begun, "a"))),
            ("[>] a", Some((Mark::Begun, "a"))),
            ("[?] a", Some((Mark::Unknown('?'), "a"))),
            ("[ ]", Some((Mark::Open, ""))),
            ("[x](url)", None),
            ("[x]: url", None),
            ("[]", None),
            ("[1] a", None),
            ("[E2] a", None),
            ("[", None),
        ] {
            assert_eq!(leading(text), expected, "{text}");
        }
    }

    #[test]
    fn boxes_at_the_end() {
        assert_eq!(trailing("Fix it [x]"), Some((Mark::Done, "Fix it")));
        assert_eq!(trailing("Fix it [~]"), Some((Mark::Begun, "Fix it")));
        assert_eq!(trailing("Read a[ ]"), None);
    }

    #[test]
    fn a_dash_means_what_the_file_means() {
        assert_eq!(Mark::Dash.state(Dash::Begun), TaskState::InProgress);
        assert_eq!(Mark::Dash.state(Dash::GivenUp), TaskState::Skipped);
    }
}
