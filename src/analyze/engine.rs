//! The engine: a repository and its backlogs, opened once and asked many times.

use super::answers::{self, Answer, Selected};
use super::repository::Repository;
use super::sources::{self, Backlogs};
use super::{Error, Progress, Request, Settings};
use super::{candidates, doubtful, hint, radii};
use crate::backlog::{self, Source};
use crate::history::Place;
use crate::model::{
    Analysis, BUILT_IN_MODEL, InFlight, Next, Prediction, Problem, ProblemKind, Scope, Task,
    TaskId, Tie,
};
use crate::predict::{self, Forest, Own};
use crate::{next, tracks};

/// Repository and its backlogs, as of the moment it was opened.
///
/// The backlogs are read when the engine opens, the files and the history when a request first needs
/// them. One engine answers any number of requests.
pub struct Engine<'a> {
    repository: Repository<'a>,
    /// All open tasks of the backlogs.
    tasks: Vec<Task>,
    /// Problems of the backlogs.
    problems: Vec<Problem>,
}

/// Prediction with its key, before it is put together.
#[derive(Default)]
struct Draft {
    /// The prediction without its results.
    about: Prediction,
    /// The results.
    answer: Answer,
}

impl<'a> Engine<'a> {
    /// Opens a repository and reads its backlogs. Fails where there is no backlog, or one with work
    /// in it of which nothing is read.
    pub fn open(settings: &Settings, progress: &'a dyn Progress) -> Result<Self, Error> {
        let root = match settings.root.canonicalize() {
            Ok(root) if root.is_dir() => root,
            _ => return Err(Error::of_root(settings.root.clone())),
        };
        let place = Place::of(&root);
        let mut backlogs = match sources::read(&root, settings) {
            Err(Error::NotFound(_)) if place.is_bare() => return Err(Error::Bare(root)),
            read => read?,
        };
        let (unread, failure) = (std::mem::take(&mut backlogs.problems), backlogs.failure.take());
        let Backlogs { sources, beside, .. } = &backlogs;
        let format = settings.format;
        let (tasks, mut problems) = backlog::read_as(sources, beside, format, settings.granularity);
        if tasks.is_empty() {
            match backlog::refuse_unread(sources, format, &problems) {
                Ok(()) => {}
                Err(error) if settings.keeps_unread => problems.extend(error.untold(&problems)),
                Err(error) => {
                    let with_open_boxes = candidates::find(&root, settings.threads);
                    return Err(backlog::Unread { with_open_boxes, ..error }.into());
                }
            }
            if let Some(failure) = failure {
                return Err(failure);
            }
        }
        problems.extend(unread);
        let repository = Repository::new(root, place, backlogs, settings, progress)?;
        Ok(Self { repository, tasks, problems })
    }

    /// Ends without freeing the memory: for a program that ends soon, and leaves that to the system.
    pub fn leave(self) {
        std::mem::forget(self);
    }

    /// Returns all open tasks of the backlogs, indexed by `TaskId`.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Returns the backlogs that the tasks were read from.
    pub fn backlogs(&self) -> &[Source] {
        &self.repository.backlogs.sources
    }

    /// Returns the files that tools keep beside these backlogs, such as their settings.
    pub fn beside(&self) -> &[Source] {
        &self.repository.backlogs.beside
    }

    /// Predicts the requested tasks, and splits them into tracks that do not overlap.
    pub fn analyze(&self, request: &Request, options: tracks::Options) -> Result<Analysis, Error> {
        let Draft { about, answer } = self.draft(request)?;
        let (tasks, radii) = (&about.tasks, &answer.predicted.radii);
        let aside: Vec<TaskId> = about.doubtful.iter().map(|doubt| doubt.task).collect();
        let in_flight = self.of_selected(&request.in_flight, tasks);
        let asked = (&in_flight, options);
        let (overlaps, plan) = answers::split(&self.repository, &answer, &asked, |appended| {
            let beside = tracks::Beside { aside: &aside, in_flight: &in_flight, appended };
            tracks::split(tasks, radii, beside, options)
        });
        Ok(Analysis { prediction: answer.prediction(about), overlaps, plan })
    }

    /// Predicts the blast radius of each requested task.
    pub fn predict(&self, request: &Request) -> Result<Prediction, Error> {
        let Draft { about, answer } = self.draft(request)?;
        answers::keep(&self.repository, &answer);
        Ok(answer.prediction(about))
    }

