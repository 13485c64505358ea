//! Messages of `ctx worktree install-skills`.

use std::fmt::Write;

use crate::model::SkillOutcome;

/// Says what became of each skill's file, one line each.
pub fn render_skills(files: &[(String, SkillOutcome)]) -> String {
    let mut text = String::new();
    for (file, outcome) in files {
        let outcome = match outcome {
            SkillOutcome::New => "written",
            SkillOutcome::Replaced => "replaced",
            SkillOutcome::Same => "unchanged",
            SkillOutcome::Changed => "kept: it differs from that of ctx; --force replaces it",
        };
        let _ = writeln!(text, "{file}: {outcome}");
    }
    let is_new =
        |outcome: &SkillOutcome| matches!(outcome, SkillOutcome::New | SkillOutcome::Replaced);
    if files.iter().any(|(_, outcome)| is_new(outcome)) {
        text.push_str("Commit them, so that new worktrees have them.\n");
    }
    text
}
