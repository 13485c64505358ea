//! Words of a task that stand outside of the paths that it names: the words of a path that means one
//! file do not speak for another.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Question;
use super::feature::{COUNT, Feature};
use crate::index::{Field, PathMatch};
use crate::model::{FileId, Signal, TermId};
use crate::words::runs;

/// Files that a task names, and the words beside their names.
#[derive(Debug)]
pub struct Outside {
    /// The files.
    named: BTreeSet<FileId>,
    /// Terms of the words that stand somewhere else than in these names.
    terms: BTreeSet<TermId>,
}

impl Outside {
    /// Reads the paths of a task that mean one existing file each; `None` where there are none.
    pub fn of(question: &Question) -> Option<Self> {
        let mut named = BTreeSet::new();
        let mut spelled: HashMap<u32, Vec<&str>> = HashMap::new();
        for mention in question.text.mentions.iter().filter(|mention| !mention.for_reference) {
            let file = match question.index.paths.resolve(&mention.text) {
                Some(PathMatch::Whole(file)) => file,
                Some(PathMatch::Suffix(files) | PathMatch::Name(files)) if files.len() == 1 => {
                    files[0]
                }
                _ => continue,
            };
            named.insert(file);
            spelled.entry(mention.line).or_default().push(&mention.text);
        }
        if named.is_empty() {
            return None;
        }
        let mut outside: HashMap<u32, HashSet<String>> = HashMap::new();
        for line in &question.task.lines {
            let mut left = line.text.clone();
            if let Some(names) = spelled.get_mut(&line.number) {
                // The longest first: a name may be a part of another.
                names.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
                names.dedup();
                for name in names.iter() {
                    left = left.replace(name, " ");
                }
            }
            outside.entry(line.number).or_default().extend(runs(&left).map(str::to_owned));
        }
        let is_outside =
            |line: &u32, text: &str| outside.get(line).is_none_or(|words| words.contains(text));
        let words = question.text.words.iter().filter(|word| is_outside(&word.line, &word.text));
        let terms = words.flat_map(|word| &word.terms).copied().collect();
        Some(Self { named, terms })
    }

    /// Returns whether the task names a file.
    pub fn names(&self, file: FileId) -> bool {
        self.named.contains(&file)
    }

    /// Returns whether the task speaks for a file: it names it, a word beside the named paths stands in it,
    /// or there is a clue of another kind.
    pub fn speaks(&self, question: &Question, file: FileId, row: &[f32; COUNT]) -> bool {
        let is_other = |feature: &Feature| {
            *feature == Feature::TestCompanion
                || feature.is_clue()
                    && !matches!(feature.signal(), Signal::Words | Signal::Introduced)
        };
        let mut others = Feature::ALL.iter().filter(|feature| is_other(feature));
        self.named.contains(&file)
            || others.any(|&feature| row[feature as usize] > 0.0)
            || self.terms.iter().any(|&term| stands_in(question, term, file))
    }
}

fn stands_in(question: &Question, term: TermId, file: FileId) -> bool {
    let fields = [Field::Contents, Field::Path, Field::Symbols, Field::Headings];
    fields.iter().any(|&field| question.index.terms.shares(field, term).of(file.0) > 0.0)
}
