//! Words that mark a task as blocked: `[blocked]`, `(blocked: legal)`, `Blocked: waiting for legal`.

use super::lines::prefix;

/// Label of a task that is blocked for no stated reason.
pub const LABEL: &str = "blocked";

/// Words that mark a task as blocked, in lower case with single spaces.
const WORDS: [&str; 5] = ["blocked", "on hold", "still blocked", "currently blocked", "is blocked"];
/// Words that mark a task as waiting behind a dash or in brackets: `Docs — waiting`.
const WAITING: [&str; 5] = ["waiting", "still waiting", "stuck", "stalled", "paused"];
/// Signs at the end of a text that mark a task as blocked: `Docs 🚫`.
const SIGNS: [&str; 4] = ["⛔", "🚫", "🛑", "⏸"];
/// Words before a sign or word that the text only mentions: `show the ⛔ icon`, `from open to blocked`.
const LEADING_ON: [&str; 22] = [
    "a", "an", "the", "with", "of", "for", "by", "as", "to", "show", "add", "use", "and", "or",
    "is", "are", "status", "state", "label", "not", "in", "on",
];
/// Words before the reason, in lower case: `Blocked: waiting for legal`.
const BEFORE_REASON: [&str; 10] = [
    "waiting for ",
    "waiting on ",
    "waiting until ",
    "awaiting ",
    "pending ",
    "because of ",
    "due to ",
    "until ",
    "by ",
    "on ",
];
/// States of tasks, in lower case. Several in a row list states, as in `by state (blocked, reviewed,
/// skipped)`, and give no reason.
const STATES: [&str; 31] = [
    "accepted",
    "active",
    "approved",
    "archived",
    "canceled",
    "cancelled",
    "closed",
    "complete",
    "completed",
    "deferred",
    "done",
    "draft",
    "dropped",
    "failed",
    "finished",
    "in progress",
    "in review",
    "merged",
    "new",
    "open",
    "passed",
    "paused",
    "pending",
    "queued",
    "ready",
    "rejected",
    "resolved",
    "reviewed",
    "running",
    "skipped",
    "todo",
];
/// Maximum length of a line that is examined, in bytes.
const MAX_EXAMINED_BYTES: usize = 120;

/// Returns true if `text` consists of words that mark a task as blocked.
pub fn is_word(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = prefix(bare, MAX_EXAMINED_BYTES).to_lowercase().replace(['-', '_'], " ");
    WORDS.contains(&bare.as_str())
}

/// Returns the text after such words at its start: `Blocked: Fix it`, `ON HOLD - Fix it`.
pub fn leading(text: &str) -> Option<&str> {
    let start = prefix(text, MAX_EXAMINED_BYTES);
    let end = [":", " - ", " – ", " — "].iter().filter_map(|mark| start.find(mark)).min()?;
    let (word, rest) = text.split_at(end);
    if word.contains(['[', '(']) {
        // `[blocked: T012] Fix it` names the blocker.
        return None;
    }
    let rest = rest.trim_start_matches([':', ' ', '-', '–', '—']);
    (is_word(word) && rest.contains(char::is_alphanumeric)).then_some(rest)
}

/// Returns true if `word`, in lower case, makes what follows it the subject of the text.
pub fn leads_on(word: &str) -> bool {
    LEADING_ON.contains(&word)
}

/// Returns true if the text of a task says that it is blocked without a reason: `(blocked)` at the end of
/// a line, `Blocked: yes`, `Status: blocked`, `Docs, blocked`, `Docs 🚫`.
pub fn is_stated(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_end_matches(['*', '_', '.', ' ']);
        let bracket = match line.chars().next_back() {
            Some(')') => line.rfind('('),
            Some(']') => line.rfind('['),
            _ => None,
        };
        bracket.is_some_and(|open| {
            let inner = &line[open + 1..line.len() - 1];
            is_word(inner) || (is_waiting(inner) && line[..open].contains(char::is_alphanumeric))
        }) || is_field(line)
            || is_set_off(line)
            || is_last(line)
    })
}

