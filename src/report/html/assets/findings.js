
// Search and filters of findings: cards that do not match are hidden, and rules without any left.
const form = byId("filter");
const cards = [...document.querySelectorAll(".finding")];
const groups = [...document.querySelectorAll(".rule, #known, #suppressed")].map((element) => ({
  element,
  cards: [...element.querySelectorAll(".finding")],
  count: element.querySelector(".count"),
  counted: element.querySelector(".count").textContent,
}));
const title = (card) => card.querySelector("h4 a");

// Text and names of each card, read when the search is first used.
let rows;
function read() {
  rows ??= cards.map((card) => ({
    card,
    rule: card.dataset.rule,
    severity: card.dataset.severity,
    files: ` ${card.dataset.files} `,
    text: card.textContent.toLowerCase(),
  }));
  return rows;
}

function matches(row, words, severities, rule, file) {
  return (!rule || row.rule === rule)
    && severities.has(row.severity)
    && (!file || row.files.includes(` ${file} `))
    && words.every((word) => row.text.includes(word));
}

function apply() {
  performance.mark("ctx-filter-start");
  const words = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
  const severities = new Set([...form.querySelectorAll("input[name='severity']:checked")].map((box) => box.value));
  const [rule, file] = [byId("rule").value, byId("file").value];
  let left = 0;
  for (const row of read()) {
    const fits = matches(row, words, severities, rule, file);
    if (row.card.hidden === fits) row.card.hidden = !fits;
    if (fits) left++;
  }
  const isFiltered = left < cards.length || words.length > 0 || rule !== "" || file !== "";
  for (const group of groups) {
    const shown = group.cards.filter((card) => !card.hidden).length;
    group.element.hidden = shown === 0;
    group.count.textContent = shown === group.cards.length ? group.counted : `${shown} of ${group.counted}`;
    if (group.element.tagName === "DETAILS") group.element.open = isFiltered && shown > 0;
  }
  for (const id of ["apart", "none"]) {
    const element = byId(id);
    if (!element) continue;
    element.hidden = id === "none" ? left > 0 : groups.every((group) => group.element.tagName !== "DETAILS" || group.element.hidden);
  }
  byId("clear").hidden = !isFiltered;
  byId("found").textContent = isFiltered ? `${left} of ${count(cards.length, "finding")}` : count(cards.length, "finding");
  performance.measure("ctx-filter", "ctx-filter-start");
}

// Shows all findings again.
function clear() {
  form.reset();
  apply();
}

// Moves the focus to the next or previous finding that is shown.
function step(by) {
  const shown = cards.filter((card) => !card.hidden && (card.closest("details:not([open])") === null));
  if (shown.length === 0) return;
  const at = shown.indexOf(document.activeElement?.closest(".finding"));
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1);
  title(shown[next]).focus({ preventScroll: true });
  shown[next].scrollIntoView({ block: "nearest" });
}

// Shows the finding that the address names, whatever hides it.
function reveal() {
  const target = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
  const card = target?.closest(".finding, .rule");
  if (!card) return;
  if (card.hidden || card.querySelector(".finding:not([hidden])") === null && card.matches(".rule")) clear();
  const folded = card.closest("details");
  if (folded) folded.open = true;
  card.scrollIntoView({ block: card.matches(".rule") ? "start" : "nearest" });
}

// Says which keys there are.
function keys() {
  const key = (name, effect) => make("span", "", make("kbd", "", name), ` ${effect}`);
  return make("p", "keys", key("/", "search"), key("j", "next finding"), key("k", "previous finding"), key("Esc", "empty the search"));
}

if (form) {
  form.hidden = false;
  document.querySelector("footer").append(keys());
  byId("found").textContent = count(cards.length, "finding");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  byId("query").addEventListener("focus", read, { once: true });
  byId("clear").addEventListener("click", () => { clear(); byId("query").focus(); });
  addEventListener("hashchange", reveal);
  reveal();
}
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !form) return;
  const query = byId("query");
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
  if (event.key === "Escape" && document.activeElement === query && query.value) { query.value = ""; apply(); return; }
  if (typing) return;
  if (event.key === "/") { event.preventDefault(); query.focus(); query.select(); }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
