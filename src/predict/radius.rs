//! Probabilities to a blast radius: the files of it, the confidence, the folders, and the
//! importers.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Explainer;
use super::feature::{COUNT, Feature, Sheet};
use super::forest::{Forest, Shares};
use super::outside::Outside;
use super::standing::{Candidate, PreScore};
use super::{Detail, Question, confidence, hint, named_folder, new_file, new_folder, new_of_kind};
use crate::model::{
    BlastRadius, Confidence, Evidence, FileId, FolderProbability, PredictedFile, RepoPath,
    SetAside, Signal,
};

/// Share of the best file's probability from which a file belongs to the blast radius proper. On
/// authors that the weights never saw this gives the highest mean F1 of the shares from 0.15 to 0.8
/// (0.35 and 0.45 give 0.01 less), and more than the set of highest expected F1, which assumes that
/// files are independent of each other and so takes too many.
const SHARE_OF_BEST: f64 = 0.4;

/// Log-odds that the clues of a task must give to a file of its blast radius. Among the first five
/// files by their standing of 3,081 finished tasks and commits, 215 had less, and 7 % of these were
/// changed; of the others 29 %.
const MIN_CLUES: f64 = 0.75;

/// Log-odds that the clues must get from the model where they have less in the standing: a model of
/// the repository's own may know a clue that counts there.
const MIN_MODEL_CLUES: f64 = 3.0;

/// Share of the commits that change a file, from which it is a hub: it changes with all kinds of
/// work. One commit in five is far beyond what one concern of a repository gets.
const HUB_SHARE: f64 = 0.2;

/// Number of commits below which shares of them tell nothing.
const MIN_COMMITS: usize = 50;

/// Files that are hubs in any repository.
const HUB_NAMES: [&str; 6] =
    ["README.md", "CHANGELOG.md", "go.mod", "Cargo.toml", "package.json", "pyproject.toml"];

/// Least probability of a file that the task names, where it speaks for no other: two tasks that name it
/// conflict. Chosen, not measured.
const NAMED_ALONE: f64 = 0.75;

/// Number of files of a task's hints up to which all of them belong to the blast radius.
const MAX_HINTED: usize = 10;

/// Number of files that are listed.
const MAX_FILES: usize = 100;

/// Probability below which a file is not listed.
const MIN_PROBABILITY: f64 = 0.005;

/// Probability below which a folder is not listed.
const MIN_FOLDER_PROBABILITY: f64 = 0.1;

/// Number of importers that are listed, the first in order.
const MAX_IMPACT: usize = 100;

/// Candidate that is listed.
struct Judged<'a> {
    candidate: &'a Candidate,
    probability: f64,
    /// Its log-odds, taken apart, if it is explained.
    parts: Option<Shares>,
}

