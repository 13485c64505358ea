//! Blank lines, and the ends of lines and of the file.

use super::*;

#[test]
fn blank_lines_stay_where_they_are() {
    clean(&[
        (
            "put below a heading by both",
            "# A\n\n- z\n",
            "# A\n\n- a\n- z\n",
            "# A\n\n- b\n- z\n",
            "# A\n\n- a\n- b\n- z\n",
        ),
        (
            "the last of one section and the first of another",
            "# A\n\n- a one\n\n# B\n\n- b one\n\n# C\n\n- c one\n",
            "# A\n\n# B\n\n- b one\n\n# C\n\n- a one\n- c one\n",
            "# A\n\n- a one\n\n# B\n\n# C\n\n- b one\n- c one\n",
            "# A\n\n# B\n\n# C\n\n- a one\n- b one\n- c one\n",
        ),
        (
            "all below a heading gone, and something new",
            "# A\n\n- [x] a one\n\n# Done\n",
            "# A\n\n# Done\n\n- [x] a one\n",
            "# A\n\n- [x] a one\n- [ ] new one\n\n# Done\n",
            "# A\n\n- [ ] new one\n\n# Done\n\n- [x] a one\n",
        ),
        (
            "behind a paragraph",
            "# A\n\ntext\n\n- [x] a one\n\n# Done\n",
            "# A\n\ntext\n\n# Done\n\n- [x] a one\n",
            "# A\n\ntext\n\n- [x] a one\n- [ ] new one\n\n# Done\n",
            "# A\n\ntext\n\n- [ ] new one\n\n# Done\n\n- [x] a one\n",
        ),
    ]);
}

#[test]
fn lone_carriage_returns_are_merged_as_line_ends() {
    for (base, ours, theirs) in [
        (
            "# T\n- [ ] a one\n- [ ] b two\n",
            "# T\n- [x] a one\n- [ ] b two\n- [ ] c new\n",
            "# T\n- [ ] a one\n- [x] b two\n",
        ),
        ("- [ ] a one\n  more\n", "- [ ] a one\n  less\n", "- [x] a one\n  more\n"),
        (
            "- [ ] a one\n- [ ] b two",
            "- [x] a one\n- [ ] b two",
            "- [ ] a one\n- [ ] b two\n- [ ] c",
        ),
        ("- [ ] T1 a\n", "- [ ] T1 write it all\n", "- [ ] T1 read it all\n"),
        ("", "# A\n\n- [ ] a\n", "# A\n\n- [ ] b\n"),
    ] {
        let (expected, is_clean) = merged(base, ours, theirs);
        let [base, ours, theirs] = [base, ours, theirs].map(|text| text.replace('\n', "\r"));
        assert_eq!(merged(&base, &ours, &theirs), (expected.replace('\n', "\r"), is_clean));
    }
    // Each line keeps its own end.
    let base = "# T\n- [ ] a one\r- [ ] b two\r\n- [ ] c three\n";
    let (ours, theirs) = (base.replace("[ ] a", "[x] a"), base.replace("[ ] c", "[x] c"));
    let both = ours.replace("[ ] c", "[x] c");
    assert_eq!(merged(base, &ours, &theirs), (both, true));
}

#[test]
fn ends_of_lines_and_of_the_file() {
    clean(&[
        (
            "converted",
            "- [ ] a\n- [ ] b\n",
            "- [ ] a\r\n- [ ] b\r\n",
            "- [x] a\n- [ ] b\n- c\n",
            "- [x] a\r\n- [ ] b\r\n- c\r\n",
        ),
        (
            "mixed stay mixed",
            "- [ ] a\r\n- [ ] b\n",
            "- [x] a\r\n- [ ] b\n",
            "- [ ] a\r\n- [x] b\n",
            "- [x] a\r\n- [x] b\n",
        ),
        (
            "a mark added",
            "- [ ] a\n- [ ] b\n",
            "\u{feff}- [ ] a\n- [ ] b\n",
            "- [ ] a\n- [x] b\n",
            "\u{feff}- [ ] a\n- [x] b\n",
        ),
        ("a mark removed", "\u{feff}- [ ] a\n", "- [ ] a\n", "\u{feff}- [x] a\n", "- [x] a\n"),
        (
            "no final newline",
            "- [ ] a\n- [ ] b",
            "- [x] a\n- [ ] b",
            "- [ ] a\n- [ ] b\n- [ ] c",
            "- [x] a\n- [ ] b\n- [ ] c",
        ),
        ("a final newline added", "- [ ] a", "- [ ] a\n", "- [x] a", "- [x] a\n"),
        (
            "blank lines at both ends",
            "\n\n- [ ] a\n\n\n",
            "\n\n- [x] a\n\n\n",
            "\n- [ ] a\n\n\n\n",
            "\n- [x] a\n\n\n\n",
        ),
    ]);
    let found = merge(
        b"- [ ] a \xFF\xFE\n\xC3\n- [ ] b\n",
        b"- [x] a \xFF\xFE\n\xC3\n- [ ] b\n",
        b"- [ ] a \xFF\xFE\n\xC3\n- [x] b\n",
        &Options::default(),
    );
    assert_eq!(found.bytes, b"- [x] a \xFF\xFE\n\xC3\n- [x] b\n");
}
