//! Prose of the rules: for `--list-rules`, `--explain`, the help of other formats, and docs/rules.md.

use std::fmt::Write;

use crate::model::Rule;
use crate::report::layout::{DIM, HEADING, NAME, pad, paint};

/// Prose of a rule. None of it has Markdown but code spans.
pub struct Prose {
    /// One sentence without a full stop.
    pub summary: &'static str,
    /// The reason to care.
    pub why: &'static str,
    /// A way to resolve a finding.
    pub fix: &'static str,
    /// Lines of a backlog with a finding.
    pub example: &'static str,
}

const OVERLAP: Prose = Prose {
    summary: "Tasks that are declared as parallel probably change the same file",
    why: "Whoever merges second gets the conflict. Tasks count as parallel if the backlog says \
          so (`[P]` of spec-kit, `#track:name` labels with different names, one wave of Kiro \
                  or GSD, `parallel: true` of ccpm, lanes of spec-kitty in one parallel group), if they are in \
          different tracks of the plan that `ctx analyze` keeps, or in different worktrees. Tasks \
          of one worktree, one `#track:name` or one track of the plan do not, whatever else is said \
          about them. The rule reports pairs that name the same file as what they change, pairs from \
          a probability of 50 %, and pairs that the backlog itself declares as conflicting. A task that \
          names or declares files is held to those: what it only reads does not count. Both tasks of a \
          pair have a finding.",
    fix: "Put both tasks into one track, let one depend on the other, or split the file. If the \
          prediction is wrong, name the files that the tasks touch.",
    example: "- [ ] T012 [P] Retry a declined charge in src/charge.ts\n\
              - [ ] T013 [P] Log every charge in src/charge.ts",
};

/// Returns the prose of a rule.
pub fn prose(rule: Rule) -> Prose {
    match rule {
        Rule::Overlap => OVERLAP,
        Rule::Undeclared => Prose {
            summary: "A task that declares its files probably changes another one",
            why: "Declared files are what others plan by. The rule reports files from a probability of \
                  40 % that a step of the task says to change: a line that begins with a verb such as \
                  Update or Delete and names the file. Files that the task only resembles, names as an \
                  example, or lists in a `git add`, are not reported.",
            fix: "Add the file to the declaration, or reword the task if it does not touch the file.",
            example: "- [ ] T3: Validate the index before it is saved\n      Files: internal/store.go\n      - Update internal/index.go",
        },
        Rule::Escape => Prose {
            summary: "A branch changes a file that other open work is about",
            why: "The other work will meet the change when it is merged. The rule needs git. It compares the \
                  files that `--diff BASE...HEAD` changes, or those of the branch of a track, with the \
                  files that other tasks declare or name as what they change, that a task of another track changes \
                  with a probability of at least 50 %, and that other branches have changed already. Tracks are \
                  those of the kept plan, of worktrees and of labels: a clone without them is compared with what \
                  the tasks say, not with what is predicted for them. Other branches are those of worktrees, \
                  and the local and remote branches that the base does not have and that were worked on in \
                  the last three months, at most 100. Files that the branch's own tasks may change are \
                  left out. These are the tasks of the track that the branch is called after; of another branch, \
                  it is the task that may change more than half of the changed files.",
            fix: "Take the change out of the branch, move the task into this track, or tell the others.",
            example: "- [ ] T012 Retry a declined charge #track:payment\n      Files: src/charge.ts",
        },
        Rule::Order => Prose {
            summary: "A task that is declared as parallel needs the result of another one",
            why: "Tasks that run at the same time cannot wait for each other. The rule reports parallel \
                  tasks of which one depends on the other, or changes a file that the other declares to \
                  create.",
            fix: "Remove the mark of the later task, or put both into one track.",
            example: "- [ ] T012 [P] Define the schema\n- [ ] T013 [P] Read it (depends on T012)",
        },
        Rule::Cycle => Prose {
            summary: "Tasks wait for each other",
            why: "None of them can be started. The plan leaves out one dependency of the cycle, which may \
                  be the wrong one.",
            fix: "Remove one of the dependencies.",
            example: "- [ ] T1: Load it (depends on T2)\n- [ ] T2: Save it (depends on T1)",
        },
        Rule::MissingDependency => Prose {
            summary: "A dependency names no task, or cannot be used as it is written",
            why: "The plan ignores such a dependency, and the task may be started too early.",
            fix: "Correct the id, or remove the dependency if the task is gone.",
            example: "- [ ] T1: Load it\n      Depends on: T99",
        },
        Rule::Unread => Prose {
            summary: "A task or a backlog is not read",
            why: "Open tasks may be missing from the answer. The rule reports lines that look like tasks and \
                  are none, blocks without an end, records that cannot be read, and backlogs that are no \
                  text. It also reports a backlog of which no open task is read, which stops other commands.",
            fix: "Write the task as the format of the backlog has it, or close the block.",
            example: "- ( ) Retry the upload",
        },
        Rule::Unknown => Prose {
            summary: "No file can be predicted for a task",
            why: "Nothing in the task matches anything in the repository, so it may collide with any other \
                  task. `ctx analyze` puts it in no track.",
            fix: "Name a file, folder, package, symbol or command in the text of the task.",
            example: "- [ ] Make it nicer",
        },
        Rule::Duplicate => Prose {
            summary: "Two open tasks say the same",
            why: "Two people may do the same work. `ctx analyze` plans only the first.",
            fix: "Remove one of them, or say how they differ.",
            example: "- [ ] Retry the upload when the server is busy\n\
                      - [ ] retry the upload, when the server is busy!",
        },
        Rule::LooksDone => Prose {
            summary: "An open task says that it is done or dropped, asks for a file that exists, names a finished plan, or is only a placeholder",
            why: "Finished work is planned again, or open work is overlooked. `ctx analyze` does not plan \
                  such a task.",
            fix: "Tick the box (`[x]`), drop the task (`[-]`), or reword it.",
            example: "- [ ] Retry the upload (DONE 2026-08-17)\n- [ ] [Description with file path]",
        },
        Rule::Reopened => Prose {
            summary: "A finished task is open again",
            why: "A merge does not tell of it, since only one side changed the box. The rule needs git. It \
                  compares the backlog with that of the commit where `--diff BASE...HEAD`, or the branch of a \
                  track, began.",
            fix: "Tick the task again, or add a new task that says what is left to do.",
            example: "- [ ] T1: Load it",
        },
        Rule::Regression => Prose {
            summary: "The tasks are less independent than in the baseline",
            why: "With `--baseline FILE`, the rule compares the share of the pairs of tasks that are \
                  independent. It reports a fall by more than two percentage points.",
            fix: "Look at the new tasks: name what they touch, or split the files that many tasks touch.",
            example: "- [ ] T7: Reformat everything",
        },
        Rule::UnusedSuppression => Prose {
            summary: "A comment that suppresses findings suppresses none",
            why: "A suppression that is left behind hides the next finding of its rule.",
            fix: "Remove the comment, or correct the name of the rule.",
            example: "- [ ] T1: Load it <!-- ctx: ignore overlap -->",
        },
    }
}

