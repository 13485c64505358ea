#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): the patch id of a tick changes when a task nearby is
# ticked, so a picked commit counts as missing.
#
# One would expect `git cherry` and `git log --cherry-mark` to know a commit that was cherry-picked without a
# conflict: a patch id leaves out line numbers and white space. But it covers the unchanged lines around a change,
# three on each side. In a checklist these are other tasks, and as soon as one of them was ticked or reworded
# in the meantime, the same tick has another id, and a branch whose work is all there looks unmerged. Ids of
# patches without context (`git diff --unified=0 | git patch-id`) are equal.
#
# Seen: a pick with a tick two lines away is clean and still marked `+`; with the tick four lines away it is
# marked `-`; without context the two ids are equal in both cases.
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
id() { git diff --unified=0 "$1^" "$1" | git patch-id --stable | cut -d ' ' -f 1; }

expected=([4]=- [2]=+)
for near in 4 2; do
    rm -rf tree
    git init --quiet --initial-branch=main tree
    cd tree
    for number in 1 2 3 4 5 6 7 8 9; do
        echo "- [ ] Task number $number"
    done >tasks.md
    git add .
    git commit --quiet -m Plan
    git switch --quiet -c side
    sed -i '8s/\[ \]/[x]/' tasks.md
    git commit --quiet -am 'Tick 8'
    git switch --quiet main
    sed -i "$((8 - near))s/\[ \]/[x]/" tasks.md
    git commit --quiet -am "Tick $((8 - near))"
    git cherry-pick side >/dev/null
    mark=$(git cherry main side | cut -c 1)
    echo "a tick $near lines away: marked $mark, ids without context $(id main) and $(id side)"
    [ "$mark" = "${expected[$near]}" ]
    [ "$(id main)" = "$(id side)" ]
    cd ..
done
