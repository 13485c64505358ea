//! Ids that two tasks have after a merge and that no side had twice: each side named a new task so, and
//! git merged both without a conflict.

use std::collections::BTreeMap;

use super::Error;
use super::error::one_line;
use super::lists;
use crate::backlog;
use crate::git::Git;
use crate::model::RepeatedId;

/// Maximum number of ids that are named.
const MAX_NAMED: usize = 20;

/// An id as it was first written, with the places of the tasks that have it, as `file:line`.
type Named = (String, Vec<String>);

/// Ids by the backlog that they are in and their lower case.
type Places = BTreeMap<(String, String), Named>;

/// Lists the ids that became repeated in `result`, a merge of the commits `sides`, each with its tasks.
pub(super) fn ids(
    git: &Git,
    sides: [&str; 2],
    result: &str,
    backlogs: &[String],
) -> Result<Vec<RepeatedId>, Error> {
    let now = places(git, result, backlogs)?;
    let mut repeated = Vec::new();
    if now.values().all(|(_, places)| places.len() < 2) {
        return Ok(repeated);
    }
    let before = [places(git, sides[0], backlogs)?, places(git, sides[1], backlogs)?];
    for (key, (id, places)) in now {
        let most = before.iter().filter_map(|side| side.get(&key)).map(|it| it.1.len()).max();
        if places.len() > most.unwrap_or_default().max(1) && repeated.len() < MAX_NAMED {
            repeated.push(RepeatedId { id: one_line(&id), places });
        }
    }
    Ok(repeated)
}

/// Finds the tasks of a commit by the backlog that they are in and their ids.
fn places(git: &Git, commit: &str, backlogs: &[String]) -> Result<Places, Error> {
    let mut places = Places::new();
    for (name, list) in lists::at_commit(git, commit, backlogs.iter().map(String::as_str))? {
        // Files that are one backlog have their ids in common.
        let whole = backlog::companions(&name).0.pop().unwrap_or_else(|| name.clone());
        for (at, entry) in list.entries.iter().enumerate() {
            let Some(id) = list.id(at).filter(|_| entry.state.is_some()) else { continue };
            let place = format!("{}:{}", one_line(&name), entry.lines.start + 1);
            let key = (whole.clone(), id.to_lowercase());
            places.entry(key).or_insert_with(|| (id, Vec::new())).1.push(place);
        }
    }
    Ok(places)
}
