//! Commits that worked on each task.

use std::collections::HashMap;

use super::ids::Ids;
use super::steps::Step;
use super::ticks::{Changed, Found, key};
use super::versions::Versions;
use crate::git::Error;
use crate::words::stable_hash;

/// Task with the commits that worked on it.
#[derive(Debug)]
pub(super) struct Work {
    /// The task before the first of them.
    pub task: Found,
    /// Step that added it.
    pub introduced: Option<usize>,
    /// In order.
    pub steps: Vec<usize>,
    /// Set if the last of them ticked it.
    pub ticked: bool,
}

/// Follows all tasks through the steps, oldest first. Removes the backlogs in which a step ticked
/// something from its files.
pub(super) fn gather(
    steps: &mut [Step],
    versions: &mut Versions,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Work>, Error> {
    let mut gathered = Gathered::default();
    let all = steps.len();
    for (at, step) in steps.iter_mut().enumerate() {
        let changed = Changed::read(step, versions)?;
        if let Some(parent) = &step.parent {
            let ticked = changed.ticked();
            let mut named = gathered.ids.named(&step.subject, parent, versions)?;
            // A named task adds nothing if the task itself, its parent or a part of it is ticked.
            named.retain(|named| !ticked.tasks.iter().any(|task| is_same_work(named, task)));
            step.files.retain(|file| {
                !ticked.backlogs.contains(&file.path)
                    && !named.iter().any(|named| named.backlog == file.path)
            });
            for task in named {
                gathered.add(task, at, false);
            }
            for task in ticked.tasks {
                gathered.add(task, at, true);
            }
        }
        for (backlog, version, entry) in changed.written() {
            let words = stable_hash(&key(&version.list.words(entry)));
            gathered.introduced.entry(words).or_insert(at);
            gathered.ids.note(backlog, &version.list, entry);
        }
        progress(at + 1, all);
    }
    Ok(gathered.works)
}

fn is_same_work(a: &Found, b: &Found) -> bool {
    a.key == b.key || a.above.contains(&b.key) || b.above.contains(&a.key)
}

#[derive(Default)]
struct Gathered {
    works: Vec<Work>,
    /// Work on tasks that were named but not ticked yet, by id and words.
    open: HashMap<(String, String), usize>,
    /// Step at which words first stood beside an open box.
    introduced: HashMap<u64, usize>,
    ids: Ids,
}

impl Gathered {
    fn add(&mut self, task: Found, step: usize, ticked: bool) {
        let names: Vec<(String, String)> =
            task.ids.iter().map(|id| (id.clone(), task.key.clone())).collect();
        let known = names.iter().find_map(|name| self.open.get(name).copied());
        let work = known.unwrap_or_else(|| {
            let introduced = self.introduced.get(&stable_hash(&task.key)).copied();
            self.works.push(Work { task, introduced, steps: Vec::new(), ticked: false });
            self.works.len() - 1
        });
        self.works[work].steps.push(step);
        self.works[work].ticked = ticked;
        for name in names {
            if ticked {
                self.open.remove(&name);
            } else {
                self.open.insert(name, work);
            }
        }
    }
}
