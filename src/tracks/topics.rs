//! Topics that the text of a backlog gives its tasks.

use std::collections::{BTreeMap, BTreeSet};

use super::shares::{Deserving, Shares};
use super::slug::{is_relation, slug, topic_words};
use crate::model::Task;

/// Number of headings above a task that are looked at, the innermost first.
const MAX_HEADINGS: usize = 3;

/// Words of headings that say at which point of the work something is done, not what it is about: a
/// heading of such words names no track.
const STAGES: [&str; 47] = [
    "acceptance",
    "checklist",
    "complete",
    "comprehensive",
    "concerns",
    "criteria",
    "cross",
    "cutting",
    "current",
    "definition",
    "done",
    "epic",
    "final",
    "follow-up",
    "follow-ups",
    "future",
    "general",
    "goals",
    "high",
    "ideas",
    "implementation",
    "issue",
    "items",
    "later",
    "list",
    "low",
    "medium",
    "milestone",
    "misc",
    "miscellaneous",
    "notes",
    "other",
    "plan",
    "polish",
    "priority",
    "remaining",
    "spec",
    "sprint",
    "stage",
    "step",
    "steps",
    "summary",
    "testing",
    "tier",
    "validation",
    "verification",
    "week",
];

/// Words of headings under which tasks are collected that have nothing in common.
const COLLECTIONS: [&str; 23] = [
    "deferred",
    "future",
    "icebox",
    "ideas",
    "later",
    "misc",
    "miscellaneous",
    "other",
    "others",
    "postponed",
    "someday",
    "various",
    "wishlist",
    "sonstiges",
    "divers",
    "varios",
    "outros",
    "прочее",
    "разное",
    "기타",
    "その他",
    "其他",
    "其它",
];

/// Names of backlogs and of their folders that say nothing about what is in them.
const BACKLOGS: [&str; 9] =
    ["backlog", "docs", "issues", "plans", "project", "spec", "specs", "tasks", "todo"];

/// Topics of some tracks: those of the headings above their tasks, of their backlogs and of their
/// titles.
pub struct Topics {
    /// Those of the headings, the innermost level first, and of the backlog.
    pub places: Vec<Shares>,
    /// Words of the titles.
    pub words: Shares,
    /// Those of the innermost headings, though they may stand above most tasks.
    pub headings: Shares,
}

impl Topics {
    /// Reads the topics of the tasks of each track.
    pub fn of(tasks: &[Task], tracks: &[&[usize]]) -> Self {
        let counts: Vec<usize> = tracks.iter().map(|track| track.len()).collect();
        let read = |topics_of: &dyn Fn(&Task) -> Vec<String>| {
            let of_track = |track: &&[usize]| {
                let mut deserving = Deserving::new();
                for (at, &task) in track.iter().enumerate() {
                    let topics: BTreeSet<String> = topics_of(&tasks[task]).into_iter().collect();
                    for topic in topics {
                        deserving.entry(topic).or_default().push(at);
                    }
                }
                deserving
            };
            Shares::of_tasks(tracks.iter().map(of_track).collect(), counts.clone())
        };
        let wholly_everywhere = everywhere(tasks, whole_topic);
        let everywhere = everywhere(tasks, heading_topic);
        let of_level = |level: usize| {
            let everywhere = &everywhere;
            move |task: &Task| -> Vec<String> {
                let topics = task.section.iter().rev().filter_map(|it| heading_topic(it));
                let mut topics = topics.filter(|topic| !everywhere.contains(topic));
                topics.nth(level).into_iter().collect()
            }
        };
        let innermost = |task: &Task| -> Vec<String> {
            let topics = task.section.iter().rev().filter_map(|it| whole_topic(it));
            topics.filter(|topic| !wholly_everywhere.contains(topic)).take(1).collect()
        };
        let mut places = vec![read(&of_level(0)), read(&innermost)];
        places.extend((1..MAX_HEADINGS).map(|level| read(&of_level(level))));
        let of_backlogs = backlog_topics(tasks);
        places.push(read(&|task: &Task| {
            of_backlogs.get(task.backlog.as_str()).cloned().into_iter().collect()
        }));
        let headings = read(&|task: &Task| {
            task.section.iter().rev().find_map(|it| heading_topic(it)).into_iter().collect()
        });
        Self { places, words: read(&|task: &Task| title_topics(&task.title)), headings }
    }
}

