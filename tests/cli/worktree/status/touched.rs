//! What a worktree has touched, compared with what was predicted for its tasks.

use std::fs;

use serde_json::json;

use super::{of, parsed, project, track};
use crate::harness::{answer, commit, ctx_in, git, git_in, tick, words, write};

#[test]
fn what_is_touched_is_held_against_what_was_predicted() {
    let repository = project();
    let docs = track(&repository, "docs", &[("T1", "One")], &["a", "b", "dir/new", "e"]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    write(&docs, "b", "not committed\n");
    fs::create_dir(docs.join("dir")).unwrap();
    write(&docs, "dir/new", "unknown to git\n");
    git_in(&docs, &["mv", "c", "moved"]);
    write(&docs, "x.log", "ignored");
    tick(&docs, "T1");
    // What others did in the meantime is not its work, even once it is merged.
    repository.write("d", "main\n");
    repository.commit("Go on");
    let expected = json!({
        "inside": ["a", "b", "dir/new"],
        "outside": ["c", "moved"],
        "untouched": ["e"],
        "backlogs": ["TASKS.md"],
        "with_uncommitted": true,
    });
    assert_eq!(of(&parsed(&docs, &["status"]), "docs")["touched"], expected);
    commit(&docs, "All of it");
    git_in(&docs, &["merge", "--quiet", "main"]);
    let after = parsed(&docs, &["status"]);
    let mut expected = expected;
    expected["with_uncommitted"] = false.into();
    assert_eq!(of(&after, "docs")["touched"], expected);
    let text = words(&answer(&mut ctx_in(&docs, &["status"])));
    assert!(text.contains("touched 5 files: 3 as predicted, 2 outside (c and moved)"), "{text}");
    assert!(text.contains("1 predicted and not touched yet"), "{text}");
}

#[test]
fn of_what_is_still_to_be_touched_the_likeliest_is_named() {
    let repository = project();
    let files = ["z", "y", "x", "w", "v", "u", "t"];
    track(&repository, "docs", &[], &files);
    let text = answer(&mut ctx_in(repository.path(), &["status", "docs"]));
    assert_eq!(text.matches("predicted, not touched yet  ").count(), 5, "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("not touched yet")).collect();
    assert!(lines[0].ends_with("  z") && lines[4].ends_with("  v"), "{text}");
    assert!(text.contains("… and 2 more (--output-format json has all)"), "{text}");
    let document = parsed(repository.path(), &["status", "docs"]);
    assert_eq!(of(&document, "docs")["touched"]["untouched"], json!(files));
}

#[test]
fn a_merge_that_is_not_committed_yet_brings_no_work_of_its_own() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.write("d", "main\n");
    repository.commit("Go on");
    git_in(&docs, &["merge", "--quiet", "--no-commit", "--no-ff", "main"]);
    let document = parsed(&docs, &["status"]);
    let docs = of(&document, "docs");
    assert_eq!(docs["operation"], "merge");
    assert_eq!(docs["touched"]["outside"], json!(["a"]));
}

#[test]
fn unresolved_conflicts_leave_the_commit() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.write("a", "main\n");
    repository.commit("Go on");
    git(&docs).args(["merge", "--quiet", "main"]).assert().code(1);
    write(&docs, "b", "not counted\n");
    let document = parsed(&docs, &["status"]);
    let docs = of(&document, "docs");
    assert_eq!(docs["operation"], "merge");
    assert_eq!(docs["uncommitted"]["unmerged"], 1);
    assert_eq!(docs["touched"]["outside"], json!(["a"]));
    assert!(docs["remarks"][0].as_str().unwrap().contains("not counted"), "{docs}");
}

#[test]
fn work_that_was_merged_has_nothing_to_merge() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &["a"]);
    write(&docs, "a", "docs\n");
    commit(&docs, "Work");
    repository.git(&["merge", "--quiet", "--no-ff", "-m", "Merge", "work/docs"]);
    let document = parsed(&docs, &["status"]);
    assert_eq!(of(&document, "docs")["ahead"], 0);
    assert_eq!(of(&document, "docs")["touched"]["inside"], json!(["a"]), "it was its work");
    assert_eq!(document["forecast"]["with_base"], json!([]));
    // What main did elsewhere and the branch only took over is not.
    let idle = track(&repository, "idle", &[], &[]);
    repository.write("e", "main\n");
    repository.commit("Go on");
    git_in(&idle, &["merge", "--quiet", "main"]);
    let document = parsed(&idle, &["status"]);
    assert_eq!(of(&document, "idle")["touched"]["outside"], json!([]));
}

