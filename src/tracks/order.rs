//! Order in which the tasks of a track are done.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::{Priority, Task, TaskId};

/// Urgency of a task: priority first, then what must be done before what may be left out, then
/// phase, then reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency(Priority, bool, u32, TaskId);

impl Urgency {
    /// Computes the urgency of a task; less is sooner.
    pub fn of(task: &Task) -> Self {
        Self(task.priority(), task.is_optional(), task.phase, task.id)
    }
}

/// Orders the tasks of a track: the most urgent first, each right after the dependencies that were
/// not done yet, so that these share its urgency. A circle of dependencies is entered at its most
/// urgent task. Tasks are numbered by their place in `tasks`.
pub fn order(tasks: &[Task], track: &[usize]) -> Vec<usize> {
    let place: BTreeMap<TaskId, usize> = track.iter().map(|&t| (tasks[t].id, t)).collect();
    let mut least_urgent_first = track.to_vec();
    least_urgent_first.sort_by_key(|&task| Reverse(Urgency::of(&tasks[task])));
    // A task is met twice: first its dependencies are put before it, then it is done.
    let mut open: Vec<(usize, bool)> =
        least_urgent_first.into_iter().map(|task| (task, false)).collect();
    let mut met = vec![false; tasks.len()];
    let mut ordered = Vec::with_capacity(track.len());
    while let Some((task, ready)) = open.pop() {
        if ready {
            ordered.push(task);
        } else if !std::mem::replace(&mut met[task], true) {
            open.push((task, true));
            let mut first: Vec<usize> =
                tasks[task].depends_on.iter().filter_map(|id| place.get(id).copied()).collect();
            first.sort_by_key(|&task| Reverse(Urgency::of(&tasks[task])));
            open.extend(first.into_iter().map(|task| (task, false)));
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::super::sample::task;
    use super::*;

    #[test]
    fn priority_then_phase_then_reading_order() {
        let mut tasks: Vec<Task> = (0..5).map(task).collect();
        tasks[4].priority = Some(Priority::High);
        tasks[0].priority = Some(Priority::Low);
        tasks[1].phase = 2;
        tasks[2].phase = 1;
        tasks[3].phase = 1;
        assert_eq!(order(&tasks, &[0, 1, 2, 3, 4]), [4, 2, 3, 1, 0]);
    }

    #[test]
    fn what_may_be_left_out_comes_after_what_must_be_done_at_its_priority() {
        let mut tasks: Vec<Task> = (0..5).map(task).collect();
        for at in [0, 2] {
            tasks[at].labels.insert(Task::OPTIONAL.to_owned(), String::new());
        }
        tasks[2].priority = Some(Priority::High);
        tasks[3].priority = Some(Priority::High);
        tasks[4].priority = Some(Priority::Low);
        tasks[1].phase = 3;
        assert_eq!(order(&tasks, &[0, 1, 2, 3, 4]), [3, 2, 1, 0, 4]);
    }

    #[test]
    fn dependencies_come_first_and_share_the_urgency() {
        let mut tasks: Vec<Task> = (0..4).map(task).collect();
        tasks[3].priority = Some(Priority::Critical);
        tasks[3].depends_on = vec![TaskId(2), TaskId(9)];
        tasks[2].priority = Some(Priority::Low);
        tasks[2].depends_on = vec![TaskId(1)];
        assert_eq!(order(&tasks, &[0, 1, 2, 3]), [1, 2, 3, 0]);
        assert_eq!(order(&tasks, &[0, 2, 3]), [2, 3, 0], "what is in no track counts as done");
    }

    #[test]
    fn a_circle_of_dependencies_ends() {
        let mut tasks: Vec<Task> = (0..3).map(task).collect();
        tasks[0].depends_on = vec![TaskId(1), TaskId(0)];
        tasks[1].depends_on = vec![TaskId(0)];
        assert_eq!(order(&tasks, &[0, 1, 2]), [1, 0, 2]);
    }
}
