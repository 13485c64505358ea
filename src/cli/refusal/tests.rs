//! All refusals, so that the wording can be read through.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;
use std::path::PathBuf;

use super::{FAILED, NotHandedOver, Refusal, id};
use crate::worktree::{self, RepositoryRefusal, samples};
use crate::{analyze, backlog, backtest, git};

/// Makes at least one sample of each refusal.
fn of_arguments() -> Vec<Refusal> {
    let (name, file) = ("docs".to_owned(), PathBuf::from("answer.txt"));
    let left_out = vec![("the task is not in the first version".to_owned(), 2)];
    vec![
        Refusal::ClosedOutput,
        Refusal::OutputInGit { file: PathBuf::from(".git/config") },
        Refusal::OutputWithoutFolder { file: PathBuf::from("out/answer.txt") },
        Refusal::OutputIsBacklog { backlog: "TASKS.md".to_owned() },
        Refusal::SameOutput {
            option: "--predictions".to_owned(),
            other: "--output-file".to_owned(),
            file: Some(file.clone()),
        },
        Refusal::SameOutput {
            option: "--output-format text".to_owned(),
            other: "--output-format json".to_owned(),
            file: None,
        },
        Refusal::OutputIsInput { option: "--output-file", file: file.clone() },
        Refusal::TooManyTracks { asked: 6, max: 4 },
        Refusal::Baseline { file: file.clone(), reason: "not the JSON of `ctx check`".to_owned() },
        Refusal::InputTwice,
        Refusal::PartOfGraph { option: "--later" },
        Refusal::NoRules,
        Refusal::NoPast { folder: file.clone(), reason: "not in a git repository".to_owned() },
        Refusal::OneTask { task: "T012".to_owned() },
        Refusal::InputTooLarge { mib: 64 },
        Refusal::NoCacheFolder,
        Refusal::NotText { file },
        Refusal::NoCases,
        Refusal::NothingToReplay { left_out: Vec::new(), since: None },
        Refusal::NothingToReplay { left_out, since: Some("2 weeks ago".to_owned()) },
        Refusal::TooFewTasks { found: 3, needed: 20 },
        Refusal::WatchedPage,
        Refusal::TimedOut {
            after: std::time::Duration::from_secs(30),
            doing: "predicting tasks (245 tasks)".to_owned(),
        },
        Refusal::InterruptedAfterCreate,
        Refusal::ExecFailed,
        Refusal::TmuxFailed { track: name, reason: "no server running".to_owned() },
        Refusal::UnknownCommand {
            name: "analyse".to_owned(),
            reason: NotHandedOver::NoOther,
            nearest: Some("analyze".to_owned()),
        },
        Refusal::UnknownCommand {
            name: "init".to_owned(),
            reason: NotHandedOver::Unknown,
            nearest: None,
        },
        Refusal::UnknownCommand {
            name: "init".to_owned(),
            reason: NotHandedOver::Circle,
            nearest: None,
        },
        Refusal::InitInWorktree,
        Refusal::OtherNotStarted {
            program: PathBuf::from("/opt/ctx"),
            reason: "Exec format error (os error 8)".to_owned(),
        },
        Refusal::NoCommand { program: "ctx worktree".to_owned(), name: "creat".to_owned() },
    ]
}

/// Makes at least one sample of each error that is no refusal and has an id.
fn errors() -> Vec<anyhow::Error> {
    let settings = PathBuf::from("/src/app/.git/ctx/settings.json");
    let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
    let unlike = serde_json::from_str::<bool>("{").err();
    let unlike = unlike.map(|source| backtest::CasesError::Line { line: 3, source });
    let git = git::Error::Failed {
        command: "merge".to_owned(),
        message: "fatal: no space left on device".to_owned(),
    };
    let no_clone = backtest::Error::NoClone {
        repository: "owner/name".to_owned(),
        folder: PathBuf::from("/src"),
        expected: "/src/name".to_owned(),
    };
    let mut errors: Vec<anyhow::Error> = vec![
        anyhow::Error::from(denied()).context("cannot listen for an interrupt"),
        worktree::Error::Git(git).into(),
        worktree::Error::File { path: settings, reason: denied() }.into(),
        no_clone.into(),
        backtest::CasesError::Read(denied()).into(),
    ];
    errors.extend(unlike.map(Into::into));
    errors.extend(analyze::samples().into_iter().map(Into::into));
    errors
}