#[test]
fn ten_thousand_new_files_are_counted() {
    let repository = project();
    let docs = track(&repository, "docs", &[], &[]);
    fs::create_dir(docs.join("many")).unwrap();
    for number in 0..10_000 {
        fs::write(docs.join(format!("many/{number}")), "").unwrap();
    }
    let document = parsed(&docs, &["status"]);
    assert_eq!(of(&document, "docs")["uncommitted"]["untracked"], 10_000);
    assert_eq!(of(&document, "docs")["touched"]["outside"].as_array().unwrap().len(), 10_000);
}

#[test]
fn a_receipt_has_the_title_that_status_has() {
    let repository = project();
    let wrapped = "- [ ] Say in the guide how a backlog is\n  read. Then rest.\n";
    let long = "- [ ] Say on and on and on and on and on and on and on and on and on and on and on\n  \
                and on and on and on and on\n";
    repository.write("TASKS.md", format!("# Tasks\n\n{wrapped}{long}"));
    repository.commit("Plan");
    let docs = track(&repository, "docs", &[], &[]);
    let done = fs::read_to_string(docs.join("TASKS.md")).unwrap().replace("[ ]", "[x]");
    write(&docs, "TASKS.md", &done);
    commit(&docs, "Work");
    let document = parsed(repository.path(), &["status", "docs"]);
    let titles = of(&document, "docs")["tasks"].as_array().unwrap().clone();
    let titles: Vec<&str> = titles.iter().map(|task| task["title"].as_str().unwrap()).collect();
    assert_eq!(titles[0], "Say in the guide how a backlog is read");
    assert!(titles[1].ends_with('…'), "{titles:?}");
    let receipt = answer(&mut ctx_in(repository.path(), &["teardown", "docs"]));
    for title in titles {
        assert!(receipt.contains(&format!("finished {title}\n")), "{title}: {receipt}");
    }
}

#[test]
fn what_only_moved_with_its_backlog_is_part_of_it() {
    for (from, to, backlog) in [
        ("openspec/changes/pay", "openspec/changes/archive/2026-11-28-pay", "tasks.md"),
        ("specs/001-pay", "specs/done/001-pay", "tasks.md"),
        (".kiro/specs/pay", ".kiro/specs/done/pay", "tasks.md"),
        ("specs/002-pay", "specs/003-pay", "tasks.md"),
        (".context", "old/context", "TASKS.md"),
    ] {
        let repository = project();
        let list = "# Pay\n\n- [ ] T1: One\n- [ ] T2: Two\n- [ ] T3: Three\n- [ ] T4: Four\n";
        repository.write(format!("{from}/{backlog}"), list);
        repository.write(format!("{from}/proposal.md"), "# Why\n\nPeople pay.\n");
        repository.write(format!("{from}/design.md"), "# How\n\nBy card, and in parts.\n");
        repository.write(format!("{from}/specs/pay/spec.md"), "# Pay\n\nIt is paid for once.\n");
        repository.commit("Plan");
        let docs = track(&repository, "docs", &[], &[]);
        fs::create_dir_all(docs.join(to).parent().unwrap()).unwrap();
        git_in(&docs, &["mv", from, to]);
        write(&docs, format!("{to}/{backlog}"), list.replace("[ ]", "[x]"));
        write(
            &docs,
            format!("{to}/design.md"),
            "# How\n\nBy invoice, and never in parts at all.\n",
        );
        git_in(&docs, &["mv", "c", "moved"]);
        commit(&docs, "Archive");
        let touched = of(&parsed(&docs, &["status"]), "docs")["touched"].clone();
        let design = [format!("{from}/design.md"), format!("{to}/design.md")];
        let mut outside =
            vec!["c".to_owned(), "moved".to_owned(), design[0].clone(), design[1].clone()];
        outside.sort();
        assert_eq!(touched["outside"], json!(outside), "{from}: {touched}");
        assert_eq!(touched["backlogs"].as_array().unwrap().len(), 6, "{from}: {touched}");
    }
}
