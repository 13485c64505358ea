#!/usr/bin/env python3
"""Compares the boxes and titles that ctx reads with those that cmark-gfm reads.

Needs cmark-gfm (a Debian package) on the PATH. The program is target/debug/ctx, or the one that the
variable CTX names. Makes documents of items with all kinds of blocks right below them, and reads each
with both programs. Of a document, the outermost open tasks are compared: their lines and the text of
their first paragraphs. The documents of MEANT, which ctx reads otherwise on purpose, are checked to still
differ as they say. Exits 1 if anything else differs, and 2 if a program is missing.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

CTX = os.path.abspath(os.environ.get("CTX", "target/debug/ctx"))
NAMESPACE = "{http://commonmark.org/xml/1.0}"

# What ctx reads otherwise than cmark-gfm: why, a document, and the (line, title) that ctx reads.
MEANT = [
    ("a sign of any kind is a mark", "- [🚧] a", [(1, "a")]),
    ("a box without the blank behind it", "- [ ]a", [(1, "a")]),
    ("an empty box", "- [] a", [(1, "a")]),
    ("no blank between bullet and box", "-[ ] a", [(1, "a")]),
    ("a box behind the bullet of a word processor", "• [ ] a\n– [x] b", [(1, "a")]),
    ("what looks like another task is of no title", "- [ ] a\n( ) b", [(1, "a")]),
    ("a box in backquotes", "- `[ ]` a", [(1, "a")]),
    ("a box in a heading", "## [ ] a", [(1, "a")]),
    ("two columns nest below a number", "10. [ ] a\n  - [ ] b", [(1, "a")]),
    ("a box begins an item in a paragraph", "text\n2. [ ] a", [(2, "a")]),
    ("a lone dash is a wrapped dash", "- [ ] a\n  -\n  b", [(1, "a - b")]),
    ("far indented items are items", "- [x] a\n\n          - [ ] b", [(3, "b")]),
    ("far indented blocks are blocks", "- [ ] a\n        > b", [(1, "a")]),
    ("below a tag, Markdown is Markdown", "<details>\n- [ ] a", [(2, "a")]),
    ("a comment does not end a list", "1. [ ] a\n\n<!-- b -->\n\n   - [ ] c", [(1, "a")]),
    ("a comment in an item goes on to its end", "- [ ] a\n  <!--\n- [ ] b\n  -->", [(1, "a")]),
    ("below a number, too", "1. [ ] a\n  ```\n1. [ ] b", [(1, "a"), (3, "b")]),
    ("a sign of HTML is as it is written", "- [ ] a &amp; b", [(1, "a &amp; b")]),
    ("a box alone is a task", "- [ ]\n\n  a", [(1, "a")]),
    ("ids, labels and the rest of a text are no title", "- [ ] T1: write it all. B #c", [(1, "write it all")]),
]

ITEMS = ["- [ ] {}", "* [ ] {}", "- [x] {}", "- {}", "1. [ ] {}", "1. {}", "+ [X] {}"]
BELOW = [
    "</details>", "<details>", "<summary>x</summary>", "<div>", "<br>", "<br/>", "<!-- note -->",
    "<pre>\n{}- [ ] x\n{}</pre>", "</pre>", "<script>\n{}x\n{}</script>", "<?php x ?>", "<!DOCTYPE html>", "<![CDATA[x]]>", "<custom-tag>",
    "> quoted", ">", "> # quoted", "> - quoted", "# heading", "### heading ###", "#5 no heading",
    "```\n{}code\n{}```", "~~~\n{}- [ ] code\n{}~~~", "``` x ```", "---", "***", "- - -", "===", "--", "[ref]: /url", "[x]: /url 'title'",
    "| a | b |\n{}|---|---|", "a | b\n{}--- | ---\n{}c | d", "| a |\n{}|---|---|", "|---|---|",
    "text", "more text", "2. text", "14. text", "**bold** and `code`", "[link](url)", "[x](url)",
    "![image](url)", "*emphasis*", "a \\| b", "text  ", "\\# text", "[^1]: note",
]


def words(random_):
    return " ".join(random_.choices(["write", "read", "parse", "list", "file", "name"], k=2))


def document(random_):
    """A few items, each with blocks right below it or after a blank line."""
    lines = []
    indent = inside = 0
    for _ in range(random_.randint(1, 6)):
        indent = random_.choice([0, 0, 0, indent, inside])
        indent = indent if indent < 6 else 0
        item = random_.choice(ITEMS)
        lines.append(" " * indent + item.format(words(random_)))
        inside = indent + item.index(" ") + 1
        for _ in range(random_.choice([0, 1, 1, 2, 3])):
            if random_.random() < 0.2:
                lines.append("")
            margin = " " * random_.choice([0, indent, inside, inside, inside + 1])
            below = random_.choice(BELOW)
            margin = " " * inside if below.startswith("<!-- ") else margin
            lines.append(margin + below.replace("{}", margin))
            # HTML goes on to a blank line, for cmark-gfm; see MEANT.
            lines.extend([""] * below.startswith("<"))
        if random_.random() < 0.2:
            lines.append("")
    return "\n".join(lines) + "\n"


def plain(text):
    """Text as ctx prints titles: marks away, white space folded, no colon behind it. The brackets of
    a reference link, which ctx keeps, do not count."""
    return " ".join(re.sub(r"[][]", "", text).split()).rstrip(": ")


def inline(node):
    tag = node.tag.removeprefix(NAMESPACE)
    if tag in ("softbreak", "linebreak"):
        return " "
    if tag == "html_inline":
        text = node.text or ""
        return " " if re.fullmatch(r"<br\s*/?>", text) or text.startswith("<!--") else text
    if tag == "footnote_reference":
        return f"[^{node.text or ''}]"
    return (node.text or "") * (tag in ("text", "code")) + "".join(map(inline, node))


def outermost(node, found):
    """Adds the open tasks that are in no other open task."""
    for child in node:
        if child.tag == NAMESPACE + "tasklist" and child.get("completed") == "false":
            first = child[0] if len(child) else None
            titled = first is not None and first.tag in (NAMESPACE + "paragraph", NAMESPACE + "heading")
            title = plain(inline(first)) if titled else ""
            found.append((int(child.get("sourcepos").split(":")[0]), title))
        else:
            outermost(child, found)
    return found


def by_cmark(text):
    command = ["cmark-gfm", "-e", "tasklist", "-e", "table", "-t", "xml", "--sourcepos"]
    answer = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    return outermost(ElementTree.fromstring(answer.decode()), [])


def by_ctx(folder, text):
    file = os.path.join(folder, "tasks.md")
    with open(file, "w", encoding="utf-8") as out:
        out.write(text)
    command = [CTX, "analyze", "--no-keep", "--no-cache", "--history-depth", "0"]
    command += ["--root", folder, "--tasks", file, "--output-format", "json"]
    answer = subprocess.run(command, capture_output=True, check=False)
    if answer.returncode == 2 and b"no open task is read" in answer.stderr:
        return []
    if answer.returncode != 0:
        sys.exit(f"ctx failed on {text!r}: {answer.stderr.decode()}")
    return [(task["line"], plain(task["title"])) for task in json.loads(answer.stdout)["tasks"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, nargs="?", default=600, help="number of documents (600 by default)")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="seed of the documents (1 by default)")
    options = parser.parse_args()
    for program, remedy in [(CTX, "build it with `cargo build`, or name it in CTX"),
                            ("cmark-gfm", "install the package cmark-gfm")]:
        if not shutil.which(program):
            parser.error(f"{program} is no program: {remedy}")
    count = options.documents
    random_ = random.Random(options.seed)
    differences = tasks = 0
    with tempfile.TemporaryDirectory() as folder:
        for reason, text, expected in MEANT:
            ours, theirs = by_ctx(folder, text + "\n"), by_cmark(text + "\n")
            if ours != expected or ours == theirs:
                differences += 1
                print(f"no longer as meant: {reason}\n  ctx   {ours}\n  cmark {theirs}")
        for _ in range(count):
            text = document(random_)
            ours, theirs = by_ctx(folder, text), by_cmark(text)
            tasks += len(theirs)
            if ours != theirs:
                differences += 1
                print(f"{text}\n  ctx   {ours}\n  cmark {theirs}\n" + "-" * 40)
    print(f"{count} documents with {tasks} tasks, {len(MEANT)} meant differences, {differences} other")
    sys.exit(min(differences, 1))


main()
