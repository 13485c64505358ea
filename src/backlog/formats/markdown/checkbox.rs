//! Boxes and their states: `[ ]`, `[x]`, `[-]`, `[🚧]`.
//!
//! Outline, merge and backtest all read boxes with this module.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::backlog::text::ids;
use crate::model::TaskState;

/// Maximum length of the content of a box, in bytes. The longest emoji has 35.
const MAX_INSIDE_BYTES: usize = 48;

/// Empty boxes of other kinds than `[ ]`.
pub const EMPTY: &str = "☐□▢◻◽⬜⬚";
/// Signs of finished work.
const TICKS: &str = "xX✓✔✅☑🗹🗸✓";
/// Signs of started work.
const BEGUN: &str = "~>/🔄🔃🔁⏳⌛🚧🏗";
/// Signs of work that was given up.
const DROPPED: &str = "❌✗✘✖✕❎🗙🗑";
/// Signs of work that is blocked.
const BLOCKED: &str = "⛔🚫";
/// Signs in brackets that are punctuation of a sentence.
const PROSE: &str = "…[]()";

/// Content of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// `[ ]`
    Open,
    /// `[x]`, `[✅]`
    Done,
    /// `[~]`, `[>]`, `[/]`, `[🚧]`
    Begun,
    /// `[⛔]`, `[🚫]`: open, but not to be started.
    Blocked,
    /// `[❌]`
    Dropped,
    /// `[-]`: given up or started; see [`Dash`].
    Dash,
    /// Sign of no known convention: one visible character. It counts as open, since an extra task
    /// does less harm than a missing one.
    Unknown(&'a str),
}

/// Meaning of `[-]` in a file.
///
/// Rune and Kiro mark started tasks with it, and ctx tasks that were given up. In files of Rune and
/// Kiro, most boxes have a plain number (`1.`, `2.3`); there it means started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Rune, Kiro.
    Begun,
    /// ctx.
    GivenUp,
}

impl Mark<'_> {
    /// Returns true for a mark of a known convention.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Unknown(_))
    }

    /// Returns the state that the box stands for.
    pub fn state(self, dash: Dash) -> TaskState {
        match self {
            Self::Open | Self::Unknown(_) => TaskState::Open,
            Self::Done => TaskState::Done,
            Self::Blocked => TaskState::Blocked,
            Self::Begun => TaskState::InProgress,
            Self::Dash if dash == Dash::Begun => TaskState::InProgress,
            Self::Dropped | Self::Dash => TaskState::Skipped,
        }
    }
}

/// Box with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkbox<'a> {
    pub mark: Mark<'a>,
    /// True for a star after the box, Kiro's sign of an optional task.
    pub optional: bool,
    /// True for a box in backquotes.
    pub quoted: bool,
    /// Position in the whole text, including backquotes and star.
    pub span: Range<usize>,
    /// Text without the box.
    pub text: &'a str,
}

/// Finds the box at the start of `text`.
///
/// White space or the end of the text must follow, else it is a link. Exceptions are `[ ]text` and
/// `[x]text`. `[]`, `[ x]` and a box in backquotes count as well, and so do `\[-]` and `\[\~]`, as
/// formatters write boxes that they do not know.
pub fn leading(text: &str) -> Option<Checkbox<'_>> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let escaped = text.strip_prefix("\\[");
    let inner = escaped.or_else(|| text[ticks..].strip_prefix('['))?;
    let (mark, after) = inside(inner, escaped.is_some())?;
    let after = after.strip_prefix(&text[..ticks])?;
    let (optional, rest) = match star(after) {
        Some(rest) => (true, rest),
        None => (false, after),
    };
    let is_apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_empty = inner.starts_with(']');
    let is_tight =
        is_tight(mark, rest) && escaped.is_none() && !(ticks > 0 && rest.starts_with('`'));
    if !(is_apart || optional || is_tight) || (is_empty && rest.trim().is_empty()) {
        return None;
    }
    let span = 0..text.len() - rest.len();
    Some(Checkbox { mark, optional, quoted: ticks > 0, span, text: rest.trim_start() })
}

/// Finds the box at the start or end of a heading's `text`, or the sign of a task there: `✅ Task 3: …`.
/// Unknown signs do not count here: `## [!] Open questions`.
pub fn in_heading(text: &str) -> Option<Checkbox<'_>> {
    let known = |found: &Checkbox| found.mark.is_known() && !found.quoted;
    leading(text).or_else(|| trailing(text)).filter(known).or_else(|| signed(text))
}

