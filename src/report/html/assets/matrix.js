
// Matrix of the overlaps, ordered by track. One canvas, with a cursor that the keyboard moves.
const matrix = byId("matrix");
const MIN_CELL = 2;
const MAX_CELL = 30;
const LABELLED_CELL = 13;
// Padding of the room on both sides, as in drawings.css.
const ROOM_PADDING = 24;
const matrixState = { order: [], at: new Map(), cells: new Map(), row: 0, column: 0, cell: MAX_CELL, margin: 0, all: false };

function setOrder() {
  const state = matrixState;
  state.order = ordered.filter((task) => shown.has(task) && (state.all || isNow(task)));
  state.at = new Map(state.order.map((task, at) => [task, at]));
  state.cells = new Map();
  for (const pair of pairs) {
    const [row, column] = [state.at.get(pair[0]), state.at.get(pair[1])];
    if (row === undefined || column === undefined) continue;
    state.cells.set(row * state.order.length + column, pair);
    state.cells.set(column * state.order.length + row, pair);
  }
  const last = Math.max(0, state.order.length - 1);
  state.row = Math.min(state.row, last);
  state.column = Math.min(state.column, last);
}

function drawMatrix() {
  const { canvas, order, cells } = matrixState;
  const room = matrixState.room.clientWidth - ROOM_PADDING;
  if (room <= 0) return;
  const context = canvas.getContext("2d");
  const font = "11px " + getComputedStyle(document.body).getPropertyValue("--mono");
  context.font = font;
  const widest = Math.max(0, ...order.map((task) => context.measureText(tasks[task].key.slice(0, 12)).width));
  let margin = Math.ceil(widest) + 10;
  let cell = Math.floor((room - margin) / Math.max(1, order.length));
  if (cell < LABELLED_CELL) {
    margin = 10;
    cell = Math.max(MIN_CELL, Math.floor((room - margin) / Math.max(1, order.length)));
  }
  cell = Math.min(MAX_CELL, cell);
  Object.assign(matrixState, { cell, margin });
  const side = margin + cell * order.length + 1;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(side * scale);
  canvas.height = Math.round(side * scale);
  canvas.style.width = `${side}px`;
  canvas.style.height = `${side}px`;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, side, side);
  const wanted = { sunk: ["", "var(--sunk)"], hot: ["", "var(--hot)"], dim: ["", "var(--dim)"], ink: ["", "var(--ink)"], rule: ["", "var(--rule)"] };
  places.forEach((place, at) => { wanted[at] = [place.colour, "var(--strong)"]; });
  const paint = colours(wanted);
  const gap = cell > 6 ? 1 : 0;
  context.fillStyle = paint.sunk;
  for (let row = 0; row < order.length; row++) {
    if (gap) for (let column = 0; column < order.length; column++) context.fillRect(margin + column * cell, margin + row * cell, cell - gap, cell - gap);
  }
  if (!gap) context.fillRect(margin, margin, cell * order.length, cell * order.length);
  for (const [index, pair] of cells) {
    const [row, column] = [Math.floor(index / order.length), index % order.length];
    const [a, b] = [tasks[order[row]].place, tasks[order[column]].place];
    context.globalAlpha = 0.12 + 0.88 * Math.min(1, pair[2] * 1.1);
    context.fillStyle = a === b ? paint[a] : paint.hot;
    context.fillRect(margin + column * cell, margin + row * cell, cell - gap, cell - gap);
  }
  context.globalAlpha = 1;
  // Each place has a frame on the diagonal and a mark at the margins.
  for (let from = 0; from < order.length;) {
    const place = tasks[order[from]].place;
    let to = from;
    while (to < order.length && tasks[order[to]].place === place) to++;
    const [start, length] = [margin + from * cell, (to - from) * cell];
    context.fillStyle = paint[place];
    context.fillRect(start, margin - 5, length - gap, 3);
    context.fillRect(margin - 5, start, 3, length - gap);
    context.strokeStyle = paint[place];
    context.lineWidth = 1.5;
    context.strokeRect(start - 0.5, start - 0.5, length, length);
    from = to;
  }
  if (cell >= LABELLED_CELL) {
    context.font = font;
    context.textBaseline = "middle";
    context.fillStyle = paint.dim;
    order.forEach((task, at) => {
      const key = tasks[task].key.slice(0, 12);
      context.textAlign = "right";
      context.fillText(key, margin - 9, margin + (at + 0.5) * cell);
      context.save();
      context.translate(margin + (at + 0.5) * cell, margin - 9);
      context.rotate(-Math.PI / 2);
      context.textAlign = "left";
      context.fillText(key, 0, 0);
      context.restore();
    });
  }
  placeCursor();
}

function placeCursor() {
  const { cursor, cell, margin, row, column, order } = matrixState;
  cursor.hidden = order.length === 0;
  Object.assign(cursor.style, { left: `${margin + column * cell - 2}px`, top: `${margin + row * cell - 2}px`, width: `${cell + 3}px`, height: `${cell + 3}px` });
}

