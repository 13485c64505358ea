//! Signal: packages that the text names.

use super::Question;
use super::feature::{Clue, Feature, Met, Sheet};
use super::text::Mention;
use crate::index::Package;

/// Finds what each mention names as a package.
pub fn read(question: &Question, sheet: &mut Sheet) {
    let packages = &question.index.packages;
    for mention in &question.text.mentions {
        if let Some(package) = packages.with_import_path(&mention.text) {
            raise(sheet, Feature::PackagePath, packages.get(package), mention, 1.0);
        }
        // `index.Validate` names the package as well as the function.
        let first = mention.text.split('.').next().unwrap_or(&mention.text);
        let qualifies = first.len() < mention.text.len();
        let name = first.to_lowercase();
        let named = packages.named(&name);
        let alternatives = named.len() as f32;
        for package in named {
            let certainty = if mention.quoted || qualifies { 1.0 } else { 0.5 };
            raise(sheet, Feature::PackageName, package, mention, certainty / alternatives);
        }
    }
}

fn raise(
    sheet: &mut Sheet,
    feature: Feature,
    package: &Package,
    mention: &Mention,
    certainty: f32,
) {
    let share = certainty / (package.files.len().max(1) as f32).sqrt();
    for &file in &package.files {
        let name = package.import_path.as_ref().unwrap_or(&package.name);
        let clue = Clue {
            file,
            feature,
            quote: mention.text.clone(),
            line: Some(mention.line),
            met: Met::Package(name.clone()),
        };
        sheet.raise(clue, share);
    }
}