    /// Selects the requested tasks, and predicts their blast radii by the index and the history.
    fn draft(&self, request: &Request) -> Result<Draft, Error> {
        if self.tasks.is_empty() {
            return Ok(Draft { about: self.unpredicted(), ..Draft::default() });
        }
        let selected = self.select(request)?;
        let own = Forest::own(&self.repository.root)?;
        let is_stale = own == Own::Stale;
        let answer = answers::prediction(&self.repository, &selected, |facts| {
            hint::check(&selected.hints, &facts.index)?;
            Ok(radii::predict(&self.repository, facts, &selected, own.usable()))
        })?;
        Ok(Draft { about: self.about(selected, &answer, is_stale), answer })
    }

    /// Selects the requested tasks, with the hints about them.
    fn select<'r>(&self, request: &'r Request) -> Result<Selected<'r>, Error> {
        let over = |error| backlog::explain(error, self.backlogs(), self.beside());
        let hints = hint::read(&request.hints, &self.tasks, &self.repository.root, &over)?;
        let tasks = backlog::select(self.tasks.clone(), &request.selection).map_err(over)?;
        let hints = hint::of_selected(hints, &tasks);
        Ok(Selected { tasks, hints, selection: &request.selection, detail: request.detail })
    }

    /// Describes the repository and the selected tasks, with the doubts about them.
    fn about(&self, selected: Selected, answer: &Answer, is_stale: bool) -> Prediction {
        let Selected { mut tasks, hints, selection, .. } = selected;
        let mut problems = [&self.problems[..], &answer.predicted.problems].concat();
        if is_stale {
            let message = "learned by another version of ctx, so the built-in model is used; learn it \
                           again with `ctx backtest --fit`";
            problems.push(Problem::new(ProblemKind::StaleModel, predict::OWN_MODEL, message));
        }
        problems.sort();
        problems.dedup();
        let doubtful = if selection.include_doubtful {
            Vec::new()
        } else {
            doubtful::find(&self.repository.root, &mut tasks, &answer.predicted.radii)
        };
        let model =
            if answer.predicted.is_own { predict::OWN_MODEL } else { BUILT_IN_MODEL }.to_owned();
        Prediction { tasks, doubtful, hints, model, problems, ..self.unpredicted() }
    }

    /// Describes the repository and its backlogs, without tasks.
    fn unpredicted(&self) -> Prediction {
        let Repository { root, place, backlogs, .. } = &self.repository;
        Prediction {
            root: root.clone(),
            prefix: place.prefix.clone(),
            head: place.head.clone(),
            backlogs: backlogs.sources.iter().map(|source| source.name.clone()).collect(),
            looked_for: backlogs.looked_for.clone(),
            digests: backlogs.sources.iter().map(|it| crate::words::digest(&it.bytes)).collect(),
            problems: self.problems.clone(),
            ..Prediction::default()
        }
    }

    /// Suggests at most `limit` tasks of the scope to do next, from the analysis of the requested tasks.
    pub fn next(
        &self,
        request: &Request,
        options: tracks::Options,
        scope: Scope,
        limit: usize,
    ) -> Result<(Analysis, Next), Error> {
        let analysis = self.analyze(request, options)?;
        let next = next::suggest(&analysis, scope, limit);
        Ok((analysis, next))
    }

    /// Finds the only one of `tasks` that a name stands for: a key, else a line, else a part of a title.
    pub fn find(&self, tasks: &[Task], wanted: &str) -> Result<TaskId, Error> {
        backlog::find_one(tasks, wanted).map_err(|error| match error {
            backlog::NotOne::NoSuch(error) => {
                Error::NoSuch(backlog::explain(error, self.backlogs(), self.beside()))
            }
            several @ backlog::NotOne::Several { .. } => Error::Several(several),
        })
    }

    /// Explains how two tasks of an answer are tied.
    pub fn tie(&self, analysis: &Analysis, pair: [TaskId; 2]) -> Tie {
        let Prediction { tasks, radii, .. } = &analysis.prediction;
        let appended = answers::appended(&self.repository, radii, None);
        tracks::tie(tasks, radii, &appended, &analysis.plan.order, pair)
    }

    /// Renumbers the tasks of the work in flight. Those that were not selected are left out.
    fn of_selected(&self, in_flight: &[InFlight], selected: &[Task]) -> Vec<InFlight> {
        let id = |id: &TaskId| {
            let key = &self.tasks.get(id.index())?.key;
            selected.iter().find(|task| task.key == *key).map(|task| task.id)
        };
        let renumber = |work: &InFlight| InFlight {
            tasks: work.tasks.iter().filter_map(id).collect(),
            ..work.clone()
        };
        in_flight.iter().map(renumber).collect()
    }
}
