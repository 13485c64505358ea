//! The table of backlog formats: one row, and one reader, for each.

pub(crate) mod markdown;

use super::draft::Reading;
use super::{Granularity, Source};
use crate::model::Problem;

/// Format of backlogs.
#[derive(Debug)]
pub struct BacklogFormat {
    /// Name, as the user types it.
    pub name: &'static str,
    /// Places where such backlogs lie by convention, relative to the root, the first to look at
    /// first. A `*` stands for any one folder.
    pub places: &'static [&'static str],
    /// Places of finished backlogs. They are merged by task where the format is, and never planned
    /// from.
    pub archives: &'static [&'static str],
    /// Folders in which a tool keeps its backlogs: where one exists and holds no backlog, no task is
    /// open.
    pub homes: &'static [&'static str],
    /// Set where `git merge` can merge such backlogs by task.
    pub is_mergeable: bool,
    /// Returns whether a backlog is of this format.
    sniff: fn(&Source) -> bool,
    /// Reads one backlog, the one at that position of all.
    read: fn(&Source, usize, Granularity, &mut Vec<Problem>) -> Reading,
}

impl BacklogFormat {
    /// Reads the backlog at position `backlog` of all.
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

/// All formats. A backlog is of the first that recognises it.
pub static FORMATS: &[BacklogFormat] = &[MARKDOWN];

/// Markdown checklists: any text is one, perhaps without tasks.
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
