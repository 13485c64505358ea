//! Answer as the script of the page reads it. The format is the page's own: programs read the JSON
//! of `ctx analyze --output-format json`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{
    Analysis, Confidence, Evidence, Overlap, PredictedFile, Prediction, RepoPath, TaskId, Verdict,
};
use crate::report::html::colour;
use crate::report::layout::clean;
use crate::report::{reasons, wording};
use crate::wire::rounded;

use super::card;
use super::places::{PlaceKind, Places};

/// Clues of a file that the page shows.
const MAX_CLUES: usize = 6;
/// Files of a pair that the page shows.
const MAX_SHARED: usize = 5;

/// Two tasks by index, the probability that they change a common file, and 1 for a conflict; then
/// files by index, with the probabilities that the first and the second task change it.
type Pair = (u32, u32, f64, u8, Vec<(usize, f64, f64)>);

/// Answer with all texts cleaned.
#[derive(Serialize)]
pub struct Data {
    tasks: Vec<TaskData>,
    /// Paths, which the others name by index.
    files: Vec<String>,
    places: Vec<PlaceData>,
    /// The pairs that may collide, the files of each by weight, the heaviest first.
    pairs: Vec<Pair>,
}

#[derive(Serialize)]
struct TaskData {
    key: String,
    title: String,
    /// Index of its place.
    place: usize,
    /// Set if it belongs to a track and waits for a later round.
    later: bool,
    /// Backlog and line.
    at: String,
    /// The headings above it.
    section: String,
    confidence: &'static str,
    /// The confidence in words.
    sure: &'static str,
    priority: &'static str,
    notes: Vec<String>,
    after: Vec<u32>,
    files: Vec<FileData>,
}

#[derive(Serialize)]
struct FileData {
    file: usize,
    p: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    new: bool,
    /// Signal and detail of each clue, the heaviest first, and its share of what speaks for the file;
    /// negative where it speaks against it.
    clues: Vec<(String, String, f64)>,
}

#[derive(Serialize)]
struct PlaceData {
    name: String,
    kind: &'static str,
    colour: &'static str,
    /// Its tasks in order, by index.
    tasks: Vec<u32>,
}

/// Paths by index, in the order of their first mention.
#[derive(Default)]
struct Paths<'a> {
    known: BTreeMap<&'a RepoPath, usize>,
    list: Vec<String>,
}

impl<'a> Paths<'a> {
    fn index(&mut self, path: &'a RepoPath) -> usize {
        let list = &mut self.list;
        *self.known.entry(path).or_insert_with(|| {
            list.push(clean(path.as_str()));
            list.len() - 1
        })
    }
}

impl Data {
    /// Takes from the answer what the script draws.
    pub fn new(analysis: &Analysis, places: &Places) -> Self {
        let prediction = &analysis.prediction;
        let mut paths = Paths::default();
        let tasks = prediction.tasks.iter().map(|task| {
            let radius = prediction.radii.get(task.id.index());
            let confidence = radius.map_or(Confidence::Unknown, |radius| radius.confidence);
            let place = places.of(task.id);
            let is_later = |id: TaskId| analysis.plan.tracks.iter().any(|t| t.later.contains(&id));
            TaskData {
                key: clean(&task.key),
                title: wording::title(task),
                place,
                later: is_later(task.id),
                at: format!("{}:{}", clean(&task.backlog), task.line),
                section: task.section.iter().map(|it| clean(it)).collect::<Vec<_>>().join(" › "),
                confidence: confidence.name(),
                sure: wording::confidence(confidence),
                priority: wording::priority(task.priority()),
                notes: reasons::notes(prediction, task),
                after: task.depends_on.iter().map(|id| id.0).collect(),
                files: card::listed(analysis, task.id)
                    .into_iter()
                    .map(|file| FileData::new(file, &mut paths))
                    .collect(),
            }
        });
        let tasks = tasks.collect();
        let may_collide = |pair: &&Overlap| pair.verdict >= Verdict::Risk;
        let pairs = analysis.overlaps.iter().filter(may_collide).map(|pair| {
            let files = pair.files.iter().take(MAX_SHARED);
            let files = files.map(|path| {
                let of = |task| short(probability(prediction, task, path));
                (paths.index(path), of(pair.a), of(pair.b))
            });
            let files = files.collect();
            let conflict = u8::from(pair.verdict == Verdict::Conflict);
            (pair.a.0, pair.b.0, short(pair.probability), conflict, files)
        });
        let pairs = pairs.collect();
        let places = places.list.iter().enumerate().map(|(at, place)| PlaceData {
            name: place.name.clone(),
            kind: place.kind.name(),
            colour: if place.kind == PlaceKind::Track { colour(at) } else { "rest" },
            tasks: place.tasks.iter().map(|id| id.0).collect(),
        });
        Self { tasks, files: paths.list, places: places.collect(), pairs }
    }
}

impl FileData {
    fn new<'a>(file: &'a PredictedFile, paths: &mut Paths<'a>) -> Self {
        let clues = || file.evidence.iter().filter(|clue| clue.is_clue());
        let speaking: f64 = clues().map(|clue| clue.weight.max(0.0)).sum();
        let clue = |clue: &Evidence| {
            let detail = clean(&wording::clue(clue));
            let share = if speaking > 0.0 { clue.weight / speaking } else { clue.weight };
            (clue.signal.name().replace('_', " "), detail, short(share))
        };
        Self {
            file: paths.index(&file.path),
            p: short(file.probability),
            new: file.file.is_none(),
            clues: clues().take(MAX_CLUES).map(clue).collect(),
        }
    }
}

/// Returns the probability that a task changes a file; 0 where it is not predicted to.
fn probability(prediction: &Prediction, task: TaskId, path: &RepoPath) -> f64 {
    let radius = prediction.radii.get(task.index());
    let file = radius.and_then(|radius| radius.files.iter().find(|file| file.path == *path));
    file.map_or(0.0, |file| file.probability)
}

/// Rounds to three decimals: enough to draw.
fn short(number: f64) -> f64 {
    rounded((number * 1e3).round() / 1e3)
}
