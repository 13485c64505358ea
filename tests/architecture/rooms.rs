//! Rooms: the `crate::<room>` paths in `src/` keep to the table in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::source::{code, is_test, room, root, sources};

type Rooms = BTreeMap<String, BTreeSet<String>>;

/// Reads each room with the rooms it may import, from rows of `` | `room` | purpose | `a`, `b` | ``.
fn table() -> Rooms {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [room, _, imports] = cells.as_slice() else { return None };
        Some((quoted(room).into_iter().next()?, quoted(imports)))
    })
    .collect()
}

fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Finds the rooms named after `crate::`, alone or in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut rooms = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(list) = rest.strip_prefix('{') {
            // Names at the first depth of the braces.
            let mut depth = 1;
            let mut item = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => rooms.extend([name(&std::mem::take(&mut item))]),
                    c if depth == 1 => item.push(c),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
            rooms.extend([name(&item)]);
        } else {
            rooms.extend([name(rest)]);
        }
    }
    rooms.remove("");
    rooms
}

#[test]
fn imports_run_downward() {
    let table = table();
    let mut wrong = Vec::new();
    for file in sources() {
        let inside = room(&file);
        if inside == "lib" || is_test(&file) {
            continue;
        }
        let Some(allowed) = table.get(&inside) else {
            wrong.push(format!("{inside} is missing from the table in ARCHITECTURE.md"));
            continue;
        };
        let text = code(&fs::read_to_string(&file).unwrap()).replace("ctx_analyze::", "crate::");
        for import in imports(&text) {
            if import != inside && table.contains_key(&import) && !allowed.contains(&import) {
                wrong.push(format!("{} imports {import}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_opened_for_reading_in_one_place() {
    let mut wrong = Vec::new();
    for file in sources() {
        if room(&file) == "regular" || is_test(&file) {
            continue;
        }
        let text = code(&fs::read_to_string(&file).unwrap());
        for opening in ["fs::read(", "fs::read_to_string(", "File::open("] {
            if text.contains(opening) {
                wrong.push(format!("{} has {opening}…): see src/regular.rs", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_cli_says_to_people_is_written_in_report() {
    let mut wrong = Vec::new();
    for file in sources() {
        if room(&file) != "cli" || is_test(&file) {
            continue;
        }
        let text = code(&fs::read_to_string(&file).unwrap());
        for call in text.split("output::narrate(").chain(text.split("output::print(")).skip(1) {
            let argument = call.split(';').next().unwrap();
            // The first piece of each split is what stands before its first call.
            let mut literals = argument.split('"').skip(1).step_by(2);
            if !text.starts_with(call) && literals.any(|literal| literal.contains(' ')) {
                wrong.push(format!("{}: {argument}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_of_the_table_exists() {
    for room in table().keys() {
        let (folder, file) = (format!("src/{room}/mod.rs"), format!("src/{room}.rs"));
        assert!(root().join(folder).exists() || root().join(file).exists(), "{room}");
    }
}

#[test]
fn imports_are_found_alone_and_in_braces() {
    let text = "use crate::model::{A, B};\nuse crate::{index::{X, Y}, words};\ncrate::git::run();";
    let expected = ["git", "index", "model", "words"].map(str::to_owned);
    assert_eq!(imports(text), BTreeSet::from(expected));
}
