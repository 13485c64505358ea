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
/// Words of titles of which at least three in ten went with a change of a workflow, script or build file in
/// 11,383 finished tasks and commits; one in eight does of all. `workflow`, `pipeline` and `hook` are not among
/// them: with one in seven, they mostly name things that a program does.
const BUILD_WORDS: &[&str] = &[
    "build",
    "ci",
    "deploy",
    "deployment",
    "docker",
    "dockerfile",
    "golangci",
    "goreleaser",
    "homebrew",
    "justfile",
    "lint",
    "linter",
    "makefile",
    "release",
    "script",
    "scripts",
    "taskfile",
    "yml",
];
/// Words that ask for a workflow where a word of [`RUNS`] stands in the same line: `GitHub Actions`.
const HOSTS: &[&str] = &["github", "gitlab"];
/// Words for what a host runs.
const RUNS: &[&str] = &["action", "actions", "pipeline", "pipelines", "workflow", "workflows"];

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
        let (mut names_host, mut names_run) = (false, false);
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let lower = word.to_ascii_lowercase();
            names_host |= HOSTS.contains(&lower.as_str());
            names_run |= RUNS.contains(&lower.as_str());
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
        if names_host && names_run {
            self.build = self.build.max(weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asks;

    #[test]
    fn a_workflow_is_that_of_a_host_only_beside_its_name() {
        let build = |text| {
            let mut asks = Asks::default();
            asks.read(text, 1.0);
            asks.build > 0.0
        };
        for text in [
            "Cache modules in CI",
            "Add a GitHub workflow",
            "Fix .github/workflows/x",
            "GitLab pipeline",
        ] {
            assert!(build(text), "{text}");
        }
        for text in
            ["Workflow orchestration", "Retry steps of the pipeline", "Call hooks", "GitHub login"]
        {
            assert!(!build(text), "{text}");
        }
    }
}
