//! Output: the answer to standard output or a file, remarks to standard error.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::refusal::Refusal;
use super::timeout;
use crate::model::shown;
use crate::replace::{Staged, replace_with};
use crate::report::clean_lines;

/// Condition for colours: at a terminal unless `NO_COLOR` is set, also in pipes and files, or nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    #[default]
    Auto,
    Always,
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
    try_print(text).map(|_| ())
}

/// Writes text to standard output that cannot be asked for again: a reader that has left is an error.
pub fn deliver(text: &str) -> Result<()> {
    if try_print(text)? {
        return Ok(());
    }
    Err(io::Error::from(ErrorKind::BrokenPipe)).context("cannot write to standard output")
}

/// Writes text to standard output; returns false if the reader has left.
pub fn try_print(text: &str) -> Result<bool> {
    timeout::settle();
    try_print_at_once(text)
}

/// Writes text to standard output as [`try_print`] does, also after the time for an answer is over.
pub fn try_print_at_once(text: &str) -> Result<bool> {
    written(&mut anstream::stdout().lock(), text.as_bytes())
}

/// Writes bytes to standard output as they are.
pub fn print_bytes(bytes: &[u8]) -> Result<()> {
    timeout::settle();
    written(&mut io::stdout().lock(), bytes).map(|_| ())
}

/// Writes to standard output piece by piece, as it is made: for answers too large to hold.
pub fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    timeout::settle();
    let mut out = BufWriter::new(io::stdout().lock());
    sent(|| write(&mut out).and_then(|()| out.flush())).map(|_| ())
}

fn written(out: &mut impl Write, bytes: &[u8]) -> Result<bool> {
    sent(|| out.write_all(bytes).and_then(|()| out.flush()))
}

fn sent(send: impl FnOnce() -> io::Result<()>) -> Result<bool> {
    if closed_stdout::was_closed() {
        return Err(Refusal::ClosedOutput.into());
    }
    match send() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("cannot write to standard output"),
    }
}

/// Writes a remark to standard error, for people. What it quotes may be a stranger's.
pub fn narrate(remark: &str) {
    // Standard error may be closed as well; then there is no place to report it.
    let _ = writeln!(anstream::stderr(), "ctx: {}", clean_lines(remark));
}

/// Writes to a file: all of it or nothing. It is put beside the file and then renamed, so that a
/// reader never sees half of it, and what was there stays where anything fails.
pub fn save(text: &str, file: &Path, color: Color) -> Result<()> {
    let text = plain(text, color);
    save_streamed(file, |out| out.write_all(text.as_bytes()))
}

/// Writes to a file as [`save`] does, piece by piece.
pub fn save_streamed(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    if target(file).is_ok_and(|target| lies_in_git(&target)) {
        return Err(Refusal::OutputInGit { file: file.to_owned() }.into());
    }
    save_anywhere(file, write)
}

/// Answer in one format, and its destination.
#[derive(Debug)]
pub struct Answer {
    /// The answer.
    pub text: String,
    /// File that it goes to; `None` for standard output.
    pub file: Option<PathBuf>,
}

/// Writes all answers or none: files get their names after everything is written.
pub fn write_all(answers: &[Answer], color: Color) -> Result<()> {
    timeout::settle();
    let mut staged = Vec::new();
    for Answer { text, file } in answers {
        let Some(file) = file else { continue };
        let text = plain(text, color);
        if target(file).is_ok_and(|target| lies_in_git(&target)) {
            return Err(Refusal::OutputInGit { file: file.clone() }.into());
        }
        let stage = || -> io::Result<Option<Staged>> {
            let target = target(file)?;
            match fs::metadata(&target) {
                Ok(known) if known.is_dir() => Err(ErrorKind::IsADirectory.into()),
                Ok(known) if !known.is_file() => {
                    File::options().write(true).open(&target)?.write_all(text.as_bytes())?;
                    Ok(None)
                }
                _ => Staged::write(&target, text.as_bytes()).map(Some),
            }
        };
        if let Some(whole) = explained(file, stage())? {
            staged.push((whole, file));
        }
    }
    for answer in answers.iter().filter(|answer| answer.file.is_none()) {
        print(&answer.text)?;
    }
    for (whole, file) in staged {
        explained(file, whole.finish())?;
    }
    Ok(())
}

