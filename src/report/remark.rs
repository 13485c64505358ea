//! Remarks in words.

use crate::model::Remark;

/// Says a remark in words.
pub fn render_remark(remark: &Remark) -> String {
    match remark {
        Remark::Error(error) => error.clone(),
        Remark::OfMain(inner) => format!("main checkout: {}", render_remark(inner)),
        Remark::Settings(error) => {
            format!("{error}; `ctx worktree create` and `teardown` refuse until that is fixed")
        }
        Remark::MergedByLine(files) => format!(
            "git merges {} by line here; `ctx worktree install-merge-driver` makes it merge backlogs \
             by task",
            first(files)
        ),
        Remark::Unfiltered(files) => format!(
            "{} count as changed, since git's filters are not run to compare them; `git status` there \
             runs them",
            first(files)
        ),
        Remark::Unreadable { path, reason } => format!("git cannot read {path}: {reason}"),
        Remark::NotAWorkingTree(path) => format!(
            "{path} is not the working tree of this repository, or no longer is, so uncommitted work \
             is unknown"
        ),
        Remark::UnknownChanges(error) => {
            format!("uncommitted work is unknown: {error}")
        }
        Remark::UnfinishedTeardown { into, is_merged: true } => {
            format!(
                "its teardown stopped after the merge into {into}, before the worktree was removed"
            )
        }
        Remark::UnfinishedTeardown { into, is_merged: false } => {
            format!("its teardown stopped before it was merged into {into}")
        }
        Remark::BaseGone(branch) => {
            format!("its base branch {branch} no longer exists; compared with the main checkout's")
        }
        Remark::UnrelatedBase => "it shares no history with its base".to_owned(),
        Remark::UnknownFiles(error) => format!("the files it touched are unknown: {error}"),
        Remark::UnknownIgnored(error) => format!("ignored files are unknown: {error}"),
        Remark::Unresolved => {
            "it has unresolved conflicts, so uncommitted work is not counted".to_owned()
        }
        Remark::LeftOut(error) => format!("uncommitted work is not counted: {error}"),
        Remark::LeftOutByGit(reason) => {
            format!("uncommitted work is not counted, since git cannot read it: {reason}")
        }
        Remark::PartlyLeftOut(reason) => format!("not all files could be read: {reason}"),
        Remark::NotCheckedOut => "nothing is checked out there yet".to_owned(),
    }
}

/// Names the first of some files, and how many more there are.
fn first(files: &[String]) -> String {
    match files {
        [] => String::new(),
        [file] => file.clone(),
        [file, more @ ..] => format!("{file} and {} more", more.len()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_remarks() {
        let text = |text: &str| text.to_owned();
        let error = || text("cannot read it");
        let files = vec![text("TASKS.md"), text("TODO.md"), text("PLAN.md")];
        let remarks = [
            Remark::Error(error()),
            Remark::OfMain(Box::new(Remark::UnknownChanges(error()))),
            Remark::Settings(error()),
            Remark::MergedByLine(files.clone()),
            Remark::MergedByLine(files[..1].to_vec()),
            Remark::Unfiltered(files),
            Remark::Unreadable { path: text("/src/app"), reason: error() },
            Remark::NotAWorkingTree(text("/src/app")),
            Remark::UnknownChanges(error()),
            Remark::UnfinishedTeardown { into: text("main"), is_merged: true },
            Remark::UnfinishedTeardown { into: text("main"), is_merged: false },
            Remark::BaseGone(text("main")),
            Remark::UnrelatedBase,
            Remark::UnknownFiles(error()),
            Remark::UnknownIgnored(error()),
            Remark::Unresolved,
            Remark::LeftOut(error()),
            Remark::LeftOutByGit(error()),
            Remark::PartlyLeftOut(error()),
            Remark::NotCheckedOut,
        ];
        let all: Vec<String> = remarks.iter().map(render_remark).collect();
        insta::assert_snapshot!(all.join("\n"));
        let ids: BTreeSet<&str> = remarks.iter().map(Remark::id).collect();
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), Remark::IDS, "sorted, each once");
        let of_main = Remark::OfMain(Box::new(Remark::NotCheckedOut));
        assert_eq!(of_main.id(), "not-checked-out");
        let schema = include_str!("../../docs/schema/status-v1.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let listed = schema["$defs"]["remark_id"]["enum"].as_array().unwrap();
        let listed: Vec<&str> = listed.iter().filter_map(serde_json::Value::as_str).collect();
        assert_eq!(listed, Remark::IDS);
    }
}
