#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): merge and rebase with --autostash exit 0 while the
# checklist is full of conflict markers.
#
# One would expect a command that ends in a conflict to exit 1, as `git stash pop` does. With --autostash (or
# merge.autoStash and rebase.autoStash, so also without an option) the merge itself succeeds, and the conflict of
# the uncommitted edits afterwards is a message only. A script that goes by the exit code then commits or reads a
# file in which a task stands twice between markers; only `git status` or `git ls-files --unmerged` shows it.
#
# Seen: exit code 0 and an unmerged file with markers for both commands; exit code 1 for stash pop.
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

tree() { # makes a repository in which main has an uncommitted edit that conflicts with side
    rm -rf tree
    git init --quiet --initial-branch=main tree
    cd tree
    printf -- '- [ ] Read the field\n- [ ] Store it\n' >tasks.md
    git add .
    git commit --quiet -m Plan
    git switch --quiet -c side
    sed -i 's/Read/Parse/' tasks.md
    git commit --quiet -am Edit
    git switch --quiet main
    sed -i 's/Read/Check/' tasks.md
}

for command in "merge --no-ff --no-edit" rebase; do
    tree
    code=0
    # shellcheck disable=SC2086
    git $command --autostash side >../said 2>&1 || code=$?
    unmerged=$(git ls-files --unmerged | wc -l)
    markers=$(grep --count '^<<<<<<<' tasks.md)
    echo "git $command --autostash: exit code $code, $unmerged unmerged entries, $markers marker"
    [ "$code" = 0 ]
    [ "$unmerged" -gt 0 ]
    [ "$markers" = 1 ]
    cd ..
done
tree
git stash --quiet
git merge --quiet --no-edit side
code=0
git stash pop >../said 2>&1 || code=$?
echo "git stash pop: exit code $code"
[ "$code" = 1 ]
