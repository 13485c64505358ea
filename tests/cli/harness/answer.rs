//! Reading of what the program answers.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::program::{analyze, answer, json};

/// Returns the document that a text is, whatever it says.
pub fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Returns the document that a text is, which must be as a published schema has it: `analysis`,
/// `backtest`, `error`, `findings`, `next` or `status`.
pub fn valid(text: &str, schema: &str) -> Value {
    let document = document(text);
    let path = format!("docs/schema/{schema}-v1.schema.json");
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    document
}

/// Returns an answer of `ctx analyze`, which must be as its schema has it.
pub fn parsed(text: &str) -> Value {
    valid(text, "analysis")
}

/// The history that an answer rests on.
#[derive(Debug, PartialEq)]
pub struct History {
    pub head: Option<String>,
    pub commits: u64,
    pub missing: Option<String>,
}

/// Returns the history that the answer of a folder rests on. The text for people must say the same.
pub fn history(root: &Path) -> History {
    let document = parsed(&json(root));
    let history = &document["history"];
    let owned = |value: &Value| value.as_str().map(str::to_owned);
    let history = History {
        head: owned(&history["head"]),
        commits: history["commits"].as_u64().unwrap(),
        missing: owned(&history["missing"]),
    };
    let text = answer(&mut analyze(root));
    let line = match (&history.missing, history.commits) {
        (Some(missing), 0) => format!("no history: {missing}"),
        (Some(missing), _) => format!("not all of history: {missing}"),
        (None, 0) => "without history".to_owned(),
        (None, 1) => "1 commit of history".to_owned(),
        (None, commits) => format!("{commits} commits of history"),
    };
    assert!(text.contains(&line), "{line}: {text}");
    history
}

/// Returns the evidence of `signal` for the files of the task `id`: pairs of path and detail.
pub fn evidence(text: &str, id: &str, signal: &str) -> Vec<(String, String)> {
    let document = parsed(text);
    let tasks = document["tasks"].as_array().unwrap();
    let task = tasks.iter().find(|task| task["id"] == id).unwrap();
    let mut found = Vec::new();
    for file in task["files"].as_array().unwrap() {
        for evidence in file["evidence"].as_array().unwrap() {
            if evidence["signal"] == signal {
                let [path, detail] = [&file["path"], &evidence["detail"]];
                found.push((path.as_str().unwrap().into(), detail.as_str().unwrap().into()));
            }
        }
    }
    found.sort();
    found
}

/// Returns the paths of such evidence.
pub fn files(text: &str, id: &str, signal: &str) -> Vec<String> {
    evidence(text, id, signal).into_iter().map(|(path, _)| path).collect()
}

/// Joins the words of a text that is broken into lines.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
