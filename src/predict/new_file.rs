//! Signal: files that the task asks for and that do not exist yet.

mod meant;

use std::collections::{BTreeMap, HashMap};

use super::Question;
use super::confidence::LOW;
use super::text::{EXTENSIONLESS, joined, start};
use crate::index::{FileKind, is_extension};
use crate::model::{Evidence, Language, Origin, PredictedFile, RepoPath, Signal, TaskLineKind};
use meant::{asks_to_make, is_kept_out};

/// Share of the paths that the text asks to create, in an existing folder, that the work adds: 22
/// of the 25 such paths in the finished tasks that the weights were learned from.
const ASKED: f64 = 0.8;

/// Share of the paths that the text merely names that the work adds (10 of 32): many are misspelt,
/// or the file has moved.
const NAMED_SHARE: f64 = 0.3;

/// Share of the files of source code that the text names without their folder and that the work
/// adds (23 of 57, all of them Go), in the folder guessed here. Bare names of other kinds (0 of 79)
/// are not guessed at.
const NAMED_BARE: f64 = 0.4;

/// Least share of the paths that are all that the text names, in an existing folder, that the work adds,
/// whatever the verb: 10 of 12 in finished tasks, where such a path was none to read or to remove. Only
/// those in the title are raised: of the others, 2 of 6 were added.
const MIN_ONLY_NAMED: f64 = 0.7;

/// Amount by which such a file stands above the files that only resemble the text.
const ABOVE_OTHERS: f64 = 0.01;

/// Number of files of a repository that has just begun: there, what a task names is what it makes.
/// Chosen, not measured.
const FEW_FILES: usize = 10;

/// Share of the merely named paths in top folders that do not exist that the work adds: most are
/// examples, or lie in another repository. A guess, so that two tasks that name one such file are not
/// taken for independent.
const NAMED_ELSEWHERE: f64 = 0.15;

/// Share of the files that a task declares and that do not exist that the work adds. Chosen, not
/// measured.
const DECLARED: f64 = 0.8;

/// Length in bytes of an extension; `e.g.` and `v1.25` have none.
const MAX_EXTENSION_BYTES: usize = 5;

/// Name in the text.
struct Named<'a> {
    text: &'a str,
    line: u32,
    quoted: bool,
}

/// Path that does not exist yet: the probability that the work adds it, the quote and its line.
type New = BTreeMap<RepoPath, (f64, String, u32)>;

/// Predicts the paths that the text names and that do not exist.
pub fn read(question: &Question, predicted: &[PredictedFile]) -> Vec<PredictedFile> {
    let mut new = New::new();
    for declared in &question.task.declared {
        let name = Named { text: &declared.pattern, line: declared.line, quoted: true };
        consider(question, predicted, name, DECLARED, &mut new);
    }
    let mut lines: HashMap<u32, Vec<(&str, TaskLineKind)>> = HashMap::new();
    for line in &question.task.lines {
        lines.entry(line.number).or_default().push((start(&line.text), line.kind));
    }
    let mut is_alone = true;
    for mention in &question.text.mentions {
        let of_mention = || lines.get(&mention.line).into_iter().flatten();
        let mut naming = of_mention().filter(|(line, _)| line.contains(&mention.text)).peekable();
        let is_out = mention.for_reference
            || naming.peek().is_some() && naming.all(|(line, _)| is_kept_out(line, &mention.text));
        if is_out {
            continue;
        }
        let is_asked_for = of_mention().any(|(line, _)| asks_to_make(line, &mention.text));
        is_alone &= question.index.paths.named(&mention.text).is_empty()
            && of_mention().all(|(_, kind)| *kind != TaskLineKind::Code);
        let certainty = if is_asked_for { ASKED } else { NAMED_SHARE };
        let name = Named { text: &mention.text, line: mention.line, quoted: mention.quoted };
        consider(question, predicted, name, certainty, &mut new);
    }
    if is_alone {
        raise(question, predicted, &mut new);
    }
    new.into_iter()
        .map(|(path, (probability, quote, line))| {
            let met = match path.folder() {
                "" => "a new file at the top".to_owned(),
                folder => format!("a new file in {folder}/"),
            };
            // Every clue's weight is its share of the log-odds, and here there is but one.
            let weight = (probability / (1.0 - probability)).ln();
            PredictedFile {
                evidence: vec![Evidence {
                    signal: Signal::New,
                    quote: quote.into(),
                    line: Some(line),
                    met: met.into(),
                    weight,
                }],
                path,
                file: None,
                origin: Origin::Written,
                probability,
                predicted: false,
            }
        })
        .collect()
}