/// Writes a line for each rule: id, severity, summary.
pub fn render_rules() -> String {
    let widest = Rule::ALL.iter().map(|rule| rule.id().len()).max().unwrap_or(0);
    let line = |rule: &Rule| {
        let (id, severity) = (pad(rule.id(), widest), rule.severity().name());
        format!("{}  {}  {}\n", paint(NAME, &id), pad(severity, 7), prose(*rule).summary)
    };
    Rule::ALL.iter().map(line).collect()
}

/// Writes all that there is to say about a rule.
pub fn render_rule(rule: Rule, width: usize) -> String {
    let Prose { summary, why, fix, example } = prose(rule);
    let mut text = format!("{} ({})\n", paint(HEADING, rule.id()), rule.severity().name());
    for part in [summary, why, fix] {
        text.push('\n');
        let stop = if part.ends_with('.') { "" } else { "." };
        for line in super::super::layout::paragraph(&format!("{part}{stop}"), width) {
            text += &line;
            text.push('\n');
        }
    }
    let _ = write!(text, "\n{}\n\n", paint(DIM, "Example:"));
    for line in example.lines() {
        let _ = writeln!(text, "  {line}");
    }
    let _ = write!(
        text,
        "\n{}\n\n  <!-- ctx: ignore {} -->\n",
        paint(DIM, "In the task or right above it, this comment suppresses its findings:"),
        rule.id()
    );
    text
}

/// Writes the section of each rule in docs/rules.md.
pub fn render_rules_page() -> String {
    let mut text = "\n| Rule | Severity | Finding |\n|---|---|---|\n".to_owned();
    for rule in Rule::ALL {
        let (id, severity) = (rule.id(), rule.severity().name());
        let _ = writeln!(text, "| [{id}](#{id}) | {severity} | {} |", prose(*rule).summary);
    }
    for rule in Rule::ALL {
        let Prose { summary, why, fix, example } = prose(*rule);
        let id = rule.id();
        let _ = write!(
            text,
            "\n## {id}\n\n{summary}.\n\n{why}\n\n**To resolve it:** {fix}\n\n```markdown\n{example}\n```\n"
        );
    }
    text
}
