//! Files that a task declares, and paths in its text that it does not declare.

use std::collections::HashSet;

use globset::Glob;

use super::fields::{Field, named};
use crate::model::{Action, DeclaredFile};

/// File names without a slash or an extension.
const BARE_NAMES: [&str; 8] = [
    "Makefile",
    "Dockerfile",
    "LICENSE",
    "justfile",
    "Justfile",
    "Jenkinsfile",
    "Procfile",
    "CODEOWNERS",
];

/// Words that may stand before a path of a list: `Modify: root Cargo.toml`, `Test: create a_test.go`.
const BEFORE_PATHS: [&str; 16] = [
    "and",
    "or",
    "root",
    "workspace",
    "top-level",
    "create",
    "update",
    "new",
    "existing",
    "the",
    "both",
    "modify",
    "edit",
    "extend",
    "delete",
    "add",
];

/// Maximum length in bytes of the label of an item: `Update imports and callers in`.
const MAX_LABEL_BYTES: usize = 60;

/// Reads the files that fields in `text` declare: `Files: a.go, b.go`, `Create: a.go - Test: b.go`,
/// `Fix it. touches: docs/**`.
pub fn in_text(text: &str, line: u32) -> Vec<DeclaredFile> {
    let mut declared = Vec::new();
    let mut from = 0;
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        if colon < from {
            continue;
        }
        if let Some(action) = action_before(&text[..colon]) {
            let value = &text[colon + 1..];
            let length = list(value, action, line, &mut declared);
            from = colon + 1 + length;
        }
    }
    declared
}

/// Reads the files of `text`, an item below `**Files:**`: those of its fields, else those behind its label
/// (`Update imports in: a.go`) or at its start.
pub fn in_item(text: &str, action: Action, line: u32) -> Vec<DeclaredFile> {
    let mut declared = in_text(text, line);
    if declared.is_empty() {
        let value = match label(text) {
            Some((label, _)) if refers(label) => return declared,
            Some((_, value)) => value,
            None => text,
        };
        list(value, action, line, &mut declared);
    }
    declared
}

/// Splits a text at the colon behind its label, a few words without a path.
fn label(text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.trim_start_matches(['*', '_']).split_once(':')?;
    let is_label = label.len() <= MAX_LABEL_BYTES
        && value.starts_with([' ', '*', '_'])
        && !label.contains('`')
        && !label.split_whitespace().any(|word| is_path(word, false));
    is_label.then(|| (label, value.trim_start_matches(['*', '_'])))
}

