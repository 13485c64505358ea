#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): whoever completes the last task of a folder completes
# the new tasks of other branches as well.
#
# One would expect a new file `tasks/task-2.md` to merge cleanly with a move of `tasks/task-1.md` to
# `completed/`: no line and no path is shared. If task-1 was the only file of its folder, git takes the folder
# for renamed, also where `completed/` existed before, and lets the new, open task follow it. By default that
# is a conflict, with the file already at the wrong place and one `git add` away from being committed there.
# With merge.directoryRenames=true the merge is clean. The apply backend of rebase leaves the file where it was.
#
# Seen: a conflict with the open task in completed/; with the setting, exit code 0 and the same place; with
# `git rebase --apply`, or where another task stays in the folder, the task is in tasks/.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq git=1:2.39.5-0+deb12u3
dpkg -x git_*.deb package
export GIT_EXEC_PATH="$folder/package/usr/lib/git-core" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
git() { "$folder/package/usr/bin/git" "$@"; }
git --version
[ "$(git --version)" = "git version 2.39.5" ]

merged() { # makes a list with $1 tasks, completes the first, and merges a branch with a new one by the rest
    local count=$1
    shift
    rm -rf tree
    git init --quiet --initial-branch=main tree
    cd tree
    mkdir -p backlog/tasks backlog/completed
    echo "Finished long ago" >backlog/completed/task-0.md
    for number in $(seq "$count"); do
        echo "Text of task $number" >"backlog/tasks/task-$number.md"
    done
    git add .
    git commit --quiet -m Plan
    git switch --quiet -c side
    echo "A new task, open" >backlog/tasks/task-9.md
    git add .
    git commit --quiet -m New
    git switch --quiet main
    git mv backlog/tasks/task-1.md backlog/completed
    git commit --quiet -m Complete
    code=0
    git "$@" >../said 2>&1 || code=$?
    place=$(find backlog -name task-9.md)
    cd ..
    echo "$count open, git $*: exit code $code, the new task is $place"
}

merged 1 merge --no-edit side
[ "$code" = 1 ]
[ "$place" = backlog/completed/task-9.md ]
grep "CONFLICT (file location)" said
merged 1 -c merge.directoryRenames=true merge --no-edit side
[ "$code" = 0 ]
[ "$place" = backlog/completed/task-9.md ]
merged 1 rebase --apply main side
[ "$code" = 0 ]
[ "$place" = backlog/tasks/task-9.md ]
merged 2 merge --no-edit side
[ "$code" = 0 ]
[ "$place" = backlog/tasks/task-9.md ]
