//! Share of a backlog's tasks that another file has.

use super::identity;
use super::tree::{Node, Numbers, Tree, WITHOUT_ID};
use crate::backlog::Divide;

/// Tasks of a backlog, and how many of them another file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Number of tasks in the backlog.
    pub tasks: usize,
    /// Number of those that the file has, including finished or reworded ones.
    pub found: usize,
    /// Number of those that the file has with the same text.
    pub same: usize,
}

impl Kept {
    /// Returns true if the file has more than half of the tasks.
    pub fn is_most(self) -> bool {
        self.found * 2 > self.tasks
    }

    /// Returns true if the file has enough of the tasks to be the backlog itself.
    pub fn is_nearly_all(self) -> bool {
        self.found > 0 && self.found * 5 >= self.tasks * 4
    }
}

/// Counts the tasks of `backlog` that `file` has, with the pairing of merges.
pub fn kept(divide: Divide, backlog: &[u8], file: &[u8]) -> Kept {
    let mut numbers = Numbers::default();
    let [before, after] = [backlog, file].map(|bytes| Tree::new(bytes, divide, &mut numbers));
    let pairs = identity::follow(&before, &after);
    let is_task = |node: &Node| node.state.is_some();
    let partners = before.nodes.iter().zip(&pairs.right).filter(|(node, _)| is_task(node));
    let mut kept = Kept { tasks: 0, found: 0, same: 0 };
    for (node, partner) in partners {
        kept.tasks += 1;
        let Some(partner) = partner.map(|at| &after.nodes[at]).filter(|it| is_task(it)) else {
            continue;
        };
        kept.found += 1;
        kept.same += usize::from(node.keys[WITHOUT_ID] == partner.keys[WITHOUT_ID]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backlog::formats::markdown::structure;

    fn kept(backlog: &[u8], file: &[u8]) -> Kept {
        super::kept(structure, backlog, file)
    }

    const LIST: &str = "# Pay\n\n- [ ] T1: Charge the card again when it fails\n\
        - [ ] T2: Write the guide for the deployment\n- [ ] T3: Refund an order in parts\n\
        - [ ] T4: Count refunds by month\n- [ ] T5: Drop the old gateway\n";

    #[test]
    fn the_same_tasks_are_found_whatever_became_of_them() {
        let counted = |file: &str| kept(LIST.as_bytes(), file.as_bytes());
        assert_eq!(counted(LIST), Kept { tasks: 5, found: 5, same: 5 });
        let ticked = LIST.replace("[ ]", "[x]").replace("# Pay", "# Archived");
        assert_eq!(counted(&ticked), Kept { tasks: 5, found: 5, same: 5 });
        let bullets = ticked.replace("- [", "* [");
        assert!(counted(&bullets).is_nearly_all());
        let reworded = ticked.replace("Refund an order in parts", "Refund parts of an order (#12)");
        assert_eq!(counted(&reworded), Kept { tasks: 5, found: 5, same: 4 });
        let parted = "# Pay\n\n- [x] T1: Charge the card again when it fails\n\
            - [x] T2: Write the guide for the deployment\n";
        assert!(!counted(parted).is_most());
        let most = format!("{parted}- [ ] T3: Refund an order in parts\n");
        assert!(counted(&most).is_most() && !counted(&most).is_nearly_all());
    }

    #[test]
    fn other_tasks_with_the_same_ids_are_others() {
        let other = "- [ ] T1: Log in\n- [ ] T2: Log out\n- [ ] T3: Stay\n- [ ] T4: Go\n\
            - [ ] T5: Come\n";
        assert!(!kept(LIST.as_bytes(), other.as_bytes()).is_most());
        for empty in ["", "no tasks\n", "- a bullet\n"] {
            assert!(!kept(LIST.as_bytes(), empty.as_bytes()).is_most());
            assert!(!kept(empty.as_bytes(), LIST.as_bytes()).is_nearly_all());
        }
    }
}
