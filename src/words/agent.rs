//! Agent nouns: `parser` for what parses.
//!
//! Code is called by what does the work (`scanner.go`, `Mailer`), and tasks say what to do (scan, mail). The
//! stemmer keeps the two apart.

/// Length in bytes of the shortest stem that is left of an agent noun: `user` is not what uses, and
/// `layer` is not what lays.
const MIN_STEM_BYTES: usize = 4;

/// Stems that only look like agent nouns, or that are rarely used as such: a server is a program more often
/// than what serves. Sorted.
const OTHERS: &[&str] =
    &["author", "corner", "factor", "folder", "header", "letter", "number", "sector", "server"];

/// Returns where the stem of the verb ends in a stem: `parser` ends as `pars` does, `scanner` as `scan`.
pub fn end(stem: &str) -> usize {
    if OTHERS.binary_search(&stem).is_ok() {
        return stem.len();
    }
    let Some(verb) = stem.strip_suffix("er").or_else(|| stem.strip_suffix("or")) else {
        return stem.len();
    };
    // The stemmer undoubles `scanning` in the same way, but leaves `ll`, `ss` and `zz` as they are.
    let bytes = verb.as_bytes();
    let verb = match bytes {
        [.., a, b] if a == b && b"bdfgmnprt".contains(b) => verb.len() - 1,
        _ => verb.len(),
    };
    if verb >= MIN_STEM_BYTES { verb } else { stem.len() }
}

#[cfg(test)]
mod tests {
    use crate::words::Lexer;

    #[test]
    fn what_does_something_meets_what_is_done() {
        let mut lexer = Lexer::default();
        for [agent, verb] in [
            ["mailer", "mails"],
            ["parsers", "parsing"],
            ["scanner", "scans"],
            ["Renderer", "render"],
            ["Loader", "loaded"],
            ["validator", "validate"],
            ["scheduler", "schedule"],
        ] {
            assert_eq!(lexer.terms(agent), lexer.terms(verb), "{agent}, {verb}");
        }
        for [one, other] in
            [["user", "use"], ["layer", "lay"], ["error", "err"], ["author", "auth"]]
        {
            assert_ne!(lexer.terms(one), lexer.terms(other), "{one}, {other}");
        }
    }
}
