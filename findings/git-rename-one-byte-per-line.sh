#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): a checklist that is moved and ticked in one commit
# counts as deleted, although one byte of each line is all that changed.
#
# One would expect git to see the move: with 8 tasks of some 60 bytes, 98 % of the file's bytes are
# the same, and half would be enough. But git measures how alike files are by whole lines (longer ones
# by pieces of 64 bytes), so that a line with another box has nothing in common with the old one. A
# branch that edited one task at the old place then conflicts (modify/delete), where after a plain
# move the edit follows.
#
# Seen: `git merge` takes the edit along when the file was moved, and stops with "CONFLICT
# (modify/delete)" when its boxes were ticked as well.
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

merged() { # moves the list, runs $1 on it, and merges a branch that edits one task at the old place
    rm -rf tree
    git init --quiet --initial-branch=main tree
    cd tree
    mkdir changes archive
    for number in 1 2 3 4 5 6 7 8; do
        echo "- [ ] $number. Read the field number $number of the payment and store it"
    done >changes/tasks.md
    git add .
    git commit --quiet -m Plan
    git switch --quiet -c side
    sed -i 's/3\. Read/3. Parse/' changes/tasks.md
    git commit --quiet -am Edit
    git switch --quiet main
    git mv changes/tasks.md archive/tasks.md
    "$@" archive/tasks.md
    git commit --quiet -am Archive
    code=0
    git merge --quiet --no-edit side >../said 2>&1 || code=$?
    cd ..
}

merged true
echo "moved: exit code $code, $(grep -c Parse tree/archive/tasks.md) edited task at the new place"
[ "$code" = 0 ]
grep --quiet "3. Parse" tree/archive/tasks.md
merged sed -i 's/\[ \]/[x]/'
echo "moved and ticked: exit code $code, $(cat said)"
[ "$code" = 1 ]
grep --quiet "CONFLICT (modify/delete)" said
