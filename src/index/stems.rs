//! Parts of the stems of files.

use std::collections::{HashMap, HashSet};

use super::IndexedFile;
use crate::model::{FileId, TermId};
use crate::words::{Lexer, parts};

/// Parts of each file's stem.
#[derive(Debug, Default)]
pub struct Stems {
    /// By `FileId`: the terms of the parts, each with its rarity among stems, and the rarity of all
    /// parts together, stop words included.
    files: Vec<(Vec<(TermId, f32)>, f32)>,
    /// Files by the terms of their parts.
    holders: HashMap<TermId, Vec<FileId>>,
}

impl Stems {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut lexer = Lexer::default();
        let split: Vec<Vec<String>> =
            files.iter().map(|file| stem_parts(file.path.stem())).collect();
        let mut holders: HashMap<&str, u32> = HashMap::new();
        for part in split.iter().flatten() {
            *holders.entry(part).or_default() += 1;
        }
        let rarity = |part: &str| (1.0 + files.len() as f32 / holders[part] as f32).ln();
        let files: Vec<(Vec<(TermId, f32)>, f32)> = split
            .iter()
            .map(|split| {
                let all = split.iter().map(|part| rarity(part)).sum();
                let terms = split
                    .iter()
                    .filter_map(|part| lexer.terms(part).first().map(|&term| (term, rarity(part))));
                (terms.collect(), all)
            })
            .collect();
        let mut holders: HashMap<TermId, Vec<FileId>> = HashMap::new();
        for (id, (parts, _)) in (0..).map(FileId).zip(&files) {
            for (term, _) in parts {
                holders.entry(*term).or_default().push(id);
            }
        }
        Self { files, holders }
    }

    /// Returns the files of which a part of the stem is that term.
    pub fn with_part(&self, term: TermId) -> &[FileId] {
        self.holders.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Computes the share of a file's stem that is among `terms`, in [0, 1]. Each part counts ln(1
    /// + N / n), where n of N files have it in their stems.
    pub fn covered(&self, file: FileId, terms: &HashSet<TermId>) -> f32 {
        let (parts, all) = &self.files[file.index()];
        let covered: f32 =
            parts.iter().filter(|(term, _)| terms.contains(term)).map(|(_, rarity)| rarity).sum();
        if *all > 0.0 { covered / all } else { 0.0 }
    }
}

/// Names of languages and formats that are also extensions, in lower case. Sorted.
const EXTENSIONS: [&str; 24] = [
    "c", "cc", "conf", "cpp", "cs", "css", "go", "h", "html", "java", "js", "json", "md", "mod",
    "php", "py", "rb", "rs", "sh", "sql", "toml", "ts", "txt", "yaml",
];

/// Returns whether a word is an extension, and so no name of a file: the `go` of `go.mod`, of
/// `bucket.go` and of "ready to go live".
pub fn is_extension(word: &str) -> bool {
    EXTENSIONS.iter().any(|extension| extension.eq_ignore_ascii_case(word))
}

/// Splits a stem into its different parts, in lower case, sorted. The `_test` of a test is left
/// out.
fn stem_parts(stem: &str) -> Vec<String> {
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    if is_extension(stem) {
        return Vec::new();
    }
    let pieces = stem.split(|c: char| !c.is_alphanumeric()).flat_map(parts);
    let mut parts: Vec<String> = pieces.map(str::to_lowercase).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use super::stem_parts;

    #[test]
    fn stems_fall_into_parts() {
        assert!(stem_parts("go").is_empty(), "go.mod");
        assert_eq!(stem_parts("blockedCache_v2_test"), ["2", "blocked", "cache", "v"]);
        assert_eq!(stem_parts(""), [""; 0]);
    }
}
