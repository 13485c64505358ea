//! Table of ignored files that tools leave in a worktree, and what a teardown does with them.
//!
//! Only ignored files are looked up. A file that no row matches stops the teardown.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::error::refuse;
use super::{Error, Home, RepositoryRefusal, ScratchObjects, TeardownRefusal};
use crate::config::{self, Config, Pattern};

/// Fate of an ignored file that is only in the worktree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It can be rebuilt, so it is removed.
    Drop,
    /// The user may want it: it moves to the main checkout, or to the backup if the main checkout
    /// has such a file.
    Carry,
    /// The user may want it, but not in the main checkout: it moves to the backup.
    Keep,
}

/// A row of the table.
pub(super) struct Row {
    /// Tool that writes the files.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for people, and for the documentation's test")
    )]
    pub tool: &'static str,
    /// Their fate.
    pub fate: Fate,
    /// Patterns, as in a `.gitignore` at the root.
    pub patterns: &'static [&'static str],
}

/// Files of known tools. Folders with a `CACHEDIR.TAG` are dropped as well
/// (<https://bford.info/cachedir/>).
pub(super) const TABLE: &[Row] = &[
    Row {
        tool: "builds and tests",
        fate: Fate::Drop,
        patterns: &[
            "*.tsbuildinfo",
            ".eslintcache",
            ".mypy_cache",
            ".next",
            ".nox",
            ".parcel-cache",
            ".pytest_cache",
            ".ruff_cache",
            ".svelte-kit",
            ".tox",
            ".turbo",
            ".venv",
            "__pycache__",
            "node_modules",
        ],
    },
    Row { tool: "direnv, macOS", fate: Fate::Drop, patterns: &[".DS_Store", ".direnv"] },
    Row { tool: "JetBrains, VS Code", fate: Fate::Keep, patterns: &[".idea", ".vscode"] },
    Row {
        tool: "ActiveMemory ctx",
        fate: Fate::Drop,
        patterns: &[
            "**/.context/journal-obsidian",
            "**/.context/journal-site",
            "**/.context/logs",
            "**/.context/reports",
            "**/.context/site",
            "**/.context/state",
        ],
    },
    Row {
        tool: "ActiveMemory ctx",
        fate: Fate::Carry,
        patterns: &[
            "**/.context/.ctx.key",
            "**/.context/.scratchpad.key",
            "**/.context/events.jsonl",
            "**/.context/handovers",
            "**/.context/journal",
            "**/.context/journal.bak",
            "**/.context/memory",
            "**/.context/reminders.json",
            "**/.context/scratchpad.enc",
            ".ctxrc",
        ],
    },
    Row { tool: "Claude Code", fate: Fate::Drop, patterns: &["**/.claude/scheduled_tasks.lock"] },
    Row {
        tool: "Claude Code",
        fate: Fate::Carry,
        patterns: &[
            "**/.claude/agent-memory-local",
            "**/.claude/settings.local.json",
            "CLAUDE.local.md",
        ],
    },
    Row { tool: "Claude Code", fate: Fate::Keep, patterns: &["**/.claude/*.local.md"] },
    Row { tool: "aider", fate: Fate::Drop, patterns: &[".aider.tags.cache.v*"] },
    Row {
        tool: "aider",
        fate: Fate::Carry,
        patterns: &[
            ".aider.chat.history.md",
            ".aider.conf.yml",
            ".aider.input.history",
            ".aider.llm.history",
            ".aider.model.metadata.json",
            ".aider.model.settings.yml",
        ],
    },
    Row {
        tool: "beads",
        fate: Fate::Drop,
        patterns: &[
            "**/.beads/*.lock",
            "**/.beads/.exclusive-lock",
            "**/.beads/.local_version",
            "**/.beads/bd.sock*",
            "**/.beads/daemon.*",
            "**/.beads/dolt-server.*",
            "**/.beads/export-state",
            "**/.beads/export-state.json",
            "**/.beads/last-touched",
            "**/.beads/push-state.json",
            "**/.beads/redirect",
            "**/.beads/sync-state.json",
        ],
    },
    Row {
        tool: "beads",
        fate: Fate::Keep,
        patterns: &[
            "**/.beads/*.corrupt.backup",
            "**/.beads/*.db",
            "**/.beads/*.db?*",
            "**/.beads/.beads-credential-key",
            "**/.beads/.env",
            "**/.beads/backup",
            "**/.beads/dolt",
            "**/.beads/embeddeddolt",
            "**/.beads/ephemeral.sqlite3*",
            "**/.beads/interactions.jsonl",
            "**/.beads/proxieddb",
        ],
    },
    Row { tool: "Crush", fate: Fate::Keep, patterns: &[".crush"] },
    Row {
        tool: "OpenCode",
        fate: Fate::Drop,
        patterns: &[
            "**/.opencode/.gitignore",
            "**/.opencode/bun.lock",
            "**/.opencode/package-lock.json",
        ],
    },
    Row { tool: "OpenCode", fate: Fate::Keep, patterns: &["**/.opencode/package.json"] },
    Row { tool: "Serena", fate: Fate::Drop, patterns: &["**/.serena/cache", "**/.serena/logs"] },
    Row {
        tool: "Serena",
        fate: Fate::Carry,
        patterns: &["**/.serena/memories", "**/.serena/project.local.yml"],
    },
    Row { tool: "spec-kit", fate: Fate::Drop, patterns: &["**/.specify/feature.json"] },
    Row {
        tool: "spec-kit",
        fate: Fate::Carry,
        patterns: &["**/.specify/extensions/*/local-config.yml"],
    },
    Row {
        tool: "spec-kit",
        fate: Fate::Keep,
        patterns: &["**/.specify/integrations/packages", "**/.specify/integrations/packages.json"],
    },
    Row {
        tool: "spec-kitty",
        fate: Fate::Drop,
        patterns: &[
            "**/.kittify/.dashboard",
            "**/.kittify/dossiers",
            "**/.kittify/merge-state.json",
            "**/.kittify/runtime",
            "**/.kittify/workspaces",
        ],
    },
    Row { tool: "spec-kitty", fate: Fate::Keep, patterns: &["**/.kittify/events"] },
    Row { tool: "SpecStory", fate: Fate::Carry, patterns: &["**/.specstory/history"] },
    Row { tool: "Task Master", fate: Fate::Drop, patterns: &["**/.taskmaster/state.json"] },
    Row { tool: "Task Master", fate: Fate::Carry, patterns: &["**/.taskmaster/reports"] },
];

