//! Pairs of the items of three versions by their keys, in the order of the result.

use std::collections::BTreeMap;

/// Position of an item in base, ours and theirs.
pub(super) type Row = [Option<usize>; 3];

/// Makes keys unique: a repeated one gets its number.
pub(super) fn unique(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = |key: String| {
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        if *count == 1 { key } else { format!("{key}\u{0}{count}") }
    };
    keys.into_iter().map(&mut number).collect()
}

/// Pairs items by unique keys. The order is that of the side that changed it, else ours. An item that
/// only the other side has comes after those that it has before it, and after new items of the first
/// side. If `keeps_sorted` and both sides are sorted by key, the result is.
pub(super) fn rows(keys: [&[String]; 3], keeps_sorted: bool) -> Vec<Row> {
    let places = keys.map(|keys| -> BTreeMap<&str, usize> {
        keys.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect()
    });
    let row = |key: &str| [0, 1, 2].map(|version| places[version].get(key).copied());
    let common = |version: usize| {
        let keys: &[String] = keys[version];
        keys.iter().filter(|key| row(key).iter().all(Option::is_some)).map(String::as_str)
    };
    let is_reordered = |version: usize| !common(0).eq(common(version));
    let (first, other) = if !is_reordered(1) && is_reordered(2) { (2, 1) } else { (1, 2) };
    // Items that only the other side has, by the item before them.
    let mut added: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
    let mut before = None;
    for key in keys[other] {
        if places[first].contains_key(key.as_str()) {
            before = Some(key.as_str());
        } else {
            added.entry(before).or_default().push(key);
        }
    }
    let mut order: Vec<&str> = Vec::new();
    let mut pending = added.remove(&None).unwrap_or_default();
    for key in keys[first] {
        if places[other].contains_key(key.as_str()) {
            order.append(&mut pending);
            pending = added.remove(&Some(key.as_str())).unwrap_or_default();
        }
        order.push(key);
    }
    order.append(&mut pending);
    if keeps_sorted && keys[1].is_sorted() && keys[2].is_sorted() {
        order.sort_unstable();
    }
    order.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(base: &str, ours: &str, theirs: &str, keeps_sorted: bool) -> String {
        let keys = [base, ours, theirs].map(|text| unique(text.chars().map(String::from)));
        let [base, ours, theirs] = &keys;
        let rows = rows([base, ours, theirs], keeps_sorted);
        let key = |row: Row| match row[1] {
            Some(at) => keys[1][at].clone(),
            None => keys[2][row[2].unwrap()].clone(),
        };
        rows.into_iter().map(|row| key(row).chars().next().unwrap()).collect()
    }

    #[test]
    fn items_of_both_sides_are_in_one_order() {
        for (base, ours, theirs, expected) in [
            ("abc", "abcx", "abcy", "abcxy"),
            ("abc", "axbc", "aybc", "axybc"),
            ("abc", "abc", "cab", "cab"),
            ("abc", "cab", "abcy", "cyab"),
            ("abc", "bc", "abcy", "abcy"),
            ("", "x", "y", "xy"),
            ("aa", "aax", "aaa", "aaxa"),
        ] {
            assert_eq!(ordered(base, ours, theirs, false), expected, "{base} {ours} {theirs}");
        }
        assert_eq!(ordered("bd", "bcd", "abdz", true), "abcdz");
        assert_eq!(ordered("db", "dcb", "adb", true), "adcb");
    }
}
