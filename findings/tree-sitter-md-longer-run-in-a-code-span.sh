#!/usr/bin/env bash
# tree-sitter-markdown 0.5.1 (PyPI, with tree-sitter 0.25.2): a code span that holds a longer run of
# backquotes ends within that run.
#
# One would expect CommonMark 0.31, section 6.1: a span that one backquote opens ends at the next run
# of exactly one, so "` ```go `" is the code "```go", as cmark and GitHub show it. The inline grammar
# ends the span at the first backquotes that are many enough, although more follow: the code is "``",
# and what comes after it is read wrongly up to the end of the text, so that the next span is the prose
# between two real ones. A shorter run inside a longer one is read right.
#
# Seen: two of four texts give the spans that the specification gives; no tree has an error node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tree-sitter==0.25.2 tree-sitter-markdown==0.5.1
"$folder/venv/bin/python" - <<'PYTHON'
import tree_sitter
import tree_sitter_markdown

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_markdown.inline_language()))

def spans(text):
    def below(node):
        here = [text[node.start_byte:node.end_byte]] if node.type == "code_span" else []
        return here + [span for child in node.children for span in below(child)]
    root = parser.parse(text).root_node
    assert not root.has_error, text
    return below(root)

# The text, the spans of the specification, and those of the grammar.
for text, right, seen in [
    (b"run `a` and `b`", [b"`a`", b"`b`"], [b"`a`", b"`b`"]),
    (b"a `` ` `` b", [b"`` ` ``"], [b"`` ` ``"]),
    (b"open ` ```go ` first", [b"` ```go `"], [b"` ```"]),
    (b"open ` ```go ` and `y` then", [b"` ```go `", b"`y`"], [b"` ```", b"` and `"]),
]:
    found = spans(text)
    print("as specified" if found == right else "differently ", text, found)
    assert found == seen, text
PYTHON
