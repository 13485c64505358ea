//! Documents and edits that are made up.

use std::fmt::Write;

use proptest::prelude::*;

/// A piece of a backlog; each is known by a word of its own, whatever becomes of it.
#[derive(Clone, Debug)]
pub enum Piece {
    Heading { level: usize, text: String },
    Task { depth: usize, mark: char, text: String, labels: String },
    Lines(String),
}

pub type Document = Vec<Piece>;

pub fn written(document: &Document) -> String {
    let mut out = String::new();
    // Without a task around it, what is indented is code.
    let mut deepest = 0;
    for piece in document {
        match piece {
            Piece::Heading { level, text } => {
                write!(out, "\n{} {text}\n\n", "#".repeat(*level)).unwrap();
            }
            Piece::Task { depth, mark, text, labels } => {
                let depth = deepest.min(*depth);
                writeln!(out, "{}- [{mark}] {text}{labels}", "  ".repeat(depth)).unwrap();
                deepest = depth + 1;
                continue;
            }
            Piece::Lines(lines) => out.push_str(lines),
        }
        deepest = 0;
    }
    out
}

pub fn lines() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "```\n- [ ] in a fence\n\n```\n",
        "\nA paragraph.\n\n",
        "| a | b |\n",
        "---\n",
        "\n",
        "  wrapped\n",
        "- plain\n",
        "<!-- comment -->\n",
    ])
    .prop_map(str::to_owned)
}

/// A document; the words are numbered from `from`.
pub fn document(from: usize) -> impl Strategy<Value = Document> {
    let piece = prop_oneof![
        1 => (1_usize..4).prop_map(|level| Piece::Heading { level, text: String::new() }),
        5 => (0_usize..3, prop::sample::select(vec![' ', ' ', 'x', 'x', '-', '~', '!']), any::<u8>()).prop_map(
            |(depth, mark, kind)| {
                let labels = ["", " #priority:high", " #added:2026-01-02 #x"];
                let text = if kind % 3 == 0 { "T" } else { "" };
                let labels = labels[usize::from(kind) % 7 % 3].to_owned();
                Piece::Task { depth, mark, text: text.to_owned(), labels }
            }
        ),
        2 => lines().prop_map(Piece::Lines),
    ];
    prop::collection::vec(piece, 0..14).prop_map(move |mut pieces| {
        for (index, piece) in pieces.iter_mut().enumerate() {
            match piece {
                Piece::Heading { text, .. } => *text = format!("Part w{}", from + index),
                Piece::Task { text, .. } if text == "T" => {
                    *text = format!("T{0}: do it w{0} well", from + index);
                }
                Piece::Task { text, .. } => *text = format!("Fix that thing w{} now", from + index),
                Piece::Lines(_) => {}
            }
        }
        pieces
    })
}

#[derive(Clone, Debug)]
pub enum Edit {
    Mark(usize, char),
    Label(usize, &'static str),
    Reword(usize),
    Remove(usize),
    Move(usize, usize),
    Add(usize, usize),
    Lines(usize, String),
    Heading(usize, usize),
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let place = || 0_usize..16;
    let edit = prop_oneof![
        4 => (place(), prop::sample::select(vec!['x', 'x', ' ', '-', '~', '?', '🧪'])).prop_map(|(at, mark)| Edit::Mark(at, mark)),
        1 => (place(), prop::sample::select(vec![" #y", " #z", " #done:3"])).prop_map(|(at, l)| Edit::Label(at, l)),
        1 => place().prop_map(Edit::Reword),
        1 => place().prop_map(Edit::Remove),
        1 => (place(), place()).prop_map(|(from, to)| Edit::Move(from, to)),
        2 => (place(), 0_usize..3).prop_map(|(at, depth)| Edit::Add(at, depth)),
        1 => (place(), lines()).prop_map(|(at, lines)| Edit::Lines(at, lines)),
        1 => (place(), 1_usize..4).prop_map(|(at, level)| Edit::Heading(at, level)),
    ];
    prop::collection::vec(edit, 0..5)
}

/// Returns what the edits of the side called `name` make of a document.
pub fn edited(document: &Document, edits: &[Edit], name: &str) -> Document {
    let mut pieces = document.clone();
    for (number, edit) in edits.iter().enumerate() {
        let at = |place: usize| if pieces.is_empty() { 0 } else { place % pieces.len() };
        match edit {
            Edit::Add(place, depth) => {
                let text = format!("New {name} thing w{name}{number} here");
                let labels = String::new();
                let piece = Piece::Task { depth: *depth, mark: ' ', text, labels };
                pieces.insert(at(*place), piece);
            }
            Edit::Lines(place, lines) => {
                let place = at(*place);
                pieces.insert(place, Piece::Lines(lines.clone()));
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
            Edit::Mark(place, _) | Edit::Label(place, _) | Edit::Reword(place) => {
                let place = at(*place);
                match (&mut pieces[place], edit) {
                    (Piece::Task { mark, .. }, Edit::Mark(_, to)) => *mark = *to,
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
