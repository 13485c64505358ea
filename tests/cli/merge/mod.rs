//! Merging of backlogs by task.

mod archived;
mod driver;
mod moved;
mod tasks;
