//! Merging of backlogs by task.

mod archived;
mod driver;
mod folders;
mod moved;
mod records;
mod tasks;
