//! Events that a task waits for: `the audit`, `legal has signed`.

use crate::backlog::text::ids;

/// First words of a value that says how often or how soon something happens.
const FREQUENCIES: [&str; 14] = [
    "per",
    "each",
    "every",
    "again",
    "more",
    "daily",
    "weekly",
    "possible",
    "practical",
    "feasible",
    "all",
    "hours",
    "only",
    "default",
];
/// Units of time: `once a day`.
const UNITS: [&str; 9] =
    ["second", "minute", "hour", "day", "week", "month", "quarter", "year", "session"];
/// Words that say that something is done: `T001 is merged`.
const DONE: [&str; 16] = [
    "done",
    "merged",
    "finished",
    "complete",
    "completed",
    "lands",
    "landed",
    "ships",
    "shipped",
    "ready",
    "in",
    "through",
    "closed",
    "released",
    "resolved",
    "deployed",
];

/// Words of decisions, meetings and releases, which people wait for. Words that also name what a
/// program does, such as `merge`, `call` and `load`, are left out.
const EVENTS: [&str; 46] = [
    "approval",
    "approvals",
    "audit",
    "review",
    "reviews",
    "sign-off",
    "signoff",
    "signature",
    "launch",
    "go-live",
    "release",
    "rollout",
    "cutover",
    "freeze",
    "kickoff",
    "kick-off",
    "meeting",
    "workshop",
    "decision",
    "discussion",
    "agreement",
    "consent",
    "feedback",
    "vote",
    "contract",
    "budget",
    "training",
    "handover",
    "handoff",
    "retro",
    "retrospective",
    "demo",
    "beta",
    "mvp",
    "ga",
    "rfc",
    "pilot",
    "interview",
    "interviews",
    "holidays",
    "vacation",
    "legal",
    "qa",
    "stakeholders",
    "management",
    "procurement",
];
/// Verbs about work, in the form that says that it is done.
const HAPPENED: [&str; 16] = [
    "implemented",
    "approved",
    "signed",
    "agreed",
    "decided",
    "merged",
    "released",
    "shipped",
    "ships",
    "deployed",
    "launched",
    "landed",
    "lands",
    "published",
    "reviewed",
    "confirmed",
];
/// Units of time in which people plan. Programs wait for seconds and minutes.
const PERIODS: [&str; 6] = ["day", "week", "month", "quarter", "year", "sprint"];
/// Kinds of things in a backlog.
const WORK: [&str; 12] = [
    "task",
    "tasks",
    "issue",
    "ticket",
    "milestone",
    "phase",
    "epic",
    "sprint",
    "story",
    "pr",
    "iteration",
    "wave",
];
/// Signs of code in a value.
const CODE: [char; 7] = ['`', '(', '_', '~', '=', '{', '<'];
/// Maximum number of words that are examined.
const MAX_WORDS: usize = 8;

/// Returns true if `value` names an event among people or a part of the backlog: `the audit`, `legal has
/// signed`, `the setup phase`. Other text is mostly a place in code or an order of what a program does:
/// `the header block`, `redaction`.
pub fn is_named(value: &str) -> bool {
    if value.contains(CODE) {
        return false;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/');
    let words = value.split(ends).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<String> =
        words.filter(|word| !word.is_empty()).take(MAX_WORDS).map(str::to_lowercase).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    let is_period = words.windows(2).any(|pair| {
        let unit = pair[1].strip_suffix('s').unwrap_or(&pair[1]);
        PERIODS.contains(&unit) && is_number(&pair[0])
    });
    // `the setup phase`, `milestone 3`; `task creation` is something else.
    let is_work = words.iter().enumerate().take(3).any(|(at, word)| {
        let is_label = |next: &String| next.len() <= 2 || next.bytes().any(|b| b.is_ascii_digit());
        WORK.contains(&word.as_str()) && words.get(at + 1).is_none_or(is_label)
    });
    // `TN-46 to TN-49`, also if the backlog has no such ids.
    let mut named = value.split(ends).map(|word| word.trim_end_matches('.'));
    let is_id = named.next().is_some_and(|first| {
        first.starts_with(|c: char| c.is_ascii_uppercase()) && ids::may_be_id(first)
    });
    let is_list =
        is_id && named.next().is_none_or(|next| matches!(next, "to" | "and" | "" | "through"));
    let is_merge = has(&["merge", "merging"]) && has(&["main", "master"]);
    has(&EVENTS) || has(&HAPPENED) || is_period || is_work || is_list || is_merge
}

/// Returns true if `value` names no event: `(after each run)`, `(once a day)`, `(as soon as
/// possible)`, `(once merged)`.
pub fn is_usual(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return true };
    let second = words.next();
    match first {
        "a" | "an" => second.is_some_and(|word| UNITS.contains(&word)),
        _ if FREQUENCIES.contains(&first) => true,
        // `once merged` speaks of the task itself.
        _ => second.is_none() && DONE.contains(&first),
    }
}

/// Returns true if `value` says that something is done: `T001 is merged`.
pub fn says_done(value: &str) -> bool {
    let sentence = value.split(['.', ',', ';', '\n']).next().unwrap_or_default();
    // `when not in a form`
    let is_denied =
        sentence.trim_start().get(..4).is_some_and(|it| it.eq_ignore_ascii_case("not "));
    !is_denied && sentence.split_whitespace().skip(1).take(6).any(|word| DONE.contains(&word))
}

/// Returns the first sentence of `value`.
pub fn sentence(value: &str) -> &str {
    let end = [". ", ".\n"].into_iter().filter_map(|end| value.find(end)).min();
    &value[..end.unwrap_or(value.len())]
}
