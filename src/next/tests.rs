use super::suggest;
use crate::model::{
    Analysis, BlastRadius, Confidence, Deferral, DeferralReason, Elsewhere, OrderReason, Origin,
    Precedence, PredictedFile, Prediction, Priority, Reason, RecentWork, RepoPath, Scope, Task,
    TaskId, TaskState, TrackTasks, sample,
};

/// Builds open tasks without anything that sets them apart, one file each.
fn analysis(tasks: u32) -> Analysis {
    let task =
        |id| Task { key: format!("T{id}"), section: vec!["Phase".to_owned()], ..sample::task(id) };
    let radius = |id| BlastRadius {
        task: TaskId(id),
        confidence: Confidence::Medium,
        set_aside: None,
        files: vec![file(&format!("f{id}/a.go"), 0.5)],
        folders: Vec::new(),
        impact: Vec::new(),
    };
    let prediction = Prediction {
        tasks: (0..tasks).map(task).collect(),
        radii: (0..tasks).map(radius).collect(),
        ..Prediction::default()
    };
    Analysis { prediction, ..Analysis::default() }
}

fn file(path: &str, probability: f64) -> PredictedFile {
    PredictedFile {
        path: RepoPath::new(path).unwrap(),
        file: None,
        origin: Origin::Written,
        probability,
        predicted: true,
        evidence: Vec::new(),
    }
}

fn touched(files: &[&str]) -> Vec<RecentWork> {
    let files = files.iter().map(|&file| file.to_owned()).collect();
    vec![RecentWork { subject: String::new(), files }]
}

fn order(analysis: &Analysis) -> Vec<u32> {
    let next = suggest(analysis, Scope::default(), 9);
    next.suggestions.iter().map(|suggestion| suggestion.task.0).collect()
}

#[test]
fn each_criterion_comes_before_the_next() {
    let mut all = analysis(7);
    assert_eq!(order(&all), [0, 1, 2, 3, 4, 5, 6]);
    // From the last criterion to the first, each beats those before.
    all.prediction.radii[0].files.push(file("f0/b.go", 0.5));
    assert_eq!(order(&all), [1, 2, 3, 4, 5, 6, 0], "fewer files");
    all.prediction.tasks[0].phase = 1;
    all.prediction.tasks[2].phase = 1;
    assert_eq!(order(&all), [1, 3, 4, 5, 6, 2, 0], "the earlier phase");
    all.prediction.recent = touched(&["f0/other.go", "f2/a.go"]);
    assert_eq!(order(&all), [2, 0, 1, 3, 4, 5, 6], "momentum of files, then of folders");
    all.prediction.tasks[6].priority = Some(Priority::High);
    all.prediction.tasks[5].priority = Some(Priority::Low);
    all.prediction.tasks[4].priority = Some(Priority::Medium);
    assert_eq!(order(&all), [6, 4, 5, 2, 0, 1, 3], "priority; what is untagged comes last");
    all.prediction.tasks[3].state = TaskState::InProgress;
    assert_eq!(order(&all), [3, 6, 4, 5, 2, 0, 1]);
}

#[test]
fn what_the_backlog_defers_comes_last_and_says_so() {
    let mut all = analysis(3);
    all.prediction.tasks[0].priority = Some(Priority::Deferred);
    all.prediction.tasks[2].priority = Some(Priority::Low);
    all.prediction.recent = touched(&["f0/a.go"]);
    assert_eq!(order(&all), [2, 1, 0]);
    let next = suggest(&all, Scope::default(), 3);
    assert!(next.suggestions[2].reasons.contains(&Reason::Priority(Priority::Deferred)));
}

#[test]
fn what_is_optional_comes_behind_what_must_be_done_at_its_priority() {
    let mut all = analysis(4);
    for at in [0, 2] {
        all.prediction.tasks[at].labels.insert(Task::OPTIONAL.to_owned(), String::new());
    }
    all.prediction.tasks[2].priority = Some(Priority::High);
    all.prediction.tasks[3].priority = Some(Priority::High);
    all.prediction.tasks[1].phase = 9;
    assert_eq!(order(&all), [3, 2, 1, 0]);
    let next = suggest(&all, Scope::default(), 4);
    let says = |at: usize| next.suggestions[at].reasons.contains(&Reason::Optional);
    assert_eq!([says(0), says(1), says(2), says(3)], [false, true, false, true]);
    let states = |at: usize| next.suggestions[at].states_priority;
    assert_eq!([states(0), states(1), states(2)], [true, true, false]);
}

