//! Arrows between tasks: `T001 → T002`, `← T001`, `Critical path: T001 -> T002 -> T003`.
//!
//! An arrow leads from the task that comes first to the one that waits. Backlogs also use it for
//! renames, mappings and values (`TN-061 → TN-062`, `criterion 3 → T007`), so an order counts only where
//! the text says that it is one.

use super::DependencyStatement;
use super::list;
use super::phrases;
use crate::backlog::text::ids::may_be_id;
use crate::backlog::text::lines::prefix;
use crate::backlog::text::quoted;

/// Arrows, and true for those that point to the task that comes first.
const ARROWS: [(&str, bool); 8] = [
    ("→", false),
    ("⟶", false),
    ("⇒", false),
    ("->", false),
    ("=>", false),
    ("←", true),
    ("⟵", true),
    ("<-", true),
];
/// Words that say that a line or a list below a heading is an order of work.
const ORDERS: [&str; 6] =
    ["order", "sequence", "sequential", "sequentially", "critical path", "chain"];
/// Words that make it an order that may be left out.
const ADVICE: [&str; 7] =
    ["recommended", "suggested", "priority", "example", "e g", "reading order", "merge order"];
/// Words of tasks that are done at the same time. Those after them may wait for some of them only.
const WAVES: [&str; 6] =
    ["wave", "waves", "parallel", "parallelizable", "parallelisable", "batches"];
/// Maximum length of the text before an arrow that is searched for its list, in bytes.
const MAX_REACH_BYTES: usize = 160;

/// Reason to read arrows as an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Nothing says what they mean.
    Unclear,
    /// Only the tasks are named: `(T001 → T002)`.
    SetOff,
    /// The text speaks of dependencies.
    Dependency,
    /// The text speaks of an order, or the arrow points back at the task before it.
    Order,
}

/// Tasks with arrows between them, the first to be done first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Lists of ids. [`DependencyStatement::SELF`] is the task that has the text.
    pub steps: Vec<String>,
    pub meaning: Meaning,
    /// As written.
    pub text: String,
    /// Line of the backlog, from 1.
    pub line: u32,
}

/// Arrow in its text.
struct Arrow {
    start: usize,
    end: usize,
    is_back: bool,
}

/// Returns the chains in `text`. `heading` is the one above a text that is no task, and `None` in a task.
pub fn in_text(text: &str, heading: Option<&str>, line: u32) -> Vec<Chain> {
    let arrows = find(text);
    let mut chains = Vec::new();
    let mut at = 0;
    while let Some(first) = arrows.get(at) {
        let mut last = at;
        let mut steps = Vec::new();
        while let Some(next) = arrows.get(last + 1) {
            let between = &text[arrows[last].end..next.start];
            if next.is_back != first.is_back || !is_list(between) {
                break;
            }
            steps.push(between);
            last += 1;
        }
        at = last + 1;
        let (lead, before) = head(text, first.start);
        let after = tail(&text[arrows[last].end..]);
        if !after.contains(char::is_alphanumeric) || states_dependency(before) {
            continue;
        }
        let is_whole = is_list(before);
        let named = if is_whole { Some(before) } else { last_list(before) };
        let head = match (named, heading) {
            (Some(named), _) => named,
            (None, None) => DependencyStatement::SELF,
            (None, Some(_)) => continue,
        };
        steps.insert(0, head);
        steps.push(after);
        let rest = &text[arrows[last].end + after.len()..];
        let is_last = !rest[..rest.find('\n').unwrap_or(rest.len())]
            .trim_start_matches([')', ']'])
            .contains(char::is_alphanumeric);
        let said = match words(lead) {
            Words::Others => heading.map_or(Words::Others, words),
            said => said,
        };
        let is_self = head == DependencyStatement::SELF;
        let meaning = match said {
            Words::Advice => continue,
            Words::Waves => Meaning::Unclear,
            _ if first.is_back && is_last && heading.is_none() && is_list(after) => Meaning::Order,
            Words::Means(meaning) if !is_self => meaning,
            Words::Others if heading.is_none() && is_whole && is_last => Meaning::SetOff,
            Words::Means(_) | Words::Others => Meaning::Unclear,
        };
        let start = first.start - named.map_or(0, str::len);
        let written = &text[start..arrows[last].end + after.len()];
        if first.is_back {
            steps.reverse();
        }
        chains.push(Chain {
            steps: steps.into_iter().map(|step| step.trim().to_owned()).collect(),
            meaning,
            text: written.trim().to_owned(),
            line: line + lines_before(text, start),
        });
    }
    chains
}

