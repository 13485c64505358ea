//! Usual places of backlogs.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::formats::{self, BacklogFormat, FORMATS};
use super::unusable::{self, Unusable};
use super::{NotFound, order, pattern};
use crate::model::RepoPath;
use crate::regular;

/// Folder of ctx's context files, unless `.ctxrc` names another.
pub const CONTEXT_DIR: &str = ".context";

/// Maximum number of entries of the folders that a pattern leads through.
const MAX_ENTRIES: usize = 20_000;

/// Backlogs of a root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// Files of each format, sorted: those of the first of its places that has any. Numbers in the names of
    /// files with one task count as numbers. Empty if a tool keeps its backlogs here and none is open.
    pub files: Vec<PathBuf>,
    /// Files that the tools keep beside these, sorted.
    pub beside: Vec<PathBuf>,
    /// Patterns that were searched, relative to the root.
    pub looked_for: Vec<String>,
    /// Things in such a place that are no readable files.
    pub unusable: Vec<Unusable>,
}

/// Finds the backlogs of `root` in their usual places.
///
/// Only files inside the root count, and neither a symbolic link nor the `context_dir` of `.ctxrc`
/// may lead out of it.
pub fn locate(root: &Path) -> Result<Located, NotFound> {
    locate_as(root, None)
}

/// Finds the backlogs of `root`, of one format or of all that are read without being asked for.
pub fn locate_as(root: &Path, format: Option<&BacklogFormat>) -> Result<Located, NotFound> {
    let mut located = Located::default();
    let formats: Vec<&BacklogFormat> = match format {
        Some(format) => vec![format],
        None => FORMATS.iter().filter(|format| !format.is_on_request).collect(),
    };
    for format in &formats {
        located.add(root, format);
    }
    let is_kept = |folder: &str| is_inside(root, &root.join(folder)) && root.join(folder).is_dir();
    let has_home = || formats.iter().flat_map(|it| it.homes).any(|home| is_kept(home));
    if !located.files.is_empty() || (located.unusable.is_empty() && has_home()) {
        return Ok(located);
    }
    let export = |format: &&BacklogFormat| {
        let (file, command) = format.export?;
        is_inside(root, &root.join(file)).then_some((format.title, command))
    };
    Err(NotFound {
        exports: formats.iter().filter_map(export).collect(),
        root: root.to_owned(),
        looked_for: located.looked_for,
        unusable: located.unusable,
        with_open_boxes: Vec::new(),
    })
}

impl Located {
    /// Adds the files of `format`.
    fn add(&mut self, root: &Path, format: &BacklogFormat) {
        let first = self.files.len();
        let patterns = patterns(root, format);
        for pattern in &patterns {
            let names_files = pattern.rsplit('/').next().is_some_and(|name| name.contains('*'));
            for path in candidates(root, pattern) {
                match unusable::check(root, &path) {
                    Some(Ok(())) => self.files.push(path),
                    // A folder that a pattern for files happens to match is none.
                    Some(Err(_)) if names_files && path.is_dir() => {}
                    Some(Err(found)) => self.unusable.push(found),
                    None => {}
                }
            }
            if self.files.len() > first {
                break;
            }
        }
        if format.has_a_file_for_each_task() {
            self.files[first..].sort_by(|one, other| order::by_number(one, other));
        }
        if self.files.len() > first {
            self.beside.extend(format.beside.iter().flat_map(|pattern| matches(root, pattern)));
        }
        self.looked_for.extend(patterns);
    }
}

/// Lists the files that a tool keeps beside the backlog at `path`, if this lies in one of the usual
/// places of a format. Returns the folder that the place is relative to, and the files.
pub fn beside(path: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let name = path.to_string_lossy().replace('\\', "/");
    let (format, place) = formats::of_place(&name)?;
    let mut base = path.ancestors().nth(place.split('/').count())?;
    if format.is_in_context && base.file_name() == Some(OsStr::new(CONTEXT_DIR)) {
        base = base.parent()?;
    }
    let files = format.beside.iter().flat_map(|pattern| matches(base, pattern)).collect();
    Some((base.to_owned(), files))
}

