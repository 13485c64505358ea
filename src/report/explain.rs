//! Evidence of one task, for people.

use crate::model::{
    Analysis, BlastRadius, DeferralReason, Evidence, Overlap, PredictedFile, Priority, Task,
    TaskState, Verdict,
};

use super::layout::{CARE, DIM, HEADING, NAME, clean, cut, pad, paint, paragraph, width};
use super::page::Page;
use super::wording::{self, enumerate, percent};
use super::{DEFAULT_WIDTH, View};

/// Number of lines shown of each list below the predicted files, unless all are requested.
const MAX_FILES: usize = 10;
/// Width in columns of a signal's name, the longest of which is `introduced`.
const SIGNAL_COLUMNS: usize = 10;

/// Least width of a text, in columns.
const MIN_COLUMNS: usize = 16;

/// Share of what speaks for a file, below which a clue is not shown.
const MIN_SHARE: f64 = 0.02;

/// Renders the evidence as text with ANSI styles.
pub fn render(analysis: &Analysis, task: &Task, view: View) -> String {
    let all = if view.verbose { usize::MAX } else { MAX_FILES };
    let page = Page::new(view.width.unwrap_or(DEFAULT_WIDTH));
    let mut text = Explanation { analysis, task, all, page };
    let radius = analysis.prediction.radii.get(task.id.index());
    text.head(radius);
    if let Some(radius) = radius {
        text.files(radius);
        text.folders(radius);
        text.impact(radius);
    }
    text.collisions();
    text.page.finish()
}

struct Explanation<'a> {
    analysis: &'a Analysis,
    task: &'a Task,
    all: usize,
    page: Page,
}

