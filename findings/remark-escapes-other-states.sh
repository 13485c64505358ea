#!/usr/bin/env bash
# remark 15.0.1 with remark-gfm 4.0.1 (npm) against prettier 3.10.1 and mdformat 1.0.0 (PyPI, with mdformat-gfm
# 1.0.0): a checklist that passes through remark loses each state but open and done.
#
# One would expect boxes that GitHub does not draw to stay as they are, since they are text: `[-]` for a task that
# was given up, `[~]` for one in progress. remark writes text so that it can mean nothing else, in any dialect, and
# puts a backslash before the bracket: `\[-]`, `\[\~]`. The page looks the same, and a tool that reads states
# from the source finds bullets without a box. References to tasks, `[T001]`, change in the same way. Prettier
# and mdformat leave all of them alone.
#
# Seen: remark escapes `[-]`, `[~]`, `[>]` and `[T001]`, and keeps `[ ]` and `[x]`; the others change nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund remark@15.0.1 remark-gfm@4.0.1 prettier@3.10.1
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mdformat==1.0.0 mdformat-gfm==1.0.0
cat >tasks.md <<'TASKS'
- [ ] Read the field
- [x] Store it
- [-] Mail it
- [~] Print it
- [>] Show it, after [T001]
TASKS
cp tasks.md before.md
cat >remark.mjs <<'JAVASCRIPT'
import { readFileSync } from "fs";
import { remark } from "remark";
import gfm from "remark-gfm";
const settings = { bullet: "-" };
process.stdout.write(String(remark().use(gfm).data({ settings }).processSync(readFileSync("before.md", "utf8"))));
JAVASCRIPT
node_modules/.bin/prettier --write tasks.md >/dev/null
cmp tasks.md before.md
venv/bin/mdformat tasks.md
cmp tasks.md before.md
node remark.mjs | tee after.md
diff after.md - <<'TASKS'
- [ ] Read the field
- [x] Store it
- \[-] Mail it
- \[\~] Print it
- \[>] Show it, after \[T001]
TASKS