/// Returns whether a label says that the files behind it stay as they are: `Reference`, `Do not touch`.
fn refers(label: &str) -> bool {
    const WORDS: [&str; 12] = [
        "check",
        "context",
        "do",
        "keep",
        "no",
        "not",
        "note",
        "read",
        "reference",
        "see",
        "unchanged",
        "verify",
    ];
    let mut words = label.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.next().is_some_and(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// Returns the action of the field whose name ends `before`.
fn action_before(before: &str) -> Option<Action> {
    let inner = without_remark(before.trim_end_matches(['*', '_', '`']));
    let name_char = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-');
    let start = inner
        .rfind(|c| !name_char(c))
        .map_or(0, |at| at + inner[at..].chars().next().map_or(1, char::len_utf8));
    match named(&inner[start..]) {
        Some(Field::Files(action)) => Some(action),
        _ => None,
    }
}

/// Removes a remark from the end of a field's name: `Modify (rewrite)`, `Modify as needed`.
fn without_remark(name: &str) -> &str {
    let bracket = name.strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    let name = bracket.map_or(name, |(name, _)| name.trim_end());
    ["as needed", "if needed", "if necessary"]
        .iter()
        .find_map(|remark| name.strip_suffix(remark)?.strip_suffix(' '))
        .unwrap_or(name)
}

/// Adds the paths at the start of `value` to `declared`. Returns their length.
fn list(value: &str, action: Action, line: u32, declared: &mut Vec<DeclaredFile>) -> usize {
    let mut position = 0;
    loop {
        let skip = |c: char| c.is_whitespace() || ",;[]&+*\"'→、·".contains(c);
        let gap = value[position..].find(|c| !skip(c)).unwrap_or(value.len() - position);
        // A `*` may start a glob.
        let gap = value[position..position + gap].trim_end_matches('*').len();
        position += gap;
        let rest = &value[position..];
        if let Some(after) = note(rest) {
            position += rest.len() - after.len();
            continue;
        }
        if let Some(after) = ["- ", "-> ", "/ "].iter().find_map(|it| rest.strip_prefix(it)) {
            position += rest.len() - after.len();
            continue;
        }
        if let Some(length) = further_lines(rest) {
            position += length;
            continue;
        }
        if let Some(length) = words_before_path(rest) {
            position += length;
            continue;
        }
        let Some((pattern, length)) = path(rest) else { return position };
        let pattern =
            declared.last().and_then(|last| sibling(&last.pattern, &pattern)).unwrap_or(pattern);
        declared.push(DeclaredFile { pattern, action, line });
        position += length;
    }
}

/// Returns the length of further line numbers of the path before: `:246`, `:312-317`.
fn further_lines(rest: &str) -> Option<usize> {
    let lines = rest.strip_prefix(':')?;
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '–');
    let length = lines.find(|c| !is_number(c)).unwrap_or(lines.len());
    lines.starts_with(|c: char| c.is_ascii_digit()).then_some(1 + length)
}

/// Returns the length of the words of [`BEFORE_PATHS`] that `rest` starts with, if a path follows.
fn words_before_path(rest: &str) -> Option<usize> {
    let mut then = rest;
    while let Some((word, after)) = then.split_once(' ')
        && BEFORE_PATHS.contains(&word.to_lowercase().as_str())
    {
        then = after.trim_start();
    }
    let length = rest.len() - then.len();
    (length > 0 && path(then).is_some()).then_some(length)
}

/// Returns the path that a bare extension behind a path means: `store/a.cpp` for `.cpp` behind
/// `store/a.h`. The extensions of sources only, since `.env` is a file.
fn sibling(path: &str, ending: &str) -> Option<String> {
    const SOURCES: [&str; 14] = [
        ".c", ".cc", ".cpp", ".css", ".cxx", ".h", ".hpp", ".html", ".js", ".jsx", ".scss", ".ts",
        ".tsx", ".vue",
    ];
    let length = extension(path)?.len() + 1;
    SOURCES.contains(&ending).then(|| format!("{}{ending}", &path[..path.len() - length]))
}

/// Returns the text after a short remark in brackets: ` (new)`.
fn note(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('(')?;
    let (close, _) = inner.char_indices().take(80).find(|&(_, c)| c == ')')?;
    Some(&inner[close + 1..])
}

/// Parses the path at the start of `rest`; returns it with its length in bytes.
fn path(rest: &str) -> Option<(String, usize)> {
    let (token, length, quoted) = if let Some(inner) = rest.strip_prefix('`') {
        let (end, _) = inner.char_indices().take(512).find(|&(_, c)| matches!(c, '`' | '\n'))?;
        inner[end..].starts_with('`').then(|| (&inner[..end], end + 2, true))?
    } else {
        let end = rest.find(|c: char| c.is_whitespace() || ",;\"'`()".contains(c));
        let token = &rest[..end.unwrap_or(rest.len())];
        // The end may be the bracket of `[a, b]`, or a full stop.
        let token = token.trim_end_matches([']', '.', ':']);
        (token, token.len(), false)
    };
    let pattern = without_lines(token.trim()).trim_start_matches("./");
    is_path(pattern, quoted).then(|| (pattern.to_owned(), length))
}

/// Removes line numbers and symbols: `a.go:123-145`, `a.go#L10-L20` and `a.go:Load()` become `a.go`.
fn without_lines(token: &str) -> &str {
    let range = |c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | ',' | 'L' | ':' | ' ');
    for mark in ["#L", ":"] {
        if let Some((path, lines)) = token.split_once(mark)
            && !lines.is_empty()
            && lines.chars().all(range)
        {
            return path;
        }
    }
    match token.split_once(':').or_else(|| token.split_once('#')) {
        Some((path, symbol)) if extension(path).is_some() && is_symbol(symbol) => path,
        _ => token,
    }
}

/// Returns true for the name of a function, type or section behind a path: `Load()`, `:Store.Load`.
fn is_symbol(text: &str) -> bool {
    let name = text.trim_start_matches(':');
    let allowed = |c: char| c.is_alphanumeric() || "_.-:()*<>,".contains(c);
    name.starts_with(|c: char| c.is_alphabetic() || "_(*".contains(c)) && name.chars().all(allowed)
}

