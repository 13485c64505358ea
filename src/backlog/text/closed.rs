//! Words that say that a task is finished or dropped, without a ticked box.
//!
//! A finding must be clear, since such a task is not planned: the word is in capitals or set off, and
//! is not the subject of the task (`Add a DONE column`, `Cut release 1.2`).

use std::ops::Range;

use super::lines::prefix;
use super::terms::{self, Term};
use super::{date, depends, ids, quoted};
use crate::model::DoubtKind;

/// Maximum length of the part of a paragraph that is searched, in bytes.
const MAX_EXAMINED_BYTES: usize = 4000;
/// Marks before a statement at the end of a text.
const MARKS: [&str; 7] = [" — ", " – ", " - ", ". ", ": ", "; ", " | "];
/// Signs of a finished task at the end of its text.
const TICKS: [&str; 4] = ["✅", "✔", "☑", "✔\u{fe0f}"];
/// Words before a word in capitals that make it the subject of the task: `until all is DONE`.
const LEADING_ON: [&str; 38] = [
    "a", "an", "and", "are", "as", "be", "been", "being", "by", "column", "for", "from", "in",
    "into", "is", "label", "like", "mark", "not", "of", "on", "or", "say", "says", "state",
    "states", "status", "than", "the", "to", "until", "value", "via", "vs", "when", "with", "word",
    "=",
];
/// Names of fields that state the progress of a task.
const FIELDS: [&str; 5] = ["status", "state", "task status", "current status", "task state"];

/// Statement that a task ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub kind: DoubtKind,
    /// Words that say so. Empty if everything is struck through.
    pub said: Range<usize>,
}

/// Finds the statement in an open task's text that all of it ended: `~~…~~`, `DONE 2026-08-17 …`,
/// `… — DROPPED`, `… (superseded by T012)`.
pub fn stated(text: &str) -> Option<Stated> {
    let text = prefix(text, MAX_EXAMINED_BYTES).trim_end();
    if is_struck(text) {
        return Some(Stated { kind: DoubtKind::Dropped, said: 0..0 });
    }
    let found = at_start(text).or_else(|| in_brackets(text)).or_else(|| at_end(text))?;
    let is_quoted = quoted::spans(text)
        .iter()
        .any(|span| span.start < found.said.end && found.said.start < span.end);
    (!is_quoted).then_some(found)
}

/// Finds the statement of a heading that everything below it is dropped: `## Dropped`,
/// `## Phase 3 (cut)`. A heading with open boxes below it is never finished.
pub fn of_heading(text: &str) -> Option<Stated> {
    let start = text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let whole = text[start..].trim_end_matches(|c: char| !c.is_alphanumeric());
    let found = stated(text).or_else(|| {
        let term = terms::at(whole).filter(|term| term.length == whole.len())?;
        Some(Stated { kind: term.kind, said: start..start + whole.len() })
    });
    found.filter(|stated| stated.kind == DoubtKind::Dropped)
}

