//! The documentation: docs/SUMMARY.md lists every page, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::root;

/// Pages beside the book whose links are checked as well.
const BESIDE: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

fn pages() -> BTreeSet<PathBuf> {
    let files = ["docs", "docs/formats"].into_iter().flat_map(|folder| {
        fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path())
    });
    files.filter(|file| file.extension().is_some_and(|it| it == "md")).collect()
}

/// Returns the lines outside of fenced and indented code, without code spans.
fn prose(text: &str) -> Vec<String> {
    let mut fence = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        } else if !fence && !line.starts_with("    ") {
            lines.push(line.split('`').step_by(2).collect::<Vec<_>>().join(""));
        }
    }
    lines
}

/// Returns the targets of `[text](target)`.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text).join(" ");
    let ends = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    ends.map(|(target, _)| target.to_owned()).collect()
}

/// Returns the anchors of the headings, as GitHub and mdBook name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut fence = false;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for line in text.lines() {
        fence ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if fence || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let lower = heading.trim().to_lowercase();
        let is_kept = |c: &char| c.is_alphanumeric() || [' ', '-', '_'].contains(c);
        let anchor: String = lower.chars().filter(is_kept).collect::<String>().replace(' ', "-");
        let count = seen.entry(anchor.clone()).or_default();
        anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
        *count += 1;
    }
    anchors
}

/// Says what is wrong with a link of a page, if anything is.
fn fault(page: &Path, target: &str) -> Option<String> {
    let name = page.strip_prefix(root()).unwrap().display();
    if ["https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = if path.is_empty() { page.to_owned() } else { page.parent().unwrap().join(path) };
    if !file.exists() {
        return Some(format!("{name}: {target}: there is no such file"));
    }
    let docs = root().join("docs");
    if page.starts_with(&docs) && !file.canonicalize().unwrap().starts_with(&docs) {
        return Some(format!("{name}: {target}: the book does not hold this"));
    }
    let is_known =
        anchor.is_empty() || anchors(&fs::read_to_string(&file).unwrap()).contains(anchor);
    (!is_known).then(|| format!("{name}: {target}: there is no such heading"))
}

#[test]
fn the_summary_lists_every_page_once() {
    let docs = root().join("docs");
    let summary = docs.join("SUMMARY.md");
    let mut listed: Vec<PathBuf> =
        links(&fs::read_to_string(&summary).unwrap()).iter().map(|it| docs.join(it)).collect();
    listed.push(summary);
    listed.sort();
    assert_eq!(listed, pages().into_iter().collect::<Vec<_>>());
}

#[test]
fn every_link_leads_somewhere() {
    let beside = BESIDE.iter().map(|name| root().join(name));
    let mut count = 0;
    let mut faults = Vec::new();
    for page in pages().into_iter().chain(beside) {
        for target in links(&fs::read_to_string(&page).unwrap()) {
            count += 1;
            faults.extend(fault(&page, &target));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(count > 40, "only {count} links were found");
}

#[test]
fn wrong_links_are_found() {
    let page = root().join("docs/files.md");
    for wrong in ["nowhere.md", "#nowhere", "predictions.md#nowhere", "../README.md", "nowhere/"] {
        assert!(fault(&page, wrong).is_some(), "{wrong}");
    }
    for right in ["predictions.md#model", "#what-is-read", "schema/next-v1.schema.json"] {
        assert_eq!(fault(&page, right), None);
    }
    assert!(fault(&root().join("README.md"), "docs/nowhere.md").is_some());
}

#[test]
fn links_and_anchors_are_told_from_code() {
    let text = "# A `b` c!\n\n[a](b.md) and `[c](d)`\n\n```\n# no\n[e](f)\n```\n\n    [g](h)\n\n\
                [i\nj](k#l) [m](n)\n\n## A b c\n";
    assert_eq!(links(text), ["b.md", "k#l", "n"]);
    assert_eq!(anchors(text), BTreeSet::from(["a-b-c".to_owned(), "a-b-c-1".to_owned()]));
}
