//! Findings of `ctx check`: the table of rules, and one file for each.
//!
//! A rule reads the analysis and adds findings. Afterwards, `suppress` takes out those that a comment
//! in the backlog suppresses, and `fingerprint` names the others. `parallel` collects which tasks are
//! declared to run at the same time, `named` which files tasks say they change.

mod baseline;
mod cycle;
mod duplicate;
mod escape;
mod fingerprint;
mod independence;
mod looks_done;
mod missing_dependency;
mod named;
mod order;
mod overlap;
mod parallel;
mod place;
mod regression;
mod reopened;
mod suppress;
#[cfg(test)]
mod tests;
mod undeclared;
mod unknown;
mod unread;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::backlog::Source;
use crate::model::{
    Analysis, Changes, Checked, Detail, Finding, Parallel, Problem, ProblemKind, Rule, RuleUse,
    Severity, Task, TaskId,
};
pub use baseline::{Baseline, BaselineError};
use named::Named;
use parallel::Lanes;
use place::Places;

/// Overlap from which parallel tasks are reported: a common file is more likely than not. In three public
/// backlogs of spec-kit, 96 of 97 such pairs change a common file by their own words, and 4 of 23 pairs
/// between 40 and 50 %.
pub const OVERLAP: f64 = 0.5;

/// Probability from which an undeclared file is reported, if the task says to change it. In 62 plans of a
/// public repository, from which the rule was made, there were 9 such files from 44 %: the commits of four
/// are known, and changed them.
pub const UNDECLARED: f64 = 0.4;

/// Number of findings of one rule. Beyond it, more tell a reader nothing; GitHub takes 25,000 of all
/// rules.
const MAX_FINDINGS: usize = 5_000;

/// Probability of a task of a track from which a file that another branch changes is reported: more likely
/// than not.
pub const ESCAPE: f64 = 0.5;

/// Fall of the share of independent pairs that is reported. A backlog of 25 tasks has 300 pairs, so
/// that six more pairs that may collide are reported, and a single one is not.
pub const REGRESSION: f64 = 0.02;

/// Options of a check.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Rules to apply.
    pub rules: BTreeSet<Rule>,
    /// Severities that differ from those of the rules.
    pub severities: BTreeMap<Rule, Severity>,
    /// Overlap from which parallel tasks are reported, in [0, 1].
    pub overlap: f64,
    /// Probability from which an undeclared file is reported, in [0, 1].
    pub undeclared: f64,
    /// Probability from which a changed file is reported, in [0, 1].
    pub escape: f64,
    /// Fall of the share of independent pairs that is reported, in [0, 1].
    pub regression: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rules: Rule::ALL.iter().copied().collect(),
            severities: BTreeMap::new(),
            overlap: OVERLAP,
            undeclared: UNDECLARED,
            escape: ESCAPE,
            regression: REGRESSION,
        }
    }
}

/// Input of a check.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Analysis of all open tasks, with the overlaps of all pairs.
    pub analysis: &'a Analysis,
    /// Backlogs that the tasks were read from.
    pub backlogs: &'a [Source],
    /// Files that tools keep beside these backlogs, such as their settings.
    pub beside: &'a [Source],
    /// Tasks that run at the same time by the kept plan, and by the worktrees that exist.
    pub parallel: &'a [Parallel],
    /// Files that the branch really changed, if that is asked for.
    pub changes: Option<&'a Changes>,
    /// Findings of an earlier run.
    pub baseline: Option<&'a Baseline>,
}

impl<'a> Subject<'a> {
    fn task(&self, id: TaskId) -> Option<&'a Task> {
        self.analysis.prediction.tasks.get(id.index())
    }

    /// Returns the tasks that do not look done, dropped, duplicate or like placeholders.
    fn planned(&self) -> impl Iterator<Item = &'a Task> {
        let prediction = &self.analysis.prediction;
        prediction.tasks.iter().filter(|task| prediction.doubt(task.id).is_none())
    }

    /// Returns the problems of a kind.
    fn problems(&self, kind: ProblemKind) -> impl Iterator<Item = &'a Problem> {
        self.analysis.prediction.problems.iter().filter(move |problem| problem.kind == kind)
    }
}

