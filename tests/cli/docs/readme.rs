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

#[test]
fn its_places_of_checklists_are_those_of_the_table() {
    const NUMBERS: [&str; 7] = ["no", "one", "two", "three", "four", "five", "six"];
    let context = format!("{}/TASKS.md", ctx_analyze::backlog::CONTEXT_DIR);
    let places = ctx_analyze::backlog::FORMATS[0].places;
    let plain = |page: &str| read(page).split_whitespace().collect::<Vec<_>>().join(" ");

    let (in_root, in_docs): (Vec<&str>, Vec<&str>) =
        places.iter().partition(|place| !place.starts_with("docs/"));
    let in_root: Vec<String> = in_root.iter().map(|place| format!("`{place}`")).collect();
    let sentence = format!(
        "The first of `{context}`, {} and {} in `docs/`",
        in_root.join(", "),
        NUMBERS[in_docs.len()]
    );
    assert!(plain("README.md").contains(&sentence), "README.md lacks: {sentence}");

    let rest: Vec<String> =
        (2..).zip(places).map(|(number, place)| format!("{number}. `{place}`")).collect();
    let list = format!(
        "reads the first of these that exists: 1. `{context}`, or `TASKS.md` in the context directory \
         that `.ctxrc` names {} and the backlogs of other tools",
        rest.join(" ")
    );
    let page = plain("docs/backlogs.md");
    assert!(page.contains(&list), "docs/backlogs.md lacks: {list}");
    let count = format!("Of the {} above", NUMBERS[places.len() + 1]);
    assert!(page.contains(&count), "docs/backlogs.md lacks: {count}");
}
