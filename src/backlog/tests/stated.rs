//! Priorities and blockers in words, where people write them in a backlog.

use super::*;

/// The priority of the one task of `text`.
fn priority(text: &str) -> Option<Priority> {
    task(text).priority
}

#[test]
fn a_priority_is_read_where_people_write_it() {
    use Priority::{Critical, Deferred, High, Low, Medium};
    for (text, expected) in [
        ("- [ ] High priority: Fix it", High),
        ("- [ ] **High priority:** Fix it", High),
        ("- [ ] (P1) Fix it", High),
        ("- [ ] [P1] Fix it", High),
        ("- [ ] P0: Fix it", Critical),
        ("- [ ] T012: (high) Fix it", High),
        ("- [ ] [high priority] T012 Fix it", High),
        ("- [ ] T012 [low] Fix it", Low),
        ("- [ ] Fix it (low)", Low),
        ("- [ ] Fix it (high priority)", High),
        ("- [ ] Fix it [low]", Low),
        ("- [ ] Fix it\n  Priority: high", High),
        ("- [ ] Fix it\n  - Priority: high", High),
        ("- [ ] Fix it\n\n  **Priority:** P2 | **Owner:** Jo", Medium),
        ("- [ ] Fix it #priority:high", High),
        ("- [ ] Fix it #priority-high", High),
        ("- [ ] Fix it #p1", High),
        ("- [ ] Fix it #later", Deferred),
        ("- [ ] Fix it #someday", Deferred),
        ("- [ ] Fix it #backlog-later", Deferred),
        ("- [ ] Fix it #someday-maybe", Deferred),
        ("- [ ] Fix it #backlog:later", Deferred),
        ("- [ ] Fix it\n  - why #later", Deferred),
        ("## Ideas #later\n- [ ] Fix it", Deferred),
        ("- [ ] Fix it !high", High),
        ("- [ ] Fix it (P1) #priority:low", Low),
        ("## High Priority\n- [ ] Fix it", High),
        ("## P2 - Later on\n- [ ] Fix it", Medium),
        ("## Deferred\n- [ ] Fix it", Deferred),
        ("- High priority: this week\n  - [ ] Fix it", High),
    ] {
        assert_eq!(priority(text), Some(expected), "{text}");
    }
}

#[test]
fn what_speaks_of_priorities_states_none() {
    for text in [
        "- [ ] Add a priority",
        "- [ ] Sort tasks by priority",
        "- [ ] Drain the high-priority queue",
        "- [ ] High-priority queue drops messages",
        "- [ ] Show `#priority-high` in red",
        "- [ ] Show `(high priority)`",
        "- [ ] Show \"High priority: x\" in red",
        "- [ ] Show \"(P1)\"",
        "- [ ] Read P1 of the paper",
        "- [ ] Fix it\n  with high priority: soon",
        "- [ ] Fix it\n  - The priority: high ones first",
        "- [ ] Fix it\n  ```\n  Priority: high\n  ```",
        "- [ ] Fix it #priority",
        "- [ ] Fix it #later-stage",
        "- [ ] Show `#later`",
        "- [ ] Fix it\n  - [x] part (P1)",
        "## Priority queue\n- [ ] Fix it",
    ] {
        assert_eq!(priority(text), None, "{text}");
    }
}

#[test]
fn words_of_priority_and_block_that_lead_are_not_of_the_title() {
    for text in [
        "- [ ] High priority: Fix it",
        "- [ ] **High priority:** Fix it",
        "- [ ] (P1) Fix it",
        "- [ ] T012 [blocked] Fix it",
        "- [ ] BLOCKED: Fix it",
        "- [ ] [on hold] P1: Fix it",
        "- [ ] Fix it\n  Priority: high",
        "- [ ] Fix it\n  Blocked: waiting for legal",
        "- [ ] Fix it\n  blocked: legal",
        "- [ ] Fix it\n  Status: blocked",
    ] {
        assert_eq!(task(text).title, "Fix it", "{text}");
    }
}

