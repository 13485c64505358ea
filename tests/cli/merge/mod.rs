//! Merging of backlogs by task.

mod archived;
mod driver;
mod moved;
mod records;
mod tasks;
