//! Comments in a backlog that suppress findings.
//!
//! `<!-- ctx: ignore overlap, unknown -->` suppresses the findings of its task. It stands in the task,
//! on its first line or indented below, or on a line of its own right above the task; in a page that is one
//! task, it stands anywhere. A finding about
//! a pair of tasks is suppressed by a comment at either of them, on both sides. Ids behind a rule limit
//! it to the pairs with these tasks: `<!-- ctx: ignore overlap T013 -->`.
//! `<!-- ctx: ignore-file unknown -->` anywhere suppresses those of the whole backlog. Words behind the
//! rules say why: `<!-- ctx: ignore overlap: both only add lines -->`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Input;
use crate::backlog::{self, Source};
use crate::model::{Detail, Finding, Rule, TaskId};

/// Number of suppressions of one backlog that are read.
const MAX_COMMENTS: usize = 10_000;

/// Rule named in a comment.
struct Suppression {
    /// Backlog, as printed.
    path: String,
    /// 1-based line of the comment.
    line: u32,
    /// Rule as written.
    named: String,
    /// The rule, if there is one of that name.
    rule: Option<Rule>,
    /// Tasks that the comment limits the rule to; empty for all.
    partners: Vec<TaskId>,
    reach: Reach,
}

impl Suppression {
    /// Tells whether it is about a finding within its reach.
    fn covers(&self, finding: &Finding) -> bool {
        let sides = [finding.task, finding.detail.with()];
        let own = match self.reach {
            Reach::Task(task) => Some(task),
            Reach::File | Reach::Line(_) => None,
        };
        let mut others = sides.into_iter().flatten().filter(|&side| Some(side) != own);
        self.partners.is_empty() || others.any(|side| self.partners.contains(&side))
    }
}

/// Findings that a comment is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    File,
    Task(TaskId),
    /// Those of a line.
    Line(u32),
}

/// Takes out the findings that a comment suppresses, and returns them. Adds a finding for
/// each suppression without effect whose rule was applied.
pub fn apply(input: &Input, findings: &mut Vec<Finding>) -> Vec<Finding> {
    let backlogs = input.subject.backlogs.iter();
    let all: Vec<Suppression> = backlogs.flat_map(|source| read(input, source)).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let mut by_reach: BTreeMap<(&str, Rule, Reach), Vec<usize>> = BTreeMap::new();
    for (at, it) in all.iter().enumerate() {
        if let Some(rule) = it.rule {
            by_reach.entry((&it.path, rule, it.reach)).or_default().push(at);
        }
    }
    let is_used = RefCell::new(vec![false; all.len()]);
    let takes_out = |finding: &Finding| {
        let path = finding.path.as_str();
        let of_task = |task: TaskId| {
            let backlog = input.subject.task(task).map_or(path, |task| task.backlog.as_str());
            (backlog, Reach::Task(task))
        };
        let places = [(path, Reach::File), (path, Reach::Line(finding.line))].into_iter();
        let sides = [finding.task, finding.detail.with()].into_iter().flatten();
        let places = places.chain(sides.map(of_task));
        let found = places.filter_map(|(path, reach)| by_reach.get(&(path, finding.rule, reach)));
        let mut is_suppressed = false;
        for &at in found.flatten().filter(|&&at| all[at].covers(finding)) {
            is_used.borrow_mut()[at] = true;
            is_suppressed = true;
        }
        is_suppressed
    };
    let mut suppressed: Vec<Finding> =
        findings.extract_if(.., |finding| takes_out(finding)).collect();
    let rules = &input.options.rules;
    // Those that suppress findings of this rule are judged when all others are.
    for is_own in [false, true] {
        let is_idle = |&at: &usize| {
            let rule = all[at].rule;
            (rule == Some(Rule::UnusedSuppression)) == is_own
                && rule.is_none_or(|rule| rules.contains(&rule))
                && !is_used.borrow()[at]
        };
        let idle: Vec<usize> = (0..all.len()).filter(is_idle).collect();
        for at in idle.into_iter().filter(|_| rules.contains(&Rule::UnusedSuppression)) {
            let finding = unused(&all[at]);
            if takes_out(&finding) {
                suppressed.push(finding);
            } else {
                findings.push(finding);
            }
        }
    }
    suppressed
}

