//! Lexers for work in parallel.

use std::sync::{Mutex, PoisonError};

use super::Lexer;

/// Lexers that are lent to one piece of work after the other, so that each word is split into terms
/// once by each thread rather than once in each file.
#[derive(Debug, Default)]
pub struct Lexers(Mutex<Vec<Lexer>>);

impl Lexers {
    /// Runs `work` with a lexer of its own.
    pub fn lend<T>(&self, work: impl FnOnce(&mut Lexer) -> T) -> T {
        // A lexer is taken out as a whole, so a panic elsewhere leaves the rest as they were.
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lexer = idle.unwrap_or_default();
        let result = work(&mut lexer);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lexer);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::Lexers;

    #[test]
    fn work_within_work_has_a_lexer_of_its_own_and_both_come_back() {
        let lexers = Lexers::default();
        let inner = lexers.lend(|outer| {
            outer.count(b"one");
            lexers.lend(|inner| inner.count(b"one"))
        });
        assert_eq!(inner, lexers.lend(|lexer| lexer.count(b"one")));
        assert_eq!(lexers.0.lock().unwrap().len(), 2);
    }
}
