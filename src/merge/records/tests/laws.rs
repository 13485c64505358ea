//! Laws that hold for any three versions of each shape.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Task of a generated backlog.
#[derive(Clone, Debug)]
struct Task {
    id: usize,
    title: String,
    status: usize,
    priority: usize,
    labels: Vec<usize>,
    stamp: usize,
}

/// Statuses of a format: open, in progress, done, given up.
type Statuses = [&'static str; 4];
const DONE: usize = 2;

const OF_BEADS: Statuses = ["open", "in_progress", "closed", "deferred"];
const OF_TASK_MASTER: Statuses = ["pending", "in-progress", "done", "cancelled"];

fn beads(tasks: &[Task]) -> String {
    let line = |task: &Task| {
        let labels: Vec<String> = task.labels.iter().map(|it| format!("\"l{it}\"")).collect();
        let labels = if labels.is_empty() {
            String::new()
        } else {
            format!(",\"labels\":[{}]", labels.join(","))
        };
        format!(
            "{{\"id\":\"bd-{}\",\"title\":\"{}\",\"status\":\"{}\",\"priority\":{},\"updated_at\":\"2026-11-{:02}T00:00:00Z\"{labels}}}\n",
            task.id, task.title, OF_BEADS[task.status], task.priority, task.stamp
        )
    };
    tasks.iter().map(line).collect()
}

fn task_master(tasks: &[Task]) -> String {
    let values: Vec<serde_json::Value> = tasks
        .iter()
        .map(|task| {
            serde_json::json!({
                "id": task.id.to_string(), "title": task.title, "status": OF_TASK_MASTER[task.status],
                "priority": task.priority, "labels": task.labels,
                "updatedAt": format!("2026-11-{:02}", task.stamp),
            })
        })
        .collect();
    let done = tasks.iter().filter(|task| task.status == DONE).count();
    let last = tasks.iter().map(|task| task.stamp).max().unwrap_or(1);
    let whole = serde_json::json!({"master": {"tasks": values, "metadata": {
        "lastModified": format!("2026-11-{last:02}"), "taskCount": tasks.len(), "completedCount": done}}});
    serde_json::to_string_pretty(&whole).unwrap()
}

/// Page of a tool, with front matter. The first task is that of the page, and the others are its boxes.
#[derive(Debug)]
struct PageFormat {
    path: &'static str,
    id: Option<&'static str>,
    title: &'static str,
    /// Field with the state, if the page has one.
    status: Option<(&'static str, Statuses)>,
    stamp: Option<&'static str>,
    /// Field with a list, and whether it stands in brackets.
    list: (&'static str, bool),
    /// Set if boxes are criteria, which have numbers.
    has_criteria: bool,
}

const PAGES: &[PageFormat] = &[
    PageFormat {
        path: BACKLOG_MD,
        id: Some("id: TASK-"),
        title: "title",
        status: Some(("status", ["To Do", "In Progress", "Done", "Blocked"])),
        stamp: Some("updated_date"),
        list: ("labels", false),
        has_criteria: true,
    },
    PageFormat {
        path: ".claude/epics/pay/001.md",
        id: None,
        title: "name",
        status: Some(("status", ["open", "in-progress", "closed", "blocked"])),
        stamp: Some("updated"),
        list: ("depends_on", true),
        has_criteria: false,
    },
    PageFormat {
        path: ".beans/pay-a1b2--do-it.md",
        id: None,
        title: "title",
        status: Some(("status", ["todo", "in-progress", "completed", "scrapped"])),
        stamp: Some("updated_at"),
        list: ("tags", false),
        has_criteria: false,
    },
    PageFormat {
        path: "kitty-specs/001-pay/tasks/WP01-do.md",
        id: Some("work_package_id: WP"),
        title: "title",
        status: Some(("lane", ["planned", "doing", "done", "canceled"])),
        stamp: None,
        list: ("dependencies", true),
        has_criteria: false,
    },
    PageFormat {
        path: "_bmad-output/implementation-artifacts/1-1-do.md",
        id: None,
        title: "title",
        status: Some(("status", ["ready-for-dev", "in-progress", "done", "dropped"])),
        stamp: None,
        list: ("inputs", false),
        has_criteria: false,
    },
    PageFormat {
        path: ".planning/phases/01-pay/01-01-PLAN.md",
        id: Some("phase: 01-pay-"),
        title: "objective",
        status: None,
        stamp: None,
        list: ("files_modified", true),
        has_criteria: false,
    },
];

impl PageFormat {
    fn write(&self, tasks: &[Task]) -> String {
        let Some(task) = tasks.first() else { return String::new() };
        let mut front: Vec<String> =
            self.id.map(|id| format!("{id}{}", task.id)).into_iter().collect();
        front.push(format!("{}: {}", self.title, task.title));
        front.extend(self.status.map(|(name, of)| format!("{name}: {}", of[task.status])));
        front.extend(self.stamp.map(|name| format!("{name}: '2026-11-{:02} 10:00'", task.stamp)));
        let items: Vec<String> = task.labels.iter().map(|it| format!("l{it}")).collect();
        let (name, is_inline) = self.list;
        front.push(if is_inline || items.is_empty() {
            format!("{name}: [{}]", items.join(", "))
        } else {
            format!("{name}:\n  - {}", items.join("\n  - "))
        });
        front.push(format!("priority: p{}", task.priority));
        let step = |(at, it): (usize, &Task)| {
            let mark = if it.status == DONE { "x" } else { " " };
            let number = if self.has_criteria { format!("#{} ", at + 1) } else { String::new() };
            format!("- [{mark}] {number}w{} {}\n", it.id, it.title)
        };
        let steps: String = tasks[1..].iter().enumerate().map(step).collect();
        let [begin, end] =
            if self.has_criteria { ["<!-- AC:BEGIN -->\n", "<!-- AC:END -->\n"] } else { [""; 2] };
        format!("---\n{}\n---\n\nText\n\n{begin}{steps}{end}", front.join("\n"))
    }
}

/// Format whose files are merged by record.
#[derive(Clone, Copy, Debug)]
enum Format {
    Beads,
    TaskMaster,
    Page(&'static PageFormat),
}

impl Format {
    fn path(self) -> &'static str {
        match self {
            Self::Beads => BEADS,
            Self::TaskMaster => TASK_MASTER,
            Self::Page(page) => page.path,
        }
    }

    fn write(self, tasks: &[Task]) -> String {
        match self {
            Self::Beads => beads(tasks),
            Self::TaskMaster => task_master(tasks),
            Self::Page(page) => page.write(tasks),
        }
    }
}

/// All formats, each with the files of three versions of its tasks.
fn files(versions: &[Vec<Task>; 3]) -> impl Iterator<Item = (&'static str, [String; 3])> {
    let pages = PAGES.iter().map(Format::Page);
    let formats = [Format::Beads, Format::TaskMaster].into_iter().chain(pages);
    formats.map(|it| (it.path(), versions.each_ref().map(|tasks| it.write(tasks))))
}

fn task(id: usize) -> impl Strategy<Value = Task> {
    (0_usize..4, 0_usize..3, prop::collection::btree_set(0_usize..4, 0..3)).prop_map(
        move |(status, priority, labels)| Task {
            id,
            title: format!("Do {id}"),
            status,
            priority,
            labels: labels.into_iter().collect(),
            stamp: 1,
        },
    )
}

#[derive(Clone, Debug)]
enum Edit {
    Status(usize, usize),
    Title(usize),
    Priority(usize, usize),
    Label(usize, usize),
    Remove(usize),
    Add,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = || 0_usize..9;
    let edit = prop_oneof![
        4 => (place(), prop::sample::select(vec![DONE, DONE, 0, 1, 3])).prop_map(|(at, to)| Edit::Status(at, to)),
        1 => place().prop_map(Edit::Title),
        1 => (place(), 0_usize..3).prop_map(|(at, to)| Edit::Priority(at, to)),
        2 => (place(), 0_usize..5).prop_map(|(at, it)| Edit::Label(at, it)),
        1 => place().prop_map(Edit::Remove),
        2 => Just(Edit::Add),
    ];
    prop::collection::vec(edit, 0..5)
}

/// Returns what the edits of a side make of the tasks; its new ids start from `from`.
fn edited(base: &[Task], edits: &[Edit], from: usize) -> Vec<Task> {
    let mut tasks = base.to_vec();
    let stamp = 2 + from / 100;
    for (number, edit) in edits.iter().enumerate() {
        let count = tasks.len().max(1);
        let at = |place: usize| place % count;
        match *edit {
            Edit::Add => tasks.push(Task {
                id: from + number,
                title: format!("New {}", from + number),
                status: 0,
                priority: 1,
                labels: Vec::new(),
                stamp,
            }),
            _ if tasks.is_empty() => {}
            Edit::Remove(place) => {
                tasks.remove(at(place));
            }
            Edit::Status(place, to) => {
                (tasks[at(place)].status, tasks[at(place)].stamp) = (to, stamp);
            }
            Edit::Title(place) => {
                let task = &mut tasks[at(place)];
                (task.title, task.stamp) = (format!("Other {} of {from}", task.id), stamp);
            }
            Edit::Priority(place, to) => {
                (tasks[at(place)].priority, tasks[at(place)].stamp) = (to, stamp);
            }
            Edit::Label(place, label) => {
                let task = &mut tasks[at(place)];
                match task.labels.iter().position(|it| *it == label) {
                    Some(found) => drop(task.labels.remove(found)),
                    None => task.labels.push(label),
                }
                task.stamp = stamp;
            }
        }
    }
    tasks
}

fn versions() -> impl Strategy<Value = [Vec<Task>; 3]> {
    let base = prop::collection::vec(any::<u8>(), 0..7)
        .prop_flat_map(|places| (0..places.len()).map(task).collect::<Vec<_>>());
    (base, edits(), edits()).prop_map(|(base, ours, theirs)| {
        let sides = [edited(&base, &ours, 100), edited(&base, &theirs, 200)];
        let [ours, theirs] = sides;
        [base, ours, theirs]
    })
}

/// The tasks of a result by id, as the reader of its format has them: whether they are done.
fn read(name: &str, text: &str) -> BTreeMap<String, bool> {
    let list = crate::backlog::Checklist::read(&crate::backlog::Source {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    });
    let state = |at: usize| list.entries[at].state == Some(crate::model::TaskState::Done);
    // Steps of a page have no id.
    (0..list.entries.len()).filter_map(|at| Some((list.id(at)?, state(at)))).collect()
}

proptest! {
    #[test]
    fn one_sides_work_is_taken_as_it_is(versions in versions()) {
        for (name, [base, side, _]) in files(&versions) {
            for (ours, theirs) in [(&base, &side), (&side, &base), (&side, &side)] {
                prop_assert_eq!(merged(name, &base, ours, theirs), (side.clone(), true), "{}", name);
            }
        }
    }

    #[test]
    fn a_finish_is_kept_and_no_record_is_lost(versions in versions()) {
        for (name, texts) in files(&versions) {
            let (result, is_clean) = merged(name, &texts[0], &texts[1], &texts[2]);
            let way = Merger::of(name, texts[1].as_bytes(), &[]);
            let bytes = texts.each_ref().map(String::as_bytes);
            prop_assert_eq!(way.lost(bytes, result.as_bytes()), vec![], "{}\n{}", name, result);
            prop_assert_eq!(way.ticked_again(bytes, result.as_bytes()), vec![], "{}\n{}", name, result);
            if !is_clean {
                continue;
            }
            let [before, one, other, after] =
                [&texts[0], &texts[1], &texts[2], &result].map(|text| read(name, text));
            for id in one.keys().chain(other.keys()) {
                let is_removed = before.contains_key(id) && !(one.contains_key(id) && other.contains_key(id));
                prop_assert!(is_removed || after.contains_key(id), "{} is lost: {}", id, result);
            }
            for (id, was) in &before {
                let (Some(&one), Some(&other), Some(&now)) = (one.get(id), other.get(id), after.get(id)) else {
                    continue;
                };
                let expected = if *was { one && other } else { one || other };
                prop_assert_eq!(now, expected, "{}: {}", id, result);
            }
            prop_assert!(after.keys().all(|id| one.contains_key(id) || other.contains_key(id)));
        }
    }

    #[test]
    fn swapped_sides_give_the_same_up_to_order(versions in versions()) {
        for (name, [base, ours, theirs]) in files(&versions) {
            let (one, is_clean) = merged(name, &base, &ours, &theirs);
            let (other, is_other_clean) = merged(name, &base, &theirs, &ours);
            prop_assert_eq!(is_clean, is_other_clean, "{}\n{}", one, other);
            // Criteria are numbered by their place.
            let bare = |text: &str| text.split('#').map(|it| it.trim_start_matches(|c: char| c.is_ascii_digit())).collect::<String>();
            if is_clean {
                let (one, other) = (bare(&one), bare(&other));
                prop_assert_eq!(sorted(&one), sorted(&other), "{}", name);
            }
        }
    }

    #[test]
    fn a_merge_merged_again_is_the_same(versions in versions()) {
        for (name, [base, ours, theirs]) in files(&versions) {
            let (result, is_clean) = merged(name, &base, &ours, &theirs);
            if is_clean {
                prop_assert_eq!(merged(name, &ours, &result, &ours), (result.clone(), true), "{}", name);
                prop_assert_eq!(merged(name, &base, &result, &theirs), (result.clone(), true), "{}", name);
            }
        }
    }

    #[test]
    fn each_version_of_a_document_is_json_and_a_clean_one_has_right_counts([base, ours, theirs] in versions()) {
        let texts = [&base, &ours, &theirs].map(|tasks| task_master(tasks));
        let (result, is_clean) = merged(TASK_MASTER, &texts[0], &texts[1], &texts[2]);
        for side in super::super::views::of(result.as_bytes()) {
            let value: Result<serde_json::Value, _> = serde_json::from_slice(&side);
            prop_assert!(value.is_ok(), "{}", result);
            if let (Ok(value), true) = (value, is_clean) {
                let list = value["master"]["tasks"].as_array().unwrap();
                let done = list.iter().filter(|task| task["status"] == "done").count();
                prop_assert_eq!(value["master"]["metadata"]["taskCount"].as_u64(), Some(list.len() as u64));
                prop_assert_eq!(value["master"]["metadata"]["completedCount"].as_u64(), Some(done as u64));
            }
        }
    }

    #[test]
    fn any_bytes_are_merged(
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec!["", "\"", "{", "]", "\n", "- ", ":", "---\n", "\r\n", "é", "[", "#1 "])), 3),
        versions in versions(),
    ) {
        for (name, mut texts) in files(&versions) {
            for (text, (at, with)) in texts.iter_mut().zip(&damage) {
                let mut at = at.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                text.insert_str(at, with);
            }
            let [base, ours, theirs] = &texts;
            let (result, _) = merged(name, base, ours, theirs);
            let way = Merger::of(name, ours.as_bytes(), &[]);
            way.gone([base.as_bytes(), ours.as_bytes(), theirs.as_bytes()], result.as_bytes());
            prop_assert_eq!(merged(name, base, ours, base), (ours.clone(), true));
        }
    }
}