/// Finds the topics of headings above more than half of the tasks, such as the title of the backlog: they
/// set no track apart.
fn everywhere(tasks: &[Task], topic: fn(&str) -> Option<String>) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for task in tasks {
        let topics: BTreeSet<String> = task.section.iter().filter_map(|it| topic(it)).collect();
        for topic in topics {
            *counts.entry(topic).or_default() += 1;
        }
    }
    counts.retain(|_, count| 2 * *count > tasks.len() && *count > 1);
    counts.into_keys().collect()
}

/// Returns whether the tasks under a heading may have nothing in common: `Misc`, `Deferred features`.
pub fn is_collection(heading: &str) -> bool {
    let mut words = heading.split(|c: char| !c.is_alphanumeric());
    words.any(|word| COLLECTIONS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Returns what the first part of a heading with a topic is about: `Phase 2: Hub audit (2026)` is about
/// `hub-audit`.
fn heading_topic(heading: &str) -> Option<String> {
    clauses(heading).into_iter().find_map(topic).or_else(|| acronyms(heading))
}

/// Returns what all of a heading is about.
fn whole_topic(heading: &str) -> Option<String> {
    topic(&clauses(heading).join(" "))
}

/// Splits a heading at brackets, colons and dashes that stand between words.
fn clauses(heading: &str) -> Vec<&str> {
    heading.split(['(', ')', '[', ']', ':', '—', '–']).flat_map(|part| part.split(" - ")).collect()
}

/// Returns the topic of a text, if its words name one. Words joined by dashes count as one each.
fn topic(text: &str) -> Option<String> {
    let text = text.replace('-', " ");
    let words = topic_words(&text).filter(|word| !is_relation(word));
    let words: Vec<String> = words.collect();
    let is_telling = words.iter().any(|word| !STAGES.contains(&word.as_str()));
    is_telling.then(|| slug(&words.join("-"))).flatten()
}

/// Returns the acronyms of a text, as in `CI/CD`.
fn acronyms(text: &str) -> Option<String> {
    let is_acronym = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(is_acronym);
    slug(&words.collect::<Vec<_>>().join("-"))
}

/// Returns the words of a title that name a topic.
fn title_topics(title: &str) -> Vec<String> {
    topic_words(title).filter(|word| !STAGES.contains(&word.as_str())).collect()
}

/// Finds what each backlog is about, by its file's name or that of its folder, where there are several
/// backlogs of several tasks: those are lists of one feature each.
fn backlog_topics(tasks: &[Task]) -> BTreeMap<&str, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for task in tasks {
        *counts.entry(&task.backlog).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    if counts.len() < 2 {
        return BTreeMap::new();
    }
    counts.into_keys().filter_map(|name| Some((name, backlog_topic(name)?))).collect()
}

fn backlog_topic(backlog: &str) -> Option<String> {
    let (folder, name) = backlog.rsplit_once('/').unwrap_or(("", backlog));
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let folder = folder.rsplit('/').next().unwrap_or_default();
    let is_telling = |part: &&str| {
        !part.starts_with('.') && slug(part).is_some_and(|name| !BACKLOGS.contains(&name.as_str()))
    };
    let topic = [stem, folder].into_iter().filter(is_telling).find_map(topic)?;
    let words = topic.split('-').skip_while(|word| STAGES.contains(word));
    Some(words.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_about_its_first_part_with_a_topic() {
        for (heading, about) in [
            ("Phase: Hub security audit (2026-04-11)", Some("hub-security-audit")),
            ("Phase BT: Build Tooling — cmd/ctxctl", Some("build-tooling")),
            ("5.1 CLI Tool (cmd/credo/)", Some("cli-tool")),
            ("add-global-install-scope", Some("global-install-scope")),
            ("3. CI/CD", Some("ci-cd")),
            ("Final Checklist", None),
            ("Stage 4: Validation", None),
            ("Phase 2", None),
            ("Phase 6: Polish & Cross-Cutting Concerns", None),
            ("Tree-based index", Some("tree-index")),
        ] {
            assert_eq!(heading_topic(heading).as_deref(), about, "{heading}");
        }
    }

    #[test]
    fn a_backlog_is_about_its_own_name_or_its_folders() {
        for (backlog, about) in [
            ("openspec/changes/add-global-install-scope/tasks.md", Some("global-install-scope")),
            ("docs/specs/active/plan-2026-01-28-url-auto-linking.md", Some("url-auto-linking")),
            (".context/TASKS.md", None),
            ("docs/TODO.md", None),
            (".beads/issues.jsonl", None),
        ] {
            assert_eq!(backlog_topic(backlog).as_deref(), about, "{backlog}");
        }
    }
}
