//! Kinds of work that a task asks for.

use crate::model::{Task, TaskLineKind};

/// Kinds of work that a task asks for, each in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asks {
    /// Tests.
    pub tests: f32,
    /// Documents.
    pub documents: f32,
    /// Workflows, scripts, build files.
    pub build: f32,
}

const TEST_WORDS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "tested",
    "coverage",
    "benchmark",
    "benchmarks",
    "fuzz",
    "e2e",
    "regression",
    "testify",
    "mock",
    "mocks",
];
const DOCUMENT_WORDS: &[&str] = &[
    "blog",
    "changelog",
    "cookbook",
    "doc",
    "docs",
    "document",
    "documentation",
    "documenting",
    "documents",
    "faq",
    "godoc",
    "guide",
    "guides",
    "handbook",
    "howto",
    "manual",
    "page",
    "pages",
    "readme",
    "recipe",
    "recipes",
    "runbook",
    "runbooks",
    "skill",
    "skills",
    "tutorial",
    "tutorials",
    "walkthrough",
    "wiki",
];
const BUILD_WORDS: &[&str] = &[
    "ci",
    "workflow",
    "workflows",
    "pipeline",
    "makefile",
    "script",
    "scripts",
    "lint",
    "linter",
    "golangci",
    "docker",
    "dockerfile",
    "build",
    "release",
    "goreleaser",
    "hook",
    "hooks",
];

/// Returns whether a word is that of a kind of document, in any case.
pub fn is_document_word(word: &str) -> bool {
    DOCUMENT_WORDS.iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// Reads the kinds of work that a task asks for. The title counts in full, further lines and the
/// heading above by half.
pub fn asks(task: &Task) -> Asks {
    let mut asks = Asks::default();
    asks.read(&task.title, 1.0);
    for heading in task.section.iter().rev().take(1) {
        asks.read(heading, 0.5);
    }
    for line in task.lines.iter().filter(|line| line.kind != TaskLineKind::DoneChild) {
        asks.read(&line.text, 0.5);
    }
    asks
}

impl Asks {
    fn read(&mut self, text: &str, weight: f32) {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let lower = word.to_ascii_lowercase();
            for (list, ask) in [
                (TEST_WORDS, &mut self.tests),
                (DOCUMENT_WORDS, &mut self.documents),
                (BUILD_WORDS, &mut self.build),
            ] {
                if list.contains(&lower.as_str()) {
                    *ask = ask.max(weight);
                }
            }
        }
    }
}
