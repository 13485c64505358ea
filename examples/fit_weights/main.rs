//! Learns the shipped weights from finished tasks of public repositories.
//!
//! ```text
//! cargo run --release --example fit_weights -- CASES.jsonl --clones DIR [--out FILE]
//!     [--hold-out PREDICTIONS.jsonl] [--ridge N]
//! ```
//!
//! Each line of CASES.jsonl is a finished task: the repository, the commit before the work, the
//! text, the headings and ancestors above it, and the files that the work changed. DIR holds bare
//! clones as `owner+name/repo`. `--out` writes the weights fitted on all cases; `--hold-out` writes,
//! for each case, the ranking by weights fitted on the cases of all *other* authors.

mod cases;
mod clone;
mod logistic;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Parser;
use ctx_analyze::backlog::{self, Granularity, Source};
use ctx_analyze::predict::{self, COUNT, Feature, TaskText, Weights};
use ctx_analyze::words::Lexer;

use cases::Case;
use clone::Clone;
use logistic::{Row, fit};

#[derive(Parser)]
struct Arguments {
    /// Finished tasks, one JSON object a line.
    cases: PathBuf,
    /// Bare clones, as `owner+name/repo`.
    #[arg(long)]
    clones: PathBuf,
    /// Where to write the weights fitted on all cases.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Where to write the rankings by weights fitted on the cases of all other authors.
    #[arg(long)]
    hold_out: Option<PathBuf>,
    /// Strength of the L2 penalty on standardised weights, in cases.
    #[arg(long, default_value_t = 1.0)]
    ridge: f64,
    /// Write the features of every file of every case here, for study: little-endian f32, one row
    /// of case number, label and features each.
    #[arg(long)]
    dump: Option<PathBuf>,
}

/// The features of every file of one case.
struct Measured {
    case: Case,
    paths: Vec<String>,
    rows: Vec<[f32; COUNT]>,
}

impl Measured {
    fn label(&self, path: &str) -> bool {
        self.case.truth.iter().any(|truth| truth == path)
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let measured = measure_all(&arguments)?;
    if let Some(path) = &arguments.dump {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for (number, case) in measured.iter().enumerate() {
            for (path, row) in case.paths.iter().zip(&case.rows) {
                file.write_all(&(number as f32).to_le_bytes())?;
                file.write_all(&f32::from(u8::from(case.label(path))).to_le_bytes())?;
                for value in row {
                    file.write_all(&value.to_le_bytes())?;
                }
            }
        }
    }
    if let Some(path) = &arguments.hold_out {
        hold_out(&measured, path, arguments.ridge)?;
    }
    if let Some(path) = &arguments.out {
        let all: Vec<&Measured> = measured.iter().collect();
        let weights = fit(&rows(&all), arguments.ridge);
        std::fs::write(path, render(&weights, &measured, arguments.ridge))?;
    }
    Ok(())
}

/// Measures every case, repository by repository, so that no blob is parsed twice.
fn measure_all(arguments: &Arguments) -> Result<Vec<Measured>> {
    let mut by_repository: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases::read(&arguments.cases)? {
        by_repository.entry(case.repo.clone()).or_default().push(case);
    }
    let mut measured = Vec::new();
    for (repository, cases) in by_repository {
        let folder = arguments.clones.join(repository.replace('/', "+")).join("repo");
        let mut clone =
            Clone::open(&folder).with_context(|| format!("open {}", folder.display()))?;
        eprintln!("{repository}: {} cases", cases.len());
        for case in cases {
            let index = clone.index(&case.parent, &case.backlog)?;
            let source =
                Source { name: case.backlog.clone(), bytes: case.as_backlog().into_bytes() };
            let (tasks, _) = backlog::read(&[source], Granularity::Outermost);
            let Some(task) = tasks.first() else {
                eprintln!("  {}: the text holds no task", case.id);
                continue;
            };
            let text = TaskText::read(task, &mut Lexer::default());
            let sheet = predict::measure(&index, task, &text);
            let paths = index.files.iter().map(|file| file.path.as_str().to_owned()).collect();
            measured.push(Measured { case, paths, rows: sheet.rows().to_vec() });
        }
    }
    Ok(measured)
}

/// Every author counts as much as any other, and so does every repository of an author and every
/// case of a repository.
fn rows<'a>(measured: &[&'a Measured]) -> Vec<Row<'a>> {
    let mut repositories: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for it in measured {
        *repositories.entry(it.case.author()).or_default().entry(&it.case.repo).or_default() += 1;
    }
    let mut rows = Vec::new();
    for it in measured {
        let siblings = &repositories[it.case.author()];
        let share = repositories.len() * siblings.len() * siblings[it.case.repo.as_str()];
        let weight = measured.len() as f64 / share as f64;
        rows.extend(it.paths.iter().zip(&it.rows).map(|(path, features)| Row {
            features,
            label: it.label(path),
            weight,
        }));
    }
    rows
}

fn hold_out(measured: &[Measured], path: &PathBuf, ridge: f64) -> Result<()> {
    let mut authors: Vec<&str> = measured.iter().map(|it| it.case.author()).collect();
    authors.sort_unstable();
    authors.dedup();
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for author in authors {
        let others: Vec<&Measured> =
            measured.iter().filter(|it| it.case.author() != author).collect();
        let weights = fit(&rows(&others), ridge);
        for it in measured.iter().filter(|it| it.case.author() == author) {
            serde_json::to_writer(&mut file, &it.case.prediction(ranked(it, &weights)))?;
            file.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// The hundred likeliest files with their probabilities.
fn ranked(measured: &Measured, weights: &Weights) -> Vec<(String, f64)> {
    let mut ranked: Vec<(String, f64)> = measured
        .paths
        .iter()
        .zip(&measured.rows)
        .map(|(path, row)| (path.clone(), predict::probability(weights.log_odds(row))))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.truncate(100);
    ranked
}

/// The weights file, with where it comes from.
fn render(weights: &Weights, measured: &[Measured], ridge: f64) -> String {
    let mut repositories: BTreeMap<&str, usize> = BTreeMap::new();
    for it in measured {
        *repositories.entry(&it.case.repo).or_default() += 1;
    }
    let list: Vec<String> =
        repositories.iter().map(|(name, cases)| format!("#   {name}: {cases}")).collect();
    let rows: Vec<String> = Feature::ALL
        .iter()
        .map(|feature| format!("{} = {:.4}", feature.name(), weights.weights[*feature as usize]))
        .collect();
    format!(
        "# Weights of the logistic model: log-odds = intercept + sum of weight * feature.\n\
         # What each feature measures is said in src/predict/feature.rs.\n\
         #\n\
         # Fitted on {} finished tasks of public repositories, L2 penalty {ridge}, by\n\
         #   cargo run --release --example fit_weights -- CASES.jsonl --clones DIR --out src/predict/weights.toml\n\
         # Tasks by repository:\n{}\n\n\
         intercept = {:.4}\n\n[weights]\n{}\n",
        measured.len(),
        list.join("\n"),
        weights.intercept,
        rows.join("\n"),
    )
}
