//! Readers of what any format of backlog may hold in its text: ids, labels, priorities, titles,
//! declared files, dependencies.

pub mod blocked;
pub mod closed;
pub mod dashes;
pub mod date;
pub mod declared;
pub mod depends;
pub mod fields;
pub mod id_marks;
pub mod ids;
pub mod inline;
pub mod labels;
pub mod lines;
pub mod priority;
pub mod quoted;
mod terms;
pub mod title;
