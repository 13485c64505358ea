//! Facts about tools whose backlogs are Markdown checklists.

use super::*;

const SPEC_KIT: &str = "specs/001-a/tasks.md";
const KIRO: &str = ".kiro/specs/a/tasks.md";
const OPENSPEC: &str = "openspec/changes/a/tasks.md";

#[test]
fn spec_kit() {
    hold(&[
        (
            "ids may have more than three digits, and either case of x is done",
            &[(
                SPEC_KIT,
                "- [X] T999 Old\n- [x] T1000 Old\n- [ ] T1001 [P] [US1] New in src/a.ts\n",
            )],
            &[],
            &["T1001:3 | parallel | New in src/a.ts"],
        ),
        (
            "folders may be named by their time",
            &[("specs/20260101-120000-pay/tasks.md", "- [ ] T001 Pay\n")],
            &[],
            &["T001:1 | Pay"],
        ),
        (
            "the section on dependencies is prose",
            &[(
                SPEC_KIT,
                "## Phase 1: Setup\n\n- [ ] T001 Write it\n\n## Dependencies & Execution Order\n\n### Phase \
                 Dependencies\n\n- **Setup (Phase 1)**: No dependencies - can start immediately\n- **Foundational \
                 (Phase 2)**: Depends on Setup completion - BLOCKS all user stories\n",
            )],
            &[],
            &["T001:3 | Write it"],
        ),
        (
            "the heading of a phase states the priority of its tasks",
            &[(
                SPEC_KIT,
                "## Phase 3: User Story 1 - Pay (Priority: P1)\n\n- [ ] T001 [US1] Pay\n",
            )],
            &[],
            &["T001:3 | High | Pay"],
        ),
        (
            "numbers begin anew in each feature",
            &[
                (SPEC_KIT, "- [ ] T001 One\n- [ ] T002 Two (depends on T001)\n"),
                ("specs/002-b/tasks.md", "- [ ] T001 Three\n- [ ] T002 Four (depends on T001)\n"),
            ],
            &[],
            &[
                "T001:1 | One",
                "T002:2 | after T001 | Two (depends on T001)",
                "T001#2:1 | Three",
                "T002#2:2 | after T001#2 | Four (depends on T001)",
            ],
        ),
    ]);
}

#[test]
fn openspec() {
    let boxes = "## 1. A\n\n- [x] 1.1 a\n- [X] 1.2 a\n- [ x] 1.3 a\n- [ x ] 1.4 a\n* [x]1.5 a\n1. [x] 1.6 a\n\
                 - [ ] 2.1 a\n- [] 2.2 a\n- [-] 2.3 a\n- [~] 2.4 a\n+ [ ] 2.5 a\n2) [ ] 2.6 a\n- [ ]2.7 a\n\
                 \t- [ ] 2.8 a\n> - [ ] 3.1 quoted\n### [ ] 3.2 heading\n";
    hold(&[
        (
            "only x is done, in any case and with blanks; every other sign is open",
            &[(OPENSPEC, boxes)],
            &[],
            &[
                "2.1:9 | a",
                "2.2:10 | a",
                "2.3:11 | a",
                "2.4:12 | a",
                "2.5:13 | a",
                "2.6:14 | a",
                "2.7:15 | a",
            ],
        ),
        (
            "numbers begin anew in each change",
            &[
                (OPENSPEC, "## 1. A\n- [ ] 1.1 One\n"),
                ("openspec/changes/b/tasks.md", "## 1. A\n- [ ] 1.1 Two\n"),
            ],
            &[],
            &["1.1:2 | One", "1.1#2:2 | Two"],
        ),
        (
            "a box in a fence counts",
            &[(OPENSPEC, "```\n- [ ] 1.1 One\n```\n~~~\n1. [x] 1.2 Two\n~~~\n")],
            &[],
            &["1.1:2 | One"],
        ),
    ]);
}

#[test]
fn kiro() {
    let graph = |json: &str| {
        format!(
            "- [ ] 1. A\n  - [ ] 1.1 a\n  - [ ] 1.2 b\n- [ ] 2. Checkpoint\n- [ ] 3. C\n\n\
             ## Task Dependency Graph\n\n```json\n{json}\n```\n"
        )
    };
    let by_wave = graph(
        "{\"waves\": [{\"wave\": 1, \"tasks\": [\"1.1\", \"1.2\"]}, {\"wave\": 2, \"tasks\": [\"3\"], \
         \"depends_on\": [1]}]}",
    );
    let lists = graph("[[\"1.1\"], [\"1.2\", \"3\"]]");
    let drawing = graph("1.1 ── 1.2 ── 3");
    hold(&[
        (
            "waves are numbered from 1 as well, and a checkpoint stands in none",
            &[(KIRO, &by_wave)],
            &[],
            &[
                "1.1:2 | parallel | a",
                "1.2:3 | parallel | b",
                "2:4 | Checkpoint",
                "3:5 | parallel | after 1.1 1.2 | C",
            ],
        ),
        (
            "waves may be plain lists",
            &[(KIRO, &lists)],
            &[],
            &[
                "1.1:2 | parallel | a",
                "1.2:3 | parallel | after 1.1 | b",
                "2:4 | Checkpoint",
                "3:5 | parallel | after 1.1 | C",
            ],
        ),
        (
            "a drawing is no list of waves",
            &[(KIRO, &drawing)],
            &[],
            &["1:1 | 2 boxes | A", "2:4 | Checkpoint", "3:5 | C"],
        ),
        (
            "requirements are no tasks to wait for, and a dash is begun",
            &[(
                KIRO,
                "# Implementation Plan\n\n## Overview\n\nText.\n\n## Tasks\n\n- [ ] 1. One\n  - _Requirements: 2, 3_\n\
                 - [-] 2. Two\n  - _Requirements: 1.1, 1_\n- [ ]* 3. Three\n\n## Notes\n\n- Read all\n",
            )],
            &[],
            &["1:9 | One", "2:11 | InProgress | Two", "3:13 | Three"],
        ),
    ]);
}
