//! The declarations of a Go file that is not parsed, by the beginnings of its lines.

use crate::model::{CodeFacts, Definition, DefinitionKind};

/// Reads what lines like `package p`, `func Name(`, `func (r *T) Name(` and `type Name` declare. Lines in
/// long comments and strings count, too.
pub(super) fn declarations(content: &[u8]) -> CodeFacts {
    let mut facts = CodeFacts::default();
    for (number, line) in (1..).zip(content.split(|&byte| byte == b'\n')) {
        if let Some(rest) = line.strip_prefix(b"package ") {
            if facts.package.is_empty() {
                facts.package = name(rest).unwrap_or_default();
            }
        } else if let Some((kind, owner, name)) = declaration(line) {
            facts.definitions.push(Definition { kind, owner, name, line: number, doc: None });
        }
    }
    facts
}

fn declaration(line: &[u8]) -> Option<(DefinitionKind, Option<String>, String)> {
    if let Some(rest) = line.strip_prefix(b"type ") {
        return Some((DefinitionKind::Type, None, name(rest)?));
    }
    let rest = line.strip_prefix(b"func ")?;
    let Some(receiver) = rest.strip_prefix(b"(") else {
        let name = name(rest)?;
        let follows = rest.get(name.len())?;
        return matches!(follows, b'(' | b'[').then_some((DefinitionKind::Function, None, name));
    };
    let end = memchr::memchr(b')', receiver)?;
    let (receiver, rest) = receiver.split_at(end);
    let name = name(rest.strip_prefix(b") ")?)?;
    // The type is the last word before its parameters.
    let owner = receiver.split(|&byte| byte == b'[').next()?;
    let owner = owner.rsplit(|byte| matches!(byte, b' ' | b'*')).next()?;
    let owner = self::name(owner)?;
    Some((DefinitionKind::Method, Some(owner), name))
}

/// Reads the identifier at the beginning of a text.
fn name(text: &[u8]) -> Option<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text.iter().take_while(|byte| is_part(byte)).count();
    let name = std::str::from_utf8(&text[..length]).ok()?;
    let is_name = name.starts_with(|first: char| !first.is_ascii_digit()) && name != "_";
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::declarations;

    #[test]
    fn lines_show_what_they_declare() {
        let content = "package p // here\npackage q\nfunc New() T {\nfunc Map[K any]() {\n\
                       func (s *Store[K, V]) Get(k K) V {\nfunc (Small) Double() {}\n\
                       type Store[K any] struct {\n\tfunc Inner()\nfunc\nfunc (\nfunc () A()\nfunc 1a()\n\
                       func b\ntype _ int\ntype ( X int )\nfunc (a b) _() {}\nvar v = 1";
        let facts = declarations(content.as_bytes());
        assert_eq!(facts.package, "p");
        let shown: Vec<_> = facts
            .definitions
            .iter()
            .map(|it| {
                let owner = it.owner.as_deref().unwrap_or_default();
                format!("{} {owner}.{}:{}", it.kind.word(), it.name, it.line)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "func .New:3",
                "func .Map:4",
                "method Store.Get:5",
                "method Small.Double:6",
                "type .Store:7"
            ]
        );
    }
}
