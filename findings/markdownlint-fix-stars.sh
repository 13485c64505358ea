#!/usr/bin/env bash
# markdownlint-cli2 0.22.1 with markdownlint 0.40.0 (npm; 0.24.1 with 0.42.1 does the like), read with
# commonmark 0.31.2: `--fix` changes the meaning of two stars in one line.
#
# One would expect a fix of the standard rules to leave alone what Markdown shows as it is. A star with blanks on
# both sides is no emphasis, but rule MD037 takes two of them for one that went wrong, and removes the blanks
# between. Then it is emphasis: `2 * 3 * 4` loses its stars on the page, the patterns `src/*` and `docs/*` become
# one path with a word between, and a schedule gets other fields. Afterwards nothing is reported. Patterns
# and schedules in a task have to stand in code spans.
#
# Seen: three lines out of four are changed, and two of them are rendered with an `<em>` that they did not have;
# the line with code spans stays as it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund markdownlint-cli2@0.22.1 commonmark@0.31.2
cat >tasks.md <<'TASKS'
# Tasks

- [ ] Compute 2 * 3 * 4 only once
- [ ] Read src/* and docs/* first
- [ ] Run it at 5 * * * 1
- [ ] Read `src/*` and `docs/*` first
TASKS
cat >render.js <<'JAVASCRIPT'
const { HtmlRenderer, Parser } = require("commonmark");
const page = require("fs").readFileSync("tasks.md", "utf8");
console.log(new HtmlRenderer().render(new Parser().parse(page)).split("<em>").length - 1);
JAVASCRIPT
[ "$(node render.js)" = 0 ]
node_modules/.bin/markdownlint-cli2 --fix tasks.md >/dev/null 2>&1
cat tasks.md
found=$(node render.js)
echo "$found texts are emphasised"
[ "$found" = 2 ]
for line in 'Compute 2 *3* 4 only once' 'Read src/*and docs/* first' 'Run it at 5 ** * 1' \
    'Read `src/*` and `docs/*` first'; do
    grep --quiet --fixed-strings -- "- [ ] $line" tasks.md
done
