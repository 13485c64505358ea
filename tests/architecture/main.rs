//! Holds the source code to ARCHITECTURE.md and to the project's English, and the documentation to its
//! links.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod book;
mod english;
mod limits;
mod order;
mod rooms;
mod source;
