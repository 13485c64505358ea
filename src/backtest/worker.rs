//! Replay of one task after the other on a thread of its own, so that an interrupt need not wait for it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rayon::ThreadPool;

use super::known::Prediction;
use super::settings::{Settings, Watch};
use super::{Case, Kept, Trees, baseline};
use crate::git;
use crate::history::{Past, Timeline};
use crate::model::Task;
use crate::predict::{self, Corpus, Detail, Forest};
use crate::words::Lexer;

/// Time between two looks at whether the user has interrupted.
const PAUSE: Duration = Duration::from_millis(10);

/// Thread that replays the tasks of one repository.
pub(super) struct Worker {
    asked: Sender<(Case, Task)>,
    answers: Receiver<Result<Outcome, git::Error>>,
    thread: JoinHandle<()>,
}

/// Result of the replay of one task.
pub(super) struct Outcome {
    pub prediction: Prediction,
    /// Data to learn from, if requested.
    pub kept: Option<Kept>,
    /// Set unless the clone lacks blobs that were needed so far.
    pub is_whole: bool,
}

impl Worker {
    /// Starts the thread.
    pub fn start(folder: &Path, settings: &Settings, pool: &Arc<ThreadPool>) -> Self {
        let (asked, questions) = mpsc::channel();
        let (sender, answers) = mpsc::channel();
        let (folder, settings, pool) = (folder.to_owned(), settings.clone(), Arc::clone(pool));
        let work = move || work(&folder, &settings, &questions, &sender);
        Self { asked, answers, thread: thread::spawn(move || pool.install(work)) }
    }

    /// Replays a task; `None` if the user interrupts first. The thread then ends once it is done with it.
    pub fn replay(
        self,
        case: &Case,
        task: &Task,
        watch: &dyn Watch,
    ) -> Option<(Self, Result<Outcome, git::Error>)> {
        // It waits for the next task, unless it panicked.
        let _ = self.asked.send((case.clone(), task.clone()));
        loop {
            if watch.is_interrupted() {
                return None;
            }
            match self.answers.recv_timeout(PAUSE) {
                Ok(outcome) => return Some((self, outcome)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => match self.thread.join() {
                    Ok(()) => return None,
                    Err(panic) => std::panic::resume_unwind(panic),
                },
            }
        }
    }
}

fn work(
    folder: &Path,
    settings: &Settings,
    questions: &Receiver<(Case, Task)>,
    answers: &Sender<Result<Outcome, git::Error>>,
) {
    let mut past = None;
    let mut lexer = Lexer::default();
    while let Ok((case, task)) = questions.recv() {
        let outcome = replay(folder, settings, &case, &task, &mut past, &mut lexer);
        if answers.send(outcome).is_err() {
            break;
        }
    }
}

/// Replays one task. `past` has what the replays of a repository share, once there was one.
fn replay(
    folder: &Path,
    settings: &Settings,
    case: &Case,
    task: &Task,
    past: &mut Option<(Trees, Timeline)>,
    lexer: &mut Lexer,
) -> Result<Outcome, git::Error> {
    let (trees, timeline) = match past {
        Some(past) => past,
        none => none.insert((Trees::open(folder)?, Timeline::open(folder)?)),
    };
    let index = trees.index(&case.parent, &[&case.backlog])?;
    let past = if settings.history_depth == 0 {
        Past::default()
    } else {
        let history = timeline.as_of(&case.parent, settings.history_depth)?;
        Past::build(&history, index.files.iter().map(|file| &file.path))
    };
    let corpus = Corpus { index: &index, past: &past };
    let measured = predict::measure(corpus, task, case.first_commit.as_deref(), &[], lexer);
    let mentions = baseline::mentions(&index, &measured.sheet);
    let bm25 = baseline::bm25(&index, measured.text());
    let kept = settings.keep.then(|| Kept::new(case, &index, &measured));
    let forest = settings.forest.as_ref().unwrap_or_else(|| Forest::shipped());
    let radius = measured.radius(forest, Detail::All);
    let prediction = Prediction { radius, mentions, bm25 };
    Ok(Outcome { prediction, kept, is_whole: trees.is_whole() })
}
