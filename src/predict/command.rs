//! Signal: commands and flags that the text names.

use std::collections::BTreeSet;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::Span;
use crate::index::CommandSite;
use crate::model::FileId;

/// Number of files that define a command or flag, beyond which it tells too little about each.
const MAX_DEFINING_FILES: usize = 20;

/// Programs whose targets a file at the root defines, and that file's stem in lower case.
const RUNNERS: &[(&str, &str)] =
    &[("make", "makefile"), ("just", "justfile"), ("task", "taskfile")];

/// Number of words after the program's name that can be commands; further words are arguments.
const MAX_COMMAND_DEPTH: usize = 3;

/// Finds `prog sub sub --flag` in code spans, and flags anywhere.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for span in &question.text.spans {
        command(question, sheet, span);
    }
    for mention in &question.text.mentions {
        if let Some(flag) = mention.text.strip_prefix("--") {
            let flag = flag.split('=').next().unwrap_or(flag).to_lowercase();
            let sites = question.index.symbols.flag(&flag);
            define(sheet, Feature::Flag, &mention.text, mention.line, sites, 1.0);
        }
    }
}

/// Raises what a call such as `ctx task add "x"` names: each of `task` and `add` may be a command,
/// and files below folders called `task` and `add` define or implement it.
fn command(question: &Question, sheet: &mut Sheet, span: &Span) {
    let mut words = span.text.split_whitespace();
    let program = words.next().unwrap_or_default();
    let paths = &question.index.paths;
    if let Some((_, file)) = RUNNERS.iter().find(|(runner, _)| *runner == program) {
        for &file in paths.with_stem(file) {
            let (quote, line) = (span.text.clone(), Some(span.line));
            sheet.raise(Clue { file, feature: Feature::Command, quote, line, met: Met::File }, 1.0);
        }
        return;
    }
    if !question.index.packages.is_program(program) {
        return;
    }
    let words: Vec<String> = words
        .take_while(|word| is_command_word(word))
        .take(MAX_COMMAND_DEPTH)
        .map(str::to_lowercase)
        .collect();
    for (depth, word) in words.iter().enumerate() {
        // The innermost command is the one that is meant.
        let innermost = if depth + 1 == words.len() { 1.0 } else { 0.5 };
        define(
            sheet,
            Feature::Command,
            &span.text,
            span.line,
            question.index.symbols.command(word),
            innermost,
        );
    }
    spelled(question, sheet, span, &words);
}

/// Raises files whose path spells the whole command: `internal/cli/task/cmd/add/run.go`,
/// `task_add.go`.
fn spelled(question: &Question, sheet: &mut Sheet, span: &Span, words: &[String]) {
    let Some(innermost) = words.last() else { return };
    let paths = &question.index.paths;
    let folders = paths.folders_named(innermost).iter().flat_map(|folder| paths.in_folder(folder));
    let joined = words.join("_");
    let stems = paths.with_stem(innermost).iter().chain(paths.with_stem(&joined));
    let spells = |file: &FileId| {
        let path = &question.index.file(*file).path;
        let mut components = path.components().flat_map(|c| c.split(['_', '.', '-']));
        question.index.file(*file).code().is_some()
            && words.iter().all(|word| components.any(|c| c.eq_ignore_ascii_case(word)))
    };
    let files: BTreeSet<FileId> = folders.chain(stems).copied().filter(spells).collect();
    let depth = words.len() as f32 / 2.0;
    let share = depth.min(1.0) / (files.len().max(1) as f32).sqrt();
    for file in files {
        let met = Met::File;
        sheet.raise(
            Clue {
                file,
                feature: Feature::Command,
                quote: span.text.clone(),
                line: Some(span.line),
                met,
            },
            share,
        );
    }
}

fn define(
    sheet: &mut Sheet,
    feature: Feature,
    quote: &str,
    line: u32,
    sites: &[CommandSite],
    certainty: f32,
) {
    let files: BTreeSet<FileId> = sites.iter().map(|site| site.file).collect();
    if files.is_empty() || files.len() > MAX_DEFINING_FILES {
        return;
    }
    let share = certainty / files.len() as f32;
    for site in sites {
        let met = Met::Line(site.line);
        sheet.raise(
            Clue { file: site.file, feature, quote: quote.to_owned(), line: Some(line), met },
            share,
        );
    }
}

fn is_command_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::is_command_word;

    #[test]
    fn arguments_are_no_commands() {
        assert!(is_command_word("task") && is_command_word("install-skills"));
        assert!(
            ["--phase", "\"x\"", "<id>", "README.md", "Task", ""]
                .iter()
                .all(|word| !is_command_word(word))
        );
    }
}
