//! Kiro's `.kiro/specs/*/tasks.md`: a Markdown checklist, with waves of tasks that run together.
//!
//! An optional step that is open below a finished task was left out on purpose, so that it is no work.
//! Where `## Task Dependency Graph` lists waves, the leaves are the tasks: parents stand in no wave. A
//! wave waits for the one before it, or for those that it names. Other tools' spellings of such lists are
//! made `canonical` first.

mod canonical;

use std::collections::{BTreeMap, BTreeSet};

use super::markdown;
use crate::backlog::data::json::{self, Fields};
use crate::backlog::draft::{Draft, MarkdownFile, Need, Reading};
use crate::backlog::text::{ids, lines};
use crate::backlog::{Granularity, Source};
use crate::model::{Problem, ProblemKind};

/// Tasks that run together.
#[derive(Debug, Default)]
struct Wave {
    /// Name that the file states, else the number from 1. No two waves have the same.
    name: String,
    ids: Vec<String>,
    /// Positions of the waves that it waits for.
    after: Vec<usize>,
}

/// Reads the tasks of a file.
pub fn read(file: MarkdownFile, problems: &mut Vec<Problem>) -> Reading {
    let (waves, line) = waves(file.source);
    let canonical = canonical::of(file.source);
    let source = canonical.as_ref().map_or(file.source, |it| &it.source);
    let (skipped, mut left_out) = without_skipped(source);
    left_out.extend(canonical.iter().flat_map(|it| &it.left_out));
    left_out.sort_unstable();
    let source = skipped.as_ref().unwrap_or(source);
    if let Some(&first) = left_out.first() {
        let (count, plural) = (left_out.len(), if left_out.len() == 1 { "" } else { "s" });
        let message = format!(
            "{count} optional step{plural} below finished tasks, left out by choice and not read"
        );
        problems.push(Problem::at(ProblemKind::NotSelected, &source.name, first, message));
    }
    let has_marks = canonical.as_ref().is_some_and(|it| it.has_marks);
    let was_flat = canonical.as_ref().is_some_and(|it| it.was_flat);
    let has_leaves = !waves.is_empty() || was_flat || has_marks;
    let granularity = if has_leaves { Granularity::Leaf } else { file.granularity };
    let mut reading = markdown::read(MarkdownFile { source, granularity, ..file }, problems);
    for draft in &mut reading.drafts {
        if draft.task.parallel.is_some() {
            // The mark is about the tasks of one parent.
            let parent = draft.task.key.split_once('.').map(|(major, _)| major);
            let below = parent.map_or_else(String::new, |major| format!(" / tasks of {major}"));
            draft.task.parallel = Some(format!("{}{below}", source.name));
        }
    }
    if has_marks && waves.is_empty() {
        keep_order(&mut reading.drafts);
    }
    let drafts = reading.drafts.iter().flat_map(|draft| &draft.ids);
    let known: BTreeSet<String> =
        drafts.chain(&reading.finished).map(|id| ids::canonical(id)).collect();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    for (at, wave) in waves.iter().enumerate() {
        for id in &wave.ids {
            place.entry(ids::canonical(id)).or_insert(at);
        }
    }
    for draft in &mut reading.drafts {
        let own = draft.ids.iter().find_map(|id| place.get(&ids::canonical(id)));
        let Some(&at) = own else { continue };
        draft.task.phase = u32::try_from(at).unwrap_or(u32::MAX);
        draft.task.parallel = Some(format!("{} / wave {}", file.source.name, waves[at].name));
        let earlier = waves[at].after.iter().filter_map(|&wave| waves.get(wave));
        let ids: Vec<String> = earlier
            .flat_map(|wave| &wave.ids)
            .filter(|id| known.contains(&ids::canonical(id)))
            .cloned()
            .collect();
        if !ids.is_empty() {
            draft.needs.push(Need::Exact { ids, line });
        }
    }
    reading
}