/// Rules from the repository's settings, followed by the table. The first rule that matches a file
/// applies; in the settings, carrying comes before dropping.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    rules: Vec<(Gitignore, Fate)>,
    /// Set if the settings carry files, which may be in a folder that another rule drops.
    carries: bool,
}

impl Rules {
    /// Returns the rules of a repository: its settings, then the table.
    pub fn of(home: &Home) -> Result<Self, Error> {
        let config = Config::read(&home.main()?.path).map_err(|error| wrong(&error))?;
        Self::with(&config.worktree)
    }

    /// Returns the rules that hold after a merge of the commits `sides`, if it changes the settings.
    /// Refuses settings of `branch` that cannot be used.
    pub fn after_merge(home: &Home, branch: &str, sides: [&str; 2]) -> Result<Option<Self>, Error> {
        let [before, tip] = sides;
        let file = Path::new(config::FILE);
        let scratch = ScratchObjects::open(&home.common)?;
        if !scratch.differing(Some(before), tip)?.iter().any(|it| it == config::FILE.as_bytes()) {
            return Ok(None);
        }
        let merged = scratch.merge(before, tip)?;
        // The user resolves a conflict first.
        if merged.conflicts.iter().any(|it| it == config::FILE.as_bytes()) {
            return Ok(None);
        }
        let entry = scratch.asked().line(&["ls-tree", &merged.tree, "--", config::FILE])?;
        // The target of a link is known only on disk.
        if !entry.is_empty() && !entry.starts_with("100") {
            return Ok(None);
        }
        let [now, after] = [before, &merged.tree].map(|tree| scratch.content(tree, file));
        let (now, after) = (now?, after?);
        if now == after {
            return Ok(None);
        }
        let rules = Config::of_bytes(after.unwrap_or_default()).map_err(|error| wrong(&error));
        let rules = rules.and_then(|config| Self::with(&config.worktree));
        rules.map(Some).map_err(|error| {
            let (branch, reason) = (branch.to_owned(), error.to_string());
            Error::from(TeardownRefusal::BrokenSettings { branch, reason })
        })
    }

    /// Returns the rules of settings, then the table.
    fn with(config: &config::Worktree) -> Result<Self, Error> {
        let mut rules = vec![
            (matcher_of(&config.carry)?, Fate::Carry),
            (matcher_of(&config.disposable)?, Fate::Drop),
        ];
        rules.extend(Self::built_in()?.rules);
        Ok(Self { rules, carries: !config.carry.is_empty() })
    }

    /// Returns the table alone.
    pub fn built_in() -> Result<Self, Error> {
        let of = |fate: Fate| {
            let rows = TABLE.iter().filter(move |row| row.fate == fate);
            let patterns = rows.flat_map(|row| row.patterns.iter().copied());
            matcher(patterns).map(|matcher| (matcher, fate))
        };
        let rules = [Fate::Carry, Fate::Keep, Fate::Drop].map(of);
        Ok(Self { rules: rules.into_iter().collect::<Result<_, _>>()?, carries: false })
    }

