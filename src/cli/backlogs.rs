//! Backlogs on the command line: files, standard input, and the names of their formats.

use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::builder::PossibleValuesParser;

use super::output;
use super::refusal::Refusal;
use crate::analyze::BacklogArgument;
use crate::backlog::{BacklogFormat, FORMATS};
use crate::report;

/// Maximum size of standard input.
const MAX_INPUT_BYTES: u64 = 64 << 20;

/// Returns a parser of the names of formats.
pub fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
}

/// Lists the formats.
pub fn list_formats() -> Result<()> {
    let row = |format: &'static BacklogFormat| report::FormatRow {
        name: format.name,
        title: format.title,
        places: format.places,
        is_on_request: format.is_on_request,
    };
    let rows: Vec<report::FormatRow> = FORMATS.iter().map(row).collect();
    output::print(&report::render_formats(&rows))
}

/// Turns what `--tasks` names into a source. Standard input is read at once, a file later.
pub fn argument(file: PathBuf) -> Result<BacklogArgument> {
    if file.as_os_str() != "-" {
        return Ok(BacklogArgument::File(file));
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MAX_INPUT_BYTES + 1)
        .read_to_end(&mut bytes)
        .context("cannot read the tasks from standard input")?;
    if bytes.len() as u64 > MAX_INPUT_BYTES {
        return Err(Refusal::InputTooLarge { mib: MAX_INPUT_BYTES >> 20 }.into());
    }
    Ok(BacklogArgument::Text(bytes))
}
