//! Rule: a task or a backlog is not read.

use super::{Findings, Input, of_problems};
use crate::model::{ProblemKind, Rule};

/// Problems because of which open tasks may be missing.
const KINDS: [ProblemKind; 6] = [
    ProblemKind::UnusableBacklog,
    ProblemKind::Encoding,
    ProblemKind::LongLine,
    ProblemKind::Unclosed,
    ProblemKind::LooksLikeTask,
    ProblemKind::Record,
];

/// Adds a finding for each place of a backlog that reading it had to leave out.
pub fn apply(input: &Input, findings: &mut Findings) {
    for kind in KINDS {
        of_problems(input, Rule::Unread, kind, findings);
    }
}
