#!/usr/bin/env bash
# todotxt-cli 2.11.0 (Debian package 2.11.0-2): completing a task gives all later tasks another number, deleting
# one does not.
#
# One would expect numbers to stay in both cases, since the tool leaves an empty line where a task was deleted,
# so that the others keep theirs. Completing a task moves it to done.txt, and closes the gap together with all
# earlier ones. A script or an agent that reads the list once and then types `do 2` and `do 3` finishes another
# task than it meant, and nothing is said. `do 2 3` in one command, or `-a`, finishes the right ones.
#
# Seen: after `del 1`, task 3 is still the third; after `do 1`, `do 2` finishes the third; with -a, the second.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq todotxt-cli=2.11.0-2
dpkg -x todotxt-cli_*.deb package
echo 'export TODO_DIR="$PWD" TODO_FILE=todo.txt DONE_FILE=done.txt REPORT_FILE=report.txt' >config
todo() { HOME="$folder" package/usr/bin/todo-txt -f -d config "$@" >/dev/null; }

check() { # runs the commands, each a word with its arguments, and expects the finished tasks $1
    local command
    printf 'First\nSecond\nThird\nFourth\n' >todo.txt
    : >done.txt
    for command in "${@:2}"; do
        # shellcheck disable=SC2086
        todo $command
    done
    found=$(cat done.txt todo.txt | sed -n 's/^x [-0-9]* //p' | tr '\n' ' ')
    echo "${*:2}: $found"
    [ "$found" = "$1 " ]
}

check "Third" "del 1" "do 3"
check "First Third" "do 1" "do 2"
check "First Second" "-a do 1" "-a do 2"
check "First Second" "do 1 2"
