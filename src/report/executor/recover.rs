//! Messages about interrupted commands.

use super::lost;
use crate::model::Recovered;

/// Says what became of an interrupted command, one line each.
pub fn render_recovered(recovered: &Recovered) -> Vec<String> {
    match recovered {
        Recovered::Nothing => Vec::new(),
        Recovered::Undone(names) => vec![format!(
            "an earlier `ctx worktree create` was interrupted; rolled back: {}",
            names.join(", ")
        )],
        Recovered::NotBegun(name, kept) => {
            let kept = kept
                .iter()
                .map(|(reference, place)| format!("kept {}", lost::kept(reference, *place)));
            let first =
                format!("an earlier teardown of {name} was interrupted before it merged anything");
            std::iter::once(first).chain(kept).collect()
        }
        Recovered::Merged(name) => {
            vec![format!("the merge of {name} that waited stays; its new commits are merged now")]
        }
        Recovered::Finished(receipt) => vec![format!(
            "an earlier teardown of {} was interrupted after its merge; finished now:",
            receipt.name
        )],
    }
}