/// Raises the one path that is all that the text names above what only resembles the text, where the title
/// has it and its folder exists; in a repository that has just begun, every path.
fn raise(question: &Question, predicted: &[PredictedFile], new: &mut New) {
    let has_begun = has_just_begun(question);
    let best = predicted.iter().map(|file| file.probability).fold(0.0, f64::max);
    let count = new.len();
    let lines = &question.task.lines;
    let is_in_title = |number: u32| {
        lines.iter().any(|line| line.number == number && line.kind == TaskLineKind::Title)
    };
    for (path, (probability, _, line)) in new {
        let is_meant = || question.index.paths.is_folder(path.folder()) && is_in_title(*line);
        if has_begun || count == 1 && is_meant() {
            let raised = (best + ABOVE_OTHERS).clamp(MIN_ONLY_NAMED, ASKED);
            *probability = probability.max(raised);
        }
    }
}

fn has_just_begun(question: &Question) -> bool {
    question.index.files.len() < FEW_FILES
}

fn consider(
    question: &Question,
    predicted: &[PredictedFile],
    Named { text, line, quoted }: Named,
    certainty: f64,
    new: &mut New,
) {
    let (paths, has_begun) = (&question.index.paths, has_just_begun(question));
    let Some(text) = paths.from_root(text.strip_prefix("./").unwrap_or(text)) else { return };
    let Some(path) = RepoPath::new(text).filter(looks_like_a_file) else { return };
    if text.contains(['*', ':']) || paths.resolve(text).is_some() || paths.is_left_out(text) {
        return;
    }
    // Names that a slash only joins are considered one by one.
    if joined(text).is_some() && !paths.is_folder(path.folder()) {
        return;
    }
    let (path, certainty) = if text.contains('/') {
        // A path in a tree that is not this one (an example, another repository) has no folder here.
        let top = path.components().next().unwrap_or_default();
        let is_here = paths.is_folder(path.folder()) || paths.is_folder(top);
        let is_elsewhere = !(is_here || has_begun && is_source(&path));
        if is_elsewhere && certainty <= NAMED_SHARE && !is_source(&path) {
            return;
        }
        let certainty =
            if is_elsewhere && certainty <= NAMED_SHARE { NAMED_ELSEWHERE } else { certainty };
        (path, certainty)
    } else if is_bare(&path, quoted) || has_begun && is_source(&path) && !is_product(&path, quoted)
    {
        // A bare name goes where the likeliest file of its kind lies.
        let beside = predicted
            .iter()
            .find(|file| file.probability >= LOW && file.path.extension() == path.extension());
        match beside.and_then(|file| file.path.beside(path.name())) {
            Some(placed) => (placed, certainty.min(NAMED_BARE)),
            None if has_begun => (path, certainty.min(NAMED_BARE)),
            None => return,
        }
    } else if EXTENSIONLESS.contains(&text) {
        (path, certainty.min(NAMED_BARE))
    } else {
        return;
    };
    let entry = new.entry(path).or_insert((certainty, text.to_owned(), line));
    if certainty > entry.0 {
        *entry = (certainty, text.to_owned(), line);
    }
}

/// Returns whether a path has the extension of source code, a document or a build file.
fn is_source(path: &RepoPath) -> bool {
    let kind = FileKind::of(path, Language::of(path));
    kind.is_code || kind.is_document || kind.is_build || is_extension(path.extension())
}

/// Returns whether a name without a folder is that of a file of source code; one of another language than
/// Go must stand in code quotes, since names of products look like it.
fn is_bare(path: &RepoPath, quoted: bool) -> bool {
    let language = Language::of(path);
    language.is_code() || quoted && FileKind::of(path, language).is_code
}

/// Returns whether a name is rather that of a product: `Node.js`.
fn is_product(path: &RepoPath, quoted: bool) -> bool {
    !quoted && ["js", "rs"].contains(&path.extension())
}

/// Returns whether a path has a name with a short extension of letters and digits.
fn looks_like_a_file(path: &RepoPath) -> bool {
    let extension = path.extension();
    let known = EXTENSIONLESS.contains(&path.name())
        || (1..=MAX_EXTENSION_BYTES).contains(&extension.len())
            && extension.starts_with(|c: char| c.is_ascii_lowercase())
            && extension.chars().all(|c| c.is_ascii_alphanumeric());
    known && path.stem().chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::looks_like_a_file;
    use crate::model::RepoPath;

    #[test]
    fn only_names_with_an_extension_are_files() {
        let is = |text| looks_like_a_file(&RepoPath::new(text).unwrap());
        assert!(is("internal/new/scan.go") && is("notes.md") && is("a/b_test.go"));
        assert!(!is("and/or") && !is("v1.25") && !is("Foo.Bar") && !is("a/b.c d"));
    }
}