/// Computes the blast radius from the features of the candidates.
pub(super) fn draw(
    question: &Question,
    forest: &Forest,
    sheet: &mut Sheet,
    candidates: &[Candidate],
    detail: Detail,
) -> BlastRadius {
    let rows: Vec<&[f32; COUNT]> = candidates.iter().map(|candidate| &candidate.row).collect();
    let judgement = forest.judge(&rows);
    let probabilities = forest.calibration.probabilities(&judgement.log_odds);
    let hinted = hint::files(question);
    let likely: Vec<usize> = (0..candidates.len())
        .filter(|&rank| {
            probabilities[rank] >= MIN_PROBABILITY || hinted.contains(&candidates[rank].file)
        })
        .collect();
    let quoted = sheet.quoted();
    let is_explained =
        |rank: usize| detail == Detail::All || quoted.binary_search(&candidates[rank].file).is_ok();
    let stands = |rank: usize| PreScore::shipped().clues(&candidates[rank].row) >= MIN_CLUES;
    let taken_apart: Vec<usize> =
        likely.iter().copied().filter(|&rank| is_explained(rank) || !stands(rank)).collect();
    let mut parts: Vec<Option<Shares>> = vec![None; candidates.len()];
    for (&rank, shares) in taken_apart.iter().zip(judgement.explain(&taken_apart)) {
        parts[rank] = Some(shares);
    }
    let outside = Outside::of(question);
    let mut judged: Vec<Judged> = Vec::new();
    for rank in likely {
        let (candidate, probability) = (&candidates[rank], probabilities[rank]);
        // A file for which nothing in the task speaks is no guess, however often it changes.
        let speaks = stands(rank) || parts[rank].as_ref().is_some_and(speaks_by_model);
        // What a path says of the file that it names, it says of no other.
        let is_meant = || {
            outside.as_ref().is_none_or(|it| it.speaks(question, candidate.file, &candidate.row))
        };
        if speaks && is_meant() || hinted.contains(&candidate.file) {
            let parts = parts[rank].take().filter(|_| is_explained(rank));
            judged.push(Judged { candidate, probability, parts });
        }
    }
    let probabilities = judged.iter_mut().map(|it| (it.candidate.file, &mut it.probability));
    let mut probabilities: Vec<(FileId, &mut f64)> = probabilities.collect();
    hint::lift(&hinted, &mut probabilities);
    named_folder::lift(question, &mut probabilities);
    if let ([only], Some(outside)) = (judged.as_mut_slice(), &outside)
        && outside.names(only.candidate.file)
    {
        only.probability = only.probability.max(NAMED_ALONE);
    }
    judged.retain(|it| it.probability >= MIN_PROBABILITY);
    judged.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then(a.candidate.file.cmp(&b.candidate.file))
    });
    judged.truncate(MAX_FILES);

    let ranked: Vec<FileId> = judged.iter().map(|it| it.candidate.file).collect();
    let explainer = Explainer::new(question, &ranked, sheet, detail);
    let mut files: Vec<PredictedFile> = judged
        .into_iter()
        .enumerate()
        .map(|(rank, Judged { candidate, probability, parts })| {
            let file = question.index.file(candidate.file);
            PredictedFile {
                path: file.path.clone(),
                file: Some(candidate.file),
                origin: file.origin,
                probability,
                predicted: false,
                evidence: parts
                    .map_or_else(Vec::new, |parts| explainer.evidence(rank, candidate, &parts)),
            }
        })
        .collect();
    files.extend(new_file::read(question, &files));
    // A file that the task names is better than one whose name is guessed.
    if files.iter().all(|file| file.file.is_some()) {
        let new = new_of_kind::read(question).or_else(|| new_folder::read(question, &files));
        files.extend(new);
    }
    let new = hint::new_files(question);
    files.retain(|file| new.iter().all(|new| new.path != file.path));
    files.extend(new);
    let (mut confidence, mut files) = radius_of(files);
    // The files of a hint are listed, but not all of a large folder.
    if confidence != Confidence::Unknown && hinted.len() <= MAX_HINTED {
        for file in files.iter_mut().filter(|it| it.file.is_some_and(|id| hinted.contains(&id))) {
            file.predicted = true;
        }
    }
    let set_aside = if is_only_hubs(question, &files) {
        Some(SetAside::Hubs)
    } else if is_elsewhere(question, &files) {
        Some(SetAside::Elsewhere)
    } else {
        None
    };
    if set_aside.is_some() {
        confidence = Confidence::Unknown;
        for file in &mut files {
            file.predicted = false;
        }
    }
    BlastRadius {
        task: question.task.id,
        confidence,
        set_aside,
        folders: folders(&files),
        impact: impact(question, &files),
        files,
    }
}

/// Returns whether the clues of a task speak for a file by the model.
fn speaks_by_model(parts: &Shares) -> bool {
    let clues = Feature::ALL.iter().zip(parts.features).filter(|(it, _)| it.is_clue());
    clues.map(|(_, share)| share).sum::<f64>() >= MIN_MODEL_CLUES
}

