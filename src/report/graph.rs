//! The plan as a graph, in the languages of Graphviz and Mermaid.
//!
//! Tracks are boxes with their tasks in order. A solid arrow leads from a task to one that needs it; a
//! dashed line joins tasks of different tracks that may change the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::layout::{clean, cut};
use super::wording::percent;
use crate::model::{Analysis, Overlap, TaskId, Verdict};

/// Columns of a title in a node.
const TITLE_COLUMNS: usize = 50;
/// Number of dashed lines, the likeliest first: with more, a drawing shows nothing.
const MAX_OVERLAPS: usize = 40;
/// Bytes of a text that Mermaid draws: its setting `maxTextSize` is 50,000 characters unless a page says
/// otherwise, and `GitHub`'s does not.
const MAX_MERMAID_BYTES: usize = 50_000;
/// Bytes of that text for the nodes. The rest is for the lines between them.
const MAX_MERMAID_NODE_BYTES: usize = 35_000;
/// Number of lines between nodes that Mermaid draws: its setting `maxEdges` is 500.
const MAX_MERMAID_EDGES: usize = 500;

/// Part of the plan that is drawn as a box.
struct Group {
    name: String,
    tasks: Vec<TaskId>,
}

/// Everything that is drawn.
struct Graph<'a> {
    analysis: &'a Analysis,
    groups: Vec<Group>,
}

impl<'a> Graph<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let plan = &analysis.plan;
        let mut groups: Vec<Group> = plan
            .tracks
            .iter()
            .map(|track| Group { name: clean(&track.branch()), tasks: track.tasks.clone() })
            .collect();
        let deferred: Vec<TaskId> = plan.deferred.iter().map(|it| it.task).collect();
        for (name, tasks) in [("deferred", deferred), ("unknown", plan.unknown.clone())] {
            if !tasks.is_empty() {
                groups.push(Group { name: name.to_owned(), tasks });
            }
        }
        Self { analysis, groups }
    }

    /// Returns the place of each drawn task among the groups.
    fn homes(&self) -> BTreeMap<TaskId, usize> {
        let homes = self.groups.iter().enumerate();
        homes.flat_map(|(at, group)| group.tasks.iter().map(move |&task| (task, at))).collect()
    }

    /// Returns the label of a task: its id and title.
    fn label(&self, task: TaskId) -> (String, String) {
        let task = self.analysis.prediction.tasks.get(task.index());
        task.map(|task| (clean(&task.key), cut(&clean(&task.title), TITLE_COLUMNS)))
            .unwrap_or_default()
    }

    /// Returns the orders between drawn tasks.
    fn orders(&self) -> Vec<(TaskId, TaskId)> {
        let homes = self.homes();
        let is_drawn = |task: TaskId| homes.contains_key(&task);
        let orders = self.analysis.plan.order.iter().map(|it| (it.before, it.after));
        orders.filter(|&(before, after)| is_drawn(before) && is_drawn(after)).collect()
    }

    /// Returns the overlaps of tasks in different groups, the likeliest first.
    fn overlaps(&self) -> Vec<&'a Overlap> {
        let homes = self.homes();
        let is_across = |it: &&Overlap| {
            let across = homes.get(&it.a).zip(homes.get(&it.b)).is_some_and(|(a, b)| a != b);
            across && matches!(it.verdict, Verdict::Risk | Verdict::Conflict)
        };
        let mut overlaps: Vec<&Overlap> = self.analysis.overlaps.iter().filter(is_across).collect();
        overlaps.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        overlaps.truncate(MAX_OVERLAPS);
        overlaps
    }
}

/// Returns the likeliest common file and the probability.
fn shared(overlap: &Overlap) -> (String, String) {
    let file = overlap.files.first().map(|path| clean(path.as_str())).unwrap_or_default();
    (file, percent(overlap.probability))
}

