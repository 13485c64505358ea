#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): where two equal checklists are archived in one commit,
# the tick of a branch may land in the other one.
#
# One would expect a tick in `changes/b/tasks.md` to follow that file to `archive/b/tasks.md`. Two changes
# that nobody has begun often hold the same list, filled from one template. If one side moves both, and the
# other ticks a box in one of them, git looks for a file with the content that this one had, and takes the
# first place: contents and the last part of the name are all that it compares, folders count for nothing.
# Neither side is told, and a merge driver cannot help, since the pairing is done before it runs.
#
# Seen: the tick in a's list arrives in a's archive; the tick in b's list arrives in a's archive, too, and
# b's archive stays open. The exit code is 0 each time.
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
git init --quiet --initial-branch=main tree
cd tree
for change in a b; do
    mkdir -p "changes/$change"
    printf -- '- [ ] 1.1 Write it\n- [ ] 1.2 Test it\n- [ ] 1.3 Describe it\n' >"changes/$change/tasks.md"
done
git add .
git commit --quiet -m Plan
git branch plan
mkdir archive
git mv changes/a changes/b archive
git commit --quiet -m Archive

for change in a b; do
    git switch --quiet -c "tick-$change" plan
    sed -i '/1\.2/s/\[ \]/[x]/' "changes/$change/tasks.md"
    git commit --quiet -am Tick
    git switch --quiet -c "merged-$change" main
    git merge --quiet --no-edit "tick-$change"
    found=$(grep --recursive --files-with-matches '\[x\]' archive)
    echo "ticked in changes/$change/tasks.md, arrived in $found"
    [ "$found" = archive/a/tasks.md ]
done
