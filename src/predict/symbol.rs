//! Signal: defined names that the text names.

use std::collections::BTreeSet;

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::{Mention, looks_like_code};
use crate::index::Site;
use crate::model::FileId;

/// Number of files that define a name, beyond which it means none of them (`String`, `Close`,
/// `err`).
const MAX_DEFINING_FILES: usize = 40;

/// Length in bytes of an unquoted name; shorter ones are words.
const MIN_BARE_NAME_BYTES: usize = 4;

/// Finds what each mention names as a symbol.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let mut counted: BTreeSet<&str> = BTreeSet::new();
    for mention in question.text.mentions.iter().filter(|mention| may_be_a_name(mention)) {
        // A repeated name counts once.
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

/// Returns whether a mention may be a defined name: words of prose are not, unless they are quoted,
/// look like code or are qualified.
fn may_be_a_name(mention: &Mention) -> bool {
    let code = looks_like_code(&mention.text) && mention.text.len() >= MIN_BARE_NAME_BYTES;
    mention.quoted || code || mention.text.contains('.')
}

/// Raises the definitions of a qualified name: `index.Validate`, `Type.Method`,
/// `internal/index.Validate`. The part before the last dot must be the package, its folder, or the
/// type that owns the name; a type may be named by its last part.
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
        if folder.contains('/') {
            defined_in(sheet, mention, &fitting);
        }
        add(sheet, Feature::SymbolQualified, mention, &fitting);
    } else if mention.quoted || looks_like_code(name) {
        add(sheet, Feature::Symbol, mention, &exact_first(question, sites, name));
    }
}

/// Raises the files of a folder that define a name, where the text gives both:
/// `internal/index.Validate` names a file as surely as `index/validate.go`.
fn defined_in(sheet: &mut Sheet, mention: &Mention, sites: &[Site]) {
    let files: BTreeSet<FileId> = sites.iter().map(|site| site.file).collect();
    let share = 1.0 / files.len() as f32;
    for &site in sites {
        let clue = Clue {
            file: site.file,
            feature: Feature::PathSuffix,
            quote: mention.text.clone(),
            line: Some(mention.line),
            met: Met::Definition(site),
        };
        sheet.raise(clue, share);
    }
}

/// Returns the places whose name is spelled exactly so; all of them where none is.
fn exact_first(question: &Question, sites: &[Site], name: &str) -> Vec<Site> {
    let exact = |site: &Site| question.index.definition(*site).is_some_and(|d| d.name == name);
    let exactly: Vec<Site> = sites.iter().copied().filter(exact).collect();
    if exactly.is_empty() { sites.to_vec() } else { exactly }
}

fn add(sheet: &mut Sheet, feature: Feature, mention: &Mention, sites: &[Site]) {
    let files: BTreeSet<FileId> = sites.iter().map(|site| site.file).collect();
    if files.is_empty() || files.len() > MAX_DEFINING_FILES {
        return;
    }
    // The longer a name, the less likely it is a plain word.
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
