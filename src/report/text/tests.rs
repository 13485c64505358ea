use super::super::sample;
use super::*;
use crate::model::{Alternative, Confidence, Plan, Priority, SetAside};

fn plain(analysis: &Analysis, view: View) -> String {
    anstream::adapter::strip_str(&render(analysis, view)).to_string()
}

#[test]
fn the_answer_as_people_read_it() {
    insta::assert_snapshot!(plain(&sample::analysis(), View::default()));
}

#[test]
fn everything_when_verbose() {
    let view = View { verbose: true, ..View::default() };
    insta::assert_snapshot!(plain(&sample::analysis(), view));
}

#[test]
fn no_line_is_wider_than_the_page() {
    for columns in [40, 60, 72, 100, 160] {
        let text = plain(&sample::analysis(), View { width: Some(columns), ..View::default() });
        // Below 60 columns some cells have reached the least they can be read in.
        for line in text.lines().filter(|_| columns > 60) {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn a_strangers_escapes_never_reach_the_terminal() {
    let mut analysis = sample::analysis();
    analysis.prediction.tasks[0].title = "\u{1b}]52;c;cm0gLXJm\u{7}Copy \u{1b}[2Jthis".to_owned();
    let text = render(&analysis, View::default());
    assert!(text.contains("Copy this"), "{text}");
    assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}]"), "{text}");
}

#[test]
fn one_track_is_no_reason_for_worktrees() {
    let first_line = |change: &dyn Fn(&mut Plan)| {
        let mut analysis = sample::analysis();
        analysis.plan.tracks.truncate(1);
        analysis.plan.tracks[0].tasks = [0, 2, 5].map(TaskId).to_vec();
        analysis.plan.unknown.clear();
        analysis.plan.max_tracks = 4;
        change(&mut analysis.plan);
        let text = plain(&analysis, View { width: Some(120), ..View::default() });
        assert!(text.contains("Do them in this order"), "{text}");
        text.lines().next().unwrap_or_default().to_owned()
    };
    let alone = |why: &str| format!("Not worth splitting: {why}.");
    assert_eq!(first_line(&|_| {}), alone("all tasks are about the same thing"));
    assert_eq!(
        first_line(&|plan| plan.tracks[0].tasks = [0, 1, 4].map(TaskId).to_vec()),
        alone("its tasks probably change the same files, or wait for each other")
    );
    assert_eq!(
        first_line(&|plan| plan.tracks[0].tasks.truncate(2)),
        alone("a second worktree costs more than it saves with 2 tasks")
    );
    assert_eq!(
        first_line(&|plan| plan.unknown.push(TaskId(6))),
        alone("there is only one track: 1 task has no file")
    );
    assert_eq!(first_line(&|plan| plan.max_tracks = 1), alone("one track was asked for"));

    let mut analysis = sample::analysis();
    analysis.plan.tracks.clear();
    let text = plain(&analysis, View::default());
    assert!(text.contains("none of the 9 open tasks could be given a track"), "{text}");
}

#[test]
fn what_is_under_way_is_no_reason_against_worktrees() {
    let mut analysis = sample::analysis();
    let under_way = |task: u32| crate::model::Deferral {
        task: TaskId(task),
        reason: DeferralReason::UnderWay("work/docs".to_owned()),
        with: Vec::new(),
        files: Vec::new(),
    };
    analysis.plan.deferred = vec![under_way(0), under_way(1)];
    analysis.plan.tracks.truncate(1);
    let text = plain(&analysis, View::default());
    let alone = "Not worth splitting: beside the 2 tasks under way, there is only one track.";
    assert!(text.contains(alone), "{text}");

    analysis.plan.tracks.clear();
    let text = plain(&analysis, View::default());
    assert!(text.starts_with("Nothing more to start: 2 of 9 open tasks are under way."), "{text}");
    analysis.plan.deferred.truncate(1);
    let text = plain(&analysis, View::default());
    assert!(text.starts_with("Nothing more to start: 1 of 9 open tasks is under way."), "{text}");
}

#[test]
fn a_backlog_is_named_once_where_all_tasks_of_a_track_are_from_it() {
    let mut analysis = sample::analysis();
    let backlogs = ["openspec/changes/one/tasks.md", "openspec/changes/two/tasks.md"];
    analysis.prediction.backlogs = backlogs.map(str::to_owned).to_vec();
    for task in &mut analysis.prediction.tasks {
        task.backlog = backlogs[0].to_owned();
    }
    let first = analysis.plan.tracks[0].tasks[0];
    let text = plain(&analysis, View::default());
    let key = analysis.prediction.tasks[first.index()].key.clone();
    let line = analysis.prediction.tasks[first.index()].line;
    assert!(text.contains(&format!(")\n  {}\n  {key}  line {line}", backlogs[0])), "{text}");

    analysis.prediction.tasks[first.index()].backlog = backlogs[1].to_owned();
    let text = plain(&analysis, View::default());
    assert!(text.contains(&format!("{key}  two:{line}")), "{text}");
}

#[test]
fn many_backlogs_are_named_by_their_folder_unless_a_line_holds_them() {
    let mut analysis = sample::analysis();
    let path = |at: usize| format!("openspec/changes/add-a-long-name-{at}/tasks.md");
    analysis.prediction.backlogs = (0..20).map(path).collect();
    let text = plain(&analysis, View::default());
    assert!(text.contains("\nopenspec/changes/ (20 files), compared with"), "{text}");
    let text = plain(&analysis, View { verbose: true, ..View::default() });
    assert!(text.contains("add-a-long-name-19/tasks.md"), "{text}");

    analysis.prediction.backlogs.truncate(2);
    let text = plain(&analysis, View { width: Some(72), ..View::default() });
    assert!(text.contains("\nopenspec/changes/ (2 files), compared with"), "{text}");
    let text = plain(&analysis, View { width: Some(120), ..View::default() });
    assert!(
        text.contains("name-0/tasks.md and openspec/changes/add-a-long-name-1/tasks.md"),
        "{text}"
    );
}

#[test]
fn two_tasks_are_no_reason_either() {
    let mut analysis = sample::analysis();
    for track in &mut analysis.plan.tracks {
        track.tasks.truncate(1);
    }
    let text = plain(&analysis, View::default());
    assert!(text.contains("only 2 of 9 open tasks can be worked on side by side"), "{text}");
}

#[test]
fn an_empty_backlog_says_so() {
    let mut analysis = Analysis::default();
    analysis.prediction.backlogs = vec!["TODO.md".to_owned()];
    assert_eq!(plain(&analysis, View::default()), "No open tasks in TODO.md.\n");
}

/// The sample without its doubtful tasks, which are the last ones.
fn without_doubtful() -> Analysis {
    let mut analysis = sample::analysis();
    let planned = analysis.prediction.tasks.len() - analysis.prediction.doubtful.len();
    analysis.prediction.doubtful.clear();
    analysis.prediction.tasks.truncate(planned);
    analysis.prediction.radii.truncate(planned);
    analysis
}

#[test]
fn a_long_track_shows_its_first_ten() {
    let mut analysis = without_doubtful();
    for id in 7..20 {
        analysis.prediction.tasks.push(sample::task(
            id,
            &format!("T{id}"),
            id + 4,
            "More of the same",
        ));
        analysis.prediction.radii.push(analysis.prediction.radii[0].clone());
        analysis.plan.tracks[0].tasks.push(TaskId(id));
    }
    let text = plain(&analysis, View::default());
    assert!(text.contains("… and 5 more (--verbose shows all)"), "{text}");
    assert!(!text.contains("T19") && text.contains("T14"), "{text}");
}

#[test]
fn long_blocks_are_capped_unless_all_are_asked_for() {
    let mut analysis = without_doubtful();
    for id in 7..50 {
        analysis.prediction.tasks.push(sample::task(
            id,
            &format!("T{id}"),
            id + 4,
            "More of the same",
        ));
        analysis.prediction.radii.push(analysis.prediction.radii[6].clone());
        if id < 20 {
            analysis.plan.unknown.push(TaskId(id));
        } else {
            let deferral =
                crate::model::Deferral { task: TaskId(id), ..analysis.plan.deferred[0].clone() };
            analysis.plan.deferred.push(deferral);
        }
    }
    let text = plain(&analysis, View::default());
    assert!(text.contains("… and 4 more (--verbose shows all)"), "{text}");
    assert!(text.contains("… and 12 more (--verbose shows all)"), "{text}");
    assert!(text.find("work/index (").unwrap() < text.find("Unknown (").unwrap(), "{text}");
    let text = plain(&analysis, View { verbose: true, ..View::default() });
    assert!(!text.contains("--verbose shows all") && text.contains("T49"), "{text}");
}

#[test]
fn an_unknown_task_has_its_best_guesses() {
    let mut analysis = sample::analysis();
    let mut text = plain(&analysis, View::default());
    assert!(!text.contains("best guess"), "{text}");
    assert_eq!(text.matches("name a file").count(), 1, "{text}");
    analysis.prediction.radii[6].files = analysis.prediction.radii[0].files.clone();
    analysis.prediction.radii[6].files[0].probability = 0.09;
    text = plain(&analysis, View::default());
    assert!(text.contains("best guesses: docs/recipes/hub.md 9 %, docs/index.md 41 %"), "{text}");
}

#[test]
fn a_task_of_which_the_likely_files_do_not_count_says_why() {
    let mut analysis = sample::analysis();
    analysis.prediction.radii[6].set_aside = Some(SetAside::Hubs);
    let text = plain(&analysis, View::default());
    assert!(text.contains("its likely files change with all kinds of work"), "{text}");
    analysis.prediction.radii[6].set_aside = Some(SetAside::Elsewhere);
    let text = plain(&analysis, View::default());
    assert!(text.contains("it names only paths outside of the directory"), "{text}");
}

#[test]
fn a_task_in_progress_says_so() {
    let mut analysis = sample::analysis();
    analysis.prediction.tasks[0].state = crate::model::TaskState::InProgress;
    let text = plain(&analysis, View::default());
    assert!(text.contains("line 4  (in progress) Update the recipe"), "{text}");
}

#[test]
fn every_pair_across_tracks_is_listed_when_verbose() {
    let analysis = sample::analysis();
    let text = plain(&analysis, View { verbose: true, ..View::default() });
    assert!(text.contains("  T1 and T2  23 %  docs/index.md"), "{text}");
    assert!(!plain(&analysis, View::default()).contains("Pairs across"), "{text}");
}

#[test]
fn a_label_is_never_cut() {
    let mut analysis = sample::analysis();
    analysis.prediction.radii[4].confidence = Confidence::High;
    analysis.prediction.tasks[1].key = "INTERNAL-LLM-007".to_owned();
    analysis.prediction.tasks[4].depends_on = vec![TaskId(1), TaskId(0), TaskId(2)];
    analysis.prediction.radii[4].files[0].path = crate::model::RepoPath::new(
        "internal/llm/a_very_long_name_of_a_file_that_no_terminal_has_room_for.go",
    )
    .unwrap();
    for columns in [60, 72, 80, 100] {
        let text = plain(&analysis, View { width: Some(columns), ..View::default() });
        assert!(text.contains("likely: …/a_very_"), "{columns}: {text}");
        assert!(text.contains(" 66 %"), "{columns}: {text}");
    }
}

#[test]
fn a_long_path_loses_outer_folders_before_its_probability() {
    let mut analysis = sample::analysis();
    let path = "internal/assets/commands/text/very/deep/folders/validate_something.go";
    analysis.prediction.radii[1].files[0].path = crate::model::RepoPath::new(path).unwrap();
    let text = plain(&analysis, View { width: Some(72), ..View::default() });
    assert!(text.contains("…/very/deep/folders/validate_something.go 78 %"), "{text}");
}

#[test]
fn the_expected_collisions_are_accounted_for() {
    let last_lines = |change: &dyn Fn(&mut Analysis)| {
        let mut analysis = sample::analysis();
        change(&mut analysis);
        plain(&analysis, View { width: Some(400), ..View::default() })
    };
    assert!(!last_lines(&|_| {}).contains("other pairs"), "all are listed");
    let text = last_lines(&|analysis| analysis.plan.expected_collisions = 1.5);
    let rest = "Of the 1.5 expected collisions, 0.2 come from there, and 1.3 from 3 other pairs, each below 8 %.";
    assert!(text.contains(rest), "{text}");
    let text = last_lines(&|analysis| {
        analysis.overlaps.clear();
        analysis.plan.expected_collisions = 0.3;
    });
    assert!(
        text.contains("The 0.3 expected collisions are the sum of 4 pairs, each below 8 %."),
        "{text}"
    );
    // Tasks that follow on a track are no part of the number.
    let text = last_lines(&|analysis| {
        let tasks = std::mem::take(&mut analysis.plan.tracks[1].tasks);
        analysis.plan.tracks[1].later = tasks;
    });
    assert!(!text.contains("across tracks may still"), "{text}");
}

#[test]
fn what_the_round_leaves_out_is_explained_below_the_tracks() {
    let said = |change: &dyn Fn(&mut Analysis)| {
        let mut analysis = sample::analysis();
        analysis.plan.max_tracks = 4;
        change(&mut analysis);
        plain(&analysis, View { width: Some(400), ..View::default() })
    };
    let round = |tracks, expected| Some(Alternative { tracks, tasks: 9, expected, chance: 7.0 });
    let text = said(&|analysis| analysis.plan.too_many = round(4, 6.0));
    let why = "2 tracks, not 4: with 4 tracks, 6.0 collisions would be expected (7.0 at random).";
    assert!(text.contains(why), "{text}");
    let text = said(&|_| {});
    assert!(text.contains("2 tracks, not 4: 1 task has no file."), "{text}");
    let text = said(&|analysis| {
        let tasks = &mut analysis.plan.tracks[0].tasks;
        *tasks = tasks.iter().copied().cycle().take(8).collect();
    });
    assert!(text.contains("2 tracks, not 4: the 8 tasks of work/index belong together."), "{text}");
    let text = said(&|analysis| analysis.plan.with_fewer_collisions = round(2, 1.9));
    let advice = "Fewer collisions? ctx analyze --max-tracks 2: 9 tasks, 1.9 collisions expected.";
    assert!(text.contains(advice), "{text}");
    let text = said(&|analysis| {
        for task in [0, 3, 6] {
            analysis.prediction.tasks[task].priority = Some(Priority::Critical);
        }
    });
    let critical = "Critical, not in this round: T4 (collides with work/docs (T1) and work/index (T2) over \
                    internal/config/config.go) and T7 (no file is predicted for it)";
    assert!(text.contains(critical), "{text}");
}