/// Returns true if a line begins with the word in bold, `**BLOCKED** Fix it`, or ends with it behind a dash,
/// `Fix it — blocked`, or begins with the sign `⛔`.
fn is_set_off(line: &str) -> bool {
    let bold = line.strip_prefix("**").and_then(|inner| inner.split_once("**"));
    let last = [" - ", " – ", " — "].iter().find_map(|dash| line.rsplit_once(dash));
    bold.is_some_and(|(word, rest)| is_word(word) && rest.contains(char::is_alphanumeric))
        || last.is_some_and(|(_, word)| is_word(word))
        || line.strip_prefix('⛔').is_some_and(|rest| rest.contains(char::is_alphanumeric))
}

fn is_waiting(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    WAITING.contains(&prefix(bare, MAX_EXAMINED_BYTES).to_lowercase().as_str())
}

/// Returns true if `line` ends with such a word behind a comma or a dash, or with such a sign.
fn is_last(line: &str) -> bool {
    let last_word = |text: &str| {
        let word = text.split_whitespace().next_back().unwrap_or_default();
        word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
    };
    let dash = [" - ", " – ", " — "].iter().find_map(|dash| line.rsplit_once(dash));
    if dash.is_some_and(|(before, word)| is_waiting(word) && !leads_on(&last_word(before))) {
        return true;
    }
    if let Some((before, word)) = line.rsplit_once(", ")
        && is_word(word)
    {
        // `open, closed, blocked` lists states.
        let other = before.rsplit(", ").next().unwrap_or_default();
        let last = last_word(before);
        let is_state = STATES.contains(&last.as_str()) || last == "blocked";
        let is_whole = other.split_whitespace().nth(1).is_none() && other.len() < before.len();
        return !is_state && !is_whole && !leads_on(&last);
    }
    let bare = line.trim_end_matches('\u{fe0f}');
    let before = SIGNS.iter().find_map(|sign| bare.strip_suffix(sign));
    before.is_some_and(|before| {
        let last = last_word(before);
        before.ends_with(' ') && !last.is_empty() && !leads_on(&last)
    })
}

/// Returns true if `line` is a field that says so: `Blocked: yes`, `Status: blocked`.
pub fn is_field(line: &str) -> bool {
    let Some((name, value)) = prefix(line, MAX_EXAMINED_BYTES).split_once(':') else {
        return false;
    };
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let is_state = ["status", "state"].iter().any(|known| name.eq_ignore_ascii_case(known));
    (is_word(name) && is_yes(&value)) || (is_state && is_word(&value))
}

fn is_yes(value: &str) -> bool {
    matches!(value, "yes" | "true" | "y")
}

/// Returns the reason in `rest`, the text after the word: after a colon or, in brackets, after a dash or
/// comma. Words such as `waiting for` are left out.
pub fn reason(rest: &str, in_bracket: bool, begins_line: bool) -> Option<&str> {
    let rest = rest.trim_start_matches(['*', '_']);
    let blank = rest.trim_start_matches(' ');
    let dash = blank.strip_prefix(['-', '–', '—']).filter(|after| after.starts_with(' '));
    let comma = blank.strip_prefix([',', ';']).filter(|_| in_bracket);
    let set = rest.strip_prefix(':').or(dash.filter(|_| in_bracket || begins_line)).or(comma);
    let reason = set.unwrap_or(rest).trim_start_matches([' ', '*', '_', ':']);
    let said = without_lead(reason);
    let word = said.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if is_yes(&word.to_lowercase()) || (in_bracket && lists_states(reason)) {
        return None;
    }
    let is_set_off = in_bracket || begins_line;
    let is_lead = said.len() < reason.len();
    (set.is_some() || (is_set_off && is_lead)).then_some(said)
}

/// Returns true if `text`, up to the end of its bracket, is a list of two or more states.
fn lists_states(text: &str) -> bool {
    let text = prefix(text, MAX_EXAMINED_BYTES);
    let text = text[..text.find([')', ']']).unwrap_or(text.len())].to_lowercase();
    let text = text.replace(" and ", ",").replace(" or ", ",");
    let members = text.split([',', '/', '|', ';']).map(|state| {
        state.trim().trim_matches(|c: char| !c.is_alphanumeric()).replace(['-', '_'], " ")
    });
    // `a, or b` has an empty member.
    let members: Vec<String> = members.filter(|state| !state.is_empty()).collect();
    members.len() > 1 && members.iter().all(|state| STATES.contains(&state.as_str()))
}

