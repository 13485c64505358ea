//! Readers for the data that formats are written in: JSON with the lines of its values.

pub mod json;
