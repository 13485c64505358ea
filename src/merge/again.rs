//! Finished tasks that a side opened again, and that the merge finished nevertheless.

use super::head;
use super::identity;
use super::markers;
use super::tree::{Node, Numbers, Tree};
use crate::backlog::Divide;
use crate::model::{LossKind, Lost, MergeSide, TaskState};

/// Lists the tasks that are done in `base`, opened again by a side, and done in `result`, by their
/// lines in `result`. Returns none if `result` has unresolved conflicts.
pub fn ticked_again(divide: Divide, versions: [&[u8]; 3], result: &[u8]) -> Vec<Lost> {
    let [base, ours, theirs] = versions;
    if markers::without(result).len() != result.len() {
        return Vec::new();
    }
    let mut numbers = Numbers::default();
    let [base, ours, theirs, result] =
        [base, ours, theirs, result].map(|bytes| Tree::new(bytes, divide, &mut numbers));
    let in_result = identity::follow(&base, &result);
    let sides = [(MergeSide::Ours, &ours), (MergeSide::Theirs, &theirs)]
        .map(|(side, tree)| (side, tree, identity::follow(&base, tree)));
    let is_done = |node: &Node| node.state == Some(TaskState::Done);
    let mut again = Vec::new();
    for (index, node) in base.nodes.iter().enumerate() {
        let now = in_result.right[index].filter(|&at| is_done(node) && is_done(&result.nodes[at]));
        let Some(now) = now else { continue };
        let opened = sides.iter().find(|(_, tree, pairs)| {
            pairs.right[index].is_some_and(|at| !is_done(&tree.nodes[at]))
        });
        if let Some((side, ..)) = opened {
            let (line, title) = (result.nodes[now].start + 1, head::title(&result, now));
            again.push(Lost { line, title, kind: LossKind::Reopened(*side) });
        }
    }
    again.sort();
    again
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::formats::markdown::structure;
    use crate::merge::Options;

    fn told(base: &str, ours: &str, theirs: &str, result: &str) -> Vec<(usize, MergeSide)> {
        let [base, ours, theirs, result] = [base, ours, theirs, result].map(str::as_bytes);
        let again = ticked_again(structure, [base, ours, theirs], result);
        let side = |kind| match kind {
            LossKind::Reopened(side) => side,
            other => panic!("{other:?}"),
        };
        again.into_iter().map(|task| (task.line, side(task.kind))).collect()
    }

    #[test]
    fn what_a_side_opened_is_not_to_be_ticked_by_the_merge() {
        let (done, open) = ("- [ ] A\n- [x] B: Write it\n", "- [ ] A\n- [ ] B: Write it\n");
        let given_up = "- [ ] A\n- [-] B: Write it\n";
        assert_eq!(told(done, open, done, done), [(2, MergeSide::Ours)]);
        assert_eq!(told(done, done, open, done), [(2, MergeSide::Theirs)]);
        assert_eq!(told(done, open, open, done), [(2, MergeSide::Ours)], "by both");
        assert_eq!(told(done, given_up, done, done), [(2, MergeSide::Ours)]);
        let moved = "- [x] B: Write it\n- [ ] A\n";
        assert_eq!(told(done, done, open, moved), [(1, MergeSide::Theirs)]);
        let gone = "- [ ] A\n";
        assert_eq!(told(done, open, gone, done), [(2, MergeSide::Ours)], "removed by the other");
    }

    #[test]
    fn all_else_is_right() {
        let (done, open) = ("- [ ] A\n- [x] B: Write it\n", "- [ ] A\n- [ ] B: Write it\n");
        assert!(told(done, open, done, open).is_empty());
        assert!(told(open, done, open, done).is_empty(), "finished by a side");
        assert!(told(open, open, open, done).is_empty(), "finished in the merge");
        assert!(told(done, done, done, done).is_empty());
        assert!(told(done, "- [ ] A\n", done, done).is_empty(), "removed, not opened");
        let conflict = "- [ ] A\n<<<<<<< ours\n- [ ] B: Write it\n=======\n- [x] B: Write it\n\
                        >>>>>>> theirs\n";
        assert!(told(done, open, done, conflict).is_empty(), "not resolved yet");
    }

    #[test]
    fn what_the_merge_itself_makes_is_right() {
        let base = "- [x] A\n- [x] B: Write it\n- [ ] C\n";
        for ours in [base, "- [ ] A\n- [x] B: Write it\n- [x] C\n", "- [-] A\n- [ ] C\n"] {
            for theirs in [base, "- [x] A\n- [ ] B: Write it\n- [ ] C\n", "- [x] A\n- [x] C\n"] {
                let versions = [base, ours, theirs].map(str::as_bytes);
                let [base, ours, theirs] = versions;
                let merged = super::super::merge(base, ours, theirs, &Options::default());
                let again = ticked_again(structure, versions, &merged.bytes);
                assert!(again.is_empty(), "{again:?}");
            }
        }
    }
}
