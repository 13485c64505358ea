//! Cycles of dependencies.

/// Progress of the search at a node.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    /// The node is on the current path, at this position.
    Following(usize),
    Done,
}

/// Removes each edge that closes a cycle, and calls `told` with the nodes of the cycle, from the
/// one that the edge leads to.
pub fn cut(edges: &mut [Vec<usize>], mut told: impl FnMut(&[usize])) {
    let mut seen = vec![Seen::Not; edges.len()];
    for start in 0..edges.len() {
        if seen[start] != Seen::Not {
            continue;
        }
        // Path from `start`, and the next edge to follow for each of its nodes.
        let mut path = vec![start];
        let mut next = vec![0];
        seen[start] = Seen::Following(0);
        while let (Some(&node), Some(at)) = (path.last(), next.last_mut()) {
            let Some(&target) = edges[node].get(*at) else {
                seen[node] = Seen::Done;
                path.pop();
                next.pop();
                continue;
            };
            match seen[target] {
                Seen::Done => *at += 1,
                Seen::Not => {
                    *at += 1;
                    seen[target] = Seen::Following(path.len());
                    path.push(target);
                    next.push(0);
                }
                Seen::Following(from) => {
                    edges[node].remove(*at);
                    told(&path[from..]);
                }
            }
        }
    }
}

/// Returns the names of a cycle's first ten `nodes`: `T1 → T2 → T1`.
pub fn written<'a>(nodes: &[usize], name: impl Fn(usize) -> &'a str) -> String {
    const MAX_NAMED: usize = 10;
    let mut names: Vec<&str> = nodes.iter().take(MAX_NAMED).map(|&node| name(node)).collect();
    if nodes.len() > MAX_NAMED {
        names.push("…");
    }
    names.extend(names.first().copied());
    names.join(" → ")
}
