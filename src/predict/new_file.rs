//! Signal: files that the task asks for and that do not exist yet.

use std::collections::{BTreeMap, HashMap};

use super::Question;
use super::confidence::LOW;
use super::text::{EXTENSIONLESS, joined, start};
use crate::model::{Evidence, Language, Origin, PredictedFile, RepoPath, Signal};

/// Share of the paths that the text asks to create, in an existing folder, that the work adds: 22
/// of the 25 such paths in the finished tasks that the weights were learned from.
const ASKED: f64 = 0.8;

/// Share of the paths that the text merely names that the work adds (10 of 32): many are misspelt,
/// or the file has moved.
const NAMED: f64 = 0.3;

/// Share of the files of source code that the text names without their folder and that the work
/// adds (23 of 57, all of them Go), in the folder guessed here. Bare names of other kinds (0 of 79)
/// are not guessed at.
const NAMED_BARE: f64 = 0.4;

/// Share of the merely named paths in top folders that do not exist that the work adds: most are
/// examples, or lie in another repository. A guess, so that two tasks that name one such file are not
/// taken for independent.
const NAMED_ELSEWHERE: f64 = 0.15;

/// Words that ask for a new file when they stand at most [`MAX_CHARS_BEFORE`] characters before its
/// name, on the same line.
const MAKING: &[&str] = &[
    "add",
    "adding",
    "adds",
    "create",
    "creates",
    "creating",
    "introduce",
    "new",
    "write",
    "writes",
    "writing",
];
const MAX_CHARS_BEFORE: usize = 80;

/// Share of the files that a task declares and that do not exist that the work adds: a promise, so
/// far unmeasured.
const DECLARED: f64 = 0.8;

/// Length in bytes of an extension; `e.g.` and `v1.25` have none.
const MAX_EXTENSION_BYTES: usize = 5;

/// Predicts the paths that the text names and that do not exist.
pub fn read(question: &Question, predicted: &[PredictedFile]) -> Vec<PredictedFile> {
    let mut new: BTreeMap<RepoPath, (f64, String, u32)> = BTreeMap::new();
    for declared in &question.task.declared {
        consider(question, predicted, &declared.pattern, declared.line, DECLARED, &mut new);
    }
    let mut lines: HashMap<u32, Vec<&str>> = HashMap::new();
    for line in &question.task.lines {
        lines.entry(line.number).or_default().push(start(&line.text));
    }
    for mention in &question.text.mentions {
        let mut of_mention = lines.get(&mention.line).into_iter().flatten();
        let is_asked_for = of_mention.any(|line| asks_to_make(line, &mention.text));
        let certainty = if is_asked_for { ASKED } else { NAMED };
        consider(question, predicted, &mention.text, mention.line, certainty, &mut new);
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

fn consider(
    question: &Question,
    predicted: &[PredictedFile],
    text: &str,
    line: u32,
    certainty: f64,
    new: &mut BTreeMap<RepoPath, (f64, String, u32)>,
) {
    let paths = &question.index.paths;
    let Some(text) = paths.from_root(text.strip_prefix("./").unwrap_or(text)) else { return };
    let Some(path) = RepoPath::new(text).filter(looks_like_a_file) else { return };
    if text.contains(['*', ':']) || paths.resolve(text).is_some() {
        return;
    }
    // Names that a slash only joins are considered one by one.
    if joined(text).is_some() && !paths.is_folder(path.folder()) {
        return;
    }
    let (path, certainty) = if text.contains('/') {
        // A path in a tree that is not this one (an example, another repository) has no folder here.
        let top = path.components().next().unwrap_or_default();
        let is_elsewhere = !paths.is_folder(path.folder()) && !paths.is_folder(top);
        if is_elsewhere && certainty <= NAMED && !Language::of(&path).is_code() {
            return;
        }
        let certainty =
            if is_elsewhere && certainty <= NAMED { NAMED_ELSEWHERE } else { certainty };
        (path, certainty)
    } else if Language::of(&path).is_code() {
        // A bare name goes where the likeliest file of its kind lies.
        let beside = predicted
            .iter()
            .find(|file| file.probability >= LOW && file.path.extension() == path.extension());
        match beside.and_then(|file| file.path.beside(path.name())) {
            Some(placed) => (placed, certainty.min(NAMED_BARE)),
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

/// Returns whether a line asks to create the file that it names.
fn asks_to_make(line: &str, name: &str) -> bool {
    let Some(at) = line.find(name) else { return false };
    let words = line[..at].rsplit(|c: char| !c.is_alphanumeric());
    let mut left = MAX_CHARS_BEFORE;
    let near = words.take_while(|word| {
        left = left.saturating_sub(word.len() + 1);
        left > 0
    });
    let makes = |word: &str| MAKING.iter().any(|making| making.eq_ignore_ascii_case(word));
    near.into_iter().any(makes)
        || line[at + name.len()..].trim_start_matches(['`', '*', ' ', '(']).starts_with("new")
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
    use super::{asks_to_make, looks_like_a_file};
    use crate::model::RepoPath;

    #[test]
    fn a_verb_before_the_name_asks_for_it() {
        let asks = |line| asks_to_make(line, "a/b.go");
        assert!(asks("Create `a/b.go`:") && asks("move it to a new file a/b.go"));
        assert!(asks("- a/b.go (new - parsing logic)"));
        assert!(!asks("Update a/b.go") && !asks("a/b.go: create the pool") && !asks("see c.go"));
        assert!(!asks(&format!("Create {} a/b.go", "word ".repeat(30))));
    }

    #[test]
    fn only_names_with_an_extension_are_files() {
        let is = |text| looks_like_a_file(&RepoPath::new(text).unwrap());
        assert!(is("internal/new/scan.go") && is("notes.md") && is("a/b_test.go"));
        assert!(!is("and/or") && !is("v1.25") && !is("Foo.Bar") && !is("a/b.c d"));
    }
}
