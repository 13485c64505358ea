//! Reading of backlogs.

mod reading;
