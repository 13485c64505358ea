//! A look at the tokens of a Go file, before it is parsed.
//!
//! The parser recovers from each error in a time that grows with the number of errors before it. A text
//! in which many tokens cannot follow each other is no Go, and is not parsed. Which token may follow
//! which is taken from the parse table of the grammar.

use std::sync::LazyLock;

use tree_sitter::Language;

/// Names of the grammar's symbols, or of a class of symbols, that identify a token.
const TOKENS: [&str; 75] = [
    WORD,
    LITERAL,
    ";",
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "...",
    ":=",
    "=",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "&^",
    "!",
    "&&",
    "||",
    "<-",
    "++",
    "--",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "&=",
    "|=",
    "^=",
    "<<=",
    ">>=",
    "&^=",
    "~",
];

const WORD: &str = "identifier";
const LITERAL: &str = "literal";

/// Symbols of the grammar that stand for a word or a literal.
const CLASSES: [(&str, &str); 12] = [
    ("blank_identifier", WORD),
    ("nil", WORD),
    ("true", WORD),
    ("false", WORD),
    ("iota", WORD),
    ("int_literal", LITERAL),
    ("float_literal", LITERAL),
    ("imaginary_literal", LITERAL),
    ("rune_literal", LITERAL),
    ("\"", LITERAL),
    ("`", LITERAL),
    ("raw_string_literal", LITERAL),
];

/// Place of a token in [`TOKENS`].
type Token = u8;

/// Pairs of tokens that the grammar lets follow each other.
pub(super) struct Pairs {
    /// For each token those that may follow it, a bit for each.
    followers: [u128; TOKENS.len()],
}

fn token(name: &str) -> Option<Token> {
    let name = CLASSES.iter().find(|(symbol, _)| *symbol == name).map_or(name, |(_, class)| class);
    TOKENS.iter().position(|token| *token == name).and_then(|at| Token::try_from(at).ok())
}

impl Pairs {
    /// Returns the pairs of Go.
    pub(super) fn of_go() -> &'static Self {
        static PAIRS: LazyLock<Pairs> =
            LazyLock::new(|| Pairs::of(&tree_sitter_go::LANGUAGE.into()));
        &PAIRS
    }

    /// Collects the pairs from the parse table of a grammar.
    fn of(language: &Language) -> Self {
        let tokens: Vec<Option<Token>> = (0..language.node_kind_count())
            .map(|id| token(language.node_kind_for_id(u16::try_from(id).ok()?)?))
            .collect();
        let token = |symbol: u16| tokens.get(usize::from(symbol)).copied().flatten();
        let states = u16::try_from(language.parse_state_count()).unwrap_or(u16::MAX);
        let valid = |state| language.lookahead_iterator(state).into_iter().flatten();
        let allowed: Vec<u128> = (0..states)
            .map(|state| valid(state).filter_map(token).fold(0, |all, token| all | 1 << token))
            .collect();
        let mut followers = [0; TOKENS.len()];
        for state in 0..states {
            for symbol in valid(state) {
                let next = language.next_state(state, symbol);
                if let Some(token) = token(symbol).filter(|_| next != 0) {
                    followers[usize::from(token)] |=
                        allowed.get(usize::from(next)).copied().unwrap_or_default();
                }
            }
        }
        Self { followers }
    }

    /// Counts the tokens of a content that cannot follow the one before, and the bytes that belong to no
    /// token, up to `limit`.
    pub(super) fn misplaced(&self, content: &[u8], limit: usize) -> usize {
        let mut lexer = Lexer { content, at: 0, ends_statement: false, open: [false; 2] };
        let mut before = None;
        let mut misplaced = 0;
        while misplaced < limit {
            let Some(read) = lexer.next() else { break };
            let fits = match (before, read) {
                (Some(before), Some(token)) => {
                    self.followers[usize::from(before)] >> token & 1 == 1
                }
                (None, Some(_)) => true,
                (_, None) => false,
            };
            misplaced += usize::from(!fits);
            before = read;
        }
        misplaced
    }
}

/// Tokens of a content, without comments.
struct Lexer<'a> {
    content: &'a [u8],
    at: usize,
    /// A newline would end a statement here, by the rules of Go.
    ends_statement: bool,
    /// No further `*/` or backquote follows.
    open: [bool; 2],
}

impl Lexer<'_> {
    /// Returns the next token, `Some(None)` for what is none, and `None` at the end.
    #[expect(clippy::option_option, reason = "the outer one ends the reading of the file")]
    fn next(&mut self) -> Option<Option<Token>> {
        loop {
            let rest = self.content.get(self.at..)?;
            let length = match *rest.first()? {
                b'\n' if self.ends_statement => {
                    self.at += 1;
                    self.ends_statement = false;
                    return Some(Some(END_TOKEN));
                }
                b' ' | b'\t' | b'\r' | b'\n' => 1,
                b'/' if rest.get(1) == Some(&b'/') => {
                    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
                }
                b'/' if rest.get(1) == Some(&b'*') => match self.closing(0, 2, b"*/") {
                    Some(end) => end,
                    None => return Some(self.token(2, None)),
                },
                _ => break,
            };
            self.at += length;
        }
        let rest = &self.content[self.at..];
        let first = rest[0];
        let (length, token) = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                let is_word =
                    |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
                let length = rest.iter().take_while(|byte| is_word(byte)).count();
                (length, Some(word(&rest[..length])))
            }
            b'0'..=b'9' => (number(rest), Some(LITERAL_TOKEN)),
            b'.' if rest.get(1).is_some_and(u8::is_ascii_digit) => {
                (number(rest), Some(LITERAL_TOKEN))
            }
            b'"' | b'\'' => match quoted(rest, first) {
                Ok(length) => (length, Some(LITERAL_TOKEN)),
                Err(length) => (length, None),
            },
            b'`' => match self.closing(1, 1, b"`") {
                Some(length) => (length, Some(LITERAL_TOKEN)),
                None => (1, None),
            },
            _ => operator(rest),
        };
        Some(self.token(length, token))
    }

    fn token(&mut self, length: usize, token: Option<Token>) -> Option<Token> {
        self.at += length;
        self.ends_statement = token.is_some_and(|token| ENDS_STATEMENT >> token & 1 == 1);
        token
    }

    /// Measures up to and with the closing mark, from `skip` bytes behind the opening one.
    fn closing(&mut self, kind: usize, skip: usize, mark: &[u8]) -> Option<usize> {
        if self.open[kind] {
            return None;
        }
        let from = self.at + skip;
        let end = memchr::memmem::find(self.content.get(from..)?, mark);
        self.open[kind] = end.is_none();
        Some(skip + end? + mark.len())
    }
}

