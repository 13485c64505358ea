//! A backlog as people write them, with something of every style.

use std::fmt::Write as _;

use super::*;

const BACKLOG: &str = include_str!("mixed.md");

fn render(tasks: &[Task], problems: &[Problem]) -> String {
    let mut out = String::new();
    for task in tasks {
        let labels: Vec<_> = task.labels.iter().map(|(k, v)| format!("{k}:{v}")).collect();
        let on: Vec<_> = task.depends_on.iter().map(|id| tasks[id.index()].key.as_str()).collect();
        let files: Vec<_> =
            task.declared.iter().map(|f| format!("{:?} {}", f.action, f.pattern)).collect();
        writeln!(out, "{} (line {}): {}", task.key, task.line, task.title).expect("written");
        writeln!(
            out,
            "  {:?} {:?} phase {} effort {}",
            task.state,
            task.priority(),
            task.phase,
            task.effort
        )
        .expect("written");
        for (name, values) in [
            ("section", task.section.join(" > ")),
            ("ancestors", task.ancestors.join(" > ")),
            ("labels", labels.join(" ")),
            ("after", on.join(" ")),
            ("files", files.join(", ")),
        ] {
            if !values.is_empty() {
                writeln!(out, "  {name}: {values}").expect("written");
            }
        }
        for line in &task.lines {
            writeln!(out, "  {:>3} {:?}: {}", line.number, line.kind, line.text).expect("written");
        }
    }
    for problem in problems {
        writeln!(out, "! {}: {}", problem.line.unwrap_or(0), problem.message).expect("written");
    }
    out
}

#[test]
fn a_mixed_backlog() {
    let (tasks, problems) = read_all(BACKLOG, Granularity::Outermost);
    insta::assert_snapshot!(render(&tasks, &problems));
}

#[test]
fn a_mixed_backlog_by_leaves() {
    let (tasks, _) = read_all(BACKLOG, Granularity::Leaf);
    let brief: Vec<_> = tasks
        .iter()
        .map(|task| format!("{} {} < {}", task.key, task.title, task.ancestors.join(" < ")))
        .collect();
    insta::assert_snapshot!(brief.join("\n"));
}
