//! Messages of `ctx worktree merge-tasks`.

use std::fmt::Write;

use super::clean;
use crate::model::{
    Conflict, ConflictKind, LossKind, Lost, MergeCheck, MergeSide, MergeVerification,
};

/// Maximum number of conflicts that are listed of a merge.
const MAX_LISTED: usize = 20;

/// Maximum length of a title in a line about it.
const MAX_TITLE_CHARS: usize = 72;

/// Lists the conflicts in the file `name`, one line each.
pub fn render_conflicts(name: &str, conflicts: &[Conflict]) -> Vec<String> {
    let listed = conflicts.iter().take(MAX_LISTED);
    let mut lines: Vec<String> =
        listed.map(|conflict| format!("{name}:{}", described(conflict))).collect();
    if let Some(more @ 1..) = conflicts.len().checked_sub(MAX_LISTED) {
        lines.push(format!("{name}: and {more} more conflicts"));
    }
    lines
}

/// Says what a merge by task and one by line would do.
pub fn render_check(check: &MergeCheck) -> String {
    let mut text = String::new();
    for (way, conflicts) in [("task", check.conflicts.len()), ("line", check.conflicts_by_line)] {
        let _ = match conflicts {
            0 => writeln!(text, "By {way}: clean."),
            1 => writeln!(text, "By {way}: 1 conflict."),
            count => writeln!(text, "By {way}: {count} conflicts."),
        };
        if way == "task" {
            for conflict in &check.conflicts {
                let _ = writeln!(text, "  {}", described(conflict));
            }
        }
    }
    for task in &check.reopened {
        let side = match task.kind {
            LossKind::Reopened(MergeSide::Theirs) => "Theirs",
            _ => "Ours",
        };
        let _ = writeln!(text, "{side} opens a finished task again: {}", shortened(&task.title));
    }
    if !check.lost_by_line.is_empty() {
        let _ = writeln!(
            text,
            "  It reopens or loses these finished tasks:\n{}",
            listed(&check.lost_by_line)
        );
    }
    for (side, lost) in [("ours", check.lost_with_ours), ("theirs", check.lost_with_theirs)] {
        let _ = match lost {
            0 => Ok(()),
            1 => writeln!(text, "Taking only {side} loses 1 finished task."),
            count => writeln!(text, "Taking only {side} loses {count} finished tasks."),
        };
    }
    text.push_str(if check.is_clean() {
        "It can be merged anywhere.\n"
    } else {
        "Merge it where ctx is git's merge driver.\n"
    });
    text
}

/// Lists the finished tasks that a merge lost or reopened, and those that it finished again.
pub fn render_verification(verification: &MergeVerification) -> String {
    let MergeVerification { gone, ticked_again } = verification;
    let mut text = String::new();
    if verification.is_kept() {
        text.push_str("Every finished task that no side removed is still finished.\n");
    }
    for (heading, kinds) in [
        ("Lost", &[LossKind::TakenBack, LossKind::Missing][..]),
        ("Opened again by ours", &[LossKind::Reopened(MergeSide::Ours)]),
        ("Opened again by theirs", &[LossKind::Reopened(MergeSide::Theirs)]),
        ("Finished before, and removed by a side", &[LossKind::Removed]),
    ] {
        let tasks: Vec<Lost> =
            gone.iter().filter(|task| kinds.contains(&task.kind)).cloned().collect();
        if !tasks.is_empty() {
            let _ = writeln!(text, "{heading}:\n{}", listed(&tasks));
        }
    }
    for (side, name) in [(MergeSide::Ours, "ours"), (MergeSide::Theirs, "theirs")] {
        let is_of_side = |task: &&Lost| task.kind == LossKind::Reopened(side);
        let mut tasks = ticked_again.iter().filter(is_of_side).peekable();
        if tasks.peek().is_some() {
            let _ = writeln!(text, "Finished again, though {name} opened it:");
        }
        for Lost { line, title, .. } in tasks {
            let _ = writeln!(text, "  {}: finished in line {line}", shortened(title));
        }
    }
    text
}

/// Describes a conflict, as `12: title: reason`.
fn described(conflict: &Conflict) -> String {
    let why = match conflict.kind {
        ConflictKind::Changed => "both sides changed it",
        ConflictKind::State => "the sides changed it to different states",
        ConflictKind::Reworded => {
            "one side finished it, the other one reworded it, maybe to another task"
        }
        ConflictKind::Removed => "one side removed it, the other one changed it",
        ConflictKind::Moved => "the sides moved it to different places",
        ConflictKind::SameId => {
            "each side added a different task with this id; give one of them another id"
        }
        ConflictKind::Lines => "not merged by task: the lines conflict",
    };
    let title = if conflict.title.is_empty() { "the text" } else { &conflict.title };
    format!("{}: {}: {why}", conflict.line, shortened(title))
}

fn listed(lost: &[Lost]) -> String {
    let line = |Lost { line, title, kind }: &Lost| {
        let state = match kind {
            LossKind::TakenBack | LossKind::Reopened(_) => "not finished",
            LossKind::Missing => "missing, was",
            LossKind::Removed => "was",
        };
        format!("  {}: {state} in line {line}", shortened(title))
    };
    lost.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Shortens a title to fit on a line.
fn shortened(title: &str) -> String {
    let title = clean(title);
    match title.char_indices().nth(MAX_TITLE_CHARS) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(title: &str, kind: LossKind) -> Lost {
        Lost { line: 3, title: title.to_owned(), kind }
    }

    #[test]
    fn a_check_compares_both_ways_of_merging() {
        let conflict =
            Conflict { line: 7, title: "Write it".to_owned(), kind: ConflictKind::State };
        let check = MergeCheck {
            conflicts: vec![conflict],
            conflicts_by_line: 2,
            reopened: vec![lost("Read it", LossKind::Reopened(MergeSide::Theirs))],
            lost_by_line: vec![lost("Do it", LossKind::TakenBack)],
            lost_with_ours: 1,
            lost_with_theirs: 2,
        };
        insta::assert_snapshot!(render_check(&check));
        let clean = render_check(&MergeCheck::default());
        assert_eq!(clean, "By task: clean.\nBy line: clean.\nIt can be merged anywhere.\n");
    }

    #[test]
    fn a_verification_lists_tasks_by_the_reason() {
        let verification = MergeVerification {
            gone: vec![
                lost("a", LossKind::TakenBack),
                lost("b", LossKind::Missing),
                lost("c", LossKind::Reopened(MergeSide::Ours)),
                lost("d", LossKind::Removed),
            ],
            ticked_again: vec![lost("e", LossKind::Reopened(MergeSide::Theirs))],
        };
        insta::assert_snapshot!(render_verification(&verification));
        let removed = vec![lost("d", LossKind::Removed)];
        let kept = MergeVerification { gone: removed, ticked_again: Vec::new() };
        assert!(render_verification(&kept).starts_with("Every finished task that no side removed"));
    }

    #[test]
    fn of_many_conflicts_the_first_are_listed() {
        let kind = ConflictKind::Lines;
        let conflicts = vec![Conflict { line: 1, title: "x\u{1b}[2J".repeat(80), kind }; 22];
        let lines = render_conflicts("TASKS.md", &conflicts);
        assert_eq!((lines.len(), lines[20].as_str()), (21, "TASKS.md: and 2 more conflicts"));
        assert!(lines[0].ends_with("x…: not merged by task: the lines conflict"), "{}", lines[0]);
        assert!(!lines[0].contains('\u{1b}'));
    }
}
