//! A prediction as it is kept: each text and path once, since the files of all tasks share them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::model::{
    BlastRadius, Confidence, Consulted, Evidence, FileId, FolderProbability, Origin, PredictedFile,
    Problem, RecentWork, RepoPath, SetAside, Signal, TaskId,
};

/// Part of a prediction that takes time.
#[derive(Debug, Default)]
pub(super) struct Predicted {
    /// Number of files that were scanned.
    pub scanned: usize,
    /// The history that was consulted.
    pub history: Consulted,
    /// Recent work, newest first.
    pub recent: Vec<RecentWork>,
    /// Set if the repository's own model predicted.
    pub is_own: bool,
    /// One for each task.
    pub radii: Vec<BlastRadius>,
    /// Problems of the files.
    pub problems: Vec<Problem>,
}

/// Part of a prediction that takes time, packed.
#[derive(Serialize, Deserialize)]
pub(super) struct Packed {
    scanned: usize,
    history: Consulted,
    recent: Vec<RecentWork>,
    is_own: bool,
    problems: Vec<Problem>,
    texts: Vec<Arc<str>>,
    paths: Vec<RepoPath>,
    radii: Vec<Radius>,
}

#[derive(Serialize, Deserialize)]
struct Radius {
    task: TaskId,
    confidence: Confidence,
    set_aside: Option<SetAside>,
    files: Vec<Row>,
    folders: Vec<FolderProbability>,
    /// Places of the paths.
    impact: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    /// Place of its path.
    path: u32,
    file: Option<FileId>,
    origin: Origin,
    probability: f64,
    predicted: bool,
    evidence: Vec<Clue>,
}

/// Evidence, with the places of its texts.
#[derive(Serialize, Deserialize)]
struct Clue {
    signal: Signal,
    quote: u32,
    line: Option<u32>,
    met: u32,
    weight: f64,
}

/// List of different values, with the place of each.
struct Places<T>(Vec<T>, HashMap<T, u32, RandomState>);

impl<T: Clone + Eq + Hash> Places<T> {
    fn of(&mut self, value: &T) -> u32 {
        if let Some(&place) = self.1.get(value) {
            return place;
        }
        let place = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(value.clone());
        self.1.insert(value.clone(), place);
        place
    }
}

impl Packed {
    pub(super) fn of(predicted: &Predicted) -> Self {
        let mut texts: Places<Arc<str>> = Places(Vec::new(), HashMap::default());
        let mut paths: Places<RepoPath> = Places(Vec::new(), HashMap::default());
        let mut clue = |it: &Evidence| Clue {
            signal: it.signal,
            quote: texts.of(&it.quote),
            line: it.line,
            met: texts.of(&it.met),
            weight: it.weight,
        };
        let mut row = |it: &PredictedFile| Row {
            path: paths.of(&it.path),
            file: it.file,
            origin: it.origin,
            probability: it.probability,
            predicted: it.predicted,
            evidence: it.evidence.iter().map(&mut clue).collect(),
        };
        let mut radii = Vec::with_capacity(predicted.radii.len());
        for radius in &predicted.radii {
            radii.push(Radius {
                task: radius.task,
                confidence: radius.confidence,
                set_aside: radius.set_aside,
                files: radius.files.iter().map(&mut row).collect(),
                folders: radius.folders.clone(),
                impact: Vec::new(),
            });
        }
        for (packed, radius) in radii.iter_mut().zip(&predicted.radii) {
            packed.impact = radius.impact.iter().map(|path| paths.of(path)).collect();
        }
        Self {
            scanned: predicted.scanned,
            history: predicted.history.clone(),
            recent: predicted.recent.clone(),
            is_own: predicted.is_own,
            problems: predicted.problems.clone(),
            texts: texts.0,
            paths: paths.0,
            radii,
        }
    }

    /// Returns the prediction; `None` where a text or path is missing.
    pub(super) fn unpack(self) -> Option<Predicted> {
        let Self { scanned, history, recent, is_own, problems, texts, paths, radii } = self;
        let text = |place: u32| texts.get(place as usize).cloned();
        let path = |place: u32| paths.get(place as usize).cloned();
        let evidence = |Clue { signal, quote, line, met, weight }: Clue| {
            Some(Evidence { signal, quote: text(quote)?, line, met: text(met)?, weight })
        };
        let file = |it: Row| {
            Some(PredictedFile {
                path: path(it.path)?,
                file: it.file,
                origin: it.origin,
                probability: it.probability,
                predicted: it.predicted,
                evidence: it.evidence.into_iter().map(evidence).collect::<Option<_>>()?,
            })
        };
        let radius = |it: Radius| {
            Some(BlastRadius {
                task: it.task,
                confidence: it.confidence,
                set_aside: it.set_aside,
                files: it.files.into_iter().map(file).collect::<Option<_>>()?,
                folders: it.folders,
                impact: it.impact.into_iter().map(path).collect::<Option<_>>()?,
            })
        };
        let radii = radii.into_iter().map(radius).collect::<Option<_>>()?;
        Some(Predicted { scanned, history, recent, is_own, radii, problems })
    }
}

#[cfg(test)]
mod tests {
    use super::{Packed, Predicted};
    use crate::model::{
        BlastRadius, Confidence, Evidence, FileId, Origin, PredictedFile, RepoPath, Signal, TaskId,
    };

    fn predicted() -> Predicted {
        let evidence = |quote: &str| Evidence {
            signal: Signal::Path,
            quote: quote.into(),
            line: Some(3),
            met: "the path".into(),
            weight: 0.5,
        };
        let file = |path: &str| PredictedFile {
            path: RepoPath::new(path).unwrap(),
            file: Some(FileId(1)),
            origin: Origin::Written,
            probability: 0.25,
            predicted: true,
            evidence: vec![evidence("a"), evidence(path)],
        };
        let radius = |task| BlastRadius {
            task: TaskId(task),
            confidence: Confidence::High,
            set_aside: None,
            files: vec![file("a.go"), file("b.go")],
            folders: Vec::new(),
            impact: vec![RepoPath::new("b.go").unwrap(), RepoPath::new("c.go").unwrap()],
        };
        Predicted { scanned: 3, radii: vec![radius(0), radius(1)], ..Predicted::default() }
    }

    #[test]
    fn a_prediction_comes_back_with_each_text_and_path_once() {
        let before = predicted();
        let packed = Packed::of(&before);
        assert_eq!((packed.texts.len(), packed.paths.len()), (4, 3));
        let after = packed.unpack().unwrap();
        assert_eq!((after.scanned, after.radii), (3, before.radii));
    }

    #[test]
    fn a_place_that_does_not_exist_is_no_prediction() {
        let mut packed = Packed::of(&predicted());
        packed.paths.pop();
        assert!(packed.unpack().is_none());
    }
}
