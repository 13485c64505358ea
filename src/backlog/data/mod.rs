//! Readers for the data that formats are written in: JSON, YAML, CSV and pages with front matter, all with
//! the lines of their values.

pub mod csv;
pub mod json;
mod mend;
pub mod page;
pub mod yaml;
