#!/usr/bin/env bash
# mermaid 11.17.2 (npm, with jsdom 26.1.0; 12.3.0 does the like): in a Gantt chart, a task can be called `1.1`, but
# none can come after it.
#
# One would expect an id that a task may have to be one that `after` finds, or an error. An id may hold a dot;
# `after` reads letters, digits, `_`, `-` and blanks, and stops at the dot. `after 1.1` looks for `1`: if there is
# such a task, as with a parent and its sub-tasks, the wrong one is waited for; if not, the task begins on the day
# when the chart is drawn. Numbers like these are the ids of most plans, so each dependency of the chart is off.
#
# Seen: after `T1` and `task-1` the next task begins when they end; after `1.1` it does not, and where there is a
# task `1`, it begins when that one ends.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts mermaid@11.17.2 jsdom@26.1.0
cat >starts.mjs <<'JAVASCRIPT'
import assert from "assert";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

const days = (date) => (date - new Date(2026, 0, 1)) / 86400000;
async function start(...lines) {
    const chart = ["gantt", "dateFormat YYYY-MM-DD", ...lines].join("\n");
    const tasks = (await mermaid.mermaidAPI.getDiagramFromText(chart)).db.getTasks();
    return days(tasks.find((task) => task.id === "next").startTime);
}

for (const [id, waits] of [["T1", true], ["task-1", true], ["1.1", false]]) {
    const begins = await start(`Read :${id}, 2026-01-01, 2d`, `Store :next, after ${id}, 1d`);
    console.log(`after ${id}: ${begins === 2 ? "waits" : "does not wait"}`);
    assert.strictEqual(begins === 2, waits);
}
const begins = await start("All :1, 2026-01-01, 9d", "Read :1.1, 2026-01-01, 2d", "Store :next, after 1.1, 1d");
console.log(`after 1.1, where there is a task 1: begins on day ${begins}`);
assert.strictEqual(begins, 9);
process.exit(0);
JAVASCRIPT
node starts.mjs
