//! spec-kitty's `kitty-specs/*/tasks/WP*.md`: work packages.
//!
//! Their states are the last events of `status.events.jsonl`; earlier versions kept a lane in the front
//! matter.

use std::collections::{BTreeMap, BTreeSet};

use crate::backlog::data::json::Document;
use crate::backlog::data::page::Page;
use crate::backlog::record::{Boxes, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::model::{Action, DeclaredFile, Problem, TaskState};

/// Log of events.
const EVENTS: &str = "/status.events.jsonl";

/// Fields that merges treat by rules of their own. The log of events has a merge driver of
/// spec-kitty's, which its `init` sets.
pub const FIELDS: RecordFields =
    RecordFields { status: "lane", state: |lane, _| state(lane), ..PLAIN };

/// Reads the work packages, finished ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mission = |path: &str| path.rsplit('/').nth(2).unwrap_or_default().to_owned();
    let missions: BTreeSet<String> = files.sources.iter().map(|it| mission(&it.name)).collect();
    let call = |mission: &str, id: &str| {
        if missions.len() > 1 { format!("{mission}/{id}") } else { id.to_owned() }
    };
    let lanes = lanes(files);
    let mut records = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let Some(page) = Page::read(file, problems) else { continue };
        let fields = &page.fields;
        let mission = mission(&file.name);
        let stem = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
        let own = fields.text("work_package_id");
        let own = own.unwrap_or_else(|| stem.split('-').next().unwrap_or(stem)).to_owned();
        let logged = lanes.get(&(mission.clone(), own.clone())).map(String::as_str);
        let lane = logged.or_else(|| fields.text("lane")).unwrap_or_default();
        let title = fields.text("title").or_else(|| page.heading()).unwrap_or(stem);
        let mut record = Record::new(source, 1, title, state(lane));
        record.lines = 1..=page.last;
        record.id = Some(call(&mission, &own));
        record.section = vec![mission.clone()];
        record.boxes = Boxes::Steps;
        record.aliases =
            fields.texts("subtasks").into_iter().map(|(id, _)| call(&mission, &id)).collect();
        let ids: Vec<String> =
            fields.texts("dependencies").into_iter().map(|(id, _)| call(&mission, &id)).collect();
        if !ids.is_empty() {
            record.needs.push(Dependency { ids, line: fields.line_of("dependencies") });
        }
        for (pattern, line) in fields.texts("owned_files") {
            record.declared.push(DeclaredFile { pattern, action: Action::Modify, line });
        }
        record.text.clone_from(&page.body);
        records.push(record);
    }
    records
}

/// Returns the last lane of each work package, by mission and id.
fn lanes(files: Files) -> BTreeMap<(String, String), String> {
    let mut lanes = BTreeMap::new();
    for file in files.beside {
        let Some(folder) = file.name.strip_suffix(EVENTS) else { continue };
        let mission = folder.rsplit('/').next().unwrap_or_default();
        // A faulty event only leaves the lane before it.
        let mut ignored = Vec::new();
        let document = Document::new(file, &mut ignored);
        for raw in document.records(&mut ignored) {
            let Some(event) = document.record(raw, &mut Vec::new()) else { continue };
            if let (Some(id), Some(lane)) = (event.text("wp_id"), event.text("to_lane")) {
                lanes.insert((mission.to_owned(), id), lane);
            }
        }
    }
    lanes
}

fn state(lane: &str) -> TaskState {
    match lane {
        "done" | "approved" => TaskState::Done,
        "claimed" | "in_progress" | "doing" | "for_review" | "in_review" => TaskState::InProgress,
        "blocked" => TaskState::Blocked,
        "canceled" | "cancelled" => TaskState::Skipped,
        _ => TaskState::Open,
    }
}
