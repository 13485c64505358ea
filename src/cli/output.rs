//! Where the answer and the remarks about it go: standard output or a file, and standard error.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::replace::replace;
use crate::report::clean_lines;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// At a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Also in pipes and files
    Always,
    /// Nowhere
    Never,
}

impl Color {
    /// Makes this the choice of the whole process.
    pub fn set(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Columns of the terminal on standard output; `None` where there is none.
pub fn columns() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| usize::from(columns.0))
}

/// Writes to standard output. A reader that leaves early (`| head`) has what it wants.
pub fn print(text: &str) -> Result<()> {
    offer(text).map(|_| ())
}

/// The same; whether the reader is still there.
pub fn offer(text: &str) -> Result<bool> {
    written(&mut anstream::stdout().lock(), text.as_bytes())
}

/// Writes bytes to standard output as they are.
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    written(&mut io::stdout().lock(), bytes).map(|_| ())
}

fn written(out: &mut impl Write, bytes: &[u8]) -> Result<bool> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("cannot write to standard output"),
    }
}

/// Writes a remark to standard error, for people. What it quotes may be a stranger's.
pub fn narrate(remark: &str) {
    // There is nobody left to tell where standard error is closed.
    let _ = writeln!(anstream::stderr(), "ctx: {}", clean_lines(remark));
}

/// Writes to a file: all of it or nothing. It is put beside the file and then renamed, so that a
/// reader never sees half of it, and what was there stays where anything fails.
pub fn save(text: &str, file: &Path, color: Color) -> Result<()> {
    let plain;
    let text = if color == Color::Always {
        text
    } else {
        plain = anstream::adapter::strip_str(text).to_string();
        &plain
    };
    save_bytes(text.as_bytes(), file)
}

/// The same for bytes as they are.
pub fn save_bytes(bytes: &[u8], file: &Path) -> Result<()> {
    let write = || -> io::Result<()> {
        // Through a link to what it names; a device or pipe cannot be replaced, only written to.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        match fs::metadata(&target) {
            Ok(known) if known.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(known) if !known.is_file() => {
                File::options().write(true).open(&target)?.write_all(bytes)
            }
            _ => replace(&target, bytes),
        }
    };
    let name = file.display();
    match write() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("cannot write {name}: its folder does not exist; make it first")
        }
        other => other.with_context(|| format!("cannot write {name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_without_styles() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("answer.txt");
        fs::write(&file, "what was there before, much longer").unwrap();
        save("\u{1b}[1mnew\u{1b}[0m\n", &file, Color::Auto).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new\n");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_missing_folder_and_a_folder_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let error = save("x", &dir.path().join("no/answer"), Color::Auto).unwrap_err();
        assert!(error.to_string().contains("its folder does not exist"), "{error}");
        assert!(save("x", dir.path(), Color::Auto).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_and_the_mode_stays() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        save("new", &link, Color::Auto).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