/// Finds the arrows of `text` outside of quotations and code.
fn find(text: &str) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for (sign, is_back) in ARROWS {
        arrows.extend(text.match_indices(sign).map(|(start, _)| {
            let end = start + sign.len();
            Arrow { start, end, is_back }
        }));
    }
    if arrows.is_empty() {
        return arrows;
    }
    let quoted = quoted::spans(text);
    arrows.sort_by_key(|arrow| arrow.start);
    arrows.retain(|arrow| {
        let at = quoted.partition_point(|span| span.end <= arrow.start);
        let is_quoted = quoted.get(at).is_some_and(|span| span.start < arrow.start);
        let is_part = text[..arrow.start].ends_with(['-', '=', '<', '>'])
            || text[arrow.end..].starts_with(['-', '=', '>', '<']);
        !is_quoted && !is_part
    });
    arrows
}

/// Returns the text that leads up to the list before the arrow at `end`, and the list.
fn head(text: &str, end: usize) -> (&str, &str) {
    let from = prefix(text, end.saturating_sub(MAX_REACH_BYTES)).len();
    let before = &text[from..end];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let marks = ["(", " [", ": ", ":** ", ":* ", "**: ", " — ", " – ", " - ", "; ", ". ", "| "];
    let marks = marks.into_iter().filter_map(|mark| Some(before.rfind(mark)? + mark.len()));
    let cut = marks.max().unwrap_or(0).max(line);
    (&before[line.min(cut)..cut], &before[cut..])
}

/// Returns the list at the end of `before`, a text that is none as a whole: `T001` of `Rename T001`.
fn last_list(before: &str) -> Option<&str> {
    let word = before.trim_end().rsplit(char::is_whitespace).next()?;
    let blanks = before.len() - before.trim_end().len();
    Some(&before[before.len() - blanks - word.len()..]).filter(|word| is_list(word))
}

/// Returns the text after an arrow, up to the end of its list.
fn tail(after: &str) -> &str {
    let marks = ["\n", ")", "] ", "(", "; ", ". ", " — ", " – ", " - ", ": ", " | "];
    // The list may begin in the next line.
    let begin = after.len() - after.trim_start().len();
    let end = marks.into_iter().filter_map(|mark| after[begin..].find(mark)).min();
    let end = end.map_or(after.len(), |end| begin + end);
    after[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && !"`*_".contains(c))
}

/// Returns true if `text` is a list of ids or phases and nothing else.
fn is_list(text: &str) -> bool {
    let (members, all) = list::members(text);
    let is_name = |text: &str| {
        may_be_id(text) || text.starts_with('#') || text.contains(|c: char| c.is_ascii_digit())
    };
    all && !members.is_empty()
        && members.iter().all(|member| member.kind.is_some() || is_name(member.text))
}

/// Returns true if `text` states a dependency in words, which `phrase` reads.
fn states_dependency(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = phrases::words(&lower);
    (0..words.len()).any(|at| !phrases::at(&lower, &words[at..]).is_empty())
}

/// Words before arrows, or of the heading above them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// They say nothing of an order.
    Others,
    Advice,
    Waves,
    Means(Meaning),
}

/// Finds words of an order in the last sentence of `lead`.
fn words(lead: &str) -> Words {
    let sentence = lead.rfind(". ").map_or(lead, |at| &lead[at + 2..]).to_lowercase();
    let words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    let has = |known: &[&str]| known.iter().any(|word| words.contains(&format!(" {word} ")));
    if has(&ADVICE) {
        Words::Advice
    } else if has(&WAVES) {
        Words::Waves
    } else if words.contains(" depend") {
        Words::Means(Meaning::Dependency)
    } else if has(&ORDERS) {
        Words::Means(Meaning::Order)
    } else {
        Words::Others
    }
}

/// Returns the number of lines before the byte `at` of `text`.
fn lines_before(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].matches('\n').count()).unwrap_or(u32::MAX)
}