/// Lets tasks wait as cc-sdd's rules say: one without a mark for all before it, one with a mark for the last
/// one without. Nothing waits for optional tasks.
fn keep_order(drafts: &mut [Draft]) {
    let mut last: Option<String> = None;
    let mut marked: Vec<String> = Vec::new();
    for draft in drafts {
        let is_marked = draft.task.parallel.is_some();
        let earlier = last.iter().chain(marked.iter().filter(|_| !is_marked));
        let ids: Vec<String> = earlier.cloned().collect();
        if !ids.is_empty() {
            draft.needs.push(Need::Exact { ids, line: draft.task.line });
        }
        let Some(id) = draft.ids.first().filter(|_| !draft.task.labels.contains_key("optional"))
        else {
            continue;
        };
        if is_marked {
            marked.push(id.clone());
        } else {
            marked.clear();
            last = Some(id.clone());
        }
    }
}

/// Ticks the open optional steps below finished tasks. Returns the changed source, if there are any, and
/// their 1-based lines.
fn without_skipped(source: &Source) -> (Option<Source>, Vec<u32>) {
    let mut bytes = source.bytes.clone();
    let mut left_out = Vec::new();
    // Indentations and states of the boxes around a line.
    let mut around: Vec<(usize, bool)> = Vec::new();
    let mut start = 0;
    for (index, line) in source.bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let rest = &line[indent..];
        if let [b'-' | b'*', b' ', b'[', sign, b']', after @ ..] = rest {
            around.retain(|&(outer, _)| outer < indent);
            let is_done = matches!(sign, b'x' | b'X');
            if *sign == b' ' && after.starts_with(b"*") && around.iter().any(|&(_, done)| done) {
                bytes[start + indent + 3] = b'x';
                left_out.push(lines::number(index));
            }
            around.push((indent, is_done));
        } else if !rest.trim_ascii().is_empty() && indent == 0 {
            around.clear();
        }
        start += line.len();
    }
    let changed = Source { name: source.name.clone(), bytes };
    ((!left_out.is_empty()).then_some(changed), left_out)
}

/// Returns the waves of the JSON below `## Task Dependency Graph`, and its line.
fn waves(source: &Source) -> (Vec<Wave>, u32) {
    let text = lines::decode(source, &mut Vec::new());
    let mut lines = lines::each(&text).enumerate();
    let is_heading =
        |line: &str| line.starts_with('#') && line.to_lowercase().contains("task dependency graph");
    if !lines.any(|(_, line)| is_heading(line)) {
        return (Vec::new(), 1);
    }
    let Some((at, _)) = lines
        .by_ref()
        .take_while(|(_, line)| !line.starts_with('#'))
        .find(|(_, line)| line.trim_start().starts_with("```"))
    else {
        return (Vec::new(), 1);
    };
    let block: Vec<&str> = lines
        .map(|(_, line)| line)
        .take_while(|line| !line.trim_start().starts_with("```"))
        .collect();
    (parse(block.join("\n").trim()), lines::number(at))
}

/// Parses waves: `{"waves": [{"id": 0, "tasks": ["1.1"], "depends_on": []}]}` or `[["1"], ["2"]]`.
fn parse(text: &str) -> Vec<Wave> {
    let list = match Fields::parse(text) {
        Some(fields) => fields.items("waves"),
        None => json::items(text),
    };
    let mut waves: Vec<Wave> = Vec::new();
    // Positions by the names that other waves call them.
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for raw in list {
        let at = waves.len();
        let mut wave = Wave { after: at.checked_sub(1).into_iter().collect(), ..Wave::default() };
        if let Some(fields) = Fields::parse(raw) {
            wave.ids = fields.texts("tasks");
            if let Some(name) = fields.text("id").or_else(|| fields.text("wave")) {
                wave.name.clone_from(&name);
                names.insert(name, at);
            }
            let earlier = fields.texts("depends_on");
            if !earlier.is_empty() {
                wave.after = earlier.iter().filter_map(|name| names.get(name)).copied().collect();
            }
        } else {
            wave.ids = json::items(raw).into_iter().filter_map(json::scalar).collect();
        }
        if wave.name.is_empty() {
            wave.name = (at + 1).to_string();
        }
        if !taken.insert(wave.name.clone()) {
            wave.name = format!("{} in place {}", wave.name, at + 1);
        }
        waves.push(wave);
    }
    waves
}