fn unused(it: &Suppression) -> Finding {
    let rule = it.named.clone();
    let detail = Detail::UnusedSuppression { rule, is_known: it.rule.is_some() };
    let task = match it.reach {
        Reach::Task(task) => Some(task),
        Reach::File | Reach::Line(_) => None,
    };
    Finding::new(Rule::UnusedSuppression, (&it.path, it.line), task, detail)
}

/// Reads the suppressions of one backlog. Code fences hold none.
fn read(input: &Input, source: &Source) -> Vec<Suppression> {
    let path = source.name.as_str();
    let text = String::from_utf8_lossy(&source.bytes);
    // The whole page is one task.
    let is_page = matches!(backlog::shape(source), backlog::Shape::Page(_));
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        if let Some(open) = fence {
            if trimmed.starts_with(open) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        for comment in comments(line) {
            let number = line_number(at);
            let reach = if comment.is_for_file {
                Reach::File
            } else {
                reach(input, path, &lines, at, is_page)
            };
            let suppression = |named: &str| Suppression {
                path: path.to_owned(),
                line: number,
                named: named.to_owned(),
                rule: Rule::find(named),
                partners: Vec::new(),
                reach,
            };
            let mut of_comment: Vec<Suppression> = Vec::new();
            for word in comment.words {
                let task = input.places.named(path, word).filter(|_| Rule::find(word).is_none());
                match (task, of_comment.last_mut()) {
                    (Some(task), Some(last)) if last.rule.is_some() => last.partners.push(task),
                    _ => of_comment.push(suppression(word)),
                }
            }
            if of_comment.is_empty() {
                of_comment.push(suppression(""));
            }
            found.extend(of_comment);
        }
        if found.len() > MAX_COMMENTS {
            break;
        }
    }
    found
}

fn line_number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// Finds the task that the comment on the line at `at`, counted from 0, is about.
fn reach(input: &Input, path: &str, lines: &[&str], at: usize, is_page: bool) -> Reach {
    let line = lines[at];
    let is_alone = line.trim_start().starts_with("<!--") && line.trim_end().ends_with("-->");
    let is_inside = line.starts_with([' ', '\t']);
    let task = if is_page {
        input.places.owner(path, line_number(at))
    } else if is_alone && !is_inside {
        let below = (at + 1..lines.len()).find(|&below| !lines[below].trim().is_empty());
        below.and_then(|below| input.places.task_at(path, line_number(below)))
    } else if line.starts_with('#') {
        // A task can be a heading; the tasks below a heading are not meant.
        input.places.task_at(path, line_number(at))
    } else {
        input.places.owner(path, line_number(at))
    };
    task.map_or(Reach::Line(line_number(at)), Reach::Task)
}

/// Comment that suppresses findings.
struct Comment<'a> {
    is_for_file: bool,
    /// Rules, each with the ids of tasks behind it.
    words: Vec<&'a str>,
}

/// Reads the comments of a line.
fn comments(line: &str) -> Vec<Comment<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once("<!--") {
        let Some((inside, behind)) = after.split_once("-->") else { break };
        rest = behind;
        let Some(said) = inside.trim().strip_prefix("ctx:") else { continue };
        let said = said.trim();
        let (word, rules) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        let is_for_file = match word {
            "ignore" => false,
            "ignore-file" => true,
            _ => continue,
        };
        // The reason follows a colon, a dash or a bracket.
        let rules = rules.split([':', '(', '—', '–']).next().unwrap_or_default();
        let rules = rules.split(" - ").next().unwrap_or_default();
        let rules = rules.split(" -- ").next().unwrap_or_default();
        let words = rules.split([',', ' ', '\t']).filter(|word| !word.is_empty()).collect();
        found.push(Comment { is_for_file, words });
    }
    found
}
