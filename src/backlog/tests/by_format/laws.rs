//! Laws that hold for any input, in every format.

use proptest::prelude::*;

use super::*;

/// A name of a file in the first place of a format.
fn place(format: &BacklogFormat) -> String {
    format.places.first().map_or_else(|| "tasks".to_owned(), |place| place.replace('*', "a"))
}

/// Bytes of the fixture of a format, one of its files.
fn sample(format: &BacklogFormat) -> Vec<u8> {
    files(format).first().map(|path| regular::read(path, 1 << 20).unwrap()).unwrap_or_default()
}

fn holds(format: &'static BacklogFormat, bytes: &[u8]) {
    let source = Source { name: place(format), bytes: bytes.to_vec() };
    let lines = lines_ended(bytes) + 1;
    for granularity in [Granularity::Outermost, Granularity::Leaf] {
        let sources = [source.clone(), source.clone()];
        let (tasks, _) = read_as(&sources, &sources[..1], Some(format), granularity);
        for task in &tasks {
            assert!(!task.key.is_empty() && !task.title.is_empty());
            assert!((1..=lines).contains(&(task.line as usize)), "{task:?}");
            let inside = |line: u32| (1..=lines).contains(&(line as usize));
            assert!(task.lines.iter().all(|line| inside(line.number)), "{task:?}");
            assert!(task.state.is_unfinished());
        }
        let (again, _) = read_as(&sources, &sources[..1], Some(format), granularity);
        assert_eq!(tasks, again);
    }
    let list = Checklist::read(&source);
    for at in 0..list.entries.len() {
        let _ = (list.text(at), list.title(at), list.ids(at), list.above(at));
    }
}

#[test]
fn old_line_ends_read_alike() {
    for format in FORMATS {
        for granularity in [Granularity::Outermost, Granularity::Leaf] {
            let expected = read_fixture(format.name, granularity);
            assert!(!expected.0.is_empty(), "{}", format.name);
            for end in ["\r", "\r\n"] {
                let found = read_with_ends(format.name, granularity, end);
                assert_eq!(found, expected, "{} {end:?}", format.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            holds(format, &bytes);
        }
    }

    #[test]
    fn a_damaged_backlog_is_read(
        at in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        with in prop::sample::select(vec!["", "\"", "{", "]", "\n", "- ", ":", "---\n", "\u{e9}", "&a", "*a", "\0"]),
    ) {
        for format in FORMATS {
            let mut bytes = sample(format);
            if bytes.is_empty() {
                continue;
            }
            let start = at.index(bytes.len());
            let end = start + cut.index(bytes.len() - start).min(40);
            bytes.splice(start..end, with.bytes());
            holds(format, &bytes);
            bytes.truncate(start);
            holds(format, &bytes);
        }
    }
}
