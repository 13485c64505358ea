//! README.md: its sample is the answer of its first command, and `.ci/run` runs its second.

use super::pages::{hold, read};

use crate::harness::{answer, ctx};

/// Finds the line of README.md that begins so, below "Try it".
fn command(start: &str) -> String {
    let readme = read("README.md");
    let found = readme.lines().find_map(|line| line.strip_prefix("    ")?.strip_prefix(start));
    found.unwrap_or_else(|| panic!("README.md has no command {start:?}")).to_owned()
}

#[test]
fn its_sample_is_the_answer_of_its_first_command() {
    let arguments = command("cargo run --release -- ");
    let mut ctx = ctx();
    // The repository of the developer keeps its plan.
    ctx.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments.split(' ')).arg("--no-keep");
    let sample = format!("```text\n{}```\n", answer(&mut ctx));
    hold("README.md", "<!-- sample -->\n", "<!-- /sample -->", &sample);
}

#[test]
fn its_second_command_is_what_ci_runs() {
    let test = format!("cargo test{}", command("cargo test"));
    assert!(read(".ci/run").lines().any(|line| line == test), "{test}");
}

#[test]
fn its_formats_are_those_of_the_table() {
    let titles = ctx_analyze::backlog::FORMATS.iter().skip(1).map(|format| format.title);
    let mut lines = vec![String::new()];
    for title in titles {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() {
            last.push(',');
        }
        if last.len() + title.len() > 100 {
            lines.push(title.to_owned());
        } else {
            let gap = if last.is_empty() { "" } else { " " };
            last.push_str(gap);
            last.push_str(title);
        }
    }
    let list = format!("{}.\n", lines.join("\n"));
    hold("README.md", "<!-- formats -->\n", "<!-- /formats -->", &list);
}
