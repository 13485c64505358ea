//! Laws of a plan.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::sample::{radius, task};
use super::{Beside, Options, PerTrack, split};
use crate::model::{
    BlastRadius, Confidence, Deferral, DeferralReason, Hopeless, OrderReason, Overlap, Plan,
    Precedence, Priority, RepoPath, Task, TaskId, TaskState, Verdict, WaitReason,
};

fn options(max_tracks: usize, per_track: PerTrack) -> Options {
    Options { max_tracks, per_track, all_pairs: true }
}

fn four() -> Options {
    options(4, PerTrack::All)
}

fn tasks(radii: &[BlastRadius]) -> Vec<Task> {
    radii.iter().map(|radius| task(radius.task.0)).collect()
}

/// Returns the tasks of each track, in reading order, by first task.
fn groups(plan: &Plan) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = plan
        .tracks
        .iter()
        .map(|track| {
            let mut ids: Vec<u32> = track.tasks.iter().chain(&track.later).map(|id| id.0).collect();
            ids.sort_unstable();
            ids
        })
        .collect();
    groups.sort();
    groups
}

#[test]
fn no_tasks_no_tracks() {
    assert_eq!(
        split(&[], &[], Beside::default(), four()),
        (Vec::new(), Plan { max_tracks: 4, ..Plan::default() })
    );
}

#[test]
fn three_independent_tasks_make_three_tracks_and_two_make_one() {
    let radii = [
        radius(0, &[("docs/a.md", 0.9)]),
        radius(1, &[("kb/b.go", 0.9)]),
        radius(2, &[("c/c.go", 0.9)]),
    ];
    let (overlaps, plan) = split(&tasks(&radii), &radii, Beside::default(), four());
    assert_eq!(overlaps, []);
    assert_eq!(plan.tracks.len(), 3);
    let names: Vec<&str> = plan.tracks.iter().map(|track| track.name.as_str()).collect();
    assert_eq!(names, ["c", "docs", "kb"], "equal efforts go by name");
    assert_eq!(plan.tracks[1].touches, ["docs/"]);
    assert_eq!(
        split(&tasks(&radii[..2]), &radii[..2], Beside::default(), four()).1.tracks.len(),
        1
    );
}

#[test]
fn a_task_that_glues_two_groups_is_deferred_with_its_reason() {
    let mut radii = Vec::new();
    for id in 0..5 {
        radii.push(radius(id, &[("docs/a.md", 0.9), ("docs/b.md", 0.3)]));
    }
    for id in 5..10 {
        radii.push(radius(id, &[("pad/a.go", 0.9)]));
    }
    radii.push(radius(10, &[("docs/a.md", 0.8), ("pad/a.go", 0.8)]));
    let (_, plan) = split(&tasks(&radii), &radii, Beside::default(), four());
    assert_eq!(groups(&plan), [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8, 9]]);
    let deferral = &plan.deferred[0];
    assert_eq!((plan.deferred.len(), deferral.task), (1, TaskId(10)));
    assert_eq!(deferral.reason, DeferralReason::WouldGlue);
    assert_eq!(deferral.with.len(), 10);
    let files: Vec<&str> = deferral.files.iter().map(crate::model::RepoPath::as_str).collect();
    assert_eq!(files, ["docs/a.md", "pad/a.go"]);
}

#[test]
fn a_task_that_needs_two_groups_is_deferred_after_them() {
    let mut radii: Vec<BlastRadius> = (0..10)
        .map(|id| radius(id, &[(if id < 5 { "docs/a.md" } else { "pad/a.go" }, 0.9)]))
        .collect();
    radii.push(radius(10, &[("kb/a.go", 0.9)]));
    let mut tasks = tasks(&radii);
    tasks[10].depends_on = vec![TaskId(7), TaskId(2)];
    let (_, plan) = split(&tasks, &radii, Beside::default(), four());
    assert_eq!(groups(&plan), [vec![0, 1, 2, 3, 4], vec![5, 6, 7, 8, 9]]);
    assert_eq!(
        plan.deferred,
        [Deferral {
            task: TaskId(10),
            reason: DeferralReason::Dependency,
            with: vec![TaskId(2), TaskId(7)],
            files: vec![],
        }]
    );
}

