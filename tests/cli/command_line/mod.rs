//! The command line: what it refuses, where the answer goes, and commands of another `ctx`.

mod handover;
mod output;
mod usage;