/// Returns true if `text` begins with words before a reason: `waiting for legal`.
pub fn says_why(text: &str) -> bool {
    without_lead(text).len() < text.len()
}

/// Removes the words before the reason from `text`.
pub fn without_lead(text: &str) -> &str {
    let lead = BEFORE_REASON
        .into_iter()
        .find(|lead| text.get(..lead.len()).is_some_and(|start| start.eq_ignore_ascii_case(lead)));
    lead.map_or(text, |lead| text[lead.len()..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_block_without_a_reason() {
        for text in [
            "Fix it (blocked)",
            "Fix it **[BLOCKED]**",
            "Fix it (on hold).",
            "Fix it\nBlocked: yes",
            "Fix it\n**Status:** Blocked",
            "Fix it\n- On-hold: true",
            "Fix it — BLOCKED",
            "Fix it - blocked",
            "**BLOCKED** Fix it",
            "⛔ Fix it",
            "Fix it, blocked",
            "Fix it for Jo, on hold",
            "Fix it, Blocked.",
            "Fix it 🚫",
            "Fix it ⛔\u{fe0f}",
            "Fix it 🛑",
            "Fix it ⏸",
            "Fix it — waiting",
            "Fix it - Waiting",
            "Fix it – paused",
            "Fix it (waiting)",
            "Fix it [stalled]",
        ] {
            assert!(is_stated(text), "{text}");
        }
        for text in [
            "Fix it (blocked users)",
            "Fix blocked users",
            "Fix it\nBlocked: no",
            "Fix it\nStatus: open",
            "Read `(blocked)`",
            "Read \"(blocked)\"",
            "Fix it (unblocked)",
            "Fix it - unblocked",
            "**Blocked users** are listed",
            "BLOCKED users",
            "⛔",
            "Show whether it is open, closed, blocked",
            "Colour the states open, blocked",
            "Replace it with 🚫",
            "Show the ⛔",
            "🚫",
            "Fix`🚫`",
            "Poll the queue, waiting",
            "Change the state — waiting",
            "Fix it — waiting for legal to sign",
            "(waiting)",
            "Fix the crash while waiting",
        ] {
            assert!(!is_stated(text), "{text}");
        }
    }

    #[test]
    fn a_title_may_begin_with_the_word() {
        assert_eq!(leading("Blocked: Fix it"), Some("Fix it"));
        assert_eq!(leading("ON HOLD — Fix it"), Some("Fix it"));
        for text in [
            "Blocked users: fix",
            "Blocked:",
            "Blocked users",
            "Unblocked: fix",
            "[blocked: T012] fix",
            "(on hold - legal) fix",
        ] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn reasons_are_read_without_the_words_before_them() {
        for (rest, in_bracket, begins_line, expected) in [
            (": legal", false, true, Some("legal")),
            (":** waiting for legal", false, true, Some("legal")),
            (": pending the audit", false, true, Some("the audit")),
            (" - legal", false, true, Some("legal")),
            (" - legal", true, false, Some("legal")),
            (" — legal", true, false, Some("legal")),
            (", legal", true, false, Some("legal")),
            (" awaiting legal", true, false, Some("legal")),
            (" users", true, false, None),
            (" - legal", false, false, None),
            (" awaiting legal", false, true, Some("legal")),
            (" awaiting legal", false, false, None),
            (" T001", true, false, None),
            (": yes", false, true, None),
            (", reviewed, skipped) in the list", true, false, None),
            (", in-progress, or done]", true, false, None),
            (": open | done)", true, false, None),
            (", deferred)", true, false, Some("deferred)")),
            (", reviewed, legal)", true, false, Some("reviewed, legal)")),
            (": reviewed, skipped", false, true, Some("reviewed, skipped")),
        ] {
            assert_eq!(reason(rest, in_bracket, begins_line), expected, "{rest}");
        }
    }
}