/// Everything that a rule reads.
struct Input<'a> {
    subject: Subject<'a>,
    options: &'a Options,
    lanes: Lanes,
    named: Named,
    places: Places<'a>,
}

/// Findings of one rule.
#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
    left_out: usize,
}

impl Findings {
    /// Adds a finding, or counts it where there are too many.
    fn push(&mut self, finding: impl FnOnce() -> Finding) {
        if self.list.len() < MAX_FINDINGS {
            self.list.push(finding());
        } else {
            self.left_out += 1;
        }
    }
}

/// Rule and the function that applies it.
struct Row {
    rule: Rule,
    apply: fn(&Input, &mut Findings),
}

/// Every rule but [`Rule::UnusedSuppression`], which is about the findings of the others.
const TABLE: [Row; 12] = [
    Row { rule: Rule::Overlap, apply: overlap::apply },
    Row { rule: Rule::Undeclared, apply: undeclared::apply },
    Row { rule: Rule::Escape, apply: escape::apply },
    Row { rule: Rule::Order, apply: order::apply },
    Row { rule: Rule::Cycle, apply: cycle::apply },
    Row { rule: Rule::MissingDependency, apply: missing_dependency::apply },
    Row { rule: Rule::Unread, apply: unread::apply },
    Row { rule: Rule::Unknown, apply: unknown::apply },
    Row { rule: Rule::Duplicate, apply: duplicate::apply },
    Row { rule: Rule::LooksDone, apply: looks_done::apply },
    Row { rule: Rule::Reopened, apply: reopened::apply },
    Row { rule: Rule::Regression, apply: regression::apply },
];

/// Applies the rules.
pub fn run(subject: Subject, options: &Options) -> Checked {
    let input = Input {
        subject,
        options,
        lanes: Lanes::new(&subject),
        named: Named::new(&subject.analysis.prediction),
        places: Places::new(&subject.analysis.prediction),
    };
    let (mut findings, mut left_out) = (Vec::new(), 0);
    for row in TABLE.iter().filter(|row| options.rules.contains(&row.rule)) {
        let mut found = Findings::default();
        (row.apply)(&input, &mut found);
        findings.append(&mut found.list);
        left_out += found.left_out;
    }
    let mut suppressed = suppress::apply(&input, &mut findings);
    for list in [&mut findings, &mut suppressed] {
        for finding in list.iter_mut() {
            if let Some(&severity) = options.severities.get(&finding.rule) {
                finding.severity = severity;
            }
        }
        input.places.sort(list);
    }
    fingerprint::give(&mut findings, &subject.analysis.prediction);
    let independence = independence::measure(&input);
    let mut checked = Checked {
        findings,
        suppressed,
        left_out,
        independence,
        comparison: None,
        rules: Rule::ALL.iter().map(|&rule| (rule, rule_use(rule, &input))).collect(),
        range: subject.changes.map(|changes| changes.range.clone()),
    };
    if let Some(baseline) = subject.baseline {
        baseline.compare(&mut checked);
    }
    checked
}

/// Tells how a rule is used.
fn rule_use(rule: Rule, input: &Input) -> RuleUse {
    let has_input = match rule {
        Rule::Escape | Rule::Reopened => input.subject.changes.is_some(),
        Rule::Regression => input.subject.baseline.is_some(),
        _ => true,
    };
    match (input.options.rules.contains(&rule), has_input) {
        (false, _) => RuleUse::LeftOut,
        (true, false) => RuleUse::Lacking,
        (true, true) => RuleUse::Applied,
    }
}

/// Adds a finding for each problem of a kind, in its own words.
fn of_problems(input: &Input, rule: Rule, kind: ProblemKind, findings: &mut Findings) {
    for problem in input.subject.problems(kind) {
        let line = problem.line.unwrap_or(1);
        let task = problem.line.and_then(|line| input.places.owner(&problem.path, line));
        findings.push(|| {
            let detail = Detail::Problem(problem.message.clone());
            Finding::new(rule, (&problem.path, line), task, detail)
        });
    }
}
