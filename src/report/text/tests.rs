use super::super::sample;
use super::*;

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
    analysis.tasks[0].title = "\u{1b}]52;c;cm0gLXJm\u{7}Copy \u{1b}[2Jthis".to_owned();
    let text = render(&analysis, View::default());
    assert!(text.contains("Copy this"), "{text}");
    assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}]"), "{text}");
}

#[test]
fn one_track_is_no_reason_for_worktrees() {
    let mut analysis = sample::analysis();
    analysis.plan.tracks.truncate(1);
    let text = plain(&analysis, View::default());
    assert!(text.starts_with("Worktrees do not pay here: there is only one track"), "{text}");
    assert!(text.contains("Do them in this order"), "{text}");

    analysis.plan.tracks.clear();
    let text = plain(&analysis, View::default());
    assert!(text.contains("none of the 7 open tasks could be given a track"), "{text}");
}

#[test]
fn two_tasks_are_no_reason_either() {
    let mut analysis = sample::analysis();
    for track in &mut analysis.plan.tracks {
        track.tasks.truncate(1);
    }
    let text = plain(&analysis, View::default());
    assert!(text.contains("only 2 of 7 open tasks can be worked on side by side"), "{text}");
}

#[test]
fn an_empty_backlog_says_so() {
    let analysis = Analysis { backlogs: vec!["TODO.md".to_owned()], ..Analysis::default() };
    assert_eq!(plain(&analysis, View::default()), "No open tasks in TODO.md.\n");
}

#[test]
fn a_long_track_shows_its_first_ten() {
    let mut analysis = sample::analysis();
    for id in 7..20 {
        analysis.tasks.push(sample::task(id, &format!("T{id}"), id + 4, "More of the same"));
        analysis.radii.push(analysis.radii[0].clone());
        analysis.plan.tracks[0].tasks.push(TaskId(id));
    }
    let text = plain(&analysis, View::default());
    assert!(text.contains("… and 5 more (--verbose shows all)"), "{text}");
    assert!(!text.contains("T19") && text.contains("T14"), "{text}");
}

#[test]
fn a_long_path_loses_outer_folders_before_its_probability() {
    let mut analysis = sample::analysis();
    let path = "internal/assets/commands/text/very/deep/folders/validate_something.go";
    analysis.radii[1].files[0].path = crate::model::RepoPath::new(path).unwrap();
    let text = plain(&analysis, View { width: Some(72), ..View::default() });
    assert!(text.contains("…/deep/folders/validate_something.go 78 %"), "{text}");
}