/// Finds the statement in a field of a line: `**Status:** Done`, `State: dropped`.
pub fn of_field(line: &str) -> Option<Stated> {
    let mut start = 0;
    for part in line.split(['|', '·']) {
        let own = start;
        start += part.len() + 1;
        let Some((name, value)) = part.split_once(':') else { continue };
        let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
        if !FIELDS.iter().any(|known| bare.eq_ignore_ascii_case(known)) {
            continue;
        }
        let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
        let term = terms::of_status(value)?;
        let after = value[term.length..].trim_start_matches(['*', '_', '`']);
        let is_whole = after.trim().is_empty()
            || after.trim_start().starts_with(|c: char| "✅✔☑(,;.—–".contains(c))
            || after.starts_with(" - ")
            || term.tail(after, false) > 0;
        let name_start =
            own + (name.len() - name.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
        let end = own + (part.len() - value.len()) + term.length;
        return is_whole.then_some(Stated { kind: term.kind, said: name_start..end });
    }
    None
}

/// Returns true if `text` is struck through, perhaps with a remark after it.
fn is_struck(text: &str) -> bool {
    let text = text.trim_start();
    let Some(inner) = text.trim_start_matches(['*', '_']).strip_prefix("~~") else { return false };
    let Some(end) = inner.find("~~") else { return false };
    let after = inner[end + 2..].trim_start_matches(['*', '_', '.']).trim_start();
    after.is_empty() || after.starts_with(|c: char| !c.is_alphanumeric() && c != '`')
}

/// Finds a statement before the text: `CUT from scope: …`, `[done] …`, `Won't do: …`.
fn at_start(text: &str) -> Option<Stated> {
    let inner = text.trim_start_matches([' ', '\t', '*', '_']);
    let bracket = inner.chars().next().filter(|c| matches!(c, '[' | '('));
    let from = text.len() - inner.len() + bracket.map_or(0, char::len_utf8);
    let rest = &text[from..];
    let term = terms::at(rest)?;
    let after = &rest[term.length..];
    let tail = term.tail(after, true);
    let said = from..from + term.length + tail;
    let next = &after[tail..];
    if term.needs_more() && tail == 0 {
        return None;
    }
    let clear = match bracket {
        Some(open) => {
            let next = next.strip_prefix(if open == '[' { ']' } else { ')' })?;
            if next.starts_with('(') {
                // A link.
                return None;
            }
            let next = next.trim_start_matches(['*', '_', ':', ' ', '-', '—', '–']);
            let begins_title = next.is_empty() || next.starts_with(|c: char| !c.is_lowercase());
            term.is_upper_case || !rest.starts_with(char::is_uppercase) || begins_title
        }
        None => is_clear(&term, tail, &after[..tail], next),
    };
    clear.then_some(Stated { kind: term.kind, said })
}

/// Returns true if a term at the start of a text, without a bracket, is a statement about the rest,
/// `next`. `tail` bytes of the text belong to the term.
fn is_clear(term: &Term, tail: usize, said: &str, next: &str) -> bool {
    let bare = next.trim_start_matches(['*', '_']);
    let is_set_off = bare.trim().is_empty()
        || bare.starts_with([':', ';', '.', '!'])
        || (term.is_plain() && bare.starts_with(','))
        || [" — ", " – ", " - ", "—"].iter().any(|dash| bare.starts_with(dash));
    let has_date = said.split_whitespace().any(|word| date::is_iso(trimmed(word)));
    if (has_date && (term.is_upper_case || !term.is_verb())) || (term.is_phrase() && tail > 0) {
        return true;
    }
    if !term.is_upper_case {
        return term.is_plain() && is_set_off;
    }
    let rest = next.trim_start_matches(['*', '_', ' ']);
    let mut words = rest.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_shouted = !rest.contains(char::is_lowercase);
    let begins_title = first.starts_with(char::is_uppercase)
        && first.contains(char::is_lowercase)
        && !second.starts_with(char::is_uppercase);
    let is_list = rest.starts_with([',', '/', '&']);
    if is_set_off || tail > 0 {
        return true;
    }
    // `OBSOLETE write it` ends a task, `OBSOLETE flags are read` is one.
    let is_imperative = terms::is_imperative(first);
    let names_thing = terms::is_thing(first) || terms::is_subject(rest);
    let begins_task = match (term.is_verb(), term.is_strong()) {
        (true, _) => is_imperative && begins_title,
        (false, true) => is_imperative || (begins_title && !names_thing),
        (false, false) => begins_title && (is_imperative || !names_thing),
    };
    !is_shouted && !is_list && begins_task
}

/// Finds a statement in brackets at the end, in any case: `(done)`, `[Cut 2026-08-17]`,
/// `(won't do: slow)`.
fn in_brackets(text: &str) -> Option<Stated> {
    let text = text.trim_end_matches(['*', '_', '.', ' ']);
    let open = match text.chars().next_back()? {
        ')' => text.rfind('(')?,
        ']' => text.rfind('[')?,
        _ => return None,
    };
    let inner = &text[open + 1..text.len() - 1];
    let lead = inner.len() - inner.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let from = open + 1 + lead;
    let rest = &inner[lead..];
    let term = terms::at(rest)?;
    let after = &rest[term.length..];
    let tail = term.tail(after, false);
    let next = after[tail..].trim_start_matches(|c: char| "✅✔☑!.*_ ".contains(c));
    let is_whole =
        next.is_empty() || next.starts_with([',', ':', ';', '—', '–']) || next.starts_with("- ");
    let said = from..from + term.length + tail;
    let is_own = !is_of_another(text[..open].trim_end());
    let is_complete = !term.needs_more() || tail > 0;
    (is_whole && is_own && is_complete && open > 0).then_some(Stated { kind: term.kind, said })
}

/// Finds a statement at the end, after a mark or in capitals: `… — dropped`, `…. DONE 2026-08-17`, `… ✅`.
fn at_end(text: &str) -> Option<Stated> {
    let end = text.trim_end_matches(['*', '_', '.', '!', ' ']).len();
    let text = &text[..end];
    let mark = MARKS.iter().filter_map(|mark| Some((text.rfind(mark)?, *mark))).max();
    if let Some((at, mark)) = mark
        && let Some(stated) = behind_mark(text, at, mark)
    {
        return Some(stated);
    }
    // Without a mark: the last word but for a date.
    let date = text.rfind(' ').filter(|&at| date::is_iso(trimmed(&text[at..])));
    let before_date = text[..date.unwrap_or(text.len())].trim_end();
    let last = before_date.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = before_date.len() - last.len();
    let before = before_date[..word].trim_end();
    let leading = trimmed_or(before.split_whitespace().next_back().unwrap_or_default());
    let is_word = before.split_whitespace().nth(1).is_some()
        && !LEADING_ON.contains(&leading.to_lowercase().as_str())
        && !is_of_another(before);
    if !is_word {
        return None;
    }
    if TICKS.contains(&last) {
        return Some(Stated { kind: DoubtKind::Done, said: word..end });
    }
    let bare = last.trim_start_matches(['*', '_']);
    let term = terms::at(bare).filter(|term| term.is_upper_case && term.length == bare.len())?;
    Some(Stated { kind: term.kind, said: word + last.len() - bare.len()..end })
}

/// Finds the statement after the `mark` at `at` of `text`.
fn behind_mark(text: &str, at: usize, mark: &str) -> Option<Stated> {
    let start = at + mark.len();
    let inner = text[start..].trim_start_matches(['*', '_']);
    let from = text.len() - inner.len();
    let term = terms::at(inner)?;
    let after = &inner[term.length..];
    let tail = term.tail(after, false);
    let is_whole = after[tail..].trim_matches(['*', '_', ' ', '✅']).is_empty();
    if !is_whole || (term.needs_more() && tail == 0) {
        return None;
    }
    let has_date = after[..tail].split_whitespace().any(|word| date::is_iso(trimmed(word)));
    let leading = trimmed(text[..at].split_whitespace().next_back().unwrap_or_default());
    let clear = match mark {
        ": " => term.is_upper_case && !LEADING_ON.contains(&leading.to_lowercase().as_str()),
        " — " | " – " | ". " => {
            term.is_upper_case || term.is_plain() || term.is_phrase() || term.is_done()
        }
        _ => term.is_upper_case || term.is_plain() || term.is_phrase(),
    };
    let is_own = !is_of_another(text[..at].trim_end());
    let said = from..from + term.length + tail;
    ((clear || has_date) && is_own).then_some(Stated { kind: term.kind, said })
}

/// Returns true if a status after `before` is that of another task: of an id there, or in a
/// dependency, as in `Depends on T003 (done)`.
fn is_of_another(before: &str) -> bool {
    if before.ends_with([')', ']']) {
        return false;
    }
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(|c: char| !(c.is_alphanumeric() || c == '#'));
    let is_issue = last.strip_prefix('#').is_some_and(|number| number.parse::<u32>().is_ok());
    is_issue || ids::may_be_id(last) || depends::ends_with_need(before)
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Returns `word` without the marks around it, unless it is only marks.
fn trimmed_or(word: &str) -> &str {
    let bare = trimmed(word);
    if bare.is_empty() { word } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<(DoubtKind, &str)> {
        stated(text).map(|stated| (stated.kind, &text[stated.said]))
    }

    #[test]
    fn ends_are_told_by_words() {
        use DoubtKind::{Done, Dropped, Duplicate};
        for (text, kind, words) in [
            ("~~Write it~~", Dropped, ""),
            ("**~~Write it~~** (moved)", Dropped, ""),
            ("~~Write it~~ — too slow", Dropped, ""),
            ("DONE 2026-08-17 Write it", Done, "DONE 2026-08-17"),
            ("Done 2026-08-17: Write it", Done, "Done 2026-08-17"),
            ("**DONE:** Write it", Done, "DONE"),
            ("DONE Write it", Done, "DONE"),
            ("DONE", Done, "DONE"),
            ("[CUT] Write it", Dropped, "CUT"),
            ("[done] write it", Done, "done"),
            ("(done) Write it", Done, "done"),
            ("CUT from scope: Write it", Dropped, "CUT from scope"),
            ("CUT from scope, write it", Dropped, "CUT from scope"),
            ("CUT in v2 — Write it", Dropped, "CUT in v2"),
            ("DROPPED: Write it", Dropped, "DROPPED"),
            ("DROPPED because it is slow", Dropped, "DROPPED because it"),
            ("OBSOLETE Write it", Dropped, "OBSOLETE"),
            ("OBSOLETE write it", Dropped, "OBSOLETE"),
            ("Obsolete: write it", Dropped, "Obsolete"),
            ("Won't do: write it", Dropped, "Won't do"),
            ("WON’T FIX — write it", Dropped, "WON’T FIX"),
            ("WONTFIX write it", Dropped, "WONTFIX"),
            ("Superseded by T012: write it", Dropped, "Superseded by T012"),
            ("superseded by the new parser", Dropped, "superseded by the new"),
            ("Out of scope: write it", Dropped, "Out of scope"),
            ("Duplicate of T012", Duplicate, "Duplicate of T012"),
            ("Write it — DROPPED", Dropped, "DROPPED"),
            ("Write it — done", Done, "done"),
            ("Write it - obsolete", Dropped, "obsolete"),
            ("Write it — superseded by T012", Dropped, "superseded by T012"),
            ("Write it (done)", Done, "done"),
            ("Write it (DONE 2026-08-17)", Done, "DONE 2026-08-17"),
            ("Write it (done in #12)", Done, "done in #12"),
            ("Write it (done, see below)", Done, "done"),
            ("Write it (already done)", Done, "already done"),
            ("Write it (won't do)", Dropped, "won't do"),
            ("Write it (wontfix: too slow)", Dropped, "wontfix"),
            ("Write it (cut)", Dropped, "cut"),
            ("Write it (dropped from scope)", Dropped, "dropped from scope"),
            ("Write it (obsolete since v2)", Dropped, "obsolete since v2"),
            ("Write it (superseded by T012)", Dropped, "superseded by T012"),
            ("Write it (replaced by #12)", Dropped, "replaced by #12"),
            ("Write it (duplicate of T012)", Duplicate, "duplicate of T012"),
            ("Write it (no longer needed)", Dropped, "no longer needed"),
            ("Write it. DONE 2026-08-17", Done, "DONE 2026-08-17"),
            ("Write it. Done.", Done, "Done"),
            ("Write it **[Cancelled]**", Dropped, "Cancelled"),
            ("Write it DONE", Done, "DONE"),
            ("Write it DONE 2026-08-17", Done, "DONE 2026-08-17"),
            ("Write it ✅", Done, "✅"),
            ("Write it ✅ 2026-08-17", Done, "✅ 2026-08-17"),
            ("Write it (depends on T003) (done)", Done, "done"),
            ("Depends on T003. Write it (done)", Done, "done"),
            ("CUT", Dropped, "CUT"),
            ("CUT — write it", Dropped, "CUT"),
            ("CUT Write it", Dropped, "CUT"),
            ("DROPPED Write it", Dropped, "DROPPED"),
            ("DROPPED write it", Dropped, "DROPPED"),
            ("DONE - write it", Done, "DONE"),
            ("DONE Login form", Done, "DONE"),
            ("WONTFIX remove it", Dropped, "WONTFIX"),
            ("DROPPED in favour of T2", Dropped, "DROPPED in favour"),
            ("Write it after the release (done)", Done, "done"),
        ] {
            assert_eq!(said(text), Some((kind, words)), "{text}");
        }
    }

    #[test]
    fn tasks_about_such_words_are_tasks() {
        for text in [
            "Add DONE column",
            "CUT over to the new cluster",
            "CUT a release branch",
            "CUT release 1.2",
            "CUT Release branch",
            "CUT and paste of cells",
            "CUT/COPY in the menu",
            "DROPPED packets are counted",
            "DROPPED Packets are counted",
            "DROPPED frames counter",
            "DONE button is too small",
            "DONE Button is too small",
            "DONE Button",
            "OBSOLETE API removal",
            "OBSOLETE flags: remove them",
            "ABANDONED carts get a mail",
            "SUPERSEDED entries in the index",
            "DESCOPED items list",
            "OUT OF SCOPE errors of the compiler",
            "WONTFIX bugs list",
            "COMPLETED Orders",
            "Add a DONE column",
            "DONE column: make it wider",
            "DONE and CANCELLED are final",
            "DONE, CANCELLED and FAILED states",
            "CANCELLED orders show up twice",
            "SKIPPED tests are counted",
            "[Done] button is too small",
            "[Done](url) Write it",
            "Cut release 1.2",
            "CUT RELEASE 1.2",
            "Cut, copy and paste",
            "CUT, COPY and PASTE buttons",
            "Cut 2026-08-17 release",
            "Cut the branch",
            "Complete 2026-08-17 report",
            "Write the API documentation (complete)",
            "Drop table users",
            "DROP TABLE users",
            "Dropped packets are counted",
            "mark obsolete flags",
            "Mark obsolete flags",
            "Obsolete flags: remove them",
            "Out of scope errors of the compiler",
            "Show superseded by banner",
            "Replaced by placeholders",
            "Show logos (replaced by placeholders)",
            "Write ~~it~~ all",
            "~~Write~~ Read it",
            "~~Write `it`~~ `b`",
            "Say DONE to the user",
            "Say `DONE`",
            "Return \"DONE\"",
            "Show the label `(done)`",
            "Done is better than perfect",
            "Handle it (done by hand)",
            "Handle orders (done or not)",
            "Write it (not done)",
            "Write it (to be done)",
            "Show what is done",
            "Rename the status: DONE",
            "Set status to DONE",
            "Add status CANCELLED",
            "Handle DONE",
            "Replace it with ✅",
            "Add ✅",
            "Depends on T003 (done)",
            "Write it, which depends on T003 and T004 (done)",
            "Blocked by legal (finished)",
            "Needs the API (completed 2026-08-17)",
            "After #12 (done)",
            "Follow up on T003 [DONE]",
            "Follow up on #12 (cancelled)",
            "Depends on T003 DONE",
            "Wait until all is DONE",
            "Move it to DONE",
            "done-button: fix it",
            "Skipped: tests",
            "Rejected: tokens that expired",
            "",
            "2026",
            "()",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn headings_drop_all_below_them() {
        for (text, words) in [
            ("Dropped", "Dropped"),
            ("🗑 Won't do", "Won't do"),
            ("Obsolete", "Obsolete"),
            ("Out of scope", "Out of scope"),
            ("Phase 3 (cut)", "cut"),
            ("~~Phase 3~~", ""),
            ("Phase 3 — DROPPED", "DROPPED"),
        ] {
            let found = of_heading(text).map(|stated| &text[stated.said]);
            assert_eq!(found, Some(words), "{text}");
        }
        for text in
            ["Done", "Phase 3 (done)", "Dropped packets", "Scope", "Cut the branch", "Cutting"]
        {
            assert_eq!(of_heading(text), None, "{text}");
        }
    }

    #[test]
    fn fields_say_so_too() {
        for (line, words) in [
            ("Status: Done", "Status: Done"),
            ("**Status:** Done", "Status:** Done"),
            ("- **Status**: ✅ Completed", "Status**: ✅ Completed"),
            ("Status: done ✅", "Status: done"),
            ("Status: Complete", "Status: Complete"),
            ("State: dropped", "State: dropped"),
            ("Status: Done (2026-08-17)", "Status: Done"),
            ("Status: merged in #12", "Status: merged"),
            ("**Owner:** Jo | **Status:** Won't do", "Status:** Won't do"),
        ] {
            let found = of_field(line).map(|stated| &line[stated.said]);
            assert_eq!(found, Some(words), "{line}");
        }
        for line in [
            "Status: open",
            "Status: Done when tests pass",
            "Status: not done",
            "Status: done/pending",
            "Status: partially done",
            "Order status: done",
            "Done",
            "Owner: Done",
        ] {
            assert_eq!(of_field(line), None, "{line}");
        }
    }
}