#[test]
fn momentum_does_not_depend_on_a_percent() {
    let mut all = analysis(2);
    all.prediction.recent = touched(&["f0/a.go", "f1/a.go"]);
    all.prediction.radii[0].files = vec![file("f0/a.go", 0.5), file("x/b.go", 0.4)];
    all.prediction.radii[1].files = vec![file("f1/a.go", 0.5), file("x/b.go", 0.3)];
    assert_eq!(order(&all), [0, 1]);
}

#[test]
fn what_waits_is_counted_and_never_suggested() {
    let mut all = analysis(4);
    all.prediction.tasks[0].state = TaskState::Blocked;
    all.prediction.tasks[1].depends_on = vec![TaskId(2)];
    all.prediction.tasks[3].state = TaskState::Done;
    let next = suggest(&all, Scope::default(), 3);
    assert_eq!(next.waiting.len(), 2);
    assert!(next.waiting[0].is_blocked && next.waiting[1].on == [TaskId(2)]);
    assert_eq!((next.startable, next.suggestions.len()), (1, 1));
    assert!(next.suggestions[0].reasons.contains(&Reason::Unblocks(vec![TaskId(1)])));
}

#[test]
fn what_others_work_on_and_other_tracks_are_left_out() {
    let all = analysis(4);
    let elsewhere = vec![Elsewhere { branch: "work/a".to_owned(), tasks: vec![TaskId(0)] }];
    let next = suggest(&all, Scope { elsewhere, ..Scope::default() }, 9);
    assert_eq!(next.startable, 3);
    let open = vec![TaskId(1), TaskId(3)];
    let track = Some(TrackTasks { name: "docs".to_owned(), given: 5, gone: 0, open });
    let next = suggest(&all, Scope { track, ..Scope::default() }, 1);
    assert_eq!((next.startable, next.suggestions.len()), (2, 1));
    assert_eq!(next.track.unwrap().open, 2);
}

#[test]
fn every_suggestion_has_a_reason() {
    let mut all = analysis(1);
    all.prediction.radii[0].confidence = Confidence::Low;
    let next = suggest(&all, Scope::default(), 1);
    assert_eq!(next.suggestions[0].reasons, [Reason::Order]);
}

#[test]
fn what_builds_on_another_task_of_the_choice_waits_for_it() {
    let mut all = analysis(4);
    let made = |before, after| Precedence {
        before: TaskId(before),
        after: TaskId(after),
        because: OrderReason::Creates,
    };
    all.plan.order = vec![made(3, 1)];
    let next = suggest(&all, Scope::default(), 9);
    assert_eq!(order(&all), [0, 2, 3]);
    assert_eq!((next.waiting[0].task, &next.waiting[0].on[..]), (TaskId(1), &[TaskId(3)][..]));
    assert!(next.suggestions[2].reasons.contains(&Reason::Unblocks(vec![TaskId(1)])));
    let open = vec![TaskId(0), TaskId(1)];
    let track = Some(TrackTasks { name: "docs".to_owned(), given: 2, gone: 0, open });
    let next = suggest(&all, Scope { track, ..Scope::default() }, 9);
    assert_eq!(next.suggestions.len(), 2, "another track makes it");
}

#[test]
fn what_would_collide_with_a_track_under_way_is_named_and_not_suggested() {
    let mut all = analysis(3);
    let path = RepoPath::new("f1/a.go").unwrap();
    all.plan.deferred = vec![Deferral {
        task: TaskId(1),
        reason: DeferralReason::InFlight("work/a".to_owned()),
        with: Vec::new(),
        files: vec![path.clone()],
    }];
    assert_eq!(order(&all), [0, 2]);
    let next = suggest(&all, Scope::default(), 9);
    assert_eq!(next.startable, 2);
    let found = &next.colliding[0];
    assert_eq!((found.task, &*found.with, &found.files[..]), (TaskId(1), "work/a", &[path][..]));
    let open = vec![TaskId(1)];
    let track = Some(TrackTasks { name: "docs".to_owned(), given: 1, gone: 0, open });
    let next = suggest(&all, Scope { track, ..Scope::default() }, 9);
    assert_eq!((next.suggestions.len(), next.colliding.len()), (1, 0), "the track was given it");
}