impl Explanation<'_> {
    fn head(&mut self, radius: Option<&BlastRadius>) {
        let task = self.task;
        let key = paint(NAME, &wording::key(&self.analysis.prediction, task.id));
        let indent = width(&wording::key(&self.analysis.prediction, task.id)) + 2;
        let title = wording::optional_title(task);
        for (at, line) in paragraph(&title, self.room(indent)).iter().enumerate() {
            let line = paint(HEADING, line);
            match at {
                0 => self.page.line(&format!("{key}  {line}")),
                _ => self.page.line(&format!("{:indent$}{line}", "")),
            }
        }

        let mut facts = vec![format!("{}:{}", clean(&task.backlog), task.line)];
        facts.push(match task.state {
            TaskState::Open => "open".to_owned(),
            TaskState::InProgress => "in progress".to_owned(),
            TaskState::Blocked => wording::blocked(task),
            TaskState::Skipped => "skipped".to_owned(),
            TaskState::Done => "done".to_owned(),
        });
        if task.priority == Some(Priority::Deferred) {
            facts.push("priority deferred".to_owned());
        }
        if !task.section.is_empty() {
            let section: Vec<String> = task.section.iter().map(|s| clean(s)).collect();
            facts.push(section.join(" › "));
        }
        facts.extend(wording::waits(&self.analysis.prediction, task, MAX_FILES));
        facts.push(self.home());
        if let Some(radius) = radius {
            facts.push(format!("prediction: {}", wording::confidence(radius.confidence)));
        }
        self.wrapped(0, &facts.join(" · "));
    }

    fn home(&self) -> String {
        let (plan, id) = (&self.analysis.plan, self.task.id);
        if let Some(track) = plan.tracks.iter().find(|track| track.tasks.contains(&id)) {
            clean(&track.branch())
        } else if let Some(track) = plan.tracks.iter().find(|track| track.later.contains(&id)) {
            format!("{}, in a later round", clean(&track.branch()))
        } else if let Some(group) = plan.later.iter().find(|group| group.tasks.contains(&id)) {
            format!("in a later round, with {}", clean(&group.name))
        } else if plan.unknown.contains(&id) {
            "in no track: unknown".to_owned()
        } else if let Some(doubt) = self.analysis.prediction.doubt(id) {
            format!("in no track: {}", wording::doubt(&self.analysis.prediction, doubt))
        } else {
            let deferral = plan.deferred.iter().find(|deferral| deferral.task == id);
            match deferral.map(|deferral| &deferral.reason) {
                Some(DeferralReason::UnderWay(name)) => format!("under way in {}", clean(name)),
                _ => "in no track: deferred".to_owned(),
            }
        }
    }

    fn files(&mut self, radius: &BlastRadius) {
        let (predicted, other): (Vec<_>, Vec<_>) = radius.files.iter().partition(|f| f.predicted);
        if predicted.is_empty() {
            self.page.line("");
            let nothing =
                format!("No file is predicted: {}.", wording::unknown(self.task, Some(radius)));
            for line in paragraph(&nothing, self.page.width) {
                self.page.line(&paint(CARE, &line));
            }
        } else {
            self.page.heading("Predicted files", "(each clue with its share of the score)");
            let widest = widest(&predicted);
            for file in predicted {
                self.file(file, widest, usize::MAX);
            }
        }
        if !other.is_empty() {
            self.page.heading("Also possible", "(below the line, with what counts most)");
            let shown = &other[..other.len().min(self.all)];
            let (widest, clues) =
                (widest(shown), if self.all > MAX_FILES { usize::MAX } else { 1 });
            for file in shown {
                self.file(file, widest, clues);
            }
            self.hidden(other.len());
        }
    }

    fn file(&mut self, file: &PredictedFile, widest: usize, clues: usize) {
        let path = pad(&path(file), widest);
        self.page.line(&format!("  {path}  {}", paint(HEADING, &percent(file.probability))));
        // Shares are of what speaks for the file.
        let all: f64 = file.evidence.iter().map(|evidence| speaking(evidence).max(0.0)).sum();
        let shown = file.evidence.iter().filter(|it| speaking(it).abs() >= MIN_SHARE * all);
        for evidence in shown.take(clues) {
            self.evidence(evidence, all);
        }
    }

    fn evidence(&mut self, evidence: &Evidence, all: f64) {
        let share = if evidence.weight > 0.0 {
            percent(evidence.weight / all)
        } else {
            "against".to_owned()
        };
        let signal = evidence.signal.name().replace('_', " ");
        let lead = format!("    {share:>7}  {signal:SIGNAL_COLUMNS$}  ");
        let quote = clean(&evidence.quote);
        let line = evidence.line.map_or_else(String::new, |line| format!("line {line}"));
        let source = match (quote.is_empty(), line.is_empty()) {
            (true, true) => String::new(),
            (true, false) => format!("{line} → "),
            (false, true) => format!("\"{quote}\" → "),
            (false, false) => format!("\"{quote}\" ({line}) → "),
        };
        let detail = format!("{source}{}", clean(&evidence.met));
        let room = self.page.width.saturating_sub(width(&lead));
        // Evidence is shown in full: on a second line rather than cut.
        if width(&detail) > room && !source.is_empty() {
            self.page.line(&format!("{}{}", paint(DIM, &lead), source.trim_end()));
            let indent = width(&lead) + 2;
            for line in paragraph(&clean(&evidence.met), self.room(indent)) {
                self.page.line(&format!("{:indent$}{line}", ""));
            }
        } else {
            self.page.line(&format!("{}{detail}", paint(DIM, &lead)));
        }
    }

    fn folders(&mut self, radius: &BlastRadius) {
        if radius.folders.is_empty() {
            return;
        }
        self.page.heading("Folders", "(some file right in them)");
        let shown = &radius.folders[..radius.folders.len().min(self.all)];
        let name = |folder: &str| match folder {
            "" => "./".to_owned(),
            other => format!("{}/", clean(other)),
        };
        let widest = shown.iter().map(|f| width(&name(&f.folder))).max().unwrap_or(0);
        for folder in shown {
            let path = pad(&name(&folder.folder), widest);
            self.page.line(&format!("  {path}  {}", percent(folder.probability)));
        }
        self.hidden(radius.folders.len());
    }

    fn impact(&mut self, radius: &BlastRadius) {
        if radius.impact.is_empty() {
            return;
        }
        self.page.heading("Impact", "(imports what is predicted; not part of the prediction)");
        for path in radius.impact.iter().take(self.all) {
            self.page.line(&format!("  {}", clean(path.as_str())));
        }
        self.hidden(radius.impact.len());
    }

    fn collisions(&mut self) {
        let id = self.task.id;
        // An unknown pair tells nothing about this task.
        let mut pairs: Vec<&Overlap> = self
            .analysis
            .overlaps
            .iter()
            .filter(|pair| pair.a == id || pair.b == id)
            .filter(|pair| matches!(pair.verdict, Verdict::Risk | Verdict::Conflict))
            .collect();
        // The gravest first; the sort is stable, so equals stay in reading order.
        pairs.sort_by(|x, y| {
            y.verdict.cmp(&x.verdict).then(y.probability.total_cmp(&x.probability))
        });
        if pairs.is_empty() {
            return;
        }
        self.page.heading("Gets in the way of", "");
        for pair in pairs.iter().take(self.all) {
            let other = if pair.a == id { pair.b } else { pair.a };
            let Some(task) = self.analysis.prediction.tasks.get(other.index()) else { continue };
            let lead = format!(
                "  {:8}  {:>4}  {}  ",
                pair.verdict.name(),
                percent(pair.probability),
                paint(NAME, &wording::key(&self.analysis.prediction, other))
            );
            let room = self.page.width.saturating_sub(22 + width(&task.key)).max(16);
            self.page.line(&format!("{lead}{}", cut(&clean(&task.title), room)));
            let files: Vec<String> = pair.files.iter().map(|f| clean(f.as_str())).collect();
            if !files.is_empty() {
                self.wrapped(18, &format!("over {}", enumerate(&files, 3)));
            }
        }
        self.hidden(pairs.len());
    }

    /// Columns that are left beside an indentation.
    fn room(&self, indent: usize) -> usize {
        self.page.width.saturating_sub(indent).max(MIN_COLUMNS)
    }

    /// Adds a remark in as many lines as it takes.
    fn wrapped(&mut self, indent: usize, text: &str) {
        for line in paragraph(text, self.room(indent)) {
            self.page.line(&paint(DIM, &format!("{:indent$}{line}", "")));
        }
    }

    /// Notes how many of `all` things were not shown.
    fn hidden(&mut self, all: usize) {
        if all > self.all {
            let more = format!("  … and {} more (--verbose shows all)", all - self.all);
            self.page.line(&paint(DIM, &more));
        }
    }
}

/// Returns the weight of a clue, and 0 for the start of every score.
fn speaking(evidence: &Evidence) -> f64 {
    if evidence.is_clue() { evidence.weight } else { 0.0 }
}

/// Returns a file's path, with a note if the file does not exist yet.
fn path(file: &PredictedFile) -> String {
    let new = if file.file.is_none() { " (does not exist yet)" } else { "" };
    format!("{}{new}", clean(file.path.as_str()))
}

fn widest(files: &[&PredictedFile]) -> usize {
    files.iter().map(|file| width(&path(file))).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn explained(index: usize, verbose: bool) -> String {
        let analysis = sample::analysis();
        let view = View { verbose, ..View::default() };
        let text = render(&analysis, &analysis.prediction.tasks[index], view);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn evidence_says_what_met_what() {
        insta::assert_snapshot!(explained(1, false));
    }

    #[test]
    fn a_task_without_files_gets_a_hint() {
        let text = explained(6, false);
        assert!(text.contains("No file is predicted"), "{text}");
        assert!(text.contains("in no track: unknown"), "{text}");
    }
}
