#!/usr/bin/env bash
# orgparse 0.5.20260926 (PyPI): keywords without a bar have no done state, so finished tasks count as open.
#
# One would expect Org's rule: `#+TODO: TODO NEXT DONE` is a short form of `TODO NEXT | DONE`, since without a
# bar the last keyword is the state of finished tasks. orgparse takes all of them for open ones, `DONE` too,
# and its list of done keywords is empty. A backlog of such a file has no finished task.
#
# Seen: with the bar, `* DONE a` is done; without it, DONE is among the keywords of open tasks. Without any
# line `#+TODO:`, DONE is done.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check orgparse==0.5.20260926
"$folder/venv/bin/python" - <<'PYTHON'
import orgparse

for keywords, done in [("", ["DONE"]), ("#+TODO: TODO NEXT | DONE\n", ["DONE"]), ("#+TODO: TODO NEXT DONE\n", [])]:
    root = orgparse.loads(keywords + "* DONE a\n* TODO b\n")
    print(repr(keywords), "open:", root.env.todo_keys, "done:", root.env.done_keys)
    assert [task.todo for task in root[1:]] == ["DONE", "TODO"]
    assert root.env.done_keys == done
    assert ("DONE" in root.env.todo_keys) == (done == [])
PYTHON
