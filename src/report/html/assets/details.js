
// Details of a task in a dialog at the side: evidence of its files, and the tasks it meets.
const MAX_MEETING = 12;
const dialog = make("dialog", "details");
dialog.setAttribute("aria-labelledby", "details-title");
document.body.append(dialog);
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => {
  if (location.hash.startsWith("#task-")) {
    history.replaceState(null, "", location.pathname + location.search);
  }
});

function bar(share) {
  const track = make("span", "meter");
  const fill = make("span");
  fill.style.width = `${Math.round(share * 100)}%`;
  track.append(fill);
  return track;
}

function clueRows(clues) {
  // Shares of what speaks for the file, as `ctx analyze --explain` has them.
  return clues.map(([signal, detail, share]) => {
    const row = make("li", share < 0 ? "clue against" : "clue");
    const size = share < 0 ? "against" : percent(share);
    row.append(make("span", "signal", signal), make("span", "detail", detail), make("span", "weight", size), bar(Math.min(Math.abs(share), 1)));
    return row;
  });
}

function fileRow(file) {
  const row = make("li", "evidence");
  const head = make("p", "evidence-head", pathOf(files[file.file]));
  if (file.new) head.append(make("span", "new", "new"));
  head.append(make("span", "percent", percent(file.p)));
  row.append(head, bar(file.p));
  if (file.clues.length) {
    const list = make("ul", "clues");
    list.append(...clueRows(file.clues));
    row.append(list);
  }
  return row;
}

function meetingRow(task, [a, b, p, , shared]) {
  const other = a === task ? b : a;
  const row = make("li", "meeting");
  const where = placeOf(other)?.name ?? "";
  row.append(reference(other), make("span", "detail", tasks[other].title), make("span", "percent", percent(p)));
  const over = make("p", "dim over", `${where} · `);
  shared.slice(0, 3).forEach(([file], at) => over.append(at ? ", " : "", pathOf(files[file])));
  row.append(over);
  return row;
}

function part(title, rows, tag) {
  const list = make(tag, "rows");
  list.append(...rows);
  return [make("h3", "", title), list];
}

// Fills the dialog with a task and shows it.
function showTask(task) {
  const it = tasks[task];
  dialog.className = `details ${colourOf(task)}`;
  const title = make("h2", "", make("span", "key", it.key), " ", it.title);
  title.id = "details-title";
  const close = make("button", "button close", "Close");
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const at = ordered.indexOf(task);
  const steps = make("div", "steps");
  for (const [label, next] of [["Previous", ordered[at - 1]], ["Next", ordered[at + 1]]]) {
    const step = make("button", "button", label);
    step.type = "button";
    step.disabled = next === undefined;
    step.addEventListener("click", () => { openTask(next); dialog.querySelector(".close").focus(); });
    steps.append(step);
  }
  steps.append(close);
  const place = placeOf(task);
  const marks = make("p", "marks");
  marks.append(make("span", `mark ${it.confidence}`, it.sure));
  if (it.priority) marks.append(make("span", it.priority === "critical" || it.priority === "high" ? "mark urgent" : "mark", it.priority));
  const where = it.later ? `${place.name}, for a later round` : (place?.name ?? "");
  for (const text of [where, it.at, ...it.notes]) if (text) marks.append(make("span", "", text));
  const body = make("div", "details-body");
  body.append(title, marks);
  if (it.section) body.append(make("p", "dim", it.section));
  if (it.after.length) body.append(make("p", "", "After ", ...it.after.flatMap((id) => [reference(id), " "])));
  if (it.files.length) body.append(...part("Files and evidence", it.files.map(fileRow), "ol"));
  else body.append(make("p", "care", "Nothing in the repository answers clearly to this task."));
  const meeting = pairsOf[task].slice(0, MAX_MEETING);
  if (meeting.length) body.append(...part("May meet", meeting.map((pair) => meetingRow(task, pair)), "ul"));
  dialog.replaceChildren(steps, body);
  dialog.scrollTop = 0;
  if (!dialog.open) dialog.showModal();
}

// Shows a task and names it in the address.
function openTask(task) {
  history.replaceState(null, "", `#task-${task}`);
  showTask(task);
}

function taskOf(fragment) {
  const task = /^#task-(\d+)$/.exec(fragment)?.[1];
  return task !== undefined && tasks[task] ? Number(task) : undefined;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#task-']");
  const task = link && !event.ctrlKey && !event.metaKey && !event.shiftKey ? taskOf(link.hash) : undefined;
  if (task === undefined) return;
  event.preventDefault();
  openTask(task);
});
addEventListener("hashchange", () => {
  const task = taskOf(location.hash);
  if (task !== undefined) showTask(task);
});
