//! Ids that tools put beside the text of a task.

/// Maximum length of an id beside the text, in bytes.
const MAX_BYTES: usize = 24;

/// Returns the id in `<!-- id:abc1234 -->`, as Rune writes it, or after `🆔`, as Obsidian does.
pub fn id(text: &str) -> Option<&str> {
    in_comment(text).or_else(|| behind_sign(text))
}

fn in_comment(text: &str) -> Option<&str> {
    let comment = text.split_once("<!--")?.1.trim_start().strip_prefix("id:")?;
    let id = comment.split_once("-->")?.0.trim();
    (!id.is_empty() && id.len() <= MAX_BYTES && !id.contains(char::is_whitespace)).then_some(id)
}

fn behind_sign(text: &str) -> Option<&str> {
    let id = text.split_once('🆔')?.1.split_whitespace().find(|word| *word != "\u{fe0f}")?;
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (id.len() <= MAX_BYTES && id.chars().all(is_id)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_beside_the_text() {
        for (text, expected) in [
            ("Do it <!-- id:abc1234 -->", Some("abc1234")),
            ("Do it <!-- note -->", None),
            ("Do it 🆔 dcf64c", Some("dcf64c")),
            ("Do it 🆔 a-1 ⛔ dcf64c 📅 2026-12-24", Some("a-1")),
            ("Do it 🆔", None),
            ("Show 🆔 (of all)", None),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
    }
}
