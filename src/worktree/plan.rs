//! Plan for worktrees: the last answer of `ctx analyze`, or a file in that format which the user
//! may have edited.
//!
//! Reading is lenient, since users edit plans; [`Plan::problems`] lists inconsistencies.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::refuse;
use super::{CreateRefusal, Error, Home, NotYet, PlanRemark, Predicted};
use crate::model::{TaskState, Verdict, is_invisible};
use crate::regular;
use crate::replace::replace;
use crate::wire::analysis_v1::{Document, OverlapEntry, TaskEntry, TrackEntry};

/// Version of the JSON.
const VERSION: u64 = 1;

/// Maximum size of a plan, in bytes.
const MAX_PLAN_BYTES: u64 = 1 << 30;

/// Maximum length of a track's name: file names stay below 255 bytes on most systems.
const MAX_NAME_BYTES: usize = 100;

/// Plan for working on a backlog in parallel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Path of the analysed folder below the repository root, with a trailing `/`; empty at the
    /// root. The paths of the plan are relative to that folder.
    pub prefix: String,
    /// Commit that the plan was made at.
    pub head: Option<String>,
    /// Backlogs: relative to the analysed folder, or as the user named them outside of it.
    pub backlogs: Vec<String>,
    /// Digests of the backlogs when the plan was made; empty if the plan has none.
    pub digests: Vec<String>,
    /// The tasks, in reading order.
    pub tasks: Vec<PlannedTask>,
    /// The tracks.
    pub tracks: Vec<PlannedTrack>,
    /// Keys of tasks to do after the tracks are merged.
    pub deferred: Vec<String>,
    /// Keys of tasks that look done, dropped, duplicate or like placeholders.
    pub doubtful: Vec<String>,
    /// Keys of tasks that probably touch the same file, and should not be in different tracks.
    pub conflicts: Vec<(String, String)>,
}

/// Task of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedTask {
    /// Key: unique, unless the plan was edited.
    pub key: String,
    /// Backlog of the task, one of the plan's.
    pub backlog: String,
    /// Its line in the backlog, from 1.
    pub line: u32,
    /// Its title.
    pub title: String,
    /// Its state when the plan was made.
    pub state: TaskState,
    /// Files that it is predicted to touch, the likeliest first, relative to the analysed folder.
    pub predicted: Vec<Predicted>,
}

/// Track of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedTrack {
    /// Its name, the last part of its branch.
    pub name: String,
    /// Its branch in the plan: `work/` and the name, unless the user edited it.
    pub branch: Option<String>,
    /// Keys of its tasks, in order.
    pub tasks: Vec<String>,
    /// Keys of its tasks for a later round.
    pub later: Vec<String>,
}

impl Plan {
    /// Returns the file in which the plan is kept.
    pub fn file(home: &Home) -> PathBuf {
        home.folder().join("plan.json")
    }

    /// Keeps a plan; the file is written atomically.
    pub fn keep(home: &Home, document: &str) -> Result<(), Error> {
        home.make_folder(&[])?;
        let file = Self::file(home);
        replace(&file, document.as_bytes()).map_err(Error::file(file))
    }