/// Writes the plan in Graphviz's language.
pub fn dot(analysis: &Analysis) -> String {
    let graph = Graph::new(analysis);
    let mut text = "digraph plan {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n".to_owned();
    for (at, group) in graph.groups.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{at} {{\n    label={};", quoted(&group.name));
        for &task in &group.tasks {
            let (key, title) = graph.label(task);
            let label = format!("{}\\n{}", escaped(&key), escaped(&title));
            let _ = writeln!(text, "    t{} [label=\"{label}\"];", task.0);
        }
        text += "  }\n";
    }
    for (before, after) in graph.orders() {
        let _ = writeln!(text, "  t{} -> t{};", before.0, after.0);
    }
    for overlap in graph.overlaps() {
        let (file, chance) = shared(overlap);
        let label = quoted(&format!("{file} ({chance})"));
        let _ = writeln!(
            text,
            "  t{} -> t{} [dir=none, style=dashed, constraint=false, label={label}];",
            overlap.a.0, overlap.b.0
        );
    }
    text += "}\n";
    text
}

/// Escapes text in double quotes of Graphviz, where a backslash begins an escape.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Writes the plan in Mermaid's language, within the bounds of its viewers. Tasks and lines beyond them
/// are left out, and a node counts the tasks.
pub fn mermaid(analysis: &Analysis) -> String {
    let graph = Graph::new(analysis);
    let mut text = "flowchart LR\n".to_owned();
    let mut drawn = BTreeSet::new();
    let mut left_out = 0;
    for (at, group) in graph.groups.iter().enumerate() {
        let _ = writeln!(text, "  subgraph g{at}[\"{}\"]", entities(&group.name));
        for &task in &group.tasks {
            let (key, title) = graph.label(task);
            let node =
                format!("    t{}[\"{}<br/>{}\"]\n", task.0, entities(&key), entities(&title));
            if text.len() + node.len() > MAX_MERMAID_NODE_BYTES {
                left_out += 1;
                continue;
            }
            text += &node;
            drawn.insert(task);
        }
        text += "  end\n";
    }
    if left_out > 0 {
        let _ = writeln!(text, "  more[\"{left_out} more tasks are not drawn\"]");
    }
    let orders = graph
        .orders()
        .into_iter()
        .map(|(before, after)| (before, after, format!("  t{} --> t{}\n", before.0, after.0)));
    let overlaps = graph.overlaps().into_iter().map(|overlap| {
        let (file, chance) = shared(overlap);
        let label = entities(&format!("{file} ({chance})"));
        let line = format!("  t{} -. \"{label}\" .- t{}\n", overlap.a.0, overlap.b.0);
        (overlap.a, overlap.b, line)
    });
    let lines = overlaps.chain(orders);
    let lines = lines.filter(|(a, b, _)| drawn.contains(a) && drawn.contains(b));
    for (_, _, line) in lines.take(MAX_MERMAID_EDGES) {
        if text.len() + line.len() <= MAX_MERMAID_BYTES {
            text += &line;
        }
    }
    text
}

/// Writes all but letters, digits and harmless signs as Mermaid's entities, such as `#35;`.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || " .,/-_()…".contains(c) || !c.is_ascii() {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::{OrderReason, Precedence, Task};

    #[test]
    fn the_plan_as_graphs() {
        let analysis = sample::analysis();
        insta::assert_snapshot!("dot", dot(&analysis));
        insta::assert_snapshot!("mermaid", mermaid(&analysis));
    }

    #[test]
    fn a_large_plan_stays_within_what_mermaid_draws() {
        let mut analysis = sample::analysis();
        let task = analysis.prediction.tasks[0].clone();
        analysis.prediction.tasks = (0..3000)
            .map(|id| Task { id: TaskId(id), title: "\"".repeat(40), ..task.clone() })
            .collect();
        analysis.plan.unknown = (0..3000).map(TaskId).collect();
        let order = |at| Precedence {
            before: TaskId(at),
            after: TaskId(at + 1),
            because: OrderReason::Stated,
        };
        analysis.plan.order = (0..2999).map(order).collect();
        let text = mermaid(&analysis);
        assert!(text.len() <= MAX_MERMAID_BYTES, "{}", text.len());
        assert!(text.contains("more tasks are not drawn"), "{text}");
        assert!(text.matches(" --> ").count() > 0);
    }

    #[test]
    fn labels_cannot_leave_their_quotes() {
        assert_eq!(quoted("a\\\"; b"), r#""a\\\"; b""#);
        assert_eq!(entities("a\"] --> b;#1 100%"), "a#34;#93; --#62; b#59;#35;1 100#37;");
    }
}
