#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): a commit "#12 Fix the parser" loses its subject when a
# conflict interrupts its cherry-pick or rebase.
#
# One would expect `--continue` to keep the message, as both commands do without a conflict. After a conflict
# git opens the message in the editor, and takes lines that begin with `#` for comments, although it wrote them
# itself and nobody edited anything. A subject that begins with the number of a task, and each Markdown heading
# of the body, are gone; the next paragraph becomes the subject, and tools that find a task's commits by its
# number find none. With --cleanup=verbatim at commit, or another core.commentChar, it does not happen.
#
# Seen: subject "#12 Fix the parser" after a clean cherry-pick; "The body" after one that was continued, and
# after a continued rebase; the subject again with core.commentChar set.
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
export GIT_EDITOR=true
git init --quiet --initial-branch=main tree
cd tree
echo one >file
git add .
git commit --quiet -m Base
git switch --quiet -c side
echo two >file
git commit --quiet -am '#12 Fix the parser' -m 'The body' -m '# Notes'
git switch --quiet -c clean main
git cherry-pick side >/dev/null
found=$(git log -1 --format=%s)
echo "without a conflict: $found"
[ "$found" = "#12 Fix the parser" ]

continued() { # continues the interrupted command $1, with the settings that follow
    echo solved >file
    git add file
    git "${@:2}" "$1" --continue >/dev/null 2>&1
    found=$(git log -1 --format=%s)
    echo "${*}: $found"
}

for setting in core.commentChar=# "core.commentChar=;"; do
    for command in cherry-pick rebase; do
        git switch --quiet --force-create other main
        echo three >file
        git commit --quiet -am Other
        git switch --quiet --force-create try side
        if [ "$command" = rebase ]; then
            git -c "$setting" rebase other >/dev/null 2>&1 && exit 1
        else
            git switch --quiet other
            git -c "$setting" cherry-pick side >/dev/null 2>&1 && exit 1
        fi
        continued "$command" -c "$setting"
        if [ "$setting" = "core.commentChar=#" ]; then
            [ "$found" = "The body" ]
        else
            [ "$found" = "#12 Fix the parser" ]
        fi
    done
done
