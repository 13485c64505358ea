//! Refusals because of the repository, its settings or the state of a worktree.

use std::path::{Path, PathBuf};

use super::super::error::{one_line, quoted, shown, typed};
use crate::config;
use crate::model::refusals;

/// Change of the worktrees of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorktreeAction {
    /// Worktrees are made.
    Make,
    /// One is torn down.
    TearDown,
    /// The merged ones are removed.
    Prune,
}

refusals! {
    /// Refusal because of the repository, its settings or the state of a worktree.
    RepositoryRefusal;

    /// The folder to work in does not exist.
    "no-folder" NoFolder { folder: PathBuf }
        => "{}: there is no such folder; name one with --root DIR", shown(folder);
    /// The path to work in is a file.
    "not-a-directory" NotADirectory { folder: PathBuf }
        => "{}: not a directory; name one with --root DIR", shown(folder);
    /// No repository holds the folder.
    "no-repository" NoRepository { folder: PathBuf }
        => "{}: not in a git repository; name one with --root DIR", shown(folder);
    /// Git fails in the repository.
    "unreadable-repository" UnreadableRepository { folder: PathBuf, reason: String }
        => "{}: git cannot read this repository: {reason}; `git status` there says more",
        shown(folder);
    /// The repository is bare.
    "bare" Bare { folder: PathBuf, repository: PathBuf }
        => "{}: a bare repository has no main checkout to merge the work into; clone it without \
            --bare (`git clone {} FOLDER`) and work there",
        shown(folder), typed(repository);
    /// The folder is in `.git`.
    "no-working-tree" NoWorkingTree { folder: PathBuf }
        => "{}: no working tree; go to the main checkout of the repository, or name one with --root \
            DIR",
        shown(folder);
    /// The git directory is apart from the main checkout.
    "separate-git-directory" SeparateGitDirectory { folder: PathBuf }
        => "the git directory {} is not in the main checkout (as in a submodule), so git cannot tell which \
            checkout is the main one; work in an ordinary clone",
        shown(folder);
    /// An interrupted command keeps git from listing the worktrees.
    "interrupted" Interrupted { reason: String }
        => "{reason}; a command was interrupted, so run `ctx worktree prune` to clean up after it";
    /// The command works in the main checkout only.
    "not-the-main-checkout" NotTheMainCheckout { action: WorktreeAction, main: PathBuf }
        => "worktrees are {} from the main checkout, and this is a linked worktree; run the command in {}",
        match action {
            WorktreeAction::Make => "made",
            WorktreeAction::TearDown => "torn down",
            WorktreeAction::Prune => "pruned",
        },
        shown(main);
    /// The path is that of the main checkout.
    "is-main-checkout" IsMainCheckout { given: String }
        => "{}: the main checkout, which is no track; name a track or its worktree, as `ctx worktree status` \
            lists them",
        one_line(given);
    /// No worktree has the name.
    "no-worktree" NoWorktree { name: String, known: Vec<String> }
        => "no worktree {name:?}; {}",
        if known.is_empty() {
            "there are none (`ctx worktree create` makes them)".to_owned()
        } else {
            format!("known: {}", one_line(&known.join(", ")))
        };

    /// A range names no commit.
    "no-revision" NoRevision { range: String, name: String }
        => "--diff {}: git knows no commit {}; fetch it, or name another range", one_line(range),
        one_line(name);
    /// The ends of a range share no history.
    "no-merge-base" NoMergeBase { range: String }
        => "--diff {}: the two have no commit in common; in a shallow clone, fetch more history \
            (`git fetch --unshallow`)",
        one_line(range);

    /// The repository has no tracks.
    "no-tracks" NoTracks { name: String }
        => "no track {name:?}: there are none; `ctx analyze` proposes tracks";
    /// No track has the name.
    "no-track" NoTrack { name: String, known: Vec<String> }
        => "no track {name:?}; known: {}", one_line(&known.join(", "));
    /// The backlog of a track is gone.
    "lost-backlog" LostBacklog { backlog: String, track: String }
        => "the backlog {} of {} no longer exists, and no other file holds its tasks; name one with \
            --tasks FILE",
        shown(Path::new(backlog)), one_line(track);

    /// Another command holds the lock.
    "busy" Busy { holder: Option<String> }
        => "{} is changing the worktrees of this repository; try again when it is done",
        holder.as_deref().unwrap_or("another command");
    /// A git command is running in a worktree, or was killed there.
    "locked-by-git" LockedByGit { worktree: PathBuf, lock: PathBuf }
        => "a git command is running in {}, or was killed there; wait for it, or remove {} if git is \
            not running there",
        shown(worktree), shown(lock);
    /// A git command is changing settings or references, or was killed meanwhile.
    "shared-lock" SharedLock { lock: PathBuf }
        => "a git command is changing settings or references, or was killed meanwhile; wait for it, or \
            remove {} if git is not running",
        shown(lock);
    /// Git cannot read an index.
    "unreadable-index" UnreadableIndex { worktree: PathBuf, reason: String, index: PathBuf }
        => "git cannot read the index of {} ({reason}); move it away (`mv {} ELSEWHERE`), then run `git \
            reset` there, which makes a new index and changes no file",
        shown(worktree), typed(index);
    /// A link lies where ctx keeps its files.
    "not-our-folder" NotOurFolder { folder: PathBuf }
        => "{}: not a folder, but ctx keeps its own files there; move it away (`mv {} ELSEWHERE`)",
        shown(folder), typed(folder);
    /// A link lies where git keeps its attributes.
    "not-the-attributes-folder" NotTheAttributesFolder { folder: PathBuf }
        => "{}: not a folder, but git keeps its attributes there; move it away (`mv {} ELSEWHERE`)",
        shown(folder), typed(folder);
    /// The journal of an interrupted command cannot be read.
    "unreadable-journal" UnreadableJournal { file: PathBuf, reason: String }
        => "{}: {reason}; the file records what an interrupted command was doing. Look at `git \
            worktree list` and `git status`, then remove it (`rm {}`)",
        shown(file), typed(file);
    /// The record of a worktree cannot be read.
    "unreadable-record" UnreadableRecord { file: PathBuf, reason: String }
        => "{}: {reason}; repair it, or remove it (`rm {}`), so that ctx forgets its worktree",
        shown(file), typed(file);
    /// The record of a worktree is of another version of ctx.
    "record-version" RecordVersion { file: PathBuf, found: u32, known: u32 }
        => "{}: version {found}, and this program reads {known}; update ctx, or remove the file (`rm {}`), \
            so that ctx forgets its worktree",
        shown(file), typed(file);
    /// The settings of the repository cannot be used.
    "settings" Settings { reason: String } => "{reason}";
    /// A pattern of the settings is invalid.
    "settings-pattern" SettingsPattern { line: usize, reason: String }
        => "{}:{line}: {reason}; write it as in a .gitignore", config::FILE;
    /// The patterns of the settings cannot be used together.
    "settings-patterns" SettingsPatterns { reason: String }
        => "{}: {reason}; write the patterns as in a .gitignore", config::FILE;

    /// A link lies at the path of a worktree.
    "worktree-is-a-link" WorktreeIsALink { path: PathBuf }
        => "{}: a link, and git has registered another path; move the worktree with `git worktree move`",
        shown(path);
    /// Another repository or worktree lies at the path of a worktree.
    "foreign-worktree" ForeignWorktree { path: PathBuf }
        => "{}: another repository or worktree is at this path; compare it with `git worktree list`, and \
            move it away",
        shown(path);
    /// Git cannot read a worktree.
    "unreadable-worktree" UnreadableWorktree { path: PathBuf, reason: String }
        => "{}: {reason}; compare it with `git worktree list`", shown(path);
    /// The folder of a worktree is gone, or no longer a worktree.
    "missing-worktree" MissingWorktree { path: PathBuf, branch: Option<String>, is_locked: bool }
        => "{}: the folder is missing, or no longer a worktree; {}",
        shown(path), ways_out(path, branch.as_deref(), *is_locked);

    /// A backlog to merge by task does not exist.
    "no-such-backlog" NoSuchBacklog { name: String, top: PathBuf }
        => "{}: no such file in {}; name one relative to it", one_line(name), shown(top);
    /// A backlog to merge by task is outside of the repository.
    "backlog-outside" BacklogOutside { name: String, top: PathBuf }
        => "{}: not a file of {}; name one relative to it", one_line(name), shown(top);
    /// Git cannot run a program at this path.
    "program-path" ProgramPath { program: PathBuf }
        => "{}: git cannot run a program whose path is not UTF-8; move ctx elsewhere", shown(program);
    /// `git merge-file` fails.
    "line-merge" LineMerge { reason: String }
        => "git cannot merge by line: {reason}; merge the file by hand";
}

/// Says what to do about a worktree that git knows and that is not at `path`. Its disk may only be
/// unmounted, so git is never told to forget it.
pub fn ways_out(path: &Path, branch: Option<&str>, is_locked: bool) -> String {
    if path.is_dir() {
        return "look at it: if it is the worktree, link it again with `git worktree repair`; if not, move it \
                away"
            .to_owned();
    }
    let place = typed(path);
    let unlock = if is_locked { format!("`git worktree unlock {place}`, ") } else { String::new() };
    let restore = match branch {
        Some(branch) => format!(
            "; to restore it, {unlock}`git worktree prune`, then `git worktree add {place} {}`",
            quoted(branch)
        ),
        None => String::new(),
    };
    let stays = if branch.is_some() { " (the branch stays)" } else { "" };
    format!(
        "move it back, or tell git its new path (`git worktree repair PATH`){restore}; to forget it, \
         {unlock}`git worktree prune`, then `ctx worktree prune`{stays}"
    )
}
