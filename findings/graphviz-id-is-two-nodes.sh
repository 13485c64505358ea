#!/usr/bin/env bash
# graphviz 2.42.2 (Debian package graphviz 2.42.2-7+deb12u1): an id such as `bd-1` without quotes is two nodes.
#
# One would expect a syntax error, since neither `bd-1` nor `1.2.3` is an id of the language. Statements need
# nothing between them, and a number may begin with a minus or a dot: `bd-1 -> bd-2` is the node bd, an edge from
# -1 to bd, and the node -2. The ids of a whole backlog become one node `bd` and numbers, drawn with arrows that
# nobody wrote. `1.2.3` and `5.1a` are cut, too, with a warning; `bd-1` gives none. The exit code is 0.
#
# Seen: three nodes and one edge for `bd-1 -> bd-2`, without a message; three nodes for `1.2.3 -> 2`, with a
# warning; two nodes with quotes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq graphviz=2.42.2-7+deb12u1 libcgraph6=2.42.2-7+deb12u1 libcdt5=2.42.2-7+deb12u1
for package in ./*.deb; do
    dpkg -x "$package" package
done
LD_LIBRARY_PATH=$(dirname "$(find package -name 'libcgraph.so.6' -print -quit)")
export LD_LIBRARY_PATH

check() { # reads the graph $1, and expects $2 nodes, $3 edges, and a message if $4 is not empty
    read -r nodes edges _ <<<"$(package/usr/bin/gc -ne 2>said <<<"digraph { $1 }")"
    echo "$1: $nodes nodes, $edges edges $(cat said)"
    [ "$nodes $edges" = "$2 $3" ]
    [ "$(grep --count ambiguity said || true)" = "$4" ]
}

check '"bd-1" -> "bd-2"' 2 1 0
check 'bd-1 -> bd-2' 3 1 0
check '1.2.3 -> 2' 3 1 1
package/usr/bin/nop <<<'digraph { bd-1 -> bd-2 }'
package/usr/bin/nop <<<'digraph { bd-1 -> bd-2 }' | grep --quiet -- '-1 -> bd;'
