//! Rooms: the `crate::<room>` paths in `src/` keep to the table in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::source::{code, components, is_test, room, root, sources};

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

/// Calls by which `cli` says something to people.
const SAYING: [&str; 5] =
    ["output::narrate(", "output::print(", "note(", ".set_message(", "refuse("];

#[test]
fn what_cli_says_to_people_is_written_in_report() {
    let mut wrong = Vec::new();
    for file in sources() {
        if room(&file) != "cli" || is_test(&file) {
            continue;
        }
        let text = code(&fs::read_to_string(&file).unwrap());
        for call in SAYING.into_iter().flat_map(|call| text.split(call).skip(1)) {
            let argument = call.split(';').next().unwrap();
            if literals(argument).iter().any(|literal| literal.contains(' ')) {
                wrong.push(format!("{}: {argument}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Files of `worktree` with sentences that it says to nobody but writes, or that are its refusals.
const WRITING: [(&str, &str); 6] = [
    ("refusal", "the table of refusals, with all that they list"),
    ("attributes", "comments in .git/info/attributes"),
    ("backup", "messages of commits"),
    ("merge", "messages of commits"),
    ("driver", "names in the settings of git"),
    ("runtime_files", "names of tools, for the documentation"),
];

#[test]
fn what_worktree_says_to_people_is_a_refusal_or_written_in_report() {
    let mut wrong = Vec::new();
    for file in sources() {
        let path = components(&file);
        let is_writing = path.get(1).is_some_and(|it| WRITING.iter().any(|(name, _)| name == it));
        if path[0] != "worktree" || is_writing || is_test(&file) {
            continue;
        }
        let text = code(&fs::read_to_string(&file).unwrap());
        // Reasons of suppressions, and what git printed, are for developers.
        let is_said = |line: &&str| !line.contains("reason = ") && !line.contains("Unexpected(");
        let text: Vec<&str> = text.lines().filter(is_said).collect();
        for literal in literals(&text.join("\n")) {
            if is_sentence(&literal) {
                wrong.push(format!("{}: {literal:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, what) in WRITING {
        let place = root().join("src/worktree").join(name);
        assert!(place.is_dir() || place.with_extension("rs").is_file(), "{name}: {what}");
    }
}

/// Returns the string literals of code, as they are written.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), None::<String>);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match (&mut open, c) {
            (Some(literal), '\\') => {
                literal.push('\\');
                literal.extend(chars.next());
            }
            (Some(_), '"') => found.extend(open.take()),
            (Some(literal), c) => literal.push(c),
            (None, '"') => open = Some(String::new()),
            // The quote of a character: '"' and '\"'.
            (None, '\'') if chars.as_str().starts_with("\"'") => {
                chars.next();
            }
            _ => {}
        }
    }
    found
}

/// Returns true if a literal holds two plain words in a row, as commands and names of files do not.
fn is_sentence(literal: &str) -> bool {
    let is_command = ["ctx ", "git ", "gitdir: "].iter().any(|start| literal.starts_with(start));
    let is_word = |word: &&str| {
        let word = word.trim_end_matches([',', '.', ':', ';']);
        word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase())
    };
    let words: Vec<&str> = literal.split_whitespace().collect();
    !is_command && words.windows(2).any(|pair| pair.iter().all(is_word))
}

#[test]
fn sentences_are_told_from_commands_and_names() {
    for (code, found) in [
        ("a(\"is missing\")", true),
        ("format!(\"{name} is worded otherwise: {title}\")", true),
        ("a('\"', \"x\", \"1 line has changed\")", true),
        ("push(\"what \\\"x\\\" was not committed\")", true),
        ("const A: &str = \"staged changes\";", true),
        ("run(&[\"rev-parse\", \"--verify\", \"HEAD\"])", false),
        ("format!(\"refs/ctx/backup/{}\", name)", false),
        ("format!(\"{}:{}: {:?}\", a, b, c)", false),
        ("\"ctx worktree teardown --continue\"", false),
        ("a(\"merge\", \"rebase\")", false),
    ] {
        let is_found = literals(code).iter().any(|literal| is_sentence(literal));
        assert_eq!(is_found, found, "{code}");
    }
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