/// Returns whether all predicted files change with all kinds of work and the task names none of them:
/// then nothing is known of where its own work lies.
fn is_only_hubs(question: &Question, files: &[PredictedFile]) -> bool {
    let commits = question.past.commits().len();
    let is_hub = |file: &PredictedFile| {
        let Some(id) = file.file else { return false };
        let often = question.past.changes(id).len() as f64 >= HUB_SHARE * commits as f64;
        let is_named = |it: &Evidence| {
            matches!(it.signal, Signal::Declared | Signal::Hint | Signal::Path | Signal::Command)
        };
        let is_known = commits >= MIN_COMMITS && often || HUB_NAMES.contains(&file.path.as_str());
        is_known && !file.evidence.iter().any(is_named)
    };
    let mut predicted = files.iter().filter(|file| file.predicted).peekable();
    predicted.peek().is_some() && predicted.all(is_hub)
}

/// Returns whether the task names paths of another part of the repository, and none of this one.
fn is_elsewhere(question: &Question, files: &[PredictedFile]) -> bool {
    let leads_out =
        |text: &str| text.contains('/') && question.index.paths.from_root(text).is_none();
    let is_named = |file: &PredictedFile| {
        file.evidence.iter().any(|it| {
            matches!(it.signal, Signal::Declared | Signal::Hint | Signal::Path | Signal::New)
        })
    };
    question.text.mentions.iter().any(|mention| leads_out(&mention.text))
        && !files.iter().any(|file| file.predicted && is_named(file))
}

/// Sorts the files, the likeliest first, drops the unlikely ones and marks those of the blast
/// radius proper. Also returns the confidence.
pub fn radius_of(mut files: Vec<PredictedFile>) -> (Confidence, Vec<PredictedFile>) {
    files.retain(|file| file.probability >= MIN_PROBABILITY);
    files.sort_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| a.path.cmp(&b.path)));
    files.truncate(MAX_FILES);
    let best = files.first().map_or(0.0, |file| file.probability);
    let confidence = confidence::of_best(best);
    if confidence != Confidence::Unknown {
        let enough = best * SHARE_OF_BEST;
        let proper = files.iter_mut().take_while(|file| file.probability >= enough);
        proper.for_each(|file| file.predicted = true);
    }
    (confidence, files)
}

/// Computes 1 − Π (1 − p) over the files directly in each folder.
pub(super) fn folders(files: &[PredictedFile]) -> Vec<FolderProbability> {
    let mut untouched: BTreeMap<&str, f64> = BTreeMap::new();
    for file in files {
        *untouched.entry(file.path.folder()).or_insert(1.0) *= 1.0 - file.probability;
    }
    let mut folders: Vec<FolderProbability> = untouched
        .into_iter()
        .map(|(folder, untouched)| FolderProbability {
            folder: folder.to_owned(),
            probability: 1.0 - untouched,
        })
        .filter(|folder| folder.probability >= MIN_FOLDER_PROBABILITY)
        .collect();
    folders.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then_with(|| a.folder.cmp(&b.folder))
    });
    folders
}

/// Finds the files that import a package of which a file other than a test is predicted.
fn impact(question: &Question, files: &[PredictedFile]) -> Vec<RepoPath> {
    let predicted: BTreeSet<&RepoPath> =
        files.iter().filter(|file| file.predicted).map(|file| &file.path).collect();
    let importers: BTreeSet<&RepoPath> = files
        .iter()
        .filter(|file| file.predicted)
        .filter_map(|file| file.file)
        .filter(|&id| !question.index.file(id).is_test)
        .filter_map(|id| question.index.packages.of(id))
        .flat_map(|package| &package.importers)
        .map(|id| &question.index.file(*id).path)
        .filter(|path| !predicted.contains(path))
        .collect();
    importers.into_iter().take(MAX_IMPACT).cloned().collect()
}
