// Data of the page.
const data = JSON.parse(byId("data").textContent);
const { tasks, files, places, pairs } = data;

const placeOf = (task) => places[tasks[task].place];
const isNow = (task) => placeOf(task)?.kind === "track" && !tasks[task].later;
const colourOf = (task) => placeOf(task)?.colour ?? "rest";

// Tasks in the order of their places.
const ordered = places.flatMap((place) => place.tasks);

// Makes the two buttons that choose what a drawing shows, where there is more than the next round.
function roundTools(state, redraw) {
  const tools = make("div", "tools");
  if (tasks.every((_, task) => isNow(task))) return tools;
  for (const [label, all] of [["Next round", false], ["All tasks", true]]) {
    const button = make("button", "button", label);
    button.type = "button";
    button.setAttribute("aria-pressed", String(all === state.all));
    button.addEventListener("click", () => {
      state.all = all;
      for (const other of tools.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
      redraw();
    });
    tools.append(button);
  }
  return tools;
}

// Pairs of each task, the likeliest first.
const pairsOf = tasks.map(() => []);
for (const pair of pairs) {
  pairsOf[pair[0]].push(pair);
  pairsOf[pair[1]].push(pair);
}
for (const list of pairsOf) list.sort((a, b) => b[2] - a[2]);

// Splits a name where a line may break: behind its dots, strokes and underscores.
function breakable(name) {
  return name.split(/(?<=[._/-])(?=.)/).flatMap((part, at) => (at === 0 ? [part] : [document.createElement("wbr"), part]));
}

// Makes a path with its folders apart from its name.
function pathOf(path) {
  const code = make("code", "path");
  const cut = path.lastIndexOf("/") + 1;
  if (cut > 0) {
    const folders = make("span");
    for (const part of path.slice(0, cut).match(/[^/]*\//g)) {
      folders.append(part, document.createElement("wbr"));
    }
    code.append(folders);
  }
  code.append(path.slice(cut));
  return code;
}

// Makes a link to a task in the colour of its track.
function reference(task) {
  const link = make("a", `ref ${colourOf(task)}`, tasks[task].key);
  link.href = `#task-${task}`;
  link.title = tasks[task].title;
  return link;
}

// Tells those who draw the tasks that are shown.
const listeners = [];
let shown = new Set(tasks.keys());
function announce(next) {
  shown = next;
  for (const listener of listeners) listener();
}
