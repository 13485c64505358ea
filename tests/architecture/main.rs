//! Holds the source code to ARCHITECTURE.md.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

mod order;
mod rooms;
mod source;