/// Renders the samples of all refusals and of all errors with an id, as `(id, message)`.
fn rendered() -> BTreeSet<(&'static str, String)> {
    let errors = errors();
    let errors = errors.iter().map(|error| (id(error), crate::cli::told(error)));
    let arguments = of_arguments().into_iter().map(|it| (it.id(), it.to_string()));
    let executor = samples::samples().into_iter().map(|it| (it.id(), it.to_string()));
    arguments.chain(executor).chain(errors).collect()
}

#[test]
fn all_refusals() {
    let mut text = String::new();
    for (id, message) in rendered() {
        writeln!(text, "{id}:\n  {}\n", message.replace('\n', "\n  ")).unwrap();
    }
    text.push_str("failures of git that are not foreseen:\n");
    for message in crate::worktree::unforeseen::samples() {
        writeln!(text, "  {message}").unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn ids_are_unique_and_plain() {
    let all: Vec<&str> = Refusal::IDS.iter().copied().chain(samples::ids()).collect();
    let ids: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(ids.len(), all.len(), "an id is taken twice");
    for id in &ids {
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
    }
}

/// Returns the ids that the schema lists, in its order.
fn ids_of_schema() -> Vec<String> {
    let text = include_str!("../../../docs/schema/error-v1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).unwrap();
    let listed = schema["properties"]["error"]["properties"]["id"]["enum"].as_array().unwrap();
    listed.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_snapshot_has_each_id_of_the_schema() {
    let listed: BTreeSet<String> = ids_of_schema().into_iter().collect();
    let snapshot = include_str!("snapshots/ctx_analyze__cli__refusal__tests__all_refusals.snap");
    // An id stands alone on a line, with a colon behind.
    let ids = snapshot.lines().filter_map(|line| line.strip_suffix(':'));
    let shown: BTreeSet<String> = ids.filter(|id| !id.contains(' ')).map(str::to_owned).collect();
    assert_eq!(shown, listed);
}

#[test]
fn names_of_strangers_stay_on_one_line() {
    let hostile = "a\nctx: forged\u{1b}[2J".to_owned();
    let strangers = || vec![hostile.clone()];
    for message in [
        RepositoryRefusal::NoTrack { name: hostile.clone(), known: strangers() }.to_string(),
        RepositoryRefusal::LostBacklog { backlog: hostile.clone(), track: hostile.clone() }
            .to_string(),
        Refusal::OutputIsBacklog { backlog: hostile.clone() }.to_string(),
        Refusal::TmuxFailed { track: hostile.clone(), reason: hostile.clone() }.to_string(),
        Refusal::OutputInGit { file: PathBuf::from(&hostile) }.to_string(),
    ] {
        assert!(!message.contains(char::is_control), "{message}");
    }
}

#[test]
fn the_schema_lists_all_ids() {
    let mut ids: Vec<&str> = Refusal::IDS.iter().copied().chain(samples::ids()).collect();
    ids.extend(worktree::Error::IDS.iter().chain(&analyze::Error::IDS));
    ids.extend(["no-clone", "unreadable-cases", FAILED]);
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    assert_eq!(ids_of_schema(), ids.into_iter().collect::<Vec<_>>(), "sorted, each once");
}

#[test]
fn errors_are_told_apart_by_their_id() {
    let refusal = RepositoryRefusal::NoTracks { name: "docs".to_owned() };
    let no_such = || backlog::NoSuch {
        kind: "task",
        wanted: "T9".to_owned(),
        nearest: Vec::new(),
        over: None,
    };
    let folder = PathBuf::from("/nowhere");
    for (error, expected) in [
        (anyhow::Error::from(Refusal::NoCases), "no-cases"),
        (anyhow::Error::from(Refusal::NoCases).context("cannot replay"), "no-cases"),
        (worktree::Error::from(refusal).into(), "no-tracks"),
        (analyze::Error::NoFolder(folder).into(), "no-folder"),
        (analyze::Error::NoSuch(no_such()).into(), "no-match"),
        (no_such().into(), "no-match"),
        (anyhow::anyhow!("no terminal"), "failed"),
    ] {
        assert_eq!(id(&error), expected, "{error}");
    }
}
