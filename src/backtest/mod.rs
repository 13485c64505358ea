//! Replays the past: compares what would have been predicted for tasks that have since been
//! finished with what their work changed.

mod ablation;
mod baseline;
mod boost;
mod calibrate;
mod case;
mod fit;
mod judged;
mod kept;
mod known;
mod measure;
mod misses;
mod noise;
mod pairs;
mod past;
mod regression;
mod reliability;
mod replay;
mod rounds;
#[cfg(test)]
pub(crate) mod sample;
mod score;
mod selection;
mod settings;
mod tree;
mod verdict;
mod windows;
mod worker;

pub use ablation::ablation;
pub use case::{Case, CasesError};
pub use fit::{Judges, Learned, MIN_TASKS, Start, judges, learn};
pub use kept::Kept;
pub use measure::measure;
pub use past::{
    From, LeftOut, MAX_COMMITS, MAX_FILES, MAX_TOGETHER, Past, PastOptions, WITHOUT_TASK, finished,
};
pub use replay::{Error, Replay, Replayed, replay};
pub use selection::{Limits, select};
pub use settings::{Clones, Settings, Watch};
pub use tree::Trees;
pub use verdict::{Fitted, fit, standings};
