//! Signal: a new file of a kind that has a folder of its own, where the task names only the kind: a
//! blog post, a recipe, a migration.

use super::Question;
use crate::model::{Evidence, FileId, Origin, PredictedFile, RepoPath, Signal};
use crate::words::parts;

/// Share of the tasks that ask for a file of a kind that add one in the folder of that kind. The name
/// is a guess, so few of the paths are right. Chosen, not measured: such tasks are rare.
const IN_FOLDER: f64 = 0.4;

/// That share where the title begins with the kind (`Recipe: refund a part of an order`), which says
/// more plainly that the file is the whole work. Chosen, not measured.
const BEGINS_WITH_KIND: f64 = 0.6;

/// Kinds of files: what a title calls them, and the names of the folders that hold them.
const KINDS: &[(&[&str], &[&str])] = &[
    (&["blog", "post", "article"], &["blog", "posts"]),
    (&["recipe"], &["recipes"]),
    (&["spec", "specification"], &["specs"]),
    (&["migration"], &["migrations"]),
    (&["runbook"], &["runbooks"]),
    (&["guide", "tutorial", "howto"], &["guides", "tutorials", "howto"]),
    (&["adr", "decision"], &["adr", "adrs", "decisions"]),
    (&["rfc", "proposal"], &["rfcs", "proposals"]),
    (&["workflow"], &["workflows"]),
    (&["skill"], &["skills"]),
];

/// Words of a title that ask for a new file.
const MAKING: &[&str] = &["add", "create", "draft", "introduce", "new", "publish", "write"];

/// Number of words of the title that make the name.
const MAX_NAME_WORDS: usize = 5;

/// Words that make no name.
const NO_NAME: &[&str] =
    &["a", "an", "and", "about", "for", "how", "in", "of", "on", "that", "the", "to", "with"];

/// Predicts the new file that the title asks for by its kind, if any: where a title asks to make one
/// (`Write a recipe about refunds`) or begins with the kind (`Recipe: refund a part of an order`).
pub fn read(question: &Question) -> Option<PredictedFile> {
    let title = &question.task.title;
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let asks = words.iter().any(|word| MAKING.contains(&word.as_str()));
    let begins = title.split_once(':').map(|(kind, _)| kind.trim().to_lowercase());
    let (kind, folder, probability) = KINDS.iter().find_map(|(names, folders)| {
        let named = |word: &str| names.contains(&word);
        let kind = words.iter().find(|word| named(word))?;
        let leads = begins.as_deref().is_some_and(|it| it.split(' ').any(named));
        (asks || leads).then_some(())?;
        let paths = &question.index.paths;
        let found = folders.iter().flat_map(|name| paths.folders_named(name));
        let fullest = found.max_by_key(|folder| (paths.in_folder(folder).len(), *folder))?;
        let probability = if leads { BEGINS_WITH_KIND } else { IN_FOLDER };
        Some((kind.clone(), fullest.clone(), probability))
    })?;
    let of_kind = |word: &String| KINDS.iter().any(|(names, _)| names.contains(&word.as_str()));
    let name_words: Vec<&str> = words
        .iter()
        .filter(|word| !of_kind(word))
        .map(String::as_str)
        .filter(|word| !MAKING.contains(word) && !NO_NAME.contains(word))
        .take(MAX_NAME_WORDS)
        .collect();
    let path = path_in(question, &folder, &name_words)?;
    Some(PredictedFile {
        evidence: vec![Evidence {
            signal: Signal::New,
            quote: kind.into(),
            line: Some(question.task.line),
            met: format!("a new file in {folder}/, whose name is a guess").into(),
            weight: (probability / (1.0 - probability)).ln(),
        }],
        path,
        file: None,
        origin: Origin::Written,
        probability,
        predicted: false,
    })
}

/// Names a new file as the other files of the folder are named: with their most common extension and
/// separator, and with the next number where all have one.
fn path_in(question: &Question, folder: &str, words: &[&str]) -> Option<RepoPath> {
    let files: Vec<&RepoPath> = question
        .index
        .paths
        .in_folder(folder)
        .iter()
        .map(|id: &FileId| &question.index.file(*id).path)
        .filter(|path| !path.stem().eq_ignore_ascii_case("readme") && path.stem() != "index")
        .collect();
    // A file whose name the title says is the one that is meant.
    let is_said = |path: &&RepoPath| parts(path.stem()).all(|part| words.contains(&part));
    if words.is_empty() || files.iter().any(is_said) {
        return None;
    }
    let extensions = files.iter().map(|path| path.extension());
    let extension = extensions
        .max_by_key(|it| (files.iter().filter(|path| path.extension() == *it).count(), *it))?;
    let underscores = files.iter().filter(|path| path.stem().contains('_')).count();
    let separator = if 2 * underscores > files.len() { "_" } else { "-" };
    let numbers: Option<Vec<&str>> = files.iter().map(|path| number(path.stem())).collect();
    let mut name = String::new();
    if let Some(last) = numbers.as_ref().and_then(|all| all.iter().max()) {
        let next = last.parse::<u64>().ok()?.checked_add(1)?;
        name = format!("{next:0width$}{separator}", width = last.len());
    }
    name.push_str(&words.iter().flat_map(|word| parts(word)).collect::<Vec<_>>().join(separator));
    RepoPath::new(&format!("{folder}/{name}.{extension}"))
}

/// Returns the number that a stem starts with, as in `0007_add_index`. Dates and other long numbers
/// are none.
fn number(stem: &str) -> Option<&str> {
    let end = stem.find(|c: char| !c.is_ascii_digit()).unwrap_or(stem.len());
    (1..=5).contains(&end).then(|| &stem[..end])
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_lead_names() {
        assert_eq!(number("0007_add_index"), Some("0007"));
        assert_eq!(number("12-x"), Some("12"));
        assert_eq!(number("add"), None);
        assert_eq!(number("20261128103000_x"), None);
    }
}
