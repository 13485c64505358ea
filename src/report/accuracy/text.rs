//! Accuracy as text with ANSI styles.

use crate::model::{Accuracy, ReliabilityBin};

use super::super::layout::{self, CARE, DIM, HEADING, NAME, cut, pad, paint, width};
use super::super::page::Page;
use super::super::wording::{percent, share};
use super::content::{self, Fact, Table};
use super::misses;

/// Width in columns of a bar that stands for 100 %.
const BAR: usize = 20;

/// Renders the answer first, then the tables it is based on.
pub fn render(accuracy: &Accuracy, columns: usize) -> String {
    let mut text = Text { accuracy, page: Page::new(columns) };
    text.head();
    text.fit();
    if accuracy.too_few.is_some() {
        return text.page.finish();
    }
    if accuracy.scores.tasks > 0 {
        text.scores();
        text.repositories();
    }
    text.reliability();
    text.pairs();
    text.splits();
    text.rounds();
    text.ablation();
    text.misses();
    text.page.finish()
}

struct Text<'a> {
    accuracy: &'a Accuracy,
    page: Page,
}

impl Text<'_> {
    fn head(&mut self) {
        for line in layout::paragraph(&content::headline(self.accuracy), self.page.width) {
            self.page.line(&paint(HEADING, &line));
        }
        if self.accuracy.interrupted {
            for line in layout::paragraph(content::INTERRUPTED, self.page.width) {
                self.page.line(&paint(CARE, &line));
            }
        }
        for remark in content::remarks(self.accuracy) {
            self.note("", &remark);
        }
    }

    fn fit(&mut self) {
        if let Some(fit) = &self.accuracy.fit {
            let (table, remarks) = content::fit(fit);
            self.heading("Model of its own", "(each task judged by a model learned without it)");
            self.table(&table);
            for remark in remarks {
                self.note("  ", &remark);
            }
        }
    }

    fn ablation(&mut self) {
        if !self.accuracy.ablation.is_empty() {
            self.heading("What each signal is worth", content::ABLATION);
            self.table(&content::ablation(&self.accuracy.ablation));
        }
    }

    fn scores(&mut self) {
        self.heading(
            "Accuracy",
            if self.accuracy.repositories.len() > 1 { "(means over the repositories)" } else { "" },
        );
        self.table(&content::scores(self.accuracy));
        self.note("  ", &content::set(self.accuracy));
        if let Some(with_new) = content::with_new(self.accuracy) {
            self.note("  ", &with_new);
        }
    }

    fn repositories(&mut self) {
        if let Some(table) = content::repositories(self.accuracy) {
            self.heading("Repositories", content::REPOSITORIES);
            self.table(&table);
        }
    }

    fn reliability(&mut self) {
        let reliability = &self.accuracy.reliability;
        if reliability.bins.is_empty() {
            return;
        }
        self.heading(
            "Reliability",
            "(how often files changed, by predicted probability; ┃ marks it)",
        );
        let files = reliability.bins.iter().map(|bin| bin.files.to_string().len()).max();
        let files = files.unwrap_or(0).max("files".len());
        let head =
            format!("  {:>8}  {:>files$}  {:>9}  {:>7}", "", "files", "predicted", "changed");
        self.page.line(&paint(DIM, &head));
        for bin in reliability.bins.iter().filter(|bin| bin.files > 0) {
            let range = format!("{:.0}–{:.0} %", bin.from * 100.0, bin.to * 100.0);
            self.page.line(&format!(
                "  {range:>8}  {:>files$}  {:>9}  {:>7}  {}",
                bin.files,
                percent(bin.predicted),
                share(bin.changed),
                bar(bin)
            ));
        }
        self.note("  ", &content::calibration(reliability));
    }

    fn pairs(&mut self) {
        let pairs = &self.accuracy.pairs;
        if pairs.pairs > 0 {
            self.heading("Pairs of tasks", &content::pairs_remark(pairs));
            self.facts(&content::pairs(pairs));
        }
    }

    fn splits(&mut self) {
        let splits = &self.accuracy.splits;
        if splits.windows > 0 {
            self.heading("Tracks", &content::splits_remark(splits));
            self.facts(&content::splits(splits));
        }
    }

    fn rounds(&mut self) {
        let rounds = &self.accuracy.rounds;
        if rounds.windows > 0 {
            self.heading("Rounds", &content::rounds_remark(rounds));
            self.facts(&content::rounds(rounds));
        }
    }

    fn misses(&mut self) {
        if self.accuracy.misses.is_empty() {
            return;
        }
        self.heading("Worst misses", "(something was likely, and no changed file near the top)");
        for miss in &self.accuracy.misses {
            let title = misses::title(miss);
            let origin = misses::origin(self.accuracy, miss);
            let room = self.page.width.saturating_sub(2 + 2 + width(&origin)).max(16);
            let title = paint(NAME, &cut(&title, room));
            self.page.line(&format!("  {title}  {}", paint(DIM, &origin)));
            for reason in misses::reasons(miss) {
                for line in layout::paragraph(&reason, self.page.width.saturating_sub(4)) {
                    self.page.line(&format!("    {line}"));
                }
            }
        }
    }

    /// Adds a heading whose remark may take more than one line.
    fn heading(&mut self, heading: &str, remark: &str) {
        let lines = layout::paragraph(&format!("{heading} {remark}"), self.page.width);
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default();
        self.page.heading(heading, first.strip_prefix(heading).unwrap_or_default().trim_start());
        for line in lines {
            self.page.line(&line);
        }
    }

    fn note(&mut self, indent: &str, note: &str) {
        for line in layout::paragraph(note, self.page.width.saturating_sub(width(indent))) {
            self.page.line(&format!("{indent}{}", paint(DIM, &line)));
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        let column = facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let room = self.page.width.saturating_sub(2 + column + 2);
        for (name, fact) in facts {
            let lines = layout::paragraph(fact, room);
            for (name, line) in [*name].into_iter().chain(std::iter::repeat("")).zip(lines) {
                self.page.line(&format!("  {}  {line}", pad(name, column)));
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let columns: Vec<usize> = (0..table.head.len())
            .map(|at| {
                let cells = [&table.head].into_iter().chain(&table.rows);
                cells.filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        let numbers: usize = columns.iter().skip(1).map(|column| column + 2).sum();
        let first = columns.first().copied().unwrap_or(0);
        let first = first.min(self.page.width.saturating_sub(2 + numbers).max(12));
        let line = |row: &[String]| {
            let mut line = String::from("  ");
            for (at, (cell, &column)) in row.iter().zip(&columns).enumerate() {
                if at == 0 {
                    line.push_str(&pad(&cut(cell, first), first));
                } else {
                    line.push_str(&" ".repeat(2 + column.saturating_sub(width(cell))));
                    line.push_str(cell);
                }
            }
            line
        };
        self.page.line(&paint(DIM, &line(&table.head)));
        for row in &table.rows {
            self.page.line(&line(row));
        }
    }
}

/// Draws the share that changed as a bar, with a mark at the predicted one.
fn bar(bin: &ReliabilityBin) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to BAR")]
    let cells = |share: f64| (share.clamp(0.0, 1.0) * BAR as f64).round() as usize;
    let (changed, predicted) = (cells(bin.changed), cells(bin.predicted).min(BAR - 1));
    (0..BAR)
        .map(|at| match at {
            _ if at == predicted => '┃',
            _ if at < changed => '█',
            _ => '·',
        })
        .collect()
}