#[test]
fn a_chain_of_conflicts_is_cut_by_deferring_few() {
    let names: Vec<String> = (0..21).map(|n| format!("p{n:02}/f.go")).collect();
    let radii: Vec<BlastRadius> = (0..20_u32)
        .map(|id| {
            let at = id as usize;
            radius(id, &[(names[at].as_str(), 0.8), (names[at + 1].as_str(), 0.8)])
        })
        .collect();
    let (_, plan) = split(&tasks(&radii), &radii, Beside::default(), four());
    assert!(plan.deferred.len() <= 3, "{:?}", plan.deferred);
    assert!(plan.tracks.len() >= 3);
    assert!(groups(&plan).iter().all(|group| group.len() <= 9), "{:?}", groups(&plan));
}

#[test]
fn dependencies_stay_in_one_track_and_the_order_is_listed() {
    let radii: Vec<BlastRadius> = (0..6)
        .map(|id| radius(id, &[(["a/a.go", "b/b.go", "c/c.go"][id as usize % 3], 0.5)]))
        .collect();
    let mut tasks = tasks(&radii);
    tasks[0].depends_on = vec![TaskId(3)];
    tasks[3].effort = 5;
    let options = options(3, PerTrack::AtMost(2));
    let (_, plan) = split(&tasks, &radii, Beside::default(), options);
    assert_eq!(groups(&plan), [[0, 3], [1, 4], [2, 5]]);
    assert_eq!(plan.tracks[0].tasks, [TaskId(3), TaskId(0)]);
    assert_eq!(plan.tracks.iter().map(|track| track.effort).collect::<Vec<_>>(), [6, 2, 2]);
    let precedence =
        Precedence { before: TaskId(3), after: TaskId(0), because: OrderReason::Stated };
    assert_eq!(plan.order, [precedence]);
}

#[test]
fn a_clique_is_honestly_one_track() {
    let radii: Vec<BlastRadius> = (0..8).map(|id| radius(id, &[("one.go", 0.9)])).collect();
    let (_, plan) = split(&tasks(&radii), &radii, Beside::default(), four());
    assert_eq!(groups(&plan), [(0..8).collect::<Vec<_>>()]);
    assert_eq!(plan.deferred, []);
}

#[test]
fn what_waits_for_a_blocked_or_unknown_task_waits_too() {
    let mut radii: Vec<BlastRadius> =
        (0..6).map(|id| radius(id, &[(["a.go", "b.go", "c.go"][id as usize % 3], 0.5)])).collect();
    radii[0].confidence = Confidence::Unknown;
    let mut tasks = tasks(&radii);
    tasks[1].state = TaskState::Blocked;
    tasks[2].depends_on = vec![TaskId(1)];
    tasks[3].depends_on = vec![TaskId(2), TaskId(0)];
    let (_, plan) = split(&tasks, &radii, Beside::default(), four());
    assert_eq!(plan.unknown, [TaskId(0)]);
    let deferred: Vec<_> =
        plan.deferred.iter().map(|d| (d.task.0, d.reason.clone(), d.with.clone())).collect();
    assert_eq!(
        deferred,
        [
            (1, DeferralReason::Blocked, vec![]),
            (2, DeferralReason::Dependency, vec![TaskId(1)]),
            (3, DeferralReason::Dependency, vec![TaskId(0), TaskId(2)]),
        ]
    );
    assert_eq!(groups(&plan), [[4, 5]]);
}

/// Builds a backlog of 250 tasks in ten packages, where each fifth task also reaches into the next
/// one.
fn large() -> Vec<BlastRadius> {
    (0..250_u32)
        .map(|id| {
            let package = id % 10;
            let mut files: Vec<(String, f64)> = (0..40)
                .map(|n| {
                    (
                        format!("internal/p{package}/f{n}.go"),
                        0.02 + 0.6 / f64::from(1 + (n + id / 10) % 30),
                    )
                })
                .collect();
            if id % 5 == 0 {
                files.push((format!("internal/p{}/f0.go", (package + 1) % 10), 0.7));
            }
            let files: Vec<(&str, f64)> = files.iter().map(|(p, m)| (p.as_str(), *m)).collect();
            radius(id, &files)
        })
        .collect()
}

#[test]
fn a_large_backlog_is_split_evenly() {
    let radii = large();
    let tasks = tasks(&radii);
    let (overlaps, plan) = split(&tasks, &radii, Beside::default(), four());
    check_laws(&tasks, &radii, &overlaps, &plan, four());
    assert_eq!(plan.tracks.len(), 4);
    let placed: usize = groups(&plan).iter().map(Vec::len).sum();
    assert!(placed >= 212, "{placed} of 250 placed");
    assert!(groups(&plan).iter().all(|group| group.len() <= 112), "no track above 45 %");
}

