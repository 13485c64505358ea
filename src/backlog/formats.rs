//! Table of backlog formats: a row and a reader for each.

pub(crate) mod markdown;

use super::draft::Reading;
use super::{Granularity, Source};
use crate::model::Problem;

/// Format of backlogs.
#[derive(Debug)]
pub struct BacklogFormat {
    /// Name, as the user types it.
    pub name: &'static str,
    /// Usual places of such backlogs, relative to the root, in the order of search. A `*` stands
    /// for any one folder.
    pub places: &'static [&'static str],
    /// Usual places of finished backlogs. They are merged by task if the format is mergeable, and
    /// never planned.
    pub archives: &'static [&'static str],
    /// Folders in which a tool keeps its backlogs. If one exists and has no backlog, there are no
    /// open tasks.
    pub homes: &'static [&'static str],
    /// Set where `git merge` can merge such backlogs by task.
    pub is_mergeable: bool,
    /// Returns true if a backlog has this format.
    sniff: fn(&Source) -> bool,
    /// Reads one backlog, at the given position.
    read: fn(&Source, usize, Granularity, &mut Vec<Problem>) -> Reading,
}

impl BacklogFormat {
    /// Reads the backlog at position `backlog`.
    pub(super) fn read(
        &self,
        source: &Source,
        backlog: usize,
        granularity: Granularity,
        problems: &mut Vec<Problem>,
    ) -> Reading {
        (self.read)(source, backlog, granularity, problems)
    }
}

/// All formats. A backlog has the first format that recognizes it.
pub static FORMATS: &[BacklogFormat] = &[MARKDOWN];

/// Markdown checklists. Any text is one, perhaps without tasks.
const MARKDOWN: BacklogFormat = BacklogFormat {
    name: "markdown",
    places: &[
        "TASKS.md",
        "TODO.md",
        "docs/TASKS.md",
        "docs/TODO.md",
        "specs/*/tasks.md",
        ".kiro/specs/*/tasks.md",
        "openspec/changes/*/tasks.md",
    ],
    archives: &["openspec/changes/archive/*/tasks.md"],
    homes: &["openspec/changes"],
    is_mergeable: true,
    sniff: |_| true,
    read: markdown::read,
};

/// Returns the format of a backlog.
pub(super) fn of(source: &Source) -> &'static BacklogFormat {
    FORMATS.iter().find(|format| (format.sniff)(source)).unwrap_or(&MARKDOWN)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FORMATS;

    #[test]
    fn help_and_documentation_name_each_place() {
        let page = include_str!("../../docs/backlogs.md");
        let command = crate::cli::command();
        let analyze = command.find_subcommand("analyze").unwrap().clone();
        let help = analyze.clone().render_long_help().to_string();
        let mut names = BTreeSet::new();
        for format in FORMATS {
            assert!(names.insert(format.name), "two rows are called {}", format.name);
            for place in format.places.iter().chain(format.archives) {
                assert!(page.contains(&format!("`{place}`")), "docs/backlogs.md lacks {place}");
            }
            for place in format.places {
                assert!(help.contains(place), "the help of analyze lacks {place}");
            }
        }
    }
}
