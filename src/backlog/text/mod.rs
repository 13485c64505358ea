//! Readers of what any format of backlog may hold in its text: ids, labels, priorities, titles,
//! declared files, dependencies, conflicts.

pub mod blocked;
pub mod closed;
pub mod conflicts;
pub mod dashes;
pub mod declared;
pub mod depends;
pub mod fields;
pub mod ids;
pub mod inline;
pub mod labels;
pub mod lines;
pub mod priority;
pub mod quoted;
pub mod title;
