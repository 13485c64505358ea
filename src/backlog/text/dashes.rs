//! Dashes that look alike.

/// Writes every dash that looks like `-` as `-`.
pub fn fold_dashes(text: &str) -> String {
    text.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2212}'], "-")
}
