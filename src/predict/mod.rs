//! A task and the index to a blast radius: one file for each signal, the weights, the probability.
//!
//! Each signal fills its features of a [`Sheet`]; a logistic model turns a row of features into a
//! probability; `radius` decides what belongs to the blast radius, `evidence` says why.

mod command;
mod companion;
mod context;
mod declared;
mod document;
mod evidence;
mod feature;
mod kind;
mod new_file;
mod package;
mod path;
mod radius;
mod symbol;
mod text;
mod weights;
mod words;

pub use feature::{COUNT, Feature, Sheet};
pub use radius::{HIGH, LOW, MEDIUM};
pub use text::TaskText;
pub use weights::{KNEE, Weights, WeightsError, probability, saturate};

use crate::index::Index;
use crate::model::{BlastRadius, Task};
use crate::words::Lexer;

/// What a signal is asked: which files does this task mean?
#[derive(Clone, Copy, Debug)]
struct Question<'a> {
    index: &'a Index,
    task: &'a Task,
    text: &'a TaskText,
}

/// The features of every file with respect to one task. They need no weights, so that weights can
/// be learned from them.
pub fn measure(index: &Index, task: &Task, text: &TaskText) -> Sheet {
    let question = Question { index, task, text };
    let mut sheet = Sheet::new(index.files.len());
    declared::read(&question, &mut sheet);
    path::read(&question, &mut sheet);
    package::read(&question, &mut sheet);
    symbol::read(&question, &mut sheet);
    command::read(&question, &mut sheet);
    document::read(&question, &mut sheet);
    words::read(&question, &mut sheet);
    context::read(&question, &mut sheet);
    kind::read(&question, &mut sheet);
    companion::read(&question, &mut sheet);
    sheet
}

/// The blast radius of one task.
pub fn predict(index: &Index, weights: &Weights, task: &Task, lexer: &mut Lexer) -> BlastRadius {
    let text = TaskText::read(task, lexer);
    let sheet = measure(index, task, &text);
    let question = Question { index, task, text: &text };
    radius::draw(&question, weights, sheet)
}
