//! Finished tasks, one JSON object a line.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// A finished task and what its work changed.
#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    pub repo: String,
    /// The commit before the work.
    pub parent: String,
    /// The backlog that held it, left out of the tree.
    pub backlog: String,
    pub headings: Vec<String>,
    #[serde(default)]
    ancestors: Vec<serde_json::Value>,
    text: String,
    /// The files that existed before and that the work changed.
    pub truth: Vec<String>,
}

/// A ranking as the scorer reads it.
#[derive(Serialize)]
pub struct Prediction {
    id: String,
    ranked: Vec<String>,
    files: Vec<(String, f64)>,
}

/// Reads a file of cases.
pub fn read(path: &Path) -> Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let parse = |(number, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), number + 1))
    };
    text.lines().enumerate().map(parse).collect()
}

impl Case {
    /// Who owns the repository.
    pub fn author(&self) -> &str {
        self.repo.split('/').next().unwrap_or_default()
    }

    /// The task as the one box of a checklist under its headings and ancestors.
    pub fn as_backlog(&self) -> String {
        let mut out = String::new();
        for (depth, heading) in self.headings.iter().enumerate() {
            let _ = writeln!(out, "{} {heading}\n", "#".repeat((depth + 1).min(6)));
        }
        let mut indent = String::new();
        for ancestor in &self.ancestors {
            let text = ancestor.as_str().map_or_else(|| ancestor.to_string(), str::to_owned);
            let _ = writeln!(out, "{indent}- {text}");
            indent.push_str("  ");
        }
        let mut lines = self.text.split('\n');
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(out, "{indent}- [ ] {}", without_box(without_marker(first.trim_start())));
        for line in lines {
            if line.trim().is_empty() {
                out.push('\n');
            } else {
                let _ = writeln!(out, "{indent}  {}", as_body(line));
            }
        }
        out
    }

    /// As the scorer reads it.
    pub fn prediction(&self, files: Vec<(String, f64)>) -> Prediction {
        let ranked = files.iter().map(|(path, _)| path.clone()).collect();
        Prediction { id: self.id.clone(), ranked, files }
    }
}

/// Without `#`s, a bullet or a number.
fn without_marker(line: &str) -> &str {
    let heading = line.trim_start_matches('#');
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if heading.len() < line.len() && heading.starts_with(' ') {
        heading.trim_start()
    } else if let Some(rest) =
        ["- ", "* ", "+ "].iter().find_map(|bullet| line.strip_prefix(bullet))
    {
        rest.trim_start()
    } else if numbered.len() < line.len()
        && numbered.starts_with([')', '.'])
        && numbered[1..].starts_with(' ')
    {
        numbered[1..].trim_start()
    } else {
        line
    }
}

/// Without a leading `[ ]`.
fn without_box(line: &str) -> &str {
    match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((state, rest)) if state.chars().count() <= 1 => rest.trim_start(),
        _ => line,
    }
}

/// A further line: children are body here, so their boxes and heading marks go.
fn as_body(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let heading = text.trim_start_matches('#');
    let text = if heading.len() < text.len() && heading.starts_with(' ') {
        heading.trim_start()
    } else {
        text
    };
    match text.get(..2) {
        Some(bullet @ ("- " | "* " | "+ ")) => {
            format!("{indent}{bullet}{}", without_box(text[2..].trim_start()))
        }
        _ => format!("{indent}{text}"),
    }
}
