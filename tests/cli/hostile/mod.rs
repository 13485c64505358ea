//! Repositories that nobody would make on purpose, and those that mean harm.

mod configured;
mod files;
mod history;
mod limits;
mod trees;