    /// Returns the kept plan, if there is one.
    pub fn kept(home: &Home) -> Result<Option<Self>, Error> {
        let file = Self::file(home);
        match regular::read_inside(&home.common, &file, MAX_PLAN_BYTES) {
            Ok(bytes) => Self::parse(&file, &bytes).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file(file)(error)),
        }
    }

    /// Reads a plan from the JSON of `ctx analyze --output-format json`, edited or not.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let bytes = regular::read_named(file, MAX_PLAN_BYTES).map_err(Error::file(file))?;
        Self::parse(file, &bytes)
    }

    /// Parses a plan; `file` is its name in errors.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let unreadable = |error: serde_json::Error| CreateRefusal::UnreadablePlan {
            file: file.to_owned(),
            reason: error.to_string(),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: serde_json::Value = serde_json::from_slice(bytes).map_err(unreadable)?;
        let Some(schema_version) = value.get("schema_version").and_then(serde_json::Value::as_u64)
        else {
            return refuse(CreateRefusal::PlanWithoutVersion { file: file.to_owned() });
        };
        if schema_version != VERSION {
            let file = file.to_owned();
            return refuse(CreateRefusal::PlanVersion {
                file,
                found: schema_version,
                known: VERSION,
            });
        }
        let document: Document = serde_json::from_slice(bytes).map_err(unreadable)?;
        Ok(document.into())
    }

    /// Returns the first task with the key.
    pub fn task(&self, key: &str) -> Option<&PlannedTask> {
        self.tasks.iter().find(|task| task.key == key)
    }

    /// Returns the track with the name.
    pub fn track(&self, name: &str) -> Option<&PlannedTrack> {
        self.tracks.iter().find(|track| track.name == name)
    }

    /// Returns a path of the plan relative to the repository root.
    pub fn from_top(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Lists inconsistencies because of edits. Empty for a plan that was not edited.
    pub fn problems(&self) -> Vec<PlanRemark> {
        let mut problems = self.of_tasks();
        problems.extend(self.of_conflicts());
        problems
    }

    /// Lists reasons why no worktrees can be made for the chosen tracks.
    pub fn unusable(&self, chosen: &[&PlannedTrack]) -> Vec<PlanRemark> {
        let mut problems = Vec::new();
        for PlannedTrack { name, .. } in chosen {
            if !is_usable(name) {
                problems.push(PlanRemark::UnusableName { track: name.clone() });
            }
            // Case is ignored, since branches are files, and some file systems ignore case.
            let same = |other: &&PlannedTrack| other.name.to_lowercase() == name.to_lowercase();
            if self.tracks.iter().filter(same).count() > 1 {
                problems.push(PlanRemark::SameName { track: name.clone() });
            }
        }
        problems.dedup();
        problems
    }

    /// Lists unusual edits that may be intended.
    pub fn remarks(&self, chosen: &[&PlannedTrack]) -> Vec<PlanRemark> {
        let mut remarks = Vec::new();
        for PlannedTrack { name, branch, tasks, .. } in chosen {
            let track = name.clone();
            let expected = format!("work/{name}");
            if let Some(planned) = branch.clone().filter(|branch| *branch != expected) {
                let (track, branch) = (track.clone(), expected);
                remarks.push(PlanRemark::OtherBranch { track, planned, branch });
            }
            let is_blocked =
                |key: &str| self.task(key).is_some_and(|task| task.state == TaskState::Blocked);
            let why = |key: &String| match (is_blocked(key), self.deferred.contains(key)) {
                (true, _) => Some((key.clone(), NotYet::Blocked)),
                (_, true) => Some((key.clone(), NotYet::Deferred)),
                _ if self.doubtful.contains(key) => Some((key.clone(), NotYet::Doubtful)),
                _ => None,
            };
            let tasks: Vec<(String, NotYet)> = tasks.iter().filter_map(why).collect();
            if !tasks.is_empty() {
                remarks.push(PlanRemark::Early { track, tasks });
            }
        }
        remarks
    }

    fn of_tasks(&self) -> Vec<PlanRemark> {
        let mut problems = Vec::new();
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for task in &self.tasks {
            *known.entry(&task.key).or_default() += 1;
        }
        let repeated = known.iter().filter(|&(_, &count)| count > 1);
        problems.extend(
            repeated.map(|(&key, &count)| PlanRemark::SameKey { task: key.to_owned(), count }),
        );
        let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
        for PlannedTrack { name, tasks, later, .. } in &self.tracks {
            for key in tasks.iter().chain(later) {
                let (track, task) = (name.clone(), key.clone());
                if !known.contains_key(key.as_str()) {
                    let (track, task) = (track.clone(), task.clone());
                    problems.push(PlanRemark::UnknownTask { track, task });
                }
                match homes.insert(key, name) {
                    Some(other) if other == name => {
                        problems.push(PlanRemark::Twice { track, task });
                    }
                    Some(other) => {
                        let tracks = [other.to_owned(), track];
                        problems.push(PlanRemark::InTwoTracks { task, tracks });
                    }
                    None => {}
                }
            }
        }
        problems
    }

    fn of_conflicts(&self) -> Vec<PlanRemark> {
        let home = |key: &String| self.tracks.iter().find(|track| track.tasks.contains(key));
        let apart = |(a, b): &(String, String)| {
            let (one, other) = (home(a)?, home(b)?);
            (one.name != other.name).then(|| PlanRemark::Apart {
                tasks: [(a.clone(), one.name.clone()), (b.clone(), other.name.clone())],
            })
        };
        self.conflicts.iter().filter_map(apart).collect()
    }
}

