//! `ctx next`.

mod as_analyze;
mod suggestions;
