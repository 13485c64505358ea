#!/usr/bin/env bash
# gray-matter 4.0.3 (npm): front matter that is no YAML is an error at the first reading, and an empty object at
# the second.
#
# One would expect one answer for one text. gray-matter keeps each text that it reads without options, and
# puts it into its cache before it parses. So a task file that is broken (a merge left something behind) is told
# about once; whoever reads the same text again, after a retry, in a watcher, or in a second pass over the
# backlog, gets a page without data: no id, no status, no error. The same cache hands out one object, so that a
# change to the data of one reading shows in the next. An options object, even an empty one, switches it off.
#
# Seen: an error, then no error and no data, with the front matter left in the content; with `{}` an error
# each time; a status that was changed after the first reading is in the second.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund gray-matter@4.0.3
cat >read.js <<'JAVASCRIPT'
const assert = require("assert");
const matter = require("gray-matter");

function read(text, ...options) {
    try {
        const page = matter(text, ...options);
        return `data ${JSON.stringify(page.data)}, content ${JSON.stringify(page.content)}`;
    } catch (error) {
        return "an error";
    }
}

const broken = "---\nid: TASK-1\nlabels: [api\n---\nText\n";
const found = [read(broken), read(broken), read(broken, {}), read(broken, {})];
console.log(found.join("\n"));
assert.deepStrictEqual(found, ["an error", `data {}, content ${JSON.stringify(broken)}`, "an error", "an error"]);

const right = "---\nid: TASK-2\nstatus: To Do\n---\nText\n";
matter(right).data.status = "Done";
console.log(`status of the second reading: ${matter(right).data.status}`);
assert.strictEqual(matter(right).data.status, "Done");
assert.strictEqual(matter(right, {}).data.status, "To Do");
JAVASCRIPT
node read.js
