
// Map of the files: a treemap, coloured by track. Tiles are buttons, of which one is in the tab
// order; arrow keys move to the nearest in their direction.
const map = byId("map");
const TITLE_HEIGHT = 17;
const MIN_TITLED = { w: 56, h: 44 };
const MIN_TILE = { w: 26, h: 17 };
const MAX_TOLD = 8;
// A second track counts from this share of a tile's weight, and from this weight.
const CONTESTED = { share: 0.25, weight: 0.2 };
// A track has a tile's colour from this share of its weight, even if more tasks wait for it.
const MIN_TRACK_SHARE = 0.1;
const mapState = { all: false, folder: "" };

// Sums up how many tasks are expected to change each file, by the colours of their tracks.
function leavesOf() {
  const leaves = new Map();
  for (const task of ordered) {
    if (!shown.has(task) || !(mapState.all || isNow(task))) continue;
    for (const { file, p } of tasks[task].files) {
      if (!leaves.has(file)) leaves.set(file, { file, weight: 0, by: new Map(), tasks: [] });
      const leaf = leaves.get(file);
      const place = isNow(task) ? tasks[task].place : -1;
      leaf.weight += p;
      leaf.by.set(place, (leaf.by.get(place) ?? 0) + p);
      leaf.tasks.push([task, p]);
    }
  }
  return [...leaves.values()];
}

function merged(node) {
  if (node.leaf) return node.leaf;
  const all = { weight: 0, by: new Map(), tasks: [], files: 0 };
  for (const child of node.children) {
    const part = merged(child);
    all.weight += part.weight;
    all.files += part.files ?? 1;
    all.tasks.push(...part.tasks);
    for (const [place, weight] of part.by) all.by.set(place, (all.by.get(place) ?? 0) + weight);
  }
  return all;
}

// Returns the places of a tile, the heaviest first: one, or two where it is contested.
function owners(leaf) {
  const sorted = [...leaf.by].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const tracks = sorted.filter(([place]) => place >= 0);
  const [first, second] = tracks;
  const contested = second && second[1] >= CONTESTED.weight && second[1] >= CONTESTED.share * leaf.weight;
  if (contested) return [first[0], second[0]];
  // A track tells more than the tasks that wait.
  if (first && first[1] >= MIN_TRACK_SHARE * leaf.weight) return [first[0]];
  return [sorted[0]?.[0] ?? -1];
}

const classOf = (place) => (place < 0 ? "rest" : places[place].colour);
const nameOf = (place) => (place < 0 ? "waiting" : places[place].name);

function tell(path, leaf) {
  const told = [make("p", "pair-task", pathOf(path))];
  const whole = leaf.files ? `${count(leaf.files, "file")}, ` : "";
  told.push(make("p", "pair-p", make("b", "", leaf.weight.toFixed(1)), ` expected changes, ${whole}${owners(leaf).map(nameOf).join(" and ")}`));
  const best = new Map();
  for (const [task, p] of leaf.tasks) best.set(task, Math.max(p, best.get(task) ?? 0));
  const sorted = [...best].sort((a, b) => b[1] - a[1]);
  const list = make("ul", "rows");
  for (const [task, p] of sorted.slice(0, MAX_TOLD)) {
    list.append(make("li", "meeting", reference(task), make("span", "detail", tasks[task].title), make("span", "percent", percent(p))));
  }
  if (sorted.length > MAX_TOLD) list.append(make("li", "dim", `and ${sorted.length - MAX_TOLD} more`));
  told.push(list);
  mapState.panel.replaceChildren(...told);
}

// Places an element in shares of the ground, so that a print of another width shows all of it.
function place(element, { x, y, w, h }) {
  const share = (length, of) => `${(100 * Math.max(0, length)) / of}%`;
  const { width, height } = mapState;
  Object.assign(element.style, { left: share(x, width), top: share(y, height), width: share(w - 1, width), height: share(h - 1, height) });
}

function tile(node, box, name) {
  const leaf = merged(node);
  const [first, second] = owners(leaf);
  const button = make("button", `tile ${classOf(first)}`);
  button.type = "button";
  button.tabIndex = -1;
  if (second !== undefined) {
    button.classList.add("contested");
    button.style.setProperty("--other", `var(--${classOf(second)}-soft)`);
  }
  place(button, box);
  const label = leaf.files ? `${name}/` : name;
  if (box.w < 34) button.classList.add("narrow");
  if (box.w > 46 && box.h > 15) button.append(make("span", "", ...breakable(label)));
  const owned = owners(leaf).map(nameOf).join(" and ");
  button.setAttribute("aria-label", `${node.path}: ${leaf.weight.toFixed(1)} expected changes, ${owned}`);
  button.addEventListener("focus", () => tell(node.path, leaf));
  button.addEventListener("pointerenter", () => tell(node.path, leaf));
  button.addEventListener("click", () => { if (leaf.files) zoom(node.path); else button.focus(); });
  return button;
}

