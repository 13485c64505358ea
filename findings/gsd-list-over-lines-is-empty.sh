#!/usr/bin/env bash
# GSD 1.42.3 (npm get-shit-done-cc): a list in the front matter of a plan that stands in brackets over several
# lines is read as empty, without an error; a comment behind a list becomes a part of it.
#
# One would expect that front matter is YAML, as the templates of GSD call it and as it looks. `gsd-tools` has a
# reader of its own, which goes by lines: `depends_on: [` begins a list, and only lines that begin with a dash add
# to it. So a plan whose list a formatter or a language model broke over lines depends on nothing: it is put into
# the first wave, beside the plan that it builds on, and the files that both change are in no list either, so that
# nothing speaks against it. Both lists are valid YAML, as the package yaml reads them.
#
# Seen: `depends_on` and `files_modified` empty and wave 1 for the list over lines, wave 2 and the files for the
# same lists in one line; `[src/a.ts] # more` as the name of a file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts get-shit-done-cc@1.42.3 yaml@2.8.1
git init --quiet
plans=.planning/phases/01-pay
mkdir -p "$plans"

plan() {
    printf -- '---\nphase: 01-pay\nplan: %s\nwave: 1\n%s\n---\n\n<objective>\nPay\n</objective>\n' "$1" "$2" >"$plans/01-0$1-PLAN.md"
}
plan 1 $'depends_on: []\nfiles_modified: [src/a.ts] # more'
plan 2 $'depends_on: ["01-01"]\nfiles_modified: ["src/a.ts", "src/b.ts"]'
plan 3 $'depends_on: [\n  "01-01"\n  ]\nfiles_modified: [\n  "src/a.ts",\n  "src/b.ts"\n  ]'

cat >check.js <<'JAVASCRIPT'
const assert = require("assert");
const fs = require("fs");
const yaml = require("yaml");

const plans = JSON.parse(fs.readFileSync(0, "utf8")).plans.map(plan => {
    const text = fs.readFileSync(`.planning/phases/01-pay/${plan.id}-PLAN.md`, "utf8");
    const right = yaml.parse(text.split("---")[1]);
    const found = [plan.wave, plan.depends_on, plan.files_modified];
    const expected = [right.depends_on, right.files_modified];
    console.log(`${plan.id}: GSD ${JSON.stringify(found)}, YAML ${JSON.stringify(expected)}`);
    return { found, expected };
});
const files = ["src/a.ts", "src/b.ts"];
assert.deepStrictEqual(plans[0], { found: [1, [], ["[src/a.ts] # more"]], expected: [[], ["src/a.ts"]] });
assert.deepStrictEqual(plans[1], { found: [2, ["01-01"], files], expected: [["01-01"], files] });
assert.deepStrictEqual(plans[2], { found: [1, [], []], expected: [["01-01"], files] });
JAVASCRIPT
node node_modules/get-shit-done-cc/get-shit-done/bin/gsd-tools.cjs phase-plan-index 01 | node check.js
