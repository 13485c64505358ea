//! A task and the index to a blast radius: one file for each signal, the weights, the probability.
//!
//! Each signal fills its features of a [`Sheet`]; `standing` picks the candidates by a weighted sum, without
//! the documents `beside` the backlog, and boosted trees turn the row of each into a probability; `radius`
//! decides what belongs to the blast radius, `evidence` says why.

mod beside;
mod calibration;
mod command;
mod companion;
mod confidence;
mod context;
mod created;
mod declared;
mod document;
mod evidence;
mod feature;
mod forest;
mod hint;
mod introduced;
mod kind;
mod named_folder;
mod narrowed;
mod new_file;
mod new_folder;
mod new_of_kind;
mod outside;
mod package;
mod page;
mod past_work;
mod path;
mod radius;
mod recency;
mod route;
mod siblings;
mod standing;
mod symbol;
mod text;
mod together;
mod words;

pub use calibration::{Calibration, KNEE, log_shares, probability};
pub use confidence::{HIGH, LOW, MEDIUM};
pub use created::raise_created;
pub use feature::{COUNT, Feature, Sheet};
pub use forest::{Forest, ModelError, Node, OWN_MODEL, Own, Shares, Split, Tree};
pub use hint::is_glob;
pub use radius::radius_of;
pub use siblings::inherit;
pub use standing::{CANDIDATES, Candidate, PreScore, compare};
pub use text::TaskText;

use crate::history::Past;
use crate::index::Index;
use crate::model::{BlastRadius, Hint, Task};
use crate::words::Lexer;

use narrowed::Narrowed;

/// Evidence that a prediction gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    #[default]
    All,
    /// Only that of the clues that quote the task, one by one: all that a plan depends on.
    Quotes,
}

/// Files and history that a task is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Corpus<'a> {
    /// The files as they are.
    pub index: &'a Index,
    /// The history of these files; empty where there is none.
    pub past: &'a Past,
}

/// Input of a signal, which answers: which files does this task mean?
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    index: &'a Index,
    past: &'a Past,
    task: &'a Task,
    text: &'a TaskText,
    narrowed: &'a Narrowed,
    /// Commit that added the task, where it is known.
    introduced: Option<&'a str>,
    /// Hints of the caller about the task.
    hints: &'a [Hint],
}

/// Task with the features of every file.
#[derive(Debug)]
pub struct Measured<'a> {
    corpus: Corpus<'a>,
    task: &'a Task,
    text: TaskText,
    narrowed: Narrowed,
    introduced: Option<&'a str>,
    hints: Vec<Hint>,
    /// The features.
    pub sheet: Sheet,
    /// Files that are judged, in the order of their standing, the highest first.
    pub candidates: Vec<Candidate>,
}

/// Measures the features of every file with respect to one task. The commit `introduced` added the
/// task to its backlog; `hints` about other tasks are ignored. Features do not depend on a model,
/// so that one can be learned from them.
pub fn measure<'a>(
    corpus: Corpus<'a>,
    task: &'a Task,
    introduced: Option<&'a str>,
    hints: &[Hint],
    lexer: &mut Lexer,
) -> Measured<'a> {
    let text = TaskText::read(task, lexer);
    let narrowed = Narrowed::read(task, corpus.index, lexer);
    let sheet = Sheet::new(corpus.index.files.len());
    let hints = hints.iter().filter(|hint| hint.task == task.id).cloned().collect();
    let candidates = Vec::new();
    let mut measured =
        Measured { corpus, task, text, narrowed, introduced, hints, sheet, candidates };
    let (question, sheet) = measured.ask();
    declared::read(&question, sheet);
    hint::read(&question, sheet);
    path::read(&question, sheet);
    package::read(&question, sheet);
    symbol::read(&question, sheet);
    command::read(&question, sheet);
    route::read(&question, sheet);
    document::read(&question, sheet);
    page::read(&question, sheet);
    words::read(&question, sheet);
    context::read(&question, sheet);
    past_work::read(&question, sheet);
    recency::read(&question, sheet);
    introduced::read(&question, sheet);
    kind::read(&question, sheet);
    // These read the features above: they raise the neighbours of likely files.
    let standing = companion::standing(sheet);
    together::read(&question, sheet, &standing);
    companion::read(&question, sheet, &standing);
    let hinted = hint::files(&question);
    let beside = beside::documents(&question, sheet);
    measured.candidates = standing::read(corpus.index, &hinted, &beside, &measured.sheet);
    measured
}

impl Measured<'_> {
    fn ask(&mut self) -> (Question<'_>, &mut Sheet) {
        let Corpus { index, past } = self.corpus;
        let question = Question {
            index,
            past,
            task: self.task,
            text: &self.text,
            narrowed: &self.narrowed,
            introduced: self.introduced,
            hints: &self.hints,
        };
        (question, &mut self.sheet)
    }

    /// Returns the task's text, taken apart.
    pub fn text(&self) -> &TaskText {
        &self.text
    }

    /// Predicts the blast radius by this model, with so much evidence.
    pub fn radius(mut self, forest: &Forest, detail: Detail) -> BlastRadius {
        let candidates = std::mem::take(&mut self.candidates);
        let (question, sheet) = self.ask();
        radius::draw(&question, forest, sheet, &candidates, detail)
    }
}
