//! Versions of a file with conflict markers: one for each side.

use super::super::markers;

/// Returns the two versions that a file with conflicts holds, with blank lines for what is left out, or
/// the file itself if it has none.
pub fn of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut sides = [Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len())];
    let mut inside = None;
    let mut has_conflict = false;
    for line in markers::lines_of(bytes) {
        let part = match (inside, markers::sign(line)) {
            (_, Some(b'<')) => Some(Part::Ours),
            (Some(_), Some(b'|')) => Some(Part::Base),
            (Some(_), Some(b'=')) => Some(Part::Theirs),
            (Some(_), Some(_)) => None,
            (part, _) => {
                for (side, own) in sides.iter_mut().zip([Part::Ours, Part::Theirs]) {
                    let is_of = part.is_none_or(|part| part == own);
                    side.extend(if is_of { line } else { b"\n" });
                }
                continue;
            }
        };
        inside = part;
        has_conflict = true;
        for side in &mut sides {
            side.push(b'\n');
        }
    }
    if has_conflict { sides.into() } else { vec![bytes.to_vec()] }
}

/// Part of a conflict.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Ours,
    Base,
    Theirs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_gives_a_version_of_each_side() {
        let text = "a\n<<<<<<< x\nb\n||||||| y\nc\n=======\nd\n>>>>>>> z\ne\n";
        let sides = of(text.as_bytes());
        assert_eq!(sides, [b"a\n\nb\n\n\n\n\n\ne\n".to_vec(), b"a\n\n\n\n\n\nd\n\ne\n".to_vec()]);
        assert_eq!(of(b"a\n=======\nb"), [b"a\n=======\nb".to_vec()]);
    }
}
