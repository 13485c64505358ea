//! beans' `.beans/*.md`: a file with front matter for each bean.
//!
//! The id is the part of the file's name before `--`. A parent with open children is their container.

use super::unread;
use crate::backlog::Source;
use crate::backlog::data::page::{self, Page};
use crate::backlog::record::{self, Boxes, Dependency, Files, Record};
use crate::backlog::shape::{PLAIN, RecordFields};
use crate::backlog::text::priority;
use crate::model::{Priority, Problem, TaskState};

/// Folder of beans that are put away.
const ARCHIVE: &str = "/archive/";
/// Record of a file that is no backlog.
const BESIDE: usize = usize::MAX;

/// Fields that merges treat by rules of their own.
pub const FIELDS: RecordFields =
    RecordFields { state: |status, _| state(status), stamps: &["updated_at"], ..PLAIN };

/// Returns true if the front matter is that of a bean.
pub fn sniff(source: &Source) -> bool {
    page::has_fields(source, &["title", "status", "type"])
        && source.name.rsplit('/').next().is_some_and(|name| name.contains("--"))
}

/// Reads the beans, finished ones included.
pub fn records(files: Files, problems: &mut Vec<Problem>) -> Vec<Record> {
    let mut records = Vec::new();
    let (mut parents, mut blocks) = (Vec::new(), Vec::new());
    let mut without_fields = Vec::new();
    let archived = files.beside.iter().filter(|file| file.name.contains(ARCHIVE));
    let all = files.sources.iter().enumerate().chain(archived.map(|file| (BESIDE, file)));
    for (source, file) in all {
        let Some(page) = Page::read(file, problems) else { continue };
        if !page.has_fields {
            if source != BESIDE {
                without_fields.push(file);
            }
            continue;
        }
        blocks.push(page.fields.texts("blocking").into_iter().map(|(id, _)| id).collect());
        parents.push(page.fields.text("parent").map(str::to_owned));
        records.push(record(source, file, &page));
    }
    let form = "begin the file with the lines `---`, `title: …`, `status: todo` and `---`";
    let is_bean = |file: &&&Source| name(file).contains("--");
    let beans = without_fields.iter().filter(is_bean).copied();
    let bean = unread::pages(beans, "called like a bean and without front matter", form);
    problems.extend(
        bean.or_else(|| unread::boxes(without_fields, "in files without front matter", form)),
    );
    record::nest(&mut records, &parents);
    record::block(&mut records, &blocks);
    records
}

/// Returns the name of a file without its folder.
fn name(file: &Source) -> &str {
    file.name.rsplit('/').next().unwrap_or_default()
}

fn record(source: usize, file: &Source, page: &Page) -> Record {
    let fields = &page.fields;
    let stem = name(file).trim_end_matches(".md");
    let id = stem.split("--").next().unwrap_or(stem);
    let status = fields.text("status").unwrap_or_default();
    let mut record = Record::new(source, 1, fields.text("title").unwrap_or(stem), state(status));
    record.lines = 1..=page.last;
    record.id = Some(id.to_owned());
    record.boxes = Boxes::Steps;
    record.priority = match status {
        "draft" => Some(Priority::Deferred),
        _ => fields.text("priority").and_then(priority::parse),
    };
    for (tag, _) in fields.texts("tags") {
        record.label(&tag, "");
    }
    if let Some(kind) = fields.text("type") {
        record.label("type", kind);
    }
    let ids: Vec<String> = fields.texts("blocked_by").into_iter().map(|(id, _)| id).collect();
    if !ids.is_empty() {
        record.needs.push(Dependency { ids, line: fields.line_of("blocked_by") });
    }
    record.text.clone_from(&page.body);
    record
}

fn state(status: &str) -> TaskState {
    match status {
        "in-progress" => TaskState::InProgress,
        "completed" => TaskState::Done,
        "scrapped" => TaskState::Skipped,
        _ => TaskState::Open,
    }
}