fn is_path(token: &str, quoted: bool) -> bool {
    // Brackets in the name of a folder are told from a remark by the quotes.
    let allowed = |c: char| {
        c.is_alphanumeric() || "._-/*?{}[]+@~!,".contains(c) || (quoted && "()".contains(c))
    };
    let shaped = token.contains('/') || token.contains('*') || extension(token).is_some();
    !token.is_empty()
        && token.len() <= 512
        && token.chars().all(allowed)
        && token.chars().any(char::is_alphanumeric)
        && (shaped || BARE_NAMES.contains(&token) || (quoted && token.starts_with('.')))
}

/// Returns the extension of a path.
fn extension(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    let fits = (1..=10).contains(&extension.len())
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    (fits && (!stem.is_empty() || path.contains('/'))).then_some(extension)
}

/// Finds the first path in the prose `text` that none of `declared` covers. `exactly` holds the
/// patterns of `declared`.
pub fn first_undeclared<'a>(
    text: &'a str,
    declared: &[DeclaredFile],
    exactly: &HashSet<&str>,
) -> Option<&'a str> {
    // A paragraph with more paths is a listing.
    const MAX_MENTIONS: usize = 100;
    let ends = |c: char| c.is_whitespace() || "`'\"()[]<>,;|".contains(c);
    text.split(ends)
        .filter(|token| token.contains('/') && !token.contains("://") && !token.contains('#'))
        .map(|token| without_lines(token.trim_matches(['*', ':', '!', '?']).trim_end_matches('.')))
        .map(|token| token.trim_start_matches("./"))
        .filter(|token| is_path(token, false) && extension(token).is_some())
        .filter(|token| !token.contains(['*', '{', '?', '~']) && !token.starts_with(['/', '.']))
        .take(MAX_MENTIONS)
        .filter(|path| !exactly.contains(path))
        .find(|path| !declared.iter().any(|file| covers(&file.pattern, path)))
}

