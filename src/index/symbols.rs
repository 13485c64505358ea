//! Look-ups by defined name.

use std::collections::HashMap;

use super::{IndexedFile, numbered};
use crate::model::{Definition, FileId};

/// Place where a name is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The file.
    pub file: FileId,
    /// Its index among the file's definitions.
    pub definition: u32,
}

/// Place where a command or flag is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandSite {
    /// The file.
    pub file: FileId,
    /// 1-based.
    pub line: u32,
}

/// Look-ups by defined name, command and flag.
#[derive(Debug, Default)]
pub struct Symbols {
    /// By the bare name in lower case; callers compare the exact one.
    by_name: HashMap<String, Vec<Site>>,
    commands: HashMap<String, Vec<CommandSite>>,
    flags: HashMap<String, Vec<CommandSite>>,
}

impl Symbols {
    pub(super) fn build(files: &[IndexedFile]) -> Self {
        let mut symbols = Self::default();
        for (file, indexed) in numbered(files) {
            let Some(code) = indexed.code() else { continue };
            for (definition, it) in (0..).zip(&code.definitions) {
                symbols
                    .by_name
                    .entry(it.name.to_lowercase())
                    .or_default()
                    .push(Site { file, definition });
            }
            for command in &code.commands {
                let site = CommandSite { file, line: command.line };
                symbols.commands.entry(command.name.to_lowercase()).or_default().push(site);
            }
            for flag in &code.flags {
                let site = CommandSite { file, line: flag.line };
                symbols.flags.entry(flag.name.to_lowercase()).or_default().push(site);
            }
        }
        symbols
    }

    /// Returns where names that equal `name` up to case are defined, by file.
    pub fn named(&self, name: &str) -> &[Site] {
        self.by_name.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Returns where a command is defined; `name` must be in lower case.
    pub fn command(&self, name: &str) -> &[CommandSite] {
        self.commands.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns where a flag is defined; `name` must be in lower case, without dashes.
    pub fn flag(&self, name: &str) -> &[CommandSite] {
        self.flags.get(name).map_or(&[], Vec::as_slice)
    }
}

impl super::Index {
    /// Returns the definition at a place.
    pub fn definition(&self, site: Site) -> Option<&Definition> {
        self.file(site.file).code()?.definitions.get(site.definition as usize)
    }
}
