//! Words that tell nothing about which file is meant.

/// English function words, and the verbs that tasks often start with. Sorted.
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "across", "add", "after", "again", "all", "already", "also", "although",
    "always", "am", "an", "and", "another", "any", "anyway", "are", "as", "at", "away", "be",
    "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot",
    "could", "did", "do", "does", "doing", "don", "done", "down", "during", "each", "either",
    "else", "enough", "ensure", "etc", "even", "ever", "every", "few", "for", "from", "further",
    "had", "has", "have", "having", "he", "her", "here", "him", "his", "how", "however", "if",
    "in", "instead", "into", "is", "isn", "it", "its", "itself", "just", "let", "lets", "like",
    "likely", "long", "longer", "make", "many", "may", "maybe", "me", "might", "more", "most",
    "much", "must", "my", "need", "needs", "neither", "never", "new", "no", "nor", "not",
    "nothing", "now", "of", "off", "often", "on", "once", "one", "ones", "only", "or", "other",
    "our", "out", "over", "own", "per", "perhaps", "quite", "rather", "really", "same", "shall",
    "she", "should", "since", "so", "some", "still", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "though", "through", "thus", "to",
    "too", "toward", "towards", "under", "unless", "until", "up", "us", "use", "used", "uses",
    "using", "very", "via", "want", "wanted", "wants", "was", "we", "well", "were", "what", "when",
    "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "without", "won", "would", "yet", "you", "your",
];

/// Returns whether a lower-case word is a stop word.
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, is_stop_word};

    #[test]
    fn the_list_is_sorted_for_the_search() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("the") && !is_stop_word("store"));
    }
}