/// Finds the sign at the start or end of a heading that names a task by its id. Other headings with signs
/// may be those of groups: `## ✅ Done`.
fn signed(text: &str) -> Option<Checkbox<'_>> {
    let state = |text| sign(text).filter(|&mark| mark != Mark::Dash);
    let found = |mark, span, text| {
        let checkbox = Checkbox { mark, optional: false, quoted: false, span, text };
        names_task(text).then_some(checkbox)
    };
    let first = text.graphemes(true).next()?;
    if let Some(mark) = state(first) {
        return found(mark, 0..first.len(), text[first.len()..].trim_start());
    }
    let last = text.graphemes(true).next_back()?;
    let start = text.len() - last.len();
    found(state(last)?, start..text.len(), text[..start].trim_end())
}

/// Returns true if the text of a heading names a task by its id: `Task 3: …`, `T003: …`.
pub fn names_task(text: &str) -> bool {
    let Some(id) = ids::lead(text).id else { return false };
    let number = id.strip_prefix('T').unwrap_or_default();
    id.starts_with("Task ") || (number.len() >= 2 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn trailing(text: &str) -> Option<Checkbox<'_>> {
    let open = text.strip_suffix(']')?.rfind('[')?;
    let (before, bracket) = text.split_at(open);
    let inner = &bracket[1..bracket.len() - 1];
    let mark = mark(inner).filter(|_| !inner.is_empty())?;
    let (span, text) = (open..text.len(), before.trim_end());
    let checkbox = Checkbox { mark, optional: false, quoted: false, span, text };
    before.ends_with(char::is_whitespace).then_some(checkbox)
}

/// Returns the meaning of a sign without a box, as in `## 🚧 Login`. ASCII letters and marks have none.
pub fn sign(word: &str) -> Option<Mark<'_>> {
    mark(word).filter(|mark| mark.is_known() && !word.is_ascii())
}

/// Returns the sign of finished work in the line of a heading, if it has one and no box.
pub fn finished_sign(line: &str) -> Option<&'static str> {
    let mut signs = line.chars().filter(|c| !c.is_ascii() && !may_be_in(line.as_bytes()));
    signs.find_map(|c| TICKS.find(c).map(|at| &TICKS[at..at + c.len_utf8()]))
}

/// Returns true if `bytes` may contain a box, without parsing Markdown.
pub fn may_be_in(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'[', bytes).any(|at| {
        let inner = &bytes[at + 1..];
        let inner = &inner[..inner.len().min(MAX_INSIDE_BYTES + 1)];
        let close = memchr::memchr(b']', inner);
        let inner = close.and_then(|close| std::str::from_utf8(&inner[..close]).ok());
        inner.is_some_and(|inner| mark(inner).or_else(|| mark(unescaped(inner))).is_some())
    })
}

/// Returns the mark before the `]` of a box, and the text after it. Backslashes of a box that
/// `is_escaped` are no part of the mark.
fn inside(inner: &str, is_escaped: bool) -> Option<(Mark<'_>, &str)> {
    let longest = &inner.as_bytes()[..inner.len().min(MAX_INSIDE_BYTES + 1)];
    let close = memchr::memchr(b']', longest)?;
    let (sign, after) = (&inner[..close], &inner[close + 1..]);
    Some((mark(if is_escaped { unescaped(sign) } else { sign })?, after))
}

/// Removes the backslash before a sign, and the one before the bracket after it.
fn unescaped(sign: &str) -> &str {
    let sign = sign.strip_suffix('\\').unwrap_or(sign);
    sign.strip_prefix('\\').unwrap_or(sign)
}

/// Returns the text after the star of an optional task. A star with a matching one is emphasis.
fn star(after: &str) -> Option<&str> {
    let rest = after.strip_prefix('*').or_else(|| after.strip_prefix("\\*"))?;
    let line = rest.split('\n').next().unwrap_or_default();
    let is_apart = line.is_empty() || line.starts_with(char::is_whitespace);
    (is_apart || !line.contains('*')).then_some(rest)
}

/// Returns true if `rest`, which directly follows a box, is text and not the rest of a link.
fn is_tight(mark: Mark, rest: &str) -> bool {
    let begins = |c: char| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '*' | '`' | '"');
    matches!(mark, Mark::Open | Mark::Done) && rest.starts_with(begins)
}

/// Returns the mark in brackets, if it is a single sign, or a known sign typed several times: `[xx]`. A
/// digit is a citation.
fn mark(inner: &str) -> Option<Mark<'_>> {
    // Copied text may contain zero-width characters.
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let sign = inner.trim_matches(blank);
    let mut signs = sign.graphemes(true);
    let Some(one) = signs.next() else { return Some(Mark::Open) };
    if signs.next().is_some() {
        let mut all = sign.graphemes(true).filter(|it| !it.chars().all(blank));
        let is_typed_again = all.all(|it| it.eq_ignore_ascii_case(one));
        return single(one).filter(|mark| is_typed_again && mark.is_known());
    }
    single(sign)
}

