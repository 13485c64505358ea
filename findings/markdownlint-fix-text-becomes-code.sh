#!/usr/bin/env bash
# markdownlint-cli2 0.22.1 with markdownlint 0.40.0 (npm; 0.24.1 with 0.42.1 does the like), read with
# commonmark 0.31.2: `--fix` turns the text of sub-tasks into code blocks.
#
# One would expect a rule about indentation to move an item as a whole. Rule MD007 wants two blanks for each
# level and moves only the lines with a list marker; the paragraphs below them stay where they were. In a list
# that was indented by four, the text of a task on the third level is then six columns too far to the right,
# which is a code block: its links and the files that it names are no longer text. Nothing is reported
# afterwards, and the diff shows moved markers only.
#
# Seen: the page has two paragraphs below its tasks and no code before the fix, and two code blocks after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund markdownlint-cli2@0.22.1 commonmark@0.31.2
cat >tasks.md <<'TASKS'
# Tasks

- [ ] 1 Payments
    - [ ] 1.1 Retry
        - [ ] 1.1.1 Wait between two tries

            Touches [the client](src/client.go).

            - [ ] Test it

              After 1.1.1 only.
TASKS
cat >count.js <<'JAVASCRIPT'
const { HtmlRenderer, Parser } = require("commonmark");
const page = new HtmlRenderer().render(new Parser().parse(require("fs").readFileSync("tasks.md", "utf8")));
console.log(`${page.split("<pre>").length - 1} code blocks, ${page.split("<a ").length - 1} links`);
JAVASCRIPT
before=$(node count.js)
code=0
node_modules/.bin/markdownlint-cli2 --fix tasks.md >said 2>&1 || code=$?
after=$(node count.js)
cat tasks.md
echo "before: $before; after: $after, exit code $code"
[ "$before" = "0 code blocks, 1 links" ]
[ "$after" = "2 code blocks, 0 links" ]
[ "$code" = 0 ]
