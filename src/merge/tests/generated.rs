//! Documents and edits that are made up.

use std::fmt::Write;

use proptest::prelude::*;

use super::dialects::{DIALECTS, Dialect};

/// A piece of a backlog; each is known by a word of its own, whatever becomes of it.
#[derive(Clone, Debug)]
pub enum Piece {
    Heading { level: usize, text: String },
    Task { depth: usize, start: &'static str, sign: &'static str, text: String, labels: String },
    Lines(&'static str),
}

pub type Document = Vec<Piece>;

pub fn written(dialect: &Dialect, document: &Document) -> String {
    let mut out = String::new();
    // Without a task around it, what is indented is code.
    let mut deepest = 0;
    for piece in document {
        match piece {
            Piece::Heading { level, text } => {
                write!(out, "\n{} {text}\n\n", "#".repeat(*level)).unwrap();
            }
            Piece::Task { depth, start, sign, text, labels } => {
                let depth = deepest.min(*depth);
                out.push_str(&" ".repeat(depth * dialect.indent));
                writeln!(out, "{}{text}{labels}", start.replace("{}", sign)).unwrap();
                deepest = depth + 1;
                continue;
            }
            Piece::Lines(lines) => out.push_str(lines),
        }
        deepest = 0;
    }
    out
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(list: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(list)
}

/// A sign in a box: mostly open or finished.
pub fn sign(dialect: Dialect) -> impl Strategy<Value = &'static str> {
    let [open, finished, ..] = dialect.signs else { panic!("{dialect:?} has two signs") };
    prop_oneof![2 => Just(*open), 2 => Just(*finished), 2 => one_of(dialect.signs)]
}

fn level(dialect: Dialect) -> impl Strategy<Value = usize> {
    dialect.levels[0]..=dialect.levels[1]
}

pub fn dialects() -> impl Strategy<Value = Dialect> {
    one_of(DIALECTS)
}

/// Documents of a dialect.
pub fn document(dialect: Dialect) -> impl Strategy<Value = Document> {
    let labels = one_of(&["", "", "", " #priority:high", " #added:2026-01-02 #x"]);
    let task = (0_usize..3, one_of(dialect.starts), sign(dialect), one_of(dialect.texts), labels);
    let piece = prop_oneof![
        1 => level(dialect).prop_map(move |level| Piece::Heading { level, text: dialect.heading.to_owned() }),
        5 => task.prop_map(|(depth, start, sign, text, labels)| {
            Piece::Task { depth, start, sign, text: text.to_owned(), labels: labels.to_owned() }
        }),
        2 => one_of(dialect.lines).prop_map(Piece::Lines),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|mut pieces| {
        for (index, piece) in pieces.iter_mut().enumerate() {
            match piece {
                Piece::Heading { text, .. } | Piece::Task { text, .. } => {
                    *text = text.replace("{n}", &index.to_string());
                }
                Piece::Lines(_) => {}
            }
        }
        pieces
    })
}

/// A dialect and three versions of a document, with the edits of the sides.
pub fn edits_of() -> impl Strategy<Value = (Dialect, Document, Vec<Edit>, Vec<Edit>)> {
    dialects().prop_flat_map(|it| (Just(it), document(it), edits(it), edits(it)))
}

#[derive(Clone, Debug)]
pub enum Edit {
    Mark(usize, &'static str),
    Start(usize, &'static str),
    Label(usize, &'static str),
    Reword(usize),
    Remove(usize),
    Move(usize, usize),
    Add(usize, usize, &'static str),
    Lines(usize, &'static str),
    Heading(usize, usize),
}

pub fn edits(dialect: Dialect) -> impl Strategy<Value = Vec<Edit>> {
    let place = || 0_usize..16;
    let edit = prop_oneof![
        4 => (place(), sign(dialect)).prop_map(|(at, sign)| Edit::Mark(at, sign)),
        1 => (place(), one_of(dialect.starts)).prop_map(|(at, start)| Edit::Start(at, start)),
        1 => (place(), one_of(&[" #y", " #z", " #done:3"])).prop_map(|(at, l)| Edit::Label(at, l)),
        1 => place().prop_map(Edit::Reword),
        1 => place().prop_map(Edit::Remove),
        1 => (place(), place()).prop_map(|(from, to)| Edit::Move(from, to)),
        2 => (place(), 0_usize..3, one_of(dialect.starts)).prop_map(|(at, depth, start)| Edit::Add(at, depth, start)),
        1 => (place(), one_of(dialect.lines)).prop_map(|(at, lines)| Edit::Lines(at, lines)),
        1 => (place(), level(dialect)).prop_map(|(at, level)| Edit::Heading(at, level)),
    ];
    prop::collection::vec(edit, 0..5)
}

/// Returns an open task that the side called `name` adds, with more behind its id.
pub fn new_task(
    dialect: &Dialect,
    start: &'static str,
    depth: usize,
    number: usize,
    text: &str,
) -> Piece {
    let text = dialect.new.replace("{n}", &number.to_string()) + text;
    Piece::Task { depth, start, sign: dialect.signs[0], text, labels: String::new() }
}

/// Returns what the edits of the side called `name` make of a document.
pub fn edited(dialect: &Dialect, document: &Document, edits: &[Edit], name: &str) -> Document {
    let mut pieces = document.clone();
    for (number, edit) in edits.iter().enumerate() {
        let at = |place: usize| if pieces.is_empty() { 0 } else { place % pieces.len() };
        match edit {
            Edit::Add(place, depth, start) => {
                let text = format!("New {name} thing w{name}{number} here");
                pieces.insert(at(*place), new_task(dialect, start, *depth, number, &text));
            }
            Edit::Lines(place, lines) => {
                let place = at(*place);
                pieces.insert(place, Piece::Lines(lines));
            }
            Edit::Heading(place, level) => {
                let text = format!("New {name} part w{name}{number}");
                pieces.insert(at(*place), Piece::Heading { level: *level, text });
            }
            _ if pieces.is_empty() => {}
            Edit::Remove(place) => {
                let place = at(*place);
                pieces.remove(place);
            }
            Edit::Move(from, to) => {
                let (from, to) = (at(*from), at(*to));
                let piece = pieces.remove(from);
                pieces.insert(to.min(pieces.len()), piece);
            }
            Edit::Mark(place, _)
            | Edit::Start(place, _)
            | Edit::Label(place, _)
            | Edit::Reword(place) => {
                let place = at(*place);
                match (&mut pieces[place], edit) {
                    (Piece::Task { sign, .. }, Edit::Mark(_, to)) => *sign = to,
                    (Piece::Task { start, .. }, Edit::Start(_, to)) => *start = to,
                    (Piece::Task { labels, .. }, Edit::Label(_, label)) => labels.push_str(label),
                    (Piece::Task { text, .. } | Piece::Heading { text, .. }, Edit::Reword(_))
                        if !text.contains("again") =>
                    {
                        text.push_str(" again ");
                        text.push_str(name);
                    }
                    _ => {}
                }
            }
        }
    }
    pieces
}