/// Returns true if `inner` is two or three different signs, one of them known, without letters other than
/// x: `[x?]`, `[✅❌]`.
pub fn is_several(inner: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !TICKS.contains(c);
    let signs: Vec<&str> = inner.trim().graphemes(true).collect();
    let is_plain = |sign: &&str| !sign.contains(is_letter) && single(sign).is_some();
    matches!(signs.len(), 2 | 3)
        && mark(inner).is_none()
        && signs.iter().all(is_plain)
        && signs.iter().any(|sign| single(sign).is_some_and(Mark::is_known))
}

/// Returns the mark that one visible character stands for.
fn single(sign: &str) -> Option<Mark<'_>> {
    // Variation selectors change how an emoji is drawn, not its meaning.
    let mut chars = sign.chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}'));
    let (first, is_one) = (chars.next()?, chars.next().is_none());
    Some(match first {
        _ if !is_one => Mark::Unknown(sign),
        c if EMPTY.contains(c) => Mark::Open,
        c if TICKS.contains(c) => Mark::Done,
        c if BEGUN.contains(c) => Mark::Begun,
        c if DROPPED.contains(c) => Mark::Dropped,
        c if BLOCKED.contains(c) => Mark::Blocked,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Mark::Dash,
        c if c.is_numeric() || c.is_control() || PROSE.contains(c) => return None,
        _ => Mark::Unknown(sign),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Mark<'_>, &str)> {
        leading(text).map(|found| (found.mark, found.text))
    }

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
            ("[?] a", Some((Mark::Unknown("?"), "a"))),
            ("[ ]", Some((Mark::Open, ""))),
            ("[x](url)", None),
            ("[x]: url", None),
            ("[x][ref] a", None),
            ("[ ](url)", None),
            ("[]", None),
            ("[](url)", None),
            ("[1] a", None),
            ("[²] a", None),
            ("[E2] a", None),
            ("[^1] a", None),
            ("[0, 1] a", None),
            ("[…] and so on", None),
            ("[a]b", None),
            ("[", None),
            ("\\[ ] a", Some((Mark::Open, "a"))),
            ("\\[ \\] a", Some((Mark::Open, "a"))),
            ("\\[-] a", Some((Mark::Dash, "a"))),
            ("\\[\\~] a", Some((Mark::Begun, "a"))),
            ("\\[x]", Some((Mark::Done, ""))),
            ("\\[x]a", None),
            ("\\[x](url)", None),
            ("\\[E2] a", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn any_one_sign_is_a_mark() {
        for (mark, signs) in [
            (Mark::Open, ["☐", "⬜", "\u{200b}", "⬜\u{fe0f}", "  "]),
            (Mark::Done, ["✅", "✔", "✔\u{fe0f}", "☑\u{fe0f}", "✓"]),
            (Mark::Begun, ["🔄", "⏳", "🚧", "⌛\u{fe0f}", "🏗\u{fe0f}"]),
            (Mark::Blocked, ["⛔", "🚫", "⛔\u{fe0f}", " ⛔", "🚫 "]),
            (Mark::Dropped, ["❌", "✗", "✘", "✖\u{fe0f}", "🗑\u{fe0f}"]),
        ] {
            for sign in signs {
                assert_eq!(read(&format!("[{sign}] a")), Some((mark, "a")), "{sign}");
            }
        }
        let several_code_points = [
            "👩\u{200d}💻",
            "👍🏽",
            "🇩🇪",
            "e\u{301}",
            "1\u{fe0f}\u{20e3}",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦",
        ];
        for sign in ["o", "w", "é", "進", "!", "🧪"].into_iter().chain(several_code_points) {
            assert_eq!(read(&format!("[{sign}] a")), Some((Mark::Unknown(sign), "a")), "{sign}");
            assert_eq!(read(&format!("[ {sign}] a")), Some((Mark::Unknown(sign), "a")), "{sign}");
            assert!(may_be_in(format!("a\n- [{sign}] b").as_bytes()), "{sign}");
        }
    }

    #[test]
    fn a_known_sign_may_be_typed_again() {
        for (sign, mark) in [
            ("xx", Mark::Done),
            ("xX", Mark::Done),
            ("x x", Mark::Done),
            ("xxx", Mark::Done),
            ("✅✅", Mark::Done),
            ("--", Mark::Dash),
            ("~~", Mark::Begun),
            ("❌❌", Mark::Dropped),
        ] {
            assert_eq!(read(&format!("[{sign}] a")), Some((mark, "a")), "{sign}");
            assert!(may_be_in(format!("[{sign}]").as_bytes()), "{sign}");
        }
        for sign in ["ee", "11", "...", "ab", "x1", "!!"] {
            assert_eq!(read(&format!("[{sign}] a")), None, "{sign}");
        }
        assert_eq!(read("[//]: # (a)"), None);
    }

    #[test]
    fn several_signs_have_no_meaning() {
        for inner in ["x?", "x/", "✅❌", " x~ ", "-x", "~-x"] {
            assert!(is_several(inner), "{inner}");
        }
        for inner in ["x", "xx", "ab", "x1", "?!", "..", "E2", "xyz", "", "x--->"] {
            assert!(!is_several(inner), "{inner}");
        }
    }

    #[test]
    fn what_is_plainly_meant_is_a_box() {
        for (text, mark, rest) in [
            ("[] a", Mark::Open, "a"),
            ("[ x] a", Mark::Done, "a"),
            ("[x ] a", Mark::Done, "a"),
            ("[ ]a", Mark::Open, "a"),
            ("[x]**a** b", Mark::Done, "**a** b"),
            ("[ ]`a` b", Mark::Open, "`a` b"),
            ("`[ ]` a", Mark::Open, "a"),
            ("``[x]`` a", Mark::Done, "a"),
            ("`[ ]`", Mark::Open, ""),
        ] {
            assert_eq!(read(text), Some((mark, rest)), "{text}");
        }
        assert_eq!(read("`[ ] a`"), None);
        assert_eq!(read("`[ ]`` a"), None);
        assert_eq!(read("`[]`"), None);
    }

    #[test]
    fn a_star_behind_the_box_makes_it_optional() {
        for (text, width, rest) in [
            ("[ ]* 1.2 a", 4, "1.2 a"),
            ("[x]*", 4, ""),
            ("[ ]\\* 1.2 a", 5, "1.2 a"),
            ("[ ]*1.2 a", 4, "1.2 a"),
            ("`[ ]`* a", 6, "a"),
        ] {
            let found = leading(text).expect("a box");
            assert!(found.optional, "{text}");
            assert_eq!((found.span, found.text), (0..width, rest), "{text}");
        }
        for text in ["[ ] * a", "[ ]*a* b", "[ ]**a** b"] {
            let found = leading(text).expect("a box");
            assert!(!found.optional && found.text.starts_with('*'), "{text}");
        }
    }

    #[test]
    fn boxes_of_headings() {
        for (text, expected) in [
            ("Fix it [x]", Some((Mark::Done, 7..10, "Fix it"))),
            ("Fix it [~]", Some((Mark::Begun, 7..10, "Fix it"))),
            ("[✅] Fix it", Some((Mark::Done, 0..5, "Fix it"))),
            ("Read a[ ]", None),
            ("Read a []", None),
            ("[!] Open questions", None),
            ("Open questions [o]", None),
            ("`[x]` means done", None),
            ("✅ Task 3: Fix it", Some((Mark::Done, 0..3, "Task 3: Fix it"))),
            ("✔\u{fe0f} T003: Fix it", Some((Mark::Done, 0..6, "T003: Fix it"))),
            ("☑  Task 1.2: Fix it", Some((Mark::Done, 0..3, "Task 1.2: Fix it"))),
            ("✓Task 3: Fix it", Some((Mark::Done, 0..3, "Task 3: Fix it"))),
            ("🔄 Task 3: Fix it", Some((Mark::Begun, 0..4, "Task 3: Fix it"))),
            ("❌ Task 3: Fix it", Some((Mark::Dropped, 0..3, "Task 3: Fix it"))),
            ("⛔ Task 3: Fix it", Some((Mark::Blocked, 0..3, "Task 3: Fix it"))),
            ("☐ Task 3: Fix it", Some((Mark::Open, 0..3, "Task 3: Fix it"))),
            ("Task 3: Fix it ✅", Some((Mark::Done, 15..18, "Task 3: Fix it"))),
            ("**T003**: Fix it 🚧", Some((Mark::Begun, 17..21, "**T003**: Fix it"))),
            ("✅ Done", None),
            ("🚧 In progress", None),
            ("✅ Tasks that are done", None),
            ("✅ Phase 2: Fix it", None),
            ("✅", None),
            ("Fix it ✅", None),
            ("— Task 3: Fix it", None),
            ("Task 3: Fix the ✅ sign", None),
        ] {
            let found = in_heading(text).map(|found| (found.mark, found.span, found.text));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_dash_means_what_the_file_means() {
        assert_eq!(Mark::Dash.state(Dash::Begun), TaskState::InProgress);
        assert_eq!(Mark::Dash.state(Dash::GivenUp), TaskState::Skipped);
    }

    #[test]
    fn text_without_brackets_around_one_sign_has_no_boxes() {
        for text in ["", "[", "[]]", "[ab] [12]", "a[b", "\u{fe0f}]["] {
            assert_eq!(may_be_in(text.as_bytes()), text == "[]]", "{text}");
        }
        assert!(may_be_in(b"\xff[ ]"));
    }
}
