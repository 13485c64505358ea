//! Accuracy as one page without external resources: no scripts, no network.

use crate::model::Accuracy;

use super::super::html::{Markup, Page, reliability as diagram};
use super::super::wording::{percent, share};
use super::content::{self, Fact, Table};
use super::misses;

const STYLE: &str = include_str!("../html/assets/accuracy.css");

/// Renders the whole page.
pub fn render(accuracy: &Accuracy) -> String {
    let mut body = Markup::default();
    body.inside("main", &[("class", "prose")], |main| content(main, accuracy));
    Page { title: "ctx backtest", style: STYLE, body }.render()
}

fn content(main: &mut Markup, accuracy: &Accuracy) {
    main.element("h1", &[], &content::headline(accuracy));
    if accuracy.interrupted {
        main.element("p", &[("class", "care")], content::INTERRUPTED);
    }
    for remark in content::remarks(accuracy) {
        dim(main, &remark);
    }
    if let Some(fit) = &accuracy.fit {
        let (rows, remarks) = content::fit(fit);
        section(main, "Model of its own", "(each task judged by a model learned without it)");
        table(main, &rows);
        for remark in &remarks {
            dim(main, remark);
        }
    }
    if accuracy.too_few.is_some() {
        return;
    }
    scores(main, accuracy);
    reliability(main, accuracy);
    let (pairs, splits) = (&accuracy.pairs, &accuracy.splits);
    if pairs.pairs > 0 {
        section(main, "Pairs of tasks", &content::pairs_remark(pairs));
        facts(main, &content::pairs(pairs));
    }
    if splits.windows > 0 {
        section(main, "Tracks", &content::splits_remark(splits));
        facts(main, &content::splits(splits));
    }
    let rounds = &accuracy.rounds;
    if rounds.windows > 0 {
        section(main, "Rounds", &content::rounds_remark(rounds));
        facts(main, &content::rounds(rounds));
    }
    if !accuracy.ablation.is_empty() {
        section(main, "What each signal is worth", content::ABLATION);
        table(main, &content::ablation(&accuracy.ablation));
    }
    worst(main, accuracy);
}

fn scores(main: &mut Markup, accuracy: &Accuracy) {
    if accuracy.scores.tasks == 0 {
        return;
    }
    let many = accuracy.repositories.len() > 1;
    section(main, "Accuracy", if many { "(means over the repositories)" } else { "" });
    table(main, &content::scores(accuracy));
    dim(main, &content::set(accuracy));
    if let Some(with_new) = content::with_new(accuracy) {
        dim(main, &with_new);
    }
    if let Some(repositories) = content::repositories(accuracy) {
        section(main, "Repositories", content::REPOSITORIES);
        table(main, &repositories);
    }
}

fn reliability(main: &mut Markup, accuracy: &Accuracy) {
    let reliability = &accuracy.reliability;
    if reliability.bins.is_empty() {
        return;
    }
    section(
        main,
        "Reliability",
        "(how often files changed, by predicted probability; on the dashed line both are equal, a \
         larger dot stands for more files)",
    );
    main.own(&diagram(&reliability.bins));
    let rows = reliability.bins.iter().filter(|bin| bin.files > 0).map(|bin| {
        vec![
            format!("{:.0}–{:.0} %", bin.from * 100.0, bin.to * 100.0),
            bin.files.to_string(),
            percent(bin.predicted),
            share(bin.changed),
        ]
    });
    let head = ["", "files", "predicted", "changed"].map(str::to_owned).to_vec();
    table(main, &Table { head, rows: rows.collect() });
    dim(main, &content::calibration(reliability));
}

fn worst(main: &mut Markup, accuracy: &Accuracy) {
    if accuracy.misses.is_empty() {
        return;
    }
    section(main, "Worst misses", "(something was likely, and no changed file near the top)");
    for miss in &accuracy.misses {
        main.element("h3", &[], &misses::title(miss));
        dim(main, &misses::origin(accuracy, miss));
        main.inside("ul", &[], |list| {
            for reason in misses::reasons(miss) {
                list.element("li", &[], &reason);
            }
        });
    }
}

fn dim(main: &mut Markup, text: &str) {
    main.element("p", &[("class", "dim")], text);
}

fn section(main: &mut Markup, heading: &str, remark: &str) {
    main.element("h2", &[], heading);
    if !remark.is_empty() {
        dim(main, remark);
    }
}

/// Adds a table, whose first column names the rows. On a narrow screen it scrolls by itself.
fn table(main: &mut Markup, table: &Table) {
    let wide = [("class", "wide"), ("role", "group"), ("aria-label", "Table"), ("tabindex", "0")];
    main.inside("div", &wide, |wide| {
        wide.inside("table", &[], |rows| {
            rows.inside("thead", &[], |head| {
                head.inside("tr", &[], |row| {
                    for cell in &table.head {
                        let tag = if cell.is_empty() { "td" } else { "th" };
                        let scope: &[_] = if tag == "th" { &[("scope", "col")] } else { &[] };
                        row.element(tag, scope, cell);
                    }
                });
            });
            rows.inside("tbody", &[], |body| {
                for cells in &table.rows {
                    body.inside("tr", &[], |row| {
                        for (at, cell) in cells.iter().enumerate() {
                            let name = [("scope", "row")];
                            match at {
                                0 => row.element("th", &name, cell),
                                _ => row.element("td", &[], cell),
                            }
                        }
                    });
                }
            });
        });
    });
}

fn facts(main: &mut Markup, facts: &[Fact]) {
    main.inside("dl", &[("class", "facts")], |list| {
        for (name, fact) in facts {
            list.element("dt", &[], name);
            list.element("dd", &[], fact);
        }
    });
}
