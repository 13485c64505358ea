//! Merge of JSON Lines: records by id, in the order of the file.

use super::super::{Merged, Options};
use super::Rules;
use super::align::{rows, unique};
use super::fields::{Fate, Place};
use super::json::{self, Collection};
use super::pieces::{BASE, Clash, OURS, Pieces, THEIRS, line_end};
use crate::model::ConflictKind;

/// Merges three versions. Lines that are no records with an id are merged by their text.
pub(super) fn merge(versions: [&str; 3], rules: Rules, options: &Options) -> Merged {
    let lines = versions.map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let keys = lines.each_ref().map(|lines| unique(lines.iter().map(|line| key(line))));
    let end = line_end(versions[if versions[OURS].is_empty() { THEIRS } else { OURS }]);
    let mut pieces = Pieces::default();
    let mut is_ended = true;
    for row in rows([&keys[BASE], &keys[OURS], &keys[THEIRS]], true) {
        let found = [BASE, OURS, THEIRS].map(|version| row[version].map(|at| lines[version][at]));
        let Some(line) = found[OURS].or(found[THEIRS]) else { continue };
        let ending = &line[line.trim_end_matches(['\r', '\n']).len()..];
        let records = found.map(|line| line.map(|line| line.trim_end_matches(['\r', '\n'])));
        let title = title(line);
        let place = Place { name: "", title: &title, depth: 0 };
        let merged = match rules.fate(place, records) {
            Fate::Kept(merged) => merged,
            Fate::Gone => continue,
            Fate::Clash(sides) => Pieces::clash(Clash {
                sides: sides.map(Option::unwrap_or_default),
                title,
                kind: ConflictKind::Removed,
            }),
        };
        if !is_ended {
            pieces.push(end);
        }
        pieces.append(merged);
        pieces.push(ending);
        is_ended = !ending.is_empty();
    }
    // The last line has an end if a side gave it one.
    let has_end = |version: usize| versions[version].ends_with('\n');
    if !is_ended && (has_end(OURS) || has_end(THEIRS)) {
        pieces.push(end);
    }
    pieces.write(options, end)
}

/// Returns the key of a line: its kind and id, else its text.
pub(super) fn key(line: &str) -> String {
    let record = Collection::of(line.trim()).filter(|it| it.is_object);
    let id = |record: Collection| record.scalar("id").or_else(|| record.scalar("key"));
    let kind = |record: &Collection| record.scalar("_type").filter(|kind| kind != "issue");
    let named = record.and_then(|record| Some((kind(&record), id(record)?)));
    // Records sort by their ids.
    match named {
        Some((None, id)) => id,
        Some((Some(kind), id)) => format!("\u{2}{kind}\u{1}{id}"),
        None => format!("\u{3}{}", line.trim()),
    }
}

fn title(line: &str) -> String {
    let record = Collection::of(line.trim()).filter(|it| it.is_object);
    let text = |record: &Collection| {
        Some(format!("{}: {}", record.scalar("id")?, record.scalar("title")?))
    };
    record.as_ref().and_then(text).or_else(|| json::key(line)).unwrap_or_default()
}
