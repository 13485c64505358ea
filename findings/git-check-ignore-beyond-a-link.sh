#!/usr/bin/env bash
# git 2.39.5 (Debian package git 1:2.39.5-0+deb12u3): `git check-ignore --stdin` gives up at the first
# path that lies beyond a symbolic link.
#
# One would expect an answer for each path, as for paths that do not exist: those are answered. A path
# below a link inside the work tree ends the whole command instead, with exit code 128 and "fatal:
# pathspec 'link/a' is beyond a symbolic link". Paths after it get no answer, though they are ignored,
# so a caller that reads the output alone takes them for not ignored.
#
# Seen: of a.log, link/a and b.log only a.log is printed; without link/a, both are.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq git=1:2.39.5-0+deb12u3
dpkg -x git_*.deb package
git="$folder/package/usr/bin/git"
export GIT_EXEC_PATH="$folder/package/usr/lib/git-core" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
"$git" --version
[ "$("$git" --version)" = "git version 2.39.5" ]
"$git" init --quiet tree
cd tree
echo '*.log' >.gitignore
mkdir folder
ln -s folder link

found=$(printf 'a.log\nmissing/b.log\n' | "$git" check-ignore --stdin)
[ "$found" = "$(printf 'a.log\nmissing/b.log')" ]
code=0
found=$(printf 'a.log\nlink/a\nb.log\n' | "$git" check-ignore --stdin 2>../said) || code=$?
echo "exit code $code, printed: $found"
[ "$code" = 128 ]
[ "$found" = "a.log" ]
grep "beyond a symbolic link" ../said
