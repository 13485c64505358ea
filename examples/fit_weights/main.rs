//! Learns the shipped weights from finished tasks of public repositories.
//!
//! ```text
//! cargo run --release --example fit_weights -- CASES.jsonl --clones DIR [--out FILE]
//!     [--hold-out PREDICTIONS.jsonl] [--ridge N]
//! ```
//!
//! Each line of CASES.jsonl is a finished task: the repository, the commit before the work, the
//! text, the headings and ancestors above it, and the files that the work changed. DIR holds bare
//! clones as `owner+name/repo`. Prints how well weights fitted on the cases of all *other* authors
//! rank each case; `--hold-out` writes those rankings, `--out` the weights fitted on all cases.

#![allow(clippy::print_stdout, clippy::print_stderr)] // A study that is read at the terminal.

mod cases;
mod clone;
mod logistic;
mod score;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

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
    /// Strength of the pull towards the prior weights: 5 means that they are trusted to about
    /// half a unit (1/√5).
    #[arg(long, default_value_t = 5.0)]
    ridge: f64,
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
    let prior = prior()?;
    let held_out = hold_out(&measured, &prior, arguments.ridge);
    let rankings = rankings(&measured, &held_out);
    println!("{}", score::table(&measured, &rankings));
    if let Some(path) = &arguments.hold_out {
        write_rankings(&measured, rankings, path)?;
    }
    if let Some(path) = &arguments.out {
        let all: Vec<&Measured> = measured.iter().collect();
        let mut weights = fit(&rows(&all), &prior, arguments.ridge);
        weights.saturation = saturation(&measured, &held_out);
        std::fs::write(path, render(&weights, &measured, arguments.ridge))?;
    }
    Ok(())
}

/// What the weights are thought to be before anything is measured. Clues too rare in the cases to
/// be learned keep them.
fn prior() -> Result<[f64; COUNT]> {
    let named: BTreeMap<String, f64> = toml::from_str(include_str!("prior.toml"))?;
    let mut prior = [0.0; COUNT];
    for (name, value) in &named {
        let at = Feature::ALL.iter().position(|feature| feature.name() == name);
        prior[at.with_context(|| format!("prior.toml: no feature is called {name}"))?] = *value;
    }
    Ok(prior)
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

/// The log-odds of every file of every case, by weights fitted on the cases of all other authors.
fn hold_out(measured: &[Measured], prior: &[f64; COUNT], ridge: f64) -> Vec<Vec<f64>> {
    let authors: BTreeSet<&str> = measured.iter().map(|it| it.case.author()).collect();
    let fitted: BTreeMap<&str, Weights> = authors
        .into_iter()
        .map(|author| {
            let others: Vec<&Measured> =
                measured.iter().filter(|it| it.case.author() != author).collect();
            (author, fit(&rows(&others), prior, ridge))
        })
        .collect();
    let odds = |it: &Measured| {
        let weights = &fitted[it.case.author()];
        it.rows.iter().map(|row| weights.log_odds(row)).collect()
    };
    measured.iter().map(odds).collect()
}

/// How much log-odds beyond the knee should count, by the held-out cases.
fn saturation(measured: &[Measured], held_out: &[Vec<f64>]) -> f64 {
    let all: Vec<&Measured> = measured.iter().collect();
    let odds = held_out.iter().flatten();
    let rows: Vec<_> =
        odds.zip(rows(&all)).map(|(&odds, row)| (odds, row.label, row.weight)).collect();
    logistic::saturation(&rows)
}

/// Files with their probabilities, the likeliest first.
type Ranking = Vec<(String, f64)>;

/// The hundred likeliest files of each case with their held-out probabilities.
fn rankings(measured: &[Measured], held_out: &[Vec<f64>]) -> Vec<Ranking> {
    let saturation = saturation(measured, held_out);
    let probability = |odds: &f64| predict::probability(predict::saturate(*odds, saturation));
    let ranking = |(it, odds): (&Measured, &Vec<f64>)| {
        let mut ranked: Ranking =
            it.paths.iter().cloned().zip(odds.iter().map(probability)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        ranked.truncate(100);
        ranked
    };
    measured.iter().zip(held_out).map(ranking).collect()
}

fn write_rankings(measured: &[Measured], rankings: Vec<Ranking>, path: &Path) -> Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for (it, ranking) in measured.iter().zip(rankings) {
        serde_json::to_writer(&mut file, &it.case.prediction(ranking))?;
        file.write_all(b"\n")?;
    }
    Ok(())
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
         # Fitted on {} finished tasks of public repositories, pulled towards\n\
         # examples/fit_weights/prior.toml with strength {ridge}, by\n\
         #   cargo run --release --example fit_weights -- CASES.jsonl --clones DIR --out src/predict/weights.toml\n\
         # The saturation makes probabilities mean what they say on authors that the weights never saw.\n\
         # Tasks by repository:\n{}\n\n\
         intercept = {:.4}\nsaturation = {:.2}\n\n[weights]\n{}\n",
        measured.len(),
        list.join("\n"),
        weights.intercept,
        weights.saturation,
        rows.join("\n"),
    )
}