#[test]
fn of_a_large_backlog_a_round_is_chosen_and_the_rest_waits_with_reasons() {
    let radii = large();
    let mut tasks = tasks(&radii);
    tasks[77].priority = Some(Priority::Critical);
    let options = options(4, PerTrack::About(6));
    let (overlaps, plan) = split(&tasks, &radii, Beside::default(), options);
    check_laws(&tasks, &radii, &overlaps, &plan, options);
    assert_eq!(plan.tracks.iter().map(|track| track.tasks.len()).collect::<Vec<_>>(), [6; 4]);
    assert!(plan.tracks.iter().any(|track| track.tasks.contains(&TaskId(77))));
    assert!(2.0 * plan.expected_collisions < plan.chance_collisions, "{plan:?}");
    assert_eq!(plan.hopeless, None);
    let reasons: BTreeSet<WaitReason> = plan.later.iter().map(|group| group.reason).collect();
    assert_eq!(reasons, [WaitReason::Collision, WaitReason::Room].into());
    for group in plan.later.iter().filter(|group| group.reason == WaitReason::Collision) {
        assert!(!group.with.is_empty() && !group.files.is_empty(), "{group:?}");
    }
}

#[test]
fn a_small_backlog_is_one_round_unless_fewer_are_asked_for() {
    let radii: Vec<BlastRadius> = (0..24)
        .map(|id| radius(id, &[(["a/a.go", "b/b.go", "c/c.go"][id as usize % 3], 0.9)]))
        .collect();
    let tasks = tasks(&radii);
    let sizes = |per_track| -> Vec<usize> {
        let (_, plan) = split(&tasks, &radii, Beside::default(), options(4, per_track));
        plan.tracks.iter().map(|track| track.tasks.len()).collect()
    };
    for (per_track, expected) in [
        (PerTrack::About(6), [8; 3]),
        (PerTrack::All, [8; 3]),
        (PerTrack::AtMost(6), [6; 3]),
        (PerTrack::About(5), [5; 3]),
        (PerTrack::AtMost(1), [1; 3]),
    ] {
        assert_eq!(sizes(per_track), expected, "{per_track:?}");
    }
}

#[test]
fn where_one_file_is_everybodys_there_is_one_track_and_the_reason() {
    let radii: Vec<BlastRadius> = (0..48)
        .map(|id| {
            let own = format!("internal/p{id}/p.go");
            let own = [(own.as_str(), 0.6)];
            let both = [("internal/cli/cli.go", 0.9), own[0]];
            radius(id, if id < 43 { &both } else { &own })
        })
        .collect();
    let tasks = tasks(&radii);
    let (_, plan) = split(&tasks, &radii, Beside::default(), options(4, PerTrack::About(6)));
    let path = RepoPath::new("internal/cli/cli.go").unwrap();
    assert_eq!(plan.hopeless, Some(Hopeless::File { path, tasks: 43, of: 48 }));
    assert_eq!(plan.tracks.len(), 1);
    assert_eq!((plan.tracks[0].tasks.len(), plan.tracks[0].later.len()), (6, 42));
    assert!(plan.expected_collisions.abs() < f64::EPSILON);
}

#[test]
fn a_small_section_stays_together_and_pairs_beyond_the_round_are_listed_on_request_only() {
    let names: Vec<String> = (0..40).map(|n| format!("p{}/f{n}.go", n % 8)).collect();
    let radii: Vec<BlastRadius> = (0..40_u32)
        .map(|id| {
            let at = id as usize;
            radius(id, &[(names[at].as_str(), 0.7), (names[(at + 8) % 40].as_str(), 0.6)])
        })
        .collect();
    let mut tasks = tasks(&radii);
    for at in [3, 11, 19, 27] {
        tasks[at].section = vec!["Hub security audit (2026-04-11)".to_owned()];
        tasks[at].priority = Some(Priority::High);
    }
    let of_round = Options { all_pairs: false, ..options(4, PerTrack::About(6)) };
    let (overlaps, plan) = split(&tasks, &radii, Beside::default(), of_round);
    let hub = plan.tracks.iter().find(|track| track.name == "hub-security-audit");
    let hub = hub.unwrap_or_else(|| panic!("{:?}", plan.tracks));
    assert!([3, 11, 19, 27].map(TaskId).iter().all(|id| hub.tasks.contains(id)), "{hub:?}");
    let now: BTreeSet<TaskId> = plan.tracks.iter().flat_map(|track| track.tasks.clone()).collect();
    assert!(overlaps.iter().all(|pair| now.contains(&pair.a) && now.contains(&pair.b)));
    let all = split(&tasks, &radii, Beside::default(), options(4, PerTrack::About(6)));
    assert!(all.0.len() > overlaps.len());
    assert_eq!(all.1, plan);
}

