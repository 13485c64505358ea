//! Messages about the merge driver.

use std::fmt::Write;

use crate::model::{DriverCheck, DriverFault, DriverFinding, quoted};
use crate::report::{clean, clean_lines};

/// Says which backlogs are merged by task, and which are left to the user's own attribute (`theirs`, by
/// name and value).
pub fn render_installed(backlogs: &[String], theirs: &[(String, String)]) -> String {
    let names = match (backlogs.is_empty(), theirs.is_empty()) {
        (false, _) => backlogs.join(", "),
        (true, true) => "none found yet".to_owned(),
        (true, false) => "none".to_owned(),
    };
    let mut text = format!("Backlogs are merged by task: {names}\n");
    for (name, value) in theirs {
        let _ = writeln!(text, "Left to your own merge attribute ({value}): {name}");
    }
    clean_lines(&text)
}

/// Says that the merge driver is not installed any more.
pub fn render_uninstalled(was_installed: bool) -> &'static str {
    if was_installed { "Backlogs are merged by line again.\n" } else { "It was not installed.\n" }
}

/// Lists the checks of the merge driver, one line each.
pub fn render_driver_findings(findings: &[DriverFinding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let check = check(&finding.check);
        let _ = match &finding.fault {
            None => writeln!(text, "ok     {check}"),
            Some(wrong) => writeln!(
                text,
                "wrong  {check}: {}; `ctx worktree install-merge-driver{}` sets it right",
                fault(wrong),
                arguments(&finding.check)
            ),
        };
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
            format!("backlog {}: your own merge={value}", clean(backlog))
        }
        DriverCheck::Later(places) => format!("backlogs that come later: {}", places.join(", ")),
    }
}

/// Returns the arguments of the command that mends the fault.
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
            "is not what this program would set (moved, or another version)".to_owned()
        }
        DriverFault::Attribute(value) => format!("its attribute `merge` is {value}"),
        DriverFault::OverridesOwn { value, own } => {
            format!("its attribute `merge` is {value}, but your own is {own}")
        }
        DriverFault::ByLine => "would be merged by line".to_owned(),
    }
}
