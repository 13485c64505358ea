//! Names that are taken, and those that people would mix up with them.

use std::collections::HashSet;

/// Length in bytes from which names that differ in one letter are mixed up.
const MIN_BYTES_TO_MIX_UP: usize = 4;

/// Names that are taken.
///
/// People mix up names of the same words in another order or number, and those that differ in one
/// letter. Two names differ in one letter if one is the other without one of its letters, or if both
/// are the same without the letter at one place, so a look-up takes as many steps as a name has
/// letters, however many names there are.
#[derive(Debug, Default)]
pub struct Taken {
    names: HashSet<String>,
    /// Words of each name, sorted, without the `s` of plurals.
    words: HashSet<Vec<String>>,
    /// Each name without the letter at each place.
    shortened: HashSet<String>,
    /// Each name without the letter at a place, with that place.
    changed: HashSet<(usize, String)>,
    /// Number that the last `misc-…` had.
    numbered: usize,
}

impl Taken {
    /// Adds a name.
    pub fn add(&mut self, name: &str) {
        self.names.insert(name.to_owned());
        self.words.insert(words(name));
        for (place, short) in shortened(name) {
            self.shortened.insert(short.clone());
            self.changed.insert((place, short));
        }
    }

    /// Returns whether people would mix up a name with one that is taken.
    pub fn is_mixed_up(&self, name: &str) -> bool {
        let is_long = |name: &str| name.len() >= MIN_BYTES_TO_MIX_UP;
        let differs_in_a_letter = || {
            is_long(name)
                && (self.shortened.contains(name)
                    || shortened(name).any(|(place, short)| {
                        is_long(&short) && self.names.contains(&short)
                            || self.changed.contains(&(place, short))
                    }))
        };
        self.words.contains(&words(name)) || differs_in_a_letter()
    }

    /// Returns the first of `misc`, `misc-2`, `misc-3` and so on that is not taken.
    pub fn miscellaneous(&mut self) -> String {
        loop {
            self.numbered += 1;
            let name = match self.numbered {
                1 => "misc".to_owned(),
                number => format!("misc-{number}"),
            };
            if !self.names.contains(&name) {
                return name;
            }
        }
    }
}

/// Returns a name without the letter at each place, with the place.
fn shortened(name: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    name.char_indices().enumerate().map(|(place, (at, letter))| {
        (place, format!("{}{}", &name[..at], &name[at + letter.len_utf8()..]))
    })
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> =
        name.split('-').map(|word| word.trim_end_matches('s').to_owned()).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Defines which names are mixed up, pair by pair.
    fn are_mixed_up(a: &str, b: &str) -> bool {
        let is_long = a.len().min(b.len()) >= MIN_BYTES_TO_MIX_UP;
        a == b || words(a) == words(b) || (is_long && strsim::levenshtein(a, b) == 1)
    }

    fn is_mixed_up(a: &str, b: &str) -> bool {
        let mut taken = Taken::default();
        taken.add(a);
        taken.is_mixed_up(b)
    }

    #[test]
    fn names_that_people_mix_up_are_told() {
        for (a, b, mixed) in [
            ("hub", "hub", true),
            ("plan", "plans", true),
            ("hub-client", "client-hub", true),
            ("command", "comand", true),
            ("store-sqldb", "store-sqlite", false),
            ("docs", "dogs", true),
            ("ci", "cd", false),
            ("hub", "hub-client", false),
            ("internals", "externals", false),
            ("abcd", "abc", false),
        ] {
            assert_eq!(is_mixed_up(a, b), mixed, "{a} {b}");
        }
    }

    #[test]
    fn the_first_free_number_is_taken() {
        let mut taken = Taken::default();
        taken.add("misc-2");
        let names: Vec<String> = (0..3).map(|_| taken.miscellaneous()).collect();
        assert_eq!(names, ["misc", "misc-3", "misc-4"]);
    }

    proptest! {
        #[test]
        fn a_look_up_agrees_with_the_definition(
            names in prop::collection::vec("[abs]{2,5}(-[abs]{1,3})?", 1..6),
            asked in "[abs]{2,5}(-[abs]{1,3})?",
        ) {
            let mut taken = Taken::default();
            for name in &names {
                taken.add(name);
            }
            let defined = names.iter().any(|name| are_mixed_up(name, &asked));
            prop_assert_eq!(taken.is_mixed_up(&asked), defined);
        }
    }
}