fn check_laws(
    tasks: &[Task],
    radii: &[BlastRadius],
    overlaps: &[Overlap],
    plan: &Plan,
    options: Options,
) {
    let mut track_of: BTreeMap<TaskId, usize> = BTreeMap::new();
    let mut places: Vec<TaskId> = plan.unknown.clone();
    places.extend(plan.deferred.iter().map(|deferral| deferral.task));
    places.extend(plan.later.iter().flat_map(|group| &group.tasks));
    assert!(plan.later.iter().all(|group| !group.tasks.is_empty() && group.with.is_sorted()));
    for (at, track) in plan.tracks.iter().enumerate() {
        assert!(!track.tasks.is_empty());
        if let PerTrack::AtMost(most) = options.per_track {
            assert!(track.tasks.len() <= most);
        }
        for &id in track.tasks.iter().chain(&track.later) {
            track_of.insert(id, at);
            places.push(id);
        }
    }
    places.sort_unstable();
    let all: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    assert_eq!(places, all, "every task is in exactly one place");
    assert!(plan.tracks.len() <= options.max_tracks);

    for (task, radius) in tasks.iter().zip(radii) {
        let in_track = track_of.contains_key(&task.id);
        let is_unknown = radius.confidence == Confidence::Unknown;
        assert_eq!(is_unknown, plan.unknown.contains(&task.id));
        assert!(!in_track || task.state != TaskState::Blocked);
        for dependency in task.depends_on.iter().filter(|&&d| in_track && d != task.id) {
            assert_eq!(track_of.get(dependency), track_of.get(&task.id));
        }
    }
    for overlap in overlaps {
        assert!(overlap.a < overlap.b && overlap.files.len() <= 10);
        assert!((0.0..=1.0).contains(&overlap.probability));
        if overlap.verdict == Verdict::Conflict
            && let (Some(a), Some(b)) = (track_of.get(&overlap.a), track_of.get(&overlap.b))
        {
            assert_eq!(a, b, "{overlap:?} is split");
        }
    }
    for deferral in &plan.deferred {
        assert!(deferral.with.is_sorted());
        if deferral.reason == DeferralReason::WouldGlue {
            let tracks: BTreeSet<_> = deferral.with.iter().map(|id| track_of[id]).collect();
            assert!(tracks.len() > 1, "{deferral:?} would fit into one track");
            assert!(!deferral.files.is_empty());
        }
    }

    let tracks = plan.tracks.iter().map(|track| track.name.as_str());
    let names: BTreeSet<&str> =
        tracks.chain(plan.later.iter().map(|group| group.name.as_str())).collect();
    assert_eq!(names.len(), plan.tracks.len() + plan.later.len(), "names are unique");
    for track in &plan.tracks {
        assert!(is_branch_component(&track.name), "{}", track.name);
        assert!(track.name.len() <= 24 && !track.name.starts_with("track"), "{}", track.name);
        assert!(track.touches.len() <= 6);
        for (a, b) in track.touches.iter().flat_map(|a| track.touches.iter().map(move |b| (a, b))) {
            assert!(a == b || !(a.ends_with('/') && b.starts_with(a.as_str())), "{a} holds {b}");
        }
    }
    assert!(plan.tracks.is_sorted_by_key(|track| (std::cmp::Reverse(track.effort), &track.name)));
    assert!(plan.hubs.is_sorted());
}

/// Returns whether a name keeps the rules of `git check-ref-format` for one component, and our own:
/// plain lower case.
fn is_branch_component(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(['.', '-'])
        && !name.ends_with(['.', '-'])
        && !name.to_lowercase().ends_with(".lock")
        && !name.contains("..")
        && !name.contains("@{")
        && name != "@"
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && name.contains(|c: char| c.is_ascii_lowercase())
}

