//! Other spellings of Kiro's lists, as cc-sdd and other tools write them, in Kiro's own.
//!
//! - A star behind the number (`[ ] 3.2* Test it`) or escaped (`[ ]\* 3.2 Test it`) marks an optional task.
//! - `(P)`, behind the number or at the end, marks a task that may run in parallel, as spec-kit's `[P]`.
//! - In a flat list, `3.1` stands beside `3`, not below it. It is moved below, so that `3` is its parent. A `3`
//!   that has steps of its own is a task of its own.

use crate::backlog::Source;
use crate::backlog::text::lines;

/// Width by which a child is moved below its parent: that of `- `.
const STEP: &str = "  ";

/// Place of the star that marks an optional task.
#[derive(PartialEq)]
enum Star {
    None,
    /// Right behind the box, as Kiro writes it.
    Own,
    /// Escaped, or behind the number.
    Other,
}

/// Line with a box and a number.
struct Numbered<'a> {
    indent: &'a str,
    /// List marker and box: `- [ ]`.
    head: &'a str,
    is_open: bool,
    star: Star,
    is_parallel: bool,
    /// Without the dot at its end: `3`, `3.1`.
    number: &'a str,
    /// The number as written, without its star.
    written: &'a str,
    title: &'a str,
}

/// Task at the left edge whose children may follow.
struct Parent<'a> {
    number: &'a str,
    is_open: bool,
    /// Set if lines of its own stand below it, besides the requirements that it names.
    has_steps: bool,
}

/// List in Kiro's own spelling.
pub struct Canonical {
    pub source: Source,
    /// True if children of the list stood beside their parents.
    pub was_flat: bool,
    /// 1-based lines of open optional steps beside their finished parents, which were ticked.
    pub left_out: Vec<u32>,
    /// True if some tasks were marked as parallel, so that the others are not.
    pub has_marks: bool,
}

/// Returns the list with each line in Kiro's own spelling; `None` if it has no other, or is not UTF-8.
/// Lines keep their numbers.
pub fn of(source: &Source) -> Option<Canonical> {
    let text = std::str::from_utf8(&source.bytes).ok()?;
    let mut written = String::with_capacity(text.len());
    let mut parent: Option<Parent> = None;
    // True for the lines between a parent and its first child.
    let mut is_of_parent = false;
    let (mut is_child, mut was_flat, mut has_marks) = (false, false, false);
    let (mut is_changed, mut is_left_out) = (false, false);
    let mut left_out = Vec::new();
    for (index, line) in lines::each(text).enumerate() {
        let numbered = numbered(line);
        let at_edge = !line.starts_with([' ', '\t']) && !line.trim().is_empty();
        if at_edge {
            let major = numbered.as_ref().and_then(|it| it.number.split_once('.'));
            let is_own = major.is_some()
                && major.map(|(major, _)| major) == parent.as_ref().map(|it| it.number);
            if !is_own {
                let opens = numbered.as_ref().filter(|it| !it.number.contains('.'));
                parent = opens.map(|it| Parent {
                    number: it.number,
                    is_open: it.is_open,
                    has_steps: false,
                });
            }
            is_of_parent = !is_own;
            let of_open = is_own && parent.as_ref().is_some_and(|it| it.is_open);
            is_child = of_open && parent.as_ref().is_some_and(|it| !it.has_steps);
            was_flat |= is_child;
            // What is left of a finished task is a task of its own, but for optional steps.
            let is_optional = |it: &Numbered| it.is_open && it.star != Star::None;
            is_left_out = is_own && !of_open && numbered.as_ref().is_some_and(is_optional);
        }
        if !at_edge
            && is_of_parent
            && is_step(line)
            && let Some(parent) = &mut parent
        {
            parent.has_steps = true;
        }
        if is_child && !line.trim().is_empty() {
            written.push_str(STEP);
        }
        let start = written.len();
        match numbered.filter(Numbered::is_spelled_otherwise) {
            Some(line) => {
                is_changed = true;
                has_marks |= line.is_parallel;
                written.push_str(&line.spelled());
            }
            None => written.push_str(line),
        }
        if std::mem::take(&mut is_left_out)
            && let Some(place) = written[start..].find("[ ]")
        {
            written.replace_range(start + place..start + place + "[ ]".len(), "[x]");
            left_out.push(lines::number(index));
        }
        written.push('\n');
    }
    let source = Source { name: source.name.clone(), bytes: written.into_bytes() };
    let is_other = was_flat || is_changed || !left_out.is_empty();
    is_other.then_some(Canonical { source, was_flat, left_out, has_marks })
}

impl Numbered<'_> {
    fn is_spelled_otherwise(&self) -> bool {
        self.is_parallel || self.star == Star::Other
    }

    /// Writes the line as Kiro does, with spec-kit's mark for parallel tasks.
    fn spelled(&self) -> String {
        let Self { indent, head, written, title, .. } = self;
        let star = if self.star == Star::None { "" } else { "*" };
        let mark = if self.is_parallel { "[P] " } else { "" };
        format!("{indent}{head}{star} {written} {mark}{title}")
    }
}

