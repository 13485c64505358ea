//! Each format by its fixture: what its tool lists is what is read.

mod checklists;
mod counts;
mod epics;
mod facts;
mod faults;
mod laws;
mod pages;
mod records;
mod trackers;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;
use crate::regular;

/// Folder of the fixture of a format.
fn fixture(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backlogs").join(format)
}

/// Reads files of a fixture, with their paths relative to it.
fn sources(root: &Path, files: &[PathBuf]) -> Vec<Source> {
    let source = |path: &PathBuf| Source {
        name: path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"),
        bytes: regular::read(path, 1 << 20).unwrap(),
    };
    files.iter().map(source).collect()
}

/// Reads the fixture of a format as found by place.
fn read_fixture(format: &str, granularity: Granularity) -> (Vec<Task>, Vec<Problem>) {
    read_with_ends(format, granularity, "\n")
}

/// Reads the fixture of a format with other ends of lines.
fn read_with_ends(format: &str, granularity: Granularity, end: &str) -> (Vec<Task>, Vec<Problem>) {
    let root = fixture(format);
    let row = BacklogFormat::named(format).unwrap();
    let files = files(row);
    let found = locate_as(&root, Some(row)).unwrap_or_default();
    let ended = |mut sources: Vec<Source>| {
        for source in &mut sources {
            let text = String::from_utf8(std::mem::take(&mut source.bytes)).unwrap();
            source.bytes = text.replace("\r\n", "\n").replace('\n', end).into_bytes();
        }
        sources
    };
    let backlogs = ended(sources(&root, &files));
    let beside = ended(sources(&root, &found.beside));
    // Plain text is read only if the format is named.
    let named = Some(row).filter(|_| format == "text");
    let detected = |source: &Source| named.unwrap_or_else(|| formats::of(source)).name;
    let told: Vec<&str> = backlogs.iter().map(detected).collect();
    assert!(told.iter().all(|name| *name == format), "{told:?}");
    read_as(&backlogs, &beside, named, granularity)
}

/// The backlogs of a fixture: those in the usual places, else all files.
fn files(row: &BacklogFormat) -> Vec<PathBuf> {
    let root = fixture(row.name);
    match locate_as(&root, Some(row)) {
        Ok(found) => found.files,
        Err(_) => std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect(),
    }
}

/// The tasks of a fixture, one line each, and the messages about it.
fn listing(format: &str) -> (Vec<String>, Vec<String>) {
    let (tasks, problems) = read_fixture(format, Granularity::Outermost);
    (tasks.iter().map(|task| line(task, &tasks)).collect(), told(&problems))
}

fn told(problems: &[Problem]) -> Vec<String> {
    let place = |it: &Problem| it.line.map_or_else(String::new, |line| format!(":{line}"));
    problems.iter().map(|it| format!("{}{} {}", it.path, place(it), it.message)).collect()
}

/// One task: key, line, what differs from the usual, title.
fn line(task: &Task, tasks: &[Task]) -> String {
    let mut parts = vec![format!("{}:{}", task.key, task.line)];
    if task.state != TaskState::Open {
        parts.push(format!("{:?}", task.state));
    }
    parts.extend(task.priority.map(|priority| format!("{priority:?}")));
    if task.effort > 1 {
        parts.push(format!("{} boxes", task.effort));
    }
    parts.extend(task.parallel.iter().map(|_| "parallel".to_owned()));
    if !task.depends_on.is_empty() {
        let keys = task.depends_on.iter().map(|id| tasks[id.index()].key.as_str());
        parts.push(format!("after {}", keys.collect::<Vec<_>>().join(" ")));
    }
    parts.extend(task.blocked_by.iter().map(|reason| format!("blocked by {reason}")));
    for file in &task.declared {
        parts.push(format!("{:?} {}", file.action, file.pattern));
    }
    parts.push(task.title.clone());
    parts.join(" | ")
}
