//! Signal: past commits whose messages are about the same things, and the files they changed.

use std::collections::BTreeSet;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};

/// Number of similar commits that count, the most similar first.
pub const MAX_COMMITS: usize = 10;

/// Sets, for each file, the share of the similarity of the most similar commits that goes to those
/// which changed it. The similarity is BM25 of the task's text over the messages.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let past = question.past;
    let scores = past.similar(&question.text.full);
    let mut similar: Vec<usize> = (0..scores.len())
        .filter(|&at| scores[at] > 0.0 && !past.commits()[at].files.is_empty())
        .collect();
    similar.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    similar.truncate(MAX_COMMITS);
    let all: f32 = similar.iter().map(|&at| scores[at]).sum();
    // By number of the folder: its share.
    let numbers = question.index.paths.folder_numbers();
    let mut folders = vec![0.0; question.index.paths.folders()];
    for (ago, commit) in similar.iter().map(|&at| (at, &past.commits()[at])) {
        for &file in &commit.files {
            let met = Met::Commit(ago);
            let quote = String::new();
            let clue = Clue { file, feature: Feature::PastWork, quote, line: None, met };
            sheet.add(clue, scores[ago] / all);
        }
        let changed: BTreeSet<u32> =
            commit.files.iter().map(|file| numbers[file.index()]).collect();
        for folder in changed {
            folders[folder as usize] += scores[ago] / all;
        }
    }
    if !similar.is_empty() {
        let of_folder = |&number: &u32| folders[number as usize];
        sheet.fill(Feature::PastFolder, numbers.iter().map(of_folder).collect());
    }
}
