//! Phrases that leave out what follows: `T001-T003 except T002`, `T001, not on T003`.

/// Part of a member in its statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// The statement is about it.
    #[default]
    Named,
    /// It is left out of the members before it: `T001-T003 except T002`.
    Except,
    /// The statement is not about it: `T001, not on T003`.
    Denied,
}

/// Phrases before members that are left out of those before them: `T001-T003 except T002`.
const EXCEPT: [&str; 13] = [
    "except for ",
    "except ",
    "excepting ",
    "excluding ",
    "with the exception of ",
    "apart from ",
    "aside from ",
    "other than ",
    "minus ",
    "save for ",
    "save ",
    "without ",
    "less ",
];
/// Those of these phrases that mean this whatever follows: `T001-T003 except the docs`.
const FIRM_COUNT: usize = 8;
/// Phrases before members that are none: `T001, not on T003`.
const DENIED: [&str; 11] = [
    "but not on ",
    "but not ",
    "and not on ",
    "and not ",
    "not on ",
    "not ",
    "rather than ",
    "instead of ",
    "no longer on ",
    "no longer ",
    "nor ",
];

/// Phrase at the start of a text.
pub struct Phrase {
    /// Length in bytes, with the blank behind it.
    pub length: usize,
    /// True if it leaves something out whatever follows, and false if only an id may follow.
    pub is_firm: bool,
    pub role: Role,
}

/// Finds such a phrase at the start of `text`.
pub fn at(text: &str) -> Option<Phrase> {
    let except = EXCEPT.iter().map(|phrase| (*phrase, Role::Except));
    let all = except.chain(DENIED.iter().map(|phrase| (*phrase, Role::Denied)));
    let begins = |phrase: &str| {
        text.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
    };
    let (at, (phrase, role)) = all.enumerate().find(|(_, (phrase, _))| begins(phrase))?;
    Some(Phrase { length: phrase.len(), is_firm: at < FIRM_COUNT, role })
}
