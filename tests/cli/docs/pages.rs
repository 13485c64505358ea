//! Pages of documentation that derive from the program. `just docs` rewrites them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Lock that is held while a page is rewritten, since tests run in parallel.
static PAGES: Mutex<()> = Mutex::new(());

fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(page)
}

/// Reads a file of this repository.
pub fn read(page: &str) -> String {
    fs::read_to_string(path(page)).unwrap()
}

/// Compares the text of a page between two markers with `expected`, or rewrites it if `UPDATE_DOCS`
/// is set. An empty end marker is the end of the page.
pub fn hold(page: &str, begin: &str, end: &str, expected: &str) {
    let _guard = PAGES.lock().unwrap();
    let text = read(page);
    let from = text.find(begin).unwrap() + begin.len();
    let to = if end.is_empty() { text.len() } else { from + text[from..].find(end).unwrap() };
    if std::env::var_os("UPDATE_DOCS").is_some() {
        // Other tests read the page meanwhile.
        let written = path(&format!("{page}.new"));
        fs::write(&written, format!("{}{expected}{}", &text[..from], &text[to..])).unwrap();
        fs::rename(written, path(page)).unwrap();
    } else {
        let mut lines = text[from..to].lines().zip(expected.lines());
        let first = lines.find(|(is, should_be)| is != should_be);
        assert!(text[from..to] == *expected, "{page} is out of date: run `just docs`; {first:?}");
    }
}