/// Returns the places of backlogs that the merge driver serves, archives included, as patterns
/// relative to `root`. A `*` stands for any text within one name.
pub fn places(root: &Path) -> Vec<String> {
    let mergeable = || FORMATS.iter().filter(|format| format.is_mergeable());
    let mut places: Vec<String> = mergeable().flat_map(|it| patterns(root, it)).collect();
    places.extend(mergeable().flat_map(|it| it.archives).map(|&place| place.to_owned()));
    places
}

/// Returns the usual places of all formats, archives included, as patterns relative to `root`.
fn all_places(root: &Path) -> Vec<String> {
    let mut places: Vec<String> = FORMATS.iter().flat_map(|it| patterns(root, it)).collect();
    places.extend(FORMATS.iter().flat_map(|it| it.archives).map(|&place| place.to_owned()));
    places
}

/// Lists the files of `root` in the usual places of all formats, sorted.
pub fn all_files(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        all_places(root).iter().flat_map(|pattern| matches(root, pattern)).collect();
    files.sort();
    files.dedup();
    files
}

/// Returns those of `paths`, relative to `root`, that are in the usual places of any format, whether or
/// not they exist.
pub fn in_all_places<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let places = all_places(root);
    let is_one = |path: &&str| places.iter().any(|place| pattern::matches(path, place));
    paths.filter(is_one).map(str::to_owned).collect()
}

/// Lists the files of `root` in the places that the merge driver serves, sorted.
pub fn everywhere(root: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        places(root).iter().flat_map(|pattern| matches(root, pattern)).collect();
    files.sort();
    files.dedup();
    files
}

/// Returns those of `paths`, relative to `root`, that are in these places, whether or not they
/// exist.
pub fn conventional<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) -> Vec<String> {
    let places = places(root);
    let is_one = |path: &&str| places.iter().any(|place| pattern::matches(path, place));
    paths.filter(is_one).map(str::to_owned).collect()
}

/// Returns true if a file is the backlog at `backlog`, or is in the archive folder beside it.
pub fn is_of_backlog(path: &RepoPath, backlog: &str) -> bool {
    let archive = backlog.rsplit_once('/').map(|(folder, _)| format!("{folder}/archive"));
    path.as_str() == backlog || archive.is_some_and(|archive| path.is_below(&archive))
}

/// Returns the patterns of the places to search for a format, in order.
fn patterns(root: &Path, format: &BacklogFormat) -> Vec<String> {
    let context = format.is_in_context.then(|| in_context(root));
    context.into_iter().chain(format.places.iter().map(|&place| place.to_owned())).collect()
}

/// Returns the place of the backlog in ctx's context folder.
fn in_context(root: &Path) -> String {
    let context = context_dir(root).unwrap_or_else(|| CONTEXT_DIR.to_owned());
    format!("{context}/TASKS.md")
}

/// Lists the files inside `root` that `pattern` matches, sorted.
pub fn matches(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let is_file = |path: &PathBuf| matches!(unusable::check(root, path), Some(Ok(())));
    candidates(root, pattern).into_iter().filter(is_file).collect()
}

/// Lists the paths below `root` that `pattern` matches, sorted, even if they are no files.
fn candidates(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut paths = vec![root.to_owned()];
    let mut left = MAX_ENTRIES;
    for part in pattern.split('/') {
        if !part.contains('*') {
            for path in &mut paths {
                path.push(part);
            }
            continue;
        }
        let mut inner = Vec::new();
        for folder in paths.iter().filter(|folder| is_inside(root, folder)) {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            let entries: Vec<_> = entries.take(left).flatten().collect();
            left -= entries.len();
            let fits = |name: &OsStr| pattern::fits(&name.to_string_lossy(), part);
            inner.extend(entries.iter().filter(|it| fits(&it.file_name())).map(fs::DirEntry::path));
        }
        paths = inner;
    }
    paths.sort();
    paths
}

fn is_inside(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(path)) => path.starts_with(root),
        _ => false,
    }
}

