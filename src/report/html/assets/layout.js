
// Squarified treemap (Bruls, Huizing and van Wijk, 2000): areas in proportion to weights, sides as
// even as rows of them allow.
function squarify(items, box) {
  const total = items.reduce((sum, item) => sum + item.weight, 0);
  let { x, y, w, h } = box;
  if (total <= 0 || w <= 0 || h <= 0) return [];
  const scale = (w * h) / total;
  const sorted = [...items].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
  const placed = [];
  for (let from = 0; from < sorted.length;) {
    const side = Math.min(w, h);
    let [to, area, worst] = [from, 0, Infinity];
    while (to < sorted.length) {
      const next = area + sorted[to].weight * scale;
      const least = sorted[to].weight * scale;
      const most = sorted[from].weight * scale;
      const ratio = Math.max((side * side * most) / (next * next), (next * next) / (side * side * least));
      if (ratio > worst) break;
      [worst, area] = [ratio, next];
      to++;
    }
    const depth = area / side;
    let along = w <= h ? x : y;
    for (const item of sorted.slice(from, to)) {
      const length = (item.weight * scale) / depth;
      placed.push(w <= h ? { item, x: along, y, w: length, h: depth } : { item, x, y: along, w: depth, h: length });
      along += length;
    }
    if (w <= h) { y += depth; h -= depth; } else { x += depth; w -= depth; }
    from = to;
  }
  return placed;
}

// Builds the tree of folders from files with weights; folders with one child are joined with it.
function treeOf(leaves) {
  const root = { name: "", path: "", weight: 0, children: new Map() };
  for (const leaf of leaves) {
    let node = root;
    node.weight += leaf.weight;
    const parts = files[leaf.file].split("/");
    parts.forEach((name, depth) => {
      const path = parts.slice(0, depth + 1).join("/");
      if (!node.children.has(name)) node.children.set(name, { name, path, weight: 0, children: new Map() });
      node = node.children.get(name);
      node.weight += leaf.weight;
    });
    node.leaf = leaf;
  }
  const joined = (node) => {
    let children = [...node.children.values()].map(joined);
    if (!node.leaf && children.length === 1 && !children[0].leaf && node.path) {
      const [only] = children;
      return { ...only, name: `${node.name}/${only.name}` };
    }
    return { ...node, children };
  };
  return joined(root);
}
