#!/usr/bin/env bash
# prettier 3.10.1, markdownlint-cli2 0.22.1 (npm) and mdformat 1.0.0 (PyPI, with mdformat-gfm 1.0.0): formatters
# give numbered tasks other numbers, each in its own way.
#
# One would expect a formatter to keep the numbers of a list that are not in order: a gap is where a task was
# finished and removed, and `7.` is what "after 7" in another line means. Prettier counts on from the first
# number, markdownlint counts from 1 wherever the list begins, and mdformat writes one number for all; after a
# list that begins with 10, each further item is `01.`. None of them warns. Tasks need ids of their own, in the
# text behind the number.
#
# Seen: 1, 3, 7 becomes 1, 2, 3 (prettier and markdownlint) and 1, 1, 1 (mdformat); 10, 12 becomes 10, 11
# (prettier), 1, 2 (markdownlint) and 10, 01 (mdformat).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund prettier@3.10.1 markdownlint-cli2@0.22.1
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mdformat==1.0.0 mdformat-gfm==1.0.0

check() { # formats a list with the program $1, and expects the numbers $2
    printf '# Plan\n\n1. [ ] Read\n3. [ ] Store\n7. [ ] Show, after 3\n' >plan.md
    printf '\n## Later\n\n10. [ ] Mail\n12. [ ] Print\n' >>plan.md
    $1 plan.md >/dev/null 2>&1
    found=$(grep --only-matching '^[0-9]*' plan.md | tr '\n' ' ')
    echo "$1: $found"
    [ "$found" = "$2 " ]
}

check "node_modules/.bin/prettier --write" "1 2 3 10 11"
check "node_modules/.bin/markdownlint-cli2 --fix" "1 2 3 1 2"
check "venv/bin/mdformat" "1 1 1 10 01"
