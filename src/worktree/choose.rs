//! Which tracks of a plan are to be worked on, and whether the plan still holds.

use std::path::Path;

use super::{Error, Home, NewTrack};
use crate::backlog;

/// What `ctx worktree create` is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The tracks by name; empty for all of the plan.
    pub names: &'a [String],
    /// A plan in a file of its own.
    pub plan: Option<&'a Path>,
    /// Whether there is to be no plan.
    pub no_plan: bool,
    /// Whether to go on with a plan that does not hold.
    pub force_plan: bool,
}

/// The tracks to make worktrees for, and the backlogs that they are to see.
pub fn choose(home: &Home, request: Request<'_>) -> Result<(Vec<NewTrack>, Vec<String>), Error> {
    let empty = |name: &String| NewTrack { name: name.clone(), ..NewTrack::default() };
    Ok((request.names.iter().map(empty).collect(), located(home)?))
}

/// The backlogs of the main checkout that are found by convention, relative to it.
pub fn located(home: &Home) -> Result<Vec<String>, Error> {
    let top = &home.main()?.path;
    let found = backlog::locate(top).unwrap_or_default();
    let relative = found.iter().filter_map(|path| path.strip_prefix(top).ok()?.to_str());
    Ok(relative.map(|path| path.replace('\\', "/")).collect())
}
