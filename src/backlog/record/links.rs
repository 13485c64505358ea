//! Links between records by their ids.

use std::collections::BTreeMap;

use super::{Dependency, Record};
use crate::backlog::text::ids;

/// Sets the parent of each record by its id, in any case. Each record stays a task of its own.
/// `parents` are in the order of the records.
pub fn nest(records: &mut [Record], parents: &[Option<String>]) {
    let places = places(records);
    for (record, parent) in records.iter_mut().zip(parents) {
        record.parent = parent.as_ref().and_then(|id| places.get(&ids::canonical(id)).copied());
        record.stands_alone = true;
    }
}

/// Makes the records that each one blocks wait for it. `blocked` are their ids, in the order of the
/// records.
pub fn block(records: &mut [Record], blocked: &[Vec<String>]) {
    let places = places(records);
    for (at, others) in blocked.iter().enumerate().take(records.len()) {
        let Some(id) = records[at].id.clone() else { continue };
        for &other in others.iter().filter_map(|other| places.get(&ids::canonical(other))) {
            let line = *records[other].lines.start();
            records[other].needs.push(Dependency { ids: vec![id.clone()], line });
        }
    }
}

/// Returns the position of the first record with each id.
fn places(records: &[Record]) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        if let Some(id) = &record.id {
            places.entry(ids::canonical(id)).or_insert(at);
        }
    }
    places
}
