//! Facts about what each tool writes and how it reads that, one by one.

mod checklists;
mod pages;
mod records;

use super::*;

/// Fact: what it says, the backlogs, the files beside them, and the tasks, one line each.
type Fact<'a> = (&'a str, &'a [File<'a>], &'a [File<'a>], &'a [&'a str]);
/// Name and text of a file.
type File<'a> = (&'a str, &'a str);

/// Reads backlogs by their places and content: the tasks, one line each, and the messages.
fn listed(backlogs: &[File], beside: &[File]) -> (Vec<String>, Vec<String>) {
    let sources = |files: &[File]| -> Vec<Source> {
        let source = |&(name, text): &File| Source { name: name.into(), bytes: text.into() };
        files.iter().map(source).collect()
    };
    let (tasks, problems) =
        read_as(&sources(backlogs), &sources(beside), None, Granularity::Outermost);
    (tasks.iter().map(|task| line(task, &tasks)).collect(), told(&problems))
}

fn hold(facts: &[Fact]) {
    for (fact, backlogs, beside, expected) in facts {
        let (tasks, problems) = listed(backlogs, beside);
        assert_eq!(tasks, *expected, "{fact}: {problems:?}");
    }
}