/// Returns true if the declaration `pattern` covers `path`: as the same file, by the end of a path,
/// as a folder or as a glob.
fn covers(pattern: &str, path: &str) -> bool {
    let folder = pattern.trim_end_matches('/');
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short).is_some_and(|head| head.is_empty() || head.ends_with('/'))
    };
    let within = path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    within
        || ends(pattern, path)
        || ends(path, pattern)
        || (pattern.contains(['*', '?', '{', '['])
            && Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        in_text(text, 1).iter().map(|file| format!("{:?} {}", file.action, file.pattern)).collect()
    }

    #[test]
    fn declarations_in_text() {
        for (text, expected) in [
            ("Files: a/b.go, c.go", vec!["Modify a/b.go", "Modify c.go"]),
            (
                "**Files:** `a/b.go:123-145` and `Makefile`",
                vec!["Modify a/b.go", "Modify Makefile"],
            ),
            (
                "**Files:** - Create: `a.go` - Modify: `b.go:12` - Test: `c_test.go`",
                vec!["Create a.go", "Modify b.go", "Test c_test.go"],
            ),
            ("touches: docs/**, *.md", vec!["Modify docs/**", "Modify *.md"]),
            ("files_modified: [a.go, \"b/c.go\"]", vec!["Modify a.go", "Modify b/c.go"]),
            ("Fix it. touches: internal/x/", vec!["Modify internal/x/"]),
            (
                "Modify: `a.go` (lines 1, 2), `b.go#L3-L9` then c.go",
                vec!["Modify a.go", "Modify b.go"],
            ),
            ("Files: a.go.", vec!["Modify a.go"]),
            ("Create: `.ctxrc`", vec!["Create .ctxrc"]),
            ("Test: run the binary", vec![]),
            ("Files: various", vec![]),
            ("Delete: `a.go`, `b.go` (whole file)", vec!["Modify a.go", "Modify b.go"]),
            ("Rename: `a.go` → `b.go`", vec!["Modify a.go", "Modify b.go"]),
            ("Rename: a.go -> b.go", vec!["Modify a.go", "Modify b.go"]),
            ("profiles: a.go", vec![]),
            ("Rewrite: `a.go`", vec!["Modify a.go"]),
            ("Extend: a.go - Edit: b.go", vec!["Modify a.go", "Modify b.go"]),
            ("Modify: `a/b.go:Load()`", vec!["Modify a/b.go"]),
            ("Modify: `a.rs::Store::load`, b.go", vec!["Modify a.rs", "Modify b.go"]),
            ("Modify: a.go:Load(), b.go:(*Store).Load", vec!["Modify a.go", "Modify b.go"]),
            ("Modify: `README.md#install`", vec!["Modify README.md"]),
            ("Modify: a.go:Store.Load - Test: b.go", vec!["Modify a.go", "Test b.go"]),
            ("Files: `http://a.b/c`", vec![]),
            ("a note: b.go", vec![]),
            ("Modify (full rewrite): `a.go`", vec!["Modify a.go"]),
            ("Modify as needed: `a.go`", vec!["Modify a.go"]),
            ("**Create (new package)**: a/b.go", vec!["Create a/b.go"]),
            (
                "Modify: root `Cargo.toml`, workspace `go.work`",
                vec!["Modify Cargo.toml", "Modify go.work"],
            ),
            ("Modify: the existing a.go", vec!["Modify a.go"]),
            ("Test: create `a_test.go`", vec!["Test a_test.go"]),
            (
                "Modify: a.go + b.go / c.go or d.go",
                vec!["Modify a.go", "Modify b.go", "Modify c.go", "Modify d.go"],
            ),
            ("Modify: `src/X.h` + `.cpp`", vec!["Modify src/X.h", "Modify src/X.cpp"]),
            ("Create: `.env` and `.npmrc`", vec!["Create .env", "Create .npmrc"]),
            ("Modify: `a.tsx:212, :246, :312-317`, b.ts", vec!["Modify a.tsx", "Modify b.ts"]),
            ("Modify: a.tsx:212, :246, b.ts", vec!["Modify a.tsx", "Modify b.ts"]),
            ("Create: `app/(dashboard)/new/page.tsx`", vec!["Create app/(dashboard)/new/page.tsx"]),
            ("Modify: `a/b.py`、`c.py`", vec!["Modify a/b.py", "Modify c.py"]),
            ("Modify: `a.jsx:269` · `b.jsx` (both)", vec!["Modify a.jsx", "Modify b.jsx"]),
            ("Modify: the router and its tests", vec![]),
            ("Modify: create the store", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn items_below_files() {
        for (text, expected) in [
            ("`a.go`", vec!["Modify a.go"]),
            ("a.go: the new option", vec!["Modify a.go"]),
            ("Create: `a.go`", vec!["Create a.go"]),
            ("Update imports in: `a.go`, `b.go`", vec!["Modify a.go", "Modify b.go"]),
            ("Replace stub: internal/a.go", vec!["Modify internal/a.go"]),
            ("**Add:** `CLAUDE.md`", vec!["Modify CLAUDE.md"]),
            ("Wire up: `a.go`", vec!["Modify a.go"]),
            ("modify `web/index.html`", vec!["Modify web/index.html"]),
            ("Create the new a.go", vec!["Modify a.go"]),
            ("Create the new store", vec![]),
            ("Reference: `a.go`", vec![]),
            ("Do not touch: `a.go`", vec![]),
            ("Read first: a.go", vec![]),
            ("None: nothing changes", vec![]),
        ] {
            let found = in_item(text, Action::Modify, 1);
            let found: Vec<_> =
                found.iter().map(|file| format!("{:?} {}", file.action, file.pattern)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn prose_that_a_declaration_does_not_cover() {
        let declared = in_text("Files: internal/a/x.go, docs/, cmd/**, y.go", 1);
        for (text, expected) in [
            ("change internal/b/z.go too", Some("internal/b/z.go")),
            ("see `internal/b/z.go:12`.", Some("internal/b/z.go")),
            ("change a/x.go and docs/q/r.md and cmd/m/n.go and internal/y.go", None),
            ("see https://x.y/z.go and [d](docs/a.md#b) and github.com/a/b", None),
            ("and/or, *.go, x.go", None),
        ] {
            let exactly = declared.iter().map(|file| file.pattern.as_str()).collect();
            assert_eq!(first_undeclared(text, &declared, &exactly), expected, "{text}");
        }
    }
}
