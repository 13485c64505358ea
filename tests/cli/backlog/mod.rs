//! Reading of backlogs.

mod doubtful;
mod reading;
