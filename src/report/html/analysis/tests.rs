//! Tests of the page of an analysis.

use super::*;
use crate::model::{Calls, DeferralReason, InFlight, ReliabilityBin};
use crate::report::sample;

/// Returns the body without what the program's own script and style are.
fn body(page: &str) -> &str {
    let body = page.split_once("<body>\n").unwrap().1;
    body.split("<script>").next().unwrap()
}

#[test]
fn the_page_reads_without_its_script() {
    insta::assert_snapshot!(body(&render(&sample::analysis(), None)));
}

#[test]
fn every_task_has_one_card() {
    let page = render(&sample::analysis(), None);
    for task in &sample::analysis().prediction.tasks {
        let card = format!("id=\"task-{}\"", task.id.0);
        assert_eq!(page.matches(&card).count(), 1, "{}", task.key);
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let mut analysis = sample::analysis();
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}\u{1b}[2J";
    for task in &mut analysis.prediction.tasks {
        task.title = hostile.to_owned();
        task.key = format!("\"'{hostile}{}", task.id.0);
    }
    for radius in &mut analysis.prediction.radii {
        for file in &mut radius.files {
            file.evidence[0].quote = hostile.into();
            file.path = crate::model::RepoPath::new(&format!("a/{hostile}")).unwrap();
        }
    }
    analysis.plan.tracks[0].name = hostile.to_owned();
    analysis.prediction.problems[0].message = hostile.to_owned();
    let page = render(&analysis, None);
    assert_eq!(page.matches("<script").count(), 2, "data and program");
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img"));
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn work_in_flight_is_told_apart_from_the_deferred() {
    let mut analysis = sample::analysis();
    let name = "work/<old>".to_owned();
    analysis.plan.deferred[0].reason = DeferralReason::UnderWay(name.clone());
    let task = analysis.plan.deferred[0].task;
    let work = InFlight { name, tasks: vec![task], changed: Vec::new(), predicted: Vec::new() };
    analysis.plan.in_flight = vec![work];
    let page = render(&analysis, None);
    for part in [
        "Planned around work in flight: work/&lt;old&gt; (1 task)",
        "<h3>Under way</h3>",
        "<p class=\"why\">under way in work/&lt;old&gt;",
        "<h3>Deferred</h3>",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn no_tasks_make_a_short_page() {
    let page = render(&crate::model::Analysis::default(), None);
    assert!(body(&page).contains("<h1>No open tasks in the backlog.</h1>"));
    assert!(!page.contains("<script"));
}

#[test]
fn a_backtest_is_shown() {
    let backtest = LastBacktest {
        replayed: 30,
        commits: 10,
        weights: "built in".to_owned(),
        hit1: 0.5,
        hit5: 0.8,
        conflict: Calls { given: 10, right: 4 },
        independent: Calls { given: 100, right: 96 },
        bins: vec![ReliabilityBin { from: 0.2, to: 0.3, files: 9, predicted: 0.25, changed: 0.3 }],
    };
    let page = render(&sample::analysis(), Some(&backtest));
    for part in ["20 finished tasks and 10 commits", "<dd>80 %</dd>", "<svg", "96 % of 100 pairs"] {
        assert!(page.contains(part), "{part}");
    }
}
