
// Search and filters: cards that do not match are hidden, and the drawings show what is left.
const form = byId("filter");
const query = byId("query");
const confidence = byId("confidence");
const found = byId("found");
const cards = tasks.map((_, task) => byId(`task-${task}`));
const groups = [...document.querySelectorAll("details.group")];
const columns = [...document.querySelectorAll(".track")];
const boxes = [...form.querySelectorAll("input[name='place']")];
const texts = tasks.map((task) => {
  const paths = task.files.map((file) => files[file.file]);
  return [task.key, task.title, task.section, placeOfName(task), ...paths].join("\n").toLowerCase();
});
let opened = [];

function placeOfName(task) {
  return places[task.place]?.name ?? "";
}

function matching() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const allowed = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  const inPlace = (task) => allowed.has(placeOf(task)?.kind === "track" ? String(tasks[task].place) : "rest");
  const level = confidence.value;
  const next = new Set();
  tasks.forEach((task, at) => {
    const fits = inPlace(at) && (!level || task.confidence === level) && words.every((word) => texts[at].includes(word));
    if (fits) next.add(at);
  });
  return next;
}

function apply() {
  performance.mark("ctx-filter-start");
  const next = matching();
  cards.forEach((card, task) => { if (card) card.hidden = !next.has(task); });
  const isFiltered = next.size < tasks.length;
  // Groups with matches open while a search narrows them, and close again afterwards.
  const searching = query.value.trim() !== "";
  for (const group of groups) {
    const left = group.querySelector(".task:not([hidden])") !== null;
    group.hidden = !left;
    if (searching && left && !group.open) { group.open = true; opened.push(group); }
  }
  if (!searching) { for (const group of opened) group.open = false; opened = []; }
  for (const column of columns) column.hidden = column.querySelector(".task:not([hidden])") === null;
  found.textContent = isFiltered ? `${next.size} of ${count(tasks.length, "task")}` : count(tasks.length, "task");
  announce(next);
  performance.measure("ctx-filter", "ctx-filter-start");
}

function startFilter() {
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  found.textContent = count(tasks.length, "task");
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !typing && !dialog.open) { event.preventDefault(); query.focus(); query.select(); }
    if (event.key === "Escape" && document.activeElement === query && query.value) { query.value = ""; apply(); }
  });
}