/// Returns true if a name can be the last part of a branch and a part of a file's name.
fn is_usable(name: &str) -> bool {
    let odd = |c: char| {
        c.is_control() || c.is_whitespace() || is_invisible(c) || "~^:?*[]\\/\"'<>|".contains(c)
    };
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && !name.contains(odd)
        && !name.starts_with(['-', '.'])
        && !name.ends_with('.')
        && !["..", "@{"].iter().any(|part| name.contains(part))
        && !name.to_lowercase().ends_with(".lock")
        && name != "@"
}

impl From<Document<'_>> for Plan {
    fn from(document: Document) -> Self {
        let is_conflict = |pair: &OverlapEntry| pair.verdict == Verdict::Conflict.name();
        let conflicts = document.overlaps.into_iter().filter(is_conflict);
        Self {
            prefix: document.prefix.into_owned(),
            head: document.head.map(Cow::into_owned),
            backlogs: document.backlogs.into_owned(),
            digests: document.backlog_digests.into_owned(),
            tasks: document.tasks.into_iter().map(PlannedTask::from).collect(),
            tracks: document.tracks.into_iter().map(PlannedTrack::from).collect(),
            deferred: document.deferred.into_iter().map(|it| it.task.into_owned()).collect(),
            doubtful: document.doubtful.into_iter().map(|it| it.task.into_owned()).collect(),
            conflicts: conflicts.map(|it| (it.a.into_owned(), it.b.into_owned())).collect(),
        }
    }
}

impl From<TrackEntry<'_>> for PlannedTrack {
    fn from(entry: TrackEntry) -> Self {
        let owned = |keys: Vec<Cow<str>>| keys.into_iter().map(Cow::into_owned).collect();
        Self {
            name: entry.name.into_owned(),
            branch: entry.branch,
            tasks: owned(entry.tasks),
            later: owned(entry.later),
        }
    }
}

