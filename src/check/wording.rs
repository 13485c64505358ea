//! Words by which the text of a task says that a file is changed, or only referred to.

use crate::model::{TaskLine, TaskLineKind};
use crate::words::{is_aside, refers};

/// Words at the beginning of a step that say that a file in it is changed.
const VERBS: [&str; 16] = [
    "add", "change", "create", "delete", "edit", "extend", "fix", "modify", "move", "refactor",
    "remove", "rename", "replace", "rewrite", "update", "write",
];

/// Words at the beginning of a text that say that what it names is only looked at or run.
const LOOKING: [&str; 14] = [
    "audit",
    "check",
    "compare",
    "confirm",
    "execute",
    "explore",
    "inspect",
    "investigate",
    "read",
    "review",
    "run",
    "study",
    "verify",
    "watch",
];

/// Words at the beginning of a text that say that what it takes from a file is gone afterwards.
const TAKING: [&str; 11] = [
    "delete", "drop", "extract", "migrate", "move", "pull", "remove", "rename", "split", "strip",
    "unexport",
];

/// Ends of the first clause of a step.
const CLAUSE_ENDS: [&str; 5] = [". ", ".** ", "; ", " (", " — "];

/// Words that say that a file in the step is only looked at.
const REFERENCES: [&str; 21] = [
    "according",
    "check",
    "compare",
    "cross-reference",
    "existing",
    "follow",
    "follows",
    "from",
    "like",
    "matching",
    "mirroring",
    "mirrors",
    "modeled",
    "modelled",
    "pattern",
    "read",
    "reference",
    "references",
    "same",
    "see",
    "uses",
];

/// Words right before a file that the line changes nothing in, beside those that refer to it anywhere.
const BEFORE: [&str; 15] = [
    "against", "calls", "consult", "extends", "from", "imports", "matches", "matching", "read",
    "reads", "reuse", "than", "use", "uses", "using",
];

/// Words of two parts right before such a file.
const PAIRS_BEFORE: [(&str, &str); 22] = [
    ("according", "to"),
    ("aligned", "with"),
    ("compatible", "with"),
    ("consistent", "with"),
    ("declared", "in"),
    ("defined", "in"),
    ("depends", "on"),
    ("described", "in"),
    ("documented", "in"),
    ("found", "in"),
    ("instead", "of"),
    ("listed", "in"),
    ("modelled", "after"),
    ("not", "edit"),
    ("not", "modify"),
    ("pattern", "in"),
    ("pattern", "of"),
    ("shown", "in"),
    ("specified", "in"),
    ("style", "of"),
    ("such", "as"),
    ("used", "by"),
];

/// Words that may stand between these and the file.
const ARTICLES: [&str; 7] = ["a", "an", "existing", "file", "our", "the", "this"];

/// Nouns that a file which is only referred to stands for: `src/a.rs as a pattern`.
const MODELS: [&str; 7] =
    ["basis", "example", "guide", "model", "pattern", "reference", "template"];

/// Commands of git that stage what a step changed.
const STAGING: [&str; 3] = ["git add ", "git mv ", "git rm "];

/// Path, or name of a file, in a line of a task.
pub struct Mention<'a> {
    /// As written, without punctuation and line numbers around it.
    pub name: &'a str,
    /// Set if the line says that the file is changed.
    pub is_changed: bool,
}

/// Lists the paths and names of files in a line. Code, criteria and finished steps change none.
pub fn mentions(line: &TaskLine) -> Vec<Mention<'_>> {
    let text = line.text.as_str();
    let changes = |at: usize| match line.kind {
        TaskLineKind::Title | TaskLineKind::OpenChild => !begins_with(text, &LOOKING),
        TaskLineKind::Body => is_staged(text) || is_change(text) && at < first_clause(text).len(),
        TaskLineKind::DoneChild | TaskLineKind::Criterion | TaskLineKind::Code => false,
    };
    let mut found: Vec<Mention> = Vec::new();
    let mut end = 0;
    for (at, name) in names_in(text) {
        // In a list, the words before its first file count for all.
        let is_listed = !found.is_empty() && is_joint(&text[end..at]);
        let is_changed = if is_listed {
            found.last().is_some_and(|before| before.is_changed)
        } else {
            changes(at) && !is_reference(text, at, name)
        };
        end = at + name.len();
        found.push(Mention { name, is_changed });
    }
    found
}

/// Finds what can be a path or the name of a file, with its place.
fn names_in(text: &str) -> Vec<(usize, &str)> {
    let separates = |c: char| c.is_whitespace() || "`()[]{}<>,;\"'|=!?“”‘’—…→".contains(c);
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(separates) {
        let token = part.trim_end_matches(separates);
        let name = token.trim_start_matches(['*', '_', '@', '~']);
        let begin = at + token.len() - name.len();
        at += part.len();
        let name = name.split("::").next().unwrap_or(name);
        let name = name.trim_end_matches(['*', '.', ':', '~']);
        let name = name.split_once(':').map_or(name, |(name, _)| name);
        let name = name.split_once('#').map_or(name, |(name, _)| name);
        if name.contains(['.', '/']) && name.contains(char::is_alphanumeric) {
            found.push((begin, name));
        }
    }
    found
}

/// Tells whether a text between two files only joins them.
fn is_joint(between: &str) -> bool {
    let joins = |c: char| c.is_whitespace() || ",`*/&+".contains(c);
    between.split(joins).all(|word| matches!(word, "" | "and" | "or"))
}

