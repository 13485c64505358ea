#!/usr/bin/env bash
# tree-sitter-go 0.25.0 (PyPI, with tree-sitter 0.25.2): a call of an element with exactly one argument, such as
# `handlers[key](request)`, is no call in the tree.
#
# One would expect a call_expression of an index_expression, since without types nobody can tell an element
# from a generic function, and a conversion to a generic type is the rarest of the three. The grammar reads it
# as a type_conversion_expression to the generic type `handlers[key]`, so that `handlers` and `key` are names of
# types; so it does with the generic call `convert[int](x)`. With no argument, with two, or with an index that
# cannot be a type, it is a call. A query for calls or for uses of a name misses such dispatch tables and
# generic calls, without an error node.
#
# Seen: four of eight statements are conversions; no tree has an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tree-sitter==0.25.2 tree-sitter-go==0.25.0
"$folder/venv/bin/python" - <<'PYTHON'
import tree_sitter
import tree_sitter_go

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_go.language()))

def kinds(node):
    return [node.type] + [kind for child in node.children for kind in kinds(child)]

for statement, is_call in {
    "handlers[key]()": True,
    "handlers[key](request)": False,
    "handlers[key](writer, request)": True,
    "handlers[0](request)": True,
    "handlers[key+1](request)": True,
    "defer handlers[key](request)": False,
    "server.handlers[key](request)": False,
    "convert[int](x)": False,
}.items():
    root = parser.parse(f"package p\n\nfunc f() {{\n\t{statement}\n}}\n".encode()).root_node
    found = kinds(root)
    print(f"{'call      ' if 'call_expression' in found else 'conversion'} {statement}")
    assert not root.has_error
    assert ("call_expression" in found) == is_call
    assert ("type_conversion_expression" in found) != is_call
PYTHON
