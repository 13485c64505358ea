//! spec-kitty's `kitty-specs/*/tasks/WP*.md`: work packages.
//!
//! Their states are the last events of `status.events.jsonl`; earlier versions kept a lane in the front
//! matter. `lanes.json` says which of them share a worktree, and which worktrees run at the same time.

use std::collections::{BTreeMap, BTreeSet};

use crate::backlog::data::json::{Document, Fields};
use crate::backlog::data::page::Page;
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::lines;
use crate::model::{Action, DeclaredFile, Problem, ProblemKind, TaskState};

/// Lane of a package whose review is done.
const APPROVED: &str = "approved";
/// Log of events.
const EVENTS: &str = "/status.events.jsonl";
/// Plan of the lanes of a mission.
const LANES: &str = "/lanes.json";

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
    let states = states(files);
    let lanes = lanes(files, problems);
    let mut records = Vec::new();
    let mut approved: Vec<(usize, String)> = Vec::new();
    for (source, file) in files.sources.iter().enumerate() {
        let mission = mission(&file.name);
        let stem = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
        let of_name = stem.split('-').next().unwrap_or(stem);
        let logged = |id: &str| states.get(&(mission.clone(), id.to_owned())).map(String::as_str);
        let is_done = logged(of_name).is_some_and(|lane| !state(lane).is_unfinished());
        let Some(page) = Page::read_in_state(file, is_done, problems) else { continue };
        let fields = &page.fields;
        let own = fields.text("work_package_id").unwrap_or(of_name).to_owned();
        let logged = logged(&own);
        let lane = logged.or_else(|| fields.text("lane")).unwrap_or_default();
        let title = fields.text("title").or_else(|| page.heading()).unwrap_or(stem);
        let mut record = Record::new(source, 1, title, state(lane));
        record.lines = 1..=page.last;
        record.id = Some(call(&mission, &own));
        if lane == APPROVED {
            approved.push((source, call(&mission, &own)));
        }
        record.section = vec![mission.clone()];
        record.boxes = Boxes::Steps;
        record.aliases =
            fields.texts("subtasks").into_iter().map(|(id, _)| call(&mission, &id)).collect();
        let ids: Vec<String> =
            fields.texts("dependencies").into_iter().map(|(id, _)| call(&mission, &id)).collect();
        if !ids.is_empty() {
            record.needs.push(Dependency { ids, line: fields.line_of("dependencies") });
        }
        if let Some(Lane { group, name }) = lanes.get(&(mission, own)) {
            record.parallel = Some(group.clone());
            record.lane = Some(name.clone());
        }
        for (pattern, line) in fields.texts("owned_files") {
            record.declared.push(DeclaredFile { pattern, action: Action::Modify, line });
        }
        record.text.clone_from(&page.body);
        records.push(record);
    }
    if let Some(&(source, _)) = approved.first() {
        let ids = approved.iter().map(|(_, id)| id.as_str());
        let message = format!(
            "approved packages, so no work is left; spec-kitty counts them as active until they are merged: {}",
            record::named(ids)
        );
        problems.push(Problem::new(ProblemKind::OtherCount, &files.sources[source].name, message));
    }
    records
}

/// Change of the lane of a work package.
struct Event {
    at: String,
    id: String,
    package: (String, String),
    lane: String,
    /// Set if a review sent the package back.
    is_rollback: bool,
}

/// Returns the last lane of each work package, by mission and id. As spec-kitty does, the time of an event
/// decides and not its line, since merges mix the lines of two branches; of two events of the same time, a
/// review that sends a package back wins.
fn states(files: Files) -> BTreeMap<(String, String), String> {
    let mut events: Vec<Event> = Vec::new();
    for file in files.beside {
        let Some(folder) = file.name.strip_suffix(EVENTS) else { continue };
        let mission = folder.rsplit('/').next().unwrap_or_default();
        // A faulty event only leaves the lane before it.
        let mut ignored = Vec::new();
        let document = Document::new(file, &mut ignored);
        for raw in document.records(&mut ignored) {
            let Some(event) = document.record(raw, &mut Vec::new()) else { continue };
            let (Some(id), Some(lane)) = (event.text("wp_id"), event.text("to_lane")) else {
                continue;
            };
            let is_rollback = lane == "in_progress"
                && match event.text("from_lane").as_deref() {
                    Some("in_review") => true,
                    Some("for_review") => event.raw("review_ref").is_some(),
                    _ => false,
                };
            events.push(Event {
                at: event.text("at").unwrap_or_default(),
                id: event.text("event_id").unwrap_or_default(),
                package: (mission.to_owned(), id),
                lane,
                is_rollback,
            });
        }
    }
    events.sort_by(|a, b| (&a.at, &a.id).cmp(&(&b.at, &b.id)));
    let mut last: BTreeMap<(String, String), Event> = BTreeMap::new();
    for event in events {
        let earlier = last.get(&event.package);
        let is_beaten = earlier.is_some_and(|it| {
            !it.at.is_empty() && it.at == event.at && it.is_rollback && !event.is_rollback
        });
        if !is_beaten {
            last.insert(event.package.clone(), event);
        }
    }
    last.into_iter().map(|(package, event)| (package, event.lane)).collect()
}

/// Lane of a worktree, in which work packages are done one after the other.
struct Lane {
    /// Lanes that run at the same time.
    group: String,
    name: String,
}

/// Returns the lane of each work package, by mission and id. A plan of lanes that is no JSON is reported, and
/// says nothing.
fn lanes(files: Files, problems: &mut Vec<Problem>) -> BTreeMap<(String, String), Lane> {
    let mut lanes = BTreeMap::new();
    for file in files.beside {
        let Some(folder) = file.name.strip_suffix(LANES) else { continue };
        let mission = folder.rsplit('/').next().unwrap_or_default();
        let text = lines::decode(file, &mut Vec::new());
        let Some(plan) = Fields::parse(&text) else {
            let message =
                "no JSON object, so the lanes of its work packages are not known".to_owned();
            problems.push(Problem::new(ProblemKind::Unread, &file.name, message));
            continue;
        };
        for lane in plan.items("lanes").into_iter().filter_map(Fields::parse) {
            let Some(name) = lane.text("lane_id") else { continue };
            let number = lane.text("parallel_group").unwrap_or_else(|| "0".to_owned());
            for package in lane.texts("wp_ids") {
                let group = format!("{folder} / parallel group {number}");
                let own = Lane { group, name: name.clone() };
                lanes.entry((mission.to_owned(), package)).or_insert(own);
            }
        }
    }
    lanes
}

fn state(lane: &str) -> TaskState {
    match lane {
        "done" | APPROVED => TaskState::Done,
        "claimed" | "in_progress" | "doing" | "for_review" | "in_review" => TaskState::InProgress,
        "blocked" => TaskState::Blocked,
        "canceled" | "cancelled" => TaskState::Skipped,
        _ => TaskState::Open,
    }
}
