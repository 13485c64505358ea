//! An answer with one of each, for the renderers' tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::model::{
    Analysis, BlastRadius, Confidence, Deferral, DeferralReason, Doubt, DoubtKind, Ended, Evidence,
    FileId, FolderProbability, Hint, Origin, Overlap, Plan, PredictedFile, Prediction, Priority,
    Problem, ProblemKind, RecentWork, RepoPath, Signal, Task, TaskId, Track, Verdict, sample,
};

/// Makes nine tasks: two tracks, a deferred one of each kind, an unknown one and two doubtful ones.
pub fn analysis() -> Analysis {
    let tasks = vec![
        task(0, "T1", 4, "Update the recipe for hub failover"),
        task(1, "T2", 5, "Validate the index before it is saved, so that a bad one is never kept"),
        task(2, "L6", 6, "Announce the release in a blog post"),
        task(3, "T4", 7, "Rename \u{1b}[31mConfig\u{1b}[0m to Settings everywhere"),
        task(4, "T5", 8, "Load the validated index lazily"),
        task(5, "T6", 9, "Drop the old index format"),
        task(6, "T7", 10, "Celebrate"),
        task(7, "T8", 11, "Write the changelog (done)"),
        task(8, "T9", 12, "update the recipe for hub failover!"),
    ];
    let radii = vec![
        radius(0, Confidence::High, &[("docs/recipes/hub.md", 0.93), ("docs/index.md", 0.41)]),
        radius(1, Confidence::Medium, &[("internal/index/validate.go", 0.78)]),
        radius(2, Confidence::Low, &[("docs/blog/release.md", 0.55)]),
        radius(3, Confidence::Medium, &[("internal/config/config.go", 0.7)]),
        radius(4, Confidence::Medium, &[("internal/index/load.go", 0.66)]),
        radius(5, Confidence::Medium, &[("internal/index/format.go", 0.6)]),
        radius(6, Confidence::Unknown, &[]),
        radius(7, Confidence::Medium, &[("CHANGELOG.md", 0.8)]),
        radius(8, Confidence::High, &[("docs/recipes/hub.md", 0.93)]),
    ];
    let prediction = Prediction {
        history: crate::model::Consulted {
            head: Some("5e4649bb73ce8b4d971b92995feb6cd571e6d587".to_owned()),
            commits: 120,
            usable: 2,
            missing: None,
        },
        model: "built in".to_owned(),
        recent: vec![RecentWork {
            subject: "Save the index".to_owned(),
            files: vec!["internal/index/load.go".to_owned(), "internal/index/save.go".to_owned()],
        }],
        hints: vec![Hint {
            task: TaskId(2),
            path: "docs/blog/".to_owned(),
            given: "L6=docs/blog/".to_owned(),
        }],
        prefix: "shop/".to_owned(),
        head: Some("5e4649bb73ce8b4d971b92995feb6cd571e6d587".to_owned()),
        root: PathBuf::from("/src/shop"),
        backlogs: vec!["TASKS.md".to_owned()],
        looked_for: Vec::new(),
        digests: vec!["0123456789abcdef".to_owned()],
        scanned: 120,
        tasks,
        doubtful: doubtful(),
        radii,
        problems: vec![Problem::at(
            ProblemKind::Syntax,
            "cmd/broken.go",
            7,
            "syntax error; read up to there",
        )],
    };
    Analysis {
        prediction,
        overlaps: vec![
            overlap(0, 1, 0.23, Verdict::Risk, "docs/index.md"),
            overlap(1, 4, 0.64, Verdict::Conflict, "internal/index/validate.go"),
            overlap(1, 6, 0.0, Verdict::Unknown, "docs/index.md"),
        ],
        plan: plan(),
    }
}

fn doubtful() -> Vec<Doubt> {
    let ended = Ended { kind: DoubtKind::Done, said: "done".to_owned(), line: 11 };
    vec![
        Doubt { task: TaskId(7), kind: ended.kind, ended: Some(ended), of: None },
        Doubt { task: TaskId(8), kind: DoubtKind::Duplicate, ended: None, of: Some(TaskId(0)) },
    ]
}

fn plan() -> Plan {
    let track = |name: &str, tasks: &[u32], touches: &str| Track {
        name: name.to_owned(),
        tasks: tasks.iter().copied().map(TaskId).collect(),
        later: Vec::new(),
        touches: vec![touches.to_owned()],
        effort: 3,
    };
    let deferral = |task, reason, with: &[u32], file: &str| Deferral {
        task: TaskId(task),
        reason,
        with: with.iter().copied().map(TaskId).collect(),
        files: RepoPath::new(file).into_iter().collect(),
    };
    Plan {
        tracks: vec![track("index", &[1, 4], "internal/index/"), track("docs", &[0, 2], "docs/")],
        deferred: vec![
            deferral(3, DeferralReason::WouldGlue, &[0, 1], "internal/config/config.go"),
            deferral(5, DeferralReason::Dependency, &[3], ""),
        ],
        unknown: vec![TaskId(6)],
        hubs: RepoPath::new("CHANGELOG.md").into_iter().collect(),
        expected_collisions: 0.23,
        chance_collisions: 0.6,
        ..Plan::default()
    }
}

/// Makes a plain open task.
pub fn task(id: u32, key: &str, line: u32, title: &str) -> Task {
    Task {
        key: key.to_owned(),
        line,
        title: title.to_owned(),
        section: vec!["Phase 1".to_owned()],
        labels: BTreeMap::from([("priority".to_owned(), "high".to_owned())]),
        priority: Some(Priority::High),
        depends_on: if id == 4 { vec![TaskId(1)] } else { Vec::new() },
        ..sample::task(id)
    }
}

fn radius(task: u32, confidence: Confidence, files: &[(&str, f64)]) -> BlastRadius {
    let files: Vec<PredictedFile> = files
        .iter()
        .map(|&(path, probability)| PredictedFile {
            path: RepoPath::new(path).unwrap(),
            file: (path != "docs/blog/release.md").then_some(FileId(1)),
            origin: Origin::Written,
            probability,
            predicted: probability > 0.5,
            evidence: vec![
                Evidence {
                    signal: Signal::Symbol,
                    quote: "index.Validate".into(),
                    line: Some(5),
                    met: format!("func Validate, {path}:42").into(),
                    weight: 2.345_678,
                },
                Evidence {
                    signal: Signal::Kind,
                    quote: "".into(),
                    line: None,
                    met: "a test, where no test is asked for".into(),
                    weight: -0.5,
                },
            ],
        })
        .collect();
    let folder = |file: &PredictedFile| FolderProbability {
        folder: file.path.folder().to_owned(),
        probability: file.probability,
    };
    BlastRadius {
        task: TaskId(task),
        confidence,
        set_aside: None,
        folders: files.iter().take(1).map(folder).collect(),
        files,
        impact: RepoPath::new("cmd/main.go").into_iter().collect(),
    }
}

fn overlap(a: u32, b: u32, probability: f64, verdict: Verdict, file: &str) -> Overlap {
    Overlap {
        a: TaskId(a),
        b: TaskId(b),
        probability,
        verdict,
        files: RepoPath::new(file).into_iter().collect(),
    }
}
