//! `go.mod` and `go.work`, whose line format needs no grammar.

use crate::model::ModuleFacts;

/// The `module` path and the `use` folders.
pub(super) fn facts(content: &[u8]) -> ModuleFacts {
    let mut facts = ModuleFacts::default();
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
        let argument = unquoted(argument);
        match directive {
            _ if argument.is_empty() => {}
            "module" => facts.module = Some(argument.to_owned()),
            "use" => facts.uses.push(argument.to_owned()),
            _ => {}
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
