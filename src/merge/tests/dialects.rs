//! Ways in which tools write the tasks of their checklists.

use std::fmt;

use crate::backlog::{Divide, Shape, Source, shape};

/// Checklist of a tool, as far as the laws of the merge know it. `{n}` stands for a number.
#[derive(Clone, Copy)]
pub struct Dialect {
    pub path: &'static str,
    /// Columns by which a step is indented below its task; 0 if tasks have no steps.
    pub indent: usize,
    /// Starts of tasks, with `{}` for the sign in the box.
    pub starts: &'static [&'static str],
    /// Signs in boxes: open, finished, and all others.
    pub signs: &'static [&'static str],
    /// Signs of work that is given up.
    pub given_up: &'static [&'static str],
    /// Texts of tasks, each with the word `w{n}`.
    pub texts: &'static [&'static str],
    /// Id of a task that a side adds. Both sides may give the same one.
    pub new: &'static str,
    /// Text of a heading, with the word `w{n}`.
    pub heading: &'static str,
    /// Levels of headings.
    pub levels: [usize; 2],
    /// Lines that tools and people write between tasks.
    pub lines: &'static [&'static str],
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)
    }
}

impl Dialect {
    /// Returns the function that divides the files of its format.
    pub fn divide(&self) -> Divide {
        match shape(&Source { name: self.path.to_owned(), bytes: Vec::new() }) {
            Shape::Checklist(divide) => divide,
            other => panic!("{}: {other:?}", self.path),
        }
    }

    /// Returns the sign of a line with a task: blanks away, and letters in lower case.
    pub fn sign(&self, line: &str) -> Option<String> {
        let line = line.trim_start();
        let inside =
            self.starts.iter().find_map(|start| line.strip_prefix(start.split("{}").next()?))?;
        let (sign, _) = inside.split_once(']')?;
        Some(sign.trim().to_lowercase())
    }

    pub fn is_given_up(&self, sign: &str) -> bool {
        self.given_up.contains(&sign)
    }
}

/// Plain checklist, which the others change.
const PLAIN: Dialect = Dialect {
    path: "TASKS.md",
    indent: 2,
    starts: &["- [{}] "],
    signs: &[" ", "x", "-", "~", "!", "?", "🧪"],
    given_up: &["-"],
    texts: &["T{n}: do it w{n} well", "Fix that thing w{n} now", "Fix that thing w{n} now"],
    new: "",
    heading: "Part w{n}",
    levels: [1, 3],
    lines: &[
        "```\n- [ ] in a fence\n\n```\n",
        "\nA paragraph.\n\n",
        "| a | b |\n",
        "---\n",
        "\n",
        "  wrapped\n",
        "- plain\n",
        "<!-- comment -->\n",
    ],
};

