//! List of the formats of backlogs.

use std::fmt::Write;

/// Format of backlogs, as listed.
#[derive(Clone, Copy, Debug)]
pub struct FormatRow {
    /// Name for `--tasks-format`.
    pub name: &'static str,
    /// Tool or convention.
    pub title: &'static str,
    /// Places where such backlogs are looked for, relative to the root.
    pub places: &'static [&'static str],
    /// True if they are read only if the format or the file is named.
    pub is_on_request: bool,
}

/// Lists formats, one below the other: name, tool, places.
pub fn render_formats(rows: &[FormatRow]) -> String {
    let width = |of: fn(&FormatRow) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let names = width(|row| row.name.len()).max("NAME".len());
    let titles = width(|row| row.title.len()).max("FORMAT".len());
    let mut text = format!("{:names$}  {:titles$}  PLACES\n", "NAME", "FORMAT");
    for row in rows {
        let places = match (row.places, row.is_on_request) {
            ([], _) => "with --tasks FILE".to_owned(),
            (places, false) => places.join(", "),
            (places, true) => {
                format!("{} (with --tasks-format {})", places.join(", "), row.name)
            }
        };
        let _ = writeln!(text, "{:names$}  {:titles$}  {places}", row.name, row.title);
    }
    text
}
