//! Rule: a dependency names no task, or cannot be used as it is written.

use super::{Findings, Input, of_problems};
use crate::model::{ProblemKind, Rule};

/// Adds a finding for each dependency that reading the backlog could not resolve.
pub fn apply(input: &Input, findings: &mut Findings) {
    of_problems(input, Rule::MissingDependency, ProblemKind::Dependency, findings);
}
