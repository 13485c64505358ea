#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): `git diff --check` takes the underline of a heading with
# seven letters for a conflict marker.
#
# One would expect "leftover conflict marker" only where there is a conflict: `=======` alone, without `<<<<<<<`
# before it and `>>>>>>>` after it, is no marker. But git looks at single lines, so a Markdown heading such as
# "Backlog" or "Roadmap" with an underline of its own length fails the check of many pre-commit hooks, with exit
# code 2, and a heading of six or eight letters does not. `*.md conflict-marker-size=8` moves the problem to the
# headings of eight letters.
#
# Seen: exit code 2 for "Backlog", 0 for "Plans" and "Backlogs"; with the attribute 0 for "Backlog" and 2
# for "Backlogs".
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
git init --quiet tree
cd tree

check() { # checks a page with the heading $1, and expects exit code $2
    printf '%s\n%s\n\n- [ ] Read the field\n' "$1" "${1//?/=}" >tasks.md
    git add .
    code=0
    said=$(git diff --cached --check) || code=$?
    echo "$1: exit code $code ${said%%$'\n'*}"
    [ "$code" = "$2" ]
}

check Backlog 2
check Plans 0
check Backlogs 0
echo '*.md conflict-marker-size=8' >.gitattributes
check Backlog 0
check Backlogs 2
