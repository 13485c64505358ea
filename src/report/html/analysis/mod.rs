//! Page of `ctx analyze`.
//!
//! Tracks, tasks and files are markup, which reads without scripts. `data` hands the same answer to
//! the script, with the evidence and all pairs, for what it draws: the overlap matrix, the map of
//! the files and the details of a task.

use crate::model::{Analysis, LastBacktest};

use super::{Markup, Page, Scripts, parts};
use crate::report::layout::clean;
use crate::report::reasons;
use crate::report::wording::{self, count};

mod card;
mod controls;
mod data;
mod figures;
mod places;
mod reliability;
mod sections;
mod waiting;

use data::Data;
use places::Places;

const STYLE: &str = concat!(
    include_str!("../assets/parts.css"),
    include_str!("../assets/controls.css"),
    include_str!("../assets/analysis.css"),
    include_str!("../assets/drawings.css"),
    include_str!("../assets/print.css")
);

/// Backlogs that the head names.
const MAX_BACKLOGS: usize = 4;

/// Script of the page: its files share one scope.
const PROGRAM: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("../assets/elements.js"),
    include_str!("../assets/state.js"),
    include_str!("../assets/theme.js"),
    include_str!("../assets/details.js"),
    include_str!("../assets/matrix.js"),
    include_str!("../assets/layout.js"),
    include_str!("../assets/map.js"),
    include_str!("../assets/filter.js"),
    include_str!("../assets/start.js"),
    "})();\n"
);

/// Renders the whole page. The accuracy of the predictions is that of the last backtest, if there
/// was one.
pub fn render(analysis: &Analysis, backtest: Option<&LastBacktest>) -> String {
    let places = Places::new(analysis);
    let project = parts::project(&analysis.prediction);
    let mut body = Markup::default();
    if analysis.prediction.tasks.is_empty() {
        body.inside("main", &[("class", "prose")], |main| {
            let place = wording::no_tasks_in(&analysis.prediction);
            main.element("h1", &[], &format!("No open tasks {place}."));
        });
        return Page { title: &project, style: STYLE, body }.render();
    }
    controls::bar(&mut body, analysis, &project);
    body.inside("main", &[("id", "main")], |main| {
        head(main, analysis);
        figures::add(main, analysis);
        sections::tracks(main, analysis, &places);
        sections::overlaps(main, analysis, &places);
        sections::files(main, analysis, &places);
        waiting::add(main, analysis, &places);
        sections::unlock(main, analysis);
        reliability::add(main, backtest);
        sections::problems(main, analysis);
    });
    body.inside("footer", &[], |footer| {
        footer.element(
            "p",
            &[("class", "dim")],
            &format!(
                "Made by ctx analyze {}. Predictions are guesses with a probability.",
                env!("CARGO_PKG_VERSION")
            ),
        );
    });
    let data = Data::new(analysis, &places);
    let title = format!("{project}: tracks");
    Page { title: &title, style: STYLE, body }
        .render_with(&Scripts { program: PROGRAM, data: &data })
}

fn head(main: &mut Markup, analysis: &Analysis) {
    let plan = &analysis.plan;
    let tasks = analysis.prediction.tasks.len();
    let placed: usize = plan.tracks.iter().map(|track| track.tasks.len()).sum();
    main.inside("header", &[("class", "head")], |head| {
        let (title, remedy) = if let Some(hopeless) = &plan.hopeless {
            let (why, remedy) = reasons::hopeless(hopeless);
            (format!("Don’t split: {why}"), Some(remedy))
        } else {
            let tracks = count(plan.tracks.len(), "track");
            (format!("{tracks} for {placed} of {}", count(tasks, "open task")), None)
        };
        head.element("h1", &[], &title);
        if let Some(remedy) = remedy {
            head.element("p", &[("class", "care")], &remedy);
        }
        let backlogs = analysis.prediction.backlogs.iter().map(|name| clean(name));
        let backlogs = wording::backlogs(&backlogs.collect::<Vec<_>>(), MAX_BACKLOGS);
        let corpus = wording::corpus(&analysis.prediction);
        let at = analysis.prediction.head.as_deref().map_or_else(String::new, |id| {
            format!(" at {}", id.chars().take(8).collect::<String>())
        });
        head.element("p", &[("class", "dim")], &format!("{backlogs}{at}, {corpus}"));
        let works: Vec<String> = plan.in_flight.iter().map(wording::in_flight).collect();
        if !works.is_empty() {
            let works = wording::enumerate(&works, usize::MAX);
            head.element("p", &[], &format!("Planned around work in flight: {works}"));
        }
        let missing = wording::missing(&analysis.prediction);
        for remark in missing.into_iter().chain(wording::tuning(&analysis.prediction)) {
            head.inside("p", &[("class", "dim")], |p| p.phrase(&remark));
        }
    });
}

#[cfg(test)]
mod tests;
