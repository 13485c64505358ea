#!/usr/bin/env bash
# cc-sdd 3.0.2 (npm), read with commonmark 0.31.2 (npm): sub-tasks stand beside their parents, and the order of
# the list is a dependency.
#
# cc-sdd writes its plans where Kiro keeps its own, `.kiro/specs/*/tasks.md`, and Kiro indents `1.1` below
# `1.`. One would expect lists of one shape. In cc-sdd's template a sub-task begins at the margin like its
# parent, so that a Markdown parser sees an empty parent and siblings. Only the numbers tell what belongs
# together. And where Kiro has waves, cc-sdd's rules say that a task waits for all before it unless it is
# marked with a `(P)` behind its number.
#
# Seen: the filled template is one list of two items, none inside the other; the rules name the order as the
# primary dependency, and the mark as `(P)`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund cc-sdd@3.0.2 commonmark@0.31.2 >/dev/null
mkdir project
(cd project && ../node_modules/.bin/cc-sdd --claude-code --yes >/dev/null </dev/null)
settings=project/.kiro/settings
grep -E '^ *- \[ \] \{\{MAJOR_NUMBER\}\}' "$settings/templates/specs/tasks.md" |
    sed -E 's/\{\{[A-Z]*(MAJOR|SUB)_NUMBER\}\}/1/g; s/\{\{[A-Z_]*MARK\}\}//g; s/\{\{[A-Z_]*\}\}/Text/g' >filled.md
cat filled.md
[ "$(wc -l <filled.md)" -eq 2 ]
cat >count.js <<'JS'
const { Parser } = require("commonmark");
const walker = new Parser().parse(require("fs").readFileSync("filled.md", "utf8")).walker();
let lists = 0, items = 0, event;
while ((event = walker.next())) {
    lists += event.entering && event.node.type === "list";
    items += event.entering && event.node.type === "item";
}
console.log(`${lists} list, ${items} items`);
JS
found=$(node count.js)
echo "$found"
[ "$found" = "1 list, 2 items" ]
grep -qi 'order implies dependency' "$settings/rules/tasks-generation.md"
grep -qF '`(P)` immediately after the numeric identifier' "$settings/rules/tasks-parallel-analysis.md"
echo "as described"
