//! Table of backlog formats: a row and a reader for each.
//!
//! Discovery, `--list-formats`, the help and the error messages derive from [`FORMATS`].

mod backlog_md;
mod beads;
mod beans;
mod bmad;
mod ccpm;
mod ctx_plans;
mod gsd;
mod issues;
mod kiro;
pub(crate) mod markdown;
mod openspec;
mod org;
mod plain;
mod sheet;
mod spec_kit;
mod spec_kitty;
mod superpowers;
mod task_master;
mod taskwarrior;
mod todo_txt;
mod unread;

use super::draft::{MarkdownFile, Reading};
use super::record::{self, Files, Record};
use super::shape::{PLAIN, Shape};
use super::{Entry, Granularity, Source, pattern};
use crate::model::Problem;

/// Format of backlogs.
#[derive(Debug)]
pub struct BacklogFormat {
    /// Name, as the user types it.
    pub name: &'static str,
    /// Tool or convention, as people call it.
    pub title: &'static str,
    /// Usual places of such backlogs, relative to the root, in the order of search: the first that
    /// has any files is read. A `*` stands for any text within one name.
    pub places: &'static [&'static str],
    /// Usual places of finished backlogs. They are merged like the backlogs, and never planned.
    pub archives: &'static [&'static str],
    /// Files that the tool keeps beside its backlogs, which its reader needs.
    pub beside: &'static [&'static str],
    /// Folders in which a tool keeps its backlogs. If one exists and has no backlog, there are no
    /// open tasks.
    pub homes: &'static [&'static str],
    /// File of a tool that may keep its backlog in a database, and the command that hands it to ctx.
    pub export: Option<(&'static str, &'static str)>,
    /// Set if `TASKS.md` in ctx's context folder has this format.
    pub is_in_context: bool,
    /// Set if such backlogs are read only if the user names the format or the file.
    pub is_on_request: bool,
    /// Shape, by which git's merge driver merges them.
    pub shape: Shape,
    /// Tool that counts each box as a task, also one below another.
    counted_by: Option<&'static str>,
    /// Set if all files of a place are one backlog, with a file for each task.
    is_one_backlog: bool,
    /// Returns true if a backlog outside of the usual places has this format.
    sniff: fn(&Source) -> bool,
    /// Reader.
    reader: Reader,
}

/// Reader of a format.
#[derive(Clone, Copy, Debug)]
enum Reader {
    /// Reads the outline of one Markdown file.
    Outline(fn(MarkdownFile, &mut Vec<Problem>) -> Reading),
    /// Reads the tasks that the files state as data, finished ones included.
    Records(fn(Files, &mut Vec<Problem>) -> Vec<Record>),
}

/// Row without places, which the others complete.
const EMPTY: BacklogFormat = BacklogFormat {
    name: "",
    title: "",
    places: &[],
    archives: &[],
    beside: &[],
    homes: &[],
    export: None,
    is_in_context: false,
    is_on_request: false,
    shape: Shape::Text,
    counted_by: None,
    is_one_backlog: false,
    sniff: |_| false,
    reader: Reader::Outline(markdown::read),
};