#[test]
fn a_block_in_words_is_a_stated_one() {
    for (text, reason) in [
        ("- [ ] Fix it\n  Blocked: waiting for legal", "legal"),
        ("- [ ] Fix it\n  blocked: legal", "legal"),
        ("- [ ] Fix it\n  - **Blocked:** legal", "legal"),
        ("- [ ] Fix it\n  - Blocked — pending the audit", "the audit"),
        ("- [ ] Fix it\n\n  On hold: legal", "legal"),
        ("- [ ] Fix it (blocked: legal)", "legal"),
        ("- [ ] Fix it (BLOCKED - legal)", "legal"),
        ("- [ ] Fix it (blocked, awaiting legal)", "legal"),
        ("- [ ] Fix it [blocked: waiting on legal]", "legal"),
        ("- [ ] [blocked by legal] Fix it", "legal"),
        ("- [ ] Fix it (blocked by #12)", "#12"),
        ("- [ ] Fix it, blocked by #12", "#12"),
        ("- [ ] Fix it blocked by #12", "#12"),
        ("- [ ] Fix it. It is blocked by #12.", "#12"),
        ("- [ ] T001 Fix it, blocked by T099", "T099"),
        ("## Blocked: legal\n- [ ] Fix it", "legal"),
        ("- [ ] [blocked] Fix it", ""),
        ("- [ ] (blocked) Fix it", ""),
        ("- [ ] Blocked: Fix it", ""),
        ("- [ ] Fix it (blocked)", ""),
        ("- [ ] Fix it **[ON HOLD]**", ""),
        ("- [ ] Fix it\n  - Blocked: yes", ""),
        ("- [ ] Fix it\n  Status: Blocked", ""),
        ("- [⛔] Fix it", ""),
        ("- [🚫] Fix it", ""),
        ("- [⛔\u{fe0f}] Fix it #in-progress", ""),
        ("- [⛔] Fix it (blocked: legal)", "legal"),
        ("- [ ] Docs, blocked", ""),
        ("- [ ] Docs 🚫", ""),
        ("- [ ] Docs ⛔", ""),
        ("- [ ] T001 Docs (on hold)", ""),
        ("- [ ] Docs — waiting", ""),
        ("- [ ] Docs, on hold #docs", ""),
    ] {
        let found = task(text);
        assert_eq!(found.state, TaskState::Blocked, "{text}");
        assert_eq!(found.blocked_by.join("; "), reason, "{text}");
    }
}

#[test]
fn what_speaks_of_blocks_states_none() {
    for text in [
        "- [ ] Show blocked users",
        "- [ ] Blocked users: show them",
        "- [ ] Show `(blocked)`",
        "- [ ] Show \"blocked: legal\"",
        "- [ ] Show users (blocked ones too)",
        "- [ ] Fix it\n  - Blocked: no",
        "- [ ] Fix it\n  - Blocked: none",
        "- [ ] Fix it (not blocked)",
        "- [ ] Fix it (unblocked)",
        "- [ ] Filter by state (blocked, reviewed, skipped)",
        "- [ ] Show states [blocked, in-progress, and done]",
        "- [ ] Count by state (blocked/open/closed)",
        "- [ ] Add the column `state` (blocked: failed, paused or new)",
        "- [ ] Sort them (blocked | ready | done)",
        "- [ ] Show tasks that are open, done, blocked",
        "- [ ] Replace the icon by 🚫",
        "- [ ] Add the icon `🚫`",
        "- [ ] Draw the state — waiting",
        "- [ ] Poll the queue, waiting",
    ] {
        assert_eq!(task(text).state, TaskState::Open, "{text}");
    }
}

#[test]
fn what_a_title_describes_is_no_dependency() {
    for said in [
        "Fix bug where worker is blocked by T002 lock",
        "Fix bug where the worker waits for T002",
        "Fix bug: worker is blocked by T002",
        "Fix crash when the loader depends on T002",
        "Find out why it is blocked by T002",
        "Show how T003 depends on T002",
        "Worker is still blocked by T002",
        "Release workers blocked by T002 locks",
    ] {
        let found = tasks(&format!("- [ ] T002 Lock\n- [ ] T009 {said}\n"));
        assert_eq!(found[1].depends_on, [], "{said}");
        assert_eq!(found[1].state, TaskState::Open, "{said}");
    }
    for said in [
        "Fix it, blocked by T002",
        "Fix it. The release is blocked by T002",
        "Fix it, it is still blocked by T002 until Monday",
        "Fix it, which is blocked by T002",
        "Fix it blocked by T002",
    ] {
        let found = tasks(&format!("- [ ] T002 Lock\n- [ ] T009 {said}\n"));
        assert_eq!(found[1].depends_on, [found[0].id], "{said}");
    }
}
