//! `ctx next`.

mod suggestions;
