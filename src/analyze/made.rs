//! Open tasks that ask for a file to be created which exists: they look done.

use crate::model::{BlastRadius, Doubt, DoubtKind, Ended, RepoPath, Task, TaskLineKind};

/// Words between the verb and the path: `Create a new file src/a.py`.
const BETWEEN: [&str; 8] = ["a", "an", "the", "new", "empty", "file", "module", "script"];

/// Longest extension of a file's name, in bytes: `.ipynb`, `.svelte`.
const MAX_EXTENSION_BYTES: usize = 10;

/// Returns a doubt about each task that asks to create files all of which are there. `radii` has the
/// prediction of each task, where a file that the task names is listed.
///
/// The path has to be the object of the verb, since `Create a test in src/a.py` adds to a file. A task
/// with open boxes below it has work left. All 8 such tasks that were found in eight public
/// repositories were done.
pub(super) fn doubts(tasks: &[Task], radii: &[BlastRadius]) -> Vec<Doubt> {
    let doubt = |(task, radius): (&Task, &BlastRadius)| {
        let has_open_boxes = task.lines.iter().any(|line| line.kind == TaskLineKind::OpenChild);
        let paths = created(&task.title).filter(|_| !has_open_boxes)?;
        let found = paths.iter().map(|path| existing(radius, path)).collect::<Option<Vec<_>>>()?;
        let said = found.first()?.as_str().to_owned();
        let ended = Ended { kind: DoubtKind::Made, said, line: task.line };
        Some(Doubt { task: task.id, kind: DoubtKind::Made, ended: Some(ended), of: None })
    };
    tasks.iter().zip(radii).filter_map(doubt).collect()
}

/// Finds an existing file among the predicted ones by its path or the end of it.
fn existing<'a>(radius: &'a BlastRadius, path: &str) -> Option<&'a RepoPath> {
    let is_named = |file: &RepoPath| {
        file.as_str().strip_suffix(path).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let mut files = radius.files.iter().filter(|file| file.file.is_some()).map(|file| &file.path);
    files.find(|file| is_named(file))
}

/// Returns the paths of a title that asks to create the first of them: `Create src/a.py with …`.
fn created(title: &str) -> Option<Vec<&str>> {
    let mut words = title.split_whitespace().map(bare);
    words.next().filter(|verb| verb.eq_ignore_ascii_case("create"))?;
    let is_between = |word: &&str| BETWEEN.iter().any(|it| word.eq_ignore_ascii_case(it));
    let mut words = words.skip_while(is_between);
    let first = words.next().filter(|word| is_path(word))?;
    Some(std::iter::once(first).chain(words.filter(|word| is_path(word))).collect())
}

/// Removes the punctuation around a word.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| "`*\"'()[],;:".contains(c)).trim_end_matches('.');
    word.strip_prefix("./").unwrap_or(word)
}

/// Returns true for the path of a file: `src/a.py`.
fn is_path(word: &str) -> bool {
    let Some((folder, name)) = word.rsplit_once('/') else { return false };
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !folder.contains("://")
        && (1..=MAX_EXTENSION_BYTES).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !word.contains(['<', '>', '{', '}', '*'])
}

#[cfg(test)]
mod tests {
    use super::created;

    #[test]
    fn a_path_is_created_where_it_is_the_object() {
        assert_eq!(created("Create src/a.py with a helper").unwrap(), ["src/a.py"]);
        assert_eq!(created("create the file `./api/a.ts`: a handler").unwrap(), ["api/a.ts"]);
        assert_eq!(created("Create a/b.go and a/c.go.").unwrap(), ["a/b.go", "a/c.go"]);
        for other in [
            "Create a test in src/a.py",
            "Create the folder src/a/",
            "Create main.go",
            "Add src/a.py",
            "Create https://example.org/a.html",
            "Create src/<name>.py",
            "Create",
        ] {
            assert_eq!(created(other), None, "{other}");
        }
    }
}
