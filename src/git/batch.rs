//! Objects by id, from one long-running `git cat-file --batch`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{Error, Git};

/// Object of an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// The bytes.
    Content(Vec<u8>),
    /// There is such a blob, of so many bytes, which are more than were asked for.
    TooLarge(u64),
    /// There is none here (a partial clone), or the id leads to something else.
    Missing,
}

/// Reads objects; stopped when dropped.
#[derive(Debug)]
pub struct Objects {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Objects {
    /// Starts the reader.
    pub fn open(git: &Git) -> Result<Self, Error> {
        let mut child = git
            .command(&["cat-file", "--batch"])?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::Start)?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => {
                Ok(Self { child, input, output: BufReader::with_capacity(1 << 16, output) })
            }
            _ => Err(Error::Pipe),
        }
    }

    /// Returns the blob that an id, or `commit:path` without a line end, leads to.
    pub fn blob(&mut self, name: &str, most: u64) -> Result<Blob, Error> {
        if name.is_empty() || name.contains('\n') {
            return Ok(Blob::Missing);
        }
        writeln!(self.input, "{name}")?;
        self.input.flush()?;
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        let fields: Vec<&str> = header.trim_end().rsplitn(3, ' ').collect();
        let (kind, size) = match fields[..] {
            [size, kind, _] => match size.parse::<u64>() {
                Ok(size) => (kind, size),
                Err(_) => return Ok(Blob::Missing),
            },
            [_, _] => return Ok(Blob::Missing), // `<name> missing`, `<name> ambiguous`
            _ => return Err(Error::Unexpected(format!("an object headed {header:?}"))),
        };
        let mut body = (&mut self.output).take(size + 1);
        if kind != "blob" || size > most {
            std::io::copy(&mut body, &mut std::io::sink())?;
            return Ok(if kind == "blob" { Blob::TooLarge(size) } else { Blob::Missing });
        }
        let mut content = Vec::with_capacity(usize::try_from(size + 1).unwrap_or(0));
        body.read_to_end(&mut content)?;
        if content.len() as u64 != size + 1 {
            return Err(Error::Unexpected("an object that breaks off".to_owned()));
        }
        content.pop();
        Ok(Blob::Content(content))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
