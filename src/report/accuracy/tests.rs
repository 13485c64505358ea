use super::super::layout::width;
use super::*;
use crate::backtest::sample::{clue, replay};
use crate::backtest::{Replay, measure};
use crate::model::{LeftOut, RepoPath, RoundScores, Signal};

const FILES: [&str; 7] =
    ["rc/rc.go", "rc/load.go", "cli/add.go", "cli/root.go", "docs/a.md", "x/y.go", "go.mod"];

/// Builds fourteen tasks of one repository and two of another, some predicted well and some not.
fn replays() -> Vec<Replay> {
    let mut replays: Vec<Replay> = (0..14_u32)
        .map(|i| {
            let at = |n: u32| FILES[(i as usize / 3 + n as usize) % FILES.len()];
            let text = format!("Teach {} to wait, part {i}", at(0).replace(".go", ""));
            let files = [(at(0), 0.82), (at(1), 0.35), (at(2), 0.12), (at(3), 0.04)];
            let changed = if i % 5 == 4 { at(6) } else { at(i % 2) };
            let mut replay = replay("shop/orders", i, &text, &files, &[changed, "CHANGELOG.md"]);
            replay.mentions = RepoPath::new(at(0)).into_iter().collect();
            replay.bm25 = [at(1), at(0)].into_iter().filter_map(RepoPath::new).collect();
            replay.case.others = usize::from(i % 7 == 4);
            replay
        })
        .collect();
    replays[9].radius.files[0].evidence[0] =
        clue(Signal::Symbol, "\u{1b}[2JWait", "func Wait<T>, cli/root.go:12");
    replays[9].task.title = "Wait <script>alert(1)</script>\u{1b}[31m & see".to_owned();

    let long = [("a.go", 0.7), ("b.go", 0.3), ("c.go", 0.2), ("d.go", 0.15), ("e.go", 0.11)];
    let mut low = long.to_vec();
    low.extend([("f.go", 0.06), ("g.go", 0.03)]);
    replays.push(replay("shop/\"mail\"", 3, "Send it later", &low, &["g.go"]));
    let mut new = replay("shop/\"mail\"", 5, "Add a queue", &long, &[]);
    new.case.truth_new = vec!["queue.go".to_owned(), "queue_test.go".to_owned()];
    replays.push(new);
    replays
}

fn sample() -> Accuracy {
    Accuracy {
        weights: "built in".to_owned(),
        left_out: vec![
            LeftOut { reason: "more than 30 files were changed".to_owned(), tasks: 2 },
            LeftOut { reason: "the text came with the work".to_owned(), tasks: 1 },
        ],
        rounds: RoundScores {
            windows: 3,
            stopped: 1,
            collisions: 12,
            chance: 30.5,
            expected: 14.2,
            placed: 36,
            near: 40,
            near_by_chance: 22.0,
            sections: 9,
            split_sections: 1,
        },
        ..measure(&replays())
    }
}

fn plain(accuracy: &Accuracy, columns: usize) -> String {
    let text = render_accuracy(accuracy, AccuracyFormat::Text, Some(columns));
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn text_as_people_read_it() {
    insta::assert_snapshot!(plain(&sample(), 80));
}

#[test]
fn one_repository_in_text() {
    let mut accuracy = measure(&replays()[..14]);
    accuracy.interrupted = true;
    insta::assert_snapshot!(plain(&accuracy, 80));
}

#[test]
fn a_page_for_browsers() {
    let page = render_accuracy(&sample(), AccuracyFormat::Html, None);
    insta::assert_snapshot!(page.split_once("<body>\n").unwrap().1);
}

#[test]
fn no_line_is_wider_than_the_page() {
    for columns in [72, 80, 100, 160] {
        for line in plain(&sample(), columns).lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn nothing_replayed_says_so_in_every_format() {
    let nothing = measure(&[]);
    assert_eq!(plain(&nothing, 80), "No finished task could be replayed.\n");
    let page = render_accuracy(&nothing, AccuracyFormat::Html, None);
    assert!(page.contains("<h1>No finished task could be replayed.</h1>"), "{page}");
    assert!(!page.contains("<table"), "{page}");
}

#[test]
fn only_new_files_are_said_to_be_new() {
    let text = plain(&measure(&replays()[15..]), 80);
    assert!(text.starts_with("In 1 replayed task, no file was changed that was there before."));
    assert!(text.contains("all changed files were new: queue.go and queue_test.go"), "{text}");
}

#[test]
fn a_strangers_text_drives_neither_terminal_nor_browser() {
    let accuracy = sample();
    let text = render_accuracy(&accuracy, AccuracyFormat::Text, None);
    assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}[31m"), "{text}");
    let page = render_accuracy(&accuracy, AccuracyFormat::Html, None);
    assert!(page.contains("Wait &lt;script&gt;alert(1)&lt;/script&gt; &amp; see"), "{page}");
    assert!(!page.contains("<script") && !page.contains('\u{1b}'), "{page}");
    assert!(!page.contains("http:") && !page.contains("https:"), "nothing is loaded");
}

#[test]
fn the_schema_holds_and_is_strict() {
    let text = include_str!("../../../docs/schema/backtest-v1.schema.json");
    let schema = serde_json::from_str(text).unwrap();
    let schema = jsonschema::draft202012::options().build(&schema).unwrap();
    let parsed = |accuracy: &Accuracy| -> serde_json::Value {
        let text = render_accuracy(accuracy, AccuracyFormat::Json, None);
        serde_json::from_str(&text).unwrap()
    };
    for accuracy in [sample(), measure(&[]), Accuracy::default(), measure(&replays()[15..])] {
        let document = parsed(&accuracy);
        let errors: Vec<_> = schema.iter_errors(&document).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    let mut document = parsed(&sample());
    document["misses"][0]["surprise"] = true.into();
    assert!(!schema.is_valid(&document), "unknown fields are refused");
}

#[test]
fn the_document_reads_as_published() {
    insta::assert_snapshot!(render_accuracy(&sample(), AccuracyFormat::Json, None));
}