/// Every dialect that the merge driver merges by task.
pub const DIALECTS: &[Dialect] = &[
    PLAIN,
    Dialect {
        path: ".context/TASKS.md",
        signs: &[" ", "x", "-"],
        texts: &[
            "P0.{n}: do it w{n} well #priority:high",
            "Fix that thing w{n} now #added:2026-04-08-19461{n}",
            "[E{n}] Read what w{n} says: a, b",
        ],
        heading: "Phase {n}: w{n} `#priority:high`",
        lines: &[
            "  (of errors) from all. … #priority:low\n",
            "- note\n",
            "\n",
            "  **Spec**: `specs/a.md`\n",
        ],
        ..PLAIN
    },
    Dialect {
        path: "docs/TODO.md",
        indent: 3,
        starts: &["1. [{}] ", "2. [{}] "],
        signs: &[" ", "x", "~", "❌", "🚧"],
        given_up: &["❌"],
        ..PLAIN
    },
    Dialect {
        path: "docs/plan.md",
        indent: 4,
        starts: &["* [{}] ", "+ [{}] "],
        signs: &["", "x", "X", " "],
        lines: &["    - note\n", "\n    More of it.\n\n", "    ```\n    * [x] code\n    ```\n"],
        ..PLAIN
    },
    Dialect {
        path: "docs/headings.md",
        indent: 0,
        starts: &["### [{}] "],
        signs: &[" ", "x", "-", "~"],
        texts: &["[T{n}] Update what w{n} imports in `llm/client.go`", "Fix that thing w{n} now"],
        levels: [1, 2],
        lines: &["\nA paragraph.\n\n", "- a point\n- another\n", "**Depends-on:** [T2]\n", "\n"],
        ..PLAIN
    },
    Dialect {
        path: "specs/001-pay/tasks.md",
        signs: &[" ", "x", "X"],
        given_up: &[],
        texts: &[
            "T0{n} [P] [US1] Create the w{n} model in src/models/user{n}.py",
            "T0{n} Create w{n} now (depends on T001, T002)",
            "[P] Write w{n} down",
        ],
        new: "T09{n} [P] ",
        heading: "Phase {n}: User Story {n} - w{n} (Priority: P1)",
        levels: [2, 3],
        lines: &[
            "**Goal**: it works\n\n",
            "---\n",
            "\n**Checkpoint**: all of it\n\n",
            "### Tests (OPTIONAL) ⚠️\n\n",
        ],
        ..PLAIN
    },
    Dialect {
        path: "openspec/changes/pay/tasks.md",
        starts: &["- [{}] ", "- [{}]", "* [{}] "],
        signs: &[" ", "x", "X", "-", "~", "", " x"],
        given_up: &[],
        texts: &["1.{n} Add w{n} to `src/pay.ts`", "2.{n} Fix that thing w{n} now"],
        new: "1.9{n} ",
        heading: "{n}. Group w{n}",
        levels: [2, 3],
        lines: &[
            "```\n- [ ] 9.1 in a fence\n- [x] 9.2 too\n```\n",
            "<!--\n- [ ] 9.3 hidden\n-->\n",
            "> - [ ] quoted\n",
            "  more about it\n",
            "\n",
        ],
        ..PLAIN
    },
    Dialect {
        path: ".kiro/specs/pay/tasks.md",
        starts: &["- [{}] ", "- [{}] ", "- [{}]* "],
        signs: &[" ", "x", "-", "~"],
        // Most tasks have a plain number, so that `[-]` means begun; without them it does not.
        given_up: &["-"],
        texts: &[
            "{n}. Set up what w{n} needs",
            "1.{n} Write w{n} down",
            "2.{n} Fix that thing w{n} now",
        ],
        new: "1.9{n} ",
        heading: "Tasks w{n}",
        levels: [1, 2],
        lines: &[
            "  - _Requirements: 1.1, 2.3_\n",
            "  - Write the code\n  - Use the store\n",
            "\n## Task Dependency Graph\n\n```json\n{\"waves\": [{\"id\": 0, \"tasks\": [\"1.1\"]}]}\n```\n",
            "\n",
        ],
        ..PLAIN
    },
    Dialect {
        path: ".gsd/milestones/M001/slices/S01/S01-PLAN.md",
        signs: &[" ", "x"],
        texts: &["**T0{n}: Write w{n} down** `est:30m`", "**T0{n}: Fix that thing w{n} now**"],
        new: "**T09{n}:** ",
        lines: &[
            "  - Files: `src/a.ts`, `src/b.ts`\n",
            "  - Verify: `npm test`\n",
            "  - Do: write it\n",
            "\n",
        ],
        ..PLAIN
    },
    Dialect {
        path: "docs/superpowers/plans/2026-11-30-pay.md",
        indent: 0,
        signs: &[" ", "x"],
        texts: &["**Step {n}: Write the w{n} test**", "**Step {n}: Run w{n}**"],
        new: "**Step 9{n}:** ",
        heading: "Task {n}: w{n}",
        levels: [3, 3],
        lines: &[
            "\n**Files:**\n- Create: `src/pay.ts`\n- Modify: `src/a.ts:12-34`\n\n",
            "\nRun: `npm test`\nExpected: PASS\n\n",
            "\n```ts\nconst a = 1;\n```\n\n",
        ],
        ..PLAIN
    },
];
