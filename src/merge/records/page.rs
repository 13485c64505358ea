//! Merge of a page: the front matter by field, and the text below as a checklist.

use super::super::{Merged, Options, merge as merge_checklist};
use super::align::rows;
use super::front::{self, Front, List};
use super::pieces::{BASE, Clash, OURS, Pieces, THEIRS, line_end};
use super::{Rules, boxes, stamp};
use crate::model::{Conflict, ConflictKind};

/// Merges three versions. Returns `None` if a version that has text has no front matter of fields.
pub(super) fn merge(versions: [&str; 3], rules: Rules, options: &Options) -> Option<Merged> {
    let base =
        if versions[BASE].is_empty() { Front::default() } else { Front::of(versions[BASE])? };
    let [ours, theirs] = [Front::of(versions[OURS])?, Front::of(versions[THEIRS])?];
    let fronts = [base, ours, theirs];
    let end = line_end(versions[OURS]);
    let mut pieces = Pieces::text(fronts[OURS].open);
    let keys = fronts
        .each_ref()
        .map(|front| front.fields.iter().map(|field| field.name.to_owned()).collect::<Vec<_>>());
    let page = Page { title: title(&fronts[OURS]), end, rules };
    for row in rows([&keys[BASE], &keys[OURS], &keys[THEIRS]], false) {
        let found = [BASE, OURS, THEIRS]
            .map(|version| row[version].map(|at| fronts[version].fields[at].text));
        let name = [OURS, THEIRS].into_iter().find_map(|it| Some(keys[it][row[it]?].as_str()));
        pieces.append(page.field(name.unwrap_or_default(), found));
    }
    pieces.push(fronts[OURS].close);
    let Merged { mut bytes, conflicts } = pieces.write(options, end);
    let front_lines = memchr::memchr_iter(b'\n', &bytes).count();
    let body = body(fronts.map(|front| front.body), rules, options);
    bytes.extend(body.bytes);
    let below = body.conflicts.into_iter().map(|it| Conflict { line: it.line + front_lines, ..it });
    Some(Merged { bytes, conflicts: conflicts.into_iter().chain(below).collect() })
}

fn title(front: &Front) -> String {
    let text = |name: &str| {
        front.fields.iter().find(|it| it.name == name).and_then(|field| front::scalar(field.text))
    };
    let title = text("title").or_else(|| text("name")).unwrap_or_default();
    match text("id") {
        Some(id) if !title.is_empty() => format!("{id}: {title}"),
        _ => title,
    }
}

/// Page whose fields are merged.
struct Page<'a> {
    title: String,
    end: &'a str,
    rules: Rules<'a>,
}

impl Page<'_> {
    /// Merges a field, which a version may lack.
    fn field(&self, name: &str, [base, ours, theirs]: [Option<&str>; 3]) -> Pieces {
        let is_same = |one: Option<&str>, other: Option<&str>| match (one, other) {
            (Some(one), Some(other)) => front::is_same(one, other),
            _ => one == other,
        };
        let text = |field: Option<&str>| Pieces::text(field.unwrap_or_default());
        if is_same(ours, theirs) {
            return text(if base == ours { theirs } else { ours });
        }
        let clash = |kind| {
            let sides = [base, ours, theirs].map(|side| side.unwrap_or_default().to_owned());
            Pieces::clash(Clash { sides, title: self.title.clone(), kind })
        };
        if name == self.rules.fields.status {
            let texts = [base, ours, theirs].map(|it| it.and_then(front::scalar));
            let texts = texts.each_ref().map(Option::as_deref);
            return match self.rules.status(texts) {
                Some(OURS) => text(ours),
                Some(_) => text(theirs),
                None => clash(ConflictKind::State),
            };
        }
        if is_same(base, theirs) {
            return text(ours);
        }
        if is_same(base, ours) {
            return text(theirs);
        }
        let (Some(our_text), Some(their_text)) = (ours, theirs) else {
            return clash(ConflictKind::Removed);
        };
        if self.rules.is_stamp(name)
            && let (Some(one), Some(other)) = (front::scalar(our_text), front::scalar(their_text))
            && let Some(later) = stamp::later(&one, &other)
        {
            return Pieces::text([our_text, their_text][later]);
        }
        match self.list(name, base, [our_text, their_text]) {
            Some(list) => Pieces::text(&list),
            None => clash(ConflictKind::Changed),
        }
    }

    /// Merges a field that is a list of plain items: those that either side added, without those that
    /// either removed.
    fn list(&self, name: &str, base: Option<&str>, sides: [&str; 2]) -> Option<String> {
        let empty = || List { indent: None, items: Vec::new() };
        let [ours, theirs] = [List::of(sides[0])?, List::of(sides[1])?];
        let base = base.map_or_else(|| Some(empty()), List::of)?;
        let lists = [base, ours, theirs];
        let keys = lists
            .each_ref()
            .map(|list| super::align::unique(list.items.iter().map(|item| (*item).to_owned())));
        let mut items = Vec::new();
        for row in rows([&keys[BASE], &keys[OURS], &keys[THEIRS]], false) {
            let is_removed = row[BASE].is_some() && (row[OURS].is_none() || row[THEIRS].is_none());
            let found = [OURS, THEIRS].into_iter().find_map(|it| Some(lists[it].items[row[it]?]));
            items.extend(found.filter(|_| !is_removed));
        }
        let style = if lists[OURS].items.is_empty() { THEIRS } else { OURS };
        Some(lists[style].write(name, &items, self.end))
    }
}

/// Merges the texts below the front matter. Boxes that are numbered by position are merged without
/// their numbers.
fn body(bodies: [&str; 3], rules: Rules, options: &Options) -> Merged {
    let unnumbered =
        bodies.map(|body| boxes::without_numbers(body).filter(|_| rules.fields.numbers_boxes));
    let [Some(base), Some(ours), Some(theirs)] = &unnumbered else {
        let [base, ours, theirs] = bodies.map(str::as_bytes);
        return merge_checklist(base, ours, theirs, options);
    };
    let merged = merge_checklist(base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), options);
    let bytes = match String::from_utf8(merged.bytes) {
        Ok(text) => boxes::numbered(&text, options.marker_size).into_bytes(),
        Err(error) => error.into_bytes(),
    };
    Merged { bytes, ..merged }
}