/// Adds text to the end of a file, which is made if it does not exist.
pub fn append(text: &str, file: &Path) -> Result<()> {
    let add = || File::options().append(true).create(true).open(file)?.write_all(text.as_bytes());
    explained(file, add())
}

fn plain(text: &str, color: Color) -> String {
    match color {
        Color::Always => text.to_owned(),
        Color::Auto | Color::Never => anstream::adapter::strip_str(text).to_string(),
    }
}

/// Adds the name of the file to an error of writing it.
fn explained<T>(file: &Path, done: io::Result<T>) -> Result<T> {
    let name = shown(file);
    match done {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Refusal::OutputWithoutFolder { file: file.to_owned() }.into())
        }
        other => other.with_context(|| format!("cannot write {name}")),
    }
}

/// Writes bytes to a file atomically, as they are.
pub fn save_bytes(bytes: &[u8], file: &Path) -> Result<()> {
    save_anywhere(file, |out| out.write_all(bytes))
}

fn save_anywhere(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    timeout::settle();
    let write = || -> io::Result<()> {
        // A device or pipe cannot be replaced, only written to.
        let target = target(file)?;
        match fs::metadata(&target) {
            Ok(known) if known.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(known) if !known.is_file() => {
                let mut out = BufWriter::new(File::options().write(true).open(&target)?);
                write(&mut out)?;
                out.flush()
            }
            _ => replace_with(&target, write),
        }
    };
    explained(file, write())
}

/// Follows links to the file that is to be written, which need not be there: a shell's `>` makes the
/// target of a link as well. The folder of the answer has its real name, where there is one.
fn target(file: &Path) -> io::Result<PathBuf> {
    if let Ok(real) = file.canonicalize() {
        return Ok(real);
    }
    let mut target = file.to_owned();
    // A pipe by its descriptor has no other path.
    if target.metadata().is_ok() {
        return Ok(target);
    }
    // As far as the system goes.
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => break,
        }
    }
    if target.symlink_metadata().is_ok() {
        return Err(io::Error::other("its links lead in a circle"));
    }
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    Ok(match (folder.canonicalize(), target.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => target,
    })
}

/// Returns true if only git writes to the place of a file: below a `.git`, in its place, or in a
/// bare repository.
fn lies_in_git(file: &Path) -> bool {
    let is_repository = |folder: &Path| {
        folder.join("HEAD").is_file()
            && folder.join("objects").is_dir()
            && folder.join("refs").is_dir()
    };
    file.ancestors().any(|path| path.file_name().is_some_and(|name| name == ".git"))
        || file.ancestors().skip(1).any(is_repository)
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
    fn a_link_without_a_target_is_followed_and_the_target_made() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("in")).unwrap();
        symlink("in/first", at("link")).unwrap();
        symlink("second", at("in/first")).unwrap();
        save("new", &at("link"), Color::Auto).unwrap();
        assert!(fs::symlink_metadata(at("link")).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(at("in/second")).unwrap(), "new");
        assert_eq!(fs::metadata(at("in/second")).unwrap().permissions().mode() & 0o111, 0);
        symlink("none/file", at("nowhere")).unwrap();
        symlink("circle", at("circle")).unwrap();
        for name in ["nowhere", "circle"] {
            assert!(save("new", &at(name), Color::Auto).is_err(), "{name}");
            assert!(fs::symlink_metadata(at(name)).unwrap().is_symlink(), "{name}");
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4, "nothing is left beside them");
    }

    #[test]
    fn nothing_is_written_where_git_keeps_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for folder in [".git/hooks", "bare/objects", "bare/refs", ".github"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        fs::write(at("bare/HEAD"), "ref: refs/heads/main\n").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(".git/hooks/pre-commit", at("link")).unwrap();
        let refused =
            [".git/config", ".git/hooks/pre-commit", "sub/../.git/x", "bare/config", "link"];
        for name in refused.into_iter().filter(|name| cfg!(unix) || *name != "link") {
            let error = save("x", &at(name), Color::Auto).unwrap_err().to_string();
            assert!(error.contains("in the git directory"), "{name}: {error}");
        }
        assert!(!at(".git/hooks/pre-commit").exists() && !at("bare/config").exists());
        for name in [".gitignore", ".github/x"] {
            save("x", &at(name), Color::Auto).unwrap();
        }
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