    /// Returns the fate of a file or folder, relative to the root of the worktree; `None` if no
    /// rule matches it or a folder around it.
    pub fn fate(&self, path: &Path, is_folder: bool) -> Option<Fate> {
        let is_named =
            |matcher: &Gitignore| matcher.matched_path_or_any_parents(path, is_folder).is_ignore();
        self.rules.iter().find(|(matcher, _)| is_named(matcher)).map(|&(_, fate)| fate)
    }

    /// Returns true if everything in a folder of this fate has the same fate.
    pub fn holds_throughout(&self, fate: Fate) -> bool {
        fate == Fate::Drop && !self.carries
    }
}

/// Settings that cannot be used.
fn wrong(error: &config::Error) -> Error {
    Error::from(RepositoryRefusal::Settings { reason: error.to_string() })
}

fn matcher_of(patterns: &[Pattern]) -> Result<Gitignore, Error> {
    // Each pattern is compiled alone first, so that the error names its line.
    for Pattern { text, line } in patterns {
        if let Err(why) = builder([text.as_str()]) {
            return refuse(RepositoryRefusal::SettingsPattern {
                line: *line,
                reason: why.to_string(),
            });
        }
    }
    matcher(patterns.iter().map(|pattern| pattern.text.as_str()))
}

fn matcher<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Gitignore, Error> {
    let built = builder(patterns).and_then(|builder| builder.build());
    built.map_err(|error| {
        Error::from(RepositoryRefusal::SettingsPatterns { reason: error.to_string() })
    })
}

fn builder<'a>(
    patterns: impl IntoIterator<Item = &'a str>,
) -> Result<GitignoreBuilder, ignore::Error> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        builder.add_line(None, pattern)?;
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_rows_are_what_they_are_meant_to_be() {
        let rules = Rules::built_in().unwrap();
        for (path, expected) in [
            (".context/state/x", Some(Fate::Drop)),
            ("services/a/.context/logs", Some(Fate::Drop)),
            (".context/journal/2026/a.md", Some(Fate::Carry)),
            (".context/handovers/a.md", Some(Fate::Carry)),
            (".claude/settings.local.json", Some(Fate::Carry)),
            (".claude/settings.json", None),
            (".claude/worktrees/a", None),
            (".specify/feature.json", Some(Fate::Drop)),
            ("feature.json", None),
            (".aider.tags.cache.v4/cache.db", Some(Fate::Drop)),
            (".aider.chat.history.md", Some(Fate::Carry)),
            (".beads/issues.jsonl", None),
            (".beads/beads.db-wal", Some(Fate::Keep)),
            (".beads/embeddeddolt/x/.dolt/noms/LOCK", Some(Fate::Keep)),
            (".beads/daemon.log", Some(Fate::Drop)),
            (".taskmaster/tasks/tasks.json", None),
            ("web/node_modules/a/b.js", Some(Fate::Drop)),
            ("node_modules.txt", None),
            (".env", None),
            ("secrets/journal/a", None),
        ] {
            assert_eq!(rules.fate(Path::new(path), false), expected, "{path}");
        }
    }

    #[test]
    fn no_pattern_stands_in_two_rows_and_each_names_something() {
        let mut seen = BTreeSet::new();
        for row in TABLE {
            assert!(row.patterns.is_sorted(), "{}", row.tool);
            for pattern in row.patterns {
                assert!(seen.insert(pattern), "{pattern} stands in two rows");
                let path = pattern.replace("**/", "").replace(['*', '?'], "x");
                let rules = Rules::built_in().unwrap();
                assert_eq!(rules.fate(Path::new(&path), false), Some(row.fate), "{path}");
            }
        }
    }

    #[test]
    fn the_documentation_has_every_row() {
        let mut text = String::new();
        for (fate, what) in [
            (Fate::Drop, "Dropped"),
            (
                Fate::Carry,
                "Carried to the main checkout where it has none, else kept in the backup",
            ),
            (Fate::Keep, "Kept in the backup"),
        ] {
            let _ = write!(text, "\n## {what}\n\n| Tool | Files |\n|---|---|\n");
            for row in TABLE.iter().filter(|row| row.fate == fate) {
                let patterns: Vec<String> =
                    row.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
                let _ = writeln!(text, "| {} | {} |", row.tool, patterns.join(", "));
            }
        }
        let documented = include_str!("../../docs/runtime-files.md");
        assert!(documented.ends_with(&text), "docs/runtime-files.md should end with:\n{text}");
    }
}