/// Returns true if a line below a task says something about its work, besides the requirements it meets.
fn is_step(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '-', '*', '_']).trim_end();
    !text.is_empty() && !text.starts_with("Requirements")
}

/// Takes a line apart; `None` if it has no box or no number behind it.
fn numbered(line: &str) -> Option<Numbered<'_>> {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - rest.len()];
    let boxed = rest.strip_prefix("- [").or_else(|| rest.strip_prefix("* ["))?;
    let (sign, behind) = boxed.split_once(']').filter(|(sign, _)| sign.chars().count() == 1)?;
    let head = &rest[..rest.len() - behind.len()];
    let (own_star, escaped_star) = (behind.strip_prefix('*'), behind.strip_prefix("\\*"));
    let text = own_star.or(escaped_star).unwrap_or(behind).strip_prefix(' ')?.trim();
    let (counted, title) = text.split_once(' ')?;
    let late_star = counted.strip_suffix('*');
    let written = late_star.unwrap_or(counted);
    let star = match (own_star, escaped_star.or(late_star)) {
        (_, Some(_)) => Star::Other,
        (Some(_), None) => Star::Own,
        (None, None) => Star::None,
    };
    let number = written.strip_suffix('.').unwrap_or(written);
    let is_number = number.split('.').all(|part| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !is_number {
        return None;
    }
    let title = title.trim_start();
    let marked = title.strip_prefix("(P)").or_else(|| title.strip_suffix("(P)"));
    Some(Numbered {
        indent,
        head,
        is_open: !matches!(sign, "x" | "X"),
        star,
        is_parallel: marked.is_some(),
        number,
        written,
        title: marked.unwrap_or(title).trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        let source = Source { name: "tasks.md".into(), bytes: text.as_bytes().to_vec() };
        of(&source).map_or_else(
            || text.to_owned(),
            |it| String::from_utf8_lossy(&it.source.bytes).into_owned(),
        )
    }

    #[test]
    fn optional_and_parallel_marks_have_one_spelling() {
        for (written, expected) in [
            ("- [ ] 3.2* Test it", "- [ ]* 3.2 Test it"),
            ("- [ ]\\* 3.2 Test it", "- [ ]* 3.2 Test it"),
            ("  - [x]* 3.2. Test it", "  - [x]* 3.2. Test it"),
            ("- [ ] 2.1 (P) Send mails", "- [ ] 2.1 [P] Send mails"),
            ("- [ ] 2.1 Send mails (P)", "- [ ] 2.1 [P] Send mails"),
            ("* [-] 2.1* (P) Send mails", "* [-]* 2.1 [P] Send mails"),
            ("- [ ] 2. Send 3* mails", "- [ ] 2. Send 3* mails"),
            ("- [ ] *all* mails (P)", "- [ ] *all* mails (P)"),
            ("- [ ] v2.1 (P) mails", "- [ ] v2.1 (P) mails"),
        ] {
            assert_eq!(spelled(&format!("{written}\n")), format!("{expected}\n"), "{written}");
        }
    }

    #[test]
    fn a_flat_list_is_nested_below_its_open_parents() {
        let flat = "- [ ] 1. Store\n- [ ] 1.1 Write\n  - how\n\n- [x] 1.2 Read\n- [ ] 2.1 Stray\n\
            ## B\n- [x] 3. Done\n- [ ] 3.1 Left\n- [ ] 4. List\n\ntext\n- [ ] 4.1 Apart\n";
        let nested = "- [ ] 1. Store\n  - [ ] 1.1 Write\n    - how\n\n  - [x] 1.2 Read\n- [ ] 2.1 Stray\n\
            ## B\n- [x] 3. Done\n- [ ] 3.1 Left\n- [ ] 4. List\n\ntext\n- [ ] 4.1 Apart\n";
        assert_eq!(spelled(flat), nested);
        let with_steps = "- [ ] 4. Restore hr\n  - Merge the models\n  - _Requirements: 2.1_\n\n\
            - [ ] 4.1 Restore leaves\n- [-] 5. Cars\n  Move them.\n- [ ] 5.1 Test\n";
        assert_eq!(spelled(with_steps), with_steps);
        let requirements = "- [ ] 4. Apps\n  - _Requirements: 2.1_\n\n- [ ] 4.1 Hr\n";
        let below = "- [ ] 4. Apps\n  - _Requirements: 2.1_\n\n  - [ ] 4.1 Hr\n";
        assert_eq!(spelled(requirements), below);
        let finished =
            "- [x] 3. Done\n- [ ]* 3.1 Test\n- [ ] 3.2 Left\n- [ ] 3.3* Test\n- [ ] 4. List\n";
        let ticked =
            "- [x] 3. Done\n- [x]* 3.1 Test\n- [ ] 3.2 Left\n- [x]* 3.3 Test\n- [ ] 4. List\n";
        assert_eq!(spelled(finished), ticked);
        let own =
            "- [ ] 1. Store\n  - [ ] 1.1 Write\n    - how\n\n  - [ ]* 1.2 Test\n- [ ] 2. List\n";
        assert_eq!(spelled(own), own);
    }
}
