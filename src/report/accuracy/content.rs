//! Measures in words and tables, for every format that people read.
//!
//! Text that comes from a repository is cleaned here.

use crate::model::{
    Ablation, Accuracy, Fit, PairScores, Reliability, RoundScores, Scores, SplitScores,
};

use super::super::layout::clean;
use super::super::wording::{count, enumerate, share};

/// Table whose first column is text and whose others are numbers.
pub struct Table {
    /// Heading of each column.
    pub head: Vec<String>,
    /// Rows with as many cells as the head.
    pub rows: Vec<Vec<String>>,
}

/// Name with a remark about it.
pub type Fact = (&'static str, String);

/// Placeholder for a missing number.
const MISSING: &str = "–";

fn share_or_none(value: Option<f64>) -> String {
    value.map_or_else(|| MISSING.to_owned(), share)
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

fn number_or_none(value: Option<f64>) -> String {
    value.map_or_else(|| MISSING.to_owned(), number)
}

/// Formats a ratio that may lie outside 0 % to 100 %.
fn ratio(value: Option<f64>) -> String {
    value.map_or_else(|| MISSING.to_owned(), |value| format!("{:.0} %", value * 100.0))
}

/// Summarises the answer in one sentence.
pub fn headline(accuracy: &Accuracy) -> String {
    let scores = &accuracy.scores;
    if accuracy.replayed == 0 {
        return "No finished task could be replayed.".to_owned();
    }
    if let Some(needed) = accuracy.too_few {
        return format!(
            "Too few to judge: {} replayed, and {needed} are needed.",
            replayed(accuracy)
        );
    }
    if scores.tasks == 0 {
        let tasks = count(accuracy.replayed, "replayed task");
        return format!("In {tasks}, no file was changed that was there before.");
    }
    let repositories = accuracy.repositories.iter().filter(|r| r.scores.tasks > 0).count();
    let of = match repositories {
        1 => String::new(),
        many => format!(" of {many} repositories"),
    };
    format!(
        "In {}{of}, the first file was right in {}, one of the first five in {}.",
        if accuracy.commits == accuracy.replayed {
            count(scores.tasks, "replayed commit")
        } else {
            count(scores.tasks, "replayed task")
        },
        share(scores.hit1),
        share(scores.hit5)
    )
}

/// Counts what was replayed: `3 finished tasks and 40 commits`.
fn replayed(accuracy: &Accuracy) -> String {
    let tasks = count(accuracy.replayed - accuracy.commits, "finished task");
    match (accuracy.replayed - accuracy.commits, accuracy.commits) {
        (_, 0) => tasks,
        (0, commits) => count(commits, "commit"),
        (_, commits) => format!("{tasks} and {}", count(commits, "commit")),
    }
}

/// Lists what limits the answer, and what it is based on.
pub fn remarks(accuracy: &Accuracy) -> Vec<String> {
    let mut remarks = Vec::new();
    let scores = &accuracy.scores;
    if accuracy.commits > 0 {
        remarks.push(format!(
            "Replayed: {}. A commit stands in for a task: its subject is the text.",
            replayed(accuracy)
        ));
    }
    if let Some(points) = margin(accuracy).filter(|_| accuracy.too_few.is_none()) {
        remarks.push(format!(
            "With {} a share may be off by {points} points either way (95 % interval).",
            count(scores.tasks, "task")
        ));
    }
    if let Some(alone) = accuracy.alone.as_ref().filter(|_| accuracy.too_few.is_none()) {
        remarks.push(format!(
            "In the {} whose commit finished no other task, where it is plain which task changed \
             which file: the first in {}, one of the first five in {}.",
            count(alone.tasks, "task"),
            share(alone.hit1),
            share(alone.hit5)
        ));
    }
    if accuracy.only_new > 0 && scores.tasks > 0 {
        remarks.push(format!(
            "Not scored: {} that changed only new files.",
            count(accuracy.only_new, "task")
        ));
    }
    let left_out = accuracy.left_out.iter();
    let left_out: Vec<String> = left_out
        .map(|left| format!("{}: {}", count(left.tasks, "task"), clean(&left.reason)))
        .collect();
    if !left_out.is_empty() {
        remarks.push(format!("Not replayed: {}.", left_out.join("; ")));
    }
    if !accuracy.weights.is_empty() {
        remarks.push(format!("Model: {}.", clean(&accuracy.weights)));
    }
    remarks
}

/// Remark on a replay that was stopped.
pub const INTERRUPTED: &str =
    "Stopped before its end: this is about the tasks that were replayed until then.";

/// Computes the margin of error of a share of this many tasks, in points, where it is worth a
/// remark: half the width of the 95 % interval of a share of one half, 1.96 · √(¼ / n).
fn margin(accuracy: &Accuracy) -> Option<u32> {
    let scores = &accuracy.scores;
    // The mean of several repositories' means has another spread.
    if scores.tasks == 0 || accuracy.repositories.len() != 1 {
        return None;
    }
    let points = 98.0 / (scores.tasks as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 50")]
    let points = points.min(50.0).ceil() as u32;
    (points >= 5).then_some(points)
}

/// Compares the learned model with the built-in one.
pub fn fit(fit: &Fit) -> (Table, Vec<String>) {
    let row = |label: &str, value: fn(&Scores) -> String| {
        vec![label.to_owned(), value(&fit.learned), value(&fit.built_in)]
    };
    let table = Table {
        head: ["", "learned", "built in"].map(str::to_owned).to_vec(),
        rows: vec![
            row("first file changed", |s| share(s.hit1)),
            row("one of the first 5 changed", |s| share(s.hit5)),
            row("mean average precision", |s| number(s.average_precision)),
        ],
    };
    let surprise = format!(
        "The learned model is {} surprised by what came true: by {:.2} ± {:.2} nats a task.",
        if fit.gain < 0.0 { "more" } else { "less" },
        fit.gain.abs(),
        fit.gain_error
    );
    let verdict = match &fit.saved {
        Some(file) => format!("Written to {}: {}.", clean(file), fit.verdict),
        None => format!("{}.", capitalised(&fit.verdict)),
    };
    (table, vec![surprise, verdict])
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Tabulates the quality without each signal.
pub fn ablation(ablation: &[Ablation]) -> Table {
    let row = |it: &Ablation| {
        let without = it.without.map_or_else(|| "nothing".to_owned(), |s| s.replace('_', " "));
        vec![
            without,
            share(it.scores.hit1),
            share(it.scores.hit5),
            share_or_none(it.scores.hit5_unnamed),
            precise(it.scores.average_precision),
            precise(it.set.f1),
            it.pairs.map_or_else(|| MISSING.to_owned(), precise),
        ]
    };
    let head = ["left out", "first", "first 5", "none named", "MAP", "F1", "pairs"];
    Table { head: head.map(str::to_owned).to_vec(), rows: ablation.iter().map(row).collect() }
}

/// Remark beside the heading of the ablation.
pub const ABLATION: &str = "(learned without it, judged on tasks never seen; none named: one of the \
                            first 5 where the text names no changed file)";

fn precise(value: f64) -> String {
    format!("{value:.3}")
}

/// Tabulates the quality of the ranking, with the baselines beside it.
pub fn scores(accuracy: &Accuracy) -> Table {
    let mut head = vec![String::new(), "predicted".to_owned()];
    head.extend(accuracy.baselines.iter().map(|baseline| baseline_name(baseline.name)));
    let scores = &accuracy.scores;
    let row = |label: &str, value: fn(&Scores) -> String| {
        let all = [scores].into_iter().chain(accuracy.baselines.iter().map(|b| &b.scores));
        [label.to_owned()].into_iter().chain(all.map(value)).collect::<Vec<String>>()
    };
    let named = format!("  where the text names one ({})", scores.named);
    let unnamed = format!("  where it names none ({})", scores.tasks - scores.named);
    Table {
        head,
        rows: vec![
            row("first file changed", |s| share(s.hit1)),
            row("one of the first 5 changed", |s| share(s.hit5)),
            row(&named, |s| share_or_none(s.hit5_named)),
            row(&unnamed, |s| share_or_none(s.hit5_unnamed)),
            row("one of the first 10 changed", |s| share(s.hit10)),
            row("changed files in the first 10", |s| share(s.recall10)),
            row("mean reciprocal rank", |s| number(s.reciprocal_rank)),
            row("mean average precision", |s| number(s.average_precision)),
        ],
    }
}

/// Returns the readable name of a baseline.
fn baseline_name(name: &str) -> String {
    match name {
        "mentions" => "named in text".to_owned(),
        "bm25" => "BM25".to_owned(),
        other => other.to_owned(),
    }
}

/// Describes the quality of the blast radius proper.
pub fn set(accuracy: &Accuracy) -> String {
    let set = &accuracy.set;
    format!(
        "Of the files in a blast radius {} were changed; it held {} of the changed files (F1 {}).",
        share(set.precision),
        share(set.recall),
        number(set.f1)
    )
}

/// Describes the quality of the ranking if added files count; `None` where no task added one.
pub fn with_new(accuracy: &Accuracy) -> Option<String> {
    let scores = &accuracy.with_new;
    (scores.adding > 0).then(|| {
        format!(
            "With the files that the work added, one of the first 5 was right in {} ({} if the right \
             directory is enough for a new file).",
            share(scores.hit5),
            share(scores.hit5_folder)
        )
    })
}

/// Tabulates the repositories; `None` where there is only one.
pub fn repositories(accuracy: &Accuracy) -> Option<Table> {
    let head = ["", "tasks", "first", "first 5", "MAP", "F1", "pairs", "avoided"];
    let rows = accuracy.repositories.iter().map(|repository| {
        let scores = &repository.scores;
        vec![
            clean(&repository.name),
            scores.tasks.to_string(),
            share(scores.hit1),
            share(scores.hit5),
            number(scores.average_precision),
            number(repository.set.f1),
            number_or_none(repository.pairs.average_precision),
            ratio(repository.splits.avoided()),
        ]
    });
    let table = Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() };
    (accuracy.repositories.len() > 1).then_some(table)
}

/// Remark on the columns of the repositories.
pub const REPOSITORIES: &str = "(MAP: mean average precision; pairs: its like for pairs of tasks; \
                                avoided: collisions across tracks)";

/// Describes the calibration error of the probabilities.
pub fn calibration(reliability: &Reliability) -> String {
    let points = |error: f64| format!("{:.1} points", error * 100.0);
    let above: usize = reliability.bins.iter().skip(1).map(|bin| bin.files).sum();
    let all: usize = reliability.bins.iter().map(|bin| bin.files).sum();
    let most = format!(
        "Expected calibration error over all {}: {}",
        count(all, "prediction"),
        points(reliability.error)
    );
    match reliability.error_above {
        Some(error) => format!(
            "{most}; over the {above} predictions of 10 % or more, where it matters: {}.",
            points(error)
        ),
        None => format!("{most}."),
    }
}

/// Describes the verdicts on pairs of tasks.
pub fn pairs(pairs: &PairScores) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    if let (Some(precision), Some(base)) = (pairs.average_precision, pairs.base_rate) {
        let order = format!("average precision {}, by chance {}", number(precision), number(base));
        facts.push(("by overlap", order));
    }
    let right = |precision: Option<f64>| match precision {
        Some(precision) => format!(", right in {}", share(precision)),
        None => String::new(),
    };
    let conflict = pairs.conflict.given.to_string() + &right(pairs.conflict.precision());
    let found = pairs.conflict_recall().map_or_else(String::new, |recall| {
        format!("; that finds {} of the pairs that collide", share(recall))
    });
    facts.push(("conflict", conflict + &found));
    let independent = pairs.independent.given.to_string() + &right(pairs.independent.precision());
    facts.push(("independent", independent));
    let other = pairs.pairs - (pairs.conflict.given + pairs.independent.given).min(pairs.pairs);
    if other > 0 {
        facts.push(("neither", format!("{other}, called risk or unknown")));
    }
    facts
}

/// Remarks which pairs are meant, and how many collide, with which every share must be compared.
pub fn pairs_remark(pairs: &PairScores) -> String {
    format!(
        "({} open at the same time; {} of them, {}, changed a common file)",
        count(pairs.pairs, "pair"),
        pairs.colliding,
        share(pairs.colliding as f64 / pairs.pairs.max(1) as f64)
    )
}

/// Describes the collisions that tracks avoid.
pub fn splits(splits: &SplitScores) -> Vec<Fact> {
    let mut facts = vec![(
        "collisions",
        format!(
            "{} across tracks; {:.1} by chance, {} with hindsight",
            splits.collisions, splits.random, splits.oracle
        ),
    )];
    if let Some(avoided) = splits.avoided() {
        facts.push(("avoided", format!("{} of what hindsight avoids", ratio(Some(avoided)))));
    }
    let placed = format!(
        "{} of the tasks, {} in the largest track",
        share(splits.placed),
        share(splits.largest)
    );
    facts.push(("placed", placed));
    facts
}

/// Remarks which windows are meant.
pub fn splits_remark(splits: &SplitScores) -> String {
    format!(
        "({} of {} consecutive tasks, in at most {} tracks)",
        count(splits.windows, "window"),
        SplitScores::WINDOW,
        SplitScores::TRACKS
    )
}

/// Describes the rounds that would have been proposed.
pub fn rounds(rounds: &RoundScores) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(risk) = rounds.risk() {
        let (collisions, chance) = (rounds.collisions, rounds.chance);
        let text = format!(
            "{collisions} across tracks, {} of the {chance:.1} by chance ({:.1} were expected)",
            share(risk),
            rounds.expected
        );
        facts.push(("collisions", text));
    }
    if let Some(placed) = rounds.share_placed() {
        facts.push(("placed", format!("{} of the tasks", share(placed))));
    }
    if let Some(coherence) = rounds.coherence() {
        let text = format!("{coherence:.1} times as many pairs in a common directory as elsewhere");
        facts.push(("coherence", text));
    }
    if rounds.sections > 0 {
        let split = format!("{} of {} small sections", rounds.split_sections, rounds.sections);
        facts.push(("split", split));
    }
    if rounds.stopped > 0 {
        facts.push(("stopped", format!("in {}", count(rounds.stopped, "window"))));
    }
    facts
}

/// Remarks which windows the rounds are of.
pub fn rounds_remark(rounds: &RoundScores) -> String {
    format!(
        "({} of {} consecutive tasks, at most {} tracks of {} tasks)",
        count(rounds.windows, "window"),
        RoundScores::WINDOW,
        RoundScores::TRACKS,
        RoundScores::PER_TRACK
    )
}

/// Lists the first few of some paths.
pub fn paths(paths: &[String], most: usize) -> String {
    enumerate(&paths.iter().map(|path| clean(path)).collect::<Vec<_>>(), most)
}
