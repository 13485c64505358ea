//! Composes the stages: from settings to the whole answer.

mod candidates;
mod doubtful;
mod draft;
mod engine;
mod error;
mod hint;
mod introduced;
mod kept;
mod made;
mod packed;
mod planned;
mod progress;
mod settings;
mod sources;

pub use engine::Engine;
pub use error::Error;
pub use progress::{Progress, Silent, Stage};
pub use settings::{BacklogArgument, Request, Settings};

use crate::model::Analysis;
use crate::tracks;

/// Analyzes a repository and its backlogs. An answer without tasks means that the backlog has no
/// open ones.
pub fn run(
    settings: &Settings,
    request: &Request,
    options: tracks::Options,
    progress: &dyn Progress,
) -> Result<Analysis, Error> {
    Engine::open(settings, progress)?.analyze(request, options)
}
