//! Objects, read by a long-running `git cat-file --batch`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};

use super::{Error, Git, Running};

/// Content of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// Bytes of the blob.
    Content(Vec<u8>),
    /// Size of a blob that is larger than the limit.
    TooLarge(u64),
    /// The object is missing (in a partial clone) or is no blob.
    Missing,
}

/// Reader of objects; git is stopped when it is dropped.
#[derive(Debug)]
pub struct Objects {
    running: Running,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Objects {
    /// Starts git.
    pub fn open(git: &Git) -> Result<Self, Error> {
        let mut command = git.command(&["cat-file", "--batch"])?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = git.start(&mut command)?;
        match (running.child.stdin.take(), running.child.stdout.take()) {
            (Some(input), Some(output)) => {
                Ok(Self { running, input, output: BufReader::with_capacity(1 << 16, output) })
            }
            _ => Err(Error::Pipe),
        }
    }

    /// Reads the blob with an id, or at `commit:path` without a line end.
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
        let _ = self.running.child.kill();
        let _ = self.running.child.wait();
    }
}