/// Tells whether the words around a file say that it is only referred to.
fn is_reference(text: &str, at: usize, name: &str) -> bool {
    let (before, after) = (&text[..at], &text[at + name.len()..]);
    let split = |c: char| !c.is_alphanumeric();
    let bare = without_articles(before);
    let mut words = bare.rsplit(split).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let last = words.next().unwrap_or_default();
    let first = words.next().unwrap_or_default();
    let is_taken = last == "from" && begins_with(text, &TAKING);
    let is_pair = PAIRS_BEFORE.contains(&(first.as_str(), last.as_str()));
    let is_referred = BEFORE.contains(&last.as_str()) || is_pair || refers(bare);
    let mut then = after.split(split).filter(|word| !word.is_empty());
    let is_model = then.next() == Some("as")
        && then.find(|word| !ARTICLES.contains(word)).is_some_and(|it| MODELS.contains(&it));
    !is_taken && is_referred || is_model || is_aside(before, name, after)
}

/// Returns a text without the articles and signs at its end.
fn without_articles(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
        let start = rest.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
        match rest.get(start..) {
            Some(word) if ARTICLES.contains(&word.to_lowercase().as_str()) => rest = &rest[..start],
            _ => return rest,
        }
    }
}

/// Tells whether a line of the task says to change a file that it names by its path. Code says nothing, and
/// neither does `git add`, which lists what earlier tasks changed as well.
pub fn says_to_change(line: &TaskLine, path: &str) -> bool {
    let text = line.text.as_str();
    line.kind != TaskLineKind::Code
        && names(text, path)
        && is_change(text)
        && names(first_clause(text), path)
}

fn is_staged(text: &str) -> bool {
    STAGING.iter().any(|command| text.contains(command))
}

/// Returns a text up to the end of its first clause.
fn first_clause(text: &str) -> &str {
    let end = CLAUSE_ENDS.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}

/// Tells whether a text names a path as a whole.
fn names(text: &str, path: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-');
    text.match_indices(path).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + path.len()..]);
        // A full stop may end a sentence.
        let extension = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(is_part));
        // A string in quotes stands in another file.
        let is_string = before.ends_with('"') && after.starts_with('"');
        !is_string
            && !before.ends_with(|c| is_part(c) || c == '.')
            && !after.starts_with(is_part)
            && !extension
    })
}

/// Tells whether a line begins with a verb of change, behind labels such as `Step 2:`, and refers to no
/// example.
fn is_change(text: &str) -> bool {
    let mut words = words(text);
    let is_ordered = words.next().is_some_and(|first| VERBS.contains(&first.as_str()));
    is_ordered && !words.any(|word| REFERENCES.contains(&word.as_str()))
}

/// Tells whether the first word of a text is one of these.
fn begins_with(text: &str, verbs: &[&str]) -> bool {
    words(text).next().is_some_and(|first| verbs.contains(&first.as_str()))
}

/// Returns the words of a text behind marks such as `[P]` and labels such as `Step 2:`.
fn words(text: &str) -> impl Iterator<Item = String> {
    let word = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut text = text.trim_start();
    while let Some((_, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        text = rest.trim_start();
    }
    let step = text.split_once(':').filter(|(label, _)| word(label).starts_with("step "));
    let step = step.map_or(text, |(_, step)| step);
    step.split_whitespace().map(word).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, kind: TaskLineKind) -> Vec<String> {
        let line = TaskLine { number: 1, text: text.to_owned(), kind };
        let changed = mentions(&line).into_iter().filter(|it| it.is_changed);
        changed.map(|it| it.name.to_owned()).collect()
    }

    #[test]
    fn a_title_changes_what_it_names_unless_it_refers_to_it() {
        for (title, expected) in [
            ("Log charges in src/charge.ts", &["src/charge.ts"][..]),
            ("[P] [US1] Create the `User` model in `src/user.rs`.", &["src/user.rs"]),
            ("Fix src/a.rs:12 and src/b.rs", &["src/a.rs", "src/b.rs"]),
            ("Move parse() from src/a.rs to src/b.rs", &["src/a.rs", "src/b.rs"]),
            ("Add src/b.rs, like src/a.rs", &["src/b.rs"]),
            ("Add a client in src/b.rs from `contracts/api.yaml`", &["src/b.rs"]),
            ("Add src/b.rs (contracts/api.md)", &["src/b.rs"]),
            ("Use src/a.rs as a pattern for src/b.rs", &["src/b.rs"]),
            ("Add src/b.rs, like our existing `src/a.rs`", &["src/b.rs"]),
            ("Add src/b.rs, similar to the src/a.rs", &["src/b.rs"]),
            ("Follow src/a.rs and src/c.rs in src/b.rs", &["src/b.rs"]),
            ("Implement the trait defined in src/a.rs", &[]),
            ("Run tests/a.rs", &[]),
            ("Make it e.g. faster", &["e.g"]),
        ] {
            assert_eq!(changed(title, TaskLineKind::Title), expected, "{title}");
        }
    }

    #[test]
    fn further_lines_change_what_their_first_clause_tells_to_change() {
        let body = |text| changed(text, TaskLineKind::Body);
        assert_eq!(body("Update src/a.rs. It calls src/b.rs"), ["src/a.rs"]);
        assert_eq!(body("The bug is in src/a.rs"), [""; 0]);
        assert_eq!(body("Run `git add src/a.rs src/b.rs`"), ["src/a.rs", "src/b.rs"]);
        for kind in [TaskLineKind::DoneChild, TaskLineKind::Criterion, TaskLineKind::Code] {
            assert_eq!(changed("Update src/a.rs", kind), [""; 0]);
        }
        assert_eq!(changed("Update src/a.rs", TaskLineKind::OpenChild), ["src/a.rs"]);
    }
}
