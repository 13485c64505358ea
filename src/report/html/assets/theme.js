
// Colour scheme: that of the system, until the user chooses one.
const SCHEMES = ["auto", "light", "dark"];
const schemeKey = "ctx-theme";
const themeButton = byId("theme");
const themeListeners = [];

function remembered() {
  // Storage may be off for files.
  try { return localStorage.getItem(schemeKey) ?? "auto"; } catch { return "auto"; }
}

function setScheme(scheme) {
  const root = document.documentElement;
  if (scheme === "auto") delete root.dataset.theme; else root.dataset.theme = scheme;
  themeButton.textContent = { auto: "Theme: auto", light: "Theme: light", dark: "Theme: dark" }[scheme] ?? "Theme";
  for (const listener of themeListeners) listener();
}

let scheme = remembered();
setScheme(scheme);
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  scheme = SCHEMES[(SCHEMES.indexOf(scheme) + 1) % SCHEMES.length];
  try { localStorage.setItem(schemeKey, scheme); } catch { /* It holds for this visit. */ }
  setScheme(scheme);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const listener of themeListeners) listener();
});

// Returns the value of a colour as canvas reads it: names, light-dark() and variables resolved.
function colours(wanted) {
  const probe = make("span", "quiet");
  document.body.append(probe);
  const found = {};
  for (const [name, [className, value]] of Object.entries(wanted)) {
    probe.className = `quiet ${className}`;
    probe.style.color = value;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}
