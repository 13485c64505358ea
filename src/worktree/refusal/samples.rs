//! A sample of each refusal.

use std::path::PathBuf;

use super::{
    CreateRefusal, MergeRefusal, NotYet, PlanRemark, Refusal, RepositoryRefusal, SubmoduleLoss,
    TaskFate, TeardownRefusal, WorktreeAction,
};

/// Lists the ids of all refusals.
pub(crate) fn ids() -> Vec<&'static str> {
    [RepositoryRefusal::IDS, CreateRefusal::IDS, TeardownRefusal::IDS, MergeRefusal::IDS].concat()
}

/// Makes at least one sample of each refusal.
pub(crate) fn samples() -> Vec<Refusal> {
    let repository = of_repositories().into_iter().map(Refusal::from);
    // A refusal lists no more than ten.
    let nothing_to_do = plan_remarks();
    let nothing_to_do = nothing_to_do.chunks(10).map(<[_]>::to_vec);
    let nothing_to_do = nothing_to_do.map(|remarks| CreateRefusal::NothingToDo { remarks });
    let create = of_create().into_iter().chain(nothing_to_do).map(Refusal::from);
    let teardown = of_teardown().into_iter().chain(of_references_and_settings());
    let teardown = teardown.chain(of_prune()).map(Refusal::from);
    let merge = of_merge().into_iter().map(Refusal::from);
    repository.chain(create).chain(teardown).chain(merge).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Returns the path of the repository that the samples are of.
fn main() -> PathBuf {
    PathBuf::from("/src/app")
}

/// Returns the path of its worktree.
fn docs() -> PathBuf {
    PathBuf::from("/src/app-docs")
}

/// Makes at least one sample of each remark on a plan.
fn plan_remarks() -> Vec<PlanRemark> {
    use PlanRemark as P;
    let (track, backlog, title) = (text("docs"), text("TASKS.md"), text("Write it"));
    let track = || track.clone();
    let backlog = || backlog.clone();
    let over = |fate| P::Over { backlog: backlog(), task: text("T1"), fate, title: title.clone() };
    let keys = |count: usize| (1..=count).map(|key| format!("T{key}")).collect::<Vec<_>>();
    let early = [NotYet::Blocked, NotYet::Deferred, NotYet::Doubtful];
    vec![
        P::UnusableName { track: text("a b") },
        P::SameName { track: track() },
        P::OtherBranch { track: track(), planned: text("docs"), branch: text("work/docs") },
        P::Early { track: track(), tasks: keys(3).into_iter().zip(early).collect() },
        P::SameKey { task: text("T1"), count: 2 },
        P::UnknownTask { track: track(), task: text("T9") },
        P::Twice { track: track(), task: text("T1") },
        P::InTwoTracks { task: text("T1"), tracks: [track(), text("api")] },
        P::Apart { tasks: [(text("T1"), track()), (text("T2"), text("api"))] },
        P::UnreadableBacklog { backlog: backlog(), reason: text("permission denied") },
        over(TaskFate::Missing),
        over(TaskFate::Finished),
        over(TaskFate::Skipped),
        P::New { backlog: backlog(), task: text("T9"), title: "Go on ".repeat(12) },
        P::Reworded {
            backlog: backlog(),
            task: text("T1"),
            from: title.clone(),
            to: text("Say it"),
        },
        P::ChangedLines { backlog: backlog(), changed: vec![3], removed: (1..12).collect() },
        P::ChangedLines { backlog: backlog(), changed: (1..3).collect(), removed: vec![7] },
        P::NeverCommitted { backlog: backlog() },
        P::Taken { tasks: keys(1), branch: text("work/docs") },
        P::Taken { tasks: keys(5), branch: text("work/docs") },
        P::Taken { tasks: keys(7), branch: text("work/docs") },
        P::HasWorktree { track: track(), path: docs() },
        P::OneTrack,
        P::LeftOut { track: track(), tasks: keys(2) },
        P::NothingLeft { track: track() },
        P::Near { track: track(), branch: text("work/api"), path: text("a.go"), percent: 30 },
    ]
}

fn of_repositories() -> Vec<RepositoryRefusal> {
    use RepositoryRefusal as R;
    let (folder, reason) = (main(), text("not a git repository"));
    let branch = Some(text("work/docs"));
    vec![
        R::NoFolder { folder: folder.clone() },
        R::NotADirectory { folder: folder.clone() },
        R::NoRepository { folder: folder.clone() },
        R::UnreadableRepository { folder: folder.clone(), reason: text("bad config line 1") },
        R::Bare { folder: folder.clone(), repository: PathBuf::from("/src/app.git") },
        R::NoRevision { range: text("main...HEAD"), name: text("main") },
        R::NoMergeBase { range: text("main...HEAD") },
        R::NoWorkingTree { folder: folder.join(".git") },
        R::SeparateGitDirectory { folder: folder.join(".git/modules/lib") },
        R::Interrupted { reason: text("git worktree list failed: invalid gitfile") },
        R::NotTheMainCheckout { action: WorktreeAction::Make, main: main() },
        R::NotTheMainCheckout { action: WorktreeAction::TearDown, main: main() },
        R::NotTheMainCheckout { action: WorktreeAction::Prune, main: main() },
        R::NoWorktree { name: text("dosc"), known: texts(&["api", "docs"]) },
        R::NoWorktree { name: text("docs"), known: Vec::new() },
        R::NoTracks { name: text("docs") },
        R::NoTrack { name: text("dosc"), known: texts(&["api", "docs"]) },
        R::LostBacklog { backlog: text("TASKS.md"), track: text("docs") },
        R::Busy { holder: Some(text("`ctx worktree create` (process 4711)")) },
        R::Busy { holder: None },
        R::LockedByGit {
            worktree: docs(),
            lock: folder.join(".git/worktrees/app-docs/index.lock"),
        },
        R::SharedLock { lock: folder.join(".git/packed-refs.lock") },
        R::UnreadableIndex {
            worktree: docs(),
            reason: text("index file corrupt"),
            index: folder.join(".git/worktrees/app-docs/index"),
        },
        R::NotOurFolder { folder: folder.join(".git/ctx") },
        R::NotTheAttributesFolder { folder: folder.join(".git/info") },
        R::UnreadableJournal {
            file: folder.join(".git/ctx/journal.json"),
            reason: text("expected value at line 1 column 1"),
        },
        R::UnreadableRecord {
            file: folder.join(".git/ctx/worktrees/docs.json"),
            reason: text("expected value at line 1 column 1"),
        },
        R::RecordVersion { file: folder.join(".git/ctx/worktrees/docs.json"), found: 2, known: 1 },
        R::Settings { reason: text(".ctx-analyze.toml:3: unknown key `worktrees`") },
        R::SettingsPattern { line: 4, reason: text("invalid range; start > end") },
        R::SettingsPatterns { reason: text("too large") },
        R::WorktreeIsALink { path: docs() },
        R::ForeignWorktree { path: docs() },
        R::UnreadableWorktree { path: docs(), reason },
        R::MissingWorktree { path: docs(), branch, is_locked: true },
        R::MissingWorktree { path: docs(), branch: None, is_locked: false },
        R::IsMainCheckout { given: text(".") },
        R::NoSuchBacklog { name: text("TODO.md"), top: main() },
        R::BacklogOutside { name: text("../TODO.md"), top: main() },
        R::ProgramPath { program: PathBuf::from("/opt/ctx") },
        R::LineMerge { reason: text("cannot open 'base'") },
    ]
}

fn of_create() -> Vec<CreateRefusal> {
    use CreateRefusal as C;
    let (path, branch) = (docs(), text("work/docs"));
    let file = main().join("plan.json");
    let taken = vec![PlanRemark::Taken { tasks: texts(&["T2"]), branch: text("work/docs") }];
    vec![
        C::Interrupted,
        C::NoCommit,
        C::DetachedHead,
        C::GitWorktreeAdd { path: docs(), reason: text("could not create leading directories") },
        C::FolderNotMade { path: docs(), reason: text("Permission denied (os error 13)") },
        C::TooManyWorktrees { new: 2, existing: texts(&["work/a", "work/b", "work/c"]), max: 4 },
        C::TooManyWorktrees { new: 5, existing: Vec::new(), max: 4 },
        C::TooManyWorktrees { new: 1, existing: texts(&["a", "b", "c", "d"]), max: 4 },
        C::NamedTwice { name: text("docs") },
        C::NameTooLong { name: text("docs"), max: 100 },
        C::NameWithSlash { name: text("docs/api") },
        C::NameStart { name: text("-docs") },
        C::NameInvisible { name: text("do\u{200b}cs") },
        C::NameInvalid { name: text("docs..api") },
        C::NoPlace { folder: PathBuf::from("/") },
        C::WorktreeExists { path: path.clone(), branch: Some(branch.clone()), is_there: true },
        C::WorktreeExists { path: path.clone(), branch: None, is_there: false },
        C::PathExists { path: path.clone() },
        C::BranchExists { branch: branch.clone(), path: path.clone() },
        C::BranchCollides { branch, other: text("work") },
        C::PlanOutside { backlog: text("../PLAN.md"), tasks: texts(&["T1", "T2"]) },
        C::PlanOutside { backlog: text("<stdin>"), tasks: texts(&["T1"]) },
        C::UntrackedBacklog { backlog: text("TASKS.md") },
        C::ChangedBacklog { backlog: text("TASKS.md") },
        C::UnreadablePlan { file: file.clone(), reason: text("expected value at line 1 column 1") },
        C::PlanWithoutVersion { file: file.clone() },
        C::PlanVersion { file, found: 2, known: 1 },
        C::NoPlan,
        C::EmptyPlan,
        C::NoPlannedTrack { name: text("dosc"), known: texts(&["api", "docs"]) },
        C::UnusablePlan { problems: vec![PlanRemark::SameName { track: text("docs") }] },
        C::StalePlan {
            uncommitted: None,
            changes: vec![PlanRemark::Twice { track: text("docs"), task: text("T1") }],
            taken: taken.clone(),
        },
        C::StalePlan {
            uncommitted: Some(Box::new(C::ChangedBacklog { backlog: text("TASKS.md") }.into())),
            changes: Vec::new(),
            taken,
        },
        C::HasWorktree { tracks: vec![(text("docs"), path.clone())] },
        C::AllHaveWorktrees { tracks: vec![(text("docs"), path.clone())] },
        C::HalfMade { path: path.clone(), files: texts(&["notes.txt"]) },
        C::HalfMadeWithWork { paths: vec![path.clone()] },
        C::GitStillRuns { path },
        C::BranchLocked {
            branch: text("work/docs"),
            lock: main().join(".git/refs/heads/work/docs.lock"),
        },
    ]
}

/// Makes at least one sample of each loss of a submodule.
fn losses() -> Vec<SubmoduleLoss> {
    let unpushed = |commits| SubmoduleLoss::Unpushed { commits, first: text("0123456789") };
    vec![
        SubmoduleLoss::Changed(PathBuf::from("a.c")),
        SubmoduleLoss::Untracked(PathBuf::from("b.c")),
        SubmoduleLoss::Ignored(PathBuf::from(".env")),
        SubmoduleLoss::Operation("rebase"),
        SubmoduleLoss::Worktrees,
        SubmoduleLoss::Staged,
        SubmoduleLoss::Stashed,
        unpushed(1),
        unpushed(3),
    ]
}

fn of_teardown() -> Vec<TeardownRefusal> {
    use TeardownRefusal as T;
    let (path, branch, name, base) = (docs(), text("work/docs"), text("docs"), text("main"));
    let (current, recorded) = (text("release"), branch.clone());
    let teardown = text("ctx worktree teardown docs");
    vec![
        T::WorktreeGone { path: path.clone(), branch: branch.clone() },
        T::WorktreeAndBranchGone { path: path.clone(), branch: branch.clone() },
        T::HoldsWorktree { path: path.clone(), inner: path.join("inner") },
        T::HoldsRepository { path: path.clone(), inner: PathBuf::from("vendor/lib") },
        T::HoldsSubmodules {
            path: path.clone(),
            losses: losses().into_iter().map(|loss| (text("lib"), loss)).collect(),
            modules: main().join(".git/worktrees/app-docs/modules"),
        },
        T::UnfinishedOperation { path: path.clone(), operation: "rebase" },
        T::UnfinishedOperation { path: path.clone(), operation: "bisect" },
        T::LockedWorktree { path: path.clone(), reason: text("on a USB stick") },
        T::LockedWorktree { path: path.clone(), reason: String::new() },
        T::NotATrack { path: path.clone(), branch: Some(text("fix")), into: text("main") },
        T::NotATrack { path: path.clone(), branch: None, into: text("main") },
        T::WorktreeDetached { path: path.clone(), recorded: Some(recorded.clone()), used_in: None },
        T::WorktreeDetached {
            path: path.clone(),
            recorded: Some(recorded.clone()),
            used_in: Some(main()),
        },
        T::WorktreeDetached { path: path.clone(), recorded: None, used_in: None },
        T::OtherBranch {
            path: path.clone(),
            branch: Some(text("work/api")),
            recorded: recorded.clone(),
            commits: 2,
            used_in: None,
        },
        T::OtherBranch {
            path: path.clone(),
            branch: None,
            recorded: recorded.clone(),
            commits: 0,
            used_in: Some(main()),
        },
        T::RenamedBranch { path: path.clone(), branch: text("work/manual"), recorded },
        T::DamagedCommit { branch: branch.clone(), commit: text("4f2a") },
        T::UnsavedWork {
            path: path.clone(),
            files: texts(&["changed    src/a.rs", "untracked  notes.txt"]),
            is_cut: false,
            by_settings: false,
            teardown: teardown.clone(),
        },
        T::UnsavedWork {
            path: path.clone(),
            files: texts(&["untracked  data/ (3 files)"]),
            is_cut: true,
            by_settings: true,
            teardown: teardown.clone(),
        },
        T::InUse {
            path: path.clone(),
            processes: texts(&["bash (4711)"]),
            teardown: teardown.clone(),
        },
        T::NoBackup { path: path.clone(), reason: text("git cannot read locked.txt") },
        T::NoBackupAfterMerge { path: path.clone(), reason: text("git cannot read locked.txt") },
        T::NotMerged {
            branch: branch.clone(),
            into: base.clone(),
            commits: 1,
            teardown: teardown.clone(),
        },
        T::NotMerged { branch: branch.clone(), into: base.clone(), commits: 2, teardown },
        T::MainDetached,
        T::IntoOtherBranch { into: base.clone(), current: current.clone() },
        T::StartedElsewhere {
            branch: branch.clone(),
            base: base.clone(),
            current: current.clone(),
        },
        T::StartGone { branch: branch.clone(), base: base.clone(), current: current.clone() },
        T::StartUnknown { branch: branch.clone(), current: current.clone() },
        T::MainUnfinishedOperation { operation: "merge" },
        T::StagedChanges,
        T::NoTeardown,
        T::Waits { name: name.clone() },
        T::OtherTeardown { under_way: text("api"), named: name.clone() },
        T::InterruptedElsewhere { name: name.clone(), main: main() },
        T::InterruptedOnBranch { name: name.clone(), into: base.clone(), current: Some(current) },
        T::InterruptedOnBranch { name: name.clone(), into: base, current: None },
        T::GoneBeforeMerge { path: path.clone(), branch: branch.clone() },
        T::RemovedAlready { branch },
        T::MovedAfterMerge { path, name },
    ]
}

fn of_references_and_settings() -> Vec<TeardownRefusal> {
    use TeardownRefusal as T;
    let (path, branch) = (docs(), text("work/docs"));
    vec![
        T::NotSetAside {
            branch: branch.clone(),
            path: path.clone(),
            aside: PathBuf::from("/src/.ctx-docs"),
            reason: text("Permission denied (os error 13)"),
        },
        T::NotMoved {
            from: path.join(".env"),
            to: main().join(".env"),
            reason: text("No space left on device (os error 28)"),
        },
        T::BackupInTheWay { reference: text("refs/ctx/backup") },
        T::BrokenSettings {
            branch: branch.clone(),
            reason: text(".ctx-analyze.toml:2: unknown key \"disposible\""),
        },
        T::BranchInUse {
            branch: branch.clone(),
            path: PathBuf::from("/src/second"),
            operation: None,
            is_missing: false,
            may_keep: true,
        },
        T::BranchInUse {
            branch: branch.clone(),
            path: PathBuf::from("/src/second"),
            operation: Some("bisect"),
            is_missing: false,
            may_keep: false,
        },
        T::BranchInUse {
            branch: branch.clone(),
            path: PathBuf::from("/src/second"),
            operation: None,
            is_missing: true,
            may_keep: true,
        },
    ]
}

fn of_prune() -> Vec<TeardownRefusal> {
    use TeardownRefusal as T;
    let (name, base) = (text("docs"), text("main"));
    vec![
        T::NoSuchBackup { name: text("docs/4f2a"), known: texts(&["api/17be", "files/api-17be"]) },
        T::NoSuchBackup { name: text("docs/4f2a"), known: Vec::new() },
        T::PruneMissing { path: docs(), branch: Some(text("work/docs")), is_locked: false },
        T::PruneNoWork,
        T::PruneNoCommit,
        T::PruneStartGone { name: name.clone(), base: base.clone() },
        T::PruneNotMerged { name, base },
    ]
}

fn of_merge() -> Vec<MergeRefusal> {
    use MergeRefusal as M;
    let (branch, into, folder) = (text("work/docs"), text("main"), docs());
    let files = texts(&["src/a.rs", "src/b.rs"]);
    vec![
        M::Unrelated { branch: branch.clone(), into: into.clone() },
        M::UnrelatedShallow { branch: branch.clone(), into: into.clone() },
        M::NoIdentity,
        M::Unsigned { branch: text("work/docs"), path: docs() },
        M::RebaseUnsigned { path: docs() },
        M::FastForwardOnly { teardown: text("ctx worktree teardown docs") },
        M::OverwritesUntracked { file: PathBuf::from("notes.txt") },
        M::OverwritesChanges { files: files.clone() },
        M::RebaseUncommitted,
        M::RebaseMerges,
        M::MovedDuringMerge { branch: branch.clone() },
        M::GitMerge { branch: branch.clone(), reason: text("gpg failed to sign the data") },
        M::AbortedByHand { branch: branch.clone() },
        M::RebaseUnstaged { folder: folder.clone(), files: files.clone() },
        M::MergeUnstaged { files: files.clone() },
        M::ConflictMarkers { folder, markers: texts(&["src/a.rs:3"]) },
        M::SquashIncomplete { branch: branch.clone(), files: files.clone() },
        M::RebaseIncomplete { branch: branch.clone(), left: 1, own: 2 },
        M::WorkMissing { branch, into: into.clone() },
        M::MovedSinceMerge { into },
        M::ForeignFiles { name: text("docs"), files },
    ]
}