// Says which tasks meet where, with the probability of each file for both.
function tellPair() {
  const { order, row, column, panel, cells } = matrixState;
  if (!order.length) { panel.replaceChildren(make("p", "dim", "No task of this choice.")); return; }
  const [a, b] = [order[row], order[column]];
  const line = (task) => make("p", "pair-task", reference(task), " ", make("span", "", tasks[task].title));
  if (row === column) { panel.replaceChildren(line(a), make("p", "dim", "One task.")); return; }
  const pair = cells.get(row * order.length + column);
  const same = tasks[a].place === tasks[b].place;
  const told = [line(a), line(b)];
  if (!pair) {
    const vague = [a, b].some((task) => tasks[task].confidence === "unknown");
    told.push(make("p", "dim", vague ? "Unknown: one of them names nothing that is in the repository." : "Independent: no common file is expected."));
  } else {
    const verdict = pair[3] ? "They probably change a common file" : "They may change a common file";
    told.push(make("p", "pair-p", make("b", same ? "" : "hot", percent(pair[2])), ` ${verdict}${same ? ", in one track." : "."}`));
    const list = make("ul", "rows");
    for (const [file, first, second] of pair[4]) {
      const [ofA, ofB] = pair[0] === a ? [first, second] : [second, first];
      const sides = `${tasks[a].key} ${percent(ofA)} · ${tasks[b].key} ${percent(ofB)}`;
      list.append(make("li", "shared", pathOf(files[file]), make("span", "percent", sides)));
    }
    told.push(list);
  }
  panel.replaceChildren(...told);
}

function moveTo(row, column) {
  const last = matrixState.order.length - 1;
  matrixState.row = Math.max(0, Math.min(last, row));
  matrixState.column = Math.max(0, Math.min(last, column));
  placeCursor();
  tellPair();
}

// Moves to the next or the previous pair that may collide, in reading order.
function jump(step) {
  const { order, cells, row, column } = matrixState;
  const here = row * order.length + column;
  const indices = [...cells.keys()].sort((a, b) => a - b);
  const next = step > 0 ? indices.find((at) => at > here) : indices.findLast((at) => at < here);
  if (next !== undefined) moveTo(Math.floor(next / order.length), next % order.length);
}

// Moves to the likeliest pair, one across tracks if there is one.
function moveToLikeliest() {
  const { at } = matrixState;
  let best;
  for (const pair of pairs) {
    if (!at.has(pair[0]) || !at.has(pair[1])) continue;
    const across = tasks[pair[0]].place !== tasks[pair[1]].place;
    if (!best || (across === best.across ? pair[2] > best.pair[2] : across)) best = { pair, across };
  }
  if (best) moveTo(at.get(best.pair[0]), at.get(best.pair[1])); else tellPair();
}

function redrawMatrix() {
  setOrder();
  drawMatrix();
  moveToLikeliest();
}

function startMatrix() {
  const state = matrixState;
  const tools = roundTools(state, redrawMatrix);
  const legend = make("p", "legend dim", make("span", "named", make("span", "swatch own"), "within a track"), make("span", "named", make("span", "swatch hot"), "across tracks or groups"));
  tools.append(legend);
  state.canvas = make("canvas");
  state.canvas.setAttribute("aria-hidden", "true");
  state.cursor = make("div", "cursor");
  const grid = make("div", "grid", state.canvas, state.cursor);
  grid.tabIndex = 0;
  grid.setAttribute("role", "application");
  grid.setAttribute("aria-label", "Overlap matrix. Arrow keys move between pairs, Page Up and Page Down between those that may collide, Enter opens the task of the row.");
  grid.setAttribute("aria-describedby", "pair");
  state.panel = make("div", "panel");
  state.panel.id = "pair";
  state.panel.setAttribute("aria-live", "polite");
  const help = make("p", "dim help", "Point at a cell, or focus the matrix and use the arrow keys; Page Up and Page Down jump between contested pairs.");
  const room = make("div", "room", grid);
  state.room = room;
  matrix.append(tools, make("div", "split", room, make("div", "aside", state.panel, help)));
  matrix.hidden = false;
  grid.addEventListener("pointermove", (event) => {
    const { cell, margin, order } = state;
    const box = grid.getBoundingClientRect();
    const [column, row] = [event.clientX - box.left, event.clientY - box.top].map((at) => Math.floor((at - margin) / cell));
    const inside = [row, column].every((at) => at >= 0 && at < order.length);
    if (inside && (row !== state.row || column !== state.column)) moveTo(row, column);
  });
  grid.addEventListener("click", () => { if (state.order.length) openTask(state.order[state.row]); });
  grid.addEventListener("keydown", (event) => {
    const { row, column, order } = state;
    const moves = {
      ArrowUp: () => moveTo(row - 1, column), ArrowDown: () => moveTo(row + 1, column),
      ArrowLeft: () => moveTo(row, column - 1), ArrowRight: () => moveTo(row, column + 1),
      Home: () => moveTo(row, 0), End: () => moveTo(row, order.length - 1),
      PageDown: () => jump(1), PageUp: () => jump(-1),
      Enter: () => { if (order.length) openTask(order[row]); },
    };
    if (moves[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) { event.preventDefault(); moves[event.key](); }
  });
  let width = 0;
  new ResizeObserver(() => { if (room.clientWidth !== width) { width = room.clientWidth; drawMatrix(); } }).observe(room);
  themeListeners.push(drawMatrix);
  listeners.push(redrawMatrix);
  redrawMatrix();
}
