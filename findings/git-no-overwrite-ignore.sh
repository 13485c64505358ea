#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): `git merge --no-overwrite-ignore` protects ignored files
# in a fast-forward only.
#
# One would expect what the manual says of the option: the merge is aborted rather than overwrite an ignored
# file. So it is where the branch can be fast-forwarded. In a merge that makes a commit, the option is accepted
# and does nothing: a branch that began to track a file which is ignored in the main checkout, such as local
# settings, replaces it without a word. Who merges branches of agents has to look for such files beforehand.
#
# Seen: a refusal for the fast-forward, with the file untouched; exit code 0 and the branch's file instead of
# the local one for the same branch with --no-ff and for branches that went apart.
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
echo 'local.toml' >.gitignore
git add .
git commit --quiet -m Base
git branch base
git switch --quiet -c side
echo "from the branch" >local.toml
git add --force local.toml
git commit --quiet -m Settings

merged() { # merges side by $2… into a new branch from $1 on, over a local file
    git switch --quiet --force-create try "$1"
    shift
    echo "mine, and nowhere else" >local.toml
    code=0
    git merge --quiet --no-overwrite-ignore --no-edit "$@" side >../said 2>&1 || code=$?
    echo "$*: exit code $code, the file is $(cat local.toml)"
}

merged base --ff-only
[ "$code" = 1 ]
grep --quiet mine local.toml
rm local.toml
merged base --no-ff
[ "$code" = 0 ]
grep --quiet branch local.toml
git switch --quiet --force-create apart base
git commit --quiet --allow-empty -m Apart
merged apart --no-ff
[ "$code" = 0 ]
grep --quiet branch local.toml
