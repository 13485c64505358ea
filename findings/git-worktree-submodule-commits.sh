#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): `git worktree remove --force` deletes commits that were
# made in a submodule of the worktree, although the branch that names them stays.
#
# One would expect a submodule's repository below `.git/modules`, shared by all worktrees like the
# repository itself, so that removing a clean worktree loses nothing. But a submodule that is filled in a linked
# worktree has a repository of its own below `.git/worktrees/NAME/modules`. git refuses to remove such a
# worktree without --force, clean or not, and with it, the submodule's commits go. The branch then names a
# commit that is nowhere. Commits of submodules have to be pushed or fetched out of the worktree first.
#
# Seen: the worktree is clean; removal is refused with exit code 128, and with --force it takes along the one
# commit; the submodule of the main checkout has never had it.
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
export GIT_ALLOW_PROTOCOL=file
git init --quiet part
git -C part commit --quiet --allow-empty -m First
git init --quiet --initial-branch=main tree
cd tree
git submodule --quiet add "$folder/part" part
git commit --quiet -m Base
git worktree add --quiet ../work -b work
cd ../work
git submodule --quiet update --init
place=$(git -C part rev-parse --absolute-git-dir)
echo "the submodule's repository is ${place#"$folder"/}"
[ "$place" = "$folder/tree/.git/worktrees/work/modules/part" ]
git -C part commit --quiet --allow-empty -m "Work of days"
commit=$(git -C part rev-parse HEAD)
git commit --quiet -am "Take it"
[ -z "$(git status --porcelain --ignored)" ]
cd ../tree
code=0
git worktree remove ../work 2>../said || code=$?
echo "remove: exit code $code, $(cat ../said)"
[ "$code" = 128 ]
grep --quiet "containing submodules" ../said
git worktree remove --force ../work
[ "$(git rev-parse work:part)" = "$commit" ]
code=0
git -C part cat-file -e "$commit" 2>/dev/null || code=$?
echo "the commit that the branch names: $([ "$code" = 0 ] && echo there || echo gone)"
[ "$code" != 0 ]
[ ! -e "$place" ]
