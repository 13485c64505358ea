//! Commands that are started in new worktrees, if the user asks for it.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::cli::output;
use crate::cli::refusal::Refusal;
use crate::report;
use crate::worktree::Record;

/// Runs a command line of the user's in each worktree, all at once, and waits for them; whether all
/// succeeded. `CTX_TRACK` tells it the track.
pub fn all(records: &[Record], command_line: &str) -> Result<bool> {
    let mut running: Vec<(&Record, Child)> = Vec::new();
    for record in records {
        let started = shell(command_line)
            .current_dir(&record.path)
            .env("CTX_TRACK", &record.name)
            .stdin(Stdio::null())
            .spawn();
        running.push((record, started.context("cannot start a shell")?));
    }
    let mut all_well = true;
    for (record, mut child) in running {
        let status = child.wait().with_context(|| format!("cannot wait for {}", record.name))?;
        if !status.success() {
            output::narrate(&report::render_exec_failure(&record.name, &status.to_string()));
            all_well = false;
        }
    }
    Ok(all_well)
}

/// Refuses where there is no tmux to open windows.
pub fn check_tmux() -> Result<()> {
    let started = program("tmux").arg("-V").stdin(Stdio::null()).output();
    started
        .map(|_| ())
        .context("cannot start tmux, so nothing is made; install it, or go without --tmux")
}

/// Opens a tmux window in each worktree, in this session or in one named after the project, and
/// runs a command line there, if one is given.
pub fn in_tmux(records: &[Record], project: &str, command_line: Option<&str>) -> Result<()> {
    let is_inside = std::env::var_os("TMUX").is_some();
    let session = session_name(project);
    for (place, record) in records.iter().enumerate() {
        let mut tmux = program("tmux");
        match (is_inside, place) {
            (true, _) => tmux.args(["new-window", "-d"]),
            (false, 0) => tmux.args(["new-session", "-d", "-s", &session]),
            (false, _) => tmux.args(["new-window", "-d", "-t", &format!("={session}:")]),
        };
        tmux.args(["-n", &literal(&record.name), "-c"])
            .arg(literal(&record.path.to_string_lossy()));
        if let Some(command_line) = command_line {
            tmux.arg(command_line);
        }
        let outcome = tmux.stdin(Stdio::null()).output().context("cannot start tmux")?;
        if !outcome.status.success() {
            return Err(Refusal::TmuxFailed {
                track: record.name.clone(),
                reason: String::from_utf8_lossy(&outcome.stderr).trim().to_owned(),
            }
            .into());
        }
    }
    if !is_inside {
        output::print(&report::render_tmux_session(&session))?;
    }
    Ok(())
}

/// Replaces the characters that tmux does not allow in a session's name.
fn session_name(project: &str) -> String {
    project.trim_start_matches('-').replace(['.', ':', '#', '='], "_")
}

/// Escapes `#`: tmux expands what follows it, commands included.
fn literal(text: &str) -> String {
    text.replace('#', "##")
}

#[cfg(unix)]
fn shell(command_line: &str) -> Command {
    let mut shell = program(Path::new("/bin/sh"));
    shell.args(["-c", command_line]);
    shell
}

#[cfg(not(unix))]
fn shell(command_line: &str) -> Command {
    let mut shell = program("cmd");
    shell.args(["/C", command_line]);
    shell
}

#[expect(clippy::disallowed_methods, reason = "only what the user has typed, or tmux, is started")]
fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    Command::new(name)
}
