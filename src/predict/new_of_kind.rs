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

/// Words that end the name of what is made.
const ENDING: &[&str] = &[
    "about", "and", "as", "at", "before", "by", "for", "from", "how", "in", "into", "of", "on",
    "or", "so", "that", "then", "to", "when", "where", "which", "with",
];

/// Words for a file, which may follow its kind.
const FILE: &[&str] = &["doc", "document", "file", "page"];

/// Number of words before the colon of a title that begins with a kind.
const MAX_LEADING_WORDS: usize = 4;

/// Number of words of the title that make the name.
const MAX_NAME_WORDS: usize = 5;

/// Words that make no name.
const NO_NAME: &[&str] =
    &["a", "an", "and", "about", "for", "how", "in", "of", "on", "that", "the", "to", "with"];

/// Predicts the new file that the title asks for by its kind, if any: where a title asks to make one
/// (`Write a recipe about refunds`) or begins with the kind (`Recipe: refund a part of an order`).
pub fn read(question: &Question) -> Option<PredictedFile> {
    let title = &question.task.title;
    let words: Vec<String> = words(title).collect();
    let (kind, probability) = match leading(title) {
        Some(kind) => (kind, BEGINS_WITH_KIND),
        None => (made(title)?, IN_FOLDER),
    };
    let (_, folders) = KINDS.iter().find(|(names, _)| names.contains(&kind.as_str()))?;
    let paths = &question.index.paths;
    let found = folders.iter().flat_map(|name| paths.folders_named(name));
    let folder = found.max_by_key(|folder| (paths.in_folder(folder).len(), *folder))?.clone();
    let of_kind = |word: &String| KINDS.iter().any(|(names, _)| names.contains(&word.as_str()));
    let name_words: Vec<&str> = words
        .iter()
        .filter(|word| !of_kind(word))
        .map(String::as_str)
        .filter(|word| !MAKING.contains(word) && !NO_NAME.contains(word))
        .take(MAX_NAME_WORDS)
        .collect();
    let path = path_in(question, &folder, &name_words)?;
    Some(guessed((&kind, Some(question.task.line)), &folder, path, probability))
}

/// Returns the prediction of a new file below `folder` whose name is a guess. The quote speaks for the folder, and
/// has a line if it is the task's own.
pub fn guessed(
    (quote, line): (&str, Option<u32>),
    folder: &str,
    path: RepoPath,
    probability: f64,
) -> PredictedFile {
    PredictedFile {
        evidence: vec![Evidence {
            signal: Signal::New,
            quote: quote.into(),
            line,
            met: format!("a new file in {folder}/, whose name is a guess").into(),
            weight: (probability / (1.0 - probability)).ln(),
        }],
        path,
        file: None,
        origin: Origin::Written,
        probability,
        predicted: false,
    }
}

/// Returns the words of a text, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Returns the kind that a title begins with: `blog post` of `New blog post: what tracks are`.
fn leading(title: &str) -> Option<String> {
    let (before, _) = title.split_once(':')?;
    let before: Vec<String> = words(before).collect();
    (before.len() <= MAX_LEADING_WORDS).then(|| kind_at_end(&before)).flatten()
}

/// Returns the kind of file that a title asks to make: `recipe` of `Write a recipe about refunds`. What
/// is made ends before the next preposition or sign, so `Add a retry to the workflow` makes none.
fn made(title: &str) -> Option<String> {
    title.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace() && c != '-').find_map(
        |clause| {
            let words: Vec<String> = words(clause).collect();
            let verb = words.iter().position(|word| MAKING.contains(&word.as_str()))?;
            let made = &words[verb + 1..];
            let is_ahead = |word: &String| ENDING.contains(&word.as_str());
            kind_at_end(&made[..made.iter().position(is_ahead).unwrap_or(made.len())])
        },
    )
}

/// Returns the kind that some words are a name of: their last one, apart from numbers and the word
/// for a file.
fn kind_at_end(words: &[String]) -> Option<String> {
    let is_extra =
        |word: &&String| word.chars().all(|c| c.is_ascii_digit()) || FILE.contains(&word.as_str());
    let last = words.iter().rev().find(|word| !is_extra(word))?;
    // `recipes` is a recipe, too.
    let one = last.strip_suffix('s').unwrap_or(last);
    let is_kind = |word: &str| KINDS.iter().any(|(names, _)| names.contains(&word));
    [last.as_str(), one].into_iter().find(|word| is_kind(word)).map(str::to_owned)
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
    use super::{leading, made, number};

    #[test]
    fn the_kind_is_what_is_made() {
        for (title, kind) in [
            ("Write a recipe about refunds", Some("recipe")),
            ("Publish the blog post on tracks", Some("post")),
            ("Add a CI workflow for releases", Some("workflow")),
            ("Draft ADR 0007 on caching", Some("adr")),
            ("Add workflow file", Some("workflow")),
            ("Create a migration, then run it", Some("migration")),
            ("Write the migration guide", Some("guide")),
            ("Write two recipes for hooks", Some("recipe")),
            ("Add a retry to the CI workflow", None),
            ("Add a skill loader", None),
            ("Evaluate the checkout workflow for a follow-up", None),
            ("Fix the migration; add a test", None),
            ("Evaluate the new workflow engine", None),
        ] {
            assert_eq!(made(title).as_deref(), kind, "{title}");
        }
        for (title, kind) in [
            ("Recipe: refund a part of an order", Some("recipe")),
            ("New blog post: tracks", Some("post")),
            ("Evaluate the local git workflow for a follow-up - owner: agent", None),
            ("Migration guide (v2): say what moved", None),
        ] {
            assert_eq!(leading(title).as_deref(), kind, "{title}");
        }
    }

    #[test]
    fn numbers_lead_names() {
        assert_eq!(number("0007_add_index"), Some("0007"));
        assert_eq!(number("12-x"), Some("12"));
        assert_eq!(number("add"), None);
        assert_eq!(number("20261128103000_x"), None);
    }
}
