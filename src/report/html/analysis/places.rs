//! Places of the tasks in a plan.

use crate::model::{Analysis, TaskId};
use crate::report::html::colour;
use crate::report::layout::clean;

/// Kind of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// Track of this round.
    Track,
    /// Group that waits for a later round.
    Later,
    /// Tasks to be done after the tracks are merged.
    Deferred,
    /// Tasks without predictable files.
    Unknown,
    /// Tasks that look done, dropped, duplicate or like placeholders.
    Doubtful,
}

impl PlaceKind {
    /// Returns the name that the script knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Later => "later",
            Self::Deferred => "deferred",
            Self::Unknown => "unknown",
            Self::Doubtful => "doubtful",
        }
    }
}

/// Place of tasks, in the order of the page.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its kind.
    pub kind: PlaceKind,
    /// Its name for people.
    pub name: String,
    /// Its tasks, in order; those of a track that wait for a later round come last.
    pub tasks: Vec<TaskId>,
}

/// All places, and that of each task.
pub struct Places {
    /// The places in the order of the page.
    pub list: Vec<Place>,
    of: Vec<usize>,
}

impl Places {
    /// Finds the place of every task.
    pub fn new(analysis: &Analysis) -> Self {
        let plan = &analysis.plan;
        let mut list: Vec<Place> = Vec::new();
        for track in &plan.tracks {
            list.push(Place {
                kind: PlaceKind::Track,
                name: clean(&track.branch()),
                tasks: track.tasks.iter().chain(&track.later).copied().collect(),
            });
        }
        let mut rest = |kind, name: String, tasks: Vec<TaskId>| {
            if !tasks.is_empty() {
                list.push(Place { kind, name, tasks });
            }
        };
        for group in &plan.later {
            rest(PlaceKind::Later, clean(&group.name), group.tasks.clone());
        }
        let deferred = plan.deferred.iter().map(|deferral| deferral.task).collect();
        rest(PlaceKind::Deferred, "deferred".to_owned(), deferred);
        rest(PlaceKind::Unknown, "unknown".to_owned(), plan.unknown.clone());
        let doubtful = analysis.prediction.doubtful.iter().map(|doubt| doubt.task).collect();
        rest(PlaceKind::Doubtful, "doubtful".to_owned(), doubtful);
        let mut of = vec![usize::MAX; analysis.prediction.tasks.len()];
        for (at, place) in list.iter().enumerate() {
            for task in &place.tasks {
                if let Some(entry) = of.get_mut(task.index()) {
                    *entry = at;
                }
            }
        }
        Self { list, of }
    }

    /// Returns the index of a task's place.
    pub fn of(&self, task: TaskId) -> usize {
        self.of.get(task.index()).copied().unwrap_or(usize::MAX)
    }

    /// Returns the class of a task's colour: that of its track, or a neutral one.
    pub fn colour(&self, task: TaskId) -> &'static str {
        self.list.get(self.of(task)).map_or(NEUTRAL, |place| match place.kind {
            PlaceKind::Track => colour(self.of(task)),
            _ => NEUTRAL,
        })
    }
}

/// Class of what belongs to no track of this round.
const NEUTRAL: &str = "rest";
