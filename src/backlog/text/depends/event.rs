//! Events that a task waits for: `the audit`, `legal has signed`.

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

/// Returns whether `value` names no event: `(after each run)`, `(once a day)`, `(as soon as
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

/// Returns whether `value` says that something is done: `T001 is merged`.
pub fn says_done(value: &str) -> bool {
    let sentence = value.split(['.', ',', ';', '\n']).next().unwrap_or_default();
    sentence.split_whitespace().skip(1).take(6).any(|word| DONE.contains(&word))
}

/// Returns the first sentence of `value`.
pub fn sentence(value: &str) -> &str {
    let end = [". ", ".\n"].into_iter().filter_map(|end| value.find(end)).min();
    &value[..end.unwrap_or(value.len())]
}
