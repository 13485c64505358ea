//! Signal: routes of an API that the text quotes, such as `/healthz` or `GET /orders/{id}/cancel`, met
//! by the source files that spell out all their parts.

use std::collections::BTreeSet;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::Span;
use crate::index::Field;
use crate::model::{FileId, TermId};
use crate::words::Shares;

/// Number of source files that hold all parts of a route, beyond which it tells too little about each.
const MAX_FILES: usize = 5;

/// Number of quotes of a task that are looked at.
const MAX_SPANS: usize = 100;

/// Raises the files that spell out a quoted route. What is a path of the repository is no route.
pub fn read(question: &Question, sheet: &mut Sheet) {
    for span in question.text.spans.iter().take(MAX_SPANS) {
        let Some(parts) = parts(&span.text) else { continue };
        if question.index.paths.resolve(span.text.trim_start_matches('/')).is_some() {
            continue;
        }
        let Some(terms) = terms(question, span, &parts) else { continue };
        let files = holders(question, &terms);
        if files.is_empty() || files.len() > MAX_FILES {
            continue;
        }
        let share = 1.0 / files.len() as f32;
        let in_title = question.task.title.contains(&span.text);
        for file in files {
            // A file that spells out a route defines it, as it defines a symbol or a command.
            let clue = |feature| {
                let (quote, line) = (span.text.clone(), Some(span.line));
                Clue { file, feature, quote, line, met: Met::Route }
            };
            sheet.raise(clue(Feature::Symbol), share.ln_1p());
            sheet.raise(clue(Feature::Command), share);
            if in_title {
                sheet.raise(clue(Feature::SymbolInTitle), share);
            }
        }
    }
}

/// Returns the fixed parts of a route, in lower case; `None` for what is no route.
fn parts(text: &str) -> Option<Vec<String>> {
    let (method, route) = text.split_once(' ').unwrap_or(("", text));
    let is_method = method.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_route = route.starts_with('/')
        && route.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_{}:*".contains(&byte));
    if !is_method || !is_route {
        return None;
    }
    let is_fixed = |part: &&str| !part.is_empty() && !part.starts_with(['{', ':', '*']);
    let parts: Vec<String> = route.split('/').filter(is_fixed).map(str::to_lowercase).collect();
    (!parts.is_empty()).then_some(parts)
}

/// Returns the term of each part, as the text was taken apart.
fn terms(question: &Question, span: &Span, parts: &[String]) -> Option<Vec<TermId>> {
    let words = || question.text.words.iter().filter(|word| word.line == span.line);
    let term = |part: &String| {
        words().find(|word| word.text.eq_ignore_ascii_case(part))?.terms.first().copied()
    };
    parts.iter().map(term).collect()
}

/// Finds the source files other than tests that hold all terms.
fn holders(question: &Question, terms: &[TermId]) -> BTreeSet<FileId> {
    let is_source = |file: &FileId| {
        let file = question.index.file(*file);
        file.code().is_some() && !file.is_test
    };
    let mut shares: Vec<Shares> =
        terms.iter().map(|&term| question.index.terms.shares(Field::Contents, term)).collect();
    // The rarest first, since it leaves the fewest files to look at.
    shares.sort_by_key(|shares| shares.documents().len());
    let Some((rarest, others)) = shares.split_first() else { return BTreeSet::new() };
    let holds_all = |file: &FileId| others.iter().all(|shares| shares.of(file.0) > 0.0);
    rarest.documents().iter().copied().map(FileId).filter(is_source).filter(holds_all).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn routes_are_told_from_other_quotes() {
        assert_eq!(parts("/healthz").unwrap(), ["healthz"]);
        assert_eq!(parts("POST /orders/{id}/Cancel").unwrap(), ["orders", "cancel"]);
        for other in ["/", "GET", "healthz", "a /b", "/x y", "/{id}", "/etc/a.conf"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
