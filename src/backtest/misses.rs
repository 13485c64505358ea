//! Confident predictions that were wrong, and the reasons.

use std::cmp::Reverse;

use super::judged::Judged;
use crate::model::{
    Confidence, Evidence, Expected, Miss, Mistaken, PredictedFile, Signal, Weakness,
};

/// Number of misses that are listed.
const MAX_LISTED: usize = 10;

/// Rank up to which a changed file is no miss.
const MAX_RANK_NEAR_TOP: usize = 5;

/// Finds the tasks with at least medium confidence whose best-ranked changed file was ranked
/// lowest: first those of which none was listed, last those that only added files.
pub fn worst(judged: &[Judged]) -> Vec<Miss> {
    let mut misses: Vec<(Option<usize>, &Judged)> = judged
        .iter()
        .filter(|task| task.replay.radius.confidence >= Confidence::Medium)
        .filter(|task| task.files.first().is_some_and(|file| file.predicted))
        .filter(|task| !(task.changed.is_empty() && task.added.is_empty()))
        .map(|task| (task.files.iter().position(|file| task.is_right(file)), task))
        .filter(|(best, _)| best.is_none_or(|at| at >= MAX_RANK_NEAR_TOP))
        .collect();
    misses.sort_by(|(a_best, a), (b_best, b)| {
        let lowest = |best: &Option<usize>, task: &Judged| {
            (task.changed.is_empty(), Reverse(best.unwrap_or(usize::MAX)))
        };
        let case = |task: &Judged| (task.replay.case.repo.clone(), task.replay.case.id.clone());
        lowest(a_best, a)
            .cmp(&lowest(b_best, b))
            .then_with(|| best_probability(b).total_cmp(&best_probability(a)))
            .then_with(|| case(a).cmp(&case(b)))
    });
    misses.into_iter().take(MAX_LISTED).filter_map(|(best, task)| miss(best, task)).collect()
}

/// Returns the probability of the best file.
fn best_probability(task: &Judged) -> f64 {
    task.files.first().map_or(0.0, |file| file.probability)
}

fn miss(best: Option<usize>, task: &Judged) -> Option<Miss> {
    let case = &task.replay.case;
    let mistaken = task.files.first()?;
    let expected = match best.and_then(|at| task.files.get(at).map(|file| (at, file))) {
        Some((at, file)) => Expected::Ranked {
            path: file.path.clone(),
            rank: at + 1,
            probability: file.probability,
            weakness: weakness(file),
        },
        None => unlisted(task),
    };
    Some(Miss {
        repository: case.repo.clone(),
        id: case.id.clone(),
        title: task.replay.task.title.clone(),
        others: case.others,
        expected,
        mistaken: Mistaken {
            path: mistaken.path.clone(),
            new: mistaken.file.is_none(),
            probability: mistaken.probability,
            because: mistaken.evidence.iter().find(|clue| clue.weight > 0.0).cloned(),
        },
    })
}

fn unlisted(task: &Judged) -> Expected {
    let text = task.replay.case.text.to_lowercase();
    let named = |path: &&&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        text.contains(&name.to_lowercase())
    };
    let by_name = task.changed.iter().find(named);
    match by_name.or_else(|| task.changed.first()) {
        Some(path) => Expected::Unlisted {
            path: (*path).to_owned(),
            named: by_name.is_some(),
            more: task.changed.len() - 1,
        },
        None => Expected::OnlyNew(task.added.iter().map(|&path| path.to_owned()).collect()),
    }
}

/// Tells which clues spoke for a changed file.
fn weakness(file: &PredictedFile) -> Weakness {
    let some = |wanted: fn(Signal) -> bool| {
        let counts = |clue: &Evidence| clue.weight > 0.0 && wanted(clue.signal);
        file.evidence.iter().any(counts)
    };
    if some(names) {
        Weakness::Outweighed
    } else if some(|signal| matches!(signal, Signal::Words | Signal::Context | Signal::PastWork)) {
        Weakness::OnlyWords
    } else {
        Weakness::NoClue
    }
}

/// Returns whether a signal means that the text names the file or something in it.
fn names(signal: Signal) -> bool {
    match signal {
        Signal::Declared
        | Signal::Hint
        | Signal::Path
        | Signal::Package
        | Signal::Symbol
        | Signal::Command
        | Signal::Document
        | Signal::New => true,
        Signal::Words
        | Signal::Context
        | Signal::PastWork
        | Signal::Recency
        | Signal::Together
        | Signal::Introduced
        | Signal::Companion
        | Signal::Standing
        | Signal::Kind => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Replay;
    use super::super::sample::{clue, replay};
    use super::*;

    const FILES: [(&str, f64); 7] = [
        ("a.go", 0.9),
        ("b.go", 0.5),
        ("c.go", 0.4),
        ("d.go", 0.3),
        ("e.go", 0.2),
        ("f.go", 0.1),
        ("g.go", 0.05),
    ];

    fn misses(replays: &[Replay]) -> Vec<Miss> {
        worst(&replays.iter().map(Judged::new).collect::<Vec<_>>())
    }

    #[test]
    fn the_lowest_rank_is_the_worst_and_new_files_come_last() {
        let mut new = replay("x/y", 1, "new", &FILES, &[]);
        new.case.truth_new = vec!["n.go".to_owned()];
        let found = misses(&[
            new,
            replay("x/y", 2, "sixth", &FILES, &["f.go"]),
            replay("x/y", 3, "seventh", &FILES, &["g.go"]),
            replay("x/y", 4, "unlisted", &FILES, &["y.go", "z.go"]),
            replay("x/y", 5, "fifth", &FILES, &["e.go"]),
            replay("x/y", 6, "unsure", &FILES[4..], &["z.go"]),
        ]);
        let titles: Vec<&str> = found.iter().map(|miss| miss.title.as_str()).collect();
        assert_eq!(titles, ["unlisted", "seventh", "sixth", "new"]);
        let unlisted = Expected::Unlisted { path: "y.go".to_owned(), named: false, more: 1 };
        assert_eq!(found[0].expected, unlisted);
        assert_eq!(found[3].expected, Expected::OnlyNew(vec!["n.go".to_owned()]));
        assert_eq!(found[0].mistaken.because.as_ref().unwrap().met.as_ref(), "shared words");
    }

    #[test]
    fn a_weakness_is_read_off_the_clues() {
        let of = |signals: &[Signal]| {
            let mut replay = replay("x/y", 1, "it", &FILES, &["g.go"]);
            replay.radius.files[6].evidence =
                signals.iter().map(|&signal| clue(signal, "it", "it")).collect();
            match &misses(&[replay])[0].expected {
                Expected::Ranked { rank: 7, weakness, .. } => *weakness,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(of(&[Signal::Kind, Signal::Companion]), Weakness::NoClue);
        assert_eq!(of(&[Signal::Words, Signal::Kind]), Weakness::OnlyWords);
        assert_eq!(of(&[Signal::Words, Signal::Symbol]), Weakness::Outweighed);
    }

    #[test]
    fn at_most_ten_and_named_files_first() {
        let all: Vec<Replay> =
            (0..20).map(|i| replay("x/y", i, "fix Z.go", &FILES, &["y.go", "z.go"])).collect();
        let found = misses(&all);
        assert_eq!(found.len(), MAX_LISTED);
        let named = Expected::Unlisted { path: "z.go".to_owned(), named: true, more: 1 };
        assert_eq!(found[0].expected, named);
    }
}