/// All formats. A backlog outside of the usual places has the first format that recognizes it, else
/// the first one.
pub static FORMATS: &[BacklogFormat] = &[
    // Any text is a checklist, perhaps without tasks.
    BacklogFormat {
        name: "markdown",
        title: "Markdown checklist",
        places: &["TASKS.md", "TODO.md", "docs/TASKS.md", "docs/TODO.md"],
        beside: &["specs/plans/*.md"],
        is_in_context: true,
        shape: Shape::Checklist(markdown::structure),
        ..EMPTY
    },
    BacklogFormat {
        name: "spec-kit",
        title: "spec-kit",
        places: &["specs/*/tasks.md"],
        shape: Shape::Checklist(markdown::structure),
        reader: Reader::Outline(spec_kit::read),
        ..EMPTY
    },
    BacklogFormat {
        name: "kiro",
        title: "Kiro",
        places: &[".kiro/specs/*/tasks.md"],
        shape: Shape::Checklist(markdown::structure),
        reader: Reader::Outline(kiro::read),
        ..EMPTY
    },
    BacklogFormat {
        name: "openspec",
        title: "OpenSpec",
        places: &["openspec/changes/*/tasks.md"],
        archives: &["openspec/changes/archive/*/tasks.md"],
        homes: &["openspec/changes"],
        counted_by: Some("OpenSpec"),
        shape: Shape::Checklist(openspec::structure),
        reader: Reader::Records(openspec::records),
        ..EMPTY
    },
    BacklogFormat {
        name: "backlog-md",
        title: "Backlog.md",
        places: &["backlog/tasks/*.md", ".backlog/tasks/*.md"],
        archives: &["backlog/completed/*.md", ".backlog/completed/*.md"],
        beside: &[
            "backlog/config.yml",
            "backlog/completed/*.md",
            ".backlog/config.yml",
            ".backlog/completed/*.md",
        ],
        homes: &["backlog/tasks"],
        is_one_backlog: true,
        sniff: backlog_md::sniff,
        reader: Reader::Records(backlog_md::records),
        shape: Shape::Page(&backlog_md::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "beads",
        title: "beads",
        places: &[".beads/issues.jsonl", ".beads/beads.jsonl"],
        beside: &[".beads/metadata.json"],
        export: Some((".beads/metadata.json", "bd export | ctx analyze --tasks -")),
        sniff: beads::sniff,
        reader: Reader::Records(beads::records),
        shape: Shape::Lines(&beads::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "task-master",
        title: "Task Master",
        places: &[".taskmaster/tasks/tasks.json", "tasks/tasks.json"],
        beside: &[".taskmaster/state.json"],
        sniff: task_master::sniff,
        reader: Reader::Records(task_master::records),
        shape: Shape::Document(&task_master::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "gsd",
        title: "GSD",
        places: &[".planning/phases/*/*-PLAN.md"],
        beside: &[".planning/phases/*/*-SUMMARY.md"],
        is_one_backlog: true,
        reader: Reader::Records(gsd::records),
        shape: Shape::Page(&PLAIN),
        ..EMPTY
    },
    BacklogFormat {
        name: "gsd-2",
        title: "GSD 2",
        places: &[".gsd/milestones/*/slices/*/*-PLAN.md"],
        shape: Shape::Checklist(markdown::structure),
        ..EMPTY
    },
    BacklogFormat {
        name: "bmad",
        title: "BMAD",
        places: &[
            "_bmad-output/implementation-artifacts/*.md",
            "docs/sprint-artifacts/*.md",
            "docs/stories/*.md",
        ],
        beside: &[
            "_bmad-output/implementation-artifacts/sprint-status.yaml",
            "docs/sprint-artifacts/sprint-status.yaml",
            "docs/stories/sprint-status.yaml",
            "docs/sprint-status.yaml",
        ],
        is_one_backlog: true,
        reader: Reader::Records(bmad::records),
        shape: Shape::Page(&bmad::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "ccpm",
        title: "ccpm",
        places: &[".claude/epics/*/*.md"],
        is_one_backlog: true,
        reader: Reader::Records(ccpm::records),
        shape: Shape::Page(&ccpm::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "spec-kitty",
        title: "spec-kitty",
        places: &["kitty-specs/*/tasks/WP*.md"],
        beside: &["kitty-specs/*/lanes.json", "kitty-specs/*/status.events.jsonl"],
        is_one_backlog: true,
        reader: Reader::Records(spec_kitty::records),
        shape: Shape::Page(&spec_kitty::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "beans",
        title: "beans",
        places: &[".beans/*.md"],
        archives: &[".beans/archive/*.md"],
        beside: &[".beans/archive/*.md"],
        is_one_backlog: true,
        sniff: beans::sniff,
        reader: Reader::Records(beans::records),
        shape: Shape::Page(&beans::FIELDS),
        ..EMPTY
    },
    BacklogFormat {
        name: "ctx-plans",
        title: "plans of ctx",
        places: &["specs/plans/*.md"],
        sniff: ctx_plans::sniff,
        reader: Reader::Records(ctx_plans::records),
        ..EMPTY
    },
    BacklogFormat {
        name: "superpowers",
        title: "superpowers",
        places: &["docs/superpowers/plans/*.md", "docs/plans/*.md"],
        is_on_request: true,
        reader: Reader::Outline(superpowers::read),
        shape: Shape::Checklist(markdown::structure),
        ..EMPTY
    },
    BacklogFormat {
        name: "todo.txt",
        title: "todo.txt",
        places: &["todo.txt"],
        sniff: todo_txt::sniff,
        reader: Reader::Records(todo_txt::records),
        ..EMPTY
    },
    BacklogFormat {
        name: "taskwarrior",
        title: "Taskwarrior",
        sniff: taskwarrior::sniff,
        reader: Reader::Records(taskwarrior::records),
        ..EMPTY
    },
    BacklogFormat {
        name: "org",
        title: "org-mode",
        places: &["TODO.org", "todo.org", "tasks.org"],
        sniff: org::sniff,
        reader: Reader::Records(org::records),
        ..EMPTY
    },
    BacklogFormat {
        name: "github",
        title: "GitHub issues",
        sniff: issues::sniff_github,
        reader: Reader::Records(issues::github),
        ..EMPTY
    },
    BacklogFormat {
        name: "gitlab",
        title: "GitLab issues",
        sniff: issues::sniff_gitlab,
        reader: Reader::Records(issues::gitlab),
        ..EMPTY
    },
    BacklogFormat {
        name: "linear",
        title: "Linear",
        sniff: sheet::sniff_linear,
        reader: Reader::Records(sheet::linear),
        ..EMPTY
    },
    BacklogFormat {
        name: "jira",
        title: "Jira",
        sniff: sheet::sniff_jira,
        reader: Reader::Records(sheet::jira),
        ..EMPTY
    },
    BacklogFormat {
        name: "text",
        title: "plain text",
        reader: Reader::Records(plain::records),
        ..EMPTY
    },
];

impl BacklogFormat {
    /// Returns the format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Returns true if the merge driver knows more of such backlogs than their lines.
    pub fn is_mergeable(&self) -> bool {
        !matches!(self.shape, Shape::Text)
    }

    /// Returns true if each file of a place is a task of one backlog.
    pub(super) fn has_a_file_for_each_task(&self) -> bool {
        self.is_one_backlog
    }

    /// Returns the number of the first of `sources`, all of this format, that are one backlog.
    pub(super) fn reads_at_once(&self, sources: usize) -> usize {
        if self.is_one_backlog { sources } else { sources.min(1) }
    }

    /// Reads one backlog.
    pub(super) fn read(
        &self,
        files: Files,
        granularity: Granularity,
        problems: &mut Vec<Problem>,
    ) -> Reading {
        match (self.reader, files.sources) {
            (Reader::Outline(read), [source, ..]) => {
                read(MarkdownFile { source, backlog: files.first, granularity }, problems)
            }
            (Reader::Outline(_), []) => Reading::default(),
            (Reader::Records(read), _) => {
                let records = read(files, problems);
                record::read(&records, files, granularity, self.counted_by, problems)
            }
        }
    }

    /// Returns true if its backlogs are Markdown outlines.
    pub(super) fn is_outline(&self) -> bool {
        matches!(self.reader, Reader::Outline(_))
    }
}

/// Returns the format of a backlog: that of its place, else the first that recognizes it.
pub(super) fn of(source: &Source) -> &'static BacklogFormat {
    let by_place = of_place(&source.name).map(|(format, _)| format);
    by_place.or_else(|| FORMATS.iter().find(|format| (format.sniff)(source))).unwrap_or(&FORMATS[0])
}

/// Returns the format in whose places or archives a file at `path` lies, below any folder, with the
/// pattern of the place. Of several, the one with the longest pattern is taken.
pub(super) fn of_place(path: &str) -> Option<(&'static BacklogFormat, &'static str)> {
    let places = FORMATS.iter().flat_map(|format| {
        format.places.iter().chain(format.archives).map(move |&place| (format, place))
    });
    places.filter(|(_, place)| pattern::ends(path, place)).max_by_key(|(_, place)| place.len())
}

/// Returns the rows of a plan of ctx, finished ones included.
pub(super) fn rows_of_plan(plan: &Source) -> Vec<Record> {
    let files = Files { sources: std::slice::from_ref(plan), first: 0, beside: &[] };
    ctx_plans::records(files, &mut Vec::new())
}

/// Returns the shape of a backlog: that of its format. A Markdown file of another shape is a
/// checklist.
pub fn shape(source: &Source) -> Shape {
    let is_page = source.name.to_ascii_lowercase().ends_with(".md");
    match of(source).shape {
        Shape::Text if is_page => Shape::Checklist(markdown::structure),
        shape => shape,
    }
}

/// Returns true if a file at `path` lies in an archive of finished backlogs.
pub fn is_archive(path: &str) -> bool {
    of_place(path).is_some_and(|(format, place)| format.archives.contains(&place))
}

/// Returns true if the reader of a backlog sees states of tasks that its shape does not show: in tables, by
/// keywords, or in the files beside it.
pub fn reads_states(source: &Source) -> bool {
    let format = of(source);
    matches!(format.reader, Reader::Records(_))
        && matches!(format.shape, Shape::Page(_) | Shape::Text)
}

/// Returns the names of the files beside the backlog `name` whose content decides about states, such
/// as settings. Files of a kind that there are many of are left out.
pub fn settings(name: &str) -> Vec<String> {
    let (_, beside) = companions(name);
    beside.into_iter().filter(|pattern| !pattern.contains('*')).collect()
}

/// Returns the entries of each of `sources`, all of one format that is no Markdown outline, and one
/// backlog, with the files `beside` them.
pub(super) fn entries(sources: &[Source], beside: &[Source]) -> Option<Vec<Vec<Entry>>> {
    let Reader::Records(read) = of(sources.first()?).reader else { return None };
    let records = read(Files { sources, first: 0, beside }, &mut Vec::new());
    Some(record::entries(&records, sources.len()))
}

/// Returns the patterns of the files that are read together with the backlog `name`: those that are one
/// backlog with it, and those that its tool keeps beside it.
pub fn companions(name: &str) -> (Vec<String>, Vec<String>) {
    let Some((format, place)) = of_place(name) else { return (Vec::new(), Vec::new()) };
    let depth = name.split('/').count() - place.split('/').count();
    let base: Vec<&str> = name.split('/').take(depth).collect();
    let whole = |pattern: &str| base.iter().copied().chain([pattern]).collect::<Vec<_>>().join("/");
    let together = if format.is_one_backlog { vec![whole(place)] } else { Vec::new() };
    (together, format.beside.iter().map(|pattern| whole(pattern)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FORMATS;

    #[test]
    fn a_page_names_the_places_of_each_format_and_what_is_not_read() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let page_of = |name: &str| {
            let file = format!("docs/formats/{}.md", name.replace('.', "-"));
            let bytes = crate::regular::read(&root.join(&file), 1 << 20);
            let bytes = bytes.unwrap_or_else(|error| panic!("{file}: {error}"));
            String::from_utf8(bytes).unwrap()
        };
        let list = include_str!("../../docs/backlog-formats.md");
        let readme = include_str!("../../README.md");
        let command = crate::cli::command();
        let analyze = command.find_subcommand("analyze").unwrap().clone();
        let help = analyze.clone().render_long_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut names = BTreeSet::new();
        for format in FORMATS {
            assert!(names.insert(format.name), "two rows are called {}", format.name);
            let is_in_help = format.is_in_context || help.contains(format.title);
            assert!(is_in_help, "the help of analyze lacks {}", format.title);
            assert!(readme.contains(format.title), "README.md lacks {}", format.title);
            let page = page_of(format.name);
            assert!(page.starts_with(&format!("# {}\n", format.title)), "{page}");
            assert!(
                page.contains("Not read: "),
                "the page of {} says not what is left out",
                format.name
            );
            let name = format!("`{}`", format.name);
            assert!(page.contains(&name) && list.contains(&name), "a page lacks {name}");
            for place in format.places.iter().chain(format.archives) {
                let place = format!("`{place}`");
                assert!(page.contains(&place), "the page of {} lacks {place}", format.name);
            }
        }
    }

    /// Hidden folders of tools with documents that people edit, which a task may be about.
    const DOCUMENTS: [&str; 4] = [".claude", ".gsd", ".kiro", ".planning"];

    #[test]
    fn hidden_folders_of_tools_are_left_out_of_the_walk_or_hold_documents() {
        let mut documents = BTreeSet::new();
        for format in FORMATS {
            for place in format.places.iter().chain(format.archives).chain(format.beside) {
                let folder = place.split('/').next().unwrap();
                let is_state = crate::discover::STATE_FOLDERS.contains(&folder);
                documents.extend((folder.starts_with('.') && !is_state).then_some(folder));
            }
        }
        assert_eq!(documents.into_iter().collect::<Vec<_>>(), DOCUMENTS);
    }

    #[test]
    fn a_row_has_a_fixture() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/backlogs");
        for format in FORMATS {
            let folder = root.join(format.name);
            assert!(folder.is_dir(), "{} has no fixture in {}", format.name, root.display());
        }
    }
}
