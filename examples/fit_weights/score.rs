//! How well rankings found what the work changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::{Measured, Ranking};

/// Probabilities are counted in so many bins of equal width.
const BINS: usize = 10;

/// Sums over cases.
#[derive(Clone, Copy, Default)]
struct Sums {
    cases: f64,
    hit_1: f64,
    hit_5: f64,
    precision: f64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.cases += other.cases;
        self.hit_1 += other.hit_1;
        self.hit_5 += other.hit_5;
        self.precision += other.precision;
    }

    fn mean(self) -> Self {
        let by = |sum: f64| sum / self.cases;
        Self {
            cases: 1.0,
            hit_1: by(self.hit_1),
            hit_5: by(self.hit_5),
            precision: by(self.precision),
        }
    }
}

fn score(it: &Measured, ranking: &Ranking) -> Sums {
    let right: Vec<bool> = ranking.iter().map(|(path, _)| it.label(path)).collect();
    let hit = |most: usize| f64::from(u8::from(right.iter().take(most).any(|&right| right)));
    let mut found = 0.0;
    let mut precision = 0.0;
    for (rank, _) in right.iter().enumerate().filter(|(_, right)| **right) {
        found += 1.0;
        precision += found / (rank as f64 + 1.0);
    }
    Sums {
        cases: 1.0,
        hit_1: hit(1),
        hit_5: hit(5),
        precision: precision / it.case.truth.len() as f64,
    }
}

/// Hit@1, Hit@5 and mean average precision by repository, and averaged over repositories; then how
/// often files of a given probability were changed.
pub fn table(measured: &[Measured], rankings: &[Ranking]) -> String {
    let mut repositories: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut bins = [(0.0, 0.0, 0.0); BINS];
    for (it, ranking) in measured.iter().zip(rankings) {
        repositories.entry(&it.case.repo).or_default().add(score(it, ranking));
        for (path, probability) in ranking {
            let bin = (1..BINS).take_while(|bin| *probability >= *bin as f64 / BINS as f64).count();
            bins[bin].0 += 1.0;
            bins[bin].1 += probability;
            bins[bin].2 += f64::from(u8::from(it.label(path)));
        }
    }
    let mut out =
        format!("{:32} {:>6} {:>6} {:>6} {:>6}\n", "repository", "cases", "hit@1", "hit@5", "map");
    let mut all = Sums::default();
    let mut line = |name: &str, cases: f64, mean: Sums| {
        let Sums { hit_1, hit_5, precision, .. } = mean;
        let _ = writeln!(out, "{name:32} {cases:6} {hit_1:6.3} {hit_5:6.3} {precision:6.3}");
    };
    for (name, sums) in &repositories {
        line(name, sums.cases, sums.mean());
        all.add(sums.mean());
    }
    line("mean of the repositories", measured.len() as f64, all.mean());
    out.push_str("\nprobability   files  said  true\n");
    for (bin, (files, said, changed)) in bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0.0) {
        let from = bin as f64 / BINS as f64;
        let _ = writeln!(
            out,
            "from {from:.1}    {files:8}  {:.2}  {:.2}",
            said / files,
            changed / files
        );
    }
    out
}