#[test]
fn a_plan_of_numbered_sections_is_followed_step_by_step() {
    let mut all = analysis(6);
    for (at, heading) in ["1. Data", "1. Data", "2. Pages", "2. Pages"].into_iter().enumerate() {
        let task = &mut all.prediction.tasks[at];
        task.backlog = "plan/tasks.md".to_owned();
        task.section = vec![heading.to_owned()];
        task.phase = u32::from(at > 1);
    }
    all.prediction.recent = touched(&["f1/a.go", "f3/a.go"]);
    assert_eq!(order(&all), [0, 1, 2, 3, 4, 5], "the latest work is at 1 and 3");
    all.prediction.tasks[3].priority = Some(Priority::High);
    assert_eq!(order(&all), [3, 0, 1, 4, 5, 2], "what is urgent comes first");
    all.prediction.tasks[3].priority = None;
    all.prediction.tasks[2].state = TaskState::InProgress;
    assert_eq!(order(&all), [2, 0, 1, 3, 4, 5], "what is begun comes first");
    all.prediction.tasks[2].state = TaskState::Open;
    all.prediction.tasks[2].section = vec!["Pages".to_owned()];
    assert_eq!(order(&all), [1, 3, 0, 4, 5, 2], "these sections are not all numbered");
}

#[test]
fn numbered_steps_keep_their_order() {
    const KIRO: &str = ".kiro/specs/pay/tasks.md";
    // The ids of tasks in reading order, the last of which momentum favours, and the order expected.
    for (name, backlog, ids, expected) in [
        ("steps of one task", KIRO, ["17.1", "17.2", "17.3"], [0, 1, 2]),
        ("beside their parents", KIRO, ["16", "17.1", "17.2"], [0, 1, 2]),
        ("a whole plan", KIRO, ["1", "2", "3"], [0, 1, 2]),
        ("deeper steps", "TASKS.md", ["2.1.1", "2.1.2", "2.2"], [0, 1, 2]),
        ("ids that repeat", "TASKS.md", ["1.1#2", "1.2#2", "1.3#2"], [0, 1, 2]),
        ("steps among other tasks", "TASKS.md", ["setup", "17.1", "17.2"], [1, 2, 0]),
        ("steps of two tasks, among others", "TASKS.md", ["1.1", "setup", "2.1"], [2, 0, 1]),
        ("names", "TASKS.md", ["T1", "T2", "T3"], [2, 0, 1]),
        ("names with a dot", "TASKS.md", ["P0.1", "P0.2", "P0.3"], [2, 0, 1]),
        ("issues of a tracker", "stdin", ["101", "102", "103"], [2, 0, 1]),
        ("dates", "TASKS.md", ["20260101", "20260102", "20260103"], [2, 0, 1]),
    ] {
        let mut all = analysis(3);
        for (task, id) in all.prediction.tasks.iter_mut().zip(ids) {
            (task.key, task.backlog) = (id.to_owned(), backlog.to_owned());
        }
        all.prediction.recent = touched(&["f2/a.go"]);
        assert_eq!(order(&all), expected, "{name}");
        all.prediction.tasks[2].priority = Some(Priority::High);
        assert_eq!(order(&all)[0], 2, "{name}: what is urgent comes first");
    }
    let mut all = analysis(2);
    for (task, backlog) in all.prediction.tasks.iter_mut().zip(["a/tasks.md", "b/tasks.md"]) {
        task.backlog = backlog.to_owned();
    }
    (all.prediction.tasks[0].key, all.prediction.tasks[1].key) = ("1.1".into(), "1.2".into());
    all.prediction.recent = touched(&["f1/a.go"]);
    assert_eq!(order(&all), [1, 0], "two plans");
}
