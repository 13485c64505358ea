#!/usr/bin/env bash
# backlog.md 1.52.0 (npm): a change of one field drops all fields of the front matter that the tool does not know.
#
# One would expect `backlog task edit 1 -s Done` to set the status and leave the rest, as an edit of a YAML file
# in place does. The tool writes the front matter anew from the fields of its own. What a team or another tool
# added, such as an estimate or the folders that a task touches, is gone after the first edit of any kind, and so
# are comments and labels in one string (`labels: api, web`, valid YAML, becomes an empty list). The exit code is
# 0 and nothing is said. Own data has to stand in the text, or in `references`, which it keeps.
#
# Seen: after one edit of the status, the file has the new status, and neither `estimate`, `touches`, the comment,
# nor the labels; `references` and the text below are there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund backlog.md@1.52.0
backlog="$folder/node_modules/.bin/backlog"
export HOME="$folder"
git init --quiet project
cd project
"$backlog" init project --defaults >/dev/null 2>&1 </dev/null
cat >"backlog/tasks/task-1 - Read.md" <<'TASK'
---
# Agreed with the team
id: TASK-1
title: Read
status: To Do
assignee: []
created_date: '2026-11-02 10:00'
labels: api, web
dependencies: []
references:
  - docs/api.md
estimate: 3d
touches:
  - src/api
---

Text of the task
TASK
"$backlog" task edit 1 -s "In Progress" >/dev/null 2>&1 </dev/null
cat backlog/tasks/*
for kept in "status: In Progress" "docs/api.md" "Text of the task" "labels: \[\]"; do
    grep --quiet "$kept" backlog/tasks/*
done
for gone in estimate touches src/api Agreed "api, web"; do
    if grep --quiet "$gone" backlog/tasks/*; then
        echo "$gone is still there"
        exit 1
    fi
done
