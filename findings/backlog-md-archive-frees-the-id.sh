#!/usr/bin/env bash
# backlog.md 1.52.0 (npm): after the newest task is archived, the next task gets its id.
#
# One would expect ids to be used once: the archived file keeps `id: TASK-2`, and the number of a completed task
# is not given again. An archived one is: two files have one id, and what named the first (commit messages, plans,
# dependencies on branches that were not merged yet) now means the second. The tool removes the dependencies on
# an archived task in the files at hand only. A reader of the archive must not look tasks up by id alone.
#
# Seen: TASK-2 is archived, the next task is TASK-2; TASK-3 is completed, the next one is TASK-4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund backlog.md@1.52.0
export HOME="$folder"
backlog() { "$folder/node_modules/.bin/backlog" "$@" >/dev/null 2>&1 </dev/null; }
git init --quiet project
cd project
backlog init project --defaults
backlog task create One
backlog task create Two
backlog task archive 2
backlog task create Three
found=$(grep --recursive '^id: TASK-2$' backlog | sort)
echo "$found"
[ "$found" = "backlog/archive/tasks/task-2 - Two.md:id: TASK-2
backlog/tasks/task-2 - Three.md:id: TASK-2" ]
backlog task create Four
backlog task edit 3 -s Done
backlog task complete 3
backlog task create Five
found=$(grep --recursive '^id: TASK-[34]$' backlog | sort)
echo "$found"
[ "$found" = "backlog/completed/task-3 - Four.md:id: TASK-3
backlog/tasks/task-4 - Five.md:id: TASK-4" ]
