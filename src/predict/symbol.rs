//! Defined names that the text names.

use std::collections::BTreeSet;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::{Mention, looks_like_code};
use crate::index::Site;
use crate::model::FileId;

/// A name that more files define than this (`String`, `Close`, `err`) means none of them.
const MOST_DEFINING_FILES: usize = 40;

/// Shorter unquoted names are words.
const SHORTEST_BARE_NAME: usize = 4;

/// Finds what each mention names as a symbol.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let mut counted: BTreeSet<&str> = BTreeSet::new();
    for mention in question.text.mentions.iter().filter(|mention| may_be_a_name(mention)) {
        // Saying a name twice does not define it twice.
        if !counted.insert(&mention.text) {
            continue;
        }
        match mention.text.rsplit_once('.') {
            Some((owner, name)) if !owner.is_empty() && !name.is_empty() => {
                qualified(question, sheet, mention, owner, name);
            }
            _ => {
                let name = mention.text.trim_start_matches(['*', '&']);
                let sites = question.index.symbols.named(name);
                add(sheet, Feature::Symbol, mention, &exact_first(question, sites, name));
            }
        }
    }
    for feature in [Feature::Symbol, Feature::SymbolQualified] {
        sheet.map(feature, f32::ln_1p);
    }
}

/// Words of prose are no names, unless they are quoted, look like code or are qualified.
fn may_be_a_name(mention: &Mention) -> bool {
    let code = looks_like_code(&mention.text) && mention.text.len() >= SHORTEST_BARE_NAME;
    mention.quoted || code || mention.text.contains('.')
}

/// `index.Validate`, `Type.Method`, `internal/index.Validate`: the part before the last dot must be
/// the package, its folder, or the type that owns it; a type may have been named by its last part.
fn qualified(question: &Question, sheet: &mut Sheet, mention: &Mention, owner: &str, name: &str) {
    let (folder, owner) = match owner.rsplit_once('/') {
        Some((_, package)) => (owner, package.split('.').next().unwrap_or(package)),
        None => ("", owner.rsplit('.').next().unwrap_or(owner).trim_start_matches(['*', '&'])),
    };
    let sites = question.index.symbols.named(name);
    let of_type = |site: &Site| question.index.definition(*site)?.owner.as_deref();
    let fits = |site: &Site| {
        let file = question.index.file(site.file);
        let package = file.code().map(|code| code.package.as_str());
        let named = of_type(site).is_some_and(|it| it.eq_ignore_ascii_case(owner))
            || package.is_some_and(|it| it.eq_ignore_ascii_case(owner));
        named && file.path.folder().ends_with(folder)
    };
    let mut fitting: Vec<Site> = sites.iter().copied().filter(fits).collect();
    if fitting.is_empty() && looks_like_code(owner) {
        let by_last_part = |site: &Site| of_type(site).is_some_and(|it| it.ends_with(owner));
        fitting = sites.iter().copied().filter(by_last_part).collect();
    }
    if !fitting.is_empty() {
        add(sheet, Feature::SymbolQualified, mention, &fitting);
    } else if mention.quoted || looks_like_code(name) {
        add(sheet, Feature::Symbol, mention, &exact_first(question, sites, name));
    }
}

/// Sites whose name is spelled exactly so; all of them where none is.
fn exact_first(question: &Question, sites: &[Site], name: &str) -> Vec<Site> {
    let exact = |site: &Site| question.index.definition(*site).is_some_and(|d| d.name == name);
    let exactly: Vec<Site> = sites.iter().copied().filter(exact).collect();
    if exactly.is_empty() { sites.to_vec() } else { exactly }
}

fn add(sheet: &mut Sheet, feature: Feature, mention: &Mention, sites: &[Site]) {
    let files: BTreeSet<FileId> = sites.iter().map(|site| site.file).collect();
    if files.is_empty() || files.len() > MOST_DEFINING_FILES {
        return;
    }
    // A name's length stands for how little it can be mistaken for a word.
    let name = mention.text.rsplit('.').next().unwrap_or(&mention.text);
    let length = (name.len() as f32 / 12.0).min(1.0);
    let share = (0.5 + 0.5 * length) / files.len() as f32;
    let mut last = None;
    for &site in sites {
        if last.replace(site.file) == Some(site.file) {
            continue;
        }
        let clue = |feature| Clue {
            file: site.file,
            feature,
            quote: mention.text.clone(),
            line: Some(mention.line),
            met: Met::Definition(site),
        };
        sheet.add(clue(feature), share);
        if mention.in_title {
            sheet.raise(clue(Feature::SymbolInTitle), share);
        }
    }
}
