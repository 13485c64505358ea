//! Nesting of records.

use super::Record;
use crate::backlog::Granularity;
use crate::backlog::text::ids::canonical;

/// Maximum nesting of records. Deeper ones stand alone.
const MAX_DEPTH: usize = 64;

/// Parents and children of records.
pub(super) struct Tree {
    /// Parent of each record, without cycles.
    pub(super) parent: Vec<Option<usize>>,
    /// Children of each record, in order.
    pub(super) children: Vec<Vec<usize>>,
    /// True if an unfinished record that stands alone is inside.
    holds_alone: Vec<bool>,
    /// True if an unfinished record is inside.
    pub(super) holds_open: Vec<bool>,
    /// True if an unfinished record inside waits for it, so that it has work of its own.
    pub(super) comes_first: Vec<bool>,
}

impl Tree {
    pub(super) fn new(records: &[Record]) -> Self {
        let count = records.len();
        let own = |at: usize| records[at].parent.filter(|&parent| parent < count && parent != at);
        let ends = |at: usize| {
            let mut depth = 0;
            let mut above = own(at);
            while let Some(parent) = above {
                depth += 1;
                if depth > MAX_DEPTH || parent == at {
                    return false;
                }
                above = own(parent);
            }
            true
        };
        let parent: Vec<Option<usize>> =
            (0..count).map(|at| own(at).filter(|_| ends(at))).collect();
        let mut tree = Self {
            children: vec![Vec::new(); count],
            holds_alone: vec![false; count],
            holds_open: vec![false; count],
            comes_first: vec![false; count],
            parent,
        };
        for (at, record) in records.iter().enumerate() {
            if let Some(parent) = tree.parent[at] {
                tree.children[parent].push(at);
            }
            if record.state.is_unfinished() {
                for above in tree.above(at) {
                    tree.holds_open[above] = true;
                    tree.holds_alone[above] |= record.stands_alone;
                    tree.comes_first[above] |= waits_for(record, &records[above]);
                }
            }
        }
        tree
    }

    /// Returns the records around one, innermost first.
    pub(super) fn above(&self, at: usize) -> Vec<usize> {
        std::iter::successors(self.parent[at], |&above| self.parent[above]).collect()
    }

    /// Returns true if an unfinished record is no task because of those inside it.
    pub(super) fn holds_tasks(&self, at: usize, granularity: Granularity) -> bool {
        let holds_leaves = granularity == Granularity::Leaf && self.holds_open[at];
        (self.holds_alone[at] || holds_leaves) && !self.comes_first[at]
    }

    /// Returns true if a record is a step of another task, or of a finished one.
    pub(super) fn is_within_task(
        &self,
        records: &[Record],
        at: usize,
        granularity: Granularity,
    ) -> bool {
        let mut inner = at;
        while let Some(parent) = self.parent[inner].filter(|_| !records[inner].stands_alone) {
            let is_finished = !records[parent].state.is_unfinished();
            if is_finished || !self.holds_tasks(parent, granularity) {
                return true;
            }
            inner = parent;
        }
        false
    }
}

/// Returns whether a field of a record names another one as its dependency.
fn waits_for(record: &Record, other: &Record) -> bool {
    let ids = || other.id.iter().chain(&other.aliases).map(|id| canonical(id));
    let needed = record.needs.iter().flat_map(|need| &need.ids);
    needed.map(|id| canonical(id)).any(|id| ids().any(|other| other == id))
}
