//! Why two tasks are tied, for people.

use super::layout::{self, DIM, NAME, clean, cut, cut_middle, paint};
use super::page::Page;
use super::wording::{self, enumerate, percent};
use super::{DEFAULT_WIDTH, View, reasons};
use crate::model::{Analysis, Tie, Verdict};

/// Files shown, unless all are asked for.
const SHOWN: usize = 6;
/// Files named of what would untie two tasks.
const SHOWN_UNTIED: usize = 3;

/// Writes the tie as text with ANSI styles.
pub fn render(analysis: &Analysis, tie: &Tie, view: View) -> String {
    let mut page = Page::new(view.width.unwrap_or(DEFAULT_WIDTH));
    let prediction = &analysis.prediction;
    let [a, b] = [tie.a, tie.b].map(|id| wording::key(prediction, id));
    for (id, key) in [(tie.a, &a), (tie.b, &b)] {
        let title = prediction.tasks.get(id.index()).map(wording::title).unwrap_or_default();
        let room = page.width.saturating_sub(layout::width(key) + 2).max(16);
        page.line(&format!("{}  {}", paint(NAME, key), cut(&title, room)));
    }
    page.line("");
    let mut say = |text: String| {
        for line in layout::paragraph(&text, page.width) {
            page.line(&line);
        }
    };
    let chance = percent(tie.probability);
    say(match tie.verdict {
        _ if tie.is_declared => {
            "The backlog says that they conflict, so they are never on two tracks.".to_owned()
        }
        Verdict::Conflict => format!(
            "They probably touch the same file ({chance}), so they are never on two tracks."
        ),
        Verdict::Risk => {
            format!(
                "They may touch the same file ({chance}), too little to bind them to one track."
            )
        }
        Verdict::Independent => format!("Nothing ties their files ({chance})."),
        Verdict::Unknown => {
            "One of them names nothing in the repository, so ctx cannot tell.".to_owned()
        }
    });
    let is_bound = tie.is_declared || tie.verdict == Verdict::Conflict || tie.waits.is_some();
    let home = |id| reasons::home(&analysis.plan.tracks, id);
    if let (false, Some(track), Some(other)) = (is_bound, home(tie.a), home(tie.b)) {
        let (one, two) = (clean(&track.branch()), clean(&other.branch()));
        say(if one == two {
            format!(
                "Both are on {one} since they resemble each other or the other tasks there: by their \
                     folders, headings or words."
            )
        } else {
            format!("They are on two tracks, {one} and {two}.")
        });
    }
    if let Some(waits) = tie.waits {
        let (after, before) = if waits == tie.a { (&a, &b) } else { (&b, &a) };
        let why = if tie.is_made {
            format!("{after} names what {before} makes")
        } else {
            format!("{after} waits for {before}")
        };
        say(format!("{why}: do {before} first, on one track."));
    }
    let untied: Vec<String> = tie.untied.iter().map(|path| clean(path.as_str())).collect();
    if !untied.is_empty() && tie.verdict == Verdict::Conflict && !tie.is_declared {
        say(format!(
            "To untie them, split {} so that each has its own part; {} would be left.",
            enumerate(&untied, SHOWN_UNTIED),
            percent(tie.left)
        ));
    }
    if !tie.files.is_empty() {
        page.heading("Files of both", &format!("({a}, {b})"));
        let most = if view.verbose { tie.files.len() } else { SHOWN };
        for file in tie.files.iter().take(most) {
            let room = page.width.saturating_sub(16).max(16);
            page.line(&format!(
                "  {:>5}  {:>5}  {}",
                percent(file.a),
                percent(file.b),
                cut_middle(&clean(file.path.as_str()), room)
            ));
        }
        if tie.files.len() > most {
            let more = format!("  … and {} more (--verbose shows all)", tie.files.len() - most);
            page.line(&paint(DIM, &more));
        }
    }
    for (files, why) in [
        (&tie.appended, "past commits only add lines to them"),
        (&tie.hubs, "most tasks touch them or they merge by themselves"),
    ] {
        if files.is_empty() {
            continue;
        }
        let files: Vec<String> = files.iter().map(|path| clean(path.as_str())).collect();
        let text = format!("Not counted, since {why}: {}.", enumerate(&files, 3));
        page.line("");
        for line in layout::paragraph(&text, page.width) {
            page.line(&paint(DIM, &line));
        }
    }
    page.finish()
}