const PATHS: [&str; 14] = [
    "README.md",
    "Makefile",
    "main.go",
    "docs/a.md",
    "docs/blog/b.md",
    "internal/crypto/aes.go",
    "internal/cli/pad/add.go",
    "internal/cli/pad/core/x.go",
    "internal/pad/store.go",
    "日本/語.go",
    ".github/workflows/ci.yml",
    "track-1/x.go",
    "v2/v2.go",
    "größe/größe.go",
];

fn backlog() -> impl Strategy<Value = (Vec<Task>, Vec<BlastRadius>)> {
    let files = prop::collection::btree_map(0..PATHS.len(), 0.0..1.0_f64, 0..6);
    let facts = (files, 0..12_u8, prop::collection::vec(0..24_u32, 0..2), 0..4_u32, 1..9_u32);
    prop::collection::vec(facts, 0..24).prop_map(|facts| {
        let count = u32::try_from(facts.len()).unwrap();
        let build = |(id, (files, kind, depends_on, phase, effort)): (u32, _)| {
            let files: BTreeMap<usize, f64> = files;
            let mut files: Vec<(&str, f64)> = files.iter().map(|(&f, &p)| (PATHS[f], p)).collect();
            files.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
            let mut radius = radius(id, &files);
            let mut task = task(id);
            let depends_on: Vec<u32> = depends_on;
            task.depends_on =
                depends_on.into_iter().filter(|&d| d < count && kind > 7).map(TaskId).collect();
            task.priority = Some(if kind % 2 == 0 { Priority::High } else { Priority::Low });
            (task.phase, task.effort) = (phase, effort);
            match kind {
                0 => radius.confidence = Confidence::Unknown,
                1 => task.state = TaskState::Blocked,
                _ => {}
            }
            (task, radius)
        };
        (0..count).zip(facts).map(build).unzip()
    })
}

fn per_track() -> impl Strategy<Value = PerTrack> {
    prop_oneof![
        Just(PerTrack::All),
        (1_usize..5).prop_map(PerTrack::About),
        (1_usize..5).prop_map(PerTrack::AtMost),
    ]
}

#[test]
fn tasks_set_aside_have_no_place_and_hold_up_what_depends_on_them() {
    let radii: Vec<BlastRadius> = (0..6)
        .map(|id| radius(id, &[(["a/a.go", "b/b.go", "c/c.go"][id as usize % 3], 0.5)]))
        .collect();
    let mut tasks = tasks(&radii);
    tasks[3].depends_on = vec![TaskId(0)];
    tasks[4].depends_on = vec![TaskId(3)];
    let (_, plan) = split(
        &tasks,
        &radii,
        Beside { aside: &[TaskId(0), TaskId(5)], ..Beside::default() },
        four(),
    );
    assert_eq!(groups(&plan).concat(), [1, 2]);
    let deferred: Vec<_> = plan.deferred.iter().map(|it| (it.task.0, it.with.clone())).collect();
    assert_eq!(deferred, [(3, vec![TaskId(0)]), (4, vec![TaskId(3)])]);
    let mut unknown = radii;
    unknown[5].confidence = Confidence::Unknown;
    assert_eq!(
        split(&tasks, &unknown, Beside { aside: &[TaskId(5)], ..Beside::default() }, four())
            .1
            .unknown,
        []
    );
    assert_eq!(split(&tasks, &unknown, Beside::default(), four()).1.unknown, [TaskId(5)]);
}

proptest! {
    #[test]
    fn the_laws_hold_for_any_backlog(
        (tasks, radii) in backlog(),
        max_tracks in 1_usize..6,
        per_track in per_track(),
    ) {
        let options = options(max_tracks, per_track);
        let (overlaps, plan) = split(&tasks, &radii, Beside::default(), options);
        check_laws(&tasks, &radii, &overlaps, &plan, options);
        prop_assert_eq!((overlaps, plan), split(&tasks, &radii, Beside::default(), options));
    }

    #[test]
    fn a_dependency_is_done_before_what_needs_it(
        (mut tasks, radii) in backlog(),
        per_track in per_track(),
    ) {
        for task in &mut tasks {
            let id = task.id;
            task.depends_on.retain(|&dependency| dependency < id);
        }
        let (_, plan) = split(&tasks, &radii, Beside::default(), options(4, per_track));
        for track in &plan.tracks {
            let order: Vec<TaskId> = track.tasks.iter().chain(&track.later).copied().collect();
            for (at, id) in order.iter().enumerate() {
                for dependency in &tasks[id.index()].depends_on {
                    prop_assert!(order[..at].contains(dependency));
                }
            }
        }
    }
}