const WORD_TOKEN: Token = 0;
const LITERAL_TOKEN: Token = 1;
const END_TOKEN: Token = 2;
/// Words, literals, `break`, `continue`, `fallthrough`, `return`, `)`, `]`, `}`, `++` and `--`.
const ENDS_STATEMENT: u128 = 1
    | 1 << 1
    | 1 << 3
    | 1 << 7
    | 1 << 11
    | 1 << 22
    | 1 << 29
    | 1 << 31
    | 1 << 33
    | 1 << 61
    | 1 << 62;

fn word(text: &[u8]) -> Token {
    if !(2..=11).contains(&text.len()) || !text[0].is_ascii_lowercase() {
        return WORD_TOKEN;
    }
    let keywords = TOKENS[3..28].iter();
    let at = keywords.zip(3..).find(|(keyword, _)| keyword.as_bytes() == text);
    at.map_or(WORD_TOKEN, |(_, at)| at)
}

fn number(rest: &[u8]) -> usize {
    let mut length = 0;
    while let Some(&byte) = rest.get(length) {
        let is_sign = matches!(byte, b'+' | b'-')
            && matches!(rest[length - 1], b'e' | b'E' | b'p' | b'P')
            && !(rest.starts_with(b"0x") && matches!(rest[length - 1], b'e' | b'E'));
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || is_sign) {
            break;
        }
        length += 1;
    }
    length
}

/// Measures a text in quotes; the error is how much of it there is where its line ends before.
fn quoted(rest: &[u8], mark: u8) -> Result<usize, usize> {
    let mut at = 1;
    loop {
        match rest.get(at) {
            None | Some(b'\n') => return Err(at),
            Some(b'\\') if rest.get(at + 1) != Some(&b'\n') => at += 2,
            Some(byte) if *byte == mark => return Ok(at + 1),
            Some(_) => at += 1,
        }
    }
}

/// Finds the longest operator.
fn operator(rest: &[u8]) -> (usize, Option<Token>) {
    // Brackets, commas and the like begin no longer one.
    let longest = if matches!(rest[0], b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';') {
        1
    } else {
        3
    };
    for length in (1..=longest).rev() {
        let Some(text) = rest.get(..length) else { continue };
        let operators = TOKENS[2..].iter().zip(2..).filter(|(it, _)| it.len() == length);
        if let Some((_, at)) = operators.into_iter().find(|(it, _)| it.as_bytes() == text) {
            return (length, Some(at));
        }
    }
    (1, None)
}

#[cfg(test)]
mod tests {
    use super::{LITERAL, Pairs, TOKENS, WORD};

    fn misplaced(content: &str) -> usize {
        Pairs::of(&tree_sitter_go::LANGUAGE.into()).misplaced(content.as_bytes(), usize::MAX)
    }

    #[test]
    fn every_token_is_one_of_the_grammar() {
        let language = tree_sitter::Language::from(tree_sitter_go::LANGUAGE);
        for name in TOKENS.iter().filter(|name| **name != WORD && **name != LITERAL) {
            assert_ne!(language.id_for_node_kind(name, false), 0, "{name}");
        }
        for (name, _) in super::CLASSES {
            let is_known =
                [true, false].iter().any(|named| language.id_for_node_kind(name, *named) != 0);
            assert!(is_known, "{name}");
        }
    }

    #[test]
    fn all_of_go_fits() {
        let content = "package p\n\nimport (\n\t\"fmt\"\n\t. `x`\n)\n\ntype T[K comparable] struct {\n\tfmt.X `tag`\n\
                       \ta, b map[K]chan<- int // c\n}\n\nfunc (t *T[K]) F(x ...int) (r func() error, err error) {\n\
                       L:\n\tfor i, v := range x { /* c */\n\t\tif v := <-c; v != 'x' && !ok { continue L } else { goto M }\n\
                       \t\tx[i] &^= ^0x1p-2 << 1.5e+3\n\t\tv++\n\t}\n\tswitch x := y.(type) {\n\tcase *int, []string:\n\
                       \t\tfallthrough\n\tdefault:\n\t\tdefer func() { go f(x...) }()\n\t}\n\treturn\n}\n\n\
                       var (\n\tä, _ = []T{{1, \"\\\"\"}, {a: 2}}, interface{ ~int | string }(nil)\n)\n";
        assert_eq!(misplaced(content), 0);
    }

    #[test]
    fn what_cannot_follow_is_counted() {
        for (content, count) in [
            ("", 0),
            ("package p\nfunc func", 1),
            ("x := )", 1),
            ("{{ .Name }} ## ?", 4),
            ("x := \"open\ny := 'open\n", 2),
            ("/* open /* open", 2),
            ("`open", 1),
        ] {
            assert_eq!(misplaced(content), count, "{content}");
        }
    }
}
