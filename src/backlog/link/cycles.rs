//! Circles of dependencies.

/// How far a node was followed.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    /// Its place on the path that is being followed.
    Following(usize),
    Done,
}

/// Drops each edge that leads back to a node whose edges are being followed, and tells `cut` of the
/// circle that it would close: the nodes from the one it leads back to.
pub fn cut(edges: &mut [Vec<usize>], mut told: impl FnMut(&[usize])) {
    let mut seen = vec![Seen::Not; edges.len()];
    for start in 0..edges.len() {
        if seen[start] != Seen::Not {
            continue;
        }
        // The path from `start`, and for each node on it the next edge to follow.
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

/// The names of a circle's `nodes`, the first ten: `T1 → T2 → T1`.
pub fn written<'a>(nodes: &[usize], name: impl Fn(usize) -> &'a str) -> String {
    const NAMED: usize = 10;
    let mut names: Vec<&str> = nodes.iter().take(NAMED).map(|&node| name(node)).collect();
    if nodes.len() > NAMED {
        names.push("…");
    }
    names.extend(names.first().copied());
    names.join(" → ")
}
