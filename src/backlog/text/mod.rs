//! Readers for the text of backlogs in any format: ids, labels, priorities, titles, declared files,
//! dependencies and conflicts.

pub mod blocked;
pub mod closed;
pub mod conflicts;
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
pub mod placeholder;
pub mod plan;
pub mod priority;
pub mod quoted;
mod terms;
pub mod title;
pub mod words;
