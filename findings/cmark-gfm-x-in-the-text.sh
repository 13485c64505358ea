#!/usr/bin/env bash
# cmark-gfm 0.29.0.gfm.13 (PyPI cmarkgfm 2025.10.22): an open task whose first line mentions `[x]`
# is rendered as finished.
#
# One would expect the box to decide: `- [ ] Refuse [x] here` is open, as marked, markdown-it and
# remark render it. cmark-gfm looks for `[x]` anywhere in the item's first line, code spans and
# images included, so the box is ticked. Only the first line counts: `[x]` on the second is text.
# The other way round nothing happens: `- [x] a [ ] b` stays finished.
#
# Seen: three open items out of four come back `checked`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cmarkgfm==2025.10.22
"$folder/venv/bin/python" - <<'PYTHON'
import cmarkgfm

def is_ticked(markdown):
    html = cmarkgfm.github_flavored_markdown_to_html(markdown)
    assert html.count("<input") == 1, html
    return 'checked=""' in html

expected = {
    "- [ ] Refuse [x] here\n": True,
    "- [ ] Refuse `[x]` in code\n": True,
    "- [ ] Draw ![x](cross.png)\n": True,
    "- [ ] Refuse it\n  where [x] stands\n": False,
    "- [ ] Refuse (x) here\n": False,
    "- [x] Allow [ ] here\n": True,
}
for markdown, ticked in expected.items():
    found = is_ticked(markdown)
    print(f"{'ticked' if found else 'open':7}{markdown!r}")
    assert found == ticked, markdown
PYTHON