/// Returns the `context_dir` of `.ctxrc`, if it is a folder below the root.
fn context_dir(root: &Path) -> Option<String> {
    // Maximum size of the file, in bytes.
    const MAX_BYTES: u64 = 64 * 1024;
    let mut bytes = Vec::new();
    let file = regular::open_inside(root, &root.join(".ctxrc")).ok()?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let value = text.lines().find_map(|line| {
        line.trim_start_matches('\u{feff}')
            .strip_prefix("context_dir")?
            .trim_start()
            .strip_prefix(':')
    })?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    let folder = value.trim_matches(['"', '\'']).trim_end_matches('/');
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    let stays = Path::new(folder).components().all(|part| matches!(part, Component::Normal(_)));
    (!folder.is_empty() && stays).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a folder with these empty files.
    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for file in files {
            write(root.path(), file, "");
        }
        root
    }

    fn write(root: &Path, file: &str, content: &str) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn located(root: &Path) -> Vec<String> {
        let found = locate(root).map(|found| found.files).unwrap_or_default();
        let relative =
            |path: PathBuf| path.strip_prefix(root).expect("inside").display().to_string();
        found.into_iter().map(relative).collect()
    }

    #[test]
    fn what_a_tree_has_by_convention_is_told_by_name() {
        let root = tree(&[]);
        let paths = [
            ".context/TASKS.md",
            "TASKS.md",
            "a/TASKS.md",
            "specs/a/tasks.md",
            "specs/a/b/tasks.md",
            "specs/tasks.md",
            ".kiro/specs/x y/tasks.md",
            "openspec/changes/archive/2026-01-02-a/tasks.md",
            "openspec/changes/archive/a/b/tasks.md",
            "openspec/archive/a/tasks.md",
        ];
        let found = conventional(root.path(), paths.into_iter());
        assert_eq!(found, [paths[0], paths[1], paths[3], paths[6], paths[7]]);
    }

    #[test]
    fn what_is_put_away_is_everywhere_but_not_planned_from() {
        let archived = "openspec/changes/archive/2026-01-02-a/tasks.md";
        let root = tree(&["TODO.md", "specs/a/tasks.md", archived]);
        let found = everywhere(root.path());
        let names = found.iter().map(|it| it.strip_prefix(root.path()).unwrap().to_str().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["TODO.md", archived, "specs/a/tasks.md"]);
        assert_eq!(located(tree(&[archived]).path()), Vec::<String>::new());
    }

    #[test]
    fn the_first_place_of_a_format_wins_and_all_formats_are_read() {
        let lists = [".context/TASKS.md", "TASKS.md", "TODO.md", "docs/TASKS.md", "docs/TODO.md"];
        let tools = ["specs/a/tasks.md", ".kiro/specs/a/tasks.md", "openspec/changes/a/tasks.md"];
        for first in 0..lists.len() {
            let root = tree(&[&lists[first..], &tools].concat());
            assert_eq!(located(root.path()), [&lists[first..=first], &tools].concat());
        }
        let root = tree(&[lists[0], tools[0], "tasks/tasks.json", ".taskmaster/tasks/tasks.json"]);
        let format = |name| BacklogFormat::named(name);
        let found = locate_as(root.path(), format("task-master")).expect("a backlog");
        assert_eq!(found.files, [root.path().join(".taskmaster/tasks/tasks.json")]);
        assert_eq!(found.looked_for.len(), 2);
        assert!(locate_as(root.path(), format("kiro")).is_err());
    }

    #[test]
    fn what_a_tool_keeps_beside_is_found_with_a_file_that_is_named() {
        let root = tree(&["x/.taskmaster/tasks/tasks.json", "x/.taskmaster/state.json"]);
        let path = root.path().join("x/.taskmaster/tasks/tasks.json");
        let (base, files) = beside(&path).expect("a place");
        assert_eq!(base, root.path().join("x"));
        assert_eq!(files, [root.path().join("x/.taskmaster/state.json")]);
        assert_eq!(beside(&root.path().join("other.json")), None);
    }

    #[test]
    fn a_pattern_gives_all_its_files_sorted() {
        let root =
            tree(&["specs/b/tasks.md", "specs/a/tasks.md", "specs/c/plan.md", "specs/tasks.md"]);
        assert_eq!(located(root.path()), ["specs/a/tasks.md", "specs/b/tasks.md"]);
    }

    #[test]
    fn files_of_one_task_each_are_in_the_order_of_their_numbers() {
        let files = ["task-2 - b.md", "task-10 - a.md", "task-10.2 - d.md", "task-10.10 - c.md"];
        let files = files.map(|file| format!("backlog/tasks/{file}"));
        let root = tree(&files.each_ref().map(String::as_str));
        assert_eq!(located(root.path()), files);
        let stories = ["1-2-b.md", "1-10-a.md"].map(|file| format!("docs/stories/{file}"));
        let root = tree(&stories.each_ref().map(String::as_str));
        assert_eq!(located(root.path()), stories);
    }

    #[test]
    fn nothing_found_says_where_it_was_looked_for() {
        let root = tree(&["README.md", "TASKS.MD/keep"]);
        let error = locate(root.path()).expect_err("nothing there");
        assert!(error.looked_for.len() > 8);
        let message = error.to_string();
        assert!(message.contains(".context/TASKS.md, TASKS.md, TODO.md"), "{message}");
        assert!(message.contains("tools (ctx analyze --list-formats)"), "{message}");
        assert!(!message.contains("bd export"), "{message}");

        let root = tree(&[".beads/metadata.json"]);
        let message = locate(root.path()).expect_err("nothing there").to_string();
        let expected = "if beads keeps its tasks in a database, type `bd export | ctx analyze --tasks -`; name";
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_tool_without_an_open_change_has_no_open_backlog() {
        let archived = "openspec/changes/archive/2026-01-02-a/tasks.md";
        for files in
            [vec![archived], vec!["openspec/changes/archive/keep"], vec!["openspec/changes/a/b"]]
        {
            let found = locate(tree(&files).path()).expect("a tool's folder");
            assert_eq!(found.files, Vec::<PathBuf>::new());
            assert!(found.looked_for.len() > 8);
        }
        for files in [vec!["openspec/keep"], vec!["openspec/changes"], vec!["specs/a/spec.md"]] {
            assert!(locate(tree(&files).path()).is_err(), "{files:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_with_its_kind() {
        use std::os::unix::fs::symlink;
        let outside = tree(&["TASKS.md"]);
        for (target, expected) in [
            (outside.path().join("TASKS.md"), "leads out of the root through a link, to "),
            (PathBuf::from("/dev/null"), "leads out of the root through a link, to /dev/null"),
            (PathBuf::from("nowhere"), "is a link that leads nowhere"),
            (PathBuf::from("TASKS.md"), "is a link that leads nowhere"),
            (PathBuf::from("folder"), "is a folder, not a file"),
        ] {
            let root = tree(&["folder/keep"]);
            symlink(target, root.path().join("TASKS.md")).expect("a link");
            let error = locate(root.path()).expect_err("nothing to read").to_string();
            assert!(error.contains(&format!("TASKS.md {expected}")), "{error}");
            assert!(error.contains("--tasks "), "{error}");
            write(root.path(), "TODO.md", "");
            let found = locate(root.path()).expect("another backlog");
            assert_eq!((found.files.len(), found.unusable.len()), (1, 1));
        }
    }

    #[test]
    fn ctxrc_names_the_context_folder() {
        for (ctxrc, expected) in [
            ("context_dir: docs/ctx", "docs/ctx/TASKS.md"),
            ("# a comment\ncontext_dir: \"./docs/ctx/\" # ours\n", "docs/ctx/TASKS.md"),
            ("context_dir: ../out", "TODO.md"),
            ("context_dir: docs/../../out", "TODO.md"),
            ("context_dir: /etc", "TODO.md"),
            ("context_dir:", "TODO.md"),
            ("other: docs/ctx", "TODO.md"),
        ] {
            let root = tree(&["docs/ctx/TASKS.md", "TODO.md"]);
            write(root.path(), ".ctxrc", ctxrc);
            assert_eq!(located(root.path()), [expected], "{ctxrc}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_root_are_not_followed() {
        use std::os::unix::fs::symlink;
        let outside = tree(&["TASKS.md", "a/tasks.md"]);
        let root = tree(&["specs/b/tasks.md", "real.md"]);
        symlink(outside.path().join("TASKS.md"), root.path().join("TASKS.md")).expect("a link");
        symlink(outside.path().join("a"), root.path().join("specs/a")).expect("a link");
        symlink(outside.path(), root.path().join(".context")).expect("a link");
        assert_eq!(located(root.path()), ["specs/b/tasks.md"]);
        symlink("real.md", root.path().join("TODO.md")).expect("a link");
        assert_eq!(located(root.path()), ["TODO.md", "specs/b/tasks.md"]);
    }
}
