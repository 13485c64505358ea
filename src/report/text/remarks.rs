//! Remarks besides the tracks.

use std::collections::BTreeMap;

use anstyle::Style;

use super::Text;
use crate::model::{Overlap, TaskId, Track, Verdict, quoted};
use crate::report::layout::{self, CARE, DIM, NAME, clean, pad, paint, width};
use crate::report::wording::{self, count, enumerate, percent};

/// Files shown of what is left out of the overlaps, unless all are asked for.
const MAX_HUBS: usize = 5;
/// Files named of a pair that may collide.
const MAX_SHARED: usize = 3;
/// Expected collisions below which the headline says none.
const MIN_COLLISIONS_SAID: f64 = 0.05;

impl<'a> Text<'a> {
    /// Remarks besides the tracks.
    pub(super) fn remarks(&mut self) {
        let mut remarks = Vec::new();
        if let Some(remark) = self.risks() {
            remarks.push((CARE, remark));
        }
        let hubs: Vec<String> =
            self.analysis.plan.hubs.iter().map(|hub| clean(hub.as_str())).collect();
        if !hubs.is_empty() {
            let all = if self.verbose { hubs.len() } else { MAX_HUBS };
            let hubs = enumerate(&hubs, all);
            remarks.push((Style::new(), format!("{} {hubs}.", wording::HUBS)));
        }
        if let Some(first) = self.example() {
            remarks.push((DIM, format!("Why these files? ctx analyze --explain {first}")));
        }
        if !remarks.is_empty() {
            self.page.line("");
            for (style, remark) in remarks {
                for line in layout::paragraph(&remark, self.page.width) {
                    self.page.line(&paint(style, &line));
                }
            }
        }
    }

    /// Lists the pairs that were put in different tracks although they may meet, the likeliest first.
    fn across(&self) -> Vec<&'a Overlap> {
        let tracks = &self.analysis.plan.tracks;
        let tasks = |(at, track): (usize, &'a Track)| track.tasks.iter().map(move |&id| (id, at));
        let home: BTreeMap<TaskId, usize> = tracks.iter().enumerate().flat_map(tasks).collect();
        let across = |pair: &&Overlap| match (home.get(&pair.a), home.get(&pair.b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
        let mut pairs: Vec<&Overlap> = self.meeting().filter(across).collect();
        pairs.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        pairs
    }

    /// Returns all of these pairs.
    pub(super) fn pairs(&mut self) {
        let pairs = self.across();
        if pairs.is_empty() {
            return;
        }
        self.page.heading("Pairs across tracks", "(may touch the same file)");
        let keys: Vec<String> = pairs
            .iter()
            .map(|pair| {
                let [a, b] = [pair.a, pair.b].map(|id| wording::key(&self.analysis.prediction, id));
                format!("{a} and {b}")
            })
            .collect();
        let column = keys.iter().map(|keys| width(keys)).max().unwrap_or(0);
        for (pair, keys) in pairs.iter().zip(&keys) {
            let files: Vec<String> = pair.files.iter().map(|file| clean(file.as_str())).collect();
            self.page.line(&format!(
                "  {}  {:>4}  {}",
                paint(NAME, &pad(keys, column)),
                percent(pair.probability),
                enumerate(&files, MAX_SHARED)
            ));
        }
    }

    /// Counts these pairs, names the likeliest, and says which part of the expected collisions is theirs.
    fn risks(&self) -> Option<String> {
        let pairs = self.across();
        let rest = self.unlisted(&pairs);
        let Some(&likeliest) = pairs.first() else { return rest };
        let pair = format!(
            "{} and {}{} ({})",
            wording::key(&self.analysis.prediction, likeliest.a),
            wording::key(&self.analysis.prediction, likeliest.b),
            likeliest
                .files
                .first()
                .map_or_else(String::new, |f| format!(" over {}", clean(f.as_str()))),
            percent(likeliest.probability)
        );
        let listed = if pairs.len() == 1 {
            format!("1 pair across tracks may still touch the same file: {pair}.")
        } else {
            format!(
                "{} pairs across tracks may still touch the same file, the likeliest: {pair}.",
                pairs.len()
            )
        };
        Some([Some(listed), rest].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    /// Says how many of the expected collisions come from pairs that are not listed, unless they are
    /// rounded away.
    fn unlisted(&self, listed: &[&Overlap]) -> Option<String> {
        let plan = &self.analysis.plan;
        let known: f64 = listed.iter().map(|pair| pair.probability).sum();
        let rest = plan.expected_collisions - known;
        let sizes = || plan.tracks.iter().map(|track| track.tasks.len());
        let across =
            (sizes().sum::<usize>().pow(2) - sizes().map(|size| size.pow(2)).sum::<usize>()) / 2;
        let others = across.saturating_sub(listed.len());
        if others == 0 || rest < MIN_COLLISIONS_SAID {
            return None;
        }
        let below = format!("below {}", percent(Verdict::MAX_INDEPENDENT));
        Some(if listed.is_empty() {
            format!(
                "The {rest:.1} expected collisions are the sum of {}, each {below}.",
                count(others, "pair")
            )
        } else {
            format!(
                "Of the {:.1} expected collisions, {known:.1} come from there, and {rest:.1} from {}, each {below}.",
                plan.expected_collisions,
                count(others, "other pair"),
            )
        })
    }

    /// Returns the task to show how to ask for evidence with.
    fn example(&self) -> Option<String> {
        let plan = &self.analysis.plan;
        let first = plan.tracks.first().and_then(|track| track.tasks.first()).copied();
        let task = self.task(first.or_else(|| plan.deferred.first().map(|d| d.task))?)?;
        // An id may have a space in it.
        Some(quoted(&wording::key(&self.analysis.prediction, task.id)))
    }

    pub(super) fn problems(&mut self) {
        let problems = &self.analysis.prediction.problems;
        if problems.is_empty() {
            return;
        }
        self.page.heading("Problems", "(the run went on without them)");
        for problem in problems {
            let line = problem.line.map_or_else(String::new, |line| format!(":{line}"));
            self.page.line(&format!(
                "  {}{line}: {}",
                clean(&problem.path),
                clean(&problem.message)
            ));
        }
    }
}
