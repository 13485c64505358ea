//! `go.mod`, whose line format needs no grammar.

use crate::model::ManifestFacts;

/// Reads the `module` path, which `go.work` does not have.
pub(super) fn facts(content: &[u8]) -> ManifestFacts {
    let mut facts = ManifestFacts::default();
    // The directive of the `( … )` block that the line lies in.
    let mut block: Option<String> = None;
    for line in String::from_utf8_lossy(content).lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        if block.is_some() && line.starts_with(')') {
            block = None;
            continue;
        }
        let (directive, argument) = match &block {
            Some(directive) => (directive.as_str(), line),
            None => line
                .split_once(|c: char| c.is_whitespace() || c == '(')
                .map_or((line, ""), |(directive, _)| {
                    (directive, line[directive.len()..].trim_start())
                }),
        };
        if let (None, Some(inside)) = (&block, argument.strip_prefix('(')) {
            // `use ()` opens and closes at once.
            if !inside.contains(')') {
                block = Some(directive.to_owned());
            }
            continue;
        }
        let path = unquoted(argument);
        if directive == "module" && !path.is_empty() {
            facts.module = Some(path.to_owned());
        }
    }
    facts
}

fn unquoted(text: &str) -> &str {
    ['"', '`']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}
