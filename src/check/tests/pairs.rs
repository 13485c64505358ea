//! Pairs of tasks that name the same file, and comments about them.

use super::*;

/// Tasks marked as parallel by spec-kit, each with this text.
fn marked(texts: &[String]) -> String {
    let mut backlog = "## Phase 1: Setup\n\n".to_owned();
    for (at, text) in texts.iter().enumerate() {
        writeln!(backlog, "- [ ] T{at:03} [P] {text}").unwrap();
    }
    backlog
}

#[test]
fn parallel_tasks_that_name_the_same_file_are_found_however_many_and_however_unlikely() {
    for (count, probability) in [(2, 0.3), (8, 0.67), (12, 0.9), (40, 0.9)] {
        let each = |at| format!("Log charge variant {at} in src/charge.ts");
        let texts: Vec<String> = (0..count).map(each).collect();
        let file = [("src/charge.ts", probability)];
        let files = vec![&file[..]; count];
        let checked = check(&marked(&texts), &files, &[], &Options::default());
        assert_eq!(checked.findings.len(), count * (count - 1), "{count} tasks");
        assert_eq!(checked.independence.independent, Some(0.0), "{count} tasks");
        let is_named = |it: &Finding| matches!(it.detail, Detail::Overlap { is_named: true, .. });
        assert!(checked.findings.iter().all(is_named));
    }
}

#[test]
fn a_file_that_a_task_only_refers_to_is_no_overlap() {
    let texts = ["Log charges in src/charge.ts", "Log refunds in src/refund.ts like src/charge.ts"];
    let files: Files =
        &[&[("src/charge.ts", 0.6)], &[("src/refund.ts", 0.6), ("src/charge.ts", 0.6)]];
    let text = marked(&texts.map(str::to_owned));
    assert_eq!(check(&text, files, &[], &Options::default()).findings, []);
}

#[test]
fn tasks_of_one_track_are_done_one_after_the_other_in_spite_of_their_marks() {
    let text = |[a, b]: [&str; 2]| {
        marked(&[format!("Log it in src/charge.ts {a}"), format!("Retry it in src/charge.ts {b}")])
    };
    let files: Files = &[&[("src/charge.ts", 0.9)], &[("src/charge.ts", 0.9)]];
    let number = |labels: [&str; 2], parallel: &[Parallel]| {
        let options = Options { rules: BTreeSet::from([Rule::Overlap]), ..Options::default() };
        check(&text(labels), files, parallel, &options).findings.len()
    };
    let lane = |tasks: &[u32]| Lane {
        name: format!("work/{tasks:?}"),
        tasks: tasks.iter().map(|&task| TaskId(task)).collect(),
    };
    let of = |kind, lanes| [Parallel { kind, name: String::new(), lanes }];
    assert_eq!(number(["", ""], &[]), 2);
    assert_eq!(number(["#track:git", "#track:git"], &[]), 0, "the only label there is");
    assert_eq!(number(["#track:git", ""], &[]), 2);
    for kind in [ParallelKind::Plan, ParallelKind::Worktree] {
        assert_eq!(number(["", ""], &of(kind, vec![lane(&[0, 1])])), 0, "the only track there is");
        assert_eq!(number(["", ""], &of(kind, vec![lane(&[0]), lane(&[1])])), 2);
    }
    let apart = of(ParallelKind::Worktree, vec![lane(&[0]), lane(&[1])]);
    assert_eq!(number(["#track:git", "#track:git"], &apart), 2, "they run at the same time");
    let apart = of(ParallelKind::Plan, vec![lane(&[0]), lane(&[1])]);
    assert_eq!(number(["#track:git", "#track:git"], &apart), 0, "the user overrules the plan");
}

#[test]
fn a_suppression_may_be_about_one_pair() {
    let number = |comment: &str| {
        let mut texts = ["a", "b", "c"].map(|it| format!("Log {it} in src/charge.ts"));
        texts[0] += comment;
        let files = vec![&[("src/charge.ts", 0.9)][..]; 3];
        let checked = check(&marked(&texts), &files, &[], &Options::default());
        let rule = |rule| checked.findings.iter().filter(|it| it.rule == rule).count();
        (rule(Rule::Overlap), rule(Rule::UnusedSuppression))
    };
    assert_eq!(number(""), (6, 0));
    assert_eq!(number(" <!-- ctx: ignore overlap: both only add lines -->"), (2, 0));
    assert_eq!(number(" <!-- ctx: ignore overlap T001: both only add lines -->"), (4, 0));
    assert_eq!(number(" <!-- ctx: ignore overlap t001 T002 -->"), (2, 0));
    assert_eq!(number(" <!-- ctx: ignore overlap T009 -->"), (2, 1), "no such task");
    assert_eq!(number(" <!-- ctx: ignore unknown T001 -->"), (6, 1), "not about a pair");
}

#[test]
fn a_pair_that_is_ordered_by_way_of_other_tasks_is_not_parallel() {
    let overlaps = |lines: &[&str]| {
        let text: String = lines.iter().flat_map(|line| ["- [ ] ", line, "\n"]).collect();
        // The first and the last task change one file.
        let shared: &[(&str, f64)] = &[("src/a.rs", 0.9)];
        let own: Vec<[(String, f64); 1]> =
            (0..lines.len()).map(|at| [(format!("own/{at}.rs"), 0.9)]).collect();
        let own: Vec<Vec<(&str, f64)>> =
            own.iter().map(|it| vec![(it[0].0.as_str(), 0.9)]).collect();
        let files: Vec<&[(&str, f64)]> = (0..lines.len())
            .map(|at| if at == 0 || at + 1 == lines.len() { shared } else { &own[at][..] })
            .collect();
        let options = Options { rules: BTreeSet::from([Rule::Overlap]), ..Options::default() };
        check(&text, &files, &[], &options).findings.len()
    };
    let (first, last) = ("T1: Read it #track:x", "T9: Write it #track:y");
    let after = |id: &str| format!("{last} (depends on {id})");
    for (lines, expected) in [
        (vec![first, last], 2),
        (vec![first, "T2: Count (depends on T1)", &after("T2")], 0),
        (vec![first, "T2: Count (depends on T1)", "T3: Sort (depends on T2)", &after("T3")], 0),
        (vec![first, "T2: Count", "T3: Sort (depends on T2)", &after("T3")], 2),
        (vec![first, "T2: Count (depends on T1)", "T3: Sort", &after("T3")], 2),
        (vec![first, "T2: Count (depends on T1 and T3)", "T3: Sort", &after("T2")], 0),
        (vec!["T1: Read it #track:x (depends on T2)", "T2: Count (depends on T9)", last], 0),
    ] {
        assert_eq!(overlaps(&lines), expected, "{lines:?}");
    }
    // Beyond the bound, a pair counts as parallel again.
    for (between, expected) in [(150, 0), (400, 2)] {
        let mut chain = vec![first.to_owned()];
        chain.extend((0..between).map(|at| match at {
            0 => "C0: Count (depends on T1)".to_owned(),
            _ => format!("C{at}: Count (depends on C{})", at - 1),
        }));
        chain.push(after(&format!("C{}", between - 1)));
        let lines: Vec<&str> = chain.iter().map(String::as_str).collect();
        assert_eq!(overlaps(&lines), expected, "{between} tasks between");
    }
}