impl From<TaskEntry<'_>> for PlannedTask {
    fn from(entry: TaskEntry) -> Self {
        let predicted = entry.files.into_iter().filter(|file| file.predicted);
        Self {
            key: entry.id.into_owned(),
            backlog: entry.backlog.into_owned(),
            line: entry.line,
            title: entry.title.into_owned(),
            state: entry.state.into(),
            predicted: predicted
                .map(|file| Predicted {
                    path: file.path.into_owned(),
                    probability: file.probability,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::sample::Repository;

    const DOCUMENT: &str = r#"{
      "schema_version": 1, "prefix": "services/", "head": "abc", "backlogs": ["TASKS.md"],
      "surprise": true,
      "tasks": [
        {"id": "T1", "backlog": "TASKS.md", "line": 4, "title": "One", "state": "in_progress",
         "files": [{"path": "a.go", "probability": 0.5, "predicted": true, "exists": true},
                   {"path": "b.go", "probability": 0.1, "predicted": false}]},
        {"id": "T2", "backlog": "TASKS.md", "line": 5, "title": "Two", "state": "open", "files": []},
        {"id": "T3", "backlog": "TASKS.md", "line": 6, "title": "Three", "state": "open", "files": []}
      ],
      "tracks": [{"name": "docs", "tasks": ["T1"], "later": ["T3"]}, {"name": "index", "tasks": ["T2"]}],
      "overlaps": [{"a": "T1", "b": "T3", "verdict": "conflict"}, {"a": "T1", "b": "T2", "verdict": "risk"}]
    }"#;

    fn lines(remarks: &[PlanRemark]) -> Vec<String> {
        remarks.iter().map(PlanRemark::line).collect()
    }

    fn plan() -> Plan {
        Plan::parse(Path::new("plan.json"), DOCUMENT.as_bytes()).unwrap()
    }

    #[test]
    fn the_document_of_an_analysis_is_read() {
        let plan = plan();
        assert_eq!((plan.prefix.as_str(), plan.head.as_deref()), ("services/", Some("abc")));
        let one = plan.task("T1").unwrap();
        assert_eq!((one.line, one.state, one.predicted.len()), (4, TaskState::InProgress, 1));
        assert_eq!(plan.track("docs").unwrap().later, ["T3"]);
        assert_eq!(plan.conflicts, [("T1".to_owned(), "T3".to_owned())]);
        assert_eq!(plan.from_top("a.go"), "services/a.go");
        assert_eq!(plan.problems(), Vec::new());
    }

    #[test]
    fn what_is_missing_is_named_with_the_file() {
        for (from, to, named) in [
            ("\"schema_version\": 1,", "", "schema_version"),
            ("\"schema_version\": 1", "\"schema_version\": 2", "schema_version is 2"),
            ("\"title\": \"Two\",", "", "title"),
            ("\"verdict\": \"risk\"", "\"odd\": 1", "verdict"),
            ("\"backlogs\": [\"TASKS.md\"],", "", "backlogs"),
            ("{", "[", "plan.json"),
        ] {
            let broken = DOCUMENT.replacen(from, to, 1);
            let error = Plan::parse(Path::new("plan.json"), broken.as_bytes()).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(named) && error.contains("plan.json"), "{error}");
        }
        let error = Plan::parse(Path::new("plan.json"), b"[]").unwrap_err().to_string();
        assert_eq!(
            error,
            "plan.json: no object with a number for schema_version; expected the JSON of `ctx analyze \
             --output-format json`"
        );
    }

    #[test]
    fn what_a_hand_broke_is_said() {
        let with = |change: fn(&mut Plan)| {
            let mut plan = plan();
            change(&mut plan);
            lines(&plan.problems()).join("\n")
        };
        let said = with(|plan| plan.tracks[1].tasks.push("T1".to_owned()));
        assert!(said.contains("T1 is in two tracks, \"docs\" and \"index\""), "{said}");
        let said = with(|plan| plan.tracks[1].tasks.push("T9".to_owned()));
        assert!(said.contains("T9, which is no task"), "{said}");
        let said = with(|plan| {
            plan.tracks[0].later.clear();
            plan.tracks[1].tasks.push("T3".to_owned());
        });
        assert!(said.contains("T1 in \"docs\" and T3 in \"index\" probably touch"), "{said}");
        let said = with(|plan| plan.tasks[1].key = "T1".to_owned());
        assert!(said.contains("2 tasks are called T1"), "{said}");
    }

    #[test]
    fn tracks_that_no_worktree_can_be_made_for() {
        let mut plan = plan();
        let chosen = |plan: &Plan, name: &str| lines(&plan.unusable(&[plan.track(name).unwrap()]));
        assert_eq!(chosen(&plan, "docs"), Vec::<String>::new());
        plan.tracks[1].name = "Docs".to_owned();
        assert_eq!(chosen(&plan, "docs"), ["two tracks are called \"docs\""]);
        plan.tracks[1].name = "a b".to_owned();
        assert!(chosen(&plan, "a b")[0].contains("cannot be the last part"));
        assert!(chosen(&plan, "docs").is_empty(), "the other is in nobody's way");
    }

    #[test]
    fn what_a_hand_may_have_meant_is_remarked() {
        let mut plan = plan();
        let remarks = |plan: &Plan| lines(&plan.remarks(&plan.tracks.iter().collect::<Vec<_>>()));
        assert_eq!(remarks(&plan), Vec::<String>::new());
        plan.tracks[0].branch = Some("feature/docs".to_owned());
        plan.tasks[0].state = TaskState::Blocked;
        plan.deferred = vec!["T2".to_owned()];
        assert_eq!(
            remarks(&plan),
            [
                "the plan has feature/docs for \"docs\", but its branch is work/docs",
                "\"docs\" holds what the plan does not begin yet: T1 (blocked)",
                "\"index\" holds what the plan does not begin yet: T2 (deferred)",
            ]
        );
    }

    #[test]
    fn names_that_no_branch_or_file_can_have() {
        for name in ["", "a b", "a/b", "-a", ".a", "a.", "a.lock", "a..b", "@", "a\n", "x*"] {
            assert!(!is_usable(name), "{name:?}");
        }
        assert!(is_usable("docs") && is_usable("über-2") && is_usable("v1.2"));
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let repository = Repository::empty();
        let home = Home::find(repository.path()).unwrap();
        assert_eq!(Plan::kept(&home).unwrap(), None);
        Plan::keep(&home, DOCUMENT).unwrap();
        assert_eq!(Plan::kept(&home).unwrap(), Some(plan()));
        assert_eq!(Plan::read(&Plan::file(&home)).unwrap(), plan());
        Plan::keep(&home, "{").unwrap();
        assert!(Plan::kept(&home).is_err());
    }
}
