#!/usr/bin/env bash
# mermaid 11.17.2 (npm, with jsdom 26.1.0; 12.3.0 does the like): a task of a Gantt chart whose name begins with
# a keyword is not drawn.
#
# One would expect `Title the page :a, 2026-01-01, 1d` to be a task like any other, since a task is a line with a
# colon. But a keyword at the start of a line counts in any case, and takes the rest of the line: "Title the
# page" is the title of the chart, "Section off the form" a section, "Excludes generated files" a list of days.
# Nothing is said; a task that waits for the lost one begins today. One character before the name helps.
#
# Seen: of five charts with two tasks each, those named with Title, Section, and Excludes hold one task, the
# others, with Titles and Exclude, both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts mermaid@11.17.2 jsdom@26.1.0
cat >tasks.mjs <<'JAVASCRIPT'
import assert from "assert";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });
for (const [name, count] of [
    ["Titles of the page", 2],
    ["Title the page", 1],
    ["Section off the form", 1],
    ["Exclude generated files", 2],
    ["Excludes generated files", 1],
]) {
    const lines = [`${name} :first, 2026-01-01, 1d`, "Store it :second, after first, 1d"];
    const chart = ["gantt", "dateFormat YYYY-MM-DD", ...lines].join("\n");
    const tasks = (await mermaid.mermaidAPI.getDiagramFromText(chart)).db.getTasks();
    console.log(`${name}: ${tasks.map((task) => task.id).join(" and ")}`);
    assert.strictEqual(tasks.length, count);
}
process.exit(0);
JAVASCRIPT
node tasks.mjs
