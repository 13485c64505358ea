#!/usr/bin/env bash
# cmark-gfm 0.29.0.gfm.13 (PyPI cmarkgfm 2025.10.22) against marked 16.4.2 and markdown-it-task-lists
# 2.1.1 (npm): a box counts only where its list marker is the first thing of the line.
#
# One would expect `> - [ ] a` (a checklist in a quote) and `- - [ ] a` (an item that begins with an
# item) to be tasks wherever `- [ ] a` is one. Both JavaScript renderers draw a box. cmark-gfm leaves
# `[ ] a` as text in both, though it draws the box of the same nested item once it has a line of its
# own. A reader that takes cmark-gfm as its oracle has to allow for it.
#
# Seen: boxes 1, 1, 0, 0, 0 for cmark-gfm and 1 each for the other two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cmarkgfm==2025.10.22
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund marked@16.4.2 markdown-it@14.1.0 markdown-it-task-lists@2.1.1
cat > boxes.mjs <<'JAVASCRIPT'
import { marked } from "marked";
import MarkdownIt from "markdown-it";
import tasks from "markdown-it-task-lists";
const boxes = (html) => html.split("<input").length - 1;
const lists = new MarkdownIt().use(tasks);
const cases = JSON.parse(process.argv[2]);
console.log(JSON.stringify(cases.map((text) => [boxes(marked.parse(text)), boxes(lists.render(text))])));
JAVASCRIPT
venv/bin/python - <<'PYTHON'
import json
import subprocess
import cmarkgfm

expected = {
    "- [ ] a\n": 1,
    "- a\n  - [ ] b\n": 1,
    "- - [ ] a\n": 0,
    "1. - [x] a\n": 0,
    "> - [ ] a\n": 0,
}
others = json.loads(subprocess.check_output(["node", "boxes.mjs", json.dumps(list(expected))]))
for (markdown, boxes), (marked, markdown_it) in zip(expected.items(), others):
    found = cmarkgfm.github_flavored_markdown_to_html(markdown).count("<input")
    print(f"cmark-gfm {found}  marked {marked}  markdown-it {markdown_it}  {markdown!r}")
    assert found == boxes and marked == 1 and markdown_it == 1, markdown
PYTHON
