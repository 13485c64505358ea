//! Rule: tasks wait for each other.

use super::{Findings, Input, of_problems};
use crate::model::{ProblemKind, Rule};

/// Adds a finding for each cycle that reading the backlog found.
pub fn apply(input: &Input, findings: &mut Findings) {
    of_problems(input, Rule::Cycle, ProblemKind::Cycle, findings);
}
