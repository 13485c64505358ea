//! Refusals because of the arguments or the environment of a command; those of the executor are in
//! `worktree::refusal`.

use std::path::PathBuf;
use std::time::Duration;

use crate::model::{one_line, refusals, shown};
use crate::{analyze, backlog, backtest, config, worktree};

#[cfg(test)]
mod tests;

refusals! {
    /// Refusal because of the arguments or the environment of a command.
    Refusal;

    /// Standard output is closed.
    "closed-output" ClosedOutput => "cannot write to standard output: it is closed";
    /// The output file is below `.git`.
    "output-in-git" OutputInGit { file: PathBuf }
        => "{}: in the git directory, which only git and ctx write to; name another file", shown(file);
    /// The folder of the output file does not exist.
    "output-without-folder" OutputWithoutFolder { file: PathBuf }
        => "cannot write {}: its folder does not exist; make it first", shown(file);
    /// The output file is the backlog.
    "output-is-backlog" OutputIsBacklog { backlog: String }
        => "--output-file {} is the backlog itself; name another file", one_line(backlog);
    /// Two outputs have the same destination: a file, or standard output.
    "same-output" SameOutput { option: String, other: String, file: Option<PathBuf> }
        => "{option} and {other} both write to {}; give one of them another file",
        file.as_deref().map_or_else(|| "standard output".to_owned(), shown);
    /// The output file is read by the same command.
    "output-is-input" OutputIsInput { option: &'static str, file: PathBuf }
        => "{option} {} is also the input; name another file", shown(file);

    /// More tracks are asked for than pay.
    "too-many-tracks" TooManyTracks { asked: usize, max: usize }
        => "--max-tracks {asked} is more than {max}, where merging costs more than working in parallel gains; \
            add --allow-more to use it anyway";
    /// A baseline cannot be used.
    "baseline" Baseline { file: PathBuf, reason: String }
        => "--baseline {}: {reason}", shown(file);
    /// Standard input is named twice.
    "input-twice" InputTwice
        => "--tasks - is given twice, but standard input can be read only once; save one of them to a file";
    /// A graph is asked for together with a part of the answer.
    "part-of-graph" PartOfGraph { option: &'static str }
        => "{option} has no place in a graph, which shows all tracks; leave out {option}, or choose another \
            --output-format";
    /// All rules are left out.
    "no-rules" NoRules
        => "--select and --ignore leave no rule to apply; `ctx check --list-rules` lists the rules";
    /// The folder to replay has no readable history.
    "no-past" NoPast { folder: PathBuf, reason: String }
        => "{}: {}, so there is no past to replay; name a repository with --root DIR",
        shown(folder), one_line(reason);
    /// A task is compared with itself.
    "one-task" OneTask { task: String }
        => "--why compares two tasks, and both are {task}";
    /// Standard input holds too much.
    "input-too-large" InputTooLarge { mib: u64 }
        => "standard input holds more than {mib} MiB, too much for a backlog; name the backlog with --tasks \
            FILE";
    /// The system names no place for the cache.
    "no-cache-folder" NoCacheFolder
        => "there is no cache directory, since neither XDG_CACHE_HOME nor HOME is set; name one with \
            --cache-dir DIR";
    /// A file to merge is binary.
    "not-text" NotText { file: PathBuf }
        => "{} is a binary file, and only text is merged; merge it by hand", shown(file);

    /// No case to replay holds a task.
    "no-cases" NoCases => "none of the cases holds a task; name others with --cases FILE";
    /// The history has no finished task to replay.
    "nothing-to-replay" NothingToReplay { left_out: Vec<(String, usize)>, since: Option<String> }
        => "no finished task to replay: no commit ticked the box of a task in a Markdown file and changed \
            files that existed before{}{}",
        left_out
            .iter()
            .map(|(reason, tasks)| format!("; {tasks} left out: {reason}"))
            .collect::<Vec<_>>()
            .concat(),
        since.as_ref().map_or_else(String::new, |since| {
            format!("; only those finished since {since:?} were asked for")
        });
    /// Too few tasks to learn from.
    "too-few-tasks" TooFewTasks { found: usize, needed: usize }
        => "--ablation needs {needed} tasks to learn from, and there are {found}";

    /// A page is asked for again and again.
    "watched-page" WatchedPage
        => "--watch writes to the terminal, where a page cannot be read; leave out --watch or \
            --output-format html";

    /// The time that the user allows is over.
    "timed-out" TimedOut { after: Duration, doing: String }
        => "no answer within {after:?}: it was still {doing}; nothing is written. Allow more time with \
            --timeout, or leave it out";
    /// The user interrupted `create` after its last worktree.
    "interrupted-after-create" InterruptedAfterCreate => "interrupted after all worktrees were made";
    /// A command of `--exec` failed.
    "exec-failed" ExecFailed => "not every command of --exec succeeded; see above which failed";
    /// Tmux fails.
    "tmux-failed" TmuxFailed { track: String, reason: String }
        => "tmux opened no window for {}: {}", one_line(track), one_line(reason);
    /// No command has the name.
    "no-command" NoCommand { program: String, name: String }
        => "{program} has no command {name:?}; `{program} --help` lists them";
    /// No program called ctx has the command.
    "unknown-command" UnknownCommand { name: String, reason: NotHandedOver, nearest: Option<String> }
        => "{}: not a command of ctx, and {}{}",
        one_line(name), not_handed_over(*reason), nearest.as_ref().map_or_else(String::new, |it| format!("; did you mean `ctx {it}`?"));
    /// The other ctx would overwrite shared files in a linked worktree.
    "init-in-worktree" InitInWorktree
        => "init: this is a linked worktree; its context folder is tracked in git and already here, and init \
            would overwrite shared context files. Run it in the main checkout";
    /// The other ctx cannot be started.
    "other-ctx-not-started" OtherNotStarted { program: PathBuf, reason: String }
        => "cannot run {}: {reason}", shown(program);
}

/// Reason why a command is not handed to another program called ctx.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHandedOver {
    /// Such programs hand it to each other in a circle.
    Circle,
    /// There is no other one.
    NoOther,
    /// None of them knows it.
    Unknown,
}

fn not_handed_over(reason: NotHandedOver) -> &'static str {
    match reason {
        NotHandedOver::Circle => "programs called ctx hand it to each other in a circle",
        NotHandedOver::NoOther => "there is no other ctx on the PATH",
        NotHandedOver::Unknown => "no other ctx on the PATH has it",
    }
}

/// Id of an error that is no refusal and has no id of its own.
const FAILED: &str = "failed";

/// Returns the id of an error, which never changes.
pub fn id(error: &anyhow::Error) -> &'static str {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        refusal.id()
    } else if let Some(error) = error.downcast_ref::<worktree::Error>() {
        error.id()
    } else if let Some(error) = error.downcast_ref::<analyze::Error>() {
        error.id()
    } else if error.is::<config::Error>() {
        "settings"
    } else if error.is::<backlog::NoSuch>() {
        "no-match"
    } else if error.is::<backtest::CasesError>() {
        "unreadable-cases"
    } else if let Some(backtest::Error::NoClone { .. }) = error.downcast_ref() {
        "no-clone"
    } else {
        FAILED
    }
}
