//! Documents beside the backlog of a task: the design of a change, the contracts of a spec. They describe the
//! work and share most words with it, but are no part of it.
//!
//! Counted once on 334 commits of public repositories that tick tasks of spec-kit, Kiro and the
//! like: 65 of them changed such a document, too.

use super::Question;
use super::feature::{Feature, Sheet};
use crate::model::FileId;

/// Name of the backlogs that have a folder of their own, as in spec-kit and Kiro.
const OWN_FOLDER: &str = "tasks.md";

/// First folders of tools that keep nothing but plans and notes there.
const TOOL_FOLDERS: [&str; 7] =
    [".beans", ".claude", ".context", ".gsd", ".planning", "_bmad-output", "kitty-specs"];

/// Features of a file that the task names.
const NAMED: [Feature; 4] =
    [Feature::Declared, Feature::PathWhole, Feature::PathSuffix, Feature::PathName];

/// Returns the documents beside the backlog that the task does not name, in ascending order.
pub(super) fn documents(question: &Question, sheet: &Sheet) -> Vec<FileId> {
    let Some(folder) = own_folder(&question.task.backlog) else { return Vec::new() };
    let below = question.index.paths.below(folder);
    let files = below.filter(|&id| !question.index.file(id).language.is_code());
    // A column that no clue has touched is empty.
    let has = |id: &FileId, feature: Feature| sheet.column(feature).get(id.index());
    let is_named = |id: &FileId| NAMED.iter().any(|&it| has(id, it).is_some_and(|&it| it > 0.0));
    let mut files: Vec<FileId> = files.filter(|id| !is_named(id)).collect();
    files.sort_unstable();
    files
}

/// Returns the folder of a backlog if it holds nothing but plans: one for a single backlog, or one of a tool.
fn own_folder(backlog: &str) -> Option<&str> {
    let (folder, name) = backlog.rsplit_once('/')?;
    let is_of_one = name == OWN_FOLDER && folder.contains('/');
    let first = folder.split('/').next().unwrap_or_default();
    (is_of_one || TOOL_FOLDERS.contains(&first)).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_have_folders_of_their_own() {
        for (backlog, folder) in [
            ("specs/001-a/tasks.md", Some("specs/001-a")),
            ("openspec/changes/add-login/tasks.md", Some("openspec/changes/add-login")),
            (".context/TASKS.md", Some(".context")),
            (
                "_bmad-output/implementation-artifacts/1-1-a.md",
                Some("_bmad-output/implementation-artifacts"),
            ),
            ("TASKS.md", None),
            ("docs/tasks.md", None),
            ("docs/TODO.md", None),
            (".github/TODO.md", None),
            ("services/orders/TODO.md", None),
        ] {
            assert_eq!(own_folder(backlog), folder, "{backlog}");
        }
    }
}
