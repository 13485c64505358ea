//! Messages about the merge driver.

use std::fmt::Write;
use std::path::Path;

use crate::model::{Backup, DriverCheck, DriverFault, DriverFinding, Kept, quoted, shown};
use crate::report::wording::count;
use crate::report::{clean, clean_lines};

/// Maximum number of backlogs that are named. A tool may keep a file for each task.
const MAX_NAMED: usize = 10;

/// Says which backlogs are merged by task, and which are left to the user's own attribute (`theirs`, by
/// name and value).
pub fn render_installed(backlogs: &[String], theirs: &[(String, String)]) -> String {
    let names = match (backlogs.is_empty(), theirs.is_empty()) {
        (false, _) => {
            let named = backlogs.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
            match backlogs.len().saturating_sub(MAX_NAMED) {
                0 => named,
                more => format!("{named} and {more} more"),
            }
        }
        (true, true) => "none found yet".to_owned(),
        (true, false) => "none".to_owned(),
    };
    let mut text = format!("Backlogs are merged by task: {names}\n");
    for (name, value) in theirs {
        let _ = writeln!(text, "Left to your own merge attribute ({value}): {name}");
    }
    clean_lines(&text)
}

/// Says that the merge driver is uninstalled, and how to remove what ctx leaves in the repository: its
/// `folder`, if it exists, and backups.
pub fn render_uninstalled(
    was_installed: bool,
    folder: Option<&Path>,
    backups: &[Backup],
) -> String {
    let done =
        if was_installed { "Backlogs are merged by line again." } else { "It was not installed." };
    let mut text = format!("{done}\n");
    let is_files = |backup: &&Backup| matches!(backup.what, Kept::Files(_));
    let files = backups.iter().filter(is_files).count();
    let references = backups.len() - files;
    let kept = [(references, "refs/ctx/backup"), (files, "ctx/kept in the git directory")];
    let kept = kept.iter().filter(|(number, _)| *number > 0);
    let kept: Vec<String> =
        kept.map(|(number, place)| format!("{} in {place}", count(*number, "backup"))).collect();
    if !kept.is_empty() {
        let _ = writeln!(
            text,
            "Teardowns left {}: `ctx worktree prune --backups` removes those that a branch has, and lists the \
             others; name these to remove them too.",
            kept.join(" and ")
        );
    }
    if let Some(folder) = folder {
        let then = if kept.is_empty() { "" } else { ", and backups of ignored files" };
        let _ = writeln!(
            text,
            "The last plan and the records of tracks{then} are in {}: remove them with `rm -r {}` when all tracks \
             are torn down.",
            shown(folder),
            quoted(&folder.to_string_lossy())
        );
    }
    clean_lines(&text)
}

/// Lists the checks of the merge driver, one line each.
pub fn render_driver_findings(findings: &[DriverFinding]) -> String {
    let mut text = String::new();
    // Of many backlogs without a fault, only the first are listed.
    let mut served = 0;
    for finding in findings {
        if finding.fault.is_none() && matches!(finding.check, DriverCheck::Backlog(_)) {
            served += 1;
            if served > MAX_NAMED {
                continue;
            }
        }
        let check = check(&finding.check);
        let _ = match &finding.fault {
            None => writeln!(text, "ok     {check}"),
            Some(wrong) => writeln!(
                text,
                "wrong  {check}: {}; `ctx worktree install-merge-driver{}` repairs it",
                fault(wrong),
                arguments(&finding.check)
            ),
        };
    }
    if let Some(more @ 1..) = served.checked_sub(MAX_NAMED) {
        let _ = writeln!(text, "ok     {more} more backlogs");
    }
    clean_lines(&text)
}

fn check(check: &DriverCheck) -> String {
    match check {
        DriverCheck::Setting(key) => format!("setting {key}"),
        DriverCheck::NoBacklogs => "backlogs: none in the main checkout yet".to_owned(),
        DriverCheck::Backlog(backlog) | DriverCheck::NamedBacklog(backlog) => {
            format!("backlog {}", clean(backlog))
        }
        DriverCheck::OwnAttribute { backlog, value } => {
            let backlog = clean(backlog);
            format!(
                "backlog {backlog}: your own attribute merge={value} overrules the merge driver"
            )
        }
        DriverCheck::Later(places) => format!("future backlogs: {}", places.join(", ")),
    }
}

/// Returns the arguments of the command that repairs the fault.
fn arguments(check: &DriverCheck) -> String {
    match check {
        DriverCheck::NamedBacklog(backlog) => format!(" -- {}", quoted(backlog)),
        _ => String::new(),
    }
}

fn fault(fault: &DriverFault) -> String {
    match fault {
        DriverFault::Unset => "is not set".to_owned(),
        DriverFault::OtherProgram => {
            "names another program (ctx was moved, or is another version)".to_owned()
        }
        DriverFault::Attribute(value) => format!("its attribute `merge` is {value}"),
        DriverFault::OverridesOwn { value, own } => {
            format!("its attribute `merge` is {value}, but your own is {own}")
        }
        DriverFault::ByLine => "would be merged by line".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_backlogs_the_first_are_named() {
        let backlogs: Vec<String> =
            (0..12).map(|at| format!("backlog/tasks/task-{at}.md")).collect();
        let text = render_installed(&backlogs, &[]);
        assert!(text.ends_with("task-9.md and 2 more\n") && !text.contains("task-10.md"), "{text}");
        let finding = |backlog: &String| DriverFinding {
            check: DriverCheck::Backlog(backlog.clone()),
            fault: None,
        };
        let mut findings: Vec<DriverFinding> = backlogs.iter().map(finding).collect();
        findings[11].fault = Some(DriverFault::ByLine);
        let text = render_driver_findings(&findings);
        assert_eq!(text.lines().count(), 12, "{text}");
        assert!(
            text.contains("wrong  backlog backlog/tasks/task-11.md")
                && text.ends_with("ok     1 more backlogs\n"),
            "{text}"
        );
    }
}
