//! Accuracy as one page without external resources: no scripts, no network.

use std::fmt::Write as _;

use crate::model::Accuracy;

use super::super::layout::clean;
use super::super::wording::percent;
use super::content::{self, Fact, Table, share};
use super::{misses, svg};

/// Policy that lets nothing be loaded or run, whatever a repository's texts contain.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE: &str = include_str!("style.css");

/// Renders the whole page.
pub fn render(accuracy: &Accuracy) -> String {
    let mut page = Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>ctx backtest</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    ));
    page.element("h1", "", &content::headline(accuracy));
    if accuracy.interrupted {
        page.element("p", "care", content::INTERRUPTED);
    }
    for remark in content::remarks(accuracy) {
        page.element("p", "dim", &remark);
    }
    if let Some(fit) = &accuracy.fit {
        let (table, remarks) = content::fit(fit);
        page.section("Model of its own", "(each task judged by a model learned without it)");
        page.table(&table);
        for remark in &remarks {
            page.element("p", "dim", remark);
        }
    }
    if accuracy.too_few.is_some() {
        page.0.push_str("</main>\n</body>\n</html>\n");
        return page.0;
    }
    scores(&mut page, accuracy);
    reliability(&mut page, accuracy);
    let (pairs, splits) = (&accuracy.pairs, &accuracy.splits);
    if pairs.pairs > 0 {
        page.section("Pairs of tasks", &content::pairs_remark(pairs));
        page.facts(&content::pairs(pairs));
    }
    if splits.windows > 0 {
        page.section("Tracks", &content::splits_remark(splits));
        page.facts(&content::splits(splits));
    }
    if !accuracy.ablation.is_empty() {
        page.section("What each signal is worth", content::ABLATION);
        page.table(&content::ablation(&accuracy.ablation));
    }
    worst(&mut page, accuracy);
    page.0.push_str("</main>\n</body>\n</html>\n");
    page.0
}

fn scores(page: &mut Html, accuracy: &Accuracy) {
    if accuracy.scores.tasks == 0 {
        return;
    }
    let many = accuracy.repositories.len() > 1;
    page.section("Accuracy", if many { "(means over the repositories)" } else { "" });
    page.table(&content::scores(accuracy));
    page.element("p", "dim", &content::set(accuracy));
    if let Some(table) = content::repositories(accuracy) {
        page.section("Repositories", content::REPOSITORIES);
        page.table(&table);
    }
}

fn reliability(page: &mut Html, accuracy: &Accuracy) {
    let reliability = &accuracy.reliability;
    if reliability.bins.is_empty() {
        return;
    }
    page.section(
        "Reliability",
        "(how often files changed, by predicted probability; on the dashed line both are equal, a \
         larger dot stands for more files)",
    );
    page.0.push_str(&svg::diagram(reliability));
    let rows = reliability.bins.iter().filter(|bin| bin.files > 0).map(|bin| {
        vec![
            format!("{:.0}–{:.0} %", bin.from * 100.0, bin.to * 100.0),
            bin.files.to_string(),
            percent(bin.predicted),
            share(bin.changed),
        ]
    });
    let head = ["", "files", "predicted", "changed"].map(str::to_owned).to_vec();
    page.table(&Table { head, rows: rows.collect() });
    page.element("p", "dim", &content::calibration(reliability));
}

fn worst(page: &mut Html, accuracy: &Accuracy) {
    if accuracy.misses.is_empty() {
        return;
    }
    page.section("Worst misses", "(something was likely, and no changed file near the top)");
    for miss in &accuracy.misses {
        page.element("h3", "", &misses::title(miss));
        page.element("p", "dim", &misses::origin(accuracy, miss));
        page.0.push_str("<ul>\n");
        for reason in misses::reasons(miss) {
            page.element("li", "", &reason);
        }
        page.0.push_str("</ul>\n");
    }
}

/// Page under construction.
struct Html(String);

impl Html {
    /// Adds an element that holds text only. Tags and classes are the program's own.
    fn element(&mut self, tag: &str, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = writeln!(self.0, "<{tag}{class}>{}</{tag}>", escape(text));
    }

    fn section(&mut self, heading: &str, remark: &str) {
        self.element("h2", "", heading);
        if !remark.is_empty() {
            self.element("p", "dim", remark);
        }
    }

    fn table(&mut self, table: &Table) {
        self.0.push_str("<div class=\"wide\"><table>\n");
        self.row("th", &table.head);
        for row in &table.rows {
            self.row("td", row);
        }
        self.0.push_str("</table></div>\n");
    }

    fn facts(&mut self, facts: &[Fact]) {
        self.0.push_str("<table class=\"facts\">\n");
        for (name, fact) in facts {
            self.row("td", &[(*name).to_owned(), fact.clone()]);
        }
        self.0.push_str("</table>\n");
    }

    fn row(&mut self, tag: &str, cells: &[String]) {
        let cells: Vec<String> =
            cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        let _ = writeln!(self.0, "<tr>{}</tr>", cells.concat());
    }
}

/// Cleans `text` and escapes the marks that HTML reads.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_that_html_reads_is_left() {
        assert_eq!(
            escape("<b a='x' c=\"y\">&\u{1b}[1m"),
            "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;"
        );
    }
}
