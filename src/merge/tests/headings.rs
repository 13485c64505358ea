//! Headings that a side inserts: what they move, and where new tasks of the other side stand then.

use super::*;

#[test]
fn a_task_that_is_reopened_below_a_new_heading_is_the_same_task() {
    let base = "# A\n- [ ] Do a\n- [x] Write it\n# B\n- [ ] Do b\n";
    let new = "# A\n- [ ] Do a\n- [ ] Do c\n- [x] Write it\n# B\n- [ ] Do b\n";
    let at_top = "- [ ] Do a\n- [x] Write it\n";
    clean(&[
        (
            "a deeper heading",
            base,
            "# A\n## N\n- [ ] Do a\n- [ ] Write it\n# B\n- [ ] Do b\n",
            new,
            "# A\n## N\n- [ ] Do a\n- [ ] Do c\n- [ ] Write it\n# B\n- [ ] Do b\n",
        ),
        (
            "a heading beside",
            base,
            "# A\n- [ ] Do a\n# N\n- [ ] Write it\n# B\n- [ ] Do b\n",
            "# A\n- [ ] Do a\n- [x] Write it\n- [ ] Do c\n# B\n- [ ] Do b\n",
            "# A\n- [ ] Do a\n# N\n- [ ] Write it\n- [ ] Do c\n# B\n- [ ] Do b\n",
        ),
        (
            "a heading of each side",
            base,
            "# A\n## N\n- [ ] Do a\n- [ ] Write it\n# B\n- [ ] Do b\n",
            "# A\n- [ ] Do a\n## M\n- [ ] Do c\n- [x] Write it\n# B\n- [ ] Do b\n",
            "# A\n## N\n- [ ] Do a\n## M\n- [ ] Do c\n- [ ] Write it\n# B\n- [ ] Do b\n",
        ),
        (
            "labelled by the other side",
            base,
            "# A\n- [ ] Do a\n## N\n- [ ] Write it\n# B\n- [ ] Do b\n",
            "# A\n- [ ] Do a\n- [x] Write it #p:1\n# B\n- [ ] Do b\n",
            "# A\n- [ ] Do a\n## N\n- [ ] Write it #p:1\n# B\n- [ ] Do b\n",
        ),
        (
            "outside of all sections",
            at_top,
            "## N\n- [ ] Do a\n- [ ] Write it\n",
            "- [ ] Do a\n- [ ] Do c\n- [x] Write it\n",
            "## N\n- [ ] Do a\n- [ ] Do c\n- [ ] Write it\n",
        ),
        (
            "given up before",
            "- [ ] Do a\n- [-] Write it\n",
            "## N\n- [ ] Do a\n- [ ] Write it\n",
            "- [ ] Do a\n- [ ] Do c\n- [-] Write it\n",
            "## N\n- [ ] Do a\n- [ ] Do c\n- [ ] Write it\n",
        ),
    ]);
}

#[test]
fn a_heading_above_deeper_sections_takes_in_those_that_the_other_side_adds() {
    let tasks = "### [ ] Do a\n### [ ] Do b\n## P\n";
    let sections = "### X\n- [ ] Do a\n### Y\n- [ ] Do b\n## P\n";
    clean(&[
        (
            "above all of them",
            tasks,
            "## N\n### [ ] Do a\n### [ ] Do b\n## P\n",
            "### [ ] Do a\n### [ ] Do c\n### [ ] Do b\n## P\n",
            "## N\n### [ ] Do a\n### [ ] Do c\n### [ ] Do b\n## P\n",
        ),
        (
            "between them, and a task after it",
            tasks,
            "### [ ] Do a\n## N\n### [ ] Do b\n## P\n",
            "### [ ] Do a\n### [x] Do b\n### [ ] Do c\n## P\n",
            "### [ ] Do a\n## N\n### [x] Do b\n### [ ] Do c\n## P\n",
        ),
        (
            "between them, and a task before it",
            tasks,
            "### [ ] Do a\n## N\n### [ ] Do b\n## P\n",
            "### [ ] Do a\n### [ ] Do c\n### [ ] Do b\n## P\n",
            "### [ ] Do a\n### [ ] Do c\n## N\n### [ ] Do b\n## P\n",
        ),
        (
            "one of each side",
            tasks,
            "## N\n### [ ] Do a\n### [ ] Do b\n## P\n",
            "### [ ] Do a\n## M\n### [ ] Do b\n### [ ] Do c\n## P\n",
            "## N\n### [ ] Do a\n## M\n### [ ] Do b\n### [ ] Do c\n## P\n",
        ),
        (
            "sections that are no tasks",
            sections,
            "### X\n- [ ] Do a\n## N\n### Y\n- [ ] Do b\n## P\n",
            "### X\n- [ ] Do a\n### Y\n- [ ] Do b\n### Z\n- [ ] Do c\n## P\n",
            "### X\n- [ ] Do a\n## N\n### Y\n- [ ] Do b\n### Z\n- [ ] Do c\n## P\n",
        ),
        (
            "a part of a section, and those after it",
            "### X\n- [ ] Do a\n- [ ] Do b\n### Y\n- [ ] Do d\n## P\n",
            "### X\n- [ ] Do a\n## N\n- [ ] Do b\n### Y\n- [ ] Do d\n## P\n",
            "### X\n- [ ] Do a\n- [ ] Do b\n- [ ] Do c\n### Y\n- [x] Do d\n### Z\n## P\n",
            "### X\n- [ ] Do a\n## N\n- [ ] Do b\n- [ ] Do c\n### Y\n- [x] Do d\n### Z\n## P\n",
        ),
        (
            "a deeper section without tasks",
            "- [ ] Do a\n- [ ] Do b\n## P\n",
            "- [ ] Do a\n## N\n- [ ] Do b\n## P\n",
            "- [ ] Do a\n- [ ] Do b\n### E\n## P\n",
            "- [ ] Do a\n## N\n- [ ] Do b\n### E\n## P\n",
        ),
    ]);
}