function grow(parent, node, box, named) {
  const small = box.w < MIN_TILE.w || box.h < MIN_TILE.h;
  if (node.leaf || small) {
    if (box.w >= 2 && box.h >= 2) parent.append(tile(node, box, node.name));
    return;
  }
  const titled = named && box.w >= MIN_TITLED.w && box.h >= MIN_TITLED.h;
  let inner = box;
  if (titled) {
    const frame = make("div", "folder");
    place(frame, box);
    const title = make("button", "folder-title", `${node.name}/`);
    title.type = "button";
    title.tabIndex = -1;
    title.setAttribute("aria-label", `Zoom into ${node.path}`);
    title.addEventListener("click", () => zoom(node.path));
    frame.append(title);
    parent.append(frame);
    inner = { x: box.x + 3, y: box.y + TITLE_HEIGHT + 2, w: box.w - 7, h: box.h - TITLE_HEIGHT - 6 };
  }
  const items = node.children.map((child) => ({ weight: child.weight, name: child.name, child }));
  for (const { item, ...at } of squarify(items, inner)) grow(parent, item.child, at, true);
}

function nodeAt(node, path) {
  if (node.path === path) return node;
  const next = node.children?.find((child) => path === child.path || path.startsWith(`${child.path}/`));
  return next ? nodeAt(next, path) : undefined;
}

function zoom(path) {
  mapState.folder = path;
  drawMap();
  mapState.ground.querySelector(".tile")?.focus();
}

function crumbs() {
  const parts = mapState.folder ? mapState.folder.split("/") : [];
  const steps = ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))];
  const items = steps.map((path, at) => {
    const button = make("button", "crumb", at ? parts[at - 1] : "all files");
    button.type = "button";
    if (at === steps.length - 1) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => zoom(path));
    return make("li", "", button);
  });
  mapState.crumbs.replaceChildren(...items);
}

function drawMap() {
  const { ground, folder } = mapState;
  const [w, h] = [ground.clientWidth, ground.clientHeight];
  if (!w) return;
  Object.assign(mapState, { width: w, height: h });
  const root = treeOf(leavesOf());
  let node = nodeAt(root, folder);
  if (!node || node.leaf) { mapState.folder = ""; node = root; }
  const tiles = document.createDocumentFragment();
  if (node.weight > 0) grow(tiles, node, { x: 0, y: 0, w, h }, false);
  ground.replaceChildren(tiles);
  const first = ground.querySelector(".tile");
  if (first) first.tabIndex = 0; else ground.append(make("p", "dim empty", "No file of this choice."));
  crumbs();
}

// Moves the focus to the nearest tile in a direction.
function step(from, [dx, dy]) {
  const centre = (element) => { const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const [x, y] = centre(from);
  let best;
  for (const other of mapState.ground.querySelectorAll(".tile")) {
    const [ox, oy] = centre(other);
    const along = (ox - x) * dx + (oy - y) * dy;
    if (other === from || along < 1) continue;
    const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    const far = along + 2 * across;
    if (!best || far < best.far) best = { other, far };
  }
  if (!best) return;
  from.tabIndex = -1;
  best.other.tabIndex = 0;
  best.other.focus();
}

function startMap() {
  const state = mapState;
  const tools = roundTools(state, drawMap);
  const legend = make("p", "legend dim");
  places.forEach((it) => { if (it.kind === "track") legend.append(make("span", "named", make("span", `swatch ${it.colour}`), it.name)); });
  tools.append(legend);
  state.crumbs = make("ol", "crumbs");
  const path = make("nav", "", state.crumbs);
  path.setAttribute("aria-label", "Folder of the map");
  state.ground = make("div", "ground");
  state.ground.setAttribute("role", "group");
  state.ground.setAttribute("aria-label", "Map of the files. Arrow keys move between files, Enter zooms into a folder, Escape zooms out.");
  state.panel = make("div", "panel");
  state.panel.setAttribute("aria-live", "polite");
  state.panel.append(make("p", "dim", "Point at a file to see the tasks that are expected to change it."));
  map.append(tools, path, make("div", "split", state.ground, make("div", "aside", state.panel)));
  map.hidden = false;
  state.ground.addEventListener("keydown", (event) => {
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const current = event.target.closest(".tile");
    if (current && directions[event.key]) { event.preventDefault(); step(current, directions[event.key]); }
    if (event.key === "Escape" && state.folder) {
      event.preventDefault();
      zoom(state.folder.split("/").slice(0, -1).join("/"));
    }
  });
  let width = 0;
  new ResizeObserver(() => { if (state.ground.clientWidth !== width) { width = state.ground.clientWidth; drawMap(); } }).observe(state.ground);
  listeners.push(drawMap);
  drawMap();
}
