#!/usr/bin/env bash
# python-frontmatter 1.3.0 (PyPI): a page that begins with a rule loses its text up to the next rule.
#
# One would expect front matter that is no mapping to stay what it is, text: `---` is a rule in Markdown, too,
# and checklists like to have one at the top and one below the introduction. The library takes what is between
# for YAML, gets a plain string, and drops it: it is neither in the metadata nor in the content, and there is no
# error. `load` followed by `dump`, as a tool does to set one field, deletes it from the file. A plain list
# is dropped in the same way.
#
# Seen: no metadata, and the content begins behind the second rule; the text and the list between the rules
# are in neither, and not in the page that is written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-frontmatter==1.3.0 PyYAML==6.0.4
"$folder/venv/bin/python" - <<'PYTHON'
import frontmatter

for top in ["Read the rules before you begin.", "- First task\n- Second task"]:
    page = frontmatter.loads(f"---\n\n{top}\n\n---\n\n- [ ] Third task\n")
    page["reviewed"] = True
    written = frontmatter.dumps(page)
    print(repr(top), "->", repr(written))
    assert page.metadata == {"reviewed": True}
    assert top not in written
    assert page.content == "- [ ] Third task"
PYTHON
